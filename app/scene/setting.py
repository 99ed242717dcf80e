"""What GENESIS says of vehicle, sensors and frames: where a sensor sits and how its camera sees.

It must not know records. GENESIS is hostile: what is malformed is left out and named, never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
import numpy as np

from app.kinds.calibration import SensorCalibration
from app.kinds.vehicle import FrameSpec, Vehicle
from app.scene.rigid import Matrix, matrix_from

VEHICLE_FRAME = "vehicle"
_RIGID = 1e-3
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Vehicle, sensors and frames of one segment."""

    vehicle: Vehicle | None = None
    sensors: Mapping[str, SensorCalibration] = field(default_factory=dict)
    frames: Mapping[str, FrameSpec] = field(default_factory=dict)
    malformed: tuple[str, ...] = ()
    """What was left out, in words."""

    def sensor_of(self, entry: Mapping[str, Any]) -> SensorCalibration | None:
        """The calibration of the sensor that an entry of the channel table names; None: none is known."""
        name = entry.get("sensor")
        return self.sensors.get(name) if isinstance(name, str) else None

    def vehicle_from(self, entry: Mapping[str, Any]) -> Matrix | None:
        """vehicle_from_frame (4, 4) of the frame that a channel's numbers are in; None: not known, or no frame that
        moves with the vehicle.
        """
        frame = entry.get("frame")
        sensor = self.sensor_of(entry)
        if frame is None and sensor is not None:
            return _mounting(sensor)
        return self.vehicle_from_frame(frame) if isinstance(frame, str) else None

    def vehicle_from_frame(self, frame: str) -> Matrix | None:
        """vehicle_from_frame (4, 4); None: not known, or no frame that moves with the vehicle."""
        if frame == VEHICLE_FRAME:
            return np.eye(4)
        for sensor in self.sensors.values():
            if frame in (sensor.frame, sensor.sensor):
                return _mounting(sensor)
        return None


@lru_cache(maxsize=256)
def _mounting(sensor: SensorCalibration) -> Matrix | None:
    """Not to be changed."""
    if sensor.vehicle_from_sensor is None:
        return None
    matrix = matrix_from(sensor.vehicle_from_sensor)
    matrix.flags.writeable = False
    # a matrix that scales or mirrors places nothing
    rigid = np.allclose(matrix[:3, :3] @ matrix[:3, :3].T, np.eye(3), atol=_RIGID) and np.linalg.det(matrix) > 0
    return matrix if rigid and np.isfinite(matrix).all() else None


def setting_of(document: Mapping[str, Any]) -> Setting:
    """What the document of a GENESIS says."""
    wrong: list[str] = []
    vehicle = None
    if isinstance(document.get("vehicle"), Mapping):
        vehicle = _taken(document["vehicle"], Vehicle, "the vehicle", wrong)
    sensors = _listed(document, "calibration", SensorCalibration, wrong)
    frames = _listed(document, "frames", FrameSpec, wrong)
    return Setting(
        vehicle=vehicle,
        sensors={one.sensor: one for one in sensors},
        frames={one.name: one for one in frames},
        malformed=tuple(wrong),
    )


def _listed(document: Mapping[str, Any], member: str, type_: type[T], wrong: list[str]) -> list[T]:
    given = document.get(member)
    if not isinstance(given, list | tuple):
        return []
    taken = [_taken(one, type_, f"entry {number} of {member}", wrong) for number, one in enumerate(given)]
    return [one for one in taken if one is not None]


def _taken(value: object, type_: type[T], what: str, wrong: list[str]) -> T | None:
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        wrong.append(f"{what} is malformed: {error}")
        return None
