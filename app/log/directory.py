"""The directory in the user block: which area of the file holds what.

It must not know what the areas contain. Layout and rules: sealed-log.md section 2; codes: section 9, step 1.
"""

import hashlib
import re
import struct
from dataclasses import dataclass
from itertools import pairwise

MAGIC = b"SEALDIR1"
VERSION = 1
USER_BLOCK = 65_536
SLOT_SIZE = 4096
PART_SIZE = 64
SALT_SIZE = 32
MAX_AREAS = 1_030
MAX_CHANNELS = 1_024
_HEAD = struct.Struct("<8sI16sI")
_ENTRY = struct.Struct("<32sQQ")
_REQUIRED = ("seal/leaf", "seal/location", "seal/checkpoint", "seal/system")
_UNIT = {"seal/leaf": 192, "seal/location": 8, "seal/checkpoint": SLOT_SIZE, "seal/part": PART_SIZE}
MAX_LEAVES = 2**20
MAX_SLOTS = 2**14
MAX_PART_ROWS = 2**22
_MAX_SIZE = {
    "seal/leaf": 192 * MAX_LEAVES,
    "seal/checkpoint": SLOT_SIZE * MAX_SLOTS,
    "seal/part": PART_SIZE * MAX_PART_ROWS,
}
_CHANNEL = re.compile(r"channel/([1-9][0-9]{0,9})\Z", re.ASCII)


class NotSealedError(ValueError):
    """The file has no seal at all: it does not begin as a sealed log does."""


class DirectoryError(ValueError):
    """The directory is damaged; `code` is the finding code."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Area:
    """A byte range of the file: `[offset, offset + size)`."""

    offset: int
    size: int

    def holds(self, start: int, length: int) -> bool:
        """Whether `[start, start + length)`, counted from the area's first byte, lies in it."""
        return start <= self.size and length <= self.size - start


@dataclass(frozen=True, slots=True)
class Directory:
    """The areas of one file by name, and the segment id it claims."""

    segment_id: bytes
    areas: dict[str, Area]

    @property
    def derived(self) -> bool:
        """Whether the file is a derived copy: it has no salt key."""
        return "seal/salt" not in self.areas

    @property
    def end(self) -> int:
        """The byte behind the last area."""
        return max(area.offset + area.size for area in self.areas.values())

    def channel(self, channel: int) -> Area | None:
        """The area of a channel's payloads; `seal/system` for channel 0."""
        return self.areas.get(f"channel/{channel}" if channel else "seal/system")

    def pack(self) -> bytes:
        """The directory as bytes, with its digest; raises ValueError beyond the limits of the format."""
        if len(self.areas) > MAX_AREAS:
            raise ValueError(f"{len(self.areas)} areas; the format allows {MAX_AREAS}")
        raw = _HEAD.pack(MAGIC, VERSION, self.segment_id, len(self.areas))
        raw += b"".join(_ENTRY.pack(name.encode("ascii"), a.offset, a.size) for name, a in self.areas.items())
        return raw + hashlib.sha256(raw).digest()


def packed_size(areas: int) -> int:
    """Bytes of a directory with that many areas."""
    return _HEAD.size + areas * _ENTRY.size + hashlib.sha256().digest_size


def parse_directory(block: bytes) -> Directory:
    """The directory in the first 65 536 bytes of a file.

    Raises:
        NotSealedError: the block does not begin with the magic.
        DirectoryError: damaged, with the finding code.
    """
    if block[:8] != MAGIC:
        raise NotSealedError("the file does not begin with a seal directory")
    if len(block) < USER_BLOCK:
        raise DirectoryError("DIR_FORMAT", f"the user block ends after {len(block)} of {USER_BLOCK} bytes")
    _, version, segment_id, count = _HEAD.unpack_from(block)
    if version != VERSION:
        raise DirectoryError("DIR_FORMAT", f"directory version {version} is not known; this program reads version 1")
    if count > MAX_AREAS:
        raise DirectoryError("DIR_FORMAT", f"{count} areas are claimed; the format allows {MAX_AREAS}")
    end = _HEAD.size + count * _ENTRY.size
    if hashlib.sha256(block[:end]).digest() != block[end : end + 32]:
        raise DirectoryError("DIR_DIGEST", "the directory does not match its digest")
    areas: dict[str, Area] = {}
    for position in range(_HEAD.size, end, _ENTRY.size):
        raw, offset, size = _ENTRY.unpack_from(block, position)
        name = _name(raw)
        if name in areas:
            raise DirectoryError("DIR_FORMAT", f"the area {name} is listed twice")
        areas[name] = Area(offset, size)
    _require_areas(areas)
    _require_ranges(areas)
    return Directory(segment_id, areas)


def _name(raw: bytes) -> str:
    text = raw.rstrip(b"\0")
    name = text.decode("ascii", "replace")
    match = _CHANNEL.match(name)
    if (match and int(match[1]) < 2**32) or name in (*_REQUIRED, "seal/salt", "seal/part"):
        return name
    raise DirectoryError("DIR_FORMAT", f"the area name {text!r} is not known")


def _require_areas(areas: dict[str, Area]) -> None:
    missing = [name for name in _REQUIRED if name not in areas]
    if not missing and "seal/salt" not in areas and "seal/part" not in areas:
        missing = ["seal/salt"]
    if missing:
        raise DirectoryError("DIR_FORMAT", f"the area {missing[0]} is missing")
    if sum(name.startswith("channel/") for name in areas) > MAX_CHANNELS:
        raise DirectoryError("DIR_FORMAT", f"more than {MAX_CHANNELS} channel areas")


def _require_ranges(areas: dict[str, Area]) -> None:
    for name, area in areas.items():
        if area.offset < USER_BLOCK or area.size >= 2**63 - area.offset:
            raise DirectoryError("DIR_RANGE", f"the area {name} does not fit a file: {area.offset} + {area.size}")
        if area.size % _UNIT.get(name, 1):
            raise DirectoryError("DIR_RANGE", f"the size {area.size} of {name} is not a multiple of {_UNIT[name]}")
        if area.size > _MAX_SIZE.get(name, area.size):
            raise DirectoryError("DIR_RANGE", f"{name} has {area.size} bytes; the format allows {_MAX_SIZE[name]}")
    if "seal/salt" in areas and areas["seal/salt"].size != SALT_SIZE:
        raise DirectoryError("DIR_RANGE", f"seal/salt must have {SALT_SIZE} bytes")
    if areas["seal/location"].size // 8 < areas["seal/leaf"].size // 192:
        raise DirectoryError("DIR_RANGE", "seal/location is shorter than seal/leaf")
    used = sorted((a.offset, a.size, name) for name, a in areas.items() if a.size)
    for (offset, size, name), (following, _, other) in pairwise(used):
        if following - offset < size:
            raise DirectoryError("DIR_RANGE", f"the areas {name} and {other} overlap")
