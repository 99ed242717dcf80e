"""The recorder's own threads, and a latch that any of them can open for all who wait.

It must not know what they do.
"""

import contextlib
import threading
from collections.abc import Callable


class OwnThread(threading.Thread):
    """A thread of a recorder. A forgotten recorder must not keep the process alive: a crash would lose as much."""

    def __init__(self, target: Callable[[], None], *, name: str) -> None:
        super().__init__(target=target, name=name, daemon=True)


def in_own_thread() -> bool:
    """Whether a recorder's own thread asks: a finaliser may run in it, and must not wait there for the recorder."""
    return isinstance(threading.current_thread(), OwnThread)


class Latch:
    """Open for ever once it is opened. Unlike an Event it can be asked by who interrupts one who is just asking it."""

    def __init__(self) -> None:
        """Begin closed."""
        self._lock = threading.Lock()
        self._lock.acquire()
        self.is_open = False

    def open(self) -> None:
        """Let everybody through; twice is harmless."""
        self.is_open = True
        with contextlib.suppress(RuntimeError):  # it is open, or one who waited just passes through
            self._lock.release()

    def wait(self, timeout_s: float = -1) -> bool:
        """Return when it is open, or after `timeout_s`; whether it is open."""
        if not self.is_open and self._lock.acquire(timeout=timeout_s):
            self._lock.release()
        return self.is_open
