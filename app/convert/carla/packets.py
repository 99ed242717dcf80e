"""The binary log of CARLA's recorder: packets of frames, and what stands in those that are read.

It must not know channels. Source: carla-simulator/carla, Docs/ref_recorder_binary_file_format.md and the recorder's
headers; little-endian; packets that the document does not list are passed over by their size.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from app.convert.recording import ConvertError
from app.log.source import Source, UnreadableError

MAGIC = b"\x0e\x00CARLA_RECORDER"
FRAME_START, FRAME_END, ADD, COLLISION, POSITION, ANIM_VEHICLE, ANIM_WALKER = 0, 1, 2, 5, 6, 8, 9
KINEMATICS, BOUNDING_BOX = 12, 13
VEHICLE, WALKER = 1, 2
Six = tuple[float, float, float, float, float, float]
_HEAD = struct.Struct("<BI")
_FRAME = struct.Struct("<Qdd")
_ADDED = struct.Struct("<IB6fI")
_SIX = struct.Struct("<I6f")
"""An actor with two vectors: position and rotation, velocities, or a box."""
_ANIMATED = struct.Struct("<Ifff?i")
_HIT = struct.Struct("<III??")
_MOST_PACKET = 64 << 20
_EMPTY = 2
"""Bytes of a packet that counts nothing."""
_BLOCK = 1 << 20
_MOST_OF_A_SORT = 1 << 16
"""Rows of one sort in a frame: no packet counts more."""


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in front: version, Unix seconds of the start, and the map."""

    version: int
    started_s: int
    road_map: str
    size: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that was added; `kind` is VEHICLE, WALKER or another."""

    kind: int
    blueprint: str
    role: str


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the simulation: its packets are the bytes `[start, stop)` of the file."""

    number: int
    elapsed_s: float
    start: int
    stop: int


@dataclass(slots=True)
class Recorded:
    """What a file holds: actors by database id, whole frames, and packets by sort that are not read."""

    header: Header
    actors: dict[int, Actor] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    boxes: dict[int, Six] = field(default_factory=dict)
    """Origin and half size of each actor in its own axes, as they were when it was added; cm."""
    passed: Counter[int] = field(default_factory=Counter)
    broken: Counter[int] = field(default_factory=Counter)
    """Rows that packets of a sort count, but do not hold."""
    cut: int = 0
    """Bytes behind the last whole frame."""


@dataclass(frozen=True, slots=True)
class Animation:
    """What moves a vehicle: -1 to 1, 0 to 1, 0 to 1, and its gear."""

    steering: float
    throttle: float
    brake: float
    hand_brake: bool
    gear: int


@dataclass(slots=True)
class Moment:
    """What one frame says, by database id, in left-handed axes.

    Positions in cm with roll, pitch and yaw in degrees; velocities in m/s and degrees a second.
    """

    positions: dict[int, Six] = field(default_factory=dict)
    kinematics: dict[int, Six] = field(default_factory=dict)
    animations: dict[int, Animation] = field(default_factory=dict)
    hits: list[tuple[int, int]] = field(default_factory=list)
    broken: Counter[int] = field(default_factory=Counter)
    """Rows that packets of a sort count, but do not hold, or that are beyond the 65536 of a frame."""


def scan(source: Source, path: Path) -> Recorded:
    """Go through a whole file once.

    Raises:
        ConvertError: it is no such log, or has no whole frame.
    """
    recorded = Recorded(_header(source, path))
    started: tuple[int, float, int] | None = None
    end = recorded.header.size
    wanted = {FRAME_START, ADD, BOUNDING_BOX}
    for kind, offset, payload in _packets(source, recorded.header.size, source.size, wanted=wanted):
        behind = offset + _HEAD.size + payload[0]
        if kind == FRAME_START and payload[0] >= _FRAME.size:
            number, _, elapsed = _FRAME.unpack_from(payload[1])
            started = (number, elapsed, offset)
        elif kind == FRAME_END and started is not None:
            recorded.frames.append(Frame(started[0], started[1], started[2], behind))
            started, end = None, behind
        elif kind == ADD:
            actors, broken = _added(payload[1])
            recorded.actors = actors | recorded.actors
            recorded.broken[ADD] += broken
        elif kind == BOUNDING_BOX:
            boxes, broken = _sixes(payload[1])
            recorded.boxes |= boxes
            recorded.broken[BOUNDING_BOX] += broken
        elif kind not in _READ and payload[0] > _EMPTY:
            recorded.passed[kind] += 1
    recorded.cut = source.size - end
    if not recorded.frames:
        raise ConvertError(f"{path}: has no whole frame")
    return recorded


_READ = {FRAME_START, FRAME_END, ADD, COLLISION, POSITION, ANIM_VEHICLE, KINEMATICS, BOUNDING_BOX}


_OF_A_MOMENT = {COLLISION, POSITION, ANIM_VEHICLE, KINEMATICS}


def moment(source: Source, frame: Frame) -> Moment:
    """What a frame says; raises UnreadableError."""
    found = Moment()
    for kind, _, (_, payload) in _packets(source, frame.start, frame.stop, wanted=_OF_A_MOMENT):
        if kind == POSITION:
            found.broken[kind] += _join(found.positions, *_sixes(payload))
        elif kind == KINEMATICS:
            found.broken[kind] += _join(found.kinematics, *_sixes(payload))
        elif kind == ANIM_VEHICLE:
            rows, broken = _rows(payload, _ANIMATED)
            said = {number: Animation(a, b, c, bool(held), gear) for number, a, b, c, held, gear in rows}
            found.broken[kind] += _join(found.animations, said, broken)
        elif kind == COLLISION:
            rows, broken = _rows(payload, _HIT)
            hits = [(int(one), int(other)) for _, one, other, *_ in rows]
            room = _MOST_OF_A_SORT - len(found.hits)
            found.hits += hits[:room]
            found.broken[kind] += broken + len(hits[room:])
    return found


T = TypeVar("T")


def _join(known: dict[int, T], more: dict[int, T], broken: int) -> int:
    """Take rows to those that a frame has already; how many there is no room for, and `broken`."""
    if len(known) >= _MOST_OF_A_SORT:
        return len(more) + broken
    known |= more
    return broken


def _packets(
    source: Source, start: int, stop: int, *, wanted: set[int]
) -> Iterator[tuple[int, int, tuple[int, bytes]]]:
    """Kind, offset, size and, of the wanted kinds, the bytes of each whole packet in the bytes `[start, stop)`."""
    offset, block, at = start, b"", start
    while True:
        if offset < at or offset + _HEAD.size > at + len(block):
            block, at = source.read(offset, min(_BLOCK, stop - offset)), offset
        if len(block) - (offset - at) < _HEAD.size:
            return
        kind, size = _HEAD.unpack_from(block, offset - at)
        first, behind = offset + _HEAD.size, offset + _HEAD.size + size
        if size > _MOST_PACKET or behind > stop:
            return
        payload = b""
        if kind in wanted:
            whole = behind <= at + len(block)
            payload = block[first - at : behind - at] if whole else source.read(first, size)
        yield kind, offset, (size, payload)
        offset = behind


def _header(source: Source, path: Path) -> Header:
    try:
        raw = source.read(0, 1 << 16)
        if raw[2 : 2 + len(MAGIC)] != MAGIC:
            raise ConvertError(f"{path}: is no log of CARLA's recorder")
        (version,) = struct.unpack_from("<H", raw)
        (started,) = struct.unpack_from("<q", raw, 2 + len(MAGIC))
        road_map, size = _text(raw, 10 + len(MAGIC))
    except (struct.error, UnreadableError) as error:
        raise ConvertError(f"{path}: the beginning of the log is cut: {error}") from error
    return Header(version, started, road_map, size)


def _text(raw: bytes, offset: int) -> tuple[str, int]:
    """A text and where it ends; raises struct.error."""
    (size,) = struct.unpack_from("<H", raw, offset)
    if offset + 2 + size > len(raw):
        raise struct.error("a text goes on behind its end")
    return raw[offset + 2 : offset + 2 + size].decode("utf-8", "replace"), offset + 2 + size


def _added(payload: bytes) -> tuple[dict[int, Actor], int]:
    """The actors that are added, the first of each id, and how many more are counted but not there."""
    found: dict[int, Actor] = {}
    count = read = 0
    try:
        (count,) = struct.unpack_from("<H", payload)
        offset = 2
        for read in range(count):  # noqa: B007 - how many were read is known behind the loop
            number, kind, *_ = _ADDED.unpack_from(payload, offset)
            blueprint, offset = _text(payload, offset + _ADDED.size)
            (attributes,) = struct.unpack_from("<H", payload, offset)
            offset += 2
            role = ""
            for _ in range(attributes):
                name, offset = _text(payload, offset + 1)
                value, offset = _text(payload, offset)
                role = value if name == "role_name" else role
            found.setdefault(number, Actor(kind, blueprint, role))
    except struct.error:
        return found, max(1, count - read)
    return found, 0


def _sixes(payload: bytes) -> tuple[dict[int, Six], int]:
    rows, broken = _rows(payload, _SIX)
    return {number: (a, b, c, d, e, f) for number, a, b, c, d, e, f in rows}, broken


def _rows(payload: bytes, row: struct.Struct) -> tuple[list[tuple[Any, ...]], int]:
    """The rows behind a count, as many as are whole, and how many more are counted."""
    said = int.from_bytes(payload[:2], "little")
    whole = min(said, max(0, len(payload) - 2) // row.size)
    return list(row.iter_unpack(payload[2 : 2 + whole * row.size])), said - whole
