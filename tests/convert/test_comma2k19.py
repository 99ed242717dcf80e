"""comma2k19: two seconds of a real drive in which openpilot is engaged, and the traps that segments hold.

Must not know how arrays are read or logs are sealed. The numbers of the whole minute: INCIDENT_REPLAY_DATA.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.convert.encodings.npy import array_of
from app.log.segment import Segment
from app.log.source import Source
from tests.cli.say import Say
from tests.convert import real
from tests.convert.logs import cat, genesis, lost, payloads, rows, verified
from tests.convert.test_annexb import FIRST, PICTURES
from tests.convert.test_npy import headed

pytestmark = pytest.mark.usefixtures("own_home")
DATA = Path(__file__).parent / "data" / "comma2k19"
ROUTE, SEGMENT = "b0c9d2329ad1606b_2018-08-02--08-34-47", "40"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy that a test may change: the route with its one segment, and the databases beside it."""
    shutil.copytree(DATA, tmp_path / "source")
    return tmp_path / "source"


def segment(source: Path) -> Path:
    return source / ROUTE / SEGMENT


def taken(say: Say, tmp_path: Path, source: Path, status: int = 0, *more: object) -> tuple[Path, dict[str, Any]]:
    found, facts = say.json("convert", source, "-o", tmp_path / "out.h5", *more)
    assert found == status
    return tmp_path / "out.h5", facts


def change(path: Path, made: Callable[[Any], Any]) -> None:
    """An array again, as `made` of it."""
    stream = io.BytesIO()
    np.lib.format.write_array(
        stream, np.ascontiguousarray(made(array_of(path.read_bytes()).copy())), allow_pickle=False
    )
    path.write_bytes(stream.getvalue())


def test_everything_is_taken(say: Say, tmp_path: Path, source: Path) -> None:
    log, facts = taken(say, tmp_path, source)
    assert facts["not_taken"] == []
    assert facts["format"] == "comma2k19 segment"
    verified(say, log)
    names = {one["name"] for one in genesis(say, log)["intake"]["sources"]}
    assert {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()} == names


def test_a_pedal_is_a_share_only_where_the_database_says_of_what(say: Say, tmp_path: Path, source: Path) -> None:
    log, _ = taken(say, tmp_path, source)
    pedal, signal = rows(say, log, "/vehicle/accelerator"), rows(say, log, "/can/bus0/GAS_PEDAL")
    assert [one["accelerator_pedal"] for one in pedal] == pytest.approx([one["GAS_PEDAL"] / 100 for one in signal])
    path = next(source.rglob("_toyota_adas_standard.dbc"))
    text = path.read_text().replace('(0.5,0) [0|0] "%" DS1', '(0.005,0) [0|0] "" DS1')
    path.write_text(text)
    _, facts = taken(say, tmp_path, source, 0, "--force")
    assert "/vehicle/accelerator" not in {one["name"] for one in facts["channels"]}
    assert any("says '1' of GAS_PEDAL, which is no share" in text for text in facts["assumptions"])


def test_a_mapping_is_not_read_without_a_limit(
    say: Say, tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.convert.comma2k19.reader.MAX_BYTES", 100)
    path = next(source.rglob("_toyota_adas_standard.dbc"))
    status, _, err = say("convert", source, "--mapping", path, "--dry-run")
    assert (status, "at most 100 are read" in err) == (65, True)


def test_what_openpilot_commanded_is_its_decision(say: Say, tmp_path: Path, source: Path) -> None:
    """It is engaged within the two seconds: at first it asks for nothing, then it steers."""
    log, facts = taken(say, tmp_path, source)
    steering = cat(say, log, "/openpilot/steering")
    assert len(steering) == 200
    first, last = steering[0]["value"], steering[-1]["value"]
    assert (first["model"], first["candidates"], first["chosen"]) == ({"name": "openpilot"}, [], None)
    assert first["reason"]["code"] == "no_steering_commanded"
    assert last["reason"]["code"] == "steering_commanded"
    assert last["reason"]["text"].startswith("as commanded on CAN; alternatives were not logged: STEER_REQUEST 1, ")
    assert [one["value"]["cycle"] for one in steering] == list(range(200))
    commands = rows(say, log, "/openpilot/steering/control")
    assert {one["steering_torque"] for one in commands} == {None}  # in counts that nobody can convert
    torque = rows(say, log, "/can/sent0/STEERING_LKA")
    assert f"STEER_TORQUE_CMD {torque[-1]['STEER_TORQUE_CMD']} counts" in last["reason"]["text"]
    acceleration = rows(say, log, "/openpilot/acceleration/control")
    wanted = [one["ACCEL_CMD"] for one in rows(say, log, "/can/sent0/ACC_CONTROL")]
    assert [one["acceleration"] for one in acceleration] == pytest.approx(wanted)
    assert min(wanted) < 0
    assert "ACCEL_CMD" in cat(say, log, "/openpilot/acceleration")[0]["value"]["reason"]["text"]
    assert [one["cycle"] for one in acceleration] == list(range(67))
    assert [one["name"] for one in genesis(say, log)["models"]] == ["openpilot"]
    assert any("what it weighed, why, and its version were not logged" in text for text in facts["assumptions"])


def test_who_drives(say: Say, tmp_path: Path, source: Path) -> None:
    log, _ = taken(say, tmp_path, source)
    modes = [one["driving_mode"] for one in rows(say, log, "/vehicle/cruise")]
    assert modes == sorted(modes)
    assert set(modes) == {1, 2}  # manual, then assisted
    assert rows(say, log, "/vehicle/accelerator")[0]["accelerator_pedal"] is not None


def test_motion(say: Say, tmp_path: Path, source: Path) -> None:
    log, _ = taken(say, tmp_path, source)
    at = segment(source) / "processed_log" / "CAN"
    speeds = array_of((at / "speed" / "value").read_bytes())[:, 0]
    assert [one["speed"] for one in rows(say, log, "/vehicle/speed")] == pytest.approx(speeds.tolist(), rel=1e-6)
    wheels = rows(say, log, "/vehicle/wheel_speed")[0]
    wanted = array_of((at / "wheel_speed" / "value").read_bytes())[0].tolist()
    places = ("front_left", "front_right", "rear_left", "rear_right")
    assert [wheels[f"wheel_speed_{place}"] for place in places] == pytest.approx(wanted, rel=1e-6)
    angles = np.radians(array_of((at / "steering_angle" / "value").read_bytes()))
    found = [one["steering_wheel_angle"] for one in rows(say, log, "/vehicle/steering_angle")]
    assert found == pytest.approx(angles.tolist(), rel=1e-6)


def test_every_frame_is_kept_and_its_length_where_it_is_known(say: Say, tmp_path: Path, source: Path) -> None:
    log, facts = taken(say, tmp_path, source)
    at = segment(source) / "processed_log" / "CAN" / "raw_can"
    src, address, data = (array_of((at / name).read_bytes()) for name in ("src", "address", "data"))
    frames = [row for one in cat(say, log, "/can") for row in one["value"]["rows"]]
    assert len(frames) == len(src) == 4529
    assert [one["bus"] for one in frames] == src.tolist()
    assert [one["address"] for one in frames] == address.tolist()
    raw = b"".join(bytes(one[f"byte_{number}"] for number in range(8)) for one in frames)
    assert raw == data.tobytes()
    lka = [one for one in frames if (one["bus"], one["address"]) == (128, 0x2E4)]
    assert {one["length"] for one in lka} == {5}
    assert min(one["kept"] for one in lka) <= 5
    assert {one["length"] for one in frames if one["bus"] == 1} == {None}
    # frames of one stamp are one record, and no stamp moved
    stamps = array_of((at / "t").read_bytes())
    records = cat(say, log, "/can")
    assert len(records) == len(np.unique(stamps))
    assert records[0]["t_capture_ns"] == pytest.approx(stamps[0] * 1e9, abs=1)
    assert any("lost zeros at the end of CAN frames" in text for text in facts["assumptions"])


def test_poses_and_utc(say: Say, tmp_path: Path, source: Path) -> None:
    """The car drives forward: so says its velocity in its own axes, of the pose and of the wheels alike."""
    log, _ = taken(say, tmp_path, source)
    poses = rows(say, log, "/pose")
    speed = rows(say, log, "/vehicle/speed")[0]["speed"]
    assert poses[0]["velocity_x"] == pytest.approx(speed, rel=0.03)
    assert abs(poses[0]["velocity_y"]) < 0.05 * speed
    assert poses[0]["velocity_z"] > 0  # the device looks down a little: its forward lies below that of the motion
    assert poses[0]["x"] == array_of((segment(source) / "global_pose" / "frame_positions").read_bytes())[0, 0]
    device = rows(say, log, "/pose/device")[0]
    assert [device["velocity_y"], device["velocity_z"]] == pytest.approx(
        [-poses[0]["velocity_y"], -poses[0]["velocity_z"]]
    )
    said = genesis(say, log)
    clock = next(one for one in said["clocks"] if one["name"] == "boot")
    # GPS week 2012, 404106.397 s, less 18 leap seconds, at 46408.547498 s since boot
    assert int(clock["utc_offset_ns"]) / 1e9 == pytest.approx(1533180079.8495, abs=1e-3)
    assert clock["utc_source"] == "gnss"
    status, out, _ = say("info", log)
    assert status == 0
    assert "from 2018-08-02 16:14:5" in out
    assert {one["name"]: one["axes"] for one in said["frames"]} == {
        "ecef": "earth_fixed", "device": "other", "radar": "other",
    }  # fmt: skip
    assert say("convert", source, "--from", "2018-08-02T16:14:57.5Z", "--dry-run")[0] == 0


def test_other_sensors(say: Say, tmp_path: Path, source: Path) -> None:
    log, facts = taken(say, tmp_path, source)
    fix = rows(say, log, "/gnss/ublox")[0]
    assert (fix["latitude_deg"], fix["longitude_deg"]) == pytest.approx((37.7216, -122.4717), abs=1e-3)
    # the README says s, the numbers are ms
    assert fix["utc_ns"] // 10**9 == pytest.approx(1533226496, abs=5)
    field = rows(say, log, "/imu/magnetometer")[0]
    assert 20e-6 < sum(field[f"magnetic_{axis}"] ** 2 for axis in "xyz") ** 0.5 < 80e-6
    specific = rows(say, log, "/imu/accelerometer")[0]
    assert specific["acceleration_z"] == pytest.approx(-9.8, abs=1.5)
    assert specific["rate_x"] is None
    track = rows(say, log, "/radar")[0]
    assert set(track) == {"x", "y", "vx", "detection", "new_track", "time_ns"}
    assert 528 <= track["detection"] <= 541
    raw = cat(say, log, "/gnss/ublox/raw")[0]["value"]
    assert raw["row_count"] > 5
    assert raw["rows"][0]["gps_week"] == 2012
    assert any("microtesla" in text for text in facts["assumptions"])
    assert any("UTC of live_gnss_ublox is in ms" in text for text in facts["assumptions"])


def test_targets_of_one_cycle_of_the_radar_are_one_record(say: Say, tmp_path: Path, source: Path) -> None:
    radar = segment(source) / "processed_log" / "CAN" / "radar"
    ms = np.array([0, 0, 3, 9, 50, 57, 58, 100, 99, 150, 160, 170, 180, 190, 200, 230])
    numbers = np.array([1, 2, 3, 4, 1, 2, 1, 1, 2, 1, 2, 3, 4, 5, 6, 7])
    start = float(array_of((radar / "t").read_bytes())[0])
    values = np.full((len(ms), 7), np.nan)
    values[:, :3], values[:, 5], values[:, 6] = 1.0, numbers, 0
    change(radar / "t", lambda _: start + ms / 1e3)
    change(radar / "value", lambda _: values)
    log, facts = taken(say, tmp_path, source)
    found = [
        [(row["detection"], round(row["time_ns"] / 1e6)) for row in one["value"]["rows"]]
        for one in cat(say, log, "/radar")
    ]
    assert found == [
        [(1, 0), (2, 0), (3, 3), (4, 9)],
        [(1, 0), (2, 7)],
        [(1, 0)],  # its number came again
        [(1, 0)],
        [(2, 0)],  # backwards
        [(1, 0), (2, 10), (3, 20), (4, 30), (5, 40)],
        [(6, 0)],  # no cycle lasts longer
        [(7, 0)],
    ]
    assert any(
        "targets of the radar are one cycle until nothing comes for 20 ms" in one for one in facts["assumptions"]
    )


def test_without_a_database_frames_stay_frames(say: Say, tmp_path: Path, source: Path) -> None:
    shutil.rmtree(source / "dbc")
    log, facts = taken(say, tmp_path, source)
    names = {channel["name"] for channel in facts["channels"]}
    assert "/can" in names
    assert not {name for name in names if name.startswith(("/can/", "/openpilot", "/vehicle/cruise"))}
    assert any("no frame is decoded" in text for text in facts["assumptions"])
    assert "models" not in genesis(say, log)
    # given apart, a file and a folder
    _, facts = say.json("convert", source, "--dry-run", "--mapping", DATA / "dbc")
    assert "/openpilot/steering" in {channel["name"] for channel in facts["channels"]}
    _, facts = say.json("convert", source, "--dry-run", "--mapping", DATA / "dbc" / "_toyota_2017.dbc")
    names = {channel["name"] for channel in facts["channels"]}
    assert "/openpilot/acceleration" in names
    assert "/openpilot/steering" not in names
    (tmp_path / "none.dbc").write_text("hello")
    for wrong in (tmp_path / "none.dbc", tmp_path / "gone.dbc", segment(source)):
        assert say("convert", source, "--dry-run", "--mapping", wrong)[0] == 65


@pytest.mark.skipif(sys.platform == "win32", reason="| is no name there")
def test_a_route_with_a_bar_in_its_name(say: Say, tmp_path: Path, source: Path) -> None:
    (source / ROUTE).rename(source / ROUTE.replace("_", "|", 1))
    log, _ = taken(say, tmp_path, source)
    assert genesis(say, log)["vehicle"]["id"] == "b0c9d2329ad1606b|2018-08-02--08-34-47/40"
    assert all("|" not in channel["area"] for channel in genesis(say, log)["channels"])


def test_one_of_several_segments(say: Say, tmp_path: Path, source: Path) -> None:
    shutil.copytree(segment(source), source / ROUTE / "41")
    status, _, err = say("convert", source, "--dry-run")
    assert (status, f"{ROUTE}/40, {ROUTE}/41; say which with --part" in err) == (65, True)
    _, facts = taken(say, tmp_path, source, 0, "--part", f"{ROUTE}/41")
    assert facts["not_taken"] == []
    assert say("convert", segment(source), "--dry-run")[0] == 0


def test_traps(say: Say, tmp_path: Path, source: Path) -> None:
    at = segment(source)
    can, imu = at / "processed_log" / "CAN", at / "processed_log" / "IMU"
    (can / "speed" / "value").write_bytes(b"")
    (can / "wheel_speed" / "t").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    change(can / "steering_angle" / "t", lambda stamps: stamps[:-3])
    change(can / "radar" / "t", lambda stamps: np.where(np.arange(len(stamps)) == 5, np.nan, stamps))
    change(can / "raw_can" / "src", lambda buses: np.where(np.arange(len(buses)) < 2, 999, buses))
    change(can / "raw_can" / "address", lambda addresses: addresses[:-1])
    objects = headed("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", b"\x80\x04cos\nsystem\n.")
    (imu / "gyro" / "value").write_bytes(objects)
    change(imu / "accelerometer" / "value", lambda values: values[:, :2])
    change(
        at / "global_pose" / "frame_orientations",
        lambda turns: turns * np.where(np.arange(len(turns)) == 3, 2, 1)[:, None],
    )
    (at / "raw_log.bz2").write_bytes(b"BZh9")
    (source / "dbc" / "broken.dbc").write_text("nothing")
    log, facts = taken(say, tmp_path, source, 3)
    found = {(where.removeprefix(f"{ROUTE}/{SEGMENT}/"), why): count for (where, why), count in lost(facts).items()}
    pointer = "is a pointer of Git LFS and not the file itself; `git lfs pull` fetches it"
    assert found.pop(("processed_log/CAN/speed/value", "is empty")) == 1
    assert found.pop(("processed_log/CAN/wheel_speed/t", pointer)) == 1
    unsafe = "is an array of Python objects, which only a pickle can hold: that is never loaded"
    assert found == {
        ("processed_log/CAN/steering_angle/value", "a row without a stamp"): 3,
        ("processed_log/CAN/radar/t", "a stamp that is no number, or none that fits"): 1,
        ("processed_log/CAN/radar/value", "a row without a stamp"): 1,
        ("processed_log/CAN/raw_can", "a frame of a bus or an address that CAN has not"): 2,
        ("processed_log/CAN/raw_can", "a frame without a stamp, or of which a part is missing"): 1,
        ("processed_log/IMU/gyro/value", unsafe): 1,
        ("processed_log/IMU/accelerometer/value", "holds float64 of shape (208, 2), not 3 columns"): 1,
        ("global_pose", "no position, or an orientation that is no unit quaternion"): 1,
        ("dbc/broken.dbc", "is no CAN database: no line begins a message (BO_)"): 1,
        ("raw_log.bz2", "is in no channel"): 1,
    }
    assert len(rows(say, log, "/pose")) == 39


def test_duplicate_and_backwards_stamps_stay(say: Say, tmp_path: Path, source: Path) -> None:
    def mixed(stamps: Any) -> Any:
        stamps[[3, 5]] = stamps[[2, 1]]
        return stamps

    change(segment(source) / "processed_log" / "CAN" / "speed" / "t", mixed)
    log, facts = taken(say, tmp_path, source)
    speed = next(channel for channel in facts["channels"] if channel["name"] == "/vehicle/speed")
    assert (speed["duplicates"], speed["regressions"]) == (1, 1)
    stamps = [one["t_capture_ns"] for one in cat(say, log, "/vehicle/speed")]
    assert (stamps[3], stamps[5]) == (stamps[2], stamps[1])


@pytest.mark.parametrize(("many", "unit"), [(1e3, "ms"), (1e6, "us"), (1e9, "ns")])
def test_one_clock_in_another_unit(say: Say, tmp_path: Path, source: Path, many: float, unit: str) -> None:
    change(segment(source) / "processed_log" / "IMU" / "gyro" / "t", lambda stamps: stamps * many)
    log, facts = taken(say, tmp_path, source)
    assert any(f"gyro/t are in {unit}, by those of the others" in text for text in facts["assumptions"])
    gyro, other = (cat(say, log, f"/imu/{name}")[0] for name in ("gyro", "accelerometer"))
    assert gyro["t_capture_ns"] == pytest.approx(other["t_capture_ns"], abs=100)


def test_gps_times_that_drift_give_no_utc(say: Say, tmp_path: Path, source: Path) -> None:
    change(
        segment(source) / "global_pose" / "frame_gps_times",
        lambda times: times + np.arange(len(times))[:, None] * [0, 0.01],
    )
    log, facts = taken(say, tmp_path, source)
    assert any("UTC is not taken" in text for text in facts["assumptions"])
    assert all("utc_offset_ns" not in one for one in genesis(say, log)["clocks"])


def test_pictures(say: Say, tmp_path: Path, source: Path) -> None:
    """The video of a segment, access unit by access unit, and the first picture beside it."""
    video = PICTURES * 7
    (segment(source) / "video.hevc").write_bytes(b"".join(video))
    (segment(source) / "preview.png").write_bytes(b"\x89PNG\r\n\x1a\nand so on")
    log, facts = taken(say, tmp_path, source, 3)
    numbers = {one["name"]: one["id"] for one in genesis(say, log)["channels"]}
    assert payloads(log, numbers["/camera/road"]) == video
    assert payloads(log, numbers["/camera/preview"]) == [b"\x89PNG\r\n\x1a\nand so on"]
    captures = {one["name"]: one["capture"] for one in genesis(say, log)["channels"]}
    assert (captures["/camera/preview"], captures["/camera/road"]) == ("synthesised", "measured")
    assert lost(facts) == {(f"{ROUTE}/{SEGMENT}/video.hevc", "a stamp without a picture"): 5}
    with Segment(Source(log)) as opened:
        leaves = opened.leaves[opened.leaves["channel"] == numbers["/camera/road"]]
        assert [int(leaf["flags"]) & 1 for leaf in leaves[:5]] == [1, 0, 0, 0, 1]
    assert payloads(log, numbers["/camera/road"])[0] == FIRST


def test_the_whole_minute(say: Say, tmp_path: Path) -> None:
    """The numbers that are known of the real segment."""
    source = real.folder("comma2k19_example")
    status, facts = say.json("convert", source, "-o", tmp_path / "whole")
    assert (status, facts["not_taken"]) == (0, [])
    counts = {channel["name"]: channel["records"] for channel in facts["channels"]}
    assert counts["/openpilot/steering"] == counts["/can/sent0/STEERING_LKA"] == 6000
    assert counts["/openpilot/acceleration"] == counts["/can/sent0/ACC_CONTROL"] == 2000
    assert counts["/can/bus0/PCM_CRUISE"] == counts["/vehicle/cruise"] == 1890
    assert counts["/can/sent0/LKAS_HUD"] == 62
    log = tmp_path / "whole"
    frames = [row for one in cat(say, log, "/can") for row in one["value"]["rows"]]
    assert len(frames) == 135_468
    sent = [(one["bus"], one["address"]) for one in frames]
    assert (sent.count((128, 0x2E4)), sent.count((128, 0x343)), sent.count((0, 0x1D2))) == (6000, 2000, 1890)
    assert {one["CRUISE_ACTIVE"] for one in rows(say, log, "/can/bus0/PCM_CRUISE")} == {0, 1}
    speeds = [one["speed"] for one in rows(say, log, "/vehicle/speed")]
    assert (min(speeds), max(speeds)) == pytest.approx((7.974306, 19.840972), abs=1e-5)
    torque = [one["STEER_TORQUE_CMD"] for one in rows(say, log, "/can/sent0/STEERING_LKA")]
    assert (min(torque), max(torque)) == (-630, 430)
    wanted = [one["acceleration"] for one in rows(say, log, "/openpilot/acceleration/control")]
    assert (min(wanted), max(wanted)) == pytest.approx((-2.364, 0.872), abs=1e-6)
    assert {one["TWO_BEEPS"] for one in rows(say, log, "/can/sent0/LKAS_HUD")} == {0, 1}
    angles = [one["steering_wheel_angle"] for one in rows(say, log, "/vehicle/steering_angle")]
    assert (min(angles), max(angles)) == pytest.approx((np.radians(-4.6), np.radians(2.5)), abs=1e-6)
    cycles = cat(say, log, "/radar")
    assert sum(one["value"]["row_count"] for one in cycles) == 10_100
    assert len(cycles) == 1200
    steps = np.diff([one["t_capture_ns"] for one in cycles]) / 1e6
    assert (steps.min() > 38, np.median(steps) == pytest.approx(50, abs=0.2), steps.max() < 62) == (True, True, True)
    for one in cycles:
        found = one["value"]["rows"]
        assert len({row["detection"] for row in found}) == len(found)
        assert found[0]["time_ns"] == 0
        assert max(row["time_ns"] for row in found) < 11_200_000
