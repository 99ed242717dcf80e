"""`cat --csv`: records as a table that other programs read, and no spreadsheet runs.

Must not know how lines are made.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.kinds.registry import KINDS
from app.scene.csv_table import CsvTable
from tests.analysis.driving_log import ACTUATION, DECISION, IMU, OBJECTS, TEXT, Change, Line, of, recorded
from tests.cli.say import Say
from tests.replay.altering import alter
from tests.replay.opening import SAMPLES

pytestmark = pytest.mark.usefixtures("own_home")
CROSSING = SAMPLES / "crossing.h5"
PLACE = ["row", "line", "capture_ns", "arrival_ns", "standing"]
FORMULA = "=cmd|' /C calc'!A0"


def table(say: Say, *arguments: object, status: int = 0) -> list[dict[str, str]]:
    """The lines by the names in the head; each has as many cells as it."""
    found, out, _ = say("cat", *arguments, "--csv")
    assert found == status
    rows = list(csv.reader(out.splitlines(), strict=True))
    assert rows[0][:5] == PLACE
    assert rows[0][-1] == "problem"
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_every_channel_of_a_sample_is_a_table(say: Say) -> None:
    names = [channel["name"] for channel in say.json("info", CROSSING)[1]["channels"]]
    for channel in (*names, "0"):
        lines = table(say, CROSSING, channel, "--from", "0", "--to", "1.3")
        assert lines
        assert {line["standing"] for line in lines} == {"intact"}
        assert {line["problem"] for line in lines} == {""}


def test_rows_have_units_and_nothing_that_is_not_known(say: Say) -> None:
    lines = table(say, CROSSING, "/control", "--to", "2")
    said = [json.loads(line) for line in say("cat", CROSSING, "/control", "--to", "2", "--json")[1].splitlines()]
    assert len(lines) == len(said) == 100
    for line, one in zip(lines, said, strict=True):
        assert int(line["arrival_ns"]) == one["t_arrival_ns"]
        assert int(line["capture_ns"]) == one["t_capture_ns"]
        (row,) = one["value"]["rows"]
        assert line["steering_torque [N*m]"] == ""
        assert line["cycle"] == ("" if row["cycle"] is None else str(row["cycle"]))
        # as few digits as tell a float32 apart
        assert len(line["speed [m/s]"]) <= 10
        assert np.float32(line["speed [m/s]"]) == np.float32(row["speed"])
    assert {line["gear"] for line in lines} == {"drive"}
    assert {line["issuer"] for line in lines} == {"fallback", "planner"}


def test_json_becomes_columns_of_its_kind(say: Say) -> None:
    lines = table(say, CROSSING, "/planner/decision", "--to", "1")
    said = [json.loads(one) for one in say("cat", CROSSING, "/planner/decision", "--to", "1", "--json")[1].splitlines()]
    for line, one in zip(lines, said, strict=True):
        value = one["value"]
        assert line["cycle"] == str(value["cycle"])
        assert line["reason.code"] == value["reason"]["code"]
        assert line["model.name"] == "lattice-planner"
        assert line["cycle_start_ns [ns]"] == value["cycle_start_ns"]
        assert line["reason.distance [m]"] == line["other"] == ""
        assert json.loads(line["inputs"]) == value["inputs"]
        assert [one["id"] for one in json.loads(line["candidates"])] == [one["id"] for one in value["candidates"]]


def test_bytes_are_told_by_their_size_and_points_as_rows(say: Say) -> None:
    (line,) = table(say, CROSSING, "/camera/front", "--to", "0.1")
    assert line["media_type"] == "image/jpeg"
    assert int(line["size [B]"]) > 10_000
    points = table(say, CROSSING, "/lidar/top", "--to", "0.2")
    assert [line["line"] for line in points[:3]] == ["0", "1", "2"]
    assert "x [scale of the channel]" in points[0]
    assert table(say, CROSSING, "0", "--to", "0.01")[0]["record"] == "GENESIS"


def changed(tmp_path: Path, change: Change, **options: Any) -> Path:
    (path,) = recorded(tmp_path, change, **options)
    return path


def test_no_cell_is_a_formula(say: Say, tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        line = of(every, TEXT)[2]
        line.said |= {"message": FORMULA, "logger": "a;=1+1", "fields": {"=1": "-2"}, "user": "@x\n=1", "+new": FORMULA}

    line = table(say, changed(tmp_path, change), "/log")[2]
    assert line["message"] == f"'{FORMULA}"
    assert line["logger"] == "a;'=1+1"
    assert line["user"] == "'@x =1"
    assert json.loads(line["fields"]) == {"=1": "-2"}
    # what the schema does not know is not lost
    assert json.loads(line["other"]) == {"+new": FORMULA}
    fields = [{"name": "=1+1", "unit": "=m", "type": "<f4"}]
    head = CsvTable({"kind": "signals", "codec": "rows", "fields": fields, "row_bytes": 4}).head
    assert next(csv.reader([head]))[5] == "'=1+1 [=m]"


def test_what_is_broken_or_cannot_be_decoded_has_no_values(say: Say, tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        of(every, OBJECTS)[3].raw = b"{"

    path = changed(tmp_path, change)
    alter(path, OBJECTS, 5)
    lines = table(say, path, OBJECTS, status=1)
    assert [line["row"] for line in lines] == [str(row) for row in range(60)]
    assert "not JSON" in lines[3]["problem"]
    assert (lines[3]["standing"], lines[3]["frame"], lines[3]["line"]) == ("intact", "", "")
    assert "does not hash" in lines[5]["problem"]
    assert (lines[5]["standing"], lines[5]["frame"]) == ("broken", "")
    assert {line["problem"] for line in lines[6:]} == {""}


def test_what_is_withheld_says_so(say: Say, tmp_path: Path) -> None:
    (path,) = recorded(tmp_path / "made")
    copy = tmp_path / "copy.h5"
    assert say("excerpt", path, "--from", "1", "--to", "2", "-o", copy)[0] == 0
    lines = table(say, copy, "/imu")
    assert len(lines) == 600
    assert (lines[0]["standing"], lines[0]["problem"], lines[0]["line"]) == ("missing", "withheld", "")
    assert lines[150]["problem"] == ""


def test_records_of_no_rows_and_of_several(say: Say, tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        row = of(every, IMU)[0].payload
        of(every, IMU)[2].raw, of(every, IMU)[4].raw = b"", 3 * row

    lines = table(say, changed(tmp_path, change), "/imu", "--to", "0.06")
    assert [(line["row"], line["line"]) for line in lines] == [
        ("0", "0"), ("1", "0"), ("2", ""), ("3", "0"), ("4", "0"), ("4", "1"), ("4", "2"), ("5", "0"),
    ]  # fmt: skip
    assert {line["problem"] for line in lines} == {""}


def test_numbers_of_64_bits_are_exact_and_unknown_ones_empty(say: Say, tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        first, second = of(every, ACTUATION)[:2]
        first.said["command_sequence"], second.said["command_sequence"] = 2**64 - 2, 2**64 - 1
        first.said["brake"] = 200

    lines = table(say, changed(tmp_path, change), ACTUATION)
    assert [line["command_sequence"] for line in lines[:3]] == [str(2**64 - 2), "", "2"]
    # a code that has no meaning stays a number, one that means unknown is none
    assert [line["brake"] for line in lines[:2]] == ["200", ""]


def test_a_member_of_another_form_goes_to_other(say: Say, tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        of(every, DECISION)[1].said |= {"reason": "none", "model": {"name": "planner", "colour": "red"}}

    line = table(say, changed(tmp_path, change), DECISION)[1]
    assert (line["reason.code"], line["model.name"]) == ("", "planner")
    assert json.loads(line["other"]) == {"reason": "none", "model": {"colour": "red"}}


def test_one_form_at_a_time(say: Say) -> None:
    assert say("cat", CROSSING, "/log", "--csv", "--json")[0] == 64
    status, out, err = say("cat", CROSSING, "/log", "--csv")
    assert status == 0
    assert "SIMULATED" in err
    assert out.startswith("row,line,")


def test_a_channel_of_no_known_form_says_so() -> None:
    for entry in ({"kind": "none", "codec": "rows"}, {"kind": "imu", "codec": "rows", "row_bytes": 7}, {}):
        assert CsvTable(entry).head == ",".join([*PLACE, "problem"])


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if "json" in kind.codecs])
def test_every_kind_of_json_has_columns_of_its_own(kind: str) -> None:
    names = next(csv.reader([CsvTable({"kind": kind, "codec": "json", "row_bytes": 1}).head]))
    assert len(names) > len(PLACE) + 2
    assert len(set(names)) == len(names)
