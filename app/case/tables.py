"""The tables of a case, and the triggers that keep its ledger append-only.

It must not know the domain classes (`rows` does), nor how a file is opened. Types are those that every SQL database
has; what only SQLite understands is marked so. A change here needs a migration in app/case/migrations.

The ledger's number is an INTEGER on purpose: in SQLite it then is the row id itself, so that no second number exists
by which `INSERT OR REPLACE` could push a row out; for the same reason no other column of the ledger is unique.
"""

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(column_0_label)s",
    }
)

case_file = Table(
    "case_file",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("created_utc_ns", BigInteger, nullable=False),
)

# the ids of evidence and bookmarks are the numbers of the entries that added them
evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("path", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64)),
    Column("status", String(32)),
    Column("reason", Text, nullable=False),
    Column("added_utc_ns", BigInteger, nullable=False),
    Column("provenance", Text, nullable=False),
)

bookmark = Table(
    "bookmark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("evidence_id", Integer, ForeignKey("evidence.id"), nullable=False),
    Column("start_ns", BigInteger, nullable=False),
    Column("end_ns", BigInteger),
    Column("layout", Text, nullable=False),
    Column("channels", Text, nullable=False),  # a JSON array of texts, as in the ledger
    Column("text", Text, nullable=False),
)

t0 = Table(
    "t0",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("t_ns", BigInteger, nullable=False),
    Column("evidence_id", Integer, ForeignKey("evidence.id"), nullable=False),
    Column("means", String(32), nullable=False),
    Column("reference", Text, nullable=False),
    CheckConstraint("slot = 1", name="one"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("utc_ns", BigInteger, nullable=False),
    Column("zone_offset_s", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("build", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
)

SQLITE_GUARDS = {
    "ledger_keeps_values": (
        "CREATE TRIGGER ledger_keeps_values BEFORE UPDATE ON ledger BEGIN "
        "SELECT RAISE(ABORT, 'the custody ledger is append-only: no entry is changed'); END"
    ),
    "ledger_keeps_entries": (
        "CREATE TRIGGER ledger_keeps_entries BEFORE DELETE ON ledger BEGIN "
        "SELECT RAISE(ABORT, 'the custody ledger is append-only: no entry is removed'); END"
    ),
    # REPLACE removes the old row without the trigger above unless recursive_triggers is on: refused before it begins
    "ledger_appends": (
        "CREATE TRIGGER ledger_appends BEFORE INSERT ON ledger "
        "WHEN NEW.sequence IS NOT (SELECT COALESCE(MAX(sequence), 0) + 1 FROM ledger) OR NEW.previous IS NOT "
        "COALESCE((SELECT hash FROM ledger ORDER BY sequence DESC LIMIT 1), "
        "'0000000000000000000000000000000000000000000000000000000000000000') BEGIN "
        "SELECT RAISE(ABORT, 'the custody ledger is append-only: an entry follows the last one'); END"
    ),
}
"""Name and text of each trigger."""

for _guard in SQLITE_GUARDS.values():
    event.listen(ledger, "after_create", DDL(_guard).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
