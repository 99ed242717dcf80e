"""Keeps the case of the log that is open: one thread writes every command, which is acknowledged when it is safe.

It must not draw. What the examiner does is on the medium within moments; a case that another instance holds, or that
cannot be written, is said, and the replay goes on without it.
"""

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

from PySide6.QtCore import QObject, Qt, Signal

from app.case.errors import CaseError
from app.case.place import default_path
from app.case.t0 import T0, Means
from app.replay.evidence import Evidence
from app.replay.trust import Trust
from app.ui.timeline.content import Mark

if TYPE_CHECKING:
    from app.case.store import CaseStore

P = ParamSpec("P")
_BLOCK = 1 << 20


class CaseKeeper(QObject):
    """The case of one log. Close it before the program ends."""

    marks_changed = Signal(object)
    """The bookmarks as Marks, in the order of time."""
    t0_found = Signal(object)
    """T0 that the case had when it was opened, in ns."""
    saved = Signal(str)
    """When the last command was acknowledged, and where."""
    problem = Signal(str)

    _done = Signal(object, str)

    def __init__(self, evidence: Evidence, *, path: Path | None = None) -> None:
        """Open the case of the drive, or begin one."""
        super().__init__()
        self._evidence = evidence
        self._path = path
        self._store: CaseStore | None = None
        self._items: dict[Path, int] = {}
        self._closed = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="case")
        self._hashing = threading.Thread(target=self._hash, name="hashing", daemon=True)
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)
        self._submit(self._open)

    def add_bookmark(
        self, start_ns: int, end_ns: int | None, *, channels: Sequence[str], text: str, layout: str
    ) -> None:
        """Bookmark a time or a range."""
        self._submit(self._add_bookmark, start_ns, end_ns, tuple(channels), text, layout)

    def set_t0(self, t_ns: int, means: Means, reference: str = "") -> None:
        """Count from this time; a T0 from an event gives way to one that the case has already."""
        self._submit(self._set_t0, t_ns, means, reference)

    def set_verdict(self, trust: Trust) -> None:
        """Say what the finished walk has found."""
        self._submit(self._set_verdict, trust)

    def close(self) -> None:
        """Finish what was asked for, then let others have the case."""
        if self._closed.is_set():
            return
        self._closed.set()
        if self._hashing.is_alive():
            self._hashing.join()
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    # -- on the thread of the case

    def _open(self) -> None:
        from app.case.store import CaseStore  # SQLAlchemy takes its time

        path = self._path or default_path(self._evidence.log.opened[0].genesis.drive)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._store = CaseStore.open(path, make=True)
        known = {item.path: item.id for item in self._store.case.evidence}
        for one in self._evidence.paths:
            if (item := known.get(one.absolute())) is not None:
                self._items[one] = item
                self._store.record_open(item)
        case = self._store.case
        if case.t0 is not None:
            self.t0_found.emit(case.t0.t_ns)
        self._hashing.start()

    def _hash(self) -> None:
        """The SHA-256 of whole files, on a thread that nothing waits for."""
        for path in self._evidence.paths:
            digest = hashlib.sha256()
            try:
                with path.open("rb", buffering=0) as file:
                    while not self._closed.is_set() and (block := file.read(_BLOCK)):
                        digest.update(block)
            except OSError as error:
                self._done.emit(None, f"{path.name}: its SHA-256 is not known: {error.strerror}")
                continue
            if self._closed.is_set():
                return
            self._submit(self._hashed, path, digest.hexdigest())

    def _hashed(self, path: Path, sha256: str) -> None:
        store = self._opened
        if path in self._items:
            store.set_hash(self._items[path], sha256)
            return
        moved = store.case.find_by_hash(sha256)
        if moved is not None:
            self._items[path] = store.record_open(moved.id, path=path).id
            return
        provenance = self._evidence.log.opened[0].genesis.provenance
        item = store.add_evidence(path, size=path.stat().st_size, sha256=sha256, provenance=provenance)
        self._items[path] = store.record_open(item.id).id

    def _add_bookmark(
        self, start_ns: int, end_ns: int | None, channels: tuple[str, ...], text: str, layout: str
    ) -> None:
        self._opened.add_bookmark(
            self._item(self._evidence.paths[0]),
            start_ns=start_ns,
            end_ns=end_ns,
            layout=layout,
            channels=channels,
            text=text,
        )

    def _set_t0(self, t_ns: int, means: Means, reference: str) -> None:
        store = self._opened
        if means is Means.EVENT and store.case.t0 is not None:
            return
        store.set_t0(T0(t_ns=t_ns, evidence_id=self._item(self._evidence.paths[0]), means=means, reference=reference))

    def _set_verdict(self, trust: Trust) -> None:
        store = self._opened
        for path in self._evidence.paths:
            store.set_verdict(self._item(path), trust.verdict)

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    @property
    def _opened(self) -> "CaseStore":
        if self._store is None:
            raise CaseError("there is no case: what was done is not kept")
        return self._store

    def _item(self, path: Path) -> int:
        """The evidence item of a segment, taken in without its hash if that is not known yet."""
        if path not in self._items:
            provenance = self._evidence.log.opened[0].genesis.provenance
            self._items[path] = self._opened.add_evidence(path, size=path.stat().st_size, provenance=provenance).id
        return self._items[path]

    def _submit(self, do: Callable[P, None], *args: P.args, **more: P.kwargs) -> None:
        self._thread.submit(lambda: self._run(do, *args, **more))

    def _run(self, do: Callable[P, None], *args: P.args, **more: P.kwargs) -> None:
        try:
            do(*args, **more)
            self._done.emit(None if self._store is None else self._store.case, "")
        except (CaseError, OSError) as error:
            self._done.emit(None, str(error))

    # -- on the main thread

    def _on_done(self, case: object, wrong: str) -> None:
        from app.case.case import Case

        if wrong:
            self.problem.emit(wrong)
        if isinstance(case, Case):
            ordered = sorted(case.bookmarks, key=lambda one: one.start_ns)
            self.marks_changed.emit(
                tuple(
                    Mark(number=number, start_ns=one.start_ns, end_ns=one.end_ns, text=one.text)
                    for number, one in enumerate(ordered, start=1)
                )
            )
            self.saved.emit(f"{datetime.now(UTC):%H:%M:%S} UTC")
