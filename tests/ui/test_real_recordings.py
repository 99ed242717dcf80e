"""Real recordings in a real window: the record of every view, LiDAR on the pictures, boxes around their points.

They may not be copied into the project: `INCIDENT_REPLAY_DATA` names a folder with them, else the tests are skipped.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.scene.content import Picture
from app.scene.overlay import Overlay, overlay
from app.scene.placed import Placed, PlacedBox
from app.scene.placing import placed
from app.scene.placings import Placings
from app.scene.standing import Standing
from app.ui.keys.focus import Focus, focus_of
from app.ui.views.camera import CameraView
from tests.cli.say import Say
from tests.convert.real import folder
from tests.replay.test_timeline import brute
from tests.ui.windows import Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
TIMES = 50


class Recording(NamedTuple):
    """Where it is in its folder, how it is taken, and which cameras a window has to show first."""

    folder: str
    inside: str = "."
    more: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()


RECORDINGS = {
    "pandaset": Recording(
        "pandaset_002", more=("--to", "1.5"), cameras=("/camera/front_camera", "/camera/front_right_camera")
    ),
    "nuscenes": Recording("nuscenes_mini_1sample", "t4dataset", cameras=("/CAM_FRONT",)),
    "nuscenes infos": Recording(
        "nuscenes_mini_1sample", "mmdet3d_demo", cameras=("/CAM_FRONT_LEFT", "/CAM_FRONT_RIGHT")
    ),
    "kitti": Recording("kitti_tracking_0000", more=("--to", "2")),
    "comma2k19": Recording(
        "comma2k19_example", "Example_1", more=("--to", "3", "--mapping", "{folder}/dbc"), cameras=("/camera/preview",)
    ),
}


def sealed(say: Say, tmp_path: Path, name: str) -> Path:
    """A log of it."""
    one = RECORDINGS[name]
    there = folder(one.folder)
    more = [word.format(folder=there) for word in one.more]
    status = say("convert", there / one.inside, "-o", tmp_path / "log.h5", *more)[0]
    assert status in (0, 3)
    return tmp_path / "log.h5"


@pytest.fixture
def opened(request: pytest.FixtureRequest, say: Say, tmp_path: Path, own_home: None, qtbot: QtBot) -> Iterator[Seat]:
    """The recording that the test names, in a window."""
    path = sealed(say, tmp_path, request.param)
    with seat(qtbot, 1920, 1080) as here:
        here.open(path)
        yield here


of = pytest.mark.parametrize


@of("opened", RECORDINGS, indirect=True)
@of("mode", Mode)
def test_every_view_shows_the_record_that_a_search_names(opened: Seat, mode: Mode, qtlog: Any) -> None:
    times = random.Random(11)
    opened.session.set_mode(mode)
    log = opened.session.evidence.log.log
    first, last = opened.session.timeline.span
    views = (opened.desk.camera, opened.desk.second)
    for _ in range(TIMES):
        opened.session.seek(times.randint(first, last))
        moment = opened.settle()
        for name, sample in moment.samples.items():
            assert sample.lookup.row == brute(log, name, moment.t_ns, mode)
            assert sample.lookup.assumed == (log.channels[name].assumed_arrival and mode is Mode.ARRIVAL)
            if sample.checked is not None:
                assert sample.checked.record.fields.channel == log.channels[name].id
                assert sample.standing is Standing.INTACT
        for view in views:
            if view.channel is not None:
                sample = moment.samples[view.channel]
                assert view.sample is not None
                assert view.sample.lookup == sample.lookup
                assert view.sample.content is sample.content
                assert view.picture.isVisible() == sample.current
    assert [record.message for record in qtlog.records] == []


@of(("opened", "cameras"), [(name, one.cameras) for name, one in RECORDINGS.items()], indirect=["opened"])
def test_the_camera_that_looks_ahead_is_shown_first(opened: Seat, cameras: tuple[str, ...]) -> None:
    assert opened.desk.cameras == cameras
    # a view without a camera leaves its room to the others
    assert [view.isVisible() for view in (opened.desk.camera, opened.desk.second)] == [
        len(cameras) > place for place in (0, 1)
    ]
    keys = QApplication.focusWidget()
    assert keys is not None
    assert focus_of(keys) in (Focus.VIEWER, Focus.PLAIN)
    if cameras:
        assert opened.session.state.master == cameras[0]


def shown(view: CameraView) -> Overlay:
    """What is drawn on the picture of a camera now."""
    assert view.sample is not None
    assert view._moment is not None
    assert isinstance(view.sample.content, Picture)
    return overlay(Placings(view._moment), view.sample)


def last_of(here: Seat, channel: str) -> None:
    """To the last picture of a camera, or the last record of another channel."""
    times = here.session.timeline.channels[channel].time_ns(Mode.CAPTURE)
    here.session.seek(int(times.max()))
    here.settle()


@of(("opened", "least"), [("pandaset", 20_000), ("nuscenes", 2_000)], indirect=["opened"])
def test_points_lie_in_the_pictures_and_those_of_an_object_in_its_box(opened: Seat, least: int) -> None:
    desk, boxes = opened.desk, 0
    last_of(opened, "/lidar" if "/lidar" in opened.session.timeline.channels else "/LIDAR_TOP")
    for camera in opened.session.cameras:
        desk.camera.channel_asked.emit(camera)
        opened.wait(lambda camera=camera: desk.camera.sample is not None and desk.camera.channel == camera)  # type: ignore[misc]
        opened.settle()
        drawn = shown(desk.camera)
        content = desk.camera.sample.content if desk.camera.sample is not None else None
        assert isinstance(content, Picture)
        assert drawn.placed is not None
        assert sum(len(one.pixels) for one in drawn.points) > (least if camera == opened.session.cameras[0] else 0)
        for one in drawn.points:
            assert (one.pixels >= -0.5).all()
            assert (one.pixels < (content.width - 0.5, content.height - 0.5)).all()
        boxes += points_in_boxes(drawn)
    assert boxes >= (20 if least > 10_000 else 1)


def points_in_boxes(drawn: Overlay) -> int:
    """How many boxes had points, each of which was inside of what is drawn of its box."""
    assert drawn.placed is not None
    found = 0
    clouds = {one.channel: one.xyz() for one in drawn.placed.points}
    for line in drawn.boxes:
        box = line.of
        # what is near the lens is cut off
        if not isinstance(box, PlacedBox) or line.extent is None or (line.distance or 0) < 10:
            continue
        left, top, right, bottom = line.extent
        for one in drawn.points:
            pixels = one.pixels[box.inside(clouds[one.channel][one.rows])]
            assert (pixels >= (left - 1, top - 1)).all()
            assert (pixels <= (right + 1, bottom + 1)).all()
            found += len(pixels) > 0
    return found


@of("opened", ["kitti"], indirect=True)
def test_the_boxes_of_kitti_hold_the_points_that_its_own_tools_count(opened: Seat) -> None:
    opened.do("go_start")
    there: Placed = placed(opened.settle())
    points = there.points[0].xyz()
    counts = {box.id: int(box.inside(points).sum()) for box in there.boxes}
    assert counts == {"0": 1093, "1": 883, "2": 309}


@of("opened", ["pandaset"], indirect=True)
def test_points_of_both_lidars_are_shown(opened: Seat) -> None:
    last_of(opened, "/lidar")
    scene = opened.desk.space.space.scene
    assert scene is not None
    which = scene.points[0].points.column("lidar_id")
    assert sum(len(one.points.xyz) for one in scene.points) > 150_000
    assert which is None or set(np.unique(which).tolist()) == {0.0, 1.0}


@of("opened", ["comma2k19"], indirect=True)
def test_a_single_picture_is_not_the_present_for_ever(opened: Seat) -> None:
    opened.go(0.1)
    assert opened.desk.camera.picture.isVisible()
    opened.go(2.5)
    assert opened.desk.camera.empty.isVisible()
    assert opened.desk.camera.empty.accessibleName() == "Absent"


@of("opened", ["pandaset"], indirect=True)
def test_what_nobody_knows_to_have_been_known_then_is_greyed_with_all_that_lies_on_it(opened: Seat) -> None:
    last_of(opened, "/lidar")
    bright = opened.desk.camera.picture.grab().toImage()
    opened.session.set_mode(Mode.ARRIVAL)
    opened.wait(lambda: opened.settle().mode is Mode.ARRIVAL)
    dim = opened.desk.camera.picture.grab().toImage()

    def lightest(image: QImage) -> int:
        pixels = np.frombuffer(
            bytes(image.convertToFormat(QImage.Format.Format_Grayscale8).constBits()), dtype=np.uint8
        )
        return int(np.percentile(pixels, 99))

    assert lightest(dim) < 0.7 * lightest(bright)


@of("opened", ["comma2k19"], indirect=True)
def test_who_drives_is_read_from_the_channel_that_says_so(opened: Seat) -> None:
    opened.finish()
    assert {one.mode for one in opened.session.lanes.driving} & {"assisted", "manual"}


@of("opened", ["comma2k19"], indirect=True)
def test_poses_in_earth_centred_metres_lie_where_the_receivers_say(opened: Seat) -> None:
    opened.finish()
    opened.wait(lambda: opened.desk.map.settled)
    opened.go(2.0)
    shown = opened.desk.map.canvas.shown
    assert shown is not None
    assert shown.chart.turn is None
    by_name = {one.way.channel: one.way for one in shown.ways}
    poses = by_name.pop("/pose")
    assert set(by_name) == {"/gnss/ublox", "/gnss/qcom"}
    for fixes in by_name.values():
        at = np.searchsorted(poses.times_ns, fixes.times_ns).clip(0, len(poses.times_ns) - 1)
        assert float(np.median(np.hypot(*(fixes.places - poses.places[at]).T))) < 5.0


@of("opened", ["pandaset"], indirect=True)
def test_poses_of_a_frame_that_is_nowhere_are_not_drawn_among_fixes(opened: Seat) -> None:
    opened.finish()
    opened.wait(lambda: opened.desk.map.settled)
    opened.go(0.7)
    shown = opened.desk.map.canvas.shown
    assert shown is not None
    assert [one.way.channel for one in shown.ways] == ["/gps"]
    assert shown.pose is None
    told = [one.text for one in opened.desk.map.strip.facts]
    assert "Localisation not joined: where the origin of frame world lies is not stated" in told


@of("opened", ["nuscenes"], indirect=True)
def test_poses_without_any_fix_are_drawn_in_their_own_frame(opened: Seat) -> None:
    opened.finish()
    opened.wait(lambda: opened.desk.map.settled)
    opened.settle()
    shown = opened.desk.map.canvas.shown
    assert shown is not None
    assert shown.chart.plane.frame == "global"
    assert "x and y of frame global, not tied to the Earth" in [one.text for one in opened.desk.map.strip.facts]
    opened.desk.map.canvas._hover = opened.desk.map.canvas.rect().center().toPointF()
    pointed = opened.desk.map.canvas.pointed()
    assert pointed is not None
    assert opened.desk.map.words.described(pointed)[0].startswith("x ")
