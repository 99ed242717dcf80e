"""The custody ledger of an open case: entries are appended in the transaction of what they tell of, and checked.

It must not know what a subject means.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, desc, insert, select

from app.case.database import Database
from app.case.entry import FIRST_PREVIOUS, Action, Head, LedgerEntry, entry_hash
from app.case.errors import RowError, damaged
from app.case.examiner import Examiner, Now
from app.case.ledger import LedgerVerdict, UnreadableEntry, verify_ledger
from app.case.rows import entry_of, head_of
from app.case.subject import canonical_json
from app.case.tables import ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A transaction, and the ledger entry that it may write."""

    connection: Connection
    examiner: Examiner
    sequence: int
    previous: str
    utc_ns: int
    zone_offset_s: int

    def log(self, action: Action, subject: Mapping[str, object]) -> None:
        """Write the entry."""
        entry = LedgerEntry(
            sequence=self.sequence,
            previous=self.previous,
            hash="",
            utc_ns=self.utc_ns,
            zone_offset_s=self.zone_offset_s,
            actor=self.examiner.account,
            version=self.examiner.version,
            build=self.examiner.build,
            action=action.value,
            subject=canonical_json(subject),
        )
        self.connection.execute(insert(ledger).values(asdict(replace(entry, hash=entry_hash(entry)))))


class Custody:
    """Appends and reads the entries of one case."""

    def __init__(self, database: Database, *, examiner: Examiner, now: Now) -> None:
        self._database = database
        self._examiner = examiner
        self._now = now

    @property
    def head(self) -> Head:
        """Number and hash of the last entry; raises CaseError."""
        with self._database.reading() as connection:
            return self.head_in(connection)

    def entries(self) -> tuple[LedgerEntry, ...]:
        """All entries, the first first; raises CaseError if a row holds something else."""
        found = []
        for entry in self._read():
            if isinstance(entry, UnreadableEntry):
                raise damaged(self._database.path, f"entry {entry.sequence} of its ledger cannot be read: {entry.why}")
            found.append(entry)
        return tuple(found)

    def verify(self, *, kept: Head | None = None) -> LedgerVerdict:
        """Recompute every hash, and compare with a head that was `kept` elsewhere; raises CaseError."""
        return verify_ledger(self._read(), kept=kept)

    def head_in(self, connection: Connection) -> Head:
        """As `head`, inside a transaction; number 0 while there is no entry."""
        row = connection.execute(select(ledger).order_by(desc(ledger.c.sequence)).limit(1)).first()
        return head_of(row) if row is not None else Head(0, FIRST_PREVIOUS)

    @contextmanager
    def command(self) -> Iterator["Command"]:
        """A transaction whose ledger entry has its number and time already; it is kept if nothing is raised."""
        with self._database.writing() as connection:
            last = self.head_in(connection)
            utc_ns, zone_offset_s = self._now()
            yield Command(
                connection=connection, examiner=self._examiner, sequence=last.sequence + 1, previous=last.hash,
                utc_ns=utc_ns, zone_offset_s=zone_offset_s,
            )  # fmt: skip

    def _read(self) -> Iterable[LedgerEntry | UnreadableEntry]:
        with self._database.reading() as connection:
            rows = connection.execute(select(ledger).order_by(ledger.c.sequence)).all()
        return [_entry_or_why(row, place) for place, row in enumerate(rows, start=1)]


def _entry_or_why(row: Row[Any], place: int) -> LedgerEntry | UnreadableEntry:
    try:
        return entry_of(row)
    except RowError as error:
        return UnreadableEntry(row.sequence if isinstance(row.sequence, int) else place, str(error))
