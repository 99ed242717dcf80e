"""The table has every row of the keys agreed on, each key once, and words that can be translated."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.resource import resource
from app.ui.keys.action_table import ACTIONS, MENUS, Action

KEYS = {action.id: action.keys for action in ACTIONS}
# what FEATURES.md promises, row by row
PROMISED = {
    "play_pause": ("Space", "K"),
    "step_forward": (".", "Right"), "step_back": (",", "Left"),
    "forward_100ms": ("Shift+Right",), "back_100ms": ("Shift+Left",),
    "forward_1s": ("Ctrl+Right",), "back_1s": ("Ctrl+Left",),
    "forward_10s": ("Ctrl+Shift+Right",), "back_10s": ("Ctrl+Shift+Left",),
    "shuttle_back": ("J",), "shuttle_forward": ("L",),
    "slower": ("-",), "faster": ("+", "="), "normal_rate": ("0",),
    "go_start": ("Home",), "go_end": ("End",), "go_t0": ("T",), "set_t0": ("Shift+T",),
    "go_to_time": ("Ctrl+G",),
    "loop_in": ("I",), "loop_out": ("O",), "loop_toggle": ("Ctrl+L",), "loop_clear": ("Shift+I",),
    "next_event": ("N",), "previous_event": ("Shift+N",),
    **{f"next_event_{n}": (f"Alt+{n}",) for n in range(1, 10)},
    **{f"previous_event_{n}": (f"Alt+Shift+{n}",) for n in range(1, 10)},
    "next_decision": ("Down",), "previous_decision": ("Up",),
    "next_hit": ("F3",), "previous_hit": ("Shift+F3",),
    "next_object": ("Tab",), "previous_object": ("Shift+Tab",), "clear_selection": ("Esc",),
    "time_mode": ("W",), "view_as_master": ("G",),
    "undo": ("Ctrl+Z",), "redo": ("Ctrl+Y",), "find": ("Ctrl+F",), "open_log": ("Ctrl+O",),
    "save_stored_picture": ("Ctrl+S",), "save_as_shown": ("Ctrl+Shift+S",),
    "full_screen": ("F11",), "interface_larger": ("Ctrl++", "Ctrl+="), "interface_smaller": ("Ctrl+-",),
    "interface_normal": ("Ctrl+0",),
    "bookmark_now": ("M",), "bookmark_with_text": ("Shift+M",), "next_bookmark": ("B",),
    "previous_bookmark": ("Shift+B",),
    "next_break": ("H",), "previous_break": ("Shift+H",),
    "view_top": ("1",), "view_chase": ("2",), "view_driver": ("3",), "view_free": ("4",), "follow": ("F",),
    "measure": ("R",), "shade": ("E",),
    "cursor_a": ("A",), "cursor_b": ("Shift+A",),
    "palette": ("Ctrl+K", "Ctrl+Shift+P"), "shortcuts": ("F1",),
    "next_area": ("F6",),
    "next_layout": ("Ctrl+PgDown",), "previous_layout": ("Ctrl+PgUp",),
    "save_layout": ("Ctrl+Shift+L",), "reset_layout": ("Ctrl+Shift+R",),
}  # fmt: skip


@pytest.mark.parametrize("action_id", PROMISED)
def test_every_promised_key_is_there(action_id: str) -> None:
    assert set(PROMISED[action_id]) <= set(KEYS[action_id])


def test_an_id_and_a_key_stand_once() -> None:
    assert max(Counter(action.id for action in ACTIONS).values()) == 1
    assert max(Counter(key for keys in KEYS.values() for key in keys).values()) == 1


def test_every_menu_has_rows_and_every_row_a_menu() -> None:
    assert {action.menu for action in ACTIONS} == {name for name, _ in MENUS}


@pytest.mark.parametrize("action", ACTIONS, ids=[action.id for action in ACTIONS])
def test_a_row_reads_well(action: Action) -> None:
    assert re.fullmatch("[a-z0-9_]+", action.id)
    assert not action.text[0].islower()
    assert not action.text.endswith((".", "…"))
    assert action.about.endswith(".")
    assert action.about.count(". ") == 0
    assert ("%1" in action.text) == (action.number is not None)
    assert not action.icon or resource("icons", f"{action.icon}.svg").is_file()


def test_the_translators_tool_finds_every_text(tmp_path: Path) -> None:
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    if not tool.exists():
        pytest.skip("pyside6-lupdate is not installed")
    found = tmp_path / "found.ts"
    table = Path(__file__).parents[2] / "app" / "ui" / "keys" / "action_table.py"
    subprocess.run([tool, table, "-ts", found], check=True, capture_output=True)
    sources = re.findall("<source>(.*?)</source>", found.read_text(encoding="utf-8"))
    wanted = {text for action in ACTIONS for text in (action.text, action.about)} | {title for _, title in MENUS}
    wanted |= {action.within for action in ACTIONS if action.within}
    assert {_plain(source) for source in sources} == wanted
    assert re.findall("<name>(.*?)</name>", found.read_text(encoding="utf-8")) == ["Action"]


def _plain(source: str) -> str:
    return source.replace("&apos;", "'").replace("&quot;", '"').replace("&amp;", "&")
