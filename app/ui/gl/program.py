"""Shader programs for whichever OpenGL a context has: GLSL 3.30 from one source, or 1.20, or the two of OpenGL ES.

It must not know what a program draws. Only used inside paint, with the context current.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QMatrix4x4, QOpenGLContext, QOpenGLFunctions
from PySide6.QtOpenGL import QOpenGLShader, QOpenGLShaderProgram

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

    def __init__(self, name: str, attributes: Sequence[str], context: QOpenGLContext) -> None:
        """Compile `name`.vert and `name`.frag for a context; attributes are at 0, 1, 2 and so on."""
        self._gl: QOpenGLFunctions = context.functions()
        self._program = compiled(name, attributes, dialect_of(context))
        self._places: dict[str, int] = {}
        self._held: dict[str, tuple[float, ...]] = {}

    def use(self) -> None:
        """Draw with it from now on."""
        self._program.bind()

    def release(self) -> None:
        """Draw with none from now on."""
        self._program.release()

    def put(self, name: str, *values: float) -> None:
        """A uniform of one to four real numbers."""
        if self._new(name, values):
            gl = self._gl
            (gl.glUniform1f, gl.glUniform2f, gl.glUniform3f, gl.glUniform4f)[len(values) - 1](self._at(name), *values)

    def put_int(self, name: str, value: int) -> None:
        """A uniform integer or texture unit."""
        if self._new(name, (value,)):
            self._gl.glUniform1i(self._at(name), value)

    def put_matrix(self, name: str, matrix: QMatrix4x4) -> None:
        """A uniform matrix (4, 4)."""
        columns = tuple(matrix.data())
        if self._new(name, columns):
            self._gl.glUniformMatrix4fv(self._at(name), 1, 0, columns)

    def _new(self, name: str, value: tuple[float, ...]) -> bool:
        """Whether the program does not hold this already: a program keeps its uniforms."""
        if self._held.get(name) == value:
            return False
        self._held[name] = value
        return True

    def _at(self, name: str) -> int:
        if name not in self._places:
            self._places[name] = self._program.uniformLocation(name.encode())
        return self._places[name]


def matrix_of(rows: npt.NDArray[np.float64]) -> QMatrix4x4:
    """A matrix (4, 4) as Qt has it, in single precision."""
    return QMatrix4x4(*rows.ravel().tolist())


def compiled(name: str, attributes: Sequence[str], dialect: Dialect) -> QOpenGLShaderProgram:
    """`name`.vert and `name`.frag in a dialect; raises RuntimeError with the driver's words if it refuses them."""
    program = QOpenGLShaderProgram()
    parts = (("vert", QOpenGLShader.ShaderTypeBit.Vertex, False), ("frag", QOpenGLShader.ShaderTypeBit.Fragment, True))
    for ending, kind, fragment in parts:
        text = resource("shaders", f"{name}.{ending}").read_text("utf-8")
        if not program.addShaderFromSourceCode(kind, dialect.source(text, fragment=fragment)):
            raise RuntimeError(f"{name}.{ending}: {program.log()}")
    for place, attribute in enumerate(attributes):
        program.bindAttributeLocation(attribute, place)
    if not program.link():
        raise RuntimeError(f"{name}: {program.log()}")
    return program
