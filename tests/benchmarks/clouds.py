"""How long points take to be drawn: our splat and our OpenGL item against pyqtgraph, vispy and Open3D.

Run as a script: `python tests/benchmarks/clouds.py [--points 200000 1000000 5000000] [--vispy-python PYTHON]`, with
nothing else running. Every peer draws the same points, new ones for every picture, in a window of 1280 x 720 from the
same place, 3 pixels large, coloured by height, without thinning or shading, and finishes (`glFinish`) before the clock
stops; each runs in a process of its own. `prepare` is the CPU time of the main thread from a new array until the draw
call is made, without the window's own part in between (events, clearing): what the driver does afterwards, in software
if there is no graphics card, is not in it. It must not be collected by pytest.
"""

import argparse
import ctypes
import importlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402 - after the number of threads is said
import numpy.typing as npt  # noqa: E402

from app.kinds.cloud import XYZ_I16  # noqa: E402
from app.scene.colour import COLOUR_MAPS, ColourBy, Range, scale  # noqa: E402
from app.scene.view import CHASE, Projection  # noqa: E402

PEERS = ("splat", "own, 8 bytes", "own, 16 bytes", "pyqtgraph", "vispy", "open3d")
_OVER = Range(0, 5)
_VIEW = Projection(viewpoint=CHASE, width=1280, height=720)
_SIZE = 3
_VARIANTS = 3
Draw = Callable[[int], float | None]
"""Draws one of the variants; seconds of CPU until its draw call, None: they cannot be had."""


def main() -> int:
    """Start a process for every peer, and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--points", type=int, nargs="+", default=[200_000, 1_000_000, 5_000_000])
    parser.add_argument("--pictures", type=int, default=15)
    parser.add_argument("--vispy-python", default=sys.executable)
    parser.add_argument("--peer", choices=PEERS)
    asked = parser.parse_args()
    if asked.peer:
        print(json.dumps(_measured(asked.peer, asked.points[0], asked.pictures)))
        return 0
    if not os.environ.get("DISPLAY"):
        screen = ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24"]
        if shutil.which(screen[0]) is None:
            print("no display, and no xvfb-run to make one")
            return 1
        return subprocess.call([*screen, sys.executable, *sys.argv])
    for count in asked.points:
        found = {}
        for peer in PEERS:
            python = asked.vispy_python if peer == "vispy" else sys.executable
            command = [python, __file__, "--peer", peer, "--points", str(count), "--pictures", str(asked.pictures)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
            try:
                found[peer] = json.loads(done.stdout.strip().splitlines()[-1])
            except (ValueError, IndexError):
                found[peer] = {"refused": (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]}
        _print(count, found)
    return 0


def _print(count: int, found: dict[str, dict[str, Any]]) -> None:
    print(f"{count} points, {next((one['renderer'] for one in found.values() if one.get('renderer')), 'no OpenGL')}")
    peers = [found[name]["frame_ms"] for name in ("pyqtgraph", "vispy", "open3d") if "frame_ms" in found[name]]
    best = min(peers, default=float("nan"))
    slow = found["pyqtgraph"].get("prepare_ms")
    for name, one in found.items():
        if "refused" in one:
            print(f"  {name:14} cannot run: {one['refused']}")
            continue
        prepare = one["prepare_ms"]
        line = f"  {name:14} picture {one['frame_ms']:8.1f} ms ({one['frame_ms'] / best:5.2f} x the best peer)"
        if prepare is not None:
            line += f"  prepare {prepare:7.2f} ms"
            line += f" ({prepare / slow:.3f} x pyqtgraph)" if slow and name.startswith("own") else ""
        print(line)


def _measured(peer: str, count: int, pictures: int) -> dict[str, Any]:
    draw, renderer = {
        "splat": _splat, "own, 8 bytes": _own_rows, "own, 16 bytes": _own_floats, "pyqtgraph": _pyqtgraph,
        "vispy": _vispy, "open3d": _open3d,
    }[peer](_clouds(count))  # fmt: skip
    frames, prepared = [], []
    for number in range(pictures + 3):
        began = time.perf_counter()
        prepare = draw(number % _VARIANTS)
        if number >= 3:  # compiled, allocated, warm
            frames.append(time.perf_counter() - began)
            prepared.append(prepare)
    known = [one for one in prepared if one is not None]
    return {
        "frame_ms": statistics.median(frames) * 1e3,
        "prepare_ms": statistics.median(known) * 1e3 if known else None,
        "renderer": renderer,
    }


def _clouds(count: int) -> list[npt.NDArray[np.float32]]:
    """Points all around, denser near by, in whole centimetres so that both of our forms hold the same."""
    made = []
    for seed in range(_VARIANTS):
        chance = np.random.default_rng(seed)
        turned, far = chance.uniform(0, 2 * np.pi, count), chance.uniform(2, 80, count)
        xyz = np.stack([far * np.cos(turned), far * np.sin(turned), chance.uniform(0, 6, count)], 1)
        made.append(np.ascontiguousarray(np.round(xyz, 2), dtype=np.float32))
    return made


def _rgba(xyz: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """What peers without our shader need: four numbers a point."""
    table = COLOUR_MAPS[ColourBy.HEIGHT].table[:, [2, 1, 0, 3]].astype(np.float32) / np.float32(255)
    return np.asarray(table[scale(xyz[:, 2], _OVER)])


# -- without OpenGL


def _splat(clouds: list[npt.NDArray[np.float32]]) -> tuple[Draw, str]:
    from PySide6.QtGui import QImage, QPainter, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from app.scene.splat import Layer, Scratch, splat

    _application()
    colours, scratch = COLOUR_MAPS[ColourBy.HEIGHT].packed(), Scratch()

    class Window(QWidget):
        image = QImage()

        def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
            with QPainter(self) as painter:
                painter.drawImage(0, 0, self.image)

    window = Window()
    _show(window)

    def draw(number: int) -> float:
        began = time.thread_time()
        xyz = clouds[number]
        layer = Layer(
            xyz=xyz, target_from_xyz=np.eye(4), index=scale(xyz[:, 2], _OVER), colours=colours, size=_SIZE
        )  # fmt: skip
        made = splat([layer], _VIEW, scratch=scratch)
        window.image = QImage(made.picture.data, _VIEW.width, _VIEW.height, QImage.Format.Format_RGB32)
        prepared = time.thread_time() - began
        window.repaint()
        return prepared

    return draw, ""


# -- in pyqtgraph's view


def _hosted(item: Any) -> tuple[Any, Callable[[], float], str]:
    """A view with our projection, and a function that draws one picture and says when its draw call was made."""
    from OpenGL import GL
    from pyqtgraph.opengl import GLViewWidget
    from PySide6.QtGui import QMatrix4x4, QOpenGLFunctions
    from PySide6.QtWidgets import QApplication

    class Host(GLViewWidget):  # type: ignore[misc]
        renderer = ""

        def projectionMatrix(self, *_: object) -> QMatrix4x4:  # noqa: N802
            return QMatrix4x4(*_VIEW.clip_from_target().ravel().tolist())

        def viewMatrix(self) -> QMatrix4x4:  # noqa: N802
            return QMatrix4x4()

        def paintGL(self) -> None:  # noqa: N802
            super().paintGL()
            GL.glFinish()
            self.renderer = GL.glGetString(GL.GL_RENDERER).decode()

    called: list[float] = []
    plain = GL.glDrawArrays

    def noted(*given: Any) -> None:
        called.append(time.thread_time())
        plain(*given)

    GL.glDrawArrays = noted
    plain_of_qt = QOpenGLFunctions.glDrawArrays

    def noted_of_qt(functions: QOpenGLFunctions, mode: int, first: int, number: int) -> None:
        called.append(time.thread_time())
        plain_of_qt(functions, mode, first, number)

    QOpenGLFunctions.glDrawArrays = noted_of_qt  # type: ignore[method-assign]
    host = Host()
    host.addItem(item)
    _show(host)

    paint, begun = item.paint, list[float]()

    def painted() -> None:
        begun.append(time.thread_time())
        paint()

    item.paint = painted

    def picture() -> float:
        """CPU from the item's turn to paint until its draw call."""
        called.clear()
        begun.clear()
        host.update()
        while not called:
            QApplication.processEvents()
        return called[-1] - begun[-1]

    picture()
    return host, picture, host.renderer


def _own(clouds: list[Any], data: Callable[[Any], Any]) -> tuple[Draw, str]:
    _application()
    from app.ui.gl.cloud_item import CloudItem

    item = CloudItem()
    item.set_colour(ColourBy.HEIGHT, _OVER)
    item.set_size(_SIZE)
    item.set_data(data(clouds[0]))
    _, picture, renderer = _hosted(item)

    def draw(number: int) -> float:
        began = time.thread_time()
        item.set_data(data(clouds[number]))
        given = time.thread_time() - began
        return given + picture()

    return draw, renderer


def _own_rows(clouds: list[npt.NDArray[np.float32]]) -> tuple[Draw, str]:
    """As a record has them."""
    records = []
    for xyz in clouds:
        rows = XYZ_I16.unknown(len(xyz))
        for axis, values in zip("xyz", xyz.T, strict=True):
            rows[axis] = np.round(values * 100)
        records.append(rows)
    _application()
    from app.ui.gl.cloud_item import CloudData

    return _own(records, lambda rows: CloudData(rows=rows, scale=0.01))


def _own_floats(clouds: list[npt.NDArray[np.float32]]) -> tuple[Draw, str]:
    intensity = np.zeros(len(clouds[0]), dtype=np.float32)
    _application()
    from app.ui.gl.cloud_item import CloudData

    return _own(clouds, lambda xyz: CloudData(xyz=xyz, scalar=intensity))


def _pyqtgraph(clouds: list[npt.NDArray[np.float32]]) -> tuple[Draw, str]:
    _application()
    from pyqtgraph.opengl import GLScatterPlotItem

    item = GLScatterPlotItem(pos=clouds[0], color=_rgba(clouds[0]), size=_SIZE, pxMode=True)
    item.setGLOptions("opaque")
    _, picture, renderer = _hosted(item)

    def draw(number: int) -> float:
        began = time.thread_time()
        item.setData(pos=clouds[number], color=_rgba(clouds[number]), size=_SIZE)
        given = time.thread_time() - began
        return given + picture()

    return draw, renderer


# -- the others


def _vispy(clouds: list[npt.NDArray[np.float32]]) -> tuple[Draw, str]:
    names = ("vispy.app", "vispy.gloo", "vispy.gloo.gl", "vispy.visuals", "vispy.visuals.transforms")
    # it is no dependency, and whoever has not got it is told so
    app, gloo, gl, visuals, transforms = (importlib.import_module(name) for name in names)

    app.use_app("pyside6")
    called: list[float] = []
    plain = vars(gl)["glDrawArrays"]

    def noted(*given: Any) -> None:
        called.append(time.thread_time())
        plain(*given)

    class Canvas(app.Canvas):  # type: ignore[name-defined,misc]
        def __init__(self) -> None:
            super().__init__(size=(_VIEW.width, _VIEW.height), show=False)
            self.marks = visuals.MarkersVisual()
            self.marks.set_gl_state(depth_test=True, blend=False)
            self.marks.transform = transforms.MatrixTransform(_VIEW.clip_from_target().T)
            self.renderer = ""
            self.show()

        def on_draw(self, _: object) -> None:
            gloo.clear(color=(0.04, 0.05, 0.06, 1), depth=True)
            self.marks.transforms.configure(canvas=self, viewport=(0, 0, *self.physical_size))
            # its markers measure in pixels only where nothing else scales
            self.marks.transforms.visual_transform = self.marks.transform
            self.marks.draw()
            gloo.gl.glFinish()
            self.renderer = gl.glGetParameter(gl.GL_RENDERER)

    canvas = Canvas()
    vars(gl)["glDrawArrays"] = noted

    def draw(number: int) -> float | None:
        called.clear()
        began = time.thread_time()
        xyz = clouds[number]
        canvas.marks.set_data(xyz, face_color=_rgba(xyz), edge_width=0, size=_SIZE, symbol="square")
        canvas.native.repaint()
        return called[-1] - began if called else None

    app.process_events()
    draw(0)
    return draw, str(canvas.renderer)


def _open3d(clouds: list[npt.NDArray[np.float32]]) -> tuple[Draw, str]:
    import open3d

    finish = ctypes.CDLL("libGL.so.1").glFinish
    window = open3d.visualization.Visualizer()
    if not window.create_window(width=_VIEW.width, height=_VIEW.height):
        raise RuntimeError("Open3D opens no window")
    shown = open3d.geometry.PointCloud()

    def put(number: int) -> None:
        shown.points = open3d.utility.Vector3dVector(clouds[number].astype(np.float64))
        shown.colors = open3d.utility.Vector3dVector(_rgba(clouds[number])[:, :3].astype(np.float64))

    put(0)
    window.add_geometry(shown)
    window.get_render_option().point_size = float(_SIZE)
    window.get_render_option().background_color = np.array([0.04, 0.05, 0.06])
    camera = open3d.camera.PinholeCameraParameters()
    camera.extrinsic = _VIEW.viewpoint.eye_from_target()
    camera.intrinsic = open3d.camera.PinholeCameraIntrinsic(
        _VIEW.width, _VIEW.height, _VIEW.scale, _VIEW.scale, _VIEW.width / 2 - 0.5, _VIEW.height / 2 - 0.5
    )
    if not window.get_view_control().convert_from_pinhole_camera_parameters(camera, allow_arbitrary=True):
        raise RuntimeError("Open3D takes no such camera")

    def draw(number: int) -> None:
        put(number)
        window.update_geometry(shown)
        window.poll_events()
        window.update_renderer()
        finish()

    return draw, ""


def _application() -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
        _KEPT.append(QApplication([]))
        from app.ui.gl.backend import prepare_gl

        prepare_gl()


_KEPT: list[Any] = []
"""What must live as long as the process."""


def _show(window: Any) -> None:
    from PySide6.QtWidgets import QApplication

    window.resize(_VIEW.width, _VIEW.height)
    window.show()
    _KEPT.append(window)
    for _ in range(20):
        QApplication.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
