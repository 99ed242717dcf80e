"""The timeline as a widget: what mouse and keys do with its hand, its stretch and its bookmarks.

It must not decide anything: it asks for times by `time_asked` and shows what the session has.
"""

from typing import Literal

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.ui.keys.focus import take_viewer_keys
from app.ui.timeline.ground import TimelineGround

_WHEEL = 1.25


class TimelineBar(TimelineGround):
    """The timeline of one log."""

    time_asked = Signal(object, bool)
    """A time in ns, and whether the handle was let go there."""
    hovered = Signal(object, object)
    """The time under the pointer (None: it left), and where that is in global coordinates."""
    menu_asked = Signal(str, object, object)
    """The lane (empty: none) and the time (None: of the label column) that the menu is about, and where it opens."""
    mark_pressed = Signal(int)
    """The id of a bookmark that was clicked."""
    mark_opened = Signal(int)
    """The id of one that was double-clicked."""
    delete_asked = Signal()
    """The key Delete, while the timeline has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drag: Literal["hand", "overview", "pan"] | None = None
        self._drag_from = (0.0, 0)
        self.setMouseTracking(True)
        take_viewer_keys(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the hand, the frame of the overview, or the lanes."""
        if self._axis is None or event.position().x() < self._label_px:
            return
        x = event.position().x()
        if event.button() == Qt.MouseButton.RightButton:
            return
        overview = self._places.overview
        if overview is not None and event.position().y() > overview.top():
            self._take("overview")
            self._over(x)
        elif event.button() == Qt.MouseButton.MiddleButton or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._take("pan")
            self._drag_from = x, self._axis.start_ns
        elif (mark := self.mark_at(event.position())) is not None:
            self.mark_pressed.emit(mark)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._take("hand")
            self.time_asked.emit(self._axis.time(x), False)  # noqa: FBT003 - Qt's way

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open a bookmark; elsewhere it is one more click."""
        mark = self.mark_at(event.position())
        if mark is None:
            self.mousePressEvent(event)
        else:
            self.mark_opened.emit(mark)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete what is selected."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag what was taken; else say what is under the pointer."""
        if self._axis is None:
            return
        x = event.position().x()
        if self._drag == "hand":
            self.time_asked.emit(self._axis.time(x), False)  # noqa: FBT003
        elif self._drag == "overview":
            self._over(x)
        elif self._drag == "pan":
            before, start = self._drag_from
            by = round((before - x) * self._axis.visible_ns / self._axis.width)
            self._set_axis(self._axis.moved(start + by - self._axis.start_ns))
        inside = self._places.area.contains(event.position()) and self._drag is None
        self._set_hover(event.position() if inside else None)
        self.hovered.emit(self._axis.time(x) if inside else None, event.globalPosition())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go: the time under the hand is meant."""
        if self._axis is not None and self._drag == "hand":
            self.time_asked.emit(self._axis.time(event.position().x()), True)  # noqa: FBT003
        self._take(None)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom around the pointer; with Shift, or sideways, move."""
        if self._axis is None:
            return
        turned, aside = event.angleDelta().y(), event.angleDelta().x()
        if aside or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._set_axis(self._axis.moved(round(-(aside or turned) / 1200 * self._axis.visible_ns)))
        elif turned:
            factor = _WHEEL ** (turned / 120)
            self._set_axis(self._axis.zoomed(factor, self._axis.time(event.position().x())))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the menu of what is under the pointer; by the key, of the instant that is shown."""
        if self._axis is None:
            return
        at = QPointF(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_asked.emit("", self._shown_ns, event.globalPos())
            return
        lane = next((lane.id for lane, rect in self._places.rows() if rect.top() <= at.y() < rect.bottom()), "")
        t_ns = self._axis.time(at.x()) if at.x() >= self._label_px else None
        self.menu_asked.emit(lane, t_ns, event.globalPos())

    def leaveEvent(self, event: QEnterEvent) -> None:  # type: ignore[override] # noqa: N802 - Qt's name
        """Nothing is under the pointer any more."""
        self._set_hover(None)
        self.hovered.emit(None, None)
        super().leaveEvent(event)

    def _over(self, x: float) -> None:
        assert self._content is not None
        assert self._axis is not None
        middle = self._places.whole(self._content.span).time(x)
        half = self._axis.visible_ns // 2
        self._set_axis(self._axis.moved(middle - half - self._axis.start_ns))

    def _take(self, what: Literal["hand", "overview", "pan"] | None) -> None:
        """While something is dragged the stretch does not follow the hand."""
        self._drag = what
        self._held = what is not None
