"""The hash functions of the format: salts, parts, payloads, leaves and nodes.

It must not know files or records. Formulas: sealed-log.md section 4; tree shape: RFC 6962 section 2.1; HMAC: RFC 2104.
"""

import hmac
import struct
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import hashlib

HASH_SIZE = 32
_SALT_LABEL = b"sealed-log/1/salt"
_SALT_AT = struct.Struct("<QI")
_LENGTH = struct.Struct("<Q")
_PART = sha256(b"\x10")  # to copy a hash is faster than to begin one

Buffer = bytes | bytearray | memoryview


def salt(salt_key: bytes, index: int, part: int) -> bytes:
    """The salt of part `part` of record `index`, 32 bytes."""
    return hmac.digest(salt_key, _SALT_LABEL + _SALT_AT.pack(index, part), "sha256")


class SaltMaker:
    """Makes many salts of one segment: HMAC (RFC 2104) with the two blocks of the key hashed once: twice as fast."""

    def __init__(self, salt_key: bytes) -> None:
        """Begin with the salt key of a segment, 32 bytes."""
        block = salt_key.ljust(64, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in block) + _SALT_LABEL)
        self._outer = sha256(bytes(byte ^ 0x5C for byte in block))

    def salt(self, index: int, part: int) -> bytes:
        """The salt of part `part` of record `index`, 32 bytes."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(_SALT_AT.pack(index, part))
        outer.update(inner.digest())
        return outer.digest()


def part_hasher(part_salt: bytes, length: int) -> "hashlib._Hash":
    """The hash of one part of a payload of `length` bytes, to be fed with them piece by piece."""
    digest = _PART.copy()
    digest.update(part_salt + _LENGTH.pack(length))
    return digest


def part_hash(part_salt: bytes, data: Buffer) -> bytes:
    """The hash of one part of a payload."""
    digest = part_hasher(part_salt, len(data))
    digest.update(data)
    return digest.digest()


def leaf_hash(leaf: Buffer) -> bytes:
    """The hash of the 192 bytes of a leaf."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node of the Merkle tree over leaves."""
    return sha256(b"\x01" + left + right).digest()


def part_node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node of the tree over the parts of one payload."""
    return sha256(b"\x11" + left + right).digest()


def payload_root(part_hashes: Sequence[bytes]) -> bytes:
    """The root over the part hashes of one payload; with one part, its part hash."""
    # pairing neighbours level by level, an odd last one rising as it is, gives the split of RFC 6962
    level = list(part_hashes)
    while len(level) > 1:
        paired = [part_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) & ~1 :]
    return level[0]
