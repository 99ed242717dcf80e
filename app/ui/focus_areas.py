"""The areas of the window that the keyboard goes through: who is next, and a ring around the one that has the focus.

It must not know what the areas show.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.theme.theme import theme

_THICK = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Area:
    """One part of the window."""

    widget: QWidget
    take_keys: Callable[[], object]
    """Give it the focus, at the place where its keys act."""
    find: Callable[[], object] | None = None
    """Lead to its filter; None: it has none."""


class FocusAreas(QObject):
    """Moves the focus from area to area; `areas` are asked for anew each time, in their order."""

    def __init__(self, areas: Callable[[], Sequence[Area]], window: QWidget) -> None:
        super().__init__(window)
        self._areas = areas
        self.ring = FocusRing(window)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_application_focus_changed)

    def move(self, by: int) -> None:
        """Go to the next area in sight, or with -1 to the previous one; behind the last is the first."""
        there = self._in_sight()
        if not there:
            return
        current = _holding(there)
        at = there.index(current) + by if current is not None else (0 if by > 0 else -1)
        area = there[at % len(there)]
        area.take_keys()
        self.ring.surround(area.widget)

    def find(self) -> bool:
        """Lead to the filter of the area that has the focus, or to the first there is; False: none is in sight."""
        there = self._in_sight()
        current = _holding(there)
        first = next((area for area in there if area.find is not None), None)
        area = current if current is not None and current.find is not None else first
        if area is None or area.find is None:
            return False
        area.find()
        return True

    def _in_sight(self) -> list[Area]:
        return [area for area in self._areas() if area.widget.isVisible()]

    def _on_application_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        # while another window is in front nobody has the focus: the ring is there again with it
        if now is not None and not _within(now, self.ring.around):
            self.ring.surround(None)


class FocusRing(QWidget):
    """A frame over the edges of a widget; what is within it stays untouched, and so does the mouse."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.around: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.update)
        self.hide()

    def surround(self, widget: QWidget | None) -> None:
        """Lie around this widget; None: around none."""
        for one in self._watched():
            one.removeEventFilter(self)
        self.around = widget
        for one in self._watched():
            one.installEventFilter(self)
        self.setVisible(widget is not None)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow it."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
            self._fit()
        elif event.type() == QEvent.Type.Hide and watched is self.around:
            self.surround(None)
        return False

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The mask leaves the frame."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.tokens.acc))

    def _watched(self) -> list[QWidget]:
        """The widget, and all in which it lies: each may move it."""
        found, one = [], self.around
        while one is not None and one is not self.parent():
            found.append(one)
            one = one.parentWidget()
        return found

    def _fit(self) -> None:
        window = self.parentWidget()
        if self.around is None or window is None:
            return
        self.setGeometry(QRect(self.around.mapTo(window, QPoint()), self.around.size()))
        self.setMask(QRegion(self.rect()) - QRegion(self.rect().adjusted(_THICK, _THICK, -_THICK, -_THICK)))
        self.raise_()


def _holding(areas: Sequence[Area]) -> Area | None:
    """The one that has the focus."""
    focused = QApplication.focusWidget()
    return next((area for area in areas if _within(focused, area.widget)), None)


def _within(widget: QWidget | None, area: QWidget | None) -> bool:
    return widget is not None and area is not None and (widget is area or area.isAncestorOf(widget))
