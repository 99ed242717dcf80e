"""CommonRoad scenarios: obstacles of recorded or simulated traffic step by step, and the lanes under them.

It must not know XML's dangers. Versions 2018b and 2020a (CommonRoad/commonroad-io, XML_commonRoad_XSD.xsd): metres,
radians, x and y of a local frame; times are numbers of steps.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from app.convert.channels import Channels, Stamps
from app.convert.plain_xml import parsed
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.streams import StreamRecording
from app.kinds.clock_spec import ClockSpec
from app.kinds.document import encode_document
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.kinds.road_map import MapElement, RoadMap
from app.kinds.vehicle import FrameSpec

_FRAME = "scenario"
_ROOT = b"<commonRoad"
_LOOKED_AT = 4096
_MOST_STEPS = 10_000_000
_MARKINGS = {"broad_dashed": "dashed", "broad_solid": "solid", "no_marking": "none"}
_VERSIONS = ("2018b", "2020a")


def recognised(source: Path) -> bool:
    """Whether a file begins as a scenario does, or a folder has one that does."""
    return bool(_scenarios(source))


def _scenarios(source: Path) -> list[Path]:
    paths = sorted(source.glob("*.xml")) if source.is_dir() else [source] if source.suffix.lower() == ".xml" else []
    return [path for path in paths if path.is_file() and _begins(path)]


def _begins(path: Path) -> bool:
    with path.open("rb") as file:
        return _ROOT in file.read(_LOOKED_AT)


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in a scenario, or in the one of a folder that --part names.

    Raises:
        ConvertError: it is none, or has no obstacle.
        SourceError: it cannot be read.
    """
    names = {path.name: path for path in _scenarios(source)}
    path = source if source.is_file() else names[choice.the_part(source, list(names))]
    yield _Scenario(path, parsed(path)).recording(choice)


class _Scenario:
    """One scenario while it is read."""

    def __init__(self, path: Path, root: Element) -> None:
        self._path = path
        self._root = root
        self.losses = Losses()
        step = _number(root.get("timeStepSize"))
        if root.tag != "commonRoad" or step is None or step <= 0:
            raise ConvertError(f"{path}: is no CommonRoad scenario with a timeStepSize")
        self._step_s = step
        self._steps: dict[int, list[Track]] = defaultdict(list)
        self._standing: list[Track] = []

    def recording(self, choice: Choice) -> StreamRecording:
        """All that can be taken."""
        version = self._root.get("commonRoadVersion", "not stated")
        for element in self._root:
            self._take(element)
        steps = sorted(self._steps) or ([0] if self._standing else [])
        payloads = [self._objects(step) for step in steps]
        times = np.rint(np.array(steps, dtype=np.float64) * self._step_s * 1e9).astype(np.int64)
        channels = Channels(choice, self.losses)
        stamps = Stamps(capture_ns=times, clock="source")
        channels.add_each(
            "/obstacles", "objects", "json", stamps, payloads.__getitem__, sizes=[len(one) for one in payloads],
            frame=_FRAME, rate_hz=1 / self._step_s,
        )  # fmt: skip
        road = self._map()
        if road is not None:
            start = Stamps(capture_ns=times[:1] if len(times) else np.zeros(1, dtype=np.int64), clock="source")
            channels.add_each("/map", "map", "json", start, lambda _: road, sizes=[len(road)], frame=_FRAME)
        return StreamRecording(
            source_format=f"CommonRoad scenario {version}"[:256],
            streams=channels.done(),
            clocks=(ClockSpec(name="source", role="source", epoch="arbitrary"),),
            sources=(self._path,),
            root=self._path.parent,
            losses=self.losses,
            assumptions=tuple(self._assumptions(version)),
            setting=Setting(frames=(FrameSpec(name=_FRAME, axes="other", description=self._described()),)),
        )

    def _described(self) -> str:
        name = self._root.get("benchmarkID", self._path.stem)
        return f"local metres of scenario {name}, right-handed, height not stated"[:1000]

    def _assumptions(self, version: str) -> Iterator[str]:
        yield f"stamps are steps of {self._step_s:g} s from zero; when the traffic was recorded is not stated"
        yield "obstacles stand at height 0, which the source does not state; their velocity points where they head"
        if version not in _VERSIONS:
            yield f"version {version[:40]} is read like {_VERSIONS[-1]}"
        if source := self._root.get("source"):
            yield f"the scenario names as its source: {source[:200]}"

    def _take(self, element: Element) -> None:
        if element.tag in ("obstacle", "dynamicObstacle", "staticObstacle"):
            self._obstacle(element)
        elif element.tag not in ("lanelet", "location", "scenarioTags"):
            self.losses.add(element.tag[:100], "is in no channel")

    def _obstacle(self, element: Element) -> None:
        name = element.get("id") or "?"
        standing = element.tag == "staticObstacle" or element.findtext("role", "").strip() == "static"
        shape = _shape(element.find("shape"))
        kind = element.findtext("type", "unknown").strip()[:200] or "unknown"
        states = [element.find("initialState"), *element.findall("trajectory/state")]
        if element.find("occupancySet") is not None:
            self.losses.add(f"obstacle {name}"[:200], "sets of places it could be in are in no channel")
        for state in states:
            if state is None:
                continue
            step, track = _step(state), _track(name, kind, shape, state)
            if track is None or (step is None and not standing):
                self.losses.add(f"obstacle {name}"[:200], "a state without a place or a time")
            elif standing:
                self._standing.append(track)
            else:
                self._steps[step or 0].append(track)

    def _objects(self, step: int) -> bytes:
        tracks = (*self._steps.get(step, ()), *self._standing)
        return encode_document(Objects(frame=_FRAME, tracks=tracks[:4096], origin="annotation"), of=Objects)

    def _map(self) -> bytes | None:
        elements = tuple(part for lane in self._root.findall("lanelet") for part in _lane(lane))
        if not elements:
            return None
        self.losses.add("lanelet", "lines beyond the 65536 that a map holds", max(0, len(elements) - 65_536))
        return encode_document(RoadMap(frame=_FRAME, elements=elements[:65_536]), of=RoadMap)


def _lane(lane: Element) -> Iterator[MapElement]:
    """Both boundaries of a lane, and the line between them, which points in the direction of travel."""
    name = (lane.get("id") or "?")[:200]
    bounds = {side: _points(lane.find(f"{side}Bound")) for side in ("left", "right")}
    for side, points in bounds.items():
        if points:
            marking = lane.findtext(f"{side}Bound/lineMarking", "").strip()
            yield MapElement(
                id=f"{name}/{side}", type="lane_boundary", points=points, lane=name,
                marking=_MARKINGS.get(marking, marking)[:200] or None,
            )  # fmt: skip
    left, right = bounds["left"], bounds["right"]
    if left and len(left) == len(right):
        middle = tuple(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, 0.0) for a, b in zip(left, right, strict=True))
        following = tuple(one.get("ref", "?")[:200] for one in lane.findall("successor"))
        yield MapElement(id=name, type="lane_centre", points=middle, next=following[:256])


def _points(bound: Element | None) -> tuple[tuple[float, float, float], ...]:
    found = (_point(point) for point in (bound.findall("point") if bound is not None else ()))
    return tuple(point for point in found if point is not None)[:65_536]


def _point(element: Element | None) -> tuple[float, float, float] | None:
    if element is None:
        return None
    x, y = _number(element.findtext("x")), _number(element.findtext("y"))
    return None if x is None or y is None else (x, y, 0.0)


def _shape(element: Element | None) -> Size | None:
    """The box of a rectangle or a circle."""
    if element is None:
        return None
    length, width = _number(element.findtext("rectangle/length")), _number(element.findtext("rectangle/width"))
    radius = _number(element.findtext("circle/radius"))
    if radius is not None and radius >= 0:
        return Size(length=2 * radius, width=2 * radius)
    if length is None or width is None or min(length, width) < 0:
        return None
    return Size(length=length, width=width)


def _track(name: str, kind: str, size: Size | None, state: Element) -> Track | None:
    place = state.find("position")
    centre = _point(place.find("point")) if place is not None else None
    if place is not None and centre is None:
        centre = _point(place.find("rectangle/center")) or _point(place.find("circle/center"))
    if centre is None:
        return None
    yaw = _value(state.find("orientation"))
    speed, acceleration = _value(state.find("velocity")), _value(state.find("acceleration"))
    return Track(
        id=name[:200],
        centre=centre,
        classes=(ClassProbability(name=kind),),
        size=size,
        yaw=yaw,
        velocity=_along(speed, yaw),
        acceleration=_along(acceleration, yaw),
        yaw_rate=_value(state.find("yawRate")),
    )


def _along(value: float | None, yaw: float | None) -> tuple[float, float, float] | None:
    if value is None or yaw is None:
        return None
    return (value * math.cos(yaw), value * math.sin(yaw), 0.0)


def _step(state: Element) -> int | None:
    value = _value(state.find("time"))
    return int(value) if value is not None and 0 <= value <= _MOST_STEPS and value == int(value) else None


def _value(element: Element | None) -> float | None:
    """An exact value, or the middle of an interval."""
    if element is None:
        return None
    exact = _number(element.findtext("exact"))
    start, end = _number(element.findtext("intervalStart")), _number(element.findtext("intervalEnd"))
    if exact is None and start is not None and end is not None:
        return (start + end) / 2
    return exact


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None
