"""Keys can be changed, never to mean two things, and are kept in a file that may be broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ui.keys.action_table import ACTIONS
from app.ui.keys.keymap import Keymap, KeymapError, KeyTakenError, canonical, combination, parse, works_anywhere


def test_shipped_keys_are_written_in_the_one_way_they_are_kept() -> None:
    keymap = Keymap()
    assert all(keymap.keys(action.id) == action.keys for action in ACTIONS)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ctrl+g", "Ctrl+G"), ("Backtab", "Shift+Tab"), ("Shift+Backtab", "Shift+Tab"), ("Escape", "Esc"),
        ("Ctrl++", "Ctrl++"), (",", ","), ("f6", "F6"),
    ],
)  # fmt: skip
def test_one_key_is_written_in_one_way(given: str, kept: str) -> None:
    assert canonical(given) == kept


@pytest.mark.parametrize("wrong", ["", "Ctrl+", "Nonsense", "Ctrl+K, Ctrl+S", "Ctrl+Shift"])
def test_what_is_not_one_key_is_refused(wrong: str) -> None:
    with pytest.raises(KeymapError, match="is not one key"):
        Keymap().rebind("undo", [wrong])


def test_rebinding_replaces_and_frees_keys() -> None:
    keymap = Keymap()
    keymap.rebind("play_pause", ["P", "p"])
    assert keymap.keys("play_pause") == ("P",)
    keymap.rebind("measure", ["Space"])
    keymap.rebind("quit", [])
    assert (keymap.keys("measure"), keymap.keys("quit")) == (("Space",), ())


@pytest.mark.parametrize("action_id", ["go_start", "previous_bookmark"])
def test_a_key_that_another_action_has_is_refused_with_its_name(action_id: str) -> None:
    keymap = Keymap()
    before = keymap.keys(action_id)
    with pytest.raises(KeyTakenError, match=r"Ctrl\+G already means “Go to exact time”") as refused:
        keymap.rebind(action_id, ["Q", "ctrl+g"])
    assert refused.value.action.id == "go_to_time"
    assert keymap.keys(action_id) == before


def test_going_back_to_shipped_keys_is_refused_while_they_are_taken() -> None:
    keymap = Keymap()
    keymap.rebind("undo", ["F2"])
    keymap.rebind("quit", ["Ctrl+Z"])
    with pytest.raises(KeyTakenError, match="already means “Quit”"):
        keymap.reset("undo")
    keymap.reset()
    assert keymap.keys("undo") == ("Ctrl+Z",)


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(KeymapError, match="there is no action “fly”"):
        Keymap().rebind("fly", ["F2"])


def test_changed_keys_are_kept_even_if_they_were_swapped(tmp_path: Path) -> None:
    path = tmp_path / "settings" / "keys.json"
    keymap = Keymap()
    keymap.rebind("loop_in", [])
    keymap.rebind("loop_out", ["I"])
    keymap.rebind("loop_in", ["O"])
    keymap.write(path)
    again = Keymap()
    again.rebind("quit", ["F2"])
    again.read(path)
    assert (again.keys("loop_in"), again.keys("loop_out"), again.keys("quit")) == (("O",), ("I",), ("Ctrl+Q",))
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


def test_no_file_means_the_shipped_keys(tmp_path: Path) -> None:
    keymap = Keymap()
    keymap.rebind("quit", ["F2"])
    keymap.read(tmp_path / "none.json")
    assert keymap.keys("quit") == ("Ctrl+Q",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "cannot be read"),
        (b"{", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"version":1,"keys":{"quit":"F2"}}', "cannot be read"),
        (b'{"version":1,"keys":{},"more":1}', "cannot be read"),
        (b'{"version":2,"keys":{}}', "version 2"),
        (b'{"version":1,"keys":{"fly":["F2"]}}', "no action “fly”"),
        (b'{"version":1,"keys":{"quit":["Nonsense"]}}', "is not one key"),
        (b'{"version":1,"keys":{"undo":["F2"],"redo":["F2"]}}', "already means"),
        (b'{"version":1,"keys":{"undo":["Ctrl+O"]}}', "already means “Open log”"),
    ],
)
def test_a_broken_file_says_what_is_wrong_and_leaves_the_shipped_keys(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(content)
    keymap = Keymap()
    keymap.rebind("quit", ["F4"])
    with pytest.raises(KeymapError, match=reason) as refused:
        keymap.read(path)
    assert str(path) in str(refused.value)
    assert "the keys as shipped are in force" in str(refused.value)
    assert all(keymap.keys(action.id) == action.keys for action in ACTIONS)


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(KeymapError, match="cannot be read"):
        Keymap().read(tmp_path)


@pytest.mark.parametrize(
    ("key", "anywhere"),
    [
        (".", True), (",", True), ("F1", True), ("Shift+F6", True), ("Ctrl+Right", True), ("Ctrl+0", True),
        ("Alt+1", True), ("Meta+K", True),
        ("K", False), ("Shift+T", False), ("Space", False), ("Right", False), ("Shift+Right", False), ("-", False),
        ("+", False), ("=", False), ("0", False), ("Home", False), ("Tab", False), ("Shift+Tab", False), ("Esc", False),
    ],
)  # fmt: skip
def test_which_keys_wait_for_a_view(key: str, anywhere: bool) -> None:
    assert works_anywhere(combination(parse(key))) is anywhere
