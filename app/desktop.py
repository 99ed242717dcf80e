"""The composition root of the desktop program: makes the window, opens what was named, connects the two, and ends them.

It must not draw, nor decide anything about evidence. Slow imports come after the first window.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.chain.trust import TrustError, TrustStore, default_path
from app.ui.theme.theme import apply_theme
from app.ui.theme.tokens import THEME_NAMES
from app.ui.window import Window

if TYPE_CHECKING:
    from app.replay.evidence import Evidence


_REFUSED, _CANNOT_WRITE = 65, 74


class Desktop(QObject):
    """The program: one window and what is open in it."""

    _opened = Signal(object, object)
    """Evidence or the error that was raised, and the paths."""

    def __init__(self) -> None:
        super().__init__()
        self.window = Window()
        self.window.open_asked.connect(self.open)
        self._tasks = ThreadPoolExecutor(1, thread_name_prefix="task")
        self._opened.connect(self._on_opened, Qt.ConnectionType.QueuedConnection)
        self.window.closed.connect(self.end)

    def open(self, paths: Sequence[Path]) -> None:
        """Open files or a folder in the background; what is open stays until that is done."""
        self.window.say(self.tr("Opening %1 …").replace("%1", paths[0].name))
        self._tasks.submit(_open, list(paths)).add_done_callback(lambda done: self._tell(done, list(paths)))

    def end(self) -> None:
        """After the window: no task is left behind."""
        self._tasks.shutdown(cancel_futures=True)

    def _tell(self, done: "Future[Evidence]", paths: list[Path]) -> None:
        if not done.cancelled():
            self._opened.emit(done.exception() or done.result(), paths)

    def _on_opened(self, found: "Evidence | BaseException", paths: list[Path]) -> None:
        from app.log.source import SourceError
        from app.replay.evidence import EvidenceError
        from app.ui.session import Session

        if isinstance(found, EvidenceError | SourceError | TrustError | OSError):
            self.window.say(str(found))
            self.window.start.say(f"{paths[0].name}: {found}")
            return
        if isinstance(found, BaseException):
            raise found
        self.window.set_session(Session(found))


def _open(paths: Sequence[Path]) -> "Evidence":
    from app.replay.evidence import open_evidence

    return open_evidence(paths, TrustStore.load(default_path()))


def prepare() -> QApplication:
    """The application, before any window. OpenGL contexts are shared, else all but one 3D view stay black."""
    # OpenCV points Qt to plugins and fonts of its own when it is imported
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Incident Replay")
    apply_theme(app, "dark")
    return app


def main(arguments: Sequence[str]) -> int:
    """Run the desktop program on paths, or `render`; the exit status."""
    if arguments[:1] == ["render"]:
        return _render(arguments[1:])
    app = prepare()
    desktop = Desktop()
    desktop.window.resize(1600, 900)
    desktop.window.show()
    if arguments:
        desktop.open([Path(argument) for argument in arguments])
    return app.exec()


def _render(arguments: Sequence[str]) -> int:
    """Write the window of one instant to a PNG."""
    asked = _render_parser().parse_args(arguments)
    # no display is needed, and every machine draws the same
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = prepare()
    apply_theme(app, asked.theme)
    from app.log.source import SourceError
    from app.replay.evidence import EvidenceError
    from app.ui.rendering import RenderError, rendered

    try:
        evidence = _open(asked.logs)
        width, height = asked.size
        image = rendered(evidence, asked.at, width=width, height=height)
    except (EvidenceError, SourceError, TrustError, RenderError, OSError) as error:
        print(f"incident-replay: {error}", file=sys.stderr)  # noqa: T201 - a verb
        return _REFUSED
    if not image.save(str(asked.out), "PNG"):  # type: ignore[call-overload]
        print(f"incident-replay: {asked.out}: cannot be written", file=sys.stderr)  # noqa: T201
        return _CANNOT_WRITE
    return 0


def _render_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="incident-replay render", description="Write the window at one instant to a PNG; no display is needed."
    )
    parser.add_argument("logs", nargs="+", type=Path, metavar="LOG", help="segment files, or a folder with a drive")
    parser.add_argument(
        "--at", required=True, metavar="T",
        help="50%%, seconds from the start, T0-2 (T0: the first recorded trigger), 900000000ns, or UTC",
    )  # fmt: skip
    parser.add_argument("-o", dest="out", required=True, type=Path, metavar="PNG", help="the file to write")
    parser.add_argument("--size", type=_size, default=(1920, 1080), metavar="WxH", help="default: 1920x1080")
    parser.add_argument("--theme", choices=THEME_NAMES, default="dark")
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and 640 <= int(width) <= 7680 and 480 <= int(height) <= 4320):
        raise argparse.ArgumentTypeError(f"{text!r} is no size from 640x480 to 7680x4320")
    return int(width), int(height)
