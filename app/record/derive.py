"""Derived copies: a segment written again with payloads or parts withheld, or packed without slack.

Every leaf, system record and checkpoint is copied as it is, so that what is left still proves against the original's
signatures. It must not know why something is withheld. Rules: sealed-log.md sections 8 and 12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.chain.genesis import DeclaredChannel, Genesis
from app.chain.hashes import SaltMaker, part_hash
from app.kinds.declared import channel_layout
from app.kinds.registry import codec
from app.log.container import ChannelArea, Layout
from app.log.directory import SLOT_SIZE, Directory
from app.log.leaf import NONE, SYSTEM_CHANNEL
from app.log.part_table import PART_DTYPE
from app.log.record import DISCLOSED, LENGTH_ONLY, WITHHELD, Part
from app.log.segment import Segment
from app.record.storage import Storage, make_container, make_template, telling_a_full_disk

_CHUNK = 1 << 20
_NO_ROW = np.dtype("u1")


class UnreadablePayloadError(OSError):
    """A payload could not be read again while it was copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What a copy leaves out: whole records by position, and parts of the records of a channel by part number."""

    records: frozenset[int] = frozenset()
    parts: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Copied:
    """One record of the copy: where its payload goes, and its rows of the part table."""

    index: int
    source: int
    target: int
    parts: tuple[Part, ...]


def write_copy(segment: Segment, genesis: Genesis, target: Path, *, records: int, withheld: Withheld | None) -> None:
    """Write the first `records` records of a sound segment to `target`, which must not exist; None: a packed full log.

    Raises:
        OSError: the copy cannot be written, or the original can no longer be read; nothing is left at `target`.
    """
    full = withheld is None and segment.salt_key is not None
    plan = _Plan(segment, genesis, records, withheld or Withheld(), full=full)
    template = make_template(target, plan.layout(), reserve=False)
    container = make_container(target, template, segment_id=genesis.segment_id, reserve=False)
    storage = container.storage
    try:
        with telling_a_full_disk(target, needed=template.size, reserve=False):
            plan.write(storage, container.directory)
            storage.sync()
        storage.publish()
    except BaseException:
        storage.discard()
        raise
    try:
        storage.sync_name()
    except BaseException:
        storage.close()
        target.unlink(missing_ok=True)
        raise
    storage.close()


class _Plan:
    """Where everything of one copy goes."""

    def __init__(self, segment: Segment, genesis: Genesis, records: int, withheld: Withheld, *, full: bool) -> None:
        self._segment = segment
        self._salt = SaltMaker(segment.salt_key or b"").salt
        self._genesis = genesis
        self._records = records
        self._full = full
        self._withheld = withheld
        self._used: dict[int, int] = {SYSTEM_CHANNEL: 0, **dict.fromkeys(genesis.channels, 0)}
        self._locations = np.full(records, NONE, dtype="<u8")
        self._copied = list(self._place())
        self._slots = _slots(segment)

    def layout(self) -> Layout:
        """The areas of the copy, exactly as large as what goes into them."""
        return Layout(
            leaves=self._records,
            checkpoints=len(self._slots) // SLOT_SIZE,
            system=self._used[SYSTEM_CHANNEL],
            salt=self._full,
            parts=len(self._part_rows()) if not self._full or len(self._part_rows()) else None,
            channels=tuple(_area(c, self._used[c.id]) for c in self._genesis.channels.values()),
        )

    def write(self, storage: Storage, directory: Directory) -> None:
        """Write every area."""
        areas = directory.areas
        storage.write(areas["seal/leaf"].offset, self._segment.leaves[: self._records].tobytes())
        storage.write(areas["seal/location"].offset, self._locations.tobytes())
        storage.write(areas["seal/checkpoint"].offset, self._slots)
        if "seal/part" in areas:
            storage.write(areas["seal/part"].offset, self._part_rows().tobytes())
        if self._full:
            assert self._segment.salt_key is not None
            storage.write(areas["seal/salt"].offset, self._segment.salt_key)
        for source, target, length in self._runs(directory):
            self._copy(storage, source, target, length)

    def _runs(self, directory: Directory) -> Iterator[tuple[int, int, int]]:
        """What is to be copied, as (from, to, bytes): payloads that follow each other in both files are one run."""
        channels = self._segment.leaves["channel"]
        open_runs: dict[int, tuple[int, int, int]] = {}
        for copied in self._copied:
            channel = int(channels[copied.index])
            area = directory.channel(channel)
            assert area is not None
            source, target = copied.source, area.offset + copied.target
            for part in copied.parts:
                begin, to, length = open_runs.get(channel, (source, target, 0))
                if part.kind != WITHHELD:
                    if (begin + length, to + length) == (source, target):
                        open_runs[channel] = (begin, to, length + part.length)
                    else:
                        yield begin, to, length
                        open_runs[channel] = (source, target, part.length)
                source += part.length
                target += part.length
        yield from open_runs.values()

    def _copy(self, storage: Storage, source: int, target: int, length: int) -> None:
        for done in range(0, length, _CHUNK):
            size = min(_CHUNK, length - done)
            raw = self._segment.source.read(source + done, size)
            if len(raw) < size:
                raise UnreadablePayloadError(f"the payload at byte {source + done} can no longer be read")
            storage.write(target + done, raw)

    def _place(self) -> Iterator[_Copied]:
        channels = self._segment.leaves["channel"]
        for index in range(self._records):
            if index in self._withheld.records:
                continue
            extent = self._segment.extent(index)
            if extent.withheld:
                continue
            if extent.problem is not None:
                raise UnreadablePayloadError(f"record {index}: {extent.problem.text}")
            channel = int(channels[index])
            parts = extent.parts if extent.parts is not None else (Part(LENGTH_ONLY, extent.length, bytes(32)),)
            hidden = self._withheld.parts.get(channel, frozenset())
            if not self._full:
                starts = accumulate((part.length for part in parts), initial=extent.offset)
                parts = tuple(
                    self._part(index, number, part, start, hidden)
                    for number, (part, start) in enumerate(zip(parts, starts, strict=False))
                )
            yield _Copied(index, extent.offset, self._used[channel], parts)
            self._locations[index] = self._used[channel]
            self._used[channel] += extent.length

    def _part(self, index: int, number: int, part: Part, source: int, hidden: frozenset[int]) -> Part:
        """A part as a derived copy has it: with its salt, or with its hash."""
        if part.kind == WITHHELD:
            return part
        part_salt = part.value if part.kind == DISCLOSED else self._salt(index, number)
        if number not in hidden:
            return Part(DISCLOSED, part.length, part_salt)
        raw = self._segment.source.read(source, part.length)
        return Part(WITHHELD, part.length, part_hash(part_salt, raw))

    def _part_rows(self) -> npt.NDArray[np.void]:
        rows = [
            (copied.index, number, part.kind, part.length, 0, np.frombuffer(part.value, dtype=np.uint8))
            for copied in self._copied
            if not self._full or len(copied.parts) > 1
            for number, part in enumerate(copied.parts)
        ]
        return np.array(rows, dtype=PART_DTYPE)


def _slots(segment: Segment) -> bytes:
    """Every checkpoint slot up to the last that is not empty."""
    raw = b"".join(run.raw for run in segment.slots())
    used = len(raw.rstrip(b"\0"))
    return raw[: -(-used // SLOT_SIZE) * SLOT_SIZE]


def _area(channel: DeclaredChannel, size: int) -> ChannelArea:
    """The dataset of a channel: typed rows where its kind or the channel table tells them, else bytes."""
    row = _NO_ROW
    document = channel.document
    try:
        layout = channel_layout(
            codec(str(document.get("kind")), str(document.get("codec"))),
            fields=document.get("fields"),
            row_bytes=document.get("row_bytes"),
        )
        if layout is not None and size % layout.row_bytes == 0:
            row = layout.dtype
    except ValueError:
        pass  # a kind that this version does not know, or a table that contradicts it: bytes are still bytes
    named = {name: document.get(name) for name in ("name", "kind", "codec", "frame")}
    attributes = {name: text for name, text in named.items() if isinstance(text, str)}
    return ChannelArea(id=channel.id, area=channel.area, size=size, row=row, attributes=attributes)
