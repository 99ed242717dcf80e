"""A scene as it was drawn without a graphics card: its points, and everything else over them.

It must not know widgets.
"""

from dataclasses import dataclass

from PySide6.QtGui import QFont, QImage, QPainter

from app.scene.splat import Splat
from app.scene.view import Projection
from app.ui.gl.overlay import Placard, paint_lines, paint_marks
from app.ui.gl.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Still:
    """What is shown, drawn at some size."""

    shown: Shown
    splat: Splat
    image: QImage
    placards: tuple[Placard, ...]
    """Where labels were put."""

    def fits(self, shown: Shown, device: Projection, ratio: float) -> bool:
        """Whether it is what would be drawn in pixels of a screen, so many to one of the widget."""
        return self.shown is shown and self.splat.projection == device and self.image.devicePixelRatio() == ratio


def drawn_over(shown: Shown, made: Splat, projection: Projection, *, ratio: float, font: QFont) -> Still:
    """Strokes, marks and labels over points; `projection` is that of the widget, for each pixel of which the screen
    has `ratio`.
    """
    height, width = made.packed.shape
    # with memory of its own: that of the splat is used again
    image = QImage(made.picture.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
    image.setDevicePixelRatio(ratio)
    with QPainter(image) as painter:
        painter.setFont(font)
        paint_lines(painter, shown.drawing, projection)
        placards = paint_marks(painter, shown.drawing, projection)
    return Still(shown=shown, splat=made, image=image, placards=placards)


def points_of(made: Splat) -> int:
    """That were drawn, or hidden by others."""
    return sum(len(one.xyz) if one.rows is None else len(one.rows) for one in made.layers)
