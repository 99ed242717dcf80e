"""Ends what reads, on a thread of its own: a drive that does not answer holds a read for as long as it likes.

It must not know what is ended. Whoever is left on the main thread has said that it shall end; this waits for it.
"""

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 100


class Endings:
    """Those that go on. Of the main thread; each owner lives until its reads are over, and dies on that thread."""

    def __init__(self) -> None:
        self._owners: dict[threading.Thread, QObject] = {}

    def begin(self, owner: QObject, end: Callable[[], None]) -> None:
        """Call `end`, which may take for ever, and keep its owner that long."""
        thread = threading.Thread(target=end, name="ending", daemon=True)
        if not self._owners:
            QTimer.singleShot(_LOOK_EVERY_MS, self._look)
        self._owners[thread] = owner
        thread.start()

    def wait(self, most_s: float) -> bool:
        """Whether all have ended, within so many seconds."""
        until_s = time.monotonic() + most_s
        for thread in self._owners:
            thread.join(max(0.0, until_s - time.monotonic()))
        self._let_go()
        return not self._owners

    def _let_go(self) -> None:
        self._owners = {thread: owner for thread, owner in self._owners.items() if thread.is_alive()}

    def _look(self) -> None:
        """Let go of those that have ended; nothing waits for it."""
        self._let_go()
        if self._owners:
            QTimer.singleShot(_LOOK_EVERY_MS, self._look)


endings = Endings()
"""Of the program."""
