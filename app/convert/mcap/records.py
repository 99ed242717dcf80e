"""The records of MCAP as bytes: lengths, texts, schemas, channels, chunks, statistics.

It must not know where in a file they stand, nor what a message says. Layout: mcap.dev/spec, version 0. Everything is
hostile: whatever does not fit the record it stands in is a CarrierError.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from app.convert.messages.carrier import Buffer, CarrierError

MAGIC = b"\x89MCAP0\r\n"
RECORD_HEAD = struct.Struct("<BQ")
MESSAGE_HEAD = struct.Struct("<HIQQ")
_CHUNK_HEAD = struct.Struct("<QQQI")
_FOOTER = struct.Struct("<QQI")
FOOTER_BYTES = RECORD_HEAD.size + _FOOTER.size + len(MAGIC)
DATA_END_BYTES = RECORD_HEAD.size + 4
MOST_TEXT = 16 << 20
"""Of a record that describes others: a schema with all that it imports has some hundred kilobytes."""


class Op(IntEnum):
    """The sorts of records that are looked at."""

    HEADER = 1
    FOOTER = 2
    SCHEMA = 3
    CHANNEL = 4
    MESSAGE = 5
    CHUNK = 6
    CHUNK_INDEX = 8
    ATTACHMENT = 9
    STATISTICS = 11
    METADATA = 12
    DATA_END = 15


class Fields:
    """The fields of one record, one after another."""

    def __init__(self, raw: Buffer) -> None:
        self._raw = raw
        self.at = 0

    @property
    def left(self) -> int:
        """Bytes that were not read."""
        return len(self._raw) - self.at

    def numbers(self, layout: struct.Struct) -> tuple[int, ...]:
        """Numbers of a fixed layout."""
        if self.at + layout.size > len(self._raw):
            raise CarrierError("the record ends in the middle of a number")
        found: tuple[int, ...] = layout.unpack_from(self._raw, self.at)
        self.at += layout.size
        return found

    def u16(self) -> int:
        """An unsigned number of 2 bytes."""
        return self.numbers(_U16)[0]

    def u32(self) -> int:
        """An unsigned number of 4 bytes."""
        return self.numbers(_U32)[0]

    def u64(self) -> int:
        """An unsigned number of 8 bytes."""
        return self.numbers(_U64)[0]

    def raw(self, size: int) -> Buffer:
        """So many bytes."""
        if size > len(self._raw) - self.at:
            raise CarrierError(f"{size} bytes are promised where {len(self._raw) - self.at} are left of the record")
        self.at += size
        return self._raw[self.at - size : self.at]

    def text(self) -> str:
        """A text with its length before it; what is no UTF-8 in it is shown as such."""
        return bytes(self.raw(self.u32())).decode("utf-8", "replace")

    def texts(self) -> dict[str, str]:
        """Texts by name."""
        inner = Fields(self.raw(self.u32()))
        found: dict[str, str] = {}
        while inner.left:
            name = inner.text()
            found[name] = inner.text()
        return found


_U16, _U32, _U64 = struct.Struct("<H"), struct.Struct("<I"), struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema record."""

    id: int
    name: str
    encoding: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel record."""

    id: int
    schema: int
    topic: str
    encoding: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk record but for its bytes, which begin `head` bytes into it and have `size`."""

    whole_size: int
    crc: int
    compression: str
    head: int
    size: int


@dataclass(frozen=True, slots=True)
class ChunkIndex:
    """Of a chunk: its first and last log time, its place, and the bytes of it and of its message indexes."""

    first_ns: int
    last_ns: int
    start: int
    size: int
    empty: bool
    """It has no message, so that its times are none."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was recorded along."""

    log_ns: int
    created_ns: int
    name: str
    media_type: str
    begin: int
    size: int


def schema(raw: Buffer) -> Schema:
    """Read a schema record."""
    fields = Fields(raw)
    return Schema(fields.u16(), fields.text(), fields.text(), bytes(fields.raw(fields.u32())))


def channel(raw: Buffer) -> Channel:
    """Read a channel record."""
    fields = Fields(raw)
    return Channel(fields.u16(), fields.u16(), fields.text(), fields.text(), fields.texts())


def chunk(raw: Buffer, length: int) -> Chunk:
    """Read the begin of a chunk record of `length` bytes; `raw` has its first ones."""
    fields = Fields(raw)
    _, _, whole, crc = fields.numbers(_CHUNK_HEAD)
    compression = fields.text()
    size = fields.u64()
    if size > length - fields.at:
        raise CarrierError(f"the chunk has {length - fields.at} bytes and says {size}")
    return Chunk(whole, crc, compression, fields.at, size)


def attachment(raw: Buffer, length: int) -> Attachment:
    """Read the begin of an attachment record of `length` bytes, which ends in a checksum of 4."""
    fields = Fields(raw)
    log, created = fields.u64(), fields.u64()
    name, media, size = fields.text(), fields.text(), fields.u64()
    if size != length - fields.at - 4:
        raise CarrierError(f"the attachment has {length - fields.at - 4} bytes and says {size}")
    return Attachment(log, created, name, media, fields.at, size)


def chunk_index(raw: Buffer) -> ChunkIndex:
    """Read a chunk index record."""
    fields = Fields(raw)
    first, last, start, length = fields.numbers(struct.Struct("<QQQQ"))
    channels = fields.u32()
    fields.raw(channels)
    return ChunkIndex(first, last, start, length + fields.u64(), empty=not channels and not last)


def metadata(raw: Buffer) -> tuple[str, dict[str, str]]:
    """Read a metadata record."""
    fields = Fields(raw)
    return fields.text(), fields.texts()


def message_counts(raw: Buffer) -> dict[int, int]:
    """The messages of each channel as a statistics record has them."""
    fields = Fields(raw)
    fields.numbers(struct.Struct("<QHIIIIQQ"))
    inner = Fields(fields.raw(fields.u32()))
    counts: dict[int, int] = {}
    while inner.left:
        number = inner.u16()
        counts[number] = inner.u64()
    return counts


def footer(raw: Buffer) -> tuple[int, int, int] | None:
    """Start of the summary, of its offsets, and its checksum, from the last bytes of a file; None: no footer."""
    if len(raw) != FOOTER_BYTES or bytes(raw[-len(MAGIC) :]) != MAGIC:
        return None
    op, length = RECORD_HEAD.unpack_from(raw, 0)
    if op != Op.FOOTER or length != _FOOTER.size:
        return None
    start, offsets, crc = _FOOTER.unpack_from(raw, RECORD_HEAD.size)
    return start, offsets, crc
