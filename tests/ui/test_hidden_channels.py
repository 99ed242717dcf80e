"""A channel that is hidden is drawn nowhere, says so where it was, and comes back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from app.ui.language.words import tr
from app.ui.layouts.layout import Form, Layout
from app.ui.layouts.shelf import SUFFIX, LayoutShelf, write_file
from app.ui.layouts.shipped import INVESTIGATE, SHIPPED
from app.ui.layouts.tile import PartName, with_shown
from app.ui.theme.theme import apply_theme, theme
from app.ui.theme.tokens import THEME_NAMES
from tests.ui.picture import pixels_of
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
EYE = 5


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        here.go(6.35)
        yield here


def row(here: Seat, channel: str) -> QTreeWidgetItem:
    tree = here.desk.channels.tree
    items = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    return next(item for item in items if item is not None and item.data(0, Qt.ItemDataRole.UserRole) == channel)


def hide(here: Seat, *channels: str) -> None:
    """Click the eye; once more it comes back."""
    tree = here.desk.channels.tree
    for channel in channels:
        item = row(here, channel)
        tree.scrollToItem(item)
        at = tree.visualItemRect(item).center()
        at.setX(tree.header().sectionViewportPosition(EYE) + 8)
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    # the moment without it is on its way
    here.wait(lambda: (here.session.moment is not None and not set(channels) & set(here.session.moment.samples)) or all(
        channel not in here.session.showing.hidden_channels for channel in channels))  # fmt: skip
    here.settle()


def of_kind(here: Seat, kind: str) -> list[str]:
    return [name for name, one in here.session.timeline.channels.items() if one.kind == kind]


def lanes(here: Seat) -> list[str]:
    content = here.desk.timeline.content
    assert content is not None
    return [density.name for density in content.densities]


def test_points_and_their_lane_go_and_come_back(crossing: Seat) -> None:
    clouds, space = of_kind(crossing, "cloud"), crossing.desk.space
    assert "lidar" in lanes(crossing)
    hide(crossing, *clouds)
    assert "lidar" not in lanes(crossing)
    assert space.space.scene is not None
    assert not [one for one in space.space.scene.points if one.channel in clouds]
    overlay = crossing.desk.camera.picture.overlay
    assert overlay is not None
    assert not [one for one in overlay.points if one.channel in clouds]
    hide(crossing, *clouds)
    assert "lidar" in lanes(crossing)
    crossing.wait(lambda: bool(space.space.scene and [p for p in space.space.scene.points if p.channel in clouds]))


def test_a_density_lane_of_several_channels_keeps_the_others(crossing: Seat) -> None:
    content = crossing.desk.timeline.content
    assert content is not None
    before = {one.name: len(one.times_ns) for one in content.densities}
    hide(crossing, "/radar/rear")
    content = crossing.desk.timeline.content
    assert content is not None
    after = {one.name: len(one.times_ns) for one in content.densities}
    rear = len(crossing.session.timeline.channels["/radar/rear"])
    assert after == {**before, "radar": before["radar"] - rear}


def test_3d_of_which_everything_is_hidden_says_so(crossing: Seat) -> None:
    space = crossing.desk.space
    hide(crossing, *space.wants(crossing.session.timeline))
    crossing.wait(space.empty.isVisible)
    hide(crossing, "/lidar/top")
    crossing.wait(lambda: not space.empty.isVisible())


def test_boxes_trails_and_the_driven_path_go(crossing: Seat) -> None:
    space = crossing.desk.space.space
    crossing.wait(lambda: space.history is not None and space.history.vehicle is not None)
    (objects,) = of_kind(crossing, "objects")
    hide(crossing, objects)
    assert space.scene is not None
    assert space.scene.boxes == ()
    assert space.history is not None
    pose = space.history.poses
    assert pose in crossing.session.timeline.channels
    hide(crossing, pose)
    assert space.look.hidden == {objects, pose}


def test_a_hidden_camera_is_not_shown_beside_the_pointer(crossing: Seat) -> None:
    camera = crossing.desk.camera
    hide(crossing, "/camera/front")
    assert camera.empty.isVisible()
    bar, popover = crossing.desk.timeline, crossing.desk.hover.popover
    assert bar.axis is not None
    at = QPoint(round(bar.axis.x(crossing.session.timeline.span[0] + 3_000_000_000)), 60)
    crossing.point(bar, at, lambda: popover.isVisible() and popover.peek is not None)
    assert popover.peek is not None
    assert (popover.peek.camera, popover.peek.picture) == ("", None)


def test_plots_of_a_hidden_channel_say_so_and_have_no_curve_no_value_and_no_row_in_the_table(crossing: Seat) -> None:
    board = crossing.desk.plots.board
    crossing.wait(lambda: bool(board.curves()))
    named = {one for plot in board.plots for one in plot.signals if one in board.content().traces}
    state = {one for one in named if getattr(one, "channel", "") == "/vehicle/state"}
    assert state
    assert state != named
    hide(crossing, "/vehicle/state")
    content = board.content()
    assert content.hidden >= state
    assert not state & set(content.traces)
    assert not [one for _, one, _ in board.curves() if one in state]
    assert f": {tr('hidden')}" in crossing.desk.plots.stack.accessibleDescription()
    # who drove is said by the same channel
    assert content.driving == ()
    hide(crossing, "/vehicle/state")
    assert state <= set(board.content().traces)
    assert board.content().driving


def test_lanes_of_hidden_channels_are_empty_and_not_stepped_to(crossing: Seat) -> None:
    (decision,) = of_kind(crossing, "decision")
    events = of_kind(crossing, "event")
    hide(crossing, decision, *events)
    content = crossing.desk.timeline.content
    assert content is not None
    assert len(content.lanes.ledger) == 0
    assert not [one for one in content.events if one.channel in events]
    before = crossing.session.state.asked_ns
    crossing.do("next_decision")
    assert crossing.session.state.asked_ns == before


def test_the_record_of_a_hidden_channel_is_said_to_be_hidden(crossing: Seat) -> None:
    crossing.desk.channels.record_asked.emit("/imu")
    crossing.wait(crossing.desk.record.tree.isVisible)
    hide(crossing, "/imu")
    crossing.wait(crossing.desk.record.empty.isVisible)
    assert crossing.desk.record.tree.topLevelItemCount() == 0


def test_another_log_hides_nothing_that_its_layout_shows(crossing: Seat) -> None:
    hide(crossing, "/imu", "/lidar/top")
    assert crossing.window.banner.hidden_text == "2 channels hidden"
    crossing.desktop.open([SAMPLES / "cut-in.h5"])
    crossing.wait(lambda: crossing.session.evidence.paths[0].name == "cut-in.h5")
    crossing.finish()
    QApplication.processEvents()
    assert crossing.desk.channels.hidden == crossing.session.showing.hidden_channels == frozenset()
    assert crossing.desk.space.space.look.hidden == frozenset()
    assert crossing.window.banner.hidden_text == ""
    assert "lidar" in lanes(crossing)


def hiding(*channels: str, without: tuple[PartName, ...] = ()) -> Layout:
    """The first layout, without some parts, hiding channels."""
    desk = SHIPPED[INVESTIGATE].wide.desk
    for name in without:
        desk = with_shown(desk, name, shown=False)
    return msgspec.structs.replace(SHIPPED[INVESTIGATE], wide=Form(desk=desk, merged=False), hidden=channels)


def chosen_before(layout: Layout) -> None:
    """The layout that a window begins with."""
    LayoutShelf().keep("mine", layout)
    LayoutShelf().note_last("mine")


def test_what_a_layout_hides_is_said_by_the_eyes_the_header_and_the_banner_and_goes_with_it(qtbot: QtBot) -> None:
    chosen_before(hiding("/lidar/top", "/imu", "/no/such"))
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        panel, banner = here.desk.channels, here.window.banner
        hidden = here.session.showing.hidden_channels
        assert hidden == panel.hidden == here.desk.space.space.look.hidden == {"/lidar/top", "/imu"}
        assert panel.header.accessibleDescription() == "Evidence · 2 hidden"
        assert banner.hidden_text == "2 channels hidden"
        assert "2 channels hidden: imu, lidar/top" in banner.toolTip()
        hide(here, "/imu")
        assert banner.hidden_text == "1 channel hidden"
        here.do("reset_layout")
        assert panel.header.accessibleDescription() == "Evidence · 2 hidden"
        here.window.layouts.choose(INVESTIGATE)
        assert panel.header.accessibleDescription() == "Evidence"
        assert banner.hidden_text == ""
        assert "hidden" not in banner.accessibleDescription()


def test_trails_and_the_driven_path_of_what_a_layout_hides_are_not_drawn_from_the_beginning(qtbot: QtBot) -> None:
    def drawn(hidden: Layout) -> int:
        chosen_before(hidden)
        with seat(qtbot, 1920, 1080) as here:
            here.open(SAMPLES / "crossing.h5")
            here.finish()
            here.go(6.5)
            space = here.desk.space.space
            here.wait(lambda: space.history is not None and space.history.vehicle is not None)
            here.wait(lambda: space.history is not None and bool(space.history.objects))
            assert space._shown is not None
            return len(space._shown.drawing.lines)

    assert drawn(hiding("/perception/objects", "/localisation/pose")) < drawn(hiding())


def test_3d_of_which_a_layout_hides_everything_says_so_at_once(qtbot: QtBot) -> None:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        wanted = here.desk.space.wants(here.session.timeline)
    chosen_before(hiding(*wanted))
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.wait(here.desk.space.empty.isVisible)


@pytest.mark.parametrize("size", [(1024, 640), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_banner_has_room_to_say_what_is_hidden(
    crossing: Seat, qapp: QApplication, size: tuple[int, int], scale: float
) -> None:
    """It is painted over by nothing: the pixels of the words are those of a banner that says nothing else."""
    crossing.window.resize(*size)
    for name in THEME_NAMES:
        apply_theme(qapp, name, scale=scale)
        QApplication.processEvents()
        before = crossing.window.banner.grab().toImage()
        crossing.desk.channels.set_hidden(frozenset({"/imu", "/lidar/top"}))
        after = crossing.window.banner.grab().toImage()
        tone = [getattr(QColor(theme.tokens.warn), part)() for part in ("red", "green", "blue")]
        of_words = [int((pixels_of(image) == tone).all(axis=2).sum()) for image in (before, after)]
        assert of_words[1] > of_words[0] + 60
        crossing.desk.channels.set_hidden(frozenset())


def test_a_rendered_picture_says_what_its_layout_hides_whatever_parts_are_out_of_sight(tmp_path: Path) -> None:
    def banner(layout: Layout) -> QImage:
        write_file(tmp_path / f"theirs{SUFFIX}", layout)
        out = tmp_path / "made.png"
        done = subprocess.run(
            [sys.executable, "-m", "app", "render", str(SAMPLES / "crossing.h5"), "--at", "T0-2", "-o", str(out),
             "--size", "1366x768", "--layout", str(tmp_path / f"theirs{SUFFIX}")],
            capture_output=True, text=True, cwd=SAMPLES.parent, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return QImage(str(out)).copy(0, 36, 1366, 28)

    without: tuple[PartName, ...] = ("channels", "timeline")
    assert banner(hiding("/perception/objects", "/lidar/top", without=without)) != banner(hiding(without=without))
