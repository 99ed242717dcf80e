"""Looks at files as HDF5 in a process of its own: a hostile file can crash or hang the library, not the program.

It must not know the seal: it only tells what HDF5 tools would show. Run as `python -m app.log.hdf5_worker`, it reads
paths as JSON lines and answers each with one JSON line. `Viewer` is the caller's side.
"""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

TIMEOUT_S = 30.0
CHANNEL_ATTRIBUTES = frozenset({"name", "kind", "codec", "unit", "frame", "note"})
"""What the dataset of a channel repeats of its channel table, for people (sealed-log.md section 12)."""
_MAX_OBJECTS = 20_000
_MAX_CHARACTERS = 4 << 20
_MAX_ANSWER_BYTES = 64 << 20


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
    """Looks at files one after another; a file that kills or stops the process gets that for an answer."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S) -> None:
        """Start nothing yet; the process starts at the first file."""
        self._timeout_s = timeout_s
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Use as a context that ends the process."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process."""
        self.close()

    def look_at(self, path: Path) -> SeenFile:
        """What HDF5 shows of a regular file that was opened before: a pipe would hang it."""
        process = self._process = self._process or _start()
        assert process.stdin is not None
        assert process.stdout is not None
        watchdog = threading.Timer(self._timeout_s, process.kill)
        watchdog.start()
        try:
            process.stdin.write(json.dumps(str(path.absolute())).encode() + b"\n")
            process.stdin.flush()
            seen = _from_line(process.stdout.readline(_MAX_ANSWER_BYTES))
        except OSError:  # the pipe is dead: EPIPE, and EINVAL on Windows
            seen = None
        finally:
            late = not watchdog.is_alive()
            watchdog.cancel()
        if seen is None or late:
            self.close()  # too late for this file is not too early for the next
        if seen is None:
            return SeenFile(crashed=not late, timed_out=late, problem="the HDF5 library did not survive this file")
        return seen

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        with contextlib.suppress(OSError):
            process.stdin.close()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", "-c", _BOOTSTRAP, *sys.path]
    return subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


_BOOTSTRAP = "import sys; sys.path[:] = sys.argv[1:]; from app.log.hdf5_worker import serve; serve()"


def serve() -> None:
    """The child's side: answer every line until there are no more."""
    for line in sys.stdin:
        answer = _look(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _from_line(line: bytes) -> SeenFile | None:
    """The answer in a line; None if the process died before it had written all of it."""
    if not line.endswith(b"\n"):
        return None
    document: dict[str, Any] = json.loads(line)
    datasets = tuple(
        SeenDataset(**{**entry, "fields": tuple((name, kind, offset) for name, kind, offset in entry["fields"])})
        for entry in document["datasets"]
    )
    return SeenFile(datasets, tuple(document["groups"]), tuple(document["extra"]), document["problem"])


def _look(path: str) -> dict[str, Any]:
    import h5py

    look = _Look()
    try:
        with h5py.File(path, "r", locking=False) as file:
            look.walk(file, "")
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
        return {"datasets": [], "groups": [], "extra": [], "problem": f"{type(error).__name__}: {error}"[:500]}
    return {"datasets": look.datasets, "groups": look.groups, "extra": look.extra, "problem": ""}


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
