"""The descriptors are what the published files say: held against their text, without a compiler.

Must not know what the messages mean.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from app.convert.encodings.protobuf_wire import WireError, members
from app.convert.waymo.messages import MessageError, enum_name, message_class, parsed, text_of
from tests.convert.waymo_files import message

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "protos" / "waymo"
TYPES = {
    "double": 1,
    "float": 2,
    "int64": 3,
    "int32": 5,
    "bool": 8,
    "string": 9,
    "bytes": 12,
    "uint32": 13,
    "sint64": 18,
}
PARTS = re.compile(r"(message|enum|oneof) (\w+) \{|(\w+) ([\w.]+) (\w+) = (\d+)|(\w+) = (\d+)|\}|[\w.]+ (\w+) = (\d+)")
LABELS = {"optional": 1, "repeated": 3}


def said_by_text() -> dict[str, dict[str, Any]]:
    """Members of every message and enumeration by full name, out of the text of the files."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((FOLDER / "waymo_open_dataset").rglob("*.proto")):
        text = re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        package = re.search(r"package ([\w.]+);", text)
        assert package is not None
        scope = [package[1]]
        for part in PARTS.finditer(text):
            if part[1] == "oneof":
                scope.append("")
            elif part[1]:
                scope.append(part[2])
                found[".".join(filter(None, scope))] = {}
            elif part[0] == "}":
                scope.pop()
            elif part[3]:
                found[".".join(filter(None, scope))][part[5]] = (int(part[6]), part[3], part[4])
            elif part[7] and part[7] not in ("packed", "deprecated"):
                found[".".join(filter(None, scope))][part[7]] = int(part[8])
    return found


def test_the_descriptors_are_the_published_files() -> None:
    said = said_by_text()
    assert len(said) > 60
    pool = message_class("Frame").DESCRIPTOR.file.pool
    for name, wanted in said.items():
        values = [one for one in wanted.values() if isinstance(one, int)]
        if values:
            known = pool.FindEnumTypeByName(name).values_by_name
            assert {one: known[one].number for one in known} == wanted
            continue
        fields = pool.FindMessageTypeByName(name).fields_by_name
        # wanted of a oneof have no label in the text
        labelled = {one: what for one, what in wanted.items() if what[1] in LABELS}
        assert {one: fields[one].number for one in labelled} == {one: what[0] for one, what in labelled.items()}
        for one, (_, label, type_) in labelled.items():
            assert fields[one].is_repeated == (label == "repeated")
            assert fields[one].type == TYPES.get(type_, fields[one].type)
            assert (
                type_ in TYPES or type_.rpartition(".")[2] == (fields[one].message_type or fields[one].enum_type).name
            )


def test_the_numbers_of_a_oneof() -> None:
    fields = message_class("MapFeature").DESCRIPTOR.fields_by_name
    wanted = {"id": 1, "lane": 3, "road_line": 4, "road_edge": 5, "stop_sign": 7, "crosswalk": 8, "speed_bump": 9}
    assert {name: fields[name].number for name in fields} == wanted | {"driveway": 10}


def test_texts_and_codes_that_are_none() -> None:
    with pytest.raises(MessageError, match="is no Frame"):
        parsed("Frame", b"\x0a\xff")
    assert text_of(parsed("Scenario", b"\x2a\x02\xff\xfe"), "scenario_id") == "\ufffd\ufffd"
    assert enum_name(message("Track", object_type=2), "object_type") == "type_pedestrian"
    # proto2 keeps a code that it does not know apart
    assert enum_name(parsed("Track", b"\x10\x63"), "object_type") == "type_unset"


def test_messages_of_many_small_ones_are_refused() -> None:
    """Thirty million empty tracks: two bytes each in the file, 60 in memory."""
    with pytest.raises(MessageError, match="more than 200000 members"):
        parsed("Scenario", b"\x12\x00" * 200_001)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"\xff", "cut off"),
        (b"\xff" * 11, "cut off"),
        (b"\x0a\x02x", "cut off"),
        (b"\x0c", "not read"),
        (b"\x0d\x00", "cut"),
    ],
)
def test_what_is_no_message(raw: bytes, why: str) -> None:
    with pytest.raises(WireError, match=why):
        list(members(raw, most=10))


def test_members_as_they_stand() -> None:
    raw = b"\x08\x96\x01" + b"\x12\x02hi" + b"\x1d" + bytes(4) + b"\x21" + bytes(8)
    found = [(number, wire, bytes(piece)) for number, wire, piece in members(raw, most=4)]
    assert found == [(1, 0, b""), (2, 2, b"hi"), (3, 5, bytes(4)), (4, 1, bytes(8))]


def test_depth_is_limited() -> None:
    raw = b""
    for _ in range(1000):
        raw = b"\x0b" + raw + b"\x0c"  # groups of no known field
    with pytest.raises(MessageError):
        parsed("Frame", raw)
