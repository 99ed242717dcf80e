"""A vertex buffer that takes turns: new bytes never wait for the drawing of the old ones, nor for fresh memory.

It must not know what the bytes are. Only used inside paint, with the context current.
"""

from typing import Any, cast

import numpy as np
import numpy.typing as npt
from OpenGL import GL
from PySide6.QtOpenGL import QOpenGLBuffer
from shiboken6 import VoidPtr

_TURNS = 3
"""A card may still draw from the last two. Orphaning one buffer instead costs fresh pages for every picture."""


class Buffer:
    """Bytes on the graphics card. `lost` forgets it: its context is gone."""

    def __init__(self, kind: QOpenGLBuffer.Type = QOpenGLBuffer.Type.VertexBuffer) -> None:
        self._kind, self._turn = kind, 0
        self.lost()

    def bind(self) -> None:
        """Use what was put last from now on."""
        buffer = self._buffers[self._turn]
        if not buffer.isCreated():
            buffer.create()
            buffer.setUsagePattern(QOpenGLBuffer.UsagePattern.StreamDraw)
        buffer.bind()

    def put(self, array: npt.NDArray[Any]) -> None:
        """Take over the bytes of a contiguous array, as they are."""
        assert array.flags.c_contiguous
        self._turn = (self._turn + 1) % _TURNS
        self.bind()
        # Qt reads the array's own memory, whatever its stubs say
        memory: Any = array
        if array.nbytes > self._capacities[self._turn]:
            self._capacities[self._turn] = array.nbytes
            self._buffers[self._turn].allocate(memory, array.nbytes)
        elif array.nbytes:
            self._buffers[self._turn].write(0, memory, array.nbytes)

    def release(self) -> None:
        """Use none from now on."""
        self._buffers[self._turn].release()

    def lost(self) -> None:
        """The context is gone, and the buffer with it."""
        self._buffers = [QOpenGLBuffer(self._kind) for _ in range(_TURNS)]
        self._capacities = [0] * _TURNS


def at(offset: int) -> int:
    """A place in the buffer that is bound, as Qt's functions take it; their stubs say int."""
    return cast("int", VoidPtr(offset))


def colour_texture(table: npt.NDArray[np.uint8]) -> int:
    """A texture of 256 colours (256, 4) in blue, green, red, alpha."""
    made = int(GL.glGenTextures(1))
    GL.glBindTexture(GL.GL_TEXTURE_2D, made)
    for name, value in (
        (GL.GL_TEXTURE_MIN_FILTER, GL.GL_NEAREST), (GL.GL_TEXTURE_MAG_FILTER, GL.GL_NEAREST),
        (GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE), (GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE),
    ):  # fmt: skip
        GL.glTexParameteri(GL.GL_TEXTURE_2D, name, value)
    rgba = np.ascontiguousarray(table[:, [2, 1, 0, 3]])
    GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, GL.GL_RGBA, 256, 1, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, rgba)
    return made
