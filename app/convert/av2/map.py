"""The vector map of Argoverse 2 as elements of ours: lanes with their boundaries, crossings, drivable areas.

It must not know recordings. Layout and meaning: argoverse/av2-api, src/av2/map (lane_segment.py,
pedestrian_crossing.py, drivable_area.py): metres in the frame of the city, z up.
"""

import math
from collections.abc import Iterator
from typing import Annotated

import msgspec
import numpy as np
import numpy.typing as npt

from app.convert.tree import Tree
from app.kinds.document import encode_document
from app.kinds.road_map import MapElement, RoadMap

CITY = "city"
_MOST_ELEMENTS = 65_536
_MOST_POINTS = 65_536
_MOST_NEXT = 256
_MOST_TEXT = 200
_MARKINGS = {
    "NONE": "none", "DASHED": "dashed", "SOLID": "solid", "DOUBLE_SOLID": "double_solid", "DOUBLE_DASH":
    "double_dashed", "DASH_SOLID": "dashed_solid", "SOLID_DASH": "solid_dashed",
}  # fmt: skip
Points = tuple[tuple[float, float, float], ...]
Id = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class _Point(msgspec.Struct):
    x: float
    y: float
    z: float


class _Lane(msgspec.Struct):
    id: Id
    left_lane_boundary: list[_Point]
    right_lane_boundary: list[_Point]
    lane_type: str = ""
    is_intersection: bool = False
    left_lane_mark_type: str = ""
    right_lane_mark_type: str = ""
    centerline: list[_Point] | None = None
    successors: list[Id] = []
    left_neighbor_id: Id | None = None
    right_neighbor_id: Id | None = None


class _Crossing(msgspec.Struct):
    id: Id
    edge1: list[_Point]
    edge2: list[_Point]


class _Area(msgspec.Struct):
    id: Id
    area_boundary: list[_Point]


class _Map(msgspec.Struct):
    """`log_map_archive_*.json`."""

    lane_segments: dict[str, _Lane] = {}
    pedestrian_crossings: dict[str, _Crossing] = {}
    drivable_areas: dict[str, _Area] = {}


def map_payload(tree: Tree, name: str) -> tuple[bytes | None, list[str]]:
    """The map of a file as a record, None if there is none, and what had to be assumed; the rest is counted."""
    found = tree.document(name, _Map)
    if found is None:
        return None, []
    elements = [one for lane in found.lane_segments.values() for one in _lane(lane, tree, name)]
    for crossing in found.pedestrian_crossings.values():
        outline = _points([*crossing.edge1, *reversed(crossing.edge2)], tree, name)
        elements += [MapElement(id=f"crossing/{crossing.id}", type="crossing", points=outline, closed=True)] * bool(
            outline
        )
    for area in found.drivable_areas.values():
        outline = _points(area.area_boundary, tree, name)
        elements += [MapElement(id=f"area/{area.id}", type="drivable_area", points=outline, closed=True)] * bool(
            outline
        )
    tree.losses.add(
        name, f"elements beyond the {_MOST_ELEMENTS} that a map holds", max(0, len(elements) - _MOST_ELEMENTS)
    )
    told = []
    if any(not lane.centerline for lane in found.lane_segments.values()):
        told.append("centre lines of lanes that the map has none of are the middle of their boundaries")
    drawn = [point for lane in found.lane_segments.values() for point in lane.centerline or ()]
    if drawn and not any(point.z for point in drawn):
        told.append("centre lines of the map are at height 0, as the source has them; its other lines are not")
    if not elements:
        return None, told
    return encode_document(RoadMap(frame=CITY, elements=tuple(elements[:_MOST_ELEMENTS])), of=RoadMap), told


def _lane(lane: _Lane, tree: Tree, name: str) -> Iterator[MapElement]:
    sides = {"left": (lane.left_lane_boundary, lane.left_lane_mark_type),
             "right": (lane.right_lane_boundary, lane.right_lane_mark_type)}  # fmt: skip
    bounds: dict[str, Points] = {}
    for side, (given, mark) in sides.items():
        bounds[side] = _points(given, tree, name)
        if bounds[side]:
            yield MapElement(
                id=f"{lane.id}/{side}", type="lane_boundary", points=bounds[side], lane=str(lane.id),
                marking=_marking(mark), detail=mark.lower()[:_MOST_TEXT] or None,
            )  # fmt: skip
    neighbours = (lane.left_neighbor_id is not None) + (lane.right_neighbor_id is not None)
    tree.losses.add(name, "neighbours of a lane, are in no channel", neighbours)
    tree.losses.add(name, f"lanes behind a lane beyond {_MOST_NEXT}", max(0, len(lane.successors) - _MOST_NEXT))
    middle = _points(lane.centerline, tree, name) if lane.centerline else _between(bounds["left"], bounds["right"])
    if middle:
        sort = f"{lane.lane_type.lower()[:_MOST_TEXT]}{', in a junction' if lane.is_intersection else ''}"
        yield MapElement(
            id=str(lane.id), type="lane_centre", points=middle, detail=sort or None,
            next=tuple(str(one) for one in lane.successors[:_MOST_NEXT]),
        )  # fmt: skip


def _marking(mark: str) -> str | None:
    return _MARKINGS.get(mark) or _MARKINGS.get(mark.rpartition("_")[0])


def _points(given: list[_Point], tree: Tree, name: str) -> Points:
    found = [(point.x, point.y, point.z) for point in given]
    finite = [point for point in found if all(map(math.isfinite, point))]
    tree.losses.add(name, "a point that is no number", len(found) - len(finite))
    tree.losses.add(name, f"points beyond {_MOST_POINTS} of a line", max(0, len(finite) - _MOST_POINTS))
    return tuple(finite[:_MOST_POINTS])


def _between(left: Points, right: Points) -> Points:
    """The line in the middle of two, at as many points as the longer list has, evenly along each."""
    if not left or not right:
        return ()
    shares = np.linspace(0.0, 1.0, max(len(left), len(right)))
    middle = (_along(np.array(left), shares) + _along(np.array(right), shares)) / 2
    return tuple((x, y, z) for x, y, z in middle.tolist())


def _along(line: npt.NDArray[np.float64], shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points of a line (n, 3) at shares (m,) of its length, (m, 3)."""
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    return np.stack([np.interp(shares * lengths[-1], lengths, line[:, axis]) for axis in range(3)], axis=1)
