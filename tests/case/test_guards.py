"""E-01 to E-03, E-10: what is written to the file past the program is refused by it, or found by the check."""

import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.case.errors import CaseError, DamagedCaseError
from app.case.ledger import BROKEN, ROLLBACK
from app.case.store import CaseStore
from app.case.tables import SQLITE_GUARDS
from tests.case.desk import EXAMINER, NOON_NS, filled, opened, raw, rows, ticking

COLUMNS = "sequence, previous, hash, utc_ns, zone_offset_s, actor, version, build, action, subject"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A case with entries 1 to 6."""
    path = tmp_path / "case.ircase"
    filled(path).close()
    return path


def like(row: int, **other: str) -> str:
    """A SELECT of an entry with other values."""
    names = ", ".join(other.get(name.strip(), name) for name in COLUMNS.split(","))
    return f"SELECT {names} FROM ledger WHERE sequence = {row}"


LAST = "(SELECT hash FROM ledger WHERE sequence = 6)"
REFUSED = {
    "update": "UPDATE ledger SET actor = 'other' WHERE sequence = 3",
    "update to what it is": "UPDATE ledger SET actor = actor",
    "update of the number": "UPDATE ledger SET sequence = 9 WHERE sequence = 6",
    "update or replace": "UPDATE OR REPLACE ledger SET sequence = 3 WHERE sequence = 6",
    "update or ignore": "UPDATE OR IGNORE ledger SET actor = 'other'",
    "delete": "DELETE FROM ledger WHERE sequence = 3",
    "delete the last": "DELETE FROM ledger WHERE sequence = 6",
    "delete all": "DELETE FROM ledger",
    "replace": f"REPLACE INTO ledger ({COLUMNS}) {like(3, actor=chr(39) + 'other' + chr(39))}",
    "insert or replace": f"INSERT OR REPLACE INTO ledger ({COLUMNS}) {like(3)}",
    "insert or replace the last": f"INSERT OR REPLACE INTO ledger ({COLUMNS}) {like(6)}",
    "insert or replace by row id": f"INSERT OR REPLACE INTO ledger (rowid, {COLUMNS[10:]}) {like(3)}",
    "upsert": f"INSERT INTO ledger ({COLUMNS}) {like(3)} ON CONFLICT (sequence) DO UPDATE SET actor = 'other'",
    "a number left out": f"INSERT INTO ledger ({COLUMNS}) {like(6, sequence='8', previous=LAST)}",
    "a number before the first": f"INSERT INTO ledger ({COLUMNS}) {like(6, sequence='0', previous=LAST)}",
    "a number that is no number": f"INSERT INTO ledger ({COLUMNS}) {like(6, sequence='NULL', previous=LAST)}",
    "not after the last": f"INSERT INTO ledger ({COLUMNS}) {like(6, sequence='7')}",
}


@pytest.mark.parametrize("recursive", ["OFF", "ON"])
@pytest.mark.parametrize("name", REFUSED)
def test_the_file_refuses_what_would_change_the_ledger(path: Path, name: str, recursive: str) -> None:
    before = rows(path, f"SELECT rowid, {COLUMNS} FROM ledger")
    with raw(path) as connection:
        connection.execute(f"PRAGMA recursive_triggers = {recursive}")
        with pytest.raises(sqlite3.Error):
            connection.execute(REFUSED[name])
    assert rows(path, f"SELECT rowid, {COLUMNS} FROM ledger") == before


@pytest.mark.parametrize("columns", [f"rowid, {COLUMNS}", f"oid, {COLUMNS}", f"{COLUMNS}, rowid"])
@pytest.mark.parametrize("numbers", [("3", "7"), ("7", "3")])
def test_row_id_and_number_are_one_so_that_none_pushes_an_entry_out(
    path: Path, columns: str, numbers: tuple[str, str]
) -> None:
    """Were they two, REPLACE could give the next number and the row id of an older entry."""
    before = rows(path, f"SELECT rowid, {COLUMNS} FROM ledger")
    first, second = numbers
    values = f"'{before[-1][3]}', '', 0, 0, '', '', '', '', ''"
    with raw(path) as connection, suppress(sqlite3.Error):
        ordered = f"{first}, {values}, {second}" if columns.endswith("rowid") else f"{first}, {second}, {values}"
        connection.execute(f"INSERT OR REPLACE INTO ledger ({columns}) VALUES ({ordered})")
    after = rows(path, f"SELECT rowid, {COLUMNS} FROM ledger")
    assert after[:6] == before
    assert all(row[:2] == (7, 7) for row in after[6:])


def test_the_refusal_says_why(path: Path) -> None:
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(REFUSED["insert or replace"])


def test_insert_or_replace_would_pass_the_guard_against_deleting_alone(path: Path) -> None:
    """The trap that `ledger_appends` is for."""
    with raw(path) as connection:
        connection.execute("DROP TRIGGER ledger_appends")
        connection.execute(REFUSED["replace"])
    assert rows(path, "SELECT actor FROM ledger WHERE sequence = 3") == [("other",)]


def forged(path: Path, *statements: str) -> None:
    """Write past the guards, and leave them as they were."""
    with raw(path) as connection:
        for name in SQLITE_GUARDS:
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            connection.execute(statement)
        for text in SQLITE_GUARDS.values():
            connection.execute(text)


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE ledger SET actor = 'other' WHERE sequence = 3", 3),
        ("UPDATE ledger SET utc_ns = utc_ns + 1 WHERE sequence = 1", 1),
        ("UPDATE ledger SET subject = replace(subject, 'text 2', 'text X') WHERE sequence = 5", 5),
        ("DELETE FROM ledger WHERE sequence = 4", 4),
        ("DELETE FROM ledger WHERE sequence = 1", 1),
        ("UPDATE ledger SET sequence = sequence + 1 WHERE sequence = 6", 6),
        ("UPDATE ledger SET actor = x'ff' WHERE sequence = 4", 4),
        ("UPDATE ledger SET actor = CAST(x'ff' AS TEXT) WHERE sequence = 4", 4),
        ("UPDATE ledger SET utc_ns = 'noon' WHERE sequence = 4", 4),
        ("UPDATE ledger SET hash = 1.5 WHERE sequence = 2", 2),
    ],
)
def test_what_was_written_past_the_guards_is_found(path: Path, statement: str, first_bad: int) -> None:
    forged(path, statement)
    with opened(path) as store:
        bad = store.custody.verify().first_bad
        assert bad is not None
        assert (bad.sequence, bad.code) == (first_bad, BROKEN)


def test_two_entries_exchanged_are_found(path: Path) -> None:
    swap = "UPDATE ledger SET sequence = {} WHERE sequence = {}"
    forged(path, swap.format(99, 3), swap.format(3, 4), swap.format(4, 99))
    with opened(path) as store:
        bad = store.custody.verify().first_bad
        assert bad is not None
        assert (bad.sequence, bad.code) == (3, BROKEN)


def test_an_older_copy_of_the_file_is_found_against_a_kept_head(path: Path) -> None:
    copy = path.read_bytes()
    with opened(path) as store:
        store.add_bookmark(2, start_ns=0)
        kept = store.custody.head
    path.write_bytes(copy)
    with opened(path) as store:
        assert store.custody.verify().holds
        bad = store.custody.verify(kept=kept).first_bad
        assert bad is not None
        assert (bad.sequence, bad.code) == (7, ROLLBACK)


def test_a_ledger_that_cannot_be_read_is_said_when_it_is_listed(path: Path) -> None:
    forged(path, "UPDATE ledger SET actor = x'ff' WHERE sequence = 4")
    with opened(path) as store, pytest.raises(DamagedCaseError, match="entry 4 of its ledger cannot be read"):
        store.custody.entries()


def test_a_last_entry_that_cannot_be_read_cannot_be_followed(path: Path) -> None:
    forged(path, "UPDATE ledger SET hash = 7 WHERE sequence = 6", "UPDATE ledger SET hash = x'07' WHERE sequence = 6")
    with pytest.raises(DamagedCaseError, match="stands where a text belongs"):
        opened(path)


@settings(max_examples=40)
@given(st.data())
def test_any_single_value_changed_in_the_file_is_found(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("case") / "case.ircase"
    filled(path).close()
    number = data.draw(st.integers(1, 6))
    column = data.draw(st.sampled_from(COLUMNS.split(", ")))
    value = data.draw(
        st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.binary(), st.text("abc01"))
    )
    before = rows(path, f"SELECT {COLUMNS} FROM ledger")
    try:
        forged(path, f"UPDATE ledger SET {column} = {literal(value)} WHERE sequence = {number}")
    except sqlite3.Error:
        return  # the file took no such value
    if rows(path, f"SELECT {COLUMNS} FROM ledger") == before:
        return
    try:
        store = opened(path)
    except CaseError:
        return
    with store:
        assert not store.custody.verify().holds


def literal(value: object) -> str:
    with raw(Path(":memory:")) as connection:
        return str(connection.execute("SELECT quote(?)", (value,)).fetchone()[0])


def test_guards_that_are_gone_are_put_back_and_the_ledger_says_so(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("DROP TRIGGER ledger_keeps_entries")
        connection.execute("DROP TRIGGER ledger_appends")
    with opened(path) as store:
        last = store.custody.entries()[-1]
        assert (last.sequence, last.action) == (7, "guards")
        assert last.subject == '{"restored":["ledger_keeps_entries","ledger_appends"]}'
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("DELETE FROM ledger")
    with opened(path) as store:
        assert store.custody.head.sequence == 7


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER swallow AFTER INSERT ON bookmark BEGIN DELETE FROM bookmark; END",
        "CREATE VIEW more AS SELECT 1",
        "CREATE TABLE more (x)",
        "CREATE INDEX more ON bookmark (text)",
    ],
)
def test_what_does_not_belong_into_a_case_is_refused(path: Path, statement: str) -> None:
    with raw(path) as connection:
        connection.execute(statement)
    with pytest.raises(DamagedCaseError, match=r"something else added to it: .*(swallow|more)"):
        opened(path)


def test_a_view_in_place_of_a_table_is_refused(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("ALTER TABLE bookmark RENAME TO b")
        connection.execute("CREATE VIEW bookmark AS SELECT * FROM b")
    with pytest.raises(DamagedCaseError, match="no table bookmark"):
        opened(path)


def test_a_guard_in_another_form_is_refused(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("DROP TRIGGER ledger_keeps_values")
        connection.execute("CREATE TRIGGER ledger_keeps_values BEFORE UPDATE ON ledger BEGIN SELECT 1; END")
    with pytest.raises(DamagedCaseError, match="ledger_keeps_values in another form"):
        opened(path)


def test_statistics_of_another_tool_do_no_harm(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("ANALYZE")
    opened(path).close()


def test_a_clock_set_back_between_sessions_is_told(path: Path) -> None:
    with CaseStore.open(path, examiner=EXAMINER, now=ticking(NOON_NS - 10**9)) as store:
        store.add_bookmark(2, start_ns=0)
        assert store.custody.verify().holds
        assert store.custody.verify().clock_set_back == (7,)
