"""Which evidence items of a case the files of the open log are: their hashes decide, and those come later.

It must not know windows. All but `sha256_of` belongs to the thread of the case. What is hashed and measured is the file
that is open: at its path there may be another by now.
"""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from app.chain.verdict import Verdict
from app.log.source import Source
from app.replay.evidence import Evidence

if TYPE_CHECKING:
    from app.case.store import CaseStore
    from app.case.undoing import Undoing


class AlteredError(OSError):
    """The file was written to since it was opened: its bytes are not those that are shown."""


def sha256_of(source: Source, stop: threading.Event) -> str | None:
    """The SHA-256 of a whole open file; None: it was no longer asked for. Raises OSError."""
    digest = source.sha256(stop.is_set)
    if stop.is_set():
        return None
    # moved or replaced at its path, the open file still is the one that was opened
    if source.changes() in ("size", "time"):
        raise AlteredError("it was written to since it was opened. Open it again when nothing writes to it")
    return digest


class CaseFiles:
    """The files of one log in one case."""

    def __init__(self, evidence: Evidence, store: "CaseStore", undoing: "Undoing") -> None:
        self._evidence = evidence
        self._store = store
        self._undoing = undoing
        self._sizes = {one.path: one.segment.source.size for one in evidence.log.opened}
        self._items: dict[Path, int] = {}
        """The evidence item of each file that is settled: its hash says so, or will never be known."""
        self._seeming: dict[Path, int] = {}
        """Which item each of the others seems to be."""
        self._verdict: Verdict | None = None
        self._changes: dict[Path, list[str]] = {}
        items = store.case.evidence
        for path, size in self._sizes.items():
            # the file at this path may be another by now: its hash decides
            there = [item for item in items if (item.path, item.size) == (path.absolute(), size)]
            if there:
                self._seeming[path] = there[-1].id

    @property
    def first(self) -> int:
        """The item of the first file; while its hash is not known, the one that it seems to be, or a new one."""
        path = self._evidence.paths[0]
        if path in self._items:
            return self._items[path]
        if path not in self._seeming:
            self._seeming[path] = self._added(path)
        return self._seeming[path]

    def hashed(self, path: Path, sha256: str) -> str:
        """Now it is known which file this is: one that came into the case before, moved perhaps, or a new one.

        What is to be said of it, if anything.
        """
        store, said = self._store, ""
        seeming, same = self._seeming.pop(path, None), store.case.find_by_hash(sha256)
        unhashed = self._unhashed(seeming)
        if same is not None:
            if unhashed is not None:
                store.join_evidence(unhashed, same.id)
            item = same.id
        elif unhashed is not None:
            item = store.set_hash(unhashed, sha256).id
        else:
            item = self._added(path, sha256)
            if seeming is not None:
                said = f"{path.name} is not the file that came into the case from there: it is a new item"
        self._settle(path, store.record_open(item, path=path).id, seeming)
        return said

    def not_hashed(self, path: Path) -> None:
        """Its hash will not be known: it is none of those whose hash is."""
        seeming = self._seeming.pop(path, None)
        item = self._unhashed(seeming) or self._added(path)
        self._settle(path, self._store.record_open(item).id, seeming)

    def set_verdict(self, verdict: Verdict) -> None:
        """Of files that are settled: the others get it when they are."""
        self._verdict = verdict
        for path in self._evidence.paths:
            if path in self._items:
                self._store.set_verdict(self._items[path], verdict)

    def note_change(self, path: Path, text: str) -> None:
        """Say what happened to a file while it was open."""
        if path in self._items:
            self._store.record_change(self._items[path], text)
        else:
            self._changes.setdefault(path, []).append(text)

    def _settle(self, path: Path, item: int, seeming: int | None) -> None:
        """What was written meanwhile belongs to the item that the file turned out to be."""
        self._items[path] = item
        if seeming not in (None, item):
            assert seeming is not None
            self._undoing.rebook(seeming, item)
        for text in self._changes.pop(path, []):
            self._store.record_change(item, text)
        if self._verdict is not None:
            self._store.set_verdict(item, self._verdict)

    def _unhashed(self, item: int | None) -> int | None:
        """An item of which nobody knows another hash."""
        return next((one.id for one in self._store.case.evidence if one.id == item and one.sha256 is None), None)

    def _added(self, path: Path, sha256: str | None = None) -> int:
        provenance = self._evidence.genesis.provenance
        return self._store.add_evidence(path, size=self._sizes[path], sha256=sha256, provenance=provenance).id
