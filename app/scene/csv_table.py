"""The records of a channel as lines of CSV: rows by their columns, JSON by its members, other bytes by their size.

Each line begins with the record's row of the channel, which of its lines it is, its times in ns on the time scale of
the drive, and where it stands; it ends with why its values are not known, if they are not. A record without rows has
one line without values. What is unknown is an empty cell, never a number; numbers have as few digits as tell them
apart; codes are told in their words. Members of JSON that are objects by the published schema become columns of their
own, with dots (`reason.code`); lists and maps stay JSON in one cell, and what the schema does not know goes to `other`.

It must not know files. A payload is hostile even if it is intact.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.chain.check import Checked
from app.kinds.declared import channel_layout
from app.kinds.field import Field
from app.kinds.registry import codec
from app.kinds.row_layout import RowLayout
from app.log.leaf import UNKNOWN_TIME_NS
from app.scene.cell import text_cell
from app.scene.content import Rows
from app.scene.csv_members import Member, members_of, others, value_at
from app.scene.standing import standing
from app.scene.values import DecodeError, system_values, values, why_unknown

_PLACE = ("row", "line", "capture_ns", "arrival_ns", "standing")
_BLOCK = 4096
_NUMBER = re.compile(r"-?[0-9]{1,20}\Z", re.ASCII)
_NO_UNIT = frozenset({"", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The place of a record: its row of the channel, and its times on the time scale of the drive."""

    row: int
    capture_ns: int
    arrival_ns: int


class CsvTable:
    """Of one channel, whose entry of the channel table says what its records have; None: the system records."""

    def __init__(self, entry: Mapping[str, Any] | None) -> None:
        self._declared: dict[int, _Columns] = {}
        self._layout: RowLayout | None = None
        self._members: tuple[Member, ...] = ()
        self._names: tuple[str, ...] = ()
        self._wrong = ""
        if entry is None:
            self._names = ("record", "said")
            return
        try:
            self._layout, self._members = _form(entry)
        except ValueError as error:
            self._wrong = str(error)
            return
        if self._layout is not None:
            self._names = tuple(_named(field.name, field.unit) for field in self._layout.fields)
        elif self._members:
            self._names = (*(_named(one.name, one.unit) for one in self._members), "other")
        else:
            self._names = ("media_type", "size [B]")

    @property
    def head(self) -> str:
        """The first line."""
        return ",".join((*_PLACE, *(text_cell(name) for name in self._names), "problem"))

    def lines(self, checked: Checked, entry: Mapping[str, Any] | None, spot: Spot) -> Iterator[str]:
        """The lines of a record; `entry`: that of its own segment."""
        capture = "" if spot.capture_ns == UNKNOWN_TIME_NS else str(spot.capture_ns)
        behind = f"{capture},{spot.arrival_ns},{standing(checked).name.lower()}"
        problem, number = "", 0
        if not checked.usable:
            problem = why_unknown(checked)
        else:
            try:
                for cells in self._cells(checked, entry):
                    yield ",".join((f"{spot.row},{number},{behind}", *cells, ""))
                    number += 1
            except DecodeError as error:
                problem = str(error)
        if not number:
            told = text_cell(problem, None) if problem else ""
            yield ",".join((f"{spot.row},,{behind}", *("" for _ in self._names), told))

    def _cells(self, checked: Checked, entry: Mapping[str, Any] | None) -> Iterator[tuple[str, ...]]:
        """Of each line. Nothing is given before it is known that all of it can be."""
        if self._wrong:
            raise DecodeError(self._wrong)
        if entry is None:
            said = system_values(checked)
            yield text_cell(str(said.pop("record"))), _json_cell(said)
        elif self._layout is not None:
            yield from self._rows(checked.record.payload, entry, self._layout)
        else:
            said = values(checked, entry)
            if self._members:
                told = (_cell(value_at(said, one.path)) for one in self._members)
                left = others(said, self._members)
                yield *told, _json_cell(left) if left else ""
            else:
                yield text_cell(str(said["media_type"])), str(said["bytes"])

    def _rows(self, payload: bytes, entry: Mapping[str, Any], layout: RowLayout) -> Iterator[tuple[str, ...]]:
        own = self._columns(entry)
        if own.layout is None or own.layout.dtype != layout.dtype:
            raise DecodeError("its segment declares other columns than the first one")
        if len(payload) % layout.row_bytes:
            raise DecodeError(f"{len(payload)} bytes are no whole rows of {layout.row_bytes}")
        rows = np.frombuffer(payload, dtype=layout.dtype)
        for start in range(0, len(rows), _BLOCK):
            block = rows[start : start + _BLOCK]
            yield from zip(*(_column(block, field, own.words) for field in own.layout.fields), strict=True)

    def _columns(self, entry: Mapping[str, Any]) -> "_Columns":
        """What an entry declares, parsed once for all of its records. Raises DecodeError."""
        found = self._declared.get(id(entry))
        if found is None:
            try:
                layout, _ = _form(entry)
            except ValueError as error:
                raise DecodeError(str(error)) from error
            found = self._declared[id(entry)] = _Columns(entry, layout)
        return found


class _Columns:
    """Of one entry, which is kept: it is told from others by its identity."""

    def __init__(self, entry: Mapping[str, Any], layout: RowLayout | None) -> None:
        self.entry, self.layout = entry, layout
        coded = () if layout is None else (field for field in layout.fields if field.codes is not None)
        self.words = {
            field.name: {number: text_cell(meaning) for number, meaning in (field.codes or {}).items()}
            for field in coded
        }
        """The cells of codes, by the column and the number."""


def _form(entry: Mapping[str, Any]) -> tuple[RowLayout | None, tuple[Member, ...]]:
    """The columns of rows, or the members of JSON; neither: opaque bytes. Raises ValueError."""
    spoken = codec(str(entry.get("kind")), str(entry.get("codec")))
    layout = channel_layout(spoken, fields=entry.get("fields"), row_bytes=entry.get("row_bytes"))
    return layout, () if spoken.struct is None else members_of(spoken.struct)


def _named(name: str, unit: str) -> str:
    return name if unit in _NO_UNIT else f"{name} [{unit}]"


def _column(rows: Rows, field: Field, coded: Mapping[str, Mapping[int, str]]) -> list[str]:
    found, words = rows[field.name], coded.get(field.name)
    if words is not None:
        return ["" if value == field.unknown else words.get(value, str(value)) for value in found.tolist()]
    if found.dtype.kind != "f":
        return ["" if value == field.unknown else str(value) for value in found.tolist()]
    known = np.isfinite(found)
    if field.unknown is not None:
        known &= found != found.dtype.type(field.unknown)
    # of a float32 numpy tells the shortest text that is that one again, Python that of the float64 it becomes
    return [str(value) if there else "" for value, there in zip(found, known.tolist(), strict=True)]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    if isinstance(value, str):
        # 64-bit numbers are texts in JSON
        return value if _NUMBER.match(value) else text_cell(value, None)
    return _json_cell(value)


def _json_cell(value: object) -> str:
    return text_cell(json.dumps(value, ensure_ascii=False, separators=(",", ":")), None)
