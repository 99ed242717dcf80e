"""The map as a surface: paints what it is given, and lets the mouse move it, zoom it and point at records.

It must not know moments, nor the log. What is drawn of a long way is reckoned anew only when the scale or the part of
the plane changes that is seen. Main thread only.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.replay.thin_way import ThinWay, thinned
from app.replay.way import Way
from app.scene.sheet import Sheet
from app.ui.key_focus import take_viewer_keys
from app.ui.theme.theme import theme
from app.ui.views import map_paint as paint
from app.ui.views.map_shown import DrawnWay, MapShown

_PICK_PX = 10
_WHEEL = 1.25
_DRAG_PX = 3
_AROUND = 0.5
"""Of the width and height: so much more is kept ready at each side."""
_DOT_PX = 11


@dataclass(frozen=True, slots=True)
class Pointed:
    """What is under the pointer: a point of the plane, and the record that is nearest to it, if one is near."""

    x: float
    y: float
    way: Way | None = None
    record: int = 0
    """Its place in the way."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """Of one way, for a part of the plane at one scale."""

    way: Way
    cell: float
    window: tuple[float, float, float, float]
    thin: ThinWay


class MapCanvas(QWidget):
    """Shows one instant of a map."""

    moved = Signal()
    """Another part of the plane, or another scale."""
    time_asked = Signal(object, str)
    """A record was clicked: its time in the present mode, and its channel."""
    followed = Signal(bool)
    """Whether the vehicle is kept in the middle from now on."""
    menu_asked = Signal(object, object)
    """What is under the pointer, and where, in global coordinates."""

    def __init__(self, describe: Callable[[Pointed], list[str]], parent: QWidget | None = None) -> None:
        """`describe`: what is under the pointer, in lines of words."""
        super().__init__(parent)
        self._describe = describe
        self._shown: MapShown | None = None
        self._sheet = Sheet()
        self._ready: dict[str, _Ready] = {}
        self._placed = False
        """Whether the part that is seen was chosen by somebody, or by what there is."""
        self.following, self.heading_up = True, False
        self._hover: QPointF | None = None
        self._pressed: QPointF | None = None
        self._dragged = False
        # a double click means a place and no time
        self._click = QTimer(self, singleShot=True, interval=QApplication.doubleClickInterval())
        self._click.timeout.connect(self._on_clicked)
        self._clicked: Pointed | None = None
        self.setMinimumSize(theme.px(160), theme.px(72))
        self.setMouseTracking(True)
        take_viewer_keys(self)
        theme.changed.connect(self.update)

    @property
    def sheet(self) -> Sheet:
        """The part of the plane that is seen."""
        return replace(self._sheet, width=max(self.width(), 1), height=max(self.height(), 1))

    @property
    def shown(self) -> MapShown | None:
        """What it shows."""
        return self._shown

    def show_map(self, shown: MapShown | None) -> None:
        """Show another instant, or nothing."""
        before, self._shown = self._shown, shown
        if shown is None:
            self._ready.clear()
            self._placed, self._hover = False, None
            self._sheet = Sheet(up=0.0)
        else:
            if before is not None and before.chart.plane != shown.chart.plane:
                self._carry(before, shown)
            self._go_with(shown)
        self.update()

    # -- commands

    def set_following(self, on: bool) -> None:  # noqa: FBT001 - a state, not an option
        """Keep the vehicle in the middle, or stay where it is."""
        self.following = on
        self._renew()
        self.followed.emit(on)

    def set_heading_up(self, on: bool) -> None:  # noqa: FBT001
        """Turn the map so that the vehicle points up, or north."""
        self.heading_up = on
        self._sheet = replace(self._sheet, up=0.0)
        self._renew()

    def centre_on(self, x: float, y: float) -> None:
        """Bring a point to the middle, and stay there."""
        self.following = False
        self._put(self.sheet.onto(x, y))
        self.followed.emit(False)  # noqa: FBT003 - Qt's way

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Nearer by a factor, about a point of the widget, else about its middle."""
        about = QPointF(self.width() / 2, self.height() / 2) if at is None or self._keeps_vehicle() else at
        self._put(self.sheet.zoomed(factor, about.x(), about.y()))

    def show_all(self) -> None:
        """All places at once."""
        if self._shown is not None and self._shown.ways:
            self.following = False
            self._put(self.sheet.around(np.concatenate([one.way.places for one in self._shown.ways])))
            self.followed.emit(False)  # noqa: FBT003

    # -- Qt's

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As in the design."""
        return QSize(theme.px(260), theme.px(130))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What is in the middle stays there."""
        super().resizeEvent(event)
        self.moved.emit()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        """From the ground up."""
        sheet, shown = self.sheet, self._shown
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), paint.ink("canvas"))
            if shown is None:
                return
            if not shown.road:
                paint.paint_grid(painter, sheet, named=sheet.up == 0.0)
            paint.paint_road(painter, sheet, shown.road)
            for one in reversed(shown.ways):
                paint.paint_way(painter, sheet, one, self._thin(one, sheet), shown.t_ns, shown.mode)
            for mark in shown.marks:
                paint.paint_mark(painter, sheet, mark)
            self._paint_positions(painter, sheet, shown)
            paint.paint_legend(painter, shown)
            paint.paint_north(painter, sheet, "N" if shown.chart.plane.origin is not None else "y")
            pointed = self.pointed()
            if pointed is not None and self._hover is not None and self._pressed is None:
                if pointed.way is not None:
                    paint.paint_spot(painter, sheet, *pointed.way.places[pointed.record].tolist())
                paint.paint_card(painter, sheet, self._hover, self._describe(pointed))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom; what is under the pointer stays there, or the vehicle where it is followed."""
        self.zoom(_WHEEL ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the paper."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._dragged, self._hover = event.position(), False, event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the paper, or point."""
        self._hover = event.position()
        if self._pressed is not None:
            gone = event.position() - self._pressed
            if self._dragged or gone.manhattanLength() > _DRAG_PX:
                if not self._dragged and self.following:
                    self.set_following(False)
                self._dragged = True
                self._pressed = event.position()
                self._put(self.sheet.dragged(gone.x(), gone.y()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go; a click means the record that is near."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._dragged and event.button() == Qt.MouseButton.LeftButton:
            self._hover = event.position()
            self._clicked = self.pointed()
            self._click.start()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Bring what is under the pointer to the middle."""
        self._click.stop()
        self._pressed = None
        if self._shown is not None:
            self.centre_on(*self.sheet.place(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Nothing is under the pointer."""
        super().leaveEvent(event)
        self._hover = None
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """What can be done here; by the key at the vehicle's place."""
        if self._shown is None:
            return
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        self._hover = QPointF(event.pos()) if by_mouse else QPointF(self.rect().center())
        self.menu_asked.emit(self.pointed(), event.globalPos() if by_mouse else self.mapToGlobal(self.rect().center()))
        self._hover = None

    # -- inside

    def pointed(self) -> Pointed | None:
        """What is under the pointer."""
        if self._shown is None or self._hover is None:
            return None
        x, y = self.sheet.place(self._hover.x(), self._hover.y())
        best, nearest = Pointed(x, y), math.inf
        for one in self._shown.ways:
            found = one.way.nearest(x, y, theme.px(_PICK_PX) * self._sheet.metres, self._shown.t_ns, self._shown.mode)
            if found is None:
                continue
            away = math.dist((x, y), one.way.places[found].tolist())
            if away < nearest:
                best, nearest = Pointed(x, y, one.way, found), away
        return best

    def _on_clicked(self) -> None:
        pointed = self._clicked
        if pointed is not None and pointed.way is not None and self._shown is not None:
            time_ns = int(pointed.way.time_ns(self._shown.mode)[pointed.record])
            self.time_asked.emit(time_ns, pointed.way.channel)

    def _keeps_vehicle(self) -> bool:
        return self.following and self._shown is not None and self._shown.vehicle is not None

    def _paint_positions(self, painter: QPainter, sheet: Sheet, shown: MapShown) -> None:
        for at in (*shown.fixes, *([shown.pose] if shown.pose is not None else [])):
            paint.paint_accuracy(painter, sheet, at, "unchecked" if at.assumed else shown.ink_of(at.channel))
        for at in shown.fixes:
            if at is not shown.vehicle or at.bearing is None:
                paint.paint_fix(painter, sheet, at, shown.ink_of(at.channel))
        if shown.vehicle is not None:
            paint.paint_vehicle(painter, sheet, shown.vehicle)

    def _thin(self, drawn: DrawnWay, sheet: Sheet) -> ThinWay:
        """What is drawn of a way; kept for as long as it serves."""
        cell = 2.0 ** math.floor(math.log2(sheet.metres / self.devicePixelRatioF()))
        seen, ready = sheet.window(), self._ready.get(drawn.way.channel)
        if ready is None or ready.way is not drawn.way or ready.cell != cell or not _covers(ready.window, seen):
            around = sheet.window(_AROUND)
            ready = _Ready(drawn.way, cell, around, thinned(drawn.way, around, cell, theme.px(_DOT_PX) * sheet.metres))
            self._ready[drawn.way.channel] = ready
        return ready.thin

    def _carry(self, before: MapShown, shown: MapShown) -> None:
        """Stay at the same place of the Earth when its plane is another one."""
        at = before.chart.plane.geodetic(self._sheet.x, self._sheet.y)
        if at is None or shown.chart.plane.origin is None:
            self._placed = False
            return
        lone = [np.array([value]) for value in (at.latitude_deg, at.longitude_deg, at.height)]
        x, y, _ = shown.chart.plane.places(*lone)[0].tolist()
        if math.isfinite(x):
            self._sheet = self._sheet.onto(x, y)

    def _go_with(self, shown: MapShown) -> None:
        vehicle, sheet = shown.vehicle, self.sheet
        first = next((one.way.places[0] for one in shown.ways if len(one.way.places)), None)
        if not self._placed and vehicle is None and first is not None:
            sheet, self._placed = sheet.onto(*first.tolist()), True
        if vehicle is not None and (self.following or not self._placed):
            self._placed = True
            sheet = sheet.onto(vehicle.x, vehicle.y)
        if self.heading_up and vehicle is not None and vehicle.bearing is not None:
            sheet = replace(sheet, up=vehicle.bearing)
        self._put(sheet)

    def _renew(self) -> None:
        if self._shown is not None:
            self._go_with(self._shown)

    def _put(self, sheet: Sheet) -> None:
        if sheet != self._sheet:
            self._sheet = sheet
            self.moved.emit()
        self.update()


def _covers(window: tuple[float, float, float, float], seen: tuple[float, float, float, float]) -> bool:
    return window[0] <= seen[0] and window[1] <= seen[1] and window[2] >= seen[2] and window[3] >= seen[3]
