"""Instants as people type them: seconds from the start or from T0, a share, a frame, the log's nanoseconds, or UTC.

It must not know who asks. `-1.3` counts from T0 where there is one, and from the start where there is none.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

_RELATIVE = re.compile(r"[+-]?(\d{1,12}(\.\d{0,20})?|\.\d{1,20})\s*s?\Z", re.ASCII)
_NANOSECONDS = re.compile(r"(-?\d{1,19})\s*ns\Z", re.ASCII)
_FROM_T0 = re.compile(r"t0\s*(?P<rest>[+-].*)?\Z", re.ASCII | re.IGNORECASE)
_SHARE = re.compile(r"(\d{1,3}(\.\d{1,9})?)\s*%\Z", re.ASCII)
_FRAME = re.compile(r"#\s*(\d{1,12})\Z", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class InstantError(ValueError):
    """The text names no instant; it says why and what would."""


class NoUtcError(InstantError):
    """The log does not know UTC."""


class TimeScale(Protocol):
    """What has times: a log, or a recording that is to become one."""

    @property
    def span(self) -> tuple[int, int]:
        """First arrival, and the first nanosecond behind the last."""

    def utc_offset_ns(self, utc_ns: int) -> int | None:
        """UTC minus its time at a moment of UTC; None if it is not known."""


def instant_ns(
    text: str, scale: TimeScale, *, t0_ns: int | None = None, frame_ns: Callable[[int], int | None] | None = None
) -> int:
    """The instant that `text` names, on the time scale of the log.

    `frame_ns`: when a frame of the master channel is, counted from 1; None: no such frame.

    Raises:
        InstantError: it names none; NoUtcError: it is a UTC, and the log knows none.
    """
    text = text.strip().replace("\u2212", "-")
    first, behind = scale.span
    if match := _NANOSECONDS.match(text):
        return int(match[1])
    if match := _SHARE.match(text):
        return first + round((behind - 1 - first) * min(float(match[1]), 100.0) / 100)
    if match := _FRAME.match(text):
        return _of_frame(int(match[1]), frame_ns)
    if match := _FROM_T0.match(text):
        if t0_ns is None:
            raise InstantError("this log has no T0 to count from; give seconds from its start")
        rest = (match["rest"] or "+0").replace(" ", "")
        if not _RELATIVE.match(rest):
            raise InstantError(f"{text!r} is no time; write T0-1.3 or T0+0.25")
        return t0_ns + _relative_ns(rest)
    if _RELATIVE.match(text):
        signed = text[0] in "+-"
        return (t0_ns if signed and t0_ns is not None else first) + _relative_ns(text)
    return _of_utc(text, scale)


def _of_frame(number: int, frame_ns: Callable[[int], int | None] | None) -> int:
    found = None if frame_ns is None else frame_ns(number)
    if found is None:
        raise InstantError(f"there is no frame {number}")
    return found


def _relative_ns(text: str) -> int:
    """Seconds as text in whole nanoseconds: what is finer is cut."""
    whole, _, fraction = text.rstrip("s ").partition(".")
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole.strip("+-") or "0")) * 10**9 + int(fraction[:9].ljust(9, "0") or "0"))


def _of_utc(text: str, scale: TimeScale) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InstantError(f"{text!r} is no time") from None
    if moment.tzinfo is None:
        raise InstantError(f"{text!r} has no time zone; write UTC with a Z at the end")
    since = moment - _EPOCH
    utc_ns = ((since.days * 86_400 + since.seconds) * 10**6 + since.microseconds) * 1000
    offset = scale.utc_offset_ns(utc_ns)
    if offset is None:
        raise NoUtcError("the log does not know UTC; give seconds since its start")
    return utc_ns - offset
