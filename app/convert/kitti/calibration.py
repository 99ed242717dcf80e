"""Calibration files of KITTI: where cameras and IMU sit against the Velodyne, and the lenses.

It must not know payloads. Keys vary between the benchmarks; with and without a colon. Sources: A. Geiger et al., Vision
meets Robotics: The KITTI Dataset (2013), equations 4 and 5; readme.txt of the development kits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from app.convert.recording import Losses
from app.kinds.calibration import Camera, SensorCalibration
from app.scene.rigid import Matrix, inverse, transform_of

Array = npt.NDArray[np.float64]
LABELS = "labels"
"""Name of the frame of boxes: that of the rectified camera 0, its axes turned to x forward, y left, z up."""
VELODYNE = "velodyne"
LABELS_FROM_RECT: Matrix = np.array([[0.0, 0, 1, 0], [-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 0, 1]])
_RECT = ("R0_rect", "R_rect", "R_rect_00")
_VELO = ("Tr_velo_to_cam", "Tr_velo_cam")
_IMU = ("Tr_imu_to_velo", "Tr_imu_velo")
_TOLERANCE = 1e-3
_LARGEST = 1e9
_MOST_CONDITION = 1e9
"""Of the matrix of a lens; real ones have about 1e6 px^2."""


@dataclass(slots=True)
class Rig:
    """What calibration files say, as matrices; None: they do not.

    `lenses`: by number of the camera its matrix of projection from rectified camera 0 (3, 4), or of a picture that is
    not rectified its matrix (3, 3). `bent`: distortion k1 k2 p1 p2 k3 and camera_from_camera_0 of the latter.
    """

    rect_from_velodyne: Matrix | None = None
    velodyne_from_imu: Matrix | None = None
    lenses: dict[int, Array] = field(default_factory=dict)
    bent: dict[int, tuple[Array, Matrix]] = field(default_factory=dict)
    camera_0_from_velodyne: Matrix | None = None

    def sensors(self, sizes: Mapping[int, tuple[int, int]], losses: Losses) -> tuple[SensorCalibration, ...]:
        """All sensors; `sizes`: width and height of the pictures that there are, by camera."""
        found = [SensorCalibration(sensor=VELODYNE, vehicle_from_sensor=transform_of(np.eye(4)), type="lidar")]
        if self.velodyne_from_imu is not None:
            placed = transform_of(self.velodyne_from_imu)
            found.append(SensorCalibration(sensor="imu", vehicle_from_sensor=placed, type="imu"))
        if self.rect_from_velodyne is not None:
            velodyne_from_labels = inverse(self.rect_from_velodyne) @ inverse(LABELS_FROM_RECT)
            found.append(SensorCalibration(sensor=LABELS, vehicle_from_sensor=transform_of(velodyne_from_labels)))
        for number in sorted(sizes):
            placed_, lens = self._camera(number, sizes[number])
            if lens is None:
                losses.add("calibration", f"no lens of camera {number}")
            found.append(
                SensorCalibration(
                    sensor=f"image_{number:02}",
                    vehicle_from_sensor=None if placed_ is None else transform_of(placed_),
                    type="camera",
                    camera=lens,
                )
            )
        return tuple(found)

    def _camera(self, number: int, size: tuple[int, int]) -> tuple[Matrix | None, Camera | None]:
        """vehicle_from_camera, where the vehicle is the Velodyne, and the lens."""
        matrix = self.lenses.get(number)
        if matrix is None or not (np.isfinite(matrix).all() and matrix[0, 0] > 0 and matrix[1, 1] > 0):
            return None, None
        if np.linalg.cond(matrix[:, :3]) > _MOST_CONDITION:
            return None, None  # it projects to a line
        bent = self.bent.get(number)
        placed: Matrix | None = None
        if bent is not None and self.camera_0_from_velodyne is not None:
            placed = inverse(bent[1] @ self.camera_0_from_velodyne)
        elif bent is None and self.rect_from_velodyne is not None:
            camera_from_rect = np.eye(4)
            # the fourth column is the matrix times the shift of the camera
            camera_from_rect[:3, 3] = np.linalg.solve(matrix[:, :3], matrix[:, 3])
            placed = inverse(camera_from_rect @ self.rect_from_velodyne)
        return placed, Camera(
            width=size[0], height=size[1], projection="pinhole", focal_x=matrix[0, 0].item(),
            focal_y=matrix[1, 1].item(), centre_x=matrix[0, 2].item(), centre_y=matrix[1, 2].item(),
            distortion_model="none" if bent is None else "brown_conrady",
            distortion=() if bent is None else tuple(bent[0].tolist()),
        )  # fmt: skip


def numbers_of(text: str) -> dict[str, Array]:
    """The lines of a calibration file: numbers by key; lines of something else are left out."""
    found: dict[str, Array] = {}
    for line in text.splitlines()[:1000]:
        key, *words = line.replace(":", " ", 1).split()[:64] or [""]
        try:
            numbers = np.array([float(word) for word in words])
        except ValueError:
            continue  # a date
        found[key] = np.where(np.abs(np.nan_to_num(numbers)) < _LARGEST, numbers, np.nan)
    return found


def rig_of_benchmark(text: str, losses: Losses, name: str) -> Rig:
    """The rig in a file of the tracking or object benchmark."""
    said = numbers_of(text)
    rig = Rig(lenses={n: said[f"P{n}"].reshape(3, 4) for n in range(4) if len(said.get(f"P{n}", ())) == 12})
    rectified = _first(said, _RECT, 9)
    velodyne = _first(said, _VELO, 12)
    imu = _first(said, _IMU, 12)
    if rectified is not None and velodyne is not None:
        rig.rect_from_velodyne = _rotation(rectified) @ _rigid(velodyne)
    if imu is not None:
        rig.velodyne_from_imu = _rigid(imu)
    if rig.rect_from_velodyne is None:
        losses.add(name, f"no {' or '.join(_RECT)}, or no {' or '.join(_VELO)}: boxes and pictures have no place")
    return _sound(rig, losses, name)


def rig_of_raw(cameras: str, velodyne: str, imu: str, losses: Losses, *, rectified: bool) -> Rig:
    """The rig in the three files of a day of raw recordings; `rectified`: whether its pictures are."""
    lens, velo, inertial = numbers_of(cameras), numbers_of(velodyne), numbers_of(imu)
    rig = Rig()
    placed = _parts(velo)
    if placed is not None:
        rig.camera_0_from_velodyne = placed
        turned = _first(lens, ("R_rect_00",), 9)
        if turned is not None:
            rig.rect_from_velodyne = _rotation(turned) @ placed
    rig.velodyne_from_imu = _parts(inertial)
    for number in range(4):
        projection, matrix = lens.get(f"P_rect_{number:02}"), lens.get(f"K_{number:02}")
        bent, camera = lens.get(f"D_{number:02}"), _parts(lens, f"_{number:02}")
        if rectified and projection is not None and len(projection) == 12:
            rig.lenses[number] = projection.reshape(3, 4)
        elif not rectified and matrix is not None and len(matrix) == 9 and bent is not None and len(bent) == 5:
            rig.lenses[number] = matrix.reshape(3, 3)
            rig.bent[number] = bent, np.eye(4) if camera is None else camera
    if rig.rect_from_velodyne is None:
        losses.add("calibration", "no calib_velo_to_cam.txt, or no R_rect_00: pictures have no place")
    return _sound(rig, losses, "calibration")


def _first(said: Mapping[str, Array], keys: tuple[str, ...], count: int) -> Array | None:
    return next((said[key] for key in keys if len(said.get(key, ())) == count), None)


def _rotation(numbers: Array) -> Matrix:
    made = np.eye(4)
    made[:3, :3] = numbers.reshape(3, 3)
    return made


def _rigid(numbers: Array) -> Matrix:
    made = np.eye(4)
    made[:3] = numbers.reshape(3, 4)
    return made


def _parts(said: Mapping[str, Array], suffix: str = "") -> Matrix | None:
    turn, shift = said.get(f"R{suffix}"), said.get(f"T{suffix}")
    if turn is None or shift is None or len(turn) != 9 or len(shift) != 3:
        return None
    made = _rotation(turn)
    made[:3, 3] = shift
    return made


def _sound(rig: Rig, losses: Losses, name: str) -> Rig:
    """The rig without what is no rigid transform, which is counted."""
    for member in ("rect_from_velodyne", "velodyne_from_imu", "camera_0_from_velodyne"):
        matrix: Matrix | None = getattr(rig, member)
        if matrix is not None and not _is_rigid(matrix):
            losses.add(name, f"{member} is no rotation with a translation")
            setattr(rig, member, None)
    return rig


def _is_rigid(matrix: Matrix) -> bool:
    turn = matrix[:3, :3]
    if not np.isfinite(matrix).all() or np.abs(turn @ turn.T - np.eye(3)).max() >= _TOLERANCE:
        return False
    return bool(np.linalg.det(turn) > 0)  # else it is a mirror
