"""The texts of decisions: every distance, time and speed in them is found again in the records that they rest on.

Must not know the planner: the geometry stands here a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.kinds.candidates import CANDIDATES_LAYOUT
from app.simulate.aboard.tape import Draft
from app.simulate.world.ego import Body
from tests.simulate.drives import Told

BODY = Body()
LOOKS = np.arange(0.0, 5.01, 0.25)
"""s into a path at which the planner looks."""
NUMBER = r"(\d+\.\d+)"
SIDE = rf"with less than {NUMBER} m to the side"
MEETS = re.compile(rf"(this path meets|\w+ing (?:in )?the lane would meet) it {SIDE}, (from the start|after .*? road)")
AFTER = re.compile(rf"after {NUMBER} s and {NUMBER} m along the road")
OBJECT = re.compile(r"object (\d+) \(\w+ \d\.\d\d\), (gap .*? m|no gap \(.*?\)), is predicted to ([a-z ]+) \(p")
REFUSED = re.compile(rf"meets object (\d+) \(\w+\) {SIDE}, (from the start|after .*? road), driving {NUMBER} m/s")
REAR = re.compile(rf"gap {NUMBER} m to where it was {NUMBER} s ago, {NUMBER} m/s faster than this path after 1 s")
BEHIND = re.compile(rf"object \d+ is (?:beside|{NUMBER} m behind)")


@dataclass(frozen=True)
class Path:
    """One candidate as it was recorded."""

    t: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    yaw: NDArray[np.float64]
    v: NDArray[np.float64]

    def speed(self, t: float) -> float:
        return float(np.interp(t, self.t, self.v))

    def middle(self, t: float) -> tuple[float, float]:
        """The middle of the vehicle: a cubic between recorded points, whose slopes are the recorded speeds."""
        at = min(max(int(np.searchsorted(self.t, t)), 1), len(self.t) - 1)
        begin, step = self.t[at - 1], self.t[at] - self.t[at - 1]
        u = (t - begin) / step
        x, y = (
            (1 + 2 * u) * (1 - u) ** 2 * place[at - 1]
            + u * (1 - u) ** 2 * step * slope[at - 1]
            + u**2 * (3 - 2 * u) * place[at]
            + u**2 * (u - 1) * step * slope[at]
            for place, slope in ((self.x, self.v * np.cos(self.yaw)), (self.y, self.v * np.sin(self.yaw)))
        )
        yaw = float(np.interp(t, self.t, self.yaw))
        ahead = BODY.front - BODY.length / 2
        return float(x) + ahead * np.cos(yaw), float(y) + ahead * np.sin(yaw)


@dataclass(frozen=True)
class Cycle:
    """A decision and what it rests on, from the records that it names."""

    text: str
    object: str | None
    paths: dict[int, Path]
    tracks: dict[str, dict[str, Any]]
    courses: dict[str, list[dict[str, Any]]]
    age_s: float

    def free(self, path: Path, track: str, course: dict[str, Any], t: float) -> tuple[float, float]:
        """What is free along and across the road, `t` seconds into the path; negative where they overlap."""
        size, told = self.tracks[track]["size"], course["path"]
        later = min(t + self.age_s, 5.0)
        yaw = told["yaw"][0]
        cos, sin = abs(np.cos(yaw)), abs(np.sin(yaw))
        place = [np.interp(later, told["t"], told[axis]) for axis in "xy"]
        mine = path.middle(t)
        extent = (cos * size["length"] + sin * size["width"], sin * size["length"] + cos * size["width"])
        along, across = (
            abs(place[axis] - mine[axis]) - extent[axis] / 2 - own / 2
            for axis, own in enumerate((BODY.length, BODY.width))
        )
        return float(along), float(across)

    def meets(self, path: Path, track: str, course: dict[str, Any], said: str, margin: float) -> bool:
        """Whether that is where and when they first meet; recorded points are rounded, so a little is allowed."""
        found = AFTER.match(said)
        when, way = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
        assert found or said == "from the start"
        if when > path.t[-1]:
            return True  # no point of it was recorded
        assert way == pytest.approx(max(0.0, path.middle(when)[0] - path.middle(0.0)[0]), abs=0.16)
        slack = 0.16
        along, across = self.free(path, track, course, when)
        before = [self.free(path, track, course, float(t)) for t in LOOKS[when > LOOKS]]
        return (
            along < slack
            and across < margin + slack
            and not any(a < -slack and b < margin - slack for a, b in before)
        )  # fmt: skip


def path_of(rows: Any) -> Path:
    t, x, y, yaw, v = (np.asarray(rows[name], np.float64) for name in ("t", "x", "y", "yaw", "v"))
    return Path(t, x, y, yaw, v)


def cycles(told: Told) -> Iterator[tuple[Draft, dict[str, Any], Cycle]]:
    for draft, decision in told.documents("/planner/decision"):
        inputs = {one["role"]: one for one in decision["inputs"]}
        objects, prediction = (told.document(inputs[role]["record"]) for role in ("objects", "prediction"))
        content = told.record(decision["trajectories"]).content
        assert isinstance(content, bytes)
        rows = np.frombuffer(content, CANDIDATES_LAYOUT.dtype)
        numbers = np.unique(rows["candidate"]).tolist()
        cycle = Cycle(
            decision["reason"]["text"],
            decision["reason"].get("object"),
            {number: path_of(rows[rows["candidate"] == number]) for number in numbers},
            {one["id"]: one for one in objects["tracks"]},
            {one["id"]: one["modes"] for one in prediction["objects"]},
            inputs["objects"]["age_ns"] * 1e-9,
        )
        yield draft, decision, cycle


def test_reason_says_where_paths_meet_and_how_far_apart_they_are(told: Told) -> None:
    checked = 0
    for _, decision, cycle in cycles(told):
        if cycle.object is None:
            assert not re.search(r"\d m\b", cycle.text)
            continue
        about, meets = OBJECT.search(cycle.text), MEETS.search(cycle.text)
        assert about, cycle.text
        assert meets, cycle.text
        assert about[1] == cycle.object
        (course,) = (one for one in cycle.courses[about[1]] if one["intention"].replace("_", " ") == about[3])
        path = cycle.paths[decision["chosen"] if meets[1] == "this path meets" else 0]
        along, across = cycle.free(cycle.paths[0], about[1], course, 0.0)
        gap = float(np.hypot(max(along, 0.0), max(across, 0.0)))
        said = 0.0 if about[2].startswith("no gap") else float(about[2].split()[1])
        assert said == pytest.approx(gap, abs=0.08)
        assert cycle.meets(path, about[1], course, meets[3], float(meets[2])), cycle.text
        # nothing else in the sentence looks like a distance
        rest = cycle.text.replace(meets[0], "").replace(about[0], "")
        assert not re.search(r"\d m\b", rest)
        checked += 1
    assert checked >= 10


def test_refusals_say_where_paths_meet(told: Told) -> None:
    checked = 0
    for _, decision, cycle in cycles(told):
        for candidate in decision["candidates"]:
            refused = candidate.get("rejected")
            if refused is None or refused["code"] != "collision":
                continue
            found = REFUSED.fullmatch(refused["text"])
            assert found, refused["text"]
            assert found[1] == refused["object"]
            path = cycle.paths[candidate["id"]]
            likely = [one for one in cycle.courses[found[1]] if one["probability"] >= 0.5]
            assert any(cycle.meets(path, found[1], one, found[3], float(found[2])) for one in likely)
            after = AFTER.match(found[3])
            when = float(after[1]) if after else 0.0
            if when <= path.t[-1]:
                assert float(found[4]) == pytest.approx(path.speed(when), abs=0.6)
            checked += 1
    assert checked >= 40


def test_refused_lane_changes_say_how_far_behind_the_other_is(cut_in_told: Told) -> None:
    behind = beside = 0
    for _, decision, cycle in cycles(cut_in_told):
        for candidate in decision["candidates"]:
            refused = candidate.get("rejected") or {"code": None}
            if refused["code"] not in ("rear_traffic", "lane_occupied"):
                continue
            track, path = cycle.tracks[refused["object"]], cycle.paths[candidate["id"]]
            rear = path.x[0] - BODY.rear_to_origin
            gap = rear - track["centre"][0] - track["size"]["length"] / 2
            if refused["code"] == "rear_traffic":
                found = REAR.search(refused["text"])
                assert found, refused["text"]
                assert float(found[1]) == pytest.approx(gap, abs=0.08)
                assert float(found[2]) == pytest.approx(cycle.age_s, abs=0.006)
                assert float(found[3]) == pytest.approx(track["velocity"][0] - path.speed(1.0), abs=0.08)
                behind += 1
            else:
                found = BEHIND.fullmatch(refused["text"])
                assert found, refused["text"]
                assert gap < 0.05 if found[1] is None else float(found[1]) == pytest.approx(gap, abs=0.08)
                beside += 1
    assert behind
    assert beside
