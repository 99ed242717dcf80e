"""The picture of a camera as a surface: shown whole or enlarged to its pixels, with what lies on it.

It must not know the log. Brightness, contrast and gamma change what is shown and never the picture.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.scene.overlay import Overlay
from app.ui.keys.focus import take_viewer_keys
from app.ui.theme.theme import theme
from app.ui.views.camera_sight import Sight
from app.ui.views.camera_still import Plate, Still, Tone, Toned
from app.ui.views.picture_overlay import Shown, paint_pointed
from app.ui.widgets.stills import Stills


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
        self.plate: Plate | None = None
        """What is shown; None: nothing."""
        self._pointed: tuple[tuple[float, float], str] | None = None
        self._toned = Toned()
        self._stills = Stills[Still]()
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
        theme.changed.connect(self._on_theme_changed)

    @property
    def scale(self) -> float:
        """Screen pixels a stored pixel, at the ratio of the screen."""
        return self.devicePixelRatioF() * (1.0 if self.plate is None else self._sight(self.plate).scale)

    @property
    def overlay(self) -> Overlay | None:
        """What lies on it."""
        return None if self.plate is None else self.plate.overlay

    @property
    def tone(self) -> Tone:
        """How the picture is shown."""
        return self._tone

    def show_plate(self, plate: Plate | None) -> None:
        """Show this picture and what lies on it; None: nothing."""
        if plate != self.plate:
            self.plate = plate
            self.update()
        if plate is None:
            # who is not in sight is not painted, and would keep the picture of a log that was closed
            self._toned = Toned()
            self._stills.forget()

    def draw_ahead(self, plate: Plate, shown: Shown) -> None:
        """Draw what is shown next; what can be seen stays until then."""
        still = self._still(plate, shown)
        # where there is no room there is nothing to draw on
        if not self.size().isEmpty():
            self._stills.draw_ahead(still, lambda: self._drawn(still))

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
        self.update()
        self.shown_anew.emit()

    def fit(self) -> None:
        """Show the whole picture."""
        self._zoom = None
        self.update()
        self.shown_anew.emit()

    def zoom_to(self, scale: float, around: QPointF) -> None:
        """So many screen pixels a stored pixel, keeping the place under `around`."""
        if self.plate is not None:
            self._look(self._sight(self.plate).zoomed(scale, around))
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
            if self.plate is None:
                painter.fillRect(self.rect(), QColor(theme.tokens.canvas))
                return
            still = self._still(self.plate, self.shown)
            painter.drawImage(QPointF(0, 0), self._stills.image(still, lambda: self._drawn(still)))
            if self._pointed is not None:
                area = still.sight.place().intersected(still.sight.room)
                paint_pointed(painter, *self._pointed, still.sight.to_widget(), area)

    # -- inside

    def _on_theme_changed(self) -> None:
        # letters are as large as the theme has them
        self._stills.forget()
        self.update()

    def _still(self, plate: Plate, shown: Shown) -> Still:
        return Still(
            plate=plate, shown=shown, tone=self._tone, sight=self._sight(plate), ratio=self.devicePixelRatioF(),
            tokens=theme.tokens,
        )  # fmt: skip

    def _drawn(self, still: Still) -> QImage:
        return still.drawn(self._toned.of(still.plate.picture, still.tone))

    def _sight(self, plate: Plate) -> Sight:
        size = {"width": plate.picture.width, "height": plate.picture.height}
        return Sight(**size, room=QRectF(self.rect()), zoom=self._zoom, middle=self._middle)

    def _look(self, sight: Sight) -> None:
        self._zoom, self._middle = sight.zoom, sight.middle
        self.update()

    # -- the mouse

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom around the pointer."""
        if self.plate is not None and event.angleDelta().y():
            self.zoom_to(self._sight(self.plate).scale * 1.25 ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The whole picture; from there, pixel by pixel."""
        if self.plate is not None:
            if self._zoom is None:
                self.zoom_to(1 / self.devicePixelRatioF(), event.position())
            else:
                self.fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of an enlarged picture."""
        self._drag = self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag the picture; say what is under the pointer."""
        if self.plate is None:
            return
        if self._drag is not None and event.buttons():
            self._look(self._sight(self.plate).dragged(event.position() - self._drag))
            self._drag = event.position()
        self.hovered.emit(self._under(self.plate, event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is under the pointer any more."""
        self.hovered.emit(None)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click that dragged nothing picks the nearest object whose box it is in."""
        pressed, self._drag, self._pressed = self._pressed, None, None
        if pressed is None or (event.position() - pressed).manhattanLength() > 4:
            return
        if self.plate is not None and self.plate.overlay is not None:
            at = self._sight(self.plate).stored(event.position())
            box = self.plate.overlay.box_at(at.x() - 0.5, at.y() - 0.5)
            self.object_picked.emit("" if box is None else box.id)

    def _under(self, plate: Plate, at: QPointF) -> tuple[int, int, tuple[int, int, int] | None] | None:
        pixel = self._sight(plate).pixel(at)
        if pixel is None:
            return None
        column, row = pixel
        if plate.picture.draft:
            return column, row, None
        blue, green, red = plate.picture.pixels[row, column, :3].tolist()
        return column, row, (red, green, blue)
