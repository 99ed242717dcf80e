"""A foreign HDF5 file as the program sees it: what is in it, what was refused, and rows, through a worker process.

It must not know what anything means, nor trust an answer: whoever owns the worker may have written it.
"""

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

import msgspec
import numpy as np
import numpy.typing as npt

from app.log.foreign_answers import MOST_BYTES
from app.log.hdf5_worker import TIMEOUT_S, AnswerError, Worker, WorkerError
from app.log.source import Source
from app.log.worker_process import ForkServer

_BLOCK_BYTES = 8 << 20
_FIRST_LISTS = 8
_MOST_LISTS_AT_ONCE = 1 << 16
MOST_LISTS = 1 << 26
_LARGEST_LIST = 1 << 32
_LARGEST_NUMBER = 1 << 62
_TYPE = re.compile(r"[<>|][biufS][0-9]{1,7}\Z", re.ASCII)
Rows = npt.NDArray[Any]


class Refusal(msgspec.Struct, frozen=True):
    """An object that is not read, with the code that says why; an empty path is the file itself."""

    path: str
    code: str
    text: str


class ForeignGroup(msgspec.Struct, frozen=True):
    """A group and what its attributes say."""

    path: str
    attributes: dict[str, Any]


class _Columns(msgspec.Struct, frozen=True):
    columns: list[tuple[str, str, list[int], int]]
    itemsize: int


class _Described(msgspec.Struct, frozen=True):
    path: str
    shape: list[int]
    type: str | _Columns
    lists: bool
    row_bytes: int
    chunk_rows: int
    stored: int
    unwritten: int
    attributes: dict[str, Any]


class _Contents(msgspec.Struct, frozen=True):
    datasets: list[_Described]
    groups: list[ForeignGroup]
    refused: list[Refusal]


class ForeignDataset(msgspec.Struct, frozen=True):
    """A dataset that may be read. `lists`: each element is a list of `dtype`, such as a text or a packet."""

    path: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    lists: bool
    chunk_rows: int
    """Rows that are unpacked together; 0: each by itself."""
    stored: int
    unwritten: int
    """Pieces that were never written and read as the fill value."""
    attributes: Mapping[str, Any]

    @property
    def rows(self) -> int:
        """The length of the first axis; 1 for a single value."""
        return self.shape[0] if self.shape else 1

    @property
    def row_bytes(self) -> int:
        """Bytes of one row as it is read; of lists, of the reference to one."""
        return math.prod(self.shape[1:]) * (16 if self.lists else self.dtype.itemsize)


class Crowd:
    """The files that have a process at present; of too many, the one used longest ago gives its own up.

    Each process takes three descriptors of this one. Used by one thread at a time.
    """

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._files: dict[ForeignFile, None] = {}

    def used(self, file: "ForeignFile") -> None:
        """The file is about to ask its process."""
        self._files.pop(file, None)
        self._files[file] = None
        while len(self._files) > self._most:
            oldest = next(iter(self._files))
            del self._files[oldest]
            oldest.close()


class ForeignFile:
    """An opened file. Used by one thread; close it when done: what asks it later begins another process."""

    def __init__(
        self, path: Path, *, timeout_s: float = TIMEOUT_S, server: ForkServer | None = None, crowd: Crowd | None = None
    ) -> None:
        """Look at everything in the file; the process comes from `server` if there is one, and `crowd` may end it.

        Raises:
            SourceError: it is missing, not permitted, or not a regular file.
            WorkerError: the library did not survive it.
            AnswerError: it is no HDF5 file, or a damaged one.
        """
        Source(path).close()
        self.path = path
        self._timeout_s = timeout_s
        self._server = server
        self._crowd = crowd
        self._worker: Worker | None = None
        with ExitStack() as undo:
            undo.callback(self.close)
            contents = self._contents()
            self.datasets = {dataset.path: _dataset(dataset) for dataset in contents.datasets}
            self.groups = {group.path: group for group in contents.groups}
            self.refused = tuple(contents.refused)
            undo.pop_all()

    def __enter__(self) -> Self:
        """Use as a context that ends the worker."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the worker."""
        self.close()

    def close(self) -> None:
        """End the worker; closing twice is harmless."""
        if self._worker is not None:
            self._worker.close()
        self._worker = None

    def read(self, path: str, start: int, stop: int) -> Rows:
        """Rows `[start, stop)` of a dataset, shape (n, ...); a single value is one row. Read-only.

        Raises:
            AnswerError, WorkerError: they cannot be read; what else is in the file still can.
        """
        dataset = self.datasets[path]
        assert not dataset.lists
        raw = self._ask("read", dataset, start, stop, most_bytes=(stop - start) * dataset.row_bytes)
        if len(raw) != (stop - start) * dataset.row_bytes:
            raise self._nonsense(f"{len(raw)} bytes for {stop - start} rows of {dataset.row_bytes}")
        rows = np.frombuffer(raw, dtype=dataset.dtype).reshape(stop - start, *dataset.shape[1:])
        rows.flags.writeable = False
        return rows

    def read_lists(self, path: str, start: int, stop: int) -> list[memoryview]:
        """The same for a dataset of lists: the bytes of each row; of a row of several lists, all one after another."""
        dataset = self.datasets[path]
        assert dataset.lists
        raw = self._ask("read", dataset, start, stop, most_bytes=MOST_BYTES)
        each = math.prod(dataset.shape[1:])
        count = (stop - start) * each
        if len(raw) < 8 * count:
            raise self._nonsense(f"{len(raw)} bytes for {count} lists")
        lengths = np.frombuffer(raw, dtype="<u8", count=count)
        if int(lengths.sum()) != len(raw) - 8 * count or (len(lengths) and int(lengths.max()) > len(raw)):
            raise self._nonsense(f"lists of {int(lengths.sum())} bytes in {len(raw) - 8 * count}")
        if not each:
            return [memoryview(b"")] * (stop - start)
        ends = (8 * count + np.cumsum(lengths.astype(np.int64)))[each - 1 :: each].tolist()
        return [raw[begin:end] for begin, end in pairwise([8 * count, *ends])]

    def list_sizes(self, path: str) -> npt.NDArray[np.int64]:
        """How many bytes each row of a dataset of lists has, shape (n,). Raises as `read`."""
        dataset = self.datasets[path]
        if dataset.rows > MOST_LISTS:
            raise AnswerError(f"{dataset.rows} lists; at most {MOST_LISTS} are taken")
        said = self._said_sizes(dataset)
        return self._read_sizes(dataset) if said is None else said

    def _said_sizes(self, dataset: ForeignDataset) -> Rows | None:
        """By the heads of the lists; None: they say nothing, or more than the file has."""
        step = max(1, min(_MOST_LISTS_AT_ONCE, _BLOCK_BYTES // max(1, dataset.row_bytes)))
        found: list[Rows] = [np.zeros(0, dtype=np.int64)]
        for start in range(0, dataset.rows, step):
            found.append(self._sizes("said_sizes", dataset, start, min(start + step, dataset.rows)))
            if not len(found[-1]):
                return None
        whole = np.concatenate(found)
        return whole if int(whole.sum()) <= self.path.stat().st_size else None

    def _read_sizes(self, dataset: ForeignDataset) -> Rows:
        """By reading them all."""
        found: list[Rows] = [np.zeros(0, dtype=np.int64)]
        start, step = 0, _FIRST_LISTS
        while start < dataset.rows:
            sizes = self._sizes("sizes", dataset, start, min(start + step, dataset.rows))
            if not len(sizes):
                raise self._nonsense("no sizes at all")
            found.append(sizes)
            start += len(sizes)
            # twice as many while they are small: what comes next may be larger than what came
            step = min(2 * step, _MOST_LISTS_AT_ONCE) if int(sizes.sum()) < _BLOCK_BYTES // 4 else max(1, step // 2)
        return np.concatenate(found)

    def _sizes(self, what: str, dataset: ForeignDataset, start: int, stop: int) -> Rows:
        """What the worker says of the sizes of some rows, or nothing."""
        raw = self._ask(what, dataset, start, stop, most_bytes=8 * (stop - start))
        if raw and len(raw) != 8 * (stop - start):
            raise self._nonsense(f"{len(raw)} bytes for the sizes of {stop - start} rows")
        sizes = np.frombuffer(raw, dtype="<u8")
        if int(sizes.max(initial=0)) > _LARGEST_LIST:
            raise self._nonsense(f"a list of {int(sizes.max())} bytes")
        return sizes.astype(np.int64)

    def blocks(self, path: str) -> Iterator[tuple[int, int]]:
        """Ranges `[start, stop)` that cover a dataset, each a few whole pieces as they are packed in the file."""
        dataset = self.datasets[path]
        piece = max(1, dataset.chunk_rows)
        step = max(1, _BLOCK_BYTES // max(1, dataset.row_bytes * piece)) * piece
        if step * dataset.row_bytes > MOST_BYTES:
            step = max(1, MOST_BYTES // dataset.row_bytes)
        for start in range(0, dataset.rows, step):
            yield start, min(start + step, dataset.rows)

    def _contents(self) -> _Contents:
        answer, _ = self._open_worker().ask("inspect")
        try:
            return msgspec.convert(answer, _Contents)
        except msgspec.ValidationError as error:
            raise self._nonsense(str(error)) from error

    def _ask(self, what: str, dataset: ForeignDataset, start: int, stop: int, *, most_bytes: int) -> memoryview:
        assert 0 <= start <= stop <= dataset.rows
        try:
            _, raw = self._open_worker().ask(
                what, path=f"/{dataset.path}", start=start, stop=stop, most_bytes=most_bytes
            )
        except WorkerError:
            self._worker = None  # the next question finds another
            raise
        return raw

    def _open_worker(self) -> Worker:
        if self._crowd is not None:
            self._crowd.used(self)
        if self._worker is None:
            try:
                self._worker = Worker(timeout_s=self._timeout_s, server=self._server)
            except OSError as error:
                text = f"no process can be started to read HDF5: {error.strerror or error}"
                raise WorkerError("READER_CRASH", text) from error
            self._worker.open(self.path)
        return self._worker

    def _nonsense(self, what: str) -> WorkerError:
        self.close()
        return WorkerError("READER_CRASH", f"the HDF5 worker answered what cannot be: {what[:200]}")


def _dataset(described: _Described) -> ForeignDataset:
    try:
        dtype = _dtype(described.type)
    except (ValueError, TypeError, OverflowError) as error:
        raise WorkerError("READER_CRASH", f"the HDF5 worker answered what cannot be: {error}"[:300]) from error
    if max((*described.shape, described.stored, described.unwritten), default=0) > _LARGEST_NUMBER:
        raise WorkerError("READER_CRASH", f"the HDF5 worker answered what cannot be: shape {described.shape}"[:300])
    made = ForeignDataset(
        path=described.path,
        shape=tuple(described.shape),
        dtype=dtype,
        lists=described.lists,
        chunk_rows=max(0, described.chunk_rows),
        stored=described.stored,
        unwritten=described.unwritten,
        attributes=MappingProxyType(described.attributes),
    )
    if min(described.shape, default=0) < 0 or made.row_bytes > MOST_BYTES:
        raise WorkerError("READER_CRASH", f"the HDF5 worker answered what cannot be: shape {described.shape}"[:300])
    return made


def _dtype(kind: str | _Columns) -> np.dtype[Any]:
    """A type without objects; raises ValueError or TypeError."""
    if isinstance(kind, str):
        return _plain(kind)
    for _, _, shape, _ in kind.columns:
        if min(shape, default=1) < 1 or math.prod(shape) > MOST_BYTES:
            raise ValueError(f"a column of shape {shape}")
    return np.dtype(
        {
            "names": [name for name, *_ in kind.columns],
            "formats": [(_plain(base), tuple(shape)) for _, base, shape, _ in kind.columns],
            "offsets": [offset for *_, offset in kind.columns],
            "itemsize": kind.itemsize,
        }
    )


def _plain(text: str) -> np.dtype[Any]:
    if not _TYPE.match(text) or not np.dtype(text).itemsize:
        raise ValueError(f"type {text[:40]!r}")
    return np.dtype(text)
