"""The scene without a graphics card: the splat, and everything else over it with a painter.

It must not know moments, nor what the mouse means: who holds it decides. Main thread only. While the picture moves only
as many points are drawn as there is time for; once it rests all of them are, in slices, and then shown.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QPointF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.scene.drawn import Drawing
from app.scene.splat import Brush, Hit, Scratch, Splat, splat
from app.scene.view import Projection
from app.ui.gl.budget import Budget
from app.ui.gl.overlay import Placard, paint_lines, paint_marks
from app.ui.gl.shown import EMPTY, Layers, Shown
from app.ui.gl.still import Still, drawn_over, points_of

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
        self._still: Still | None = None
        """What can be seen; None: it is drawn at the next painting."""
        self._begun: Splat | None = None
        """The points of what is shown next, in the memory of `_back`."""
        self._ahead: Still | None = None
        """These, and what lies over them."""
        self._finer: Iterator[None] = iter(())
        """Draws all points of what can be seen, in the memory of `_back`."""
        self._budget = Budget()
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._refine)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._go_on)

    @property
    def drawn(self) -> tuple[int, int]:
        """Points of the picture, and points that there are."""
        return 0 if self._still is None else points_of(self._still.splat), self._shown.total

    @property
    def placards(self) -> tuple[Placard, ...]:
        """Where labels were put."""
        return () if self._still is None else self._still.placards

    def projection(self) -> Projection:
        """In pixels of the widget."""
        return self._projection(self._shown)

    def show_scene(self, shown: Shown) -> None:
        """Draw this from now on."""
        self._shown = shown
        self._stop()
        self._still, ahead = None, self._ahead
        self._begun = self._ahead = None
        if ahead is not None and self._fits(ahead, shown):
            self._still = ahead
            self._front, self._back = self._back, self._front
            self._refine_later()
        self.update()

    def show_at_rest(self, shown: Shown) -> None:
        """The same as before, which moves no longer: only points that are missing are drawn."""
        if self._still is not None and self._still.shown is self._shown:
            self._still = replace(self._still, shown=shown)
        self._shown = shown
        if not self._slices.isActive():
            self._refine_later()

    def draw_ahead(self, shown: Shown) -> Iterator[None]:
        """Draw what is shown next, a part at a time: what can be seen stays until then."""
        # what refines it needs the same memory, and goes on if this comes to nothing
        self.put_off()
        self._ahead = None
        made = self._begun = self._splatted(shown, self._affordable(shown), self._back)
        yield
        # unless its memory was needed for what can be seen
        if self._begun is made:
            self._refine_later()
            self._ahead = self._lines_over(shown, made)

    def put_off(self) -> None:
        """Another scene is on its way: what is seen is refined if that takes long, or does not come."""
        self._stop()
        self._refine_later()

    def show_over(self, drawing: Drawing) -> None:
        """Draw this as well, over all else: the points are not drawn anew for it."""
        if drawing is not self._over:
            self._over = drawing
            self.update()

    @property
    def ready(self) -> bool:
        """Whether what a place shows can be said at once."""
        return self._still is not None and self.drawn[0] == self.drawn[1]

    def refined(self) -> None:
        """Draw all points now: for a picture that is saved."""
        self._stop()
        self._draw(None)
        self.update()

    def pick(self, x: float, y: float, *, within: int) -> Hit | None:
        """The point at a place of the widget, among all points: the layer is the place in what is shown."""
        ratio = self.devicePixelRatioF()
        if self._still is None or self.drawn[0] < self.drawn[1]:
            self._draw(None)
        assert self._still is not None
        return self._still.splat.pick(x * ratio, y * ratio, within=round(within * ratio))

    def hover(self, x: float, y: float, *, within: int) -> Hit | None:
        """As `pick`, where it is `ready`."""
        return self.pick(x, y, within=within)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Qt's."""
        if self._still is None or not self._fits(self._still, self._shown):
            self._draw(self._affordable(self._shown))
            self._refine_later()
        projection = self.projection()
        with QPainter(self) as painter:
            assert self._still is not None
            painter.drawImage(QPointF(0, 0), self._still.image)
            paint_lines(painter, self._over, projection)
            paint_marks(painter, self._over, projection)
        self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002, N802
        """Qt's."""
        self._stop()
        self._still = None

    def _projection(self, shown: Shown) -> Projection:
        return Projection(viewpoint=shown.viewpoint, width=max(self.width(), 1), height=max(self.height(), 1))

    def _device(self, shown: Shown) -> Projection:
        """In pixels of the screen."""
        ratio = self.devicePixelRatioF()
        width, height = max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1)
        return Projection(viewpoint=shown.viewpoint, width=width, height=height)

    def _fits(self, still: Still, shown: Shown) -> bool:
        return still.fits(shown, self._device(shown), self.devicePixelRatioF())

    def _affordable(self, shown: Shown) -> int | None:
        """So many points can be drawn at once; None: all."""
        if shown.moving:
            return self._budget.moving
        return self._budget.points if self._budget.too_many(shown.total) else None

    def _draw(self, budget: int | None) -> None:
        self._still = self._lines_over(self._shown, self._splatted(self._shown, budget, self._front))

    def _splatted(self, shown: Shown, budget: int | None, scratch: Scratch) -> Splat:
        """The points; how long they take is learned."""
        began = time.perf_counter()
        layers = self._layers.of(shown, ratio=self.devicePixelRatioF(), budget=budget)
        made = splat(layers, self._device(shown), scratch=scratch, shaded=shown.shaded)
        self._budget.took(points_of(made), time.perf_counter() - began)
        return made

    def _lines_over(self, shown: Shown, made: Splat) -> Still:
        return drawn_over(shown, made, self._projection(shown), ratio=self.devicePixelRatioF(), font=self.font())

    def _refine_later(self) -> None:
        if self._still is not None and self.drawn[0] < self._shown.total:
            self._rest.start()

    def _refine(self) -> None:
        """Begin to draw all points, behind what is seen."""
        self._begun = self._ahead = None
        self._finer = self._refining()
        self._slices.start()

    def _refining(self) -> Iterator[None]:
        """In slices, which are short."""
        layers = self._layers.of(self._shown, ratio=self.devicePixelRatioF())
        brush = Brush(layers, self._device(self._shown), self._back)
        while not brush.paint(_SLICE_S):
            yield
        yield
        made = brush.finished(shaded=self._shown.shaded)
        yield
        self._still = self._lines_over(self._shown, made)
        self._front, self._back = self._back, self._front
        self.update()

    def _go_on(self) -> None:
        if next(self._finer, self) is self:
            self._stop()

    def _stop(self) -> None:
        self._rest.stop()
        self._slices.stop()
        self._finer = iter(())
