"""What the map shows of one instant, as one value: ways, positions, road, marks.

It must not know where on the screen it is, nor Qt.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.log.channel import Mode
from app.replay.chart import Chart
from app.replay.way import Way
from app.scene.moment import Moment
from app.scene.road import NO_ROAD, Road
from app.scene.whereabouts import Whereabouts, by_fix, by_pose
from app.ui.timeline.content import Mark

_INKS = ("acc", "bic", "ped", "unk")
"""Of receivers, in their order."""


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
    road: Road = NO_ROAD
    marks: tuple[MapMark, ...] = ()

    @property
    def vehicle(self) -> Whereabouts | None:
        """By the pose, else by the first fix; None: no position is current."""
        return self.pose if self.pose is not None else next(iter(self.fixes), None)

    def ink_of(self, channel: str) -> str:
        """The colour of a channel."""
        return next((one.ink for one in self.ways if one.way.channel == channel), "t1")


def shown_at(moment: Moment, chart: Chart, marks: Sequence[Mark], t0_ns: int | None, road: Road = NO_ROAD) -> MapShown:
    """What there is at a moment, of the channels that are in it."""
    ways = _ways(moment, chart)
    samples = [moment.samples[one.way.channel] for one in ways]
    fixes = [by_fix(one, chart.plane) for one in samples if one.lookup.kind == "gnss"]
    poses = [by_pose(one, chart.frames) for one in samples if one.lookup.kind == "pose"]
    return MapShown(
        chart=chart, t_ns=moment.t_ns, mode=moment.mode, ways=ways,
        fixes=tuple(one for one in fixes if one is not None),
        pose=next((one for one in poses if one is not None), None), road=road,
        marks=_crosses([one.way for one in ways], moment, marks, t0_ns),
    )  # fmt: skip


def _ways(moment: Moment, chart: Chart) -> tuple[DrawnWay, ...]:
    receivers = [way for way in chart.ways if way.kind == "gnss" and len(way.rows)]
    made = []
    for way in chart.ways:
        if way.channel not in moment.samples:
            continue
        ink = _INKS[min(receivers.index(way), len(_INKS) - 1)] if way in receivers else "t1" if receivers else "acc"
        made.append(DrawnWay(way=way, ink=ink, grey=moment.samples[way.channel].lookup.assumed))
    return tuple(made)


def _crosses(ways: Sequence[Way], moment: Moment, marks: Sequence[Mark], t0_ns: int | None) -> tuple[MapMark, ...]:
    """T0 and bookmarks where the vehicle was, by the poses if there are some."""
    known_ns = moment.mode.known_ns(moment.t_ns)
    asked = [(str(one.number), one.start_ns, "acc") for one in marks]
    if t0_ns is not None:
        asked.append(("T0", t0_ns, "t0"))
    made = []
    for text, t_ns, ink in asked:
        # what comes later was not known then
        if known_ns is not None and t_ns > known_ns:
            continue
        places = [place for way in reversed(ways) if (place := way.at(t_ns, known_ns)) is not None]
        if places:
            x, y = places[0].tolist()
            made.append(MapMark(x=x, y=y, text=text, ink=ink))
    return tuple(made)
