"""The SQLite file of a case: private from its first byte, held by one process, a command all or nothing.

It must not know what is in the tables. PostgreSQL would take the place of this module alone.

Durability: a rollback journal and not a write-ahead log. Between two commands the case then is one file that can be
copied whole, also while it is open or after the process was killed, and it may lie on a network drive, where SQLite's
write-ahead log must not be used. A command costs some milliseconds more, of which a person gives a few a minute.
`synchronous=EXTRA` also syncs the folder when the journal is removed: what was acknowledged survives a power failure.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.case.errors import CaseError, RowError, UnwritableCaseError, damaged
from app.case.lock import CaseLock

_BUSY_S = 2.0
_PRAGMAS = (
    "trusted_schema = OFF",  # functions and views of a file that somebody else may have made
    "cell_size_check = ON",
    "foreign_keys = ON",
    "journal_mode = DELETE",
    "synchronous = EXTRA",
    "fullfsync = ON",  # macOS: fsync leaves bytes in the memory of the drive
)
_PRIMARY_CODE = 0xFF
_UNWRITABLE = {
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED,
}  # fmt: skip


class Database:
    """An open case file. Only the thread that opened it may use it."""

    def __init__(self, path: Path, lock: CaseLock) -> None:
        """Open the file at `path`, which `lock` holds; raises CaseError. The lock is this object's from now on."""
        self.path = path
        self._lock = lock
        self._thread = threading.get_ident()
        with _in_words(path):
            self._connection = _connection(path)
        with contextlib.ExitStack() as undo:
            undo.callback(self._connection.close)
            self._check()
            undo.pop_all()

    def writing(self) -> contextlib.AbstractContextManager[Connection]:
        """All of what is done inside, or nothing; it is on the medium when this ends. Raises CaseError."""
        # IMMEDIATE: what is read inside, the head of the ledger above all, cannot be outdated when it is written
        return self._transaction("BEGIN IMMEDIATE")

    def reading(self) -> contextlib.AbstractContextManager[Connection]:
        """What is read inside is of one moment. Raises CaseError."""
        return self._transaction("BEGIN")

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        self._assert_thread()
        with _in_words(self.path), contextlib.ExitStack() as undo:
            undo.callback(self._roll_back)
            with self._connection.begin():
                self._connection.exec_driver_sql(begin)
                yield self._connection
            undo.pop_all()

    def _roll_back(self) -> None:
        # after a commit that failed SQLite is still inside, and SQLAlchemy believes that it is not
        raw = self._connection.connection.dbapi_connection
        if raw is not None:
            raw.rollback()

    def close(self) -> None:
        """Close the file and let go of it; twice is harmless."""
        self.disconnect()
        self._lock.release()

    def disconnect(self) -> None:
        """Close the file alone: its name may be changed, and nobody else has it."""
        self._assert_thread()
        self._connection.close()

    def _assert_thread(self) -> None:
        assert threading.get_ident() == self._thread, "a case belongs to the thread that opened it"

    def _check(self) -> None:
        with self.reading() as connection:
            found, pages, page_size = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("quick_check(1)", "page_count", "page_size")
            )
        if found != "ok":
            raise damaged(self.path, str(found))
        # SQLite reads zeros for what lacks of the last page
        if (size := self.path.stat().st_size) < pages * page_size:
            raise damaged(self.path, f"it was cut off: {size} of {pages * page_size} bytes are there")


def _connection(path: Path) -> Connection:
    # mode=rw: a file that is not there is not made
    uri = path.as_uri() + "?mode=rw"

    def connect() -> sqlite3.Connection:
        # isolation_level None: the driver begins nothing by itself, so tables are made in transactions, too
        raw = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_BUSY_S)
        # a text that is no UTF-8 is a finding of whoever reads it and not an error of the file
        raw.text_factory = lambda value: value.decode("utf-8", "surrogateescape")
        with contextlib.ExitStack() as undo:
            undo.callback(raw.close)
            for pragma in _PRAGMAS:
                raw.execute(f"PRAGMA {pragma}")
            undo.pop_all()
        return raw

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)
    return engine.connect()


@contextlib.contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn what the driver raises into a CaseError."""
    try:
        yield
    except DBAPIError as error:
        raise _said(path, error.orig or error) from error
    except sqlite3.Error as error:  # while connecting
        raise _said(path, error) from error
    except RowError as error:
        raise damaged(path, str(error)) from error
    except UnicodeDecodeError as error:  # what SQLite says of a damaged file may quote its bytes
        raise damaged(path, "the names of its tables are no text") from error


def _said(path: Path, error: BaseException) -> CaseError:
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    if code in _UNWRITABLE:
        return UnwritableCaseError(
            f"{path}: the case cannot be written: {error}. Nothing of this command was kept. Make room, close other "
            "programs that have the file, or copy the case to a folder in which you may write."
        )
    return damaged(path, f"{error}; nothing of this command was kept")
