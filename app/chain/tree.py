"""The Merkle tree over leaf hashes: roots at any size of a finished list, and the running root of a growing one.

It must not know what the leaves are. Shape: RFC 6962 section 2.1, as in sealed-log.md section 4.
"""

import struct
from collections.abc import Iterator
from hashlib import sha256

from app.chain.hashes import HASH_SIZE, Buffer, node_hash


def hash_rows(prefix: bytes, rows: Buffer, width: int) -> bytes:
    """SHA-256 of each `width` bytes of `rows` behind `prefix`; the digests one after another."""
    begun = sha256(prefix).copy  # to copy a hash is faster than to begin one, or to put the prefix before each row
    digests = []
    for (row,) in struct.iter_unpack(f"{width}s", rows):
        digest = begun()
        digest.update(row)
        digests.append(digest.digest())
    return b"".join(digests)


class Tree:
    """All complete subtrees over a list of leaf hashes, so that the root at any size costs O(log size)."""

    def __init__(self, leaf_hashes: bytes) -> None:
        """Build from the leaf hashes one after another, 32 bytes each."""
        self.size = len(leaf_hashes) // HASH_SIZE
        self._levels = [leaf_hashes]
        while len(self._levels[-1]) >= 2 * HASH_SIZE:
            below = self._levels[-1]
            paired = len(below) - len(below) % (2 * HASH_SIZE)
            self._levels.append(hash_rows(b"\x01", memoryview(below)[:paired], 2 * HASH_SIZE))

    def root(self, size: int) -> bytes:
        """The root over the first `size` leaves, 1 <= size <= self.size."""
        assert 1 <= size <= self.size
        return _join(self._subtrees(size))

    def _subtrees(self, size: int) -> Iterator[bytes]:
        """The roots of the complete subtrees that make up the first `size` leaves, the smallest first."""
        for height, level in enumerate(self._levels):
            if size >> height & 1:
                at = ((size >> height) - 1) * HASH_SIZE
                yield level[at : at + HASH_SIZE]


class Frontier:
    """The running tree of a growing list: only the complete subtrees that are still to be joined."""

    def __init__(self) -> None:
        """Begin with no leaf."""
        self.size = 0
        self._subtrees: list[bytes] = []

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf hash."""
        joined = leaf_hash
        remaining = self.size
        while remaining & 1:
            joined = node_hash(self._subtrees.pop(), joined)
            remaining >>= 1
        self._subtrees.append(joined)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far, at least one."""
        assert self.size
        return _join(iter(reversed(self._subtrees)))

    def copy(self) -> "Frontier":
        """A second frontier in the same state."""
        twin = Frontier()
        twin.size = self.size
        twin._subtrees = list(self._subtrees)
        return twin


def _join(subtrees: Iterator[bytes]) -> bytes:
    joined = next(subtrees)
    for subtree in subtrees:
        joined = node_hash(subtree, joined)
    return joined
