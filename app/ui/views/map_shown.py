"""What the map shows of one instant, as one value: ways, positions, road, marks.

It must not know where on the screen it is.
"""

from dataclasses import dataclass

from app.log.channel import Mode
from app.replay.chart import Chart
from app.replay.way import Way
from app.scene.whereabouts import MapLine, Whereabouts


@dataclass(frozen=True, slots=True, kw_only=True)
class MapMark:
    """A cross at a place: T0, or a bookmark."""

    x: float
    y: float
    text: str
    ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnWay:
    """A way and how it is told from the others."""

    way: Way
    ink: str
    grey: bool
    """Nobody knows what of it was known then."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapShown:
    """One instant."""

    chart: Chart
    t_ns: int
    mode: Mode
    ways: tuple[DrawnWay, ...] = ()
    fixes: tuple[Whereabouts, ...] = ()
    pose: Whereabouts | None = None
    road: tuple[MapLine, ...] = ()
    marks: tuple[MapMark, ...] = ()

    @property
    def vehicle(self) -> Whereabouts | None:
        """By the pose, else by the first fix; None: no position is current."""
        return self.pose if self.pose is not None else next(iter(self.fixes), None)

    def ink_of(self, channel: str) -> str:
        """The colour of a channel."""
        return next((one.ink for one in self.ways if one.way.channel == channel), "t1")
