"""Where the sensors of PandaSet sit, reckoned from their poses in the world, and the lenses of its cameras.

It must not know payloads. The source gives no mounting: it is the mean, over all frames, of the camera's pose against
the LiDAR's, the latter brought to the moment of the picture; if that varies, it is not given.
"""

from dataclasses import dataclass

import msgspec
import numpy as np

from app.convert.encodings.jpeg import size_of
from app.convert.pandaset.sensors import Sensor
from app.convert.tree import Tree
from app.kinds.calibration import Camera, SensorCalibration, Transform
from app.scene.rigid import Matrix, angle_between, between, inverse, matrix_of, transform_of

VEHICLE_FROM_LIDAR: Matrix = np.array([[0.0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
"""The LiDAR's poses have x to the right and y forward: in real sequences the front camera looks along +y."""
_MOST_M, _MOST_RAD = 0.1, 0.01
"""Mountings that vary by more are none: real ones vary by 20 mm and 1.5 mrad."""


class _Intrinsics(msgspec.Struct):
    """`intrinsics.json`, pixels."""

    fx: float
    fy: float
    cx: float
    cy: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The sensors, and how it was found, a sentence each."""

    sensors: tuple[SensorCalibration, ...]
    told: tuple[str, ...]

    @classmethod
    def of(cls, tree: Tree, lidar: Sensor, cameras: list[Sensor]) -> "Calibration":
        """The calibration of a sequence."""
        told = ["the vehicle's axes are those of the LiDAR's poses, turned so that x points forward (its +y)"]
        sensors = [SensorCalibration(sensor="lidar", vehicle_from_sensor=_said(VEHICLE_FROM_LIDAR), type="lidar")]
        for camera in cameras:
            mounting = _mounting(lidar, camera)
            if mounting is not None:
                told.append(mounting[1])
            lens = _lens(tree, camera)
            sensors.append(
                SensorCalibration(
                    sensor=camera.name,
                    vehicle_from_sensor=None if mounting is None else mounting[0],
                    type="camera",
                    camera=lens,
                )
            )
        if any(one.camera is not None for one in sensors):
            told.append("no distortion is given: pictures are taken as rectified")
        return cls(tuple(sensors), tuple(told))


def _said(matrix: Matrix) -> Transform:
    return msgspec.convert({"matrix": matrix.tolist()}, Transform)


def _mounting(lidar: Sensor, camera: Sensor) -> tuple[Transform | None, str] | None:
    """vehicle_from_camera with the sentence that says how far to trust it; None: there is nothing to reckon it from."""
    if not len(lidar.frames) or not len(camera.frames) or lidar.synthesised or camera.synthesised:
        return None
    found = [one for frame in range(len(camera.frames)) if (one := _against(lidar, camera, frame)) is not None]
    if not found:
        return None
    each = np.stack(found)
    centre = each[:, :3, 3].mean(axis=0)
    # the mean of matrices, made a rotation again (its nearest one)
    left, _, right = np.linalg.svd(each[:, :3, :3].mean(axis=0))
    mean = matrix_of((1.0, 0.0, 0.0, 0.0), centre)
    mean[:3, :3] = left @ np.diag([1.0, 1.0, np.linalg.det(left @ right)]) @ right
    off_m = float(np.linalg.norm(each[:, :3, 3] - centre, axis=1).max())
    off_rad = max(angle_between(mean, one) for one in each)
    said = f"{camera.name} is mounted as its poses against the LiDAR's say, the latter at the moment of each picture"
    spread = f"mean of {len(each)} frames, which differ by up to {off_m * 1e3:.1f} mm and {off_rad * 1e3:.2f} mrad"
    if off_m > _MOST_M or off_rad > _MOST_RAD:
        return None, f"where {camera.name} is mounted is not said: its poses against the LiDAR's vary ({spread})"
    return transform_of(VEHICLE_FROM_LIDAR @ mean), f"{said} ({spread})"


def _against(lidar: Sensor, camera: Sensor, row: int) -> Matrix | None:
    """lidar_from_camera at the moment of a picture; None: no two poses of the LiDAR lie around it."""
    stamp = camera.stamps[camera.frames[row]]
    times = lidar.stamps[lidar.frames]
    behind = int(np.searchsorted(times, stamp, side="right"))
    if not 0 < behind < len(times) or times[behind] <= times[behind - 1]:
        return None
    share = float(stamp - times[behind - 1]) / float(times[behind] - times[behind - 1])
    around = slice(behind - 1, behind + 1)
    world_from_lidar = between(lidar.rotations[around], lidar.positions[around], share)
    world_from_camera = matrix_of(camera.rotations[row], camera.positions[row])
    return np.asarray(inverse(world_from_lidar) @ world_from_camera)


def _lens(tree: Tree, camera: Sensor) -> Camera | None:
    name = f"{camera.folder}/intrinsics.json"
    found = tree.document(name, _Intrinsics) if name in tree.files else None
    picture = next(iter(sorted(camera.files.items())), None)
    if found is None or picture is None:
        return None
    raw = tree.read(picture[1])
    size = None if raw is None else size_of(raw)
    if size is None or found.fx <= 0 or found.fy <= 0:
        tree.losses.add(name, "lens without a size of picture, or with a focal length that is none")
        return None
    return Camera(
        width=size[0], height=size[1], projection="pinhole", focal_x=found.fx, focal_y=found.fy,
        centre_x=found.cx, centre_y=found.cy, distortion_model="none",
    )  # fmt: skip
