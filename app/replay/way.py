"""Where one channel says that the vehicle was, in a whole log: places on a plane, and what may be joined by a line.

It must not know how it is drawn, nor which plane it is. A place that a record lacks, or that failed its check, is a
hole; over a hole, a gap in time or a jump no line leads, and all of them are counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from app.kinds.code import FixType
from app.log.channel import Mode
from app.replay.oddity import Oddity, oddities_of
from app.replay.series import Series
from app.scene.geodesy import Array
from app.scene.standing import Standing

Times = npt.NDArray[np.int64]
FASTEST = 150.0
"""m/s: what is farther apart than this allows was not driven."""
_LEAST_JUMP_M = 20.0
"""Receivers may be wrong by so much from one fix to the next."""
_FIRST_NS = -(2**63)
"""A log may state an age that is longer than all time."""


class Quality(IntEnum):
    """How a position was found, as far as a map tells it apart."""

    UNSTATED = 0
    CORRECTED = 1
    """Differential or RTK."""
    PLAIN = 2
    """By satellites alone."""
    RECKONED = 3
    """Dead reckoning."""
    NO_FIX = 4
    """The receiver gave a position and said that it had no fix."""


_QUALITIES = {
    FixType.NO_FIX: Quality.NO_FIX, FixType.DEAD_RECKONING: Quality.RECKONED, FixType.FIX_2D: Quality.PLAIN,
    FixType.FIX_3D: Quality.PLAIN, FixType.DIFFERENTIAL: Quality.CORRECTED, FixType.RTK_FLOAT: Quality.CORRECTED,
    FixType.RTK_FIXED: Quality.CORRECTED,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Losses:
    """Places behind which records fail their check, or cannot be read; arrays have shape (k,)."""

    records: npt.NDArray[np.int64]
    """Place in the way of the last one before the loss; of a loss before all of them the first."""
    times_ns: Times
    """Of the first record that was lost there."""
    arrival_ns: Times
    """When both that place and a loss behind it had arrived."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Way:
    """The records of a channel that have a place, in the order of capture; arrays have shape (n,) and are read-only."""

    channel: str
    kind: str
    rows: npt.NDArray[np.int64]
    times_ns: Times
    arrival_ns: Times
    places: Array
    """(n, 2), metres on the plane."""
    quality: npt.NDArray[np.int8]
    joined: npt.NDArray[np.bool_]
    """Whether a line leads here from the place before."""
    jumps: npt.NDArray[np.bool_]
    """Whether the place before is farther away than could be driven, with no gap between."""
    unproven: npt.NDArray[np.bool_]
    """Behind a break: their place in the log is not proven."""
    losses: Losses
    oddities: Mapping[Oddity, Times]
    """When each record with an oddity arrived, in that order."""
    most_age_ns: int
    """Between two records further apart lies a gap."""
    complete: bool
    derived: bool = False
    """Whether its frame was turned by something reckoned."""

    def time_ns(self, mode: Mode) -> Times:
        """By which a mode looks them up."""
        return self.arrival_ns if mode is Mode.ARRIVAL else self.times_ns

    def at(self, t_ns: int, known_ns: int | None = None) -> Array | None:
        """The place (2,) at a capture time: of the latest record not after it; None: too long ago, or not proven.

        `known_ns`: only of those that had arrived by then.
        """
        first = int(np.searchsorted(self.times_ns, max(t_ns - self.most_age_ns, _FIRST_NS), side="left"))
        behind = int(np.searchsorted(self.times_ns, t_ns, side="right"))
        there = np.arange(first, behind)
        if known_ns is not None:
            there = there[self.arrival_ns[first:behind] <= known_ns]
        if not len(there) or self.unproven[there[-1]]:
            return None
        place: Array = self.places[there[-1]]
        return place

    def count(self, oddity: Oddity, known_ns: int | None = None) -> int:
        """How many records have it. `known_ns`: of those that had arrived by then."""
        arrivals = self.oddities[oddity]
        return len(arrivals) if known_ns is None else int(np.searchsorted(arrivals, known_ns, side="right"))


def way_of(series: Series, places: Array, most_age_ns: int, *, kind: str, derived: bool = False) -> Way:
    """The way of a channel's records: `places` (n, 2) of all its records, NaN where one has none."""
    there = np.asarray(np.isfinite(places).all(axis=1))
    kept = np.flatnonzero(there)
    times, xy = series.times_ns[kept], places[kept]
    unproven = series.standing[kept] == Standing.AFTER_BREAK
    quality = _quality(series)[kept]
    # stamps of a hostile log may lie further apart than int64 can say
    apart = np.diff(times.astype(np.float64), prepend=np.nan)
    gone = np.hypot(*np.diff(xy, axis=0, prepend=np.nan).T) if len(xy) else np.empty(0)
    whole = (np.diff(kept, prepend=-2) == 1) & (apart <= most_age_ns)
    doubtful = unproven | (quality == Quality.NO_FIX)
    sure = ~doubtful & ~np.append(False, doubtful[:-1])[: len(doubtful)]
    jumps = whole & (gone > _LEAST_JUMP_M) & (gone > FASTEST * apart / 1e9)
    arrival = series.arrival_ns[kept]
    odd = oddities_of(series, there)
    odd[Oddity.AFTER_BREAK] = np.sort(arrival[unproven])
    # a jump is known when both its ends are
    odd[Oddity.JUMP] = np.sort(np.maximum(arrival, np.roll(arrival, 1))[jumps])
    way = Way(
        channel=series.channel, kind=kind, rows=series.rows[kept], times_ns=times, arrival_ns=arrival, places=xy,
        quality=quality, joined=whole & sure & ~jumps, jumps=jumps, unproven=unproven, losses=_losses(series, kept),
        oddities=odd, most_age_ns=most_age_ns, complete=series.complete, derived=derived,
    )  # fmt: skip
    times_of = way.losses.records, way.losses.times_ns, way.losses.arrival_ns, *odd.values()
    flags = way.joined, way.jumps, way.unproven
    arrays: list[npt.NDArray[Any]] = [way.rows, times, arrival, xy, quality, *flags, *times_of]
    for array in arrays:
        array.flags.writeable = False
    return way


def _losses(series: Series, kept: npt.NDArray[np.int64]) -> Losses:
    """Where records of a series were lost, among those that have a place."""
    lost = np.flatnonzero(series.failed & ~np.isin(series.standing, (Standing.INTACT, Standing.UNSIGNED)))
    if not len(lost) or not len(kept):
        return Losses(
            records=np.empty(0, dtype=np.int64),
            times_ns=np.empty(0, dtype=np.int64),
            arrival_ns=np.empty(0, dtype=np.int64),
        )
    before = np.maximum(np.searchsorted(kept, lost) - 1, 0)
    starts = np.flatnonzero(np.diff(before, prepend=-1))
    records = before[starts]
    known = np.minimum.reduceat(series.arrival_ns[lost], starts)
    return Losses(
        records=records, times_ns=series.times_ns[lost[starts]],
        arrival_ns=np.maximum(known, series.arrival_ns[kept[records]]),
    )  # fmt: skip


def _quality(series: Series) -> npt.NDArray[np.int8]:
    fix = series.values("fix", unproven=True)
    found = np.full(len(series.rows), Quality.UNSTATED, dtype=np.int8)
    if fix is not None:
        for code, quality in _QUALITIES.items():
            found[fix == code] = quality
    return found
