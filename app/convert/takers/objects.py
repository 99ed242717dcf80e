"""Detected, tracked and predicted objects of messages, as the objects of one instant.

It must not know topics. Meanings: autoware_perception_msgs, vision_msgs, derived_object_msgs, radar_msgs; boxes have
their length along the heading; Autoware gives velocities in the axes of the object.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar
from uuid import UUID

from app.convert.messages.carrier import Buffer, MessageError
from app.convert.messages.message_type import MessageType, Plain, frame_of
from app.convert.takers.rows import VEHICLE_FRAMES
from app.convert.takers.taker import DocumentTaker, Outlet
from app.kinds.objects import ClassProbability, Objects, Track
from app.kinds.objects import Size as Box
from app.scene.rigid import yaw_of

_AUTOWARE = ("unknown", "car", "truck", "bus", "trailer", "motorcycle", "bicycle", "pedestrian", "animal", "hazard",
             "over_drivable", "under_drivable")  # fmt: skip
_DERIVED = ("unknown", "unknown_small", "unknown_medium", "unknown_big", "pedestrian", "bike", "car", "truck",
            "motorcycle", "other_vehicle", "barrier", "sign")  # fmt: skip
_RADAR = {0: "unknown", 1: "static", 2: "dynamic"}
_MOST_OBJECTS = 4096
_MOST_NAME = 256
_CERTAIN = 255
Tracks = Callable[[Plain], Iterator[Track]]
T = TypeVar("T")


class ObjectTaker(DocumentTaker):
    """All objects of a message."""

    refusal = "its objects cannot be taken"

    def __init__(self, type_: MessageType, tracks: Tracks) -> None:
        super().__init__(type_)
        self._tracks = tracks
        self._frame: str | None = None

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(kind="objects", codec="json", fixed_frame=self._frame)

    def _document(self, plain: Plain) -> Objects:
        tracks, frame = all_of(self._tracks(plain)), named_frame(plain)
        self._frame = self._frame or frame
        return Objects(frame=frame, tracks=tracks, origin="perception")


def all_of(objects: Iterable[T]) -> tuple[T, ...]:
    """The objects of one record; raises MessageError if they are too many for it."""
    found = tuple(objects)
    if len(found) > _MOST_OBJECTS:
        raise MessageError(f"{len(found)} objects; a record has at most {_MOST_OBJECTS}")
    return found


def named_frame(plain: Plain) -> str:
    """The frame of a message, as a record names it."""
    frame = frame_of(plain) or "unknown"
    return "vehicle" if frame in VEHICLE_FRAMES else frame


def autoware(plain: Plain) -> Iterator[Track]:
    """DetectedObjects, TrackedObjects and PredictedObjects, whose members differ by a prefix."""
    for number, one in enumerate(plain["objects"]):
        kinematics = one["kinematics"]
        prefix = "initial_" if "initial_pose_with_covariance" in kinematics else ""
        pose = kinematics[f"{prefix}pose_with_covariance"]["pose"]
        twist = kinematics[f"{prefix}twist_with_covariance"]["twist"]
        accel = kinematics.get(f"{prefix}acceleration_with_covariance")
        known = bool(kinematics.get("has_twist", True))
        turned = kinematics.get("orientation_availability", 2) != 0
        yaw = heading(pose["orientation"]) if turned else None
        size = one["shape"]["dimensions"]
        yield Track(
            id=uuid(one["object_id"]["uuid"]) if "object_id" in one else str(number),
            centre=point(pose["position"]),
            classes=_classes((_named(_AUTOWARE, c["label"]), c["probability"]) for c in one["classification"]),
            confidence=share(one["existence_probability"]),
            size=box(size["x"], size["y"], size["z"]),
            yaw=yaw,
            yaw_rate=finite(twist["angular"]["z"]) if known else None,
            velocity=turned_vector(twist["linear"], yaw) if known else None,
            acceleration=None if accel is None else turned_vector(accel["accel"]["linear"], yaw),
        )  # fmt: skip


def detections(plain: Plain) -> Iterator[Track]:
    """vision_msgs/Detection3DArray."""
    for number, one in enumerate(plain["detections"]):
        _require_frame(one, plain)
        found = (_hypothesis(result.get("hypothesis", result)) for result in one["results"])
        classes = sorted(found, key=lambda pair: -pair[1])
        centre, size = one["bbox"]["center"], one["bbox"]["size"]
        yield Track(
            id=str(one.get("id") or number)[:_MOST_NAME],
            centre=point(centre["position"]),
            classes=_classes(classes),
            confidence=share(classes[0][1]) if classes else None,
            size=box(size["x"], size["y"], size["z"]),
            yaw=heading(centre["orientation"]),
        )


def _hypothesis(found: Plain) -> tuple[str, float]:
    """Class and score; older versions call the class `id`."""
    return str(found.get("class_id", found.get("id", ""))), found["score"]


def derived(plain: Plain) -> Iterator[Track]:
    """derived_object_msgs/ObjectArray; a box of shape_msgs/SolidPrimitive has its x along the heading."""
    for one in plain["objects"]:
        _require_frame(one, plain)
        solid, label = one["shape"], one["classification"]
        sides = tuple(solid["dimensions"])
        linear, accel = one["twist"]["linear"], one["accel"]["linear"]
        name = _named(_DERIVED, label)
        certain = one["classification_certainty"] / _CERTAIN if one["object_classified"] else None
        yield Track(
            id=str(one["id"]),
            centre=point(one["pose"]["position"]),
            classes=_classes([(name, certain)]) if one["object_classified"] else (),
            size=box(*sides) if solid["type"] == 1 and len(sides) == 3 else None,
            yaw=heading(one["pose"]["orientation"]),
            yaw_rate=finite(one["twist"]["angular"]["z"]),
            velocity=(finite(linear["x"]), finite(linear["y"]), finite(linear["z"])),
            acceleration=(finite(accel["x"]), finite(accel["y"]), finite(accel["z"])),
            state="confirmed" if one["detection_level"] == 1 else "unknown",
        )


def _require_frame(one: Plain, plain: Plain) -> None:
    """Raise MessageError if an object names another frame than the message that it is in."""
    frame = frame_of(one)
    if frame is not None and frame != frame_of(plain):
        raise MessageError(f"an object in frame {frame[:60]!r} among those of {frame_of(plain)!r:.60}")


def radar_tracks(plain: Plain) -> Iterator[Track]:
    """radar_msgs/RadarTracks; its sizes are along the axes of the sensor, so the heading is that of the axes."""
    for one in plain["tracks"]:
        size, velocity, accel = one["size"], one["velocity"], one["acceleration"]
        label = one["classification"]
        yield Track(
            id=uuid(one["uuid"]["uuid"]),
            centre=point(one["position"]),
            classes=_classes([(_RADAR.get(label, f"label {label}"), None)]),
            size=box(size["x"], size["y"], size["z"]),
            velocity=(finite(velocity["x"]), finite(velocity["y"]), finite(velocity["z"])),
            acceleration=(finite(accel["x"]), finite(accel["y"]), finite(accel["z"])),
        )


def point(found: Mapping[str, float]) -> tuple[float, float, float | None]:
    """A point; raises MessageError if its plane is not known."""
    x, y, z = (finite(found[axis]) for axis in "xyz")
    if x is None or y is None:
        raise MessageError("an object without a place")
    return x, y, z


def box(length: float, width: float, height: float | None) -> Box | None:
    """A box; None where a side is none."""
    sides = [finite(side) for side in (length, width)]
    if any(side is None or side < 0 for side in sides) or not any(sides):
        return None
    up = None if height is None else finite(height)
    return Box(length=float(length), width=float(width), height=up if up is None or up >= 0 else None)


def heading(rotation: Mapping[str, float]) -> float | None:
    """Yaw of a quaternion, anticlockwise from x; None if it is none."""
    x, y, z, w = (float(rotation[part]) for part in "xyzw")
    if not 0.9 < x * x + y * y + z * z + w * w < 1.1:
        return None
    return yaw_of(w, x, y, z)


def turned_vector(
    found: Mapping[str, float], yaw: float | None
) -> tuple[float | None, float | None, float | None] | None:
    """A vector in the axes of an object, in those of the frame; None if nobody knows how the object stands."""
    if yaw is None:
        return None
    x, y, z = (finite(found[axis]) for axis in "xyz")
    if x is None or y is None:
        return None
    cosine, sine = math.cos(yaw), math.sin(yaw)
    return cosine * x - sine * y, sine * x + cosine * y, z


def finite(value: float) -> float | None:
    """The number, None for one that JSON has not."""
    return float(value) if math.isfinite(value) else None


def share(value: float) -> float | None:
    """A probability; None for what is none."""
    return float(value) if 0 <= value <= 1 else None


def _classes(found: object) -> tuple[ClassProbability, ...]:
    assert isinstance(found, Iterator | list)
    ordered = sorted(found, key=lambda pair: -(pair[1] or 0))[:64]
    return tuple(
        ClassProbability(name=(name or "unknown")[:_MOST_NAME], probability=None if p is None else share(p))
        for name, p in ordered
    )


def _named(names: tuple[str, ...], label: int) -> str:
    return names[label] if label < len(names) else f"label {label}"


def uuid(raw: Buffer) -> str:
    """An id as text; raises ValueError if it has not 16 bytes."""
    return str(UUID(bytes=bytes(raw)))
