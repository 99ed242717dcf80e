"""What is odd about records of positions: they have no place, lie behind a break, or jump; and when each arrived.

It must not know planes: which records have a place it is told.
"""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from app.replay.series import Series
from app.scene.standing import Standing


class Oddity(StrEnum):
    """What is odd about a record; but for the last two it has no place."""

    BROKEN = "broken"
    WITHHELD = "withheld"
    UNREAD = "unread"
    """The medium cannot read it."""
    WITHOUT = "without"
    """Intact, and without a position."""
    ZERO = "zero"
    """At 0° north and 0° east: what receivers write that have none."""
    FAR = "far"
    """Farther from the origin than a plane reaches."""
    AFTER_BREAK = "after_break"
    JUMP = "jump"


def oddities_of(series: Series, there: npt.NDArray[np.bool_]) -> dict[Oddity, npt.NDArray[np.int64]]:
    """When the records without a place arrived, by what they lack it for. `there`: which ones have a place."""
    failed, stands = series.failed, series.standing
    zero = ~failed & ~there & at_zero(series)
    far = ~failed & ~there & ~zero & _could_be(series)
    found = {
        Oddity.BROKEN: failed & (stands >= Standing.AFTER_BREAK),
        Oddity.WITHHELD: failed & (stands == Standing.MISSING),
        Oddity.UNREAD: failed & (stands == Standing.UNCHECKED), Oddity.ZERO: zero, Oddity.FAR: far,
    }  # fmt: skip
    found[Oddity.WITHOUT] = ~there & ~np.logical_or.reduce(list(found.values()))
    return {oddity: np.sort(series.arrival_ns[which]) for oddity, which in found.items()}


def at_zero(series: Series) -> npt.NDArray[np.bool_]:
    """Which fixes say exactly 0° north and 0° east, in the open sea."""
    latitude, longitude = (series.values(f"{name}_deg", unproven=True) for name in ("latitude", "longitude"))
    if latitude is None or longitude is None:
        return np.zeros(len(series.rows), dtype=np.bool_)
    return np.asarray((latitude == 0) & (longitude == 0))


def _could_be(series: Series) -> npt.NDArray[np.bool_]:
    """Which records say a place that there is, however far away."""
    first, second, most = ("latitude_deg", "longitude_deg", (90, 360)) if _is_fix(series) else ("x", "y", (np.inf,) * 2)
    one, other = (series.values(name, unproven=True) for name in (first, second))
    if one is None or other is None:
        return np.zeros(len(series.rows), dtype=np.bool_)
    return np.asarray((np.abs(one) <= most[0]) & (np.abs(other) <= most[1]))


def _is_fix(series: Series) -> bool:
    return any(field.name == "latitude_deg" for field in series.table.layout.fields)
