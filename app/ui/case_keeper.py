"""Keeps the case of the log that is open: one thread writes every command, which is acknowledged when it is safe.

It must not draw. What the examiner does is on the medium within moments; a case that another instance holds, or that
cannot be written, is said, and the replay goes on without it.
"""

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

from PySide6.QtCore import QObject, Qt, Signal

from app.case.bookmark import Bookmark
from app.case.errors import CaseError
from app.case.place import default_path
from app.case.t0 import T0, Means
from app.chain.verdict import Verdict
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
        """The evidence item of each file whose hash says so, or that was taken in without one."""
        self._likely: dict[Path, int] = {}
        self._booked: dict[Path, list[Bookmark]] = {}
        self._verdict: Verdict | None = None
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

        path = self._path or default_path(self._evidence.genesis.drive)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._store = CaseStore.open(path, make=True)
        case = self._store.case
        for one in self._evidence.paths:
            # the file at this path may be another by now: its hash decides
            there = [item for item in case.evidence if (item.path, item.size) == (one.absolute(), one.stat().st_size)]
            if there:
                self._likely[one] = there[-1].id
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
        """Now it is known which file this is: one that came into the case before, moved perhaps, or a new one."""
        store = self._opened
        if path in self._items:
            store.set_hash(self._items[path], sha256)
            return
        likely, same = self._likely.pop(path, None), store.case.find_by_hash(sha256)
        unhashed = next((item for item in store.case.evidence if item.id == likely and item.sha256 is None), None)
        if same is not None:
            self._items[path] = store.record_open(same.id, path=path).id
        elif unhashed is not None:
            self._items[path] = store.record_open(store.set_hash(unhashed.id, sha256).id).id
        else:
            self._items[path] = store.record_open(self._added(path, sha256)).id
            if likely is not None:
                self._done.emit(
                    None, f"{path.name} is not the file that came into the case from there: it is a new item"
                )
        for bookmark in self._booked.pop(path, []):
            if bookmark.evidence_id != self._items[path]:
                store.change_bookmark(replace(bookmark, evidence_id=self._items[path]))
        if self._verdict is not None:
            store.set_verdict(self._items[path], self._verdict)

    def _added(self, path: Path, sha256: str | None = None) -> int:
        provenance = self._evidence.genesis.provenance
        size = path.stat().st_size
        return self._opened.add_evidence(path, size=size, sha256=sha256, provenance=provenance).id

    def _add_bookmark(
        self, start_ns: int, end_ns: int | None, channels: tuple[str, ...], text: str, layout: str
    ) -> None:
        path = self._evidence.paths[0]
        made = self._opened.add_bookmark(
            self._item(path), start_ns=start_ns, end_ns=end_ns, layout=layout, channels=channels, text=text
        )
        if path in self._likely:
            self._booked.setdefault(path, []).append(made)

    def _set_t0(self, t_ns: int, means: Means, reference: str) -> None:
        store = self._opened
        if means is Means.EVENT and store.case.t0 is not None:
            return
        store.set_t0(T0(t_ns=t_ns, evidence_id=self._item(self._evidence.paths[0]), means=means, reference=reference))

    def _set_verdict(self, trust: Trust) -> None:
        """Of files whose hash is known: the others get it when it is."""
        self._verdict = trust.verdict
        for path in self._evidence.paths:
            if path in self._items:
                self._opened.set_verdict(self._items[path], trust.verdict)

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
        """The evidence item of a segment; while its hash is not known, the one that it seems to be, or a new one."""
        if path not in self._items and path in self._likely:
            return self._likely[path]
        if path not in self._items:
            self._items[path] = self._added(path)
        return self._items[path]

    def _submit(self, do: Callable[P, None], *args: P.args, **more: P.kwargs) -> None:
        self._thread.submit(lambda: self._run(do, *args, **more))

    def _run(self, do: Callable[P, None], *args: P.args, **more: P.kwargs) -> None:
        try:
            do(*args, **more)
            self._done.emit(None if self._store is None else self._store.case, "")
        except (CaseError, OSError) as error:
            self._done.emit(None, str(error))
        except Exception as error:  # noqa: BLE001 - the edge of the task: what is not kept must be said
            self._done.emit(None, f"the case: {error!r}")

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
