"""Tables in Feather and Parquet files that may be hostile: what they unpack to is looked at before they are read.

It must not know what the columns mean. Layout of Feather 2: apache/arrow, docs/source/format/Columnar.rst, "IPC File
Format" and "RecordBatch message" (format/Message.fbs): a compressed buffer begins with the size that it unpacks to.
pyarrow is an extra of the program, imported where it is needed.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from app.convert.recording import ConvertError

MOST_ROWS = 4_000_000
MOST_BYTES = 256 << 20
"""Of what a table unpacks to; a sweep of Argoverse 2 has 1.2 MB."""
_MOST_COLUMNS = 256
_MOST_TEXT = 256
_CELL_BYTES = 8
_MAGIC = b"ARROW1\0\0"
_OLD_MAGIC = b"FEA1"
_DICTIONARY_BATCH, _RECORD_BATCH = 2, 3
_UNPACKED = -1
Sort = Literal["number", "text"]


class TableError(ValueError):
    """A file that is no table, or not one of the columns that belong there; the text says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name, all of `rows`: numbers as arrays (n,), texts as lists, None where a cell is empty."""

    rows: int
    numbers: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    texts: dict[str, list[str | None]] = field(default_factory=dict)


def require_arrow() -> None:
    """Raise ConvertError if the extra is not installed."""
    _arrow("pyarrow")


def feather_rows(raw: bytes) -> int:
    """How many rows the batches of a Feather file say that they have.

    Raises:
        TableError: it is none, or unpacks to more than is read.
    """
    with _errors():
        rows = size = 0
        for message in _messages(raw):
            more_rows, more = _expansion(message)
            rows, size = rows + more_rows, size + more
            if rows > MOST_ROWS or size > MOST_BYTES:
                raise TableError(f"unpacks to more than {MOST_ROWS} rows or {MOST_BYTES} bytes")
        return rows


def feather_table(raw: bytes, wanted: Mapping[str, Sort]) -> Table:
    """Those columns of a Feather file that it has of the wanted ones.

    Raises:
        TableError: it is none, unpacks to more than is read, or a column is not of its sort.
    """
    feather_rows(raw)
    with _errors():
        reader = _arrow("pyarrow.ipc").open_stream(_buffer(raw)[len(_MAGIC) :])
        names = [name for name in reader.schema.names if name in wanted]
        for name in names:
            _require(reader.schema.field(name), wanted[name])
        batches = []
        for batch in reader:
            batch.validate(full=True)
            batches.append(batch.select(names))
        kept = _arrow("pyarrow").Table.from_batches(batches, _schema(reader.schema, names))
        return _columns(kept, wanted)


def parquet_table(raw: bytes, wanted: Mapping[str, Sort]) -> Table:
    """Those columns of a Parquet file that it has of the wanted ones; raises TableError as `feather_table` does."""
    with _errors():
        file = _parquet(raw, ())
        told = file.metadata
        if told.num_rows > MOST_ROWS or told.num_columns > _MOST_COLUMNS:
            raise TableError(f"has more than {MOST_ROWS} rows or {_MOST_COLUMNS} columns")
        sizes = (
            told.row_group(group).column(column).total_uncompressed_size
            for group in range(told.num_row_groups)
            for column in range(told.num_columns)
        )
        if sum(max(0, size) for size in sizes) > MOST_BYTES:
            raise TableError(f"unpacks to more than {MOST_BYTES} bytes")
        names = [name for name in file.schema_arrow.names if name in wanted]
        for name in names:
            _require(file.schema_arrow.field(name), wanted[name])
        # a number that repeats takes no room in the file
        if told.num_rows * len(names) * _CELL_BYTES > MOST_BYTES:
            raise TableError(f"unpacks {told.num_rows} rows of {len(names)} columns to more than {MOST_BYTES} bytes")
        # texts that repeat stay numbers of a dictionary: a short file could say one of 1 MB a million times
        texts = [name for name in names if wanted[name] == "text"]
        found = _parquet(raw, texts).read(columns=names, use_threads=False)
        found.validate(full=True)
        return _columns(found, wanted)


def _parquet(raw: bytes, texts: Sequence[str]) -> Any:  # noqa: ANN401 - the extra has no types
    return _arrow("pyarrow.parquet").ParquetFile(
        _arrow("pyarrow").BufferReader(raw), read_dictionary=list(texts), thrift_string_size_limit=MOST_BYTES,
        thrift_container_size_limit=MOST_ROWS,
    )  # fmt: skip


def _arrow(module: str) -> Any:  # noqa: ANN401 - the extra has no types
    try:
        return import_module(module)
    except ImportError:
        raise ConvertError(
            "tables of Feather and Parquet need pyarrow, which is not installed; get it with "
            "`python -m pip install 'incident-replay[av2]'`"
        ) from None


@contextmanager
def _errors() -> Iterator[None]:
    """Whatever pyarrow raises for a file that is none, as TableError."""
    broken = _arrow("pyarrow").lib.ArrowException
    try:
        yield
    except TableError:
        raise
    except (
        broken,
        OSError,
        EOFError,
        LookupError,
        ValueError,
        OverflowError,
        NotImplementedError,
        struct.error,
    ) as error:
        raise TableError(f"cannot be read as a table: {str(error)[:200]}") from error


def _buffer(raw: bytes) -> Any:  # noqa: ANN401 - the extra has no types
    if raw.startswith(_OLD_MAGIC):
        raise TableError("is Feather of version 1, which is not read; write it again as version 2")
    if not raw.startswith(_MAGIC):
        raise TableError("is no Feather file")
    return _arrow("pyarrow").py_buffer(raw)


def _messages(raw: bytes) -> Iterator[Any]:
    reader = _arrow("pyarrow.ipc").MessageReader.open_stream(_buffer(raw)[len(_MAGIC) :])
    while True:
        try:
            yield reader.read_next_message()
        except StopIteration:
            return


def _expansion(message: Any) -> tuple[int, int]:  # noqa: ANN401 - the extra has no types
    """Rows and bytes that the body of a message unpacks to; raises TableError, struct.error."""
    told, body = message.metadata.to_pybytes(), message.body
    root = _unsigned(told, 0)
    kind_at, header_at = _member(told, root, 1), _member(told, root, 2)
    kind = told[kind_at] if kind_at is not None and kind_at < len(told) else 0
    if kind == _DICTIONARY_BATCH:
        raise TableError("has a column of codes (dictionary), which is not read here")
    if kind != _RECORD_BATCH or header_at is None or body is None:
        return 0, 0
    batch = header_at + _unsigned(told, header_at)
    length_at, buffers_at = _member(told, batch, 0), _member(told, batch, 2)
    rows = 0 if length_at is None else struct.unpack_from("<q", told, length_at)[0]
    packed = _member(told, batch, 3) is not None
    size = 0
    for offset, length in _buffers(told, buffers_at):
        if offset < 0 or length < 0 or offset + length > len(body):
            raise TableError("names a buffer that lies outside of the file")
        unpacked = int.from_bytes(body[offset : offset + 8].to_pybytes(), "little", signed=True)
        size += unpacked if packed and length >= 8 and unpacked != _UNPACKED else length
        if unpacked < _UNPACKED and packed and length >= 8:
            raise TableError("has a buffer of less than no bytes")
    if rows < 0:
        raise TableError("has a batch of less than no rows")
    return rows, size


def _buffers(told: bytes, at: int | None) -> Iterator[tuple[int, int]]:
    """Offset and length of each buffer in the body."""
    if at is None:
        return
    vector = at + _unsigned(told, at)
    for number in range(min(_unsigned(told, vector), len(told) // 16)):
        offset, length = struct.unpack_from("<qq", told, vector + 4 + 16 * number)
        yield offset, length


def _member(told: bytes, table: int, number: int) -> int | None:
    """Where a member of a table of flatbuffers stands; None: it has none."""
    (back,) = struct.unpack_from("<i", told, table)
    entries = table - back
    if entries < 0:
        raise TableError("has a header that is none")
    (size,) = struct.unpack_from("<H", told, entries)
    if 6 + 2 * number > size:
        return None
    (offset,) = struct.unpack_from("<H", told, entries + 4 + 2 * number)
    return table + offset if offset else None


def _unsigned(told: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", told, at)[0])


def _require(column: Any, sort: Sort) -> None:  # noqa: ANN401 - the extra has no types
    """Raise TableError if a column of the schema is not of that sort."""
    types = _arrow("pyarrow").types
    kind = column.type
    if types.is_dictionary(kind):
        kind = kind.value_type
    number = types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind)
    text = types.is_string(kind) or types.is_large_string(kind)
    if not (number if sort == "number" else text):
        raise TableError(f"column {column.name[:100]} is of type {str(column.type)[:100]} where a {sort} belongs")


def _schema(schema: Any, names: list[str]) -> Any:  # noqa: ANN401 - the extra has no types
    return _arrow("pyarrow").schema([schema.field(name) for name in names])


def _columns(found: Any, wanted: Mapping[str, Sort]) -> Table:  # noqa: ANN401 - the extra has no types
    table = Table(found.num_rows)
    for name in found.column_names:
        column = found.column(name)
        if wanted[name] == "text":
            table.texts[name] = _texts(column, name)
            continue
        if column.null_count and column.type not in (_arrow("pyarrow").float32(), _arrow("pyarrow").float64()):
            raise TableError(f"column {name} has empty cells where every row needs a number")
        table.numbers[name] = np.asarray(column.to_numpy())
    return table


def _texts(column: Any, name: str) -> list[str | None]:  # noqa: ANN401 - the extra has no types
    """The texts of a column; raises TableError if one is too long to name anything."""
    compute = _arrow("pyarrow.compute")
    types = _arrow("pyarrow").types
    chunks = [one.dictionary if types.is_dictionary(column.type) else one for one in column.chunks]
    longest = max((compute.max(compute.binary_length(one)).as_py() or 0 for one in chunks), default=0)
    if longest > _MOST_TEXT:
        raise TableError(f"column {name} has a text of {longest} bytes; at most {_MOST_TEXT} are read")
    found: list[str | None] = []
    for chunk in column.chunks:
        if types.is_dictionary(column.type):
            # one text for all rows that say it: a short file could say one of 256 bytes four million times
            words = [*chunk.dictionary.to_pylist(), None]
            codes = chunk.indices.cast(_arrow("pyarrow").int64()).fill_null(len(words) - 1)
            found += [words[code] for code in codes.to_numpy(zero_copy_only=False)]
        else:
            found += chunk.to_pylist()
    return found
