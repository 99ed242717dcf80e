"""The 3D view under a real window system: what is seen, picked, measured and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chain.opening import CheckedLog
from app.kinds.objects import Objects, Size
from app.kinds.prediction import Mode, ObjectPrediction, Path, Prediction
from app.kinds.road_map import MapElement, RoadMap
from app.replay.timeline import Timeline
from app.scene.colour import ColourBy, Range
from app.scene.drawing import ALL_PARTS, Part
from app.scene.moment import Moment
from app.scene.picking import Measured, PickedPoint
from app.scene.placed import Fate
from app.scene.standing import Standing
from app.ui.gl.backend import FORCE, Backend, chosen_backend, chosen_by
from app.ui.gl.budget import Budget
from app.ui.gl.colours import channels
from app.ui.gl.cpu_canvas import CpuCanvas
from app.ui.gl.eye import EGO
from app.ui.gl.history import History, Track, with_holes
from app.ui.gl.look import Look
from app.ui.gl.ruler import Measuring
from app.ui.views.space import SpaceView
from tests.replay.answers import moment_of
from tests.replay.opening import SAMPLES, opened
from tests.scene.moments import T_NS, assumed, cloud, moment, placement, pose, sample, staged, words
from tests.scene.test_placing import ROOF, car
from tests.ui.space import Pixels, pixels, shown_view


@pytest.fixture(scope="module")
def crossing() -> Iterator[CheckedLog]:
    with opened(SAMPLES / "crossing.h5") as log:
        yield log


@pytest.fixture(scope="module")
def seven(crossing: CheckedLog) -> Moment:
    return moment_of(crossing, 7.0)


@pytest.fixture
def view(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SpaceView:
    monkeypatch.setenv(FORCE, "cpu")
    return shown_view(qtbot)


def like(picture: Pixels, ink: str, tolerance: int = 12) -> npt.NDArray[np.bool_]:
    return np.asarray((np.abs(picture.astype(int) - channels(ink)) <= tolerance).all(axis=2))


def told(view: SpaceView) -> dict[str, str]:
    """What the strip has to say, and its tones."""
    return {fact.text: fact.tone for fact in view.strip.facts.left}


def at(view: SpaceView, point: tuple[float, float, float]) -> tuple[int, int]:
    x, y = view.canvas.projection().project(np.array(point))[0][0]
    return int(x), int(y)


def test_it_asks_for_what_it_draws(view: SpaceView, crossing: CheckedLog) -> None:
    wanted = view.wants(Timeline(crossing.log))
    assert "/lidar/top" in wanted
    assert "/localisation/pose" in wanted
    assert not {"/camera/front", "/imu"} & set(wanted)


@pytest.mark.parametrize("preset", ["chase", "top"])
def test_the_chosen_path_is_where_it_was_planned(view: SpaceView, seven: Moment, preset: str) -> None:
    view.show_moment(seven)
    view.set_preset(preset)
    picture = pixels(view)
    assert view.scene is not None
    (chosen,) = [one for one in view.scene.candidates if one.fate is Fate.CHOSEN]
    path = [at(view, tuple(point)) for point in np.linspace(chosen.points[1], chosen.points[2], 12)]
    inside = [(x, y) for x, y in path if 5 < x < 635 and 5 < y < 395]
    assert len(inside) >= 6
    blue = like(picture, "acc")
    # labels and marks may lie over some of it
    assert np.mean([blue[y - 2 : y + 3, x - 2 : x + 3].any() for x, y in inside]) > 0.6


def test_points_show_where_the_scene_has_them(view: SpaceView, seven: Moment) -> None:
    view.show_moment(seven)
    view.set_look(Look(parts=frozenset()))
    picture = pixels(view)
    drawn = ~like(picture, "canvas", 3)
    assert view.scene is not None
    xyz = np.concatenate([one.xyz() for one in view.scene.points])
    where, depth = view.canvas.projection().project(xyz)
    there = (depth > 1) & (where >= 0).all(axis=1) & (where < (640, 400)).all(axis=1)
    columns, rows = where[there].astype(int).T
    assert drawn[rows, columns].all()
    assert 0.01 < drawn.mean() < 0.4


def test_the_strip_says_what_is_seen(view: SpaceView, seven: Moment) -> None:
    view.show_moment(seven)
    pixels(view)
    facts = view.strip.facts
    assert (facts.title, facts.low, facts.high) == ("Height", "0", "5 m")
    assert told(view)["Grid 5 m"] == "t2"
    assert (facts.backend, facts.count) == ("CPU", "6\u202f254 points, all shown")
    view.set_look(Look(by=ColourBy.RANGE).ranging(Range(0, 30)))
    assert (view.strip.facts.title, view.strip.facts.high) == ("Range", "30 m")
    view.set_look(Look(hidden=frozenset({"/lidar/top"}), shaded=True))
    pixels(view)
    assert view.strip.facts.count == "63 points, all shown"
    assert told(view)["shaded by depth"] == "warn"
    view.clear()
    assert view.strip.said == ("CPU",)


def test_points_of_which_nobody_knows_when_they_were_known_are_grey_and_named(view: SpaceView, seven: Moment) -> None:
    view.set_look(Look(parts=frozenset()))
    view.show_moment(seven)
    coloured = pixels(view)
    view.show_moment(assumed(seven, "/lidar/top"))
    grey = pixels(view)
    lit = (coloured != coloured[0, 0]).any(axis=2)
    assert np.array_equal(lit, (grey != grey[0, 0]).any(axis=2))
    hue = [int((np.ptp(one[lit].astype(int), axis=1) > 12).sum()) for one in (coloured, grey)]
    assert hue[1] < hue[0] / 10
    assert grey[lit].mean() < 0.7 * coloured[lit].mean()
    assert told(view)["Arrival assumed: /lidar/top"] == "warn"


def accumulated(*ages: int) -> Moment:
    sweeps = [
        sample("cloud", cloud((20.0 + back, 3, -1), (30, back / 2, 0)), entry=ROOF, age_ms=age, back=back,
               placement=placement(pose(10 - back, 0)))
        for back, age in enumerate(ages)
    ]  # fmt: skip
    return moment(*sweeps)


def test_sweeps_over_each_other_are_drawn_said_and_picked(view: SpaceView, qtbot: QtBot, crossing: CheckedLog) -> None:
    assert view.wants_back(Timeline(crossing.log)) == {}
    with qtbot.waitSignal(view.wants_changed):
        view.set_look(Look(sweeps=3, parts=frozenset({Part.BOXES})))
    assert view.wants_back(Timeline(crossing.log)) == {"/lidar/top": 2, "/radar/front": 2, "/radar/rear": 2}
    view.show_moment(accumulated(0, 100, 200))
    pixels(view)
    assert next(iter(told(view).items())) == ("3 sweeps, 0.2 s, motion compensated", "t1")
    assert view.strip.facts.count == "6 points, all shown"
    assert like(pixels(view), "canvas", 3).mean() < 1
    with qtbot.waitSignal(view.point_picked) as caught:
        click(view, at(view, (31 - 2, 1, 2)))
    (point,) = caught.args
    assert isinstance(point, PickedPoint)
    assert (point.back, point.age_ns, point.objects) == (2, 200_000_000, ())
    assert point.basis.endswith("pose not included")
    view.show_moment(accumulated(0, 100))
    assert told(view)["/cloud 2 of 3 sweeps"] == "warn"
    view.show_moment(replace(accumulated(0), waiting={"/cloud": 2, "/state": 1}, draft=True))
    assert told(view)["Reading 2 earlier sweeps"] == "t2"
    # fewer are drawn at once, before a moment without the others comes
    view.show_moment(accumulated(0, 100, 200))
    view.set_look(Look(sweeps=1))
    pixels(view)
    assert view.strip.facts.count == "2 points, all shown"


def test_colours_by_age_run_to_the_oldest_sweep(view: SpaceView) -> None:
    view.set_look(Look(by=ColourBy.AGE, sweeps=10))
    view.show_moment(accumulated(0, 120, 240, 350))
    assert (view.strip.facts.low, view.strip.facts.high) == ("0", "400 ms")
    view.show_moment(accumulated(0))
    assert view.strip.facts.high == "200 ms"
    view.set_look(Look(by=ColourBy.AGE, sweeps=10).ranging(Range(0, 250)))
    view.show_moment(accumulated(0, 120, 240, 350))
    assert view.strip.facts.high == "250 ms"


def test_only_the_current_points_of_the_selected_object_are_white(view: SpaceView) -> None:
    """Where it is now, an earlier sweep may have met something else."""
    there = Objects(frame="vehicle", tracks=(car(centre=(31.0, 0.5, 2.0)),))
    view.set_look(Look(sweeps=2, parts=frozenset(), size=5))
    view.show_moment(staged(replace(accumulated(0, 100), samples={
        **accumulated(0).samples, "/objects": sample("objects", words(there), placement=placement(pose(10, 0))),
    })))  # fmt: skip
    view.set_selected("7")
    white = (pixels(view) == 255).all(axis=2)
    assert white[at(view, (31, 0, 2))[::-1]]
    assert not white[at(view, (30, 0.5, 2))[::-1]]


def test_nothing_of_the_strip_lies_over_another(view: SpaceView, seven: Moment) -> None:
    """At the least width, too: the back end is shortened before anything is written over."""
    view.show_moment(seven)
    view.resize(320, 240)
    QApplication.processEvents()
    image = view.strip.grab().toImage()
    assert image.width() == 320
    inked = [x for x in range(320) if any(image.pixelColor(x, y).lightness() > 90 for y in range(24))]
    gaps = np.diff(inked)
    # legend, grid or back end, and number of points are words apart
    assert (gaps > 8).sum() >= 1
    assert "CPU" in view.strip.toolTip()


def test_what_is_broken_or_has_no_frame_is_left_out_and_named(view: SpaceView) -> None:
    broken = sample(
        "cloud", None, entry=ROOF, problem="its bytes do not match", channel="/top", standing=Standing.BROKEN
    )
    after = sample("radar", cloud((10, 0, 0)), entry=ROOF, standing=Standing.AFTER_BREAK)
    other = sample("objects", words(Objects(frame="odom", tracks=(car(),))))
    view.show_moment(moment(broken, after, other))
    said = told(view)
    assert said["Left out: /top: its bytes do not match"] == "warn"
    assert said["Left out: /objects: where frame odom lies is not known"] == "warn"
    assert said["/radar after the break"] == "broken"
    assert said["not motion compensated: /radar"] == "warn"
    assert "/top: its bytes do not match" in view.strip.toolTip()
    pixels(view)


def test_a_click_picks_the_point_or_the_object(view: SpaceView, qtbot: QtBot) -> None:
    points = sample("cloud", cloud((15, -3, -1), (20, 3.0, -1.5)), entry=ROOF)
    objects = sample("objects", words(Objects(frame="vehicle", tracks=(car(centre=(21.0, 3.0, 0.75)),))))
    view.show_moment(moment(points, objects))
    view.set_look(Look(parts=frozenset({Part.BOXES})))
    pixels(view)
    with qtbot.waitSignal(view.point_picked) as caught:
        click(view, at(view, (16, -3, 1)))
    point = caught.args[0]
    assert isinstance(point, PickedPoint)
    assert point.row == 0
    with qtbot.waitSignals([view.point_picked, view.object_picked]):
        click(view, at(view, (21, 3, 0.5)))
    with qtbot.waitSignal(view.object_picked) as caught:
        click(view, at(view, (22.5, 2.2, 1.2)))
    assert caught.args == ["7"]
    view.set_look(Look())
    pixels(view)
    (label,) = [one for one in view.canvas.placards if one.label.object == "7"]
    with qtbot.waitSignal(view.object_picked), qtbot.assertNotEmitted(view.point_picked):
        click(view, (int(label.rect.center().x()), int(label.rect.center().y())))


def click(view: SpaceView, place: tuple[int, int]) -> None:
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(*place))


def test_measuring_from_point_to_point_and_to_the_vehicle(view: SpaceView, qtbot: QtBot) -> None:
    view.show_moment(moment(sample("cloud", cloud((15, -3, -1), (20, 3, -1.5)), entry=ROOF)))
    pixels(view)
    view.set_measuring(Measuring.POINTS)
    click(view, at(view, (16, -3, 1)))
    with qtbot.waitSignal(view.measured) as caught:
        click(view, at(view, (21, 3, 0.5)))
    (found,) = caught.args
    assert isinstance(found, Measured)
    assert found.metres == pytest.approx(np.sqrt(25 + 36 + 0.25), abs=1e-3)
    assert next(iter(told(view).items())) == ("7.83 m ± 0.01 m (1 count)", "t1")
    assert like(pixels(view), "acc").any()
    view.set_measuring(Measuring.EGO)
    with qtbot.waitSignal(view.measured) as caught:
        click(view, at(view, (16, -3, 1)))
    assert caught.args[0].metres == pytest.approx(np.hypot(12.5, 2.1), abs=1e-3)
    view.set_measuring(Measuring.OFF)
    assert next(iter(told(view))) == "Grid 5 m"


@pytest.mark.parametrize("preset", ["chase", "top", "free"])
def test_the_metres_of_the_grid_give_way_to_the_names_of_things(view: SpaceView, seven: Moment, preset: str) -> None:
    view.show_moment(seven)
    view.set_preset(preset)
    pixels(view)
    plain = [one.rect for one in view.canvas.placards if one.label.plain]
    cards = [one.rect for one in view.canvas.placards if not one.label.plain]
    assert not [one for one in plain for other in cards if one.adjusted(-6, -6, 6, 6).intersects(other)]
    # with nothing but them they are all there
    named = len(cards)
    view.set_look(Look(parts=ALL_PARTS - {Part.LABELS}))
    pixels(view)
    assert len(view.canvas.placards) >= max(len(plain), 3)
    assert named > 3


def test_the_wheel_goes_to_what_is_under_the_cursor(view: SpaceView, seven: Moment) -> None:
    view.show_moment(seven)
    before = view.eye.viewpoint.distance
    point = view.canvas.projection().on_plane(400.0, 300.0)
    assert point is not None
    QTest.wheelEvent(view.windowHandle(), QPointF(400, 300), QPoint(0, 240))
    assert view.eye.viewpoint.distance < before
    assert at(view, tuple(point)) == (400, 300) or np.hypot(*np.subtract(at(view, tuple(point)), (400, 300))) < 1.5


def test_dragging_turns_and_shifts(view: SpaceView, seven: Moment) -> None:
    view.show_moment(seven)
    start = view.eye.viewpoint
    drag(view, Qt.MouseButton.LeftButton)
    assert view.eye.viewpoint.yaw != start.yaw
    assert view.eye.viewpoint.focus == start.focus
    turned = view.eye.viewpoint
    drag(view, Qt.MouseButton.RightButton)
    assert view.eye.viewpoint.yaw == turned.yaw
    assert view.eye.viewpoint.focus != turned.focus
    view.set_preset("top")
    drag(view, Qt.MouseButton.LeftButton)
    assert view.eye.viewpoint.focus[0] != pytest.approx(14.0)
    assert view.eye.viewpoint.pitch == pytest.approx(np.pi / 2)


def drag(view: SpaceView, button: Qt.MouseButton) -> None:
    QTest.mousePress(view.canvas, button, pos=QPoint(300, 200))
    for x in (310, 330, 360):
        QTest.mouseMove(view.canvas, QPoint(x, 220))
    QTest.mouseRelease(view.canvas, button, pos=QPoint(360, 220))


def test_the_eye_goes_with_the_vehicle_or_stays_in_the_world(view: SpaceView) -> None:
    def scene(x: float) -> Moment:
        track = Objects(frame="map", tracks=(car(centre=(30.0 + 2 * x, 3.0, 0.75)),))
        return moment(sample("objects", words(track), placement=placement(pose(x, 0))))

    view.show_moment(scene(0))
    start = view.eye.viewpoint
    view.show_moment(scene(1))
    assert view.eye.viewpoint == start
    view.follow(None)
    view.show_moment(scene(3))
    assert view.eye.viewpoint.focus[0] == pytest.approx(start.focus[0] - 2)
    view.follow(EGO)
    view.show_moment(scene(5))
    assert view.eye.viewpoint.focus[0] == pytest.approx(start.focus[0] - 2)
    view.follow("7")
    view.show_moment(scene(6))
    assert view.eye.viewpoint.focus[0] == pytest.approx(start.focus[0] - 1)


def test_fewer_points_while_it_moves_and_all_when_it_rests(
    view: SpaceView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(1)
    xyz = [tuple(point) for point in chance.uniform((-30, -30, -2), (60, 30, 2), (60_000, 3)).round(2).tolist()]
    view.show_moment(moment(sample("cloud", cloud(*xyz), entry=ROOF)))
    whole = pixels(view)
    assert isinstance(view.canvas, CpuCanvas)
    monkeypatch.setattr(view.canvas._budget, "points", 15_000)
    monkeypatch.setattr(Budget, "took", lambda *_: None)
    view.eye.look(view.eye.viewpoint)
    pixels(view)
    assert view.canvas.drawn[0] <= 15_000
    assert view.strip.facts.count == "60\u202f000 points, 1/4 of points while moving"
    qtbot.waitUntil(lambda: view.canvas.drawn[0] == 60_000, timeout=5_000)
    assert np.array_equal(pixels(view), whole)
    assert view.strip.facts.count == "60\u202f000 points, all shown"


def test_what_is_put_off_while_it_is_refined_is_refined_all_the_same(
    view: SpaceView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(1)
    xyz = [tuple(point) for point in chance.uniform((-30, -30, -2), (60, 30, 2), (60_000, 3)).round(2).tolist()]
    view.show_moment(moment(sample("cloud", cloud(*xyz), entry=ROOF)))
    assert isinstance(view.canvas, CpuCanvas)
    canvas = view.canvas
    monkeypatch.setattr(canvas._budget, "points", 15_000)
    monkeypatch.setattr(Budget, "took", lambda *_: None)
    view.eye.look(view.eye.viewpoint)
    pixels(view)
    canvas._refine()
    next(canvas._finer)
    assert canvas._slices.isActive()
    view.put_off()
    assert not canvas._slices.isActive()
    assert canvas.drawn[0] <= 15_000
    qtbot.waitUntil(lambda: canvas.drawn[0] == 60_000, timeout=20_000)


def test_the_points_of_the_selected_object_are_white(view: SpaceView, seven: Moment) -> None:
    view.show_moment(seven)
    view.set_look(Look(parts=frozenset(), size=3))
    assert not (pixels(view) == 255).all(axis=2).any()
    view.set_selected("31")
    assert (pixels(view) == 255).all(axis=2).sum() > 50


@pytest.mark.parametrize("far", [1e6, 1e20, 1e155, 1e300])
@pytest.mark.parametrize("preset", ["chase", "top", "driver"])
def test_numbers_that_nobody_can_have_meant_are_no_trouble(view: SpaceView, far: float, preset: str) -> None:
    """A log is hostile even if it is intact."""
    tracks = (
        car(centre=(far, -far, None), velocity=(far, far, far)),
        car(id="b", centre=(5.0, 0.0, 0.0), size=Size(length=far, width=far, height=far), yaw=far),
    )
    path = Path(t=(0.0, far), x=(0.0, far), y=(far, 0.0))
    element = MapElement(id="e", type="road_edge", points=((0.0, far, None), (far, 0.0, far), (1.0, 1.0, 1.0)))
    view.set_preset(preset)
    view.show_moment(
        moment(
            sample("objects", words(Objects(frame="vehicle", tracks=tracks))),
            sample(
                "prediction",
                words(Prediction(frame="vehicle", objects=(ObjectPrediction(id="b", modes=(Mode(path=path),)),))),
            ),
            sample("map", words(RoadMap(frame="vehicle", elements=(element,)))),
        )
    )
    view.set_selected("b")
    pixels(view)
    view.eye.clicked.emit(QPointF(320, 200))


def test_an_empty_view_and_all_presets_draw(view: SpaceView, seven: Moment) -> None:
    assert like(pixels(view), "canvas", 0).all()
    view.show_moment(seven)
    seen = set()
    for name in ("chase", "top", "driver", "free"):
        view.set_preset(name)
        seen.add(pixels(view).tobytes())
    assert len(seen) == 4
    view.clear()
    assert like(pixels(view), "canvas", 0).all()
    assert view.canvas.pick(10, 10, within=5) is None


def test_the_path_driven_so_far(view: SpaceView, seven: Moment) -> None:
    view.show_moment(seven)
    view.set_preset("top")
    view.set_look(Look(parts=frozenset({Part.DRIVEN}), hidden=frozenset({"/lidar/top"})))
    before = like(pixels(view), "driven").sum()
    times = np.arange(1_264_000_000_000, 1_275_000_000_000, 10**8)
    path = np.column_stack([np.linspace(0, 147, len(times)), np.full(len(times), -1.65), np.zeros(len(times))])
    history = History(
        world="map",
        vehicle=Track(times_ns=times, points=path),
        objects={("/objects", "2"): Track(times_ns=times, points=path + np.array([0.0, 3.0, 0.0]))},
    )
    view.set_history(history)
    assert like(pixels(view), "driven").sum() > before + 100
    assert len(history.driven(1_264_000_000_000)[1]) == 1
    assert len(history.trails(1_271_000_000_000)["/objects", "2"]) == 31
    assert history.trails(1_271_000_000_000, hidden=frozenset({"/objects"})) == {}
    assert history.trails(1_279_000_000_000) == {}
    assert history.with_objects("/objects", {}).trails(1_271_000_000_000) == {}


def test_only_what_had_arrived_is_in_a_path_and_holes_are_not_bridged(view: SpaceView) -> None:
    times = np.array([0, 1, 2, 9, 10], dtype=np.int64) * 10**8
    path = np.column_stack([np.arange(5.0), np.zeros(5), np.zeros(5)])
    track = Track(times_ns=times, points=path, arrival_ns=times + 15 * 10**7)
    assert track.until(2 * 10**8)[:, 0].tolist() == [0, 1, 2]
    assert track.until(2 * 10**8, known_ns=3 * 10**8)[:, 0].tolist() == [0, 1]
    holed = with_holes(track, 3 * 10**8)
    assert np.isnan(holed.points[:, 0]).tolist() == [False, False, False, True, False, False]
    assert with_holes(track, 10**9) is track
    view.show_moment(moment(sample("cloud", cloud((5, 5, 0)), entry=ROOF, placement=placement(pose(0, 0)))))
    shifted = Track(times_ns=holed.times_ns + T_NS - 10**9, points=holed.points)
    view.set_history(History(world="map", vehicle=shifted))
    driven = [one for one in view._shown.drawing.lines if one.ink == "driven"]
    assert [one.points[:, 0].tolist() for one in driven] == [[0, 1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("renderer", "version", "backend", "text"),
    [
        (None, (0, 0), Backend.CPU, "CPU, no OpenGL"),
        ("llvmpipe (LLVM 15.0.6, 256 bits)", (4, 5), Backend.CPU, "CPU, no graphics card"),
        ("NVIDIA H200/PCIe/SSE2", (4, 6), Backend.GL, "NVIDIA H200"),
        ("Mesa Intel(R) UHD Graphics", (3, 0), Backend.CPU, "CPU, OpenGL 3.0 is too old"),
    ],
)
def test_who_draws(renderer: str | None, version: tuple[int, int], backend: Backend, text: str) -> None:
    found = chosen_by(renderer, version)
    assert (found.backend, found.text) == (backend, text)


def test_who_draws_can_be_forced(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FORCE, "gl")
    assert chosen_backend().backend is Backend.GL
    monkeypatch.setenv(FORCE, "")
    assert chosen_backend() is chosen_backend()


def test_the_budget_learns_from_pictures() -> None:
    budget = Budget()
    assert not budget.too_many(budget.points)
    for _ in range(20):
        budget.took(1_000_000, 0.1)
    assert budget.points == pytest.approx(250_000, rel=0.01)
    assert budget.too_many(1_000_000)
    assert budget.moving == pytest.approx(20_000, rel=0.01)
    budget.took(10, 100.0)
    assert budget.points == pytest.approx(250_000, rel=0.01)
    budget.took(10_000_000, 0.1)
    assert 20_100 < budget.moving < budget.points / 10
