"""One opened file as a segment: its directory, its leaves, its checkpoint slots, and the bytes of each record.

It must not know whether anything is true, nor open the file as HDF5. Layout: sealed-log.md sections 2 to 5 and 8.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from app.log.directory import SALT_SIZE, SLOT_SIZE, USER_BLOCK, Area, Directory, parse_directory
from app.log.leaf import LEAF_DTYPE, LEAF_SIZE, NONE, LeafArray
from app.log.part_table import PartTable, read_part_table
from app.log.record import Extent, Problem, Record
from app.log.source import Source, UnreadableError

_BLOCK = 1 << 18
"""Leaves and slots are read in blocks of this size: larger ones take longer, each being fresh memory."""
_USUAL_LEAVES = 1 << 16
"""A segment has fewer as a rule: with more, those that were read are copied."""
MAX_SHOWN_BYTES = 1 << 30
"""A larger payload is hashed in pieces but never held in memory as one record."""


@dataclass(frozen=True, slots=True)
class Slots:
    """A run of checkpoint slots from `first` on; `unreadable`: the device failed at the slot behind them."""

    first: int
    raw: bytes
    unreadable: bool = False


class Segment:
    """One opened file. Reading is safe from several threads; close it when done."""

    def __init__(self, source: Source, *, most: int | None = None) -> None:
        """Read the directory, the leaves, the locations and the part table of an open file, and nothing else.

        `most`: read no more leaves and part rows than this, to look at GENESIS only.

        Raises:
            NotSealedError: no seal at all.
            DirectoryError: a damaged directory, with its finding code.
            UnreadableError: the device cannot read the directory or the salt key.
        """
        self.source = source
        self.directory: Directory = parse_directory(source.read(0, USER_BLOCK))
        self.truncated = self.directory.end > source.size
        self.leaves, self.leaves_unreadable = self._read_leaves(most)
        self.locations, self.unreadable_locations = self._read_locations()
        self.part_table: PartTable = read_part_table(source, self.directory.areas.get("seal/part"), most=most)
        salt = self.directory.areas.get("seal/salt")
        # a cut file may have less; then GENESIS does not hash to its leaf
        self.salt_key = source.read(salt.offset, SALT_SIZE) if salt else None

    def __enter__(self) -> Self:
        """Use as a context that closes the file."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.source.close()

    def __len__(self) -> int:
        """The number of leaves there are (P of section 9), covered or not."""
        return len(self.leaves)

    def slots(self) -> Iterator[Slots]:
        """The checkpoint slots that lie wholly in the file, in runs, up to the first that the device cannot read."""
        area = self.directory.areas["seal/checkpoint"]
        slots = min(area.size, max(0, self.source.size - area.offset)) // SLOT_SIZE
        end = area.offset + slots * SLOT_SIZE
        step = _BLOCK // SLOT_SIZE
        for first in range(0, slots, step):
            if self.source.next_data(area.offset + first * SLOT_SIZE) >= end:
                return  # a hole up to the end: the room that a recorder keeps free need not be read
            size = min(step, slots - first) * SLOT_SIZE
            raw, unreadable = self.source.read_until_unreadable(area.offset + first * SLOT_SIZE, size)
            whole = len(raw) // SLOT_SIZE * SLOT_SIZE
            yield Slots(first, raw[:whole], unreadable)
            if unreadable:
                return

    def extent(self, index: int) -> Extent:
        """Where the payload of a record is and how it is hashed, or what is wrong with that."""
        row = self.leaves[index]
        channel, length = int(row["channel"]), int(row["payload_len"])
        # a system record has one part, whatever its leaf claims
        parts = int(row["parts"]) if channel else 1
        if index in self.unreadable_locations:
            return Extent.failed(Problem("READ_ERROR", "the device cannot read where the payload is"))
        if index >= len(self.locations):
            return Extent.failed(Problem("SHORT_READ", "the file ends before it says where the payload is"))
        location = int(self.locations[index])
        area = self.directory.channel(channel)
        if location == NONE and channel != 0:
            return self._withheld()
        if area is None or not area.holds(location, length):
            size = area.size if area else 0
            return Extent.failed(
                Problem("RANGE", f"{length} bytes at {location} do not lie in an area of {size} bytes")
            )
        offset = area.offset + location
        if offset + length > self.source.size:
            return Extent.failed(Problem("SHORT_READ", f"the file ends before byte {offset + length}"))
        if self.salt_key is not None and parts == 1:
            return Extent(offset=offset, length=length)
        return self.part_table.extent(
            int(row["index"]), offset=offset, length=length, parts=parts, derived=self.salt_key is None
        )

    def read(self, index: int) -> Record:
        """The record at a position with its payload, unverified; a failure is in `problem`, never an exception."""
        extent = self.extent(index)
        payload = b""
        if extent.problem is None and not extent.withheld:
            extent, payload = self._read_payload(extent)
        return Record(
            index=index,
            leaf=self.leaves[index].tobytes(),
            payload=payload,
            extent=extent,
            salt_key=self.salt_key,
        )

    def _read_payload(self, extent: Extent) -> tuple[Extent, bytes]:
        if extent.length > MAX_SHOWN_BYTES:
            problem = Problem("TOO_LARGE", f"{extent.length} bytes are more than one record may have to be shown")
            return Extent.failed(problem), b""
        try:
            payload = self.source.read(extent.offset, extent.length)
        except UnreadableError as error:
            return Extent.failed(Problem("READ_ERROR", str(error))), b""
        if len(payload) < extent.length:
            problem = Problem("SHORT_READ", f"the file ended after {len(payload)} of {extent.length} bytes")
            return Extent.failed(problem), b""
        return extent, payload

    def _withheld(self) -> Extent:
        if self.salt_key is not None:
            return Extent.failed(Problem("SALT_IN_REDACTED", "a withheld record in a file that has the salt key"))
        return Extent(offset=0, length=0, withheld=True)

    def _read_leaves(self, most: int | None) -> tuple[LeafArray, bool]:
        area = self.directory.areas["seal/leaf"]
        slots = min(area.size, max(0, self.source.size - area.offset)) // LEAF_SIZE
        slots = slots if most is None else min(slots, most)
        # memory that nothing is written to costs nothing; a file may say that it has more leaves than there is memory
        held = np.empty(min(slots, _USUAL_LEAVES) * LEAF_SIZE, dtype=np.uint8)
        step, done = _BLOCK // LEAF_SIZE, 0
        unreadable = False
        for first in range(0, slots, step):
            size = min(step, slots - first) * LEAF_SIZE
            if done + size > len(held):
                held = np.concatenate([held[:done], np.empty(max(done, size), dtype=np.uint8)])
            part = held.data[done : done + size]
            got, unreadable = self.source.read_into_until_unreadable(area.offset + first * LEAF_SIZE, part)
            used = _rows_before_zero(part[:got], LEAF_SIZE)
            done += used * LEAF_SIZE
            if used * LEAF_SIZE < size:
                # a zero slot before the failure ends the leaves by itself
                unreadable = unreadable and used == got // LEAF_SIZE
                break
        leaves = held[:done].view(LEAF_DTYPE)
        leaves.flags.writeable = False
        return leaves, unreadable

    def _read_locations(self) -> tuple[npt.NDArray[np.uint64], frozenset[int]]:
        area = self.directory.areas["seal/location"]
        raw, bad = _read_around_unreadable(self.source, area, len(self.leaves) * 8)
        locations = np.frombuffer(raw[: len(raw) // 8 * 8], dtype="<u8").astype(np.uint64, copy=False)
        return locations, frozenset(position // 8 for start, stop in bad for position in range(start, stop))


def _rows_before_zero(raw: bytes | memoryview, width: int) -> int:
    """The number of whole rows before the first that is all zero; a row has a multiple of 8 bytes."""
    rows = np.frombuffer(raw, dtype="<u8", count=len(raw) // width * (width // 8)).reshape(-1, width // 8)
    # a row that begins with its magic is not looked at any further
    suspects = np.flatnonzero(rows[:, 0] == 0)
    zero = suspects[~rows[suspects].any(axis=1)]
    return int(zero[0]) if len(zero) else len(rows)


def _read_around_unreadable(source: Source, area: Area, size: int) -> tuple[bytes, list[tuple[int, int]]]:
    """The first `size` bytes of an area with zeros where the device failed, and those stretches as [start, stop)."""
    raw = b""
    bad: list[tuple[int, int]] = []
    size = min(size, max(0, source.size - area.offset))
    while len(raw) < size:
        got, unreadable = source.read_until_unreadable(area.offset + len(raw), size - len(raw))
        raw += got
        if not unreadable:
            break
        position = area.offset + len(raw)
        skip = min(size - len(raw), source.sector_end(position) - position)
        bad.append((len(raw), len(raw) + skip))
        raw += bytes(skip)
    return raw, bad
