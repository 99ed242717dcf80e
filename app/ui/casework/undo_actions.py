"""The commands undo and redo: whether they can be given, and what of the case they would take back or do again.

It must not know how that is done.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.filling import filled
from app.ui.keys.actions import ActionSet

if TYPE_CHECKING:
    from app.case.change import Change
    from app.ui.desk.desk import Desk


class UndoActions(QObject):
    """Of one window. `desk` gives what times are told by."""

    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, actions: ActionSet, desk: "Callable[[], Desk | None]") -> None:
        super().__init__(actions)
        self._actions = actions
        self._desk = desk
        self._texts = {name: actions.action(name).text() for name in ("undo", "redo")}
        self._changes: dict[str, Change | None] = {"undo": None, "redo": None}
        actions.action_invoked.connect(self._on_action_invoked)
        self.show_changes(None, None)

    def show_changes(self, undo: "Change | None", redo: "Change | None") -> None:
        """These would be undone and redone next."""
        self._changes = {"undo": undo, "redo": redo}
        self.renew()

    def renew(self) -> None:
        """Say it once more: times may be told otherwise by now."""
        for name, change in self._changes.items():
            action = self._actions.action(name)
            action.setEnabled(change is not None)
            told = "" if change is None else self._words(change)
            action.setText(f"{self._texts[name]} {told}".strip())

    def _words(self, change: "Change") -> str:
        from app.case.bookmark import Bookmark

        old, new = change.old, change.new
        about = new or old
        if isinstance(about, Bookmark):
            sentence = self.tr("bookmark at %1")
            if new is None:
                sentence = self.tr("deletion of the bookmark at %1")
            elif old is not None:
                sentence = self.tr("text of the bookmark at %1")
            return filled(sentence, self._time(about.start_ns))
        return self.tr("T0")

    def _time(self, t_ns: int) -> str:
        desk = self._desk()
        return f"{t_ns} ns" if desk is None else desk.clocks.text(t_ns)

    def _on_action_invoked(self, action: str) -> None:
        if self._changes.get(action) is not None:
            (self.undo_asked if action == "undo" else self.redo_asked).emit()
