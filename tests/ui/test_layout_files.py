"""Layouts as files: what is written is read again, everything else is refused with what is wrong and where."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scene.colour import ColourBy
from app.scene.view import PRESETS
from app.ui.desk.space_tools import SWEEPS
from app.ui.layouts.layout import ColourName, Layout, LayoutError, Preset, Sweeps, read, written
from app.ui.layouts.shelf import SUFFIX, LayoutShelf, read_file, sound_name, write_file
from app.ui.layouts.shipped import INVESTIGATE, SHIPPED
from app.ui.layouts.tile import FURTHER, PARTS, Cell, Pages, PartName, fault, parts, shown, with_shown
from tests.ui.layouts import LAYOUTS

INVESTIGATING = SHIPPED[INVESTIGATE]


@given(LAYOUTS)
def test_what_is_written_is_read_again(layout: Layout) -> None:
    assert fault(layout.wide.desk) is None
    text = written(layout)
    assert read(text) == layout
    assert written(read(text)) == text


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_layouts_are_sound_and_have_every_part(name: str) -> None:
    layout = SHIPPED[name]
    assert read(written(layout)) == layout
    for form in (layout.wide, layout.compact):
        # a further camera comes in where somebody asks for it
        assert set(PARTS) - set(FURTHER) <= set(parts(form.desk))


def test_names_of_looks_are_those_of_the_views() -> None:
    assert set(get_args(ColourName)) == {by.value for by in ColourBy}
    assert set(get_args(Preset)) == set(PRESETS)
    assert get_args(Sweeps) == SWEEPS


def _changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    document = json.loads(written(INVESTIGATING))
    change(document)
    return json.dumps(document).encode()


def _tile(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["wide"]["desk"]["tiles"][0]["tiles"][0]["tiles"][1]
    assert found["name"] == "camera"
    return found


DAMAGED = {
    "nothing": (b"", "not JSON"),
    "noise": (b"\x00\xff\xfe" * 40, "not JSON"),
    "cut": (written(INVESTIGATING)[:-40], "not JSON"),
    "another file": (b'{"version": 1}', "incident_replay_layout"),
    "a list": (b"[]", "Expected `object`"),
    "newer": (_changed(lambda one: one.update(incident_replay_layout=3)), "of version 3, this program reads 1 to 2"),
    "older": (_changed(lambda one: one.update(incident_replay_layout=0)), "of version 0, this program reads 1 to 2"),
    "unknown member": (_changed(lambda one: one.update(sound=True)), "unknown field `sound`"),
    "unknown part": (_changed(lambda one: _tile(one).update(name="map3")), "'map3' - at `$.wide.desk.tiles[0]"),
    "no share": (_changed(lambda one: _tile(one).update(share=0)), "> 0"),
    "too much": (_changed(lambda one: _tile(one).update(share=1.5)), "<= 1"),
    "together too much": (_changed(lambda one: _tile(one).update(share=0.99)), "make more than 1 - at `$.wide.desk`"),
    "a text for a number": (_changed(lambda one: _tile(one).update(share="0.5")), "Expected `float`"),
    "twice": (_changed(lambda one: _tile(one).update(name="space")), "the part “space” twice - at `$.wide.desk`"),
    "a page of none": (
        _changed(lambda one: one["compact"]["desk"]["tiles"][0]["tiles"][0]["tiles"][2].update(front="plots")),
        "“plots” is in front of pages of which it is none - at `$.compact.desk`",
    ),
    "no form": (_changed(lambda one: one.pop("compact")), "missing required field `compact`"),
    "no tiles": (_changed(lambda one: one["compact"]["desk"].update(tiles=[])), "$.compact.desk.tiles"),
    "preset": (_changed(lambda one: one["space"].update(preset="below")), "$.space.preset"),
    "sweeps": (_changed(lambda one: one["space"].update(sweeps=3)), "$.space.sweeps"),
    "long": (_changed(lambda one: one.update(hidden=["x" * 401])), "$.hidden[0]"),
    "large": (b" " * (1 << 18) + b"{}", "larger than 256 KiB"),
    "deep": (b'{"incident_replay_layout": 1, "wide": ' + b'{"desk": ' * 60_000, "no"),
    "bomb": (_changed(lambda one: one.update(plots=[{"signals": []}])), "$.plots"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_refused_with_what_is_wrong(damage: str, tmp_path: Path) -> None:
    text, why = DAMAGED[damage]
    path = tmp_path / f"mine{SUFFIX}"
    path.write_bytes(text)
    with pytest.raises(LayoutError) as refused:
        read_file(path)
    assert str(refused.value).startswith(f"{path}: it ")
    assert why in str(refused.value)


def test_a_layout_that_hides_the_clock_or_tears_the_axis_of_time_is_refused() -> None:
    document = json.loads(written(INVESTIGATING))
    column = document["wide"]["desk"]["tiles"][0]["tiles"]
    at = {one.get("name"): number for number, one in enumerate(column)}
    column[at["transport"]]["shown"] = False
    with pytest.raises(LayoutError, match="hides the part “transport”"):
        read(json.dumps(document).encode())
    column[at["transport"]]["shown"] = True
    document["wide"]["desk"]["tiles"].append(column.pop(at["plots"]) | {"share": 0.001})
    with pytest.raises(LayoutError, match="do not stand in one column"):
        read(json.dumps(document).encode())
    del document["wide"]["desk"]["tiles"][-1]
    with pytest.raises(LayoutError, match="no part “plots”"):
        read(json.dumps(document).encode())


def test_a_file_of_before_there_were_further_cameras_is_read() -> None:
    document = json.loads(written(INVESTIGATING))
    assert document.pop("further") == []
    document["incident_replay_layout"] = 1
    assert read(json.dumps(document).encode()) == INVESTIGATING


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("compact", [False, True])
def test_any_number_of_cameras_finds_a_place_in_a_sound_tree(name: str, *, compact: bool) -> None:
    form = SHIPPED[name].compact if compact else SHIPPED[name].wide
    tree = form.desk
    for one in FURTHER:
        tree = with_shown(tree, one, shown=True)
        assert fault(tree) is None
        assert one in shown(tree)
    assert set(parts(tree)) == set(PARTS)
    for one in FURTHER:
        tree = with_shown(tree, one, shown=False)
    assert not set(FURTHER) & shown(tree)


def test_a_tree_that_is_too_deep_is_refused() -> None:
    document = json.loads(written(INVESTIGATING))
    for _ in range(12):
        document["wide"]["desk"] = {"is": "row", "share": 1.0, "tiles": [document["wide"]["desk"]]}
    with pytest.raises(LayoutError, match="more than 8 deep"):
        read(json.dumps(document).encode())


@settings(max_examples=200)
@given(st.data())
def test_no_change_of_bytes_is_anything_but_a_layout_or_a_refusal(data: st.DataObject) -> None:
    text = bytearray(written(INVESTIGATING))
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    try:
        layout = read(bytes(text))
    except LayoutError:
        return
    assert read(written(layout)) == layout


def test_a_part_that_a_layout_does_not_know_yet_gets_a_place_beside_the_3d_view() -> None:
    def without(tile: Any) -> Any:
        if isinstance(tile, Cell):
            return tile
        left = tuple(without(one) for one in tile.tiles if not (isinstance(one, Cell) and one.name == "state"))
        return msgspec.structs.replace(tile, tiles=left)

    tree = without(INVESTIGATING.wide.desk)
    assert fault(tree) is None
    assert with_shown(tree, "state", shown=False) is tree
    more = with_shown(tree, "state", shown=True)
    assert fault(more) is None
    assert shown(more) == shown(INVESTIGATING.wide.desk)


def test_of_pages_one_is_in_sight_and_the_next_comes_when_it_goes() -> None:
    tile = INVESTIGATING.compact.desk
    assert {"space", "second", "map"} & shown(tile) == {"space"}
    second = with_shown(tile, "second", shown=True)
    assert {"space", "second", "map"} & shown(second) == {"second"}
    assert with_shown(second, "space", shown=False) == second
    mapped = with_shown(second, "second", shown=False)
    assert {"space", "second", "map"} & shown(mapped) == {"map"}
    assert with_shown(mapped, "map", shown=False) == tile
    assert shown(with_shown(tile, "map", shown=True)) - {"map"} == shown(tile) - {"space"}


def test_of_pages_those_that_a_log_has_nothing_for_never_come_to_the_front() -> None:
    pages = Pages(names=("space", "second", "map"), front="second", share=0.5)
    absent: frozenset[PartName] = frozenset({"second"})
    assert shown(pages, absent) == {"space"}
    assert with_shown(pages, "second", shown=True, absent=absent) == pages
    mapped = with_shown(pages, "space", shown=False, absent=absent)
    assert shown(mapped, absent) == {"map"}
    assert with_shown(mapped, "second", shown=True, absent=absent) == mapped
    assert shown(with_shown(mapped, "map", shown=False, absent=absent), absent) == {"space"}
    alone: frozenset[PartName] = frozenset({"second", "map"})
    assert shown(with_shown(pages, "space", shown=False, absent=alone), alone) == {"space"}
    assert not shown(pages, frozenset(pages.names))


def test_a_part_that_pages_do_not_know_gets_a_place_beside_them() -> None:
    pages = Pages(names=("space", "second"), front="second", share=0.5)
    more = with_shown(pages, "map", shown=True)
    assert shown(more) == {"second", "map"}


@pytest.mark.parametrize("deep", [9, 100, 300, 340, 400, 450, 490, 700, 2000])
def test_a_file_that_goes_deep_is_refused_however_deep_it_goes(deep: int) -> None:
    fields = json.loads(written(INVESTIGATING))
    desk = '{"is": "row", "share": 1.0, "tiles": [' * deep + json.dumps(fields.pop("wide")["desk"]) + "]}" * deep
    text = json.dumps(fields)[:-1] + f', "wide": {{"merged": false, "desk": {desk}}}}}'
    with pytest.raises(LayoutError, match="deep"):
        read(text.encode())


# -- the shelf


def test_own_layouts_are_kept_renamed_and_deleted(tmp_path: Path) -> None:
    shelf = LayoutShelf(tmp_path / "layouts")
    assert shelf.names == tuple(SHIPPED)
    assert shelf.keep(" Rear cameras ", INVESTIGATING) == "Rear cameras"
    shelf.keep("Äpfel", SHIPPED["Step decisions"])
    assert shelf.names == (*SHIPPED, "Rear cameras", "Äpfel")
    assert LayoutShelf(tmp_path / "layouts").get("rear CAMERAS") == INVESTIGATING
    assert shelf.rename("Rear cameras", "Behind") == "Behind"
    assert not (tmp_path / "layouts" / f"Rear cameras{SUFFIX}").exists()
    with pytest.raises(LayoutError, match="already"):
        shelf.rename("Behind", "äpfel")
    shelf.keep("BEHIND", SHIPPED["Compare sensors"])
    assert [name for name in shelf.names if name.lower() == "behind"] == ["BEHIND"]
    shelf.delete("BEHIND")
    assert shelf.names == (*SHIPPED, "Äpfel")


@pytest.mark.parametrize("name", ["Investigate", "investigate ", "STEP DECISIONS"])
def test_shipped_layouts_are_never_overwritten(tmp_path: Path, name: str) -> None:
    shelf = LayoutShelf(tmp_path)
    shelf.keep("mine", INVESTIGATING)
    with pytest.raises(LayoutError, match="is shipped"):
        shelf.keep(name, INVESTIGATING)
    with pytest.raises(LayoutError, match="is shipped"):
        shelf.rename("mine", name)
    # a file of that name, put there by hand, changes nothing
    write_file(tmp_path / f"Investigate{SUFFIX}", SHIPPED["Step decisions"])
    assert shelf.get("Investigate") == INVESTIGATING
    assert shelf.names == (*SHIPPED, "mine")


@pytest.mark.parametrize(
    "name", ["", "  ", "../up", "a/b", "a\\b", "x" * 41, "nul", "COM1.x", ".hidden", "end.", "a\nb", "a\0", "a\u202eb"]
)
def test_what_is_no_name_of_a_file_is_no_name_of_a_layout(tmp_path: Path, name: str) -> None:
    with pytest.raises(LayoutError):
        sound_name(name)
    with pytest.raises(LayoutError):
        LayoutShelf(tmp_path).keep(name, INVESTIGATING)
    assert not list(tmp_path.iterdir())


def test_a_name_or_a_file_is_found_and_an_unknown_one_refused_with_the_names(tmp_path: Path) -> None:
    shelf = LayoutShelf(tmp_path / "own")
    shelf.keep("mine", SHIPPED["Compare sensors"])
    path = tmp_path / f"somebody's{SUFFIX}"
    write_file(path, SHIPPED["Step decisions"])
    assert shelf.named("step decisions") == ("Step decisions", SHIPPED["Step decisions"])
    assert shelf.named("Mine") == ("mine", SHIPPED["Compare sensors"])
    assert shelf.named(str(path)) == (f"somebody's{SUFFIX}", SHIPPED["Step decisions"])
    with pytest.raises(LayoutError, match="Investigate, Step decisions, Compare sensors, mine"):
        shelf.named("none such")
    with pytest.raises(LayoutError, match="no such file"):
        shelf.named(str(tmp_path))


def test_files_that_were_put_there_by_hand_are_found_by_their_own_name_or_not_at_all(tmp_path: Path) -> None:
    shelf = LayoutShelf(tmp_path)
    shelf.keep("mine", SHIPPED["Compare sensors"])
    write_file(tmp_path / f"MINE{SUFFIX}", SHIPPED["Step decisions"])
    if len(list(tmp_path.iterdir())) == 2:
        assert shelf.names == (*SHIPPED, "MINE", "mine")
        assert shelf.get("MINE") == SHIPPED["Step decisions"]
        assert shelf.get("mine") == SHIPPED["Compare sensors"]
        assert shelf.get("Mine") == SHIPPED["Step decisions"]
    before = shelf.names
    for name in (" lead", "<b>loud", "x" * 41):
        (tmp_path / f"{name}{SUFFIX}").write_bytes(written(INVESTIGATING))
    assert shelf.names == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"pipe{SUFFIX}")
    assert LayoutShelf(tmp_path).names == tuple(SHIPPED)
    with pytest.raises(LayoutError, match="no such file"):
        read_file(tmp_path / f"pipe{SUFFIX}")


def test_the_last_layout_is_remembered_and_a_damaged_note_is_none(tmp_path: Path) -> None:
    shelf = LayoutShelf(tmp_path / "own")
    assert shelf.last == INVESTIGATE
    shelf.note_last("Step decisions")
    assert LayoutShelf(tmp_path / "own").last == "Step decisions"
    (note,) = (tmp_path / "own").iterdir()
    for text in (b"", b"\xff\xff", b"gone", b"../../etc"):
        note.write_bytes(text)
        assert shelf.last == INVESTIGATE


def test_what_cannot_be_written_is_said_and_what_was_there_stays(tmp_path: Path) -> None:
    path = tmp_path / f"mine{SUFFIX}"
    write_file(path, INVESTIGATING)
    before = path.read_bytes()
    unreadable = msgspec.structs.replace(INVESTIGATING, hidden=("x" * 500,))
    with pytest.raises(LayoutError, match="is not written"):
        write_file(path, unreadable)
    (tmp_path / f"mine{SUFFIX}.new").mkdir()
    with pytest.raises(LayoutError, match="cannot be written"):
        write_file(path, SHIPPED["Step decisions"])
    assert path.read_bytes() == before
