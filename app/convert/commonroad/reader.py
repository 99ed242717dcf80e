"""CommonRoad scenarios: obstacles of recorded or simulated traffic step by step, and the lanes under them.

It must not know XML's dangers, nor how lanes become a map. Versions 2018b and 2020a (CommonRoad/commonroad-io,
XML_commonRoad_XSD.xsd): metres, radians, x and y of a local frame; times are numbers of steps.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from app.convert.channels import Channels, Stamps
from app.convert.commonroad.map import map_of
from app.convert.commonroad.values import exact, interval, number, point
from app.convert.encodings.plain_xml import parsed
from app.convert.other_files import count_beside
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.stamps import to_ns
from app.convert.streams import StreamRecording
from app.kinds.document import encode_document
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.kinds.vehicle import FrameSpec

_FRAME = "scenario"
_ROOT = b"<commonRoad"
_LOOKED_AT = 4096
_MOST_STEPS = 10_000_000
_LEAST_STEP_S, _MOST_STEP_S = 1e-6, 3600.0
_MOST_TRACKS = 4096
_MOST_NAME = 200
_MOST_ATTRIBUTES = 16
_MOST_BYTES = 4 << 30
"""Of all records of obstacles together: those that stand are in each."""
_RECORD_BYTES, _TRACK_BYTES, _BYTES_PER_CHARACTER = 256, 1024, 6
_OF_A_TRACK = {"position", "time", "orientation", "velocity", "acceleration", "yawRate"}
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
    scenario = _Scenario(path, parsed(path))
    scenario.told = count_beside(source, path, names.values(), scenario.losses, what="CommonRoad scenario")
    yield scenario.recording(choice)


class _Scenario:
    """One scenario while it is read."""

    def __init__(self, path: Path, root: Element) -> None:
        self._path = path
        self._root = root
        self.losses = Losses()
        self.told: list[str] = []
        step = number(root.get("timeStepSize"))
        if root.tag != "commonRoad" or step is None or not _LEAST_STEP_S <= step <= _MOST_STEP_S:
            raise ConvertError(
                f"{path}: is no CommonRoad scenario with a timeStepSize of {_LEAST_STEP_S:g} to {_MOST_STEP_S:g} s"
            )
        self._step_s = step
        self._steps: dict[int, list[Track]] = defaultdict(list)
        self._standing: list[Track] = []

    def recording(self, choice: Choice) -> StreamRecording:
        """All that can be taken."""
        version = self._root.get("commonRoadVersion", "not stated")
        for element in self._root:
            self._take(element)
        channels = Channels(choice, self.losses)
        start = self._add_obstacles(channels)
        road = map_of(self._root, _FRAME, self.losses)
        if road is not None:
            stamps = Stamps(capture_ns=np.array([start], dtype=np.int64), synthesised=True)
            channels.add_each("/map", "map", "json", stamps, lambda _: road, sizes=[len(road)], frame=_FRAME)
        return StreamRecording(
            source_format=f"CommonRoad scenario {version}"[:256],
            streams=channels.done(),
            clocks=(),
            sources=(self._path,),
            root=self._path.parent,
            losses=self.losses,
            assumptions=(*self._assumptions(version), *self.told),
            setting=Setting(frames=(FrameSpec(name=_FRAME, axes="other", description=self._described()),)),
        )

    def _add_obstacles(self, channels: Channels) -> int:
        """Add the channel of obstacles; when it begins, in ns."""
        steps = sorted(self._steps) or ([0] if self._standing else [])
        times, good = to_ns(np.array(steps, dtype=np.float64) * self._step_s, 10**9)
        self.losses.add("/obstacles", "a step whose time does not fit", int((~good).sum()))
        steps = [step for step, fits in zip(steps, good.tolist(), strict=True) if fits]
        standing = sum(map(_most_bytes, self._standing))
        sizes = [_RECORD_BYTES + standing + sum(map(_most_bytes, self._steps.get(step, ()))) for step in steps]
        if sum(sizes) > _MOST_BYTES:
            raise ConvertError(
                f"{self._path}: {len(self._standing)} obstacles that stand, in each of {len(steps)} steps, would need "
                f"up to {sum(sizes)} bytes; at most {_MOST_BYTES} are made: take some of them out"
            )
        channels.add_each(
            "/obstacles", "objects", "json", Stamps(capture_ns=times[good], synthesised=True),
            lambda row: self._objects(steps[row]), sizes=sizes, frame=_FRAME, rate_hz=1 / self._step_s,
        )  # fmt: skip
        return int(times[good][0]) if steps else 0

    def _described(self) -> str:
        name = self._root.get("benchmarkID", self._path.stem)
        return f"local metres of scenario {name}, right-handed"[:1000]

    def _assumptions(self, version: str) -> Iterator[str]:
        yield f"stamps are steps of {self._step_s:g} s from zero; when the traffic was recorded is not stated"
        yield "the velocity of an obstacle is taken to point where it heads"
        if version not in _VERSIONS:
            yield f"version {version[:40]} is read like {_VERSIONS[-1]}"
        if source := self._root.get("source"):
            yield f"the scenario names as its source: {source[:200]}"

    def _take(self, element: Element) -> None:
        if element.tag in ("obstacle", "dynamicObstacle", "staticObstacle"):
            self._obstacle(element)
        elif element.tag != "lanelet":
            self.losses.add(element.tag[:100], "is in no channel")

    def _obstacle(self, element: Element) -> None:
        name = element.get("id") or "?"
        where = f"obstacle {name}"[:_MOST_NAME]
        standing = element.tag == "staticObstacle" or element.findtext("role", "").strip() == "static"
        shape = self._shape(element.find("shape"), where)
        kind = element.findtext("type", "unknown").strip()[:_MOST_NAME] or "unknown"
        states = [element.find("initialState"), *element.findall("trajectory/state")]
        if element.find("occupancySet") is not None:
            self.losses.add(where, "sets of places it could be in are in no channel")
        for state in states:
            if state is None:
                continue
            step, track = _step(state), self._track(name, kind, shape, state, where)
            if track is None or (step is None and not standing):
                self.losses.add(where, "a state without an exact place or time")
            elif standing:
                self._standing.append(track)
            else:
                self._steps[step or 0].append(track)

    def _shape(self, element: Element | None, where: str) -> Size | None:
        """The box of a rectangle or a circle that lies around its obstacle's place; other shapes are counted."""
        if element is None:
            return None
        for one in element:
            beside = any(number(part.text) for part in (*one.iterfind("center/*"), *one.iterfind("orientation")))
            if one.tag not in ("rectangle", "circle") or len(element) > 1 or beside:
                self.losses.add(where, f"a shape that is no box or circle around its place: {one.tag[:40]}")
                return None
        length, width = number(element.findtext("rectangle/length")), number(element.findtext("rectangle/width"))
        radius = number(element.findtext("circle/radius"))
        if radius is not None and radius >= 0:
            return Size(length=2 * radius, width=2 * radius)
        if length is None or width is None or min(length, width) < 0:
            self.losses.add(where, "a shape without a size")
            return None
        return Size(length=length, width=width)

    def _track(self, name: str, kind: str, size: Size | None, state: Element, where: str) -> Track | None:
        """An obstacle in one state; None if its place is not a point. What is a range is an attribute."""
        centre = point(state.find("position/point"))
        if centre is None:
            return None
        yaw, speed = exact(state.find("orientation")), exact(state.find("velocity"))
        said: dict[str, str] = {}
        for part in state:
            value = exact(part)
            if value is None and part.tag != "position":
                text = interval(part)
                if text is None or len(said) == _MOST_ATTRIBUTES:
                    self.losses.add(where, f"{part.tag[:40]} is no value that can be kept")
                else:
                    said[part.tag[:64]] = text
            elif value is not None and part.tag not in _OF_A_TRACK and len(said) < _MOST_ATTRIBUTES:
                said[part.tag[:64]] = repr(value)
            elif part.tag not in _OF_A_TRACK:
                self.losses.add(where, f"{part.tag[:40]} is no value that can be kept")
        if yaw is None and speed is not None:
            said["velocity"] = repr(speed)  # of an unknown direction
        return Track(
            id=name[:_MOST_NAME],
            centre=centre,
            classes=(ClassProbability(name=kind),),
            size=size,
            yaw=yaw,
            velocity=_along(speed, yaw),
            acceleration=_along(exact(state.find("acceleration")), yaw),
            yaw_rate=exact(state.find("yawRate")),
            attributes=said or None,
        )

    def _objects(self, step: int) -> bytes:
        tracks = (*self._steps.get(step, ()), *self._standing)
        self.losses.add("/obstacles", f"obstacles beyond {_MOST_TRACKS} of a step", len(tracks[_MOST_TRACKS:]))
        return encode_document(Objects(frame=_FRAME, tracks=tracks[:_MOST_TRACKS], origin="annotation"), of=Objects)


def _most_bytes(track: Track) -> int:
    """Bytes of a track as JSON, at most."""
    said = (text for pair in (track.attributes or {}).items() for text in pair)
    texts = (track.id, *(one.name for one in track.classes), *said)
    return _TRACK_BYTES + _BYTES_PER_CHARACTER * sum(len(text) + 1 for text in texts)


def _along(value: float | None, yaw: float | None) -> tuple[float, float, None] | None:
    if value is None or yaw is None:
        return None
    return (value * math.cos(yaw), value * math.sin(yaw), None)


def _step(state: Element) -> int | None:
    value = exact(state.find("time"))
    return int(value) if value is not None and 0 <= value <= _MOST_STEPS and value == int(value) else None
