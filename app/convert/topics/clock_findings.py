"""What two clocks of one recording say of each other: units mixed up, stamps of another drive, late publishers.

It must not change a stamp: what is found is said among the assumptions, and the values stay as they are.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.convert.stamps import Nanoseconds

YEAR_2000_NS, YEAR_2100_NS = 946_684_800 * 10**9, 4_102_444_800 * 10**9
_FACTORS = {10**3: "a thousand", 10**6: "a million", 10**9: "a thousand million"}
_TOLERANCE = 0.05
_UNITS = {10**3: "microseconds", 10**6: "milliseconds", 10**9: "seconds"}
_ANOTHER_DAY_NS = 86_400 * 10**9


def is_unix(first_ns: int) -> bool:
    """Whether a stamp lies in this century, counted from 1970: then it is a date."""
    return YEAR_2000_NS <= first_ns < YEAR_2100_NS


def middle(stamps_ns: Nanoseconds) -> int:
    """The median of stamps, shape (n,), or the upper one of two: a stamp that is there, and no mean of far ones."""
    return int(np.sort(stamps_ns)[len(stamps_ns) // 2])


def dated(stamps_ns: Nanoseconds) -> npt.NDArray[np.bool_]:
    """As `is_unix`, of each stamp, shape (n,)."""
    return np.asarray((stamps_ns >= YEAR_2000_NS) & (stamps_ns < YEAR_2100_NS))


def era(stamp_ns: int) -> tuple[int, int]:
    """The span `[start, end)` of times that are dates as this one is, or none as this one is none."""
    edges = (-(2**63), YEAR_2000_NS, YEAR_2100_NS, 2**63 - 1)
    return next((start, end) for start, end in pairwise(edges) if stamp_ns < end)


def log_findings(log_ns: Nanoseconds) -> Iterator[str]:
    """Of the log times of a recording, shape (n,): whether they would be dates in another unit."""
    first = int(log_ns.min())
    for factor, unit in _UNITS.items():
        if first > 0 and is_unix(first * factor):
            date = datetime.fromtimestamp(first * factor / 1e9, tz=UTC)
            yield (
                f"log times begin at {first} ns, 1970; in {unit} that would be {date:%Y-%m-%d %H:%M}: perhaps the "
                "recorder wrote a wrong unit; nothing is changed"
            )


def pair_findings(name: str, what: str, one_ns: Nanoseconds, log_ns: Nanoseconds) -> Iterator[str]:
    """Of the stamps of one topic and their log times, both (n,): a factor between them, or another day.

    A factor is found by the values and by how far they spread, to 5 %.
    """
    value = _factor(float(np.median(one_ns)), float(np.median(log_ns)))
    spread = _factor(float(np.ptp(one_ns)), float(np.ptp(log_ns)))
    for factor, by in ((value, "are"), (spread, "spread")):
        if factor is not None:
            times, larger = factor
            which = f"the {what} of {name!r:.100}" if larger else f"the log times of {name!r:.100}"
            other = "its log times" if larger else f"its {what}"
            yield f"{which} {by} {_FACTORS[times]} times {other}: one of the two is in a wrong unit; nothing is changed"
    apart = float(np.median(one_ns)) - float(np.median(log_ns))
    if (
        value is None
        and is_unix(int(np.median(one_ns)))
        and is_unix(int(np.median(log_ns)))
        and abs(apart) > _ANOTHER_DAY_NS
    ):
        yield (
            f"the {what} of {name!r:.100} are {apart / _ANOTHER_DAY_NS:+.1f} days from its log times: a recording "
            "that was played again, or a clock that was not set"
        )


def _factor(one: float, other: float) -> tuple[int, bool] | None:
    """Which factor lies between two numbers, and whether the first is the larger."""
    if one <= 0 or other <= 0:
        return None
    for factor in _FACTORS:
        if abs(one / other / factor - 1) < _TOLERANCE:
            return factor, True
        if abs(other / one / factor - 1) < _TOLERANCE:
            return factor, False
    return None


def publish_findings(later: int, earlier: int, messages: int, largest_ns: int) -> Iterator[str]:
    """Of publish times that differ from log times."""
    if later:
        yield (
            f"{later} of {messages} messages were published later than logged, up to {largest_ns / 1e9:.3f} s: "
            "one of the two times is wrong; both are kept"
        )
    if earlier:
        yield f"{earlier} of {messages} messages have a publish time before their log time; it is kept beside them"
