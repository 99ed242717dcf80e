"""Times of arrival for files that have none: recorders exist that write zero as every log time.

It must not know files or types of messages. Rules of intake: sealed-log.md section 6.
"""

from array import array
from collections.abc import Sequence

import numpy as np

from app.convert.carrier import Findings
from app.convert.stamps import Nanoseconds
from app.convert.topic_scan import Column
from app.log.leaf import UNKNOWN_TIME_NS

_STEP_NS = 1_000_000


def settle_arrival(columns: Sequence[Column], findings: Findings) -> None:
    """Give records a time of arrival if every log time is zero: that of the latest stamp before them in the file.

    Without stamps as well, messages are 1 ms apart, as capture too. Both are said.
    """
    rows = np.concatenate([_array(column.rows) for column in columns]) if columns else np.zeros(0, dtype=np.int64)
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
