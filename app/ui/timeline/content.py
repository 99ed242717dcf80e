"""What the timeline shows, as values: everything its lanes need, gathered from the session.

It must not know Qt, nor how a lane is painted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.log.channel import Mode
from app.replay.dial import COUNTING, Dial
from app.replay.lanes import Lanes, Occurrence
from app.replay.timeline import Timeline
from app.replay.trust import Stretch
from app.scene.life import Life
from app.scene.wording import frequency
from app.ui.filling import filled
from app.ui.language.words import tr

_FARTHEST_NS = 1 << 61
GROUPS = (
    ("cameras", ("image",)),
    ("lidar", ("cloud",)),
    ("radar", ("radar",)),
    ("vehicle", ("state", "pose", "imu", "gnss", "control", "actuation", "signals")),
    ("ai", ("objects", "prediction", "decision", "candidates")),
)
"""Lanes of density, and the kinds of channels that each has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A bookmark: an instant, or a range if it has an end."""

    number: int
    id: int = 0
    """By which the case knows it."""
    start_ns: int
    end_ns: int | None
    text: str
    layout: str = ""
    """In force when it was made."""
    cameras: tuple[str, ...] = ()
    """That were shown then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """When the records of a group of channels come, sorted, and every gap `[start, end)` of each of its channels."""

    name: str
    rate: str
    times_ns: npt.NDArray[np.int64]
    gaps: tuple[tuple[int, int], ...]
    channels: int
    """How many there are."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Latency:
    """How long each planning cycle took from capture to action, (n,) in ns, NaN where it never came to that."""

    took_ns: npt.NDArray[np.float64]
    usual_ns: int | None
    """What takes longer is slower than usual; None: of too few cycles nobody can say."""
    complete: bool
    """Whether all of it was read."""

    @property
    def top_ns(self) -> float:
        """What fills the lane: half as much again as is usual, what takes longer is cut."""
        known = self.took_ns[np.isfinite(self.took_ns)]
        most = float(known.max()) if len(known) else 1.0
        return max(most if self.usual_ns is None else 1.5 * self.usual_ns, 1.0)


@dataclass(frozen=True, kw_only=True)
class TimelineContent:
    """All that is painted but for the hand itself."""

    span: tuple[int, int]
    mode: Mode
    lanes: Lanes
    """Of what is shown."""
    hidden: int = 0
    """How many channels are not shown."""
    hits: npt.NDArray[np.int64] | None = None
    """Which of the planning cycles (n,) are sought; None: none is."""
    latency: Latency | None = None
    """Of the planning cycles that are shown; None: the log does not say it."""
    has_objects: bool = False
    """Whether there is anything that could be selected."""
    selected: str | None = None
    """The object that is selected."""
    life: Life | None = None
    """What is said of it; None: that is not read yet."""
    event_count: int = 0
    """How many events the log has, shown or not."""
    stretches: Sequence[Stretch] = ()
    assumed: frozenset[str] = frozenset()
    """Lanes of which nobody knows whether what they show was known then."""
    signed_ns: Sequence[int] = ()
    """When the last record of each good checkpoint arrived."""
    densities: Sequence[Density] = ()
    marks: Sequence[Mark] = ()
    selected_mark: int | None = None
    """The id of one of them."""
    loop: tuple[int, int] | None = None
    looping: bool = False
    t0_ns: int | None = None
    dial: Dial = COUNTING
    """In which time it is read."""
    status: tuple[str, str] = ("unchecked", "")
    """Glyph and word of the verdict so far."""

    @cached_property
    def life_ends(self) -> npt.NDArray[np.int64]:
        """Until when each record of the life holds."""
        return np.zeros(0, dtype=np.int64) if self.life is None else self.life.ends_ns(self.mode)

    @cached_property
    def cycle_times(self) -> npt.NDArray[np.int64]:
        """When the planning cycles stand, in their order; one that arrived out of turn stands where the one before it
        does.
        """
        # hostile stamps may lie further apart than int64 can say
        times = np.clip(self.lanes.ledger.times_ns(self.mode), -_FARTHEST_NS, _FARTHEST_NS)
        return np.maximum.accumulate(times)

    @cached_property
    def events(self) -> tuple[Occurrence, ...]:
        """The events that are shown, in the order of time. That one has ended is none of its own."""
        return tuple(sorted(self.lanes.happened, key=lambda one: one.time_ns(self.mode)))

    @cached_property
    def event_times(self) -> npt.NDArray[np.int64]:
        """When they stand."""
        return np.array([one.time_ns(self.mode) for one in self.events], dtype=np.int64)


def densities(timeline: Timeline, mode: Mode, hidden: frozenset[str] = frozenset()) -> tuple[Density, ...]:
    """The groups of a log that have channels with records; `hidden`: channels that are left out."""
    found = []
    for name, kinds in GROUPS:
        alike = [channel for channel in timeline.channels.values() if channel.kind in kinds and len(channel)]
        there = [channel for channel in alike if channel.name not in hidden]
        if not there:
            continue
        times = np.sort(np.concatenate([channel.times_in_order(mode) for channel in there]))
        gaps = [(gap.start_ns, gap.end_ns) for channel in there for gap in timeline.gaps(channel.name)]
        found.append(
            Density(
                name=name,
                rate=_rate(timeline, [channel.name for channel in there]),
                times_ns=times,
                gaps=tuple(gaps),
                channels=len(there),
            )
        )
    return tuple(found)


def gapped(parts: Sequence[Density]) -> Iterator[tuple[int, int, float]]:
    """Stretches in which channels have gaps, `[start, end)`, and which share of all the channels of these that is."""
    bounds = np.array([gap for one in parts for gap in one.gaps], dtype=np.int64).reshape(-1, 2)
    ends = np.unique(bounds)
    begun, over = (np.searchsorted(np.sort(bounds[:, at]), ends[:-1], side="right") for at in (0, 1))
    whole = sum(one.channels for one in parts)
    for at in np.flatnonzero(begun > over).tolist():
        yield int(ends[at]), int(ends[at + 1]), int(begun[at] - over[at]) / whole


def _rate(timeline: Timeline, names: Sequence[str]) -> str:
    rates = [rate for name in names if (rate := timeline.rhythm(name).rate_hz) is not None]
    if not rates:
        return ""
    fastest = frequency(max(rates))
    return (
        fastest
        if len(rates) == 1
        else f"{len(rates)} × {fastest}"
        if max(rates) - min(rates) < 1
        else filled(tr("to %1"), fastest)
    )
