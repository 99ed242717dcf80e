"""The commands to the actuators: by which cycle each was given, and who gave it.

It must not know what was commanded.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.analysis.audit.firsts import ALWAYS_NS, Times, arrivals
from app.chain.opening import CheckedLog
from app.kinds.code import Issuer
from app.log.channel import Channel
from app.scene.content import Rows

UNREAD, NO_CYCLE = -2, -1
"""In place of a cycle."""
_MOST_SEQUENCE = 1 << 40
_UNKNOWN_CYCLE = 2**32 - 1
PLANNED = (Issuer.UNKNOWN, Issuer.PLANNER)
"""Who acts on decisions; the others decide for themselves, unless they name a cycle."""


class Called(NamedTuple):
    """Which commands were there when they were called, (n,), and their cycles (n,)."""

    there: npt.NDArray[np.bool_]
    cycles: Times


class Commands:
    """Of one channel of kind `control`."""

    def __init__(self, log: CheckedLog, channel: Channel) -> None:
        self.channel = channel
        self.cycles = np.full(len(channel), UNREAD, dtype=np.int64)
        self.issuers = np.zeros(len(channel), dtype=np.uint8)
        keys = _keys(channel.segment.astype(np.int64), log.leaf_field(channel, "channel_seq"))
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self._arrivals = arrivals(channel, assumed_ns=ALWAYS_NS)

    def take(self, rows: npt.NDArray[np.int64], cells: Rows) -> None:
        """Rows of the channel and what stands in them; of several in one record the last counts."""
        self.cycles[rows] = cycles_in(cells)
        self.issuers[rows] = cells["issuer"]

    def called(self, segments: Times, sequences: npt.NDArray[np.uint64], by_ns: Times) -> Called:
        """The commands that were named by their sequence: of the same segment, or of the one before."""
        there, cycles = np.zeros(len(segments), dtype=np.bool_), np.full(len(segments), NO_CYCLE, dtype=np.int64)
        if not len(self._keys):
            return Called(there, cycles)
        for back in (1, 0):
            wanted = _keys(segments - back, sequences)
            at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
            row = self._order[at]
            hit = (wanted >= 0) & (self._keys[at] == wanted) & (self._arrivals[row] <= by_ns)
            there |= hit
            cycles = np.where(hit, self.cycles[row], cycles)
        return Called(there, cycles)


def cycles_in(cells: Rows) -> Times:
    """The cycles that rows of `control` or `actuation` name, (n,)."""
    cycles = cells["cycle"].astype(np.int64)
    return np.where(cycles == _UNKNOWN_CYCLE, NO_CYCLE, cycles)


def _keys(segments: Times, sequences: npt.NDArray[np.uint64]) -> Times:
    """Segment and sequence in one number; -1 where there can be no such record."""
    possible = (sequences < _MOST_SEQUENCE) & (segments >= 0)
    return np.where(possible, segments * _MOST_SEQUENCE + np.where(possible, sequences, 0).astype(np.int64), -1)
