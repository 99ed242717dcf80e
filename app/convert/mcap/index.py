"""The chunk index of an MCAP file: what times its chunks have, where nothing but chunks has messages.

It must not know how messages are read. Layout: mcap.dev/spec, version 0, sections Chunk Index and Summary.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from app.convert.mcap import records
from app.convert.mcap.records import RECORD_HEAD, ChunkIndex, Op
from app.convert.mcap.summary import read_footer, summary_records
from app.convert.messages.carrier import CarrierError, read
from app.convert.messages.horizon import Horizon
from app.log.source import Source

_MOST_BETWEEN = 1 << 16
"""Records between chunks: attachments, and what describes the file; each costs a read of its own."""


@dataclass(frozen=True, slots=True)
class Index:
    """`attachments`: start and length of each, but for the head of its record."""

    horizon: Horizon
    attachments: tuple[tuple[int, int], ...]


def read_index(source: Source) -> Index | None:
    """The index; None: there is none, or the file is not as it says, so that it is to be read from front to back."""
    chunks: list[ChunkIndex] = []
    messages = 0
    try:
        footer = read_footer(source)
        if footer is None or not len(records.MAGIC) < footer[0] < source.size:
            return None
        for op, raw in summary_records(source, footer[0], (Op.CHUNK_INDEX, Op.STATISTICS)):
            if op == Op.CHUNK_INDEX:
                chunks.append(records.chunk_index(raw))
            else:
                messages = sum(records.message_counts(raw).values())
        chunks.sort(key=lambda chunk: chunk.start)
        # what the summary leaves out is found here
        attachments = tuple(_between(source, chunks, footer[0]))
    except CarrierError:
        return None
    filled = [chunk for chunk in chunks if not chunk.empty]
    horizon = Horizon.of(
        [chunk.start for chunk in filled], [chunk.first_ns for chunk in filled], [chunk.last_ns for chunk in filled],
        end=source.size, messages=messages,
    )  # fmt: skip
    return None if horizon is None else Index(horizon, attachments)


def _between(source: Source, chunks: list[ChunkIndex], end: int) -> Iterator[tuple[int, int]]:
    """Attachments among what stands between chunks; raises CarrierError: messages are there too, or chunks overlap."""
    edges = chain(
        [(0, len(records.MAGIC))], ((chunk.start, chunk.start + chunk.size) for chunk in chunks), [(end, end)]
    )
    left = _MOST_BETWEEN
    for (_, begin), (behind, _) in pairwise(edges):
        at = begin
        while at < behind:
            left -= 1
            head = read(source, at, RECORD_HEAD.size)
            if len(head) < RECORD_HEAD.size:
                raise CarrierError("the file ends in the middle of a record")
            op, length = RECORD_HEAD.unpack(head)
            if op in (Op.MESSAGE, Op.CHUNK) or left < 0:
                raise CarrierError(f"a message or a chunk that the index does not have, at byte {at}, or too much else")
            if op == Op.ATTACHMENT:
                yield at + RECORD_HEAD.size, length
            at += RECORD_HEAD.size + length
        if at != behind:
            raise CarrierError(f"the chunk at byte {behind} begins within another record")
