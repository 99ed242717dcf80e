"""One MCAP file as a carrier of messages: chunks, checksums, and what is whole of a file that ends too early.

It must not know what a message says. Layout: mcap.dev/spec, version 0.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from app.convert.mcap import records
from app.convert.mcap.checks import check, footer_of
from app.convert.mcap.descriptions import Descriptions
from app.convert.mcap.index import Index, read_index
from app.convert.mcap.records import MESSAGE_HEAD, RECORD_HEAD, Op
from app.convert.mcap.walk import Walk
from app.convert.messages.carrier import (
    ATTACHMENT,
    MOST_MESSAGE_BYTES,
    Buffer,
    CarrierError,
    Findings,
    Message,
    Topic,
    Window,
    read,
    require_content,
    view,
)
from app.convert.messages.decompression import Pieces, decompressed
from app.convert.messages.horizon import MOST_TIME_NS, BrokenPromiseError, Horizon
from app.convert.messages.places import OUTSIDE, Places
from app.log.source import Source

_CHUNK_HEAD_BYTES = 256
ATTACHMENTS = Topic(name="attachments", type_name="", encoding=ATTACHMENT)


class McapFile:
    """One file. Used by one thread."""

    def __init__(self, path: Path, pieces: Pieces, findings: Findings) -> None:
        """Open it; raises SourceError."""
        self._source = Source(path)
        self._window = Window(self._source)
        self._findings = findings
        self._descriptions = Descriptions(self._source.path.name, findings)
        self._counts: Counter[int] = Counter()
        self._walk = Walk(self._source, self._window, findings.losses)
        self._chunks: list[tuple[int, records.Chunk]] = []
        self._places = Places(self._source, pieces, self._load)
        self._early: dict[int, int] = {}
        """Start and length of the attachments that come first, for their times are no guide to those of messages."""

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._source.path

    @property
    def place(self) -> int:
        """See Carrier: where the record begins that was looked at last."""
        return self._walk.place

    @property
    def passed(self) -> float:
        """See Carrier."""
        return self._walk.passed

    def horizon(self) -> Horizon | None:
        """See Carrier."""
        if self._index is None:
            return None
        self._early = dict(self._index.attachments)
        return self._index.horizon

    def _behind(self, place: int) -> int | None:
        """Where the next chunk begins, if the index knows one."""
        return None if self._index is None else self._index.horizon.behind(place)

    @cached_property
    def _index(self) -> Index | None:
        """Read once, for each piece that cannot be read asks for it."""
        return read_index(self._source)

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    def beside(self) -> Iterator[Message]:
        """See Carrier."""
        for start, length in tuple(self._early.items()):
            yield from self._look(Op.ATTACHMENT, start, length)

    def scan(self) -> Iterator[Message]:
        """Every message in the order of the file; raises CarrierError."""
        require_content(self._source)
        if self._window.at(0, len(records.MAGIC)) != records.MAGIC:
            raise CarrierError(f"{self.path}: does not begin as MCAP does")
        footer = footer_of(self._source, self._findings)
        summary = 0
        for op, start, length in self._walk.records(self._behind):
            if self._early.pop(start, None) is not None:
                continue
            if op == Op.DATA_END:
                summary = start + length
                break
            yield from self._look(op, start, length)
        if self._early:
            raise BrokenPromiseError(f"{self.path}: its index has attachments where there are none")
        check(self._source, footer, summary, self._counts, self._descriptions.names(), self._findings)

    def read(self, row: int) -> Buffer:
        """The message of a row; raises CarrierError."""
        return self._places.read(row)

    def _load(self, number: int) -> Buffer:
        start, chunk = self._chunks[number]
        cut = start + chunk.head + chunk.size > self._source.size
        raw = view(self._source, start + chunk.head, chunk.size)
        return decompressed(raw, chunk.compression, chunk.whole_size, cut=cut)

    def _look(self, op: int, start: int, length: int) -> Iterator[Message]:
        """The messages of one record of the data section."""
        where = f"{self.path.name}, record at byte {start}"
        try:
            if op == Op.CHUNK:
                yield from self._look_into(start, length)
            elif op == Op.MESSAGE:
                head = self._window.at(start, min(length, MESSAGE_HEAD.size))
                yield from self._message(head, start, length, OUTSIDE, self._window.at)
            elif op == Op.ATTACHMENT:
                yield from self._attachment(start, length)
            elif op in (Op.SCHEMA, Op.CHANNEL, Op.METADATA, Op.HEADER):
                if length > records.MOST_TEXT:
                    raise CarrierError(f"{length} bytes of description; at most {records.MOST_TEXT} are read")
                self._descriptions.add(op, self._window.at(start, length))
        except CarrierError as error:
            self._findings.losses.add(where, str(error))

    def _look_into(self, start: int, length: int) -> Iterator[Message]:
        chunk = records.chunk(self._window.at(start, min(length, _CHUNK_HEAD_BYTES)), length)
        cut = start + chunk.head + chunk.size > self._source.size
        number = len(self._chunks)
        self._chunks.append((start, chunk))
        data = self._places.piece(number)
        if chunk.crc and not cut and zlib.crc32(data) != chunk.crc:
            count = sum(op == Op.MESSAGE for op, _, _ in _inside(data))
            raise CarrierError(f"the checksum of the chunk does not fit its bytes: {count} messages are not taken")
        for op, at, size in _inside(data):
            if op == Op.MESSAGE:
                yield from self._message(
                    data[at : at + MESSAGE_HEAD.size], at, size, number, lambda at, size: data[at : at + size]
                )
            elif op in (Op.SCHEMA, Op.CHANNEL):
                self._descriptions.add(op, data[at : at + size])
        behind = max((at + size for _, at, size in _inside(data)), default=0)
        if behind != len(data):
            raise CarrierError(f"the chunk has {len(data) - behind} bytes at its end that are no whole record")

    def _message(
        self, head: Buffer, start: int, length: int, chunk: int, data: Callable[[int, int], Buffer]
    ) -> Iterator[Message]:
        if length < MESSAGE_HEAD.size:
            raise CarrierError("a message without its head")
        number, sequence, log, publish = MESSAGE_HEAD.unpack(head)
        self._counts[number] += 1
        topic = self._descriptions.topics.get(number)
        size = length - MESSAGE_HEAD.size
        if topic is None:
            self._findings.losses.add(f"channel {number}", "messages of a channel that the file does not describe")
        elif log >= MOST_TIME_NS:
            self._findings.losses.add(topic.name, "messages with a log time beyond the year 2116")
        elif size > MOST_MESSAGE_BYTES:
            self._findings.losses.add(topic.name, f"messages of more than {MOST_MESSAGE_BYTES} bytes")
        else:
            row = self._places.add(chunk, start + MESSAGE_HEAD.size, size)
            known = publish if publish < MOST_TIME_NS else None
            if known is None:
                self._findings.losses.add(topic.name, "publish times beyond the year 2116; the messages are taken")
            yield Message(row, topic, log, known, sequence, data(start + MESSAGE_HEAD.size, size))

    def _attachment(self, start: int, length: int) -> Iterator[Message]:
        if length > MOST_MESSAGE_BYTES:
            raise CarrierError(f"an attachment of {length} bytes; at most {MOST_MESSAGE_BYTES} are taken")
        raw = read(self._source, start, length)
        found = records.attachment(raw, length)
        crc = int.from_bytes(raw[-4:], "little")
        if crc and zlib.crc32(raw[:-4]) != crc:
            raise CarrierError(f"the checksum of the attachment {found.name!r:.80} does not fit its bytes")
        if found.log_ns >= MOST_TIME_NS:
            raise CarrierError(f"the attachment {found.name!r:.80} has a log time beyond the year 2116")
        row = self._places.add(OUTSIDE, start + found.begin, found.size)
        told: dict[str, object] = {"name": found.name[:200], "media_type": found.media_type[:100], "bytes": found.size}
        if found.created_ns:
            told["created_ns"] = str(found.created_ns)
        self._findings.tell("attachments", told)
        yield Message(row, ATTACHMENTS, found.log_ns, None, None, raw[found.begin : found.begin + found.size])


def _inside(data: memoryview) -> Iterator[tuple[int, int, int]]:
    """Sort, place and length of each whole record of a chunk."""
    at = 0
    while at + RECORD_HEAD.size <= len(data):
        op, length = RECORD_HEAD.unpack_from(data, at)
        at += RECORD_HEAD.size
        if length > len(data) - at:
            return
        yield op, at, length
        at += length
