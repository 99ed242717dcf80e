"""What the 3D view goes with, and what its clicks measure: one key each, round and round, always said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kinds.objects import Objects
from app.scene.moment import Moment
from app.scene.picking import Measured
from app.ui.gl.backend import FORCE
from app.ui.gl.eye import EGO
from app.ui.gl.ruler import Measuring
from app.ui.views.space import SpaceView
from tests.scene.moments import moment, placement, pose, sample, words
from tests.scene.test_placing import car
from tests.ui.space import pixels, shown_view
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def view(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SpaceView:
    monkeypatch.setenv(FORCE, "cpu")
    return shown_view(qtbot)


@pytest.fixture
def crossing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    monkeypatch.setenv(FORCE, "cpu")
    with seat(qtbot, 1920, 1080) as one:
        one.open(SAMPLES / "crossing.h5")
        one.go(7.0)
        one.desk.space.space.canvas.setFocus()
        yield one


def scene(x: float, *, there: bool = True) -> Moment:
    """The vehicle drove x metres, an object ahead of it twice as many."""
    tracks = (car(centre=(30.0 + 2 * x, 3.0, 0.75)),) if there else ()
    return moment(sample("objects", words(Objects(frame="map", tracks=tracks)), placement=placement(pose(x, 0))))


def press(here: Seat, key: Qt.Key) -> None:
    QTest.keyClick(here.window, key)


def goes_with(view: SpaceView) -> str | None:
    return view.eye.followed


def facts(view: SpaceView) -> list[str]:
    return [fact.text for fact in view.strip.facts.left]


def test_f_goes_round_vehicle_object_and_world(crossing: Seat) -> None:
    pane, tick = crossing.desk.space, crossing.window.actions_.action("follow")
    eye = pane.space.eye
    assert goes_with(pane.space) == EGO
    press(crossing, Qt.Key.Key_F)
    assert (goes_with(pane.space), tick.isChecked()) == (None, False)
    press(crossing, Qt.Key.Key_F)
    assert (goes_with(pane.space), tick.isChecked()) == (EGO, True)
    crossing.desk.selection.select("36")
    press(crossing, Qt.Key.Key_F)
    assert (goes_with(pane.space), tick.isChecked()) == ("36", True)
    assert pane.space.scene is not None
    (box,) = [one for one in pane.space.scene.boxes if one.id == "36"]
    assert eye.viewpoint.focus == pytest.approx(tuple(box.centre))
    assert pane.tools.preset.text() == "Chase · 36"
    assert "Following 36" in pane.tools.preset.toolTip()
    assert "Following 36" in facts(pane.space)
    pane.tools.preset.menu().aboutToShow.emit()
    assert [(one.text(), one.isChecked()) for one in pane.tools.followed.actions()] == [
        ("Follow vehicle", False), ("Follow object 36", True), ("Stay in the world", False),
    ]  # fmt: skip
    press(crossing, Qt.Key.Key_F)
    assert (goes_with(pane.space), tick.isChecked()) == (None, False)
    assert pane.tools.preset.text() == "Chase"
    press(crossing, Qt.Key.Key_F)
    assert goes_with(pane.space) == EGO
    assert eye.viewpoint.focus == pytest.approx((11.0, 0.0, 0.5))


def test_what_it_goes_with_is_chosen_in_the_menu_too(crossing: Seat) -> None:
    pane = crossing.desk.space
    pane.tools.preset.menu().aboutToShow.emit()
    vehicle, other, world = pane.tools.followed.actions()
    assert not other.isVisible()
    world.trigger()
    assert goes_with(pane.space) is None
    crossing.desk.selection.select("31")
    pane.tools.preset.menu().aboutToShow.emit()
    assert other.isVisible()
    other.trigger()
    assert goes_with(pane.space) == "31"
    # an id of one log is somebody else's in another
    pane.clear()
    assert goes_with(pane.space) == EGO
    assert pane.tools.preset.text() == "Chase"
    vehicle.trigger()
    assert goes_with(pane.space) == EGO


def test_an_object_that_is_lost_is_said_to_be_and_the_eye_stays_in_the_world(view: SpaceView) -> None:
    view.show_moment(scene(0))
    view.follow("7")
    view.show_moment(scene(1))
    assert "Following 7" in facts(view)
    before = view.eye.viewpoint.focus[0]
    view.show_moment(scene(3, there=False))
    assert "7 lost, the view stays" in facts(view)
    # the vehicle drove on by 2 m
    assert view.eye.viewpoint.focus[0] == pytest.approx(before - 2)
    view.show_moment(scene(5))
    assert "Following 7" in facts(view)
    # since it was seen last it drove 8 m, and the vehicle 4 m
    assert view.eye.viewpoint.focus[0] == pytest.approx(before + 8 - 4)


def test_a_draft_loses_nobody(view: SpaceView) -> None:
    view.show_moment(scene(0))
    view.follow("7")
    draft = replace(scene(1, there=False), draft=True)
    view.show_moment(draft)
    assert "Following 7" in facts(view)
    view.show_moment(replace(draft, draft=False))
    assert "7 lost, the view stays" in facts(view)


def test_r_goes_round_two_points_vehicle_and_off(crossing: Seat, qtbot: QtBot) -> None:
    pane, tick = crossing.desk.space, crossing.window.actions_.action("measure")
    space = pane.space
    seen = []
    for _ in range(4):
        first = space.strip.said[0]
        seen.append((pane.tools.measuring, pane.tools.measure.isChecked(), tick.isChecked(), first.startswith("Click")))
        press(crossing, Qt.Key.Key_R)
    assert seen == [
        (Measuring.OFF, False, False, False), (Measuring.POINTS, True, True, True), (Measuring.EGO, True, True, True),
        (Measuring.OFF, False, False, False),
    ]  # fmt: skip
    assert pane.tools.measuring is Measuring.POINTS
    assert "point to point" in pane.tools.measure.toolTip()
    pane.tools.measure.click()
    assert (pane.tools.measuring, tick.isChecked()) == (Measuring.EGO, True)
    assert "vehicle" in pane.tools.measure.toolTip()
    assert "Click a point: how far it is from the vehicle" in facts(space)
    pixels(space)
    xyz = np.concatenate([one.xyz() for one in space.scene.points]) if space.scene is not None else np.empty((0, 3))
    where, _ = space.canvas.projection().project(xyz)
    middle = np.array([space.canvas.width(), space.canvas.height()]) * (0.2, 0.7)
    x, y = where[np.argmin(np.hypot(*(where - middle).T))]
    with qtbot.waitSignal(space.measured) as caught:
        QTest.mouseClick(space.canvas, Qt.MouseButton.LeftButton, pos=QPoint(int(x), int(y)))
    (found,) = caught.args
    assert isinstance(found, Measured)
    assert found.text in space.strip.said
    pane.tools.measure.click()
    assert (pane.tools.measuring, pane.tools.measure.isChecked(), tick.isChecked()) == (Measuring.OFF, False, False)
    assert pane.tools.measure.toolTip() == "Measure"
