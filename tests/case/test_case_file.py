"""E-09 and what else can be wrong with a case file: said in words, with the path; and the file is its owner's alone."""

import os
import random
import shutil
import stat
import tempfile
from pathlib import Path

import pytest

from app.case import schema
from app.case.errors import (
    CaseError,
    DamagedCaseError,
    HeldCaseError,
    MissingCaseError,
    NotACaseError,
    UnwritableCaseError,
)
from app.case.store import CaseStore
from app.record.machine import write_private
from tests.case.desk import created, filled, opened, raw, unprivileged

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes and accounts of POSIX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "case.ircase"
    filled(path).close()
    return path


def refused(path: Path, error: type[CaseError], said: str) -> None:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(error, match=f"(?s){said}") as caught:
        opened(path)
    assert str(path) in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before
    # nothing is left beside a file that may be somebody else's
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(path.name)] in ([path.name], [])


def test_there_is_no_file(tmp_path: Path) -> None:
    refused(tmp_path / "case.ircase", MissingCaseError, "no such case")
    with pytest.raises(MissingCaseError, match="no such case"):
        opened(tmp_path / "no folder" / "case.ircase")
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_empty(path: Path) -> None:
    path.write_bytes(b"")
    refused(path, NotACaseError, "is empty and no case")
    with pytest.raises(NotACaseError, match="is empty"):
        CaseStore.open(path, make=True)


@pytest.mark.parametrize(
    "content", [b"x", b"\x89HDF\r\n\x1a\n" + bytes(200), b"sqlite format 3\0" + bytes(200), bytes(4096)]
)
def test_the_file_is_something_else(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, NotACaseError, "is no case of this program")


def test_the_file_is_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with raw(path) as connection:
        connection.execute("CREATE TABLE bookmark (id)")
    refused(path, NotACaseError, "a database of another program")


def test_the_file_is_a_folder_a_pipe_or_a_link_in_a_circle(tmp_path: Path) -> None:
    with pytest.raises(NotACaseError, match="is a folder"):
        opened(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        refused(tmp_path / "pipe", NotACaseError, "is no file")
    (tmp_path / "one").symlink_to(tmp_path / "other")
    (tmp_path / "other").symlink_to(tmp_path / "one")
    with pytest.raises(CaseError, match="one"):
        opened(tmp_path / "one")
    with pytest.raises(CaseError, match=r"NUL|null"):
        opened(tmp_path / "a\0b")


@pytest.mark.parametrize("size", [1, 15, 16, 50, 99, 100, 512, 4095, 4096, 4097, 8192, -4096, -1])
def test_the_file_was_cut_off(path: Path, size: int) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:size])
    refused(path, DamagedCaseError, "the case is damaged")


def test_pages_were_overwritten(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    refused(path, DamagedCaseError, "the case is damaged")


@pytest.mark.timeout(0)
def test_bytes_altered_by_chance_are_said_in_words_or_do_no_harm(path: Path) -> None:
    whole = path.read_bytes()
    chance = random.Random(4)
    opens, said = 0, list[str]()
    for _ in range(150):
        altered = bytearray(whole)
        for _ in range(chance.choice([1, 1, 4, 64])):
            altered[chance.randrange(len(altered))] = chance.randrange(256)
        path.write_bytes(altered)
        try:
            with opened(path) as store:
                opens += 1
                store.custody.verify()
                store.add_bookmark(2, start_ns=0)
        except CaseError as error:
            said.append(str(error))
        path.with_name(path.name + "-journal").unlink(missing_ok=True)
    assert 0 < opens < 150
    assert [one for one in said if str(path) not in one and "no evidence item" not in one] == []


def test_there_is_something_where_a_new_case_is_to_be(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(NotACaseError, match="there is something already"):
        created(path)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_folders_for_a_new_case_are_made(tmp_path: Path) -> None:
    path = tmp_path / "data" / "cases" / "a.ircase"
    created(path).close()
    assert [one.name for one in path.parent.iterdir()] == ["a.ircase"]
    if os.name == "posix":
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_where_a_folder_is_to_be(path: Path) -> None:
    with pytest.raises(UnwritableCaseError, match="cannot be made"):
        created(path / "a.ircase")
    with pytest.raises(CaseError, match=r"a\.ircase"):
        opened(path / "a.ircase")


@POSIX
def test_a_folder_in_which_nobody_may_write() -> None:
    folder = Path(tempfile.mkdtemp())  # outside of the folders of pytest, which nobody else may enter
    try:
        path = folder / "case.ircase"
        filled(path).close()
        with unprivileged(folder):
            refused(path, UnwritableCaseError, "cannot be locked: .*Copy the case to a folder in which you may write")
            with pytest.raises(UnwritableCaseError, match="you may write"):
                created(folder / "new.ircase")
            assert [one.name for one in folder.iterdir()] == ["case.ircase"]
    finally:
        shutil.rmtree(folder)


@POSIX
def test_a_file_that_nobody_may_write_or_read() -> None:
    folder = Path(tempfile.mkdtemp())  # outside of the folders of pytest, which nobody else may enter
    try:
        path = folder / "case.ircase"
        filled(path).close()
        with unprivileged(folder):
            folder.chmod(0o755)
            path.chmod(0o400)
            refused(path, UnwritableCaseError, "cannot be read and written: .*denied.*you may write")
            path.chmod(0o000)
            with pytest.raises(UnwritableCaseError, match="cannot be read and written"):
                opened(path)
    finally:
        shutil.rmtree(folder)


def test_a_medium_that_is_full_keeps_what_was_acknowledged(path: Path) -> None:
    with opened(path) as store:
        before = store.case
        raw_connection = store._database._connection.connection.dbapi_connection
        assert raw_connection is not None
        (pages,) = raw_connection.execute("PRAGMA page_count").fetchone()
        raw_connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(UnwritableCaseError, match=r"full\. Nothing of this command was kept"):
            store.add_bookmark(2, start_ns=0, text="x" * 100_000)
        assert store.case == before
        raw_connection.execute("PRAGMA max_page_count = 100000")
        store.add_bookmark(2, start_ns=0, text="x" * 100_000)


@POSIX
@pytest.mark.parametrize("how", ["moved", "removed", "replaced"])
def test_a_case_that_is_gone_from_its_place_takes_no_command(path: Path, how: str) -> None:
    with opened(path) as store:
        copy = path.read_bytes()
        if how == "moved":
            path.rename(path.with_name("elsewhere.ircase"))
        else:
            path.unlink()
        if how == "replaced":
            path.write_bytes(copy)
        with pytest.raises(UnwritableCaseError, match="cannot be written"):
            store.add_bookmark(2, start_ns=0)


@POSIX
def test_all_files_of_a_case_are_its_owners_alone(tmp_path: Path) -> None:
    seen: set[tuple[str, int]] = set()
    path = tmp_path / "case.ircase"
    previous = os.umask(0)

    def look() -> None:
        for one in tmp_path.iterdir():
            seen.add((one.name, stat.S_IMODE(one.stat().st_mode)))

    try:
        with created(path) as store:
            store.add_evidence(Path("/a.h5"), size=1)
            with store.custody.command() as command:
                # the journal is there while a transaction writes more than SQLite holds in memory
                command.connection.exec_driver_sql("PRAGMA cache_size = 1")
                command.connection.exec_driver_sql("PRAGMA cache_spill = 1")
                for _ in range(50):
                    command.connection.exec_driver_sql("UPDATE evidence SET reason = reason || hex(zeroblob(9000))")
                look()
                command.connection.rollback()
            look()
    finally:
        os.umask(previous)
    assert {name for name, _ in seen} == {"case.ircase", "case.ircase.lock", "case.ircase-journal"}
    assert {mode for _, mode in seen} == {0o600}


@POSIX
def test_an_unfinished_case_is_private_before_it_has_a_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[tuple[int, int]] = []

    def watched(path: Path, data: bytes) -> None:
        write_private(path, data)
        modes.append((stat.S_IMODE(path.stat().st_mode), path.stat().st_size))

    monkeypatch.setattr("app.case.case_file.write_private", watched)
    previous = os.umask(0)
    try:
        created(tmp_path / "case.ircase").close()
    finally:
        os.umask(previous)
    assert modes == [(0o600, 0)]


@POSIX
def test_a_case_that_others_could_read_is_closed_to_them(path: Path) -> None:
    path.chmod(0o644)
    with opened(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.usefixtures("synced")
def test_what_is_acknowledged_was_forced_onto_the_medium(path: Path) -> None:
    with opened(path) as store:
        connection = store._database._connection.connection.dbapi_connection
        assert connection is not None
        extra = 3
        assert connection.execute("PRAGMA synchronous").fetchone() == (extra,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)


def test_a_case_is_one_file_that_can_be_copied_while_it_is_open(path: Path) -> None:
    with opened(path) as store:
        store.add_bookmark(2, start_ns=77)
        assert sorted(one.name for one in path.parent.iterdir()) == ["case.ircase", "case.ircase.lock"]
        copy = path.with_name("copy.ircase")
        shutil.copyfile(path, copy)
        with opened(copy) as other:
            assert other.case == store.case
            assert other.custody.verify(kept=store.custody.head).holds


def test_a_case_that_could_not_be_finished_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.ircase"

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "upgrade", fails)
        with pytest.raises(UnwritableCaseError, match=r"case\.ircase: the case cannot be made: No space left"):
            created(path)
    assert list(tmp_path.iterdir()) == []
    # what a killed process left is removed
    path.with_name("case.ircase.partial").write_bytes(b"left")
    path.with_name("case.ircase.partial-journal").write_bytes(b"left")
    created(path).close()
    assert [one.name for one in tmp_path.iterdir()] == ["case.ircase"]


def test_a_case_that_another_makes_meanwhile_is_not_lost(path: Path) -> None:
    with opened(path) as store:
        with pytest.raises(HeldCaseError):
            created(path)
        assert store.case.evidence


def test_a_link_to_a_case_is_the_case(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.ircase"
    link.symlink_to(path)
    with opened(path), pytest.raises(HeldCaseError):
        opened(link)
    with opened(link) as store:
        assert store.path == path
