"""Hatching, the second cue of fills: rising lines for emergency and broken, falling ones for after a break.

It must not know what is filled.
"""

from functools import lru_cache

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform

_PITCH = 8
"""Pixels from one line to the next, along the edge of the fill."""
_STROKE = 2.0


def hatch(colour: str, *, under: str | None = None, counter: bool = False, ratio: float = 1.0) -> QBrush:
    """Slanted lines in `colour` over `under` (nothing: see-through); `counter` slants them the other way.

    `ratio` is the device pixel ratio of where it is painted; the pattern stands still against the painter's origin.
    """
    brush = QBrush(_tile(colour, under, counter, round(_PITCH * ratio)))
    brush.setTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
    return brush


def draw_hatched(
    painter: QPainter, rect: QRectF, colour: str, *, under: str | None = None, counter: bool = False
) -> None:
    """Fill `rect` so, as sharp as the painter's device."""
    ratio = max(1.0, painter.deviceTransform().m11())
    painter.fillRect(rect, hatch(colour, under=under, counter=counter, ratio=ratio))


def draw_hatched_frame(painter: QPainter, rect: QRectF, edge: float, colour: str, *, under: str | None = None) -> None:
    """Hatch the edge of `rect`, inside of it."""
    for strip in (
        QRectF(rect.left(), rect.top(), rect.width(), edge),
        QRectF(rect.left(), rect.bottom() - edge, rect.width(), edge),
        QRectF(rect.left(), rect.top(), edge, rect.height()),
        QRectF(rect.right() - edge, rect.top(), edge, rect.height()),
    ):
        draw_hatched(painter, strip, colour, under=under)


@lru_cache(maxsize=128)
def _tile(colour: str, under: str | None, counter: bool, side: int) -> QImage:  # noqa: FBT001
    tile = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(QColor(under) if under else Qt.GlobalColor.transparent)
    with QPainter(tile) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), _STROKE * side / _PITCH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
        # three, because the neighbours' corners reach into the tile
        for shift in (-side, 0, side):
            ends = (shift, 0, shift + side, side) if counter else (shift, side, shift + side, 0)
            painter.drawLine(QLineF(*ends))
    return tile
