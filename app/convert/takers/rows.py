"""Fixes, inertial measurements, poses and reports of a vehicle: one row of a kind for each message.

It must not know topics. Meanings: sensor_msgs, geometry_msgs, nav_msgs (REP 103, REP 105), foxglove.LocationFix,
autoware_vehicle_msgs; the numbers of their codes are those of the definitions.
"""

from collections.abc import Iterable, Sequence

from app.convert.messages.carrier import MessageError
from app.convert.messages.message_type import MessageType, Plain, number_of
from app.convert.takers.taker import RowTaker
from app.kinds.code import DrivingMode, FixType, Gear, Indicator, PoseSource
from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.imu import IMU_LAYOUT
from app.kinds.pose import POSE_LAYOUT
from app.kinds.row_layout import Rows
from app.kinds.state import STATE_LAYOUT

VEHICLE_FRAMES = ("base_link", "base_footprint", "ego_vehicle", "vehicle", "ego")
"""What recorders call the frame of the vehicle, REP 105 first."""
WORLD_FRAMES = ("map", "world", "odom", "earth", "utm", "local", "global")
"""What they call frames that the vehicle moves in."""
_UPPER = [(row, column) for row in range(6) for column in range(row, 6)]
_POSE_COVARIANCES = [name for name in POSE_LAYOUT.dtype.names or () if name.startswith("cov_")]
_FIXES = {-1: FixType.NO_FIX, 0: FixType.FIX_3D, 1: FixType.DIFFERENTIAL, 2: FixType.DIFFERENTIAL}
"""sensor_msgs/NavSatStatus: none, unaugmented, satellite-based, ground-based augmentation."""
_MODES = {1: DrivingMode.AUTOMATED, 2: DrivingMode.ASSISTED, 3: DrivingMode.ASSISTED, 4: DrivingMode.MANUAL}
"""autoware_vehicle_msgs/ControlModeReport; disengaged and not ready do not say who drives."""
_TURN = {1: Indicator.OFF, 2: Indicator.LEFT, 3: Indicator.RIGHT}
_HAZARD = {2: Indicator.HAZARD}
"""Hazard lights that are off say nothing of the indicators."""


def gnss(type_: MessageType) -> RowTaker:
    """sensor_msgs/NavSatFix and foxglove.LocationFix."""
    return RowTaker(
        type_, "gnss", GNSS_LAYOUT, _fix, description="as the receiver reported it; status: see the message"
    )


def _fix(plain: Plain, rows: Rows) -> None:
    rows["latitude_deg"], rows["longitude_deg"] = number_of(plain, "latitude"), number_of(plain, "longitude")
    rows["altitude"] = number_of(plain, "altitude")
    covariance = plain.get("position_covariance", ())
    if plain.get("position_covariance_type", 0) and len(covariance) == 9:
        for name, place in (("ee", 0), ("en", 1), ("eu", 2), ("nn", 4), ("nu", 5), ("uu", 8)):
            rows[f"cov_{name}"] = covariance[place]
    if "status" in plain:
        rows["fix"] = _FIXES.get(plain["status"]["status"], FixType.UNKNOWN)


def imu(type_: MessageType) -> RowTaker:
    """sensor_msgs/Imu; -1 at the head of a covariance says that the sensor has not that quantity."""
    return RowTaker(type_, "imu", IMU_LAYOUT, _inertial, description="orientation and covariances: see the message")


def _inertial(plain: Plain, rows: Rows) -> None:
    for member, column in (("angular_velocity", "rate"), ("linear_acceleration", "acceleration")):
        if plain[f"{member}_covariance"][0] != -1:
            for axis in "xyz":
                rows[f"{column}_{axis}"] = number_of(plain, member, axis)


def odometry(type_: MessageType) -> RowTaker:
    """nav_msgs/Odometry of the vehicle."""
    return RowTaker(type_, "pose", POSE_LAYOUT, _odometry, description="covariance of the velocities: see the message")


def _odometry(plain: Plain, rows: Rows) -> None:
    child = str(plain["child_frame_id"]).lstrip("/")
    if child not in VEHICLE_FRAMES:
        raise MessageError(f"it is the pose of frame {child[:60]!r}, which is not known to be the vehicle")
    fill_pose(plain["pose"]["pose"], rows, position="position", rotation="orientation")
    _covariance(plain["pose"]["covariance"], rows)
    twist = plain["twist"]["twist"]
    for axis in "xyz":
        rows[f"velocity_{axis}"], rows[f"rate_{axis}"] = twist["linear"][axis], twist["angular"][axis]
    rows["source"] = PoseSource.ODOMETRY


def pose_with_covariance(type_: MessageType) -> RowTaker:
    """geometry_msgs/PoseWithCovarianceStamped of the vehicle."""
    return RowTaker(type_, "pose", POSE_LAYOUT, _pose_with_covariance, description="taken for the pose of the vehicle")


def _pose_with_covariance(plain: Plain, rows: Rows) -> None:
    fill_pose(plain["pose"]["pose"], rows, position="position", rotation="orientation")
    _covariance(plain["pose"]["covariance"], rows)


def pose(type_: MessageType) -> RowTaker:
    """geometry_msgs/PoseStamped of the vehicle."""
    return RowTaker(type_, "pose", POSE_LAYOUT, _pose, description="taken for the pose of the vehicle")


def _pose(plain: Plain, rows: Rows) -> None:
    fill_pose(plain["pose"], rows, position="position", rotation="orientation")


def fill_pose(found: Plain, rows: Rows, *, position: str, rotation: str) -> None:
    """Position and orientation; raises MessageError if the latter is none."""
    for axis in "xyz":
        rows[axis] = found[position][axis]
    parts = {part: float(found[rotation][part]) for part in "wxyz"}
    require_rotation(parts.values())
    for part, value in parts.items():
        rows[f"q{part}"] = value


def require_rotation(quaternion: Iterable[float]) -> None:
    """Raise MessageError if the four parts are no unit quaternion: the zeros of a message that nobody filled."""
    if not is_rotation(quaternion):
        raise MessageError("its orientation is no unit quaternion")


def is_rotation(quaternion: Iterable[float]) -> bool:
    """Whether four parts are a unit quaternion, to half a percent of its length."""
    return 0.99 < sum(part * part for part in quaternion) < 1.01


def _covariance(values: Sequence[float], rows: Rows) -> None:
    """The upper triangle; nothing but zeros says that nobody knows it."""
    if any(values):
        for name, (row, column) in zip(_POSE_COVARIANCES, _UPPER, strict=True):
            rows[name] = values[6 * row + column]


def velocity(type_: MessageType) -> RowTaker:
    """Autoware VelocityReport."""
    return RowTaker(type_, "state", STATE_LAYOUT, _velocity, description="lateral velocity: see the message")


def _velocity(plain: Plain, rows: Rows) -> None:
    if (frame := str(plain["header"]["frame_id"]).lstrip("/")) not in VEHICLE_FRAMES:
        raise MessageError(f"it is the velocity in frame {frame[:60]!r}, which is not known to be the vehicle")
    rows["speed"], rows["yaw_rate"] = plain["longitudinal_velocity"], plain["heading_rate"]


def steering(type_: MessageType) -> RowTaker:
    """Autoware SteeringReport."""
    return RowTaker(type_, "state", STATE_LAYOUT, _steering, description="angle of the tyres")


def _steering(plain: Plain, rows: Rows) -> None:
    rows["road_wheel_angle"] = plain["steering_tire_angle"]


def control_mode(type_: MessageType) -> RowTaker:
    """Autoware ControlModeReport."""
    return RowTaker(
        type_, "state", STATE_LAYOUT, _control_mode, description="mode in the source's words: see the message"
    )


def _control_mode(plain: Plain, rows: Rows) -> None:
    rows["driving_mode"] = _MODES.get(plain["mode"], DrivingMode.UNKNOWN)


def gear(type_: MessageType) -> RowTaker:
    """Autoware GearReport."""
    return RowTaker(type_, "state", STATE_LAYOUT, _gear, description="which gear of several: see the message")


def _gear(plain: Plain, rows: Rows) -> None:
    report = plain["report"]
    known = {1: Gear.NEUTRAL, 20: Gear.REVERSE, 21: Gear.REVERSE, 22: Gear.PARK, 23: Gear.DRIVE, 24: Gear.DRIVE}
    rows["gear"] = Gear.DRIVE if 2 <= report <= 19 else known.get(report, Gear.UNKNOWN)


def turn_indicators(type_: MessageType) -> RowTaker:
    """Autoware TurnIndicatorsReport."""
    return RowTaker(type_, "state", STATE_LAYOUT, _turn_indicators, description="direction indicators")


def _turn_indicators(plain: Plain, rows: Rows) -> None:
    rows["indicator"] = _TURN.get(plain["report"], Indicator.UNKNOWN)


def hazard_lights(type_: MessageType) -> RowTaker:
    """Autoware HazardLightsReport."""
    return RowTaker(type_, "state", STATE_LAYOUT, _hazard_lights, description="hazard lights")


def _hazard_lights(plain: Plain, rows: Rows) -> None:
    rows["indicator"] = _HAZARD.get(plain["report"], Indicator.UNKNOWN)
