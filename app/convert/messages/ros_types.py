"""The types of ROS messages: from the definitions in a file, or from those that are published where it has none.

It must not know bytes. Grammar: ROS 2 interface definition (docs.ros.org, msg format) and ROS 1 (wiki.ros.org/msg); a
definition from a file is hostile: it is read by a grammar of our own and no code is made of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from struct import calcsize
from typing import Literal

PRIMITIVES: Mapping[str, str] = {
    "bool": "?", "byte": "B", "char": "B", "octet": "B", "uint8": "B", "int8": "b", "uint16": "H", "int16": "h",
    "uint32": "I", "int32": "i", "uint64": "Q", "int64": "q", "float32": "f", "float64": "d",
}  # fmt: skip
"""The letter of `struct` for each. In ROS 1 a byte is signed."""
_TIMES = {"time": "time", "duration": "duration", "builtin_interfaces/Time": "time",
          "builtin_interfaces/Duration": "duration"}  # fmt: skip
_SEPARATOR = re.compile(r"^=+\s*$", re.MULTILINE)
_FIELD = re.compile(
    r"(?P<type>[A-Za-z][\w/]*)(?:<=(?P<chars>\d+))?(?P<array>\[(?:<=)?\d*\])?\s+(?P<name>[A-Za-z]\w*)\s*(?P<rest>.*)"
)
_MOST_DEPTH = 24
_MOST_LINES = 20_000
_MOST_NUMBER = 1 << 20


class DefinitionError(ValueError):
    """A definition cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a message: a primitive (a letter of `struct`), `string`, `time`, `duration`, or a message.

    `array`: None for one, `many` for as many as the message says, `fixed` for `count`.
    """

    name: str
    type: "str | Struct"
    array: Literal["fixed", "many"] | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Struct:
    """A message type, all of its members resolved. `least`: bytes that one has at least, but for padding.

    `run`: where it is nothing but numbers of one size, their letters of `struct`, which lie side by side then.
    """

    name: str
    members: tuple[Member, ...]
    least: int
    run: str = ""


def least_bytes(type_: str | Struct) -> int:
    """Bytes that one of a type has at least, but for padding."""
    if isinstance(type_, Struct):
        return type_.least
    return {"string": 4, "time": 8, "duration": 8}.get(type_) or calcsize("<" + type_)


def short(type_name: str) -> str:
    """The name of a type as ROS 1 writes it, which ROS 2 writes as `package/msg/Name` and IDL with colons."""
    parts = [part for part in type_name.replace("::", "/").split("/") if part and part not in ("msg", "srv", "action")]
    return "/".join(parts)


def defined(type_name: str, text: str, *, ros2: bool) -> Struct:
    """The type of that name as a definition with all that it uses says it.

    Raises:
        DefinitionError: it is none, uses what is nowhere defined, or goes round in a circle.
    """
    if text.count("\n") > _MOST_LINES:
        raise DefinitionError(f"a definition of more than {_MOST_LINES} lines")
    texts = _SEPARATOR.split(text)
    found = {short(type_name): _lines(texts[0])}
    for one in texts[1:]:
        head, _, body = one.lstrip().partition("\n")
        if not head.startswith("MSG:"):
            raise DefinitionError(f"a part of the definition begins with {head[:40]!r} and not with MSG:")
        found.setdefault(short(head[4:].strip()), _lines(body))
    return _Resolver(found, ros2=ros2).struct(short(type_name))


def published(type_name: str) -> Struct | None:
    """The type as ROS 2 publishes it, or None: it is none of the common ones."""
    return _published(short(type_name))


@cache
def _published(name: str) -> Struct | None:
    try:
        return _Resolver({}, ros2=True).struct(name)
    except DefinitionError:
        return None


_Lines = list[tuple[str, str, str]]
"""Type, array and name of each member."""


def _lines(text: str) -> _Lines:
    found: _Lines = []
    for line in text.splitlines():
        plain = line.strip()
        if not plain or plain[0] in "#@":
            continue
        match = _FIELD.match(plain)
        if match is None:
            raise DefinitionError(f"the line {plain[:60]!r} defines no member")
        if match["rest"].startswith("=") and not match["array"]:
            continue  # a constant
        found.append((match["type"], match["array"] or "", match["name"]))
    return found


class _Resolver:
    """Puts types together from their lines."""

    def __init__(self, lines: Mapping[str, _Lines], *, ros2: bool) -> None:
        self._lines = lines
        self._ros2 = ros2
        self._known: dict[str, Struct] = {}
        self._open: list[str] = []

    def struct(self, name: str) -> Struct:
        """The type of that name; raises DefinitionError."""
        if name in self._known:
            return self._known[name]
        if name in self._open or len(self._open) == _MOST_DEPTH:
            raise DefinitionError(f"type {name!r:.80} contains itself, or is nested deeper than {_MOST_DEPTH}")
        lines = self._lines.get(name)
        if lines is None and name == "std_msgs/Header":
            lines = _HEADER_2 if self._ros2 else _HEADER_1
        if lines is None:
            lines = _store(name) if self._ros2 else None
        if lines is None:
            raise DefinitionError(f"type {name!r:.80} is nowhere defined")
        self._open.append(name)
        members = tuple(self._member(*line, within=name) for line in lines)
        self._open.pop()
        parts = ({None: 1, "many": 0, "fixed": one.count}[one.array] * least_bytes(one.type) for one in members)
        counts = sum(4 for one in members if one.array == "many")
        self._known[name] = Struct(name, members, sum(parts) + counts, _run(members))
        return self._known[name]

    def _member(self, type_: str, array: str, name: str, *, within: str) -> Member:
        digits = array.strip("[]<=")
        if len(digits) > 9 or (digits and "<" not in array and int(digits) > _MOST_NUMBER):
            raise DefinitionError(f"member {name!r:.80} has more than {_MOST_NUMBER} elements")
        resolved = self._type(type_, within)
        if not array:
            return Member(name, resolved)
        many = not digits or "<" in array
        return Member(name, resolved, "many" if many else "fixed", 0 if many else int(digits))

    def _type(self, type_: str, within: str) -> "str | Struct":
        if type_ == "byte" and not self._ros2:
            return PRIMITIVES["int8"]
        if type_ in PRIMITIVES:
            return PRIMITIVES[type_]
        if type_ == "string":
            return "string"
        if type_ == "wstring":
            raise DefinitionError("texts of wide characters are not read")
        plain = short(type_)
        if plain in _TIMES:
            return _TIMES[plain]
        own = plain if "/" in plain else f"{within.rsplit('/', 1)[0]}/{plain}"
        # in ROS 1 the name is a word of the language, in ROS 2 it is one that a package may give a type of its own
        if plain == "Header" and not (self._ros2 and own in self._lines):
            return self.struct("std_msgs/Header")
        return self.struct(own)


def _run(members: tuple[Member, ...]) -> str:
    letters = [one.type for one in members if one.array is None and isinstance(one.type, str) and len(one.type) == 1]
    one_size = len({calcsize("<" + letter) for letter in letters}) == 1
    return "".join(letters) if one_size and len(letters) == len(members) else ""


_HEADER_2: _Lines = [("builtin_interfaces/Time", "", "stamp"), ("string", "", "frame_id")]
_HEADER_1: _Lines = [("uint32", "", "seq"), ("time", "", "stamp"), ("string", "", "frame_id")]


def _store(name: str) -> _Lines | None:
    """The lines of a type that files without definitions use: of the vehicle packages below, or of ROS 2 itself."""
    from rosbags.typesys.stores.ros2_humble import FIELDDEFS

    from app.convert.messages.ros_vehicle_types import DEFINITIONS

    if name in DEFINITIONS:
        return _lines(DEFINITIONS[name].replace(";", "\n"))
    package, _, last = name.rpartition("/")
    described = FIELDDEFS.get(f"{package}/msg/{last}")
    if described is None:
        return None
    return [(*_published_type(node), member) for member, node in described[1]]


def _published_type(node: tuple[int, object]) -> tuple[str, str]:
    """Type and array as lines have them, from the nodes in which rosbags keeps the published types."""
    kind, inside = int(node[0]), node[1]
    if kind == _BASE:
        return str(inside[0]), ""  # type: ignore[index]
    if kind == _NAME:
        return short(str(inside)), ""
    of, count = inside  # type: ignore[misc]
    return _published_type(of)[0], f"[{count}]" if kind == _ARRAY else "[]"  # type: ignore[has-type]


_BASE, _NAME, _ARRAY = 1, 2, 3
