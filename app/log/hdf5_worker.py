"""Looks at files as HDF5 in a process of its own: a hostile file can crash or hang the library, not the program.

It must not know the seal: it only tells what HDF5 tools would show. Run as `python -m app.log.hdf5_worker`, it reads
paths as JSON lines and answers each with one JSON line. `look_at` is the caller's side.
"""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT_S = 30.0
_MAX_OBJECTS = 10_000


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
    extra: tuple[str, ...] = ()
    """Links that are not hard, objects met twice, attributes of groups and of the seal: in words."""
    problem: str = ""
    crashed: bool = False
    timed_out: bool = False


def look_at(paths: Iterable[Path], *, timeout_s: float = TIMEOUT_S) -> Iterator[SeenFile]:
    """What HDF5 shows of each file, in order. A crash or a time-out is an answer; the next file gets a new worker."""
    worker: _Worker | None = None
    try:
        for path in paths:
            worker = worker or _Worker()
            seen = worker.ask(path, timeout_s)
            if seen.crashed or seen.timed_out:
                worker.close()
                worker = None
            yield seen
    finally:
        if worker is not None:
            worker.close()


class _Worker:
    """The child process."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-c", _BOOTSTRAP, *sys.path]
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def ask(self, path: Path, timeout_s: float) -> SeenFile:
        """The answer for one file."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        watchdog = threading.Timer(timeout_s, self._process.kill)
        watchdog.start()
        try:
            self._process.stdin.write(json.dumps(str(path.absolute())).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = b""
        finally:
            late = not watchdog.is_alive()
            watchdog.cancel()
        if not line:
            return SeenFile(crashed=not late, timed_out=late, problem="the HDF5 library did not survive this file")
        return _from_document(json.loads(line))

    def close(self) -> None:
        """End the child."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()


_BOOTSTRAP = "import sys; sys.path[:] = sys.argv[1:]; from app.log.hdf5_worker import serve; serve()"


def serve() -> None:
    """The child's side: answer every line until there are no more."""
    for line in sys.stdin:
        answer = _look(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _from_document(document: dict[str, Any]) -> SeenFile:
    datasets = tuple(
        SeenDataset(**{**entry, "fields": tuple((name, kind, offset) for name, kind, offset in entry["fields"])})
        for entry in document["datasets"]
    )
    return SeenFile(datasets, tuple(document["extra"]), document["problem"])


def _look(path: str) -> dict[str, Any]:
    import h5py

    datasets: list[dict[str, Any]] = []
    extra: list[str] = []
    try:
        with h5py.File(path, "r", locking=False) as file:
            _walk(file, "", datasets, extra, set())
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
        return {"datasets": [], "extra": [], "problem": f"{type(error).__name__}: {error}"[:500]}
    return {"datasets": datasets, "extra": extra, "problem": ""}


def _walk(group: Any, prefix: str, datasets: list[dict[str, Any]], extra: list[str], met: set[Any]) -> None:  # noqa: ANN401
    import h5py

    extra += [f"attribute {name!r} of {prefix or '/'}" for name in group.attrs]
    for name in group:
        path = f"{prefix}/{name}".removeprefix("/")
        if len(datasets) + len(extra) > _MAX_OBJECTS:
            raise ValueError("too many objects")
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            extra.append(f"link {path!r}")
            continue
        item = group[name]
        address = h5py.h5o.get_info(item.id).addr
        if address in met:
            extra.append(f"{path!r} is another object met before")
            continue
        met.add(address)
        if isinstance(item, h5py.Group):
            _walk(item, path, datasets, extra, met)
        elif isinstance(item, h5py.Dataset):
            datasets.append(_dataset(item, path))
            if path.startswith("seal/"):
                extra += [f"attribute {attribute!r} of {path}" for attribute in item.attrs]
        else:
            extra.append(f"type {path!r}")


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
