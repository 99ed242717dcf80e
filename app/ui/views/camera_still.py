"""What a camera's surface shows at one size, as a value, and the image of it.

It must not know the widget. Brightness, contrast and gamma change what is shown and never the picture.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage, QPainter

from app.scene.content import Picture
from app.scene.overlay import Overlay
from app.ui.theme.hatch import draw_hatched_frame
from app.ui.theme.tokens import Tokens
from app.ui.views.camera_sight import Sight
from app.ui.views.picture_overlay import Shown, paint_overlay
from app.ui.widgets.stills import drawn

_PIXELS_FROM = 2.0
"""From so many screen pixels a pixel on, pixels are shown as squares and not smoothed."""


@dataclass(frozen=True, slots=True)
class Tone:
    """How a picture is shown: added to 0..255, multiplied about the middle, and the exponent."""

    brightness: float = 0.0
    contrast: float = 1.0
    gamma: float = 1.0

    @property
    def plain(self) -> bool:
        """Whether it is shown as recorded."""
        return self == Tone()

    def table(self) -> npt.NDArray[np.uint8]:
        """What every value is shown as, uint8 (256,)."""
        values = np.arange(256) / 255.0
        values = np.clip((values - 0.5) * self.contrast + 0.5 + self.brightness / 255.0, 0, 1) ** (1 / self.gamma)
        return np.asarray(np.round(values * 255), dtype=np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A picture, what lies on it, and how far it can be relied on."""

    picture: Picture
    overlay: Overlay | None
    broken: bool = False
    greyed: bool = False
    """It must not be taken for what was known then."""
    faint: frozenset[str] = frozenset()
    """Channels of which what they say must not be taken for that either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """All that the surface depends on: equal ones look alike."""

    plate: Plate
    shown: Shown
    tone: Tone
    sight: Sight
    ratio: float
    """Pixels of the screen a pixel of the widget."""
    tokens: Tokens

    def drawn(self, image: QImage) -> QImage:
        """The surface; `image` is the picture in its tone, in as many pixels as there are of it."""
        return drawn(self.sight.room.size(), self.ratio, QColor(self.tokens.canvas), lambda to: self._paint(to, image))

    def _paint(self, painter: QPainter, image: QImage) -> None:
        place, plate = self.sight.place(), self.plate
        smooth = place.width() / image.width() < _PIXELS_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=smooth)
        painter.drawImage(place, image)
        area = place.intersected(self.sight.room)
        if plate.greyed:
            veil = QColor(self.tokens.canvas)
            veil.setAlpha(170)
            painter.fillRect(area, veil)
        if plate.broken:
            # around a picture that fails its check: it cannot be taken for another
            draw_hatched_frame(painter, area, 6.0, self.tokens.broken, under="#FFFFFF")
        elif plate.overlay is not None:
            paint_overlay(painter, plate.overlay, self.sight.to_widget(), area, self.shown, faint=plate.faint)


class Toned:
    """A picture in a tone, made once for the same two."""

    def __init__(self) -> None:
        self._held: tuple[Picture, Tone, npt.NDArray[np.uint8], QImage] | None = None
        """With the memory of the image, which does not own it."""

    def of(self, picture: Picture, tone: Tone) -> QImage:
        """Shares the memory of the picture where it is shown as recorded."""
        if self._held is None or self._held[0] is not picture or self._held[1] != tone:
            pixels = picture.pixels
            if not tone.plain:
                pixels = np.asarray(cv2.LUT(pixels, tone.table()), dtype=np.uint8)
            pixels = np.ascontiguousarray(pixels)
            height, width = pixels.shape[:2]
            image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
            self._held = picture, tone, pixels, image
        return self._held[3]
