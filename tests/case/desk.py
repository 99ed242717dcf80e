"""What the tests of the case begin with: a clock that ticks, an examiner, verdicts, the file by SQLite alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from app.case.examiner import Examiner, Now
from app.case.store import CaseStore
from app.chain.verdict import Fact, Status, Verdict

NOON_NS = 1_780_000_000_000_000_000
SECOND_NS = 10**9
HASH = "ab" * 32
EXAMINER = Examiner(account="mori", version="0.1.0", build="source")
NOBODY = 65534


def ticking(start_ns: int = NOON_NS) -> Now:
    ticks = count(start_ns, SECOND_NS)
    return lambda: (next(ticks), 9 * 3600)


def created(path: Path) -> CaseStore:
    return CaseStore.create(path, examiner=EXAMINER, now=ticking())


def opened(path: Path) -> CaseStore:
    return CaseStore.open(path, examiner=EXAMINER, now=ticking(NOON_NS + 3600 * SECOND_NS))


def filled(path: Path, *, bookmarks: int = 4) -> CaseStore:
    """A case with an evidence item (2) and bookmarks (3, 4, ...)."""
    store = created(path)
    item = store.add_evidence(Path("/logs/crossing.h5"), size=1000, sha256=HASH, provenance="recorded")
    for number in range(bookmarks):
        store.add_bookmark(item.id, start_ns=number * SECOND_NS, text=f"text {number}")
    return store


def verdict(status: Status = Status.SEALED, reason: str = "every byte of every record is as it was sealed") -> Verdict:
    yes = Fact.YES
    return Verdict(intact=yes, complete=yes, signed=yes, trusted=yes, status=status, reason=reason)


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as another program has it; committed at the end."""
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    with raw(path) as connection:
        return connection.execute(statement).fetchall()


@contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """As an account that may enter `folder` but not write there; the superuser is asked to be nobody meanwhile."""
    folder.chmod(0o555)
    superuser = os.geteuid() == 0
    if superuser:
        for one in (folder, *folder.iterdir()):
            os.chown(one, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)
        folder.chmod(0o755)
