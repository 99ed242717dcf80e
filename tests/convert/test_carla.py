"""Logs of CARLA's recorder: a piece of a real one, and small ones with what it has not.

Must not know how packets are read.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.convert.carla import reader as carla
from app.convert.carla.packets import moment, scan
from app.convert.recording import Choice, ConvertError
from app.kinds.document import Document
from app.kinds.event import Event
from app.kinds.objects import Objects
from app.log.source import Source
from tests.cli.say import Say
from tests.convert import real
from tests.convert.logs import cat, lost

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


DOCUMENTS: dict[str, type[Document]] = {"objects": Objects, "event": Event}
TWO = added((7, 1, "vehicle.a", "hero"), (8, 2, "walker.pedestrian.0001", "autopilot"))
BOX = packet(13, counted("I6f", (8, 0.0, 0.0, 90.0, 20.0, 30.0, 90.0)))
PLACED = packet(6, counted("I6f", (7, 100, 200, 300, 0, 0, 90), (8, 1000, -500, 0, 0, 0, -90), (99, 1, 1, 1, 0, 0, 0)))
KNOWN = packet(6, counted("I6f", (7, 100, 200, 300, 0, 0, 90), (8, 1000, -500, 0, 0, 0, -90)))
MOVING = packet(12, counted("I6f", (7, 3, 4, 0, 0, 0, 0), (8, 0, 1.5, 0, 0, 0, 0)))
DRIVEN = packet(8, counted("Ifff?i", (7, 0.5, 0.25, 0.0, False, 2)))
HIT = packet(5, counted("III??", (0, 7, 8, True, False)))


def test_a_piece_of_a_real_one(say: Say, tmp_path: Path) -> None:
    status, facts = say.json("convert", REAL, "-o", tmp_path / "out")
    assert status == 3  # traffic lights and the like are in no channel, and counted
    assert {one["where"].split()[0] for one in facts["not_taken"]} == {"packets"}
    assert not any("hold" in one["why"] for one in facts["not_taken"])
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


def test_a_whole_real_one(say: Say, tmp_path: Path) -> None:
    """432 frames and 12.528 s, to its last byte, and what lies beside it."""
    folder = real.folder("carla_recorder")
    status, facts = say.json("convert", folder, "-o", tmp_path / "out")
    assert (status, facts["format"]) == (3, "CARLA recorder, version 1")
    not_read = "is no log of CARLA's recorder, and not read"
    losses = lost(facts)
    beside = {where for where, why in losses if why == not_read}
    assert beside == {"DistanceToLaneCenter_criteria.json"}
    assert {one["where"] for one in facts["beside"]} == {"LICENSE", "SOURCE.txt"}
    assert not any("behind the last whole frame" in why or "does not hold" in why for _, why in losses)
    frames = cat(say, tmp_path / "out.h5", "/actors")
    stamps = [one["t_capture_ns"] for one in frames]
    assert (len(frames), stamps == sorted(stamps)) == (432, True)
    assert (stamps[-1] - stamps[0]) / 1e9 == pytest.approx(12.528, abs=5e-4)
    # the last frame of a recording has no positions
    assert len(cat(say, tmp_path / "out.h5", "/hero/pose")) == 431


def test_axes_units_and_events(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(HEAD + frame(1, 0.0, TWO, BOX) + frame(2, 0.1, PLACED, MOVING, DRIVEN, HIT, packet(77, b"?" * 9)))
    status, facts = say.json("convert", path, "-o", tmp_path / "out")
    assert status == 3
    assert lost(facts) == {
        ("packets 77", "of a sort that is not known, are in no channel"): 1,
        ("packets 6", "positions of what is neither a vehicle nor a walker"): 1,
        ("packets 8", "what the hero's steering was commanded is in no channel"): 1,
    }
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
    assert state["parking_brake"] == 1
    (hit,) = cat(say, log, "/collisions")
    assert (hit["t_capture_ns"], hit["value"]["kind"], hit["value"]["objects"]) == (
        100_000_000,
        "collision",
        ["7", "8"],
    )


def log_of(tmp_path: Path, *frames: bytes) -> Path:
    path = tmp_path / "a.log"
    path.write_bytes(HEAD + b"".join(frames))
    return path


@pytest.mark.parametrize("elapsed", [math.nan, math.inf, -math.inf, 1e12])
def test_a_frame_without_a_time_is_counted_and_none_is_invented(say: Say, tmp_path: Path, elapsed: float) -> None:
    path = log_of(tmp_path, frame(1, 1.5, TWO, PLACED), frame(2, elapsed, PLACED), frame(3, 1.7, PLACED))
    _, facts = say.json("convert", path, "-o", tmp_path / "out")
    assert lost(facts)["frames", "a frame whose time is no number, or none that fits"] == 1
    for channel in ("/actors", "/hero/pose"):
        stamps = [one["t_capture_ns"] for one in cat(say, tmp_path / "out.h5", channel)]
        assert stamps == [1_500_000_000, 1_700_000_000]


def test_times_that_are_none_at_all(say: Say, tmp_path: Path) -> None:
    status, _, err = say("convert", log_of(tmp_path, frame(1, math.nan, TWO, PLACED)), "--dry-run")
    assert (status, "no frame has a time" in err) == (65, True)


def test_an_actor_at_no_place_is_left_out_and_counted(say: Say, tmp_path: Path) -> None:
    odd = packet(6, counted("I6f", (7, 1, math.inf, 1, 0, 0, 0), (8, 1, 1, 1, 0, 0, math.nan)))
    path = log_of(tmp_path, frame(1, 0.0, TWO, odd), frame(2, 0.1, PLACED))
    _, facts = say.json("convert", path, "-o", tmp_path / "out")
    assert lost(facts)["packets 6", "a place or a turn that is no number"] == 2
    assert [len(one["value"]["tracks"]) for one in cat(say, tmp_path / "out.h5", "/actors")] == [0, 1]
    assert len(cat(say, tmp_path / "out.h5", "/hero/pose")) == 1


def test_what_no_channel_has_is_counted_by_its_sort(say: Say, tmp_path: Path) -> None:
    driven = packet(8, counted("Ifff?i", (7, 0.5, 0.25, 0.0, True, 0), (8, 0, 0, 0, False, 1)))
    turning = packet(12, counted("I6f", (7, 0, 0, 0, 0, 0, 5), (8, math.nan, 0, 0, 0, 0, 0)))
    cut = packet(6, struct.pack("<H", 9) + counted("I6f", (8, 1, 1, 1, 0, 0, 0))[2:])
    broken = packet(2, struct.pack("<H", 3) + added((9, 1, "vehicle.b", ""))[7:])
    boxes = [(8, 0, 0, 90, math.nan, 30, 90), (7, 0, 0, 0, 1, 1, 1), (99, *[math.nan] * 6)]
    box = packet(13, counted("I6f", *boxes))
    _, facts = say.json("convert", log_of(tmp_path, frame(1, 0.0, TWO, broken, box), frame(2, 0.1, PLACED, cut,
                        driven, turning)), "-o", tmp_path / "out")  # fmt: skip
    cut_short = "rows that a packet counts and does not hold, or for which a frame has no room"
    assert lost(facts) == {
        ("packets 2", cut_short): 2,
        ("packets 6", cut_short): 8,
        ("packets 6", "positions of what is neither a vehicle nor a walker"): 1,
        ("packets 8", "commands to others than the hero are in no channel"): 1,
        ("packets 8", "what the hero's steering was commanded is in no channel"): 1,
        ("packets 12", "angular velocities that are not 0 are in no channel"): 1,
        ("packets 12", "a velocity that is no number"): 1,
        ("packets 13", "a box with a number that is none"): 1,
        ("packets 13", "boxes of the hero, and of what does not move"): 2,
    }
    (state,) = cat(say, tmp_path / "out.h5", "/hero/state")
    assert state["value"]["rows"][0]["parking_brake"] == 2


def test_a_box_beside_its_actor_turns_with_it(say: Say, tmp_path: Path) -> None:
    """1 m ahead and 0.5 m to the right of a walker that looks along our +y: to the +y and the +x of it."""
    box = packet(13, counted("I6f", (8, 100, 50, 90, 20, 30, 90)))
    say("convert", log_of(tmp_path, frame(1, 0.0, TWO, box, PLACED)), "-o", tmp_path / "out")
    (track,) = cat(say, tmp_path / "out.h5", "/actors")[0]["value"]["tracks"]
    assert track["centre"] == pytest.approx([10.5, 6.0, 0.9])


def test_more_actors_than_a_record_holds(say: Say, tmp_path: Path) -> None:
    crowd = [(10 + number, 2, "walker", "") for number in range(4100)]
    places = packet(6, counted("I6f", *((number, 1, 1, 1, 0, 0, 0) for number, *_ in crowd)))
    path = log_of(tmp_path, frame(1, 0.0, added(*crowd), places))
    _, facts = say.json("convert", path, "-o", tmp_path / "out")
    assert lost(facts) == {("/actors", "actors beyond 4096 of a frame"): 4}


def test_of_a_frame_only_what_is_wanted_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = log_of(tmp_path, frame(1, 0.0, TWO, PLACED, packet(77, bytes(30 << 20)), HIT))
    reads: list[int] = []
    with Source(path) as source:
        recorded = scan(source, path)
        whole = source.read

        def read(offset: int, size: int) -> bytes:
            reads.append(size)
            return whole(offset, size)

        monkeypatch.setattr(source, "read", read)
        found = moment(source, recorded.frames[0])
    assert (found.hits, set(found.positions)) == ([(7, 8)], {7, 8, 99})
    assert sum(reads) < 4 << 20


def test_a_cut_one_is_taken_up_to_its_last_whole_frame(say: Say, tmp_path: Path) -> None:
    whole = HEAD + frame(1, 0.0, TWO) + frame(2, 0.1, KNOWN)
    (tmp_path / "a.log").write_bytes(whole + frame(3, 0.2, KNOWN)[:-30])
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
        (tmp_path / "in" / name).write_bytes(HEAD + frame(1, 0.0, TWO) + frame(2, 0.1, KNOWN))
    status, _, err = say("convert", tmp_path / "in", "--dry-run")
    assert (status, "a.log, b.log" in err) == (65, True)
    assert say("convert", tmp_path / "in", "--dry-run", "--part", "b.log")[0] == 0


@settings(max_examples=300)
@given(st.data())
def test_altered_ones_never_raise_anything_else(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    raw = bytearray(HEAD + frame(1, 0.0, TWO, BOX) + frame(2, 0.1, PLACED, MOVING, DRIVEN, HIT))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(2, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("carla") / "a.log"
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    try:
        with carla.opened(path, Choice()) as recording:
            items = list(recording.items())
    except ConvertError:
        return
    for item in items:
        spec = recording.channels[item.channel - 1]
        assert item.t_capture_ns is not None
        assert len(item.payload) <= spec.max_bytes
        if spec.kind in DOCUMENTS:
            msgspec.json.decode(item.payload, type=DOCUMENTS[spec.kind])
        else:
            assert len(item.payload) == spec.row_bytes
