"""The main window: menus, banner, desk or start page, status bar. It decides which of them is in sight, no more.

It must not open logs: `open_asked` asks for that. Guard it: what is about one view belongs to that view.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QMenuBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.resource import resource
from app.ui.banner import Banner
from app.ui.filling import filled
from app.ui.finding import Finding
from app.ui.focus_areas import Area
from app.ui.keys.ability import show_layout, show_log
from app.ui.keys.actions import ActionSet
from app.ui.keys.keymap import keys_path
from app.ui.keys.languages import Languages
from app.ui.language.lower import from_below
from app.ui.layouts.shelf import LayoutShelf
from app.ui.looks import Looks
from app.ui.painting import PaintedAtOnce
from app.ui.palette.search_box import SearchBox
from app.ui.start_page import StartPage
from app.ui.status_line import StatusLine
from app.ui.tabs.choice import LayoutChoice
from app.ui.tabs.files import LayoutFiles
from app.ui.tabs.tabs import LayoutTabs
from app.ui.title_row import TitleRow

if TYPE_CHECKING:
    from app.replay.lanes import Occurrence
    from app.replay.problems import Problem
    from app.replay.state import PlayerState
    from app.replay.trust import Trust
    from app.ui.commands import Commands
    from app.ui.desk.desk import Desk
    from app.ui.session import Session
    from app.ui.timeline.content import Mark


class Window(PaintedAtOnce):
    """The window of the program."""

    open_asked = Signal(object)
    """Paths that are to be opened."""
    t0_set = Signal(object, str, str)
    """A time in ns; by which of `app.case.t0.Means`, empty: it is only proposed; the event or marker it is of."""
    bookmark_asked = Signal(str)
    """Bookmark this instant with a text, which may be empty."""
    bookmark_text_asked = Signal()
    """Bookmark this instant with a text that is still to be asked for."""
    tour_asked = Signal()
    session_shown = Signal()
    """Another drive is shown, or none."""
    closed = Signal()
    language_asked = Signal(str)
    """One of `app.ui.language.tongue.Wish`."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Incident Replay")
        self.setMinimumSize(1024, 640)
        self.setAcceptDrops(True)
        self.actions_ = ActionSet(self)
        shelf = LayoutShelf()
        self.layouts = LayoutChoice(shelf, self)
        self.layout_files = LayoutFiles(self.layouts, shelf)
        self.layouts.said.connect(self.say)
        self._tabs = LayoutTabs(self.layouts, self.layout_files)
        self._tabs.hide()
        self.title = TitleRow(self._tabs)
        self.setMenuWidget(self.title)
        self.actions_.fill(self.title.menus)
        self.search = SearchBox(self.actions_)
        self.title.add(self.search)
        self.actions_.action_invoked.connect(self._on_action_invoked)
        self.banner = Banner()
        self.start = StartPage()
        self.start.open_asked.connect(self.open_asked)
        self.start.intake_asked.connect(self.take_in)
        self.start.action_asked.connect(self._on_action_invoked)
        self.actions_.keys_changed.connect(self._on_keys_changed)
        self._on_keys_changed()
        self.desk: Desk | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(central)
        self.status = StatusLine()
        self.setStatusBar(self.status)
        self.case = self.status.case
        self.session: Session | None = None
        self._commands: Commands | None = None
        tabs = Area(widget=self._tabs, take_keys=self._tabs.take_keys)
        self.finding = Finding(self.actions_, self, self.start, tabs, lambda: self.desk)
        self.languages = Languages(self.actions_, self.language_asked.emit)
        self._does: dict[str, Callable[[], object]] = {
            "open_log": self._choose,
            "open_folder": self._choose_folder,
            "quit": self.close,
            "full_screen": lambda: self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen),
            "set_t0": self._set_t0_here,
            "bookmark_now": lambda: self.bookmark_asked.emit(""),
            "bookmark_with_text": self.bookmark_text_asked.emit,
            "go_to_time": self._go_to_time,
            "shortcuts": self._show_shortcuts,
            **self.finding.commands(),
            **Looks(self.actions_).commands(),
            **self.languages.commands(),
            "log_format": _open_format,
            "tour": self.tour_asked.emit,
            "import_format": self._import,
            "import_folder": self._import_folder,
            **self._tabs.menu.commands,
        }
        self.start.take_keys()
        self.layouts.changed.connect(self._on_layouts_changed)
        show_log(self.actions_, there=False)

    # -- what is open

    def set_session(self, session: "Session | None") -> None:
        """Show another drive, or the start page; the session before is closed."""
        before = self.session
        self._put(session)
        if before is not None:
            before.close()

    def give_up(self) -> "Session | None":
        """Show nothing any more; the session that was shown lives on, for another window."""
        session = self.session
        self._reject_dialogs()
        if session is not None:
            # the one that is no part of the window, and would go on to hear of it
            session.lanes_changed.disconnect(self.finding.renew)
            session.moment_shown.disconnect(self.finding.renew_objects)
        self._put(None)
        return session

    def _put(self, session: "Session | None") -> None:
        self.finding.dismiss()
        self.case.forget()
        self.status.problems.hide()
        self.session = session
        self._commands = None
        # before the desk: its parts know better what of a log there is
        show_log(self.actions_, there=session is not None)
        self._on_layouts_changed()
        if session is not None:
            from app.ui.commands import Commands

            self._commands = Commands(session)
            desk = self._needed_desk()
            self.banner.set_evidence(session.evidence)
            session.trust_changed.connect(self._on_trust_changed)
            session.state_changed.connect(self._on_state_changed)
            session.lanes_changed.connect(self.finding.renew)
            desk.set_session(session)
            # after the desk: it asks the 3D view who is there
            session.moment_shown.connect(self.finding.renew_objects)
            session.showing.changed.connect(self._on_showing_changed)
            self._on_showing_changed()
            self._stack.setCurrentWidget(desk)
            self._tabs.show()
            desk.take_keys()
            self.setWindowTitle(f"{session.evidence.title} – Incident Replay")
        else:
            self.banner.set_evidence(None)
            if self.desk is not None:
                self.desk.set_session(None)
            self._stack.setCurrentWidget(self.start)
            self._tabs.hide()
            self.setWindowTitle("Incident Replay")
        self.session_shown.emit()

    def menuBar(self) -> QMenuBar:  # noqa: N802 - Qt's name
        """The menus: they stand in a row with other things, where Qt does not look for them."""
        return self.title.menus

    def say(self, text: str) -> None:
        """A sentence in the status bar."""
        self.status.say(from_below(text))

    def _needed_desk(self) -> "Desk":
        """The desk, built when the first log is opened: a start page needs none of it."""
        if self.desk is None:
            from app.ui.desk.desk import Desk

            self.desk = Desk(self.actions_)
            self.desk.t0_proposed.connect(self._on_t0_proposed)
            self.desk.events.t0_asked.connect(self._on_event_chosen)
            self.desk.bookmarks.t0_asked.connect(self._on_mark_chosen)
            self.desk.said.connect(self.say)
            self.desk.problems_changed.connect(self._on_problems_changed)
            self.status.problems.clicked.connect(self.desk.show_problems)
            self.desk.plots.said.connect(self.say)
            self.banner.pressed.connect(self.desk.show_evidence)
            self._stack.addWidget(self.desk)
            self.layouts.set_desk(self.desk.layout_)
        return self.desk

    def _on_trust_changed(self, trust: "Trust") -> None:
        self.banner.set_trust(trust)
        self.status.show_trust(trust)

    def _on_problems_changed(self, problems: "list[Problem]", complete: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.status.show_problems(problems, complete=complete)

    def _on_layouts_changed(self) -> None:
        show_layout(self.actions_, own=self.session is not None and self.layout_files.owned(self.layouts.name))

    def _on_showing_changed(self) -> None:
        if self.session is not None:
            self.banner.set_hidden(self.session.showing.hidden_channels)

    def _on_state_changed(self, state: "PlayerState") -> None:
        assert self.session is not None
        cache = self.session.cache
        self.status.show_cache(cache.held_bytes, cache.most_bytes, dropped=state.dropped)
        self.actions_.action("loop_toggle").setChecked(state.looping)

    def show_marks(self, marks: "tuple[Mark, ...]") -> None:
        """Show these bookmarks."""
        if self.desk is not None and self._commands is not None:
            self._commands.marks = marks
            self.desk.set_marks(marks)

    def show_t0(self, t_ns: int | None) -> None:
        """Count from this time, as the case says; None: from none."""
        if self.session is not None:
            self.session.player.set_t0(t_ns)
            self.session.tell()

    def show_found(self, text: str) -> None:
        """Say, for as long as this log is open, what the case has to say of its files."""
        self.case.show_found(text)
        self.say(text)
        if self.desk is not None:
            self.desk.evidence.show_case(self.case.findings)

    def _on_t0_proposed(self, event: "Occurrence") -> None:
        self._set_t0(event.start_ns, "", event.event or event.kind)

    def _on_event_chosen(self, event: "Occurrence") -> None:
        self._set_t0(event.start_ns, "event", event.event or event.kind)

    def _on_mark_chosen(self, mark: "Mark") -> None:
        self._set_t0(mark.start_ns, "marker", mark.text or filled(self.tr("bookmark %1"), mark.number))

    def _set_t0(self, t_ns: int, means: str, reference: str = "") -> None:
        self.show_t0(t_ns)
        self.t0_set.emit(t_ns, means, reference)

    def _reject_dialogs(self) -> None:
        """What runs for a dialog is told to tidy up."""
        for dialog in self.findChildren(QDialog):
            dialog.reject()

    # -- what the user does

    def _on_keys_changed(self) -> None:
        self.start.show_keys(self.actions_.key_text)

    def _on_action_invoked(self, action: str) -> None:
        if action in self._does:
            self._does[action]()
        elif self.desk is not None and self._commands is not None and not self.desk.does(action):
            self._commands.does(action)
            self.desk.follow(action)

    def _set_t0_here(self) -> None:
        if self.session is not None:
            self._set_t0(self.session.state.asked_ns, "key")

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Open log"), "", self.tr("Sealed logs (*.h5);;All files (*)")
        )
        if names:
            self.open_asked.emit([Path(name) for name in names])

    def _choose_folder(self) -> None:
        if name := QFileDialog.getExistingDirectory(self, self.tr("Open folder with the segments of a drive")):
            self.open_asked.emit([Path(name)])

    def _go_to_time(self) -> None:
        if self.session is None:
            return
        from app.ui.clock.time_dialog import TimeDialog

        dialog = TimeDialog(self.session, self, zone=None if self.desk is None else self.desk.clocks.typed_zone)
        dialog.time_given.connect(self.session.seek)
        dialog.exec()

    def _show_shortcuts(self) -> None:
        from app.ui.keys.sheet import ShortcutsSheet

        ShortcutsSheet(self.actions_, keys_path(), self).exec()

    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import another format"))
        if name:
            self.take_in(Path(name))

    def _import_folder(self) -> None:
        if name := QFileDialog.getExistingDirectory(self, self.tr("Import a folder")):
            self.take_in(Path(name))

    def take_in(self, path: Path) -> None:
        """Inspect a foreign recording, seal it at intake, and open what comes of it."""
        from app.ui.intake.dialog import IntakeDialog

        dialog = IntakeDialog(path, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.sealed.connect(lambda made: self.open_asked.emit([made]))
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open what was dropped."""
        paths: Sequence[Path] = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.open_asked.emit(list(paths))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """End what reads, then go."""
        self._reject_dialogs()
        # the case first: it reads the log that goes with the session
        self.closed.emit()
        self.set_session(None)
        super().closeEvent(event)


def _open_format() -> None:
    """Show the document of the log format with whatever the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(resource("spec", "sealed-log.md"))))
