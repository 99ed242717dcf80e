"""The map as it is seen: the part of the plane that is shown, how it goes with the vehicle, and its painting.

It must not know moments, nor what the mouse does. Main thread only.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.replay.thin_ways import ThinWays
from app.replay.way import Way
from app.scene.plane import Plane
from app.scene.sheet import Sheet
from app.ui.gl.overlay import ink
from app.ui.keys.focus import take_viewer_keys
from app.ui.theme.theme import theme
from app.ui.views import map_paint as paint
from app.ui.views.map_shown import MapShown
from app.ui.views.map_still import MapStill
from app.ui.widgets.stills import Stills

_PICK_PX = 10


@dataclass(frozen=True, slots=True)
class Pointed:
    """What is under the pointer: a point of the plane, and the record that is nearest to it, if one is near."""

    x: float
    y: float
    way: Way | None = None
    record: int = 0
    """Its place in the way."""


class MapGround(QWidget):
    """Shows one instant of a map."""

    moved = Signal()
    """Another part of the plane, or another scale."""
    followed = Signal(bool)
    """Whether the vehicle is kept in the middle from now on."""

    def __init__(self, describe: Callable[[Pointed], list[str]], parent: QWidget | None = None) -> None:
        """`describe`: what is under the pointer, in lines of words."""
        super().__init__(parent)
        self.setAccessibleName(self.tr("Map"))
        self._describe = describe
        self._shown: MapShown | None = None
        self._sheet = Sheet()
        self._ways = ThinWays()
        self._stills = Stills[MapStill]()
        self._placed = False
        """Whether something was brought to the middle since the log was opened."""
        self.following, self.heading_up = True, False
        self._hover: QPointF | None = None
        self._held = False
        """Whether the paper is in somebody's hand."""
        take_viewer_keys(self)
        self._follow_theme()
        theme.changed.connect(self._follow_theme)

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
            self._ways.forget()
            self._stills.forget()
            self._placed, self._hover, self._sheet = False, None, Sheet()
        else:
            if before is not None and before.chart.plane != shown.chart.plane:
                carried = _carried(self._sheet, before.chart.plane, shown.chart.plane)
                self._placed, self._sheet = carried is not None, carried or self._sheet
            self._go_with(shown)
        self.update()

    def draw_ahead(self, shown: MapShown) -> None:
        """Draw what is shown next; what can be seen stays until then."""
        before = self._shown
        if before is not None and before.chart.plane == shown.chart.plane and not self.size().isEmpty():
            still = self._still(shown, self._gone_with(shown))
            self._stills.draw_ahead(still, lambda: still.drawn(self._ways))

    # -- commands

    def set_following(self, on: bool) -> None:  # noqa: FBT001 - a state, not an option
        """Keep the vehicle in the middle, or stay where it is."""
        self.following = on
        if self._shown is not None:
            self._go_with(self._shown)
        self.followed.emit(on)

    def set_heading_up(self, on: bool) -> None:  # noqa: FBT001
        """Turn the map so that the vehicle points up, or north."""
        self.heading_up = on
        self._sheet = replace(self._sheet, up=0.0)
        if self._shown is not None:
            self._go_with(self._shown)

    def centre_on(self, x: float, y: float) -> None:
        """Bring a point to the middle, and stay there."""
        self.set_following(False)
        self._put(self.sheet.onto(x, y))

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Nearer by a factor about a point of the widget; about the middle without one, or with the vehicle there."""
        kept = self.following and self._shown is not None and self._shown.vehicle is not None
        about = QPointF(self.width() / 2, self.height() / 2) if at is None or kept else at
        self._put(self.sheet.zoomed(factor, about.x(), about.y()))

    def show_all(self) -> None:
        """All places at once."""
        if self._shown is not None and self._shown.ways:
            self.set_following(False)
            self._put(self.sheet.around(np.concatenate([one.way.places for one in self._shown.ways])))

    def pointed(self) -> Pointed | None:
        """What is under the pointer."""
        shown, hover = self._shown, self._hover
        if shown is None or hover is None:
            return None
        still = self._still(shown, self.sheet)
        sheet = still.sheet
        x, y = sheet.place(hover.x(), hover.y())
        best, nearest = Pointed(x, y), math.inf
        near, known_ns = theme.px(_PICK_PX) * sheet.metres, shown.mode.known_ns(shown.t_ns)
        for one in shown.ways:
            found = still.thin(self._ways, one.way).nearest(x, y, near, known_ns)
            away = math.inf if found is None else math.dist((x, y), one.way.places[found].tolist())
            if found is not None and away < nearest:
                best, nearest = Pointed(x, y, one.way, found), away
        return best

    # -- Qt's

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As in the design."""
        return QSize(theme.px(260), theme.px(130))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        """The map, and over it what lies under the pointer."""
        sheet, shown = self.sheet, self._shown
        with QPainter(self) as painter:
            if shown is None:
                painter.fillRect(self.rect(), ink("canvas"))
                return
            still = self._still(shown, sheet)
            painter.drawImage(QPointF(0, 0), self._stills.image(still, lambda: still.drawn(self._ways)))
            pointed = None if self._held else self.pointed()
            if pointed is not None and self._hover is not None:
                if pointed.way is not None:
                    paint.paint_spot(painter, sheet, *pointed.way.places[pointed.record].tolist())
                paint.paint_card(painter, sheet, self._hover, self._describe(pointed))

    # -- inside

    def _follow_theme(self) -> None:
        self.setMinimumSize(theme.px(160), theme.px(72))
        # letters are as large as the theme has them
        self._stills.forget()
        self.update()

    def _still(self, shown: MapShown, sheet: Sheet) -> MapStill:
        return MapStill(shown, sheet, self.devicePixelRatioF())

    def _go_with(self, shown: MapShown) -> None:
        sheet = self._gone_with(shown)
        self._placed = self._placed or shown.vehicle is not None or any(len(one.way.places) for one in shown.ways)
        self._put(sheet)

    def _gone_with(self, shown: MapShown) -> Sheet:
        """The part of the plane that is seen at an instant."""
        vehicle, sheet = shown.vehicle, self.sheet
        first = next((one.way.places[0] for one in shown.ways if len(one.way.places)), None)
        if not self._placed and vehicle is None and first is not None:
            sheet = sheet.onto(*first.tolist())
        if vehicle is not None and (self.following or not self._placed):
            sheet = sheet.onto(vehicle.x, vehicle.y)
        if self.heading_up and vehicle is not None and vehicle.bearing is not None:
            sheet = replace(sheet, up=vehicle.bearing)
        return sheet

    def _put(self, sheet: Sheet) -> None:
        if sheet != self._sheet:
            self._sheet = sheet
            self.moved.emit()
        self.update()


def _carried(sheet: Sheet, before: Plane, plane: Plane) -> Sheet | None:
    """The sheet at the same place of the Earth on another plane; None: nothing joins the two."""
    at = before.geodetic(sheet.x, sheet.y)
    if at is None or plane.origin is None:
        return None
    lone = [np.array([value]) for value in (at.latitude_deg, at.longitude_deg, at.height)]
    x, y, _ = plane.places(*lone)[0].tolist()
    return sheet.onto(x, y) if math.isfinite(x) else None
