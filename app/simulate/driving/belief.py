"""What perception believes of one object at one instant: what predictor and planner are told, and nothing more.

It must not know truth, nor how the belief was come by.
"""

import math
from dataclasses import dataclass

from app.kinds.covariance import Covariance
from app.kinds.objects import ClassProbability, ImageBox, Size
from app.kinds.objects import Track as TrackDocument
from app.kinds.quantity import decimal
from app.kinds.reference import RecordRef
from app.simulate.driving.tracker import State, Tracked

_PLACES = 3
_MOVES = 0.6
"""Speed from which the uncertainty of the place is worth its bytes, m/s."""
_UPPER = ((0, 0), (0, 1), (1, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """One track as reported; map frame, SI. `class_age_s`: for how long it has had its class."""

    id: str
    label: str
    score: float
    state: State
    firm: bool
    x: float
    y: float
    vx: float
    vy: float
    yaw: float
    length: float
    width: float
    height: float
    class_age_s: float
    t_ns: int

    @property
    def speed(self) -> float:
        """Over ground."""
        return math.hypot(self.vx, self.vy)


def belief_of(track: Tracked, t_ns: int) -> Belief:
    """The belief in a track at the time of the sweep it was updated with."""
    length, width, height = track.size
    total = sum(track.scores.values())
    return Belief(
        id=str(track.number),
        label=track.label,
        score=track.scores.get(track.label, 0.0) / max(total, 1e-9),
        state=track.state,
        firm=track.firm,
        x=float(track.mean[0]),
        y=float(track.mean[1]),
        vx=float(track.mean[2]),
        vy=float(track.mean[3]),
        yaw=track.yaw,
        length=length,
        width=width,
        height=height,
        class_age_s=(t_ns - track.class_since_ns) * 1e-9,
        t_ns=t_ns,
    )


def document_of(track: Tracked, t_ns: int, *, picture: RecordRef | None) -> TrackDocument:
    """The track as a member of the kind `objects`."""
    one = belief_of(track, t_ns)
    measured = track.seen_ns == t_ns
    box = track.detection.box
    total = sum(track.scores.values())
    classes = sorted(track.scores.items(), key=lambda item: (item[0] != track.label, -item[1], item[0]))
    cov = track.covariance
    return TrackDocument(
        id=one.id,
        centre=(round(one.x, _PLACES), round(one.y, _PLACES), round(one.height / 2, _PLACES)),
        classes=tuple(
            ClassProbability(name=label, probability=round(score / total, _PLACES))
            for label, score in classes
            if score / total > 0.01
        ),
        confidence=round(min(0.99, 0.3 + 0.15 * min(track.hits, 4) + 0.1 * one.score), _PLACES),
        size=Size(length=round(one.length, 2), width=round(one.width, 2), height=round(one.height, 2)),
        yaw=round(one.yaw, _PLACES),
        velocity=(round(one.vx, _PLACES), round(one.vy, _PLACES), 0.0),
        covariance=Covariance(of=("x", "y"), values=tuple(round(float(cov[i, j]), 4) for i, j in _UPPER))
        if one.speed > _MOVES
        else None,
        state=one.state,
        first_seen_ns=decimal(track.born_ns),
        last_measured_ns=decimal(track.seen_ns),
        boxes=()
        if not measured or box is None or picture is None
        else (ImageBox(record=picture, left=box[0], top=box[1], right=box[2], bottom=box[3]),),
        points=track.detection.points if measured else 0,
        attributes={"class_changes": str(track.flips)} if track.flips else None,
        occluded=None if track.detection.hidden is None else round(track.detection.hidden, _PLACES),
    )
