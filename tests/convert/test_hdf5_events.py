"""HDF5 with event cameras, packets and radar cycles: several rows of the source are one record.

Must not know how rows are read or sealed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from tests.cli.say import Say
from tests.convert import layouts
from tests.convert.logs import cat

pytestmark = pytest.mark.usefixtures("own_home")


def rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a record as it was printed."""
    told: list[dict[str, Any]] = found["value"]["rows"]
    return told


def test_mvsec_events_go_with_their_pictures(say: Say, tmp_path: Path) -> None:
    status, facts = say.json("convert", layouts.mvsec_events(tmp_path / "in.h5"), "-o", tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    found = cat(say, tmp_path / "out.h5", "/davis/left/events")
    assert [[row["x"] for row in rows(one)] for one in found] == [[0, 1, 2], [3, 4, 5], [6, 7]]
    since = [one["t_capture_ns"] - 1_500_000_000 * 10**9 for one in found]
    assert since == pytest.approx([0, 30_000_000, 60_000_000], abs=200)  # of the first event in each


def test_dsec_events_are_taken_by_their_index(say: Say, tmp_path: Path) -> None:
    status, facts = say.json("convert", layouts.dsec(tmp_path / "events.h5"), "-o", tmp_path / "out")
    assert (status, facts["not_taken"], facts["format"]) == (0, [], "hdf5, DSEC")
    found = cat(say, tmp_path / "out.h5", "/events")
    assert [len(rows(one)) for one in found] == [20, 20, 20, 10]
    assert [one["t_capture_ns"] - 49_599_300_523_000 for one in found] == [0, 10_000_000, 20_000_000, 30_000_000]
    assert [row["x"] for one in found for row in rows(one)] == list(range(70))


def test_m3ed(say: Say, tmp_path: Path) -> None:
    status, facts = say.json("convert", layouts.m3ed(tmp_path / "car.h5"), "-o", tmp_path / "out")
    assert status == 3
    assert [one["where"] for one in facts["not_taken"]] == ["ouster/metadata"]
    log = tmp_path / "out.h5"
    kinds = {channel["name"]: (channel["kind"], channel["records"]) for channel in facts["channels"]}
    assert kinds == {
        "/prophesee/left": ("signals", 5), "/ovc/left": ("image", 2), "/ovc/rgb": ("image", 2),
        "/ovc/imu": ("imu", 3), "/ouster": ("raw", 2), "/ouster/sweep_end": ("signals", 2),
    }  # fmt: skip
    sweep = cat(say, log, "/ouster")[1]
    assert (sweep["t_capture_ns"], sweep["bytes"]) == (101_000_000, 132)
    assert rows(cat(say, log, "/ouster/sweep_end")[1])[0]["sweep_end"] == 199_000
    assert {one["arrival"] for one in facts["channels"]} == {"assumed"}
    assert rows(cat(say, log, "/ovc/imu")[1])[0]["acceleration_z"] == 105.0


def test_radar_cycles_are_records(say: Say, tmp_path: Path) -> None:
    status, facts = say.json("convert", layouts.radar_scenes(tmp_path / "sequence_1"), "-o", tmp_path / "out")
    assert (status, facts["format"]) == (3, "hdf5, RadarScenes")
    assert [(one["where"], one["count"]) for one in facts["not_taken"]] == [("scenes.json", 1)]
    found = cat(say, tmp_path / "out.h5", "/radar")
    assert [[row["range"] for row in rows(one)] for one in found] == [[0, 1, 2], [3, 4], [5]]
    assert [one["t_capture_ns"] for one in found] == [156_862_647_501_000, 156_862_665_000_000, 1000]
    assert rows(cat(say, tmp_path / "out.h5", "/odometry")[0])[0]["speed"] == 8.5
    assert any("uuid" in text for text in facts["assumptions"])


def test_ecal_6(say: Say, tmp_path: Path) -> None:
    status, facts = say.json("convert", layouts.ecal_6(tmp_path / "drive.hdf5"), "-o", tmp_path / "out")
    assert status == 3  # the texts that tell the type
    assert {one["where"].rsplit("/", 1)[-1] for one in facts["not_taken"]} == {
        "TypeName",
        "TypeEncoding",
        "TypeDescriptor",
    }
    found = cat(say, tmp_path / "out.h5", "car/pose#1F")
    assert [one["bytes"] for one in found] == [1, 2, 3]
    assert [one["t_arrival_ns"] - one["t_capture_ns"] for one in found] == [10_000] * 3


@pytest.mark.parametrize(
    ("starts", "sizes", "lost"),
    [
        ([0, 2, 2, 5], [2, 3, 5], {}),
        ([3, 1, 99, -1], [2, 7], {"starts that name no row": 2, "rows before the first start": 1}),
        ([4], [6], {"rows before the first start": 4}),
    ],
)
def test_starts_out_of_order_cost_nothing_but_what_they_miss(
    say: Say, tmp_path: Path, starts: list[int], sizes: list[int], lost: dict[str, int]
) -> None:
    source, mapping = tmp_path / "s.h5", tmp_path / "m.toml"
    with h5py.File(source, "w") as file:
        file["v"], file["t"] = np.arange(10.0), np.arange(10.0)
        file["starts"] = np.array(starts)
    mapping.write_text(
        '[[channel]]\nname = "/v"\nkind = "signals"\ncodec = "rows"\ntime = { dataset = "t" }\n'
        'starts = { dataset = "starts" }\ncolumns = [{ dataset = "v", name = "v" }]\n'
    )
    _, facts = say.json("convert", source, "--mapping", mapping, "-o", tmp_path / "out")
    assert {one["why"]: one["count"] for one in facts["not_taken"]} == lost
    found = cat(say, tmp_path / "out.h5", "/v")
    assert [len(rows(one)) for one in found] == sizes
    first = [rows(one)[0]["v"] for one in found]
    assert [one["t_capture_ns"] for one in found] == [int(value * 10**9) for value in first]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('joined = true\nstarts = { dataset = "t" }', "not both"),
        ('starts = { dataset = "v" }', "holds float64 and no rows"),
        ('starts = { dataset = "nowhere" }', "there is no dataset"),
    ],
)
def test_joints_that_do_not_fit(say: Say, tmp_path: Path, line: str, error: str) -> None:
    source, mapping = tmp_path / "s.h5", tmp_path / "m.toml"
    with h5py.File(source, "w") as file:
        file["v"], file["t"] = np.arange(10.0), np.arange(10)
    mapping.write_text(
        f'[[channel]]\nname = "/v"\nkind = "signals"\ncodec = "rows"\ntime = {{ dataset = "t" }}\n{line}\n'
        'columns = [{ dataset = "v", name = "v" }]\n'
    )
    status, _, err = say("convert", source, "--mapping", mapping, "--dry-run")
    assert (status, error in err) == (65, True)


def test_pictures_cannot_be_joined(say: Say, tmp_path: Path) -> None:
    source, mapping = tmp_path / "s.h5", tmp_path / "m.toml"
    with h5py.File(source, "w") as file:
        file["v"], file["t"] = np.zeros((4, 16, 16), dtype="u1"), np.array([0, 0, 1, 1])
    mapping.write_text(
        '[[channel]]\nname = "/v"\nkind = "image"\ncodec = "png"\ntime = { dataset = "t" }\njoined = true\n'
        'dataset = "v"\naxes = "hw"\n'
    )
    status, _, err = say("convert", source, "--mapping", mapping, "--dry-run")
    assert (status, "only rows of columns" in err) == (65, True)


@pytest.mark.parametrize("origin", [np.arange(3), np.array([np.nan])])
def test_an_origin_is_one_number(say: Say, tmp_path: Path, origin: Any) -> None:
    with h5py.File(layouts.dsec(tmp_path / "events.h5"), "a") as file:
        del file["t_offset"]
        file["t_offset"] = origin
    status, _, err = say("convert", tmp_path / "events.h5", "--dry-run")
    assert (status, "number" in err) == (65, True)
