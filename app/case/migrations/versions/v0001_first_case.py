"""0001: evidence, bookmarks, T0 and the ledger with its guards.

It must not be changed any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None

_GUARDS = (
    (
        "CREATE TRIGGER ledger_keeps_values BEFORE UPDATE ON ledger BEGIN "
        "SELECT RAISE(ABORT, 'the custody ledger is append-only: no entry is changed'); END"
    ),
    (
        "CREATE TRIGGER ledger_keeps_entries BEFORE DELETE ON ledger BEGIN "
        "SELECT RAISE(ABORT, 'the custody ledger is append-only: no entry is removed'); END"
    ),
    (
        "CREATE TRIGGER ledger_appends BEFORE INSERT ON ledger "
        "WHEN NEW.sequence IS NOT (SELECT COALESCE(MAX(sequence), 0) + 1 FROM ledger) OR NEW.previous IS NOT "
        "COALESCE((SELECT hash FROM ledger ORDER BY sequence DESC LIMIT 1), "
        "'0000000000000000000000000000000000000000000000000000000000000000') BEGIN "
        "SELECT RAISE(ABORT, 'the custody ledger is append-only: an entry follows the last one'); END"
    ),
)


def upgrade() -> None:
    """From nothing."""
    op.create_table(
        "case_file",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("created_utc_ns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
    )
    _create_findings()
    op.create_table(
        "ledger",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("utc_ns", sa.BigInteger(), nullable=False),
        sa.Column("zone_offset_s", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("build", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_ledger"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for guard in _GUARDS:
            op.execute(guard)


def _create_findings() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("status", sa.String(32)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("added_utc_ns", sa.BigInteger(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("start_ns", sa.BigInteger(), nullable=False),
        sa.Column("end_ns", sa.BigInteger()),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bookmark"),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_bookmark_evidence_id_evidence"),
    )
    op.create_table(
        "t0",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("t_ns", sa.BigInteger(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(32), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_t0"),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_t0_evidence_id_evidence"),
        sa.CheckConstraint("slot = 1", name=op.f("ck_t0_one")),
    )
