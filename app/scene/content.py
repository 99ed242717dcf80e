"""What a decoded payload is: a picture, points, rows of a table, words, or bytes that only their maker can read.

It must not know files, nor how anything is drawn. Arrays are read-only; numbers keep the frame and units of their
channel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from app.kinds.document import Document
from app.kinds.row_layout import RowLayout

Rows = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """A picture. `pixels`: uint8 (height, width, 4) in the order blue, green, red, 255, as Qt's RGB32 has it in memory.

    A draft has half the width and height of the stored picture, or less.
    """

    pixels: npt.NDArray[np.uint8]
    width: int
    """Columns of the stored picture; those of `pixels` may be fewer."""
    height: int
    codec: str
    notes: tuple[str, ...] = ()
    """What is to be said beside the picture, such as that its data end early."""
    whole: bool = True
    """Whether its data go on to their end."""

    @property
    def draft(self) -> bool:
        """Whether it is smaller than the stored picture."""
        return bool(self.pixels.shape[1] < self.width)

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.pixels.nbytes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Points:
    """Points of a sweep. `xyz`: float32 (n, 3), metres, in the frame of the channel, finite; C-contiguous."""

    xyz: npt.NDArray[np.float32]
    positions: npt.NDArray[np.int64]
    """Row of the record that each point comes from, shape (n,): rows without a finite place are no points."""
    table: "Table"
    """The record's rows with every column as it was logged."""

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.xyz.nbytes + self.positions.nbytes + self.table.size

    def column(self, name: str, points: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.float32] | None:
        """A column of the points, or of some, as float32 (n,), NaN where unknown; None: there is no such column."""
        values = self.table.column(name, self.positions if points is None else self.positions[points])
        return None if values is None else values.astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Rows as the layout of the channel names their columns."""

    rows: Rows
    layout: RowLayout

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.rows.nbytes

    def column(self, name: str, rows: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.float64] | None:
        """A column as float64 (rows,), or those rows of it, NaN where it is unknown or not finite; None: there is no
        such column.
        """
        found = next((one for one in self.layout.fields if one.name == name), None)
        if found is None:
            return None
        given = self.rows[name] if rows is None else self.rows[name][rows]
        values = given.astype(np.float64)
        if found.unknown is not None:
            values[given == np.asarray(found.unknown, dtype=given.dtype)] = np.nan
        values[~np.isfinite(values)] = np.nan
        return values

    def value(self, name: str, row: int = 0) -> float | None:
        """One number; None: no such column or row, unknown, or not finite."""
        values = self.column(name) if row < len(self.rows) else None
        return None if values is None or np.isnan(values[row]) else float(values[row])

    def code(self, name: str, row: int = 0) -> str | None:
        """The meaning of a coded number in words; None: unknown or no such column."""
        number = self.value(name, row)
        found = next((one for one in self.layout.fields if one.name == name), None)
        if number is None or found is None:
            return None
        return (found.codes or {}).get(int(number), f"{number:g}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """A JSON payload: as the published schema has it, and every member as it was logged."""

    document: Document
    members: Mapping[str, Any]
    size: int
    """Bytes of the payload: what it takes in memory is some times that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque:
    """Bytes that nothing here can read, or that need others to be read."""

    media_type: str
    size: int
    note: str = field(default="")


Content = Picture | Points | Table | Words | Opaque


def document_of(content: Content | None) -> Document | None:
    """What JSON says, as the published schema of its kind has it; None: it is none."""
    return content.document if isinstance(content, Words) else None
