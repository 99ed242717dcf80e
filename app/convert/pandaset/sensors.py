"""The folder of one sensor of a PandaSet sequence: its stamps, its poses, and its files by number of the frame.

It must not know what is in the files. Layout: scaleapi/pandaset-devkit, README.md, "Dataset structure".
"""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import msgspec
import numpy as np
import numpy.typing as npt

from app.convert.channels import Stamps
from app.convert.stamps import UNITS_NS, Nanoseconds, each_ns, number_array, unix_unit
from app.convert.tree import Tree
from app.scene.rigid import Matrix, matrix_of

NOMINAL_HZ = 10.0
_NUMBER = re.compile(r"[0-9]{1,6}\Z", re.ASCII)
_UNIT_TOLERANCE = 1e-3
_FARTHEST_M = 1e9


class _Xyz(msgspec.Struct):
    x: float
    y: float
    z: float


class _Quaternion(msgspec.Struct):
    w: float
    x: float
    y: float
    z: float


class PoseEntry(msgspec.Struct):
    """One entry of `poses.json`: world_from_sensor, m and a unit quaternion."""

    position: _Xyz
    heading: _Quaternion

    def good(self) -> bool:
        """Whether the quaternion is a unit one, and the position one on earth."""
        turn, place = self.heading, self.position
        length = turn.w**2 + turn.x**2 + turn.y**2 + turn.z**2
        return abs(length - 1) < _UNIT_TOLERANCE and max(abs(place.x), abs(place.y), abs(place.z)) < _FARTHEST_M


@dataclass(frozen=True, slots=True)
class Times:
    """The stamps of frames in ns (n,), which of them are stamps (n,), and the unit that dates them, if any does."""

    ns: Nanoseconds = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    good: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    unit: str | None = None


@dataclass(slots=True)
class Sensor:
    """One sensor: by frame when it was captured, where it was, and which file holds it.

    `stamps` (n,) count where `good` (n,). `frames` (m,): those with a stamp and a pose; `rotations` (m, 4) w x y z and
    `positions` (m, 3) in m belong to them.
    """

    name: str
    folder: str
    stamps: Nanoseconds
    good: npt.NDArray[np.bool_]
    files: dict[int, str]
    unit: str | None
    synthesised: bool = False
    frames: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    rotations: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 4)))
    positions: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 3)))

    @property
    def world_from_sensor(self) -> Matrix:
        """The poses as matrices (n, 4, 4)."""
        return matrix_of(self.rotations, self.positions)

    def has(self, frame: int) -> bool:
        """Whether a frame has a stamp."""
        return frame < len(self.good) and bool(self.good[frame])

    def taken(self, clock: str) -> tuple[list[int], Stamps]:
        """The frames that have both a file and a stamp, and their stamps."""
        frames = [frame for frame in sorted(self.files) if self.has(frame)]
        return frames, self.stamped(np.array(frames, dtype=np.int64), clock)

    def stamped(self, frames: npt.NDArray[np.int64], clock: str) -> Stamps:
        """The stamps of frames."""
        return Stamps(capture_ns=self.stamps[frames], synthesised=self.synthesised, clock=clock)


def sensor_of(tree: Tree, folder: str, suffix: str) -> Sensor:
    """What a folder says; whatever disagrees is counted. Without `timestamps.json` the sensor has no stamps yet."""
    name = PurePosixPath(folder).name
    times = times_of(tree, f"{folder}/timestamps.json")
    sensor = Sensor(name, folder, times.ns, times.good, files_of(tree, folder, suffix), times.unit)
    poses = tree.document(f"{folder}/poses.json", list[PoseEntry]) if f"{folder}/poses.json" in tree.files else None
    if poses is not None:
        bad = sum(not pose.good() for pose in poses)
        tree.losses.add(f"{folder}/poses.json", "a heading that is no unit quaternion, or a position that is none", bad)
        good = [frame for frame, pose in enumerate(poses) if pose.good()]
        sensor.frames = np.array(good, dtype=np.int64)
        sensor.rotations = np.array([msgspec.structs.astuple(poses[one].heading) for one in good]).reshape(-1, 4)
        sensor.positions = np.array([msgspec.structs.astuple(poses[one].position) for one in good]).reshape(-1, 3)
    return sensor


def files_of(tree: Tree, folder: str, suffix: str) -> dict[int, str]:
    """The files `NN<suffix>` of a folder that hold something, by number."""
    found: dict[int, str] = {}
    for name in tree.within(folder):
        number = PurePosixPath(name).name.removesuffix(suffix)
        if name.endswith(suffix) and _NUMBER.match(number) and int(number) not in found and tree.size(name):
            found[int(number)] = name
    return found


def times_of(tree: Tree, name: str) -> Times:
    """The stamps of a `timestamps.json`; a frame whose stamp is no number has none, and is counted."""
    values = tree.document(name, list[int | float | None]) if name in tree.files else None
    if not values:
        return Times()
    unit = unix_unit(number_array(values))
    stamps, good = each_ns(values, UNITS_NS[unit or "s"])
    tree.losses.add(name, "a stamp that is no number, or none that fits", int((~good).sum()))
    return Times(stamps, good, unit) if good.any() else Times()


def give_stamps(tree: Tree, sensors: list[Sensor], meta: Times) -> list[str]:
    """Give stamps to the sensors that have none: those of the LiDAR's frames, else a nominal rate; says which.

    Also drops poses without a stamp, and counts what disagrees.
    """
    told: list[str] = []
    common = next((Times(one.stamps, one.good) for one in sensors if len(one.stamps)), meta)
    for sensor in sensors:
        if not len(sensor.stamps):
            count = 1 + max([*sensor.files, *sensor.frames.tolist()], default=-1)
            sensor.synthesised = True
            if len(common.ns):
                sensor.stamps, sensor.good = common.ns, common.good
                said = "has no timestamps.json with a stamp in it: it got the stamps of the frames of another sensor"
                told.append(f"{sensor.name} {said}")
            else:
                sensor.stamps = np.rint(np.arange(count) * (1e9 / NOMINAL_HZ)).astype(np.int64)
                sensor.good = np.ones(count, dtype=np.bool_)
                told.append(f"there are no stamps at all: frames of {sensor.name} are laid out at {NOMINAL_HZ:g} Hz")
        posed = np.array([sensor.has(frame) for frame in sensor.frames.tolist()], dtype=np.bool_)
        tree.losses.add(f"{sensor.folder}/poses.json", "a pose without a stamp", int((~posed).sum()))
        if len(sensor.frames):
            tree.losses.add(
                f"{sensor.folder}/poses.json", "a frame without a pose", int(sensor.good.sum() - posed.sum())
            )
        sensor.frames, sensor.rotations, sensor.positions = (
            sensor.frames[posed], sensor.rotations[posed], sensor.positions[posed],
        )  # fmt: skip
        missing = sum(frame not in sensor.files for frame in np.flatnonzero(sensor.good).tolist())
        tree.losses.add(f"{sensor.folder}", "a stamp without a file", missing)
        tree.losses.add(f"{sensor.folder}", "a file without a stamp", sum(not sensor.has(one) for one in sensor.files))
    return told
