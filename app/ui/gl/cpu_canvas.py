"""The scene without a graphics card: the splat, and everything else over it with a painter.

It must not know moments, nor what the mouse means: who holds it decides. Main thread only. While the picture moves only
as many points are drawn as there is time for; once it rests all of them are, in slices, and then shown.
"""

import time

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.scene.drawn import Drawing
from app.scene.splat import Brush, Hit, Scratch, Splat, splat
from app.scene.view import Projection
from app.ui.gl.budget import Budget
from app.ui.gl.overlay import Placard, paint_lines, paint_marks
from app.ui.gl.shown import EMPTY, Layers, Shown

_REST_MS = 120
"""After the last change of a moving picture."""
_SLICE_S = 0.02


class CpuCanvas(QWidget):
    """Draws what is shown."""

    painted = Signal()
    """What is drawn, or how many points of it, has changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown, self._over = Shown(), EMPTY
        self._layers = Layers()
        self._front, self._back = Scratch(), Scratch()
        self._splat: Splat | None = None
        self._image: QImage | None = None
        self._brush: Brush | None = None
        self._budget = Budget()
        self._placards: tuple[Placard, ...] = ()
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._refine)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._go_on)

    @property
    def drawn(self) -> tuple[int, int]:
        """Points of the picture, and points that there are."""
        layers = () if self._splat is None else self._splat.layers
        return sum(len(one.xyz) if one.rows is None else len(one.rows) for one in layers), self._shown.total

    @property
    def placards(self) -> tuple[Placard, ...]:
        """Where labels were put."""
        return self._placards

    def projection(self) -> Projection:
        """In pixels of the widget."""
        return Projection(viewpoint=self._shown.viewpoint, width=max(self.width(), 1), height=max(self.height(), 1))

    def show_scene(self, shown: Shown) -> None:
        """Draw this from now on."""
        self._shown = shown
        self._stop()
        self._splat = None
        self.update()

    def show_over(self, drawing: Drawing) -> None:
        """Draw this as well, over all else: the points are not drawn anew for it."""
        if drawing is not self._over:
            self._over = drawing
            self.update()

    @property
    def ready(self) -> bool:
        """Whether what a place shows can be said at once."""
        return self._splat is not None and self.drawn[0] == self.drawn[1]

    def refined(self) -> None:
        """Draw all points now: for a picture that is saved."""
        self._stop()
        self._draw(None)
        self.update()

    def pick(self, x: float, y: float, *, within: int) -> Hit | None:
        """The point at a place of the widget, among all points: the layer is the place in what is shown."""
        ratio = self.devicePixelRatioF()
        if self._splat is None or self.drawn[0] < self.drawn[1]:
            self._draw(None)
        assert self._splat is not None
        return self._splat.pick(x * ratio, y * ratio, within=round(within * ratio))

    def hover(self, x: float, y: float, *, within: int) -> Hit | None:
        """As `pick`, where it is `ready`."""
        return self.pick(x, y, within=within)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Qt's."""
        if self._splat is None:
            budget = self._budget.points if self._budget.too_many(self._shown.total) else None
            began = time.perf_counter()
            self._draw(self._budget.moving if self._shown.moving else budget)
            self._budget.took(self.drawn[0], time.perf_counter() - began)
            if self.drawn[0] < self._shown.total:
                self._rest.start()
        projection = self.projection()
        with QPainter(self) as painter:
            assert self._image is not None
            painter.drawImage(QRectF(self.rect()), self._image)
            paint_lines(painter, self._shown.drawing, projection)
            self._placards = paint_marks(painter, self._shown.drawing, projection)
            paint_lines(painter, self._over, projection)
            paint_marks(painter, self._over, projection)
        self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002, N802
        """Qt's."""
        self._stop()
        self._splat = None

    def _device(self) -> Projection:
        """In pixels of the screen."""
        ratio = self.devicePixelRatioF()
        width, height = max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1)
        return Projection(viewpoint=self._shown.viewpoint, width=width, height=height)

    def _draw(self, budget: int | None) -> None:
        layers = self._layers.of(self._shown, ratio=self.devicePixelRatioF(), budget=budget)
        self._take(splat(layers, self._device(), scratch=self._front, shaded=self._shown.shaded))

    def _take(self, made: Splat) -> None:
        self._splat = made
        height, width = made.packed.shape
        # the picture keeps its memory alive: a QImage does not own what it shows
        self._image = QImage(made.picture.data, width, height, 4 * width, QImage.Format.Format_RGB32)

    def _refine(self) -> None:
        """Begin to draw all points, behind what is seen."""
        layers = self._layers.of(self._shown, ratio=self.devicePixelRatioF())
        self._brush = Brush(layers, self._device(), self._back)
        self._slices.start()

    def _go_on(self) -> None:
        if self._brush is None or not self._brush.paint(_SLICE_S):
            return
        self._take(self._brush.finished(shaded=self._shown.shaded))
        self._front, self._back = self._back, self._front
        self._stop()
        self.update()

    def _stop(self) -> None:
        self._rest.stop()
        self._slices.stop()
        self._brush = None
