"""Rules of traces: spans without ids, without their parents, without an end; traces that begin nowhere.

It must not know what the work was. Ids are those of leaves, parents those that spans name.
"""

from array import array

import numpy as np
import numpy.typing as npt

from app.analysis.audit.edges import Edges
from app.analysis.audit.firsts import Keys, Times, spans, traces
from app.analysis.audit.tally import Tally, place_of
from app.chain.opening import CheckedLog
from app.kinds.span import Span
from app.log.channel import Channel

_PARENT, _START, _END, _ID = "SPAN_PARENT_MISSING", "TRACE_WITHOUT_START", "SPAN_NOT_ENDED", "SPAN_WITHOUT_ID"
_FARTHEST_NS = 1 << 62
_Mask = npt.NDArray[np.bool_]


class _Told:
    """What the spans of one channel say, as far as they can be read."""

    def __init__(self, log: CheckedLog, channel: Channel) -> None:
        self.channel = channel
        self.traces = traces(log, channel)
        """Of all rows."""
        self.spans = spans(log, channel)
        self._rows, self._starts, self._parents = array("q"), array("q"), bytearray()

    def take(self, row: int, start_ns: int, parent: str | None) -> None:
        self._rows.append(row)
        self._starts.append(max(-_FARTHEST_NS, min(start_ns, _FARTHEST_NS)))
        self._parents += bytes.fromhex(parent) if parent else bytes(8)

    @property
    def rows(self) -> Times:
        return np.array(self._rows, dtype=np.int64)

    @property
    def starts(self) -> Times:
        return np.array(self._starts, dtype=np.int64)

    @property
    def parents(self) -> Keys:
        """Of each row that could be read; empty: it has none."""
        return np.frombuffer(bytes(self._parents), dtype="S8")

    @property
    def unread(self) -> Keys:
        """The traces of rows that could not be read."""
        return np.delete(self.traces, self.rows)


class Spans:
    """Of one log."""

    def __init__(self, log: CheckedLog, tally: Tally, edges: Edges) -> None:
        self._log = log
        self._tally = tally
        self._edges = edges
        self._told: list[_Told] = []

    def begin(self, channel: Channel) -> None:
        """What is taken next is of this channel."""
        self._told.append(_Told(self._log, channel))

    def take(self, row: int, span: Span) -> None:
        """Judge one span as far as it alone tells."""
        channel = self._told[-1].channel
        start_ns = int(span.start_ns)
        self._told[-1].take(row, start_ns + self._log.log.offsets_ns[int(channel.segment[row])], span.parent)
        self._tally.judged(_END)
        if span.end_ns is None:
            self._tally.found(_END, place_of(channel, row, f"{span.name!r} never ended"))
        elif int(span.end_ns) < start_ns:
            early_ms = (start_ns - int(span.end_ns)) / 1e6
            self._tally.found(_END, place_of(channel, row, f"{span.name!r} ended {early_ms:.3f} ms before it began"))

    def judge(self, decisions: list[Channel]) -> None:
        """Judge what only all spans together tell."""
        if not any(len(one.channel) for one in self._told):
            return
        ids = np.unique(np.concatenate([_pairs(one.traces, one.spans) for one in self._told]))
        torn = [self._judge_parents(one, ids) for one in self._told]
        self._judge_starts(np.unique(np.concatenate(torn)))
        known = np.unique(np.concatenate([one.traces for one in self._told]))
        for channel in decisions:
            self._judge_decisions(channel, known)

    def _judge_parents(self, one: _Told, ids: Keys) -> Keys:
        """The traces that have a span without its parent."""
        channel, tally = one.channel, self._tally
        without = np.flatnonzero((one.traces == b"") | (one.spans == b""))
        tally.judged(_ID, len(channel))
        tally.found_at(_ID, channel, without, lambda _: "its leaf has no trace id, or no span id")
        rows, parents = one.rows, one.parents
        own = one.traces[rows]
        named = (parents != b"") & (own != b"")
        missing = named & ~np.isin(_pairs(own, parents), ids)
        edges, arrival = self._edges, channel.arrival_ns[rows]
        edge = missing & (edges.behind_start(one.starts) | edges.before_end(arrival))
        tally.left(_PARENT, "at an edge of the recording", int(np.count_nonzero(edge)))
        tally.judged(_PARENT, int(np.count_nonzero(named & ~edge)))
        found = missing & ~edge
        told = parents[found]
        tally.found_at(_PARENT, channel, rows[found], lambda at: f"its trace has no span {_hex(told[at], 8)}")
        return np.asarray(own[missing])

    def _judge_starts(self, torn: Keys) -> None:
        """`torn`: traces of which it was said that a parent is missing."""
        begun = np.unique(np.concatenate([one.traces[one.rows[one.parents == b""]] for one in self._told]))
        unread = np.unique(np.concatenate([one.unread for one in self._told]))
        seen: Keys = np.empty(0, dtype="S16")
        for one in self._told:
            each, first = np.unique(one.traces[one.rows], return_index=True)
            new = (each != b"") & ~np.isin(each, seen) & ~np.isin(each, torn) & ~np.isin(each, unread)
            seen = np.concatenate([seen, each])
            self._tally.judged(_START, int(np.count_nonzero(new)))
            found = np.sort(one.rows[first[new & ~np.isin(each, begun)]])
            self._tally.found_at(_START, one.channel, found, lambda _: "every span of its trace has a parent in it")

    def _judge_decisions(self, channel: Channel, known: Keys) -> None:
        ids, tally = traces(self._log, channel), self._tally
        astray = ~np.isin(ids, known) | (ids == b"")
        edges, times = self._edges, channel.arrival_ns
        edge = astray & (ids != b"") & (edges.behind_start(times) | edges.before_end(times))
        tally.left(_START, "at an edge of the recording", int(np.count_nonzero(edge)))
        tally.judged(_START, int(np.count_nonzero(~edge)))
        found: _Mask = astray & ~edge
        none = ids[found] == b""
        rows = np.flatnonzero(found)
        tally.found_at(
            _START, channel, rows, lambda at: "it has no trace id" if none[at] else "no span has its trace id"
        )


def _pairs(ids: Keys, within: Keys) -> Keys:
    """Trace id and span id as one key, (n,)."""
    both = np.zeros((len(ids), 24), dtype=np.uint8)
    both[:, :16] = ids.view(np.uint8).reshape(-1, 16)
    both[:, 16:] = within.view(np.uint8).reshape(-1, 8)
    return both.view("S24")[:, 0]


def _hex(key: bytes, size: int) -> str:
    return bytes(key).ljust(size, b"\0").hex()
