"""The type of a topic's messages: how they become plain values, where their stamp is, which numbers they are made of.

It must not know which kind of record a type becomes.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple, TypeGuard, cast

import msgspec

from app.convert.messages.carrier import Buffer, MessageError, Topic, printable
from app.convert.messages.ros_types import DefinitionError, Struct, defined, published, short
from app.convert.messages.ros_wire import checker, decoder, stamp_reader
from app.kinds.channel_spec import ColumnType

Plain = dict[str, Any]
_NS = 1_000_000_000
_MOST_ELEMENTS = 64
_MOST_COLUMNS = 512
_MOST_TEXT = 64 << 20
_NAMES = {"ros2msg": True, "ros2idl": True, "ros1msg": False}
_LETTERS: Mapping[str, ColumnType] = {
    "?": "|u1", "B": "|u1", "b": "|i1", "H": "<u2", "h": "<i2", "I": "<u4", "i": "<i4", "Q": "<u8", "q": "<i8",
    "f": "<f4", "d": "<f8", "time": "<i8", "duration": "<i8",
}  # fmt: skip


class Number(NamedTuple):
    """A number that every message of a type has: its path, its column, whether it is a time, names of its values."""

    path: tuple[str | int, ...]
    type: ColumnType
    is_time: bool = False
    codes: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        """The path as people write it."""
        text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return text.removeprefix(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageType:
    """`decode` and `stamp` raise MessageError; a stamp is nanoseconds, None where the message says none.

    `numbers`: all that a message has, if these are nothing but numbers and the name of its frame.
    """

    name: str
    decode: Callable[[Buffer], Plain]
    stamp: Callable[[Buffer], int | None]
    numbers: tuple[Number, ...] | None
    absent_is_zero: bool = False
    """Protobuf leaves out what is zero."""
    check: Callable[[Buffer], None] | None = None
    """Raises MessageError for what does not decode, where `stamp` looks no further than the stamp."""


def message_type(topic: Topic) -> MessageType:
    """The type of a topic; raises MessageError if it cannot be read, which says why."""
    name = _short(topic.type_name)
    if topic.encoding in ("cdr", "ros1"):
        return _ros(topic, name)
    if topic.encoding == "protobuf":
        return _protobuf(topic, name)
    if topic.encoding == "json":
        return MessageType(
            name=name, decode=_json, stamp=lambda raw: stamp_of(_json(raw)), numbers=_json_numbers(topic.schema)
        )
    raise MessageError(f"messages encoded as {topic.encoding!r:.40} are not read")


def _short(type_name: str) -> str:
    """One name for `sensor_msgs/msg/Imu` and `sensor_msgs/Imu`, `foxglove_msgs/msg/Log` and `foxglove.Log`."""
    plain = short(type_name)
    return plain.replace("foxglove_msgs/", "foxglove.") if plain.startswith("foxglove_msgs/") else plain


def _ros(topic: Topic, name: str) -> MessageType:
    ros2 = topic.encoding == "cdr"
    known: Struct | None = None
    if topic.schema and topic.schema_encoding != "ros2idl":
        try:
            known = defined(topic.type_name, topic.schema.decode("utf-8", "replace"), ros2=ros2)
        except DefinitionError as error:
            raise MessageError(f"the definition of {topic.type_name!r:.80} cannot be used: {error}") from error
    elif ros2:
        known = published(topic.type_name)
    if known is None:
        raise MessageError(f"there is no definition of {topic.type_name!r:.80}, and it is none of the common types")
    decode = decoder(known, topic.encoding)
    stamp = stamp_reader(known, topic.encoding)
    if stamp is None:
        return MessageType(
            name=name, decode=decode, numbers=_ros_numbers(known),
            stamp=(lambda raw: stamp_of(decode(raw))) if _may_have_stamp(known) else lambda _: None,
        )  # fmt: skip
    quick = stamp
    return MessageType(
        name=name, decode=decode, stamp=lambda raw: quick(raw) or None, numbers=_ros_numbers(known),
        check=checker(known, topic.encoding),
    )  # fmt: skip


def _may_have_stamp(type_: Struct) -> bool:
    return any(one.name in ("header", "stamp", "timestamp", "transforms", "markers") for one in type_.members)


def _ros_numbers(type_: Struct) -> tuple[Number, ...] | None:
    try:
        found = tuple(_walk(type_, (), count()))
    except MessageError:
        return None
    return found or None


def _walk(type_: Struct, path: tuple[str | int, ...], steps: Iterator[int]) -> Iterator[Number]:
    """The numbers of a type; `steps` counts what was looked at, for a type may promise more than ever ends."""
    for member in type_.members:
        if member.array == "many" or member.count > _MOST_ELEMENTS:
            raise MessageError(f"{member.name} is a list")
        places: list[tuple[str | int, ...]] = [(*path, member.name)]
        if member.array:
            places = [(*path, member.name, index) for index in range(member.count)]
        for place in places:
            if next(steps) > _MOST_COLUMNS:
                raise MessageError(f"more than {_MOST_COLUMNS} members")
            if isinstance(member.type, Struct):
                yield from _walk(member.type, place, steps)
            elif member.type in _LETTERS:
                yield Number(place, _LETTERS[member.type], member.type in ("time", "duration"))
            elif place not in (("header", "frame_id"), ("frame_id",)):
                raise MessageError(f"{member.name} is no number")


def _protobuf(topic: Topic, name: str) -> MessageType:
    from app.convert.messages.protobuf_types import ProtobufType

    type_ = ProtobufType(topic.type_name, topic.schema)
    scalars = type_.scalars()
    numbers = None
    if scalars is not None and len(scalars) <= _MOST_COLUMNS:
        numbers = tuple(
            Number(tuple(path.split(".")), kind, is_time=is_time, codes=codes) for path, kind, codes, is_time in scalars
        )

    def stamp(raw: Buffer) -> int | None:
        plain = type_.decode(raw)
        # a simulation begins at zero
        return plain.get("timestamp") if name.startswith("osi3.") else stamp_of(plain)

    return MessageType(name=name, decode=type_.decode, stamp=stamp, numbers=numbers, absent_is_zero=True)


def _json(raw: Buffer) -> Plain:
    if len(raw) > _MOST_TEXT:
        raise MessageError(f"a JSON message of {len(raw)} bytes; at most {_MOST_TEXT} are read")
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise MessageError(f"is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise MessageError("is no JSON object")
    return found


def _json_numbers(schema: bytes) -> tuple[Number, ...] | None:
    """The numbers that a JSON Schema describes, if it describes nothing else at the top."""
    try:
        described = msgspec.json.decode(schema) if schema else None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    properties = described.get("properties") if isinstance(described, dict) else None
    if not isinstance(properties, dict) or not 0 < len(properties) <= _MOST_COLUMNS:
        return None
    found: list[Number] = []
    for name, one in properties.items():
        kind = one.get("type") if isinstance(one, dict) else None
        if kind in _JSON_COLUMNS:
            found.append(Number((name,), _JSON_COLUMNS[kind]))
        elif name not in ("timestamp", "frame_id"):
            return None
    return tuple(found) or None


_JSON_COLUMNS: Mapping[object, ColumnType] = {"number": "<f8", "integer": "<i8", "boolean": "|u1"}
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.(\d+))?(Z|[+-]\d\d:\d\d)\Z")


def stamp_of(plain: Plain) -> int | None:
    """The stamp that a message says, in nanoseconds; None if it says none, or zero, which nobody set."""
    header = plain.get("header")
    if isinstance(header, dict):
        return _ns(header.get("stamp"))
    for name in ("stamp", "timestamp"):
        if name in plain:
            return _ns(plain[name])
    for name in ("transforms", "markers"):
        many = plain.get(name)
        if isinstance(many, list) and many and isinstance(many[0], dict):
            return stamp_of(many[0])
    return None


def _ns(value: object) -> int | None:
    """A time as messages write it: nanoseconds, seconds with nanoseconds apart, or RFC 3339."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 < abs(value) < 2**62 else None
    if isinstance(value, dict):
        seconds = value.get("sec", value.get("secs", value.get("seconds", 0)))
        rest = next((value[name] for name in ("nsec", "nanosec", "nanos", "nsecs") if name in value), 0)
        return _ns(seconds * _NS + rest) if _whole(seconds) and _whole(rest) else None
    if isinstance(value, str) and (match := _ZONED.match(value)):
        try:
            whole = int(
                datetime.fromisoformat(value[:19].replace(" ", "T") + match[2].replace("Z", "+00:00")).timestamp()
            )
        except ValueError:
            return None
        return _ns(whole * _NS + int((match[1] or "0")[:9].ljust(9, "0")))
    return None


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def frame_of(plain: Plain) -> str | None:
    """The frame that a message names, without the slash that ROS 1 allowed before it."""
    header = plain.get("header")
    name = header.get("frame_id") if isinstance(header, dict) else plain.get("frame_id")
    return printable(name.lstrip("/")[:200]) or None if isinstance(name, str) else None


def bytes_of(value: object) -> Buffer:
    """A member that holds bytes, which JSON writes as base64; raises MessageError."""
    if isinstance(value, bytes | memoryview):
        return value
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise MessageError(f"its data is no base64: {error}") from error
    raise MessageError("has no bytes where its data should be")


def number_of(plain: Plain, *path: str) -> float:
    """A number by its path, NaN where there is none; raises MessageError if something else is there."""
    found: object = plain
    for part in path:
        found = cast("Plain", found).get(part) if isinstance(found, dict) else None
    if found is None:
        return float("nan")
    if isinstance(found, int | float):
        return float(found)
    raise MessageError(f"{'.'.join(path)} is no number")
