"""What one view is pointed at, told to all: at most once in a turn of the event loop, and only if there is news.

It must not know which views there are, nor what they make of it.
"""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, SignalInstance

from app.scene.pointing import Pointed


class Pointable(Protocol):
    """A view over which the pointer moves."""

    hover_changed: SignalInstance

    def pointed(self) -> Pointed | None:
        """What is under the pointer; None: nothing, or it is elsewhere."""

    def show_pointed(self, pointed: Pointed | None) -> None:
        """Mark what is under the pointer, here or in another view."""


class HoverLink(QObject):
    """Listens to views, asks the one that is hovered, and tells all."""

    def __init__(self, views: Sequence[Pointable], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._views: list[Pointable] = []
        self._noted: list[Pointable] = []
        self._source: Pointable | None = None
        self._marked = False
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._tell)
        for view in views:
            self.add(view)

    def add(self, view: Pointable) -> None:
        """One more view."""
        self._views.append(view)
        view.hover_changed.connect(lambda: self._note(view))

    def renew(self) -> None:
        """The views show another moment: what is under a pointer that stands still is something else now."""
        if self._source is not None:
            self._note(self._source)
            self._tell()

    def _note(self, view: Pointable) -> None:
        if view not in self._noted:
            self._noted.append(view)
        if not self._turn.isActive():
            self._turn.start()

    def _tell(self) -> None:
        self._turn.stop()
        noted, self._noted = self._noted, []
        found = ((view, view.pointed()) for view in noted)
        source, pointed = next(((view, one) for view, one in found if one is not None), (None, None))
        # that the pointer left one view says nothing of another, which it is over
        if pointed is None and self._source not in noted:
            return
        self._source = source or (self._source if self._source in noted else None)
        if pointed is None and not self._marked:
            return
        self._marked = pointed is not None
        for view in self._views:
            view.show_pointed(pointed)
