"""What only the machine can do: positioned writes, syncs, preallocation, the boot clock, entropy, private files.

It must not know what is written. This is the one module of `app.record` with calls that only Unix has; each has a
fallback, so that logs are also written where investigators sit.
"""

import errno
import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path

Buffer = bytes | bytearray | memoryview

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_ZEROS = bytes(1 << 20)
RENAMES_OPEN_FILES = os.name == "posix"
"""Whether a file can get another name while it is open."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# what a file system answers to a call that it does not know
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTTY, errno.ENOLCK}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def create(path: Path) -> int:
    """A file descriptor for positioned writes to a new file, which others than owner and group cannot read."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY | _NO_LINK, 0o640)


def resize(fd: int, size: int) -> None:
    """Let the file have `size` bytes, new ones being zero; raises OSError."""
    os.ftruncate(fd, size)


def open_for_writing(path: Path) -> int:
    """A file descriptor for positioned writes to an existing file."""
    return os.open(path, os.O_RDWR | _BINARY | _NO_LINK)


def write_at(fd: int, data: Buffer, offset: int) -> None:
    """Write all of `data` at `offset`; raises OSError."""
    if not hasattr(os, "pwrite"):
        os.lseek(fd, offset, os.SEEK_SET)  # one writer, one thread: nobody else moves the position
    done = _write_some(fd, data, offset)
    if done == len(data):
        return
    rest = memoryview(data).cast("B")
    while done < len(rest):
        done += _write_some(fd, rest[done:], offset + done)


def _write_some(fd: int, data: Buffer, offset: int) -> int:
    done = os.pwrite(fd, data, offset) if hasattr(os, "pwrite") else os.write(fd, data)
    if done == 0 and len(data):
        raise OSError(errno.EIO, "the medium took no byte of a write")
    return done


def sync_data(fd: int) -> None:
    """Return when the bytes of the file are on the medium; raises OSError."""
    if hasattr(os, "fdatasync"):  # which macOS has not
        os.fdatasync(fd)
    else:
        sync_whole(fd)


def sync_whole(fd: int) -> None:
    """Return when the bytes and the attributes of the file are on the medium; raises OSError."""
    try:
        # macOS: fsync leaves them in the memory of the drive
        import fcntl

        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)  # type: ignore[attr-defined,unused-ignore]
    except (ImportError, AttributeError):
        os.fsync(fd)
    except OSError as error:
        if error.errno not in _UNKNOWN:
            raise
        os.fsync(fd)


def sync_folder(folder: Path) -> None:
    """Return when the names in `folder` are on the medium, or at once where nothing can force them; raises OSError."""
    if not hasattr(os, "O_DIRECTORY"):
        return  # Windows syncs names with the file
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync_whole(fd)
    except OSError as error:
        if error.errno not in _UNKNOWN:
            raise
    finally:
        os.close(fd)


def settle(path: Path) -> None:
    """Force what an earlier process wrote to `path` onto the medium, and drop the copy in memory; raises OSError.

    A sync that failed once may succeed the second time without the bytes being on the medium, and the copy in memory
    still shows them: only what is read back from the medium may be linked to.
    """
    fd = os.open(path, (os.O_RDONLY if hasattr(os, "posix_fadvise") else os.O_RDWR) | _BINARY | _NO_LINK)
    try:
        sync_whole(fd)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(fd)


def preallocate(fd: int, size: int, areas: Iterable[tuple[int, int]]) -> None:
    """Reserve the first `size` bytes of the file on the medium; raises OSError (ENOSPC: the medium is full).

    Where the system cannot, zeros are written to `areas`, pairs of offset and size, which hold nothing yet.
    """
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(fd, 0, size)
        return
    for offset, length in areas:
        for at in range(offset, offset + length, len(_ZEROS)):
            write_at(fd, _ZEROS[: offset + length - at], at)


def boot_ns() -> int:
    """Nanoseconds since boot, suspended time included where the system counts it; never steps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return time.monotonic_ns()


def boot_clock_name() -> str:
    """What `boot_ns` reads."""
    return "CLOCK_BOOTTIME" if hasattr(time, "CLOCK_BOOTTIME") else "monotonic clock of the system"


def boot_id() -> str | None:
    """The id of this boot; None where the system has none, and then no two processes share a time scale."""
    try:
        return _BOOT_ID.read_text("ascii").strip() or None
    except OSError:
        return None


def entropy_is_ready() -> bool:
    """Whether the system's random source has been seeded since boot; raises OSError if there is none."""
    if hasattr(os, "getrandom"):
        try:
            return len(os.getrandom(32, os.GRND_NONBLOCK)) == 32
        except BlockingIOError:
            return False
    return len(os.urandom(32)) == 32


def write_private(path: Path, data: bytes) -> None:
    """Make a new file that only its owner may read, durable when this returns; raises OSError, also if it exists."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NO_LINK, 0o600)
    try:
        try:
            write_at(fd, data, 0)
            sync_whole(fd)
        finally:
            os.close(fd)
        sync_folder(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read_private(path: Path, *, limit: int) -> bytes:
    """Up to `limit` bytes of a regular file that only its owner may read.

    Raises:
        PermissionError: others may read or write it.
        OSError: it cannot be read, or is a link or no regular file.
    """
    fd = os.open(path, os.O_RDONLY | _BINARY | _NO_LINK | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "is not a regular file", str(path))
        if os.name == "posix" and stat.S_IMODE(status.st_mode) & _OTHERS:
            raise PermissionError(errno.EPERM, "may be read or written by others; chmod 600 it", str(path))
        return os.read(fd, limit)
    finally:
        os.close(fd)


class FolderLock:
    """A folder held by one recorder at a time; where the system cannot lock a folder, nothing is held.

    A process that is forked off does not hold it: it may live longer, and then nobody could go on with the drive.
    """

    def __init__(self, folder: Path) -> None:
        """Hold `folder`; raises BlockingIOError if another recorder does."""
        self._fd = -1
        try:
            import fcntl
        except ImportError:
            return
        # known before it is held, and kept although nobody else does: what a child inherits must be found
        _LOCKS.add(self)
        self._fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            if error.errno not in _UNKNOWN:
                raise

    def release(self) -> None:
        """Let go; twice is harmless."""
        _LOCKS.discard(self)
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


_LOCKS: set[FolderLock] = set()


def _hold_nothing() -> None:
    for lock in list(_LOCKS):
        lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_hold_nothing)
