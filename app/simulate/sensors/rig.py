"""The sensors of the vehicle and where they sit: a small rig for the samples, a large one for `--full`.

It must not know the world, nor what is recorded.
"""

import math
from dataclasses import dataclass

import numpy as np

from app.kinds.calibration import Camera, SensorCalibration
from app.scene.rigid import Matrix, transform_of
from app.simulate.sensors.camera import CameraSpec
from app.simulate.sensors.lidar import LidarSpec
from app.simulate.sensors.radar import RadarSpec
from app.simulate.sensors.satellite import GNSS_ANTENNA
from app.simulate.world.rigid import CAMERA_AXES, rigid

_TENTH_NS = 100_000_000
LIDAR = "lidar/top"
PRECISE = 0.005
"""Metres a count of a cloud as xyz_i16: +-163 m."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """All sensors. `jpeg_quality` of the pictures; `precise`: clouds as float32 with every column, not as int16."""

    lidar: LidarSpec
    cameras: tuple[CameraSpec, ...]
    radars: tuple[RadarSpec, ...]
    jpeg_quality: int
    precise: bool

    def calibration(self) -> tuple[SensorCalibration, ...]:
        """For GENESIS."""
        found = [_camera(one) for one in self.cameras]
        found.append(
            SensorCalibration(
                sensor=LIDAR, type="lidar", vehicle_from_sensor=transform_of(self.lidar.vehicle_from_sensor),
                beams=self.lidar.beams, range_min=self.lidar.range_least, range_max=self.lidar.range_most,
            )
        )  # fmt: skip
        found += [
            SensorCalibration(
                sensor=one.name, type="radar", vehicle_from_sensor=transform_of(one.vehicle_from_sensor),
                range_max=one.range_most,
            )
            for one in self.radars
        ]  # fmt: skip
        found.append(
            SensorCalibration(sensor="imu", type="imu", vehicle_from_sensor=transform_of(rigid(0.0, 0.0, 0.42)))
        )
        found.append(
            SensorCalibration(sensor="gnss", type="gnss", vehicle_from_sensor=transform_of(rigid(*GNSS_ANTENNA)))
        )
        return tuple(found)


def compact() -> Rig:
    """Two cameras, a LiDAR of 18 beams, two radars: what a sample that is shipped can afford."""
    lidar = LidarSpec(
        elevations=_elevations(5, -13.0, -4.6, 13, -3.8, 1.4),
        columns=360,
        range_most=90.0,
        range_of_ten_percent=105.0,
        vehicle_from_sensor=rigid(1.2, 0.0, 1.86),
    )
    cameras = (
        CameraSpec(
            name="camera/front", width=960, height=540, focal=830.0, period_ns=_TENTH_NS,
            vehicle_from_camera=_looking(1.55, 0.0, 1.40, yaw_deg=0.0, down_deg=1.5),
        ),
        CameraSpec(
            name="camera/rear", width=512, height=288, focal=376.0, period_ns=2 * _TENTH_NS,
            vehicle_from_camera=_looking(-0.75, 0.0, 1.05, yaw_deg=180.0, down_deg=3.0),
        ),
    )  # fmt: skip
    return Rig(lidar=lidar, cameras=cameras, radars=_radars(), jpeg_quality=66, precise=False)


def full() -> Rig:
    """Six cameras of 1920 x 1080 around the vehicle and a LiDAR of 128 beams."""
    lidar = LidarSpec(
        elevations=_elevations(40, -24.0, -6.2, 88, -6.0, 12.0),
        columns=1800,
        range_most=200.0,
        range_of_ten_percent=120.0,
        vehicle_from_sensor=rigid(1.2, 0.0, 1.86),
    )
    sides = (
        ("camera/front", 1.55, 0.0, 1.40, 0.0, 1660.0),
        ("camera/front_left", 1.2, 0.62, 1.45, 60.0, 1100.0),
        ("camera/front_right", 1.2, -0.62, 1.45, -60.0, 1100.0),
        ("camera/rear_left", 0.6, 0.62, 1.45, 120.0, 1100.0),
        ("camera/rear_right", 0.6, -0.62, 1.45, -120.0, 1100.0),
        ("camera/rear", -0.75, 0.0, 1.05, 180.0, 1400.0),
    )
    cameras = tuple(
        CameraSpec(
            name=name, width=1920, height=1080, focal=focal, period_ns=_TENTH_NS,
            vehicle_from_camera=_looking(x, y, z, yaw_deg=yaw, down_deg=1.5),
        )
        for name, x, y, z, yaw, focal in sides
    )  # fmt: skip
    return Rig(lidar=lidar, cameras=cameras, radars=_radars(), jpeg_quality=90, precise=True)


def _radars() -> tuple[RadarSpec, ...]:
    front = RadarSpec(
        name="radar/front", vehicle_from_sensor=rigid(3.58, 0.0, 0.5), half_angle=math.radians(45), range_most=180.0,
        range_of_car=170.0,
    )  # fmt: skip
    rear = RadarSpec(
        name="radar/rear", vehicle_from_sensor=rigid(-0.9, 0.0, 0.6, yaw=math.pi), half_angle=math.radians(60),
        range_most=120.0, range_of_car=110.0,
    )  # fmt: skip
    return front, rear


def _elevations(
    few: int, low_deg: float, mid_deg: float, many: int, from_deg: float, high_deg: float
) -> tuple[float, ...]:  # fmt: skip
    """Beams in rad: few that look at the road close by, many around the horizon."""
    angles = np.concatenate([np.linspace(low_deg, mid_deg, few), np.linspace(from_deg, high_deg, many)])
    return tuple(float(angle) for angle in np.radians(angles))


def _looking(x: float, y: float, z: float, *, yaw_deg: float, down_deg: float) -> Matrix:
    """vehicle_from_camera of a camera that looks `yaw_deg` to the left and `down_deg` down."""
    return rigid(x, y, z, yaw=math.radians(yaw_deg), pitch=math.radians(down_deg)) @ CAMERA_AXES


def _camera(spec: CameraSpec) -> SensorCalibration:
    return SensorCalibration(
        sensor=spec.name,
        type="camera",
        vehicle_from_sensor=transform_of(spec.vehicle_from_camera),
        camera=Camera(
            width=spec.width,
            height=spec.height,
            projection="pinhole",
            focal_x=spec.focal,
            focal_y=spec.focal,
            centre_x=spec.centre[0],
            centre_y=spec.centre[1],
            pixel_origin="centre",
            distortion_model="none",
            readout_ns=spec.readout_ns,
        ),
    )
