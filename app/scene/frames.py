"""Which pose a display frame hangs on, and how the frames that samples name lie in it.

It must not know what is placed in them. A frame that is neither of the vehicle, nor of a sensor, nor that of the poses
is not known, and the answer says so in words.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.scene.content import Table
from app.scene.placed import Array, Reference, read_only
from app.scene.rigid import Matrix, inverse, matrix_of, moved
from app.scene.sample import Presence, Sample
from app.scene.sampled import Sampled


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Located:
    """Where a frame lies in the display frame."""

    target_from_frame: Matrix
    compensated: bool
    interpolated: bool
    ground_z: float
    """z, in the frame itself, of the ground that the vehicle stands on: for numbers that say only x and y."""
    moved: bool = False
    """Whether it lies where the vehicle was at the capture of a sample; else it stands still, or nobody knows."""

    def said(self, sample: Sample) -> dict[str, Any]:
        """What every thing of a sample says of itself."""
        return {
            "channel": sample.lookup.channel,
            "standing": sample.standing,
            "age_ns": sample.lookup.age_ns or 0,
            "target_from_frame": self.target_from_frame,
            "compensated": self.compensated,
            "interpolated": self.interpolated,
            "by_arrival": self.moved and sample.capture_ns is None,
        }

    def on_ground(self, flat: Array) -> Array:
        """Points x, y (n, 2) of the frame on the ground, in the display frame (n, 3)."""
        return moved(self.target_from_frame, np.column_stack([flat, np.full(len(flat), self.ground_z)]))


def reference_of(moment: Sampled) -> Reference:
    """The newest pose that a moment knows: of its pose channel, or of the capture of one of its samples."""
    found = [*_of_samples(moment)]
    world = found[0].world if found else None
    found += [one for one in _of_channels(moment) if world in (None, one.world)]
    if not found:
        return Reference(time_ns=moment.t_ns, age_ns=0)
    # of equally new ones, one that was recorded is better than one between two
    return max(found, key=lambda one: (one.time_ns, not one.interpolated))


def reference_at(sample: Sample, t_ns: int) -> Reference | None:
    """The vehicle at the capture of one sample, to look at everything from there; None: no pose is known for it."""
    placement, capture = sample.placement, sample.capture_ns
    if placement is None or capture is None:
        return None
    time_ns = capture - placement.age_ns
    return Reference(
        time_ns=time_ns, age_ns=t_ns - time_ns, world=placement.world,
        world_from_vehicle=read_only(placement.world_from_vehicle), interpolated=placement.interpolated,
        standing=placement.standing,
    )  # fmt: skip


def placed_vehicle(moment: Sampled, reference: Reference) -> Matrix:
    """target_from_vehicle (4, 4) of the vehicle at the newest pose of a moment, in the frame of another reference."""
    newest = reference_of(moment)
    if reference.world is None or newest.world != reference.world:
        return read_only(np.eye(4))
    assert newest.world_from_vehicle is not None
    assert reference.world_from_vehicle is not None
    return read_only(inverse(reference.world_from_vehicle) @ newest.world_from_vehicle)


def display_from_display(one: Reference, other: Reference) -> Matrix:
    """other_from_one (4, 4) of two display frames; the identity where no world joins them."""
    if one.world is None or one.world != other.world:
        return read_only(np.eye(4))
    assert one.world_from_vehicle is not None
    assert other.world_from_vehicle is not None
    return read_only(inverse(other.world_from_vehicle) @ one.world_from_vehicle)


def _of_samples(moment: Sampled) -> list[Reference]:
    found = [reference_at(sample, moment.t_ns) for sample in moment.samples.values() if sample.current]
    return [one for one in found if one is not None]


def _of_channels(moment: Sampled) -> list[Reference]:
    """Of the first pose channel of the vehicle: the one that samples are placed by."""
    for sample in moment.of_kind("pose"):
        world = sample.entry.get("frame")
        if sample.lookup.presence is Presence.EMPTY or not isinstance(world, str) or sample.entry.get("sensor"):
            continue
        if not sample.current or not isinstance(sample.content, Table) or sample.capture_ns is None:
            return []
        rows = sample.content.rows
        if not len(rows):
            return []
        position = np.array([rows[axis][0] for axis in "xyz"], dtype=np.float64)
        rotation = np.array([rows[f"q{part}"][0] for part in "wxyz"], dtype=np.float64)
        if not (np.isfinite(position).all() and 0 < float(np.linalg.norm(rotation)) < np.inf):
            return []
        return [
            Reference(
                time_ns=sample.capture_ns, age_ns=moment.t_ns - sample.capture_ns, world=world,
                world_from_vehicle=read_only(matrix_of(rotation, position)), standing=sample.standing,
            )
        ]  # fmt: skip
    return []


class Frames:
    """The frames that samples name, in the vehicle frame of a reference."""

    def __init__(self, reference: Reference) -> None:
        self._world = reference.world
        pose = reference.world_from_vehicle
        self._target_from_world = None if pose is None else inverse(pose)
        self._ground_of_world = 0.0 if pose is None else float(pose[2, 3])

    def of(self, sample: Sample, frame: str | None) -> Located | str:
        """Where a frame lies that a payload names, or, if it names none, that of the channel; text: why nowhere."""
        named = sample.entry.get("frame") if frame is None else frame
        if named is not None and named == self._world and self._target_from_world is not None:
            return Located(
                target_from_frame=read_only(self._target_from_world), compensated=True, interpolated=False,
                ground_z=self._ground_of_world,
            )  # fmt: skip
        vehicle_from = (
            sample.setting.vehicle_from(sample.entry) if frame is None else sample.setting.vehicle_from_frame(frame)
        )
        if vehicle_from is None:
            return _why(named, sample)
        ground_z = float(inverse(vehicle_from)[2, 3])
        placement = sample.placement
        if self._target_from_world is None or placement is None or placement.world != self._world:
            return Located(
                target_from_frame=read_only(vehicle_from), compensated=False, interpolated=False, ground_z=ground_z
            )
        return Located(
            target_from_frame=read_only(self._target_from_world @ placement.world_from_vehicle @ vehicle_from),
            compensated=True, interpolated=placement.interpolated, moved=True, ground_z=ground_z,
        )  # fmt: skip


def _why(named: object, sample: Sample) -> str:
    if isinstance(named, str):
        known = sample.setting.frames.get(named)
        sensor = next((one for one in sample.setting.sensors.values() if named in (one.frame, one.sensor)), None)
        if sensor is not None:
            return f"it is not known where {sensor.sensor} is mounted"
        return f"where frame {named} lies is not known" + ("" if known is None else ": no pose of the vehicle in it")
    if isinstance(sample.entry.get("sensor"), str):
        return f"it is not known where {sample.entry['sensor']} is mounted"
    return "neither a frame nor a sensor is named"
