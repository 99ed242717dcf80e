"""Undo and redo of what was written in a case since it was opened: a further command, and never a change of the ledger.

It must not know windows. It belongs to the thread of its store.
"""

from dataclasses import replace

from app.case.bookmark import Bookmark
from app.case.change import Change
from app.case.store import CaseStore
from app.case.t0 import T0


class Undoing:
    """The changes of one opened case, the last one last."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self._done: list[Change] = []
        self._undone: list[Change] = []

    @property
    def next_undo(self) -> Change | None:
        """What would be taken back."""
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Change | None:
        """What would be done again."""
        return self._undone[-1] if self._undone else None

    def set_t0(self, t0: T0 | None) -> None:
        """Count from another instant."""
        old = self._store.case.t0
        if t0 != old:
            self._store.set_t0(t0)
            self._note(old, t0)

    def add_bookmark(
        self, evidence_id: int, *, start_ns: int, end_ns: int | None, layout: str, channels: tuple[str, ...], text: str
    ) -> Bookmark:  # fmt: skip
        """Mark a time or a range."""
        made = self._store.add_bookmark(
            evidence_id, start_ns=start_ns, end_ns=end_ns, layout=layout, channels=channels, text=text
        )
        self._note(None, made)
        return made

    def change_text(self, bookmark_id: int, text: str) -> None:
        """Say something else of a bookmark."""
        old = self._store.bookmark(bookmark_id)
        if text != old.text:
            self._note(old, self._store.change_bookmark(replace(old, text=text)))

    def remove_bookmark(self, bookmark_id: int) -> None:
        """Take a bookmark out of the case; the ledger keeps it."""
        old = self._store.bookmark(bookmark_id)
        self._store.remove_bookmark(bookmark_id)
        self._note(old, None)

    def undo(self) -> None:
        """Take the last change back, if there is one."""
        if self._done:
            there = self._store.put_back(self._done[-1], word="undoes")
            self._undone.append(replace(self._done.pop(), new=there))

    def redo(self) -> None:
        """Do what was taken back last again, if there is something."""
        if self._undone:
            there = self._store.put_back(self._undone[-1].backwards(), word="redoes")
            self._done.append(replace(self._undone.pop(), old=there))

    def _note(self, old: Bookmark | T0 | None, new: Bookmark | T0 | None) -> None:
        self._done.append(Change(sequence=self._store.custody.head.sequence, old=old, new=new))
        self._undone.clear()
