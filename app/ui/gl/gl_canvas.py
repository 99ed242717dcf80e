"""The scene on a graphics card, in pyqtgraph's view: points and lines by our own items, marks and labels over them.

It must not know moments, nor what the mouse means: who holds it decides. Main thread only.
"""

import time
from collections.abc import Iterator

import numpy as np
import OpenGL
from pyqtgraph.opengl import GLViewWidget
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMatrix4x4, QOpenGLContext, QPainter, QSurfaceFormat
from PySide6.QtOpenGL import QOpenGLPaintDevice
from PySide6.QtWidgets import QWidget

from app.kinds.cloud import XYZ_I16
from app.scene.colour import ColourBy, intensity_range, scalar
from app.scene.drawn import Drawing
from app.scene.placed import PlacedPoints
from app.scene.points import metres_of
from app.scene.splat import Hit, Scratch, Splat, splat
from app.scene.view import Projection
from app.ui.gl.budget import Budget
from app.ui.gl.cloud_item import CloudData, CloudItem
from app.ui.gl.colours import channels
from app.ui.gl.lines_item import LinesItem
from app.ui.gl.overlay import Placard, paint_lines, paint_marks
from app.ui.gl.program import matrix_of
from app.ui.gl.shown import EMPTY, RADAR_PX, Layers, Shown

_Key = tuple[str, int | None]
"""A channel and a row of it."""
_REST_MS = 120
_HOVER_POINTS = 400_000
_SAMPLES = 4
"""A pixel, so that lines are smooth."""
_AS_LOGGED = frozenset({ColourBy.HEIGHT, ColourBy.INTENSITY, ColourBy.RING, ColourBy.RANGE})
"""What the shader finds in rows of xyz_i16."""


class GlCanvas(GLViewWidget):  # type: ignore[misc]
    """Draws what is shown."""

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        smooth = QSurfaceFormat.defaultFormat()
        smooth.setSamples(_SAMPLES)
        self.setFormat(smooth)
        self.setBackgroundColor(channels("canvas"))
        self._shown, self._over = Shown(), EMPTY
        self._hovering: Splat | None = None
        self._clouds: dict[_Key, tuple[CloudItem, PlacedPoints, ColourBy]] = {}
        self._lines = LinesItem()
        self.addItem(self._lines)
        self._picking = Layers()
        self._scratch = Scratch()
        self._budget = Budget()
        self._placards: tuple[Placard, ...] = ()
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.refined)

    @property
    def drawn(self) -> tuple[int, int]:
        """Points of the picture, and points that there are."""
        return sum(item.drawn for item, _, _ in self._clouds.values()), self._shown.total

    @property
    def placards(self) -> tuple[Placard, ...]:
        """Where labels were put."""
        return self._placards

    def projection(self) -> Projection:
        """In pixels of the widget."""
        return Projection(viewpoint=self._shown.viewpoint, width=max(self.width(), 1), height=max(self.height(), 1))

    def show_scene(self, shown: Shown) -> None:
        """Draw this from now on."""
        self._shown, self._hovering = shown, None
        there = {_key(one) for one in shown.points}
        # a sweep that is still shown stays on the card; the items of others take the new ones
        free = [self._clouds.pop(key) for key in [key for key in self._clouds if key not in there]]
        thinned = shown.moving and shown.total > self._budget.points
        for one in shown.points:
            if _key(one) not in self._clouds and free:
                self._clouds[_key(one)] = free.pop()
            self._show_cloud(one, shown)
            item, count = self._clouds[_key(one)][0], len(one.points.xyz)
            item.set_budget(max(1, self._budget.points * count // shown.total) if thinned else None)
        for item, _, _ in free:
            self.removeItem(item)
        if thinned:
            self._rest.start()
        self.update()

    def show_at_rest(self, shown: Shown) -> None:
        """The same as before, which moves no longer."""
        self.show_scene(shown)

    def draw_ahead(self, shown: Shown) -> Iterator[None]:  # noqa: ARG002 - the card draws when it is shown
        """What a card draws costs the window nothing."""
        yield from ()

    def put_off(self) -> None:
        """Another scene is on its way: all points of what is seen are drawn if that takes long, or does not come."""
        if self._rest.isActive():
            self._rest.start()

    def show_over(self, drawing: Drawing) -> None:
        """Draw this as well, over all else."""
        if drawing is not self._over:
            self._over = drawing
            self.update()

    @property
    def ready(self) -> bool:
        """Whether what a place shows can be said soon enough."""
        return not self._shown.moving

    def refined(self) -> None:
        """Draw all points."""
        for item, _, _ in self._clouds.values():
            item.set_budget(None)
        self.update()

    def pick(self, x: float, y: float, *, within: int) -> Hit | None:
        """The point at a place of the widget: by the splat, so that both back ends pick the same."""
        return splat(self._picking.of(self._shown), self.projection()).pick(x, y, within=within)

    def hover(self, x: float, y: float, *, within: int) -> Hit | None:
        """As `pick`, by a picture that is kept while nothing moves; of very many points by an even share of them."""
        if self._hovering is None:
            layers = self._picking.of(self._shown, budget=_HOVER_POINTS if self._shown.total > _HOVER_POINTS else None)
            self._hovering = splat(layers, self.projection())
        return self._hovering.pick(x, y, within=within)

    # -- pyqtgraph's

    def initializeGL(self) -> None:  # noqa: N802
        """The context is new: what was on the card is gone."""
        super().initializeGL()
        self._lines.initializeGL()
        for item, _, _ in self._clouds.values():
            item.initializeGL()

    def projectionMatrix(self, region: object, viewport: object) -> QMatrix4x4:  # noqa: ARG002, N802
        """clip_from_display: ours, whose near plane keeps lines from fighting for depth."""
        return matrix_of(self.projection().clip_from_target())

    def viewMatrix(self) -> QMatrix4x4:  # noqa: N802
        """Nothing more: the projection has it all."""
        return QMatrix4x4()

    def drawItemTree(self, item: object = None, useItemNames: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002, N802, N803
        """Without swallowing what goes wrong."""
        for one in sorted(self.items, key=lambda one: float(one.depthValue())):
            if self.default_vao.isCreated():
                self.default_vao.bind()
            one.paint()
            if OpenGL.ERROR_CHECKING and (error := QOpenGLContext.currentContext().functions().glGetError()):
                raise RuntimeError(f"{type(one).__name__}: OpenGL says error {error:#06x}")

    def paintGL(self) -> None:  # noqa: N802
        """Points and lines, then marks and labels."""
        began = time.perf_counter()
        if not self._shown.shaded:
            self._lines.set_lines(self._shown.drawing.lines, self.projection())
            super().paintGL()
        # onto what is bound now: a painter of the widget would be turned elsewhere while it is being grabbed
        ratio = self.devicePixelRatioF()
        device = QOpenGLPaintDevice(round(self.width() * ratio), round(self.height() * ratio))
        device.setDevicePixelRatio(ratio)
        with QPainter(device) as painter:
            if self._shown.shaded:
                self._paint_shaded(painter)
            self._placards = paint_marks(painter, self._shown.drawing, self.projection())
            paint_lines(painter, self._over, self.projection())
            paint_marks(painter, self._over, self.projection())
        self._budget.took(self.drawn[0], time.perf_counter() - began)
        self.painted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keys belong to the window, and not to pyqtgraph's camera."""
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """As above."""
        event.ignore()

    def _paint_shaded(self, painter: QPainter) -> None:
        """Shading by depth is the splat's: one code says how dark, here as in figures."""
        budget = self._budget.moving if self._shown.moving else None
        layers = self._picking.of(self._shown, budget=budget)
        made = splat(layers, self.projection(), scratch=self._scratch, shaded=True)
        height, width = made.packed.shape
        painter.drawImage(0, 0, QImage(made.picture.data, width, height, 4 * width, QImage.Format.Format_RGB32))
        paint_lines(painter, self._shown.drawing, self.projection())

    def _show_cloud(self, one: PlacedPoints, shown: Shown) -> None:
        held = self._clouds.get(_key(one))
        item = CloudItem() if held is None else held[0]
        if held is None:
            self.addItem(item)
        aged = shown.by is ColourBy.AGE and held is not None and held[1].age_ns != one.age_ns
        if held is None or held[1].points is not one.points or held[2] is not shown.by or aged:
            item.set_data(_data(one, shown.by))
        else:
            item.set_place(one.target_from_channel)
        item.set_colour(shown.by, shown.over, grey=intensity_range(one), greyed=one.channel in shown.greyed)
        ratio = self.devicePixelRatioF()
        item.set_size(round((shown.size + (RADAR_PX if one.kind == "radar" else 0)) * ratio))
        box = None if one.back else shown.selected
        item.set_selected(None if box is None or box.size is None else (box.target_from_box, box.size))
        self._clouds[_key(one)] = item, one, shown.by


def _key(one: PlacedPoints) -> _Key:
    return one.channel, one.sample.lookup.row


def _data(one: PlacedPoints, by: ColourBy) -> CloudData:
    rows = one.points.table.rows
    # as they lie in the record, if all of them are points and the shader finds there what they are coloured by
    if one.points.table.layout == XYZ_I16 and by in _AS_LOGGED:
        return CloudData(rows=rows, scale=metres_of(one.sample.entry), target_from_points=one.target_from_channel)
    values = scalar(one, ColourBy.INTENSITY if by is ColourBy.HEIGHT else by)
    if values is None and by is not ColourBy.HEIGHT:
        values = np.full(len(one.points.xyz), np.nan, dtype=np.float32)
    return CloudData(xyz=one.points.xyz, scalar=values, target_from_points=one.target_from_channel)
