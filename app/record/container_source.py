"""Containers for the segments of a drive, the next one made ahead in the background so that a rotation waits for none.

It must not know what is recorded. Rules: sealed-log.md section 7.5, steps 1 and 9.
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.log.container import Layout
from app.record.own_thread import OwnThread
from app.record.storage import SUFFIX, Container, make_container, make_template, temporary_path
from app.record.template import Template

Made = tuple[bytes, Container]
"""Segment id, and the container made for it."""


class ContainerSource(Protocol):
    """Where a drive gets its containers from. Every call comes from the drive's thread."""

    def take(self, number: int) -> Made:
        """The container for segment `number`; raises OSError (DiskFullError) if it cannot be made."""
        ...

    def prepare(self, number: int) -> None:
        """Begin to make the container that `take` will be asked for next."""
        ...

    def ready(self, number: int) -> bool:
        """Whether `take` will not have to wait for a container that is being made ahead, or should have been."""
        ...

    def use_other_medium(self) -> bool:
        """Make the next container elsewhere; False if there is no other place."""
        ...

    def close(self) -> None:
        """Remove what was made and never taken."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskOptions:
    """How containers are made: `reserve` the whole file at once, `durable` syncs, the next one `ahead` of its need;
    file names count from `first_name`.

    Without `durable` nothing is synced at all: who converts a recording, and can do it again, syncs the result himself.
    """

    reserve: bool = True
    durable: bool = True
    ahead: bool = True
    first_name: int = 0


VEHICLE = DiskOptions()
CONVERSION = DiskOptions(reserve=False, durable=False, ahead=False, first_name=1)
"""Sparse and quick, to be packed afterwards."""


class _Making(OwnThread):
    """A container that is being made while others record."""

    def __init__(self, number: int, make: Callable[[int], Made]) -> None:
        super().__init__(self._work, name="container")
        self.number = number
        self._make = make
        self._made: Made | None = None
        self._error: BaseException | None = None

    def _work(self) -> None:
        try:
            self._made = self._make(self.number)
        except BaseException as error:  # noqa: BLE001 - it is raised where the container is taken
            self._error = error

    def result(self) -> Made:
        """The container, once it is made; raises what came in the way."""
        self.join()
        if self._made is None:
            assert self._error is not None
            raise self._error
        return self._made


class DiskContainers:
    """Containers in folders, each folder a medium of its own; the first is used until it fails."""

    def __init__(
        self,
        folders: Sequence[Path],
        layout: Layout,
        *,
        make_segment_id: Callable[[], bytes],
        options: DiskOptions,
    ) -> None:
        self._folders = list(folders)
        self._layout = layout
        self._make_segment_id = make_segment_id
        self._options = options
        self._template: Template | None = None
        self._ahead: _Making | None = None

    def take(self, number: int) -> Made:
        """As in `ContainerSource`."""
        if self._ahead is not None and self._ahead.number == number:
            making, self._ahead = self._ahead, None
            try:
                return making.result()
            except OSError:
                pass  # the medium may have room by now: made below, and that error counts
        self._drop_ahead()
        return self._make(number)

    def prepare(self, number: int) -> None:
        """As in `ContainerSource`."""
        if self._options.ahead:
            making = _Making(number, self._make)
            with contextlib.suppress(RuntimeError):  # the process ends, and takes no new thread: `take` makes it
                making.start()
                self._ahead = making

    def ready(self, number: int) -> bool:
        """As in `ContainerSource`; always true if none is made ahead: nobody records meanwhile."""
        if not self._options.ahead:
            return True
        return self._ahead is not None and self._ahead.number == number and not self._ahead.is_alive()

    def use_other_medium(self) -> bool:
        """As in `ContainerSource`."""
        if len(self._folders) == 1:
            return False
        self._drop_ahead()
        self._folders.append(self._folders.pop(0))
        return True

    def close(self) -> None:
        """As in `ContainerSource`."""
        self._drop_ahead()

    def _make(self, number: int) -> Made:
        folder, segment_id = self._folders[0], self._make_segment_id()
        path = _free_path(folder, self._options.first_name + number)
        options = self._options
        if self._template is None:
            # for the first segment, so before the first record: libhdf5 holds up every thread
            self._template = make_template(path, self._layout, reserve=options.reserve)
        container = make_container(
            path, self._template, segment_id=segment_id, reserve=options.reserve, durable=options.durable
        )
        return segment_id, container

    def _drop_ahead(self) -> None:
        if self._ahead is None:
            return
        making, self._ahead = self._ahead, None
        try:
            _, container = making.result()
        except OSError:
            return  # nothing was made
        container.storage.discard()


def _free_path(folder: Path, number: int) -> Path:
    """A name for people; file names mean nothing to the format, but none is ever taken twice."""
    path = folder / f"{number:04d}{SUFFIX}"
    again = 0
    while path.exists() or temporary_path(path).exists():
        again += 1
        path = folder / f"{number:04d}-{again}{SUFFIX}"
    return path
