"""Where one channel says that the vehicle was, in a whole log: places on a plane, and what may be joined by a line.

It must not know how it is drawn, nor which plane it is. A place that a record lacks, or that failed its check, is a
hole; over a hole, a gap in time or a jump no line leads, and all of them are counted.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from app.kinds.code import FixType
from app.log.channel import Mode
from app.replay.series import Series
from app.scene.geodesy import Array
from app.scene.standing import Standing

Times = npt.NDArray[np.int64]
FASTEST = 150.0
"""m/s: what is farther apart than this allows was not driven."""
_LEAST_JUMP_M = 20.0
"""Receivers may be wrong by so much from one fix to the next."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Records of a channel that have no place on the map, by the reason."""

    broken: int = 0
    withheld: int = 0
    unread: int = 0
    """The medium cannot read them."""
    without: int = 0
    """Intact, and without a position."""
    zero: int = 0
    """At 0° north and 0° east: what receivers write that have none."""
    far: int = 0
    """Farther from the origin than a plane reaches."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.broken + self.withheld + self.unread + self.without + self.zero + self.far


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
    broken: npt.NDArray[np.bool_]
    """Whether a record between the place before and this one fails its check, or cannot be read."""
    left_out: LeftOut
    most_age_ns: int
    """Between two records further apart lies a gap."""
    complete: bool
    derived: bool = False
    """Whether its frame was turned by something reckoned."""

    def time_ns(self, mode: Mode) -> Times:
        """By which a mode looks them up."""
        return self.arrival_ns if mode is Mode.ARRIVAL else self.times_ns

    def at(self, t_ns: int) -> Array | None:
        """The place (2,) at a capture time: of the latest record not after it; None: too long ago, or not proven."""
        found = int(np.searchsorted(self.times_ns, t_ns, side="right")) - 1
        if found < 0 or t_ns - int(self.times_ns[found]) > self.most_age_ns or self.unproven[found]:
            return None
        place: Array = self.places[found]
        return place


def way_of(series: Series, places: Array, most_age_ns: int, *, kind: str, derived: bool = False) -> Way:
    """The way of a channel's records: `places` (n, 2) of all its records, NaN where one has none."""
    there = np.asarray(np.isfinite(places).all(axis=1))
    kept = np.flatnonzero(there)
    times, xy = series.times_ns[kept], places[kept]
    unproven = series.standing[kept] == Standing.AFTER_BREAK
    quality = _quality(series)[kept]
    lost = series.failed & ~np.isin(series.standing, (Standing.INTACT, Standing.UNSIGNED))
    # stamps of a hostile log may lie further apart than int64 can say
    apart = np.diff(times.astype(np.float64), prepend=np.nan)
    gone = np.hypot(*np.diff(xy, axis=0, prepend=np.nan).T) if len(xy) else np.empty(0)
    whole = (np.diff(kept, prepend=-2) == 1) & (apart <= most_age_ns)
    doubtful = unproven | (quality == Quality.NO_FIX)
    sure = ~doubtful & ~np.append(False, doubtful[:-1])[: len(doubtful)]
    jumps = whole & (gone > _LEAST_JUMP_M) & (gone > FASTEST * apart / 1e9)
    lost_so_far = np.append(0, np.cumsum(lost))[kept] if len(kept) else np.empty(0, dtype=np.int64)
    way = Way(
        channel=series.channel, kind=kind, rows=series.rows[kept], times_ns=times,
        arrival_ns=series.arrival_ns[kept], places=xy, quality=quality, joined=whole & sure & ~jumps, jumps=jumps,
        unproven=unproven, broken=np.diff(lost_so_far, prepend=0) > 0, left_out=_left_out(series, there),
        most_age_ns=most_age_ns, complete=series.complete, derived=derived,
    )  # fmt: skip
    flags = way.joined, way.jumps, way.unproven, way.broken
    for array in (way.rows, way.times_ns, way.arrival_ns, way.places, way.quality, *flags):
        array.flags.writeable = False
    return way


def at_zero(series: Series) -> npt.NDArray[np.bool_]:
    """Which fixes say exactly 0° north and 0° east, in the open sea."""
    latitude, longitude = (series.values(f"{name}_deg", unproven=True) for name in ("latitude", "longitude"))
    if latitude is None or longitude is None:
        return np.zeros(len(series.rows), dtype=np.bool_)
    return np.asarray((latitude == 0) & (longitude == 0))


def _quality(series: Series) -> npt.NDArray[np.int8]:
    fix = series.values("fix", unproven=True)
    found = np.full(len(series.rows), Quality.UNSTATED, dtype=np.int8)
    if fix is not None:
        for code, quality in _QUALITIES.items():
            found[fix == code] = quality
    return found


def _left_out(series: Series, there: npt.NDArray[np.bool_]) -> LeftOut:
    failed, stands = series.failed, series.standing
    zero = ~failed & ~there & at_zero(series)
    far = ~failed & ~there & ~zero & _could_be(series)
    told = {
        "broken": failed & (stands >= Standing.AFTER_BREAK), "withheld": failed & (stands == Standing.MISSING),
        "unread": failed & (stands == Standing.UNCHECKED), "zero": zero, "far": far,
    }  # fmt: skip
    counts = {name: int(np.count_nonzero(mask)) for name, mask in told.items()}
    return LeftOut(**counts, without=int(np.count_nonzero(~there)) - sum(counts.values()))


def _could_be(series: Series) -> npt.NDArray[np.bool_]:
    """Which records say a place that there is, however far away."""
    first, second, most = ("latitude_deg", "longitude_deg", (90, 360)) if _is_fix(series) else ("x", "y", (np.inf,) * 2)
    one, other = (series.values(name, unproven=True) for name in (first, second))
    if one is None or other is None:
        return np.zeros(len(series.rows), dtype=np.bool_)
    return np.asarray((np.abs(one) <= most[0]) & (np.abs(other) <= most[1]))


def _is_fix(series: Series) -> bool:
    return any(field.name == "latitude_deg" for field in series.table.layout.fields)
