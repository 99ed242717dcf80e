"""Boxes that people labelled in Waymo's frames, as objects.

It must not know frames. Meaning: waymo-research/waymo-open-dataset, label.proto: boxes are upright in the vehicle's
axes; speeds and accelerations are along the axes of the global frame (issue 39 there), and are turned here.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from app.convert.recording import Losses
from app.convert.waymo.messages import enum_name, text_of
from app.kinds.document import encode_document
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.scene.rigid import Matrix

BYTES_PER_LABEL = 4096
"""At most: two texts of 256 characters, each of which JSON may write with six bytes, and 40 numbers."""
FIXED_BYTES = 256
_MOST_TRACKS = 4096
_LEVELS = ("detection_difficulty_level", "tracking_difficulty_level")
Vector = tuple[float, float, float | None]
Message = Any
"""Classes of messages are made when the program runs."""


def labels_payload(labels: Iterable[Message], global_from_vehicle: Matrix | None, losses: Losses) -> bytes:
    """The labels of a frame as a record; without a pose of the vehicle, nothing is said of how they move."""
    tracks = [one for label in labels if (one := _track(label, global_from_vehicle, losses)) is not None]
    losses.add("/labels", f"labels beyond {_MOST_TRACKS} of a frame", len(tracks[_MOST_TRACKS:]))
    return encode_document(
        Objects(frame="vehicle", tracks=tuple(tracks[:_MOST_TRACKS]), origin="annotation"), of=Objects
    )


def _track(label: Message, global_from_vehicle: Matrix | None, losses: Losses) -> Track | None:
    box, its_id = label.box, text_of(label, "id")
    centre, sides = (box.center_x, box.center_y, box.center_z), (box.length, box.width, box.height)
    if not its_id:
        losses.add("/labels", "a label without an id")
        return None
    if not all(map(math.isfinite, (*centre, *sides, box.heading))) or min(sides) < 0:
        losses.add("/labels", "a label with a number that is none")
        return None
    return Track(
        id=its_id,
        centre=centre,
        classes=(ClassProbability(name=enum_name(label, "type").removeprefix("type_")),),
        size=Size(length=sides[0], width=sides[1], height=sides[2]),
        yaw=box.heading,
        velocity=_turned(label.metadata, "speed", global_from_vehicle),
        acceleration=_turned(label.metadata, "accel", global_from_vehicle),
        points=label.num_lidar_points_in_box if label.num_lidar_points_in_box >= 0 else None,
        attributes=_attributes(label) or None,
    )


def _turned(metadata: Message, what: str, global_from_vehicle: Matrix | None) -> Vector | None:
    """A vector of the global frame in the vehicle's axes; None: there is none."""
    names = [f"{what}_{axis}" for axis in "xyz"]
    values = [getattr(metadata, name) for name in names]
    if global_from_vehicle is None or not all(metadata.HasField(name) for name in names[:2]):
        return None
    if not all(map(math.isfinite, values)):
        return None
    x, y, z = (global_from_vehicle[:3, :3].T @ np.array(values)).tolist()
    return (x, y, z if metadata.HasField(names[2]) else None)


def _attributes(label: Message) -> dict[str, str]:
    said = {name: enum_name(label, name) for name in _LEVELS if label.HasField(name)}
    if label.HasField("most_visible_camera_name"):
        said["most_visible_camera"] = text_of(label, "most_visible_camera_name")
    if label.HasField("num_top_lidar_points_in_box"):
        said["points_of_lidar_top"] = str(label.num_top_lidar_points_in_box)
    return said
