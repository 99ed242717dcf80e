"""Times of arrival for what has none: recorders exist that write zero as every log time, or as some.

It must not know files or types of messages. Rules of intake: sealed-log.md section 6.
"""

from array import array
from collections.abc import Sequence

import numpy as np

from app.convert.messages.carrier import Findings
from app.convert.stamps import Nanoseconds
from app.convert.topics.clock_findings import dated, is_unix, middle
from app.convert.topics.scan import Column, Published
from app.log.leaf import UNKNOWN_TIME_NS

_STEP_NS = 1_000_000


def settle_arrival(columns: Sequence[Column], published: Published, findings: Findings) -> bool:
    """Give records a time of arrival where the file has none; whether log times are dates, as most messages say.

    If every log time is zero, it is that of the latest stamp before them in the file; without stamps as well, messages
    are 1 ms apart, as capture too. Of single zeros among dates it is that of the message before them in the file. What
    was recorded along has no vote in what is a date; where its own time is none, it came with the first message. All
    this is said, and a channel to which it happened has `assumed` arrival.
    """
    if not columns:
        return False
    messages = [column for column in columns if not column.beside] or list(columns)
    _settle_zeros(messages, findings)
    logs = np.concatenate([_array(column.log_ns) for column in messages])
    rows = np.concatenate([_array(column.rows) for column in messages])
    unix = is_unix(middle(logs))
    strange = dated(logs) != unix
    if unix and strange.any():
        zeros = len(np.unique(rows[logs == 0]))
        findings.assume(
            f"{len(np.unique(rows[strange]))} of {len(np.unique(rows))} messages have log times that are no dates, as "
            f"those of most are: {zeros} are zero and arrived with the message before them, the others stay"
        )
    first = int(logs[~strange].min())
    for column in columns:
        if column.beside:
            place_beside(column, first, findings, unix=unix)
        elif unix and not _array(column.log_ns).all():
            good = logs != 0
            column.log_ns = _followed(_array(column.log_ns), _array(column.rows), logs[good], rows[good])
            column.arrival_assumed = True
    late = _array(published.log_ns)
    if unix and len(late) and not late.all():
        order = np.arange(len(late))
        good = late != 0
        known = (late[good], order[good]) if good.any() else (np.array([first]), order[:1])
        published.log_ns = _followed(late, order, *known)
        published.arrival_assumed = True
    return unix


def place_beside(column: Column, first: int, findings: Findings, *, unix: bool) -> None:
    """Place what was recorded along, and has a time far from those of the messages, at the first of these."""
    log = _array(column.log_ns)
    strange = dated(log) != unix
    if strange.any():
        findings.assume(
            f"{int(strange.sum())} of {len(log)} records of {column.name!r:.100} have log times far from those of the "
            "messages; they are placed at the first of these"
        )
        column.log_ns = array("q", np.where(strange, first, log).astype(np.int64).tobytes())
        column.arrival_assumed = True


def _followed(log: Nanoseconds, rows: Nanoseconds, known: Nanoseconds, known_rows: Nanoseconds) -> "array[int]":
    """Log times whose zeros are those of the row before them, or of the first that is known."""
    order = np.argsort(known_rows, kind="stable")
    before = np.searchsorted(known_rows[order], rows, side="right") - 1
    return array("q", np.where(log == 0, known[order][np.maximum(before, 0)], log).astype(np.int64).tobytes())


def _settle_zeros(columns: Sequence[Column], findings: Findings) -> None:
    """Where every log time is zero."""
    rows = np.concatenate([_array(column.rows) for column in columns])
    if len(np.unique(rows)) < 2 or any(_array(column.log_ns).any() for column in columns):
        return
    captures = np.concatenate([_array(column.capture_ns) for column in columns])
    findings.arrival_assumed = True
    order = np.argsort(rows, kind="stable")
    rows, captures = rows[order], captures[order]
    known = captures != UNKNOWN_TIME_NS
    if known.any():
        findings.assume("every log time is zero: a message arrived when the latest stamp before it had come")
        # what came before the first stamp came with it at the latest
        latest = np.maximum.accumulate(np.where(known, captures, captures[known][0]))
    else:
        findings.assume("no message has a time of any sort: they are taken as 1 ms apart in the order of the file")
        findings.capture_synthesised = True
        latest = np.unique(rows, return_inverse=True)[1].astype(np.int64) * _STEP_NS
    for column in columns:
        at = latest[np.searchsorted(rows, _array(column.rows), side="right") - 1]
        column.log_ns = array("q", at.tobytes())
        if findings.capture_synthesised:
            column.capture_ns = array("q", at.tobytes())


def _array(values: "array[int]") -> Nanoseconds:
    return np.frombuffer(values, dtype=np.int64)
