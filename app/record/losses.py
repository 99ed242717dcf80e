"""What was lost, counted by channel: the content of a GAP record and of the counters in EPOCH.

It must not know why records are lost.
"""

from dataclasses import dataclass

from app.kinds.quantity import decimal
from app.kinds.system import Gap, Lost

QUEUE_FULL = "queue_full"
TOO_LARGE = "too_large"
STORAGE_LOST = "storage_lost"
# at most some 160 bytes each: far below the 65 536 of a record
_CHANNELS_A_GAP = 256


@dataclass(slots=True)
class _Count:
    records: int = 0
    bytes: int = 0
    first_ns: int = 0
    last_ns: int = 0


class Losses:
    """Exact counts of lost records. Whoever holds it alone may change it; then it is handed on and left alone."""

    def __init__(self, reason: str = QUEUE_FULL) -> None:
        self.reason = reason
        self._counts: dict[int, _Count] = {}

    def __bool__(self) -> bool:
        """Whether anything was lost."""
        return bool(self._counts)

    def add(self, channel: int, *, size: int, t_ns: int) -> None:
        """Count one lost record of `size` bytes that arrived at `t_ns`."""
        count = self._counts.get(channel)
        if count is None:
            count = self._counts[channel] = _Count(first_ns=t_ns)
        count.records += 1
        count.bytes += size
        count.last_ns = t_ns

    @property
    def total(self) -> int:
        """Records lost, over all channels."""
        return sum(count.records for count in self._counts.values())

    def pieces(self) -> "list[Losses]":
        """The same in pieces, each small enough for one GAP record."""
        counts = sorted(self._counts.items())
        found = []
        for first in range(0, len(counts), _CHANNELS_A_GAP):
            piece = Losses(self.reason)
            piece._counts = dict(counts[first : first + _CHANNELS_A_GAP])
            found.append(piece)
        return found

    def gap(self) -> Gap:
        """The GAP record that says so, of one piece."""
        lost = [
            Lost(
                channel=channel,
                records=decimal(count.records),
                bytes=decimal(count.bytes),
                first_ns=decimal(count.first_ns),
                last_ns=decimal(count.last_ns),
            )
            for channel, count in sorted(self._counts.items())
        ]
        return Gap(lost=tuple(lost), reason=self.reason)
