"""The map and the mouse: it moves the paper, zooms, points at records, and goes to their instants.

It must not know moments, nor how anything is drawn.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.views.map_ground import MapGround, Pointed
from app.ui.views.map_shown import MapShown

_WHEEL = 1.25
_DRAG_PX = 3


class MapCanvas(MapGround):
    """The map of one log."""

    time_asked = Signal(object)
    """A record was clicked: its time in the present mode."""
    menu_asked = Signal(object, object)
    """What is under the pointer, and where, in global coordinates."""

    def __init__(self, describe: Callable[[Pointed], list[str]], parent: QWidget | None = None) -> None:
        """`describe`: what is under the pointer, in lines of words."""
        super().__init__(describe, parent)
        self._pressed = QPointF()
        self._dragged = False
        # a double click means a place and no time
        self._click = QTimer(self, singleShot=True, interval=QApplication.doubleClickInterval())
        self._click.timeout.connect(self._on_click_timeout)
        self._clicked: Pointed | None = None
        self.setMouseTracking(True)

    def show_map(self, shown: MapShown | None) -> None:
        """Show another instant, or nothing; a click that waits for a second one was meant for the log that is gone."""
        super().show_map(shown)
        if shown is None:
            self._click.stop()
            self._clicked, self._held = None, False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What is in the middle stays there."""
        super().resizeEvent(event)
        self.moved.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom; what is under the pointer stays there, or the vehicle where it is kept in the middle."""
        self.zoom(_WHEEL ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the paper."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._held, self._dragged = event.position(), True, False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the paper, or point."""
        self._hover = event.position()
        if self._held:
            gone = event.position() - self._pressed
            if self._dragged or gone.manhattanLength() > _DRAG_PX:
                if not self._dragged and self.following:
                    # whoever drags wants to stay there
                    self.set_following(False)
                self._dragged = True
                self._pressed = event.position()
                self._put(self.sheet.dragged(gone.x(), gone.y()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go; a click means the record that is near."""
        held, self._held = self._held, False
        if held and not self._dragged and event.button() == Qt.MouseButton.LeftButton:
            self._hover = event.position()
            self._clicked = self.pointed()
            self._click.start()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Bring what is under the pointer to the middle."""
        self._click.stop()
        if self._shown is not None:
            self.centre_on(*self.sheet.place(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Nothing is under the pointer."""
        super().leaveEvent(event)
        self._hover = None
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """What can be done here; by the key, in the middle."""
        if self._shown is None:
            return
        at = event.pos() if event.reason() == QContextMenuEvent.Reason.Mouse else self.rect().center()
        self._hover = QPointF(at)
        self.menu_asked.emit(self.pointed(), self.mapToGlobal(at))
        self._hover = None

    def _on_click_timeout(self) -> None:
        pointed = self._clicked
        if pointed is not None and pointed.way is not None and self._shown is not None:
            self.time_asked.emit(int(pointed.way.time_ns(self._shown.mode)[pointed.record]))
