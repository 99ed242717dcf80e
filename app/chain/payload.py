"""Whether a payload hashes to what its leaf says, part by part, without ever holding more than a piece of it.

It must not know where the bytes come from. Rules: sealed-log.md sections 4, 8 and 9 step 9.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

from app.chain.hashes import part_hasher, payload_root, salt
from app.log.record import DISCLOSED, LENGTH_ONLY, WITHHELD, Extent, Part, Problem
from app.log.source import Source, UnreadableError

CHUNK = 1 << 20


class Reader(Protocol):
    """Gives the bytes of a payload in pieces."""

    def pieces(self, start: int, length: int) -> Iterator[memoryview]:
        """The bytes `[start, start + length)` of the payload; raises `EOFError` or `UnreadableError`."""


class InMemory:
    """A payload that was read already."""

    def __init__(self, payload: bytes) -> None:
        """Read from `payload`."""
        self._payload = memoryview(payload)

    def pieces(self, start: int, length: int) -> Iterator[memoryview]:
        """The bytes as one piece."""
        yield self._payload[start : start + length]


class InFile:
    """A payload in an open file, read through one buffer that its owner lends."""

    def __init__(self, source: Source, offset: int, buffer: memoryview, advance: Callable[[int], None]) -> None:
        """Read what begins at byte `offset` of `source` by way of `buffer`; `advance` is told of every piece read."""
        self._source = source
        self._advance = advance
        self._offset = offset
        self._buffer = buffer

    def pieces(self, start: int, length: int) -> Iterator[memoryview]:
        """The bytes in pieces no larger than the buffer."""
        done = 0
        while done < length:
            target = self._buffer[: min(len(self._buffer), length - done)]
            if self._source.read_into(self._offset + start + done, target) < len(target):
                raise EOFError
            yield target
            done += len(target)
            self._advance(len(target))


def payload_problem(
    extent: Extent, reader: Reader, *, index: int, root: bytes, salt_key: bytes | None
) -> Problem | None:
    """What is wrong with a payload: None, or a problem with its finding code.

    `extent` says how it is hashed; `root` and `index` are fields of the leaf: salts go with the index that it names.
    """
    if extent.problem is not None:
        return extent.problem
    if extent.withheld:
        return None
    parts = extent.parts if extent.parts is not None else (Part(LENGTH_ONLY, extent.length, bytes(32)),)
    hashes: list[bytes] = []
    start = 0
    try:
        for number, part in enumerate(parts):
            pieces = reader.pieces(start, part.length)
            if part.kind == WITHHELD:
                if any(bytes(piece).strip(b"\0") for piece in pieces):
                    return Problem("PAYLOAD", f"part {number} is withheld, but its place is not empty")
                hashes.append(part.value)
            else:
                part_salt = part.value if part.kind == DISCLOSED else salt(salt_key or b"", index, number)
                hashes.append(_part_hash(part_salt, part.length, pieces))
            start += part.length
    except UnreadableError as error:
        return Problem("READ_ERROR", str(error))
    except EOFError:
        return Problem("SHORT_READ", "the file ends before the payload does")
    if payload_root(hashes) != root:
        return Problem("PAYLOAD", "the payload does not hash to what its leaf says")
    return None


def _part_hash(part_salt: bytes, length: int, pieces: Iterator[memoryview]) -> bytes:
    digest = part_hasher(part_salt, length)
    for piece in pieces:
        digest.update(piece)
    return digest.digest()
