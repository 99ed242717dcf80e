"""A vertex buffer that takes turns: new bytes never wait for the drawing of the old ones, nor for fresh memory.

It must not know what the bytes are. Only used inside paint, with the context current.
"""

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt
from OpenGL import GL

_TURNS = 3
"""A card may still draw from the last two. Orphaning one buffer instead costs fresh pages for every picture."""


class Buffer:
    """Bytes on the graphics card. `lost` forgets it without deleting: its context is gone."""

    def __init__(self, target: int = GL.GL_ARRAY_BUFFER) -> None:
        self._target = target
        self._ids: list[int] = []
        self._capacities = [0] * _TURNS
        self._turn = 0

    def bind(self) -> None:
        """Use what was put last from now on."""
        if not self._ids:
            self._ids = [int(one) for one in GL.glGenBuffers(_TURNS)]
        GL.glBindBuffer(self._target, self._ids[self._turn])

    def put(self, array: npt.NDArray[Any]) -> None:
        """Take over the bytes of a contiguous array, as they are."""
        assert array.flags.c_contiguous
        self._turn = (self._turn + 1) % _TURNS
        self.bind()
        if array.nbytes > self._capacities[self._turn]:
            self._capacities[self._turn] = array.nbytes
            GL.glBufferData(self._target, array.nbytes, ctypes.c_void_p(array.ctypes.data), GL.GL_STREAM_DRAW)
        elif array.nbytes:
            GL.glBufferSubData(self._target, 0, array.nbytes, ctypes.c_void_p(array.ctypes.data))

    def release(self) -> None:
        """Use none from now on."""
        GL.glBindBuffer(self._target, 0)

    def lost(self) -> None:
        """The context is gone, and the buffer with it."""
        self._ids, self._capacities = [], [0] * _TURNS


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
