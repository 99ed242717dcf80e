"""The stack of plots and the mouse: it moves the time, zooms times and values, and drops signals onto plots.

It must not decide what is plotted or which time is shown: it asks.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui.views.plot_canvas import PlotCanvas
from app.ui.views.plot_words import reading_about, reading_text, source_text
from app.ui.widgets.drag_tree import dropped

_WHEEL = 1.25


class PlotStack(PlotCanvas):
    """The plots of one log."""

    time_asked = Signal(object, bool)
    """A time in ns, and whether the mouse was let go there."""
    stretch_asked = Signal(object)
    """The TimeAxis that is to be shown."""
    range_asked = Signal(int, object)
    """Number of a plot, and the values that it is to show; None: as fits."""
    undo_asked = Signal()
    menu_asked = Signal(object, object, object)
    """Number of a plot or None, a signal of it or None, and where, in global coordinates."""
    signal_dropped = Signal(object, object)
    """What was dropped (a channel, or a channel and a field), and the number of the plot or None for a new one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drag: str | None = None
        self._drag_from = QPointF()
        self._drag_start_ns = 0
        self.setAcceptDrops(True)

    # -- the mouse

    def _inside(self, x: float) -> float:
        return min(max(x, float(self._label_px)), float(self.width() - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the hand; with Ctrl begin a box to look into, with Shift or the middle button move the stretch."""
        if self._axis is None or event.position().x() < self._label_px:
            return
        self._drag_from = event.position()
        if event.button() == Qt.MouseButton.MiddleButton or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._drag, self._drag_start_ns = "pan", self._axis.start_ns
        elif event.button() == Qt.MouseButton.LeftButton and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._drag = "box"
        elif event.button() == Qt.MouseButton.LeftButton:
            self._drag = "hand"
            self.time_asked.emit(self._axis.time(event.position().x()), False)  # noqa: FBT003 - Qt's way

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag what was taken."""
        if self._axis is None or self._drag is None:
            return
        x = self._inside(event.position().x())
        if self._drag == "hand":
            self.time_asked.emit(self._axis.time(x), False)  # noqa: FBT003
        elif self._drag == "pan":
            by = round((self._drag_from.x() - event.position().x()) * self._axis.visible_ns / self._axis.width)
            self.stretch_asked.emit(self._axis.moved(self._drag_start_ns + by - self._axis.start_ns))
        else:
            self._box = QRectF(self._drag_from, QPointF(x, event.position().y())).normalized()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go: the time under the mouse is meant, or what is in the box is shown."""
        drag, self._drag = self._drag, None
        if self._axis is None or drag is None:
            return
        if drag == "hand":
            self.time_asked.emit(self._axis.time(self._inside(event.position().x())), True)  # noqa: FBT003
        elif drag == "box" and self._box is not None:
            box, self._box = self._box, None
            self._look_into(box)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """In the label column: show all values again."""
        plot, _ = self.signal_at(event.position())
        if plot is not None and event.position().x() < self._label_px:
            self.range_asked.emit(plot.number, None)
        else:
            self.mousePressEvent(event)

    def _look_into(self, box: QRectF) -> None:
        assert self._axis is not None
        if box.width() < 4:
            return
        found = self.plot_at(self._drag_from.y())
        if found is not None and box.height() >= 8:
            scale = self.scale(found[0], found[0].signals[0], found[1])
            inside = box.intersected(found[1])
            self.range_asked.emit(found[0].number, (scale.value(inside.bottom()), scale.value(inside.top())))
        self.stretch_asked.emit(self._axis.over(self._axis.time(box.left()), self._axis.time(box.right())))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Time around the pointer; with Ctrl only the values of this plot, with Shift or sideways to another time."""
        turned, aside = event.angleDelta().y(), event.angleDelta().x()
        event.accept()
        if self._axis is None:
            return
        factor = _WHEEL ** (turned / 120)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom_values(event.position().y(), factor)
        elif aside or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.stretch_asked.emit(self._axis.moved(round(-(aside or turned) / 1200 * self._axis.visible_ns)))
        elif turned:
            around = self._axis.time(self._inside(event.position().x()))
            self.stretch_asked.emit(self._axis.zoomed(factor, around))

    def _zoom_values(self, y: float, factor: float) -> None:
        found = self.plot_at(y)
        if found is None or factor == 1:
            return
        plot, rect = found
        scale = self.scale(plot, plot.signals[0], rect)
        around = scale.value(y)
        low, high = (around + (end - around) / factor for end in (scale.low, scale.high))
        if high - low > 1e-9 * max(abs(low), abs(high), 1e-3):
            self.range_asked.emit(plot.number, (low, high))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Backspace takes the last zoom back; all other keys are the window's: see the action table."""
        if event.key() == Qt.Key.Key_Backspace:
            self.undo_asked.emit()
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done here."""
        plot, plotted = self.signal_at(QPointF(event.pos()))
        self.menu_asked.emit(None if plot is None else plot.number, plotted, event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Tooltips of the label column: what a curve is, in full."""
        if isinstance(event, QHelpEvent):
            plot, plotted = self.signal_at(QPointF(event.pos()))
            told = [] if plot is None else ([plotted] if plotted is not None else list(plot.signals))
            lines = [
                f"{source_text(one)}\n{reading_text(one, reading)} {reading_about(reading)}"
                for one, reading in ((one, self.reading(one)) for one in told)
            ]
            QToolTip.showText(event.globalPos(), "\n".join(lines) if event.pos().x() < self._label_px else "", self)
            return True
        return super().event(event)

    # -- dragging signals here

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Signals and channels may be dropped."""
        if dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Show onto which plot; on the label column it becomes a plot of its own."""
        self._set_drop(self._onto(event.position()))
        event.acceptProposedAction()

    def dragLeaveEvent(self, _: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Not here."""
        self._set_drop(None)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Plot it."""
        named, onto = dropped(event.mimeData()), self._onto(event.position())
        self._set_drop(None)
        if named is not None:
            event.acceptProposedAction()
            self.signal_dropped.emit(named, onto)

    def _onto(self, at: QPointF) -> int | None:
        found = self.plot_at(at.y())
        return None if found is None or at.x() < self._label_px else found[0].number

    def _set_drop(self, onto: int | None) -> None:
        if onto != self._drop_at:
            self._drop_at = onto
            self._renew()
