"""As much of a way as a picture can show: a long one has more records than there are pixels.

It must not know the picture beyond the part of the plane that it covers and the size of a cell. Records in one cell are
drawn once, at the time of the first; a line from cell to cell stays whatever lies between, so that no jump is hidden.
Which one is the first depends on the mode: what was captured first need not have arrived first.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.log.channel import Mode
from app.replay.way import Quality, Times, Way
from app.scene.geodesy import Array

MOST_LINES = 6_000
"""With more of them cells become larger: where so many cross, single ones cannot be told apart."""
_SAMPLE = 4 * MOST_LINES
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Straight pieces from `begins` to `ends` (k, 2), in the order of time; arrays (k,)."""

    begins: Array
    ends: Array
    records: Rows
    """Place in the way of each end."""
    times_ns: Times
    """Of the mode: of its end, or when both ends had arrived."""
    goes_on: Mask
    """Whether it begins where the one before ends."""
    jumps: Mask

    def strokes(self, kept: Mask) -> Array:
        """The kept ones as polylines (n, 2), parted by NaN."""
        at = np.flatnonzero(kept)
        if not len(at):
            return np.empty((0, 2))
        fresh = ~self.goes_on[at] | (np.diff(at, prepend=-2) != 1)
        fresh[0] = True
        made = np.full((len(at) + 2 * int(fresh.sum()), 2), np.nan)
        # of each piece its end; of a fresh one a hole and its begin before that
        ends = np.arange(len(at)) + 2 * np.cumsum(fresh)
        made[ends] = self.ends[at]
        made[ends[fresh] - 1] = self.begins[at][fresh]
        return made[1:]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dots:
    """Records as places (m, 2), in the order of the way; arrays (m,)."""

    places: Array
    records: Rows
    """Place in the way of each."""
    times_ns: Times
    """Of the mode."""
    quality: npt.NDArray[np.int8]
    unproven: Mask


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThinWay:
    """What is drawn of a way."""

    lines: Lines
    dots: Dots
    lost: Dots
    """The last places before records that fail their check, or cannot be read."""

    def nearest(self, x: float, y: float, within: float, known_ns: int | None = None) -> int | None:
        """Which record of the way lies nearest to a point, within so many metres; of those in one cell the first.

        `known_ns`: only of those whose time is not after it.
        """
        best, least = None, within
        for places, records, times_ns in (
            (self.lines.ends, self.lines.records, self.lines.times_ns),
            (self.dots.places, self.dots.records, self.dots.times_ns),
        ):
            away = np.hypot(*(places - (x, y)).T)
            if known_ns is not None:
                away = np.where(times_ns <= known_ns, away, np.inf)
            at = int(np.argmin(away)) if len(away) else 0
            if len(away) and away[at] <= least:
                best, least = int(records[at]), float(away[at])
        return best


def thinned(
    way: Way, window: tuple[float, float, float, float], cell: float, dot_cell: float, mode: Mode = Mode.CAPTURE
) -> ThinWay:
    """The part of a way in a window (least x, y and largest x, y, metres), its lines by cells of one size, its records
    by those of another.
    """
    seen, losses = _seen(way, window), way.losses
    inside = seen[_inside(way.places[seen], window)]
    lost = np.flatnonzero(_inside(way.places[losses.records], window))
    lost_ns = losses.arrival_ns if mode is Mode.ARRIVAL else losses.times_ns
    return ThinWay(
        lines=_lines(way, seen, cell, mode), dots=_dots(way, inside, way.time_ns(mode)[inside], dot_cell),
        lost=_dots(way, losses.records[lost], lost_ns[lost], dot_cell),
    )  # fmt: skip


def _inside(places: Array, window: tuple[float, float, float, float]) -> Mask:
    left, low, right, high = window
    x, y = places.T
    return np.asarray((x >= left) & (x <= right) & (y >= low) & (y <= high))


def _seen(way: Way, window: tuple[float, float, float, float]) -> Rows:
    """The records in the window, and the ends of lines that may cross it."""
    left, low, right, high = window
    x, y = way.places.T
    found = _inside(way.places, window)
    if len(x) > 1:
        crosses = way.joined[1:] | way.jumps[1:]
        crosses &= (np.maximum(x[1:], x[:-1]) >= left) & (np.minimum(x[1:], x[:-1]) <= right)
        crosses &= (np.maximum(y[1:], y[:-1]) >= low) & (np.minimum(y[1:], y[:-1]) <= high)
        found[1:] |= crosses
        found[:-1] |= crosses
    return np.flatnonzero(found)


def _lines(way: Way, seen: Rows, cell: float, mode: Mode) -> Lines:
    ends = np.arange(0)
    begins = ends
    if len(seen) > 1:
        on = (np.diff(seen) == 1) & (way.joined[seen[1:]] | way.jumps[seen[1:]])
        x, y = np.floor(way.places[seen].T / cell)
        # a record stays if it lies in another cell than the one before, or a line ends or begins with it
        stays = np.append(True, (x[1:] != x[:-1]) | (y[1:] != y[:-1]) | ~on | way.jumps[seen[1:]])
        stays[:-1] |= ~on | way.jumps[seen[1:]]
        stays[-1] = True
        kept = np.flatnonzero(stays)
        breaks = np.append(0, np.cumsum(~on))[kept]
        leads = np.flatnonzero(np.diff(breaks) == 0)
        begins, ends = seen[kept[leads]], seen[kept[leads + 1]]
    times = way.times_ns[ends]
    if mode is Mode.ARRIVAL:
        times = np.maximum(way.arrival_ns[begins], way.arrival_ns[ends])
    while len(ends) > MOST_LINES:
        # where even some of them are too many, all are: to sort a million takes long
        some = slice(None, None, len(ends) // _SAMPLE + 1)
        while len(_once(way, begins[some], ends[some], times[some], cell)) > MOST_LINES:
            cell *= 2
        chosen = _once(way, begins, ends, times, cell)
        begins, ends, times = begins[chosen], ends[chosen], times[chosen]
        cell *= 2
    return Lines(
        begins=way.places[begins], ends=way.places[ends], records=ends, times_ns=times,
        goes_on=np.append(False, begins[1:] == ends[:-1])[: len(ends)], jumps=way.jumps[ends],
    )  # fmt: skip


def _once(way: Way, begins: Rows, ends: Rows, times: Times, cell: float) -> Rows:
    """Of lines between the same two cells the first one."""
    both = [way.places[one].T for one in (begins, ends)]
    key = np.zeros(len(ends), dtype=np.uint64)
    for axis in range(2):
        low = math.floor(min(places[axis].min() for places in both) / cell)
        for places in both:
            # with so many lines a picture is at most some thousand cells wide; what lies beyond goes to its edge
            number = np.clip(np.floor(places[axis] / cell) - low, 0, 0x7FFF).astype(np.uint64)
            key = (key << np.uint64(16)) | number
    key ^= (way.jumps[ends].astype(np.uint64)) << np.uint64(63)
    order = np.argsort(key, kind="stable") if _in_order(times) else np.lexsort((times, key))
    return np.sort(order[np.append(True, key[order][1:] != key[order][:-1])])


def _in_order(times: Times) -> bool:
    """Whether the first of several is also the earliest, as with all that was captured."""
    return bool((times[1:] >= times[:-1]).all())


def _dots(way: Way, at: Rows, times: Times, cell: float) -> Dots:
    """One record of each quality in a cell; what is not proven is kept beside what is."""
    if len(at):
        x, y = ((np.floor(one / cell) - math.floor(one.min() / cell)).astype(np.int64) for one in way.places[at].T)
        key = ((x * (int(y.max()) + 1) + y) * len(Quality) + way.quality[at]) * 2 + way.unproven[at]
        order = np.arange(len(at)) if _in_order(times) else np.argsort(times, kind="stable")
        first = np.full(int(key.max()) + 1, -1)
        # of several that are put to one place the last one stays
        first[key[order[::-1]]] = order[::-1]
        chosen = np.sort(first[first >= 0])
        at, times = at[chosen], times[chosen]
    return Dots(places=way.places[at], records=at, times_ns=times, quality=way.quality[at], unproven=way.unproven[at])
