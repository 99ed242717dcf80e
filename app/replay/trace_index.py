"""Which records of a log have a trace id: told by the leaves, without reading any record.

It must not know what the records say. Safe from several threads.
"""

import threading
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.chain.opening import CheckedLog
from app.log.channel import Channel

_HALF = np.dtype("<u8")


class _Sorted(NamedTuple):
    """Of one segment: the first halves of all trace ids, ascending, and the position of each one's record."""

    halves: npt.NDArray[np.uint64]
    positions: npt.NDArray[np.int64]


class TraceIndex:
    """Of one log. It is made when it is first asked: a second for ten million records."""

    def __init__(self, log: CheckedLog) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._segments: list[_Sorted] | None = None

    def ids(self, channel: Channel, row: int) -> tuple[bytes, bytes]:
        """Trace id and span id of a record, as in its leaf: 16 and 8 bytes, zeros where it has none."""
        leaf = self._log.opened[int(channel.segment[row])].segment.leaves[int(channel.index[row])]
        return leaf["trace_id"].tobytes(), leaf["span_id"].tobytes()

    def records(self, trace: bytes) -> Iterator[tuple[Channel, int]]:
        """Channel and row of every record with that id, by segment and position: a drive goes on from file to file."""
        half = np.frombuffer(trace, dtype=_HALF)[0]
        for number, there in enumerate(self._made()):
            leaves = self._log.opened[number].segment.leaves
            first, behind = np.searchsorted(there.halves, half, "left"), np.searchsorted(there.halves, half, "right")
            for at in there.positions[first:behind].tolist():
                leaf = leaves[at]
                if leaf["trace_id"].tobytes() == trace:
                    found = self._row(int(leaf["channel"]), number, at)
                    if found is not None:
                        yield found

    def _made(self) -> list[_Sorted]:
        with self._lock:
            if self._segments is None:
                chapters = self._log.log.chapters
                self._segments = [
                    _sorted(opened.segment.leaves["trace_id"][: chapters[number].records])
                    for number, opened in enumerate(self._log.opened)
                ]
            return self._segments

    def _row(self, id_: int, segment: int, position: int) -> tuple[Channel, int] | None:
        """A record that some channel has: system records are of none."""
        channel = next((one for one in self._log.log.channels.values() if one.ids.get(segment) == id_), None)
        rows = None if channel is None else dict(channel.by_segment()).get(segment)
        if channel is None or rows is None:
            return None
        row = rows.start + int(np.searchsorted(channel.index[rows], position))
        return (channel, row) if row < rows.stop and int(channel.index[row]) == position else None


def _sorted(ids: npt.NDArray[np.uint8]) -> _Sorted:
    halves = np.ascontiguousarray(ids[:, :8]).view(_HALF)[:, 0]
    order = np.argsort(halves, kind="stable")
    return _Sorted(halves[order], order)
