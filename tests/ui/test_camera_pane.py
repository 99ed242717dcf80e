"""The camera pane as its users meet it: which camera it shows, another one from its header, what its strips say."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.scene.content import Table
from app.scene.moment import Moment
from app.ui.banner_words import ShownFact
from app.ui.views.camera_words import overlay_parts
from app.ui.views.state_dial import State
from tests.cli.say import Say
from tests.convert.mcap_files import McapOut
from tests.convert.ros import NS, T0
from tests.scene.moments import assumed
from tests.ui.picture import pixels_of
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        yield here


def test_both_panes_offer_every_camera_and_show_the_one_that_is_chosen(crossing: Seat) -> None:
    desk = crossing.desk
    crossing.go(5.0)
    assert (desk.camera.channel, desk.second.channel) == ("/camera/front", "/camera/rear")
    for view in (desk.camera, desk.second):
        assert view.tools.choice.isVisible()
        offered = view.tools.camera_menu().actions()
        assert [action.text() for action in offered] == ["camera/front", "camera/rear"]
        assert [action.isChecked() for action in offered] == [name == view.channel for name in crossing.session.cameras]
    desk.camera.tools.camera_menu().actions()[1].trigger()
    desk.second.tools.camera_menu().actions()[0].trigger()
    moment = crossing.settle()
    assert desk.camera.sample is moment.samples["/camera/rear"]
    assert desk.second.sample is moment.samples["/camera/front"]


def test_no_picture_stands_under_the_name_of_another_camera(crossing: Seat) -> None:
    crossing.go(5.0)
    view = crossing.desk.camera
    view.tools.set_cameras(())
    assert not view.tools.choice.isVisible()
    crossing.desk.camera.channel_asked.emit("/camera/rear")
    # at once, not with the next moment
    assert view.sample is None or view.sample.lookup.channel == "/camera/rear"
    crossing.wait(lambda: view.sample is not None and view.sample.lookup.channel == "/camera/rear")


def test_what_is_hidden_is_said_to_be_hidden_and_not_to_be_missing(crossing: Seat) -> None:
    desk = crossing.desk
    crossing.go(5.0)
    hidden = {
        "/camera/rear",
        *desk.decision.wants(crossing.session.timeline),
        *desk.state.wants(crossing.session.timeline),
    }
    desk.channels._hidden |= hidden
    desk.channels.hidden_changed.emit(desk.channels.hidden)
    crossing.go(5.1)
    for view in (desk.second, desk.decision, desk.state):
        assert view.empty.accessibleName() == "Hidden"
    assert desk.camera.picture.isVisible()


def test_strips_say_what_is_drawn_now_and_nothing_of_what_was(crossing: Seat) -> None:
    view = crossing.desk.camera
    crossing.go(5.0)
    assert view.bottom is not None
    assert view.top is not None
    said = view.bottom.accessibleName()
    assert all(word in said for word in ("Chosen", "Boxes", "Points", "Plan"))
    assert "outline" not in said
    assert "arrived +" in view.top.accessibleName()
    view.overlays.setChecked(False)
    assert "Chosen" not in view.bottom.accessibleName()
    # what is drawn is known with the first picture, not with the next one
    view.overlays.setChecked(True)
    crossing.wait(lambda: "Chosen" in (view.bottom.accessibleName() if view.bottom else ""))


def test_of_a_sweep_that_is_not_there_whole_the_strip_says_so(crossing: Seat) -> None:
    moment, name = crossing.go(5.0), "/camera/front"
    whole = moment.overlays[name]
    for of, said in ((1, "old, thinned"), (4, "old, 1/4 of them for now")):
        (points,) = (
            part for part in overlay_parts(replace(whole, of=of), moment) if isinstance(part, str) and "Points" in part
        )
        assert points.endswith(said)


def test_what_is_withheld_is_said_to_be_withheld(qtbot: QtBot, say: Say, tmp_path: Path, qtlog: Any) -> None:
    made = tmp_path / "excerpt.h5"
    say("excerpt", SAMPLES / "crossing.h5", "--from", 5, "--to", 7, "--without", "/camera/rear", "-o", made)
    with seat(qtbot, 1920, 1080) as here:
        here.open(made)
        here.go(6.0)
        assert here.desk.camera.picture.isVisible()
        assert here.desk.second.empty.accessibleName() == "Frame 30 is withheld"
        here.go(2.0)
        for view, said in (
            (here.desk.camera, "Frame 20"),
            (here.desk.decision, "This decision"),
            (here.desk.state, "This record"),
        ):
            assert view.empty.accessibleName() == f"{said} is withheld"
        here.finish()
        here.go(8.0)
        here.window.grab()
        assert ShownFact("intact", "Intact", "5\u202f362 records, parts withheld") in here.window.banner.facts()
    assert [record.message for record in qtlog.records] == []


def test_the_state_of_several_channels_is_shown_as_one(crossing: Seat) -> None:
    crossing.go(5.0)
    content = crossing.session.moment.samples["/vehicle/state"].content if crossing.session.moment else None
    assert isinstance(content, Table)
    alone = content.rows.copy()
    for name in ("steering_wheel_angle", "gear"):
        field = next(one for one in content.layout.fields if one.name == name)
        alone[name] = np.nan if field.unknown is None else field.unknown
    both = State([Table(rows=alone, layout=content.layout), content])
    assert both.value("steering_wheel_angle") == content.value("steering_wheel_angle")
    assert both.code("gear") == content.code("gear") == "drive"
    assert both.value("speed") == content.value("speed")
    assert State([]).value("speed") is None


def test_a_log_without_decisions_opens_on_its_records(qtbot: QtBot, say: Say, tmp_path: Path) -> None:
    lines = tmp_path / "x.jsonl"
    lines.write_text(
        '{"time":"2026-01-31T10:15:00.123Z","level":"info","msg":"started"}\n'
        '{"time":"2026-01-31T10:15:01Z","level":"error","msg":"lost track 7"}\n'
    )
    assert say("convert", lines, "-o", tmp_path / "text.h5")[0] in (0, 3)
    with seat(qtbot) as here:
        here.open(tmp_path / "text.h5")
        assert here.desk.inspector.stack.currentWidget() is here.desk.record
        here.do("go_end")
        here.settle()
        here.finish()
        assert here.desk.camera.empty.accessibleName() == "No camera in this log"
        for width, height in ((1366, 768), (1920, 1080)):
            here.window.resize(width, height)
            here.settle()


def test_a_camera_whose_stamps_are_of_another_clock_says_so_and_is_there_in_knew_then(
    qtbot: QtBot, say: Say, tmp_path: Path
) -> None:
    jpeg = base64.b64encode(cv2.imencode(".jpg", np.zeros((48, 64, 3), dtype=np.uint8))[1].tobytes()).decode()
    out = McapOut(tmp_path / "x.mcap")
    for number in range(5):
        # a recorder that wrote milliseconds where nanoseconds belong
        stamp = {"sec": T0 // NS + number, "nsec": 0}
        said = {"timestamp": stamp, "frame_id": "c", "format": "jpeg", "data": jpeg}
        out.json("/c", "foxglove.CompressedImage", T0 // 10**6 + number * NS // 10, said)
    assert say("convert", out.done(), "-o", tmp_path / "c.h5")[0] in (0, 3)
    with seat(qtbot) as here:
        here.open(tmp_path / "c.h5")
        here.go(0.2)
        assert here.desk.camera.empty.accessibleName() == "Its captures are stamped by another clock"
        here.session.set_mode(Mode.ARRIVAL)
        here.wait(here.desk.camera.picture.isVisible)


def test_only_what_nobody_knows_to_have_been_known_then_is_drawn_faint(crossing: Seat) -> None:
    camera = crossing.desk.camera
    moment = crossing.go(6.35)
    boxes = next(one.lookup.channel for one in moment.of_kind("objects"))
    drawn = {"points": False, "boxes": True, "paths": False, "candidates": False, "lanes": False}

    def inked(drawn: dict[str, bool], of: Moment) -> float:
        """How far the picture with those is from the one without."""
        pictures = []
        for on in (True, False):
            camera.set_overlays(on=True, drawn={name: on and shown for name, shown in drawn.items()})
            camera.show_moment(of)
            pictures.append(pixels_of(camera.picture.grab().toImage()).astype(float))
        return float(np.abs(pictures[0] - pictures[1]).sum())

    unsure = assumed(moment, boxes)
    plain, faint = (inked(drawn, one) for one in (moment, unsure))
    assert 0.2 * plain < faint < 0.6 * plain
    points = drawn | {"boxes": False, "points": True}
    assert inked(points, moment) == inked(points, unsure) > 0
