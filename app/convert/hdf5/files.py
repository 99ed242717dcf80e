"""The HDF5 files of a source, and the numbers at a place in them.

It must not know what any of them mean.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from app.convert.hdf5.mapping import Place
from app.convert.other_files import count_other_files
from app.convert.recording import ConvertError, Losses
from app.log.directory import MAGIC
from app.log.foreign_hdf5 import Crowd, ForeignDataset, ForeignFile
from app.log.hdf5_worker import AnswerError, WorkerError
from app.log.source import Source, SourceError, UnreadableError
from app.log.worker_process import ForkServer, can_fork

MOST_ROWS = 1 << 26
SUFFIXES = frozenset({".h5", ".hdf5", ".hdf", ".he5", ".mat"})


class Files:
    """The HDF5 files of a source: one file, or those of a folder by their path in it."""

    def __init__(self, source: Path) -> None:
        """Look into all of them.

        Raises:
            ConvertError: there is none, or one of them cannot be opened at all.
        """
        self.source = source
        self._held = ExitStack()
        self._columns: dict[tuple[str, int | None, str | None], npt.NDArray[Any]] = {}
        self._held_rows = 0
        self.opened: dict[str, ForeignFile] = {}
        self._crowd = Crowd()
        self.losses = Losses()
        self._trouble = ""
        """Why the first file that cannot be read is not, and what to do."""
        self.notes: list[str] = []
        """What is odd about the files, but loses nothing."""
        paths = sorted(p for p in source.rglob("*") if p.suffix.lower() in SUFFIXES) if source.is_dir() else [source]
        if source.is_dir():
            count_other_files(source, paths, self.losses, what="HDF5 file")
        if not paths:
            raise ConvertError(f"{source}: no HDF5 file (*.h5, *.hdf5, *.hdf) is in this folder")
        self._sealed = frozenset(path for path in paths if is_sealed(path))
        if len(self._sealed) == len(paths):
            what = "is a folder of sealed logs" if source.is_dir() else "is a sealed log"
            raise ConvertError(
                f"{source}: {what} already; `incident-replay verify` checks it, `excerpt` takes a part of it"
            )
        with ExitStack() as undo:
            undo.callback(self.close)
            self._server = self._held.enter_context(ForkServer()) if can_fork() else None
            for path in paths:
                name = path.relative_to(source).as_posix() if source.is_dir() else ""
                self._open(name, path)
            if not self.opened:
                raise ConvertError(self._trouble)
            # the last to be held is the first to be let go of: nobody reads any more when the files are closed
            self.reader = ThreadPoolExecutor(1, thread_name_prefix="hdf5")
            """Reads ahead. While it works, nobody else may ask the files."""
            self._held.callback(self.reader.shutdown, cancel_futures=True)
            undo.pop_all()

    def __enter__(self) -> Self:
        """Use as a context that closes the files."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the files."""
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._held.close()

    def _open(self, name: str, path: Path) -> None:
        if path in self._sealed:
            self._leave_out(path, "is a sealed log already, and no foreign file")
            return
        try:
            file = ForeignFile(path, server=self._server, crowd=self._crowd)
        except AnswerError as error:
            self._leave_out(path, f"is no readable HDF5 file: {error}", advice="give a whole HDF5 file")
        except SourceError as error:
            if path == self.source:
                raise
            self._leave_out(path, str(error))
        except WorkerError as error:  # it may well be whole, and the library not made for it
            why = f"{error.code}: {error}"
            self._leave_out(path, why, advice=f"`incident-replay codes {error.code}` says what can cause it")
        else:
            self._held.enter_context(file)
            self.opened[name] = file
            for refusal in file.refused:
                if refusal.code == "HDF5_USERBLOCK":  # said, but nothing is lost by it
                    self.notes.append(f"{path.name}: {refusal.text}")
                else:
                    self.losses.add(f"{path.name}:{refusal.path}", f"{refusal.code}: {refusal.text}")

    def _leave_out(self, path: Path, why: str, *, advice: str = "") -> None:
        self.losses.add(str(path), why)
        self._trouble = self._trouble or f"{path}: {why}{advice and '; '}{advice}"

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that could be opened."""
        return tuple(file.path for file in self.opened.values())

    def names(self) -> Iterator[tuple[str, ForeignDataset]]:
        """Every dataset with the name that a mapping gives it."""
        for name, file in self.opened.items():
            for path, dataset in file.datasets.items():
                yield (f"{name}:{path}" if name else path), dataset

    def find(self, name: str) -> tuple[ForeignFile, ForeignDataset]:
        """The dataset of a name; raises ConvertError if there is none."""
        for file_name, file in self.opened.items():
            if file_name and not name.startswith(f"{file_name}:"):
                continue
            path = name.removeprefix(f"{file_name}:" if file_name else "").strip("/")
            if path in file.datasets:
                return file, file.datasets[path]
            if refusal := next((one for one in file.refused if one.path == path), None):
                raise ConvertError(f"the dataset {name!r} is refused: {refusal.code}: {refusal.text}")
        raise ConvertError(f"there is no dataset {name!r}; `incident-replay inspect` lists what there is")

    def rows(self, place: Place, start: int, stop: int) -> npt.NDArray[Any]:
        """The numbers of a place, rows `[start, stop)`. Raises AnswerError, WorkerError and ConvertError."""
        (values,) = self.rows_of([place], start, stop)
        return values

    def rows_of(self, places: Sequence[Place], start: int, stop: int) -> list[npt.NDArray[Any]]:
        """The same for several places; a dataset that has more than one of them is read once."""
        read: dict[str, npt.NDArray[Any]] = {}
        for name in dict.fromkeys(place.dataset for place in places):
            file, dataset = self.find(name)
            read[name] = file.read(dataset.path, start, stop)
        return [_numbers(read[place.dataset], place) for place in places]

    def require(self, place: Place) -> ForeignDataset:
        """The dataset of a place that has one number a row; raises ConvertError."""
        shape, dataset = self.shape(place), self.find(place.dataset)[1]
        if len(shape) > 1:
            raise ConvertError(f"{place.dataset!r} of shape {dataset.shape} has no single number a row; name an item")
        return dataset

    def shape(self, place: Place) -> tuple[int, ...]:
        """The shape of the numbers of a place: rows, and what each of them has; raises ConvertError."""
        _, dataset = self.find(place.dataset)
        if dataset.lists:
            raise ConvertError(f"{place.dataset!r} holds lists; it has no number a row")
        shape = (dataset.rows, *dataset.shape[1:])
        dtype = dataset.dtype
        if place.field is not None:
            if dtype.fields is None or place.field not in dtype.fields:
                raise ConvertError(f"{place.dataset!r} has no field {place.field!r}; it has {dtype.names or 'none'}")
            dtype = dtype.fields[place.field][0]
            shape += dtype.shape
        elif dtype.fields is not None:
            raise ConvertError(f"{place.dataset!r} of shape {dataset.shape} has no single number a row; name a field")
        if place.item is None:
            return shape
        if len(shape) < 2 or place.item >= shape[-1]:
            raise ConvertError(f"{place.dataset!r} of shape {dataset.shape} has no column {place.item}")
        return shape[:-1]

    def dtype(self, place: Place) -> "np.dtype[Any]":
        """The type of the numbers of a place, or of those in its lists; raises ConvertError."""
        _, dataset = self.find(place.dataset)
        if not dataset.lists:
            self.shape(place)
        if place.field is None or dataset.dtype.fields is None:
            return dataset.dtype
        return dataset.dtype.fields[place.field][0].base

    def blocks(self, place: Place) -> Iterator[npt.NDArray[Any]]:
        """All numbers of a place in blocks. Raises as `rows`."""
        dataset = self.require(place)
        file, _ = self.find(place.dataset)
        for start, stop in file.blocks(dataset.path):
            yield self.rows(place, start, stop)

    def all(self, place: Place) -> npt.NDArray[Any]:
        """All numbers of a place at once, shape (n,), read once however often it is asked for. Raises as `rows`.

        Raises:
            ConvertError: together with what was asked for before, it is more than is held in memory.
        """
        key = (place.dataset, place.item, place.field)
        if key not in self._columns:
            self._held_rows += self.require(place).rows
            if self._held_rows > MOST_ROWS:
                raise ConvertError(f"{place.dataset!r}: more than {MOST_ROWS} stamps and numbers of rows together")
            blocks = list(self.blocks(place))
            self._columns[key] = np.concatenate(blocks) if blocks else np.zeros(0)
        return self._columns[key]


def is_sealed(path: Path) -> bool:
    """Whether a file begins as a sealed log does. One that cannot be read does not: opening it says why."""
    try:
        with Source(path) as file:
            return file.read(0, len(MAGIC)) == MAGIC
    except (SourceError, UnreadableError):
        return False


def _numbers(values: npt.NDArray[Any], place: Place) -> npt.NDArray[Any]:
    """The field or the column of rows that a place names."""
    if place.field is not None:
        values = values[place.field]
    return values if place.item is None else values[..., place.item]
