"""Stamps of a source as nanoseconds, and what is odd about them.

It must not know where they come from. Rules of intake: values and order stay, only the unit is converted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from app.log.rhythm import rhythm

T = TypeVar("T")
Nanoseconds = npt.NDArray[np.int64]
UNITS_NS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
_YEAR_2000_S, _YEAR_2100_S = 946_684_800, 4_102_444_800
_LIMIT = 2**62
_JUMP = 10.0
"""A step of more than so many usual ones is a jump."""


def number_array(values: Sequence[int | float | None]) -> "npt.NDArray[np.generic]":
    """Numbers of a text file, shape (n,): int64 if all are whole, else float64; NaN where there is none that fits."""
    if all(isinstance(one, int) and abs(one) < _LIMIT for one in values):
        return np.array(values, dtype=np.int64)
    return np.array([np.nan if one is None or abs(one) >= _LIMIT else one for one in values], dtype=np.float64)


def to_ns(values: "npt.NDArray[np.generic]", unit_ns: int) -> tuple[Nanoseconds, npt.NDArray[np.bool_]]:
    """Stamps in units of `unit_ns` as int64 nanoseconds, shape (n,), and which of them are numbers that fit.

    Floating stamps are rounded to the nearest nanosecond; of float64 seconds since 1970 the last 100 ns are noise.
    """
    if values.dtype.kind == "f":
        floats = values.astype(np.float64)
        with np.errstate(invalid="ignore"):
            whole = np.floor(floats)
            good = np.isfinite(floats) & (np.abs(whole) < _LIMIT // unit_ns)
            fraction = np.where(good, floats - whole, 0.0)
        # whole and fractional units apart: their product needs more bits than a float64 has
        return np.where(good, whole, 0.0).astype(np.int64) * unit_ns + np.rint(fraction * unit_ns).astype(
            np.int64
        ), good
    most = _LIMIT // unit_ns
    if values.dtype.kind == "u":
        good = values.astype(np.uint64) <= np.uint64(most)
    else:
        good = np.abs(values.astype(np.int64)) <= most
        good &= values.astype(np.int64) != np.iinfo(np.int64).min
    return np.where(good, values, 0).astype(np.int64) * unit_ns, good


def each_ns(values: Sequence[int | float | None], unit_ns: int) -> tuple[Nanoseconds, npt.NDArray[np.bool_]]:
    """As `to_ns`, of numbers of a text file: whole ones stay exact, whatever stands beside them; None never fits."""
    whole = np.array([isinstance(one, int) and abs(one) < _LIMIT for one in values], dtype=np.bool_)
    integers = [one if isinstance(one, int) and abs(one) < _LIMIT else 0 for one in values]
    exact, fit = to_ns(np.array(integers, dtype=np.int64), unit_ns)
    floats = np.array([one if isinstance(one, float) else np.nan for one in values], dtype=np.float64)
    rounded, good = to_ns(floats, unit_ns)
    return np.where(whole, exact, rounded), np.where(whole, fit, good)


def stamped(rows: Sequence[T], values: Sequence[int | float | None], unit_ns: int) -> tuple[list[T], Nanoseconds, int]:
    """The rows whose stamps are numbers that fit, those stamps in ns, and how many rows have none."""
    stamps, good = each_ns(values, unit_ns)
    return [row for row, fits in zip(rows, good.tolist(), strict=True) if fits], stamps[good], int((~good).sum())


def unix_unit(values: "npt.NDArray[np.generic]") -> str | None:
    """The unit in which the middle one of some stamps lies between 2000 and 2100, counted from 1970; None: in none.

    Units are a thousand apart and the years only two, so that no stamp fits two of them.
    """
    finite = np.asarray(values, dtype=np.float64)
    finite = finite[np.isfinite(finite)]
    if not len(finite):
        return None
    middle = float(np.median(finite))
    return next((u for u, ns in UNITS_NS.items() if _YEAR_2000_S <= middle * ns / 1e9 < _YEAR_2100_S), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddities:
    """What a channel's stamps look like; nothing of it is mended."""

    duplicates: int
    regressions: int
    jumps: int
    """Steps of more than ten times the usual one."""
    usual_step_ns: int | None
    rate_hz: float | None
    """Records per second outside of gaps; bursts are counted whole."""

    def document(self) -> dict[str, int | None]:
        """As JSON."""
        return {
            "duplicates": self.duplicates,
            "regressions": self.regressions,
            "jumps": self.jumps,
            "usual_step_ns": self.usual_step_ns,
        }


def oddities(stamps: Nanoseconds) -> Oddities:
    """Look at stamps in the order of their records, shape (n,)."""
    steps = np.diff(stamps)
    rising = steps[steps > 0]
    usual = int(np.median(rising)) if len(rising) else None
    return Oddities(
        duplicates=int((steps == 0).sum()),
        regressions=int((steps < 0).sum()),
        jumps=int((steps > _JUMP * usual).sum()) if usual else 0,
        usual_step_ns=usual,
        rate_hz=rhythm(np.sort(stamps)).rate_hz,
    )
