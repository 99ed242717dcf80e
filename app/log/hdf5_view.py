"""What HDF5 tools would show of a sealed log: where its datasets lie for them, and what else they would show.

It must not know the seal. `look` runs in the child; `Viewer` is the caller's side.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from app.log.hdf5_worker import TIMEOUT_S, AnswerError, Worker, WorkerError
from app.log.worker_process import ForkServer, can_fork

CHANNEL_ATTRIBUTES = frozenset({"name", "kind", "codec", "unit", "frame", "note"})
"""What the dataset of a channel repeats of its channel table, for people (sealed-log.md section 12)."""
_MAX_OBJECTS = 20_000
_MAX_CHARACTERS = 4 << 20


@dataclass(frozen=True, slots=True)
class SeenDataset:
    """A dataset as HDF5 sees it. `fields` are (name, type in numpy's notation, offset); empty for plain types."""

    path: str
    offset: int | None
    size: int
    plain: bool
    """Contiguous, without filters and external storage."""
    type: str
    row_bytes: int
    fields: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class SeenFile:
    """What HDF5 tools would show of a file; `problem` says why they would show nothing."""

    datasets: tuple[SeenDataset, ...] = ()
    groups: tuple[str, ...] = ()
    """Paths of all groups but the root."""
    extra: tuple[str, ...] = ()
    """Links that are not hard, objects met twice, attributes of groups and of the seal: in words."""
    problem: str = ""
    crashed: bool = False
    timed_out: bool = False


class Viewer:
    """Looks at files one after another; a file that kills or stops its process gets that for an answer."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S) -> None:
        """Start nothing yet."""
        self._timeout_s = timeout_s
        self._server: ForkServer | None = None

    def __enter__(self) -> Self:
        """Begin what makes the processes, so that it is ready when the first file is."""
        self._server = ForkServer() if can_fork() else None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End it."""
        if self._server is not None:
            self._server.close()

    def look_at(self, path: Path) -> SeenFile:
        """What HDF5 shows of a regular file that was opened before: a pipe would hang it."""
        try:
            with Worker(timeout_s=self._timeout_s, server=self._server) as worker:
                worker.open(path)
                document, _ = worker.ask("look")
                return seen_file(document)
        except AnswerError as error:
            return SeenFile(problem=str(error))
        except WorkerError as error:
            late = error.code == "READER_TIMEOUT"
            return SeenFile(crashed=not late, timed_out=late, problem=str(error))
        except OSError as error:
            return SeenFile(crashed=True, problem=f"no process could be started to look at the HDF5 wrapping: {error}")


def seen_file(document: dict[str, Any]) -> SeenFile:
    """The answer of `look` as it came through JSON; raises WorkerError if it is none."""
    try:
        return msgspec.convert({name: document.get(name) for name in ("datasets", "groups", "extra")}, SeenFile)
    except msgspec.ValidationError as error:
        raise WorkerError("READER_CRASH", f"the HDF5 worker answered what cannot be: {error}") from error


def look(path: str) -> dict[str, Any]:
    """The child's side; raises what h5py raises for a damaged file."""
    import h5py

    with h5py.File(path, "r", locking=False) as file:
        return look_into(file)


def look_into(file: Any) -> dict[str, Any]:  # noqa: ANN401
    """The same for an open file."""
    seen = _Look()
    seen.walk(file, "")
    return {"datasets": seen.datasets, "groups": seen.groups, "extra": seen.extra}


class _Look:
    """Collects what HDF5 shows of one file."""

    def __init__(self) -> None:
        self.datasets: list[dict[str, Any]] = []
        self.groups: list[str] = []
        self.extra: list[str] = []
        self._met: set[Any] = set()
        self._objects = self._characters = 0

    def walk(self, group: Any, prefix: str) -> None:  # noqa: ANN401
        """Collect what is in a group and below it; raises ValueError where it is too much."""
        import h5py

        self._add_attributes(group, prefix or "/", known=())
        for name in group:
            path = f"{prefix}/{name}".removeprefix("/")
            self._count(path)
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                self.extra.append(f"link {path!r}")
                continue
            item = group[name]
            address = h5py.h5o.get_info(item.id).addr
            if address in self._met:
                self.extra.append(f"{path!r} is another object met before")
                continue
            self._met.add(address)
            if isinstance(item, h5py.Group):
                self.groups.append(path)
                self.walk(item, path)
            elif isinstance(item, h5py.Dataset):
                self.datasets.append(_dataset(item, path))
                self._add_attributes(item, path, known=CHANNEL_ATTRIBUTES if path.startswith("channels/") else ())
            else:
                self.extra.append(f"type {path!r}")

    def _add_attributes(self, item: Any, path: str, *, known: Collection[str]) -> None:  # noqa: ANN401
        for name in item.attrs:
            self._count(name)
            if name not in known:
                self.extra.append(f"attribute {name!r} of {path}")

    def _count(self, text: str) -> None:
        self._objects += 1
        self._characters += len(text)
        if self._objects > _MAX_OBJECTS or self._characters > _MAX_CHARACTERS:
            raise ValueError("too many objects")


def _dataset(item: Any, path: str) -> dict[str, Any]:  # noqa: ANN401
    import h5py

    properties = item.id.get_create_plist()
    plain = (
        properties.get_layout() == h5py.h5d.CONTIGUOUS
        and properties.get_nfilters() == 0
        and properties.get_external_count() == 0
    )
    dtype = item.dtype
    fields = [[name, dtype.fields[name][0].str, dtype.fields[name][1]] for name in dtype.names or ()]
    element = dtype.itemsize
    for extent in item.shape[1:]:
        element *= extent
    return {
        "path": path,
        "offset": item.id.get_offset() if plain else None,
        "size": int(item.size) * dtype.itemsize,
        "plain": bool(plain),
        "type": dtype.str,
        "row_bytes": int(element),
        "fields": fields,
    }
