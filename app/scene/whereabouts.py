"""Where the vehicle is at an instant, on the plane of a map: by a fix of a receiver, or by a pose, with how sure it is.

It must not know ways, nor pixels. What a record does not say is None, and nothing is reckoned in its place.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.kinds.code import FixType
from app.scene.accuracy import Accuracy, of_fix, of_pose
from app.scene.content import Table
from app.scene.geodesy import Array, Geodetic
from app.scene.plane import Plane, near
from app.scene.rigid import Matrix, matrix_of, moved
from app.scene.sample import Sample
from app.scene.standing import Standing

_MOVING = 0.5
"""m/s: below it a course says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """One position of the vehicle, or of the antenna."""

    channel: str
    x: float
    y: float
    bearing: float | None
    """Where it points, radians clockwise from the plane's y; None: not known."""
    by_course: bool
    """Whether that is the direction of motion, and not that of the vehicle."""
    accuracy: Accuracy | None
    direction: float
    """Of the longer half axis, radians clockwise from the plane's y."""
    standing: Standing
    assumed: bool
    """Its arrival was never measured, and what is shown is what had arrived."""
    no_fix: bool = False
    """The receiver gives this position, and says that it has no fix."""


def by_fix(sample: Sample, plane: Plane) -> Whereabouts | None:
    """By a current fix; None: it has no position on the plane."""
    if not sample.current or not isinstance(sample.content, Table) or plane.origin is None:
        return None
    table = sample.content
    latitude, longitude = table.value("latitude_deg"), table.value("longitude_deg")
    if latitude is None or longitude is None or not abs(latitude) <= 90 or not abs(longitude) <= 360:
        return None
    if latitude == 0 == longitude:
        return None
    height = table.value("altitude")
    x, y, _ = plane.places(
        np.array([latitude]), np.array([longitude]), np.array([np.nan if height is None else height])
    )[0].tolist()
    if not math.isfinite(x):
        return None
    axes = plane.axes_at(Geodetic(latitude, longitude))
    heading, course, speed = table.value("heading"), table.value("course"), table.value("speed")
    by_course = heading is None and course is not None and speed is not None and speed >= _MOVING
    points = course if by_course else heading
    accuracy = of_fix(table)
    return Whereabouts(
        channel=sample.lookup.channel, x=x, y=y, by_course=by_course, accuracy=accuracy,
        bearing=None if points is None else _bearing(axes, math.sin(points), math.cos(points)),
        direction=0.0 if accuracy is None else _along(axes, accuracy), standing=sample.standing,
        assumed=sample.lookup.assumed, no_fix=table.value("fix") == FixType.NO_FIX,
    )  # fmt: skip


def by_pose(sample: Sample, frames: Mapping[str, Matrix]) -> Whereabouts | None:
    """By a current pose; `frames`: plane_from_frame of those that lie on the plane. None: it has no place there."""
    plane_from_frame = frames.get(str(sample.entry.get("frame")))
    if not sample.current or not isinstance(sample.content, Table) or plane_from_frame is None:
        return None
    rows = sample.content.rows[:1]
    if not len(rows):
        return None
    position = np.array([rows[axis][0] for axis in "xyz"], dtype=np.float64)
    rotation = np.array([rows[f"q{part}"][0] for part in "wxyz"], dtype=np.float64)
    x, y, _ = near(moved(plane_from_frame, position[None]))[0].tolist()
    if not math.isfinite(x):
        return None
    turned = 0 < float(np.linalg.norm(rotation)) < np.inf
    ahead = plane_from_frame[:3, :3] @ matrix_of(rotation)[:3, 0] if turned else None
    accuracy = of_pose(sample.content)
    return Whereabouts(
        channel=sample.lookup.channel, x=x, y=y, by_course=False, accuracy=accuracy,
        bearing=None if ahead is None else math.atan2(ahead[0], ahead[1]),
        direction=0.0 if accuracy is None else _along(plane_from_frame[:3, :3], accuracy), standing=sample.standing,
        assumed=sample.lookup.assumed,
    )  # fmt: skip


def _bearing(axes: Array, east: float, north: float) -> float:
    x, y, _ = axes @ np.array([east, north, 0.0])
    return math.atan2(x, y)


def _along(axes: Array, accuracy: Accuracy) -> float:
    return _bearing(axes, math.cos(accuracy.direction), math.sin(accuracy.direction))
