"""Which records of a log have a trace id: told by the leaves, without reading any record.

It must not know what the records say. Safe from several threads.
"""

import threading
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.chain.opening import CheckedLog
from app.log.channel import Channel

MOST_RECORDS = 4_096
"""Nobody looks at more of one trace; a log may have one and the same id for a whole drive."""
_HALF = np.dtype("<u8")


class _Segment(NamedTuple):
    """The first halves of all trace ids, ascending, the position of each one's record, and whose rows those are."""

    halves: npt.NDArray[np.uint64]
    positions: npt.NDArray[np.int64]
    channels: Mapping[int, tuple[Channel, slice]]


class Found(NamedTuple):
    """Records of one trace, by segment and position; `further`: how many more there are."""

    records: list[tuple[Channel, int]]
    further: int


class TraceIndex:
    """Of one log. It is made when it is first asked: a second for ten million records."""

    def __init__(self, log: CheckedLog) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._segments: list[_Segment] | None = None

    def ids(self, channel: Channel, row: int) -> tuple[bytes, bytes]:
        """Trace id and span id of a record, as in its leaf: 16 and 8 bytes, zeros where it has none."""
        leaf = self._log.opened[int(channel.segment[row])].segment.leaves[int(channel.index[row])]
        return leaf["trace_id"].tobytes(), leaf["span_id"].tobytes()

    def like(self, channel: Channel, row: int) -> Found:
        """All records with the trace id of one, itself among them: a drive goes on from file to file. Of too many those
        around it.
        """
        trace, _ = self.ids(channel, row)
        half = np.frombuffer(trace, dtype=_HALF)[0]
        there = []
        for number, one in enumerate(self._made()):
            first, behind = np.searchsorted(one.halves, half, "left"), np.searchsorted(one.halves, half, "right")
            positions = one.positions[first:behind]
            there.append(np.stack([np.full(len(positions), number), positions], axis=1))
        places = np.concatenate(there)
        kept = _around(places, int(channel.segment[row]), int(channel.index[row]))
        found = [self._record(segment, position, trace) for segment, position in kept.tolist()]
        return Found([one for one in found if one is not None], len(places) - len(kept))

    def _made(self) -> list[_Segment]:
        with self._lock:
            if self._segments is None:
                self._segments = [self._segment(number) for number in range(len(self._log.opened))]
            return self._segments

    def _segment(self, number: int) -> _Segment:
        leaves = self._log.opened[number].segment.leaves
        ids = leaves["trace_id"][: self._log.log.chapters[number].records]
        halves = np.ascontiguousarray(ids[:, :8]).view(_HALF)[:, 0]
        order = np.argsort(halves, kind="stable")
        channels = {
            one.ids[number]: (one, dict(one.by_segment())[number])
            for one in self._log.log.channels.values()
            if number in one.ids
        }
        return _Segment(halves[order], order, channels)

    def _record(self, segment: int, position: int, trace: bytes) -> tuple[Channel, int] | None:
        """Channel and row; None: another trace whose id begins alike, or a system record."""
        leaf = self._log.opened[segment].segment.leaves[position]
        there = self._made()[segment].channels.get(int(leaf["channel"]))
        if there is None or leaf["trace_id"].tobytes() != trace:
            return None
        channel, rows = there
        row = rows.start + int(np.searchsorted(channel.index[rows], position))
        return (channel, row) if row < rows.stop and int(channel.index[row]) == position else None


def _around(places: npt.NDArray[np.int64], segment: int, position: int) -> npt.NDArray[np.int64]:
    """Of places (n, 2), in their order, as many as may be, the given one in their middle."""
    if len(places) <= MOST_RECORDS:
        return places
    at = int(np.flatnonzero((places[:, 0] == segment) & (places[:, 1] == position))[0])
    first = min(max(at - MOST_RECORDS // 2, 0), len(places) - MOST_RECORDS)
    return places[first : first + MOST_RECORDS]
