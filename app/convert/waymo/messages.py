"""The messages of the Waymo Open Dataset: made of the published descriptors, parsed within limits.

It must not know what they mean. Descriptors: resources/protos/waymo, see SOURCE.md there.
"""

from functools import cache
from typing import Any

from app.convert.encodings.protobuf_wire import WireError, members
from app.record.entry import sayable
from app.resource import resource

_SET = ("protos", "waymo", "waymo.binpb")
_PACKAGE = "waymo.open_dataset."
_MOST_TEXT = 256
MOST_MEMBERS = 200_000
"""Of a message itself, not of those in it: real scenarios have about 500. Each empty one takes 130 bytes of memory."""


class MessageError(ValueError):
    """Bytes that are no such message; the text says so."""


def parsed(name: str, raw: bytes) -> Any:  # noqa: ANN401 - the classes of messages are made when the program runs
    """The message of that name, such as `Frame`, in some bytes; raises MessageError."""
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        for _ in members(raw, most=MOST_MEMBERS):
            pass
        return message_class(name).FromString(raw)
    except (WireError, DecodeError) as error:
        raise MessageError(f"is no {name}: {error}"[:200]) from error


def unknown_members(message: Any) -> int:  # noqa: ANN401 - see above
    """How many members a message has, those in it aside, that are not published here."""
    from google.protobuf.unknown_fields import UnknownFieldSet  # type: ignore[import-untyped]

    return len(UnknownFieldSet(message))


def text_of(message: Any, member: str) -> str:  # noqa: ANN401 - see above
    """A text of a message, at most 256 characters; what is no UTF-8 is replaced."""
    value = getattr(message, member)
    # bytes that are no UTF-8 come as bytes
    return sayable(value, _MOST_TEXT) if isinstance(value, str) else text(value)


def text(raw: bytes) -> str:
    """A text as it stands in a message, at most 256 characters; what is no UTF-8 is replaced."""
    return sayable(raw.decode("utf-8", "replace"), _MOST_TEXT)


def enum_name(message: Any, member: str) -> str:  # noqa: ANN401 - see above
    """What an enumeration says in a member of a message, in lower case; a code that is not known reads as unset."""
    known = message.DESCRIPTOR.fields_by_name[member].enum_type.values_by_number
    return str(known[getattr(message, member)].name.lower())


@cache
def message_class(name: str) -> Any:  # noqa: ANN401 - see above
    """The class of a message of the package."""
    from google.protobuf.message_factory import GetMessageClass  # type: ignore[import-untyped]

    return GetMessageClass(_pool().FindMessageTypeByName(_PACKAGE + name))


@cache
def _pool() -> Any:  # noqa: ANN401 - see above
    from google.protobuf.descriptor_pb2 import FileDescriptorSet  # type: ignore[import-untyped]
    from google.protobuf.descriptor_pool import DescriptorPool  # type: ignore[import-untyped]

    # a pool of its own: other formats may have messages of the same names
    pool = DescriptorPool()
    waiting = {file.name: file for file in FileDescriptorSet.FromString(resource(*_SET).read_bytes()).file}
    while waiting:
        ready = [one for one in waiting.values() if not waiting.keys() & set(one.dependency)]
        assert ready, "the descriptors need each other in a circle"
        for file in ready:
            pool.Add(file)
            del waiting[file.name]
    return pool
