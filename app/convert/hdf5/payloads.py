"""The payloads of a channel's rows, as a mapping says them: packed columns, pictures, packets.

It must not know times.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import msgspec
import numpy as np
import numpy.typing as npt

from app.convert.hdf5.files import Files
from app.convert.hdf5.mapping import ChannelMap, Column, Place
from app.convert.recording import ConvertError
from app.kinds.channel_spec import ColumnType, FieldSpec
from app.kinds.declared import declared_layout, field_specs
from app.kinds.field import TYPES
from app.kinds.registry import codec
from app.kinds.row_layout import RowLayout
from app.log.foreign_hdf5 import ForeignDataset
from app.record.entry import Payload

_MOST_WORDS = 250
"""So many different texts of a column become codes; more are no names of states."""
Read = Callable[[int, int], Payload | None]
"""The payload of rows `[first, behind)` of a block, or None where they are none."""


@dataclass(frozen=True, slots=True)
class Payloads:
    """What a channel's rows become: how many, how large each, with which columns; `blocks(start, stop)` reads some."""

    count: int
    max_bytes: int
    row_bytes: int
    fields: tuple[FieldSpec, ...]
    blocks: Callable[[int, int], Read]
    sizes: npt.NDArray[np.int64] | None = None
    """Bytes of each, at most; None: all may be as large as the largest."""
    joinable: bool = False
    """Whether several rows can be one record."""


def payloads(files: Files, channel: ChannelMap) -> Payloads:
    """Prepare the payloads of a channel.

    Raises:
        ConvertError: the mapping does not fit the files.
        AnswerError, WorkerError: they cannot be read.
    """
    try:
        its_codec = codec(channel.kind, channel.codec)
    except ValueError as error:
        raise ConvertError(f"channel {channel.name!r}: {error}") from error
    if its_codec.layout is not None or its_codec.declared:
        return _columns(files, channel, its_codec.layout)
    return _pictures_or_packets(files, channel)


def _columns(files: Files, channel: ChannelMap, fixed: RowLayout | None) -> Payloads:
    if not channel.columns:
        raise ConvertError(f"channel {channel.name!r} of kind {channel.kind} needs columns")
    counts = [files.require(column).rows for column in channel.columns]
    if len(set(counts)) > 1:
        files.losses.add(channel.name, "rows that not every column has", max(counts) - min(counts))
    words, columns = _taken(files, channel, min(counts))
    specs = field_specs(fixed) if fixed else tuple(_field(files, column, words) for column in columns)
    known = {spec.name for spec in specs}
    if strange := [column.name for column in columns if column.name not in known]:
        raise ConvertError(f"channel {channel.name!r}: kind {channel.kind} has no column {strange[0]!r}")
    layout = fixed or declared_layout(msgspec.to_builtins(specs))

    def blocks(start: int, stop: int) -> Read:
        rows = layout.unknown(stop - start)
        for column, values in zip(columns, files.rows_of(columns, start, stop), strict=True):
            name, wanted = column.name, layout.dtype[column.name]
            converted = _converted(values, column, wanted, words.get(name))
            good = _fit(converted, wanted)
            # what does not fit is left unknown, and counted
            rows[name][good] = converted[good].astype(wanted)
            files.losses.add(f"{channel.name}.{name}", "numbers that the column cannot hold", int((~good).sum()))
        return lambda first, behind: rows[first:behind].tobytes()

    return Payloads(min(counts), layout.row_bytes, layout.row_bytes, () if fixed else specs, blocks, joinable=True)


def _taken(files: Files, channel: ChannelMap, rows: int) -> tuple[dict[str, dict[bytes, int]], tuple[Column, ...]]:
    """The texts of each column of texts, and the columns that can be taken: one with too many texts is lost alone."""
    words: dict[str, dict[bytes, int]] = {}
    columns: list[Column] = []
    for column in channel.columns:
        found = _words(files, column) if files.dtype(column).kind == "S" else {}
        if len(found) > _MOST_WORDS:
            why = f"a column of more than {_MOST_WORDS} different texts, which a column of numbers cannot hold"
            files.losses.add(f"{channel.name}.{column.name}", why, rows)
            continue
        if files.dtype(column).kind == "S":
            words[column.name] = found
        columns.append(column)
    if not columns:
        raise ConvertError(f"channel {channel.name!r} has no column that can be taken")
    return words, tuple(columns)


def _words(files: Files, column: Column) -> dict[bytes, int]:
    """The texts of a column and the code that each becomes, in the order in which their blocks come; up to too many."""
    found: dict[bytes, int] = {}
    for block in files.blocks(column):
        for text in np.unique(block).tolist():
            found.setdefault(text, len(found))
        if len(found) > _MOST_WORDS:
            break
    return found


def _field(files: Files, column: Column, words: dict[str, dict[bytes, int]]) -> FieldSpec:
    described = column.description or None
    if column.name in words:
        codes = {str(code): text.decode("utf-8", "replace")[:256] for text, code in words[column.name].items()}
        return FieldSpec(name=column.name, type="|u1", unit="1", unknown=255, codes=codes, description=described)
    kind: ColumnType = "<f8" if (column.scale, column.offset) != (1.0, 0.0) else _column_type(files.dtype(column))
    unknown = "NaN" if kind[1] == "f" else None
    return FieldSpec(name=column.name, type=kind, unit=column.unit, unknown=unknown, description=described)


def _pictures_or_packets(files: Files, channel: ChannelMap) -> Payloads:
    if channel.entries is not None:
        return _entries(files, channel, channel.entries)
    if channel.dataset is None:
        raise ConvertError(f"channel {channel.name!r} of kind {channel.kind} needs a dataset")
    file, dataset = files.find(channel.dataset)
    if dataset.lists:
        sizes = file.list_sizes(dataset.path)

        def lists(start: int, stop: int) -> Read:
            packets = file.read_lists(dataset.path, start, stop)
            return lambda row, _: packets[row] if _is(channel.codec, packets[row]) else None

        return Payloads(dataset.rows, int(sizes.max(initial=0)), 1, (), lists, sizes=sizes)
    size = dataset.row_bytes
    encode: Callable[[npt.NDArray[Any]], Payload | None] = _as_they_are
    if channel.kind == "image":
        encode = _png_encoder(channel, dataset)
        # PNG of noise is larger than the noise
        size = size + size // 100 + 4096

    def blocks(start: int, stop: int) -> Read:
        values = file.read(dataset.path, start, stop)
        return lambda row, _: encode(values[row])

    return Payloads(dataset.rows, size, 1, (), blocks)


def entry_names(files: Files, channel: ChannelMap) -> Iterator[str]:
    """The datasets that a channel's entries name, as a mapping would name them."""
    if channel.entries is not None:
        file, colon, _ = channel.entries.dataset.rpartition(":")
        yield from (f"{file}{colon}{number}" for number in files.all(channel.entries).tolist())


def _entries(files: Files, channel: ChannelMap, entries: Place) -> Payloads:
    """A dataset for each record."""
    file, _ = files.find(entries.dataset)
    names = [str(number) for number in files.all(entries).tolist()]
    known = [file.datasets.get(name) for name in names]
    files.losses.add(channel.name, "an entry without its dataset", known.count(None))
    sizes = np.array([0 if one is None else one.rows * one.row_bytes for one in known], dtype=np.int64)

    def blocks(start: int, _: int) -> Read:
        def packet(row: int, _: int) -> Payload | None:
            dataset = file.datasets.get(names[start + row])
            if dataset is None or dataset.lists:
                return None
            return _as_they_are(file.read(dataset.path, 0, dataset.rows))

        return packet

    return Payloads(len(names), int(sizes.max(initial=0)), 1, (), blocks, sizes=sizes)


def _as_they_are(values: npt.NDArray[Any]) -> Payload:
    # a row of a dataset of one dimension is no array
    return np.atleast_1d(values).reshape(-1).view("u1").data if values.size else b""


def _is(codec_name: str, raw: memoryview) -> bool:
    """Whether bytes begin as pictures of that codec do; packets of other codecs are taken as they are."""
    begins = {"jpeg": b"\xff\xd8", "png": b"\x89PNG\r\n\x1a\n"}.get(codec_name, b"")
    return len(raw) > 0 and raw[: len(begins)] == begins


def _png_encoder(channel: ChannelMap, dataset: ForeignDataset) -> Callable[[npt.NDArray[Any]], bytes | None]:
    """Pixels to PNG, without loss."""
    import cv2

    if channel.codec != "png":
        raise ConvertError(f"channel {channel.name!r}: plain pixels become png, not {channel.codec}")
    shape = dataset.shape[1:]
    if channel.axes == "chw" and len(shape) == 3:
        shape = (shape[1], shape[2], shape[0])
    if len(shape) not in (2, 3) or (len(shape) == 3 and shape[2] not in (1, 3, 4)) or dataset.dtype.kind != "u":
        raise ConvertError(f"channel {channel.name!r}: {dataset.dtype} of shape {dataset.shape} are no pictures")
    if dataset.dtype.itemsize > 2:
        raise ConvertError(f"channel {channel.name!r}: pictures have 8 or 16 bits, not {8 * dataset.dtype.itemsize}")

    def encode(picture: npt.NDArray[Any]) -> bytes | None:
        pixels = picture.transpose(1, 2, 0) if channel.axes == "chw" and picture.ndim == 3 else picture
        if pixels.ndim == 3 and pixels.shape[2] == 3 and channel.colours == "rgb":
            pixels = pixels[:, :, ::-1]
        done, raw = cv2.imencode(".png", np.ascontiguousarray(pixels), [cv2.IMWRITE_PNG_COMPRESSION, 1])
        return raw.tobytes() if done else None

    return encode


def _converted(
    values: npt.NDArray[Any], column: Column, wanted: "np.dtype[Any]", words: dict[bytes, int] | None
) -> npt.NDArray[Any]:
    if words is not None:
        return np.array([words[text] for text in values.tolist()], dtype=wanted)
    if (column.scale, column.offset) != (1.0, 0.0):
        return np.asarray(values.astype(np.float64) * column.scale + column.offset)
    return values


def _fit(values: npt.NDArray[Any], wanted: "np.dtype[Any]") -> npt.NDArray[np.bool_]:
    """Which values a column of type `wanted` can hold as they are."""
    if wanted.kind == "f" or values.dtype == wanted:
        return np.ones(len(values), dtype=np.bool_)
    limits = np.iinfo(wanted)
    if values.dtype.kind == "f":
        fits = np.isfinite(values) & (values >= limits.min) & (values <= limits.max)
        return np.asarray(fits & (values == np.rint(values)))
    # compared with Python's integers, which no type limits
    return np.asarray((values >= limits.min) & (values <= limits.max))


def _column_type(dtype: "np.dtype[Any]") -> ColumnType:
    """The column type that holds every number of the source's type."""
    if dtype.kind == "b":
        return "|u1"
    if dtype.kind == "f" and dtype.itemsize == 2:
        return "<f4"
    text = dtype.newbyteorder("<").str
    if text not in TYPES:
        raise ConvertError(f"numbers of type {dtype} have no column type; leave them out")
    return cast("ColumnType", text)
