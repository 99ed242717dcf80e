"""Every migration from an empty file on leads to today's tables, quietly; a newer or an unknown form is refused."""

import logging
import re
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hatchling.builders.wheel import WheelBuilder
from sqlalchemy import Connection, create_engine

from app.case import schema
from app.case.errors import DamagedCaseError, NewerCaseError
from app.case.tables import metadata
from tests.case.desk import created, filled, opened, raw

MIGRATIONS = Path(schema.__file__).parent / "migrations"


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def objects(connection: Connection) -> dict[str, str]:
    """Tables, indices and triggers with their text, spaces and quotes apart."""
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'")
    return {name: re.sub(r"\s+", " ", sql or "").replace(" ,", ",").replace('"', "") for name, sql in found}


def parts(text: str) -> list[str]:
    """The columns and constraints of a table, in whatever order."""
    _, _, inside = text.removesuffix(")").partition("(")
    return sorted(part.strip() for part in inside.split(", "))


def test_all_migrations_lead_to_the_tables_of_today() -> None:
    with create_engine("sqlite://").connect() as migrated, create_engine("sqlite://").connect() as direct:
        schema.upgrade(migrated, Path("memory"))
        metadata.create_all(direct)
        context = MigrationContext.configure(migrated, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        # alembic compares neither checks nor triggers
        one, other = objects(migrated), objects(direct)
        assert one.keys() == other.keys()
        assert {name: parts(text) for name, text in one.items()} == {name: parts(text) for name, text in other.items()}


def test_a_difference_would_be_seen() -> None:
    with create_engine("sqlite://").connect() as connection:
        schema.upgrade(connection, Path("memory"))
        connection.exec_driver_sql("ALTER TABLE bookmark ADD COLUMN more TEXT")
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) != []


def test_the_form_that_the_program_knows_is_that_of_the_last_migration() -> None:
    assert scripts().get_heads() == [schema.VERSION]
    assert len(list(scripts().walk_revisions())) == int(schema.VERSION)


def test_types_are_those_that_postgresql_has_too() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    for table in metadata.sorted_tables:
        text = str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
        assert not re.search(r"SERIAL|BLOB|DATETIME", text), text


def test_migrations_run_quietly_and_leave_logging_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    created(tmp_path / "50% of a case.ircase").close()
    assert (root.level, list(root.handlers)) == before
    assert capfd.readouterr() == ("", "")
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_case_of_an_older_form_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.ircase"
    with filled(path) as store:
        before = store.case
    ran = []

    def upgrade(connection: Connection, path: Path) -> None:
        ran.append(path.name)
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")

    monkeypatch.setattr(schema, "VERSION", "0002")
    monkeypatch.setattr(schema, "upgrade", upgrade)
    for _ in range(2):
        with opened(path) as store:
            assert store.case == before
    assert ran == ["case.ircase"]


def test_a_migration_that_fails_leaves_the_case_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.ircase"
    with filled(path) as store:
        before = store.case

    def upgrade(connection: Connection, path: Path) -> None:
        connection.exec_driver_sql("DROP TABLE bookmark")
        connection.exec_driver_sql("SELECT * FROM nowhere")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "VERSION", "0002")
        patch.setattr(schema, "upgrade", upgrade)
        with pytest.raises(DamagedCaseError, match="nowhere"):
            opened(path)
    with opened(path) as store:
        assert store.case == before


@pytest.mark.parametrize(
    ("statement", "error", "said"),
    [
        (
            "UPDATE alembic_version SET version_num = '0042'",
            NewerCaseError,
            "newer version of this program .*form 0042",
        ),
        ("UPDATE alembic_version SET version_num = '0000'", DamagedCaseError, "a form that never was"),
        ("UPDATE alembic_version SET version_num = 'ab12cd'", DamagedCaseError, "is no form of its tables"),
        ("UPDATE alembic_version SET version_num = 42.5", DamagedCaseError, "is no form of its tables"),
        ("DELETE FROM alembic_version", DamagedCaseError, "is no form of its tables"),
        ("INSERT INTO alembic_version VALUES ('0002')", DamagedCaseError, "is no form of its tables"),
        ("DROP TABLE alembic_version", DamagedCaseError, "of which form"),
        ("DROP TABLE bookmark", DamagedCaseError, "no table bookmark"),
        ("ALTER TABLE bookmark DROP COLUMN text", DamagedCaseError, "no such column"),
        ("DELETE FROM case_file", DamagedCaseError, "0 rows say which case it is"),
        ("INSERT INTO case_file VALUES ('x', 0)", DamagedCaseError, "2 rows say which case it is"),
        ("UPDATE case_file SET created_utc_ns = 'noon'", DamagedCaseError, "stands where a whole number belongs"),
        ("UPDATE evidence SET path = x'00'", DamagedCaseError, "stands where a text belongs"),
        ("UPDATE evidence SET status = 'FINE'", DamagedCaseError, "no status of a verdict"),
        ("UPDATE evidence SET sha256 = 'ab'", DamagedCaseError, "no SHA-256"),
        ("UPDATE evidence SET reason = CAST(x'ff' AS TEXT)", DamagedCaseError, "is no UTF-8"),
        ("UPDATE bookmark SET channels = '['", DamagedCaseError, "list of texts"),
        ("UPDATE bookmark SET channels = '{}'", DamagedCaseError, "list of texts"),
        ("UPDATE bookmark SET channels = '[1]'", DamagedCaseError, "stands where a text belongs"),
        ("UPDATE bookmark SET channels = replace(hex(zeroblob(50000)), '00', '[')", DamagedCaseError, "list of texts"),
        ("UPDATE bookmark SET end_ns = start_ns", DamagedCaseError, "behind its start"),
        ("INSERT INTO t0 VALUES (1, 0, 2, 'guess', '')", DamagedCaseError, "no way to set T0"),
    ],
)
def test_tables_that_are_not_those_of_a_case_are_refused(
    tmp_path: Path, statement: str, error: type[Exception], said: str
) -> None:
    path = tmp_path / "case.ircase"
    filled(path).close()
    with raw(path) as connection:
        connection.execute(statement)
    with pytest.raises(error, match=rf"(?s)^{re.escape(str(path))}: .*{said}.*\.\Z"):
        opened(path)
    assert [one.name for one in tmp_path.iterdir()] == ["case.ircase"]


def test_foreign_keys_and_the_one_t0_are_held_by_the_file(tmp_path: Path) -> None:
    path = tmp_path / "case.ircase"
    filled(path).close()
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError, match="ck_t0_one"):
        connection.execute("INSERT INTO t0 VALUES (2, 0, 2, 'key', '')")
    with raw(path) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("DELETE FROM evidence")


def test_the_wheel_carries_the_migrations() -> None:
    builder = WheelBuilder(str(Path(__file__).parents[2]))
    carried = {Path(one.distribution_path) for one in builder.recurse_included_files()}
    assert Path("app/case/migrations/env.py") in carried
    for script in scripts().walk_revisions():
        assert Path("app/case/migrations/versions", Path(script.path).name) in carried
