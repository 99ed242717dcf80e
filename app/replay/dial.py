"""What a clock shows: times from T0, from the start of the log, in UTC or in local time; their texts and round values.

It must not know windows. UTC is what the records' own estimates say, and may jump: every text and tick follows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count as counted
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.replay.face import WALLS, Face
from app.replay.timeline import Timeline
from app.scene.wording import MINUS, clock_of_day, count, date_of, seconds
from app.scene.zone import UTC_ZONE, Zone

_DAY_S = 86_400
_CLOCK_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, _DAY_S)
_MOST_PIECES = 2048
"""So many stretches of different UTC are told apart in one ruler; of more every n-th, as they are thin as hairs."""
_APART_NS = 30 * _DAY_S * 10**9
Times = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Offsets:
    """How far UTC is ahead of a log, and local time of UTC: from which of its instants on which of both counts."""

    from_ns: npt.NDArray[np.int64]
    utc_ns: npt.NDArray[np.int64]
    local_s: npt.NDArray[np.int64]

    def at(self, t_ns: int) -> tuple[int, int]:
        """UTC minus the log's time in ns, and local time minus UTC in s."""
        place = max(int(np.searchsorted(self.from_ns, t_ns, side="right")) - 1, 0)
        return int(self.utc_ns[place]), int(self.local_s[place])


@dataclass(frozen=True, slots=True)
class Dial:
    """One clock of one log. `zero_ns`: what T0 and elapsed count from; `offsets`: of UTC and local time alone;
    `dated`: the log goes on behind a midnight of this clock, and a time of day alone may be two instants.
    """

    face: Face = Face.ELAPSED
    zero_ns: int = 0
    zone: Zone = UTC_ZONE
    offsets: Offsets | None = None
    dated: bool = False

    def text(self, t_ns: int, *, digits: int = 3) -> str:
        """The time with all that is needed to understand it: `+0.300 s`, `18:22:04.700 CEST (+02:00)`."""
        if self.face not in WALLS:
            return self.bare(t_ns, digits=digits)
        day = f"{self.date(t_ns)} " if self.dated else ""
        return f"{day}{self.bare(t_ns, digits=digits)} {self.unit(t_ns)}"

    def told(self, t_ns: int) -> str:
        """The same in a sentence, or beside other clocks: it cannot be taken for a time of a third."""
        return f"T0 {self.text(t_ns)}" if self.face is Face.T0 else self.text(t_ns)

    def bare(self, t_ns: int, *, digits: int = 3) -> str:
        """The same without the zone."""
        if self.face not in WALLS:
            return seconds(t_ns - self.zero_ns, digits=digits, signed=self.face is Face.T0)
        utc_ns, local_s = self._at(t_ns)
        return clock_of_day(t_ns + utc_ns, offset_s=local_s, digits=digits)

    def date(self, t_ns: int) -> str:
        """The day on the wall, `2026-10-23`; empty for a clock that counts."""
        if self.face not in WALLS:
            return ""
        utc_ns, local_s = self._at(t_ns)
        return date_of(t_ns + utc_ns + local_s * 10**9)

    def unit(self, t_ns: int) -> str:
        """What stands behind the time of day: `UTC`, `CEST (+02:00)`; empty for a clock that counts."""
        if self.face is Face.UTC:
            return "UTC"
        return self.zone.words(t_ns + self._at(t_ns)[0]) if self.face is Face.LOCAL else ""

    def step(self, least_ns: float) -> int:
        """The smallest round distance between two ticks that is at least so long."""
        if self.face in WALLS and least_ns > 5 * 10**8:
            found = next((one for one in _CLOCK_STEPS_S if one * 10**9 >= least_ns), None)
            return found * 10**9 if found is not None else _decimal(least_ns / _DAY_S) * _DAY_S
        return _decimal(least_ns)

    def ticks(self, start_ns: int, end_ns: int, step_ns: int) -> Iterator[int]:
        """The times in `[start, end)` at which this clock shows a multiple of the step."""
        for from_ns, behind_ns, offset_ns in self._pieces(start_ns, end_ns):
            first = -(-(from_ns + offset_ns) // step_ns)
            for number in counted(first):
                t_ns = number * step_ns - offset_ns
                if t_ns >= behind_ns:
                    break
                yield t_ns

    def tick_text(self, t_ns: int, step_ns: int) -> str:
        """A time on the ruler with as many digits as its steps need."""
        whole = str(step_ns)
        digits = max(9 - (len(whole) - len(whole.rstrip("0"))), 0)
        if self.face not in WALLS:
            ns, signed = t_ns - self.zero_ns, self.face is Face.T0
            if digits:
                return seconds(ns, digits=digits, signed=signed)
            return f"{MINUS if ns < 0 else '+' if ns and signed else ''}{count(abs(ns) // 10**9)} s"
        if step_ns >= _DAY_S * 10**9:
            return self.date(t_ns)
        told = self.bare(t_ns, digits=digits)
        # no zone is a part of a minute off today, and before the railways nothing was recorded
        return told if step_ns < 60 * 10**9 else told[:5]

    def _at(self, t_ns: int) -> tuple[int, int]:
        assert self.offsets is not None
        return self.offsets.at(t_ns)

    def _pieces(self, start_ns: int, end_ns: int) -> Iterator[tuple[int, int, int]]:
        """Stretches of the log, and what is to be added to its time to have that of this clock."""
        if self.offsets is None:
            yield start_ns, end_ns, -self.zero_ns
            return
        first, behind = np.searchsorted(self.offsets.from_ns, [start_ns, end_ns], side="right").tolist()
        inside = self.offsets.from_ns[first:behind]
        edges = [start_ns, *inside[:: len(inside) // _MOST_PIECES + 1].tolist(), end_ns]
        for from_ns, behind_ns in pairwise(edges):
            utc_ns, local_s = self._at(from_ns)
            yield from_ns, behind_ns, utc_ns + local_s * 10**9


COUNTING = Dial()
"""From the zero of the time scale: where there is no log."""


def dial(face: Face, timeline: Timeline, t0_ns: int | None, zone: Zone) -> Dial | None:
    """That clock for a log; None: the log cannot have it."""
    if face is Face.T0:
        return None if t0_ns is None else Dial(face, t0_ns)
    if face is Face.ELAPSED:
        return Dial(face, timeline.span[0])
    shown = UTC_ZONE if face is Face.UTC else zone
    offsets = wall_offsets(timeline, shown)
    if offsets is None:
        return None
    found = Dial(face, timeline.span[0], shown, offsets)
    return replace(found, dated=found.date(timeline.span[0]) != found.date(timeline.span[1]))


def wall_offsets(timeline: Timeline, zone: Zone) -> Offsets | None:
    """Where the wall clock is how far ahead of a log's time; None: the log knows no UTC."""
    froms, utcs = timeline.utc_steps
    if not len(froms):
        return None
    first, last = timeline.span
    # a ruler shows up to twice the drive; before the first estimate that one is all there is
    margin = 2 * (last - first) + _DAY_S * 10**9
    begins = np.append(min(first - margin, int(froms[0])), froms[1:])
    ends = np.append(froms[1:], max(last + margin, int(froms[-1])))
    at_utc, ahead_s = _changes(zone, begins + utcs, ends + utcs)
    now = np.searchsorted(at_utc, begins + utcs, side="right") - 1
    behind = np.searchsorted(at_utc, ends + utcs, side="left")
    found = [np.stack([begins, utcs, ahead_s[now]])]
    for piece in np.flatnonzero(behind - now > 1).tolist():
        inside = slice(int(now[piece]) + 1, int(behind[piece]))
        same = np.full(inside.stop - inside.start, utcs[piece])
        found.append(np.stack([at_utc[inside] - utcs[piece], same, ahead_s[inside]]))
    rows = np.concatenate(found, axis=1)
    return Offsets(*rows[:, np.argsort(rows[0], kind="stable")])


def _changes(zone: Zone, begins: Times, ends: Times) -> tuple[Times, Times]:
    """When in UTC which offset begins to count, over all stretches: what lies between two that are far apart is not
    looked through, as a zone tells its changes day by day.
    """
    order = np.argsort(begins, kind="stable")
    begins, ends = begins[order], np.maximum.accumulate(ends[order])
    # stamps of a hostile log may lie further apart than int64 can say
    apart = begins[1:].astype(np.float64) - ends[:-1].astype(np.float64) > _APART_NS
    firsts, lasts = begins[np.append(True, apart)].tolist(), ends[np.append(apart, True)].tolist()
    found = [change for first, last in zip(firsts, lasts, strict=True) for change in zone.changes(first, last)]
    at_utc, ahead_s = (np.array(one, dtype=np.int64) for one in zip(*found, strict=True))
    return at_utc, ahead_s


def _decimal(least: float) -> int:
    """The smallest of 1, 2, 5 times a power of ten that is not less."""
    power = 1
    while True:
        for step in (1, 2, 5):
            if step * power >= least:
                return step * power
        power *= 10
