"""Where the sensors of a nuScenes scene sit, and their lenses.

It must not know how tables are read, nor payloads. Schema: nutonomy/nuscenes-devkit, docs/schema_nuscenes.md:
vehicle_from_sensor as translation in m and a quaternion w x y z; pictures of nuScenes were undistorted before they were
published, those of T4 data sets carry `camera_distortion` (tier4/tier4_perception_dataset).
"""

from app.convert.nuscenes.tables import CalibratedSensor, EgoPose, SampleData, SceneRows
from app.convert.recording import Losses
from app.kinds.calibration import Camera, SensorCalibration, Transform

_UNIT_TOLERANCE = 1e-3


def calibration_of(
    name: str, delivered: list[SampleData], rows: SceneRows, losses: Losses
) -> tuple[SensorCalibration, list[str]]:
    """The calibration of a sensor of that name, of what it delivered, and what had to be assumed."""
    told: list[str] = []
    tokens = list(dict.fromkeys(one.calibrated_sensor_token for one in delivered))
    mounted = next((rows.mounted[token] for token in tokens if token in rows.mounted), None)
    if len(tokens) > 1:
        told.append(f"{name} was calibrated {len(tokens)} times in the scene: the first one is given")
    sensor = rows.sensors.get(mounted.sensor_token) if mounted is not None else None
    placed = None
    if mounted is not None and is_unit(mounted):
        placed = Transform(translation=mounted.translation, rotation=mounted.rotation)
    lens = None if mounted is None else _lens(name, mounted, delivered, losses)
    if lens is not None and mounted is not None and not mounted.camera_distortion:
        told.append("no distortion is given: pictures are taken as undistorted, as those of nuScenes are")
    elif lens is not None and lens.distortion:
        told.append(f"{name} is distorted")
    found = SensorCalibration(
        sensor=name, vehicle_from_sensor=placed, type=(sensor.modality if sensor is not None else None) or None,
        camera=lens,
    )  # fmt: skip
    return found, told


def _lens(name: str, mounted: CalibratedSensor, delivered: list[SampleData], losses: Losses) -> Camera | None:
    matrix = mounted.camera_intrinsic
    if not matrix:
        return None
    width, height = delivered[0].width or 0, delivered[0].height or 0
    flat = [number for row in matrix for number in row]
    if len(matrix) != 3 or len(flat) != 9 or min(flat[0], flat[4]) <= 0 or not (0 < width < 2**16 > height > 0):
        losses.add("calibrated_sensor", f"a lens of {name} that is none")
        return None
    bent = mounted.camera_distortion or []
    known = len(bent) in (4, 5)
    return Camera(
        width=width, height=height, projection="pinhole", focal_x=flat[0], focal_y=flat[4], centre_x=flat[2],
        centre_y=flat[5], skew=flat[1] or None,
        distortion_model="none" if not any(bent) else "brown_conrady" if known else "unknown",
        distortion=tuple(bent[:14]) if any(bent) else (),
    )  # fmt: skip


def is_unit(one: EgoPose | CalibratedSensor) -> bool:
    """Whether its rotation is a unit quaternion."""
    return abs(sum(part * part for part in one.rotation) - 1) < _UNIT_TOLERANCE
