"""Which view the keyboard is in: that is the one that a command means.

It must not know what the views show.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.ui.view import View


class FocusedView(QObject):
    """Of one desk. What lies outside of it (menus, the palette) takes the focus for a command, and gives it back."""

    def __init__(self, desk: QWidget, views: Sequence[View]) -> None:
        """`views`: there may come to be more of them."""
        super().__init__(desk)
        self._desk, self._views = desk, views
        self._last: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_application_focus_changed)

    @property
    def view(self) -> QWidget | None:
        """None: the keyboard is in none, but in the timeline or in a list."""
        within = self._last
        if within is None or not isValid(within):
            return None
        there = [view for view in self._views if isinstance(view, QWidget)]
        return next((view for view in there if view is within or view.isAncestorOf(within)), None)

    def _on_application_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._desk.isAncestorOf(now):
            self._last = now
