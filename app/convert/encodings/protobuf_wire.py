"""The members of a protobuf message as they stand in its bytes, one after another, without what they mean.

It must not know any message. Layout: protobuf.dev/programming-guides/encoding. Groups, which nobody writes any more,
are not read.
"""

from collections.abc import Iterator

VARINT, FIXED_64, SIZED, FIXED_32 = 0, 1, 2, 5
_MOST_VARINT = 10


class WireError(ValueError):
    """Bytes that are no message, or one with more members than are read; the text says which."""


def members(raw: bytes, *, most: int) -> Iterator[tuple[int, int, memoryview]]:
    """Number, wire type and bytes of each member, those of a varint being empty; raises WireError."""
    view, at, count = memoryview(raw), 0, 0
    while at < len(view):
        count += 1
        if count > most:
            raise WireError(f"has more than {most} members")
        key, at = _varint(view, at)
        size, at = _size(view, at, key & 7)
        if at + size > len(view):
            raise WireError("is cut off")
        yield key >> 3, key & 7, view[at : at + size]
        at += size


def _size(view: memoryview, at: int, wire: int) -> tuple[int, int]:
    """How many bytes a member of that wire type has, and where they begin."""
    if wire == SIZED:
        return _varint(view, at)
    if wire == VARINT:
        return 0, _varint(view, at)[1]
    if wire in (FIXED_64, FIXED_32):
        return (8 if wire == FIXED_64 else 4), at
    raise WireError("has a member of a sort that is not read")


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(view[at : at + _MOST_VARINT]):
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value, at + place + 1
    raise WireError("is cut off")
