"""Where the pictures of an H.265 byte stream begin and end, and which of them need no other.

It must not decode pictures. Formats: ITU-T H.265, annex B (byte stream) and 7.4.2.4.4 (order of units in a picture).
"""

from collections.abc import Iterator
from typing import NamedTuple

from app.log.source import Source

_BLOCK = 1 << 20
_START = b"\0\0\1"
_HEAD = 6
"""Bytes of a unit that say what it is: start code, header of two bytes, first byte of the slice."""
_SLICES = range(32)
_RANDOM_ACCESS = range(16, 24)
_PARAMETERS = frozenset({32, 33, 34})
_BEFORE_A_PICTURE = frozenset({32, 33, 34, 35, 39, *range(41, 45), *range(48, 56)})
_PICTURES_AT_MOST = 10_000_000


class Picture(NamedTuple):
    """The bytes of a picture in the file, with everything that stands before its slices.

    `key`: it needs no other picture, and its three sets of parameters stand with it.
    """

    start: int
    size: int
    key: bool


def pictures_of(source: Source) -> list[Picture]:
    """The pictures of a byte stream in decoding order; none if it has none. Raises UnreadableError."""
    found: list[Picture] = []
    start: int | None = None
    kinds: set[int] = set()
    has_slices = False
    for at, kind, first_slice in _units(source):
        begins = kind in _BEFORE_A_PICTURE or (kind in _SLICES and first_slice)
        if has_slices and begins and start is not None:
            found.append(_picture(start, at, kinds))
            start, kinds, has_slices = None, set(), False
            if len(found) >= _PICTURES_AT_MOST:
                break
        if start is None:
            start = at
        kinds.add(kind)
        has_slices = has_slices or kind in _SLICES
    if has_slices and start is not None:
        found.append(_picture(start, source.size, kinds))
    return found


def _picture(start: int, end: int, kinds: set[int]) -> Picture:
    key = any(kind in _RANDOM_ACCESS for kind in kinds) and kinds >= _PARAMETERS
    return Picture(start, end - start, key)


def _units(source: Source) -> Iterator[tuple[int, int, bool]]:
    """Each unit: where its start code begins, a zero before it included, its kind, and whether a picture begins."""
    for offset in range(0, source.size, _BLOCK):
        # the head of a unit may reach into the next block, its zero into the one before
        before = min(1, offset)
        block = source.read(offset - before, before + _BLOCK + _HEAD)
        at = block.find(_START, before - 1 if before else 0)
        while 0 <= at < before + _BLOCK and at + _HEAD <= len(block):
            if at >= before:
                kind = (block[at + 3] >> 1) & 0x3F
                zero = at > 0 and block[at - 1] == 0
                yield offset - before + at - zero, kind, bool(block[at + 5] & 0x80)
            at = block.find(_START, at + 3)
