"""What the messages of a recording say once for all of it: cameras, mountings, frames, the vehicle.

It must not know files, nor how messages are read.
"""

from msgspec.structs import replace

from app.convert.recording import Setting
from app.convert.takers.rows import VEHICLE_FRAMES, WORLD_FRAMES
from app.convert.takers.transforms import VehiclePoseTaker
from app.convert.topics.camera_info import Cameras
from app.convert.topics.scan import Scan
from app.kinds.calibration import SensorCalibration
from app.kinds.vehicle import FrameSpec, Vehicle

_OF_SOURCE = "a frame of the source, right-handed with z up"
_SENSORS = {"image": "camera", "cloud": "lidar", "radar": "radar", "imu": "imu", "gnss": "gnss"}
"""What a sensor is, by the kind of its records."""


def setting_of(scan: Scan, cameras: Cameras) -> tuple[Setting, set[str], list[str]]:
    """The setting by what was seen so far, the names of the sensors in it, and what is assumed for that."""
    texts: list[str] = []
    scan.transforms.forget_use()
    known = {
        name: SensorCalibration(sensor=name, frame=frame, type="camera", camera=camera)
        for name, frame, camera in cameras.described()
    }
    frames: dict[str, FrameSpec] = {}
    vehicle = scan.transforms.vehicle_frame
    outlets = [column.taker.outlet() for topic in scan.topics for column in topic.filled()]
    origin = next((outlet.vehicle_origin for outlet in outlets if outlet.vehicle_origin), None)
    for outlet in outlets:
        name = outlet.frame
        if outlet.fixed_frame not in (None, "vehicle"):
            frames[outlet.fixed_frame] = FrameSpec(name=outlet.fixed_frame, axes="other", description=_OF_SOURCE)
            continue
        if name is None or name in known:
            continue
        if name in VEHICLE_FRAMES:
            vehicle = vehicle or name
        elif outlet.kind == "pose" or name in WORLD_FRAMES:
            frames[name] = FrameSpec(name=name, axes="other", description=_OF_SOURCE)
        elif outlet.kind in _SENSORS:
            known[name] = SensorCalibration(sensor=name, frame=name, type=_SENSORS[outlet.kind])
    sensors = tuple(_mounted(scan, sensor, texts) for sensor in known.values())
    if vehicle is not None:
        texts.append(f"frame {vehicle!r} of the source is taken for the vehicle: x forward, y left, z up")
        origin = origin or f"origin of frame {vehicle} of the source"
    setting = Setting(
        vehicle=None if origin is None else Vehicle(origin=origin),
        frames=tuple(frame for name, frame in frames.items() if name not in known), calibration=sensors,
    )  # fmt: skip
    return setting, set(known), texts


def tell_unused(scan: Scan) -> None:
    """Say of which transforms nothing was made, when all were seen."""
    takers = [column.taker for topic in scan.topics for column in topic.columns]
    poses = [one.pair for one in takers if isinstance(one, VehiclePoseTaker) and one.pair is not None]
    for text in scan.transforms.unused(poses):
        scan.findings.assume(text)


def _mounted(scan: Scan, sensor: SensorCalibration, texts: list[str]) -> SensorCalibration:
    found = scan.transforms.vehicle_from(sensor.frame or sensor.sensor)
    if found is None:
        return sensor
    transform, inferred = found
    if inferred:
        texts.append(f"the mounting of {sensor.sensor!r:.100} never changed on a topic of moving transforms")
    return replace(sensor, vehicle_from_sensor=transform)
