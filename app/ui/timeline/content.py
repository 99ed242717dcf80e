"""What the timeline shows, as values: everything its lanes need, gathered from the session.

It must not know Qt, nor how a lane is painted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.log.channel import Mode
from app.replay.dial import COUNTING, Dial
from app.replay.lanes import Lanes, Occurrence
from app.replay.timeline import Timeline
from app.replay.trust import Stretch
from app.scene.wording import frequency

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
    """When the records of a group of channels come, sorted, and where one of its channels has a gap `[start, end)`."""

    name: str
    rate: str
    times_ns: npt.NDArray[np.int64]
    gaps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class TimelineContent:
    """All that is painted but for the hand itself."""

    span: tuple[int, int]
    mode: Mode
    lanes: Lanes
    """Of what is shown."""
    hidden: int = 0
    """How many channels are not shown."""
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

    @property
    def cycle_times(self) -> npt.NDArray[np.int64]:
        """When the planning cycles stand, in their order."""
        return self.lanes.cycle_times(self.mode)

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
        gaps = [gap for channel in there for gap in _gaps(timeline, channel.name)]
        found.append(
            Density(
                name=name,
                rate=_rate(timeline, [channel.name for channel in there]),
                times_ns=times,
                gaps=tuple(gaps),
            )
        )
    return tuple(found)


def _gaps(timeline: Timeline, name: str) -> list[tuple[int, int]]:
    """Where the last sample of a channel is too old to be current, and behind its last one."""
    rhythm = timeline.rhythm(name)
    found = [(begin, begin + length) for begin, length in rhythm.gaps]
    times = timeline.channels[name].times_in_order(Mode.CAPTURE)
    last = int(times[-1])
    if rhythm.usual_ns is not None and timeline.span[1] - last > max(3 * rhythm.usual_ns, 500_000_000):
        found.append((last, timeline.span[1]))
    return found


def _rate(timeline: Timeline, names: Sequence[str]) -> str:
    rates = [rate for name in names if (rate := timeline.rhythm(name).rate_hz) is not None]
    if not rates:
        return ""
    fastest = frequency(max(rates))
    return (
        fastest if len(rates) == 1 else f"{len(rates)} × {fastest}" if max(rates) - min(rates) < 1 else f"to {fastest}"
    )
