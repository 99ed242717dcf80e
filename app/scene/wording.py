"""Numbers and times as people read them: with their units, aligned, the same in a window, a figure and a report.

It must not know where they are shown, nor languages: words around numbers are put there by whoever shows them.
Minus is U+2212, thousands are parted by U+202F.
"""

import re
from datetime import UTC, datetime, timedelta

MINUS = "\u2212"
NARROW = "\u202f"
UNDEFINED = "not defined"
_LONGEST_ID = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_POWER = re.compile(r"\^(-?[0-9]+)")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def seconds(ns: int, *, digits: int = 3, signed: bool = False) -> str:
    """A time in s, cut and not rounded up, so that no clock runs ahead: `-1.300 s` as `−1.300 s`; 0.0 has no sign."""
    whole, rest = divmod(abs(ns) // 10 ** (9 - digits) * 10 ** (9 - digits), 10**9)
    sign = "" if not (whole or rest) else MINUS if ns < 0 else "+" if signed else ""
    return f"{sign}{count(whole)}.{rest:09d}"[: len(sign) + len(count(whole)) + 1 + digits] + " s"


def milliseconds(ns: int) -> str:
    """An age or a latency: `38 ms`; from ten seconds on in s."""
    if abs(ns) >= 10**10:
        return seconds(ns, digits=1)
    return f"{number(round(ns / 1e6))} ms"


def count(value: int) -> str:
    """A count with its thousands parted: `8 080`."""
    return f"{value:,}".replace(",", NARROW).replace("-", MINUS)


def number(value: float | None, digits: int = 0) -> str:
    """A number with so many digits behind the point; what is not known is said so and never 0."""
    if value is None or value != value:
        return UNDEFINED
    text = f"{value:,.{digits}f}".replace(",", NARROW)
    return text.replace("-", MINUS) if float(f"{value:.{digits}f}") != 0 else text.replace("-", "")


def difference(value: float, digits: int) -> str:
    """A number that says which way it goes: `+0.21`."""
    return f"{'+' if value >= 0 else ''}{number(value, digits)}"


def quantity(value: float | None, unit: str, digits: int = 1) -> str:
    """A number with its unit: `16.9 m`."""
    said = number(value, digits)
    return said if said == UNDEFINED or not unit else f"{said} {unit}"


def typeset(text: str) -> str:
    """A logged text with its powers as people read them: `m/s^2` as `m/s²`."""
    return _POWER.sub(lambda power: power[1].translate(_RAISED), text)


def unit_text(unit: str) -> str:
    """A unit as people read it: `N*m` as `N·m`; empty for what has none."""
    return "" if unit == "1" else typeset(unit).replace("*", "·")


def clock_of_day(utc_ns: int, *, offset_s: int = 0, digits: int = 3) -> str:
    """The time of day, `16:22:04.700`; `offset_s`: local time minus UTC."""
    moment = _EPOCH + timedelta(seconds=utc_ns // 10**9 + offset_s)
    return f"{moment:%H:%M:%S}.{utc_ns % 10**9:09d}"[: 9 + digits if digits else 8]


def utc(utc_ns: int, *, digits: int = 3) -> str:
    """Date and time of day: `2026-10-23 16:18:07.650 UTC`."""
    moment = _EPOCH + timedelta(seconds=utc_ns // 10**9)
    return f"{moment:%Y-%m-%d} {clock_of_day(utc_ns, digits=digits)} UTC"


def date_of(utc_ns: int) -> str:
    """The day: `2026-10-23`."""
    return f"{_EPOCH + timedelta(seconds=utc_ns // 10**9):%Y-%m-%d}"


def grouped(raw: bytes, *, ends: int = 4) -> str:
    """A hash in fours, its middle left out: `9C41 E0A7 … B7D2`."""
    parts = fours(raw).split(" ")
    return " ".join(parts) if len(parts) <= ends + 1 else f"{' '.join(parts[: ends - 1])} … {parts[-1]}"


def fours(raw: bytes) -> str:
    """A whole hash in fours, to be compared by eye."""
    text = raw.hex().upper()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def file_size(size: int) -> str:
    """Bytes as file managers count them, in decimal units: `14.8 MB`."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"


def named(code: str) -> str:
    """A code of a log as words: `emergency_brake` as `Emergency brake`."""
    words = code.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def short_id(given: str) -> str:
    """The id of a track as a label has room for: of a UUID, or another long one, its beginning."""
    return given if len(given) <= _LONGEST_ID else f"{given[:8]}…"


def frequency(hertz: float) -> str:
    """How often: `9.98 Hz`, `1.89 kHz`."""
    if hertz < 0.001:
        return "< 0.001 Hz"
    return f"{hertz / 1000:.3g} kHz" if hertz >= 999.5 else f"{hertz:.3g} Hz"
