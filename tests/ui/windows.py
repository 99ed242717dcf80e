"""Real windows over real logs, for the tests of the window and its views."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desktop import Desktop
from app.scene.moment import Moment
from app.ui.desk.desk import Desk
from app.ui.ending import endings
from app.ui.garbage import look_at_all
from app.ui.session import Session

SAMPLES = Path(__file__).resolve().parents[2] / "sample_logs"


class Seat:
    """Somebody who sits before the window."""

    def __init__(self, qtbot: QtBot, desktop: Desktop) -> None:
        self._qtbot = qtbot
        self.desktop = desktop
        self.window = desktop.window

    @property
    def session(self) -> Session:
        assert self.window.session is not None
        return self.window.session

    @property
    def desk(self) -> Desk:
        assert self.window.desk is not None
        return self.window.desk

    def wait(self, so: Callable[[], bool], timeout_s: float = 60) -> None:
        self._qtbot.waitUntil(so, timeout=int(timeout_s * 1000))

    def open(self, *paths: Path) -> None:
        self.desktop.open(list(paths))
        self.wait(
            lambda: self.window.session is not None and self.window.session.evidence.paths[0].parent == paths[0].parent
        )
        self.settle()

    def settle(self) -> Moment:
        """Wait until what was asked for is shown in full."""
        self.wait(lambda: self.session.complete)
        assert self.session.moment is not None
        return self.session.moment

    def point(self, widget: QWidget, at: QPoint, so: Callable[[], bool]) -> None:
        """Point at a place until something is so: a hand is never still, and what is laid out anew under a pointer that
        is hears nothing of it.
        """
        shaken = cycle((0, 1))

        def there() -> bool:
            QTest.mouseMove(widget, at + QPoint(0, next(shaken)))
            return so()

        self.wait(there)

    def finish(self) -> None:
        """Wait until the lanes are read and the chain is walked."""
        self.wait(lambda: self.session.lanes.complete and self.session.trust.finished)

    def do(self, action: str) -> None:
        self.window.actions_.action(action).trigger()

    def go(self, seconds: float) -> Moment:
        self.session.seek(self.session.timeline.span[0] + round(seconds * 1e9))
        return self.settle()


@contextmanager
def seat(qtbot: QtBot, width: int = 1600, height: int = 900) -> Iterator[Seat]:
    """A window that is shown, and closed at the end."""
    desktop = Desktop()
    desktop.window.resize(width, height)
    desktop.window.show()
    desktop.window.activateWindow()
    qtbot.waitUntil(desktop.window.isActiveWindow)
    try:
        yield Seat(qtbot, desktop)
    finally:
        desktop.window.close()
        # a window that stays is styled again with every theme that a later test sets
        desktop.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        # one whose drive does not answer is waited for by its own test
        endings.wait(0.5)
        # what the window set aside is garbage by now: a thousand logs would stay to the last test
        look_at_all()
