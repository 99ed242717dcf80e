"""All lines of a scene in one buffer: strokes of any width, solid, dashed or dotted, with their dark casing.

It must not know what they mean. Uploads happen inside paint alone. Each stretch becomes two triangles, widened on
screen by the shader: cores of OpenGL draw no line wider than a pixel.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from OpenGL import GL
from pyqtgraph.opengl.GLGraphicsItem import GLGraphicsItem
from PySide6.QtGui import QOpenGLContext

from app.scene.drawn import Area, Pattern, Stroke
from app.scene.view import Projection
from app.ui.gl.buffer import Buffer, at
from app.ui.gl.colours import channels
from app.ui.gl.program import Program, matrix_of

_ATTRIBUTES = ("a_place", "a_other", "a_shape", "a_colour")
_VERTEX = np.dtype([("place", "<f4", 3), ("other", "<f4", 3), ("shape", "<f4", 4), ("colour", "u1", 4)])
_LAYOUT = ((3, 0, False), (3, 12, False), (4, 24, False), (4, 40, True))
"""Numbers, offset, and whether they are bytes, of each attribute."""
_PATTERNS = {Pattern.SOLID: 0.0, Pattern.DASHED: 1.0, Pattern.DOTTED: 2.0}
_CORNERS = ((0, -1.0), (0, 1.0), (1, -1.0), (1, -1.0), (0, 1.0), (1, 1.0))
"""End and side of the six corners of two triangles."""
_CASING = 2.0
Vertices = npt.NDArray[np.void]


class LinesItem(GLGraphicsItem):  # type: ignore[misc]
    """All strokes and areas of a scene, over everything else. Main thread only."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Area | Stroke] = ()
        self._projection: Projection | None = None
        self._buffer = Buffer()
        self.setDepthValue(10)
        self.initializeGL()

    def set_lines(self, lines: Sequence[Area | Stroke], projection: Projection) -> None:
        """Draw these from now on; the projection says where the eye is, behind which nothing is drawn.

        Part of a paint: it asks for none, or the view would paint for ever.
        """
        if lines is not self._lines or projection != self._projection:
            self._lines, self._projection, self._stale = lines, projection, True

    def initializeGL(self) -> None:  # noqa: N802 (pyqtgraph's)
        """A context is new: whatever was on the card is gone."""
        self._program: Program | None = None
        self._buffer.lost()
        self._stale, self._count = True, 0

    def paint(self) -> None:
        """Draw; pyqtgraph calls this with the context current."""
        context, projection = QOpenGLContext.currentContext(), self._projection
        if projection is None:
            return
        if self._program is None:
            self._program = Program("lines", _ATTRIBUTES, context)
        if self._stale:
            made = vertices(self._lines, projection)
            self._buffer.put(made)
            self._count, self._stale = len(made), False
        if not self._count:
            return
        gl = context.functions()
        gl.glDisable(GL.GL_DEPTH_TEST)
        gl.glEnable(GL.GL_BLEND)
        gl.glBlendFuncSeparate(GL.GL_SRC_ALPHA, GL.GL_ONE_MINUS_SRC_ALPHA, GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)
        self._program.use()
        self._program.put_matrix("u_clip", matrix_of(projection.clip_from_target()))
        self._program.put("u_window", float(projection.width), float(projection.height))
        self._buffer.bind()
        for place, (count, offset, of_colour) in enumerate(_LAYOUT):
            kind = GL.GL_UNSIGNED_BYTE if of_colour else GL.GL_FLOAT
            gl.glEnableVertexAttribArray(place)
            gl.glVertexAttribPointer(place, count, kind, of_colour, _VERTEX.itemsize, at(offset))
        self._buffer.release()
        gl.glDrawArrays(GL.GL_TRIANGLES, 0, self._count)
        for place in range(len(_ATTRIBUTES)):
            gl.glDisableVertexAttribArray(place)
        self._program.release()
        gl.glDisable(GL.GL_BLEND)


def vertices(lines: Sequence[Area | Stroke], projection: Projection) -> Vertices:
    """Corners of all triangles in the order of the lines, each over its casing."""
    parts = []
    for stroke in lines:
        if isinstance(stroke, Area):
            parts.append(_filled(stroke, projection))
            continue
        points = stroke.points
        ends = (points[::2], points[1::2]) if stroke.apart else (points[:-1], points[1:])
        cut = _before_the_eye(*ends, projection)
        if stroke.cased:
            parts.append(_widened(cut, (11, 13, 15, 200), stroke.width + 2 * _CASING, 0.0))
        colour = (*channels(stroke.ink), round(255 * stroke.share))
        parts.append(_widened(cut, colour, stroke.width, _PATTERNS[stroke.pattern]))
    return np.concatenate(parts) if parts else np.empty(0, dtype=_VERTEX)


def _before_the_eye(
    ends: npt.NDArray[np.float64], others: npt.NDArray[np.float64], projection: Projection
) -> npt.NDArray[np.float64]:
    """Stretches (n, 2, 3), cut where they pass the eye."""
    forward, eye = projection.viewpoint.axes()[2], projection.viewpoint.eye()
    one, other = (((points - eye) * forward).sum(axis=1) - projection.near for points in (ends, others))
    made = np.stack([ends, others], axis=1)
    for place, (mine, far) in enumerate(((one, other), (other, one))):
        behind = (mine < 0) & (far > 0)
        share = (mine[behind] / (mine[behind] - far[behind]))[:, None]
        made[behind, place] += share * (made[behind, 1 - place] - made[behind, place])
    return np.asarray(made[(one > 0) | (other > 0)])


def _widened(stretches: npt.NDArray[np.float64], colour: tuple[int, ...], width: float, pattern: float) -> Vertices:
    made = np.zeros((len(stretches), 6), dtype=_VERTEX)
    for corner, (end, side) in enumerate(_CORNERS):
        made["place"][:, corner], made["other"][:, corner] = stretches[:, end], stretches[:, 1 - end]
        made["shape"][:, corner] = side, width, end, pattern
    made["colour"] = colour
    return made.reshape(-1)


def _filled(area: Area, projection: Projection) -> Vertices:
    """A fan; an area that is partly behind the eye is left out."""
    forward, eye = projection.viewpoint.axes()[2], projection.viewpoint.eye()
    if ((((area.points - eye) * forward).sum(axis=1)) < projection.near).any():
        return np.empty(0, dtype=_VERTEX)
    fan = [corner for number in range(1, len(area.points) - 1) for corner in (0, number, number + 1)]
    made = np.zeros(len(fan), dtype=_VERTEX)
    made["place"] = made["other"] = area.points[fan]
    made["colour"] = (*channels(area.ink), round(255 * area.share))
    return made
