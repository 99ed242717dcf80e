"""Positioned reads and safe opening, with a fallback where the system has no `pread` (Windows).

It must not know what is read. This is the one module of `app.log` with calls that only Unix has.
"""

import errno
import os
import threading
from pathlib import Path

# Links are refused and a pipe without a writer must not block; Windows has neither flag, and needs O_BINARY.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_FLAGS |= getattr(os, "O_BINARY", 0)
_SEEK_LOCK = threading.Lock()


def open_evidence(path: Path) -> int:
    """A file descriptor for reading only; raises OSError, also for a symbolic link."""
    if path.is_symlink():
        raise OSError(40, "is a symbolic link; give the path of the file itself")
    return os.open(path, _FLAGS)


def read_into(fd: int, target: memoryview, offset: int) -> int:
    """Read at most `len(target)` bytes at `offset` into `target`; returns how many, 0 at the end of the file."""
    if hasattr(os, "preadv"):
        return os.preadv(fd, [target], offset)
    with _SEEK_LOCK:
        os.lseek(fd, offset, os.SEEK_SET)
        raw = os.read(fd, len(target))
    target[: len(raw)] = raw
    return len(raw)


def next_data(fd: int, offset: int, size: int) -> int:
    """The first byte from `offset` on that is not in a hole; `size` if there is none, `offset` where nobody can say."""
    if offset >= size or not hasattr(os, "SEEK_DATA"):
        return min(offset, size)
    with _SEEK_LOCK:
        try:
            return os.lseek(fd, offset, os.SEEK_DATA)
        except OSError as error:
            return size if error.errno == errno.ENXIO else offset
