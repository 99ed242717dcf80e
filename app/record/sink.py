"""What stands between `Recorder` and the drive: a queue with a thread of its own, or, for converters, nothing.

It must not know what is recorded.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from app.kinds.severity import Severity
from app.record.drive_writer import DriveWriter
from app.record.entry import Entry, EntryError
from app.record.failure import NoSegmentError
from app.record.losses import STORAGE_LOST, TOO_LARGE, Losses
from app.record.own_thread import Latch, OwnThread, in_own_thread
from app.record.record_queue import QueueClosedError, RecordQueue, Waiting

LINGER_S = 0.050
"""How long the writer waits for company once a record has come, unless a checkpoint is due: each awakening costs."""
_SLACK_NS = 2_000_000  # a checkpoint this little early is better than one late
_IDLE_S = 0.5
_RETRY_S = 1.0


class Sink(Protocol):
    """Where entries go."""

    def put(self, entry: Entry, *, t_arrival_ns: int | None, severity: Severity | None) -> bool:
        """Take an entry; False if it is lost, and counted."""
        ...

    def close(self, reason: str) -> None:
        """Write what waits, then END; raises NoSegmentError if that cannot be done."""
        ...

    @property
    def lost(self) -> int:
        """Records lost since the start."""
        ...

    @property
    def problem(self) -> str:
        """Why nothing is being written at present; empty if all is well."""
        ...

    @property
    def ended(self) -> bool:
        """Whether nothing is written any more, once `close` has come back or was interrupted."""
        ...


class DirectSink:
    """Writes at once, in the caller's thread: equal calls make equal files. Used by one thread at a time."""

    problem = ""
    ended = True

    def __init__(self, drive: DriveWriter, *, start_ns: int) -> None:
        self._drive = drive
        self._last_ns = start_ns
        self._closed = self._interrupted = False

    @property
    def lost(self) -> int:
        """As in `Sink`."""
        return self._drive.lost

    def put(self, entry: Entry, *, t_arrival_ns: int | None, severity: Severity | None) -> bool:
        """As in `Sink`, but a record that cannot be written raises NoSegmentError. No time means that of the last one.

        Raises:
            ValueError: `t_arrival_ns` is below that of the entry before.
        """
        if self._closed:
            raise QueueClosedError("the recorder was closed")
        if t_arrival_ns is None:
            t_arrival_ns = self._last_ns
        elif t_arrival_ns < self._last_ns:
            raise ValueError(f"t_arrival {t_arrival_ns} is below {self._last_ns} of the record before")
        # also if it fails: the drive has used the time, and the next segment may begin with it
        self._last_ns = t_arrival_ns
        self._drive.append(entry, t_arrival_ns=t_arrival_ns, severity=severity)
        return True

    def close(self, reason: str) -> None:
        """As in `Sink`; twice is harmless."""
        if not self._closed:
            self._closed = self._interrupted = True
            self._drive.close(reason)
            self._interrupted = False
        elif self._interrupted:
            self._interrupted = False
            raise NoSegmentError("closing failed or was interrupted before: the last segment has no END")


class ThreadSink:
    """A bounded queue and the one thread that writes. Nobody but that thread touches the drive after `start`."""

    def __init__(self, queue: RecordQueue, *, now_ns: Callable[[], int], linger_s: float = LINGER_S) -> None:
        self._queue = queue
        self._now_ns = now_ns
        self._linger_s = linger_s
        self._closing = Latch()
        self._problem = ""
        self._reason = "stopped"
        self._given_up = Losses(STORAGE_LOST)
        # not the thread's own word for it: until Python 3.13 a thread whose `join` is interrupted passes for dead
        self._over = Latch()
        self._drive: DriveWriter | None = None
        self._failure: NoSegmentError | None = None
        self._died_of: Exception | None = None
        self._thread: OwnThread | None = None

    @property
    def lost(self) -> int:
        """As in `Sink`."""
        return self._queue.lost + (self._drive.lost if self._drive is not None else 0)

    @property
    def problem(self) -> str:
        """As in `Sink`."""
        return self._problem

    @property
    def ended(self) -> bool:
        """As in `Sink`."""
        return self._over.is_open

    def start(self, drive: DriveWriter) -> None:
        """Begin to write."""
        self._drive = drive
        self._thread = OwnThread(partial(self._run, drive), name="recorder")
        self._thread.start()

    def put(self, entry: Entry, *, t_arrival_ns: int | None, severity: Severity | None) -> bool:
        """As in `Sink`."""
        taken = self._queue.put(entry, t_arrival_ns=t_arrival_ns, severity=severity)
        if self._died_of is not None:
            # nobody will write it: what is taken in is given up at once, and counted
            self._queue.give_up()
            return False
        return taken

    def close(self, reason: str) -> None:
        """As in `Sink`; twice is harmless. In a recorder's own thread it does not wait for the END."""
        assert self._thread is not None
        if not self._closing.is_open:
            self._reason = reason
            self._queue.close()
            self._closing.open()
        if in_own_thread():
            return  # a finaliser runs wherever there is garbage; the thread would wait for itself
        self._over.wait()
        self._thread.join()
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def _run(self, drive: DriveWriter) -> None:
        try:
            self._write_all(drive)
        except Exception as error:
            self._died_of = error
            self._queue.give_up()
            drive.abandon()
            text = f"the recorder's thread ended early, the last segment has no END: {error!r}"
            self._failure = NoSegmentError(text)
            self._failure.__cause__ = error
            # said last: who reads it finds the losses counted
            self._problem = text
            raise
        finally:
            self._over.open()

    def _write_all(self, drive: DriveWriter) -> None:
        def due_s() -> float:
            return (drive.due_ns - _SLACK_NS - self._now_ns()) / 1e9

        retry_at = 0.0
        while not self._queue.closed_and_empty:
            timeout_s = min(due_s(), _IDLE_S) if drive.waiting else _IDLE_S
            taken = self._queue.take(timeout_s=timeout_s, linger_s=lambda: min(due_s(), self._linger_s))
            while taken:
                # let go of one by one, for the queue counts a payload no more once it is written
                item, following = taken.popleft(), taken[0] if taken else None
                if isinstance(item, Losses):
                    drive.gap(item)
                    continue
                # a storm of events gets one checkpoint for all that wait, or it would fill the log with checkpoints
                hold = isinstance(following, Waiting) and following.severity is not None
                self._write(drive, item, hold=hold)
                self._queue.done(item.entry)
            if drive.waiting is not None or time.monotonic() >= retry_at:
                retry_at = time.monotonic() + _RETRY_S
                self._tick(drive)
        if self._given_up:
            drive.gap(self._given_up)
        try:
            drive.close(self._reason)
        except NoSegmentError as error:
            self._problem, self._failure = str(error), error

    def _write(self, drive: DriveWriter, item: Waiting, *, hold: bool) -> None:
        while self._failure is None:
            try:
                drive.append(item.entry, t_arrival_ns=item.t_arrival_ns, severity=item.severity, hold=hold)
                self._problem = ""
                return
            except EntryError:
                losses = Losses(TOO_LARGE)
                self._queue.lose(item, into=losses)
                drive.gap(losses)
                return
            except NoSegmentError as error:
                # the entry waits for a segment, the queue fills, and GAP will count what found no room
                self._problem = str(error)
                if self._closing.wait(_RETRY_S):
                    self._failure = error
        self._queue.lose(item, into=self._given_up)

    def _tick(self, drive: DriveWriter) -> None:
        try:
            drive.tick(self._now_ns() + _SLACK_NS)
            self._problem = ""
        except NoSegmentError as error:
            self._problem = str(error)
