"""The bounded queue between those who record and the one who writes: it stamps, counts what has no room, never blocks.

It must not know disks or segments. The time of arrival is taken here, under the lock: it never decreases (section 6).
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from app.kinds.severity import Severity
from app.log.leaf import SYSTEM_CHANNEL
from app.record.entry import Entry
from app.record.losses import Losses

# system records are small and say what happened: they may pass the limits by this much
_SYSTEM_BYTES = 4 << 20
_SYSTEM_RECORDS = 1024
_FREE_AGAIN = 0.75


class Waiting(NamedTuple):
    """An entry in the queue."""

    entry: Entry
    t_arrival_ns: int
    severity: Severity | None


class QueueClosedError(RuntimeError):
    """The recorder was closed; nothing can be recorded any more."""


class RecordQueue:
    """Entries in order of arrival. `put` may come from any thread, `take`, `done` and `present` from one."""

    def __init__(self, *, max_bytes: int, max_records: int, now_ns: Callable[[], int]) -> None:
        self._max_bytes = max_bytes
        self._max_records = max_records
        self._now_ns = now_ns
        self._lock = threading.Lock()
        self._wakes = threading.Condition(self._lock)
        self._items: deque[Waiting | Losses] = deque()
        self._losses = Losses()
        self._last_ns = now_ns()
        # of all entries taken by nobody or not yet written
        self._bytes = self._records = 0
        self._asleep = self._urgent = self._closed = self._overflows = False
        self.lost = 0
        """Records lost since the start; to be read from any thread."""

    def put(self, entry: Entry, *, t_arrival_ns: int | None = None, severity: Severity | None = None) -> bool:
        """Take `entry` in; False if there is no room, and then it is counted as lost.

        Raises:
            ValueError: `t_arrival_ns` is given and below that of the entry before.
            QueueClosedError: after `close`.
        """
        size = len(entry.payload)
        system = entry.channel == SYSTEM_CHANNEL
        max_bytes = self._max_bytes + _SYSTEM_BYTES if system else self._max_bytes
        max_records = self._max_records + _SYSTEM_RECORDS if system else self._max_records
        with self._lock:
            if self._closed:
                raise QueueClosedError("the recorder was closed")
            t_ns = self._stamp(t_arrival_ns)
            if self._refuses(size, max_bytes=max_bytes, max_records=max_records, system=system):
                self._losses.add(entry.channel, size=size, t_ns=t_ns)
                self.lost += 1
                return False
            if self._losses:
                self._items.append(self._swap_losses())
            self._items.append(Waiting(entry, t_ns, severity))
            self._bytes += size
            self._records += 1
            self._urgent = self._urgent or severity is not None
            if self._asleep or severity is not None:
                self._asleep = False
                self._wakes.notify()
            return True

    def take(self, *, timeout_s: float, linger_s: float) -> deque[Waiting | Losses]:
        """Everything that waits, losses in their place; empty after `timeout_s`.

        Once something is there, `linger_s` more is waited for company: one awakening serves many records. An entry
        with a severity ends the waiting at once.
        """
        with self._lock:
            if not self._items and not self._losses and not self._closed:
                self._asleep = True
                self._wakes.wait(max(timeout_s, 0.0))
                self._asleep = False
            if self._items and not self._urgent and not self._closed and linger_s > 0.0:
                self._wakes.wait(linger_s)
            self._urgent = False
            taken, self._items = self._items, deque()
            if self._losses:
                taken.append(self._swap_losses())
            return taken

    def done(self, entry: Entry) -> None:
        """An entry that was taken is written, or given up: its room is free."""
        with self._lock:
            self._bytes -= len(entry.payload)
            self._records -= 1

    def lose(self, waiting: Waiting, *, reason: str) -> Losses:
        """An entry that was taken cannot be written: count it, and return what GAP says of it."""
        losses = Losses(reason)
        losses.add(waiting.entry.channel, size=len(waiting.entry.payload), t_ns=waiting.t_arrival_ns)
        with self._lock:
            self.lost += 1
        return losses

    def give_up(self) -> None:
        """Count everything that is not written as lost: there is nobody any more who would write it."""
        with self._lock:
            self.lost += self._records
            self._items.clear()
            self._bytes = self._records = 0

    def present(self, last_ns: int) -> int:
        """The time for a record that the writer makes up: now if no entry waits, else `last_ns` (section 6)."""
        with self._lock:
            return last_ns if self._records else self._stamp(None)

    def close(self) -> None:
        """Take nothing more in; what waits is still handed out."""
        with self._lock:
            self._closed = True
            self._wakes.notify()

    @property
    def closed_and_empty(self) -> bool:
        """Whether nothing will come any more."""
        with self._lock:
            return self._closed and not self._items and not self._losses

    def _refuses(self, size: int, *, max_bytes: int, max_records: int, system: bool) -> bool:
        """Once there was no room, none is found until a quarter is free: losses stay together, and GAP records few."""
        if self._overflows and not system:
            limit_bytes, limit_records = max_bytes * _FREE_AGAIN, max_records * _FREE_AGAIN
            self._overflows = self._bytes > limit_bytes or self._records > limit_records
        full = self._bytes + size > max_bytes or self._records >= max_records
        self._overflows = self._overflows or (full and not system)
        return full or (self._overflows and not system)

    def _stamp(self, given_ns: int | None) -> int:
        if given_ns is None:
            self._last_ns = max(self._last_ns, self._now_ns())
        elif given_ns < self._last_ns:
            raise ValueError(f"t_arrival {given_ns} is below {self._last_ns} of the record before")
        else:
            self._last_ns = given_ns
        return self._last_ns

    def _swap_losses(self) -> Losses:
        losses, self._losses = self._losses, Losses()
        return losses
