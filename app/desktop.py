"""The composition root of the desktop program: makes the window, opens what was named, connects the two, and ends them.

It must not draw, nor decide anything about evidence. Slow imports come after the first window.
"""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.chain.trust import TrustError, TrustStore, default_path
from app.ui.theme.theme import apply_theme
from app.ui.window import Window

if TYPE_CHECKING:
    from app.replay.evidence import Evidence


class Desktop(QObject):
    """The program: one window and what is open in it."""

    _opened = Signal(object, object)
    """Evidence or the error that was raised, and the paths."""

    def __init__(self) -> None:
        super().__init__()
        self.window = Window()
        self.window.open_asked.connect(self.open)
        self._tasks = ThreadPoolExecutor(1, thread_name_prefix="task")
        self._opened.connect(self._on_opened, Qt.ConnectionType.QueuedConnection)
        self.window.closed.connect(self.end)

    def open(self, paths: Sequence[Path]) -> None:
        """Open files or a folder in the background; what is open stays until that is done."""
        self.window.say(self.tr("Opening %1 …").replace("%1", paths[0].name))
        self._tasks.submit(_open, list(paths)).add_done_callback(lambda done: self._tell(done, list(paths)))

    def end(self) -> None:
        """After the window: no task is left behind."""
        self._tasks.shutdown(cancel_futures=True)

    def _tell(self, done: "Future[Evidence]", paths: list[Path]) -> None:
        if not done.cancelled():
            self._opened.emit(done.exception() or done.result(), paths)

    def _on_opened(self, found: "Evidence | BaseException", paths: list[Path]) -> None:
        from app.log.source import SourceError
        from app.replay.evidence import EvidenceError
        from app.ui.session import Session

        if isinstance(found, EvidenceError | SourceError | TrustError | OSError):
            self.window.say(str(found))
            self.window.start.say(f"{paths[0].name}: {found}")
            return
        if isinstance(found, BaseException):
            raise found
        self.window.set_session(Session(found))


def _open(paths: Sequence[Path]) -> "Evidence":
    from app.replay.evidence import open_evidence

    return open_evidence(paths, TrustStore.load(default_path()))


def prepare() -> QApplication:
    """The application, before any window. OpenGL contexts are shared, else all but one 3D view stay black."""
    # OpenCV points Qt to plugins and fonts of its own when it is imported
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Incident Replay")
    apply_theme(app, "dark")
    return app


def main(paths: Sequence[Path]) -> int:
    """Run the desktop program; the exit status."""
    app = prepare()
    desktop = Desktop()
    desktop.window.resize(1600, 900)
    desktop.window.show()
    if paths:
        desktop.open(paths)
    return app.exec()
