"""CAN databases (DBC): which bits of which message are which signal, and signals out of many frames at once.

It must not know buses, vehicles or recordings. Format: Vector, "DBC file format documentation" 1.0.5; bits are
numbered as in its section on signals: Intel (@1) begins at the least significant bit, Motorola (@0) at the most.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from app.kinds.field import Field
from app.kinds.row_layout import MAX_FIELDS

MAX_BYTES = 16 << 20
_CAN_BYTES = 8
_MOST_OF_A_LINE = 65_536
_MESSAGE = re.compile(r"BO_ (\d{1,10}) (\w{1,128}) ?: ?(\d{1,4}) ")
_NUMBER = r"[-+0-9.eE]{1,32}"
_SIGNAL = re.compile(
    r"SG_ (\w{1,128}) ?(M|m\d{1,10}M?|) ?: ?(\d{1,4})\|(\d{1,4})@([01])([+-]) "
    rf'\(({_NUMBER}),({_NUMBER})\) \[{_NUMBER}\|{_NUMBER}\] "([^"]*)"'
)
_VALUES = re.compile(r'VAL_ (\d{1,10}) (\w{1,128}) ((?:-?\d{1,20} "[^"]*" ?)+);')
_MEANING = re.compile(r'(-?\d{1,20}) "([^"]*)"')
_COMMENT = re.compile(r'CM_ SG_ (\d{1,10}) (\w{1,128}) "([^"]*)";')
_FLOATING = re.compile(r"SIG_VALTYPE_ (\d{1,10}) (\w{1,128}) ?:? ?([12]) ?;")

_PAGES = re.compile(r"SG_MUL_VAL_ (\d{1,10}) (\w{1,128}) \w{1,128} ((?:\d{1,10}-\d{1,10}(?:, ?)?){1,256}) ?;")


class DbcError(ValueError):
    """The text is no CAN database; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Bits of a message: raw times `scale` plus `offset` is in `unit`. `start` and `motorola` as the file says them.

    `only_if`: the signal is there where the raw number of the message's switch is that one; None: always.
    """

    name: str
    start: int
    length: int
    motorola: bool
    signed: bool
    scale: float
    offset: float
    unit: str
    switch: bool = False
    only_if: int | None = None
    floating: int = 0
    comment: str = ""
    codes: Mapping[int, str] | None = field(default=None, hash=False)

    @property
    def plain(self) -> bool:
        """Whether the raw number is the number itself."""
        return (self.scale, self.offset, self.only_if, self.floating) == (1.0, 0.0, None, 0)

    @property
    def shift(self) -> int:
        """How far its least significant bit lies above the lowest of eight bytes, in the byte order of the signal."""
        if not self.motorola:
            return self.start
        return 8 * _CAN_BYTES - self.length - (self.start // 8 * 8 + 7 - self.start % 8)

    def fits(self, size: int) -> bool:
        """Whether it lies in a message of so many bytes."""
        if not 1 <= self.length <= 64 or (self.floating and self.length != 32 * self.floating):
            return False
        if not self.motorola:
            return self.start + self.length <= 8 * size
        return self.start < 8 * size and self.shift >= 8 * (_CAN_BYTES - size)

    def column(self) -> Field:
        """The column that holds it: an integer where that is exact, else float64 with NaN for what is not there."""
        if not self.plain:
            unknown = math.nan
            return Field(name=self.name, type="<f8", unit=_unit(self.unit), unknown=unknown, description=self._said())
        size = next(size for size in (1, 2, 4, 8) if self.length <= 8 * size)
        kind = f"{'|' if size == 1 else '<'}{'i' if self.signed else 'u'}{size}"
        low, high = (-(2 ** (self.length - 1)), 2 ** (self.length - 1) - 1) if self.signed else (0, 2**self.length - 1)
        codes = {code: text for code, text in (self.codes or {}).items() if low <= code <= high}
        return Field(name=self.name, type=kind, unit=_unit(self.unit), description=self._said(), codes=codes or None)

    def _said(self) -> str:
        meanings = "; ".join(f"{code}: {text}" for code, text in (self.codes or {}).items()) if not self.plain else ""
        return " ".join(f"{self.comment} {meanings}".split())[:1024]

    def bits(self, frames: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
        """Its bits in frames, shape (n, 8), as a number without a sign, (n,)."""
        words = np.ascontiguousarray(frames).view(">u8" if self.motorola else "<u8")[:, 0].astype(np.uint64)
        return np.asarray((words >> np.uint64(self.shift)) & np.uint64(2**self.length - 1))

    def values(self, frames: npt.NDArray[np.uint8], switch: npt.NDArray[np.uint64] | None) -> npt.NDArray[Any]:
        """What it is in frames, shape (n, 8): raw integers if `plain`, else float64, NaN where it is not there.

        `switch`: the bits of the message's switch (n,); without them what depends on it is nowhere.
        """
        raw = self.bits(frames)
        if self.signed and self.length < 64:
            high = np.uint64(1 << (self.length - 1))
            raw = (raw ^ high) - high  # wraps: two's complement
        integers: npt.NDArray[Any] = raw.astype(np.int64) if self.signed else raw
        if self.plain:
            return integers
        if self.floating:
            bits = raw.astype("<u4").view("<f4") if self.floating == 1 else raw.view("<f8")
            integers = bits.astype(np.float64)
        found = integers.astype(np.float64) * self.scale + self.offset
        if self.only_if is None:
            return found
        return np.full(len(found), np.nan) if switch is None else np.where(switch == self.only_if, found, np.nan)


@dataclass(frozen=True, slots=True)
class Message:
    """A frame of one address: its name, its bytes, and its signals."""

    address: int
    name: str
    size: int
    signals: tuple[Signal, ...]

    def decoded(self, frames: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[Any]]:
        """All signals of frames, shape (n, 8), by name; each (n,)."""
        switch = next((one.bits(frames) for one in self.signals if one.switch), None)
        return {one.name: one.values(frames, switch) for one in self.signals}


@dataclass(frozen=True, slots=True)
class Database:
    """Messages by address (bit 31 set: extended), and what of the text could not be used, counted by why."""

    messages: Mapping[int, Message]
    refused: Mapping[str, int]

    def joined(self, other: "Database") -> "Database":
        """Both; of two messages of one address, this one's stays."""
        twice = len(self.messages.keys() & other.messages.keys())
        refused = {**other.refused}
        for why, count in self.refused.items():
            refused[why] = refused.get(why, 0) + count
        if twice:
            why = "a message that another database has already"
            refused[why] = refused.get(why, 0) + twice
        return Database(MappingProxyType({**other.messages, **self.messages}), MappingProxyType(refused))


def database_of(raw: bytes) -> Database:
    """The database in a file.

    Raises:
        DbcError: it is too large, or has no message.
    """
    if len(raw) > MAX_BYTES:
        raise DbcError(f"is no CAN database: {len(raw)} bytes")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    reader = _Reader()
    for line in text.splitlines():
        reader.line(" ".join(line[:_MOST_OF_A_LINE].split()))
    if not reader.messages:
        raise DbcError("is no CAN database: no line begins a message (BO_)")
    return reader.database(text)


@dataclass(slots=True)
class _Reader:
    """Messages while lines are read."""

    messages: dict[int, tuple[str, int, dict[str, Signal]]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    current: int | None = None
    nested: set[int] = field(default_factory=set)
    """Messages with a switch that is itself switched: whose switch a signal names is not told."""
    spread: set[tuple[int, str]] = field(default_factory=set)
    """Signals that are there for more than one value of their switch."""

    def line(self, line: str) -> None:
        """One line, spaces made single."""
        if line.startswith("BO_ "):
            self.current = None
            found = _MESSAGE.match(line)
            if found is None:
                self._refuse("a message (BO_) that is not as the format has it")
            elif (address := int(found[1])) in self.messages:
                self._refuse("a message that is there already")
            else:
                self.current = address
                self.messages[address] = (found[2], int(found[3]), {})
        elif line.startswith("SG_ "):
            self._signal(line)

    def _signal(self, line: str) -> None:
        if self.current is None:
            self._refuse("a signal of no message")
            return
        _, size, signals = self.messages[self.current]
        found = _SIGNAL.match(line)
        if found is not None and found[2] not in ("", "M") and found[2].endswith("M"):
            self.nested.add(self.current)
            self._refuse("a switch that is itself switched")
            return
        signal = None if found is None else _signal_of(found)
        if signal is None:
            self._refuse("a signal (SG_) that is not as the format has it")
        elif size > _CAN_BYTES:
            self._refuse("a signal of a message of more than 8 bytes")
        elif signal.name in signals or len(signals) >= MAX_FIELDS:
            self._refuse("a signal that its message has already, or more than 512 of them")
        else:
            signals[signal.name] = signal

    def database(self, text: str) -> Database:
        """What was read, with the comments and meanings that stand behind it."""
        for found in _COMMENT.finditer(text):
            self._change(int(found[1]), found[2], comment=found[3])
        for found in _VALUES.finditer(text):
            codes = {int(code): meaning[:256] for code, meaning in _MEANING.findall(found[3])}
            self._change(int(found[1]), found[2], codes=MappingProxyType(codes))
        for found in _FLOATING.finditer(text):
            self._change(int(found[1]), found[2], floating=int(found[3]))
        for found in _PAGES.finditer(text):
            if "," in found[3] or len(set(found[3].split("-"))) > 1:
                self.spread.add((int(found[1]), found[2]))
        messages: dict[int, Message] = {}
        for address, (name, size, signals) in self.messages.items():
            kept = tuple(one for one in signals.values() if one.fits(size))
            if len(kept) < len(signals):
                self._refuse("a signal beside its message", len(signals) - len(kept))
            messages[address] = Message(address, name, size, self._switched(address, kept))
        return Database(MappingProxyType(messages), MappingProxyType(self.refused))

    def _switched(self, address: int, signals: tuple[Signal, ...]) -> tuple[Signal, ...]:
        """The signals without those of which nobody can tell when they are there, which are counted."""
        one_switch = sum(one.switch for one in signals) == 1 and address not in self.nested
        kept = tuple(
            one for one in signals
            if one.only_if is None or (one_switch and (address, one.name) not in self.spread)
        )  # fmt: skip
        if len(kept) < len(signals):
            why = "a switched signal, of which the switch is not known, not the only one, or has several values"
            self._refuse(why, len(signals) - len(kept))
        return kept

    def _change(self, address: int, name: str, **changed: object) -> None:
        if address in self.messages and name in self.messages[address][2]:
            signals = self.messages[address][2]
            signals[name] = replace(signals[name], **changed)  # type: ignore[arg-type]

    def _refuse(self, why: str, count: int = 1) -> None:
        self.refused[why] = self.refused.get(why, 0) + count


def _signal_of(found: re.Match[str]) -> Signal | None:
    mux = found[2]
    try:
        scale, offset = float(found[7]), float(found[8])
    except ValueError:
        return None
    if not (math.isfinite(scale) and math.isfinite(offset)) or scale == 0:
        return None
    return Signal(
        name=found[1],
        start=int(found[3]),
        length=int(found[4]),
        motorola=found[5] == "0",
        signed=found[6] == "-",
        scale=scale,
        offset=offset,
        unit=found[9],
        switch=mux == "M",
        only_if=int(mux[1:]) if mux.startswith("m") else None,
    )


def _unit(text: str) -> str:
    return text.strip()[:64] or "1"
