"""One ROS 1 bag as a carrier of messages: chunks, their indexes, and what is whole of a bag that nobody closed.

It must not know what a message says. Layout: wiki.ros.org/Bags/Format/2.0.
"""

import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.convert.messages.carrier import (
    MOST_MESSAGE_BYTES,
    Buffer,
    CarrierError,
    Findings,
    Message,
    Topic,
    Window,
    require_content,
    view,
)
from app.convert.messages.decompression import Pieces, decompressed
from app.convert.messages.horizon import Horizon
from app.convert.messages.places import OUTSIDE, Places
from app.log.source import Source

MAGIC = b"#ROSBAG V2.0\n"
_U32, _TIME, _PAIR = struct.Struct("<I"), struct.Struct("<II"), struct.Struct("<II")
_MESSAGE, _BAG, _INDEX, _CHUNK, _CHUNK_INFO, _CONNECTION = 2, 3, 4, 5, 6, 7
_MOST_HEADER = 16 << 20
_MOST_NAMED = 256
_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Chunk:
    compression: str
    start: int
    size: int
    whole_size: int


class BagFile:
    """One bag. Used by one thread."""

    def __init__(self, path: Path, pieces: Pieces, findings: Findings) -> None:
        """Open it; raises SourceError."""
        self._source = Source(path)
        self._window = Window(self._source)
        self._findings = findings
        self._chunks: list[_Chunk] = []
        self._places = Places(self._source, pieces, self._load)
        self._topics: dict[int, Topic] = {}
        # of each chunk, by its place: messages by connection, which were taken or whose loss was counted
        self._counts: dict[int, Counter[int]] = {}
        self._last_chunk = 0
        self._damaged = 0

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._source.path

    @property
    def place(self) -> int:
        """See Carrier: where the chunk begins that was looked at last."""
        return self._last_chunk

    def horizon(self) -> Horizon | None:
        """See Carrier."""
        try:
            header, data, size = self._record(len(MAGIC))
            infos = list(self._chunk_infos(_number(header, "index_pos", 8)))
            first, _, _ = self._record(data + size)
            if not infos or _number(first, "op", 1) != _CHUNK or min(infos)[0] != data + size:
                return None
        except CarrierError:
            return None  # the scan says why
        places, firsts, lasts, counts = zip(*infos, strict=True)
        return Horizon.of(places, firsts, lasts, end=self._source.size, messages=sum(counts))

    def _chunk_infos(self, at: int) -> Iterator[tuple[int, int, int, int]]:
        """Of each chunk that the index, which begins at a byte, has: place, first and last time, count of messages."""
        while 0 < at < self._source.size:
            header, data, size = self._record(at)
            if _number(header, "op", 1) == _CHUNK_INFO and _number(header, "count", 4):
                first, last = (_stamp(header.get(name, b"")) for name in ("start_time", "end_time"))
                if first is None or last is None:
                    raise CarrierError("an index without times")
                count = sum(number for _, number in _PAIR.iter_unpack(self._exact(data, size - size % _PAIR.size)))
                yield _number(header, "chunk_pos", 8), first, last, count
            at = data + size

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    def read(self, row: int) -> Buffer:
        """The message of a row; raises CarrierError."""
        return self._places.read(row)

    def scan(self) -> Iterator[Message]:
        """Every message in the order of the file; raises CarrierError."""
        require_content(self._source)
        begin = bytes(self._window.at(0, len(MAGIC)))
        if begin != MAGIC:
            older = ": it is of version 1, which nobody writes since 2010" if begin.startswith(b"#ROS") else ""
            raise CarrierError(f"{self.path}: does not begin as a ROS 1 bag of version 2.0{older}")
        at = len(MAGIC)
        while at < self._source.size:
            try:
                header, data, size = self._record(at)
                if header.get("op") == bytes([_BAG]) and header.get("encryptor"):
                    raise CarrierError("the bag is encrypted; decrypt it first (rosbag decrypt)")
            except CarrierError as error:
                horizon = self.horizon()
                behind = None if horizon is None else horizon.behind(at)
                goes_on = "nothing behind it" if behind is None else f"goes on at byte {behind}, where a chunk begins"
                self._findings.losses.add(f"{self.path.name}, record at byte {at}", f"{error}; {goes_on}")
                if behind is None:
                    return
                at = behind
                continue
            try:
                yield from self._look(at, header, data, size)
            except CarrierError as error:
                # what is behind it begins where its head says
                self._damaged += 1
                which = f"record at byte {at}" if self._damaged <= _MOST_NAMED else "further records"
                self._findings.losses.add(f"{self.path.name}, {which}", str(error))
            at = data + size

    def _record(self, at: int) -> tuple[Mapping[str, bytes], int, int]:
        """Header, place and size of the data of a record; of a chunk that is cut, the size it should have."""
        (length,) = _U32.unpack(self._exact(at, 4))
        if length > min(_MOST_HEADER, self._source.size - at):
            raise CarrierError(f"a header of {length} bytes: damaged, or cut off")
        header = _fields(self._exact(at + 4, length))
        data = at + 8 + length
        (size,) = _U32.unpack(self._exact(data - 4, 4))
        if size > self._source.size - data and header.get("op") != bytes([_CHUNK]):
            raise CarrierError(f"{size} bytes where {self._source.size - data} are left: damaged, or cut off")
        return header, data, size

    def _exact(self, at: int, size: int) -> memoryview:
        found = self._window.at(at, size)
        if len(found) < size:
            raise CarrierError("the file ends in the middle of it")
        return found

    def _look(self, at: int, header: Mapping[str, bytes], data: int, size: int) -> Iterator[Message]:
        op = _number(header, "op", 1)
        if op == _CHUNK:
            self._last_chunk = at
            yield from self._look_into(header, data, size)
        elif op == _INDEX:
            promised = {_number(header, "conn", 4): _number(header, "count", 4)}
            self._check_counts(self._last_chunk, promised, "messages that the index counts and the chunk does not have")
        elif op == _CHUNK_INFO:
            pairs = _PAIR.iter_unpack(self._exact(data, size - size % _PAIR.size))
            self._check_counts(
                _number(header, "chunk_pos", 8), dict(pairs), "messages that the bag counts and the chunk does not have"
            )
        elif op == _CONNECTION:
            self._connect(header, self._exact(data, size))
        elif op == _MESSAGE:
            yield from self._message(header, OUTSIDE, data, size, self._exact(data, size))
        elif op == _BAG and _number(header, "index_pos", 8) == 0:
            self._findings.assume(f"{self.path.name} was not closed by its recorder; it is taken as far as it goes")

    def _look_into(self, header: Mapping[str, bytes], start: int, size: int) -> Iterator[Message]:
        compression = header.get("compression", b"").decode("utf-8", "replace")
        number = len(self._chunks)
        self._chunks.append(_Chunk(compression, start, size, _number(header, "size", 4)))
        data = self._places.piece(number)
        at = 0
        while at < len(data):
            inner, begin, length = _inner(data, at)
            op = _number(inner, "op", 1)
            if op == _CONNECTION:
                self._connect(inner, data[begin : begin + length])
            elif op == _MESSAGE:
                yield from self._message(inner, number, begin, length, data[begin : begin + length])
            at = begin + length
        if start + size > self._source.size:
            raise CarrierError("the file ends in the middle of the chunk, of which what is whole is taken")

    def _load(self, number: int) -> Buffer:
        chunk = self._chunks[number]
        cut = chunk.start + chunk.size > self._source.size
        return decompressed(view(self._source, chunk.start, chunk.size), chunk.compression, chunk.whole_size, cut=cut)

    def _connect(self, header: Mapping[str, bytes], raw: Buffer) -> None:
        said = _fields(raw)
        number = _number(header, "conn", 4)
        if number in self._topics:
            return
        texts = {
            name: raw[:4000].decode("utf-8", "replace") for name, raw in said.items() if name != "message_definition"
        }
        self._findings.tell("connections", {"connection": number, **dict(list(texts.items())[:20])})
        self._topics[number] = Topic(
            name=header.get("topic", said.get("topic", b"")).decode("utf-8", "replace"),
            type_name=texts.get("type", ""),
            encoding="ros1",
            schema_encoding="ros1msg",
            schema=bytes(said.get("message_definition", b"")),
        )

    def _message(
        self, header: Mapping[str, bytes], piece: int, offset: int, size: int, data: Buffer
    ) -> Iterator[Message]:
        number = _number(header, "conn", 4)
        self._counts.setdefault(self._last_chunk, Counter())[number] += 1
        topic = self._topics.get(number)
        time = _stamp(header.get("time", b""))
        if topic is None:
            self._findings.losses.add(f"connection {number}", "messages of a connection that the bag does not describe")
        elif time is None:
            self._findings.losses.add(topic.name, "messages without a time")
        elif size > MOST_MESSAGE_BYTES:
            self._findings.losses.add(topic.name, f"messages of more than {MOST_MESSAGE_BYTES} bytes")
        else:
            yield Message(self._places.add(piece, offset, size), topic, time, None, None, data)

    def _check_counts(self, chunk: int, promised: Mapping[int, int], why: str) -> None:
        """What is said behind a chunk, and again at the end of the bag, of its messages of each connection."""
        counted = self._counts.setdefault(chunk, Counter())
        for number, count in promised.items():
            if count > counted[number]:
                name = self._topics[number].name if number in self._topics else f"connection {number}"
                self._findings.losses.add(name, why, count - counted[number])
                counted[number] = count


def _inner(data: memoryview, at: int) -> tuple[Mapping[str, bytes], int, int]:
    """Header, place and size of the data of a record in a chunk; raises CarrierError."""
    left = len(data) - at
    if left >= 8:
        (length,) = _U32.unpack_from(data, at)
        if length <= left - 8:
            (size,) = _U32.unpack_from(data, at + 4 + length)
            if size <= left - 8 - length:
                return _fields(data[at + 4 : at + 4 + length]), at + 8 + length, size
    raise CarrierError(f"{left} bytes at the end of a chunk are no whole record")


def _fields(raw: Buffer) -> Mapping[str, bytes]:
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


def _stamp(raw: bytes) -> int | None:
    """A time in nanoseconds; None: it is none."""
    if len(raw) != _TIME.size:
        return None
    seconds, rest = _TIME.unpack(raw)
    return int(seconds * _NS + rest)


def _number(header: Mapping[str, bytes], name: str, size: int) -> int:
    value = header.get(name, b"")
    if len(value) != size:
        raise CarrierError(f"a record whose {name} has {len(value)} bytes and not {size}")
    return int.from_bytes(value, "little")
