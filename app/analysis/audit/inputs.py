"""Rules INPUT_MISSING and INPUT_LATE: whether the inputs that decisions name are in the log, and were by then.

It must not know what inputs say. A record is found by what leaves have: segment, channel and sequence.
"""

import numpy as np
import numpy.typing as npt

from app.analysis.audit.tally import Tally, place_of
from app.chain.opening import CheckedLog
from app.kinds.decision import Decision
from app.kinds.reference import RecordRef
from app.log.channel import Channel

_MISSING, _LATE = "INPUT_MISSING", "INPUT_LATE"


class Inputs:
    """Of the decisions of one log."""

    def __init__(self, log: CheckedLog, tally: Tally) -> None:
        self._log = log
        self._tally = tally
        self._segments = {one.genesis.segment_id.hex(): number for number, one in enumerate(log.opened)}
        self._channels = {
            (number, identifier): channel
            for channel in log.log.channels.values()
            for number, identifier in channel.ids.items()
        }
        self._sequences: dict[tuple[int, int], tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]] = {}

    def take(self, channel: Channel, row: int, decision: Decision) -> None:
        """Judge one decision."""
        if not decision.inputs:
            self._tally.left(_MISSING, "decisions that name no inputs")
        for one in decision.inputs:
            self._judge(channel, row, one.record, one.role)

    def _judge(self, channel: Channel, row: int, wanted: RecordRef, role: str | None) -> None:
        tally = self._tally
        own = int(channel.segment[row])
        segment = own if wanted.segment is None else self._segments.get(wanted.segment)
        if segment is None:
            tally.left(_MISSING, "inputs in segments that were not given")
            return
        tally.judged(_MISSING)
        found = self._find(segment, wanted)
        what = f"{self._named(segment, wanted.channel)} sequence {wanted.sequence}" + (f" ({role})" if role else "")
        if found is None:
            tally.found(_MISSING, place_of(channel, row, f"there is no {what}"))
            return
        there, at = found
        if channel.assumed_arrival or there.assumed_arrival:
            tally.left(_LATE, "inputs of which nobody measured when they arrived")
            return
        tally.judged(_LATE)
        late_ns = int(there.arrival_ns[at]) - int(channel.arrival_ns[row])
        if late_ns > 0:
            tally.found(_LATE, place_of(channel, row, f"{what} arrived {late_ns / 1e6:.3f} ms after the decision"))

    def _named(self, segment: int, identifier: int) -> str:
        there = self._channels.get((segment, identifier))
        return f"channel {identifier}" if there is None else there.name

    def _find(self, segment: int, wanted: RecordRef) -> tuple[Channel, int] | None:
        """The channel and its row."""
        there = self._channels.get((segment, wanted.channel))
        sequence = int(wanted.sequence)
        if there is None or sequence >= 2**64:
            return None
        sequences, rows = self._sorted(there, segment, wanted.channel)
        at = int(np.searchsorted(sequences, np.uint64(sequence)))
        if at == len(sequences) or int(sequences[at]) != sequence:
            return None
        return there, int(rows[at])

    def _sorted(
        self, channel: Channel, segment: int, identifier: int
    ) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
        """The sequence numbers that a channel has in a segment, ascending, and their rows."""
        key = segment, identifier
        if key not in self._sequences:
            rows = dict(channel.by_segment())[segment]
            leaves = self._log.opened[segment].segment.leaves
            sequences = leaves["channel_seq"][channel.index[rows]]
            order = np.argsort(sequences, kind="stable")
            self._sequences[key] = sequences[order], rows.start + order
        return self._sequences[key]
