"""Frames of Waymo's perception data, held against points and pixels that were reckoned by hand.

Must not know how files are framed.
"""

from __future__ import annotations

import math
import zlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from app.convert.recording import Choice
from app.convert.waymo import range_image as waymo_range_image
from app.convert.waymo.range_image import RangeImageError, beams, matrix
from app.convert.waymo.reader import opened
from app.kinds.calibration import SensorCalibration
from app.scene.projection import projected
from app.scene.rigid import inverse, matrix_from
from tests.cli.say import Say
from tests.convert.logs import cat, genesis, lost, payloads, rows, told
from tests.convert.waymo_files import framed, message
from tests.convert.waymo_frame_files import (
    FIRST_US,
    STEP_US,
    context,
    frame,
    front_laser,
    jpeg,
    label,
    packed,
    pixel_poses,
    pose,
    ranges,
    top_laser,
)

pytestmark = pytest.mark.usefixtures("own_home")
FIRST_NS, STEP_NS = FIRST_US * 1000, STEP_US * 1000
USUAL = {
    ("lasers", "where the points of a return lie in pictures, is in no channel"): 2,
    ("map", "stretches of a lane along which a line or an edge runs, are in no channel"): 1,
    ("map", "stretches of a lane beside another, are in no channel"): 2,
    ("map", "a feature of a sort that is not known"): 1,
    ("map", "a point that is no number"): 1,
}


def taken(say: Say, tmp_path: Path, *frames: Any, status: int = 3) -> tuple[Path, dict[str, Any]]:
    path = tmp_path / "segment-1_with_camera_labels.tfrecord"
    path.write_bytes(framed(*(one.SerializeToString() for one in frames)))
    found, facts = say.json("convert", path, "-o", tmp_path / "out.h5", "--force")
    assert found == status, facts
    return tmp_path / "out.h5", facts


def test_everything_is_taken_and_the_rest_is_counted(say: Say, tmp_path: Path) -> None:
    log, facts = taken(say, tmp_path, frame(0), frame(1))
    assert {one["name"]: one["records"] for one in facts["channels"]} == {
        "/camera/side_left": 2, "/camera/side_left/pose": 2, "/camera/side_left/shutter": 2, "/lidar/front": 2,
        "/lidar/top": 2, "/pose": 2, "/labels": 2, "/map": 1, "/map/offset": 2, "/environment": 1,
    }  # fmt: skip
    assert {one["name"] for one in facts["channels"] if one["capture"] != "measured"} == {"/map"}
    assert lost(facts) == USUAL
    assert told(say, log)["rolling_shutter"] == {"camera_side_left": "left_to_right"}
    said = genesis(say, log)
    assert (said["vehicle"]["id"], said["clocks"][-1]["epoch"]) == ("Waymo drive", "unix_utc")
    assert cat(say, log, "/environment")[0]["value"] == {
        "weather": {"condition": "sunny"}, "light": {"condition": "dawn/dusk"}, "source": "data set",
    }  # fmt: skip
    assert rows(say, log, "/map/offset")[1] == {"x": 0.1, "y": 0.2, "z": 0.3}


def test_pictures_are_the_same_bytes_at_their_own_stamps(say: Say, tmp_path: Path) -> None:
    log, _ = taken(say, tmp_path, frame(0), frame(1))
    assert payloads(log, 1) == [jpeg(0), jpeg(1)]
    stamps = [one["t_capture_ns"] for one in cat(say, log, "/camera/side_left")]
    assert stamps == pytest.approx([FIRST_NS + 50_000_000, FIRST_NS + STEP_NS + 50_000_000], abs=300)
    shutter = rows(say, log, "/camera/side_left/shutter")[0]
    assert shutter["camera_readout_done_time"] - shutter["camera_trigger_time"] == pytest.approx(0.06, abs=1e-6)
    assert shutter["shutter"] == 0.01


def test_poses_and_velocities(say: Say, tmp_path: Path) -> None:
    """It heads along y of the global frame: what moves along y there moves ahead, what turns about x its left side."""
    log, _ = taken(say, tmp_path, frame(0), frame(1))
    own = rows(say, log, "/pose")[1]
    assert [own[one] for one in ("x", "y", "z")] == [100, 201, 0]
    assert 2 * math.atan2(own["qz"], own["qw"]) == pytest.approx(math.pi / 2)
    picture = rows(say, log, "/camera/side_left/pose")[0]
    assert (picture["y"], picture["velocity_x"], picture["velocity_y"], picture["velocity_z"]) == pytest.approx(
        (200.5, 10, 0, 0.5), abs=1e-6
    )
    assert [picture[f"rate_{axis}"] for axis in "xyz"] == pytest.approx([0.2, -0.1, 0.3])


def test_points_of_a_lidar_without_poses(say: Say, tmp_path: Path) -> None:
    """One column looks backwards half a turn on: straight ahead. Beams at -0.1 and 0.1 rad, the upper in row 0."""
    log, _ = taken(say, tmp_path, frame(0))
    points = cat(say, log, "/lidar/front")[0]["value"]["rows"]
    for point, elevation in zip(points, (0.1, -0.1), strict=True):
        place = [point[axis] for axis in "xyz"]
        assert place == pytest.approx([4 + 2 * math.cos(elevation), 0, 1 + 2 * math.sin(elevation)], abs=1e-6)
    assert [(point["ring"], point["column"], point["return"]) for point in points] == [(0, 0, 1), (1, 0, 1)]
    assert (points[0]["intensity"], points[0]["elongation"], points[0]["range"]) == (0.25, 0.5, 2)
    assert points[0]["no_label_zone"] == 1


def test_points_of_the_top_lidar(say: Say, tmp_path: Path) -> None:
    """Four columns look at 135, 45, -45 and -135 degrees of the vehicle, however the LiDAR is turned in it.

    The vehicle is where the frame says at columns 0, 1 and 3; at column 2 it is pitched and 1 m short of it.
    """
    log, _ = taken(say, tmp_path, frame(0), frame(1))
    for record in cat(say, log, "/lidar/top"):
        points = record["value"]["rows"]
        assert [(one["ring"], one["column"], one["return"]) for one in points] == [
            (0, 1, 1), (1, 2, 1), (1, 3, 1), (0, 1, 2),
        ]  # fmt: skip
        place = np.array([[one[axis] for axis in "xyz"] for one in points])
        side = math.sqrt(0.5)
        assert place[0] == pytest.approx([1 + 10 * side, 10 * side, 2], abs=1e-4)
        assert place[3] == pytest.approx([1 + 12 * side, 12 * side, 2], abs=1e-4)
        low, up = math.cos(0.5), math.sin(0.5)
        assert place[2] == pytest.approx([1 - 5 * low * side, -5 * low * side, 2 - 5 * up], abs=1e-4)
        # at column 2 as the vehicle was then: nose down by 0.1 rad, rolled by 0.05, and 1 m further back
        then = [1 + 20 * low * side, -20 * low * side, 2 - 20 * up]
        turned = Rotation.from_euler("ZYX", [0, 0.1, 0.05]).apply(then)
        assert place[1] == pytest.approx([turned[0] - 1, turned[1], turned[2]], abs=1e-4)


def test_the_camera_looks_to_the_left(say: Say, tmp_path: Path) -> None:
    """From 1 m ahead and 1.5 m up: what is 10 m to the left is in the middle; what is ahead of it, to the right."""
    log, _ = taken(say, tmp_path, frame(0))
    sensors = {one["sensor"]: msgspec.convert(one, SensorCalibration) for one in genesis(say, log)["calibration"]}
    assert set(sensors) == {"camera_side_left", "lidar_top", "lidar_front"}
    camera = sensors["camera_side_left"]
    assert camera.camera is not None
    assert camera.vehicle_from_sensor is not None
    points = np.array([[1.0, 10, 1.5], [2.0, 10, 1.5], [1.0, 10, 2.5], [1.0, -10, 1.5]])
    found = projected(camera.camera, inverse(matrix_from(camera.vehicle_from_sensor)), points)
    assert found.rows.tolist() == [0, 1, 2]
    # pixels there begin at the edge of the first one, here at its centre
    assert found.pixels.tolist() == pytest.approx(np.array([[31.5, 23.5], [36.5, 23.5], [31.5, 18.5]]))
    mounted = sensors["lidar_top"].vehicle_from_sensor
    assert mounted is not None
    assert matrix_from(mounted)[:3, 3].tolist() == [1, 0, 2]
    assert (sensors["lidar_top"].beams, sensors["lidar_front"].beams) == (2, None)


def test_labels(say: Say, tmp_path: Path) -> None:
    log, _ = taken(say, tmp_path, frame(0))
    found = cat(say, log, "/labels")[0]["value"]
    assert (found["frame"], found["origin"]) == ("vehicle", "annotation")
    (car,) = found["tracks"]
    assert (car["id"], car["centre"], car["classes"], car["yaw"]) == ("car", [10, 2, 1], [{"name": "vehicle"}], 0.5)
    assert (car["size"], car["points"]) == ({"length": 4.5, "width": 2.0, "height": 1.5}, 7)
    # global (1, 3) of a vehicle that heads along y: 3 ahead, 1 to the right
    assert car["velocity"] == [pytest.approx(3), pytest.approx(-1), None]
    assert car["acceleration"] == [pytest.approx(2), pytest.approx(0, abs=1e-9), None]
    assert car["attributes"] == {"detection_difficulty_level": "level_2", "most_visible_camera": "FRONT"}


def test_what_is_only_counted(say: Say, tmp_path: Path) -> None:
    boxes = [{"name": 1, "labels": [{"id": "a"}, {"id": "b"}]}]
    top = top_laser(0)
    top["ri_return1"] |= {"range_image_flow_compressed": b"x", "segmentation_label_compressed": b"x", "range_image": {}}
    odd = frame(
        0, lasers=[top], camera_labels=boxes, projected_lidar_labels=boxes, no_label_zones=[{}],
        laser_labels=[label("a", camera_synced_box={}, laser_keypoints={}, num_top_lidar_points_in_box=3)],
        images=[{"name": 1, "image": jpeg(0), "camera_segmentation_label": {}}],
    )  # fmt: skip
    log, facts = taken(say, tmp_path, odd)
    assert lost(facts) == USUAL | {
        ("lasers", "where the points of a return lie in pictures, is in no channel"): 1,
        ("lasers", "the flow of the points of a return, is in no channel"): 1,
        ("lasers", "labels of the points of a return, is in no channel"): 1,
        ("lasers", "a return in the form of before 2019, is in no channel"): 1,
        ("images", "a segmented picture, is in no channel"): 1,
        ("camera_labels", "a box in a picture, is in no channel"): 2,
        ("projected_lidar_labels", "a box in a picture, is in no channel"): 2,
        ("no_label_zones", "a zone that nobody labelled, is in no channel"): 1,
        ("/labels", "key points of a person, are in no channel"): 1,
        ("/labels", "the box of a label at the moment of a picture, is in no channel"): 1,
        ("/camera/front/pose", "a pose that is no rotation with a place"): 1,
    }
    assert any("1 pictures have no stamp within 10 s" in text for text in facts["assumptions"])
    assert cat(say, log, "/camera/front")[0]["t_capture_ns"] == FIRST_NS
    assert cat(say, log, "/labels")[0]["value"]["tracks"][0]["attributes"]["points_of_lidar_top"] == "3"


def lasers(**more: Any) -> dict[str, Any]:
    """A frame's members with a top LiDAR of other members."""
    top = top_laser(0)
    top["ri_return1"] |= more
    return {"lasers": [top, front_laser()]}


UNMOUNTED = context("drive") | {"laser_calibrations": [{"name": 1, "extrinsic": {"transform": [1.0] * 16}}]}
FEW_BEAMS = context("drive")
FEW_BEAMS["laser_calibrations"] = [FEW_BEAMS["laser_calibrations"][0] | {"beam_inclinations": [0.0]}]


@pytest.mark.parametrize(
    ("members", "why"),
    [
        (lasers(range_image_compressed=b"no zlib"), "a sweep that cannot be unpacked: Error -3"),
        (lasers(range_image_compressed=packed(ranges((0, 1, 10.0)))[:-5]), "a sweep that is cut off"),
        (lasers(range_image_compressed=zlib.compress(b"\x0b")), "is no matrix: it has a member of a sort"),
        (lasers(range_image_compressed=zlib.compress(b"\x0a\xff")), "is no matrix: it is cut off"),
        (lasers(range_image_compressed=zlib.compress(b"\x0a\x7f")), "a sweep that is no matrix"),
        (lasers(range_image_compressed=zlib.compress(b"\x0a\x03abc")), "a sweep that has a number that is cut off"),
        (lasers(range_image_compressed=zlib.compress(b"\x12\x02\x0a\xff")), "is no matrix: it is no MatrixShape"),
        (
            lasers(range_image_compressed=zlib.compress(b"\x12\x02\x08\x05")),
            "a sweep that has 0 numbers where its shape",
        ),
        (lasers(range_image_compressed=packed(np.zeros((2, 4, 2)))), "a sweep that has 16 numbers where its shape"),
        (lasers(range_image_pose_compressed=packed(pixel_poses(0, 2, 3))), "poses for another number of beams"),
        (
            lasers(range_image_pose_compressed=packed(np.zeros((2, 4, 3)))),
            "a sweep that has 24 numbers where its shape",
        ),
        ({"pose": pose(0, 0, 0) | {"transform": [1.0] * 16}}, "its frame has none"),
        ({"lasers": [{"name": 1}]}, "a sweep that has no range image"),
        ({"lasers": [{"name": 5}]}, "a sweep that is of a LiDAR without a mounting"),
        ({"context": UNMOUNTED}, "a sweep that is of a LiDAR without a mounting"),
        ({"context": FEW_BEAMS}, "a sweep that has 2 rows, but the calibration tells the elevation of 1"),
    ],
)
def test_sweeps_that_are_none(say: Say, tmp_path: Path, members: dict[str, Any], why: str) -> None:
    log, facts = taken(say, tmp_path, frame(0, **members), frame(1))
    found = [reason for (where, reason), count in lost(facts).items() if where in ("/lidar/top", "/lidar/rear")]
    assert [why in reason for reason in found] == [True]
    # the other frame is whole, and the log too
    assert len(cat(say, log, "/lidar/top")) == 1


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zlib.compress(bytes(200 << 20), 9)
    assert len(bomb) < 300_000
    with pytest.raises(RangeImageError, match="unpacks to more than"):
        matrix(bomb, 3)
    with pytest.raises(RangeImageError, match="no matrix"):
        matrix(zlib.compress(b"\x0d\x00\x00\x00\x00" * 20_000), 3)
    with pytest.raises(RangeImageError, match="numbers where its shape"):
        matrix(zlib.compress(message("MatrixFloat", shape={"dims": [2**31 - 1] * 3}).SerializeToString()), 3)
    monkeypatch.setattr(waymo_range_image, "MOST_BYTES", 10)
    with pytest.raises(RangeImageError, match="more than 10 bytes"):
        matrix(packed(np.zeros((1, 1, 4))), 3)


def test_numbers_that_are_written_one_by_one() -> None:
    """As a writer may, that does not pack them; members that nobody knows are passed over."""
    numbers = b"".join(b"\x0d" + np.float32(number).tobytes() for number in (1, 2, 3))
    raw = b"\x18\x80\x01" + numbers + b"\x21" + bytes(8) + b"\x12\x06\x08\x01\x08\x01\x08\x03" + b"\x25" + bytes(4)
    assert matrix(zlib.compress(raw), 3).tolist() == [[[1, 2, 3]]]


def test_beams_that_are_none() -> None:
    with pytest.raises(RangeImageError):
        beams(message("LaserCalibration", beam_inclinations=[0.0, float("nan")]), 2)
    with pytest.raises(RangeImageError):
        beams(message("LaserCalibration", beam_inclination_max=float("inf")), 2)


def test_echoes_that_are_none(say: Say, tmp_path: Path) -> None:
    image = ranges((0, 0, math.nan), (0, 1, math.inf), (0, 2, -3.0), (0, 3, 0.0), (1, 0, 4.0))
    image[1, 0, 1:] = math.nan, math.inf, 0.5
    top = {"name": 2, "ri_return1": {"range_image_compressed": packed(image)}}
    log, _ = taken(say, tmp_path, frame(0, lasers=[top]))
    (point,) = cat(say, log, "/lidar/front")[0]["value"]["rows"]
    assert (point["range"], point["intensity"], point["elongation"], point["no_label_zone"]) == (4, None, None, None)


def test_labels_and_calibrations_that_are_none(say: Say, tmp_path: Path) -> None:
    nan = float("nan")
    labels = [
        label(""), label("a", box={"center_x": nan}), label("b", box={"length": -1.0}),
        label("c", metadata={"speed_x": nan, "speed_y": 1.0}, num_lidar_points_in_box=-1), label("d", metadata={}),
    ]  # fmt: skip
    cameras = [
        {"name": 1, "intrinsic": [1.0] * 8, "width": 64, "height": 48},
        {"name": 2, "intrinsic": [0.0] * 9, "width": 64, "height": 48, "extrinsic": pose(0, 0, 0)},
        {"name": 3, "intrinsic": [1.0] * 9, "width": 0, "height": 48, "extrinsic": {"transform": [nan] * 16}},
        {"name": 3, "intrinsic": [1.0] * 9, "width": 64, "height": 48, "extrinsic": pose(0, 0, 0),
         "rolling_shutter_direction": 5},
    ]  # fmt: skip
    said = context("drive") | {"camera_calibrations": cameras}
    log, facts = taken(say, tmp_path, frame(0, laser_labels=labels, context=said))
    assert {where: count for where, count in lost(facts).items() if where not in USUAL} == {
        ("/labels", "a label without an id"): 1,
        ("/labels", "a label with a number that is none"): 2,
        ("camera_calibrations", "a camera without a mounting"): 2,
        ("camera_calibrations", "a camera without a lens"): 3,
        ("context", "a sensor that is calibrated twice"): 1,
    }
    first, second = cat(say, log, "/labels")[0]["value"]["tracks"]
    assert ("velocity" in first, "points" in first, "velocity" in second) == (False, False, False)
    sensors = {one["sensor"]: one for one in genesis(say, log)["calibration"]}
    assert sensors["camera_front_right"]["camera"]["readout_ns"] == 0


def test_pictures_that_are_none(say: Say, tmp_path: Path) -> None:
    stamp = FIRST_US / 1e6
    images = [
        {"name": 1, "image": b"GIF89a", "pose_timestamp": stamp, "pose": pose(0, 0, 0)},
        {"name": 1, "pose_timestamp": stamp + 86_400, "pose": pose(0, 0, 0)},
        {"name": 1, "image": jpeg(1), "pose_timestamp": float("nan"), "pose": pose(0, 0, 0)},
        {"name": 1, "image": jpeg(2), "pose_timestamp": stamp - 1, "pose": pose(0, 0, 0), "shutter": float("inf")},
    ]
    log, facts = taken(say, tmp_path, frame(0, images=images))
    assert lost(facts)["/camera/front", "a picture that is no JPEG"] == 2
    assert any("2 pictures have no stamp within 10 s" in text for text in facts["assumptions"])
    camera = next(one for one in facts["channels"] if one["name"] == "/camera/front")
    assert camera["duplicates"] == 1
    assert camera["regressions"] >= 1
    assert len(cat(say, log, "/camera/front")) == 2
    assert rows(say, log, "/camera/front/shutter")[3]["shutter"] is None


def test_frames_that_differ(say: Say, tmp_path: Path) -> None:
    """One whose stamp is none, and one with another calibration; stamps that go backwards stay."""
    other = frame(3)
    other.context.laser_calibrations[0].extrinsic.transform[3] = 7
    _, facts = taken(say, tmp_path, frame(1), frame(0), frame(2, timestamp_micros=2**62), other)
    found = lost(facts)
    assert found["frames", "a frame whose stamp is none"] == 1
    assert found["context", "a frame whose calibration is another than that of most"] == 1
    own = next(one for one in facts["channels"] if one["name"] == "/pose")
    assert (own["records"], own["regressions"]) == (3, 1)


def test_stamps_without_a_date(say: Say, tmp_path: Path) -> None:
    log, facts = taken(say, tmp_path, frame(0, timestamp_micros=5, images=[]))
    assert any("no date fits" in text for text in facts["assumptions"])
    assert cat(say, log, "/pose")[0]["t_capture_ns"] == 5000


def test_one_of_several_drives(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "a.tfrecord"
    path.write_bytes(framed(*(frame(n, name).SerializeToString() for n, name in enumerate(("one", "two", "one")))))
    status, _, err = say("convert", path, "--dry-run")
    assert (status, "holds 2 recordings: one, two" in err) == (65, True)
    _, facts = say.json("convert", path, "--dry-run", "--part", "one")
    assert next(one for one in facts["channels"] if one["name"] == "/pose")["records"] == 2


def test_nothing_at_all(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "a.tfrecord"
    path.write_bytes(framed(frame(0, timestamp_micros=2**62).SerializeToString()))
    status, _, err = say("convert", path, "--dry-run")
    assert (status, "a frame whose stamp is none" in err) == (65, True)


def test_a_file_that_changes_meanwhile(tmp_path: Path) -> None:
    """Between the first pass and the second, a frame is overwritten: it is counted, and the others are taken."""
    path = tmp_path / "a.tfrecord"
    path.write_bytes(framed(*(frame(number).SerializeToString() for number in range(6))))
    with opened(path, Choice(channels=("/pose",))) as recording:
        with path.open("r+b") as file:
            file.seek(len(framed(frame(0).SerializeToString())) + 100)
            file.write(b"\0" * 50)
        assert len(list(recording.items())) == 5
        assert recording.losses.counts["frames", "a frame that was there and cannot be read any more"] == 1


def test_a_drive_of_which_little_is_said(say: Say, tmp_path: Path) -> None:
    bare = frame(0, map_features=[], map_pose_offset=None, context={"name": "", "stats": {"location": "x"}}, lasers=[])
    log, facts = taken(say, tmp_path, bare, status=0)
    assert {one["name"] for one in facts["channels"]} == {
        "/camera/side_left", "/camera/side_left/pose", "/camera/side_left/shutter", "/pose", "/labels",
    }  # fmt: skip
    assert genesis(say, log)["vehicle"]["id"] == "Waymo without a name"


def test_channels_that_were_asked_for(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "a.tfrecord"
    path.write_bytes(framed(frame(0).SerializeToString()))
    _, facts = say.json("convert", path, "--channels", "/lidar/top", "--dry-run")
    assert [one["name"] for one in facts["channels"]] == ["/lidar/top"]
