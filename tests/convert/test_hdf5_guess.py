"""What inspect proposes for sensors: convert takes it as it stands, and the numbers are those of the source.

Must not know how rows are read or sealed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt
import pytest

from tests.cli.say import Say
from tests.convert.logs import lost, payloads, rows, taken

pytestmark = pytest.mark.usefixtures("own_home")
RANDOM = np.random.default_rng(3)
STAMPS = 1_600_000_000 + np.arange(4) / 10
Given = dict[str, tuple[npt.NDArray[Any], str]]


def proposed(say: Say, tmp_path: Path, given: Given) -> tuple[Path, Path, dict[str, str]]:
    """A file of these datasets with their units, the mapping that is proposed, and the kind of each channel in it."""
    source, mapping = tmp_path / "in.h5", tmp_path / "m.toml"
    with h5py.File(source, "w") as file:
        for name, (values, unit) in given.items():
            file[name] = values
            if unit:
                file[name].attrs["unit"] = unit
        file["time"] = STAMPS
        file["time"].attrs["unit"] = "s"
    assert say("inspect", source, "-o", mapping)[0] == 0
    channels = tomllib.loads(mapping.read_text()).get("channel", [])
    return source, mapping, {one["name"]: one["kind"] for one in channels}


@pytest.mark.parametrize(("name", "columns"), [("lidar/data", 3), ("velodyne", 4), ("top/pointcloud", 6)])
def test_sweeps_become_clouds(say: Say, tmp_path: Path, name: str, columns: int) -> None:
    points = RANDOM.normal(size=(4, 5, columns)).astype("f4")
    source, mapping, kinds = proposed(say, tmp_path, {name: (points, "")})
    assert kinds == {f"/{name}": "cloud"}
    log, facts = taken(say, tmp_path, source, 0, "--mapping", mapping)
    assert facts["not_taken"] == []
    assert payloads(log, 1) == [sweep.tobytes() for sweep in points]


def test_attributes_speak_too(say: Say, tmp_path: Path) -> None:
    source = tmp_path / "in.h5"
    with h5py.File(source, "w") as file:
        file["front"] = np.zeros((4, 2, 3), dtype="f8")
        file["front"].attrs["sensor"] = "LiDAR, 32 beams"
        file["time"] = STAMPS
    assert 'kind = "cloud"' in say("inspect", source)[1]


@pytest.mark.parametrize(
    ("name", "values", "unit"),
    [
        ("keypoints", np.zeros((4, 5, 3)), ""),
        ("points", np.zeros((4, 5, 2)), ""),
        ("points", np.zeros((4, 5, 3), dtype="i4"), ""),
        ("points", np.zeros((4, 5, 3)), "pixel"),
        ("depth", np.zeros((4, 5, 3)), ""),
    ],
)
def test_what_is_no_cloud(say: Say, tmp_path: Path, name: str, values: npt.NDArray[Any], unit: str) -> None:
    source, mapping, kinds = proposed(say, tmp_path, {name: (values, unit)})
    assert kinds == {f"/{name}": "raw"}
    taken(say, tmp_path, source, 0, "--mapping", mapping)


def test_a_cloud_in_millimetres_is_scaled(say: Say, tmp_path: Path) -> None:
    points = np.array([[[1500, -2000, 250, 7]]] * 4, dtype="f4")
    source, mapping, _ = proposed(say, tmp_path, {"points": (points, "mm")})
    log, _ = taken(say, tmp_path, source, 0, "--mapping", mapping)
    assert np.frombuffer(payloads(log, 1)[0], dtype="<f4").tolist() == [1.5, -2.0, 0.25, 7.0]


@pytest.mark.parametrize(
    ("accel", "gyro", "units", "factors"),
    [
        ("imu/accel", "imu/gyro", ("", ""), (1, 1)),
        ("imu/linear_acceleration", "imu/angular_velocity", ("m/s^2", "rad/s"), (1, 1)),
        ("imu/a", "imu/w", ("m/s^2", "rad/s"), (1, 1)),
        ("imu/accel", "imu/gyro", ("g", "deg/s"), (9.80665, np.pi / 180)),
    ],
)
def test_acceleration_and_rate_are_one_sensor(
    say: Say, tmp_path: Path, accel: str, gyro: str, units: tuple[str, str], factors: tuple[float, float]
) -> None:
    given = {accel: (RANDOM.normal(size=(4, 3)), units[0]), gyro: (RANDOM.normal(size=(4, 3)), units[1])}
    source, mapping, kinds = proposed(say, tmp_path, given)
    assert kinds == {"/imu": "imu"}
    log, facts = taken(say, tmp_path, source, 0, "--mapping", mapping)
    assert lost(facts) == {}
    for number, row in enumerate(rows(say, log, "/imu")):
        for quantity, name, factor in (("acceleration", accel, factors[0]), ("rate", gyro, factors[1])):
            found = [row[f"{quantity}_{axis}"] for axis in "xyz"]
            assert found == (given[name][0][number] * factor).tolist()


def test_what_else_is_in_the_group_stays(say: Say, tmp_path: Path) -> None:
    three = np.ones((4, 3))
    given: Given = {"imu/accel": (three, ""), "imu/gyro": (three, ""), "imu/heat": (np.arange(4.0), "K")}
    source, mapping, kinds = proposed(say, tmp_path, given)
    assert kinds == {"/imu": "imu", "/imu#2": "signals"}
    log, _ = taken(say, tmp_path, source, 0, "--mapping", mapping)
    assert [row["heat"] for row in rows(say, log, "/imu#2")] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "given",
    [
        {"imu/accel": (np.ones((4, 3)), ""), "other/gyro": (np.ones((4, 3)), "")},
        {"imu/accel": (np.ones((4, 3)), "furlong"), "imu/gyro": (np.ones((4, 3)), "")},
        {"imu/accel": (np.ones((4, 2)), ""), "imu/gyro": (np.ones((4, 3)), "")},
        {"imu/accel": (np.ones((4, 3)), ""), "imu/acc_raw": (np.ones((4, 3)), ""), "imu/gyro": (np.ones((4, 3)), "")},
    ],
)
def test_what_is_no_pair(say: Say, tmp_path: Path, given: Given) -> None:
    source, mapping, kinds = proposed(say, tmp_path, given)
    assert set(kinds.values()) == {"signals"}
    taken(say, tmp_path, source, 0, "--mapping", mapping)


def test_a_pair_at_the_top_of_the_file(say: Say, tmp_path: Path) -> None:
    three = np.ones((4, 3))
    assert proposed(say, tmp_path, {"accel": (three, ""), "gyro": (three, "")})[2] == {"/imu": "imu"}


def test_stamps_beside_one_dataset_do_not_hide_the_others(say: Say, tmp_path: Path) -> None:
    source, mapping = tmp_path / "in.h5", tmp_path / "m.toml"
    pictures = RANDOM.integers(0, 255, size=(3, 20, 30, 3), dtype="u1")
    with h5py.File(source, "w") as file:
        file["cam/img"], file["cam/img_ts"] = pictures, 1_600_000_000 + np.arange(3) / 10
        file["cam/gain"] = np.arange(3.0)
        file["vehicle/timestamp"] = (1_600_000_000_000_000 + np.arange(5) * 20_000).astype("i8")
        file["vehicle/timestamp"].attrs["unit"] = "us"
        file["vehicle/speed_kmh"], file["vehicle/steer"] = np.arange(5.0), np.zeros(5)
        file["vehicle/speed_kmh"].attrs["unit"] = "km/h"
        file["cam/lost"] = np.arange(7.0)
    assert say("inspect", source, "-o", mapping)[0] == 0
    found = tomllib.loads(mapping.read_text())
    assert [(one["name"], one["kind"]) for one in found["channel"]] == [
        ("/cam/img", "image"), ("/cam", "signals"), ("/vehicle", "signals"),
    ]  # fmt: skip
    assert [column.get("unit", "1") for column in found["channel"][2]["columns"]] == ["km/h", "1"]
    assert any("cam/lost is left out" in note for note in found["notes"])
    assert any("what has no stamps beside it was guessed" in note for note in found["notes"])
    log, facts = taken(say, tmp_path, source, 3, "--mapping", mapping)
    assert lost(facts) == {("cam/lost", "is in no channel of the mapping"): 1}
    assert [row["gain"] for row in rows(say, log, "/cam")] == [0, 1, 2]
    assert len(payloads(log, 1)) == 3


def test_stamps_beside_every_dataset_leave_nothing_to_guess(say: Say, tmp_path: Path) -> None:
    source = tmp_path / "in.h5"
    with h5py.File(source, "w") as file:
        file["speed"], file["speed_ts"] = np.arange(3.0), STAMPS[:3]
    assert "guessed" not in say("inspect", source)[1]
