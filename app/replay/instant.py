"""Instants as people type them: seconds from the start or from T0, a share, a frame, the log's ns, UTC or local time.

It must not know who asks. `-1.3` counts from T0 where there is one, and from the start where there is none.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from app.scene.wording import MINUS
from app.scene.zone import Zone, offset_text

_RELATIVE = re.compile(r"[+-]?(\d{1,12}(\.\d{0,20})?|\.\d{1,20})\s*s?\Z", re.ASCII)
_NANOSECONDS = re.compile(r"(-?\d{1,19})\s*ns\Z", re.ASCII)
_FROM_T0 = re.compile(r"t0\s*(?P<rest>[+-].*)?\Z", re.ASCII | re.IGNORECASE)
_SHARE = re.compile(r"(\d{1,3}(\.\d{1,9})?)\s*%\Z", re.ASCII)
_FRAME = re.compile(r"#\s*(\d{1,12})\Z", re.ASCII)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\Z", re.ASCII)
_FRACTION = re.compile(r"(?<=:\d\d)[.,](\d{1,9})(?!\d)", re.ASCII)
_NO_UTC = "the log does not know UTC; give seconds since its start"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FARTHEST_NS = 2**63
"""A log counts ns in 64 bits, and UTC as well: from 1677 to 2262."""


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
    text: str,
    scale: TimeScale,
    *,
    t0_ns: int | None = None,
    frame_ns: Callable[[int], int | None] | None = None,
    zone: Zone | None = None,
) -> int:
    """The instant that `text` names, on the time scale of the log.

    `frame_ns`: when a frame of the master channel is, counted from 1; None: no such frame.
    `zone`: where a time of day without one is meant; None: such a time names nothing.

    Raises:
        InstantError: it names none; NoUtcError: it is a UTC, and the log knows none.
    """
    text = text.strip().replace(MINUS, "-")
    found = _named_ns(text, scale, t0_ns, frame_ns, zone)
    if not -_FARTHEST_NS <= found < _FARTHEST_NS:
        raise InstantError(f"{text!r} lies outside of all times that a log can have")
    return found


def _named_ns(
    text: str, scale: TimeScale, t0_ns: int | None, frame_ns: Callable[[int], int | None] | None, zone: Zone | None
) -> int:
    first, behind = scale.span
    if match := _NANOSECONDS.match(text):
        return int(match[1])
    if match := _SHARE.match(text):
        if float(match[1]) > 100:
            raise InstantError(f"{text!r} is more than all of the log; give a share from 0% to 100%")
        return first + round((behind - 1 - first) * float(match[1]) / 100)
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
    return _of_clock(text, scale, zone)


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


def _of_clock(text: str, scale: TimeScale, zone: Zone | None) -> int:
    """A date and a time of day; the time of day alone is that of the first day of the log on which it lies in it."""
    if zone is None or not _CLOCK.match(text):
        return _of_date(text, scale, zone)
    offset = scale.utc_offset_ns(scale.span[0])
    if offset is None:
        raise NoUtcError(_NO_UTC)
    first_s = (scale.span[0] + offset) // 10**9
    clock = text.rjust(len(text) + (text.index(":") == 1), "0")
    found = []
    for day in range(-1, 3):
        local = _EPOCH + timedelta(seconds=first_s + zone.offset(first_s * 10**9)[0] + day * 86_400)
        found.append(f"{local:%Y-%m-%d}T{clock}")
    inside = (one for one in found if _lies_in(one, scale, zone))
    # the day on which the log begins, if it has no such time
    return _of_date(next(inside, found[1]), scale, zone)


def _lies_in(text: str, scale: TimeScale, zone: Zone) -> bool:
    try:
        return scale.span[0] <= _of_date(text, scale, zone) < scale.span[1]
    except InstantError:
        return False


def _of_date(text: str, scale: TimeScale, zone: Zone | None) -> int:
    # Python keeps six digits, a log has nine
    fraction = _FRACTION.search(text)
    try:
        moment = datetime.fromisoformat(_FRACTION.sub("", text, count=1))
    except ValueError:
        raise InstantError(f"{text!r} is no time") from None
    if moment.tzinfo is None and zone is None:
        raise InstantError(f"{text!r} has no time zone; write UTC with a Z at the end")
    utc_s = _utc_s(moment, zone)
    utc_ns = utc_s * 10**9 + (0 if fraction is None else int(fraction[1].ljust(9, "0")))
    if not -_FARTHEST_NS <= utc_ns < _FARTHEST_NS:
        raise InstantError(f"{text!r} lies outside of all times that a log can have, 1677 to 2262")
    offset = scale.utc_offset_ns(utc_ns)
    if offset is None:
        raise NoUtcError(_NO_UTC)
    return utc_ns - offset


def _utc_s(moment: datetime, zone: Zone | None) -> int:
    if zone is None or moment.tzinfo is not None:
        since = moment - _EPOCH
        return since.days * 86_400 + since.seconds
    found = zone.instants(moment)
    where = zone.name or "the zone of this system"
    if not found:
        raise InstantError(f"there is no {moment:%Y-%m-%d %H:%M:%S} in {where}: clocks were put forward over it")
    if len(found) > 1:
        first, second = (offset_text(zone.offset(one * 10**9)[0]) for one in found)
        raise InstantError(
            f"{moment:%Y-%m-%d %H:%M:%S} comes twice in {where}: write {first} behind it for the first, {second} for "
            "the second"
        )
    return found[0]
