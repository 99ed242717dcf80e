"""A vertex buffer that is kept and orphaned: new bytes never wait for the drawing of the old ones.

It must not know what the bytes are. Only used inside paint, with the context current.
"""

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt
from OpenGL import GL


class Buffer:
    """Bytes on the graphics card. `lost` forgets it without deleting: its context is gone."""

    def __init__(self, target: int = GL.GL_ARRAY_BUFFER) -> None:
        self._target = target
        self._id: int | None = None
        self._capacity = 0

    def bind(self) -> None:
        """Use it from now on."""
        if self._id is None:
            self._id = int(GL.glGenBuffers(1))
            self._capacity = 0
        GL.glBindBuffer(self._target, self._id)

    def put(self, array: npt.NDArray[Any]) -> None:
        """Take over the bytes of a contiguous array, as they are."""
        assert array.flags.c_contiguous
        self.bind()
        if array.nbytes > self._capacity:
            self._capacity = array.nbytes
        # the old memory goes when the card has drawn it
        GL.glBufferData(self._target, max(self._capacity, 1), None, GL.GL_STREAM_DRAW)
        if array.nbytes:
            GL.glBufferSubData(self._target, 0, array.nbytes, ctypes.c_void_p(array.ctypes.data))

    def release(self) -> None:
        """Use none from now on."""
        GL.glBindBuffer(self._target, 0)

    def lost(self) -> None:
        """The context is gone, and the buffer with it."""
        self._id, self._capacity = None, 0


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
