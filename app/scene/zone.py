"""Zones of local time: the system's, one of the IANA database, or a fixed offset; from UTC to local time and back.

It must not know logs. A local time may be no instant (where clocks are put forward) or two (where they are put back).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from app.scene.wording import MINUS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIXED = re.compile(r"(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?([0-5]\d))?\Z", re.ASCII | re.IGNORECASE)
_CANONICAL = re.compile(r"([+-])(\d{2}):(\d{2})\Z", re.ASCII)
_GMT = re.compile(r"(Etc/)?GMT[+-]?\d", re.ASCII)
_MOST_HOURS = 18
"""No zone was ever further from Greenwich than 16 hours."""
_FIRST_S, _LAST_S = -62_135_596_800 + 86_400, 253_402_300_799 - 86_400
"""A day within the first and the last year of the calendar."""
_DAY_NS = 86_400 * 10**9


class ZoneError(ValueError):
    """A text names no zone; it says what would."""


@dataclass(frozen=True, slots=True)
class Zone:
    """`name`: empty for the system's zone, `+02:00` for a fixed offset, else the key of the IANA database."""

    name: str = ""

    @classmethod
    def of(cls, text: str) -> "Zone":
        """The zone that `text` names; raises ZoneError."""
        text = text.strip()
        fixed = cls.fixed(text)
        if fixed is None and text:
            _iana(text)
        return fixed or cls(text)

    @classmethod
    def fixed(cls, text: str) -> "Zone | None":
        """The fixed offset that `text` is, `+2`, `UTC +02:00`; None: it is none. Raises ZoneError."""
        match = _FIXED.match(text.strip().replace(MINUS, "-"))
        if match is None:
            return None
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours * 60 + minutes > _MOST_HOURS * 60:
            raise ZoneError(f"{text!r} is further from UTC than {_MOST_HOURS} hours")
        return cls(f"{match[1]}{hours:02d}:{minutes:02d}")

    def offset(self, utc_ns: int) -> tuple[int, str]:
        """Local time minus UTC in s at an instant, and what the zone is called then; empty for a fixed offset.

        Raises:
            ZoneError: this system does not know the zone.
        """
        # the database has names such as GMT+0
        if match := _CANONICAL.match(self.name):
            seconds = int(match[2]) * 3600 + int(match[3]) * 60
            return (-seconds if match[1] == "-" else seconds), ""
        # a zone that is not known is no reason to tell times as UTC
        zone = _iana(self.name) if self.name else None
        moment = _EPOCH + timedelta(seconds=min(max(utc_ns // 10**9, _FIRST_S), _LAST_S))
        try:
            local = moment.astimezone(zone)
        except (OverflowError, OSError, ValueError):
            # some systems cannot tell local times before 1970
            return 0, "UTC"
        return int((local.utcoffset() or timedelta()).total_seconds()), local.tzname() or ""

    def words(self, utc_ns: int) -> str:
        """What stands behind a local time: `CEST (+02:00)`."""
        seconds, name = self.offset(utc_ns)
        told = offset_text(seconds)
        # where a zone has no letters its name is the offset once more
        return f"{name} ({told})" if name[:1].isalpha() else f"({told})"

    def instants(self, local: datetime) -> tuple[int, ...]:
        """UTC in whole s of a local time without a zone: none in a gap, two where clocks were put back, else one."""
        naive = int((local.replace(tzinfo=UTC, microsecond=0) - _EPOCH).total_seconds())
        around = {self.offset((naive + by) * 10**9)[0] for by in (-86_400, 0, 86_400)}
        return tuple(sorted(naive - one for one in around if self.offset((naive - one) * 10**9)[0] == one))

    def changes(self, first_utc_ns: int, last_utc_ns: int) -> tuple[tuple[int, int], ...]:
        """From when on in UTC (ns, on whole s) which offset (s) counts; the first pair is that of the beginning.

        Looked at once a day: a zone that went there and back within one would not be seen.
        """
        found = [(first_utc_ns, self.offset(first_utc_ns)[0])]
        t_ns = first_utc_ns
        while t_ns < last_utc_ns:
            ahead = min(t_ns + _DAY_NS, last_utc_ns)
            if self.offset(ahead)[0] != found[-1][1]:
                found.append(self._change(t_ns // 10**9, ahead // 10**9))
            t_ns = ahead
        return tuple(found)

    def _change(self, before_s: int, behind_s: int) -> tuple[int, int]:
        """By halves: from which whole second on there is the later offset."""
        later = self.offset(behind_s * 10**9)[0]
        while behind_s - before_s > 1:
            middle = (before_s + behind_s) // 2
            if self.offset(middle * 10**9)[0] == later:
                behind_s = middle
            else:
                before_s = middle
        return behind_s * 10**9, later


UTC_ZONE = Zone("+00:00")


def offset_text(seconds: int) -> str:
    """An offset from UTC: `+02:00`, `−03:30`; seconds only where there are any, as before the railways."""
    minutes, rest = divmod(abs(seconds), 60)
    told = f"{MINUS if seconds < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{told}:{rest:02d}" if rest else told


def zone_names() -> tuple[str, ...]:
    """The names of the IANA database that this system has, cities and regions and no aliases of files.

    Without `Etc/GMT+2` and its like: that zone is two hours behind, and what is typed so means two hours ahead.
    """
    files = ("posix", "right", "local")
    return tuple(sorted(one for one in available_timezones() if not one.startswith(files) and not _GMT.match(one)))


@lru_cache(maxsize=64)
def _iana(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneError(
            f"{name[:80]!r} is no zone that this system knows; write one as Europe/Berlin, or an offset as +02:00"
        ) from None
