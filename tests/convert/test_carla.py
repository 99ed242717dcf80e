"""Logs of CARLA's recorder: a piece of a real one, and small ones with what it has not.

Must not know how packets are read.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.convert.carla_packets import moment, scan
from app.convert.recording import ConvertError
from app.log.source import Source
from tests.cli.say import Say
from tests.convert.test_hdf5 import cat

pytestmark = pytest.mark.usefixtures("own_home")
REAL = Path(__file__).parent / "data" / "carla_town01.log"
HEAD = struct.pack("<H", 1) + b"\x0e\x00CARLA_RECORDER" + struct.pack("<q", 1_637_671_165) + b"\x06\x00Town01"


def packet(kind: int, payload: bytes) -> bytes:
    return struct.pack("<BI", kind, len(payload)) + payload


def counted(row: str, *rows: tuple[Any, ...]) -> bytes:
    return struct.pack("<H", len(rows)) + b"".join(struct.pack(f"<{row}", *one) for one in rows)


def text(value: str) -> bytes:
    return struct.pack("<H", len(value)) + value.encode()


def added(*actors: tuple[int, int, str, str]) -> bytes:
    """Actors as (id, kind, blueprint, role)."""
    raw = struct.pack("<H", len(actors))
    for number, kind, blueprint, role in actors:
        raw += struct.pack("<IB6fI", number, kind, *[0.0] * 6, 1) + text(blueprint)
        raw += struct.pack("<H", 1) + b"\x00" + text("role_name") + text(role)
    return packet(2, raw)


def frame(number: int, elapsed: float, *packets: bytes) -> bytes:
    return packet(0, struct.pack("<Qdd", number, 0.1, elapsed)) + b"".join(packets) + packet(1, b"")


TWO = added((7, 1, "vehicle.a", "hero"), (8, 2, "walker.pedestrian.0001", "autopilot"))
BOX = packet(13, counted("I6f", (8, 0.0, 0.0, 90.0, 20.0, 30.0, 90.0)))
PLACED = packet(6, counted("I6f", (7, 100, 200, 300, 0, 0, 90), (8, 1000, -500, 0, 0, 0, -90), (99, 1, 1, 1, 0, 0, 0)))
MOVING = packet(12, counted("I6f", (7, 3, 4, 0, 0, 0, 0), (8, 0, 1.5, 0, 0, 0, 0)))
DRIVEN = packet(8, counted("Ifff?i", (7, 0.5, 0.25, 0.0, False, 2)))
HIT = packet(5, counted("III??", (0, 7, 8, True, False)))


def test_a_piece_of_a_real_one(say: Say, tmp_path: Path) -> None:
    status, facts = say.json("convert", REAL, "-o", tmp_path / "out")
    assert status == 3  # traffic lights and the like are in no channel, and counted
    assert {one["where"].split()[0] for one in facts["not_taken"]} == {"packets"}
    counts = {one["name"]: one["records"] for one in facts["channels"]}
    assert counts == {"/actors": 31, "/hero/pose": 31, "/hero/state": 31}
    poses = [one["value"]["rows"][0] for one in cat(say, tmp_path / "out.h5", "/hero/pose")]
    states = [one["value"]["rows"][0] for one in cat(say, tmp_path / "out.h5", "/hero/state")]
    stamps = [one["t_capture_ns"] / 1e9 for one in cat(say, tmp_path / "out.h5", "/hero/pose")]
    # speed as logged is how fast the position moves
    for one, other, state, t, later in zip(poses[1:], poses[2:], states[2:], stamps[1:], stamps[2:], strict=False):
        moved = math.hypot(other["x"] - one["x"], other["y"] - one["y"]) / (later - t)
        assert moved == pytest.approx(state["speed"], abs=0.6)
    assert 8 < states[-1]["speed"] < 25
    # it drives along -y, nose first
    heading = 2 * math.atan2(poses[-1]["qz"], poses[-1]["qw"])
    assert heading == pytest.approx(-math.pi / 2, abs=0.5)
    assert poses[-1]["y"] < poses[1]["y"]


def test_axes_units_and_events(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(HEAD + frame(1, 0.0, TWO, BOX) + frame(2, 0.1, PLACED, MOVING, DRIVEN, HIT, packet(77, b"?" * 9)))
    status, facts = say.json("convert", path, "-o", tmp_path / "out")
    assert status == 3
    lost = {one["where"]: one["why"] for one in facts["not_taken"]}
    assert lost == {"packets 77": "of a sort that is not known, are in no channel"}
    log = tmp_path / "out.h5"
    (track,) = cat(say, log, "/actors")[1]["value"]["tracks"]
    assert (track["id"], track["classes"][0]["name"]) == ("8", "walker.pedestrian.0001")
    assert track["centre"] == pytest.approx([10.0, 5.0, 0.9])
    assert track["size"] == pytest.approx({"length": 0.4, "width": 0.6, "height": 1.8})
    assert track["yaw"] == pytest.approx(math.pi / 2)
    assert track["velocity"] == pytest.approx([0, -1.5, 0])
    (pose,) = [one["value"]["rows"][0] for one in cat(say, log, "/hero/pose")]
    assert (pose["x"], pose["y"], pose["z"]) == pytest.approx((1.0, -2.0, 3.0))
    assert 2 * math.atan2(pose["qz"], pose["qw"]) == pytest.approx(-math.pi / 2)
    (state,) = [one["value"]["rows"][0] for one in cat(say, log, "/hero/state")]
    assert (state["speed"], state["accelerator_pedal"], state["brake_pedal"]) == (5.0, 0.25, 0.0)
    (hit,) = cat(say, log, "/collisions")
    assert (hit["t_capture_ns"], hit["value"]["kind"], hit["value"]["objects"]) == (
        100_000_000,
        "collision",
        ["7", "8"],
    )


def test_a_cut_one_is_taken_up_to_its_last_whole_frame(say: Say, tmp_path: Path) -> None:
    whole = HEAD + frame(1, 0.0, TWO) + frame(2, 0.1, PLACED)
    (tmp_path / "a.log").write_bytes(whole + frame(3, 0.2, PLACED)[:-30])
    status, facts = say.json("convert", tmp_path / "a.log", "-o", tmp_path / "out")
    assert status == 3
    assert [one["why"] for one in facts["not_taken"]] == ["bytes behind the last whole frame"]
    assert len(cat(say, tmp_path / "out.h5", "/actors")) == 2


@pytest.mark.parametrize("raw", [HEAD, HEAD[:20], HEAD[:31], HEAD + packet(0, b""), HEAD + packet(0, b"")[:3]])
def test_what_has_no_frame_is_refused(say: Say, tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.log").write_bytes(raw)
    status, _, err = say("convert", tmp_path / "a.log", "--dry-run")
    assert (status, "a.log" in err, "Traceback" in err) == (65, True, False)


def test_several_in_a_folder_are_asked_for(say: Say, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.log", "b.log"):
        (tmp_path / "in" / name).write_bytes(HEAD + frame(1, 0.0, TWO) + frame(2, 0.1, PLACED))
    status, _, err = say("convert", tmp_path / "in", "--dry-run")
    assert (status, "a.log, b.log" in err) == (65, True)
    assert say("convert", tmp_path / "in", "--dry-run", "--part", "b.log")[0] == 0


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_altered_ones_never_raise_anything_else(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    raw = bytearray(HEAD + frame(1, 0.0, TWO, BOX) + frame(2, 0.1, PLACED, MOVING, DRIVEN, HIT))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(2, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("carla") / "a.log"
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    with Source(path) as source:
        try:
            recorded = scan(source, path)
        except ConvertError:
            return
        for one in recorded.frames:
            moment(source, one)
