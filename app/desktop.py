"""The composition root of the desktop program: makes the window, opens what was named, connects the two, and ends them.

It must not draw, nor decide anything about evidence. Slow imports come after the first window.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.case.place import data_folder
from app.scene.wording import count, seconds
from app.ui.banner_words import status_word
from app.ui.blocks import Allowance, give_back, keep_blocks
from app.ui.casework.casework import Casework
from app.ui.clock.choice import ClockChoice
from app.ui.ending import endings
from app.ui.filling import filled
from app.ui.garbage import collect_here, look_at_all, set_aside
from app.ui.keys.keymap import KeymapError, keys_path
from app.ui.language.choice import chosen, keep
from app.ui.language.lower import from_below
from app.ui.language.tongue import CODES, Wish, meant, tongue
from app.ui.opening import Opening
from app.ui.recent import Recent, load, note
from app.ui.succession import look_of, take_along
from app.ui.survival.survival import Survival
from app.ui.theme.theme import apply_theme
from app.ui.theme.tokens import THEME_NAMES, ThemeName
from app.ui.tour.seen import note_seen, seen
from app.ui.window import Window

if TYPE_CHECKING:
    from app.replay.evidence import Evidence
    from app.replay.trust import Trust
    from app.ui.tour.tour import Tour

FURTHER_WINDOW = "--new-window"
"""Before the paths: a window of its own, beside the one that is there."""
_SIZE = QSize(1600, 900)
_GIVE_WAY_S = 0.0002
_PATIENCE_S = 2.0
"""So long a process waits for what still reads; what a drive that answers needs is a tenth of it."""
_BESIDE_BYTES = 470_000_000
"""What a process may hold beside its cache and 40 bytes a record; 500 MB are promised, and some of it comes and goes
between two looks.
"""
_REFUSED, _CANNOT_WRITE = 65, 74


class Desktop(QObject):
    """The program: one window and what is open in it."""

    mistaken = Signal(str)
    """The report of a mistake of its own, which it survived."""

    def __init__(self) -> None:
        super().__init__()
        self._replaced = False
        self.opening = Opening(_open, self)
        self.opening.opened.connect(self._on_opened)
        self._furnish()
        self.window.layouts.restore()

    def _furnish(self) -> None:
        """A window, and what belongs to it."""
        self.window = Window()
        self.window.open_asked.connect(self.open)
        self.casework = Casework(self.window)
        self._load_choices()
        self.window.start.show_recent(load())
        self.window.start.offer_tour(there=not seen())
        self.window.start.tour_declined.connect(self._on_tour_declined)
        self.tour: Tour | None = None
        self.window.tour_asked.connect(self._on_tour_asked)
        self.window.closed.connect(self.end)
        # the menu that asks is a part of the window that goes
        self.window.language_asked.connect(self._on_language_asked, Qt.ConnectionType.QueuedConnection)

    def _on_language_asked(self, wish: Wish) -> None:
        """Say everything in another language: another window takes the place of this one, over the same evidence."""
        try:
            keep(wish)
        except OSError as error:
            self.window.say(filled(self.tr("The choice of the language cannot be kept: %1"), error.strerror or error))
        if meant(wish) == tongue.code:
            self.window.languages.renew()
            return
        tongue.speak(wish)
        before, look, case = self.window, look_of(self.window), self.casework.let_go()
        self._furnish()
        self.window.setGeometry(look.geometry)
        self.window.setWindowState(look.state)
        # before the other one goes: with its last window the program would end
        self.window.show()
        session = before.give_up()
        before.closed.disconnect(self.end)
        before.hide()
        # at once: what the session tells from now on is for the window that is there
        shiboken6.delete(before)
        take_along(look, self.window, session)
        self.casework.take(case)
        if session is not None:
            self._replaced = True
            session.tell_all()

    def watched_by(self, survival: Survival, *, opens: bool) -> None:
        """Go on where a program ended unexpectedly, and hear of further starts; `opens`: something is opened anyway."""
        self.mistaken.connect(survival.box.note)
        survival.open_asked.connect(self.open)
        survival.raise_asked.connect(self._raise)
        survival.said.connect(self._say_at_start)
        # behind the slot that shows what was opened
        self.opening.opened.connect(lambda found, _: survival.opened(found))
        survival.begin(opens=opens)

    def _raise(self) -> None:
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def _say_at_start(self, text: str) -> None:
        self.window.say(text)
        self.window.start.say(text)

    def _on_tour_asked(self) -> None:
        if self.tour is None:
            from app.ui.tour.tour import Tour

            self.tour = Tour(self.window)
        self.tour.begin()

    def _on_tour_declined(self) -> None:
        note_seen()
        self.window.start.offer_tour(there=False)

    def _load_choices(self) -> None:
        """Keys and clock as the user has chosen them; a file that cannot be used is said, and changes nothing."""
        said = []
        try:
            self.window.actions_.load(keys_path())
        except KeymapError as error:
            said.append(str(error))
        # a desk reads it again for itself: what is wrong with it has to be said before one is looked at
        if problem := ClockChoice().problem:
            said.append(problem)
        if said:
            self.window.say(said[0])
            self.window.start.say("\n".join(said))

    def open(self, paths: Sequence[Path]) -> None:
        """Open files or a folder in the background; what is open stays until that is done."""
        self.window.say(filled(self.tr("Opening %1 …"), paths[0].name))
        self.opening.ask(paths)

    def end(self) -> None:
        """The first steps of the end, while the window closes; it then closes its session, and `leave` does the rest.

        1. Nothing more is opened. 2. The case is written and let go of: it is waited for. 3. The session: its threads
        are told to stop, and are waited for elsewhere before its log is closed. 4. The process.
        """
        self.opening.close()
        self.casework.close()

    def _on_opened(self, found: "Evidence | BaseException", paths: list[Path]) -> None:
        from app.chain.trust import TrustError
        from app.log.source import SourceError
        from app.replay.evidence import EvidenceError, ForeignError
        from app.ui.session import Session

        if isinstance(found, EvidenceError | SourceError | TrustError | OSError):
            self.window.say(str(found))
            self.window.start.say(str(found))
            foreign = found.path if isinstance(found, ForeignError) else None
            self.window.start.offer_intake(foreign)
            if foreign is not None and self.window.session is not None:
                self.window.take_in(foreign)
            return
        if isinstance(found, BaseException):
            self.window.status.say_mistake(f"{paths[0].name}: {found!r}")
            raise found
        self.casework.close()
        self.window.start.offer_intake(None)
        self._replaced = self.window.session is not None
        session = Session(found)
        self.window.set_session(session)
        self.casework.open(session)
        allowance = Allowance(session.cache.most_bytes + _BESIDE_BYTES + 40 * found.records)
        session.moment_shown.connect(lambda _: allowance.look())
        session.problem.connect(self._on_problem)
        session.trust_changed.connect(self._on_trust_changed)
        self._note(found)
        if found.left_out:
            self.window.say("; ".join(from_below(one) for one in found.left_out))
        if found.foreign:
            self.window.take_in(found.foreign[0])

    def _on_problem(self, report: str) -> None:
        self.window.status.say_mistake(report)
        self.mistaken.emit(report)
        print(report, file=sys.stderr)  # noqa: T201 - for who looks for mistakes

    def _note(self, evidence: "Evidence", result: str = "") -> None:
        """Keep it among what was opened lately."""
        first, last = evidence.log.log.span
        records = evidence.records
        path = evidence.paths[0] if len(evidence.paths) == 1 else evidence.paths[0].parent
        contents = filled(self.tr("%1, %2 records"), seconds(last - first), count(records))
        self.window.start.show_recent(
            note(Recent(path=str(path.absolute()), title=evidence.title, contents=contents, result=result))
        )

    def _on_trust_changed(self, trust: "Trust") -> None:
        if trust.ended:
            if self._replaced:
                self._replaced = False
                look_at_all()
                give_back()
            set_aside()
        self.casework.show_trust(trust)
        if trust.finished and self.window.session is not None:
            self._note(self.window.session.evidence, status_word(trust).capitalize())


def _open(paths: Sequence[Path], trust: Path | None = None) -> "Evidence":
    from app.chain.trust import TrustStore, default_path
    from app.replay.evidence import open_evidence

    return open_evidence(paths, TrustStore.load(trust or default_path()))


def prepare(theme: ThemeName = "dark", language: Wish = "en") -> QApplication:
    """The application, before any window. OpenGL contexts are shared, else all but one 3D view stay black."""
    keep_blocks()
    # threads that decode give way to the window when it has something to draw, and not only 5 ms later
    sys.setswitchinterval(_GIVE_WAY_S)
    # OpenCV points Qt to plugins and fonts of its own when it is imported
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Incident Replay")
    tongue.speak(language)
    collect_here(app)
    apply_theme(app, theme)
    return app


def leave(status: int) -> int:
    """The last step of the end, behind all windows: a drive that does not answer must not keep the process either."""
    if endings.wait(_PATIENCE_S):
        return status
    # Python would wait for the threads of its pools for ever; what had to be kept was written when the window closed
    for stream in (sys.stdout, sys.stderr):
        # a program without a console has none
        if stream is not None:
            stream.flush()
    os._exit(status)


def main(arguments: Sequence[str]) -> int:
    """Run the desktop program on paths, or `render`; the exit status."""
    if arguments[:1] == ["render"]:
        return leave(_render(arguments[1:]))
    further = arguments[:1] == [FURTHER_WINDOW]
    paths = [Path(argument).absolute() for argument in arguments[further:]]
    app = prepare(language=chosen())
    survival = Survival(data_folder(), lambda: desktop.window)
    if not further and survival.hand_over(paths):
        return 0
    desktop = Desktop()
    # larger than the screen it would lie partly outside of it
    desktop.window.resize(_SIZE.boundedTo(app.primaryScreen().availableSize()))
    desktop.window.show()
    if paths:
        desktop.open(paths)
    desktop.watched_by(survival, opens=bool(paths))
    status = app.exec()
    survival.end()
    return leave(status)


def _render(arguments: Sequence[str]) -> int:
    """Write the window of one instant to a PNG."""
    asked = _render_parser().parse_args(arguments)
    # no display is needed, and every machine draws the same
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _app = prepare(asked.theme, asked.lang)
    from app.chain.trust import TrustError
    from app.log.source import SourceError
    from app.replay.evidence import EvidenceError
    from app.ui.layouts.layout import LayoutError
    from app.ui.layouts.shelf import LayoutShelf
    from app.ui.rendering import RenderError, rendered

    try:
        name, layout = LayoutShelf().named(asked.layout)
        evidence = _open(asked.logs, asked.trust)
        width, height = asked.size
        image = rendered(evidence, asked.at, width=width, height=height, layout=layout, name=name)
    except (EvidenceError, SourceError, TrustError, RenderError, LayoutError, OSError) as error:
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
    parser.add_argument("--trust", type=Path, metavar="FILE", help="the trust store to use instead of your own")
    parser.add_argument(
        "--layout", default="Investigate", metavar="L",
        help="a layout by its name, shipped or your own, or a file with one; default: Investigate",
    )  # fmt: skip
    parser.add_argument("--theme", choices=THEME_NAMES, default="dark")
    parser.add_argument("--lang", choices=CODES, default="en", help="the language of the picture; default: en")
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and 640 <= int(width) <= 7680 and 480 <= int(height) <= 4320):
        raise argparse.ArgumentTypeError(f"{text!r} is no size from 640x480 to 7680x4320")
    return int(width), int(height)
