"""Undo and redo of what was written in a case since it was opened: a further command, and never a change of the ledger.

It must not know windows. It belongs to the thread of its store.
"""

from dataclasses import replace

from app.case.bookmark import Bookmark
from app.case.change import Change, Written
from app.case.store import CaseStore
from app.case.t0 import T0


class Undoing:
    """The changes of one opened case, the last one last."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._made: set[int] = set()
        """The bookmarks that were added here."""
        self._t0s: set[T0] = set()
        """What T0 was set to here."""

    @property
    def next_undo(self) -> Change | None:
        """What would be taken back."""
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Change | None:
        """What would be done again."""
        return self._undone[-1] if self._undone else None

    def set_t0(self, t0: T0 | None, *, proposed: bool = False) -> None:
        """Count from another instant; what is only `proposed` is not taken back."""
        old = self._store.case.t0
        if t0 == old:
            return
        self._store.set_t0(t0)
        if t0 is not None:
            self._t0s.add(t0)
        if not proposed:
            self._note(old, t0)
        else:
            # what was undone before does not lead on from here
            self._undone.clear()

    def add_bookmark(
        self, evidence_id: int, *, start_ns: int, end_ns: int | None, layout: str, channels: tuple[str, ...], text: str
    ) -> Bookmark:  # fmt: skip
        """Mark a time or a range."""
        made = self._store.add_bookmark(
            evidence_id, start_ns=start_ns, end_ns=end_ns, layout=layout, channels=channels, text=text
        )
        self._made.add(made.id)
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
            self._store.put_back(self._done[-1], word="undoes")
            self._undone.append(self._done.pop())

    def redo(self) -> None:
        """Do what was taken back last again, if there is something."""
        if self._undone:
            self._store.put_back(self._undone[-1].backwards(), word="redoes")
            self._done.append(self._undone.pop())

    def rebook(self, was: int, now: int) -> None:
        """What was written here of one evidence item belongs to another: it became known which file it is."""
        case = self._store.case
        for bookmark in case.bookmarks:
            moved = self._moved(bookmark, was, now)
            if isinstance(moved, Bookmark) and moved != bookmark:
                self._store.change_bookmark(moved)
        t0 = self._moved(case.t0, was, now)
        if isinstance(t0, T0):
            self._store.set_t0(t0)
        for changes in (self._done, self._undone):
            changes[:] = [
                replace(one, old=self._moved(one.old, was, now), new=self._moved(one.new, was, now)) for one in changes
            ]
        self._t0s |= {replace(one, evidence_id=now) for one in self._t0s if one.evidence_id == was}

    def _moved(self, written: Written, was: int, now: int) -> Written:
        here = written in self._t0s if isinstance(written, T0) else written is not None and written.id in self._made
        if written is None or not here or written.evidence_id != was:
            return written
        return replace(written, evidence_id=now)

    def _note(self, old: Bookmark | T0 | None, new: Bookmark | T0 | None) -> None:
        self._done.append(Change(sequence=self._store.custody.head.sequence, old=old, new=new))
        self._undone.clear()
