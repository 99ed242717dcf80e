"""The desk under layouts: tabs and keys arrange it, changes are kept, and logs that lack something stay usable."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.desk.layout import cameras_of
from app.ui.layouts.layout import CameraLook, Layout, Logged, Overlays, PlotLook, Reckoned, read, written
from app.ui.layouts.shelf import SUFFIX, LayoutShelf, write_file
from app.ui.layouts.shipped import COMPARE_SENSORS, INVESTIGATE, SHIPPED, STEP_DECISIONS
from app.ui.theme.theme import theme
from tests.ui.layout_hands import captured, click, drag, tabs, titles
from tests.ui.layouts import LAYOUTS
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        yield here


def test_a_click_on_a_tab_arranges_the_desk(crossing: Seat) -> None:
    desk = crossing.desk
    assert titles(crossing) == [INVESTIGATE, STEP_DECISIONS, COMPARE_SENSORS]
    assert desk.channels.isVisible()
    click(crossing, STEP_DECISIONS)
    assert crossing.window.layouts.name == STEP_DECISIONS
    assert not desk.channels.isVisible()
    assert not desk.plots.isVisible()
    assert desk.inspector.width() > desk.space.width() > desk.camera.width() > 320
    assert desk.ledger.isVisible()
    assert desk.ledger.width() == desk.inspector.width()
    assert min(desk.ledger.height(), desk.inspector.height()) > 300
    assert desk.space.space.eye.preset == "top"
    click(crossing, COMPARE_SENSORS)
    sizes = [(part.width(), part.height()) for part in (desk.camera, desk.second, desk.space)]
    assert max(width for width, _ in sizes) - min(width for width, _ in sizes) <= 1
    assert len({height for _, height in sizes}) == 1
    assert desk.plots.height() < desk.camera.height() / 2
    assert not desk.inspector.isVisible()
    click(crossing, INVESTIGATE)
    assert desk.inspector.isVisible()
    assert desk.space.space.eye.preset == "chase"


def test_views_keep_their_parent_whatever_layout(crossing: Seat) -> None:
    parts = (crossing.desk.camera, crossing.desk.space, crossing.desk.second, crossing.desk.inspector)
    before = [part.parentWidget() for part in parts]
    canvas = crossing.desk.space.space.canvas
    for name in (STEP_DECISIONS, COMPARE_SENSORS, INVESTIGATE):
        click(crossing, name)
        assert [part.parentWidget() for part in parts] == before
        assert crossing.desk.space.space.canvas is canvas


def test_strips_say_at_once_how_large_a_picture_is_shown(crossing: Seat) -> None:
    crossing.go(5.0)
    view, strip = crossing.desk.camera, crossing.desk.camera.top
    assert strip is not None
    for name in (STEP_DECISIONS, COMPARE_SENSORS, INVESTIGATE):
        click(crossing, name)
        assert any(f"{view.picture.scale * 100:.0f} %" in part.text for part in strip._right)
    view.picture.zoom_to(2.0, view.picture.rect().center().toPointF())
    assert strip._right[0].text.endswith("200 %")


def test_keys_go_through_the_tabs_and_around(crossing: Seat) -> None:
    crossing.desk.camera.picture.setFocus()
    names = []
    for key in (Qt.Key.Key_PageDown,) * 3 + (Qt.Key.Key_PageUp,) * 2:
        QTest.keyClick(crossing.desk.camera.picture, key, Qt.KeyboardModifier.ControlModifier)
        names.append(crossing.window.layouts.name)
    assert names == [STEP_DECISIONS, COMPARE_SENSORS, INVESTIGATE, COMPARE_SENSORS, STEP_DECISIONS]
    assert titles(crossing)[tabs(crossing).bar.currentIndex()] == STEP_DECISIONS


def test_keys_still_mean_commands_when_what_had_them_goes_out_of_sight(crossing: Seat) -> None:
    crossing.go(5.0)
    for name, part in ((COMPARE_SENSORS, crossing.desk.plots.stack), (STEP_DECISIONS, crossing.desk.camera.picture)):
        crossing.window.layouts.choose(name)
        part.setFocus()
        crossing.do("part_plots" if name == COMPARE_SENSORS else "part_camera")
        held = QApplication.focusWidget()
        assert held is not None
        assert held.isVisible()
        before = crossing.session.state.asked_ns
        QTest.keyClick(held, Qt.Key.Key_Right)
        assert crossing.settle().t_ns > before


def test_what_was_dragged_is_marked_kept_for_a_while_and_reset(crossing: Seat) -> None:
    desk, tiling = crossing.desk, crossing.desk._arrangement._tiling
    before = desk.camera.width()
    drag(tiling, desk.camera, -150)
    assert abs(desk.camera.width() - (before - 150)) <= 1
    crossing.wait(lambda: titles(crossing)[0] == f"{INVESTIGATE} •")
    assert tabs(crossing).bar.tabToolTip(0) == "Investigate, modified"
    click(crossing, STEP_DECISIONS)
    assert titles(crossing) == [f"{INVESTIGATE} •", STEP_DECISIONS, COMPARE_SENSORS]
    click(crossing, INVESTIGATE)
    assert abs(desk.camera.width() - (before - 150)) <= 1
    crossing.do("reset_layout")
    assert desk.camera.width() == before
    assert titles(crossing)[0] == INVESTIGATE


def test_one_edge_runs_through_the_window_when_the_channels_become_wider(crossing: Seat) -> None:
    desk = crossing.desk
    drag(desk._arrangement._tiling, desk.channels, 90)
    edge = desk.channels.width() + 1
    assert {desk.timeline._label_px, desk.plots.stack._label_px, desk.transport.clock.width()} == {edge}
    assert desk.plots.stack._axis == desk.timeline.axis


def test_parts_are_taken_in_and_out_of_sight_by_the_menu(crossing: Seat) -> None:
    desk = crossing.desk
    for name in ("channels", "camera", "second", "space", "map", "plots", "timeline", "inspector", "state"):
        action, part = crossing.window.actions_.action(f"part_{name}"), getattr(desk, name)
        assert action.isChecked()
        action.trigger()
        QApplication.processEvents()
        assert (part.isVisible(), action.isChecked()) == (False, False)
        assert desk.transport.isVisible()
        if desk.plots.isVisible():
            assert desk.plots.stack._axis == desk.timeline.axis
            assert desk.timeline.axis is not None
            assert desk.timeline.axis.width + desk.timeline.axis.left == desk.plots.stack.width()
    crossing.do("reset_layout")
    assert all(getattr(desk, name).isVisible() for name in ("channels", "camera", "second", "timeline", "state"))
    height = desk.timeline.height()
    crossing.do("merge_lanes")
    assert desk.timeline.height() < height


def test_compact_and_wide_forms_do_not_touch_each_other(crossing: Seat) -> None:
    desk, window = crossing.desk, crossing.window
    drag(desk._arrangement._tiling, desk.camera, -100)
    wide = captured(crossing).wide
    window.resize(1366, 768)
    crossing.wait(lambda: not desk.channels.isVisible())
    assert captured(crossing).wide == wide
    crossing.do("part_channels")
    drag(desk._arrangement._tiling, desk.channels, 40)
    assert desk.channels.isVisible()
    window.resize(1920, 1080)
    crossing.wait(desk.second.isVisible)
    assert captured(crossing).wide == wide
    window.resize(1366, 768)
    crossing.wait(lambda: not desk.second.isVisible())
    assert desk.channels.isVisible()
    assert captured(crossing).wide == wide


def test_a_small_window_has_a_rail_for_what_it_has_no_room_for(crossing: Seat) -> None:
    desk, window = crossing.desk, crossing.window
    rail = desk._arrangement.rail
    assert not rail.isVisible()
    assert not desk.channels.fold.isVisible()
    window.resize(1366, 768)
    crossing.wait(rail.isVisible)
    assert (rail.width(), rail.y(), rail.height()) == (theme.px(40), desk.camera.y(), desk.camera.height())
    assert rail.x() + rail.width() < desk.camera.x()
    rail.evidence.click()
    pages = [desk.inspector.page]
    crossing.do("part_inspector")
    assert not desk.inspector.isVisible()
    rail.record.click()
    assert desk.inspector.isVisible()
    assert [*pages, desk.inspector.page] == ["evidence", "record"]
    rail.map.click()
    assert desk.map.isVisible()
    rail.channels.click()
    assert desk.channels.isVisible()
    assert not rail.isVisible()
    desk.channels.fold.click()
    assert rail.isVisible()
    assert not desk.channels.isVisible()
    window.resize(1920, 1080)
    crossing.wait(desk.channels.isVisible)
    assert not rail.isVisible()
    assert not desk.channels.fold.isVisible()


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("size", [(1366, 768), (1024, 640), (1920, 1080), (2560, 1440)])
def test_nothing_lies_outside_of_the_window(crossing: Seat, name: str, size: tuple[int, int]) -> None:
    crossing.window.resize(*size)
    click(crossing, name) if not tabs(crossing).short else crossing.window.layouts.choose(name)
    desk = crossing.desk
    room = desk.rect()
    for part in (desk.channels, desk.camera, desk.second, desk.space, desk.map, desk.plots, desk.timeline,
                 desk.transport, desk.inspector, desk.state):  # fmt: skip
        if part.isVisible():
            assert room.contains(part.geometry())
    assert desk.transport.isVisible()
    assert desk.space.space.canvas.height() > 60


def test_any_layout_that_is_applied_is_captured_again(crossing: Seat) -> None:
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(LAYOUTS)
    def holds(layout: Layout) -> None:
        crossing.desk.layout_.apply(read(written(layout)))
        assert captured(crossing) == layout

    holds()
    crossing.window.resize(1366, 768)
    QApplication.processEvents()
    holds()


def test_a_layout_outlives_logs_that_lack_what_it_names(qtbot: QtBot, tmp_path: Path) -> None:
    wanted = msgspec.structs.replace(
        SHIPPED[INVESTIGATE],
        camera=CameraLook(channel="/camera/nowhere", overlays=Overlays()),
        second=CameraLook(channel="/camera/rear"),
        hidden=("/no/such", "/lidar/top"),
    )
    LayoutShelf().keep("mine", wanted)
    LayoutShelf().note_last("mine")
    with seat(qtbot, 1920, 1080) as here:
        for sample in ("crossing", "cut-in"):
            here.desktop.open([SAMPLES / f"{sample}.h5"])
            here.wait(lambda name=sample: here.window.windowTitle().startswith(name))  # type: ignore[misc]
            moment = here.settle()
            assert here.desk.camera.channel == "/camera/front"
            assert here.desk.second.channel == "/camera/rear"
            assert here.desk.channels.hidden == {"/lidar/top"}
            assert "/lidar/top" not in moment.samples
            assert captured(here) == wanted
            assert titles(here)[-1] == "mine"
            assert here.desk.channels.header.accessibleDescription() == "Evidence · 1 hidden"
            assert here.window.banner.hidden_text == "1 channel hidden"
            assert here.desk.space.space.look.hidden == {"/lidar/top"}
        # what is changed by hand takes the place of the wish, and only that
        here.desk.second.channel_asked.emit("/camera/front")
        assert captured(here) == msgspec.structs.replace(wanted, second=CameraLook(channel="/camera/front"))
        here.desk.camera.channel_asked.emit("/camera/rear")
        assert captured(here) == msgspec.structs.replace(
            wanted, camera=CameraLook(channel="/camera/rear"), second=CameraLook(channel="/camera/front")
        )


def test_plots_that_are_changed_keep_what_this_log_lacks(crossing: Seat) -> None:
    def logged(channel: str, field: str) -> Logged:
        return Logged(channel=channel, field=field)

    speed, other = logged("/vehicle/state", "speed"), logged("/vehicle/state", "acceleration_longitudinal")
    lacked, gone = logged("/no/such", "speed"), Reckoned(name="x", text="no.such + 1")
    mixed = PlotLook(subject="Speed", signals=(speed, lacked, gone))
    elsewhere = PlotLook(subject="Elsewhere", signals=(lacked,))
    wanted = msgspec.structs.replace(SHIPPED[INVESTIGATE], plots=(mixed, elsewhere))
    crossing.desk.layout_.apply(wanted)
    assert captured(crossing) == wanted
    board = crossing.desk.plots.board
    before = len(board.plots)
    assert before == 1
    board.add(next(one for one in board.traces.signals_there if one.field == other.field))
    assert len(board.plots) == before + 1
    plots = captured(crossing).plots
    assert plots is not None
    assert [one.signals for one in plots] == [mixed.signals, (other,), elsewhere.signals]
    # what is taken away goes with all that it had
    board.set_plots(board.plots[1:])
    plots = captured(crossing).plots
    assert plots is not None
    assert [one.signals for one in plots] == [(other,), elsewhere.signals]


def test_what_was_changed_and_not_saved_stays_when_another_log_is_opened(crossing: Seat) -> None:
    crossing.desk.camera.channel_asked.emit("/camera/rear")
    crossing.desk.channels.set_hidden(frozenset({"/imu"}))
    before = captured(crossing)
    crossing.desktop.open([SAMPLES / "cut-in.h5"])
    crossing.wait(lambda: crossing.window.windowTitle().startswith("cut-in"))
    crossing.settle()
    assert crossing.desk.camera.channel == "/camera/rear"
    # but for what was hidden in the other log
    assert crossing.desk.channels.hidden == frozenset()
    assert captured(crossing) == msgspec.structs.replace(before, hidden=())
    crossing.wait(lambda: titles(crossing)[0] == "Investigate •")
    crossing.do("reset_layout")
    assert crossing.desk.camera.channel == "/camera/front"
    assert captured(crossing) == SHIPPED[INVESTIGATE]


def test_a_change_of_the_same_turn_stays_with_the_layout_that_was_changed(crossing: Seat) -> None:
    crossing.desk.space.tools.set_preset("top")
    crossing.window.layouts.choose(COMPARE_SENSORS)
    QApplication.processEvents()
    assert titles(crossing) == [f"{INVESTIGATE} •", STEP_DECISIONS, COMPARE_SENSORS]
    assert crossing.desk.space.space.eye.preset == "chase"
    click(crossing, INVESTIGATE)
    assert crossing.desk.space.space.eye.preset == "top"


def test_the_tick_of_follow_stands_for_the_3d_view_whichever_view_follows(crossing: Seat) -> None:
    crossing.go(5.0)
    tick = crossing.window.actions_.action("follow")
    crossing.desk.map.canvas.setFocus()
    for _ in range(3):
        QTest.keyClick(crossing.desk.map.canvas, Qt.Key.Key_F)
        assert tick.isChecked()
        assert crossing.desk.space.tools.follows
    crossing.desk.space.space.canvas.setFocus()
    crossing.do("follow")
    assert (tick.isChecked(), crossing.desk.space.tools.follows) == (False, False)


def test_cameras_by_preference_else_those_that_no_view_has() -> None:
    there = ("/front", "/rear", "/left")
    assert cameras_of((None, None), there) == ("/front", "/rear")
    assert cameras_of(("/left", None), there) == ("/left", "/front")
    assert cameras_of((None, "/front"), there) == ("/rear", "/front")
    assert cameras_of(("/gone", "/gone"), there) == ("/front", "/rear")
    assert cameras_of(("/left", "/left"), there) == ("/left", "/left")
    assert cameras_of(("/gone", None), ()) == (None, None)


def test_bookmarks_name_the_layout_and_going_to_one_keeps_the_view(crossing: Seat) -> None:
    click(crossing, COMPARE_SENSORS)
    crossing.go(3.0)
    crossing.do("bookmark_now")
    crossing.wait(lambda: crossing.desk.marks != ())
    case = crossing.desktop.casework.keeper
    assert case is not None
    held = case._held
    assert held is not None
    (bookmark,) = case._thread.submit(lambda: held.store.case.bookmarks).result()
    assert bookmark.layout == COMPARE_SENSORS
    assert bookmark.channels == ("/camera/front", "/camera/rear")
    crossing.do("part_state")
    crossing.wait(lambda: crossing.window.layouts.modified(COMPARE_SENSORS))
    crossing.do("bookmark_now")
    crossing.wait(lambda: len(crossing.desk.marks) == 2)
    assert [one.layout for one in case._thread.submit(lambda: held.store.case.bookmarks).result()] == [
        COMPARE_SENSORS, f"{COMPARE_SENSORS}, modified",
    ]  # fmt: skip
    click(crossing, STEP_DECISIONS)
    before = captured(crossing)
    crossing.do("go_start")
    crossing.do("next_bookmark")
    assert crossing.settle().t_ns == bookmark.start_ns
    assert captured(crossing) == before
    assert crossing.window.layouts.name == STEP_DECISIONS


def test_a_picture_shows_the_tab_of_its_layout_and_none_of_the_own_ones(qtbot: QtBot) -> None:
    LayoutShelf().keep("mine", SHIPPED[STEP_DECISIONS])
    with seat(qtbot, 1920, 1080) as here:
        here.window.layouts.show_alone("theirs.irlayout", SHIPPED[COMPARE_SENSORS])
        here.open(SAMPLES / "crossing.h5")
        assert titles(here) == [*SHIPPED, "theirs.irlayout"]
        bar = tabs(here).bar
        assert bar.tabText(bar.currentIndex()) == "theirs.irlayout"
        here.do("next_layout")
        assert here.window.layouts.name == INVESTIGATE
        assert bar.currentIndex() == 0


def test_a_picture_is_rendered_in_the_layout_that_is_named(tmp_path: Path) -> None:
    write_file(tmp_path / f"theirs{SUFFIX}", SHIPPED[COMPARE_SENSORS])
    LayoutShelf().note_last(COMPARE_SENSORS)

    def render(*more: str) -> tuple[int, str, QImage]:
        out = tmp_path / "made.png"
        out.unlink(missing_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "app", "render", str(SAMPLES / "crossing.h5"), "--at", "T0-2", "-o", str(out),
             "--size", "1600x900", *more],
            capture_output=True, text=True, cwd=SAMPLES.parent, check=False,
        )  # fmt: skip
        return done.returncode, done.stderr, QImage(str(out))

    rc, said, _ = render("--layout", "Nowhere")
    assert rc == 65
    assert "no layout “Nowhere”" in said
    assert "Investigate, Step decisions, Compare sensors" in said
    for at, why in (
        ("T0+99", "T0+99 is 106.650 s from the start, which is outside of the log: it lasts from 0.000 s to"),
        ("-999", "outside of the log"), ("100.5%", "give a share from 0% to 100%"), ("soon", "'soon' is no time"),
    ):  # fmt: skip
        rc, said, image = render(f"--at={at}")
        assert (rc, image.isNull()) == (65, True)
        assert why in said
    for at in ("0%", "100%"):
        assert render(f"--at={at}")[0] == 0
    pictures = []
    for more in ((), ("--layout", "investigate"), ("--layout", str(tmp_path / f"theirs{SUFFIX}"))):
        rc, said, image = render(*more)
        assert (rc, said) == (0, "")
        # the last row says how full the cache is
        pictures.append(image.copy(0, 0, 1600, 870))
        # an own layout is nobody else's: it changes no picture but that of itself
        LayoutShelf().keep("mine", SHIPPED[STEP_DECISIONS])
    without_title = [image.copy(0, 70, 1600, 800) for image in pictures]
    assert pictures[0] == pictures[1]
    assert without_title[0] != without_title[2]
    titles_of = [image.copy(0, 0, 1600, 36) for image in pictures]
    assert titles_of[0] != titles_of[2]


def test_in_a_small_window_second_camera_and_map_are_pages_of_the_place_of_the_3d_view(crossing: Seat) -> None:
    desk, tiling = crossing.desk, crossing.desk._arrangement._tiling
    crossing.window.resize(1366, 768)
    crossing.wait(lambda: not desk.second.isVisible())
    (bar,) = tiling._bars
    assert [bar.tabText(at) for at in range(bar.count())] == ["3D", "Second camera", "Map"]
    place = desk.space.geometry()
    for at, part in ((1, desk.second), (2, desk.map), (0, desk.space)):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())
        assert [one for one in (desk.space, desk.second, desk.map) if one.isVisible()] == [part]
        assert part.geometry() == place
        # what has come to the front is of the present moment
        assert desk.second.channel is not None
        crossing.wait(lambda: (desk.second.channel in crossing.settle().samples) is desk.second.isVisible())
    ticks = [crossing.window.actions_.action(f"part_{name}") for name in ("space", "second", "map")]
    crossing.wait(lambda: [one.isChecked() for one in ticks] == [True, False, False])
    desk.space.take_keys()
    crossing.do("part_map")
    assert desk.map.isVisible()
    assert bar.currentIndex() == 2
    focused = QApplication.focusWidget()
    assert focused is not None
    assert desk.camera.isAncestorOf(focused)
    crossing.window.resize(1920, 1080)
    crossing.wait(lambda: desk.space.isVisible() and desk.second.isVisible() and desk.map.isVisible())
    assert not bar.isVisible()
