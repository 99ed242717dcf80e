"""Layouts in a real window: tabs, keys, menus and files; what a layout holds comes back as it was."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.replay.signals import Signal
from app.ui.desk_layout import cameras_of
from app.ui.layout_tabs import LayoutTabs
from app.ui.layouts.layout import CameraLook, Layout, Overlays, read, written
from app.ui.layouts.shelf import SUFFIX, LayoutShelf, default_folder, read_file, write_file
from app.ui.layouts.shipped import COMPARE_SENSORS, INVESTIGATE, SHIPPED, STEP_DECISIONS
from app.ui.layouts.tiling import Tiling
from app.ui.theme.theme import apply_theme
from app.ui.theme.tokens import THEME_NAMES
from tests.ui.layouts import LAYOUTS
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        yield here


def tabs(here: Seat) -> LayoutTabs:
    return here.window._tabs


def titles(here: Seat) -> list[str]:
    bar = tabs(here).bar
    return [bar.tabText(at) for at in range(bar.count())]


def click(here: Seat, name: str) -> None:
    bar = tabs(here).bar
    at = next(at for at, title in enumerate(titles(here)) if title.removesuffix(" •") == name)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, bar.tabRect(at).center())
    QApplication.processEvents()


def captured(here: Seat) -> Layout:
    return here.desk.layout_.captured()


def drag(tiling: Tiling, part: QWidget, by: int) -> None:
    """Take the right edge of a part with the mouse, as a user does."""
    edge = part.mapTo(tiling, QPoint(part.width(), part.height() // 2))
    handle = tiling.childAt(edge)
    assert handle is not None
    assert handle.cursor().shape() is Qt.CursorShape.SplitHCursor
    at = handle.mapFrom(tiling, edge)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseMove(handle, at + QPoint(by, 0))
    QTest.mouseRelease(
        handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, handle.mapFrom(tiling, edge + QPoint(by, 0))
    )


def asked(monkeypatch: pytest.MonkeyPatch, name: str, *, agree: bool = True) -> list[str]:
    """Type a name when one is asked for, and press the first button of every question; the questions asked."""
    questions: list[str] = []

    def press(box: QMessageBox) -> int:
        questions.append(box.text())
        box.buttons()[0 if agree else 1].click()
        return 0

    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (name, True))
    monkeypatch.setattr(QMessageBox, "exec", press)
    return questions


def entry(menu: QMenu, text: str) -> None:
    action = next(one for one in menu.actions() if one.text().startswith(text))
    assert action.isEnabled()
    action.trigger()
    menu.close()


def test_a_click_on_a_tab_arranges_the_desk(crossing: Seat) -> None:
    desk = crossing.desk
    assert titles(crossing) == [INVESTIGATE, STEP_DECISIONS, COMPARE_SENSORS]
    assert desk.channels.isVisible()
    click(crossing, STEP_DECISIONS)
    assert crossing.window.layouts.name == STEP_DECISIONS
    assert not desk.channels.isVisible()
    assert not desk.plots.isVisible()
    assert desk.inspector.width() > desk.space.width() > desk.camera.width() > 320
    assert desk.inspector.height() > 600
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


def test_keys_go_through_the_tabs_and_around(crossing: Seat) -> None:
    crossing.desk.camera.picture.setFocus()
    names = []
    for key in (Qt.Key.Key_PageDown,) * 3 + (Qt.Key.Key_PageUp,) * 2:
        QTest.keyClick(crossing.desk.camera.picture, key, Qt.KeyboardModifier.ControlModifier)
        names.append(crossing.window.layouts.name)
    assert names == [STEP_DECISIONS, COMPARE_SENSORS, INVESTIGATE, COMPARE_SENSORS, STEP_DECISIONS]
    assert titles(crossing)[tabs(crossing).bar.currentIndex()] == STEP_DECISIONS


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
    assert {desk.timeline._label_px, desk.plots.stack._label_px, desk.transport.clocks.width()} == {edge}
    assert desk.plots.stack._axis == desk.timeline.axis


def test_parts_are_taken_in_and_out_of_sight_by_the_menu(crossing: Seat) -> None:
    desk = crossing.desk
    for name in ("channels", "camera", "second", "space", "plots", "timeline", "inspector", "state"):
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


def test_an_arrangement_is_saved_under_a_name_and_taken_again_at_the_next_start(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = asked(monkeypatch, "Rear & side")
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        desk = here.desk
        drag(desk._arrangement._tiling, desk.camera, -120)
        desk.second.channel_asked.emit("/camera/front")
        desk.camera.channel_asked.emit("/camera/rear")
        desk.space._on_colour_chosen("INTENSITY")
        here.do("follow")
        here.do("view_free")
        desk.camera._on_overlay_chosen("boxes", False)
        desk.second.overlays.click()
        speed = next(one for one in desk.plots.board.traces.signals_there if one.field == "speed")
        desk.plots.board.set_plots(())
        desk.plots.board.add(speed)
        desk.channels.set_hidden(frozenset({"/imu"}))
        desk.inspector.tabs.setCurrentIndex(2)
        here.do("part_state")
        QTest.mouseClick(tabs(here).add, Qt.MouseButton.LeftButton)
        assert titles(here)[-1] == "Rear && side"
        assert titles(here)[0] == INVESTIGATE
        kept = captured(here)
        assert read_file(default_folder() / f"Rear & side{SUFFIX}") == kept
    assert questions == []
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        desk = here.desk
        assert here.window.layouts.name == "Rear & side"
        assert (desk.camera.channel, desk.second.channel) == ("/camera/rear", "/camera/front")
        assert desk.space.space.look.by.name == "INTENSITY"
        assert (desk.space.follows, desk.space.space.eye.preset) == (False, "free")
        assert not here.window.actions_.action("follow").isChecked()
        assert not desk.camera.picture.shown.boxes
        assert desk.camera.picture.shown.points
        assert not desk.second.overlays.isChecked()
        (plot,) = desk.plots.board.plots
        assert [one.field for one in plot.signals if isinstance(one, Signal)] == ["speed"]
        assert desk.channels.hidden == {"/imu"}
        assert desk.inspector.stack.currentWidget() is desk.evidence
        assert not desk.state.isVisible()
        assert captured(here) == kept
        QApplication.processEvents()
        assert titles(here)[-1] == "Rear && side"


def test_the_same_name_is_replaced_only_after_asking(crossing: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    layouts = crossing.window.layouts
    asked(monkeypatch, "mine")
    crossing.do("save_layout")
    before = LayoutShelf().get("mine")
    crossing.do("part_state")
    questions = asked(monkeypatch, "MINE", agree=False)
    crossing.do("save_layout")
    assert questions == ["There is a layout “mine”. Replace it?"]
    assert LayoutShelf().get("mine") == before
    crossing.wait(lambda: layouts.modified("mine"))
    asked(monkeypatch, "mine")
    crossing.do("save_layout")
    assert LayoutShelf().get("mine") == captured(crossing) != before
    assert titles(crossing) == [*SHIPPED, "mine"]
    crossing.do("part_state")
    crossing.wait(lambda: layouts.modified("mine"))
    entry(tabs(crossing).menu_of("mine"), "Save changes")
    assert LayoutShelf().get("mine") == before
    assert titles(crossing)[-1] == "mine"


def test_a_shipped_layout_is_neither_overwritten_nor_deleted(crossing: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    menu = tabs(crossing).menu_of(INVESTIGATE)
    possible = {action.text() for action in menu.actions() if action.isEnabled() and action.text()}
    assert possible == {"Save layout as…", "Export…", "Import…"}
    menu.close()
    said: list[str] = []
    crossing.finish()
    crossing.window.layouts.said.connect(said.append)
    asked(monkeypatch, "investigate")
    crossing.do("part_state")
    crossing.do("save_layout")
    assert said == ["“Investigate” is shipped and stays as it is: give yours another name"]
    assert crossing.window._walk.text() == said[0]
    assert LayoutShelf().names == tuple(SHIPPED)


def test_layouts_are_renamed_exported_imported_and_deleted(
    crossing: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked(monkeypatch, "mine")
    crossing.do("part_state")
    crossing.do("save_layout")
    kept = captured(crossing)
    asked(monkeypatch, "ours")
    entry(tabs(crossing).menu_of("mine"), "Rename")
    assert titles(crossing)[-1] == "ours"
    path = tmp_path / f"for you{SUFFIX}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    entry(tabs(crossing).menu_of("ours"), "Export")
    assert read_file(path) == kept
    questions = asked(monkeypatch, "")
    entry(tabs(crossing).menu_of("ours"), "Delete")
    assert questions == ["Delete the layout “ours”? Its file goes, too."]
    assert titles(crossing) == [*SHIPPED]
    assert crossing.window.layouts.name == INVESTIGATE
    assert crossing.desk.state.isVisible()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    entry(tabs(crossing).menu_of(INVESTIGATE), "Import")
    assert titles(crossing)[-1] == "for you"
    assert captured(crossing) == kept


def test_a_damaged_file_is_said_and_the_layout_in_force_stays(
    crossing: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    crossing.finish()
    asked(monkeypatch, "mine")
    crossing.do("save_layout")
    click(crossing, STEP_DECISIONS)
    path = default_folder() / f"mine{SUFFIX}"
    path.write_bytes(path.read_bytes()[:-30])
    before = captured(crossing)
    click(crossing, "mine")
    assert crossing.window._walk.text().startswith(f"{path}: it is not JSON")
    assert crossing.window.layouts.name == STEP_DECISIONS
    assert tabs(crossing).bar.currentIndex() == 1
    assert captured(crossing) == before
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    entry(tabs(crossing).menu_of(STEP_DECISIONS), "Import")
    assert crossing.window.layouts.name == STEP_DECISIONS


def test_a_damaged_layout_at_the_start_gives_way_to_the_first_one(qtbot: QtBot) -> None:
    default_folder().mkdir(parents=True)
    (default_folder() / f"mine{SUFFIX}").write_bytes(b"{}")
    LayoutShelf().note_last("mine")
    with seat(qtbot) as here:
        assert here.window.layouts.name == INVESTIGATE
        assert "incident_replay_layout" in here.window._walk.text()
        assert not tabs(here).isVisible()
        here.open(SAMPLES / "crossing.h5")
        assert titles(here)[-1] == "mine"
        assert tabs(here).isVisible()


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


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("size", [(1366, 768), (1024, 640), (1920, 1080), (2560, 1440)])
def test_nothing_lies_outside_of_the_window(crossing: Seat, name: str, size: tuple[int, int]) -> None:
    crossing.window.resize(*size)
    click(crossing, name) if not tabs(crossing).short else crossing.window.layouts.choose(name)
    desk = crossing.desk
    room = desk.rect()
    for part in (desk.channels, desk.camera, desk.second, desk.space, desk.plots, desk.timeline, desk.transport,
                 desk.inspector, desk.state):  # fmt: skip
        if part.isVisible():
            assert room.contains(part.geometry())
    assert desk.transport.isVisible()
    assert desk.space.space.canvas.height() > 60


def test_at_a_small_window_tabs_fit_and_where_there_is_no_room_one_button_has_them(
    crossing: Seat, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    row = crossing.window.title
    search = QWidget()
    search.setFixedSize(200, 24)
    row.add(search)
    crossing.window.resize(1366, 768)
    QApplication.processEvents()
    assert not tabs(crossing).short
    assert tabs(crossing).add.isVisible()
    assert tabs(crossing).geometry().right() < search.geometry().left()
    # no menu has gone behind an arrow
    menus = row.menus
    assert menus.actionGeometry(menus.actions()[-1]).right() <= menus.width()
    for number in range(6):
        asked(monkeypatch, f"a longer name {number}")
        crossing.do("save_layout")
    crossing.do("part_state")
    crossing.wait(lambda: crossing.window.layouts.modified("a longer name 5"))
    QApplication.processEvents()
    assert tabs(crossing).short
    assert tabs(crossing).list.text() == "Layout: a longer name 5 •"
    assert tabs(crossing).add.geometry().right() <= tabs(crossing).width()
    menu = tabs(crossing).list.menu()
    menu.aboutToShow.emit()
    entry(menu, COMPARE_SENSORS)
    assert crossing.window.layouts.name == COMPARE_SENSORS
    assert tabs(crossing).list.text() == "Layout: Compare sensors"
    for name in THEME_NAMES:
        apply_theme(qapp, name, scale=1.25)
        QApplication.processEvents()
        assert row.rect().contains(tabs(crossing).geometry())
        assert row.height() == 45


def test_any_layout_that_is_applied_is_captured_again(crossing: Seat) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
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
        # what is changed by hand takes the place of the wish, and only that
        here.desk.camera.channel_asked.emit("/camera/rear")
        assert captured(here) == msgspec.structs.replace(
            wanted, camera=CameraLook(channel="/camera/rear"), second=CameraLook(channel="/camera/rear")
        )


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
    case = crossing.desktop._case
    assert case is not None
    store = case._store
    assert store is not None
    (bookmark,) = case._thread.submit(lambda: store.case.bookmarks).result()
    assert bookmark.layout == COMPARE_SENSORS
    assert bookmark.channels == ("/camera/front", "/camera/rear")
    click(crossing, STEP_DECISIONS)
    before = captured(crossing)
    crossing.do("go_start")
    crossing.do("next_bookmark")
    assert crossing.settle().t_ns == bookmark.start_ns
    assert captured(crossing) == before
    assert crossing.window.layouts.name == STEP_DECISIONS


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
    pictures = []
    for more in ((), ("--layout", "investigate"), ("--layout", str(tmp_path / f"theirs{SUFFIX}"))):
        rc, said, image = render(*more)
        assert (rc, said) == (0, "")
        pictures.append(image.copy(0, 70, 1600, 800))
    assert pictures[0] == pictures[1]
    assert pictures[0] != pictures[2]
