"""CARLA's recorder: its simulated traffic as objects, the hero's pose and state, and collisions.

It must not know how the file is laid out. Unreal Engine's axes (x forward, y right, z up, cm, degrees) become ours
(x forward, y left, z up, m, rad); nothing else is changed.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from app.convert.carla.packets import (
    ANIM_VEHICLE,
    BOUNDING_BOX,
    KINEMATICS,
    MAGIC,
    POSITION,
    VEHICLE,
    WALKER,
    Moment,
    Recorded,
    Six,
    moment,
    scan,
)
from app.convert.channels import Channels, Stamps
from app.convert.other_files import count_beside
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.stamps import to_ns
from app.convert.streams import StreamRecording
from app.kinds.clock_spec import ClockSpec
from app.kinds.code import Gear, OnOff
from app.kinds.document import encode_document
from app.kinds.event import Event
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.kinds.pose import POSE_LAYOUT
from app.kinds.state import STATE_LAYOUT
from app.kinds.vehicle import FrameSpec
from app.log.source import Source, SourceError, UnreadableError

_MAP = "map"
_CM = 0.01
_BYTES_PER_TRACK = 512
_FIXED_BYTES = 256
_LARGEST = 1e30
_MOST_TRACKS, _MOST_NAMED = 4096, 32
_PACKETS = {
    3: "actors removed", 4: "parents", 7: "traffic lights", 9: "steps of walkers", 10: "lights of vehicles",
    11: "lights of the scene", 14: "times of the computer", 15: "physics of vehicles", 16: "periods of traffic lights",
}  # fmt: skip


_BROKEN = "rows that a packet counts and does not hold, or for which a frame has no room"


def recognised(source: Path) -> bool:
    """Whether a file begins as these logs do, or a folder has one that does."""
    return len(_logs(source)) > 0


def _logs(source: Path) -> list[Path]:
    paths = sorted(source.glob("*.log")) if source.is_dir() else [source]
    return [path for path in paths if path.is_file() and _begins(path)]


def _begins(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2 + len(MAGIC))[2:] == MAGIC


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in a file, or in the one of a folder that --part names.

    Raises:
        ConvertError: it is none, or has no whole frame.
        SourceError: it cannot be read.
    """
    names = {path.name: path for path in _logs(source)}
    path = source if source.is_file() else names[choice.the_part(source, list(names))]
    losses = Losses()
    told = count_beside(source, path, names.values(), losses, what="log of CARLA's recorder")
    with Source(path) as file:
        yield _recording(file, path, choice, losses, told)


def _recording(file: Source, path: Path, choice: Choice, losses: Losses, told: list[str]) -> StreamRecording:
    try:
        recorded = scan(file, path)
    except UnreadableError as error:
        raise SourceError(f"{path}: {error}") from error
    for kind, count in recorded.passed.items():
        losses.add(f"packets {kind}", f"{_PACKETS.get(kind, 'of a sort that is not known')}, are in no channel", count)
    losses.add(path.name, "bytes behind the last whole frame", recorded.cut)
    capture, good = to_ns(np.array([frame.elapsed_s for frame in recorded.frames]), 10**9)
    losses.add("frames", "a frame whose time is no number, or none that fits", int((~good).sum()))
    recorded.frames = [frame for frame, fits in zip(recorded.frames, good.tolist(), strict=True) if fits]
    capture = capture[good]
    if not recorded.frames:
        raise ConvertError(f"{path}: no frame has a time that is a number of seconds")
    reader = _Reader(file, recorded, losses)
    stamps = Stamps(capture_ns=capture, clock="source")
    channels = Channels(choice, losses)
    reader.look()
    tracks = min(_MOST_TRACKS, max(1, len(reader.moving)))
    most = np.full(len(capture), _FIXED_BYTES + _BYTES_PER_TRACK * tracks)
    channels.add_each("/actors", "objects", "json", stamps, reader.objects, sizes=most, frame=_MAP)
    driven = np.array(reader.of_the_hero, dtype=np.int64)
    if len(driven):
        poses = np.concatenate([reader.pose(row) for row in driven.tolist()])
        channels.add_rows("/hero/pose", "pose", stamps.some(driven), poses, layout=POSE_LAYOUT, frame=_MAP)
        states = np.concatenate([reader.state(row) for row in driven.tolist()])
        channels.add_rows("/hero/state", "state", stamps.some(driven), states, layout=STATE_LAYOUT, frame="vehicle")
    hits = np.array(reader.with_hits, dtype=np.int64)
    if len(hits):
        channels.add_each(
            "/collisions", "event", "json", stamps.some(hits), lambda row: reader.collision(int(hits[row])),
            sizes=np.full(len(hits), 4096),
        )  # fmt: skip
    return StreamRecording(
        source_format=f"CARLA recorder, version {recorded.header.version}",
        streams=channels.done(),
        clocks=(ClockSpec(name="source", role="source", epoch="arbitrary"),),
        sources=(path,),
        root=path.parent,
        losses=losses,
        assumptions=(*_assumptions(recorded), *told),
        setting=Setting(frames=(_frame(recorded),)),
    )


def _frame(recorded: Recorded) -> FrameSpec:
    described = f"CARLA's map {recorded.header.road_map[:200]} with its y turned round"
    return FrameSpec(name=_MAP, axes="other", description=described)


def _assumptions(recorded: Recorded) -> Iterator[str]:
    yield f"the recording was simulated; it began at {recorded.header.started_s} s since 1970 of the computer's clock"
    yield "stamps are the time that the simulation had run for"
    yield "positions in cm and left-handed axes became metres and right-handed axes: y and yaw have changed their sign"
    yield "pedals, gear and parking brake of a state are what was commanded of the hero; its speed is what came of it"
    yield "what was commanded of the steering is a share of the largest angle, which is not stated: it is in no channel"


class _Reader:
    """Makes the records of a frame. Used by one thread; the last frame is kept, for several channels ask for it."""

    def __init__(self, file: Source, recorded: Recorded, losses: Losses) -> None:
        self._file = file
        self._recorded = recorded
        self._losses = losses
        self._last: tuple[int, Moment] | None = None
        self._unreadable: set[int] = set()
        self.boxes = {n: one for n, one in recorded.boxes.items() if _finite(one) and min(one[3:]) >= 0}
        self.moving = {n: one for n, one in recorded.actors.items() if one.kind in (VEHICLE, WALKER)}
        self.hero = next((number for number, one in self.moving.items() if one.role == "hero"), None)
        self.of_the_hero: list[int] = []
        self.with_hits: list[int] = []

    def look(self) -> None:
        """Go through all frames once: which say where the hero is, which have hits, and what no channel has.

        The last frame of a recording has no positions.
        """
        for kind, count in self._recorded.broken.items():
            self._losses.add(f"packets {kind}", _BROKEN, count)
        boxes = self._recorded.boxes
        odd = sum(number in self.moving and number not in self.boxes for number in boxes)
        self._losses.add(f"packets {BOUNDING_BOX}", "a box with a number that is none", odd)
        others = sum(number not in self.moving or number == self.hero for number in boxes)
        self._losses.add(f"packets {BOUNDING_BOX}", "boxes of the hero, and of what does not move", others)
        for row in range(len(self._recorded.frames)):
            found = self._moment(row)
            place = found.positions.get(self.hero) if self.hero is not None else None
            if place is not None and _finite(place):
                self.of_the_hero.append(row)
            if found.hits:
                self.with_hits.append(row)
            self._count(found)

    def _count(self, found: Moment) -> None:
        """Count what a frame says and no channel has."""
        for kind, count in found.broken.items():
            self._losses.add(f"packets {kind}", _BROKEN, count)
        others = sum(number not in self.moving for number in found.positions)
        self._losses.add(f"packets {POSITION}", "positions of what is neither a vehicle nor a walker", others)
        nowhere = sum(number in self.moving and not _finite(place) for number, place in found.positions.items())
        self._losses.add(f"packets {POSITION}", "a place or a turn that is no number", nowhere)
        turning = sum(any(velocity[3:]) for velocity in found.kinematics.values())
        self._losses.add(f"packets {KINEMATICS}", "angular velocities that are not 0 are in no channel", turning)
        odd = sum(not _finite(velocity) for velocity in found.kinematics.values())
        self._losses.add(f"packets {KINEMATICS}", "a velocity that is no number", odd)
        driven = sum(number != self.hero for number in found.animations)
        self._losses.add(f"packets {ANIM_VEHICLE}", "commands to others than the hero are in no channel", driven)
        steered = self.hero in found.animations
        self._losses.add(f"packets {ANIM_VEHICLE}", "what the hero's steering was commanded is in no channel", steered)

    def _moment(self, row: int) -> Moment:
        if self._last is None or self._last[0] != row:
            try:
                found = moment(self._file, self._recorded.frames[row])
            except UnreadableError as error:
                # a frame is asked for more than once, and lost once
                if row not in self._unreadable:
                    self._losses.add("frames", str(error))
                self._unreadable.add(row)
                found = Moment()
            self._last = (row, found)
        return self._last[1]

    def objects(self, row: int) -> bytes:
        """All vehicles and walkers but the hero."""
        found = self._moment(row)
        ids = [
            number
            for number, place in found.positions.items()
            if number in self.moving and number != self.hero and _finite(place)
        ]
        self._losses.add("/actors", f"actors beyond {_MOST_TRACKS} of a frame", len(ids[_MOST_TRACKS:]))
        tracks = tuple(self._track(found, number) for number in ids[:_MOST_TRACKS])
        return encode_document(Objects(frame=_MAP, tracks=tracks, origin="simulation"), of=Objects)

    def _track(self, found: Moment, number: int) -> Track:
        actor = self.moving[number]
        x, y, z, yaw = _placed(found.positions[number])
        box = self.boxes.get(number)
        if box is not None:
            # where the middle of the box is from the origin of the actor, turned as the actor is
            ahead, right, above = (_CM * part for part in box[:3])
            x += ahead * math.cos(yaw) + right * math.sin(yaw)
            y += ahead * math.sin(yaw) - right * math.cos(yaw)
            z += above
        size = None
        if box is not None:
            size = Size(length=2 * _CM * box[3], width=2 * _CM * box[4], height=2 * _CM * box[5])
        velocity = found.kinematics.get(number)
        return Track(
            id=str(number),
            centre=(x, y, z),
            classes=(ClassProbability(name=actor.blueprint[:200] or "unknown"),),
            size=size,
            yaw=yaw,
            velocity=(velocity[0], -velocity[1], velocity[2]) if velocity and _finite(velocity) else None,
            attributes={"role": actor.role[:200]} if actor.role else None,
        )

    def pose(self, row: int) -> "np.ndarray[tuple[int], np.dtype[np.void]]":
        """The hero's pose, one row."""
        rows = POSE_LAYOUT.unknown(1)
        found = self._moment(row)
        assert self.hero is not None
        x, y, z, yaw = _placed(found.positions[self.hero])
        roll, pitch = (math.radians(part) for part in found.positions[self.hero][3:5])
        rows["x"], rows["y"], rows["z"] = x, y, z
        rows["qw"], rows["qx"], rows["qy"], rows["qz"] = _quaternion(roll, -pitch, yaw)
        return rows

    def state(self, row: int) -> "np.ndarray[tuple[int], np.dtype[np.void]]":
        """The hero's speed and what was commanded, one row."""
        rows = STATE_LAYOUT.unknown(1)
        found = self._moment(row)
        assert self.hero is not None
        velocity = found.kinematics.get(self.hero)
        if velocity is not None and _finite(velocity):
            rows["speed"] = math.hypot(*velocity[:3])
        command = found.animations.get(self.hero)
        if command is not None:
            rows["accelerator_pedal"], rows["brake_pedal"] = command.throttle, command.brake
            rows["parking_brake"] = OnOff.ON if command.hand_brake else OnOff.OFF
            rows["gear"] = Gear.REVERSE if command.gear < 0 else Gear.NEUTRAL if command.gear == 0 else Gear.DRIVE
        return rows

    def collision(self, row: int) -> bytes:
        """The event of a frame with hits."""
        involved = dict.fromkeys(str(number) for hit in self._moment(row).hits for number in hit)
        self._losses.add(
            "/collisions", f"who was hit beyond {_MOST_NAMED} of a frame", max(0, len(involved) - _MOST_NAMED)
        )
        event = Event(
            event=f"{self._recorded.frames[row].number:032x}"[-32:],
            kind="collision",
            severity="critical",
            text="CARLA's collision sensor was hit",
            objects=tuple(involved)[:_MOST_NAMED],
        )
        return encode_document(event, of=Event)


def _finite(values: Six) -> bool:
    """Whether all are numbers that a float32 holds when they are reckoned with."""
    return all(abs(value) < _LARGEST for value in values)


def _placed(position: Six) -> tuple[float, float, float, float]:
    """x, y, z in metres and yaw in radians, in right-handed axes."""
    x, y, z, _, _, yaw = position
    return _CM * x, -_CM * y, _CM * z, -math.radians(yaw)


def _quaternion(roll: float, pitch: float, yaw: float) -> tuple[float, float, float, float]:
    """W x y z of the turns about z, then the new y, then the new x (ISO 8855)."""
    (cr, sr), (cp, sp), (cy, sy) = ((math.cos(a / 2), math.sin(a / 2)) for a in (roll, pitch, yaw))
    return (
        cr * cp * cy + sr * sp * sy,
        sr * cp * cy - cr * sp * sy,
        cr * sp * cy + sr * cp * sy,
        cr * cp * sy - sr * sp * cy,
    )
