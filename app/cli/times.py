"""Instants and spans as people type them: seconds since the start of the log, its own nanoseconds, or UTC.

It must not know where the span is used.
"""

import argparse
from datetime import UTC, datetime

from app.cli.exits import REFUSED, USAGE, VerbError
from app.replay.instant import InstantError, NoUtcError, TimeScale
from app.replay.instant import instant_ns as named_instant_ns

END_OF_TIME_NS = 2**63 - 1
HELP = "seconds since the start (12.5), the log's own time (900000000ns), or UTC (2026-01-31T10:15:00Z)"


def add_span(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the options --from and --to."""
    parser.add_argument("--from", dest="start", metavar="T", required=required, help=f"begin here: {HELP}")
    parser.add_argument("--to", dest="end", metavar="T", required=required, help="end before this, in the same forms")


def utc_now() -> str:
    """The present as the trust store writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def span_ns(asked: argparse.Namespace, log: TimeScale, *, end_known: bool = True) -> tuple[int, int]:
    """The span `[start, end)` that --from and --to name on the log's time scale; raises VerbError.

    `end_known` False: the log may be longer than it says, so that nothing lies behind its end.
    """
    first, last = log.span
    if not end_known:
        last = END_OF_TIME_NS
    start = first if asked.start is None else instant_ns(asked.start, log)
    end = last if asked.end is None else instant_ns(asked.end, log)
    if end <= start and asked.start is not None and start >= last:
        raise VerbError(REFUSED, f"--from {asked.start}: the recording has only {(last - first) / 1e9:.3f} s")
    if end <= start:
        raise VerbError(USAGE, f"--to {asked.end or 'the end'} is not after --from {asked.start or 'the start'}")
    return start, end


def instant_ns(text: str, log: TimeScale) -> int:
    """The instant that `text` names on the log's time scale, in ns; raises VerbError."""
    try:
        return named_instant_ns(text, log)
    except NoUtcError as error:
        raise VerbError(REFUSED, str(error)) from error
    except InstantError as error:
        raise VerbError(USAGE, f"{error}; give {HELP}" if "is no time" in str(error) else str(error)) from error
