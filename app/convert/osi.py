"""The world of a simulation as ASAM OSI tells it: moving objects, and the vehicle under test among them.

It must not know files. Meanings: osi3.GroundTruth and osi3.SensorView (Open Simulation Interface 3): positions are
those of the middle of the bounding box in the inertial frame (right-handed, z up); orientation is yaw, then pitch, then
roll; velocities are in the inertial frame.
"""

import math
from collections.abc import Iterator

import numpy as np

from app.convert.carrier import Buffer, MessageError
from app.convert.message_objects import box, finite
from app.convert.message_type import MessageType, Plain
from app.convert.taker import Outlet, Size
from app.kinds.code import PoseSource
from app.kinds.document import encode_document
from app.kinds.objects import ClassProbability, Objects, Track
from app.kinds.pose import POSE_LAYOUT

TYPES = ("osi3.GroundTruth", "osi3.SensorView")
FRAME = "inertial"
_TYPES = {1: "other", 3: "pedestrian", 4: "animal"}
_VEHICLES = {
    2: "small_car", 3: "compact_car", 4: "medium_car", 5: "luxury_car", 6: "delivery_van", 7: "heavy_truck",
    8: "semitrailer", 9: "trailer", 10: "motorbike", 11: "bicycle", 12: "bus", 13: "tram", 14: "train",
    15: "wheelchair", 16: "semitractor", 17: "standup_scooter",
}  # fmt: skip
_VEHICLE = 2
_MOST_OBJECTS = 4096
_WRONG = (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError)


def _truth(plain: Plain) -> tuple[Plain, int | None]:
    """The ground truth of a message, and the id of the vehicle under test."""
    truth: Plain = plain.get("global_ground_truth", plain)
    host = truth.get("host_vehicle_id") or plain.get("host_vehicle_id") or {}
    return truth, host.get("value")


class WorldTaker:
    """All moving objects of an instant but the vehicle under test."""

    suffix = ""
    whole = False
    steady = False

    def __init__(self, type_: MessageType) -> None:
        self._type = type_

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        return Size(len(self._encoded(plain)))

    def payload(self, raw: Buffer) -> bytes | None:
        """See Taker."""
        return self._encoded(self._type.decode(raw))

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(kind="objects", codec="json", description="moving objects", fixed_frame=FRAME)

    def _encoded(self, plain: Plain) -> bytes:
        truth, host = _truth(plain)
        try:
            tracks = tuple(_tracks(truth, host))
            if len(tracks) > _MOST_OBJECTS:
                raise MessageError(f"{len(tracks)} objects; a record has at most {_MOST_OBJECTS}")
            return encode_document(Objects(frame=FRAME, tracks=tracks, origin="simulation"), of=Objects)
        except _WRONG as error:
            raise MessageError(f"its objects cannot be taken: {error!r:.160}") from error


def _tracks(truth: Plain, host: int | None) -> Iterator[Track]:
    for one in truth.get("moving_object", ()):
        number = one.get("id", {}).get("value", 0)
        if number == host:
            continue
        base = one.get("base", {})
        size = base.get("dimension", {})
        type_ = one.get("type", 0)
        name = _TYPES.get(type_)
        if type_ == _VEHICLE:
            name = _VEHICLES.get(one.get("vehicle_classification", {}).get("type", 0), "vehicle")
        yield Track(
            id=str(number),
            centre=_place(base["position"]),
            classes=() if name is None else (ClassProbability(name=name),),
            size=box(size.get("length", 0), size.get("width", 0), size.get("height")),
            yaw=_maybe(base.get("orientation"), "yaw"),
            yaw_rate=_maybe(base.get("orientation_rate"), "yaw"),
            velocity=_vector(base.get("velocity")),
            acceleration=_vector(base.get("acceleration")),
        )


def _place(found: Plain) -> tuple[float, float, float | None]:
    x, y, z = finite(found["x"]), finite(found["y"]), _maybe(found, "z")
    if x is None or y is None:
        raise MessageError("an object without a place")
    return x, y, z


def _maybe(found: Plain | None, name: str) -> float | None:
    return None if found is None or name not in found else finite(found[name])


def _vector(found: Plain | None) -> tuple[float | None, float | None, float | None] | None:
    """Three numbers, of which some writers leave out those that are not known."""
    if not found:
        return None
    return _maybe(found, "x"), _maybe(found, "y"), _maybe(found, "z")


class HostTaker:
    """The pose of the vehicle under test: of the middle of its rear axle where that is said, else of its box."""

    suffix = " host vehicle"
    whole = False
    steady = False

    def __init__(self, type_: MessageType) -> None:
        self._type = type_
        self._at_axle: bool | None = None

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        return None if self._row(plain) is None else Size(POSE_LAYOUT.row_bytes)

    def payload(self, raw: Buffer) -> bytes | None:
        """See Taker."""
        return self._row(self._type.decode(raw))

    def outlet(self) -> Outlet:
        """See Taker."""
        origin = "middle of the rear axle" if self._at_axle else "middle of the bounding box"
        return Outlet(
            kind="pose", codec="rows", row_bytes=POSE_LAYOUT.row_bytes, frame=FRAME, fixed_frame=FRAME,
            description=f"the vehicle under test: the {origin}, which is the origin of the vehicle frame here",
            vehicle_origin=f"{origin}, as OSI has it",
        )  # fmt: skip

    def _row(self, plain: Plain) -> bytes | None:
        truth, host = _truth(plain)
        own = next((one for one in truth.get("moving_object", ()) if one.get("id", {}).get("value", 0) == host), None)
        if own is None or host is None:
            return None
        rear = own.get("vehicle_attributes", {}).get("bbcenter_to_rear")
        if self._at_axle is None:
            self._at_axle = rear is not None
        elif self._at_axle != (rear is not None):
            raise MessageError("it says for one instant where the rear axle is, and for another not")
        try:
            return _pose(own["base"], rear)
        except _WRONG as error:
            raise MessageError(f"its host vehicle has no pose: {error!r:.100}") from error


def _pose(base: Plain, rear: Plain | None) -> bytes:
    rows = POSE_LAYOUT.unknown(1)
    turn = base.get("orientation", {})
    roll, pitch, yaw = (float(turn.get(name, 0.0)) for name in ("roll", "pitch", "yaw"))
    inertial_from_vehicle = _rotation(roll, pitch, yaw)
    position = np.array([base["position"].get(axis, 0.0) for axis in "xyz"])
    if rear is not None:
        position = position + inertial_from_vehicle @ [rear.get(axis, 0.0) for axis in "xyz"]
    rows["x"], rows["y"], rows["z"] = position
    halves = [(math.cos(angle / 2), math.sin(angle / 2)) for angle in (roll, pitch, yaw)]
    (cr, sr), (cp, sp), (cy, sy) = halves
    rows["qw"], rows["qx"] = cr * cp * cy + sr * sp * sy, sr * cp * cy - cr * sp * sy
    rows["qy"], rows["qz"] = cr * sp * cy + sr * cp * sy, cr * cp * sy - sr * sp * cy
    if "velocity" in base:
        velocity = inertial_from_vehicle.T @ [base["velocity"].get(axis, 0.0) for axis in "xyz"]
        rows["velocity_x"], rows["velocity_y"], rows["velocity_z"] = velocity
    if "orientation_rate" in base and not (roll or pitch):
        # with the vehicle level, the rates of the angles are those about its axes
        rate = base["orientation_rate"]
        for axis, name in (("x", "roll"), ("y", "pitch"), ("z", "yaw")):
            rows[f"rate_{axis}"] = rate.get(name, 0.0)
    rows["source"] = PoseSource.GROUND_TRUTH
    return rows.tobytes()


def _rotation(roll: float, pitch: float, yaw: float) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Yaw about z, then pitch about the new y, then roll about the new x."""
    cr, sr, cp, sp, cy, sy = (f(angle) for angle in (roll, pitch, yaw) for f in (math.cos, math.sin))
    return np.array([
        [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
        [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
        [-sp, cp * sr, cp * cr],
    ])  # fmt: skip
