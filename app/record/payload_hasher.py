"""Salted hashes of payloads, and the rows of the part table for those in several parts.

It must not know files. Formulas: sealed-log.md section 4; rows: section 8.
"""

import struct

from app.chain.hashes import SaltMaker, part_hash, payload_root
from app.log.directory import PART_SIZE
from app.record.entry import Entry

_ROW = struct.Struct("<QIIQQ32x")
_LENGTH_ONLY = 0
assert _ROW.size == PART_SIZE


class PayloadHasher:
    """Hashes the payloads of one segment. Used by one thread."""

    def __init__(self, salt_key: bytes) -> None:
        self._salt = SaltMaker(salt_key).salt
        self.rows = bytearray()
        """Rows of the part table that are still to be written."""

    def root(self, index: int, entry: Entry) -> bytes:
        """`payload_root` of the record `index`."""
        if not entry.parts:
            return part_hash(self._salt(index, 0), entry.payload)
        view = memoryview(entry.payload)
        hashes: list[bytes] = []
        for part, length in enumerate(entry.parts):
            hashes.append(part_hash(self._salt(index, part), view[:length]))
            view = view[length:]
            self.rows += _ROW.pack(index, part, _LENGTH_ONLY, length, 0)
        return payload_root(hashes)
