"""Where a segment's bytes go: a file made and preallocated under a temporary name, written by position, then published.

It must not know what the bytes mean, nor retry anything: an error means that the segment is over.
"""

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.kinds.system import StorageHealth
from app.log.container import Layout
from app.log.directory import Directory
from app.record import machine
from app.record.template import Template

SUFFIX = ".h5"
_TEMPORARY = ".partial"
# what the file system itself needs for a file of any size: extents, folder entries
_MARGIN_BYTES = 1 << 20
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)


class DiskFullError(OSError):
    """A segment does not fit its medium; found before its first record."""

    def __init__(self, path: Path, *, needed: int, free: int) -> None:
        text = f"a segment needs {needed} bytes and {free} are free"
        super().__init__(errno.ENOSPC, text, str(path))
        self.needed = needed
        self.free = free


class Storage(Protocol):
    """All that a segment does to its medium. Every call may raise OSError."""

    def write(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        """Write all of `data`; it is durable only after `sync`."""
        ...

    def sync(self) -> None:
        """Return when everything written so far is durable."""
        ...

    def publish(self) -> None:
        """Give the file its final name; after an error it has its temporary one. `sync_name` must follow."""
        ...

    def sync_name(self) -> None:
        """Return when the final name is durable and the file can be written to under it."""
        ...

    def health(self) -> StorageHealth | None:
        """What is known of the medium since the last call; never raises."""
        ...

    def close(self) -> None:
        """Let go of the file; what was not synced may be lost. Never raises; twice is harmless."""
        ...

    def discard(self) -> None:
        """Remove a file that never got its final name. Never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Container:
    """A container that waits for its first record: every byte of it is reserved."""

    storage: Storage
    directory: Directory
    name: str
    """For people, in errors and reports."""


class DiskStorage:
    """A file on a disk. Used by one thread."""

    def __init__(self, path: Path, *, durable: bool) -> None:
        """Make the empty file that will be `path`; `durable` False: `sync` waits for nothing."""
        self._path = path
        self._temporary = temporary_path(path)
        self._durable = durable
        self._slowest_ns = 0
        self._fd = machine.create(self._temporary)

    def fill(self, template: Template, directory: Directory, *, reserve: bool) -> None:
        """Make the empty file a container (section 7.5, step 1); `reserve`: all of it on the medium."""
        machine.resize(self._fd, template.size)
        self.write(0, directory.pack())
        for offset, piece in template.pieces:
            self.write(offset, piece)
        if reserve:
            machine.preallocate(self._fd, template.size, ((a.offset, a.size) for a in template.areas.values()))
            machine.sync_whole(self._fd)

    def write(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        """As in `Storage`."""
        machine.write_at(self._fd, data, offset)

    def sync(self) -> None:
        """As in `Storage`."""
        if not self._durable:
            return
        begin = time.perf_counter_ns()
        machine.sync_data(self._fd)
        self._slowest_ns = max(self._slowest_ns, time.perf_counter_ns() - begin)

    def publish(self) -> None:
        """As in `Storage`; the final name must be free."""
        if self._path.exists():
            raise FileExistsError(errno.EEXIST, "there is a file of this name already", str(self._path))
        if not machine.RENAMES_OPEN_FILES:
            self.close()
        self._temporary.rename(self._path)

    def sync_name(self) -> None:
        """As in `Storage`."""
        if not machine.RENAMES_OPEN_FILES:
            # not in `publish`: what fails from here on has left a segment behind, which the next one must continue
            self._fd = machine.open_for_writing(self._path)
        if self._durable:
            machine.sync_folder(self._path.parent)

    def health(self) -> StorageHealth | None:
        """As in `Storage`; None where nothing is durable, so that equal records make equal files."""
        if not self._durable:
            return None
        slowest, self._slowest_ns = self._slowest_ns, 0
        try:
            free = shutil.disk_usage(self._path.parent).free
        except OSError:
            return StorageHealth(sync_max_us=slowest // 1000)
        return StorageHealth(free_bytes=free, sync_max_us=slowest // 1000)

    def close(self) -> None:
        """As in `Storage`."""
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            with contextlib.suppress(OSError):  # everything that counts was synced before
                os.close(fd)

    def discard(self) -> None:
        """As in `Storage`."""
        self.close()
        with contextlib.suppress(OSError):  # left over, and removed when the drive goes on
            self._temporary.unlink(missing_ok=True)


def make_template(path: Path, layout: Layout, *, reserve: bool = True) -> Template:
    """The template of containers like the one that will be `path`; arguments and errors as in `make_container`."""
    with telling_a_full_disk(path, needed=_size(layout), reserve=reserve):
        return Template.make(temporary_path(path), layout)


def make_container(
    path: Path, template: Template, *, segment_id: bytes, reserve: bool = True, durable: bool = True
) -> Container:
    """Make the container that will be `path` (section 7.5, step 1); `reserve` False leaves it sparse.

    Raises:
        DiskFullError: it does not fit the medium; nothing is left behind.
        OSError: it cannot be made.
    """
    directory = template.directory(segment_id)
    with telling_a_full_disk(path, needed=template.size, reserve=reserve):
        storage = DiskStorage(path, durable=durable)
        try:
            storage.fill(template, directory, reserve=reserve)
        except BaseException:
            storage.discard()
            raise
    return Container(storage, directory, str(path))


def temporary_path(path: Path) -> Path:
    """Where a file is until it gets its final name `path`."""
    return path.with_name(f".{path.name}{_TEMPORARY}")


@contextlib.contextmanager
def telling_a_full_disk(path: Path, *, needed: int, reserve: bool) -> Iterator[None]:
    """Say what is needed and free at `path` if it does not fit: beforehand, if all of it will be reserved."""
    free = shutil.disk_usage(path.parent).free
    needed += _MARGIN_BYTES
    if reserve and needed > free:
        raise DiskFullError(path, needed=needed, free=free)
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFullError(path, needed=needed, free=free) from error
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove containers that never got their final name: no log, for they have no durable checkpoint (step 2)."""
    for path in folder.glob(f".*{SUFFIX}{_TEMPORARY}"):
        path.unlink(missing_ok=True)


def _size(layout: Layout) -> int:
    slots = layout.leaves * 200 + layout.checkpoints * 4096 + (layout.parts or 0) * 64
    return slots + layout.system + sum(channel.size for channel in layout.channels)
