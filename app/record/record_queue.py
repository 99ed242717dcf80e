"""The bounded queue between those who record and the one who writes: it stamps, counts what has no room, never blocks.

It must not know disks or segments. The time of arrival is taken here, under the lock: it never decreases (section 6).
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from app.kinds.severity import Severity
from app.log.leaf import SYSTEM_CHANNEL
from app.record.entry import Entry
from app.record.losses import Losses

# system records are small and say what happened: they may pass the limits by this much
_SYSTEM_BYTES = 4 << 20
_SYSTEM_RECORDS = 1024
_FREE_AGAIN = 0.75
MAX_AHEAD_NS = 100_000_000
"""A given time of arrival may be so much ahead of the recorder's clock: what a driver's clock differs by, no more."""


class Waiting(NamedTuple):
    """An entry in the queue."""

    entry: Entry
    t_arrival_ns: int
    severity: Severity | None


class QueueClosedError(RuntimeError):
    """The recorder was closed; nothing can be recorded any more."""


class RecordQueue:
    """Entries in order of arrival. `put` may come from any thread, `take`, `done` and `present` from one.

    A signal handler or a finaliser may run in the midst of any of this, in the same thread, and record something
    itself. Waiting for the lock would then last for ever: what it puts is set aside, and taken in as soon as the work
    that it interrupted is done.
    """

    def __init__(self, *, max_bytes: int, max_records: int, now_ns: Callable[[], int]) -> None:
        self._max_bytes = max_bytes
        self._max_records = max_records
        self._now_ns = now_ns
        self._lock = threading.RLock()
        # under the lock: whether it is held by more than the call that asks; who finds it set is an interruption
        self._busy = False
        self._aside: deque[tuple[Entry, int | None, Severity | None]] = deque()
        # held but while it rings. No Condition: its own lock must not be met a second time by an interruption either
        self._bell = threading.Lock()
        self._bell.acquire()
        self._items: deque[Waiting | Losses] = deque()
        self._losses = Losses()
        self._last_ns = now_ns()
        # of all entries taken by nobody or not yet written
        self._bytes = self._records = 0
        self._asleep = self._lingers = self._urgent = self._closed = self._overflows = False
        self.lost = 0
        """Records lost since the start; to be read from any thread."""

    def put(self, entry: Entry, *, t_arrival_ns: int | None = None, severity: Severity | None = None) -> bool:
        """Take `entry` in; False if there is no room, and then it is counted as lost.

        A given `t_arrival_ns` below that of the entry before becomes that one: arrival never decreases.

        Raises:
            ValueError: `t_arrival_ns` lies in the future: until then no time would pass for the log.
            QueueClosedError: after `close`.
        """
        if t_arrival_ns is not None and t_arrival_ns > self._now_ns() + MAX_AHEAD_NS:
            raise ValueError(
                f"t_arrival {t_arrival_ns} lies in the future: the recorder's clock shows {self._now_ns()}"
            )
        with self._lock:
            if self._closed:
                raise QueueClosedError("the recorder was closed")
            if self._busy:
                self._aside.append((entry, t_arrival_ns, severity))
                return True
            # as `_alone`, but called for every record
            self._busy = True
            try:
                taken = self._accept(entry, t_arrival_ns, severity)
                self._take_aside()
            finally:
                self._busy = False
            return taken

    def take(self, *, timeout_s: float, linger_s: Callable[[], float]) -> deque[Waiting | Losses]:
        """Everything that waits, losses in their place; empty after `timeout_s`.

        Once something is there, `linger_s()` more is waited for company: one awakening serves many records. An entry
        with a severity ends the waiting at once.
        """
        self._sleep(timeout_s, lingers=False)
        # asked now and not before: the first wait may have taken all the time that there was
        self._sleep(linger_s(), lingers=True)
        with self._alone():
            self._urgent = False
            taken, self._items = self._items, deque()
            if self._losses:
                taken.append(self._swap_losses())
            return taken

    def done(self, entry: Entry) -> None:
        """An entry that was taken is written, or given up: its room is free."""
        size = len(entry.payload)
        with self._lock:  # each line is whole for an interruption
            self._bytes -= size
            self._records -= 1

    def lose(self, waiting: Waiting, *, into: Losses) -> None:
        """An entry that was taken cannot be written: count it, here and in what GAP will say."""
        into.add(waiting.entry.channel, size=len(waiting.entry.payload), t_ns=waiting.t_arrival_ns)
        with self._lock:
            self.lost += 1

    def give_up(self) -> None:
        """Count everything that is not written as lost: there is nobody any more who would write it."""
        with self._alone():
            self.lost += self._records
            self._items.clear()
            self._bytes = self._records = 0

    def present(self, last_ns: int) -> int:
        """The time for a record that the writer makes up: now if no entry waits, else `last_ns` (section 6)."""
        with self._alone():
            return last_ns if self._records else self._stamp(None)

    def close(self) -> None:
        """Take nothing more in; what waits is still handed out.

        Raises:
            RuntimeError: a signal handler calls this that interrupted `put`: nobody could take anything out before it
                returns.
        """
        with self._lock:
            if self._busy:
                raise RuntimeError("a signal handler interrupted append and must not close the recorder itself")
            # as in `put`: nothing may leave `_busy` set behind
            self._busy = True
            try:
                self._closed = True
                self._ring()
                self._take_aside()
            finally:
                self._busy = False

    @property
    def closed_and_empty(self) -> bool:
        """Whether nothing will come any more."""
        with self._lock:
            return self._closed and not self._items and not self._losses

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            interrupted, self._busy = self._busy, True
            try:
                yield
                if not interrupted:
                    self._take_aside()
            finally:
                self._busy = interrupted

    def _take_aside(self) -> None:
        while self._aside:
            self._accept(*self._aside.popleft())

    def _sleep(self, timeout_s: float, *, lingers: bool) -> None:
        """Wait for anything or, if it `lingers` because something is there, for something urgent."""
        with self._alone():
            if self._closed or self._urgent or bool(self._items or self._losses) != lingers or timeout_s <= 0.0:
                return
            self._asleep, self._lingers = True, lingers
        rung = self._bell.acquire(timeout=timeout_s)
        with self._alone():
            if not self._asleep and not rung:
                self._bell.acquire(blocking=False)  # it rang when the time was just over
            self._asleep = False

    def _ring(self) -> None:
        if self._asleep:
            self._asleep = False
            self._bell.release()

    def _accept(self, entry: Entry, t_arrival_ns: int | None, severity: Severity | None) -> bool:
        size = len(entry.payload)
        system = entry.channel == SYSTEM_CHANNEL
        max_bytes = self._max_bytes + _SYSTEM_BYTES if system else self._max_bytes
        max_records = self._max_records + _SYSTEM_RECORDS if system else self._max_records
        t_ns = self._stamp(t_arrival_ns)
        if self._refuses(size, max_bytes=max_bytes, max_records=max_records, system=system):
            self._losses.add(entry.channel, size=size, t_ns=t_ns)
            self.lost += 1
            return False
        waiting = Waiting(entry, t_ns, severity)
        if self._losses:
            self._items.append(self._swap_losses())
        # side by side: an interruption for good in between would count a record that nobody takes out again
        self._bytes += size
        self._records += 1
        self._items.append(waiting)
        self._urgent = self._urgent or severity is not None
        if severity is not None or not self._lingers:
            self._ring()
        return True

    def _refuses(self, size: int, *, max_bytes: int, max_records: int, system: bool) -> bool:
        """Once there was no room, none is found until a quarter is free: losses stay together, and GAP records few."""
        if self._overflows and not system:
            limit_bytes, limit_records = max_bytes * _FREE_AGAIN, max_records * _FREE_AGAIN
            self._overflows = self._bytes > limit_bytes or self._records > limit_records
        full = self._bytes + size > max_bytes or self._records >= max_records
        self._overflows = self._overflows or (full and not system)
        return full or (self._overflows and not system)

    def _stamp(self, given_ns: int | None) -> int:
        self._last_ns = max(self._last_ns, self._now_ns() if given_ns is None else given_ns)
        return self._last_ns

    def _swap_losses(self) -> Losses:
        losses, self._losses = self._losses, Losses()
        return losses
