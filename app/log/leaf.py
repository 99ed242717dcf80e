"""The 192-byte leaf of a record: its layout for numpy, for `struct` and for HDF5.

It must not know files or hashes. Layout: sealed-log.md section 3.
"""

import struct
from dataclasses import dataclass, fields
from enum import IntEnum
from operator import attrgetter

import numpy as np
import numpy.typing as npt

LEAF_SIZE = 192
MAGIC = b"SLR1"
SUITE = 1
NONE = 2**64 - 1
UNKNOWN_TIME_NS = -(2**63)
UNKNOWN_UNCERTAINTY_US = 2**32 - 1
KEY_FRAME = 1
MAX_PARTS = 4096
SYSTEM_CHANNEL = 0


class RecordType(IntEnum):
    """What a record is; every type but DATA belongs to channel 0."""

    GENESIS = 0
    DATA = 1
    GAP = 2
    EPOCH = 3
    CLOCK = 4
    EVENT = 5
    FAULT = 6
    ANNEX = 7
    END = 255


LEAF_DTYPE = np.dtype(
    [
        ("magic", "S4"),
        ("suite", "<u1"),
        ("type", "<u1"),
        ("flags", "<u2"),
        ("segment_id", "<u1", (16,)),
        ("index", "<u8"),
        ("channel", "<u4"),
        ("parts", "<u4"),
        ("channel_seq", "<u8"),
        ("prev_in_channel", "<u8"),
        ("t_arrival", "<i8"),
        ("t_capture", "<i8"),
        ("t_utc", "<i8"),
        ("utc_uncertainty", "<u4"),
        ("zero_84", "<u4"),
        ("trace_id", "<u1", (16,)),
        ("span_id", "<u1", (8,)),
        ("payload_len", "<u8"),
        ("zero_120", "<u8"),
        ("payload_root", "<u1", (32,)),
        ("prev_leaf", "<u1", (32,)),
    ]
)

_LAYOUT = struct.Struct("<4sBBH16sQIIQQqqqII16s8sQQ32s32s")

LeafArray = npt.NDArray[np.void]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One leaf as Python values, in the order of the format; times in ns, `utc_uncertainty` in us."""

    magic: bytes
    suite: int
    type: int
    flags: int
    segment_id: bytes
    index: int
    channel: int
    parts: int
    channel_seq: int
    prev_in_channel: int
    t_arrival: int
    t_capture: int
    t_utc: int
    utc_uncertainty: int
    zero_84: int
    trace_id: bytes
    span_id: bytes
    payload_len: int
    zero_120: int
    payload_root: bytes
    prev_leaf: bytes

    def pack(self) -> bytes:
        """The 192 bytes of the leaf."""
        return _LAYOUT.pack(*_VALUES(self))

    @classmethod
    def unpack(cls, raw: bytes | memoryview) -> "Leaf":
        """The leaf in 192 bytes; every bit pattern is accepted, nothing is judged."""
        return cls(**dict(zip(_NAMES, _LAYOUT.unpack(raw), strict=True)))


_NAMES = tuple(column.name for column in fields(Leaf))
_VALUES = attrgetter(*_NAMES)
