"""The F1 sheet: commands are found, keys are changed, refused, reset and kept; what is kept is there again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.ui.keys.keymap import keys_path
from app.ui.keys.sheet import ShortcutsSheet
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot) as one:
        yield one


@pytest.fixture
def sheet(here: Seat, qtbot: QtBot) -> ShortcutsSheet:
    made = ShortcutsSheet(here.window.actions_, keys_path(), here.window)
    made.show()
    qtbot.waitUntil(made.isVisible)
    return made


def record(sheet: ShortcutsSheet, action: str, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    sheet.choose(action)
    sheet.editor.recorder.setFocus()
    QTest.keyClick(sheet.editor.recorder, key, modifiers)


def kept() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(keys_path().read_bytes())["keys"]
    return found


def keys_shown(sheet: ShortcutsSheet, text: str) -> str:
    (item,) = sheet.tree.findItems(text, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive, 0)
    return item.text(1)


def test_commands_are_found_by_their_words_and_keys(sheet: ShortcutsSheet) -> None:
    sheet.search.setText("bookmark")
    assert set(sheet.shown()) >= {"Next bookmark", "Previous bookmark", "Bookmark this instant", "Bookmark with text"}
    sheet.search.setText("Ctrl+G")
    assert sheet.shown() == ["Go to exact time"]
    # as in the palette: words in any order, what stands between them counts for nothing
    sheet.search.setText("time exact")
    assert sheet.shown() == ["Go to exact time"]
    sheet.search.setText("+")
    assert sheet.shown() == ["Faster"]
    sheet.search.setText("exact zebra")
    assert sheet.shown() == []
    sheet.search.setText(" ")
    assert len(sheet.shown()) > 90


def test_what_stands_in_the_file_of_the_keys_is_no_markup(here: Seat, qtbot: QtBot) -> None:
    keys_path().parent.mkdir(parents=True)
    keys_path().write_text('{"version": 1, "keys": {"<b>x</b><img src=1>": ["F2"]}}')
    made = ShortcutsSheet(here.window.actions_, keys_path(), here.window)
    made.show()
    qtbot.waitUntil(made.isVisible)
    assert "<b>x</b>" in made.editor.said.text()
    assert {made.editor.said.textFormat(), made.editor.title.textFormat()} == {Qt.TextFormat.PlainText}


def test_a_free_key_is_taken_and_menu_tooltip_button_and_file_follow(here: Seat, sheet: ShortcutsSheet) -> None:
    editor = sheet.editor
    assert not editor.recorder.isEnabled()
    record(sheet, "shortcuts", Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier)
    assert editor.said.text() == "F2 is free"
    QTest.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    assert here.window.actions_.keys("shortcuts") == ("F1", "F2")
    assert keys_shown(sheet, "Keyboard shortcuts") == "F1, F2"
    record(sheet, "palette", Qt.Key.Key_J, CTRL)
    QTest.mouseClick(editor.replace, Qt.MouseButton.LeftButton)
    action = here.window.actions_.action("palette")
    assert [one.toString() for one in action.shortcuts()] == ["Ctrl+J"]
    assert action.toolTip() == here.window.search.toolTip() == "Find action, object, event or time  Ctrl+J"
    assert kept() == {"palette": ["Ctrl+J"], "shortcuts": ["F1", "F2"]}
    record(sheet, "open_log", Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier)
    QTest.mouseClick(editor.replace, Qt.MouseButton.LeftButton)
    assert here.window.start._open.text() == "Open log    F4"


def test_a_changed_key_acts_at_once_and_after_the_next_start(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        sheet = ShortcutsSheet(here.window.actions_, keys_path(), here.window)
        sheet.show()
        record(sheet, "go_end", Qt.Key.Key_E, CTRL)
        QTest.mouseClick(sheet.editor.replace, Qt.MouseButton.LeftButton)
        sheet.close()
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        focused = QApplication.focusWidget()
        assert focused is not None
        begun_ns = here.session.state.asked_ns
        QTest.keyClick(focused, Qt.Key.Key_End)
        assert here.session.state.asked_ns == begun_ns
        QTest.keyClick(focused, Qt.Key.Key_E, CTRL)
        assert here.session.state.asked_ns == here.session.timeline.span[1]
        button = next(one for one in here.desk.transport.findChildren(QToolButton) if "Go to end" in one.toolTip())
        assert button.toolTip() == "Go to end  Ctrl+E"


def test_a_key_that_is_taken_is_refused_with_the_name_of_who_has_it(here: Seat, sheet: ShortcutsSheet) -> None:
    record(sheet, "play_pause", Qt.Key.Key_G, CTRL)
    assert sheet.editor.said.text().startswith("Ctrl+G already means “Go to exact time”")
    assert sheet.editor.said.property("tone") == "broken"
    assert not sheet.editor.replace.isEnabled()
    assert not sheet.editor.add.isEnabled()
    assert here.window.actions_.keys("play_pause") == ("Space", "K")
    assert not keys_path().exists()
    # its own key is no conflict with another action, and cannot be taken twice
    record(sheet, "play_pause", Qt.Key.Key_K, Qt.KeyboardModifier.NoModifier)
    assert "Play or pause" in sheet.editor.said.text()


def test_one_action_and_all_get_their_keys_back(here: Seat, sheet: ShortcutsSheet) -> None:
    actions, editor = here.window.actions_, sheet.editor
    assert not sheet.reset_all.isEnabled()
    record(sheet, "undo", Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier)
    QTest.mouseClick(editor.replace, Qt.MouseButton.LeftButton)
    record(sheet, "quit", Qt.Key.Key_Z, CTRL)
    QTest.mouseClick(editor.replace, Qt.MouseButton.LeftButton)
    # its shipped key is another's now
    sheet.choose("undo")
    QTest.mouseClick(editor.reset, Qt.MouseButton.LeftButton)
    assert editor.said.text().startswith("Ctrl+Z already means “Quit”")
    assert actions.keys("undo") == ("F2",)
    sheet.choose("quit")
    QTest.mouseClick(editor.reset, Qt.MouseButton.LeftButton)
    assert actions.keys("quit") == ("Ctrl+Q",)
    assert not editor.reset.isEnabled()
    QTest.mouseClick(editor.remove, Qt.MouseButton.LeftButton)
    assert actions.keys("quit") == ()
    assert editor.title.text() == "Quit has no key"
    assert kept() == {"quit": [], "undo": ["F2"]}
    QTest.mouseClick(sheet.reset_all, Qt.MouseButton.LeftButton)
    assert (actions.keys("quit"), actions.keys("undo")) == (("Ctrl+Q",), ("Ctrl+Z",))
    assert kept() == {}
    assert not sheet.reset_all.isEnabled()


def test_a_damaged_file_is_said_at_the_start_and_in_the_sheet(qtbot: QtBot) -> None:
    keys_path().parent.mkdir(parents=True)
    keys_path().write_text('{"version":1,"keys":{"undo":["Ctrl+O"]}}')
    with seat(qtbot) as here:
        said = here.window.start.message
        assert "Ctrl+O already means “Open log”" in said
        assert str(keys_path()) in said
        assert "the keys as shipped are in force" in said
        assert here.window.actions_.keys("undo") == ("Ctrl+Z",)
        sheet = ShortcutsSheet(here.window.actions_, keys_path(), here.window)
        assert "What is changed here replaces that file" in sheet.editor.said.text()
        # it stays until something is changed
        assert "Ctrl+O" in keys_path().read_text()


def test_keys_that_cannot_be_kept_hold_and_that_is_said(here: Seat, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sheet = ShortcutsSheet(here.window.actions_, tmp_path / "file" / "keys.json", here.window)
    sheet.show()
    record(sheet, "undo", Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier)
    QTest.mouseClick(sheet.editor.replace, Qt.MouseButton.LeftButton)
    assert here.window.actions_.keys("undo") == ("F2",)
    assert sheet.editor.said.text().startswith("These keys hold only until the program ends")
    assert sheet.editor.said.property("tone") == "broken"


def test_f1_opens_it_and_esc_leaves_nothing_behind(here: Seat) -> None:
    seen: list[str] = []

    def look() -> None:
        # nothing may fail while it is open: it would stay so
        sheet = QApplication.activeModalWidget()
        if isinstance(sheet, ShortcutsSheet):
            QTest.keyClicks(sheet.search, "ctrl+g")
            seen.extend(sheet.shown())
            QTest.keyClick(sheet.search, Qt.Key.Key_Escape)

    here.window.start.take_keys()
    focused = QApplication.focusWidget()
    assert focused is not None
    QTimer.singleShot(0, look)
    QTest.keyClick(focused, Qt.Key.Key_F1)
    assert seen == ["Go to exact time"]
    assert here.window.findChildren(ShortcutsSheet) == []
