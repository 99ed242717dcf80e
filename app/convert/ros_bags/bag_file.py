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
    read,
    require_content,
    view,
)
from app.convert.messages.decompression import Pieces, decompressed
from app.convert.messages.horizon import Horizon
from app.convert.messages.places import OUTSIDE, Places
from app.convert.ros_bags.bag_records import MAGIC, BagRecords, Op, fields, inner_record, number_in, stamp
from app.log.source import Source

_PAIR = struct.Struct("<II")
_MOST_NAMED = 256


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
        self._records = BagRecords(self._source)
        self._findings = findings
        self._chunks: list[_Chunk] = []
        self._places = Places(self._source, pieces, self._load)
        self._topics: dict[int, Topic] = {}
        # of each chunk, by its place: messages by connection, which were taken or whose loss was counted
        self._counts: dict[int, Counter[int]] = {}
        self._last_chunk, self._behind = 0, 0
        self._damaged = 0

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._source.path

    @property
    def place(self) -> int:
        """See Carrier: where the chunk begins that was looked at last."""
        return self._last_chunk

    @property
    def passed(self) -> float:
        """See Carrier."""
        return min(1.0, self._behind / self._source.size)

    def horizon(self) -> Horizon | None:
        """See Carrier."""
        return self._records.horizon

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    def read(self, row: int) -> Buffer:
        """The message of a row; raises CarrierError."""
        return self._places.read(row)

    def beside(self) -> Iterator[Message]:
        """See Carrier: there is nothing of that."""
        yield from ()

    def scan(self) -> Iterator[Message]:
        """Every message in the order of the file; raises CarrierError."""
        require_content(self._source)
        begin = bytes(read(self._source, 0, len(MAGIC)))
        if begin != MAGIC:
            older = ": it is of version 1, which nobody writes since 2010" if begin.startswith(b"#ROS") else ""
            raise CarrierError(f"{self.path}: does not begin as a ROS 1 bag of version 2.0{older}")
        at = len(MAGIC)
        while at < self._source.size:
            try:
                header, data, size = self._records.at(at)
            except CarrierError as error:
                horizon = self.horizon()
                behind = None if horizon is None else horizon.behind(at)
                goes_on = "nothing behind it" if behind is None else f"goes on at byte {behind}, where a chunk begins"
                self._lose(at, f"{error}; {goes_on}")
                at = self._source.size if behind is None else behind
                continue
            if header.get("op") == bytes([Op.BAG]) and header.get("encryptor"):
                self._lose(at, "the bag is encrypted; decrypt it first (rosbag decrypt); nothing behind it")
                return
            self._behind = data + size
            try:
                yield from self._look(at, header, data, size)
            except CarrierError as error:
                # what is behind it begins where its head says
                self._lose(at, str(error))
            at = data + size

    def _lose(self, at: int, why: str) -> None:
        """A record that is damaged; the first are named."""
        self._damaged += 1
        which = f"record at byte {at}" if self._damaged <= _MOST_NAMED else "further records"
        self._findings.losses.add(f"{self.path.name}, {which}", why)

    def _look(self, at: int, header: Mapping[str, bytes], data: int, size: int) -> Iterator[Message]:
        op = number_in(header, "op", 1)
        if op == Op.CHUNK:
            self._last_chunk = at
            yield from self._look_into(header, data, size)
        elif op == Op.INDEX:
            promised = {number_in(header, "conn", 4): number_in(header, "count", 4)}
            self._check_counts(self._last_chunk, promised, "messages that the index counts and the chunk does not have")
        elif op == Op.CHUNK_INFO:
            pairs = _PAIR.iter_unpack(self._records.exact(data, size - size % _PAIR.size))
            self._check_counts(
                number_in(header, "chunk_pos", 8),
                dict(pairs),
                "messages that the bag counts and the chunk does not have",
            )
        elif op == Op.CONNECTION:
            self._connect(header, self._records.exact(data, size))
        elif op == Op.MESSAGE:
            yield from self._message(header, OUTSIDE, data, size, self._records.exact(data, size))
        elif op == Op.BAG and number_in(header, "index_pos", 8) == 0:
            self._findings.assume(f"{self.path.name} was not closed by its recorder; it is taken as far as it goes")

    def _look_into(self, header: Mapping[str, bytes], start: int, size: int) -> Iterator[Message]:
        compression = header.get("compression", b"").decode("utf-8", "replace")
        number = len(self._chunks)
        self._chunks.append(_Chunk(compression, start, size, number_in(header, "size", 4)))
        data = self._places.piece(number)
        at = 0
        while at < len(data):
            inner, begin, length = inner_record(data, at)
            op = number_in(inner, "op", 1)
            if op == Op.CONNECTION:
                self._connect(inner, data[begin : begin + length])
            elif op == Op.MESSAGE:
                yield from self._message(inner, number, begin, length, data[begin : begin + length])
            at = begin + length
        if start + size > self._source.size:
            raise CarrierError("the file ends in the middle of the chunk, of which what is whole is taken")

    def _load(self, number: int) -> Buffer:
        chunk = self._chunks[number]
        cut = chunk.start + chunk.size > self._source.size
        return decompressed(view(self._source, chunk.start, chunk.size), chunk.compression, chunk.whole_size, cut=cut)

    def _connect(self, header: Mapping[str, bytes], raw: Buffer) -> None:
        said = fields(raw)
        number = number_in(header, "conn", 4)
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
        number = number_in(header, "conn", 4)
        self._counts.setdefault(self._last_chunk, Counter())[number] += 1
        topic = self._topics.get(number)
        time = stamp(header.get("time", b""))
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
