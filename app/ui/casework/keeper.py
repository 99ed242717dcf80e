"""Keeps the case of the log that is open: one thread writes every command, which is acknowledged when it is safe.

It must not draw. What the examiner does is on the medium within moments; a case that another instance holds, or that
cannot be written, is said, and the replay goes on without it.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal

from app.case.case import Case
from app.case.change import Change
from app.case.errors import CaseError, DamagedCaseError, UnwritableCaseError
from app.case.place import default_path
from app.case.t0 import T0, Means
from app.replay.evidence import Evidence
from app.replay.trust import Trust
from app.ui.casework.files import CaseFiles, sha256_of
from app.ui.timeline.content import Mark

if TYPE_CHECKING:
    from app.case.store import CaseStore
    from app.case.undoing import Undoing

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class _Opened:
    """What belongs to the thread of the case."""

    store: "CaseStore"
    files: CaseFiles
    undoing: "Undoing"


@dataclass(frozen=True, slots=True)
class _Kept:
    """The case after a command, and what could be undone and redone now."""

    case: Case
    undo: Change | None
    redo: Change | None


class CaseKeeper(QObject):
    """The case of one log. Close it before the program ends."""

    marks_changed = Signal(object)
    """The bookmarks as Marks, in the order of time."""
    t0_found = Signal(object)
    """T0 of the case in ns, None if it has none: when it was opened, and when a change of it was undone or redone."""
    undo_changed = Signal(object, object)
    """The Change that would be undone, and the one that would be done again; None: there is none."""
    saved = Signal(str)
    """When the last command was acknowledged, and where."""
    problem = Signal(str)
    """Why what was done is not kept."""
    refused = Signal(str)
    """Why something cannot be done; the case is kept."""
    found = Signal(str)
    """What there is to be said of a file, for as long as it is open."""

    _done = Signal(object, str)

    def __init__(self, evidence: Evidence, *, path: Path | None = None) -> None:
        """For the case of the drive; `begin` when everybody listens."""
        super().__init__()
        self._evidence = evidence
        self._path = path
        self._held: _Opened | None = None
        self._told: tuple[_Kept, str] | None = None
        """What was kept last, and when."""
        self._wrong = ""
        """Why what was done last is not kept."""
        self._findings: list[str] = []
        self._zero: list[int | None] = []
        """The T0 that was told last, if any was."""
        self.found.connect(self._on_found)
        self.t0_found.connect(self._on_t0_found)
        self._closed = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="case")
        self._hashing = threading.Thread(target=self._hash, name="hashing", daemon=True)
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Open the case, or make it: what it has is told by signals, which reach nobody who connects later."""
        self._submit(self._open)

    def add_bookmark(
        self, start_ns: int, end_ns: int | None, *, channels: Sequence[str], text: str, layout: str
    ) -> None:
        """Bookmark a time or a range."""
        self._submit(self._add_bookmark, start_ns, end_ns, tuple(channels), text, layout)

    def change_text(self, bookmark_id: int, text: str) -> None:
        """Say something else of a bookmark."""
        self._submit(lambda: self._opened.undoing.change_text(bookmark_id, text))

    def remove_bookmark(self, bookmark_id: int) -> None:
        """Take a bookmark out of the case; its ledger keeps it."""
        self._submit(lambda: self._opened.undoing.remove_bookmark(bookmark_id))

    def set_t0(self, t_ns: int, means: Means, reference: str = "") -> None:
        """Count from this time."""
        self._submit(self._set_t0, t_ns, means, reference)

    def propose_t0(self, t_ns: int, event: str) -> None:
        """Count from an event, unless the case has a T0 already: nothing that somebody would take back."""
        self._submit(self._set_t0, t_ns, Means.EVENT, event, proposed=True)

    def undo(self) -> None:
        """Take the last change back."""
        self._submit(self._undo, back=True)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._submit(self._undo, back=False)

    def set_verdict(self, trust: Trust) -> None:
        """Say what the finished walk has found."""
        self._submit(lambda: self._opened.files.set_verdict(trust.verdict))

    def note_change(self, segment: int, text: str) -> None:
        """Say what happened to the file of a segment since it was opened."""
        path = self._evidence.paths[segment]
        self._submit(lambda: self._opened.files.note_change(path, text))

    def tell_again(self) -> None:
        """Tell what is kept, and what was found, to another window."""
        for text in tuple(self._findings):
            self.found.emit(text)
        if self._zero:
            self.t0_found.emit(self._zero[-1])
        if self._wrong:
            self.problem.emit(self._wrong)
        else:
            self._tell_kept()

    def _tell_kept(self) -> None:
        if self._told is not None:
            kept, when = self._told
            self.marks_changed.emit(marks_of(kept.case))
            self.undo_changed.emit(kept.undo, kept.redo)
            self.saved.emit(when)

    def close(self) -> None:
        """Finish what was asked for, then let others have the case. The medium of the evidence is not waited for: the
        hashing may still read, and `join` returns when it does not.
        """
        if self._closed.is_set():
            return
        self._closed.set()
        self._thread.submit(self._close).result()
        self._thread.shutdown()
        # what became of the last commands is still of this log, and is said while it is shown
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)

    def join(self) -> None:
        """Return when the evidence is read no more; to be called after `close`, from any thread."""
        if self._hashing.is_alive():
            self._hashing.join()

    # -- on the thread of the case

    def _open(self) -> None:
        from app.case.store import CaseStore  # SQLAlchemy takes its time
        from app.case.undoing import Undoing

        path = self._path or default_path(self._evidence.genesis.drive)
        path.parent.mkdir(parents=True, exist_ok=True)
        store = CaseStore.open(path, make=True)
        with ExitStack() as undo:
            # whatever is wrong with it now, others may open it
            undo.callback(store.close)
            undoing = Undoing(store)
            self._held = _Opened(store, CaseFiles(self._evidence, store, undoing), undoing)
            undo.pop_all()
        if store.case.t0 is not None:
            self.t0_found.emit(store.case.t0.t_ns)
        if not self._closed.is_set():
            self._hashing.start()

    def _hash(self) -> None:
        """The SHA-256 of whole files, on a thread that nothing waits for."""
        for one in self._evidence.log.opened:
            wrong, sha256 = "", None
            try:
                sha256 = sha256_of(one.segment.source, self._closed)
            except OSError as error:
                wrong = str(error)
            if self._closed.is_set():
                return
            # whoever closes meanwhile wants to know neither
            with suppress(RuntimeError):
                self._submit(self._hashed, one.path, sha256, wrong)

    def _hashed(self, path: Path, sha256: str | None, wrong: str) -> None:
        if self._held is None:
            return
        if sha256 is None:
            self._held.files.not_hashed(path)
            self.found.emit(f"{path.name}: its SHA-256 is not known: {wrong}")
        elif said := self._held.files.hashed(path, sha256):
            self.found.emit(said)

    def _add_bookmark(
        self, start_ns: int, end_ns: int | None, channels: tuple[str, ...], text: str, layout: str
    ) -> None:
        opened = self._opened
        opened.undoing.add_bookmark(
            opened.files.first, start_ns=start_ns, end_ns=end_ns, layout=layout, channels=channels, text=text
        )

    def _set_t0(self, t_ns: int, means: Means, reference: str, *, proposed: bool = False) -> None:
        opened = self._opened
        if proposed and opened.store.case.t0 is not None:
            return
        t0 = T0(t_ns=t_ns, evidence_id=opened.files.first, means=means, reference=reference)
        opened.undoing.set_t0(t0, proposed=proposed)

    def _undo(self, *, back: bool) -> None:
        undoing, before = self._opened.undoing, self._opened.store.case.t0
        if back:
            undoing.undo()
        else:
            undoing.redo()
        after = self._opened.store.case.t0
        if after != before:
            self.t0_found.emit(None if after is None else after.t_ns)

    def _close(self) -> None:
        if self._held is not None:
            self._held.store.close()
            self._held = None

    @property
    def _opened(self) -> _Opened:
        if self._held is None:
            raise CaseError("there is no case: what was done is not kept")
        return self._held

    def _submit(self, do: Callable[P, None], *args: P.args, **more: P.kwargs) -> None:
        self._thread.submit(lambda: self._run(do, *args, **more))

    def _run(self, do: Callable[P, None], *args: P.args, **more: P.kwargs) -> None:
        try:
            do(*args, **more)
            held = self._held
            kept = None if held is None else _Kept(held.store.case, held.undoing.next_undo, held.undoing.next_redo)
            self._done.emit(kept, "")
        except CaseError as error:
            lost = self._held is None or isinstance(error, UnwritableCaseError | DamagedCaseError)
            if lost:
                self._done.emit(None, str(error))
            else:
                self.refused.emit(str(error))
        except OSError as error:
            self._done.emit(None, str(error))
        except Exception as error:  # noqa: BLE001 - the edge of the task: what is not kept must be said
            self._done.emit(None, f"the case: {error!r}")

    # -- on the main thread

    def _on_found(self, text: str) -> None:
        if text not in self._findings:
            self._findings.append(text)

    def _on_t0_found(self, t_ns: int | None) -> None:
        self._zero = [t_ns]

    def _on_done(self, kept: _Kept | None, wrong: str) -> None:
        self._wrong = wrong
        if wrong:
            self.problem.emit(wrong)
        if kept is not None:
            self._told = kept, f"{datetime.now(UTC):%H:%M:%S} UTC"
            self._tell_kept()


def marks_of(case: Case) -> tuple[Mark, ...]:
    """The bookmarks of a case as the timeline has them, numbered in the order of time."""
    ordered = sorted(case.bookmarks, key=lambda one: one.start_ns)
    return tuple(
        Mark(
            number=number,
            id=one.id,
            start_ns=one.start_ns,
            end_ns=one.end_ns,
            text=one.text,
            layout=one.layout,
            cameras=one.channels,
        )
        for number, one in enumerate(ordered, start=1)
    )
