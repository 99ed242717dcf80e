"""One column of a packed row: its name, type, unit, frame, meaning, and how "unknown" is written in it.

It must not know which kinds of payload exist, nor read any bytes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as slot
from enum import IntEnum
from types import MappingProxyType
from typing import Any

import numpy as np

TYPES = ("<f4", "<f8", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8")
"""The only column types: fixed size, little-endian, as numpy spells them."""

MAX_NAME = 128

FROM_CHANNEL = "channel"
"""As `frame` of a column: the coordinate frame that the channel table names for this channel."""

VEHICLE = "vehicle"
"""As `frame` of a column: vehicle axes of ISO 8855 (x forward, y left, z up), origin as GENESIS describes it."""

_EXACT_IN_JSON = 2**53
_LARGEST = {"<f4": float(np.finfo(np.float32).max), "<f8": float(np.finfo(np.float64).max)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column. `unit` is "1" for numbers without a unit; `frame` is empty where no axes are involved.

    `unknown` is the value that says "not known" (NaN in float columns); None: the column is always filled.
    `codes` are the meanings of an integer column; a number outside of them is kept and shown as a number.

    Raises:
        ValueError: the name or type is not allowed; `unknown` or a code does not fit the type.
    """

    name: str
    type: str
    unit: str = "1"
    frame: str = ""
    description: str = ""
    unknown: float | int | None = None
    codes: Mapping[int, str] | None = slot(default=None, hash=False)

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= MAX_NAME or not self.name.isprintable() or self.name != self.name.strip():
            raise ValueError(f"{self.name!r} is no name for a column: 1 to 128 printable characters, no space around")
        if self.type not in TYPES:
            raise ValueError(f"column {self.name}: type {self.type!r} is none of {', '.join(TYPES)}")
        for value in (() if self.unknown is None else (self.unknown,)) + tuple(self.codes or ()):
            if not _fits(value, self.type):
                raise ValueError(f"column {self.name}: {value!r} does not fit type {self.type}")
        if self.codes is not None and self.type[1] == "f":
            raise ValueError(f"column {self.name}: codes are integers, its type is {self.type}")

    def document(self, offset: int | None) -> dict[str, Any]:
        """Describe the column, `offset` bytes into its row (None: anywhere), as the schema files do."""
        described: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            **({} if offset is None else {"offset": offset}),
            "unit": self.unit,
            "frame": self.frame,
            "description": self.description,
            "unknown": unknown_in_json(self.unknown),
        }
        if self.codes is not None:
            described["codes"] = {str(value): meaning for value, meaning in self.codes.items()}
        return described


def real(name: str, unit: str, description: str, *, frame: str = "") -> Field:
    """Make a `float32` column whose unknown is NaN."""
    return Field(name=name, type="<f4", unit=unit, frame=frame, description=description, unknown=math.nan)


def precise(name: str, unit: str, description: str, *, frame: str = "") -> Field:
    """Make a `float64` column whose unknown is NaN."""
    return Field(name=name, type="<f8", unit=unit, frame=frame, description=description, unknown=math.nan)


def counted(name: str, unit: str, description: str, *, type_: str = "<u4") -> Field:
    """Make an unsigned column whose unknown is its largest value."""
    return Field(name=name, type=type_, unit=unit, description=description, unknown=2 ** (8 * int(type_[2])) - 1)


def coded(name: str, codes: type[IntEnum], description: str) -> Field:
    """Make a `uint8` column of codes; the unknown is the member UNKNOWN of `codes`."""
    meanings = {code.value: code.name.lower().replace("_", " ") for code in codes}
    return Field(
        name=name, type="|u1", description=description, unknown=codes["UNKNOWN"].value, codes=MappingProxyType(meanings)
    )


def unknown_in_json(value: float | int | None) -> float | int | str | None:
    """Return the unknown of a column as JSON can say it: NaN, and integers from 2^53 on, as text."""
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, int) and abs(value) >= _EXACT_IN_JSON:
        return str(value)  # readers of JSON may take every number for a float64
    return value


def _fits(value: object, type_: str) -> bool:
    if isinstance(value, bool):
        return False
    if type_[1] == "f":
        return isinstance(value, float | int) and (not math.isfinite(value) or abs(value) <= _LARGEST[type_])
    bits = 8 * int(type_[2])
    low, high = (0, 2**bits - 1) if type_[1] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return isinstance(value, int) and low <= value <= high
