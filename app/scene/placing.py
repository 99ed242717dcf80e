"""Where the things of a moment are, in one display frame: the only place that says so, for views and figures alike.

Samples were captured at different times. Each is brought into the world by the pose at its own capture and from there
into the vehicle frame of one reference, so that clouds, boxes, paths and pictures fit each other: motion compensation,
and marked as such. Without a pose the vehicle frame of each sample is taken as it stands, and that is said.
It must not draw, nor guess: a frame that is not known leaves its thing out, by name.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from app.kinds.decision import Candidate, Decision
from app.kinds.objects import Objects, Track
from app.kinds.prediction import Prediction
from app.kinds.road_map import MapElement, RoadMap
from app.kinds.vehicle import Vehicle
from app.scene.content import Points, Table
from app.scene.frames import Frames, Located, placed_vehicle, reference_of
from app.scene.placed import (
    Array,
    Ego,
    Fate,
    Placed,
    PlacedBox,
    PlacedCandidate,
    PlacedLine,
    PlacedPath,
    PlacedPoints,
    Reference,
    read_only,
)
from app.scene.rigid import moved
from app.scene.sample import Sample
from app.scene.sampled import Sampled
from app.scene.standing import Standing

MOST_CANDIDATES = 512
"""Trajectories of one record that are placed: a planner that weighs more would cover the picture."""
SWEPT = frozenset({"cloud", "radar"})
"""Kinds of points of which several records may lie over each other."""
_DRAWN = frozenset({"cloud", "radar", "objects", "prediction", "candidates", "map"})


_FARTHEST_M = 100_000.0
"""What is farther from the vehicle, or larger, was not seen by it: a log is hostile even if it is intact."""


def placed(moment: Sampled, reference: Reference | None = None, *, sweeps: int = 1) -> Placed:
    """All things of a moment in the vehicle frame of a reference; None: that of the newest pose in the moment.

    `sweeps`: so many of each LiDAR and radar, as far as the moment has earlier ones and the vehicle's motion since can
    be taken out of them.
    """
    about = reference_of(moment) if reference is None else reference
    # numbers without bounds overflow: what comes out of that is left out by name
    with np.errstate(all="ignore"):
        return _Placing(moment, about).all(sweeps)


def _near(*arrays: Array | None) -> bool:
    """Whether all numbers are finite and within reach."""
    return all(array is None or bool((np.abs(array) < _FARTHEST_M).all()) for array in arrays)


def _within(value: float | None) -> float | None:
    return value if value is not None and abs(value) < _FARTHEST_M else None


class _Placing:
    """Collects what can be placed, and what cannot."""

    def __init__(self, moment: Sampled, reference: Reference) -> None:
        self._moment = moment
        self._reference = reference
        self._frames = Frames(reference)
        self._left_out: list[str] = []
        self._of_ego: list[str] = []

    def all(self, sweeps: int) -> Placed:
        """Everything."""
        ego = self._ego()
        boxes = tuple(self._boxes())
        return Placed(
            t_ns=self._moment.t_ns,
            reference=self._reference,
            ego=ego,
            points=tuple(self._points()),
            earlier=tuple(self._earlier(sweeps)),
            boxes=boxes,
            paths=tuple(self._paths({box.id: box for box in boxes})),
            candidates=tuple(self._candidates()),
            lines=tuple(self._lines()),
            left_out=tuple(dict.fromkeys((*self._left_out, *self._not_here(), *self._of_ego))),
            of_ego=tuple(self._of_ego),
        )

    def _not_here(self) -> Iterator[str]:
        """The channels that have a record for this moment and nothing to draw from it."""
        for name, sample in self._moment.samples.items():
            if sample.lookup.kind in _DRAWN and sample.current and sample.content is None:
                yield f"{name}: {sample.problem or 'not decoded'}"

    def _of(self, kind: str) -> Iterator[Sample]:
        return (sample for sample in self._moment.of_kind(kind) if sample.current and sample.content is not None)

    def _located(self, sample: Sample, frame: str | None) -> Located | None:
        found = self._frames.of(sample, frame)
        if isinstance(found, str):
            self._left_out.append(f"{sample.lookup.channel}: {found}")
            return None
        return found

    def _points(self) -> Iterator[PlacedPoints]:
        for kind in sorted(SWEPT):
            for sample in self._of(kind):
                located = self._located(sample, None)
                if located is None or not isinstance(sample.content, Points):
                    continue
                # a world may count from far away; its points, and only they, bring that back
                if not (np.abs(located.target_from_frame) < 1_000 * _FARTHEST_M).all():
                    self._too_far(sample, "clouds", 1)
                else:
                    yield PlacedPoints(kind=kind, sample=sample, points=sample.content, **located.said(sample))

    def _earlier(self, sweeps: int) -> Iterator[PlacedPoints]:
        """Sweeps before the current ones, oldest first: only those whose place among the others is known."""
        missing = Counter[tuple[str, str]]()
        # of other kinds, too, somebody may want the record before
        before = [one for those in self._moment.earlier.values() for one in those if one.lookup.kind in SWEPT]
        asked = [one for one in before if one.lookup.back < sweeps]
        for sample in sorted(asked, key=lambda one: -(one.lookup.age_ns or 0)):
            found = _sweep(sample, self._frames)
            if isinstance(found, str):
                missing[sample.lookup.channel, found] += 1
            else:
                yield found
        for (channel, why), count in missing.items():
            self._left_out.append(f"{channel}: {count} earlier {'sweep' if count == 1 else 'sweeps'}: {why}")

    def _boxes(self) -> Iterator[PlacedBox]:
        for sample in self._of("objects"):
            document = sample.document
            if not isinstance(document, Objects):
                continue
            located = self._located(sample, document.frame)
            if located is not None:
                made = [_box(track, document.origin, located, sample) for track in document.tracks]
                near = [one for one in made if _near(one.target_from_box, one.size, one.velocity)]
                self._too_far(sample, "objects", len(made) - len(near))
                yield from near

    def _paths(self, boxes: dict[str, PlacedBox]) -> Iterator[PlacedPath]:
        for sample in self._of("prediction"):
            document = sample.document
            if not isinstance(document, Prediction):
                continue
            located = self._located(sample, document.frame)
            if located is None:
                continue
            far = 0
            for one in document.objects:
                box = boxes.get(one.id)
                lift = 0.0 if box is None or box.size is None else float(box.centre[2] - box.size[2] / 2)
                for number, mode in enumerate(one.modes):
                    points = located.on_ground(np.array([mode.path.x, mode.path.y]).T)
                    points[:, 2] += lift
                    if not _near(points):
                        far += 1
                        continue
                    yield PlacedPath(
                        object=one.id, mode=number, probability=mode.probability, intention=mode.intention,
                        t=read_only(mode.path.t), points=read_only(points), **located.said(sample),
                    )  # fmt: skip
            self._too_far(sample, "paths", far)

    def _candidates(self) -> Iterator[PlacedCandidate]:
        decisions = [sample.document for sample in self._of("decision") if isinstance(sample.document, Decision)]
        for sample in self._of("candidates"):
            if not isinstance(sample.content, Table) or not len(sample.content.rows):
                continue
            located = self._located(sample, None)
            if located is None:
                continue
            known = {one.cycle: one for one in decisions}
            for cycle in np.unique(sample.content.rows["cycle"]).tolist()[:MOST_CANDIDATES]:
                if cycle not in known:
                    self._left_out.append(
                        f"{sample.lookup.channel}: no decision of cycle {cycle} is current: none is marked as chosen"
                    )
            made = list(_trajectories(sample, sample.content, known, located))
            if len(made) == MOST_CANDIDATES:
                self._left_out.append(f"{sample.lookup.channel}: of more than {MOST_CANDIDATES} trajectories the first")
            near = [one for one in made if _near(one.points)]
            self._too_far(sample, "candidates", len(made) - len(near))
            yield from near

    def _lines(self) -> Iterator[PlacedLine]:
        for sample in self._of("map"):
            document = sample.document
            if not isinstance(document, RoadMap):
                continue
            located = self._located(sample, document.frame)
            if located is not None:
                made = [_line(element, located, sample) for element in document.elements]
                near = [one for one in made if _near(one.points)]
                self._too_far(sample, "lines", len(made) - len(near))
                yield from near

    def _too_far(self, sample: Sample, what: str, count: int) -> None:
        if count:
            self._left_out.append(f"{sample.lookup.channel}: {count} {what} more than 100 km away or without a place")

    def _ego(self) -> Ego:
        target = placed_vehicle(self._moment, self._reference)
        vehicle = next((one.setting.vehicle for one in self._moment.samples.values() if one.setting.vehicle), None)
        if vehicle is None:
            self._of_ego.append("the vehicle: GENESIS does not describe it")
            return Ego(target_from_vehicle=target)
        if None in (vehicle.length, vehicle.width, vehicle.height, vehicle.rear_to_origin):
            self._of_ego.append("the outline of the vehicle: GENESIS does not state its size and origin")
        steering, age_ns = self._steering(vehicle)
        stated = vehicle.length, vehicle.width, vehicle.height
        size = None if None in stated else read_only(stated)  # type: ignore[arg-type] # no None is left
        return Ego(
            target_from_vehicle=target,
            size=size if _near(size) else None,
            rear_to_origin=_within(vehicle.rear_to_origin),
            wheelbase=_within(vehicle.wheelbase),
            track=_within(vehicle.track),
            rear_axle=0.0 if "rear axle" in (vehicle.origin or "") else None,
            steering=steering,
            steering_age_ns=age_ns,
        )

    def _steering(self, vehicle: Vehicle) -> tuple[float | None, int | None]:
        """Angle of the front wheels as logged; else that of the steering wheel over the ratio that GENESIS states."""
        for sample in self._of("state"):
            if not isinstance(sample.content, Table):
                continue
            angle = sample.content.value("road_wheel_angle")
            wheel = sample.content.value("steering_wheel_angle")
            if angle is None and wheel is not None and vehicle.steering_ratio:
                angle = wheel / vehicle.steering_ratio
            if angle is not None and abs(angle) < math.pi / 2:
                return angle, sample.lookup.age_ns
        return None, None


def _sweep(sample: Sample, frames: Frames) -> PlacedPoints | str:
    """An earlier sweep among the current ones; text: why it cannot be there."""
    if not isinstance(sample.content, Points):
        return sample.problem or "not decoded"
    if sample.standing >= Standing.AFTER_BREAK:
        return "behind a break: their place in the log is not proven"
    located = frames.of(sample, None)
    if isinstance(located, str):
        return located
    # as they stand they would lie where the vehicle has not been for long
    if not located.compensated:
        return "no pose is known at their capture"
    if not (np.abs(located.target_from_frame) < 1_000 * _FARTHEST_M).all():
        return "more than 100 km away or without a place"
    return PlacedPoints(kind=sample.lookup.kind, sample=sample, points=sample.content, **located.said(sample))


def _box(track: Track, origin: str, located: Located, sample: Sample) -> PlacedBox:
    size = track.size
    height = 0.0 if size is None or size.height is None else size.height
    x, y, z = track.centre
    middle = np.eye(4)
    yaw = track.yaw or 0.0
    middle[:2, :2] = [[math.cos(yaw), -math.sin(yaw)], [math.sin(yaw), math.cos(yaw)]]
    middle[:3, 3] = x, y, 0.0 if z is None else z
    made = located.target_from_frame @ middle
    if z is None:
        made[:3, 3] = located.on_ground(np.array([[x, y]]))[0]
        made[2, 3] += height / 2
    known = track.velocity is not None and track.velocity[0] is not None and track.velocity[1] is not None
    moving = [part or 0.0 for part in track.velocity or ()]
    return PlacedBox(
        track=track, origin=origin, target_from_box=read_only(made),
        size=None if size is None else read_only([size.length, size.width, height]),
        on_ground=z is None, turned=track.yaw is not None,
        velocity=read_only(located.target_from_frame[:3, :3] @ np.array(moving)) if known else None,
        **located.said(sample),
    )  # fmt: skip


def _trajectories(
    sample: Sample, table: Table, decisions: Mapping[int, Decision], located: Located
) -> Iterator[PlacedCandidate]:
    """Of each cycle and candidate its rows in the order in which they stand."""
    turned = math.atan2(float(located.target_from_frame[1, 0]), float(located.target_from_frame[0, 0]))
    order = np.lexsort((table.rows["candidate"], table.rows["cycle"]))
    sorted_rows = table.rows[order]
    keys = np.stack([sorted_rows["cycle"], sorted_rows["candidate"]], axis=1)
    starts = np.append(0, np.flatnonzero((keys[1:] != keys[:-1]).any(axis=1)) + 1)
    for start, end in zip(starts[:MOST_CANDIDATES].tolist(), [*starts[1:].tolist(), len(order)], strict=False):
        cycle, number = (int(key) for key in keys[start])
        decision = decisions.get(cycle)
        weighed: dict[int, Candidate] = {} if decision is None else {one.id: one for one in decision.candidates}
        rows = sorted_rows[start:end]
        rows = rows[np.isfinite(rows["x"]) & np.isfinite(rows["y"])]
        flat = np.stack([rows["x"], rows["y"]], axis=1).astype(np.float64)
        yield PlacedCandidate(
            cycle=cycle, id=number, fate=_fate(number, decision, weighed), candidate=weighed.get(number),
            points=read_only(located.on_ground(flat)), yaw=read_only(rows["yaw"].astype(np.float64) + turned),
            rows=rows, **located.said(sample),
        )  # fmt: skip


def _fate(number: int, decision: Decision | None, weighed: dict[int, Candidate]) -> Fate:
    if decision is None or number not in weighed:
        return Fate.UNKNOWN
    if decision.chosen == number:
        return Fate.CHOSEN
    return Fate.REJECTED if weighed[number].feasible else Fate.INFEASIBLE


def _line(element: MapElement, located: Located, sample: Sample) -> PlacedLine:
    flat = np.array([point[:2] for point in element.points], dtype=np.float64)
    known = np.array([point[2] is not None for point in element.points])
    points: Array = located.on_ground(flat)
    if known.any():
        whole = np.array([[x, y, z or 0.0] for x, y, z in element.points])
        points[known] = moved(located.target_from_frame, whole[known])
    return PlacedLine(
        id=element.id, type=element.type, marking=element.marking,
        closed=bool(element.closed) if element.closed is not None else element.type in ("crossing", "drivable_area"),
        points=read_only(points), on_ground=not known.all(), **located.said(sample),
    )  # fmt: skip
