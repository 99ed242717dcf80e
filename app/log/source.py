"""One evidence file, open for reading only: bounded positioned reads and the question whether it changed.

It must not know what the bytes mean. Never `mmap`: a file that shrinks underneath would raise SIGBUS.
"""

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np

from app.log import positioned

SECTOR = 4096
_BLOCK = 1 << 20


class SourceError(OSError):
    """The file cannot be opened as evidence; the text says why and what to do."""


class UnreadableError(OSError):
    """The device failed to return the bytes from `offset` on."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(f"the device cannot read byte {offset}: {reason}")
        self.offset = offset


def sha256_of(path: Path) -> str:
    """The digest of a regular file, in hexadecimal. Raises SourceError, UnreadableError."""
    with Source(path) as source:
        return source.sha256()


class Look(NamedTuple):
    """What the system says of an open file at one moment."""

    size: int
    mtime_ns: int
    same_file: bool
    """Whether its path still leads to it."""


class Source:
    """An open regular file. Safe to use from several threads: every read names its own position."""

    def __init__(self, path: Path) -> None:
        """Open `path` read-only.

        Raises:
            SourceError: it is missing, not permitted, or not a regular file (links, pipes and devices are refused).
        """
        self.path = path
        try:
            self._fd = positioned.open_evidence(path)
        except OSError as error:
            hint = "; is that its path?" if isinstance(error, FileNotFoundError) else ""
            raise SourceError(f"{path}: cannot be opened: {error.strerror or error}{hint}") from error
        status = os.fstat(self._fd)
        if not stat.S_ISREG(status.st_mode):
            os.close(self._fd)
            raise SourceError(f"{path}: is not a regular file; give the path of a log file")
        self.size = status.st_size
        self._opened = Look(status.st_size, status.st_mtime_ns, same_file=True)

    def __enter__(self) -> Self:
        """Use as a context that closes the file."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file."""
        self.close()

    def fileno(self) -> int:
        """The descriptor, for asking the system about the file."""
        return self._fd

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def read_into(self, offset: int, target: memoryview) -> int:
        """Fill `target` from byte `offset` on; returns the bytes read, fewer only at the end of the file.

        Raises:
            UnreadableError: the device failed; the offset named is the first byte not read.
        """
        done = 0
        while done < len(target):
            try:
                got = positioned.read_into(self._fd, target[done:], offset + done)
            except OSError as error:
                done += self._read_sectors(offset + done, target[done:])
                raise UnreadableError(offset + done, error.strerror or str(error)) from error
            if got == 0:
                break
            done += got
        return done

    def read(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`, never more than the file holds; raises `UnreadableError`."""
        return bytes(self.view(offset, size))

    def view(self, offset: int, size: int) -> memoryview:
        """As `read`, of what need not be kept as bytes of its own: one copy less."""
        target = np.empty(max(0, min(size, self.size - offset)), dtype=np.uint8).data
        return target[: self.read_into(offset, target)].toreadonly()

    def read_until_unreadable(self, offset: int, size: int) -> tuple[bytes, bool]:
        """As `read`, but what precedes an unreadable stretch is kept; True if there is one."""
        buffer = np.empty(max(0, min(size, self.size - offset)), dtype=np.uint8).data
        got, unreadable = self.read_into_until_unreadable(offset, buffer)
        return bytes(buffer[:got]), unreadable

    def read_into_until_unreadable(self, offset: int, target: memoryview) -> tuple[int, bool]:
        """As `read_into`, but what precedes an unreadable stretch counts; True if there is one."""
        try:
            return self.read_into(offset, target), False
        except UnreadableError as error:
            return error.offset - offset, True

    def sector_end(self, offset: int) -> int:
        """The first byte behind the sector that holds `offset`: where reading may succeed again after a failure."""
        return offset - offset % SECTOR + SECTOR

    def next_data(self, offset: int) -> int:
        """The first byte from `offset` on that is not in a hole of the file; its size if there is none."""
        return positioned.next_data(self._fd, offset, self.size)

    def sha256(self, stopped: Callable[[], bool] = lambda: False) -> str:
        """The digest of all that it had when it was opened, in hexadecimal; what a stopped one has is of no use.

        Raises:
            UnreadableError: the device failed.
        """
        digest = hashlib.sha256()
        block = memoryview(bytearray(_BLOCK))
        for offset in range(0, self.size, _BLOCK):
            if stopped():
                break
            digest.update(block[: self.read_into(offset, block[: min(_BLOCK, self.size - offset)])])
        return digest.hexdigest()

    def look(self) -> Look:
        """What the system says of the open file now, and of its path."""
        now = os.fstat(self._fd)
        try:
            there = self.path.lstat()
        except OSError:
            return Look(now.st_size, now.st_mtime_ns, same_file=False)
        return Look(now.st_size, now.st_mtime_ns, same_file=os.path.samestat(now, there))

    def changes(self) -> str:
        """What changed since opening: empty, or `size`, `time` or `gone` (seen from the open file and its path)."""
        now, then = self.look(), self._opened
        if now.size != then.size:
            return "size"
        if now.mtime_ns != then.mtime_ns:
            return "time"
        return "" if now.same_file else "gone"

    def _read_sectors(self, offset: int, target: memoryview) -> int:
        """Read sector by sector up to the first that fails; returns the bytes read before it."""
        done = 0
        while done < len(target):
            step = min(SECTOR - (offset + done) % SECTOR, len(target) - done)
            try:
                got = positioned.read_into(self._fd, target[done : done + step], offset + done)
            except OSError:
                break
            if got == 0:
                break
            done += got
        return done
