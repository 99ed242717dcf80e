"""ASAM OSI, in MCAP and bare: objects, the vehicle under test, and the messages as they were.

Must not know how messages are read.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorSet  # type: ignore[import-untyped]
from google.protobuf.message_factory import GetMessages  # type: ignore[import-untyped]
from mcap.reader import make_reader

from tests.cli.say import Say
from tests.convert.intakes import Intake, lost, taken
from tests.convert.part_logs import records, sealed, take_as_long

pytestmark = pytest.mark.usefixtures("own_home")
REAL = Path(__file__).parent / "data" / "osi_centerline_example.mcap"


def messages() -> list[bytes]:
    with REAL.open("rb") as file:
        return [message.data for _, _, message in make_reader(file).iter_messages()]


def bare(path: Path, raw: list[bytes]) -> Path:
    path.write_bytes(b"".join(struct.pack("<I", len(one)) + one for one in raw))
    return path


def require_real(log: Intake, name: str) -> None:
    worlds = [one["value"] for one in log.records(name)]
    assert len(worlds) == 91
    first = worlds[0]
    assert (first["frame"], first["origin"]) == ("inertial", "simulation")
    assert [track["id"] for track in first["tracks"]] == ["192", "193", "194", "195", "197"]
    track = first["tracks"][0]
    assert track["centre"] == [-7131.11767578125, -2962.264404296875, -24.619447708129883]
    assert (track["classes"], track["yaw"]) == ([{"name": "medium_car"}], -3.1258041858673096)
    assert track["size"]["length"] == 4.363343238830566
    poses = log.arrays(f"{name} host vehicle")
    places = np.array([[pose[0]["x"], pose[0]["y"]] for pose in poses])
    stamps = np.array([one["t_capture_ns"] for one in log.records(name)]) / 1e9
    # what the vehicle drove is what its speed says
    speed = np.hypot(*np.gradient(places, stamps, axis=0).T)
    along = np.array([pose[0]["velocity_x"] for pose in poses])
    assert np.abs(speed - along)[5:-5].max() < 0.2
    assert np.abs([pose[0]["velocity_y"] for pose in poses]).max() < 0.5
    assert log.genesis["vehicle"]["origin"] == "middle of the bounding box, as OSI has it"
    assert log.payloads(f"{name} (messages)") == messages()


def test_the_real_recording(say: Say, tmp_path: Path) -> None:
    """It begins at zero, which is a time here."""
    status, facts, log = taken(say, REAL, tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    require_real(log, "ground_truth")
    first, *_, last = log.records("ground_truth")
    assert (first["t_capture_ns"], last["t_arrival_ns"]) == (0, 8_999_640_000)


def test_the_same_as_a_bare_trace(say: Say, tmp_path: Path) -> None:
    status, facts, log = taken(say, bare(tmp_path / "gt.osi", messages()), tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    require_real(log, "gt")
    assert {one["arrival"] for one in log.channels.values()} == {"assumed"}
    assert "a trace has no other" in log.assumed


def varints(*pairs: tuple[int, int]) -> bytes:
    return b"".join(varint(number << 3) + varint(value) for number, value in pairs)


@pytest.mark.parametrize("disordered", [False, True])
def test_a_long_trace_is_sealed_in_parts(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disordered: bool
) -> None:
    """Whatever its stamps are, for a message arrives when the latest before it was reached."""
    raws = []
    for number, raw in enumerate(messages() * 4):
        seconds = number // 10 - 5 * (disordered and number % 50 == 30)
        # of a member that stands there twice, the last one counts
        stamp = varints((1, max(0, seconds)), (2, number % 10 * 10**8))
        raws.append(raw + b"\x12" + varint(len(stamp)) + stamp)
    source = bare(tmp_path / "gt.osi", raws)
    single = sealed(say, source, tmp_path / "single")[2]
    take_as_long(monkeypatch)
    status, facts, several = sealed(say, source, tmp_path / "several")
    assert (status, len(list(several.iterdir())) > 2, len(list(several.iterdir())) < 50) == (0, True, True)
    assert records(several) == records(single)
    assert facts["duration_s"] == 36.3


def test_a_sensor_view(say: Say, tmp_path: Path) -> None:
    """The ground truth lies one level deeper, and the stamp beside it."""
    wrapped = [b"\x12\x02\x08\x07" + b"\x3a" + varint(len(one)) + one for one in messages()[1:4]]
    status, _, log = taken(say, bare(tmp_path / "sv.osi", wrapped), tmp_path / "out")
    assert status == 0
    assert [one["t_capture_ns"] for one in log.records("sv")] == [7 * 10**9] * 3
    assert len(log.payloads("sv host vehicle")) == 3


def varint(value: int) -> bytes:
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])


def ground_truth(**members: Any) -> bytes:
    """A message of the type that the real file describes."""
    with REAL.open("rb") as file:
        (schema,) = make_reader(file).get_summary().schemas.values()  # type: ignore[union-attr]
    files = FileDescriptorSet.FromString(schema.data)
    return bytes(GetMessages(files.file)["osi3.GroundTruth"](**members).SerializeToString())


def test_the_middle_of_the_rear_axle(say: Say, tmp_path: Path) -> None:
    """Of a vehicle that faces along y, 2 m behind the middle of its box; it swings to the right as that turns left."""
    base = {"position": {"x": 10, "y": 20, "z": 1}, "orientation": {"yaw": np.pi / 2, "pitch": 0, "roll": 0},
            "velocity": {"x": 0, "y": 5, "z": 0}, "orientation_rate": {"yaw": 0.25}}  # fmt: skip
    host = {"id": {"value": 3}, "base": base, "vehicle_attributes": {"bbcenter_to_rear": {"x": -2, "y": 0, "z": -0.5}}}
    stamp = {"seconds": 1, "nanos": 5}
    raw = ground_truth(timestamp=stamp, host_vehicle_id={"value": 3}, moving_object=[host])
    status, _, log = taken(say, bare(tmp_path / "gt.osi", [raw]), tmp_path / "out")
    assert status == 0
    row = log.rows("gt host vehicle")[0]
    assert [row[name] for name in ("x", "y", "z")] == pytest.approx([10, 18, 0.5])
    assert [row[name] for name in ("qw", "qx", "qy", "qz")] == pytest.approx([np.sqrt(0.5), 0, 0, np.sqrt(0.5)])
    assert [row[name] for name in ("velocity_x", "velocity_y", "rate_z")] == pytest.approx([5, -0.5, 0.25], abs=1e-6)
    assert log.records("gt")[0]["value"] == {"frame": "inertial", "origin": "simulation", "tracks": []}
    assert log.genesis["vehicle"]["origin"] == "middle of the rear axle, as OSI has it"


def test_a_trace_that_is_cut(say: Say, tmp_path: Path) -> None:
    source = bare(tmp_path / "gt.osi", messages())
    source.write_bytes(source.read_bytes()[:-1])
    status, facts, log = taken(say, source, tmp_path / "out")
    assert (status, len(log.payloads("gt"))) == (3, 90)
    ((why, count),) = lost(facts)["gt.osi"]
    assert ("ends in the middle of the message" in why, count) == (True, 1)
    source.write_bytes(bare(source, messages()[:3]).read_bytes()[:-1])
    status, facts, log = taken(say, source, tmp_path / "short")
    assert (len(log.payloads("gt")), [count for _, count in lost(facts)["gt.osi"]]) == (2, [1])


def test_a_stamp_that_is_no_time(say: Say, tmp_path: Path) -> None:
    raw = messages()
    late = ground_truth(timestamp={"seconds": 2**62, "nanos": 0}, moving_object=[{"id": {"value": 1}}])
    status, facts, log = taken(say, bare(tmp_path / "gt.osi", [raw[0], late, raw[2]]), tmp_path / "out")
    assert (status, len(log.payloads("gt")), log.payloads("gt (messages)")[1]) == (3, 2, late)
    assert "beyond the year 2116" in str(lost(facts)["gt"])


def test_messages_that_are_damaged(say: Say, tmp_path: Path) -> None:
    """Kept as bytes, and counted."""
    raw = messages()
    status, facts, log = taken(say, bare(tmp_path / "gt.osi", [raw[0], b"\xff\xff\xff", raw[2]]), tmp_path / "out")
    assert status == 3
    assert "kept as bytes" in str(lost(facts)["gt"])
    assert (len(log.payloads("gt")), log.payloads("gt (messages)")[1]) == (2, b"\xff\xff\xff")


@pytest.mark.parametrize("content", [b"\0\0\0\0" * 50, b"\x05\0\0\0hello", b"\xff" * 100])
def test_what_is_no_trace(say: Say, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.osi").write_bytes(content)
    status, _, err = say("convert", tmp_path / "x.osi", "--dry-run")
    assert (status, "is no trace" in err) == (65, True)


def host(tmp_path: Path, say: Say, base: dict[str, Any], rear: dict[str, Any] | None = None) -> tuple[int, Intake]:
    """One vehicle under test, sealed."""
    one: dict[str, Any] = {"id": {"value": 3}, "base": base}
    if rear is not None:
        one["vehicle_attributes"] = {"bbcenter_to_rear": rear}
    raw = ground_truth(timestamp={"seconds": 1, "nanos": 0}, host_vehicle_id={"value": 3}, moving_object=[one])
    status, _, log = taken(say, bare(tmp_path / "gt.osi", [raw]), tmp_path / "out")
    return status, log


PLACE = {"x": 10, "y": 20, "z": 1}
LEVEL = {"yaw": 0, "pitch": 0, "roll": 0}


def test_the_velocity_of_an_axle_whose_rate_is_not_known(say: Say, tmp_path: Path) -> None:
    base = {"position": PLACE, "orientation": LEVEL, "velocity": {"x": 5, "y": 0, "z": 0}}
    _, log = host(tmp_path, say, base, {"x": -2, "y": 0, "z": 0})
    row = log.rows("gt host vehicle")[0]
    assert [row[f"velocity_{axis}"] for axis in "xyz"] == [None] * 3
    assert [row[name] for name in ("x", "rate_z")] == [8, None]


def test_a_host_without_an_orientation(say: Say, tmp_path: Path) -> None:
    """Stands somewhere, but nobody knows how; nor where its axle is."""
    base = {"position": {"x": 10, "y": 20}, "velocity": {"x": 5, "y": 0, "z": 0}}
    status, log = host(tmp_path, say, base)
    row = log.rows("gt host vehicle")[0]
    assert (status, [row[name] for name in "xyz"]) == (0, [10, 20, None])
    assert {row[name] for name in ("qw", "qx", "qy", "qz", "velocity_x", "rate_z")} == {None}
    (tmp_path / "axle").mkdir()
    status, log = host(tmp_path / "axle", say, base, {"x": -2, "y": 0, "z": 0})
    assert (status, "gt host vehicle" in log.channels) == (3, False)


@pytest.mark.parametrize("position", [{}, {"x": 1}, {"y": 1, "z": 2}])
def test_a_host_without_a_place(say: Say, tmp_path: Path, position: dict[str, float]) -> None:
    status, log = host(tmp_path, say, {"position": position, "orientation": LEVEL})
    assert (status, "gt host vehicle" in log.channels, len(log.payloads("gt (messages)"))) == (3, False, 1)
