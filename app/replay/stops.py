"""An ordered list of places in time at which one can stop: frames, decisions, events; and how one gets on from each.

It must not know what is there. Places that share one time are told apart by their row, so that each can be reached.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_MOST_AT_ONCE = 64
"""Places with one and the same time, of which playing shows the last."""
GAP = -1
"""The row of a stop at which nothing is current any more: a gap begins there."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One place: its time, and the row that is current there (GAP: none)."""

    t_ns: int
    row: int


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """Places in the order of time. `times_ns`: int64 (n,), never decreasing; `rows`: int64 (n,)."""

    times_ns: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """The number of places."""
        return len(self.times_ns)

    def current(self, t_ns: int, row: int | None = None) -> int:
        """The position of the last place at or before a time, of `row` if it is at that very time; -1: before all."""
        last = int(np.searchsorted(self.times_ns, t_ns, side="right")) - 1
        if row is None or last < 0 or int(self.times_ns[last]) != t_ns:
            return last
        first = int(np.searchsorted(self.times_ns, t_ns, side="left"))
        same = np.flatnonzero(self.rows[first : last + 1] == row)
        return first + int(same[0]) if len(same) else last

    def step(self, t_ns: int, row: int | None, by: int) -> Stop | None:
        """The place so many further on than the current one, clamped; None: there is none in that direction."""
        at = self.current(t_ns, row)
        to = min(max(at + by, 0), len(self) - 1)
        return None if to == at or (by < 0 and at < 0) or to < 0 else self[to]

    def jump(self, t_ns: int, row: int | None, *, forward: bool) -> Stop | None:
        """The next place behind a time, or the last before it: where one stands between two, both are reached."""
        at = self.current(t_ns, row)
        on_it = at >= 0 and int(self.times_ns[at]) == t_ns
        to = at + 1 if forward else at - on_it
        return self[to] if 0 <= to < len(self) else None

    def halt(self, from_ns: int, to_ns: int) -> int:
        """Where to go on the way from one time to another, in either direction: to its end, unless that passes over one
        place and no more. Then as far as that place is the current one.
        """
        first, behind = np.searchsorted(self.times_ns, sorted((from_ns, to_ns)), side="right")
        # whoever goes on comes to all of these, whoever goes back comes from the last of them
        passed: list[int] = [] if behind - first > _MOST_AT_ONCE else np.unique(self.times_ns[first:behind]).tolist()
        if len(passed) != 2:
            return to_ns
        return passed[1] - 1 if to_ns > from_ns else passed[0]

    def __getitem__(self, position: int) -> Stop:
        """The place at a position."""
        return Stop(int(self.times_ns[position]), int(self.rows[position]))

    def place(self, position: int) -> tuple[int, int]:
        """Which of how many places with this very time, counted from 1."""
        t_ns = self.times_ns[position]
        first, behind = np.searchsorted(self.times_ns, t_ns, side="left"), np.searchsorted(self.times_ns, t_ns, "right")
        return position - int(first) + 1, int(behind - first)


def with_gaps(
    times_ns: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], *, max_age_ns: int | None, start_ns: int, end_ns: int
) -> Stops:
    """The frames of a channel, with a stop wherever nothing is current: at the start of the drive, if the first frame
    comes later, and where the last one became too old before the next came. No step jumps over such a stretch.
    """
    if len(times_ns) and int(times_ns[0]) > start_ns:
        times_ns, rows = np.append(np.int64(start_ns), times_ns), np.append(np.int64(GAP), rows)
    if max_age_ns is None or not len(times_ns):
        return Stops(times_ns, rows)
    beyond = np.append(times_ns[1:], np.int64(end_ns))
    # hostile stamps may lie further apart than int64 can say
    silent = np.flatnonzero((beyond.astype(np.float64) - times_ns.astype(np.float64) > max_age_ns + 1) & (rows != GAP))
    gaps = times_ns[silent] + np.int64(max_age_ns + 1)
    return Stops(np.insert(times_ns, silent + 1, gaps), np.insert(rows, silent + 1, GAP))
