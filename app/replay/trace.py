"""One signal over time, made ready to be drawn, looked up and summed up, however many samples it has.

It must not know files, nor pixels but as a number of columns. A peak is never lost between two columns, and what is not
known is never bridged.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.log.channel import Mode
from app.replay.series import Series
from app.scene.standing import Standing

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]
Standings = npt.NDArray[np.int8]

BLOCK = 64
"""Samples of which the extremes are kept ready."""
_FEW = 1 << 17
"""So many samples are looked through faster than blocks are put together."""
_RAW_PER_COLUMN = 2
"""With so many samples a column, or fewer, they are drawn themselves."""
_MOST_LEVELS = 32
_GOOD = (Standing.INTACT, Standing.UNSIGNED)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """Samples of one signal in the order of capture, arrays of shape (n,); NaN: not known, failed, not defined."""

    rows: Times
    """What tells samples of one time apart: the larger is the later."""
    times_ns: Times
    arrival_ns: Times
    """By when each was known; never before one of a lower row."""
    values: Floats
    standing: Standings
    max_age_ns: int | None
    complete: bool = True
    sound: bool = True
    """Whether every record could be used."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a signal is at an instant. `value` is None where it is absent, not known, or cannot be relied on."""

    value: float | None
    age_ns: int | None
    """None: no sample yet."""
    absent: bool
    """No sample, or the last one is too old."""
    standing: Standing


class Outline(NamedTuple):
    """A line as points, shape (m,): `x` in columns from the left, `y` in the signal's unit; NaN parts two strokes."""

    x: Floats
    y: Floats
    samples: bool
    """Whether the points are the samples themselves; else the extremes of each column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What a stretch of a signal comes to; all None where no sample of it is known. `std`: of the samples, ddof 0."""

    count: int
    missing: int
    """Samples that are not known, failed their check, or stand behind a break."""
    least: float | None = None
    mean: float | None = None
    most: float | None = None
    std: float | None = None


def column_of(series: Series, field: str, *, max_age_ns: int | None, unproven: bool = False) -> Column | None:
    """A field of a channel; None: it has no such field. `unproven`: with what stands behind a break."""
    values = series.values(field, unproven=unproven)
    if values is None:
        return None
    by_row = np.argsort(series.rows, kind="stable")
    arrival = np.empty_like(series.arrival_ns)
    # a broken log may run backwards; what has arrived stays so
    arrival[by_row] = np.maximum.accumulate(series.arrival_ns[by_row])
    return Column(
        rows=series.rows, times_ns=series.times_ns, arrival_ns=arrival, values=values, standing=series.standing,
        max_age_ns=max_age_ns, complete=series.complete, sound=not series.failed.any(),
    )  # fmt: skip


class Trace:
    """A signal by one clock. Immutable; safe from several threads."""

    def __init__(self, column: Column, mode: Mode, *, stepped: bool = False) -> None:
        """Look it up by capture or by arrival; `stepped`: a value holds until the next one."""
        self.times_ns, self.values, self.standing = column.times_ns, column.values, column.standing
        if mode is Mode.ARRIVAL:
            order = np.lexsort((column.rows, column.arrival_ns))
            self.times_ns, self.values, self.standing = (
                column.arrival_ns[order], column.values[order], column.standing[order],
            )  # fmt: skip
        self.mode, self.stepped, self.complete = mode, stepped, column.complete
        self.max_age_ns, self._sound = column.max_age_ns, column.sound
        self._low, self._high = _extremes(self.values)
        self.range: tuple[float, float] | None = None
        """The least and the largest value; None: none is known."""
        if len(self._low) and not np.isnan(low := float(np.fmin.reduce(self._low))):
            self.range = low, float(np.fmax.reduce(self._high))
        self.levels: tuple[float, ...] = ()
        """Of codes, those that occur; one that was there for less than a block may be left out."""
        if stepped:
            found = np.unique(np.concatenate([self._low, self._high]))
            self.levels = tuple(found[~np.isnan(found)][:_MOST_LEVELS].tolist())
        gaps = np.diff(self.times_ns) > (np.iinfo(np.int64).max if column.max_age_ns is None else column.max_age_ns)
        self._gaps = np.flatnonzero(gaps) + 1
        self.marks = _marks(self.times_ns, self.standing)

    def __len__(self) -> int:
        """The number of samples."""
        return len(self.times_ns)

    @property
    def silent(self) -> bool:
        """Whether all was read, every record could be used and relied on, and not one sample says a number."""
        return self.complete and self._sound and self.range is None and not len(self.marks[0])

    def at(self, t_ns: int) -> Reading:
        """The latest sample at or before an instant, if it is not older than its maximum age."""
        at = int(np.searchsorted(self.times_ns, t_ns, side="right")) - 1
        if at < 0:
            return Reading(None, None, absent=True, standing=Standing.INTACT)
        age_ns, standing = t_ns - int(self.times_ns[at]), Standing(int(self.standing[at]))
        if self.max_age_ns is not None and age_ns > self.max_age_ns:
            return Reading(None, age_ns, absent=True, standing=standing)
        value = float(self.values[at])
        return Reading(None if np.isnan(value) else value, age_ns, absent=False, standing=standing)

    def within(self, start_ns: int, end_ns: int) -> tuple[int, int]:
        """Positions of the samples in `[start_ns, end_ns)`."""
        first, last = np.searchsorted(self.times_ns, [start_ns, end_ns])
        return int(first), int(last)

    def statistics(self, start_ns: int, end_ns: int) -> Statistics:
        """What the samples in `[start_ns, end_ns)` come to."""
        first, last = self.within(start_ns, end_ns)
        values = self.values[first:last]
        known = values[~np.isnan(values)]
        if not len(known):
            return Statistics(count=last - first, missing=last - first)
        return Statistics(
            count=last - first, missing=last - first - len(known), least=float(known.min()), mean=float(known.mean()),
            most=float(known.max()), std=float(known.std()),
        )  # fmt: skip

    def outline(self, start_ns: int, end_ns: int, columns: int) -> Outline:
        """The line over so many columns of equal time."""
        first, last = self.within(start_ns, end_ns)
        scale = columns / (end_ns - start_ns)
        if last - first <= _RAW_PER_COLUMN * columns:
            first, last = max(first - 1, 0), min(last + 1, len(self))
            if self.stepped:
                return self._steps(first, last, start_ns, scale)
            return self._samples(first, last, start_ns, scale)
        return self._columns(start_ns, end_ns, columns)

    def _samples(self, first: int, last: int, start_ns: int, scale: float) -> Outline:
        x = (self.times_ns[first:last] - start_ns) * scale
        gaps = self._gaps[slice(*np.searchsorted(self._gaps, [first + 1, last]))] - first
        return Outline(np.insert(x, gaps, np.nan), np.insert(self.values[first:last], gaps, np.nan), samples=True)

    def _steps(self, first: int, last: int, start_ns: int, scale: float) -> Outline:
        """Each value until the next one, but no longer than it may be old; the last one as long as it may be."""
        times, values = self.times_ns[first:last], self.values[first:last]
        most = self.max_age_ns
        behind = np.append(times[1:], times[-1:] + (0 if most is None else most))
        ends = behind if most is None else np.minimum(behind, times + most)
        x, y = np.empty((len(times), 3)), np.full((len(times), 3), np.nan)
        x[:, 0], x[:, 1], x[:, 2] = (times - start_ns) * scale, (ends - start_ns) * scale, np.nan
        y[:, 0] = y[:, 1] = values
        # where the next value begins at the end of this one, the stroke goes on
        keep = np.ones((len(times), 3), dtype=np.bool_)
        keep[:, 2] = ends < behind
        return Outline(x[keep], y[keep], samples=True)

    def _columns(self, start_ns: int, end_ns: int, columns: int) -> Outline:
        edges = start_ns + np.arange(columns + 1, dtype=np.int64) * (end_ns - start_ns) // columns
        at = np.searchsorted(self.times_ns, edges)
        filled = np.flatnonzero(at[1:] > at[:-1])
        first, behind = at[filled], at[filled + 1]
        low, high = self._between(first, behind)
        y = np.stack([self.values[first], low, high, self.values[behind - 1], np.full(len(filled), np.nan)], axis=1)
        x = filled[:, None] + np.array([0.1, 0.5, 0.5, 0.9, 1.0])
        # a stroke ends where time passes without a sample before the next column that has one
        gone = np.searchsorted(self._gaps, np.append(first[1:], first[-1:]), side="right") > np.searchsorted(
            self._gaps, behind - 1, side="right"
        )
        keep = np.ones(y.shape, dtype=np.bool_)
        keep[:, 4] = gone
        return Outline(x[keep], y[keep], samples=False)

    def _between(self, first: Times, behind: Times) -> tuple[Floats, Floats]:
        """Exact extremes of stretches `[first, behind)` that follow each other."""
        start, stop = int(first[0]), int(behind[-1])
        if stop - start <= _FEW:
            values = self.values[start:stop]
            return np.fmin.reduceat(values, first - start), np.fmax.reduceat(values, first - start)
        inner, outer = -(-first // BLOCK), behind // BLOCK
        head = _gathered(self.values, first, np.minimum(inner * BLOCK, behind))
        tail = _gathered(self.values, np.maximum(outer * BLOCK, first), behind)
        low = np.fmin(np.fmin.reduce(head, axis=1), np.fmin.reduce(tail, axis=1))
        high = np.fmax(np.fmax.reduce(head, axis=1), np.fmax.reduce(tail, axis=1))
        whole = np.flatnonzero(outer > inner)
        if len(whole):
            pairs = np.stack([inner[whole], outer[whole]], axis=1).ravel()
            low[whole] = np.fmin(low[whole], np.fmin.reduceat(np.append(self._low, np.nan), pairs)[::2])
            high[whole] = np.fmax(high[whole], np.fmax.reduceat(np.append(self._high, np.nan), pairs)[::2])
        return low, high


def _gathered(values: Floats, first: Times, behind: Times) -> Floats:
    """Stretches of less than two blocks as rows, filled up with NaN."""
    at = first[:, None] + np.arange(2 * BLOCK)
    inside = at < behind[:, None]
    found = np.full(at.shape, np.nan)
    found[inside] = values[at[inside]]
    return found


def _extremes(values: Floats) -> tuple[Floats, Floats]:
    """Of each block, the last of which may be shorter; NaN where nothing of it is known."""
    whole = len(values) // BLOCK * BLOCK
    blocks = values[:whole].reshape(-1, BLOCK)
    low, high = np.fmin.reduce(blocks, axis=1), np.fmax.reduce(blocks, axis=1)
    if whole < len(values):
        rest = values[whole:]
        low, high = np.append(low, np.fmin.reduce(rest)), np.append(high, np.fmax.reduce(rest))
    return low, high


def _marks(times_ns: Times, standing: Standings) -> tuple[Times, Times, Standings]:
    """Stretches of samples that are not plainly good: begin, time of the last sample, and how they stand."""
    if not len(standing) or np.isin(standing, _GOOD).all():
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, np.empty(0, dtype=np.int8)
    starts = np.append(0, np.flatnonzero(standing[1:] != standing[:-1]) + 1)
    lasts = np.append(starts[1:] - 1, len(standing) - 1)
    bad = ~np.isin(standing[starts], _GOOD)
    return times_ns[starts[bad]], times_ns[lasts[bad]], standing[starts[bad]]
