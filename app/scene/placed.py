"""Things with their places in one display frame: boxes, paths, trajectories, lines of the map, the vehicle itself.

It must not know where they come from, nor how they are drawn. Metres and radians, float64, arrays read-only; the
display frame has the axes of ISO 8855 (x forward, y left, z up).
"""

import math
from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from app.kinds.decision import Candidate
from app.kinds.objects import Track
from app.scene.content import Points
from app.scene.rigid import Matrix, moved
from app.scene.sample import Sample
from app.scene.standing import Standing
from app.scene.wording import named

Array = npt.NDArray[np.float64]
BOX_EDGES = ((0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7))
"""Pairs of corners. Corners 0 and 1 are the front ones on the ground (left, right), 4 to 7 those above 0 to 3."""
_CORNERS = np.array([[x, y, z] for z in (-1, 1) for x, y in ((1, 1), (1, -1), (-1, -1), (-1, 1))]) / 2
"""Of a box of length, width and height 1 about its centre."""


def read_only(array: npt.ArrayLike) -> Array:
    """A float64 copy that nobody can write to."""
    made = np.array(array, dtype=np.float64)
    made.flags.writeable = False
    return made


def box_corners(target_from_box: Matrix, size: Array) -> Array:
    """The corners (8, 3) of a box of length, width and height about its centre; the order is that of BOX_EDGES."""
    return read_only(moved(target_from_box, _CORNERS * size))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reference:
    """Where the vehicle stands whose frame is the display frame; without a pose: the vehicle, wherever it is."""

    time_ns: int
    """Of the pose; without one: of the moment."""
    age_ns: int
    """Before the time of the moment."""
    world: str | None = None
    """The frame of the pose; None: no pose is known, nothing can be moved to where it was at another time."""
    world_from_vehicle: Matrix | None = None
    interpolated: bool = False
    standing: Standing = Standing.INTACT

    @property
    def place(self) -> tuple[object, ...]:
        """Where everything is seen from, to be compared."""
        pose = None if self.world_from_vehicle is None else self.world_from_vehicle.tobytes()
        return self.time_ns, self.world, self.interpolated, pose


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Thing:
    """What all placed things say of themselves."""

    channel: str
    standing: Standing
    age_ns: int
    """Of the sample, at the moment."""
    target_from_frame: Matrix
    """Of the frame that its numbers are in."""
    compensated: bool
    """Whether the vehicle's motion between this sample's capture and the reference was taken out."""
    interpolated: bool
    """Whether that rests on a pose between two recorded ones."""
    by_arrival: bool = False
    """Its capture is not known: it was placed where the vehicle was when it arrived, which is later."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacedPoints(Thing):
    """Points of a LiDAR or radar: `target_from_channel` brings `points.xyz` into the display frame."""

    kind: str
    sample: Sample
    points: Points

    @property
    def back(self) -> int:
        """So many sweeps before the current one."""
        return self.sample.lookup.back

    @property
    def target_from_channel(self) -> Matrix:
        """Shape (4, 4)."""
        return self.target_from_frame

    def thinned(self, rows: npt.NDArray[np.int64]) -> "PlacedPoints":
        """With these of its points alone."""
        points = Points(
            xyz=self.points.xyz.take(rows, axis=0), positions=self.points.positions.take(rows), table=self.points.table
        )
        return replace(self, points=points)

    def xyz(self) -> Array:
        """All points in the display frame, (n, 3)."""
        return read_only(moved(self.target_from_frame, self.points.xyz.astype(np.float64)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacedBox(Thing):
    """One object."""

    track: Track
    origin: str
    """Who says so: perception, annotation, simulation, v2x or unknown; the vehicle knew no annotation."""
    target_from_box: Matrix
    size: Array | None
    """Length, width, height (3,); a height that nobody states is 0. None: the object has a place and no size."""
    on_ground: bool
    """Its height above the ground was not stated: it was put there."""
    turned: bool
    """Whether its heading is stated."""
    velocity: Array | None
    """Over ground, in the axes of the display frame (3,)."""

    @property
    def id(self) -> str:
        """Of the track."""
        return self.track.id

    @property
    def name(self) -> str:
        """Its most probable class; `unknown` if it has none."""
        return self.track.classes[0].name if self.track.classes else "unknown"

    @property
    def probability(self) -> float | None:
        """Of that class."""
        return self.track.classes[0].probability if self.track.classes else None

    @property
    def centre(self) -> Array:
        """Shape (3,)."""
        return read_only(self.target_from_box[:3, 3])

    @property
    def yaw(self) -> float:
        """About z of the display frame, anticlockwise from x."""
        return math.atan2(float(self.target_from_box[1, 0]), float(self.target_from_box[0, 0]))

    def corners(self) -> Array | None:
        """Shape (8, 3), in the order of BOX_EDGES."""
        return None if self.size is None else box_corners(self.target_from_box, self.size)

    def inside(self, points: Array, *, margin: float = 0.0) -> npt.NDArray[np.bool_]:
        """Which points (n, 3) of the display frame lie in the box, or not more than `margin` metres outside."""
        if self.size is None:
            return np.zeros(len(points), dtype=np.bool_)
        local = (points - self.target_from_box[:3, 3]) @ self.target_from_box[:3, :3]
        return np.asarray((np.abs(local) <= self.size / 2 + margin).all(axis=1))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacedPath(Thing):
    """One predicted path of one object, on the ground."""

    object: str
    mode: int
    """Number of the mode as logged, from 0: the most probable first."""
    probability: float | None
    intention: str | None
    t: Array
    """Seconds after the capture of the record (n,)."""
    points: Array
    """Shape (n, 3)."""


class Fate(Enum):
    """What became of a candidate."""

    CHOSEN = "chosen"
    REJECTED = "rejected"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    """No decision of its cycle is at hand."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacedCandidate(Thing):
    """One trajectory that a planning cycle weighed, on the ground."""

    cycle: int
    id: int
    fate: Fate
    candidate: Candidate | None
    """As the decision of its cycle has it."""
    points: Array
    """Of the vehicle's origin (n, 3)."""
    yaw: Array
    """In the display frame (n,); NaN where it was not logged."""
    rows: Any
    """As logged: t, v, a and the rest."""

    @property
    def label(self) -> str:
        """What it is called on screen and paper."""
        return f"K{self.id}"

    @property
    def said(self) -> str:
        """The same, with what became of it and what it does."""
        doing = "" if self.candidate is None else f" · {named(self.candidate.manoeuvre)}"
        return f"{self.label} {self.fate.value}{doing}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacedLine(Thing):
    """A line or an area of the map."""

    id: str
    type: str
    marking: str | None
    closed: bool
    points: Array
    """Shape (n, 3)."""
    on_ground: bool
    """Some of its heights were not stated."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ego:
    """The vehicle that recorded, at the time of the reference."""

    target_from_vehicle: Matrix
    """The identity unless things were placed about another reference."""
    size: Array | None = None
    """Length, width, height (3,); None: GENESIS does not say."""
    rear_to_origin: float | None = None
    wheelbase: float | None = None
    track: float | None = None
    rear_axle: float | None = None
    """x of the rear axle; None: not known where the origin lies on the vehicle."""
    steering: float | None = None
    """Mean angle of the front wheels, to the left positive; None: not known at the moment."""
    steering_age_ns: int | None = None

    def corners(self) -> Array | None:
        """Shape (8, 3), in the order of BOX_EDGES; its bottom lies at the height of the origin."""
        if self.size is None or self.rear_to_origin is None:
            return None
        middle = np.eye(4)
        middle[:3, 3] = self.size[0] / 2 - self.rear_to_origin, 0.0, self.size[2] / 2
        return box_corners(self.target_from_vehicle @ middle, self.size)

    def wheels(self) -> tuple[Matrix, ...]:
        """target_from_wheel: front left, front right, rear left, rear right, on the ground; empty: not known."""
        if self.wheelbase is None or self.track is None or self.rear_axle is None:
            return ()
        made = []
        for axle, turned in ((self.rear_axle + self.wheelbase, self.steering or 0.0), (self.rear_axle, 0.0)):
            for side in (1, -1):
                wheel = np.eye(4)
                wheel[:2, :2] = [[math.cos(turned), -math.sin(turned)], [math.sin(turned), math.cos(turned)]]
                wheel[:2, 3] = axle, side * self.track / 2
                made.append(self.target_from_vehicle @ wheel)
        return tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placed:
    """The things of one moment in the vehicle frame of the reference."""

    t_ns: int
    reference: Reference
    ego: Ego
    points: tuple[PlacedPoints, ...] = ()
    earlier: tuple[PlacedPoints, ...] = ()
    """Sweeps before the current ones, oldest first, where they were asked for."""
    boxes: tuple[PlacedBox, ...] = ()
    paths: tuple[PlacedPath, ...] = ()
    candidates: tuple[PlacedCandidate, ...] = ()
    lines: tuple[PlacedLine, ...] = ()
    left_out: tuple[str, ...] = ()
    """What is not here though a channel may have it, and why."""
    of_ego: tuple[str, ...] = ()
    """Those of `left_out` that concern the vehicle itself, which no camera on it sees."""

    @property
    def compensated(self) -> bool:
        """Whether everything was moved to where it stood at the time of the reference."""
        things: tuple[Thing, ...] = (*self.points, *self.boxes, *self.paths, *self.candidates, *self.lines)
        return all(thing.compensated for thing in things)

    @property
    def accumulated(self) -> str:
        """How many sweeps lie over each other, over how long a time, and what was done to them; empty: one of each."""
        if not self.earlier:
            return ""
        newest = {one.channel: one.age_ns for one in self.points}
        span_ns = max(one.age_ns - newest.get(one.channel, 0) for one in self.earlier)
        counts = Counter(one.channel for one in (*self.points, *self.earlier))
        return f"{max(counts.values())} sweeps, {span_ns / 1e9:.1f} s, motion compensated"

    @property
    def marks(self) -> tuple[str, ...]:
        """What has to be said beside a drawing of it."""
        things: tuple[Thing, ...] = (*self.points, *self.boxes, *self.paths, *self.candidates, *self.lines)
        late = sorted({thing.channel for thing in (*things, *self.earlier) if thing.by_arrival})
        plain = sorted({thing.channel for thing in things if not thing.compensated})
        said = [f"not placed by capture, which is unknown, but by arrival: {', '.join(late)}"] if late else []
        said += [f"not motion compensated: {', '.join(plain)}"] if plain else []
        if any(thing.compensated and thing.interpolated for thing in (*things, *self.earlier)):
            said.append("motion compensated, poses interpolated")
        elif any(thing.compensated for thing in things):
            said.append("motion compensated")
        return tuple(said)
