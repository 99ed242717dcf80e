"""A medium that remembers every write and sync, fails when told to, and can show what a power cut would leave.

It must not know what is written.
"""

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.kinds.system import StorageHealth
from app.log.container import Layout
from app.log.directory import USER_BLOCK, Directory, parse_directory
from app.record.container_source import Made
from app.record.storage import Container, make_container, make_template

Kind = Literal["write", "sync", "publish", "sync_name", "close", "discard"]


@dataclass(frozen=True, slots=True)
class Step:
    """One call: what, where, which bytes."""

    kind: Kind
    offset: int = 0
    data: bytes = b""


@dataclass
class RecordingStorage:
    """As `Storage`; `image` is what the file holds for those who read it without a power cut."""

    image: bytearray
    steps: list[Step] = field(default_factory=list)
    fail: Callable[[Step, int], bool] | None = None
    """Whether this step, the nth of all, fails."""
    on_sync: Callable[["RecordingStorage"], None] | None = None

    def write(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        self._do(Step("write", offset, bytes(data)))
        self.image[offset : offset + len(data)] = data

    def sync(self) -> None:
        self._do(Step("sync"))
        if self.on_sync is not None:
            self.on_sync(self)

    def publish(self) -> None:
        self._do(Step("publish"))

    def sync_name(self) -> None:
        self._do(Step("sync_name"))

    def health(self) -> StorageHealth | None:
        return None

    def close(self) -> None:
        self.steps.append(Step("close"))

    def discard(self) -> None:
        self.steps.append(Step("discard"))

    def _do(self, step: Step) -> None:
        number = len(self.steps)
        if self.fail is not None and self.fail(step, number):
            raise OSError(errno.EIO, "the medium failed")
        self.steps.append(step)


class FakeContainers:
    """Containers on recording storages, each the copy of one that libhdf5 made."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self._folder = folder
        self._layout = layout
        self.storages: list[RecordingStorage] = []
        self.directories: list[Directory] = []
        self.fail: Callable[[Step, int], bool] | None = None
        self.full = False
        self.is_ready = True
        self.switched = 0
        self._empty: tuple[bytes, Directory] | None = None

    def take(self, number: int) -> Made:
        if self.full:
            raise OSError(errno.ENOSPC, "no room")
        image, directory = self._container()
        segment_id = bytes([number + 1]) * 15 + bytes([len(self.storages) + 1])
        directory = Directory(segment_id, directory.areas)
        packed = directory.pack()
        storage = RecordingStorage(bytearray(packed + image[len(packed) :]), fail=self.fail)
        self.storages.append(storage)
        self.directories.append(directory)
        return segment_id, Container(storage, directory, f"fake {number}")

    def prepare(self, number: int) -> None:
        pass

    def ready(self, number: int) -> bool:
        return self.is_ready and number > 0

    def use_other_medium(self) -> bool:
        self.switched += 1
        return False

    def close(self) -> None:
        pass

    def _container(self) -> tuple[bytes, Directory]:
        if self._empty is None:
            path = self._folder / "empty.h5"
            if not path.exists():
                template = make_template(path, self._layout, reserve=False)
                made = make_container(path, template, segment_id=bytes(16), reserve=False, durable=False)
                made.storage.publish()
                made.storage.close()
            raw = path.read_bytes()
            self._empty = raw, parse_directory(raw[:USER_BLOCK])
        return self._empty
