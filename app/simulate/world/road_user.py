"""Whoever else is on the road: what they look like, where they are, and the behaviours that move them.

Behaviours see the truth of the world, for they are its people; what the automated vehicle knows is no concern of
theirs. It must not know sensors.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from app.scene.rigid import Matrix
from app.simulate.world.ego import Body, Motion
from app.simulate.world.material import Colour
from app.simulate.world.placed import Placed, VehicleLamp
from app.simulate.world.rigid import rigid
from app.simulate.world.shape import Shape, shape

Kind = Literal["car", "van", "truck", "bus", "pedestrian", "bicycle_pushed", "cyclist", "obstacle"]
GAITS = 8
STRIDE_M = 1.35
"""Way of one whole gait, two steps."""
_KEPT = 160


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a road user can see at one instant."""

    t_ns: int
    ego: Motion
    body: Body
    users: "Sequence[RoadUser]"


class Behaviour(Protocol):
    """Moves one road user."""

    def step(self, user: "RoadUser", dt: float, around: Surroundings, /) -> None:
        """Move on by `dt` s."""
        ...


class Standing:
    """Does nothing."""

    def step(self, user: "RoadUser", dt: float, around: Surroundings) -> None:
        """As in `Behaviour`."""


STANDING = Standing()


@dataclass(slots=True, eq=False)
class RoadUser:
    """One road user; `model` names the mesh, or with `gaits` its eight phases `<model>_0` to `_7`.

    `x`, `y` in m: the middle of the footprint; `tilt` in rad: how far it lies on its right side; `mass` in kg.
    """

    id: int
    kind: Kind
    model: str
    x: float
    y: float
    yaw: float = 0.0
    speed: float = 0.0
    tint: Colour | None = None
    lamps: frozenset[VehicleLamp] = frozenset()
    behaviour: Behaviour = STANDING
    gaits: bool = False
    mass: float = 1400.0
    tilt: float = 0.0
    acceleration: float = 0.0
    walked: float = 0.0
    lateral_speed: float = 0.0
    length: float = field(init=False)
    width: float = field(init=False)
    height: float = field(init=False)
    _past: deque[tuple[int, float, float, float]] = field(init=False)

    def __post_init__(self) -> None:
        low, high = self.shape.bounds
        self.length, self.width, self.height = (float(value) for value in high - low)
        self._past = deque(maxlen=_KEPT)

    @property
    def shape(self) -> Shape:
        """The mesh at present."""
        if not self.gaits:
            return shape(self.model)
        return shape(f"{self.model}_{int(self.walked / STRIDE_M * GAITS) % GAITS}")

    @property
    def still(self) -> bool:
        """Whether it never moves."""
        return isinstance(self.behaviour, Standing)

    @property
    def velocity(self) -> tuple[float, float, float]:
        """In the map frame, m/s."""
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        return self.speed * cos - self.lateral_speed * sin, self.speed * sin + self.lateral_speed * cos, 0.0

    @property
    def corners(self) -> NDArray[np.float64]:
        """The corners of the footprint in the map frame, (4, 2) in m, anticlockwise."""
        return rectangle(self.x, self.y, self.yaw, self.length, self.width)

    @property
    def map_from_shape(self) -> Matrix:
        """The pose. Who lies on the side rests on it: half a width above the ground."""
        lift = abs(math.sin(self.tilt)) * self.width / 2
        return rigid(self.x, self.y, lift, yaw=self.yaw, roll=self.tilt)

    def placed(self) -> Placed:
        """For a stage."""
        return Placed(self.shape, self.map_from_shape, self.tint, self.lamps, self.id, self.velocity)

    def remember(self, t_ns: int) -> None:
        """Keep where it is now, for sensors that look back a sweep."""
        self._past.append((t_ns, self.x, self.y, self.yaw))

    def poses(self, t_ns: NDArray[np.int64]) -> NDArray[np.float64]:
        """x, y, yaw at times of the last 0.3 s, (n, 3)."""
        if self.still or not self._past:
            return np.tile([self.x, self.y, self.yaw], (len(t_ns), 1))
        past = np.array(self._past)
        return np.stack([np.interp(t_ns, past[:, 0], past[:, column]) for column in (1, 2, 3)], 1)


def rectangle(x: float, y: float, yaw: float, length: float, width: float) -> NDArray[np.float64]:
    """Corners of a rectangle about x, y, (4, 2), anticlockwise from the front left one."""
    cos, sin = math.cos(yaw), math.sin(yaw)
    local = np.array([[length, width], [-length, width], [-length, -width], [length, -width]]) / 2
    return np.asarray(local @ np.array([[cos, sin], [-sin, cos]]) + [x, y], np.float64)


def touch(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether two convex outlines (n, 2) overlap: no edge parts them (separating axis theorem)."""
    for outline in (one, other):
        edges = np.roll(outline, -1, axis=0) - outline
        normals = np.stack([-edges[:, 1], edges[:, 0]], 1)
        first, second = one @ normals.T, other @ normals.T
        if np.any((first.max(0) < second.min(0)) | (second.max(0) < first.min(0))):
            return False
    return True
