"""The records of a ROS 1 bag as bytes: their headers, the fields of these, and the index of its chunks.

It must not know what a message says, nor in which order records are read. Layout: wiki.ros.org/Bags/Format/2.0.
Everything is hostile: whatever does not fit is a CarrierError.
"""

import struct
from collections.abc import Iterator, Mapping
from enum import IntEnum
from functools import cached_property

from app.convert.messages.carrier import Buffer, CarrierError, Window
from app.convert.messages.horizon import Horizon
from app.log.source import Source

MAGIC = b"#ROSBAG V2.0\n"
_U32, _TIME, _PAIR = struct.Struct("<I"), struct.Struct("<II"), struct.Struct("<II")
_MOST_HEADER = 16 << 20
_NS = 1_000_000_000


class Op(IntEnum):
    """The sorts of records."""

    MESSAGE = 2
    BAG = 3
    INDEX = 4
    CHUNK = 5
    CHUNK_INFO = 6
    CONNECTION = 7


class BagRecords:
    """Those of one bag. Used by one thread."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._window = Window(source)

    def at(self, at: int) -> tuple[Mapping[str, bytes], int, int]:
        """Header, place and size of the data of a record; of a chunk that is cut, the size it should have."""
        (length,) = _U32.unpack(self.exact(at, 4))
        if length > min(_MOST_HEADER, self._source.size - at):
            raise CarrierError(f"a header of {length} bytes: damaged, or cut off")
        header = fields(self.exact(at + 4, length))
        data = at + 8 + length
        (size,) = _U32.unpack(self.exact(data - 4, 4))
        if size > self._source.size - data and header.get("op") != bytes([Op.CHUNK]):
            raise CarrierError(f"{size} bytes where {self._source.size - data} are left: damaged, or cut off")
        return header, data, size

    def exact(self, at: int, size: int) -> memoryview:
        """So many bytes; raises CarrierError."""
        found = self._window.at(at, size)
        if len(found) < size:
            raise CarrierError("the file ends in the middle of it")
        return found

    @cached_property
    def horizon(self) -> Horizon | None:
        """What the index says of the times of messages; None: nothing that could be used. Read once."""
        try:
            header, data, size = self.at(len(MAGIC))
            infos = list(self._chunk_infos(number_in(header, "index_pos", 8)))
            first, _, _ = self.at(data + size)
            if not infos or number_in(first, "op", 1) != Op.CHUNK or min(infos)[0] != data + size:
                return None
        except CarrierError:
            return None  # the scan says why
        places, firsts, lasts, counts = zip(*infos, strict=True)
        return Horizon.of(places, firsts, lasts, end=self._source.size, messages=sum(counts))

    def _chunk_infos(self, at: int) -> Iterator[tuple[int, int, int, int]]:
        """Of each chunk that the index, which begins at a byte, has: place, first and last time, count of messages."""
        while 0 < at < self._source.size:
            header, data, size = self.at(at)
            if number_in(header, "op", 1) == Op.CHUNK_INFO and number_in(header, "count", 4):
                first, last = (stamp(header.get(name, b"")) for name in ("start_time", "end_time"))
                if first is None or last is None:
                    raise CarrierError("an index without times")
                count = sum(number for _, number in _PAIR.iter_unpack(self.exact(data, size - size % _PAIR.size)))
                yield number_in(header, "chunk_pos", 8), first, last, count
            at = data + size


def inner_record(data: memoryview, at: int) -> tuple[Mapping[str, bytes], int, int]:
    """Header, place and size of the data of a record in a chunk; raises CarrierError."""
    left = len(data) - at
    if left >= 8:
        (length,) = _U32.unpack_from(data, at)
        if length <= left - 8:
            (size,) = _U32.unpack_from(data, at + 4 + length)
            if size <= left - 8 - length:
                return fields(data[at + 4 : at + 4 + length]), at + 8 + length, size
    raise CarrierError(f"{left} bytes at the end of a chunk are no whole record")


def fields(raw: Buffer) -> Mapping[str, bytes]:
    """The fields of a header; raises CarrierError."""
    found: dict[str, bytes] = {}
    at = 0
    while at < len(raw):
        if len(raw) - at < 4:
            raise CarrierError("a header that ends in the middle of a field")
        (size,) = _U32.unpack_from(raw, at)
        at += 4
        if size > len(raw) - at:
            raise CarrierError("a header that ends in the middle of a field")
        name, equals, value = bytes(raw[at : at + size]).partition(b"=")
        if not equals:
            raise CarrierError("a header with a field that has no name")
        found[name.decode("utf-8", "replace")] = value
        at += size
    return found


def stamp(raw: bytes) -> int | None:
    """A time in nanoseconds; None: it is none."""
    if len(raw) != _TIME.size:
        return None
    seconds, rest = _TIME.unpack(raw)
    return int(seconds * _NS + rest)


def number_in(header: Mapping[str, bytes], name: str, size: int) -> int:
    """A field that is a number of so many bytes; raises CarrierError."""
    value = header.get(name, b"")
    if len(value) != size:
        raise CarrierError(f"a record whose {name} has {len(value)} bytes and not {size}")
    return int.from_bytes(value, "little")
