"""What the map shows at one size, as a value, and the image of it.

It must not know the widget, nor the mouse.
"""

from dataclasses import dataclass

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPainter

from app.replay.thin_way import ThinWay
from app.replay.thin_ways import ThinWays
from app.replay.way import Way
from app.scene.sheet import Sheet
from app.ui.gl.overlay import ink
from app.ui.theme.theme import theme
from app.ui.views import map_paint as paint
from app.ui.views.map_shown import MapShown
from app.ui.widgets.stills import drawn

_DOT_PX = 11


@dataclass(frozen=True, slots=True)
class MapStill:
    """All that the map depends on, but for the pointer and the size of letters."""

    shown: MapShown
    sheet: Sheet
    ratio: float
    """Pixels of the screen a pixel of the widget."""

    def thin(self, ways: ThinWays, way: Way) -> ThinWay:
        """What is drawn of a way."""
        return ways.of(way, self.sheet, self.shown.mode, ratio=self.ratio, dot_px=theme.px(_DOT_PX))

    def drawn(self, ways: ThinWays) -> QImage:
        """The map, but for what lies under the pointer."""
        return drawn(
            QSizeF(self.sheet.width, self.sheet.height), self.ratio, ink("canvas"), lambda to: self._paint(to, ways)
        )

    def _paint(self, painter: QPainter, ways: ThinWays) -> None:
        """From the ground up."""
        shown, sheet = self.shown, self.sheet
        if not shown.road.lines:
            paint.paint_grid(painter, sheet, named=sheet.up == 0.0)
        paint.paint_road(painter, sheet, shown.road.lines)
        for one in reversed(shown.ways):
            paint.paint_way(painter, sheet, one, self.thin(ways, one.way), shown.t_ns, shown.mode)
        for mark in shown.marks:
            paint.paint_mark(painter, sheet, mark)
        paint.paint_positions(painter, sheet, shown)
        paint.paint_legend(painter, shown)
        paint.paint_north(painter, sheet, "N" if shown.chart.plane.origin is not None else "y")
