"""The road map of an instant as it lies on the plane of a map, kept for as long as it is the same one.

It must not know pixels. A map whose frame does not lie on the plane is named and not drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.kinds.road_map import RoadMap
from app.scene.geodesy import Array
from app.scene.moment import Moment
from app.scene.plane import near
from app.scene.rigid import Matrix, moved


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapLine:
    """A line or an area of the road map, (n, 2) on the plane."""

    type: str
    points: Array
    dashed: bool
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Road:
    """What is current of the road maps."""

    lines: tuple[MapLine, ...] = ()
    apart: tuple[str, ...] = ()
    """The channels whose frame does not lie on the plane."""


NO_ROAD = Road()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A map, and where its frame lay when it was placed."""

    document: RoadMap
    plane_from_frame: Matrix
    lines: tuple[MapLine, ...]


class Roads:
    """Of one log. A map has many points, and hardly ever is another one from one moment to the next."""

    def __init__(self) -> None:
        """Begin with none."""
        self._placed: dict[str, _Placed] = {}

    def at(self, moment: Moment, frames: Mapping[str, Matrix]) -> Road:
        """The road of a moment; `frames`: plane_from_frame of those that lie on the plane."""
        lines, apart = list[MapLine](), list[str]()
        for sample in moment.of_kind("map"):
            document = sample.document
            if not sample.current or not isinstance(document, RoadMap):
                continue
            matrix, channel = frames.get(document.frame), sample.lookup.channel
            if matrix is None:
                apart.append(channel)
                continue
            placed = self._placed.get(channel)
            same = placed is not None and placed.document is document
            if placed is None or not same or not np.array_equal(placed.plane_from_frame, matrix):
                placed = self._placed[channel] = _Placed(document, matrix, _lines(document, matrix))
            lines.extend(placed.lines)
        return Road(lines=tuple(lines), apart=tuple(apart))

    def forget(self) -> None:
        """Another log."""
        self._placed.clear()


def _lines(document: RoadMap, plane_from_frame: Matrix) -> tuple[MapLine, ...]:
    made = []
    for element in document.elements:
        flat = np.array([[x, y, 0.0 if z is None else z] for x, y, z in element.points], dtype=np.float64)
        placed = near(moved(plane_from_frame, flat))[:, :2]
        if element.type == "lane_centre" or not np.isfinite(placed).all():
            continue
        dashed = "dashed" in (element.marking or "") or element.marking == "none"
        closed = bool(element.closed) or element.type == "drivable_area"
        made.append(MapLine(type=element.type, points=placed, dashed=dashed, closed=closed))
    return tuple(made)
