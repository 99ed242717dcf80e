"""As many cameras as a log has: each in a view of its own, which is built when it is first in sight."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.desk import saving
from app.ui.layouts.layout import read, written
from app.ui.layouts.shipped import COMPARE_SENSORS, INVESTIGATE
from app.ui.layouts.tile import CAMERAS, shown
from app.ui.views.camera import CameraView
from tests.cli.say import Say
from tests.convert.mcap_files import McapOut
from tests.convert.ros import NS, T0
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
NAMES = ("/front", "/front_right", "/front_left", "/right", "/left", "/rear")


def jpeg(grey: int) -> str:
    return base64.b64encode(cv2.imencode(".jpg", np.full((48, 64, 3), grey, np.uint8))[1].tobytes()).decode()


@pytest.fixture
def six(qtbot: QtBot, say: Say, tmp_path: Path) -> Iterator[Seat]:
    """A log of six cameras in a window."""
    out = McapOut(tmp_path / "six.mcap")
    for number in range(10):
        t_ns = T0 + number * NS // 10
        for at, name in enumerate(NAMES):
            said = {"timestamp": {"sec": t_ns // NS, "nsec": t_ns % NS}, "frame_id": name, "format": "jpeg"}
            out.json(name, "foxglove.CompressedImage", t_ns, said | {"data": jpeg(20 + 30 * at)})
    assert say("convert", out.done(), "-o", tmp_path / "six.h5")[0] in (0, 3)
    with seat(qtbot, 1920, 1080) as here:
        here.open(tmp_path / "six.h5")
        here.go(0.55)
        yield here


def in_sight(here: Seat) -> list[CameraView]:
    return [view for view in here.desk.cameras_ if view.isVisible()]


def test_no_log_pays_for_views_that_nobody_has_in_sight(qtbot: QtBot, six: Seat) -> None:
    assert len(six.desk.findChildren(CameraView)) == 2
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.window.layouts.choose(COMPARE_SENSORS)
        here.settle()
        assert len(here.desk.findChildren(CameraView)) == 2
        # nor is he offered more than the log has
        offered = [here.window.actions_.action(f"part_{name}").isVisible() for name in CAMERAS]
        assert offered == [True, True, *[False] * 10]


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_sensors_are_compared_by_all_six_cameras_beside_the_3d_view(six: Seat, size: tuple[int, int]) -> None:
    six.window.resize(*size)
    six.window.layouts.choose(COMPARE_SENSORS)
    six.wait(lambda: len(in_sight(six)) == 6)
    assert [view.channel for view in in_sight(six)] == list(six.session.cameras)
    six.wait(lambda: all(view.sample is not None and view.sample.current for view in in_sight(six)))
    moment = six.settle()
    found = [(view.sample.lookup, moment.samples[str(view.channel)].lookup) for view in in_sight(six) if view.sample]
    assert all(one == other for one, other in found)
    first, *others = in_sight(six)
    assert first.width() >= 480
    assert first.height() >= 346
    assert all(view.width() >= 250 and view.height() >= 190 for view in others)
    space = six.desk.space
    assert space.width() >= 320
    assert space.height() >= 240
    places = [view.geometry() for view in (*in_sight(six), space)]
    assert all(six.desk.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[:at])


def test_a_further_camera_comes_into_sight_is_kept_in_the_layout_and_stays_built_once(six: Seat) -> None:
    desk, layouts = six.desk, six.window.layouts
    for name in ("camera_3", "camera_4"):
        six.do(f"part_{name}")
    six.wait(lambda: len(in_sight(six)) == 4)
    assert six.window.actions_.action("part_camera_3").isChecked()
    third = in_sight(six)[2]
    parent = third.parentWidget()
    third.channel_asked.emit("/rear")
    third.overlays.setChecked(False)
    kept = desk.layout_.captured()
    assert kept.looks[2].channel == "/rear"
    assert not kept.looks[2].overlays.on
    assert {"camera_3", "camera_4"} <= shown(kept.wide.desk)
    layouts.choose(COMPARE_SENSORS)
    layouts.choose(INVESTIGATE)
    desk.layout_.apply(read(written(kept)))
    six.wait(lambda: third.isVisible() and third.channel == "/rear")
    assert not third.overlays.isChecked()
    assert desk.layout_.captured() == kept
    assert third.parentWidget() is parent
    # the rest was built for the layout that compares, and never again
    assert len(desk.findChildren(CameraView)) == 6
    six.do("part_camera_3")
    assert not third.isVisible()


def test_the_third_camera_is_a_camera_like_the_second(six: Seat) -> None:
    desk = six.desk
    for name in ("camera_3", "camera_4"):
        six.do(f"part_{name}")
    third = in_sight(six)[2]
    # hidden and shown, with the others
    desk.channels.set_hidden(frozenset({str(third.channel)}))
    six.wait(lambda: third.empty.isVisible() and third.empty.accessibleName() == "Hidden")
    desk.channels.set_hidden(frozenset())
    six.wait(lambda: third.sample is not None and third.sample.current)
    # selected in one, selected in all, also in one that comes later
    desk.camera.object_picked.emit("7")
    assert third.picture.shown.selected == "7"
    six.do("part_camera_5")
    assert in_sight(six)[4].picture.shown.selected == "7"
    # the keyboard gets there, and what it means is this camera
    third.take_keys()
    six.do("view_as_master")
    assert six.session.state.master == third.channel
    assert third._master == third.channel
    # bookmarks know it
    assert desk.cameras == ("/front", "/front_right", "/front_left", "/right", "/left")
    third.channel_asked.emit("/rear")
    desk.show_cameras(("/front", "/front_right", "/front_left", "/right", "/left"))
    assert third.channel == "/front_left"
    QApplication.processEvents()


def test_another_log_with_fewer_cameras_leaves_no_view_of_the_one_before(six: Seat) -> None:
    six.window.layouts.choose(COMPARE_SENSORS)
    six.wait(lambda: len(in_sight(six)) == 6)
    six.open(SAMPLES / "crossing.h5")
    six.wait(lambda: len(in_sight(six)) == 2)
    assert {view.channel for view in six.desk.cameras_} == {"/camera/front", "/camera/rear", None}


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.go(7.0)
        yield here


def said(here: Seat) -> str:
    return here.window.status.said.text()


def test_the_channel_of_the_view_that_has_the_focus_becomes_the_master(crossing: Seat) -> None:
    desk = crossing.desk
    for view, channel in (
        (desk.space, "/lidar/top"), (desk.decision, "/planner/decision"), (desk.state, "/vehicle/state"),
        (desk.second, "/camera/rear"), (desk.camera, "/camera/front"),
    ):  # fmt: skip
        view.take_keys()
        crossing.do("view_as_master")
        assert crossing.session.state.master == channel
        crossing.settle()
    for focused, why in ((desk.plots.stack, "no single channel"), (desk.timeline, "No view has the focus")):
        focused.setFocus()
        crossing.do("view_as_master")
        assert crossing.session.state.master == "/camera/front"
        assert why in said(crossing)


def test_no_picture_of_another_view_is_saved_in_place_of_the_one_that_is_meant(
    crossing: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk, names = crossing.desk, list[str]()

    def asked(_parent: QWidget, name: str) -> Path:
        names.append(name)
        return tmp_path / name

    monkeypatch.setattr(saving, "_asked", asked)
    for focused in (desk.space.space.canvas, desk.timeline, desk.plots.stack):
        focused.setFocus()
        crossing.do("save_stored_picture")
        assert "Only a camera has a stored picture" in said(crossing)
    assert not names
    desk.second.take_keys()
    crossing.do("save_stored_picture")
    assert names[-1].startswith("camera_rear_")
    desk.space.take_keys()
    crossing.do("save_as_shown")
    assert names[-1] == "space_as_shown.png"
    assert (tmp_path / names[-1]).stat().st_size > 10_000
    desk.timeline.setFocus()
    crossing.do("save_as_shown")
    assert "No view has the focus" in said(crossing)
    assert len(names) == 2
