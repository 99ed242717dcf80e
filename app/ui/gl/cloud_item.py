"""Points on the graphics card: 8 bytes a point as logged, or 16, coloured by the shader.

Nothing is reckoned per point on the CPU: height, range and colour come from the shader, and rows of `xyz_i16` go to the
card as they lie in the record. It must not know moments. Uploads happen inside paint alone.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from OpenGL import GL
from pyqtgraph.opengl.GLGraphicsItem import GLGraphicsItem
from PySide6.QtGui import QOpenGLContext, QOpenGLFunctions
from PySide6.QtOpenGL import QOpenGLBuffer

from app.kinds.cloud import XYZ_I16
from app.scene.colour import COLOUR_MAPS, GROUND_HEIGHT_M, ColourBy, Range
from app.scene.rigid import Matrix, inverse
from app.scene.thinning import even_rows
from app.ui.gl.buffer import Buffer, at, colour_texture
from app.ui.gl.program import Program, matrix_of

_ATTRIBUTES = ("a_place", "a_scalar")
_HEIGHT, _RANGE, _SECOND, _CLASS = 1, 2, 3, 4
_BY = {ColourBy.HEIGHT: _HEIGHT, ColourBy.RANGE: _RANGE, ColourBy.CLASS: _CLASS}
_ROW_BYTES = XYZ_I16.row_bytes
_AS_THEY_ARE = np.eye(4)
_AS_THEY_ARE.flags.writeable = False
_FIRST, _SCALARS = at(0), at(6)
Box = tuple[Matrix, npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CloudData:
    """Points as they go to the card: `rows` of xyz_i16 with `scale` metres a count, or `xyz` float32 with `scalar`."""

    rows: npt.NDArray[Any] | None = None
    scale: float = 1.0
    xyz: npt.NDArray[np.float32] | None = None
    scalar: npt.NDArray[np.float32] | None = None
    """What it is coloured by; by height: the intensity, for the grey of the ground."""
    target_from_points: Matrix = field(default_factory=lambda: _AS_THEY_ARE)

    def __post_init__(self) -> None:
        assert (self.rows is None) != (self.xyz is None)
        assert self.rows is None or self.rows.dtype.itemsize == _ROW_BYTES
        assert self.xyz is None or (self.xyz.dtype == np.float32 and self.xyz.flags.c_contiguous)

    @property
    def count(self) -> int:
        """How many points there are."""
        points = self.rows if self.rows is not None else self.xyz
        return 0 if points is None else len(points)


class CloudItem(GLGraphicsItem):  # type: ignore[misc]
    """The points of one channel. Main thread only."""

    def __init__(self) -> None:
        super().__init__()
        self._data: CloudData | None = None
        self._by, self._over, self._grey = ColourBy.HEIGHT, Range(0, 5), Range(0, 255)
        self._greyed = False
        self._size = 3.0
        self._budget: int | None = None
        self._rows: tuple[tuple[int, int], npt.NDArray[np.uint32]] | None = None
        """What was thinned last: how many points to how many, and the rows that stay."""
        self._selected: Box | None = None
        self._points, self._scalars, self._order = Buffer(), Buffer(), Buffer(QOpenGLBuffer.Type.IndexBuffer)
        self.initializeGL()

    # -- commands: nothing but notes until the next paint, which the view is to be asked for

    def set_data(self, data: CloudData | None) -> None:
        """Show these points from now on; arrays are kept and not copied."""
        self._data, self._stale, self._order_stale = data, True, True

    def set_place(self, target_from_points: Matrix) -> None:
        """The same points, elsewhere: nothing is uploaded."""
        if self._data is not None:
            self._data = replace(self._data, target_from_points=target_from_points)

    def set_colour(
        self,
        by: ColourBy,
        over: Range,
        *,
        grey: Range = Range(0, 255),  # noqa: B008 (frozen)
        greyed: bool = False,
    ) -> None:
        """Colour by another number, or over another range: a matter of uniforms. `greyed`: without hue."""
        if (by, greyed) != (self._by, self._greyed):
            self._colours_stale = True
        self._by, self._over, self._grey, self._greyed = by, over, grey, greyed

    def set_size(self, pixels: float) -> None:
        """Edge of the squares."""
        self._size = pixels

    def set_budget(self, most: int | None) -> None:
        """Draw at most so many points, evenly thinned; None: all."""
        if most != self._budget:
            self._budget, self._order_stale = most, True

    def set_selected(self, box: Box | None) -> None:
        """Points in this box, target_from_box and size, are white."""
        self._selected = box

    @property
    def drawn(self) -> int:
        """Points that the next paint draws."""
        count, rows = 0 if self._data is None else self._data.count, self._thinned()
        return count if rows is None else len(rows)

    def _thinned(self) -> npt.NDArray[np.uint32] | None:
        """Of the points that are drawn; None: all."""
        count, most = 0 if self._data is None else self._data.count, self._budget
        if most is None or most >= count:
            return None
        if self._rows is None or self._rows[0] != (count, most):
            self._rows = (count, most), even_rows(count, most).astype(np.uint32)
        return self._rows[1]

    # -- inside paint

    def initializeGL(self) -> None:  # noqa: N802 (pyqtgraph's)
        """A context is new: whatever was on the card is gone."""
        self._program: Program | None = None
        self._texture: int | None = None
        for buffer in (self._points, self._scalars, self._order):
            buffer.lost()
        self._stale = self._colours_stale = self._order_stale = True
        self._elements = 0

    def paint(self) -> None:
        """Draw; pyqtgraph calls this with the context current."""
        data, context = self._data, QOpenGLContext.currentContext()
        if data is None or not data.count:
            return
        # Qt's functions: PyOpenGL takes as long for the calls alone as the bytes of a sweep take to be copied
        gl = context.functions()
        if self._program is None:
            self._program = Program("cloud", _ATTRIBUTES, context)
        self._upload(gl, data)
        gl.glEnable(GL.GL_DEPTH_TEST)
        gl.glDisable(GL.GL_BLEND)
        if not context.isOpenGLES():
            gl.glEnable(GL.GL_PROGRAM_POINT_SIZE)
        self._program.use()
        self._put_uniforms(self._program, data)
        self._put_attributes(gl, data)
        if self._elements:
            self._order.bind()
            gl.glDrawElements(GL.GL_POINTS, self._elements, GL.GL_UNSIGNED_INT, _FIRST)
            self._order.release()
        else:
            gl.glDrawArrays(GL.GL_POINTS, 0, data.count)
        for place in range(len(_ATTRIBUTES)):
            gl.glDisableVertexAttribArray(place)
        self._program.release()

    def _upload(self, gl: QOpenGLFunctions, data: CloudData) -> None:
        if self._stale:
            points = data.rows if data.rows is not None else data.xyz
            assert points is not None
            self._points.put(points)
            if data.scalar is not None:
                self._scalars.put(data.scalar)
            self._stale = False
        if self._order_stale:
            rows = self._thinned()
            if rows is not None:
                self._order.put(rows)
                self._order.release()
            self._elements, self._order_stale = 0 if rows is None else len(rows), False
        if self._colours_stale or self._texture is None:
            if self._texture is not None:
                GL.glDeleteTextures(1, [self._texture])
            self._texture = colour_texture(COLOUR_MAPS[self._by].colours(greyed=self._greyed))
            self._colours_stale = False
        gl.glBindTexture(GL.GL_TEXTURE_2D, self._texture)

    def _put_uniforms(self, program: Program, data: CloudData) -> None:
        target = data.target_from_points
        program.put_matrix("u_clip", self.mvpMatrix() * matrix_of(target))
        program.put("u_height", *target[2].tolist())
        program.put("u_scale", data.scale if data.rows is not None else 1.0)
        program.put("u_size", self._size)
        second = data.rows is not None and self._by is ColourBy.RING
        program.put_int("u_by", _SECOND if second else _BY.get(self._by, 0))
        program.put("u_range", self._over.low, self._over.high)
        program.put("u_grey", self._grey.low, self._grey.high)
        program.put("u_ground", GROUND_HEIGHT_M)
        if self._selected is None:
            program.put("u_half", -1.0, -1.0, -1.0)
        else:
            box, size = self._selected
            program.put_matrix("u_box", matrix_of(inverse(box) @ target))
            program.put("u_half", *(size / 2 + 0.05).tolist())
        program.put_int("u_colours", 0)

    def _put_attributes(self, gl: QOpenGLFunctions, data: CloudData) -> None:
        self._points.bind()
        gl.glEnableVertexAttribArray(0)
        if data.rows is not None:
            gl.glVertexAttribPointer(0, 3, GL.GL_SHORT, 0, 8, _FIRST)
            gl.glEnableVertexAttribArray(1)
            gl.glVertexAttribPointer(1, 2, GL.GL_UNSIGNED_BYTE, 0, 8, _SCALARS)
        else:
            gl.glVertexAttribPointer(0, 3, GL.GL_FLOAT, 0, 12, _FIRST)
            if data.scalar is None:
                gl.glDisableVertexAttribArray(1)
                gl.glVertexAttrib2f(1, 0.0, 0.0)
            else:
                self._scalars.bind()
                gl.glEnableVertexAttribArray(1)
                gl.glVertexAttribPointer(1, 1, GL.GL_FLOAT, 0, 4, _FIRST)
        self._points.release()
