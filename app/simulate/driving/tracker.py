"""The tracker: joins detections of one object over time, each track with a Kalman filter of constant velocity.

Its weakness is its design: a track whose class changes begins anew, as an object of that class at rest, and has to be
seen three times in its new class before it counts as confirmed. It must not know truth, nor what objects will do.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

SIZES = {
    "unknown": (0.8, 0.8, 1.2), "vehicle": (4.4, 1.8, 1.6), "truck": (12.0, 2.5, 3.6), "bicycle": (1.8, 0.7, 1.7),
    "pedestrian": (0.7, 0.7, 1.7),
}  # fmt: skip
"""Length, width and height that are assumed of a class until more is seen, m."""
_CONFIRM_HITS = 3
_CONFIRM_UNKNOWN = 9
"""What has no class must be seen so often to count."""
_MISSES_LOST = 4
_GATE_M = 2.2
_ACCELERATION = 3.0
"""Standard deviation of the acceleration that the filter allows for, m/s^2."""
_WHEELS = frozenset({"vehicle", "truck"})
_SIDEWAYS = 2.2
"""The same across the road for vehicles, m/s^2."""
_PIECE_M = 0.4
_MEMORY = 0.6
"""What a score of the sweep before still counts."""
_POSITION = 0.22
_PER_LENGTH = 0.18
"""Standard deviation of a measured middle, m, and how it grows with the length of the box."""
_WHEELS_UNSURE = np.diag([0.5, 0.5, 16.0, 0.4])
_FEET_UNSURE = np.diag([0.5, 0.5, 1.0, 1.0])
"""Covariance of a new track: vehicles move along the road, people anyhow but slowly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One object as one sweep and picture show it: the box in the map frame, class and score, and where it came from.

    `radial` is the line of sight in the map and the radial velocity over ground along it, from a radar.
    """

    low: tuple[float, float, float]
    high: tuple[float, float, float]
    label: str
    score: float
    points: int
    of: int
    hidden: float | None = None
    box: tuple[float, float, float, float] | None = None
    radial: tuple[float, float, float] | None = None

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of what was seen."""
        return (self.low[0] + self.high[0]) / 2, (self.low[1] + self.high[1]) / 2


State = Literal["tentative", "confirmed", "coasted", "lost"]


@dataclass(slots=True, eq=False)
class Tracked:
    """One track. `mean` is x, y, vx, vy in the map frame, `covariance` (4, 4)."""

    number: int
    label: str
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    born_ns: int
    seen_ns: int
    class_since_ns: int
    size: tuple[float, float, float]
    detection: Detection
    hits: int = 1
    misses: int = 0
    scores: dict[str, float] = field(default_factory=dict)
    flips: int = 0

    @property
    def state(self) -> State:
        """As in `Track` of the kind `objects`."""
        if self.misses >= _MISSES_LOST:
            return "lost"
        if not self.firm:
            return "tentative"
        return "coasted" if self.misses else "confirmed"

    @property
    def firm(self) -> bool:
        """Whether the planner may count on it."""
        return self.hits >= (_CONFIRM_UNKNOWN if self.label == "unknown" else _CONFIRM_HITS)

    @property
    def speed(self) -> float:
        """Over ground, m/s."""
        return float(math.hypot(self.mean[2], self.mean[3]))

    @property
    def yaw(self) -> float:
        """Heading of the box: that of the motion, once there is some; along the road before."""
        wheels = self.label in _WHEELS
        if self.speed > (3.0 if wheels else 0.8):
            return float(math.atan2(self.mean[3], self.mean[2]))
        if wheels:
            return 0.0
        wide = self.detection.high[1] - self.detection.low[1] > 1.2 * (self.detection.high[0] - self.detection.low[0])
        return -math.pi / 2 if wide else 0.0


class Tracker:
    """All tracks. Time goes on from one `update` to the next."""

    def __init__(self) -> None:
        self.tracks: list[Tracked] = []
        self._next = 1
        self._now_ns = 0

    def update(self, detections: Sequence[Detection], *, t_ns: int, seen_from: tuple[float, float]) -> list[Tracked]:
        """Take in what was detected at `t_ns`, seen from x, y; tracks that are lost are returned a last time."""
        dt = (t_ns - self._now_ns) * 1e-9
        self._now_ns = t_ns
        for track in self.tracks:
            _predict(track, dt)
        pairs = self._pairs(detections)
        for track, detection in pairs:
            self._correct(track, detection, seen_from)
        taken = {id(detection) for _, detection in pairs}
        met = {track.number for track, _ in pairs}
        for track in self.tracks:
            if track.number not in met:
                track.misses += 1
        self.tracks += [
            self._born(one, seen_from) for one in detections if id(one) not in taken and not self._part_of_known(one)
        ]
        reported = list(self.tracks)
        self.tracks = [track for track in self.tracks if track.state != "lost"]
        return reported

    def _pairs(self, detections: Sequence[Detection]) -> list[tuple[Tracked, Detection]]:
        """The assignment of least distance (Kuhn 1955), within the gate."""
        from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped,unused-ignore]

        if not self.tracks or not detections:
            return []
        seen = np.array([one.centre for one in detections])
        last = np.array([track.detection.centre for track in self.tracks])
        # what was seen last, moved on: a box whose hidden side comes to light jumps less than its centre
        moves = np.array([track.mean[2:] for track in self.tracks])
        dt = np.array([(self._now_ns - track.seen_ns) * 1e-9 for track in self.tracks])[:, None]
        cost = np.linalg.norm((last + moves * dt)[:, None] - seen[None], axis=2)
        length = np.array([max(0.0, track.size[0] / 2 - 1.0) for track in self.tracks])
        gate = _GATE_M + length[:, None]
        rows, columns = linear_sum_assignment(np.where(cost < gate, cost, 1e3))
        return [
            (self.tracks[row], detections[column])
            for row, column in zip(rows, columns, strict=True)
            if cost[row, column] < gate[row, 0]
        ]

    def _part_of_known(self, detection: Detection) -> bool:
        """Whether it lies in the box of a track that was seen this time: a piece of that object."""
        x, y = detection.centre
        return any(
            abs(x - track.mean[0]) < track.size[0] / 2 + _PIECE_M
            and abs(y - track.mean[1]) < track.size[1] / 2 + _PIECE_M
            for track in self.tracks
            if not track.misses and track.label in _WHEELS
        )

    def _correct(self, track: Tracked, detection: Detection, seen_from: tuple[float, float]) -> None:
        track.misses, track.seen_ns, track.detection = 0, self._now_ns, detection
        for label in track.scores:
            track.scores[label] *= _MEMORY
        track.scores[detection.label] = track.scores.get(detection.label, 0.0) + detection.score
        best = max(track.scores, key=lambda label: track.scores[label])
        if best != track.label and not {best, track.label} <= _WHEELS:
            self._reborn(track, best)
        else:
            track.label = best
            track.hits += 1
        track.size = _size(track.label, detection)
        # the longer the box, the less certain is where its hidden end lies
        along = _POSITION + _PER_LENGTH * max(0.0, track.size[0] - 1.0)
        noise = np.diag([along**2, _POSITION**2])
        _measure(track, np.array(_middle(track, seen_from)), np.eye(2, 4), noise)
        if detection.radial is not None:
            along_x, along_y, speed = detection.radial
            row = np.array([[0.0, 0.0, along_x, along_y]])
            _measure(track, np.array([speed]), row, np.array([[0.25**2]]))

    def _reborn(self, track: Tracked, label: str) -> None:
        """Another class, another motion model: the history is not carried over."""
        track.label, track.hits, track.class_since_ns = label, 1, self._now_ns
        track.flips += 1
        track.mean[2:] = 0.0
        track.covariance = _unsure(label)
        if track.detection.radial is not None:
            along_x, along_y, speed = track.detection.radial
            track.mean[2:] = speed * along_x, speed * along_y

    def _born(self, detection: Detection, seen_from: tuple[float, float]) -> Tracked:
        track = Tracked(
            number=self._next,
            label=detection.label,
            mean=np.zeros(4),
            covariance=_unsure(detection.label),
            born_ns=self._now_ns,
            seen_ns=self._now_ns,
            class_since_ns=self._now_ns,
            size=_size(detection.label, detection),
            detection=detection,
            scores={detection.label: detection.score},
        )
        self._next += 1
        track.mean[:2] = _middle(track, seen_from)
        if detection.radial is not None:
            along_x, along_y, speed = detection.radial
            track.mean[2:] = speed * along_x, speed * along_y
        return track


def _unsure(label: str) -> NDArray[np.float64]:
    return (_WHEELS_UNSURE if label in _WHEELS else _FEET_UNSURE).copy()


def _predict(track: Tracked, dt: float) -> None:
    step = np.eye(4)
    step[0, 2] = step[1, 3] = dt
    track.mean = step @ track.mean
    noise = np.array([[dt**4 / 4, dt**3 / 2], [dt**3 / 2, dt**2]])
    grown = np.zeros((4, 4))
    for axis, sigma in enumerate((_ACCELERATION, _SIDEWAYS if track.label in _WHEELS else _ACCELERATION)):
        grown[np.ix_([axis, axis + 2], [axis, axis + 2])] = noise * sigma**2
    track.covariance = step @ track.covariance @ step.T + grown


def _measure(track: Tracked, z: NDArray[np.float64], h: NDArray[np.float64], r: NDArray[np.float64]) -> None:
    """Kalman's correction (1960) by a measurement z = h mean + noise of covariance r."""
    gain = track.covariance @ h.T @ np.linalg.inv(h @ track.covariance @ h.T + r)
    track.mean = track.mean + gain @ (z - h @ track.mean)
    track.covariance = (np.eye(4) - gain @ h) @ track.covariance


def _size(label: str, detection: Detection) -> tuple[float, float, float]:
    """What is seen, or what is usual for the class where less is seen."""
    seen = [high - low for low, high in zip(detection.low, detection.high, strict=True)]
    longer, shorter = max(seen[:2]), min(seen[:2])
    length, width, height = SIZES[label]
    return max(longer, length), max(shorter, width), max(height, detection.high[2])


def _middle(track: Tracked, seen_from: tuple[float, float]) -> tuple[float, float]:
    """Where the middle must be: what is seen is the near side, the box reaches away from the viewer behind it."""
    low, high = track.detection.low, track.detection.high
    length, width, _ = track.size
    across = abs(math.sin(track.yaw)) > 0.7
    spans = (width, length) if across else (length, width)
    middle = []
    for axis in (0, 1):
        seen = high[axis] - low[axis]
        missing = max(0.0, spans[axis] - seen)
        centre = (low[axis] + high[axis]) / 2
        away = 1.0 if centre > seen_from[axis] else -1.0
        beside = low[axis] < seen_from[axis] < high[axis] or abs(centre - seen_from[axis]) < 0.8
        middle.append(centre + (0.0 if beside else away * missing / 2))
    return middle[0], middle[1]
