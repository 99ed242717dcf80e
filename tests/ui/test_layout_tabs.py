"""Layouts as the user names, saves, exports, imports, renames and deletes them, and the row that they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from app.replay.signals import Signal
from app.ui.layouts.shelf import SUFFIX, LayoutShelf, default_folder, read_file, write_file
from app.ui.layouts.shipped import COMPARE_SENSORS, INVESTIGATE, SHIPPED, STEP_DECISIONS
from app.ui.theme.theme import SCALES, apply_theme
from app.ui.theme.tokens import THEME_NAMES
from tests.ui.layout_hands import asked, captured, click, drag, entry, tabs, titles
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        yield here


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
        desk.space.tools.choose_colour("INTENSITY")
        here.do("follow")
        here.do("view_free")
        desk.camera.tools.drawing_menu().actions()[1].setChecked(False)
        desk.second.overlays.click()
        speed = next(one for one in desk.plots.board.traces.signals_there if one.field == "speed")
        desk.plots.board.set_plots(())
        desk.plots.board.add(speed)
        desk.channels.set_hidden(frozenset({"/imu"}))
        desk.inspector.show_named("evidence")
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
        assert (desk.space.tools.follows, desk.space.space.eye.preset) == (False, "free")
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
    entry(tabs(crossing).menu.of("mine"), "Save changes")
    assert LayoutShelf().get("mine") == before
    assert titles(crossing)[-1] == "mine"


def test_a_shipped_layout_is_neither_overwritten_nor_deleted(crossing: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    menu = tabs(crossing).menu.of(INVESTIGATE)
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
    assert crossing.window.status.said.text() == said[0]
    assert LayoutShelf().names == tuple(SHIPPED)


def test_layouts_are_renamed_exported_imported_and_deleted(
    crossing: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked(monkeypatch, "mine")
    crossing.do("part_state")
    crossing.do("save_layout")
    kept = captured(crossing)
    asked(monkeypatch, "ours")
    entry(tabs(crossing).menu.of("mine"), "Rename")
    assert titles(crossing)[-1] == "ours"
    path = tmp_path / f"for you{SUFFIX}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    entry(tabs(crossing).menu.of("ours"), "Export")
    assert read_file(path) == kept
    questions = asked(monkeypatch, "")
    entry(tabs(crossing).menu.of("ours"), "Delete")
    assert questions == ["Delete the layout “ours”? Its file goes, too."]
    assert titles(crossing) == [*SHIPPED]
    assert crossing.window.layouts.name == INVESTIGATE
    assert crossing.desk.state.isVisible()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    entry(tabs(crossing).menu.of(INVESTIGATE), "Import")
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
    assert crossing.window.status.said.text().startswith(f"{path}: it is not JSON")
    assert crossing.window.layouts.name == STEP_DECISIONS
    assert tabs(crossing).bar.currentIndex() == 1
    assert captured(crossing) == before
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    entry(tabs(crossing).menu.of(STEP_DECISIONS), "Import")
    assert crossing.window.layouts.name == STEP_DECISIONS


def test_a_damaged_layout_at_the_start_gives_way_to_the_first_one(qtbot: QtBot) -> None:
    default_folder().mkdir(parents=True)
    (default_folder() / f"mine{SUFFIX}").write_bytes(b"{}")
    LayoutShelf().note_last("mine")
    with seat(qtbot) as here:
        assert here.window.layouts.name == INVESTIGATE
        assert "incident_replay_layout" in here.window.status.said.text()
        assert not tabs(here).isVisible()
        here.open(SAMPLES / "crossing.h5")
        assert titles(here)[-1] == "mine"
        assert tabs(here).isVisible()


def test_the_wheel_over_the_tabs_changes_nothing(crossing: Seat) -> None:
    bar = tabs(crossing).bar
    at = QPointF(bar.tabRect(0).center())
    for turn in (-120, 120):
        wheel = QWheelEvent(
            at, bar.mapToGlobal(at), QPoint(0, turn), QPoint(0, turn), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(bar, wheel)
        assert crossing.window.layouts.name == INVESTIGATE


def test_the_menu_key_means_the_tab_in_force_and_the_mouse_the_one_under_it(
    crossing: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossing.window.layout_files.save("mine")
    bar = tabs(crossing).bar
    asked_of: list[str] = []
    menu_of = tabs(crossing).menu.of

    def of(name: str) -> QMenu:
        asked_of.append(name)
        return menu_of(name)

    monkeypatch.setattr(tabs(crossing).menu, "of", of)
    middle, first = bar.rect().center(), bar.tabRect(0).center()
    for reason, at in (
        (QContextMenuEvent.Reason.Keyboard, middle), (QContextMenuEvent.Reason.Mouse, first),
    ):  # fmt: skip
        QApplication.sendEvent(bar, QContextMenuEvent(reason, at, bar.mapToGlobal(at)))
        menu = QApplication.activePopupWidget()
        assert menu is not None
        menu.close()
    assert asked_of == ["mine", INVESTIGATE]


def test_commands_rename_export_import_and_delete_the_layout_in_force(
    crossing: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    able = crossing.window.actions_.action
    assert not able("rename_layout").isEnabled()
    assert not able("delete_layout").isEnabled()
    crossing.window.layout_files.save("mine")
    asked(monkeypatch, "ours")
    crossing.do("rename_layout")
    assert titles(crossing) == [*SHIPPED, "ours"]
    path = tmp_path / f"given{SUFFIX}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    crossing.do("export_layout")
    assert read_file(path) == captured(crossing)
    crossing.do("delete_layout")
    assert titles(crossing) == [*SHIPPED]
    assert not able("delete_layout").isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    crossing.do("import_layout")
    assert titles(crossing) == [*SHIPPED, "given"]


@pytest.mark.parametrize("stem", ["Investigate", "x" * 50])
def test_for_a_file_that_is_called_as_no_layout_can_be_a_name_is_asked(
    crossing: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stem: str
) -> None:
    path = tmp_path / f"{stem}{SUFFIX}"
    write_file(path, SHIPPED[COMPARE_SENSORS])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    answers, questions = ["step decisions", "theirs", ""], []

    def ask(*told: object) -> tuple[str, bool]:
        questions.append(str(told[2]))
        answer = answers.pop(0)
        return answer, bool(answer)

    monkeypatch.setattr(QInputDialog, "getText", ask)
    crossing.do("import_layout")
    assert "is shipped" in questions[0] if stem == "Investigate" else "40 signs at most" in questions[0]
    assert "“Step decisions” is shipped" in questions[1]
    assert crossing.window.layouts.name == "theirs"
    assert LayoutShelf().get("theirs") == SHIPPED[COMPARE_SENSORS]
    # nobody gives one
    crossing.do("import_layout")
    assert titles(crossing) == [*SHIPPED, "theirs"]


def test_keys_go_past_layouts_that_cannot_be_read(crossing: Seat) -> None:
    for name in ("aaa", "bbb", "ccc"):
        crossing.window.layout_files.save(name)
    (default_folder() / f"aaa{SUFFIX}").write_bytes(b"{}")
    (default_folder() / f"bbb{SUFFIX}").unlink()
    click(crossing, COMPARE_SENSORS)
    crossing.do("next_layout")
    assert crossing.window.layouts.name == "ccc"
    assert titles(crossing) == [*SHIPPED, "aaa", "ccc"]
    crossing.do("previous_layout")
    assert crossing.window.layouts.name == COMPARE_SENSORS


def test_what_a_replaced_layout_had_become_goes_with_it(crossing: Seat, tmp_path: Path) -> None:
    layouts = crossing.window.layouts
    write_file(tmp_path / f"MINE{SUFFIX}", SHIPPED[COMPARE_SENSORS])
    for taken_in in (False, True):
        crossing.window.layout_files.save("mine")
        crossing.do("part_state")
        crossing.wait(lambda: layouts.modified("mine"))
        layouts.choose(STEP_DECISIONS)
        if taken_in:
            crossing.window.layout_files.take_in(tmp_path / f"MINE{SUFFIX}")
        else:
            crossing.window.layout_files.save("MINE")
        crossing.window.layout_files.rename("MINE", "mine")
        assert titles(crossing) == [*SHIPPED, "mine"]
        saved = captured(crossing)
        assert saved == LayoutShelf().get("mine")
        layouts.choose(INVESTIGATE)
        layouts.choose("mine")
        assert captured(crossing) == saved


def test_at_a_small_window_tabs_fit_and_where_there_is_no_room_one_button_has_them(
    crossing: Seat, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    row, search = crossing.window.title, crossing.window.search
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


@pytest.mark.parametrize("scale", SCALES)
def test_menus_tabs_and_search_have_their_room_at_every_size_and_scale(
    crossing: Seat, qapp: QApplication, scale: float
) -> None:
    row, search = crossing.window.title, crossing.window.search
    apply_theme(qapp, "dark", scale=scale)
    for size in ((1024, 640), (1366, 768), (1600, 900), (1920, 1080)):
        crossing.window.resize(*size)
        QApplication.processEvents()
        there = [row.menus.geometry(), tabs(crossing).geometry(), search.geometry()]
        assert row.rect().contains(there[0])
        assert all(one.right() < other.left() for one, other in pairwise(there))
        assert there[2].right() < row.width()
        add = tabs(crossing).add.geometry()
        assert tabs(crossing).rect().contains(add)
        shown = tabs(crossing).list if tabs(crossing).short else tabs(crossing).bar
        assert shown.width() >= shown.sizeHint().width()
        assert search.width() == search.sizeHint().width()
        if size[0] / scale >= 1366 / 2:
            # no menu has gone behind an arrow
            assert row.menus.width() >= row.menus.sizeHint().width()


def test_the_search_box_is_as_wide_as_the_window_has_room_for(crossing: Seat) -> None:
    widths = []
    for width in (1920, 1366, 1920, 1024):
        crossing.window.resize(width, 768)
        QApplication.processEvents()
        widths.append(crossing.window.search.width())
    assert widths == [352, 208, 352, 208]
