"""ROS messages from bytes to plain values: CDR as ROS 2 writes it, and ROS 1.

It must not know what a type means. Layouts: OMG CDR (DDS-XTypes 1.3, 7.4.3, encapsulation XCDR 1 and plain XCDR 2) and
ROS 1 (wiki.ros.org/ROS/Technical Overview). Bytes are hostile: no length is believed that the bytes cannot have.
"""

import struct
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from app.convert.messages.carrier import Buffer, MessageError
from app.convert.messages.ros_types import Member, Struct, least_bytes

_MOST_STRUCTS = 1 << 20
"""Messages within one message: more would need gigabytes as Python has them."""
_MOST_EMPTY = 1 << 16
_FEW = 64
"""Numbers up to so many come as a tuple, more as an array over the bytes."""
_NS = 1_000_000_000
Plain = dict[str, Any]


class Reader:
    """Reads one message from front to back."""

    def __init__(self, raw: Buffer, *, little: bool, start: int, align: int) -> None:
        """`start`: where the message begins and alignment counts from; `align`: the largest, 1 for none."""
        self._raw = memoryview(raw)
        self._order = "<" if little else ">"
        self._start = start
        self._align = align
        self._at = start
        self._structs = 0

    @property
    def left(self) -> int:
        """Bytes that were not read."""
        return len(self._raw) - self._at

    def message(self, type_: Struct) -> Plain:
        """A message of that type."""
        self._structs += 1
        if self._structs > _MOST_STRUCTS:
            raise MessageError(f"more than {_MOST_STRUCTS} messages within one")
        if type_.run:
            packed = _packed(self._order + type_.run)
            self._pad(packed.size // len(type_.run))
            if packed.size > self.left:
                raise MessageError("the message ends in the middle of a number")
            values = packed.unpack_from(self._raw, self._at)
            self._at += packed.size
            return {member.name: value for member, value in zip(type_.members, values, strict=True)}
        return {member.name: self._member(member) for member in type_.members}

    def skip(self, type_: Struct) -> None:
        """Go past a message of that type, and make nothing of it."""
        for member in type_.members:
            count = self._count(member)
            if isinstance(member.type, Struct) and member.type.run:
                self._move(member.type.run[0], count * len(member.type.run))
            elif isinstance(member.type, str) and member.type not in _SPECIAL:
                self._move(member.type, count)
            else:
                for _ in range(count):
                    self._structs += 1
                    if self._structs > _MOST_STRUCTS:
                        raise MessageError(f"more than {_MOST_STRUCTS} messages and texts within one")
                    if isinstance(member.type, Struct):
                        self.skip(member.type)
                    else:
                        self._one(member.type)

    def _count(self, member: Member) -> int:
        return 1 if member.array is None else member.count if member.array == "fixed" else self._number("I")

    def _move(self, letter: str, count: int) -> memoryview:
        """The bytes of so many numbers."""
        size = _packed(self._order + letter).size
        if count:
            self._pad(size)
        if count * size > self.left:
            raise MessageError(f"{count} numbers of {size} bytes, but {self.left} bytes are left")
        self._at += count * size
        return self._raw[self._at - count * size : self._at]

    def _member(self, member: Member) -> object:
        if member.array is None:
            return self._one(member.type)
        count = self._count(member)
        if isinstance(member.type, str) and member.type not in _SPECIAL:
            return self._numbers(member.type, count)
        least = least_bytes(member.type)
        if count * least > self.left or (least == 0 and count > _MOST_EMPTY):
            raise MessageError(f"{member.name!r:.80} has {count} elements, but {self.left} bytes are left")
        return [self._one(member.type) for _ in range(count)]

    def _one(self, type_: "str | Struct") -> object:
        if isinstance(type_, Struct):
            return self.message(type_)
        if type_ == "string":
            return self._text()
        if type_ == "time":
            return self._number("i" if self._align > 1 else "I") * _NS + self._number("I")
        if type_ == "duration":
            return self._number("i") * _NS + self._number("I" if self._align > 1 else "i")
        return self._number(type_)

    def _number(self, letter: str) -> Any:  # noqa: ANN401 - a bool, an int or a float
        packed = _packed(self._order + letter)
        self._pad(packed.size)
        if packed.size > self.left:
            raise MessageError("the message ends in the middle of a number")
        (found,) = packed.unpack_from(self._raw, self._at)
        self._at += packed.size
        return found

    def _numbers(self, letter: str, count: int) -> object:
        raw = self._move(letter, count)
        if letter == "B":
            return raw
        if count <= _FEW:
            return struct.unpack(f"{self._order}{count}{letter}", raw)
        return np.frombuffer(raw, dtype=np.dtype(self._order + _DTYPES[letter]))

    def _text(self) -> str:
        size = self._number("I")
        if size > self.left:
            raise MessageError(f"a text of {size} bytes, but {self.left} bytes are left")
        raw = bytes(self._raw[self._at : self._at + size])
        self._at += size
        if self._align > 1:  # CDR counts the NUL at its end
            raw = raw.removesuffix(b"\0")
        return raw.decode("utf-8", "replace")

    def _pad(self, size: int) -> None:
        self._at += -(self._at - self._start) % min(size, self._align)


_SPECIAL = ("string", "time", "duration")
_DTYPES = {"?": "u1", "b": "i1", "B": "u1", "H": "u2", "h": "i2", "I": "u4", "i": "i4", "Q": "u8", "q": "i8",
           "f": "f4", "d": "f8"}  # fmt: skip


@cache
def _packed(layout: str) -> struct.Struct:
    return struct.Struct(layout)


def reader_of(raw: Buffer, encoding: str) -> Reader:
    """A reader of a message that is encoded as `cdr` or `ros1`; raises MessageError."""
    if encoding == "ros1":
        return Reader(raw, little=True, start=0, align=1)
    if len(raw) < 4:
        raise MessageError(f"{len(raw)} bytes have no head of CDR")
    kind = raw[1]
    if raw[0] != 0 or kind not in _CDR:
        raise MessageError(f"the representation {bytes(raw[:2]).hex()} is no plain CDR")
    little, align = _CDR[kind]
    return Reader(raw, little=little, start=4, align=align)


_CDR = {0: (False, 8), 1: (True, 8), 6: (False, 4), 7: (True, 4)}
"""Representation identifier: byte order, largest alignment."""


def decoder(type_: Struct, encoding: str) -> Callable[[Buffer], Plain]:
    """What turns the bytes of messages of that type into plain values.

    It raises MessageError if they are none, also if more than padding is left behind: the type is another one then.
    """

    def decode(raw: Buffer) -> Plain:
        reader = reader_of(raw, encoding)
        found = reader.message(type_)
        _require_end(reader, encoding)
        return found

    return decode


def checker(type_: Struct, encoding: str) -> Callable[[Buffer], None]:
    """What raises MessageError where a decoder would, and makes no values: for messages of which nothing is made."""

    def check(raw: Buffer) -> None:
        reader = reader_of(raw, encoding)
        reader.skip(type_)
        _require_end(reader, encoding)

    return check


def _require_end(reader: Reader, encoding: str) -> None:
    # ROS 2 pads to 4 bytes and a type without members to 1
    if reader.left > (0 if encoding == "ros1" else 8):
        raise MessageError(f"{reader.left} bytes are left behind the message: its type is defined otherwise")


def stamp_reader(type_: Struct, encoding: str) -> Callable[[Buffer], int] | None:
    """What reads the stamp at the begin of a message without reading the rest; None: the type does not begin with one.

    Nanoseconds; 0 where none was set. It raises MessageError.
    """
    first = type_.members[0] if type_.members else None
    if first is None or first.array is not None:
        return None
    if isinstance(first.type, Struct):
        if first.type.name != "std_msgs/Header":
            return None
        skip = 4 if first.type.members[0].name == "seq" else 0
    elif first.type == "time":
        skip = 0
    else:
        return None
    layouts = {"<": _packed("<iI" if encoding == "cdr" else "<II"), ">": _packed(">iI")}

    def stamp(raw: Buffer) -> int:
        start, order = (skip, "<") if encoding == "ros1" else (4 + skip, "<" if raw[1] & 1 else ">")
        if start + 8 > len(raw):
            raise MessageError("the message ends in the middle of its stamp")
        seconds, nanoseconds = layouts[order].unpack_from(raw, start)
        return int(seconds * _NS + nanoseconds)

    return stamp
