"""Opens what was named on threads of its own, each for itself: one drive that does not answer keeps no other.

It must not know windows. What was asked for last is shown; what comes late is closed again.
"""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from app.replay.evidence import Evidence

Open = Callable[[Sequence[Path]], "Evidence"]


class Opening(QObject):
    """Of one window. Close it before the program ends."""

    opened = Signal(object, object)
    """Evidence or the error that was raised, and the paths that were named."""

    _done = Signal(int, object, object)

    def __init__(self, opener: Open, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opener = opener
        self._asked = 0
        self._closed = threading.Event()
        self.threads: list[threading.Thread] = []
        """Those that still open something, as far as is known."""
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    def ask(self, paths: Sequence[Path]) -> None:
        """Open files or a folder; what was asked for before is no longer wanted."""
        self._asked += 1
        self.threads = [one for one in self.threads if one.is_alive()]
        thread = threading.Thread(target=self._run, args=(self._asked, list(paths)), name="opening", daemon=True)
        self.threads.append(thread)
        thread.start()

    def close(self) -> None:
        """Want nothing any more; waits for nothing."""
        self._closed.set()

    def _run(self, number: int, paths: list[Path]) -> None:
        try:
            found: Evidence | BaseException = self._opener(paths)
        except BaseException as error:  # noqa: BLE001 - the edge of the thread
            found = error
        if self._closed.is_set():
            _let_go(found)
        else:
            self._done.emit(number, found, paths)

    def _on_done(self, number: int, found: "Evidence | BaseException", paths: list[Path]) -> None:
        if self._closed.is_set() or number != self._asked:
            # its drive may not answer any more
            threading.Thread(target=_let_go, args=(found,), name="letting go", daemon=True).start()
        else:
            self.opened.emit(found, paths)


def _let_go(found: "Evidence | BaseException") -> None:
    if not isinstance(found, BaseException):
        found.log.close()
