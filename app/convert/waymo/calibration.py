"""Where Waymo's sensors sit, and the lenses of its cameras.

It must not know frames. Meaning: waymo-research/waymo-open-dataset, dataset.proto, CameraCalibration and
LaserCalibration: extrinsics are vehicle_from_sensor; camera axes there are x out of the lens, y left, z up, here x
right, y down, z out of the lens; pixel 0 begins at the left edge of the first pixel; the distortion is OpenCV's.
"""

from typing import Any

import numpy as np

from app.convert.recording import Losses
from app.convert.waymo.messages import enum_name
from app.kinds.calibration import Camera, SensorCalibration
from app.scene.rigid import Matrix, transform_of

WAYMO_FROM_OPTICAL: Matrix = np.array([[0.0, 0, 1, 0], [-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 0, 1]])
"""Camera axes as Waymo has them, from ours."""
_NUMBERS_OF_A_LENS = 9
_MOST_PIXELS = 65_535
_RIGID = 1e-3
Message = Any
"""Classes of messages are made when the program runs."""


def rigid(transform: Message) -> Matrix | None:
    """A transform as a matrix (4, 4); None: it is none that keeps distances."""
    if len(transform.transform) != 16:
        return None
    found = np.array(transform.transform, dtype=np.float64).reshape(4, 4)
    turn = found[:3, :3]
    with np.errstate(over="ignore", invalid="ignore"):
        good = np.isfinite(found).all() and np.abs(turn @ turn.T - np.eye(3)).max() < _RIGID and np.linalg.det(turn) > 0
    return found if good and (found[3] == [0, 0, 0, 1]).all() else None


def camera_name(message: Message) -> str:
    """The name of a camera as a sensor."""
    return f"camera_{enum_name(message, 'name')}"


def laser_name(message: Message) -> str:
    """The name of a LiDAR as a sensor."""
    return f"lidar_{enum_name(message, 'name')}"


def calibration_of(context: Message, losses: Losses) -> tuple[SensorCalibration, ...]:
    """The sensors of a frame's context; what is none is counted."""
    found: dict[str, SensorCalibration] = {}
    for one in context.camera_calibrations:
        mounted = rigid(one.extrinsic)
        lens = _lens(one)
        losses.add("camera_calibrations", "a camera without a mounting", int(mounted is None))
        losses.add("camera_calibrations", "a camera without a lens", int(lens is None))
        found[camera_name(one)] = SensorCalibration(
            sensor=camera_name(one), type="camera", camera=lens,
            vehicle_from_sensor=None if mounted is None else transform_of(mounted @ WAYMO_FROM_OPTICAL),
        )  # fmt: skip
    for one in context.laser_calibrations:
        mounted = rigid(one.extrinsic)
        losses.add("laser_calibrations", "a LiDAR without a mounting", int(mounted is None))
        found[laser_name(one)] = SensorCalibration(
            sensor=laser_name(one), type="lidar", beams=len(one.beam_inclinations) or None,
            vehicle_from_sensor=None if mounted is None else transform_of(mounted),
        )  # fmt: skip
    twice = len(context.camera_calibrations) + len(context.laser_calibrations) - len(found)
    losses.add("context", "a sensor that is calibrated twice", twice)
    return tuple(found.values())


def shutters(context: Message) -> dict[str, str]:
    """Which way each camera reads its picture out."""
    return {camera_name(one): enum_name(one, "rolling_shutter_direction") for one in context.camera_calibrations}


def _lens(one: Message) -> Camera | None:
    numbers = [float(value) for value in one.intrinsic]
    sizes = (one.width, one.height)
    if len(numbers) != _NUMBERS_OF_A_LENS or not np.isfinite(numbers).all() or min(numbers[:2]) <= 0:
        return None
    if not all(1 <= side <= _MOST_PIXELS for side in sizes):
        return None
    # how long a rolling shutter takes differs from picture to picture: it stands beside each
    return Camera(
        width=sizes[0], height=sizes[1], projection="pinhole", focal_x=numbers[0], focal_y=numbers[1],
        centre_x=numbers[2], centre_y=numbers[3], pixel_origin="corner", distortion_model="brown_conrady",
        distortion=tuple(numbers[4:]),
        readout_ns=0 if enum_name(one, "rolling_shutter_direction") == "global_shutter" else None,
    )  # fmt: skip
