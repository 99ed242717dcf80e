"""Files of TFRecord: where each record lies, found without TensorFlow; nothing is taken whose checksum is wrong.

It must not know what is in the records. Framing: tensorflow/tensorflow, tensorflow/core/lib/io/record_writer.h: length
as u64, its masked CRC-32C, the data, their masked CRC-32C, all little-endian.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.convert.encodings.crc32c import crc32c, crc32c_of_windows
from app.convert.recording import Losses
from app.log.source import Source, UnreadableError

MOST_BYTES = 16 << 20
"""Of one record: real frames have up to 10 MB. A message made for it takes up to 60 times as much memory."""
_HEAD = struct.Struct("<QI")
_TAIL = 4
_MASK = 0xA282EAD8
_BLOCK = 1 << 20
_FIRST_BLOCK = 1 << 12
_MOST_SEARCHES = 1000
"""For a length behind one that is wrong: a file made of traps shall not take hours."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the data of a record are: bytes `[start, start + size)` of the file."""

    start: int
    size: int


def begins(raw: bytes) -> bool:
    """Whether the first bytes of a file are a length and its checksum."""
    return len(raw) >= _HEAD.size and _head(raw) is not None


def records(source: Source, name: str, losses: Losses) -> Iterator[tuple[Extent, bytes]]:
    """The records whose checksums are right, in their order; whatever else is counted for `name`.

    Behind a length that is wrong, the next one is looked for by its checksum.
    """
    at, searches = 0, 0
    while at < source.size:
        head = _read(source, at, _HEAD.size)
        size = _head(head)
        if size is None and len(head) == _HEAD.size and searches < _MOST_SEARCHES:
            behind, searches = _next_head(source, at + 1), searches + 1
            losses.add(name, "bytes of records without a length whose checksum is right", behind - at)
        elif size is None or (behind := at + _HEAD.size + size + _TAIL) > source.size:
            losses.add(name, "bytes behind the last whole record", source.size - at)
            return
        elif size > MOST_BYTES:
            losses.add(name, f"a record of more than {MOST_BYTES} bytes")
        else:
            data = _read(source, at + _HEAD.size, size + _TAIL)
            if _right(data):
                yield Extent(at + _HEAD.size, size), data[:size]
            else:
                losses.add(name, "a record whose checksum is wrong, or that cannot be read")
        at = behind


def data_of(source: Source, extent: Extent) -> bytes | None:
    """The data of a record that was found before; None if they cannot be read any more or have changed."""
    data = _read(source, extent.start, extent.size + _TAIL)
    return data[: extent.size] if len(data) == extent.size + _TAIL and _right(data) else None


def _read(source: Source, offset: int, size: int) -> bytes:
    try:
        return source.read(offset, size)
    except UnreadableError:
        return b""


def _head(raw: bytes) -> int | None:
    """The length that a record begins with; None if there is none, or its checksum is wrong."""
    if len(raw) < _HEAD.size:
        return None
    size, checksum = _HEAD.unpack_from(raw)
    return int(size) if checksum == _masked(crc32c(raw[:8])) else None


def _right(data: bytes) -> bool:
    return len(data) >= _TAIL and int.from_bytes(data[-_TAIL:], "little") == _masked(
        crc32c(memoryview(data)[:-_TAIL])
    )  # fmt: skip


def _masked(checksum: int) -> int:
    return ((checksum >> 15 | checksum << 17) + _MASK) & 0xFFFFFFFF


def _next_head(source: Source, at: int) -> int:
    """The first offset from `at` on where a length stands with its checksum; the size of the file if there is none."""
    block = _FIRST_BLOCK
    while at + _HEAD.size <= source.size:
        raw = np.frombuffer(_read(source, at, block), dtype=np.uint8)
        if len(raw) < _HEAD.size:
            break
        found = np.flatnonzero(_heads(raw))
        if len(found):
            return at + int(found[0])
        at += len(raw) - _HEAD.size + 1
        block = min(2 * block, _BLOCK)
    return source.size


def _heads(raw: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """At which offsets a length with its checksum begins, shape (n - 11,)."""
    checksums = crc32c_of_windows(raw, 8)[: len(raw) - _HEAD.size + 1].astype(np.uint64)
    masked = ((checksums >> np.uint64(15) | checksums << np.uint64(17) & np.uint64(0xFFFFFFFF)) + np.uint64(_MASK)) & (
        np.uint64(0xFFFFFFFF)
    )
    found = np.zeros(len(checksums), dtype=np.uint64)
    for place in range(_TAIL):
        found |= raw[8 + place : 8 + place + len(found)].astype(np.uint64) << np.uint64(8 * place)
    return np.asarray(masked == found)
