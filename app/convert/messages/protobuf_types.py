"""Protobuf messages to plain values, by the descriptors that a file carries.

It must not know what a type means. Descriptors and messages are hostile: both are limited in size, and protobuf itself
limits how deep they are nested.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

from app.convert.messages.carrier import Buffer, MessageError
from app.kinds.channel_spec import ColumnType

_MOST_SCHEMA_BYTES = 16 << 20
_MOST_MESSAGE_BYTES = 64 << 20
"""As Python has them, small parts of a message take some ten times their bytes."""
_MOST_COLUMNS = 512
_STAMPS = ("google.protobuf.Timestamp", "google.protobuf.Duration", "osi3.Timestamp")
_NS = 1_000_000_000
Plain = dict[str, Any]
Scalar = tuple[str, ColumnType, dict[str, str] | None, bool]
"""Path of a number in a message, its type, the names of its values, and whether it is a time in nanoseconds."""


class ProtobufType:
    """A message type of a FileDescriptorSet."""

    def __init__(self, type_name: str, schema: bytes) -> None:
        """Find the type; raises MessageError if the descriptors are none or have it not."""
        from google.protobuf import (  # type: ignore[import-untyped]
            descriptor_pb2,
            descriptor_pool,
            message,
            message_factory,
        )

        if len(schema) > _MOST_SCHEMA_BYTES:
            raise MessageError(f"descriptors of {len(schema)} bytes; at most {_MOST_SCHEMA_BYTES} are read")
        self._error = message.DecodeError
        try:
            files = descriptor_pb2.FileDescriptorSet.FromString(schema)
            pool = descriptor_pool.DescriptorPool()
            waiting = {one.name: one for one in files.file}
            for name in list(waiting):
                _add(pool, waiting, name, depth=0)
            self._descriptor: Any = pool.FindMessageTypeByName(type_name)
            self._class: Any = message_factory.GetMessageClass(self._descriptor)
        except (message.DecodeError, TypeError, KeyError, ValueError) as error:
            raise MessageError(f"its protobuf descriptors cannot be used: {error}") from error

    def decode(self, raw: Buffer) -> Plain:
        """The members that are set; times as nanoseconds, enums as numbers. Raises MessageError."""
        if len(raw) > _MOST_MESSAGE_BYTES:
            raise MessageError(f"a protobuf message of {len(raw)} bytes; at most {_MOST_MESSAGE_BYTES} are read")
        try:
            return _plain(self._class.FromString(bytes(raw)))
        except self._error as error:
            raise MessageError(f"is no {self._descriptor.full_name}: {error}") from error

    def scalars(self) -> tuple[Scalar, ...] | None:
        """Its numbers, if it has nothing but numbers, times and the name of its frame; None if it has more."""
        try:
            return tuple(_scalars(self._descriptor, "", count())) or None
        except MessageError:
            return None


def _add(pool: Any, waiting: dict[str, Any], name: str, *, depth: int) -> None:  # noqa: ANN401
    """Add a file and, before it, those that it imports: their order in the set is not to be relied on."""
    file = waiting.pop(name, None)
    if file is None:
        return
    if depth > 64:
        raise MessageError("files import each other more than 64 deep")
    for imported in file.dependency:
        _add(pool, waiting, imported, depth=depth + 1)
    pool.Add(file)


def _plain(message: Any) -> Plain:  # noqa: ANN401
    if message.DESCRIPTOR.full_name in _STAMPS:
        return {"ns": message.seconds * _NS + message.nanos}
    found: Plain = {}
    for field, value in message.ListFields():
        if field.message_type is None:
            found[field.name] = list(value) if _many(field) else value
        elif field.message_type.GetOptions().map_entry:
            found[field.name] = {
                str(key): one if not hasattr(one, "ListFields") else _plain(one) for key, one in value.items()
            }
        elif _many(field):
            found[field.name] = [_plain(one) for one in value]
        else:
            found[field.name] = (
                value.seconds * _NS + value.nanos if field.message_type.full_name in _STAMPS else _plain(value)
            )
    return found


def _many(field: Any) -> bool:  # noqa: ANN401
    return bool(field.is_repeated)


def _scalars(descriptor: Any, path: str, steps: Iterator[int]) -> Iterator[Scalar]:  # noqa: ANN401
    """The numbers of a type; `steps` counts what was looked at, for a type may contain itself."""
    for field in descriptor.fields:
        if next(steps) > _MOST_COLUMNS:
            raise MessageError(f"more than {_MOST_COLUMNS} members")
        name = f"{path}{field.name}"
        if _many(field):
            raise MessageError(f"{name} is a list")
        if field.message_type is not None:
            if field.message_type.full_name in _STAMPS:
                yield name, "<i8", None, True
            else:
                yield from _scalars(field.message_type, f"{name}.", steps)
        elif field.enum_type is not None:
            codes = {str(one.number): one.name for one in list(field.enum_type.values)[:_MOST_COLUMNS]}
            yield name, "<i4", codes, False
        elif field.cpp_type in _COLUMNS:
            yield name, _COLUMNS[field.cpp_type], None, False
        elif name != "frame_id":
            raise MessageError(f"{name} is no number")


_COLUMNS: dict[int, ColumnType] = {1: "<i4", 2: "<i8", 3: "<u4", 4: "<u8", 5: "<f8", 6: "<f4", 7: "|u1"}
"""By C++ type, as descriptor.proto numbers them."""
