"""Instants as structured logs write them: ISO 8601, or numbers whose size tells their unit.

It must not know where they stand.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,12})\d*)?\s*(Z|z|UTC|[+-]\d\d:?\d\d|[+-]\d\d)?\Z",
    re.ASCII,
)
_NUMBER = re.compile(r"(\d{1,20})(?:\.(\d{1,12})\d*)?\Z", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_1980, _YEAR_2100 = 315_532_800, 4_102_444_800
_UNITS_NS = (10**9, 10**6, 10**3, 1)


def instant_ns(value: object) -> int | None:
    """Nanoseconds of UTC since 1970 of a text or number; None if it is neither a date nor a number of our time.

    A number is in the one of s, ms, us and ns in which it lies between 1980 and 2100. A text without a zone is taken
    as UTC (see `has_zone`).
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        # the shortest text that gives the number again: of float64 seconds the digits that were written
        value = repr(value) if not isinstance(value, float) or value < 1e16 else str(int(value))
    if not isinstance(value, str):
        return None
    text = value.strip()
    if number := _NUMBER.match(text):
        whole = int(number[1])
        unit = next((ns for ns in _UNITS_NS if _YEAR_1980 <= whole * ns // 10**9 < _YEAR_2100), None)
        return None if unit is None else whole * unit + int((number[2] or "0").ljust(12, "0")) * unit // 10**12
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        # a leap second is the second before, with the same fraction
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(found[8]))
        since = moment - _EPOCH
    except (ValueError, OverflowError):
        return None
    seconds = since.days * 86_400 + since.seconds
    return seconds * 10**9 + int((found[7] or "0").ljust(9, "0")[:9])


def has_zone(value: object) -> bool:
    """Whether a stamp says what it counts from: a number does, a text only with a zone."""
    found = _ISO.match(value.strip()) if isinstance(value, str) else None
    return found is None or found[8] is not None


def _zone(text: str | None) -> timezone:
    if text is None or text.upper() in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
