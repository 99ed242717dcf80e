"""The road of a sample: straight lanes along x, their limits, and the map that the vehicle carries of it.

It must not know who drives there. Map frame: x along the road, y left, z up; lengths in m.
"""

from dataclasses import dataclass
from hashlib import sha256

from app.kinds.environment import MapVersion
from app.kinds.road_map import MapElement, RoadMap

_EVERY_M = 20.0
MOTORWAY_LIMIT_KMH = 120
"""The map and the signs beside the road have it from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A lane: its middle, its width, and whether it runs along x (1) or against it (-1)."""

    name: str
    centre: float
    width: float
    direction: int = 1

    def holds(self, y: float) -> bool:
        """Whether y lies between its borders."""
        return abs(y - self.centre) <= self.width / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """A line along the road at `y`; `kind` as in `MapElement.marking`."""

    y: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A straight road. `right` and `left` are the edges of what may be driven on, `limit` its speed limit in m/s."""

    name: str
    lanes: tuple[Lane, ...]
    markings: tuple[Marking, ...]
    right: float
    left: float
    start: float
    end: float
    limit: float
    kind: str

    def lane_at(self, y: float) -> Lane | None:
        """The lane that holds y; None beside all."""
        return next((lane for lane in self.lanes if lane.holds(y)), None)

    def document(self) -> RoadMap:
        """The map that the vehicle carries."""
        elements = [self._centre(lane) for lane in self.lanes]
        elements += [
            MapElement(id=f"marking-{number}", type="lane_boundary", points=self._line(one.y), marking=one.kind)
            for number, one in enumerate(self.markings)
        ]
        elements += [
            MapElement(id=f"edge-{side}", type="road_edge", points=self._line(y))
            for side, y in (("right", self.right), ("left", self.left))
        ]
        return RoadMap(frame="map", elements=tuple(elements), version=self.version)

    @property
    def version(self) -> MapVersion:
        """Name, version and digest of the map."""
        text = repr((self.name, self.lanes, self.markings, self.right, self.left, self.start, self.end, self.limit))
        return MapVersion(name=self.name, version="2026.2", sha256=sha256(text.encode()).hexdigest())

    def _line(self, y: float) -> tuple[tuple[float, float, float | None], ...]:
        steps = int((self.end - self.start) // _EVERY_M)
        return tuple((self.start + number * _EVERY_M, y, 0.0) for number in range(steps + 1))

    def _centre(self, lane: Lane) -> MapElement:
        line = self._line(lane.centre)
        points = line if lane.direction > 0 else line[::-1]
        return MapElement(
            id=lane.name, type="lane_centre", points=points, lane=lane.name, speed_limit=self.limit
        )  # fmt: skip


STREET = Road(
    name="street",
    lanes=(
        Lane(name="own", centre=-1.625, width=3.25),
        Lane(name="oncoming", centre=1.625, width=3.25, direction=-1),
    ),
    markings=(Marking(y=0.0, kind="dashed"), Marking(y=-3.25, kind="solid"), Marking(y=3.25, kind="solid")),
    right=-5.5,
    left=5.5,
    start=-80.0,
    end=260.0,
    limit=50 / 3.6,
    kind="urban",
)
MOTORWAY = Road(
    name="motorway",
    lanes=(
        Lane(name="right", centre=0.0, width=3.75),
        Lane(name="middle", centre=3.75, width=3.75),
        Lane(name="left", centre=7.5, width=3.75),
    ),
    markings=(
        Marking(y=-1.875, kind="solid"),
        Marking(y=1.875, kind="dashed"),
        Marking(y=5.625, kind="dashed"),
        Marking(y=9.375, kind="solid"),
    ),
    right=-4.375,
    left=9.875,
    start=-150.0,
    end=1100.0,
    limit=MOTORWAY_LIMIT_KMH / 3.6,
    kind="motorway",
)
