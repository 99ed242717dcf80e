"""The context menu of the timeline, put together from what each part of it offers at that place.

It must not know what the entries do.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from app.ui.timeline.bar import TimelineBar
from app.ui.widgets.passing_menu import menu_of

Fill = Callable[[QMenu, str, int | None, QPoint], None]
"""Puts entries for a lane (empty: none), a time (None: none) and a place on the screen into the menu, or none."""


class TimelineMenu(QObject):
    """Of one timeline."""

    def __init__(self, bar: TimelineBar, *parts: Fill) -> None:
        super().__init__(bar)
        self._bar = bar
        self._parts = parts
        bar.menu_asked.connect(self._on_menu_asked)

    def close(self) -> None:
        """What it offers is of a log that is shown no more."""
        for menu in self._bar.findChildren(QMenu):
            menu.close()

    def _on_menu_asked(self, lane: str, t_ns: int | None, at: QPoint) -> None:
        menu = menu_of(self._bar)
        for fill in self._parts:
            fill(menu, lane, t_ns, at)
            menu.addSeparator()
        if any(not entry.isSeparator() for entry in menu.actions()):
            menu.popup(at)
