"""The map of the Waymo Open Dataset as elements of ours: lanes, lines, edges, signs, areas, and traffic lights.

It must not know records or stamps. Meaning: waymo-research/waymo-open-dataset, protos/map.proto. Metres, z up; polygons
are closed; speed limits are in miles per hour there.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from app.convert.recording import Losses
from app.convert.waymo.messages import enum_name
from app.kinds.document import encode_document
from app.kinds.road_map import MapElement, RoadMap

_MPH = 0.44704
"""Metres a second in a mile an hour."""
_MOST_ELEMENTS = 65_536
_MOST_POINTS = 65_536
_MOST_NEXT = 256
_MARKINGS = {
    "broken_single": "dashed", "solid_single": "solid", "solid_double": "double_solid", "broken_double":
    "double_dashed", "passing_double": "solid_dashed",
}  # fmt: skip
_AREAS: Mapping[str, Literal["crossing", "other"]] = {
    "crosswalk": "crossing", "speed_bump": "other", "driveway": "other",
}  # fmt: skip
Points = tuple[tuple[float, float, float], ...]
Message = Any
"""Classes of messages are made when the program runs."""


def map_payload(features: Iterable[Message], frame: str, losses: Losses) -> bytes | None:
    """The map as a record; None if there is nothing in it. What a map cannot hold is counted."""
    found = [element for feature in features for element in _elements(feature, losses)]
    losses.add("map", f"elements beyond the {_MOST_ELEMENTS} that a map holds", len(found) - _kept(found))
    return encode_document(RoadMap(frame=frame, elements=tuple(found[:_MOST_ELEMENTS])), of=RoadMap) if found else None


def signals_payload(states: Iterable[Message], frame: str, losses: Losses) -> bytes:
    """The traffic lights of one instant as a record: each at the point where the lane that it controls stops."""
    found = [element for state in states if (element := _signal(state, losses)) is not None]
    losses.add("traffic lights", f"lights beyond {_MOST_ELEMENTS} of an instant", len(found) - _kept(found))
    return encode_document(RoadMap(frame=frame, elements=tuple(found[:_MOST_ELEMENTS])), of=RoadMap)


def _kept(found: list[MapElement]) -> int:
    return min(len(found), _MOST_ELEMENTS)


def _signal(state: Message, losses: Losses) -> MapElement | None:
    points = _points([state.stop_point], losses) if state.HasField("stop_point") else ()
    if not points:
        losses.add("traffic lights", "a light without a place")
        return None
    return MapElement(
        id=f"signal/{state.lane}", type="traffic_light", points=points, lane=str(state.lane),
        detail=enum_name(state, "state").removeprefix("lane_state_"),
    )  # fmt: skip


def _elements(feature: Message, losses: Losses) -> Iterator[MapElement]:
    sort, its_id = feature.WhichOneof("feature_data"), str(feature.id)
    if sort == "lane":
        yield from _lane(feature.lane, its_id, losses)
    elif sort == "stop_sign":
        yield from _stop_sign(feature.stop_sign, its_id, losses)
    elif sort in _AREAS:
        points = _points(getattr(feature, sort).polygon, losses)
        if points:
            yield MapElement(id=its_id, type=_AREAS[sort], points=points, closed=True, detail=sort)
    elif sort is not None:
        yield from _line(getattr(feature, sort), sort, its_id, losses)
    else:
        losses.add("map", "a feature of a sort that is not known")


def _lane(lane: Message, its_id: str, losses: Losses) -> Iterator[MapElement]:
    borders = len(lane.left_boundaries) + len(lane.right_boundaries)
    losses.add("map", "stretches of a lane along which a line or an edge runs, are in no channel", borders)
    neighbours = len(lane.left_neighbors) + len(lane.right_neighbors)
    losses.add("map", "stretches of a lane beside another, are in no channel", neighbours)
    losses.add("map", f"lanes behind a lane beyond {_MOST_NEXT}", max(0, len(lane.exit_lanes) - _MOST_NEXT))
    points, limit = _points(lane.polyline, losses), lane.speed_limit_mph
    if points:
        yield MapElement(
            id=its_id, type="lane_centre", points=points, next=tuple(str(one) for one in lane.exit_lanes[:_MOST_NEXT]),
            speed_limit=limit * _MPH if lane.HasField("speed_limit_mph") and 0 < limit < math.inf else None,
            detail=enum_name(lane, "type").removeprefix("type_"),
        )  # fmt: skip


def _line(line: Message, sort: str, its_id: str, losses: Losses) -> Iterator[MapElement]:
    points, name = _points(line.polyline, losses), enum_name(line, "type").removeprefix("type_")
    if points and sort == "road_edge":
        yield MapElement(id=its_id, type="road_edge", points=points, detail=name)
    elif points:
        marking = _MARKINGS.get(name.rpartition("_")[0])
        yield MapElement(id=its_id, type="lane_boundary", points=points, marking=marking, detail=name)


def _stop_sign(sign: Message, its_id: str, losses: Losses) -> Iterator[MapElement]:
    """The sign, once for each lane that it controls."""
    points = _points([sign.position], losses) if sign.HasField("position") else ()
    if not points:
        losses.add("map", "a stop sign without a place")
        return
    losses.add("map", f"lanes of a stop sign beyond {_MOST_NEXT}", max(0, len(sign.lane) - _MOST_NEXT))
    lanes = dict.fromkeys(str(lane) for lane in sign.lane[:_MOST_NEXT])
    for lane in lanes or [None]:
        name = its_id if lane is None else f"{its_id}/{lane}"
        yield MapElement(id=name, type="traffic_sign", points=points, lane=lane, detail="stop")


def _points(given: Sequence[Message], losses: Losses) -> Points:
    found = [(point.x, point.y, point.z) for point in given[:_MOST_POINTS]]
    finite = [point for point in found if all(map(math.isfinite, point))]
    losses.add("map", "a point that is no number", len(found) - len(finite))
    losses.add("map", f"points beyond {_MOST_POINTS} of a line", len(given) - len(found))
    return tuple(finite)
