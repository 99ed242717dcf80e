"""Traces of OpenXC: a real one, and small ones with what it has not.

Must not know how lines are read.
"""

from __future__ import annotations

import json
import math
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.convert.openxc import columns as openxc_columns
from app.convert.openxc.lines import LineError, message
from tests.cli.say import Say
from tests.convert import real
from tests.convert.logs import cat, genesis, lost, rows, told

pytestmark = pytest.mark.usefixtures("own_home")
REAL = Path(__file__).parent / "data" / "openxc_trace.json"
T = 1_364_323_939.0
SPEED = {"name": "vehicle_speed", "value": 36, "timestamp": T}


def signal(name: str, value: Any, after_s: float | None, **more: Any) -> dict[str, Any]:
    return {"name": name, "value": value, **({} if after_s is None else {"timestamp": T + after_s}), **more}


def taken(say: Say, tmp_path: Path, lines: list[Any], status: int = 0, name: str = "a.json") -> tuple[Path, Any]:
    text = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines)
    (tmp_path / name).write_text(text)
    found, facts = say.json("convert", tmp_path / name, "-o", tmp_path / "out.h5", "--force")
    assert found == status, facts
    assert facts["format"] == "OpenXC trace"
    return tmp_path / "out.h5", facts


def column(log: Path, say: Say, name: str) -> dict[str, Any]:
    """The declaration of the only column of a signal."""
    channels = {one["name"]: one for one in genesis(say, log)["channels"]}
    (only,) = channels[f"/signals/{name}"]["fields"]
    return dict(only)


def test_a_real_one(say: Say, tmp_path: Path) -> None:
    status, facts = say.json("convert", REAL, "-o", tmp_path / "out.h5")
    assert (status, facts["not_taken"]) == (0, [])
    counts = {one["name"]: one["records"] for one in facts["channels"]}
    lines = [json.loads(line) for line in REAL.read_text().splitlines()]
    assert sum(count for name, count in counts.items() if name.startswith("/signals/")) == len(lines) == 250
    assert (counts["/signals/engine_speed"], counts["/state"], counts["/gnss"]) == (58, 58 + 57 + 57 + 6, 1)
    log = tmp_path / "out.h5"
    speeds = [one["value"] for one in lines if one["name"] == "engine_speed"]
    assert [row["value"] for row in rows(say, log, "/signals/engine_speed")] == speeds
    stamps = [one["timestamp"] * 1e9 for one in lines if one["name"] == "engine_speed"]
    assert [one["t_capture_ns"] for one in cat(say, log, "/signals/engine_speed")] == pytest.approx(stamps, abs=300)
    assert column(log, say, "engine_speed")["unit"] == "rpm"
    state = rows(say, log, "/state")
    known = [row["engine_speed"] for row in state if row["engine_speed"] is not None]
    assert known == pytest.approx([speed * math.tau / 60 for speed in speeds])
    assert {row["odometer"] for row in state} == {None, 13_966_579.102}
    (fix,) = rows(say, log, "/gnss")
    assert (fix["latitude_deg"], fix["longitude_deg"]) == (40.77092, -73.953773)
    assert genesis(say, log)["clocks"][-1]["epoch"] == "unix_utc"


def test_more_real_ones(say: Say, tmp_path: Path) -> None:
    folder = real.folder("openxc_trace")
    status, _, err = say("convert", folder, "--dry-run")
    assert (status, "trace-no-timestamp.json, trace-shorter.json, trace.json; say which" in err) == (65, True)
    status, facts = say.json("convert", folder, "--part", "trace-shorter.json", "--dry-run")
    found = {one["name"]: one for one in facts["channels"]}
    assert (status, found["/signals/engine_speed"]["records"], found["/signals/engine_speed"]["duplicates"]) == (
        0,
        230,
        1,
    )
    assert {one["where"] for one in facts["beside"]} == {"LICENSE", "SOURCE.txt"}
    status, facts = say.json("convert", folder, "--part", "trace-no-timestamp.json", "--dry-run")
    assert {one["capture"] for one in facts["channels"]} == {"synthesised"}
    assert any("no message has a stamp" in text for text in facts["assumptions"])


def test_what_is_state(say: Say, tmp_path: Path) -> None:
    lines = [
        SPEED, signal("engine_speed", 3000, 0.1), signal("accelerator_pedal_position", 25, 0.2),
        signal("brake_pedal_status", True, 0.3), signal("parking_brake_status", False, 0.4),
        signal("gear_lever_position", "reverse", 0.5), signal("gear_lever_position", "first", 0.6),
        signal("gear_lever_position", "sideways", 0.7), signal("odometer", 1.5, 0.8),
        signal("headlamp_status", True, 0.9), signal("steering_wheel_angle", 90, 1.0),
        signal("vehicle_speed", "fast", 1.1), signal("brake_pedal_status", 1, 1.2),
    ]  # fmt: skip
    log, facts = taken(say, tmp_path, lines)
    said = [{name: value for name, value in row.items() if value} for row in rows(say, log, "/state")]
    assert said == [
        {"speed": pytest.approx(10)}, {"engine_speed": pytest.approx(100 * math.pi)},
        {"accelerator_pedal": pytest.approx(0.25)}, {"service_brake": 2}, {"parking_brake": 1}, {"gear": 2},
        {"gear": 5}, {"odometer": 1500}, {"low_beam": 2},
    ]  # fmt: skip
    assert rows(say, log, "/signals/steering_wheel_angle") == [{"value": 90}]
    assert any("which side of the steering wheel" in text for text in facts["assumptions"])


def test_truths_texts_and_events(say: Say, tmp_path: Path) -> None:
    lines = [
        SPEED,
        *(signal("ignition_status", text, 0.1) for text in ("run", "off", "run")),
        signal("high_beam_status", True, 0.4), signal("high_beam_status", False, 0.5),
        signal("door_status", "driver", 0.6, event=True), signal("door_status", "rear_left", 0.7),
        signal("odd", 1, 0.8), signal("odd", "one", 0.9), signal("odd", False, 1.0),
    ]  # fmt: skip
    log, _ = taken(say, tmp_path, lines)
    assert [row["value"] for row in rows(say, log, "/signals/ignition_status")] == [0, 1, 0]
    assert column(log, say, "ignition_status")["codes"] == {"0": "run", "1": "off"}
    assert column(log, say, "high_beam_status")["codes"] == {"0": "false", "1": "true"}
    assert [row["value"] for row in rows(say, log, "/signals/high_beam_status")] == [1, 0]
    assert rows(say, log, "/signals/door_status") == [{"value": 0, "event": 1}, {"value": 1, "event": None}]
    assert rows(say, log, "/signals/odd") == [
        {"value_number": 1, "value_truth": None, "value_text": None},
        {"value_number": None, "value_truth": None, "value_text": 0},
        {"value_number": None, "value_truth": 0, "value_text": None},
    ]


def test_stamps_that_are_odd(say: Say, tmp_path: Path) -> None:
    lines = [SPEED, SPEED, signal("vehicle_speed", 1, -0.5), signal("vehicle_speed", 2, None),
             {**SPEED, "timestamp": "now"}, {**SPEED, "timestamp": 1e300}, {**SPEED, "timestamp": True}]  # fmt: skip
    log, facts = taken(say, tmp_path, lines, status=3)
    assert lost(facts) == {
        ("/signals/vehicle_speed", "a message without a stamp"): 1,
        ("/signals/vehicle_speed", "a message whose stamp is no number, or none that fits"): 3,
    }
    found = next(one for one in facts["channels"] if one["name"] == "/signals/vehicle_speed")
    assert (found["duplicates"], found["regressions"], found["records"]) == (1, 1, 3)
    captured = [one["t_capture_ns"] for one in cat(say, log, "/signals/vehicle_speed")]
    arrived = [one["t_arrival_ns"] for one in cat(say, log, "/signals/vehicle_speed")]
    assert captured == [T * 1e9, T * 1e9, T * 1e9 - 5e8]
    assert arrived == [T * 1e9] * 3


@pytest.mark.parametrize(("factor", "unit"), [(1e3, "ms"), (1e6, "us")])
def test_stamps_in_another_unit(say: Say, tmp_path: Path, factor: float, unit: str) -> None:
    log, facts = taken(say, tmp_path, [{**SPEED, "timestamp": round(T * factor)}])
    assert f"stamps are in {unit}, by their size; OpenXC says s" in facts["assumptions"]
    assert cat(say, log, "/state")[0]["t_capture_ns"] == T * 1e9


def test_integer_nanoseconds_stay_exact(say: Say, tmp_path: Path) -> None:
    """1.36e18 is beyond 2**53: as float64 the last digits would be lost."""
    stamps = [1_364_323_939_123_456_789, 1_364_323_939_123_456_790]
    log, facts = taken(say, tmp_path, [{**SPEED, "timestamp": stamp} for stamp in stamps])
    assert "stamps are in ns, by their size; OpenXC says s" in facts["assumptions"]
    assert [one["t_capture_ns"] for one in cat(say, log, "/state")] == stamps


def test_stamps_that_are_none_are_told_from_none_at_all(say: Say, tmp_path: Path) -> None:
    _, facts = taken(say, tmp_path, [{**SPEED, "timestamp": 2**70}], status=3)
    assert lost(facts) == {("/signals/vehicle_speed", "a message whose stamp is no number, or none that fits"): 1}
    assert any("no message has a stamp that is a number" in text for text in facts["assumptions"])
    _, facts = taken(say, tmp_path, [{"name": "vehicle_speed", "value": 36}])
    assert any("no message has a stamp:" in text for text in facts["assumptions"])


def test_stamps_without_a_date(say: Say, tmp_path: Path) -> None:
    log, facts = taken(say, tmp_path, [{**SPEED, "timestamp": 12.5}])
    assert any("no date fits" in text for text in facts["assumptions"])
    assert cat(say, log, "/state")[0]["t_capture_ns"] == 12_500_000_000
    assert "epoch" not in genesis(say, log)["clocks"][-1]


def test_fixes(say: Say, tmp_path: Path) -> None:
    lines = [
        signal("latitude", 1.0, 0), signal("latitude", 2.0, 0.1), signal("longitude", 20.0, 0.2),  # of 2 alone
        signal("longitude", 30.0, 0.3), signal("latitude", 3.0, 0.4), signal("longitude", 40.0, 5.0),  # too late
        signal("latitude", 91.0, 6.0), signal("longitude", 50.0, 6.1), signal("latitude", "x", 7),
        signal("longitude", 1, 7), signal("latitude", 4.0, 8.0),
    ]  # fmt: skip
    log, _ = taken(say, tmp_path, lines)
    (fix,) = cat(say, log, "/gnss")
    assert (fix["value"]["rows"][0]["latitude_deg"], fix["value"]["rows"][0]["longitude_deg"]) == (2, 20)
    assert fix["t_capture_ns"] == pytest.approx(T * 1e9 + 2e8, abs=300)
    log, facts = taken(say, tmp_path, [signal("latitude", 1.0, 0), signal("longitude", 1.0, 9)])
    assert "/gnss" not in {one["name"] for one in facts["channels"]}


def test_lines_of_other_sorts(say: Say, tmp_path: Path) -> None:
    vehicle = {"make": "Ford", "model": "Mustang", "trim": "V6", "year": 2013}
    metadata = {"version": "v3.0", "vehicle": vehicle, "driver_name": "A. Person", "vehicle_id": "17N"}
    metadata |= {"description": "to work"}
    lines = [
        {"metadata": metadata}, {"metadata": {"version": "v4.0"}}, *[SPEED] * 8,
        {"bus": 1, "id": 1234, "value": "0x12"}, {"bus": 1, "id": 1234, "data": "0x12"},
        {"bus": 1, "id": 2, "mode": 1, "success": True}, {"command": "version"}, "", "not json", "[1]", {"x": 1},
        {"name": 7, "value": 1}, {"name": "a"}, {"name": "a", "value": [1]}, signal("a", 1, 0, event={}),
        '{"name": "a", "value": 1' + "0" * 400 + "}", {"name": "a\n", "value": 1},
    ]  # fmt: skip
    log, facts = taken(say, tmp_path, lines, status=3)
    found = {why: count for (_, why), count in lost(facts).items()}
    assert found.pop("a raw CAN message, is in no channel") == 2
    assert found.pop("a diagnostic message, is in no channel") == 1
    assert found.pop("a command, is in no channel") == 1
    assert found.pop("another line of metadata, is in no channel") == 1
    assert found.pop("a line that is no JSON") == 1
    assert sum(found.values()) == 8
    listed = told(say, log)["rejected"]
    assert (listed[0]["line"], listed[0]["begins"], len(listed)) == (16, "not json", 9)
    assert told(say, log)["metadata"] == {"version": "v3.0", "description": "to work"}
    said = genesis(say, log)
    assert said["vehicle"] == {"id": "17N", "make": "Ford", "model": "Mustang V6", "model_year": 2013}
    assert "Person" not in json.dumps(said) + json.dumps(told(say, log))
    assert any("name of the driver" in text for text in facts["assumptions"])


def test_limits(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.convert.openxc.reader._MOST_SIGNALS", 3)
    monkeypatch.setattr(openxc_columns, "MAX_CODES", 2)
    texts = [signal("ignition_status", text, 0.1) for text in ("a", "b", "c", "x" * 300)]
    lines = [SPEED, *texts, signal("big", 2**60 + 1, 0.2), signal("beyond", 1, 0.3), " " * 70_000 + "{}", SPEED]
    log, facts = taken(say, tmp_path, lines, status=3)
    assert lost(facts) == {
        ("/signals/ignition_status", "a text beyond those that a log can name"): 2,
        ("/signals/big", "an integer of more than 53 bits, rounded"): 1,
        ("a.json", "a signal beyond the first 3"): 1,
        ("a.json", "a line of more than 65536 bytes"): 1,
    }
    assert [row["value"] for row in rows(say, log, "/signals/ignition_status")] == [0, 1, None, None]
    assert len(rows(say, log, "/signals/vehicle_speed")) == 2


def test_texts_of_all_signals_share_the_room_in_genesis(say: Say, tmp_path: Path) -> None:
    """More texts than GENESIS can hold: the log is written all the same, and the rest is counted."""
    lines = [signal(f"s{name}", f"{name}-{text}-" + "x" * 150, 0.1) for name in range(20) for text in range(100)]
    _, facts = taken(say, tmp_path, [SPEED, *lines], status=3)
    assert sum(lost(facts).values()) > 1000


def test_who_takes_which_file(say: Say, tmp_path: Path) -> None:
    """A trace is OpenXC's, whatever its suffix; other lines with a name and a value stay a text log."""
    for name in ("a.jsonl", "b.log", "c.txt"):
        taken(say, tmp_path, [SPEED], name=name)
    other = {"name": "requests", "value": 3, "timestamp": T, "message": "served"}
    (tmp_path / "other.jsonl").write_text(json.dumps(other) + "\n")
    _, facts = say.json("convert", tmp_path / "other.jsonl", "--dry-run")
    assert facts["format"] == "structured text log"
    _, facts = say.json("convert", tmp_path / "a.jsonl", "--format", "text", "--dry-run")
    assert facts["format"] == "structured text log"
    mixed = json.dumps(SPEED) + "\n" + (json.dumps({"time": T, "message": "x"}) + "\n") * 9
    (tmp_path / "mixed.log").write_text(mixed)
    _, facts = say.json("convert", tmp_path / "mixed.log", "--dry-run")
    assert facts["format"] == "structured text log"
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(SPEED))
    _, facts = say.json("convert", folder, "--dry-run")
    assert facts["format"] == "OpenXC trace"


def test_a_trace_with_a_mark_of_utf_8_and_other_ends_of_lines(say: Say, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xef\xbb\xbf\r\n" + f"{json.dumps(SPEED)}\r\n".encode() * 3000)
    status, facts = say.json("convert", tmp_path / "a.json", "--dry-run")
    assert (status, facts["channels"][0]["records"], facts["not_taken"]) == (0, 3000, [])


def test_what_has_no_signal(say: Say, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"bus": 1, "id": 2, "data": "0x1"}\n')
    status, _, err = say("convert", tmp_path / "a.json", "--format", "openxc", "--dry-run")
    assert (status, "no signal of OpenXC" in err) == (65, True)


@settings(max_examples=300)
@given(st.data())
def test_altered_lines_never_raise_anything_else(data: st.DataObject) -> None:
    raw = bytearray(json.dumps(signal("door_status", "driver", 0.6, event=True)).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with suppress(LineError):
        assert message(bytes(raw)) is not None
