"""KITTI: raw drives, sequences and single frames; what their files say comes out of the sealed log.

Must not know how files are read or logs are sealed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from app.convert.kitti import reader as kitti
from app.convert.recording import Choice
from app.kinds.calibration import SensorCalibration
from app.kinds.declared import declared_layout
from app.scene.projection import projected
from app.scene.rigid import inverse, matrix_from, moved
from tests.cli.say import Say
from tests.convert import kitti_tree, real
from tests.convert.boxes import inside
from tests.convert.kitti_tree import DRIVE, LABELS, POINTS, png
from tests.convert.logs import cat, genesis, lost, payloads, rows, taken, told

pytestmark = pytest.mark.usefixtures("own_home")
MIDDAY_NS = 1_317_042_145 * 10**9
"""2011-09-26 13:02:25, had it been UTC."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return kitti_tree.tracking(tmp_path / "source")


def counts(facts: dict[str, Any]) -> dict[str, int]:
    return {channel["name"]: channel["records"] for channel in facts["channels"]}


def calibration(say: Say, log: Path, sensor: str) -> SensorCalibration:
    said = next(one for one in genesis(say, log)["calibration"] if one["sensor"] == sensor)
    return msgspec.convert(said, SensorCalibration)


def vehicle_from(say: Say, log: Path, sensor: str) -> npt.NDArray[np.float64]:
    placed = calibration(say, log, sensor).vehicle_from_sensor
    assert placed is not None
    return matrix_from(placed)


def test_a_sequence(say: Say, tmp_path: Path, source: Path) -> None:
    log, facts = taken(say, tmp_path, source, 0)
    assert facts["format"] == "KITTI tracking benchmark"
    assert counts(facts) == {
        "/image_02": 3, "/velodyne": 3, "/labels": 3, "/labels/source": 2, "/oxts": 3, "/oxts/gnss": 3, "/oxts/imu": 3,
        "/vehicle/state": 3, "/pose": 3,
    }  # fmt: skip
    assert "the source has no times: frames are laid out at 10 Hz from zero" in facts["assumptions"]
    assert {channel["capture"] for channel in facts["channels"]} == {"synthesised"}
    assert [one["t_capture_ns"] for one in cat(say, log, "/velodyne")] == [0, 10**8, 2 * 10**8]
    numbers = {one["name"]: one["id"] for one in genesis(say, log)["channels"]}
    assert payloads(log, numbers["/image_02"]) == [png(0), png(1), png(2)]
    assert payloads(log, numbers["/velodyne"]) == [POINTS.tobytes()] * 3
    assert b"\n".join(payloads(log, numbers["/labels/source"])).decode() + "\n" == LABELS
    names = {one["name"] for one in genesis(say, log)["intake"]["sources"]}
    assert {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()} == names
    assert "P2: 50.0" in told(say, log)["calibration"]


def test_boxes(say: Say, tmp_path: Path, source: Path) -> None:
    """In the source x right, y down, z forward, the middle of the bottom; here x forward, y left, z up, the centre."""
    log, facts = taken(say, tmp_path, source, 0)
    first, second, third = (one["value"] for one in cat(say, log, "/labels"))
    assert (first["frame"], first["origin"]) == ("labels", "annotation")
    van, walker = first["tracks"]
    assert (van["id"], van["classes"]) == ("0", [{"name": "Van"}])
    assert van["centre"] == pytest.approx([10, 1, -0.1])
    assert van["size"] == {"length": 4.4, "width": 1.8, "height": 2.0}
    # rotation_y of -90 degrees looks away from the camera, of 0 to its right
    assert (van["yaw"], walker["yaw"]) == pytest.approx((0, -np.pi / 2))
    assert van["attributes"]["occluded"] == "1"
    assert second["tracks"] == []
    assert third["tracks"][0]["id"] == van["id"]
    assert any("1 regions DontCare" in text for text in facts["assumptions"])
    # 0.3 m ahead of the Velodyne and 0.1 m below it
    assert vehicle_from(say, log, "labels") == pytest.approx(
        np.array([[1, 0, 0, 0.3], [0, 1, 0, 0], [0, 0, 1, -0.1], [0, 0, 0, 1]])
    )


def test_points_appear_in_the_picture(say: Say, tmp_path: Path, source: Path) -> None:
    """Camera 2 sits twice the base to the right of camera 0."""
    log, _ = taken(say, tmp_path, source, 0)
    camera = calibration(say, log, "image_02")
    assert camera.camera is not None
    vehicle_from_camera = vehicle_from(say, log, "image_02")
    assert vehicle_from_camera[:3, 3] == pytest.approx([0.3, -1.0, -0.1])
    points = np.frombuffer(payloads(log, 2)[0], dtype="<f4").reshape(-1, 4)[:, :3].astype(np.float64)
    found = projected(camera.camera, inverse(vehicle_from_camera), points)
    assert found.rows.tolist() == [0, 1]
    assert found.pixels == pytest.approx(np.array([[32 - 50 * 1 / 10, 24], [32 - 50 * 2 / 5, 24]]))


@pytest.mark.parametrize("short", [True, False])
def test_keys_of_calibration_vary(say: Say, tmp_path: Path, source: Path, short: bool) -> None:
    kitti_tree.calibration(source / "calib" / "0000.txt", short=short)
    log, _ = taken(say, tmp_path, source, 0)
    assert vehicle_from(say, log, "imu")[:3, 3] == pytest.approx([-0.8, 0.3, -0.8])


def product(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Of two quaternions w x y z (W. R. Hamilton)."""
    w, v = one[0] * other[0] - one[1:] @ other[1:], one[0] * other[1:] + other[0] * one[1:]
    return np.concatenate([[w], v + np.cross(one[1:], other[1:])])


@pytest.mark.parametrize(
    ("line", "sensor"),
    [
        ("P2: 1 0 0 0 0 1 0 0 1 1 0 0", "image_02"),  # its third row is the sum of the others
        ("R_rect: -1 0 0 0 1 0 0 0 1", "labels"),
        ("R_rect: 1 0 0 0 1 0 0 0 nan", "labels"),
    ],
)
def test_calibration_that_is_none_costs_only_itself(
    say: Say, tmp_path: Path, source: Path, line: str, sensor: str
) -> None:
    path = source / "calib" / "0000.txt"
    key = line.split(maxsplit=1)[0]
    path.write_text("\n".join(line if one.split()[:1] == [key] or one.startswith(key.rstrip(":") + " ") else one
                              for one in path.read_text().splitlines()))  # fmt: skip
    assert line in path.read_text()
    log, facts = taken(say, tmp_path, source, 3)
    assert counts(facts)["/velodyne"] == kitti_tree.FRAMES
    said = {one["sensor"]: one for one in genesis(say, log)["calibration"]}
    assert "camera" not in said.get(sensor, {})


def test_a_drive_is_not_followed_out_of_the_folder_and_its_neighbours_are_not_listed(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = kitti_tree.raw(tmp_path / "raw")
    day = source / "2011_09_26"
    other = kitti_tree.raw(tmp_path / "elsewhere") / "2011_09_26"
    (day / "2011_09_26_drive_0099_sync").symlink_to(other / DRIVE)
    (source / "2011_09_27").symlink_to(other)
    (day / "2011_09_26_drive_0042_sync" / "oxts").mkdir(parents=True)
    seen: list[str] = []
    scan = os.scandir

    def scandir(path: str | Path) -> Any:
        seen.append(Path(path).name)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with kitti.opened(day / DRIVE, Choice()) as recording:
        assert recording.root == day.resolve()
        assert "calib_cam_to_cam.txt" in {path.name for path in recording.sources}
    assert "velodyne_points" in seen
    assert "2011_09_26_drive_0042_sync" not in seen
    status, _, err = say("convert", source, "--dry-run")
    assert (status, f"2011_09_26_drive_0042_sync, {DRIVE}" in err or f"{DRIVE}, 2011" in err) == (65, True)
    assert "0099" not in err


def test_gps_and_imu(say: Say, tmp_path: Path, source: Path) -> None:
    log, facts = taken(say, tmp_path, source, 0)
    fix = rows(say, log, "/oxts/gnss")[0]
    assert (fix["latitude_deg"], fix["longitude_deg"], fix["altitude"], fix["speed"]) == (49.011, 8.422, None, 5.0)
    assert rows(say, log, "/oxts")[0]["alt"] == 112.8
    assert any("does not say above what" in text for text in facts["assumptions"])
    assert fix["course"] == pytest.approx(np.arctan2(4, 3))  # clockwise from north
    assert fix["satellites_used"] == 11
    assert rows(say, log, "/oxts/imu")[0]["acceleration_z"] == 9.8
    assert rows(say, log, "/vehicle/state")[0]["speed"] == 5.0
    assert rows(say, log, "/oxts")[0]["orimode"] == 6
    pose = rows(say, log, "/pose")[0]
    scale = 6378137.0 * np.cos(np.radians(49.011))
    # the IMU sits 0.8 m behind the Velodyne, whose height is 0.8 m more: within a metre or so on the map
    assert pose["x"] == pytest.approx(scale * np.radians(8.422), abs=1.5)
    north = scale * np.arctanh(np.sin(np.radians(49.011)))
    assert pose["y"] == pytest.approx(north, abs=1.5)
    assert pose["z"] == pytest.approx(112.8 + 0.8, abs=0.1)
    # 0.5 rad to the left, then 0.01 with the nose down, then 0.02 to the right side: one turn after the other
    half = {axis: np.eye(4)[0] * np.cos(angle / 2) + np.eye(4)[axis] * np.sin(angle / 2)
            for axis, angle in ((1, 0.02), (2, 0.01), (3, 0.5))}  # fmt: skip
    turned = product(product(half[3], half[2]), half[1])
    assert [pose[f"q{part}"] for part in "wxyz"] == pytest.approx(turned)
    assert product(turned, product(np.array([0, 1.0, 0, 0]), turned * [1, -1, -1, -1]))[1:3] == pytest.approx(
        [np.cos(0.5) * np.cos(0.01), np.sin(0.5) * np.cos(0.01)]
    )
    assert any("the pose was reckoned" in text for text in facts["assumptions"])


def test_one_of_several_sequences(say: Say, tmp_path: Path) -> None:
    root = tmp_path / "data"
    kitti_tree.tracking(root / "training", names=("0000", "0001"))
    status, _, err = say("convert", root, "--dry-run")
    assert (status, "training/0000, training/0001; say which with --part" in err) == (65, True)
    _, facts = taken(say, tmp_path, root, 0, "--part", "training/0001")
    assert facts["not_taken"] == []


def test_counts_that_disagree(say: Say, tmp_path: Path, source: Path) -> None:
    (source / "velodyne" / "0000" / "000001.bin").unlink()
    (source / "image_02" / "0000" / "000002.png").write_bytes(b"")
    with (source / "label_02" / "0000.txt").open("a") as file:
        file.write(LABELS.splitlines()[-1].replace("2 0 Van", "4 0 Van") + "\n")
    log, facts = taken(say, tmp_path, source, 3)
    assert lost(facts) == {
        ("velodyne", "a frame without a file"): 3,
        ("image_02", "a frame without a file"): 3,
        ("image_02/0000/000002.png", "is empty"): 1,
    }
    assert [one["t_capture_ns"] for one in cat(say, log, "/velodyne")] == [0, 2 * 10**8]
    assert counts(facts)["/labels"] == 5


def test_traps(say: Say, tmp_path: Path, source: Path) -> None:
    (source / "velodyne" / "0000" / "000000.bin").write_bytes(POINTS.tobytes()[:-1])
    (source / "image_02" / "0000" / "000000.png").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    (source / "image_02" / "0000" / "000001.png").write_bytes(b"BM")
    (source / "image_02" / "0000" / "preview.png").write_bytes(png(1))
    bad = [
        "0 7 Car 0 0",
        "x 7 Car" + " 1" * 14,
        "0 7 Car" + " 1" * 13 + " one",
        "1 7 Car" + " 1" * 7 + " -1 1 1 1 1 1 1",
    ]
    bad += [
        "999999999 7 Car 0 0 0 1 1 1 1 1 1 1 1 1 1 0",
        "2003 7 Car 0 0 0 1 1 1 1 1 1 1 1 1 1 0",
        "1 7 Car 0 0 0 1 1 1 1 1 1 1 -1000 -1000 -1000 0",
        "1 7 Car 0 0 0 1 1 1 1 nan 1 1 1 1 1 0",
    ]
    (source / "label_02" / "0000.txt").write_text("\n".join([*bad, LABELS]))
    (source / "oxts" / "0000.txt").write_text("1 2 3\n" + "\n".join([kitti_tree.OXTS] * 2))
    log, facts = taken(say, tmp_path, source, 3)
    assert lost(facts) == {
        ("/velodyne", "velodyne/0000/000000.bin: 47 bytes are no whole points of 16"): 1,
        ("image_02/0000/000000.png", "is a pointer of Git LFS and not the file itself; `git lfs pull` fetches it"): 1,
        ("image_02", "a frame without a file"): 1,
        ("/image_02", "image_02/0000/000001.png: is no PNG"): 1,
        ("image_02/0000/preview.png", "is in no channel"): 1,
        ("/labels", "a line that is no label of 17 or 18 columns"): 2,
        ("/labels", "a label with something else than a number"): 1,
        ("/labels", "a label without a box in space"): 3,
        ("/labels", "lines of a frame far beyond the last that was recorded"): 2,
        ("oxts/0000.txt", "a line without 30 numbers"): 1,
    }
    assert len(rows(say, log, "/oxts")) == 2


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("R_rect 1 0 0 0 1 0 0 0 1", "R_rect 1 0", "no R0_rect or R_rect"),
        ("Tr_velo_cam 0 -1 0 0", "Tr_velo_cam 0 -2 0 0", "rect_from_velodyne is no rotation"),
        ("Tr_imu_velo 1 0 0", "Tr_imu_velo nan 0 0", "velodyne_from_imu is no rotation"),
        ("P2: 50.0", "P2: -50.0", "no lens of camera 2"),
    ],
)
def test_calibration_that_is_none(say: Say, tmp_path: Path, source: Path, old: str, new: str, why: str) -> None:
    path = source / "calib" / "0000.txt"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    _, facts = say.json("convert", source, "--dry-run")
    assert any(why in said for _, said in lost(facts))


def test_sweeps_as_pcd_beside_no_sequence(say: Say, tmp_path: Path, source: Path) -> None:
    """As some redistribute them: with the library's zeros at the end."""
    for path in (source / "velodyne" / "0000").iterdir():
        path.unlink()
    (source / "velodyne" / "0000").rmdir()
    (source / "velodyne").rename(source / "velodyne_pcd")
    header = ("VERSION 0.7\nFIELDS x y z intensity\nSIZE 4 4 4 4\nTYPE F F F F\nCOUNT 1 1 1 1\nWIDTH 3\nHEIGHT 1\n"
              "VIEWPOINT 0 0 0 1 0 0 0\nPOINTS 3\nDATA binary\n")  # fmt: skip
    for frame in range(3):
        (source / "velodyne_pcd" / f"{frame:010}.pcd").write_bytes(header.encode() + POINTS.tobytes() + bytes(99))
    log, facts = taken(say, tmp_path, source, 0)
    assert "sweeps in velodyne_pcd are taken as those of sequence 0000" in facts["assumptions"]
    assert payloads(log, 2) == [POINTS.tobytes()] * 3


def test_a_frame_of_the_object_benchmark(say: Say, tmp_path: Path) -> None:
    source = kitti_tree.objects(tmp_path / "data" / "training", names=("000000", "000007"))
    status, _, err = say("convert", source.parent, "--dry-run")
    assert (status, "training/000000, training/000007" in err) == (65, True)
    log, facts = taken(say, tmp_path, source, 0, "--part", "000007")
    assert facts["format"] == "KITTI object benchmark"
    assert facts["not_taken"] == []
    assert counts(facts) == {"/image_02": 1, "/velodyne": 1, "/labels": 1, "/labels/source": 1}
    tracks = cat(say, log, "/labels")[0]["value"]["tracks"]
    assert [(one["id"], one["classes"][0]["name"]) for one in tracks] == [("1", "Van"), ("2", "Pedestrian")]
    assert genesis(say, log)["vehicle"]["id"] == "KITTI 000007"


def test_a_raw_drive(say: Say, tmp_path: Path) -> None:
    source = kitti_tree.raw(tmp_path / "raw")
    log, facts = taken(say, tmp_path, source, 3)
    # as in real drives, a sweep is missing though its stamp is there
    assert lost(facts) == {(f"{DRIVE}/velodyne_points", "a stamp without a file"): 1}
    assert counts(facts) == {
        "/image_02": 3, "/velodyne": 2, "/velodyne/turn": 2, "/oxts": 3, "/oxts/gnss": 3, "/oxts/imu": 3,
        "/vehicle/state": 3, "/pose": 3, "/tracklets": 3,
    }  # fmt: skip
    sweeps = cat(say, log, "/velodyne")
    assert [one["t_capture_ns"] - MIDDAY_NS for one in sweeps] == [500_000_000, 700_000_000]
    assert cat(say, log, "/image_02")[1]["t_capture_ns"] - MIDDAY_NS == 610_000_000
    turn = rows(say, log, "/velodyne/turn")[1]
    assert (turn["start_ns"] - MIDDAY_NS, turn["end_ns"] - MIDDAY_NS) == (650_000_000, 750_000_000)
    assert any("no time zone" in text for text in facts["assumptions"])
    said = genesis(say, log)
    assert "epoch" not in said["clocks"][1]
    assert "utc_offset_ns" not in said["clocks"][1]
    assert vehicle_from(say, log, "image_02")[:3, 3] == pytest.approx([0.3, -1.0, -0.1])
    lens = calibration(say, log, "image_02").camera
    assert lens is not None
    assert (lens.width, lens.height, lens.distortion_model) == (64, 48, "none")


def test_tracklets(say: Say, tmp_path: Path) -> None:
    log, facts = taken(say, tmp_path, kitti_tree.raw(tmp_path / "raw"), 3)
    none, first, second = (one["value"]["tracks"] for one in cat(say, log, "/tracklets"))
    assert none == []
    assert (first[0]["id"], first[0]["centre"], first[0]["yaw"]) == ("0", [10, 1, -0.95], 0.25)
    assert (second[0]["centre"][0], second[0]["attributes"]["state"]) == (11, "interpolated")
    assert "boxes got the stamps of velodyne_points" in facts["assumptions"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "ha">]><boost_serialization/>', "has a document type"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16"), "has a document type"),
        (b"<boost_serialization><tracklets>", "is no whole XML"),
        (b"<a><tracklets><item><h>1</h></item></tracklets></a>", "without a class"),
        (kitti_tree.TRACKLETS.replace("<first_frame>1<", "<first_frame>999999999<").encode(), "without a stamp"),
    ],
)
def test_tracklets_that_are_none(say: Say, tmp_path: Path, text: bytes, why: str) -> None:
    source = kitti_tree.raw(tmp_path / "raw")
    (source / "2011_09_26" / DRIVE / "tracklet_labels.xml").write_bytes(text)
    status, facts = say.json("convert", source, "--dry-run")
    assert status == 3
    assert any(where == "/tracklets" and why in said for where, said in lost(facts))


def test_an_extracted_drive_is_not_rectified(say: Say, tmp_path: Path) -> None:
    source = kitti_tree.raw(tmp_path / "raw")
    drive = source / "2011_09_26" / DRIVE
    drive = drive.rename(drive.with_name(DRIVE.replace("sync", "extract")))
    text = " ".join(str(number) for number in POINTS.reshape(-1).tolist())
    (drive / "velodyne_points" / "data" / "0000000000.bin").unlink()
    (drive / "velodyne_points" / "data" / "0000000002.bin").unlink()
    for frame in (0, 1):
        (drive / "velodyne_points" / "data" / f"{frame:010}.txt").write_text(text)
    log, facts = taken(say, tmp_path, drive, 3)
    lens = calibration(say, log, "image_02").camera
    assert lens is not None
    assert (lens.distortion_model, lens.distortion) == ("brown_conrady", (-0.1, 0.01, 0, 0, 0.001))
    numbers = {one["name"]: one["id"] for one in genesis(say, log)["channels"]}
    assert payloads(log, numbers["/velodyne"])[0] == POINTS.tobytes()
    assert any("not rectified" in told_ for told_ in facts["assumptions"])


def test_stamps_of_a_raw_drive(say: Say, tmp_path: Path) -> None:
    """Duplicate and backwards ones stay; a line that is none costs its frame; none at all are refused beside others."""
    source = kitti_tree.raw(tmp_path / "raw")
    path = source / "2011_09_26" / DRIVE / "image_02" / "timestamps.txt"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[1], lines[1], lines[0]]))
    _, facts = taken(say, tmp_path, source, 3)
    image = next(channel for channel in facts["channels"] if channel["name"] == "/image_02")
    assert (image["duplicates"], image["regressions"]) == (1, 1)
    path.write_text("\n".join([lines[0], "2011-13-26 13:02:25", lines[2], "", ""]))
    _, facts = say.json("convert", source, "--dry-run")
    assert lost(facts)[f"{DRIVE}/image_02/timestamps.txt", "a line that is no time"] == 1
    assert lost(facts)[f"{DRIVE}/image_02", "a file without a stamp"] == 1
    path.unlink()
    status, _, err = say("convert", source, "--dry-run")
    assert (status, "nobody can tell which came first" in err) == (65, True)
    for path in (source / "2011_09_26" / DRIVE).rglob("timestamps*.txt"):
        path.unlink()
    _, facts = say.json("convert", source, "--dry-run")
    assert {channel["capture"] for channel in facts["channels"]} == {"synthesised"}


def test_what_is_no_kitti(say: Say, tmp_path: Path) -> None:
    (tmp_path / "calib").mkdir()
    (tmp_path / "calib" / "0000.txt").write_text("P0: 1")
    status, _, err = say("convert", tmp_path, "--format", "kitti", "--dry-run")
    assert (status, "is in no layout of KITTI" in err) == (65, True)
    (tmp_path / "velodyne").mkdir()
    status, _, err = say("convert", tmp_path, "--dry-run")
    assert (status, "nothing can be taken in" in err) == (65, True)


def test_the_real_sequence(say: Say, tmp_path: Path) -> None:
    """Five sweeps of 154 frames: the points inside the boxes of frame 0."""
    log, facts = taken(say, tmp_path, real.folder("kitti_tracking_0000"), 3)
    assert lost(facts)["velodyne", "a frame without a file"] == 149
    said = genesis(say, log)
    channels = {one["name"]: one for one in said["channels"]}
    layout = declared_layout(channels["/velodyne"]["fields"])
    points = np.frombuffer(payloads(log, channels["/velodyne"]["id"])[0], dtype=layout.dtype)
    assert len(points) == 123_398
    vehicle = np.stack([points[axis] for axis in "xyz"], axis=1).astype(np.float64)
    labelled = moved(inverse(vehicle_from(say, log, "labels")), vehicle)
    records = cat(say, log, "/labels")
    assert len(records) == 154
    found = {one["classes"][0]["name"]: inside(labelled, one) for one in records[0]["value"]["tracks"]}
    assert found == {"Van": 1093, "Cyclist": 883, "Pedestrian": 309}
    assert sum(len(one["value"]["tracks"]) for one in records) == 243 + 154 + 22 + 292
    assert json.dumps(told(say, log)["calibration"]).count("P2") == 1


@pytest.mark.parametrize("text", ["2011-09-26 99:99:60.5", "2011-09-26 24:00:00", "2011-09-26 13:60:00"])
def test_hours_and_minutes_that_are_none(say: Say, tmp_path: Path, text: str) -> None:
    source = kitti_tree.raw(tmp_path / "raw")
    path = source / "2011_09_26" / DRIVE / "image_02" / "timestamps.txt"
    path.write_text("\n".join([text, *path.read_text().splitlines()[1:]]))
    log, facts = taken(say, tmp_path, source, 3)
    assert lost(facts)[f"{DRIVE}/image_02/timestamps.txt", "a line that is no time"] == 1
    assert cat(say, log, "/image_02")[0]["t_capture_ns"] == MIDDAY_NS + 610_000_000
