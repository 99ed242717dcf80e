"""The file of a case: recognises it, opens it for one process and its owner alone, and makes a new one.

It must not know tables. Killed at any moment, a new case is whole or not there.
"""

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from app.case.database import Database
from app.case.errors import MissingCaseError, NotACaseError, UnwritableCaseError, damaged
from app.case.lock import CaseLock
from app.record.machine import sync_folder, write_private

APPLICATION_ID = 0x49524341
"""In the header of the file: IRCA."""
_MAGIC = b"SQLite format 3\0"
_HEADER_SIZE = 100
_APPLICATION_ID_AT = 68
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_PARTIAL = ".partial"
_JOURNAL = "-journal"


def open_file(path: Path) -> Database:
    """The case at `path`; raises CaseError."""
    path = _resolved(path)
    # 1: before anything is written beside a file that may be somebody else's
    _check_header(path)
    # 2: nobody else has it
    with _held(path) as lock:
        # 3: it may have been copied to where others can read it; some media know no owners
        with contextlib.suppress(OSError):
            if path.stat().st_mode & _OTHERS:
                path.chmod(0o600)
        # 4: it is whole
        return Database(path, lock)


def make_file(path: Path, fill: Callable[[Database], None]) -> Database:
    """A new case at `path` with what `fill` puts into it; raises CaseError, also if something is there."""
    path = _resolved(path)
    with _making(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _held(path) as lock:
        with _making(path):
            if path.exists():
                raise NotACaseError(f"{path}: there is something already; open it, or give the case another name")
            _fill_beside(path, lock, fill)
        return Database(path, lock)


@contextlib.contextmanager
def _held(path: Path) -> Iterator[CaseLock]:
    """The lock of a case; let go of only if the case could not be opened."""
    lock = CaseLock(path)
    with contextlib.ExitStack() as undo:
        undo.callback(lock.release)
        yield lock
        undo.pop_all()


def _fill_beside(path: Path, lock: CaseLock, fill: Callable[[Database], None]) -> None:
    unfinished = path.with_name(path.name + _PARTIAL)
    _remove(unfinished)  # of a process that was killed
    try:
        # private before there is a byte in it; SQLite gives its journals the mode of the file
        write_private(unfinished, b"")
        database = Database(unfinished, lock)
        try:
            with database.writing() as connection:
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            fill(database)
        finally:
            database.disconnect()
        unfinished.rename(path)
        sync_folder(path.parent)
    finally:
        _remove(unfinished)


def _remove(unfinished: Path) -> None:
    for one in (unfinished, unfinished.with_name(unfinished.name + _JOURNAL)):
        one.unlink(missing_ok=True)


@contextlib.contextmanager
def _making(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnwritableCaseError(
            f"{path}: the case cannot be made: {error.strerror}. Name a folder in which you may write."
        ) from error


def _resolved(path: Path) -> Path:
    """The one name of the file, by which it is locked."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a NUL
        raise NotACaseError(f"{str(path)!r} leads to no file and no case: {error}; open another") from error


def _check_header(path: Path) -> None:
    header = _header(path)
    if not header:
        raise NotACaseError(f"{path}: the file is empty and no case; open another, or remove it and make a new case")
    if not header.startswith(_MAGIC[: len(header)]):
        raise NotACaseError(f"{path}: the file is no case of this program; open another")
    if len(header) < _HEADER_SIZE:
        raise damaged(path, f"it was cut off after {len(header)} bytes")
    found = int.from_bytes(header[_APPLICATION_ID_AT : _APPLICATION_ID_AT + 4], "big")
    if found != APPLICATION_ID:
        raise NotACaseError(f"{path}: the file is a database of another program and no case; open another")


def _header(path: Path) -> bytes:
    # for writing as well: SQLite would go on with a file that it can only read, and fail at the first command.
    # NONBLOCK: a pipe of that name must not wait for the other end
    flags = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        fd = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingCaseError(
            f"{path}: there is no such case; it was moved or removed: open it where it is now"
        ) from error
    except IsADirectoryError as error:
        raise NotACaseError(f"{path} is a folder and no case; open a file in it") from error
    except OSError as error:
        raise UnwritableCaseError(
            f"{path}: the case cannot be read and written: {error.strerror}. Copy it to a folder in which you may "
            "write."
        ) from error
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise NotACaseError(f"{path} is no file and no case; open another")
        return os.read(fd, _HEADER_SIZE)
    except OSError as error:
        raise damaged(path, f"it cannot be read: {error.strerror}") from error
    finally:
        os.close(fd)
