"""The binary log of CARLA's recorder: packets of frames, and what stands in those that are read.

It must not know channels. Source: carla-simulator/carla, Docs/ref_recorder_binary_file_format.md and the recorder's
headers; little-endian; packets that the document does not list are passed over by their size.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

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


def scan(source: Source, path: Path) -> Recorded:
    """Go through a whole file once.

    Raises:
        ConvertError: it is no such log, or has no whole frame.
    """
    recorded = Recorded(_header(source, path))
    started: tuple[int, float, int] | None = None
    end = recorded.header.size
    for kind, offset, payload in _packets(source, recorded.header.size, wanted={FRAME_START, ADD, BOUNDING_BOX}):
        behind = offset + _HEAD.size + payload[0]
        if kind == FRAME_START and payload[0] >= _FRAME.size:
            number, _, elapsed = _FRAME.unpack_from(payload[1])
            started = (number, elapsed, offset)
        elif kind == FRAME_END and started is not None:
            recorded.frames.append(Frame(started[0], started[1], started[2], behind))
            started, end = None, behind
        elif kind == ADD:
            for number, actor in _added(payload[1]):
                recorded.actors.setdefault(number, actor)
        elif kind == BOUNDING_BOX:
            recorded.boxes |= _sixes(payload[1])
        elif kind not in _READ and payload[0] > _EMPTY:
            recorded.passed[kind] += 1
    recorded.cut = source.size - end
    if not recorded.frames:
        raise ConvertError(f"{path}: has no whole frame")
    return recorded


_READ = {FRAME_START, FRAME_END, ADD, COLLISION, POSITION, ANIM_VEHICLE, KINEMATICS, BOUNDING_BOX}


def moment(source: Source, frame: Frame) -> Moment:
    """What a frame says; raises UnreadableError."""
    found = Moment()
    raw = source.read(frame.start, frame.stop - frame.start)
    offset = 0
    while offset + _HEAD.size <= len(raw):
        kind, size = _HEAD.unpack_from(raw, offset)
        payload = raw[offset + _HEAD.size : offset + _HEAD.size + size]
        offset += _HEAD.size + size
        if kind == POSITION:
            found.positions |= _sixes(payload)
        elif kind == KINEMATICS:
            found.kinematics |= _sixes(payload)
        elif kind == ANIM_VEHICLE:
            for number, steering, throttle, brake, hand_brake, gear in _rows(payload, _ANIMATED):
                found.animations[number] = Animation(steering, throttle, brake, bool(hand_brake), gear)
        elif kind == COLLISION:
            found.hits += [(one, other) for _, one, other, *_ in _rows(payload, _HIT)]
    return found


def _packets(source: Source, start: int, *, wanted: set[int]) -> Iterator[tuple[int, int, tuple[int, bytes]]]:
    """Kind, offset, size and, of the wanted kinds, the bytes of each whole packet."""
    offset, block, at = start, b"", start
    while True:
        if offset < at or offset + _HEAD.size > at + len(block):
            block, at = source.read(offset, _BLOCK), offset
        if len(block) - (offset - at) < _HEAD.size:
            return
        kind, size = _HEAD.unpack_from(block, offset - at)
        behind = offset + _HEAD.size + size
        if size > _MOST_PACKET or behind > source.size:
            return
        yield kind, offset, (size, source.read(offset + _HEAD.size, size) if kind in wanted else b"")
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


def _added(payload: bytes) -> Iterator[tuple[int, Actor]]:
    try:
        (count,) = struct.unpack_from("<H", payload)
        offset = 2
        for _ in range(count):
            number, kind, *_ = _ADDED.unpack_from(payload, offset)
            blueprint, offset = _text(payload, offset + _ADDED.size)
            (attributes,) = struct.unpack_from("<H", payload, offset)
            offset += 2
            role = ""
            for _ in range(attributes):
                name, offset = _text(payload, offset + 1)
                value, offset = _text(payload, offset)
                role = value if name == "role_name" else role
            yield number, Actor(kind, blueprint, role)
    except struct.error:
        return  # what was added before is known


def _sixes(payload: bytes) -> dict[int, Six]:
    return {number: (a, b, c, d, e, f) for number, a, b, c, d, e, f in _rows(payload, _SIX)}


def _rows(payload: bytes, row: struct.Struct) -> Iterator[tuple[int, ...]]:
    """The rows behind a count, as many as are whole."""
    if len(payload) >= 2:
        count = min(int.from_bytes(payload[:2], "little"), (len(payload) - 2) // row.size)
        yield from row.iter_unpack(payload[2 : 2 + count * row.size])
