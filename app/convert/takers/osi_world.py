"""The world of a simulation as ASAM OSI tells it: moving objects, and the vehicle under test among them.

It must not know files. Meanings: osi3.GroundTruth and osi3.SensorView (Open Simulation Interface 3): positions are
those of the middle of the bounding box in the inertial frame (right-handed, z up); orientation is yaw, then pitch, then
roll; velocities are in the inertial frame. A member that is absent is not known: OSI is written in proto2.
"""

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from app.convert.messages.carrier import Buffer, MessageError
from app.convert.messages.message_type import MessageType, Plain
from app.convert.takers.objects import all_of, box, finite
from app.convert.takers.taker import DocumentTaker, Outlet, Size
from app.kinds.code import PoseSource
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
_Vector = npt.NDArray[np.float64]
_WRONG = (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError)


def _truth(plain: Plain) -> tuple[Plain, int | None]:
    """The ground truth of a message, and the id of the vehicle under test."""
    truth: Plain = plain.get("global_ground_truth", plain)
    host = truth.get("host_vehicle_id") or plain.get("host_vehicle_id") or {}
    return truth, host.get("value")


class WorldTaker(DocumentTaker):
    """All moving objects of an instant but the vehicle under test."""

    refusal = "its objects cannot be taken"

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(kind="objects", codec="json", description="moving objects", fixed_frame=FRAME)

    def _document(self, plain: Plain) -> Objects:
        return Objects(frame=FRAME, tracks=all_of(_tracks(*_truth(plain))), origin="simulation")


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
            description=f"the vehicle under test: the {origin}, which is the origin of the vehicle frame here; level "
            "where a message says its yaw alone",
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
    """Position, attitude and velocity of the middle of the box, or of the rear axle; NaN for what is not said."""
    rows = POSE_LAYOUT.unknown(1)
    angles = _planar(_vector_of(base.get("orientation"), "roll", "pitch", "yaw"))
    inertial_from_vehicle = _rotation(*angles)
    position = _vector_of(base["position"], *"xyz")
    velocity = _turned(inertial_from_vehicle.T, _vector_of(base.get("velocity"), *"xyz"))
    level = angles[0] == 0 and angles[1] == 0
    # with the vehicle level, the rates are those about its axes; otherwise OSI does not say whose axes they are about
    rates = _vector_of(base.get("orientation_rate") if level else None, "roll", "pitch", "yaw")
    if rear is not None:
        # the middle of an axle lies in the middle plane of the vehicle, unless it is said to lie elsewhere
        arm = _vector_of({"y": 0.0, **rear}, *"xyz")
        position = position + _turned(inertial_from_vehicle, arm)
        velocity = velocity + _swung(rates, arm)
    if np.isnan(position[:2]).any():
        raise MessageError("a host vehicle without a place")
    rows["x"], rows["y"], rows["z"] = position
    halves = [(math.cos(angle / 2), math.sin(angle / 2)) for angle in angles]
    (cr, sr), (cp, sp), (cy, sy) = halves
    rows["qw"], rows["qx"] = cr * cp * cy + sr * sp * sy, sr * cp * cy - cr * sp * sy
    rows["qy"], rows["qz"] = cr * sp * cy + sr * cp * sy, cr * cp * sy - sr * sp * cy
    rows["velocity_x"], rows["velocity_y"], rows["velocity_z"] = velocity
    rows["rate_x"], rows["rate_y"], rows["rate_z"] = rates
    rows["source"] = PoseSource.GROUND_TRUTH
    return rows.tobytes()


def _vector_of(found: Plain | None, *names: str) -> _Vector:
    """Three numbers, NaN for those that the message has not."""
    return np.array([math.nan if found is None else float(found.get(name, math.nan)) for name in names])


def _planar(angles: _Vector) -> _Vector:
    """Angles or their rates: a simulation in the plane says the yaw alone; its vehicle neither rolls nor pitches."""
    return angles if math.isnan(angles[2]) else np.where(np.isnan(angles), 0.0, angles)


def _turned(matrix: _Vector, vector: _Vector) -> _Vector:
    """A vector in other axes; a number that is not known makes unknown what depends on it, and nothing else."""
    unknown = np.isnan(vector)
    with np.errstate(invalid="ignore"):
        turned = matrix @ np.where(unknown, 0.0, vector)
    return np.asarray(np.where((matrix[:, unknown] != 0).any(axis=1), math.nan, turned))


def _swung(rates: _Vector, arm: _Vector) -> _Vector:
    """What a turning vehicle adds to the velocity of a point on an arm: rates x arm, both in its axes."""
    if not arm.any():
        return np.zeros(3)
    p, q, r = _planar(rates)
    return _turned(np.array([[0, -r, q], [r, 0, -p], [-q, p, 0]]), arm)


def _rotation(roll: float, pitch: float, yaw: float) -> _Vector:
    """Yaw about z, then pitch about the new y, then roll about the new x."""
    cr, sr, cp, sp, cy, sy = (f(angle) for angle in (roll, pitch, yaw) for f in (math.cos, math.sin))
    return np.array([
        [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
        [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
        [-sp, cp * sr, cp * cr],
    ])  # fmt: skip
