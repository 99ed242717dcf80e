"""Which of the two back ends draws: OpenGL where a graphics card does it, else the splat on the CPU.

It must not draw. Asked once a process, in the main thread, with the application there.
"""

import os
from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext

FORCE = "INCIDENT_REPLAY_3D"
"""Environment variable: `gl` or `cpu`."""
CHECKED = "INCIDENT_REPLAY_3D_CHECKED"
"""Environment variable: set, what OpenGL refuses is asked for and told, call by call or item by item, as in tests."""
_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "swiftshader", "software", "gdi generic", "basic render")
_LEAST = (3, 3)
_RENDERER = 0x1F01  # GL_RENDERER


class Backend(Enum):
    """Who draws the points."""

    GL = "gl"
    CPU = "cpu"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which back end, and why, in words for the pane."""

    backend: Backend
    text: str


_chosen: list[Choice] = []


def chosen_backend() -> Choice:
    """The back end of this process."""
    forced = os.environ.get(FORCE, "")
    if forced in {one.value for one in Backend}:
        backend = Backend(forced)
        return Choice(backend, "CPU" if backend is Backend.CPU else "OpenGL")
    if not _chosen:
        _chosen.append(chosen_by(*_probe()))
    return _chosen[0]


def chosen_by(renderer: str | None, version: tuple[int, int]) -> Choice:
    """The choice for a renderer and a version of OpenGL; None: there is none."""
    if renderer is None:
        return Choice(Backend.CPU, "CPU, no OpenGL")
    if any(word in renderer.lower() for word in _SOFTWARE):
        return Choice(Backend.CPU, "CPU, no graphics card")
    if version < _LEAST:
        return Choice(Backend.CPU, f"CPU, OpenGL {version[0]}.{version[1]} is too old")
    return Choice(Backend.GL, renderer.split("/")[0].strip() or "OpenGL")


def prepare_gl() -> None:
    """Before OpenGL is imported: tell it which of GLX and EGL Qt uses, which it would guess from the environment."""
    platform = QGuiApplication.platformName()
    egl = platform != "xcb" or os.environ.get("QT_XCB_GL_INTEGRATION") == "xcb_egl"
    if platform in {"xcb", "wayland", "eglfs"}:
        os.environ.setdefault("PYOPENGL_PLATFORM", "egl" if egl else "glx")
    import OpenGL

    # asked after every call, a driver with threads of its own would wait each time; programs are checked when they link
    OpenGL.ERROR_CHECKING = bool(os.environ.get(CHECKED))


def _probe() -> tuple[str | None, tuple[int, int]]:
    surface = QOffscreenSurface()
    surface.create()
    context = QOpenGLContext()
    if not surface.isValid() or not context.create() or not context.makeCurrent(surface):
        return None, (0, 0)
    try:
        renderer = context.functions().glGetString(_RENDERER)
        major, minor = context.format().version()
        return (str(renderer) if renderer else None), (int(major), int(minor))
    finally:
        context.doneCurrent()
