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
from app.convert.stamps import UNITS_NS, Nanoseconds, number_array, to_ns, unix_unit
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


@dataclass(slots=True)
class Sensor:
    """One sensor: by frame when it was captured, where it was, and which file holds it.

    `frames` (n,): those with a stamp and a pose; `rotations` (n, 4) w x y z and `positions` (n, 3) in m belong to them.
    """

    name: str
    folder: str
    stamps: Nanoseconds
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

    def taken(self, clock: str) -> tuple[list[int], Stamps]:
        """The frames that have both a file and a stamp, and their stamps."""
        frames = [frame for frame in sorted(self.files) if frame < len(self.stamps)]
        return frames, self.stamped(np.array(frames, dtype=np.int64), clock)

    def stamped(self, frames: npt.NDArray[np.int64], clock: str) -> Stamps:
        """The stamps of frames."""
        return Stamps(capture_ns=self.stamps[frames], synthesised=self.synthesised, clock=clock)


def sensor_of(tree: Tree, folder: str, suffix: str) -> Sensor:
    """What a folder says; whatever disagrees is counted. Without `timestamps.json` the sensor has no stamps yet."""
    name = PurePosixPath(folder).name
    stamps, unit = stamps_of(tree, f"{folder}/timestamps.json")
    sensor = Sensor(name, folder, stamps, files_of(tree, folder, suffix), unit)
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


def stamps_of(tree: Tree, name: str) -> tuple[Nanoseconds, str | None]:
    """The stamps of a `timestamps.json` in ns, and the unit that dates them; none and None if there are none.

    A stamp that is no number takes the place of the one before it, and is counted.
    """
    values = tree.document(name, list[int | float | None]) if name in tree.files else None
    if not values:
        return np.zeros(0, dtype=np.int64), None
    numbers = number_array(values)
    unit = unix_unit(numbers)
    stamps, good = to_ns(numbers, UNITS_NS[unit or "s"])
    tree.losses.add(name, "a stamp that is no number, taken as the one before it", int((~good).sum()))
    before = np.maximum.accumulate(np.where(good, np.arange(len(stamps)), 0))
    return stamps[before], unit


def give_stamps(tree: Tree, sensors: list[Sensor], meta: Nanoseconds) -> list[str]:
    """Give stamps to the sensors that have none: those of the LiDAR's frames, else a nominal rate; says which.

    Also drops poses without a stamp, and counts what disagrees.
    """
    told: list[str] = []
    common = next((one.stamps for one in sensors if len(one.stamps)), meta)
    for sensor in sensors:
        if not len(sensor.stamps):
            count = 1 + max([*sensor.files, *sensor.frames.tolist()], default=-1)
            sensor.synthesised = True
            if len(common):
                sensor.stamps = common
                told.append(f"{sensor.name} has no timestamps.json: it got the stamps of the frames of another sensor")
            else:
                sensor.stamps = np.rint(np.arange(count) * (1e9 / NOMINAL_HZ)).astype(np.int64)
                told.append(f"there are no stamps at all: frames of {sensor.name} are laid out at {NOMINAL_HZ:g} Hz")
        count = len(sensor.stamps)
        posed = sensor.frames < count
        tree.losses.add(f"{sensor.folder}/poses.json", "a pose without a stamp", int((~posed).sum()))
        if len(sensor.frames):
            tree.losses.add(f"{sensor.folder}/poses.json", "a frame without a pose", count - int(posed.sum()))
        sensor.frames, sensor.rotations, sensor.positions = (
            sensor.frames[posed], sensor.rotations[posed], sensor.positions[posed],
        )  # fmt: skip
        missing = sum(frame not in sensor.files for frame in range(count))
        tree.losses.add(f"{sensor.folder}", "a stamp without a file", missing)
        tree.losses.add(f"{sensor.folder}", "a file without a stamp", sum(frame >= count for frame in sensor.files))
    return told
