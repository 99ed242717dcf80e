"""Which evidence items of a case the files of the open log are: their hashes decide, and those come later.

It must not know windows. All but `sha256_of` belongs to the thread of the case.
"""

import hashlib
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.case.bookmark import Bookmark
from app.chain.verdict import Verdict
from app.replay.evidence import Evidence

if TYPE_CHECKING:
    from app.case.store import CaseStore

_BLOCK = 1 << 20


def sha256_of(path: Path, stop: threading.Event) -> str | None:
    """The SHA-256 of a whole file; None: it was no longer asked for. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while not stop.is_set() and (block := file.read(_BLOCK)):
            digest.update(block)
    return None if stop.is_set() else digest.hexdigest()


class CaseFiles:
    """The files of one log in one case."""

    def __init__(self, evidence: Evidence, store: "CaseStore") -> None:
        self._evidence = evidence
        self._store = store
        self._items: dict[Path, int] = {}
        """The evidence item of each file whose hash says so, or that was taken in without one."""
        self._likely: dict[Path, int] = {}
        self._booked: dict[Path, list[Bookmark]] = {}
        self._verdict: Verdict | None = None
        items = store.case.evidence
        for one in evidence.paths:
            # the file at this path may be another by now: its hash decides
            there = [item for item in items if (item.path, item.size) == (one.absolute(), one.stat().st_size)]
            if there:
                self._likely[one] = there[-1].id

    @property
    def first(self) -> int:
        """The item of the first file; while its hash is not known, the one that it seems to be, or a new one."""
        path = self._evidence.paths[0]
        if path not in self._items and path in self._likely:
            return self._likely[path]
        if path not in self._items:
            self._items[path] = self._added(path)
        return self._items[path]

    def book(self, bookmark: Bookmark) -> None:
        """Remember a bookmark of the first file, whose item may turn out to be another."""
        path = self._evidence.paths[0]
        if path in self._likely:
            self._booked.setdefault(path, []).append(bookmark)

    def hashed(self, path: Path, sha256: str) -> str:
        """Now it is known which file this is: one that came into the case before, moved perhaps, or a new one.

        What is to be said of it, if anything.
        """
        store, said = self._store, ""
        if path in self._items:
            store.set_hash(self._items[path], sha256)
            return said
        likely, same = self._likely.pop(path, None), store.case.find_by_hash(sha256)
        unhashed = next((item for item in store.case.evidence if item.id == likely and item.sha256 is None), None)
        if same is not None:
            self._items[path] = store.record_open(same.id, path=path).id
        elif unhashed is not None:
            self._items[path] = store.record_open(store.set_hash(unhashed.id, sha256).id).id
        else:
            self._items[path] = store.record_open(self._added(path, sha256)).id
            if likely is not None:
                said = f"{path.name} is not the file that came into the case from there: it is a new item"
        self._rebook(path)
        if self._verdict is not None:
            store.set_verdict(self._items[path], self._verdict)
        return said

    def set_verdict(self, verdict: Verdict) -> None:
        """Of files whose hash is known: the others get it when it is."""
        self._verdict = verdict
        for path in self._evidence.paths:
            if path in self._items:
                self._store.set_verdict(self._items[path], verdict)

    def _rebook(self, path: Path) -> None:
        """Bookmarks that were made meanwhile belong to the item that the file turned out to be."""
        booked = {bookmark.id for bookmark in self._booked.pop(path, [])}
        # as they are now: their texts may have been changed, or they may be gone
        for bookmark in self._store.case.bookmarks:
            if bookmark.id in booked and bookmark.evidence_id != self._items[path]:
                self._store.change_bookmark(replace(bookmark, evidence_id=self._items[path]))

    def _added(self, path: Path, sha256: str | None = None) -> int:
        provenance = self._evidence.genesis.provenance
        return self._store.add_evidence(path, size=path.stat().st_size, sha256=sha256, provenance=provenance).id
