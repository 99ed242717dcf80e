"""The work on the case of the log that is open: what the examiner does in the window goes to the case, and comes back.

It must not draw, nor know how a case is kept. Every command goes to the case of the log that it was given for.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.casework.undo_actions import UndoActions
from app.ui.filling import filled
from app.ui.window import Window

if TYPE_CHECKING:
    from app.chain.verdict import Verdict
    from app.replay.trust import Located, Trust
    from app.ui.casework.keeper import CaseKeeper
    from app.ui.desk.desk import Desk
    from app.ui.session import Session
    from app.ui.timeline.content import Mark

    Taken = tuple[CaseKeeper, Verdict | None, frozenset[Located]]


class Casework(QObject):
    """Of one window. Close it before the program ends."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.keeper: CaseKeeper | None = None
        self._desk: Desk | None = None
        """The one whose bookmarks are listened to."""
        self._walked: Verdict | None = None
        """What the last walk has found; None: the walk goes on."""
        self._changes: frozenset[Located] = frozenset()
        """What happened to files, as far as the case has it."""
        self._undo = UndoActions(window.actions_, lambda: window.desk)
        self._undo.undo_asked.connect(self._on_undo_asked)
        self._undo.redo_asked.connect(self._on_redo_asked)
        window.t0_set.connect(self._on_t0_set)
        window.bookmark_asked.connect(self._on_bookmark_asked)
        window.bookmark_text_asked.connect(self._on_bookmark_text_asked)

    def open(self, session: "Session") -> None:
        """Open the case of this log, which is in the window by now."""
        from app.ui.casework.keeper import CaseKeeper

        self.close()
        keeper = CaseKeeper(session.evidence)
        session.read_by(keeper.join)
        self._walked, self._changes = None, frozenset()
        self._listen(keeper)
        keeper.begin()

    def let_go(self) -> "Taken | None":
        """Give the case to another window."""
        keeper, self.keeper = self.keeper, None
        return None if keeper is None else (keeper, self._walked, self._changes)

    def take(self, taken: "Taken | None") -> None:
        """Go on with the case that another window has let go, of the log that is in this one by now."""
        if taken is not None:
            keeper, self._walked, self._changes = taken
            self._listen(keeper)
            keeper.tell_again()

    def _listen(self, keeper: "CaseKeeper") -> None:
        self.keeper = keeper
        keeper.marks_changed.connect(self._window.show_marks)
        keeper.t0_found.connect(self._on_t0_found)
        keeper.undo_changed.connect(self._undo.show_changes)
        keeper.saved.connect(self._window.case.show_saved)
        keeper.problem.connect(self._on_problem)
        keeper.refused.connect(self._window.say)
        keeper.found.connect(self._on_found)
        if self._desk is not self._window.desk and self._window.desk is not None:
            self._desk = self._window.desk
            self._desk.bookmarks.text_given.connect(self._on_text_given)
            self._desk.bookmarks.delete_asked.connect(self._on_delete_asked)
            self._desk.bookmarks.look_asked.connect(self._on_look_asked)
            self._desk.clocks.changed.connect(self._undo.renew)

    def close(self) -> None:
        """Finish what was asked for, and let others have the case."""
        if self.keeper is not None:
            self.keeper.close()
            self.keeper = None
            self._undo.show_changes(None, None)

    def show_trust(self, trust: "Trust") -> None:
        """Keep what each walk has found, once, and what happened to a file as an entry of its own."""
        walked = trust.verdict if trust.finished else None
        if self.keeper is not None:
            changes = {one for one in trust.findings if one.finding.code == "FILE_CHANGED"} - self._changes
            for change in sorted(changes, key=lambda one: one.segment or 0):
                self.keeper.note_change(change.segment or 0, change.finding.text)
            self._changes |= changes
            if walked not in (None, self._walked):
                self.keeper.set_verdict(trust)
        self._walked = walked

    # -- what the case has

    def _on_t0_found(self, t_ns: int | None) -> None:
        # a case that was closed meanwhile may still have said something
        if self.sender() is self.keeper:
            self._window.show_t0(t_ns)

    def _on_problem(self, why: str) -> None:
        self._window.case.show_not_kept(why)
        self._window.say(why)

    def _on_found(self, text: str) -> None:
        if self.sender() is self.keeper:
            self._window.show_found(text)

    # -- what the examiner does

    def _on_undo_asked(self) -> None:
        if self.keeper is not None:
            self.keeper.undo()

    def _on_redo_asked(self) -> None:
        if self.keeper is not None:
            self.keeper.redo()

    def _on_text_given(self, bookmark: int, text: str) -> None:
        if self.keeper is not None:
            self.keeper.change_text(bookmark, text)

    def _on_delete_asked(self, bookmark: int) -> None:
        if self.keeper is not None:
            self.keeper.remove_bookmark(bookmark)

    def _on_look_asked(self, mark: "Mark") -> None:
        """Layout, cameras and range of a bookmark, as far as they are still there."""
        session, desk, layouts = self._window.session, self._window.desk, self._window.layouts
        if session is None or desk is None:
            return
        name = layouts.named(mark.layout)
        if name is not None:
            layouts.choose(name)
            if name != mark.layout:
                self._window.say(filled(self.tr("The desk had been changed when this was bookmarked: %1"), mark.layout))
        elif mark.layout:
            self._window.say(filled(self.tr("The layout %1 of this bookmark is not there any more"), mark.layout))
        desk.show_cameras(mark.cameras)
        if mark.end_ns is not None:
            session.player.set_loop((mark.start_ns, mark.end_ns), session.now_ns(), looping=True)
        session.seek(mark.start_ns)

    def _on_t0_set(self, t_ns: int, means: str, reference: str) -> None:
        from app.case.t0 import Means

        if self.keeper is None:
            return
        if means:
            self.keeper.set_t0(t_ns, Means(means), reference)
        else:
            self.keeper.propose_t0(t_ns, reference)

    def _on_bookmark_asked(self, text: str) -> None:
        add = self._bookmark_of_now()
        if add is not None:
            add(text)

    def _on_bookmark_text_asked(self) -> None:
        add = self._bookmark_of_now()
        if add is not None and self._window.desk is not None:
            self._window.desk.bookmarks.question.ask(self.tr("Bookmark"), add)

    def _bookmark_of_now(self) -> Callable[[str], None] | None:
        """What bookmarks this very instant, as it is looked at, with a text that may come later; None: nothing can."""
        keeper, session, desk = self.keeper, self._window.session, self._window.desk
        if keeper is None or session is None or desk is None:
            return None
        state = session.state
        loop = state.loop if state.looping else None
        start_ns, end_ns = (state.asked_ns, None) if loop is None else loop
        cameras, layout = desk.cameras, self._window.layouts.title
        return lambda text: keeper.add_bookmark(start_ns, end_ns, channels=cameras, text=text, layout=layout)
