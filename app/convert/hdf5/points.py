"""Where the points of a row are: one in each row, as many in each as the shape says, or a list of them.

It must not know what the numbers mean, nor what they become. Points keep the order of the source.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from app.convert.hdf5.files import Files
from app.convert.hdf5.mapping import ChannelMap, Column
from app.convert.recording import ConvertError
from app.convert.streams import Rows
from app.log.foreign_answers import MOST_BYTES
from app.log.hdf5_worker import AnswerError

_SWEEPS = frozenset({"cloud", "radar"})
"""Kinds whose record is a set: of others, a dataset of two axes without an item is a mistake."""
Values = list[npt.NDArray[Any]]
Span = Callable[[int, int], slice]


class Block(NamedTuple):
    """The numbers of each column, one after another, (total,); `span`: which of them rows `[first, behind)` have."""

    values: Values
    total: int
    span: Span


@dataclass(frozen=True, slots=True)
class Points:
    """The points of rows: `most` in one of them; `read(start, stop)` reads the numbers of some rows.

    `counts`: of each row (n,); None: each has the most. `lacking`: rows without any points that can be taken (n,).
    """

    rows: int
    most: int
    read: Callable[[int, int], Block]
    counts: Rows | None = None
    lacking: npt.NDArray[np.bool_] | None = None


def points(files: Files, channel: ChannelMap, columns: Sequence[Column], row_bytes: int) -> Points:
    """The points that the columns of a channel name; one becomes `row_bytes`. What no record can have is a loss.

    Raises:
        ConvertError: the columns do not fit the files, or each other.
        AnswerError, WorkerError: they cannot be read.
    """
    lists = {files.find(column.dataset)[1].lists for column in columns}
    if lists == {True}:
        return _in_lists(files, channel, columns, row_bytes)
    if True in lists:
        name = next(column.dataset for column in columns if files.find(column.dataset)[1].lists)
        raise ConvertError(f"channel {channel.name!r}: {name!r} holds lists, and other columns numbers; name one sort")
    if wide := [column.name for column in columns if column.width is not None]:
        raise ConvertError(f"channel {channel.name!r}: column {wide[0]!r} has a width, which only lists have")
    return _in_shapes(files, channel, columns, row_bytes)


def _in_shapes(files: Files, channel: ChannelMap, columns: Sequence[Column], row_bytes: int) -> Points:
    for column in columns:
        if column.item is None and (channel.kind not in _SWEEPS or len(files.shape(column)) > 2):
            files.require(column)
    shapes = [files.shape(column) for column in columns]
    inner = {shape[1:] for shape in shapes}
    if len(inner) > 1:
        said = ", ".join(" x ".join(map(str, shape)) for shape in dict.fromkeys(shapes))
        raise ConvertError(f"channel {channel.name!r}: its columns have not equally many points a row: {said}")
    each = int(np.prod(inner.pop(), dtype=np.int64))
    if each * row_bytes > MOST_BYTES:
        raise ConvertError(f"channel {channel.name!r}: {each} points a record are more than {MOST_BYTES} bytes")
    counts = [shape[0] for shape in shapes]
    files.losses.add(channel.name, "rows that not every column has", max(counts) - min(counts))

    def read(start: int, stop: int) -> Block:
        values = [values.reshape(-1) for values in files.rows_of(columns, start, stop)]
        return Block(values, (stop - start) * each, lambda first, behind: slice(first * each, behind * each))

    return Points(min(counts), each, read)


class _Lists(NamedTuple):
    """A dataset of lists, its columns' width, and how many bytes and points each row has (n,)."""

    dataset: str
    width: int
    bytes_of: Rows
    counts: Rows


def _in_lists(files: Files, channel: ChannelMap, columns: Sequence[Column], row_bytes: int) -> Points:
    for column in columns:
        if column.width is None:
            raise ConvertError(f"{column.dataset!r} holds lists; say with a width how many numbers are one point")
        if column.field is not None or (column.item or 0) >= (column.width or 1):
            raise ConvertError(f"channel {channel.name!r}: points of {column.width} numbers have no {column.name!r}")
        if column.item is None and (column.width or 1) > 1:
            raise ConvertError(
                f"channel {channel.name!r}: column {column.name!r} is one of {column.width}; name an item"
            )
    groups = [_lists(files, channel, *key) for key in dict.fromkeys(map(_key, columns))]
    rows = min(len(group.counts) for group in groups)
    longest = max(len(group.counts) for group in groups)
    files.losses.add(channel.name, "rows that not every column has", longest - rows)
    counts = groups[0].counts[:rows]
    lacking = np.zeros(rows, dtype=np.bool_)
    for group in groups:
        size = group.width * files.find(group.dataset)[1].dtype.itemsize
        odd = group.bytes_of[:rows] % size != 0
        why = f"the list is no whole number of points of {group.width} numbers each"
        files.losses.add(channel.name, why, int((odd & ~lacking).sum()))
        lacking |= odd
    unequal = np.any([group.counts[:rows] != counts for group in groups], axis=0) & ~lacking
    files.losses.add(channel.name, "the columns have not equally many points", int(unequal.sum()))
    large = (counts > MOST_BYTES // row_bytes) & ~lacking & ~unequal
    files.losses.add(channel.name, f"its points are more than {MOST_BYTES} bytes", int(large.sum()))
    lacking |= unequal | large
    counts = np.where(lacking, 0, counts)

    def read(start: int, stop: int) -> Block:
        good = np.flatnonzero(~lacking[start:stop])
        read = {(group.dataset, group.width): _numbers(files, group, start, stop, good) for group in groups}
        values = [read[_key(column)][:, column.item or 0] for column in columns]
        ends = np.concatenate([[0], np.cumsum(counts[start:stop])]).tolist()
        return Block(values, ends[-1], lambda first, behind: slice(ends[first], ends[behind]))

    return Points(rows, int(counts.max(initial=0)), read, counts, lacking)


def _key(column: Column) -> tuple[str, int]:
    return column.dataset, column.width or 1


def _lists(files: Files, channel: ChannelMap, name: str, width: int) -> _Lists:
    file, dataset = files.find(name)
    if int(np.prod(dataset.shape[1:], dtype=np.int64)) != 1 or dataset.dtype.kind not in "biuf":
        raise ConvertError(f"channel {channel.name!r}: {name!r} has not one list of numbers a row")
    sizes = file.list_sizes(dataset.path)
    return _Lists(name, width, sizes, sizes // (width * dataset.dtype.itemsize))


def _numbers(files: Files, group: _Lists, start: int, stop: int, good: Rows) -> npt.NDArray[Any]:
    """The numbers of the rows that are good, (m, width)."""
    file, dataset = files.find(group.dataset)
    lists = file.read_lists(dataset.path, start, stop)
    # whoever owns the worker may say something else than before
    if any(len(lists[row]) != group.bytes_of[start + row] for row in good.tolist()):
        raise AnswerError("lists are of another length than they were")
    raw = b"".join(lists[row] for row in good.tolist())
    return np.frombuffer(raw, dtype=dataset.dtype).reshape(-1, group.width)
