"""The values of one signal as columns of packed rows: numbers, truths, and texts as codes.

It must not know lines or stamps. A signal whose values are of several sorts has a column for each.
"""

import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from app.convert.openxc.signals import PUBLISHED
from app.convert.recording import Losses
from app.kinds.declared import MAX_CODES
from app.kinds.field import Field
from app.kinds.row_layout import RowLayout, Rows

_MOST_TEXT = 200
_MOST_CHARACTERS = 100_000
"""Of all texts together: GENESIS has to hold them, in 1 MiB with everything else."""
_EXACT = 2**53
_NONE, _NUMBER, _TRUTH, _TEXT = range(4)
_NAMES = {_NUMBER: "number", _TRUTH: "truth", _TEXT: "text"}
_TRUTHS: Mapping[int, str] = MappingProxyType({0: "false", 1: "true"})
_UNKNOWN_TRUTH, _UNKNOWN_TEXT = 255, 65_535
Value = float | int | bool | str


@dataclass(slots=True)
class Texts:
    """How many characters the texts of all signals may still have."""

    left: int = _MOST_CHARACTERS

    def take(self, text: str) -> bool:
        """Whether another text has room."""
        fits = len(text) <= min(_MOST_TEXT, self.left)
        self.left -= len(text) if fits else 0
        return fits


@dataclass(slots=True)
class _Member:
    """What one member of a signal's messages says: a sort and a number for each of them."""

    texts: Texts
    numbers: "array[float]" = field(default_factory=lambda: array("d"))
    sorts: "array[int]" = field(default_factory=lambda: array("b"))
    codes: dict[str, int] = field(default_factory=dict)
    rounded: int = 0
    beyond: int = 0

    def add(self, value: Value | None) -> None:
        """The value of the next message; None: it has none."""
        sort, number = _NONE, math.nan
        if isinstance(value, bool):
            sort, number = _TRUTH, float(value)
        elif isinstance(value, str):
            sort, number = self._text(value)
        elif value is not None:
            sort, number = _NUMBER, float(value)
            self.rounded += isinstance(value, int) and abs(value) > _EXACT
        self.sorts.append(sort)
        self.numbers.append(number)

    def _text(self, value: str) -> tuple[int, float]:
        code = self.codes.get(value)
        if code is None and len(self.codes) < MAX_CODES and self.texts.take(value):
            code = self.codes[value] = len(self.codes)
        if code is None:
            self.beyond += 1
            return _NONE, math.nan
        return _TEXT, float(code)

    def fields(self, name: str, unit: str) -> list[tuple[Field, int]]:
        """A column for each sort that was seen, with the sort."""
        seen = sorted(set(self.sorts) - {_NONE})
        return [(self._field(name if len(seen) == 1 else f"{name}_{_NAMES[sort]}", unit, sort), sort) for sort in seen]

    def _field(self, name: str, unit: str, sort: int) -> Field:
        if sort == _NUMBER:
            return Field(name=name, type="<f8", unit=unit, unknown=math.nan)
        if sort == _TRUTH:
            return Field(name=name, type="|u1", unknown=_UNKNOWN_TRUTH, codes=_TRUTHS)
        meanings = MappingProxyType({code: text for text, code in self.codes.items()})
        return Field(name=name, type="<u2", unknown=_UNKNOWN_TEXT, codes=meanings)


class Column:
    """The messages of one signal: their places among all messages, and what they say."""

    def __init__(self, name: str, texts: Texts) -> None:
        """None yet."""
        self.name = name
        self._places = array("q")
        self._value = _Member(texts)
        self._event = _Member(texts)

    def add(self, place: int, value: Value, event: Value | None) -> None:
        """The next message."""
        self._places.append(place)
        self._value.add(value)
        self._event.add(event)

    @property
    def places(self) -> npt.NDArray[np.int64]:
        """Their places among all messages, shape (n,)."""
        return np.array(self._places, dtype=np.int64)

    @property
    def values(self) -> npt.NDArray[np.float64]:
        """Their values where those are numbers, else NaN, shape (n,)."""
        return np.where(np.array(self._value.sorts) == _NUMBER, np.array(self._value.numbers), np.nan)

    def rows(self, losses: Losses) -> tuple[RowLayout, Rows]:
        """The layout, and all rows (n,); what they cannot hold is counted."""
        where = f"/signals/{self.name}"
        losses.add(where, "an integer of more than 53 bits, rounded", self._value.rounded + self._event.rounded)
        losses.add(where, "a text beyond those that a log can name", self._value.beyond + self._event.beyond)
        value = [(*one, self._value) for one in self._value.fields("value", PUBLISHED.get(self.name, "1"))]
        columns = value + [(*one, self._event) for one in self._event.fields("event", "1")]
        # of a signal whose every text is beyond them there is nothing to say but when it came
        layout = RowLayout(tuple(one for one, _, _ in columns) or (Field(name="value", type="<f8", unknown=math.nan),))
        made = layout.unknown(len(self._places))
        for one, sort, member in columns:
            fits = np.array(member.sorts) == sort
            made[one.name][fits] = np.array(member.numbers)[fits]
        return layout, made
