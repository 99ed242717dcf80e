"""Instants and spans as people type them: seconds since the start of the log, its own nanoseconds, or UTC.

It must not know where the span is used.
"""

import argparse
import re
from datetime import UTC, datetime
from typing import Protocol

from app.cli.exits import REFUSED, USAGE, VerbError

_RELATIVE = re.compile(r"[+-]?(\d{1,12}(\.\d{0,20})?|\.\d{1,20})\s*s?\Z", re.ASCII)
_NANOSECONDS = re.compile(r"(-?\d{1,19})\s*ns\Z", re.ASCII)
HELP = "seconds since the start (12.5), the log's own time (900000000ns), or UTC (2026-01-31T10:15:00Z)"


class TimeScale(Protocol):
    """What has times: a log, or a recording that is to become one."""

    @property
    def span(self) -> tuple[int, int]:
        """First arrival, and the first nanosecond behind the last."""

    def utc_offset_ns(self, utc_ns: int) -> int | None:
        """UTC minus its time at a moment of UTC; None if it is not known."""


def add_span(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the options --from and --to."""
    parser.add_argument("--from", dest="start", metavar="T", required=required, help=f"begin here: {HELP}")
    parser.add_argument("--to", dest="end", metavar="T", required=required, help="end before this, in the same forms")


def utc_now() -> str:
    """The present as the trust store writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def span_ns(asked: argparse.Namespace, log: TimeScale) -> tuple[int, int]:
    """The span `[start, end)` that --from and --to name on the log's time scale; raises VerbError."""
    first, last = log.span
    start = first if asked.start is None else instant_ns(asked.start, log)
    end = last if asked.end is None else instant_ns(asked.end, log)
    if end <= start and asked.start is not None and start >= last:
        raise VerbError(REFUSED, f"--from {asked.start}: the recording has only {(last - first) / 1e9:.3f} s")
    if end <= start:
        raise VerbError(USAGE, f"--to {asked.end or 'the end'} is not after --from {asked.start or 'the start'}")
    return start, end


def instant_ns(text: str, log: TimeScale) -> int:
    """The instant that `text` names on the log's time scale, in ns; raises VerbError."""
    text = text.strip()
    if match := _NANOSECONDS.match(text):
        return int(match[1])
    if _RELATIVE.match(text):
        whole, _, fraction = text.rstrip("s ").partition(".")
        sign = -1 if whole.startswith("-") else 1
        nanoseconds = abs(int(whole or "0")) * 10**9 + int(fraction[:9].ljust(9, "0"))
        return log.span[0] + sign * nanoseconds
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise VerbError(USAGE, f"{text!r} is no time; give {HELP}") from None
    if moment.tzinfo is None:
        raise VerbError(USAGE, f"{text!r} has no time zone; write UTC with a Z at the end")
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    utc_ns = ((since.days * 86_400 + since.seconds) * 10**6 + since.microseconds) * 1000
    offset = log.utc_offset_ns(utc_ns)
    if offset is None:
        raise VerbError(REFUSED, "the log does not know UTC; give seconds since its start")
    return utc_ns - offset
