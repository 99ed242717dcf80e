"""A case held by one process at a time, with a lock that dies with its process, and who holds it.

It must not know what a case is. This is the one module of `app.case` with calls that only one system has. The lock is
on a file of its own beside the case: closing any descriptor of the case itself would drop the locks of SQLite.
"""

import errno
import json
import os
import socket
import sys
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from app.case.errors import HeldCaseError, UnwritableCaseError
from app.case.examiner import account

SUFFIX = ".lock"
_POSIX = os.name == "posix"
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
# far behind the words, which others read: Windows lets nobody read a byte that is locked
_LOCKED_BYTE = 1 << 30
_MAX_WORDS = 4096
_TRIES = 100
_HELD_BY_ANOTHER = {errno.EAGAIN, errno.EACCES, errno.EDEADLK, getattr(errno, "EDEADLOCK", errno.EDEADLK)}
# what a file system answers that cannot lock
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The process that holds a case."""

    account: str
    process_id: int
    host: str

    @classmethod
    def this_process(cls) -> "Holder":
        """The one that asks."""
        return cls(account=account(), process_id=os.getpid(), host=socket.gethostname())

    def lives(self) -> bool:
        """Whether it may still run; of another host, and on Windows, nobody can tell: then it may."""
        if self.host != socket.gethostname() or not _POSIX:
            return True
        try:
            os.kill(self.process_id, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:  # of another account
            return True
        return True


class CaseLock:
    """Holds the case at `path` until it is released or the process ends.

    A process that is forked off does not hold it: it may live longer, and then nobody could open the case.
    """

    def __init__(self, path: Path) -> None:
        """Hold it; raises HeldCaseError if another process does, UnwritableCaseError if the folder takes no file."""
        self._path = path.with_name(path.name + SUFFIX)
        self._case = path
        self._fd = self._held()
        _LOCKS.add(self)

    def release(self) -> None:
        """Let go; twice is harmless."""
        _LOCKS.discard(self)
        if self._fd < 0:
            return
        # removed while it is held, so that nobody loses a lock on a file that has no name any more
        if _POSIX:
            with suppress(OSError):
                self._path.unlink()
        self.forget()
        if not _POSIX:  # Windows removes no open file, and none that the next process has opened
            with suppress(OSError):
                self._path.unlink()

    def forget(self) -> None:
        """Close the descriptor and leave the file: the lock stays with the process that took it."""
        fd, self._fd = self._fd, -1
        os.close(fd)

    def _held(self) -> int:
        for _ in range(_TRIES):
            try:
                fd = os.open(self._path, _OPEN, 0o600)
            except OSError as error:
                raise self._unlockable(error) from error
            with ExitStack() as undo:
                undo.callback(os.close, fd)
                try:
                    self._claim(fd)
                    if self._is_named(fd):  # else its holder let go, and removed it, in between
                        _write_words(fd)
                        undo.pop_all()
                        return fd
                except OSError as error:
                    raise self._unlockable(error) from error
        raise HeldCaseError(f"{self._case}: other processes open and close the case all the time; try again later")

    def _claim(self, fd: int) -> None:
        try:
            _lock(fd)
        except OSError as error:
            holder = _words(fd)
            if error.errno in _HELD_BY_ANOTHER:
                raise self._refusal(holder) from error
            if error.errno not in _UNKNOWN:
                raise
            # no locks here: go by what the file says
            if holder is not None and holder.lives():
                raise self._refusal(holder) from error

    def _unlockable(self, error: OSError) -> UnwritableCaseError:
        return UnwritableCaseError(
            f"{self._path}: the case cannot be locked: {error.strerror}. Copy the case to a folder in which "
            "you may write."
        )

    def _refusal(self, holder: Holder | None) -> HeldCaseError:
        who = "another process, which does not say who it is"
        if holder is not None:
            who = f"{holder.account} (process {holder.process_id} on {holder.host})"
        return HeldCaseError(
            f"{self._case}: the case is open already, by {who}. Close it there first; if that process is gone, remove "
            f"{self._path}."
        )

    def _is_named(self, fd: int) -> bool:
        try:
            return os.path.samestat(os.fstat(fd), self._path.stat())
        except FileNotFoundError:
            return False


def _lock(fd: int) -> None:
    """Lock the file; raises OSError at once if that cannot be."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(fd, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        # not lockf: a second case in this same process must be refused as well
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _write_words(fd: int) -> None:
    words = json.dumps(asdict(Holder.this_process())).encode()
    os.lseek(fd, 0, os.SEEK_SET)
    os.write(fd, words)
    os.ftruncate(fd, len(words))


def _words(fd: int) -> Holder | None:
    os.lseek(fd, 0, os.SEEK_SET)
    try:
        said = json.loads(os.read(fd, _MAX_WORDS))
        return Holder(account=str(said["account"]), process_id=int(said["process_id"]), host=str(said["host"]))
    except (ValueError, KeyError, TypeError, OSError):
        return None


_LOCKS: set[CaseLock] = set()


def _forget_all() -> None:
    for lock in list(_LOCKS):
        _LOCKS.discard(lock)
        lock.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
