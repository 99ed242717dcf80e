"""What is drawn over the points: every meaning has a second cue beside its colour."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.chain.opening import CheckedLog
from app.kinds.objects import ClassProbability, Objects
from app.kinds.road_map import MapElement, RoadMap
from app.scene.drawing import ALL_PARTS, Part, drawing, ink_of
from app.scene.drawn import Area, Drawing, Pattern, Shape, Stroke, labels_in_order
from app.scene.placed import Fate, Placed
from app.scene.placing import placed
from tests.replay.answers import moment_of
from tests.scene.moments import cloud, moment, placement, pose, sample, words
from tests.scene.test_placing import ROOF, car, decision, trajectories


def strokes(found: Drawing) -> list[Stroke]:
    return [line for line in found.lines if isinstance(line, Stroke)]


def only(part: Part, scene: Placed, **said: object) -> Drawing:
    return drawing(scene, parts=frozenset({part, Part.LABELS}), **said)  # type: ignore[arg-type]


def objects(*tracks: object) -> Placed:
    return placed(moment(sample("objects", words(Objects(frame="vehicle", tracks=tracks)))))  # type: ignore[arg-type]


def test_fates_of_candidates_differ_by_pattern_and_mark() -> None:
    scene = placed(
        moment(sample("candidates", trajectories(), entry={"frame": "vehicle"}), sample("decision", words(decision())))
    )
    found = only(Part.CANDIDATES, scene)
    ends = {tuple(mark.at.tolist()): mark.shape for mark in found.marks}
    assert ends == {(10, 2, 0): Shape.DISC, (10, 1, 0): Shape.RING, (10, 3, 0): Shape.CROSS}
    by_fate = {one.fate: tuple(one.points[-1].tolist()) for one in scene.candidates}
    patterns = {tuple(stroke.points[-1].tolist()): stroke for stroke in strokes(found)}
    assert patterns[by_fate[Fate.CHOSEN]].pattern is Pattern.SOLID
    assert patterns[by_fate[Fate.CHOSEN]].cased
    assert patterns[by_fate[Fate.CHOSEN]].width > 2 * patterns[by_fate[Fate.REJECTED]].width
    assert patterns[by_fate[Fate.REJECTED]].pattern is Pattern.DASHED
    assert patterns[by_fate[Fate.INFEASIBLE]].pattern is Pattern.DOTTED
    # over all others
    assert strokes(found)[-1] is patterns[by_fate[Fate.CHOSEN]]
    assert next(labels_in_order(found.labels)).text == "K2"


def test_objects_are_named_and_unknown_ones_dashed() -> None:
    unknown = car(id="8", classes=(), confidence=0.4)
    found = only(Part.BOXES, objects(car(), unknown), selected="8")
    assert [label.text for label in labels_in_order(found.labels)] == ["8 · Unknown? 0.40", "7 · Car 0.90"]
    assert {stroke.pattern for stroke in strokes(found) if stroke.ink == "unk" and stroke.width != 1.2} >= {
        Pattern.DASHED
    }
    # 12 edges, the heading and the arrow of its velocity: a shaft and a head
    edges, *others = [stroke for stroke in strokes(found) if stroke.ink == "veh"]
    assert edges.apart
    assert len(edges.points) == 2 * 12
    assert len(others) == 3
    # the corners of the selected one
    (brackets,) = [stroke for stroke in strokes(found) if stroke.ink == "acc"]
    assert len(brackets.points) == 2 * 24
    shaft = next(stroke for stroke in strokes(found) if stroke.ink == "veh" and stroke.cased)
    assert shaft.points[1] - shaft.points[0] == pytest.approx((2, 0, 0))


def test_what_nobody_knows_when_it_was_known_has_no_colour(crossing: CheckedLog) -> None:
    scene = placed(moment_of(crossing, 7.0))
    # here all that were predicted to go anywhere stay
    gone = tuple(replace(one, points=np.array([[0.0, 0, 0], [5, 5, 0]])) for one in scene.paths)
    scene = replace(scene, paths=gone)
    names = {one.channel for one in (*scene.boxes, *scene.paths, *scene.candidates, *scene.lines)}
    path = np.array([[0.0, 0, 0], [50, 0, 0]])
    boxes = next(iter({one.channel for one in scene.boxes}))
    way: dict[str, Any] = {"driven": ("map", path), "trails": {(boxes, "1"): path}, "poses": "/pose"}
    coloured, grey = drawing(scene, **way), drawing(scene, assumed=frozenset(names | {"/pose"}), **way)
    own = {"grid", "grid2", "ego", "ego_fill", "ego_roof", "t3"}
    assert {one.ink for one in (*grey.lines, *grey.marks, *grey.labels)} <= own | {"unchecked"}
    assert grey.greyed == names | {"/pose"}
    assert (coloured.greyed, "unchecked" in {one.ink for one in coloured.lines}) == (frozenset(), False)
    # how it is drawn says as much as before
    for one, other in zip(strokes(coloured), strokes(grey), strict=True):
        assert (one.width, one.pattern, one.cased) == (other.width, other.pattern, other.cased)
    assert drawing(scene, assumed=frozenset({boxes})).greyed == {boxes}


def test_an_object_without_a_size_is_a_mark() -> None:
    found = only(Part.BOXES, objects(car(size=None, velocity=None)))
    assert [mark.shape for mark in found.marks] == [Shape.RING]
    assert not strokes(found)


def test_classes_have_colours_by_name() -> None:
    boxes = objects(
        *(car(id=name, classes=(ClassProbability(name=name),)) for name in ("Bicycle", "person", "x"))
    ).boxes
    assert [ink_of(box) for box in boxes] == ["bic", "ped", "unk"]


def test_the_map_is_drawn_as_far_as_it_is_near() -> None:
    far = range(0, 900, 9)
    elements = (
        MapElement(id="a", type="lane_centre", points=((0.0, 0.0, 0.0), (9.0, 0.0, 0.0))),
        MapElement(id="b", type="lane_boundary", marking="dashed", points=tuple((x, 2.0, 0.0) for x in far)),
        MapElement(id="c", type="road_edge", points=((5000.0, 0.0, 0.0), (5001.0, 0.0, 0.0))),
        MapElement(id="d", type="crossing", points=((5.0, 0.0, 0.0), (6.0, 0.0, 0.0), (6.0, 1.0, 0.0))),
    )  # fmt: skip
    scene = placed(moment(sample("map", words(RoadMap(frame="vehicle", elements=elements)))))
    boundary, crossing_ = strokes(only(Part.MAP, scene))
    assert boundary.pattern is Pattern.DASHED
    assert boundary.points[:, 0].max() == 153
    assert len(crossing_.points) == 4


def test_the_driven_path_comes_from_the_world() -> None:
    scene = placed(moment(sample("image", None, placement=placement(pose(10, 0)))))
    path = np.array([[0.0, 0, 0], [5, 0, 0], [10, 0, 0]])
    (stroke,) = strokes(only(Part.DRIVEN, scene, driven=("map", path)))
    assert stroke.points[:, 0].tolist() == [-10, -5, 0]
    assert not strokes(only(Part.DRIVEN, scene, driven=("odom", path)))
    assert len(strokes(only(Part.DRIVEN, scene, driven=("map", path), trails={"7": path}))) == 2


def test_a_vehicle_of_unknown_size_is_an_arrow() -> None:
    assert len(strokes(only(Part.EGO, placed(moment())))) == 1


def test_parts_are_left_out_when_hidden(crossing: CheckedLog) -> None:
    scene = placed(moment_of(crossing, 6.3))
    whole = drawing(scene)
    assert not drawing(scene, parts=frozenset()).lines
    for part in ALL_PARTS - {Part.LABELS, Part.DRIVEN}:
        assert len(drawing(scene, parts=ALL_PARTS - {part}).lines) < len(whole.lines), part
    assert [one for one in whole.lines if isinstance(one, Area)]
    bare = drawing(scene, parts=ALL_PARTS - {Part.LABELS})
    assert {label.text for label in bare.labels} == {"10 m", "20 m", "40 m", "60 m"}


def test_the_driven_path_is_cut_where_a_place_is_not_known() -> None:
    path = np.arange(30, dtype=np.float64).reshape(10, 3)
    path[4:6] = np.nan
    path[7] = np.nan
    scene = placed(moment(sample("image", None, placement=placement(pose(10, 0)))))
    found = strokes(only(Part.DRIVEN, scene, driven=("map", path)))
    assert [len(line.points) for line in found] == [4, 2]
    assert all(np.isfinite(line.points).all() for line in found)


def test_of_an_hour_driven_only_what_is_near_is_drawn_and_no_finer_than_can_be_seen() -> None:
    far = np.column_stack([np.linspace(-50_000, 0, 180_000), np.zeros(180_000), np.zeros(180_000)])
    still = np.repeat(far[-1:], 50_000, axis=0)
    away = np.array([[0.0, 5_000.0, 0.0], [0.0, 5_001.0, 0.0]])
    back = np.array([[0.0, 20.0, 0.0], [10.0, 20.0, 0.0]])
    scene = placed(moment(sample("cloud", cloud((1, 0, 0)), entry=ROOF, placement=placement(pose(0, 0)))))
    path = np.concatenate([far, still, away, back])
    made = drawing(scene, parts=frozenset({Part.DRIVEN}), driven=("map", path))
    drawn = [line.points for line in strokes(made) if line.ink == "driven"]
    # here until it stood still, and once more when it came back; nothing across what is left out
    assert len(drawn) == 2
    assert 1_000 < len(drawn[0]) < 1_600
    assert drawn[0][0] == pytest.approx((-300, 0, 0), abs=0.5)
    assert drawn[0][-1] == pytest.approx((0, 0, 0), abs=0.2)
    assert drawn[1] == pytest.approx(back)
    assert made.limits == ("Way within 300 m",)
    near = drawing(scene, parts=frozenset({Part.DRIVEN}), driven=("map", np.concatenate([still, back])))
    assert near.limits == ()


def test_of_many_ways_over_each_other_the_newest_is_drawn() -> None:
    lap = np.column_stack([np.linspace(-100, 100, 400), np.zeros(400), np.zeros(400)])
    newest = lap + np.array([0.0, 7.0, 0.0])
    scene = placed(moment(sample("cloud", cloud((1, 0, 0)), entry=ROOF, placement=placement(pose(0, 0)))))
    path = np.concatenate([lap, lap[::-1]] * 200 + [newest])
    made = drawing(scene, parts=frozenset({Part.DRIVEN}), driven=("map", path))
    drawn = np.concatenate([line.points for line in strokes(made) if line.ink == "driven"])
    assert len(drawn) <= 3_000
    assert drawn[-400:] == pytest.approx(newest)
    assert made.limits == ("Newest 3\u202f000 places of the way",)
