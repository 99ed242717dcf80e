"""CARLA's recorder: its simulated traffic as objects, the hero's pose and state, and collisions.

It must not know how the file is laid out. Unreal Engine's axes (x forward, y right, z up, cm, degrees) become ours
(x forward, y left, z up, m, rad); nothing else is changed.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from app.convert.carla_packets import MAGIC, VEHICLE, WALKER, Moment, Recorded, Six, moment, scan
from app.convert.channels import Channels, Stamps
from app.convert.recording import Choice, Losses, Setting
from app.convert.streams import StreamRecording
from app.kinds.clock_spec import ClockSpec
from app.kinds.code import Gear
from app.kinds.document import encode_document
from app.kinds.event import Event
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.kinds.pose import POSE_LAYOUT
from app.kinds.state import STATE_LAYOUT
from app.kinds.vehicle import FrameSpec
from app.log.source import Source, UnreadableError

_MAP = "map"
_CM = 0.01
_BYTES_PER_TRACK = 512
_FIXED_BYTES = 256
_PACKETS = {
    3: "actors removed", 4: "parents", 7: "traffic lights", 9: "steps of walkers", 10: "lights of vehicles",
    11: "lights of the scene", 14: "times of the computer", 15: "physics of vehicles", 16: "periods of traffic lights",
}  # fmt: skip


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
    with Source(path) as file:
        yield _recording(file, path, choice)


def _recording(file: Source, path: Path, choice: Choice) -> StreamRecording:
    losses = Losses()
    recorded = scan(file, path)
    for kind, count in recorded.passed.items():
        losses.add(f"packets {kind}", f"{_PACKETS.get(kind, 'of a sort that is not known')}, are in no channel", count)
    losses.add(path.name, "bytes behind the last whole frame", recorded.cut)
    reader = _Reader(file, recorded, losses)
    times = np.array([frame.elapsed_s for frame in recorded.frames])
    capture = np.rint(np.nan_to_num(times) * 1e9).astype(np.int64)
    stamps = Stamps(capture_ns=capture, clock="source")
    channels = Channels(choice, losses)
    most = np.full(len(capture), _FIXED_BYTES + _BYTES_PER_TRACK * max(1, len(reader.moving)))
    channels.add_each("/actors", "objects", "json", stamps, reader.objects, sizes=most, frame=_MAP)
    driven = np.array(reader.frames_of_the_hero(), dtype=np.int64)
    if len(driven):
        poses = np.concatenate([reader.pose(row) for row in driven.tolist()])
        channels.add_rows("/hero/pose", "pose", stamps.some(driven), poses, layout=POSE_LAYOUT, frame=_MAP)
        states = np.concatenate([reader.state(row) for row in driven.tolist()])
        channels.add_rows("/hero/state", "state", stamps.some(driven), states, layout=STATE_LAYOUT, frame="vehicle")
    hits = np.array(reader.frames_with_hits(), dtype=np.int64)
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
        assumptions=tuple(_assumptions(recorded)),
        setting=Setting(frames=(_frame(recorded),)),
    )


def _frame(recorded: Recorded) -> FrameSpec:
    described = f"CARLA's map {recorded.header.road_map[:200]} with its y turned round"
    return FrameSpec(name=_MAP, axes="other", description=described)


def _assumptions(recorded: Recorded) -> Iterator[str]:
    yield f"the recording was simulated; it began at {recorded.header.started_s} s since 1970 of the computer's clock"
    yield "stamps are the time that the simulation had run for"
    yield "positions in cm and left-handed axes became metres and right-handed axes: y and yaw have changed their sign"
    yield "a state is what was commanded of the hero: steering is a share of the largest angle, which is not stated"


class _Reader:
    """Makes the records of a frame. Used by one thread; the last frame is kept, for several channels ask for it."""

    def __init__(self, file: Source, recorded: Recorded, losses: Losses) -> None:
        self._file = file
        self._recorded = recorded
        self._losses = losses
        self._last: tuple[int, Moment] | None = None
        self.moving = {n: one for n, one in recorded.actors.items() if one.kind in (VEHICLE, WALKER)}
        self.hero = next((number for number, one in self.moving.items() if one.role == "hero"), None)

    def _moment(self, row: int) -> Moment:
        if self._last is None or self._last[0] != row:
            try:
                found = moment(self._file, self._recorded.frames[row])
            except UnreadableError as error:
                self._losses.add("frames", str(error))
                found = Moment()
            self._last = (row, found)
        return self._last[1]

    def objects(self, row: int) -> bytes:
        """All vehicles and walkers but the hero."""
        found = self._moment(row)
        ids = [number for number in found.positions if number in self.moving and number != self.hero]
        document = Objects(
            frame=_MAP, tracks=tuple(self._track(found, number) for number in ids), origin="simulation"
        )  # fmt: skip
        return encode_document(document, of=Objects)

    def _track(self, found: Moment, number: int) -> Track:
        actor = self.moving[number]
        x, y, z, yaw = _placed(found.positions[number])
        box = self._recorded.boxes.get(number)
        sized = box is not None and all(math.isfinite(part) and part >= 0 for part in box[3:])
        height = 2 * _CM * box[5] if box is not None and sized else None
        velocity = found.kinematics.get(number)
        return Track(
            id=str(number),
            centre=(x, y, z + _CM * box[2] if box is not None and sized else z),
            classes=(ClassProbability(name=actor.blueprint[:200] or "unknown"),),
            size=Size(length=2 * _CM * box[3], width=2 * _CM * box[4], height=height) if box and sized else None,
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
            rows["gear"] = Gear.REVERSE if command.gear < 0 else Gear.NEUTRAL if command.gear == 0 else Gear.DRIVE
        return rows

    def frames_of_the_hero(self) -> list[int]:
        """The frames that say where the hero is: the last of a recording does not."""
        positions = (self._moment(row).positions.get(self.hero or 0) for row in range(len(self._recorded.frames)))
        return [row for row, position in enumerate(positions) if position is not None and _finite(position)]

    def frames_with_hits(self) -> list[int]:
        """The frames in which something touched something else."""
        return [row for row in range(len(self._recorded.frames)) if self._moment(row).hits]

    def collision(self, row: int) -> bytes:
        """The event of a frame with hits."""
        involved = dict.fromkeys(str(number) for hit in self._moment(row).hits for number in hit)
        event = Event(
            event=f"{self._recorded.frames[row].number:032x}"[-32:],
            kind="collision",
            severity="critical",
            text="CARLA's collision sensor was hit",
            objects=tuple(involved)[:32],
        )
        return encode_document(event, of=Event)


def _finite(values: Six) -> bool:
    return all(math.isfinite(value) for value in values)


def _placed(position: Six) -> tuple[float, float, float, float]:
    """x, y, z in metres and yaw in radians, in right-handed axes; what is no number is 0."""
    x, y, z, _, _, yaw = (part if math.isfinite(part) else 0.0 for part in position)
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
