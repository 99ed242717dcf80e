"""The lanes of a CommonRoad scenario as a map: boundaries, the lines between them, stop lines, speed limits.

It must not know obstacles. XML_commonRoad_XSD.xsd (CommonRoad/commonroad-io): a lanelet has a left and a right bound,
points in pairs, in the direction of travel; a stop line without points is at its end; `speedLimit` (2018b) is in m/s.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from app.convert.commonroad.values import Place, number, point
from app.convert.recording import Losses
from app.kinds.document import encode_document
from app.kinds.road_map import MapElement, RoadMap

_MARKINGS = {"broad_dashed": "dashed", "broad_solid": "solid", "no_marking": "none"}
_TAKEN = {"leftBound", "rightBound", "successor", "stopLine", "speedLimit"}
_OF_A_BOUND = {"point", "lineMarking"}
_MOST_POINTS = _MOST_ELEMENTS = 65_536
_MOST_FOLLOWING = 256
_MOST_NAME = 200


def map_of(root: Element, frame: str, losses: Losses) -> bytes | None:
    """The payload of the map; None if there are no lanes. What is in no element of it is counted."""
    elements = tuple(part for lane in root.findall("lanelet") for part in _lane(lane, losses))
    if not elements:
        return None
    losses.add("lanelet", f"lines beyond the {_MOST_ELEMENTS} that a map holds", len(elements[_MOST_ELEMENTS:]))
    return encode_document(RoadMap(frame=frame, elements=elements[:_MOST_ELEMENTS]), of=RoadMap)


def _lane(lane: Element, losses: Losses) -> Iterator[MapElement]:
    """Both boundaries of a lane, the line between them, which points in the direction of travel, and its stop line."""
    name = (lane.get("id") or "?")[:_MOST_NAME]
    for part in lane:
        if part.tag not in _TAKEN:
            losses.add("lanelet", f"{part.tag[:64]} is in no channel")
    bounds = {side: _points(lane.find(f"{side}Bound"), losses) for side in ("left", "right")}
    for side, points in bounds.items():
        if points:
            marking = _marking(lane.find(f"{side}Bound"))
            yield MapElement(id=f"{name}/{side}", type="lane_boundary", points=points, lane=name, marking=marking)
    left, right = bounds["left"], bounds["right"]
    if left and len(left) == len(right):
        yield MapElement(
            id=name, type="lane_centre", points=tuple(map(_middle, left, right)), next=_following(lane, losses),
            speed_limit=_limit(lane, losses),
        )  # fmt: skip
    else:
        losses.add("lanelet", "sides without points, or not as many left as right: no line between them")
    for place, line in enumerate(lane.findall("stopLine")):
        points = _points(line, losses) or ((left[-1], right[-1]) if left and right else ())
        if not points:
            losses.add("lanelet", "a stop line that is nowhere")
            continue
        its_id = f"{name}/stop" if not place else f"{name}/stop{place}"
        yield MapElement(id=its_id, type="stop_line", points=points, lane=name, marking=_marking(line))


def _following(lane: Element, losses: Losses) -> tuple[str, ...]:
    """The ids of the lanes that follow."""
    following = [(one.get("ref") or "?")[:_MOST_NAME] for one in lane.findall("successor")]
    losses.add("lanelet", f"successors beyond {_MOST_FOLLOWING} of a lane", len(following[_MOST_FOLLOWING:]))
    return tuple(following[:_MOST_FOLLOWING])


def _limit(lane: Element, losses: Losses) -> float | None:
    """The speed limit in m/s."""
    said = lane.find("speedLimit")
    found = None if said is None else number(said.text)
    losses.add("lanelet", "a speed limit that is no number", int(said is not None and found is None))
    return found


def _marking(element: Element | None) -> str | None:
    text = "" if element is None else element.findtext("lineMarking", "").strip()
    return _MARKINGS.get(text, text)[:_MOST_NAME] or None


def _middle(one: Place, other: Place) -> Place:
    (x, y, z), (u, v, w) = one, other
    return ((x + u) / 2, (y + v) / 2, None if z is None or w is None else (z + w) / 2)


def _points(element: Element | None, losses: Losses) -> tuple[Place, ...]:
    if element is None:
        return ()
    for part in element:
        if part.tag not in _OF_A_BOUND:
            losses.add(element.tag[:64], f"{part.tag[:64]} is in no channel")
    found = [point(one) for one in element.findall("point")]
    there = [one for one in found if one is not None]
    losses.add("lanelet", "a point without x and y", len(found) - len(there))
    losses.add("lanelet", f"points beyond {_MOST_POINTS} of a line", len(there[_MOST_POINTS:]))
    return tuple(there[:_MOST_POINTS])
