"""Shader programs for whichever OpenGL a context has: GLSL 3.30 from one source, or 1.20, or the two of OpenGL ES.

It must not know what a program draws. Only used inside paint, with the context current.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from OpenGL import GL
from OpenGL.GL import shaders
from PySide6.QtGui import QOpenGLContext

from app.resource import resource

_MODERN = (
    "#define ATTRIBUTE in\n#define VARYING_OUT out\n#define VARYING_IN in\n#define FLAT flat\n"
    "#define TEXTURE_AT textureLod\n"
)
_OLD = (
    "#define ATTRIBUTE attribute\n#define VARYING_OUT varying\n#define VARYING_IN varying\n#define FLAT\n"
    "#define TEXTURE_AT texture2DLod\n#define FRAGMENT gl_FragColor\n"
)
_RESULT = "out vec4 FRAGMENT;\n"
_PRECISE = "precision highp float;\nprecision highp int;\n"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How GLSL is to be written for a context."""

    version: str
    modern: bool
    embedded: bool = False

    def source(self, text: str, *, fragment: bool) -> str:
        """A shader as this dialect has it."""
        precise = _PRECISE if self.embedded else ""
        macros = _MODERN + (_RESULT if fragment else "") if self.modern else _OLD
        return f"#version {self.version}\n{precise}{macros}{text}"


def dialect_of(context: QOpenGLContext) -> Dialect:
    """The dialect of a context."""
    version = context.format().version()
    if context.isOpenGLES():
        return Dialect("300 es", modern=True, embedded=True) if version >= (3, 0) else Dialect(
            "100", modern=False, embedded=True
        )  # fmt: skip
    return Dialect("330 core", modern=True) if version >= (3, 3) else Dialect("120", modern=False)


class Program:
    """A compiled program. It lives as long as its context."""

    def __init__(self, name: str, attributes: Sequence[str], dialect: Dialect) -> None:
        """Compile `name`.vert and `name`.frag; attributes are at 0, 1, 2 and so on."""
        parts = (("vert", GL.GL_VERTEX_SHADER, False), ("frag", GL.GL_FRAGMENT_SHADER, True))
        self._program = GL.glCreateProgram()
        for ending, kind, fragment in parts:
            text = resource("shaders", f"{name}.{ending}").read_text("utf-8")
            compiled = shaders.compileShader(dialect.source(text, fragment=fragment), kind)
            GL.glAttachShader(self._program, compiled)
            GL.glDeleteShader(compiled)
        for place, attribute in enumerate(attributes):
            GL.glBindAttribLocation(self._program, place, attribute)
        GL.glLinkProgram(self._program)
        if not GL.glGetProgramiv(self._program, GL.GL_LINK_STATUS):
            raise RuntimeError(f"{name}: {GL.glGetProgramInfoLog(self._program)!r}")
        self._places: dict[str, int] = {}
        self._held: dict[str, tuple[float, ...] | bytes] = {}

    def use(self) -> None:
        """Draw with it from now on."""
        GL.glUseProgram(self._program)

    def put(self, name: str, *values: float) -> None:
        """A uniform of one to four real numbers."""
        if self._new(name, values):
            (GL.glUniform1f, GL.glUniform2f, GL.glUniform3f, GL.glUniform4f)[len(values) - 1](self._at(name), *values)

    def put_int(self, name: str, value: int) -> None:
        """A uniform integer or texture unit."""
        if self._new(name, (value,)):
            GL.glUniform1i(self._at(name), value)

    def put_matrix(self, name: str, matrix: npt.NDArray[np.float64]) -> None:
        """A uniform matrix (4, 4), rows first as everywhere in Python."""
        columns = np.ascontiguousarray(matrix.T, dtype=np.float32)
        if self._new(name, columns.tobytes()):
            GL.glUniformMatrix4fv(self._at(name), 1, GL.GL_FALSE, columns)

    def _new(self, name: str, value: tuple[float, ...] | bytes) -> bool:
        """Whether the program does not hold this already: a program keeps its uniforms."""
        if self._held.get(name) == value:
            return False
        self._held[name] = value
        return True

    def _at(self, name: str) -> int:
        if name not in self._places:
            self._places[name] = GL.glGetUniformLocation(self._program, name)
        return self._places[name]
