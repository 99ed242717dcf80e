"""Lucide's line icons drawn in a colour, sharp at every ratio of the screen.

It must not know the theme in force, nor what a button does. Shapes: resources/icons, ISC licence, 24 units wide, drawn
16 px wide with a stroke of 1.75 units (DESIGN.md).
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.resource import resource

SIZE = 16
"""Pixels, at scale 1."""


def draw_icon(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """Paint the icon into the middle of `rect`, as large as fits, with as many pixels as the painter's device has."""
    side = min(rect.width(), rect.height())
    middle = rect.center()
    place = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
    ratio = max(1.0, painter.deviceTransform().m11())
    painter.drawImage(place, image(name, colour, size=side, ratio=ratio))


@lru_cache(maxsize=1024)
def image(name: str, colour: str, *, size: float = SIZE, ratio: float = 1.0) -> QImage:
    """The icon drawn once for that colour, size and ratio: treat it as read-only.

    Raises:
        FileNotFoundError: no such icon is shipped.
    """
    side = max(1, round(size * ratio))
    # QImage, because unlike QPixmap it may outlive the application
    drawn = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(Qt.GlobalColor.transparent)
    with QPainter(drawn) as painter:
        QSvgRenderer(QByteArray(shape(name, colour).encode())).render(painter, QRectF(0, 0, side, side))
    drawn.setDevicePixelRatio(ratio)
    return drawn


def shape(name: str, colour: str) -> str:
    """The icon as SVG, in that colour."""
    return _svg(name).replace('stroke="currentColor"', f'stroke="{colour}"')


@lru_cache(maxsize=256)
def _svg(name: str) -> str:
    return (
        resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace('stroke-width="2"', 'stroke-width="1.75"')
    )
