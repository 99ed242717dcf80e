"""The part table: how long the parts of a payload are and, in derived copies, their salts and hashes.

It must not know whether a row is true: a wrong one can only fail a check. Rows: sealed-log.md section 8.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.log.directory import PART_SIZE, Area
from app.log.record import DISCLOSED, LENGTH_ONLY, WITHHELD, Extent, Part, Problem
from app.log.source import Source

PART_DTYPE = np.dtype(
    [
        ("index", "<u8"),
        ("part", "<u4"),
        ("kind", "<u4"),
        ("length", "<u8"),
        ("zero_24", "<u8"),
        ("value", "<u1", (32,)),
    ]
)
_STEP = 1 << 14


@dataclass(frozen=True, slots=True)
class PartTable:
    """The rows before the end of the table; `unreadable`: it ended where the device failed."""

    rows: npt.NDArray[np.void]
    unreadable: bool = False

    @property
    def tells_of_withholding(self) -> bool:
        """Whether any row belongs into a derived copy only."""
        return bool(np.isin(self.rows["kind"], (DISCLOSED, WITHHELD)).any())

    def of(self, index: int) -> npt.NDArray[np.void]:
        """The rows of the record that has this index."""
        indices, wanted = self.rows["index"], np.uint64(index)
        first, last = np.searchsorted(indices, wanted), np.searchsorted(indices, wanted, side="right")
        return self.rows[first:last]

    def extent(self, index: int, *, offset: int, length: int, parts: int, derived: bool) -> Extent:
        """The extent of a payload that needs its rows: several parts, or a derived copy."""
        rows = self.of(index)
        if len(rows) < parts and self.unreadable:
            return Extent.failed(Problem("UNREADABLE_ROWS", "the device cannot read the rows of the parts"))
        wanted = (DISCLOSED, WITHHELD) if derived else (LENGTH_ONLY,)
        if (
            len(rows) != parts
            or (rows["part"] != np.arange(parts)).any()
            or not np.isin(rows["kind"], wanted).all()
            or rows["zero_24"].any()
            or (not derived and rows["value"].any())
        ):
            return Extent.failed(
                Problem("PAYLOAD", f"the part table does not describe the {parts} parts of the payload")
            )
        lengths = [int(row["length"]) for row in rows]
        if sum(lengths) != length:
            return Extent.failed(Problem("PAYLOAD", f"the parts have {sum(lengths)} bytes and the payload {length}"))
        return Extent(
            offset=offset,
            length=length,
            parts=tuple(
                Part(int(row["kind"]), part_length, row["value"].tobytes())
                for row, part_length in zip(rows, lengths, strict=True)
            ),
        )


def read_part_table(source: Source, area: Area | None, *, most: int | None = None) -> PartTable:
    """Read the table of a file, no more than `most` rows of it; without an area it is empty."""
    if area is None:
        return PartTable(np.empty(0, dtype=PART_DTYPE))
    slots = min(area.size, max(0, source.size - area.offset)) // PART_SIZE
    slots = slots if most is None else min(slots, most)
    blocks: list[npt.NDArray[np.void]] = []
    before: tuple[int, int] | None = None
    for first in range(0, slots, _STEP):
        wanted = min(_STEP, slots - first)
        raw, unreadable = source.read_until_unreadable(area.offset + first * PART_SIZE, wanted * PART_SIZE)
        rows = np.frombuffer(raw, dtype=PART_DTYPE, count=len(raw) // PART_SIZE)
        used = _rows_in_order(rows, before)
        blocks.append(rows[:used])
        if used < len(rows):
            break
        if unreadable:
            return PartTable(np.concatenate(blocks), unreadable=True)
        if used < wanted:
            break  # the file became shorter after it was opened
        before = (int(rows[-1]["index"]), int(rows[-1]["part"]))
    return PartTable(np.concatenate(blocks) if blocks else np.empty(0, dtype=PART_DTYPE))


def _rows_in_order(rows: npt.NDArray[np.void], before: tuple[int, int] | None) -> int:
    """The number of rows before the first that is all zero or not above its predecessor."""
    index, part = rows["index"], rows["part"]
    ends: npt.NDArray[np.bool_] = np.logical_not(rows.view(np.uint8).reshape(len(rows), PART_SIZE).any(axis=1))
    ends[1:] |= (index[1:] < index[:-1]) | ((index[1:] == index[:-1]) & (part[1:] <= part[:-1]))
    if len(rows) and before is not None:
        ends[0] |= (int(index[0]), int(part[0])) <= before
    return int(ends.argmax()) if ends.any() else len(rows)
