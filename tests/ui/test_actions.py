"""A window's actions: by key, menu and button, with the focus where it really is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QKeySequenceEdit,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QStyle,
    QTableView,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui.keys.action_table import ACTIONS, Action
from app.ui.keys.actions import ActionSet
from app.ui.keys.focus import Focus, focus_of, take_viewer_keys
from app.ui.keys.keymap import KeymapError, KeyTakenError, combination, parse, works_anywhere

SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


class Plain(QWidget):
    """Takes the focus and nothing else; remembers what keys reached it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def _viewer() -> QWidget:
    widget = QWidget()
    take_viewer_keys(widget)
    return widget


def _table(view: QTableView | QTreeView) -> QTableView | QTreeView:
    model = QStandardItemModel(4, 3, view)
    for row in range(4):
        for column in range(3):
            model.setData(model.index(row, column), f"{'abkt'[row]}{column}")
    view.setModel(model)
    view.setCurrentIndex(model.index(1, 1))
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    return view


def _slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setValue(50)
    return slider


def _combo(*, editable: bool) -> QComboBox:
    combo = QComboBox()
    combo.setEditable(editable)
    combo.addItems(["jump", "keep", "loop"])
    return combo


def _read_only() -> QPlainTextEdit:
    text = QPlainTextEdit("log")
    text.setReadOnly(True)
    return text


VIEWS: dict[str, Callable[[], QWidget]] = {"plain": Plain, "viewer": _viewer}
LISTS: dict[str, Callable[[], QWidget]] = {
    "table": lambda: _table(QTableView()),
    "tree": lambda: _table(QTreeView()),
    "slider": _slider,
    "combo": lambda: _combo(editable=False),
    "read-only text": _read_only,
}
TEXTS: dict[str, Callable[[], QWidget]] = {
    "line": QLineEdit,
    "text": QPlainTextEdit,
    "spin": QSpinBox,
    "editable combo": lambda: _combo(editable=True),
    "key recorder": QKeySequenceEdit,
}
TABS = ("Tab", "Shift+Tab")
ALL_KEYS = [(action, key) for action in ACTIONS for key in action.keys]
key_by_key = pytest.mark.parametrize(("action", "key"), ALL_KEYS, ids=[f"{a.id} {key}" for a, key in ALL_KEYS])


class Stage:
    """A shown window with actions, one widget that has the focus, and a second to move it to."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QMainWindow()
        self.actions = ActionSet(self.window)
        self.middle = QWidget()
        self.column = QVBoxLayout(self.middle)
        self.window.setCentralWidget(self.middle)
        self.invoked: list[str] = []
        self.actions.action_invoked.connect(self.invoked.append)
        self.qtbot = qtbot
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def focus(self, widget: QWidget) -> QWidget:
        self.column.addWidget(widget)
        widget.show()
        widget.setFocus()
        self.qtbot.waitUntil(widget.hasFocus)
        return widget

    def press(self, key: str) -> list[str]:
        self.invoked.clear()
        pressed = combination(parse(key))
        focused = QApplication.focusWidget()
        assert focused is not None
        if key == "Shift+Tab":
            # what every keyboard sends
            QTest.keyClick(focused, Qt.Key.Key_Backtab, SHIFT)
        else:
            QTest.keyClick(focused, pressed.key(), pressed.keyboardModifiers())
        return list(self.invoked)


@pytest.fixture
def stage(themed: QApplication, qtbot: QtBot) -> Stage:
    return Stage(qtbot)


@key_by_key
def test_every_key_acts_where_a_view_has_the_focus(stage: Stage, action: Action, key: str) -> None:
    stage.focus(_viewer())
    assert stage.press(key) == [action.id]


@key_by_key
def test_where_nothing_edits_or_lists_all_but_tab_act(stage: Stage, action: Action, key: str) -> None:
    stage.focus(Plain())
    assert stage.press(key) == ([] if key in TABS else [action.id])


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_keeps_single_keys_and_lets_the_others_act(stage: Stage, kind: str) -> None:
    for action, key in ALL_KEYS:
        # again for each: Tab, Home and letters move things
        widget = stage.focus(LISTS[kind]())
        acts = works_anywhere(combination(parse(key)))
        assert stage.press(key) == ([action.id] if acts else []), key
        stage.column.removeWidget(widget)
        widget.close()


@pytest.mark.parametrize("kind", TEXTS)
def test_text_keeps_every_key(stage: Stage, kind: str) -> None:
    for _action, key in ALL_KEYS:
        widget = stage.focus(TEXTS[kind]())
        assert stage.press(key) == [], key
        stage.column.removeWidget(widget)
        widget.close()


def test_what_a_widget_keeps_reaches_it(stage: Stage) -> None:
    line = stage.focus(QLineEdit())
    assert isinstance(line, QLineEdit)
    for key in ("K", "Space", ",", ".", "+", "0", "M"):
        stage.press(key)
    QTest.keyClicks(line, "j")
    assert line.text().lower() == "k ,.+0mj"
    stage.press("Ctrl+Z")
    assert line.text().lower() != "k ,.+0mj"

    table = stage.focus(_table(QTableView()))
    assert isinstance(table, QTableView)
    stage.press("Down")
    assert table.currentIndex().row() == 2
    stage.press("Right")
    assert table.currentIndex().column() == 2
    stage.press("T")
    assert table.currentIndex().row() == 3
    stage.press("Home")
    assert table.currentIndex().column() == 0

    slider = stage.focus(_slider())
    assert isinstance(slider, QSlider)
    stage.press("Right")
    assert slider.value() == 51
    stage.press("Home")
    assert slider.value() == 0


def test_an_editor_within_a_table_is_text(stage: Stage) -> None:
    table = stage.focus(_table(QTableView()))
    assert isinstance(table, QTableView)
    table.edit(table.currentIndex())
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    assert stage.press(".") == stage.press("Ctrl+G") == stage.press("K") == []


def test_a_focused_button_is_pressed_by_space_and_leaves_other_keys(stage: Stage) -> None:
    button = stage.focus(QPushButton("Check again"))
    assert isinstance(button, QPushButton)
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("clicked"))
    assert stage.press("Space") == []
    assert pressed == ["clicked"]
    assert stage.press("K") == ["play_pause"]


def test_tab_walks_on_except_in_a_view(stage: Stage) -> None:
    first, second = stage.focus(Plain()), stage.focus(Plain())
    first.setFocus()
    stage.press("Tab")
    assert second.hasFocus()
    view = stage.focus(_viewer())
    assert stage.press("Tab") == ["next_object"]
    assert view.hasFocus()


def test_a_view_takes_no_input_method(stage: Stage) -> None:
    assert not stage.focus(_viewer()).testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


@pytest.mark.parametrize(
    ("key", "modifiers", "action_id"),
    [
        (Qt.Key.Key_Plus, CTRL, "interface_larger"),
        (Qt.Key.Key_Equal, CTRL, "interface_larger"),
        (Qt.Key.Key_Plus, CTRL | Qt.KeyboardModifier.KeypadModifier, "interface_larger"),
        (Qt.Key.Key_Plus, NONE, "faster"),
        (Qt.Key.Key_Equal, NONE, "faster"),
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.KeypadModifier, "faster"),
        (Qt.Key.Key_Minus, Qt.KeyboardModifier.KeypadModifier, "slower"),
    ],
)
def test_plus_is_found_wherever_a_keyboard_has_it(
    stage: Stage, key: Qt.Key, modifiers: Qt.KeyboardModifier, action_id: str
) -> None:
    widget = stage.focus(Plain())
    QTest.keyClick(widget, key, modifiers)
    assert stage.invoked == [action_id]


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_K, Qt.KeyboardModifier.GroupSwitchModifier),
        (Qt.Key.Key_At, Qt.KeyboardModifier.GroupSwitchModifier),
        (Qt.Key.Key_Dead_Acute, NONE),
        (Qt.Key.Key_Dead_Circumflex, SHIFT),
        (Qt.Key.Key_E, CTRL | ALT),
    ],
)
def test_altgr_and_dead_keys_are_no_commands(stage: Stage, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    widget = stage.focus(_viewer())
    text = "@" if modifiers and modifiers != SHIFT else ""
    QTest.sendKeyEvent(QTest.KeyAction.Click, widget, key, text, modifiers)
    assert stage.invoked == []


def test_a_dialog_in_front_takes_the_keys(stage: Stage) -> None:
    dialog = QDialog(stage.window)
    inside = QLineEdit(dialog)
    dialog.show()
    dialog.activateWindow()
    stage.qtbot.waitUntil(dialog.isActiveWindow)
    inside.setFocus()
    assert stage.press("Ctrl+G") == stage.press("K") == []
    dialog.close()


def test_a_pane_that_floats_still_commands(stage: Stage) -> None:
    dock = QDockWidget("Findings", stage.window)
    view = _viewer()
    dock.setWidget(view)
    stage.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    stage.qtbot.waitUntil(dock.isVisible)
    dock.setFloating(True)
    dock.resize(200, 150)
    dock.show()
    dock.activateWindow()
    stage.qtbot.waitUntil(dock.isActiveWindow)
    view.setFocus()
    stage.qtbot.waitUntil(view.hasFocus)
    assert stage.press("K") == ["play_pause"]
    assert stage.press("Ctrl+G") == ["go_to_time"]


def test_a_disabled_action_does_nothing(stage: Stage) -> None:
    stage.focus(_viewer())
    stage.actions.action("play_pause").setEnabled(False)
    assert stage.press("K") == []


def test_menus_hold_every_action_once(stage: Stage) -> None:
    menus = stage.actions.fill(stage.window.menuBar())
    titles = [action.text() for action in stage.window.menuBar().actions()]
    assert titles == ["File", "Edit", "View", "Time", "Go", "Decisions", "Case", "Report", "Help"]
    rows = [row for menu in menus.values() for row in menu.actions() if not row.isSeparator() and row.menu() is None]
    kinds = [row for row in menus["go"].actions() if row.menu() is not None]
    assert [kind.text() for kind in kinds] == ["Next event of kind", "Previous event of kind"]
    within = [row.menu() for row in menus["view"].actions() if row.menu() is not None]
    held = [row.objectName() for menu in within if isinstance(menu, QMenu) for row in menu.actions()]
    assert held == [row.id for row in ACTIONS if row.within]
    assert len(rows) + len(held) + 18 == len(ACTIONS)
    stage.actions.action("go_t0").trigger()
    assert stage.invoked == ["go_t0"]


def test_alt_alone_leads_into_the_menus_and_with_a_number_it_does_not(stage: Stage) -> None:
    stage.actions.fill(stage.window.menuBar())
    bar = stage.window.menuBar()
    # simulated keys do not reach what listens to Alt; that it listens is a hint of the style
    assert bar.style().styleHint(QStyle.StyleHint.SH_MenuBar_AltKeyNavigation, None, bar) == 1
    view = stage.focus(_viewer())
    assert stage.press("Alt+1") == ["next_event_1"]
    assert view.hasFocus()
    # and while it has the focus, its keys are its own
    assert focus_of(bar) is Focus.LISTS


def test_what_is_said_of_an_action(stage: Stage) -> None:
    assert stage.actions.tooltip("play_pause") == "Play or pause  Space, K"
    assert stage.actions.tooltip("next_event_3") == "Next event of kind 3  Alt+3"
    assert stage.actions.tooltip("make_report") == "Report"
    button = QToolButton()
    stage.qtbot.addWidget(button)
    button.setDefaultAction(stage.actions.action("play_pause"))
    assert button.toolTip() == "Play or pause  Space, K"


def test_sheet_and_palette_have_every_action_with_its_keys_of_now(stage: Stage) -> None:
    assert [entry.id for entry in stage.actions.entries()] == [action.id for action in ACTIONS]
    stage.actions.rebind("play_pause", ["P"])
    entry = next(entry for entry in stage.actions.entries() if entry.id == "play_pause")
    assert (entry.text, entry.menu, entry.keys, entry.icon) == ("Play or pause", "Time", ("P",), "play")
    assert entry.about.startswith("Plays from this instant")


def test_a_changed_key_acts_and_the_old_one_does_not(stage: Stage, tmp_path: Path) -> None:
    stage.focus(_viewer())
    with stage.qtbot.waitSignal(stage.actions.keys_changed):
        stage.actions.rebind("play_pause", ["P"])
    assert stage.press("P") == ["play_pause"]
    assert stage.press("K") == []
    assert stage.actions.tooltip("play_pause") == "Play or pause  P"
    with pytest.raises(KeyTakenError, match="Go to exact time"):
        stage.actions.rebind("play_pause", ["Ctrl+G"])
    stage.actions.save(tmp_path / "keys.json")
    stage.actions.reset()
    assert stage.press("K") == ["play_pause"]
    stage.actions.load(tmp_path / "keys.json")
    assert stage.actions.keys("play_pause") == ("P",)
    (tmp_path / "keys.json").write_text("{")
    with pytest.raises(KeymapError):
        stage.actions.load(tmp_path / "keys.json")
    assert stage.press("K") == ["play_pause"]


def test_held_keys_repeat_only_where_that_makes_sense(stage: Stage) -> None:
    repeating = {action.id for action in ACTIONS if stage.actions.action(action.id).autoRepeat()}
    assert {"step_forward", "step_back", "forward_1s", "next_decision"} <= repeating
    assert repeating.isdisjoint({"play_pause", "shuttle_forward", "bookmark_now", "set_t0", "full_screen"})
