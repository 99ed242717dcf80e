"""Reads a case, or one row of it, from the tables.

It must not know commands.
"""

from sqlalchemy import Connection, select

from app.case import tables
from app.case.bookmark import Bookmark
from app.case.case import Case
from app.case.custody import Custody
from app.case.database import Database
from app.case.errors import CaseError, RowError
from app.case.evidence import EvidenceItem
from app.case.rows import bookmark_of, case_file_of, evidence_of, t0_of
from app.case.t0 import T0


def read_case(database: Database, custody: Custody) -> Case:
    """All of a case as of one moment; raises CaseError."""
    with database.reading() as connection:
        return _case(connection, custody)


def read_evidence(connection: Connection, evidence_id: int) -> EvidenceItem:
    """The item with this id; raises CaseError."""
    row = connection.execute(select(tables.evidence).where(tables.evidence.c.id == evidence_id)).first()
    if row is None:
        raise CaseError(f"the case has no evidence item {evidence_id}; add the file first")
    return evidence_of(row)


def read_bookmark(connection: Connection, bookmark_id: int) -> Bookmark:
    """The bookmark with this id; raises CaseError."""
    row = connection.execute(select(tables.bookmark).where(tables.bookmark.c.id == bookmark_id)).first()
    if row is None:
        raise CaseError(f"the case has no bookmark {bookmark_id} any more; the ledger still has its text")
    return bookmark_of(row)


def read_t0(connection: Connection) -> T0 | None:
    """T0, if it is set."""
    row = connection.execute(select(tables.t0)).first()
    return t0_of(row) if row else None


def _case(connection: Connection, custody: Custody) -> Case:
    about = connection.execute(select(tables.case_file)).all()
    if len(about) != 1:
        raise RowError(f"{len(about)} rows say which case it is")
    case_id, created_utc_ns = case_file_of(about[0])
    evidence = connection.execute(select(tables.evidence).order_by(tables.evidence.c.id))
    bookmarks = connection.execute(select(tables.bookmark).order_by(tables.bookmark.c.id))
    return Case(
        id=case_id,
        created_utc_ns=created_utc_ns,
        evidence=tuple(evidence_of(row) for row in evidence),
        bookmarks=tuple(bookmark_of(row) for row in bookmarks),
        t0=read_t0(connection),
        head=custody.head_in(connection),
    )
