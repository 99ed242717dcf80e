"""The store of a case: opens it, takes commands, and gives the case as it stands.

It must not know windows. Commands are synchronous, each is one transaction, and what one returns is on the medium:
there is nothing left to save. A store belongs to the thread that opened it; a window has one thread for it. Each
command writes its ledger entry in the same transaction, with old and new: nothing that was written is ever lost.
"""

from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from sqlalchemy import Table, delete, insert, update

from app.case import tables
from app.case.bookmark import Bookmark
from app.case.case import Case
from app.case.change import Change, Written, of_written
from app.case.custody import Command, Custody
from app.case.database import Database
from app.case.entry import Action
from app.case.errors import CaseError, MissingCaseError
from app.case.evidence import EvidenceItem
from app.case.examiner import Examiner, Now, this_examiner, wall_clock
from app.case.founding import found, open_founded
from app.case.reading import read_bookmark, read_case, read_evidence, read_t0
from app.case.rows import bookmark_values, evidence_values, t0_values
from app.case.subject import of_bookmark, of_evidence, of_t0, of_verdict, path_text
from app.case.t0 import T0
from app.chain.verdict import Verdict
from app.record.entry import sayable

_MAX_REASON = 4096


class CaseStore:
    """An open case."""

    def __init__(self, database: Database, custody: Custody) -> None:
        self._database = database
        self.path = database.path
        self.custody = custody
        """The ledger: entries, head, verify."""

    @classmethod
    def create(cls, path: Path, *, examiner: Examiner | None = None, now: Now = wall_clock) -> Self:
        """A new case at `path`; raises CaseError, also if something is there."""
        return cls(*found(path, examiner=examiner or this_examiner(), now=now))

    @classmethod
    def open(
        cls, path: Path, *, make: bool = False, examiner: Examiner | None = None, now: Now = wall_clock
    ) -> Self:  # fmt: skip
        """The case at `path`, with `make` a new one if there is nothing; raises CaseError."""
        who = examiner or this_examiner()
        try:
            return cls(*open_founded(path, examiner=who, now=now))
        except MissingCaseError:
            if not make:
                raise
        return cls(*found(path, examiner=who, now=now))

    def close(self) -> None:
        """Let others open it; twice is harmless."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self.close()

    @property
    def case(self) -> Case:
        """The case as it stands; raises CaseError."""
        return read_case(self._database, self.custody)

    def add_evidence(
        self, path: Path, *, size: int, sha256: str | None = None, provenance: str = ""
    ) -> EvidenceItem:  # fmt: skip
        """Take in a file of `size` bytes, whose SHA-256 may come later; the path is made absolute."""
        with self.custody.command() as command:
            item = EvidenceItem(
                id=command.sequence, path=path.absolute(), size=size, sha256=sha256, added_utc_ns=command.utc_ns,
                provenance=provenance,
            )  # fmt: skip
            command.log(Action.ADD, {"evidence": of_evidence(item)})
            command.connection.execute(insert(tables.evidence).values(evidence_values(item)))
            return item

    def set_hash(self, evidence_id: int, sha256: str) -> EvidenceItem:
        """Say the SHA-256 of the whole file, once; raises CaseError if another is known: these are other bytes."""
        with self.custody.command() as command:
            old = read_evidence(command.connection, evidence_id)
            if old.sha256 == sha256:
                return old
            if old.sha256 is not None:
                raise CaseError(
                    f"{old.path}: the file came into the case with SHA-256 {old.sha256} and now has {sha256}: these "
                    "are other bytes; add them as an evidence item of their own"
                )
            item = replace(old, sha256=sha256)
            command.log(Action.HASH, {"evidence": old.id, "sha256": sha256})
            _change(command, tables.evidence, item.id, evidence_values(item))
            return item

    def set_verdict(self, evidence_id: int, verdict: Verdict) -> EvidenceItem:
        """Say what checking found; each time it is said is an entry, also if it is the same."""
        with self.custody.command() as command:
            old = read_evidence(command.connection, evidence_id)
            reason = _said(verdict.reason)
            item = replace(old, status=verdict.status, reason=reason)
            command.log(Action.VERIFY, {"evidence": old.id, "verdict": of_verdict(replace(verdict, reason=reason))})
            _change(command, tables.evidence, item.id, evidence_values(item))
            return item

    def record_open(self, evidence_id: int, *, path: Path | None = None) -> EvidenceItem:
        """Say that an item was opened; with `path`: where it was found now."""
        with self.custody.command() as command:
            old = read_evidence(command.connection, evidence_id)
            item = replace(old, path=path.absolute()) if path is not None else old
            moved = {"old_path": path_text(old.path)} if item.path != old.path else {}
            command.log(Action.OPEN, {"evidence": old.id, "path": path_text(item.path), **moved})
            _change(command, tables.evidence, item.id, evidence_values(item))
            return item

    def record_change(self, evidence_id: int, text: str) -> None:
        """Say that the file of an item was changed, moved or replaced while it was open."""
        with self.custody.command() as command:
            read_evidence(command.connection, evidence_id)
            command.log(Action.CHANGED, {"evidence": evidence_id, "text": _said(text)})

    def join_evidence(self, evidence_id: int, into: int) -> None:
        """An item whose hash was not known is the same file as another: what belongs to it belongs to that one."""
        with self.custody.command() as command:
            old, same = (read_evidence(command.connection, one) for one in (evidence_id, into))
            if old.id == same.id or old.sha256 not in (None, same.sha256):
                raise CaseError(f"evidence item {old.id} is not the same file as {same.id}: these are other bytes")
            command.log(Action.SAME, {"evidence": of_evidence(old), "same": same.id})
            for table in (tables.bookmark, tables.t0):
                belongs = table.c.evidence_id == old.id
                command.connection.execute(update(table).where(belongs).values(evidence_id=same.id))
            command.connection.execute(delete(tables.evidence).where(tables.evidence.c.id == old.id))

    def set_t0(self, t0: T0 | None) -> None:
        """Count from another instant; None: from none."""
        with self.custody.command() as command:
            old = read_t0(command.connection)
            if t0 is not None:
                read_evidence(command.connection, t0.evidence_id)
            if t0 == old:
                return
            command.log(Action.T0, {"old": of_t0(old) if old else None, "new": of_t0(t0) if t0 else None})
            command.connection.execute(delete(tables.t0))
            if t0 is not None:
                command.connection.execute(insert(tables.t0).values(t0_values(t0)))

    def add_bookmark(
        self, evidence_id: int, *, start_ns: int, end_ns: int | None = None, layout: str = "",
        channels: tuple[str, ...] = (), text: str = "",
    ) -> Bookmark:  # fmt: skip
        """Mark a time, or the range `[start_ns, end_ns)`, of an evidence item."""
        with self.custody.command() as command:
            read_evidence(command.connection, evidence_id)
            bookmark = Bookmark(
                id=command.sequence, evidence_id=evidence_id, start_ns=start_ns, end_ns=end_ns, layout=layout,
                channels=channels, text=text,
            )  # fmt: skip
            command.log(Action.BOOKMARK, {"old": None, "new": of_bookmark(bookmark)})
            command.connection.execute(insert(tables.bookmark).values(bookmark_values(bookmark)))
            return bookmark

    def change_bookmark(self, bookmark: Bookmark) -> Bookmark:
        """Put `bookmark` in the place of the one with the same id, which stays in the ledger."""
        with self.custody.command() as command:
            old = read_bookmark(command.connection, bookmark.id)
            read_evidence(command.connection, bookmark.evidence_id)
            if bookmark != old:
                command.log(Action.BOOKMARK, {"old": of_bookmark(old), "new": of_bookmark(bookmark)})
                _change(command, tables.bookmark, bookmark.id, bookmark_values(bookmark))
            return bookmark

    def remove_bookmark(self, bookmark_id: int) -> None:
        """Remove the bookmark, which stays in the ledger."""
        with self.custody.command() as command:
            old = read_bookmark(command.connection, bookmark_id)
            command.log(Action.BOOKMARK, {"old": of_bookmark(old), "new": None})
            command.connection.execute(delete(tables.bookmark).where(tables.bookmark.c.id == bookmark_id))

    def bookmark(self, bookmark_id: int) -> Bookmark:
        """The bookmark with this id; raises CaseError."""
        with self._database.reading() as connection:
            return read_bookmark(connection, bookmark_id)

    def put_back(self, change: Change, *, word: Literal["undoes", "redoes"]) -> None:
        """Make what `change` says undone by a further entry, which names the one that it takes back or does again.

        Raises CaseError if it is not as the change left it: what came later would be lost.
        """
        with self.custody.command() as command:
            there, new = _there(command, change), change.old
            subject = {"old": of_written(there), "new": of_written(new), word: change.sequence}
            command.log(change.action, subject)
            _put(command, there, new)


def _said(text: str) -> str:
    """What comes from a file that anybody may have made: said as well as it can be, and never refused."""
    return sayable(text.replace("\0", "\ufffd"), _MAX_REASON)


def _there(command: Command, change: Change) -> Written:
    """What is there now, which is what the change left."""
    expected, about = change.new, change.new or change.old
    if not isinstance(about, Bookmark):
        found: Written = read_t0(command.connection)
    else:
        found = read_bookmark(command.connection, about.id) if expected is not None else None
    if found != expected:
        raise CaseError("it was changed again since then: undo that first")
    return found


def _put(command: Command, old: Written, new: Written) -> None:
    """Write what is to be in the place of what is there."""
    if isinstance(old or new, Bookmark):
        table, values = tables.bookmark, bookmark_values(new) if isinstance(new, Bookmark) else None
        if isinstance(old, Bookmark):
            command.connection.execute(delete(table).where(table.c.id == old.id))
    else:
        table, values = tables.t0, t0_values(new) if isinstance(new, T0) else None
        command.connection.execute(delete(table))
    if values is not None:
        command.connection.execute(insert(table).values(values))


def _change(command: Command, table: Table, row_id: int, values: dict[str, object]) -> None:
    command.connection.execute(update(table).where(table.c.id == row_id).values(values))
