"""Which takers a topic has: by the type of its messages.

It must not know how any of them works, nor files.
"""

import re
from collections.abc import Callable, Mapping

from app.convert.messages.carrier import MessageError, Topic, printable
from app.convert.messages.message_type import MessageType
from app.convert.takers import objects, osi_world, prediction, rows, text
from app.convert.takers.clouds import CloudTaker, ScanTaker
from app.convert.takers.images import CompressedTaker, PixelTaker, VideoTaker
from app.convert.takers.objects import ObjectTaker
from app.convert.takers.prediction import PredictionTaker
from app.convert.takers.radar import RadarTaker
from app.convert.takers.signals import SignalTaker
from app.convert.takers.taker import RawTaker, Taker
from app.convert.takers.text import TextTaker
from app.convert.takers.transforms import VehiclePoseTaker

_OF_VEHICLE = re.compile(
    r"(locali[sz]ation|localizer|ego|ego_vehicle|ego_pose|current_pose|vehicle|vehicle_pose|ndt_pose|ekf|ekf_pose|"
    r"ekf_localizer|pose_twist_fusion_filter|gnss_pose|gps_pose|amcl_pose)(_with_covariance)?\Z",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"(\A|_)(goals?|targets?|lead|leader|objects?|obstacles?|planned|initial\w*)(_|\Z)",
                        re.IGNORECASE)  # fmt: skip
"""A pose says nowhere whose it is, and many are goals: a whole part of the topic's name says that it is the vehicle's,
and none that it is another's, or one that is yet to be reached."""
TRANSFORMS = ("tf2_msgs/TFMessage", "tf/tfMessage", "foxglove.FrameTransform", "foxglove.FrameTransforms")
CAMERAS = ("sensor_msgs/CameraInfo", "foxglove.CameraCalibration")
_MADE: Mapping[str, Callable[[MessageType], Taker]] = {
    "sensor_msgs/CompressedImage": CompressedTaker,
    "foxglove.CompressedImage": CompressedTaker,
    "foxglove.CompressedVideo": VideoTaker,
    "sensor_msgs/Image": PixelTaker,
    "foxglove.RawImage": PixelTaker,
    "sensor_msgs/PointCloud2": CloudTaker,
    "foxglove.PointCloud": CloudTaker,
    "sensor_msgs/LaserScan": ScanTaker,
    "sensor_msgs/NavSatFix": rows.gnss,
    "foxglove.LocationFix": rows.gnss,
    "sensor_msgs/Imu": rows.imu,
    "nav_msgs/Odometry": rows.odometry,
    "radar_msgs/RadarScan": RadarTaker,
    "radar_msgs/RadarTracks": lambda type_: ObjectTaker(type_, objects.radar_tracks),
    "vision_msgs/Detection3DArray": lambda type_: ObjectTaker(type_, objects.detections),
    "derived_object_msgs/ObjectArray": lambda type_: ObjectTaker(type_, objects.derived),
    "std_msgs/String": lambda type_: TextTaker(type_, text.string),
    "rosgraph_msgs/Log": lambda type_: TextTaker(type_, text.ros_log),
    "rcl_interfaces/Log": lambda type_: TextTaker(type_, text.ros_log),
    "foxglove.Log": lambda type_: TextTaker(type_, text.foxglove_log),
    **dict.fromkeys(TRANSFORMS, VehiclePoseTaker),
    **{
        f"{prefix}_perception_msgs/{what}Objects": lambda type_: ObjectTaker(type_, objects.autoware)
        for prefix in ("autoware", "autoware_auto")
        for what in ("Detected", "Tracked", "Predicted")
    },
    **{
        f"{prefix}_vehicle_msgs/{name}Report": make
        for prefix in ("autoware", "autoware_auto")
        for name, make in (
            ("Velocity", rows.velocity), ("Steering", rows.steering),
            ("ControlMode", rows.control_mode), ("Gear", rows.gear),
            ("TurnIndicators", rows.turn_indicators), ("HazardLights", rows.hazard_lights),
        )
    },
}  # fmt: skip
_IF_OF_VEHICLE: Mapping[str, Callable[[MessageType], Taker]] = {
    "geometry_msgs/PoseStamped": rows.pose,
    "geometry_msgs/PoseWithCovarianceStamped": rows.pose_with_covariance,
}


def is_vehicle_pose(topic: Topic, type_: MessageType) -> bool:
    """Whether the poses of a topic are taken for the vehicle's because of its name."""
    parts = topic.name.split("/")
    return (
        type_.name in _IF_OF_VEHICLE
        and any(_OF_VEHICLE.match(part) for part in parts)
        and not any(_OF_OTHERS.search(part) for part in parts)
    )


def is_static(topic: Topic) -> bool:
    """Whether transforms on a topic never change."""
    return "static" in topic.name


def takers_of(topic: Topic, type_: MessageType | None) -> list[Taker]:
    """What makes records of a topic's messages; none for what is kept as bytes alone."""
    if type_ is None:
        return []
    make = _MADE.get(type_.name)
    if make is None and is_vehicle_pose(topic, type_):
        make = _IF_OF_VEHICLE[type_.name]
    if type_.name in TRANSFORMS and is_static(topic):
        return []
    if make is not None:
        takers = [make(type_)]
        return [*takers, PredictionTaker(type_)] if type_.name in prediction.TYPES else takers
    if type_.name in osi_world.TYPES:
        return [osi_world.WorldTaker(type_), osi_world.HostTaker(type_)]
    if type_.numbers is not None and type_.name not in CAMERAS:
        try:
            return [SignalTaker(type_, type_.numbers)]
        except MessageError:
            return []
    return []


def raw_taker(topic: Topic, *, suffix: str) -> RawTaker:
    """What keeps a topic's messages as they are."""
    where = "its definition is in the ANNEX intake" if topic.schema else "the file has no definition of it"
    described = f"encoded as {printable(topic.encoding[:40]) or 'nobody says what'}; {where}"
    return RawTaker(suffix=suffix, codec="text" if topic.encoding == "json" else "bytes", description=described)
