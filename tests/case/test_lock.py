"""E-08: one process has a case; the second is told who; the lock dies with its process, also where none works."""

import errno
import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.case import lock as lock_module
from app.case.errors import HeldCaseError, UnwritableCaseError
from app.case.examiner import account
from app.case.lock import CaseLock, Holder
from tests.case.desk import created, opened

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "case.ircase"
    created(path).close()
    return path


def lock_file(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


@contextmanager
def held_elsewhere(path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.case.hold_child", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child


def no_locks(number: int = errno.ENOLCK) -> object:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def test_the_second_process_is_told_who_has_the_case(path: Path) -> None:
    with held_elsewhere(path) as child:
        with pytest.raises(HeldCaseError) as caught:
            opened(path)
        said = str(caught.value)
        assert said.startswith(f"{path}: the case is open already, by ")
        assert f"{account()} (process {child.pid} on {socket.gethostname()})" in said
        # being refused takes nothing away
        with pytest.raises(HeldCaseError):
            opened(path)
        child.communicate("")
    assert child.returncode == 0
    opened(path).close()
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_the_lock_dies_with_its_process(path: Path) -> None:
    with held_elsewhere(path) as child:
        child.kill()
    assert lock_file(path).exists()
    with opened(path):
        assert json.loads(lock_file(path).read_bytes())["process_id"] == os.getpid()
    assert not lock_file(path).exists()


def test_a_second_time_in_one_process_is_refused_too(path: Path) -> None:
    with opened(path), pytest.raises(HeldCaseError, match=f"process {os.getpid()} "):
        opened(path)
    opened(path).close()


def test_a_holder_that_has_not_yet_said_who_it_is(path: Path) -> None:
    with opened(path):
        for words in (b"", b"{", b"[]", b"{}", b'{"account": 1, "process_id": "x", "host": ""}', b"\xff"):
            lock_file(path).write_bytes(words)
            with pytest.raises(HeldCaseError, match="another process, which does not say who it is"):
                opened(path)


def test_letting_go_twice_is_harmless(path: Path) -> None:
    lock = CaseLock(path)
    lock.release()
    lock.release()
    CaseLock(path).release()


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_the_lock_file_is_its_owners_alone(path: Path) -> None:
    with opened(path):
        assert stat.S_IMODE(lock_file(path).stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="Windows removes no open file")
def test_a_lock_file_that_was_removed_in_between_is_not_the_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = lock_module._lock
    taken: list[CaseLock] = []
    removed = 0

    def removed_meanwhile(fd: int) -> None:
        nonlocal removed
        lock(fd)
        removed += 1
        if removed == 1:  # its last holder let go
            lock_file(path).unlink()
        if removed == 2:  # and another took it since, and let go as well
            lock_file(path).unlink()
            lock_file(path).touch()

    monkeypatch.setattr(lock_module, "_lock", removed_meanwhile)
    taken.append(CaseLock(path))
    assert removed == 3
    with pytest.raises(HeldCaseError):
        CaseLock(path)
    taken[0].release()


@pytest.mark.skipif(os.name != "posix", reason="Windows removes no open file")
def test_who_never_gets_the_lock_gives_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_module, "_lock", lambda _: lock_file(path).unlink())
    with pytest.raises(HeldCaseError, match="all the time"):
        CaseLock(path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_does_not_hold_the_case(path: Path) -> None:
    lock = CaseLock(path)
    read, write = os.pipe()
    child = os.fork()
    if not child:  # waits, as a process that lives longer than who held the case
        os.close(write)
        os.read(read, 1)
        os._exit(0)
    try:
        with pytest.raises(HeldCaseError):
            CaseLock(path)
        lock.release()
        CaseLock(path).release()
    finally:
        os.close(write)
        os.close(read)
        os.waitpid(child, 0)


# where the file system knows no locks, the words count


def test_without_locks_the_words_of_a_living_process_count(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_module, "_lock", no_locks())
    with opened(path):
        with pytest.raises(HeldCaseError, match=f"process {os.getpid()} on"):
            opened(path)
        assert lock_file(path).exists()
    opened(path).close()


@pytest.mark.skipif(os.name != "posix", reason="asks the system whether a process lives")
def test_without_locks_the_words_of_a_dead_process_do_not_count(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_module, "_lock", no_locks(errno.ENOTSUP))
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        pass
    holder = {"account": "mori", "process_id": child.pid, "host": socket.gethostname()}
    lock_file(path).write_text(json.dumps(holder))
    opened(path).close()
    lock_file(path).write_text(json.dumps({**holder, "process_id": 2**70}))
    opened(path).close()
    # of another host nobody can know
    lock_file(path).write_text(json.dumps({**holder, "host": "another-host"}))
    with pytest.raises(HeldCaseError, match=r"mori \(process \d+ on another-host\).*if that process is gone, remove"):
        opened(path)


@pytest.mark.skipif(os.name != "posix", reason="asks the system whether a process lives")
def test_a_process_of_another_account_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", denied)
    assert Holder.this_process().lives()


def test_a_lock_that_fails_otherwise_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_module, "_lock", no_locks(errno.EIO))
    with pytest.raises(UnwritableCaseError, match="cannot be locked"):
        opened(path)


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="links of POSIX")
def test_a_link_in_place_of_the_lock_file_is_not_followed(path: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"evidence")
    lock_file(path).symlink_to(victim)
    with pytest.raises(UnwritableCaseError, match="cannot be locked"):
        opened(path)
    assert victim.read_bytes() == b"evidence"
