"""The list of channels: how many records each has, where they fail to come, and which one is the master."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.replay.lanes import Lanes
from app.ui.desk.channels_panel import short_count
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.content import Density, TimelineContent, gapped
from app.ui.timeline.lanes import lanes_for
from app.ui.widgets.drag_tree import NAMED
from app.ui.widgets.painted import in_path, width_of
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
NARROW = "\u202f"


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.go(5.0)
        yield here


def row(here: Seat, name: str) -> QTreeWidgetItem:
    tree = here.desk.channels.tree
    items = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    return next(item for item in items if item is not None and item.data(0, NAMED) == name)


def test_every_channel_says_how_many_records_it_has(crossing: Seat) -> None:
    tree = crossing.desk.channels.tree
    assert [tree.headerItem().text(column) for column in range(4)] == ["Channel", "Rate", "Count", "Gaps"]
    for name, channel in crossing.session.timeline.channels.items():
        assert row(crossing, name).text(2) == short_count(len(channel))
        assert row(crossing, name).toolTip(2).startswith(f"{len(channel):,}".replace(",", NARROW))
    # nothing of a number is cut, nor of a title
    for column in (1, 2, 3):
        texts = [
            tree.headerItem().text(column),
            *(row(crossing, name).text(column) for name in crossing.session.timeline.channels),
        ]
        assert all(width_of(text, Role.SECONDARY) + 4 <= tree.columnWidth(column) for text in texts)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (9_999, "9 999"), (12_351, "12.4 k"), (99_949, "99.9 k"), (99_950, "100 k"), (999_949, "1.0 M")],
)
def test_a_large_count_is_said_in_few_signs(number: int, text: str) -> None:
    assert short_count(number) == text.replace(" ", NARROW)
    assert len(short_count(number)) <= 6


def test_the_tag_of_a_channel_makes_it_the_master(crossing: Seat) -> None:
    panel, tree = crossing.desk.channels, crossing.desk.channels.tree
    assert crossing.session.state.master == "/camera/front"
    crossing.desk.inspector.show_named("decision")
    place = tree.visualItemRect(row(crossing, "/lidar/top"))
    cell = QRect(place.left(), place.top(), tree.columnWidth(0), place.height())
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=panel._names.tag(cell, "lidar/top")[0].center())
    assert crossing.session.state.master == "/lidar/top"
    # that was for the tag alone
    assert crossing.desk.inspector.stack.currentWidget() is crossing.desk.decision
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=cell.center() - QPointF(30, 0).toPoint())
    assert crossing.session.state.master == "/lidar/top"
    assert crossing.desk.inspector.stack.currentWidget() is crossing.desk.record


def test_the_tag_leaves_a_long_name_its_room(crossing: Seat) -> None:
    names, cell = crossing.desk.channels._names, QRect(0, 0, 116, 24)
    tags = [names.tag(cell, name) for name in ("camera/front", "camera/front_left")]
    assert [word for _, word in tags] == ["master", "M"]
    assert all(cell.contains(place) for place, _ in tags)


def test_a_name_keeps_its_last_part() -> None:
    whole = "perception/fused/objects"
    room = width_of(whole, Role.BODY)
    assert in_path(whole, room, role=Role.BODY) == whole
    for narrower in range(int(room) - 1, int(width_of("…/objects", Role.BODY)) - 1, -1):
        said = in_path(whole, narrower, role=Role.BODY)
        assert said.endswith("/objects")
        assert "…" in said
        assert width_of(said, Role.BODY) <= narrower


@pytest.mark.parametrize("role", [Role.BODY, Role.TITLE])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("camera/front_left_camera", "camera/front_right_camera"), ("camera/CAM_BACK_LEFT", "camera/CAM_BACK_RIGHT"),
        ("image_02", "image_03"),
    ],
)  # fmt: skip
def test_neighbours_stay_two_however_little_room_there_is(one: str, other: str, role: Role) -> None:
    for room in range(48, 160):
        said = [in_path(name, room, role=role) for name in (one, other)]
        assert said[0] != said[1]
        assert all(width_of(text, role) <= room for text in said)


def density(gaps: tuple[tuple[int, int], ...], channels: int = 4) -> Density:
    return Density(name="cameras", rate="", times_ns=np.arange(0, 1000, 100), gaps=gaps, channels=channels)


def test_a_gap_of_one_channel_leaves_the_others_of_its_lane_in_sight() -> None:
    assert list(gapped([density(((100, 500), (300, 700)))])) == [(100, 300, 0.25), (300, 500, 0.5), (500, 700, 0.25)]
    assert list(gapped([density(())])) == []
    content = TimelineContent(span=(0, 1000), mode=Mode.CAPTURE, lanes=Lanes(), densities=[density(((0, 1000),))])
    lane = next(one for one in lanes_for(content, compact=False) if one.id == "density cameras")
    image = QImage(QSize(400, 14), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.tokens.canvas))
    with QPainter(image) as painter:
        lane.paint(
            painter,
            TimeAxis(first_ns=0, last_ns=1000, start_ns=0, end_ns=1000, left=0, width=400),
            QRectF(0, 0, 400, 14),
            content,
        )
    tick = [image.pixelColor(40, y).name().upper() for y in range(14)]
    assert sum(one == theme.tokens.keep.upper() for one in tick) >= 7


def test_the_list_and_the_lane_count_the_same_gaps(qtbot: QtBot) -> None:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "stalled-truck.h5")
        here.finish()
        timeline = here.session.timeline
        counted = {name: len(timeline.gaps(name)) for name in timeline.channels}
        assert counted["/camera/front"] == 2
        told = {name: row(here, name).text(3) for name in counted}
        assert all(said == str(counted[name]) for name, said in told.items() if said)
        assert told["/camera/front"] == "2"
        shown = here.desk.timeline.content
        assert shown is not None
        cameras = [channel.name for channel in timeline.channels.values() if channel.kind == "image"]
        lane = next(one for one in shown.densities if one.name == "cameras")
        assert len(lane.gaps) == sum(counted[name] for name in cameras)
        assert lane.channels == len(cameras)
