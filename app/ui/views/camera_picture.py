"""The picture of a camera as a surface: shown whole or enlarged to its pixels, with what lies on it.

It must not know the log. Brightness, contrast and gamma change what is shown and never the picture.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.scene.content import Picture
from app.scene.overlay import Overlay
from app.ui.keys.focus import take_viewer_keys
from app.ui.theme.hatch import draw_hatched_frame
from app.ui.theme.theme import theme
from app.ui.views.camera_sight import Sight
from app.ui.views.picture_overlay import Shown, paint_overlay, paint_pointed

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


class CameraPicture(QWidget):
    """Shows one picture."""

    hovered = Signal(object)
    """Column and row of the stored picture under the pointer, and its value (r, g, b); None: none."""
    object_picked = Signal(str)
    """Id of the track whose box was clicked; empty: beside all."""
    shown_anew = Signal()
    """It is shown larger, smaller or brighter than before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._image: QImage | None = None
        self._pixels: npt.NDArray[np.uint8] | None = None
        """What the image stands on: it does not own its memory."""
        self._overlay: Overlay | None = None
        self._pointed: tuple[tuple[float, float], str] | None = None
        self._marks: tuple[bool, bool, frozenset[str]] = (False, False, frozenset())
        """Whether it is broken, greyed, and the channels that are drawn faint."""
        self.shown = Shown()
        self._tone = Tone()
        self._zoom: float | None = None
        self._middle = (0.0, 0.0)
        """As `Sight` has them."""
        self._drag: QPointF | None = None
        self._pressed: QPointF | None = None
        self.setMouseTracking(True)
        take_viewer_keys(self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self.update)

    @property
    def scale(self) -> float:
        """Screen pixels a stored pixel, at the ratio of the screen."""
        return self.devicePixelRatioF() * (1.0 if self._picture is None else self._sight().scale)

    @property
    def tone(self) -> Tone:
        """How the picture is shown."""
        return self._tone

    def show_picture(
        self, picture: Picture | None, overlay: Overlay | None, *, broken: bool = False, greyed: bool = False,
        faint: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        """Show this picture and what lies on it; greyed, and the channels of which what they say is drawn faint: it
        must not be taken for what was known then.
        """
        same = picture is self._picture
        if same and (overlay is self._overlay) and (broken, greyed, faint) == self._marks:
            return
        self._picture, self._overlay, self._marks = picture, overlay, (broken, greyed, faint)
        if not same:
            self._make_image()
        self.update()

    def set_shown(self, shown: Shown) -> None:
        """Draw other parts of the overlay."""
        if shown != self.shown:
            self.shown = shown
            self.update()

    def set_pointed(self, pixel: tuple[float, float] | None, words: str = "") -> None:
        """Mark a pixel of the stored picture, (0, 0) the middle of the first; None: no longer."""
        pointed = None if pixel is None else (pixel, words)
        if pointed != self._pointed:
            self._pointed = pointed
            self.update()

    def set_tone(self, tone: Tone) -> None:
        """Show the picture brighter or with more contrast; the picture itself stays as it is."""
        self._tone = tone
        self._make_image()
        self.update()
        self.shown_anew.emit()

    def fit(self) -> None:
        """Show the whole picture."""
        self._zoom = None
        self.update()
        self.shown_anew.emit()

    def zoom_to(self, scale: float, around: QPointF) -> None:
        """So many screen pixels a stored pixel, keeping the place under `around`."""
        if self._picture is not None:
            self._look(self._sight().zoomed(scale, around))
            self.shown_anew.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A whole picture becomes as large as there is room."""
        super().resizeEvent(event)
        self.shown_anew.emit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As the smallest camera of the design."""
        return QSize(480, 270)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The picture, then what lies on it."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.tokens.canvas))
            if self._image is None or self._picture is None:
                return
            sight = self._sight()
            place, to_widget = sight.place(), sight.to_widget()
            scale = place.width() / self._image.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=scale < _PIXELS_FROM)
            painter.drawImage(place, self._image)
            area = place.intersected(QRectF(self.rect()))
            broken, greyed, faint = self._marks
            if greyed:
                veil = QColor(theme.tokens.canvas)
                veil.setAlpha(170)
                painter.fillRect(area, veil)
            if broken:
                # around a picture that fails its check: it cannot be taken for another
                draw_hatched_frame(painter, area, 6.0, theme.tokens.broken, under="#FFFFFF")
            elif self._overlay is not None:
                paint_overlay(painter, self._overlay, to_widget, area, self.shown, faint=faint)
            if self._pointed is not None:
                paint_pointed(painter, *self._pointed, to_widget, area)

    # -- inside

    def _make_image(self) -> None:
        if self._picture is None:
            self._image = self._pixels = None
            return
        pixels = self._picture.pixels
        if not self._tone.plain:
            pixels = np.asarray(cv2.LUT(pixels, self._tone.table()), dtype=np.uint8)
        self._pixels = np.ascontiguousarray(pixels)
        height, width = pixels.shape[:2]
        self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)

    def _sight(self) -> Sight:
        assert self._picture is not None
        size = {"width": self._picture.width, "height": self._picture.height}
        return Sight(**size, room=QRectF(self.rect()), zoom=self._zoom, middle=self._middle)

    def _look(self, sight: Sight) -> None:
        self._zoom, self._middle = sight.zoom, sight.middle
        self.update()

    # -- the mouse

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom around the pointer."""
        if self._picture is not None and event.angleDelta().y():
            self.zoom_to(self._sight().scale * 1.25 ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The whole picture; from there, pixel by pixel."""
        if self._picture is not None:
            if self._zoom is None:
                self.zoom_to(1 / self.devicePixelRatioF(), event.position())
            else:
                self.fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of an enlarged picture."""
        self._drag = self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag the picture; say what is under the pointer."""
        if self._picture is None:
            return
        if self._drag is not None and event.buttons():
            self._look(self._sight().dragged(event.position() - self._drag))
            self._drag = event.position()
        self.hovered.emit(self._under(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is under the pointer any more."""
        self.hovered.emit(None)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click that dragged nothing picks the nearest object whose box it is in."""
        pressed, self._drag, self._pressed = self._pressed, None, None
        if pressed is None or (event.position() - pressed).manhattanLength() > 4 or self._overlay is None:
            return
        at = self._sight().stored(event.position())
        box = self._overlay.box_at(at.x() - 0.5, at.y() - 0.5)
        self.object_picked.emit("" if box is None else box.id)

    def _under(self, at: QPointF) -> tuple[int, int, tuple[int, int, int] | None] | None:
        assert self._picture is not None
        pixel = self._sight().pixel(at)
        if pixel is None:
            return None
        column, row = pixel
        if self._picture.draft:
            return column, row, None
        blue, green, red = self._picture.pixels[row, column, :3].tolist()
        return column, row, (red, green, blue)
