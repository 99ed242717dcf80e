"""What happens when: which row of each channel is current at an instant, by which rule, and where one can stop.

It must not read records: everything here comes from leaves whose structure was checked when the log was opened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.log.channel import SPORADIC, Channel, Mode
from app.log.leaf import UNKNOWN_TIME_NS
from app.log.log import Log
from app.log.rhythm import GAP_FACTOR, Gap, Rhythm, gaps, rhythm
from app.replay.stops import GAP, Stops, with_gaps
from app.scene.sample import Lookup, Presence, Rule

_SEES = frozenset({"image", "cloud", "radar", "objects", "prediction", "candidates"})
"""Kinds that show the world around: a single record of it is no more than one look."""
_LEAST_MAX_AGE_NS = 100_000_000
_ONE_LOOK_NS = 500_000_000
"""How long a single look holds if the log states neither this nor a rate: a car has gone 15 m by then."""
_FARTHEST_NS = 3_600_000_000_000
"""Captures further away from all arrivals belong to a clock that has nothing to do with this drive."""

LONGEST_NS = 2 * 366 * 86_400 * 10**9
"""No drive is longer than two years."""
_ENOUGH = 100_000
"""Arrivals, to know where the middle of all is."""
Pins = Mapping[str, int]
"""Rows that are meant where several share one time, by channel."""


@dataclass(frozen=True, slots=True)
class _Utc:
    """UTC minus log time: from each arrival on, another."""

    from_ns: npt.NDArray[np.int64]
    offset_ns: npt.NDArray[np.int64]


class Timeline:
    """The channels of a log in time. Immutable; safe from several threads."""

    def __init__(self, log: Log) -> None:
        """Look at the leaves of a log whose structure was checked."""
        self.log = log
        self.channels: Mapping[str, Channel] = log.channels
        self.span = _span(log)
        """First instant, and the last at which something happens, both included."""
        self._rules: dict[str, Rule] = {}
        self._rhythms: dict[str, Rhythm] = {}
        self._stops: dict[tuple[str, Mode], Stops] = {}

    def prepare(self) -> None:
        """Reckon now what would be reckoned at the first question: for a thread on which nobody waits."""
        for name in self.channels:
            self.rule(name)
            self.rhythm(name)
        self.utc_ns(self.span[0])

    def rule(self, name: str) -> Rule:
        """How old a sample of a channel may be to be current."""
        if name not in self._rules:
            self._rules[name] = self._rule(self.channels[name])
        return self._rules[name]

    def rhythm(self, name: str) -> Rhythm:
        """How often the records of a channel come, and where they fail to."""
        if name not in self._rhythms:
            self._rhythms[name] = rhythm(self.channels[name].times_in_order(Mode.CAPTURE))
        return self._rhythms[name]

    def gaps(self, name: str) -> tuple[Gap, ...]:
        """Where the records of a channel fail to come; none where they come whenever something happens."""
        found = self.rhythm(name)
        if self.channels[name].kind in SPORADIC and not found.steady:
            return ()
        return gaps(found, self.channels[name].times_in_order(Mode.CAPTURE), self.span)

    def rows_at(self, t_ns: int, mode: Mode, wanted: Iterable[str], pins: Pins | None = None) -> tuple[Lookup, ...]:
        """What is current at an instant: of each channel the latest at or before it, not older than its maximum age."""
        return tuple(self._row_at(self.channels[name], t_ns, mode, (pins or {}).get(name)) for name in wanted)

    def earlier(self, lookup: Lookup, mode: Mode, back: int) -> tuple[Lookup, ...]:
        """Up to `back` rows before a current one, newest first. They end at a gap: nothing reaches across one."""
        if back <= 0 or lookup.presence is not Presence.CURRENT or lookup.row is None:
            return ()
        assert lookup.time_ns is not None
        assert lookup.age_ns is not None
        channel, most = self.channels[lookup.channel], lookup.rule.max_age_ns
        times, rows = channel.times_in_order(mode), channel.rows_in_order(mode)
        position = self.frame(lookup.channel, lookup.row, mode)
        found, newer_ns = list[Lookup](), lookup.time_ns
        for at in range(position - 1, max(position - 1 - back, -1), -1):
            time_ns = int(times[at])
            if most is not None and newer_ns - time_ns > most:
                break
            found.append(
                replace(
                    lookup, presence=Presence.EARLIER, row=int(rows[at]), time_ns=time_ns, place=(1, 1),
                    age_ns=lookup.age_ns + lookup.time_ns - time_ns, back=position - at,
                )
            )  # fmt: skip
            newer_ns = time_ns
        return tuple(found)

    def stops(self, name: str, mode: Mode) -> Stops:
        """The frames of a channel and the beginnings of its gaps, in the order of time."""
        if (name, mode) not in self._stops:
            channel = self.channels[name]
            self._stops[name, mode] = with_gaps(
                channel.times_in_order(mode),
                channel.rows_in_order(mode),
                max_age_ns=self.rule(name).max_age_ns,
                start_ns=self.span[0],
                end_ns=self.span[1],
            )
        return self._stops[name, mode]

    def frame(self, name: str, row: int, mode: Mode) -> int:
        """The number of a row among all of its channel in the order of time, from 0."""
        channel = self.channels[name]
        if mode is Mode.ARRIVAL or row == GAP:
            return row
        times, t_ns = channel.times_in_order(mode), channel.time_ns(mode)[row]
        first, behind = (int(np.searchsorted(times, t_ns, side=side)) for side in ("left", "right"))
        return first + int(np.flatnonzero(channel.by_capture[first:behind] == row)[0])

    def of_another_clock(self, name: str, mode: Mode) -> bool:
        """Whether no time of the drive reaches any record of a channel: its stamps have nothing to do with others."""
        times = self.channels[name].times_in_order(mode)
        if not len(times):
            return False
        return int(times[0]) > self.span[1] or int(times[-1]) < self.span[0]

    def utc_ns(self, t_ns: int) -> int | None:
        """UTC at an instant, as the records' own estimates around it have it; None: the log knows no UTC."""
        utc = self._utc
        if not len(utc.from_ns):
            return None
        at = max(int(np.searchsorted(utc.from_ns, t_ns, side="right")) - 1, 0)
        return t_ns + int(utc.offset_ns[at])

    @property
    def utc_steps(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """From which instant on UTC is how many ns ahead of the time of the log; empty: the log knows no UTC."""
        return self._utc.from_ns, self._utc.offset_ns

    def _row_at(self, channel: Channel, t_ns: int, mode: Mode, pin: int | None) -> Lookup:
        rule = self.rule(channel.name)
        assumed = channel.assumed_arrival and mode is Mode.ARRIVAL
        times = channel.times_in_order(mode)
        behind = int(np.searchsorted(times, t_ns, side="right"))
        if behind == 0:
            presence = Presence.NOT_YET if len(times) else Presence.EMPTY
            return Lookup(channel=channel.name, kind=channel.kind, presence=presence, rule=rule, assumed=assumed)
        position, time_ns = behind - 1, int(times[behind - 1])
        first = int(np.searchsorted(times, time_ns, side="left"))
        if pin is not None and int(channel.time_ns(mode)[pin]) == time_ns:
            position = first + int(np.flatnonzero(channel.rows_in_order(mode)[first:behind] == pin)[0])
        age_ns = t_ns - time_ns
        old = rule.max_age_ns is not None and age_ns > rule.max_age_ns
        return Lookup(
            channel=channel.name,
            kind=channel.kind,
            presence=Presence.TOO_OLD if old else Presence.CURRENT,
            rule=rule,
            row=position if mode is Mode.ARRIVAL else int(channel.by_capture[position]),
            time_ns=time_ns,
            age_ns=age_ns,
            place=(position - first + 1, behind - first),
            assumed=assumed,
        )

    def _rule(self, channel: Channel) -> Rule:
        stated = channel.document.get("max_age_ns")
        if type(stated) is int and stated >= 0:
            return Rule(max_age_ns=stated, stated=True)
        found = self.rhythm(channel.name)
        if channel.kind in SPORADIC:
            # it holds until the next one, or happened once: it does not grow old
            return Rule(max_age_ns=None, stated=False)
        if found.usual_ns is None:
            return Rule(max_age_ns=_ONE_LOOK_NS if channel.kind in _SEES else None, stated=False)
        return Rule(max_age_ns=max(int(GAP_FACTOR * found.usual_ns), _LEAST_MAX_AGE_NS), stated=False)

    @cached_property
    def _utc(self) -> _Utc:
        froms, offsets = [], []
        for chapter, moved_ns in zip(self.log.chapters, self.log.offsets_ns, strict=True):
            leaves = chapter.segment.leaves[: chapter.records]
            # column by column: whole leaves of an hour are half a gigabyte
            known = np.flatnonzero(leaves["t_utc"] != UNKNOWN_TIME_NS)
            arrived = leaves["t_arrival"][known].astype(np.int64)
            arrival = np.maximum.accumulate(arrived)
            offset = leaves["t_utc"][known].astype(np.int64) - arrived - moved_ns
            changes = np.flatnonzero(np.append(True, offset[1:] != offset[:-1])) if len(known) else np.empty(0, int)
            froms.append(arrival[changes] + moved_ns)
            offsets.append(offset[changes])
        begun = np.concatenate(froms)
        order = np.argsort(begun, kind="stable")
        return _Utc(begun[order], np.concatenate(offsets)[order])


def _span(log: Log) -> tuple[int, int]:
    """From the first capture or arrival to the last arrival; captures of a foreign clock do not stretch it.

    Stamps are hostile: what lies further from the middle of all arrivals than half of `LONGEST_NS` is off the timeline.
    """
    arrivals = [
        channel.times_in_order(Mode.ARRIVAL) for channel in (*log.channels.values(), log.system) if len(channel)
    ]
    if not arrivals:
        return 0, 0
    joined = np.concatenate(arrivals)
    # each is in order, and one behind the other: of an hour's millions so many say as well where the middle is
    middle = int(np.median(joined[:: 1 + len(joined) // _ENOUGH].astype(np.float64)))
    low, high = middle - LONGEST_NS // 2, middle + LONGEST_NS // 2
    start, end = log.span
    start, end = max(start, low), min(max(end, start + 1), high)
    first, last = start, max(start, end - 1)
    for channel in log.channels.values():
        times = channel.times_in_order(Mode.CAPTURE)
        near = times[np.searchsorted(times, start - _FARTHEST_NS) : np.searchsorted(times, end + _FARTHEST_NS)]
        if len(near):
            first, last = min(first, int(near[0])), max(last, int(near[-1]))
    return first, last
