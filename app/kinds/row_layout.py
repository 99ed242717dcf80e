"""The layout of packed rows: from one table of columns come the dtype, the bytes and the published description.

It must not know which kinds of payload exist, nor read any bytes: decoding needs a checked record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as slot
from typing import Any

import numpy as np
import numpy.typing as npt

from app.kinds.field import Field

Rows = npt.NDArray[Any]
MAX_FIELDS = 512


@dataclass(frozen=True, slots=True)
class RowLayout:
    """Columns one after another, little-endian, without padding; a record is 0 or more rows.

    Raises:
        ValueError: no column, more than 512, or two of one name.
    """

    fields: tuple[Field, ...]
    dtype: np.dtype[Any] = slot(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        names = [column.name for column in self.fields]
        if not 1 <= len(names) <= MAX_FIELDS:
            raise ValueError(f"{len(names)} columns; 1 to {MAX_FIELDS} are allowed")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"columns named twice: {', '.join(twice)}")
        dtype = np.dtype([(column.name, column.type) for column in self.fields], align=False)
        object.__setattr__(self, "dtype", dtype)

    @property
    def row_bytes(self) -> int:
        """Size of one row in bytes."""
        return self.dtype.itemsize

    def unknown(self, count: int) -> Rows:
        """Make `count` rows, shape (count,), in which nothing is known yet; columns without an unknown are 0."""
        rows = np.zeros(count, dtype=self.dtype)
        for column in self.fields:
            if column.unknown is not None:
                rows[column.name] = column.unknown
        return rows

    def encode(self, rows: Rows) -> bytes:
        """Return the bytes of `rows`, shape (n,), which must already have exactly this layout: nothing is converted.

        Raises:
            TypeError: not a plain numpy array, or its dtype differs in a name, a type, an offset or the row size.
            ValueError: not one-dimensional, or not C-contiguous.
        """
        if type(rows) is not np.ndarray:
            raise TypeError(f"rows are a plain numpy array, not {type(rows).__name__}")
        if _layout(rows.dtype) != _layout(self.dtype):
            raise TypeError(f"rows have {_difference(rows.dtype, self.dtype)}; nothing is converted here")
        if rows.ndim != 1:
            raise ValueError(f"rows are one-dimensional, not of shape {rows.shape}")
        if not rows.flags.c_contiguous:
            raise ValueError("rows are not C-contiguous; pass a contiguous copy")
        return rows.tobytes()

    def document(self) -> dict[str, Any]:
        """Describe the rows as the schema files do; the meaning of the members stands in `COMMENT`."""
        offsets = column_offsets(self.dtype)
        return {
            "$comment": COMMENT,
            "x-row-bytes": self.row_bytes,
            "x-fields": [column.document(offsets[column.name]) for column in self.fields],
        }


COMMENT = (
    "The payload is not JSON: it is 0 or more packed rows of x-row-bytes bytes. Each entry of x-fields is one column: "
    "type in numpy's notation (< little-endian, f float, i signed, u unsigned, size in bytes), byte offset in the row, "
    "unit, coordinate frame ('channel': the frame named in the channel table), the value that says unknown (null: "
    "always filled), and the meanings of codes. Codes not listed are valid and shown as numbers."
)


def column_offsets(dtype: np.dtype[Any]) -> dict[str, int]:
    """Return the byte offset of every column of a packed dtype, in order."""
    return {name: offset for name, _, offset in _layout(dtype)[1]}


def _layout(dtype: np.dtype[Any]) -> tuple[int, tuple[tuple[str, str, int], ...]]:
    columns: Mapping[str, tuple[Any, ...]] = dtype.fields or {}
    described = tuple((name, columns[name][0].str, columns[name][1]) for name in dtype.names or ())
    return dtype.itemsize, described


def _difference(found: np.dtype[Any], wanted: np.dtype[Any]) -> str:
    if not found.names:
        return f"dtype {found} without columns"
    have, need = _layout(found)[1], _layout(wanted)[1]
    for number, (one, other) in enumerate(zip(have, need, strict=False)):
        if one != other:
            return f"column {number} {one} where {other} belongs (name, type, offset)"
    return f"{len(have)} columns in {found.itemsize} bytes where {len(need)} in {wanted.itemsize} belong"
