"""PandaSet: the numbers of a sequence come out of the sealed log, and every trap is told.

Must not know how pickles are read or logs are sealed.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from app.kinds.calibration import SensorCalibration
from app.kinds.declared import declared_layout
from app.kinds.pose import POSE_LAYOUT
from app.scene.projection import projected
from app.scene.rigid import inverse, matrix_from, matrix_of, moved
from tests.cli.say import Say
from tests.convert import pandaset_tree, pickles
from tests.convert.logs import cat, genesis, lost, payloads, rows, taken, told
from tests.convert.pandaset_tree import FIRST_S, change, pack, sequence, write

pytestmark = pytest.mark.usefixtures("own_home")
MISSING = {(folder, "a stamp without a file"): 1 for folder in ("lidar", "camera/front_camera", "camera/back_camera")}
FIRST_NS = int(FIRST_S * 1e9)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return sequence(tmp_path / "data" / "002")


def test_everything_is_taken_and_the_rest_is_counted(say: Say, tmp_path: Path, tree: Path) -> None:
    log, facts = taken(say, tmp_path, tree)
    assert facts["format"] == "PandaSet sequence"
    assert {channel["name"]: channel["records"] for channel in facts["channels"]} == {
        "/lidar": 3, "/camera/back_camera": 3, "/camera/front_camera": 3, "/pose": 4, "/pose/lidar": 4,
        "/pose/back_camera": 4, "/pose/front_camera": 4, "/annotations/cuboids": 3, "/gps": 4, "/gps/source": 4,
    }  # fmt: skip
    assert lost(facts) == MISSING
    assert genesis(say, log)["intake"]["source_format"] == "PandaSet sequence"
    names = {one["name"] for one in genesis(say, log)["intake"]["sources"]}
    assert {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()} == names


def test_a_sweep(say: Say, tmp_path: Path, tree: Path) -> None:
    log, _ = taken(say, tmp_path, tree)
    sweeps = cat(say, log, "/lidar")
    assert [one["t_capture_ns"] - FIRST_NS for one in sweeps] == pytest.approx([0, 10**8, 2 * 10**8], abs=200)
    points = sweeps[1]["value"]["rows"]
    assert [[point[axis] for axis in "xyz"] for point in points] == pandaset_tree.POINTS.astype("f4").tolist()
    assert [point["intensity"] for point in points] == [0, 7, 128, 255]
    assert [point["time_ns"] for point in points] == pytest.approx([-30_000_000, 0, 10_000_000, 30_000_000], abs=500)
    assert [point["d"] for point in points] == [0, 0, 1, 1]
    assert [point["label"] for point in points] == [13, 13, 5, 6]
    channel = genesis(say, log)["channels"][0]
    codes = {column["name"]: column.get("codes") for column in channel["fields"]}
    assert codes["d"] == {"0": "Pandar64", "1": "PandarGT"}
    assert codes["label"]["13"] == "Car"
    assert channel["frame"] == "world"
    # 200.1234567 in float32
    moved_by = told(say, log)["largest_rounding_of_a_coordinate_m"]
    assert moved_by == pytest.approx(abs(float(np.float32(200.1234567)) - 200.1234567))


def test_pictures_are_the_same_bytes(say: Say, tmp_path: Path, tree: Path) -> None:
    log, _ = taken(say, tmp_path, tree)
    assert payloads(log, 3) == [(tree / f"camera/front_camera/{n:02}.jpg").read_bytes() for n in range(3)]
    assert genesis(say, log)["channels"][2]["name"] == "/camera/front_camera"


def test_offsets_between_sensors_are_said_and_not_applied(say: Say, tmp_path: Path, tree: Path) -> None:
    log, facts = taken(say, tmp_path, tree)
    pictures = cat(say, log, "/camera/front_camera")
    assert pictures[0]["t_capture_ns"] - FIRST_NS == pytest.approx(-50_000_000, abs=500)
    assert any("front_camera minus" in text and "-50.00 ms" in text for text in facts["assumptions"])
    clock = next(one for one in genesis(say, log)["clocks"] if one["name"] == "front_camera")
    assert (clock["epoch"], clock["offset_applied"]) == ("unix_utc", False)
    assert "-50.00 ms" in clock["description"]
    assert told(say, log)["camera_minus_lidar_ms"]["back_camera"] == pytest.approx([-100] * 3, abs=1e-3)


def test_boxes(say: Say, tmp_path: Path, tree: Path) -> None:
    log, _ = taken(say, tmp_path, tree)
    captures = {one["name"]: (one["capture"], one.get("clock")) for one in genesis(say, log)["channels"]}
    assert captures["/annotations/cuboids"] == ("synthesised", None)  # boxes have no stamps of their own
    assert captures["/lidar"] == ("measured", "lidar")
    found = cat(say, log, "/annotations/cuboids")[0]["value"]
    assert (found["frame"], found["origin"]) == ("world", "annotation")
    car, walker = found["tracks"]
    assert (car["id"], car["classes"], car["centre"]) == ("car-1", [{"name": "Car"}], [20.25, 1, 0.25])
    assert car["size"] == {"length": 4.5, "width": 2.0, "height": 1.5}
    # the source counts from +y
    assert (car["yaw"], walker["yaw"]) == pytest.approx((np.pi / 2, 0))
    assert car["attributes"] == {"object_motion": "Moving", "stationary": "1", "sensor_id": "-1"}
    assert walker["attributes"]["sibling_id"] == "walker-1"


def test_poses_and_mounting(say: Say, tmp_path: Path, tree: Path) -> None:
    """The car drives along +x of the world: so do its own axes; the camera sits 2 m ahead and 1.5 m up."""
    log, facts = taken(say, tmp_path, tree)
    pose = rows(say, log, "/pose")[2]
    assert [pose[one] for one in ("x", "y", "z", "qw", "qx", "qy", "qz")] == pytest.approx([2, 0, 0, 1, 0, 0, 0])
    said = genesis(say, log)
    mounted = {one["sensor"]: one for one in said["calibration"]}
    front = mounted["front_camera"]["vehicle_from_sensor"]
    assert front["translation"] == pytest.approx([2, 0, 1.5], abs=1e-6)
    assert front["rotation"] == pytest.approx([0.5, -0.5, 0.5, -0.5], abs=1e-6)
    assert mounted["front_camera"]["camera"]["width"] == 64
    assert any("front_camera is mounted as its poses" in text for text in facts["assumptions"])
    channels = {one["name"]: one for one in said["channels"]}
    assert channels["/pose/front_camera"]["sensor"] == "front_camera"
    assert "sensor" not in channels["/pose"]


def test_points_appear_in_the_picture_both_ways(say: Say, tmp_path: Path, tree: Path) -> None:
    """By the camera's own pose, and by the vehicle's with the mounting: 1 cm apart at the most."""
    log, _ = taken(say, tmp_path, tree)
    said = genesis(say, log)
    numbers = {one["name"]: one["id"] for one in said["channels"]}
    layout = declared_layout(said["channels"][0]["fields"])
    points = np.frombuffer(payloads(log, numbers["/lidar"])[1], dtype=layout.dtype)
    world = np.stack([points[axis] for axis in "xyz"], axis=1).astype(np.float64)
    camera = next(
        msgspec.convert(one, SensorCalibration) for one in said["calibration"] if one["sensor"] == "front_camera"
    )
    assert camera.camera is not None
    assert camera.vehicle_from_sensor is not None

    def pose(name: str) -> Any:
        row = np.frombuffer(payloads(log, numbers[name])[1], dtype=POSE_LAYOUT.dtype)[0]
        return matrix_of([row[f"q{part}"] for part in "wxyz"], [row[axis] for axis in "xyz"])

    found = projected(camera.camera, inverse(pose("/pose/front_camera")), world)
    # the camera was at x = 2.5 when it took the picture: 17.5 m before the point at x 20, which lies 1 m to the left
    assert found.rows.tolist() == [0, 1]
    assert found.pixels[0] == pytest.approx((31.5 - 50 / 17.5, 23.5 + 50 * 1.5 / 17.5), abs=1e-4)
    assert found.depth[0] == pytest.approx(17.5)
    # at the LiDAR's stamp the car was 0.5 m further on
    vehicle = moved(inverse(pose("/pose")), world)
    again = projected(camera.camera, inverse(matrix_from(camera.vehicle_from_sensor)), vehicle + np.array([0.5, 0, 0]))
    assert again.pixels == pytest.approx(found.pixels, abs=1e-3)


def test_gps(say: Say, tmp_path: Path, tree: Path) -> None:
    log, _ = taken(say, tmp_path, tree)
    fix = rows(say, log, "/gps")[3]
    assert (fix["latitude_deg"], fix["longitude_deg"], fix["speed"]) == (37.776, -122.399, 5.0)
    assert fix["altitude"] is None
    assert rows(say, log, "/gps/source")[0] == {"height": 2.95, "xvel": 3.0, "yvel": 4.0}


@pytest.mark.parametrize(("factor", "unit"), [(1e3, "ms"), (1e6, "us"), (1e9, "ns")])
def test_stamps_in_another_unit(say: Say, tmp_path: Path, tree: Path, factor: float, unit: str) -> None:
    """Wrong by a thousand or a million: the date gives it away, and it is said."""
    for path in tree.rglob("timestamps.json"):
        change(path, lambda stamps: [round(stamp * factor) for stamp in stamps])
    log, facts = taken(say, tmp_path, tree)
    assert f"some stamps are in {unit}, by their size; PandaSet says s" in facts["assumptions"]
    assert cat(say, log, "/pose")[1]["t_capture_ns"] == pytest.approx(FIRST_NS + 10**8, abs=10**6)


@pytest.mark.parametrize("stamp", [None, 1e300])
def test_a_frame_without_a_stamp_is_left_out_and_counted(say: Say, tmp_path: Path, tree: Path, stamp: Any) -> None:
    change(tree / "lidar/timestamps.json", lambda stamps: [stamp, *stamps[1:]])
    change(tree / "meta/timestamps.json", lambda stamps: [*stamps[:2], stamp, stamps[3]])
    log, facts = taken(say, tmp_path, tree)
    assert lost(facts) == MISSING | {
        ("lidar/timestamps.json", "a stamp that is no number, or none that fits"): 1,
        ("meta/timestamps.json", "a stamp that is no number, or none that fits"): 1,
        ("lidar", "a file without a stamp"): 1,
        ("lidar/poses.json", "a pose without a stamp"): 1,
        ("/annotations/cuboids", "a file without a stamp"): 1,
        ("annotations/semseg", "classes without a sweep"): 1,
        ("meta/gps.json", "a fix without a stamp, or a stamp without a fix"): 1,
    }
    for channel, wanted in {"/lidar": [10, 20], "/pose": [10, 20, 30], "/gps": [0, 10, 30]}.items():
        found = [round((one["t_capture_ns"] - FIRST_NS) / 1e7) for one in cat(say, log, channel)]
        assert found == wanted


def test_fixes_without_stamps_of_their_own_get_those_of_the_lidar_and_it_is_said(
    say: Say, tmp_path: Path, tree: Path
) -> None:
    (tree / "meta/timestamps.json").unlink()
    log, facts = taken(say, tmp_path, tree)
    assert any("fixes of /gps got those of the LiDAR's frames" in text for text in facts["assumptions"])
    said = {one["name"]: one["capture"] for one in genesis(say, log)["channels"]}
    assert (said["/gps"], said["/gps/source"], said["/pose"]) == ("synthesised", "synthesised", "measured")


def test_duplicate_and_backwards_stamps_stay(say: Say, tmp_path: Path, tree: Path) -> None:
    path = tree / "lidar/timestamps.json"
    change(path, lambda stamps: [stamps[0], stamps[2], stamps[2], stamps[1]])
    log, facts = taken(say, tmp_path, tree)
    pose = next(channel for channel in facts["channels"] if channel["name"] == "/pose")
    assert (pose["duplicates"], pose["regressions"]) == (1, 1)
    found = cat(say, log, "/pose")
    assert [(one["t_capture_ns"] - FIRST_NS) // 10**7 for one in found] == pytest.approx([0, 20, 20, 10], abs=1)
    assert [(one["t_arrival_ns"] - FIRST_NS) // 10**7 for one in found] == pytest.approx([0, 20, 20, 20], abs=1)


def test_a_sensor_without_stamps_gets_those_of_the_others_and_it_is_said(say: Say, tmp_path: Path, tree: Path) -> None:
    (tree / "camera/front_camera/timestamps.json").unlink()
    log, facts = taken(say, tmp_path, tree)
    assert any("front_camera has no timestamps.json" in text for text in facts["assumptions"])
    said = {one["name"]: one for one in genesis(say, log)["channels"]}
    assert said["/camera/front_camera"]["capture"] == "synthesised"
    assert said["/camera/back_camera"]["capture"] == "measured"
    assert cat(say, log, "/camera/front_camera")[0]["t_capture_ns"] == cat(say, log, "/lidar")[0]["t_capture_ns"]
    assert "vehicle_from_sensor" not in {one["sensor"]: one for one in genesis(say, log)["calibration"]}["front_camera"]


def test_without_any_stamps_a_nominal_rate_is_said(say: Say, tmp_path: Path, tree: Path) -> None:
    for path in tree.rglob("timestamps.json"):
        path.unlink()
    log, facts = taken(say, tmp_path, tree)
    assert any("there are no stamps at all" in text for text in facts["assumptions"])
    assert [one["t_capture_ns"] for one in cat(say, log, "/lidar")] == [0, 10**8, 2 * 10**8]
    assert {one["capture"] for one in genesis(say, log)["channels"]} == {"synthesised"}


def test_stamps_of_two_scales_are_refused(say: Say, tmp_path: Path, tree: Path) -> None:
    change(tree / "lidar/timestamps.json", lambda stamps: [stamp - FIRST_S for stamp in stamps])
    status, _, err = say("convert", tree, "-o", tmp_path / "out")
    assert (status, "nobody can tell which came first" in err) == (65, True)


def test_stamps_of_another_drive_are_pointed_out(say: Say, tmp_path: Path, tree: Path) -> None:
    change(tree / "camera/back_camera/timestamps.json", lambda stamps: [stamp + 86_400 for stamp in stamps])
    _, facts = say.json("convert", tree, "--dry-run")
    assert any("back_camera" in text and "another drive?" in text for text in facts["assumptions"])


def test_a_mounting_that_varies_is_not_said(say: Say, tmp_path: Path, tree: Path) -> None:
    turn = (0.5, -0.5, 0.5, -0.5)
    path = tree / "camera/front_camera/poses.json"
    change(path, lambda poses: [pandaset_tree.pose(n * 3.0, 0, 1.5, turn) for n in range(len(poses))])
    log, facts = taken(say, tmp_path, tree)
    assert any("where front_camera is mounted is not said" in text for text in facts["assumptions"])
    assert "vehicle_from_sensor" not in {one["sensor"]: one for one in genesis(say, log)["calibration"]}["front_camera"]


def damaged_files(tree: Path) -> dict[tuple[str, str], int]:
    """One trap a file; what has to be said of each."""
    (tree / "camera/front_camera/00.jpg").write_bytes(b"")
    (tree / "camera/front_camera/01.jpg").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    (tree / "camera/back_camera/02.jpg").write_bytes(b"GIF89a")
    (tree / "lidar/00.pkl.gz").write_bytes(pack(pickles.BEGIN + pickles.name("os", "system") + b")R."))
    (tree / "lidar/01.pkl.gz").write_bytes(pandaset_tree.sweep(1)[:-40])
    (tree / "camera/back_camera/01.jpg").unlink()
    (tree / "camera/back_camera/01.jpg").symlink_to("/etc/passwd")
    (tree / "camera/back_camera/07.jpg").write_bytes(pandaset_tree.jpeg(7))
    (tree / "annotations/cuboids/01.pkl.gz").write_bytes(pack(pickles.frame({"uuid": ["a"]})))
    (tree / "annotations/semseg/02.pkl.gz").write_bytes(pack(pickles.frame({"class": np.array([1, 2])})))
    (tree / "notes 12.txt").write_text("found in the glove box")
    (tree / "notes 7.txt").write_text("and here")
    return {
        ("camera/front_camera/00.jpg", "is empty"): 1,
        ("camera/front_camera/01.jpg", "is a pointer of Git LFS and not the file itself; `git lfs pull` fetches it"): 1,
        ("camera/front_camera", "a stamp without a file"): 3,
        ("/camera/back_camera", "camera/back_camera/02.jpg: is no JPEG"): 1,
        ("camera/back_camera", "a stamp without a file"): 2,
        ("camera/back_camera", "a file without a stamp"): 1,
        ("lidar", "a stamp without a file"): 1,
        ("/annotations/cuboids", "annotations/cuboids/01.pkl.gz: there is no column position.x"): 1,
        ("/lidar", "annotations/semseg/02.pkl.gz: 2 classes for 4 points"): 1,
        ("/lidar", "no label of the point"): 4,
        ("notes *.txt", "is in no channel"): 2,
    }


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_traps(say: Say, tmp_path: Path, tree: Path) -> None:
    wanted = damaged_files(tree)
    log, facts = taken(say, tmp_path, tree)
    found = lost(facts)
    assert {where: count for where, count in found.items() if where in wanted} == wanted
    rest = sorted(f"{where}: {why}" for where, why in found.keys() - wanted.keys())
    assert len(rest) == 3
    assert "lidar/00.pkl.gz: byte 2: it names os.system, which is not allowed" in rest[0]
    assert "lidar/01.pkl.gz: was cut off" in rest[1]
    assert "camera/back_camera/01.jpg" in rest[2]
    assert "link" in rest[2]
    assert len(cat(say, log, "/lidar")) == 1
    assert len(cat(say, log, "/camera/front_camera")) == 1


def test_counts_that_disagree(say: Say, tmp_path: Path, tree: Path) -> None:
    change(tree / "camera/front_camera/poses.json", lambda poses: [*poses, poses[-1]])
    change(tree / "lidar/poses.json", lambda poses: poses[:-1])
    change(tree / "meta/gps.json", lambda fixes: fixes[:-2])
    _, facts = say.json("convert", tree, "--dry-run")
    assert lost(facts) == MISSING | {
        ("camera/front_camera/poses.json", "a pose without a stamp"): 1,
        ("lidar/poses.json", "a frame without a pose"): 1,
        ("meta/gps.json", "a fix without a stamp, or a stamp without a fix"): 2,
    }


@pytest.mark.parametrize(
    ("name", "document", "why"),
    [
        ("lidar/poses.json", [{"position": {"x": "0"}}], "Expected `float`, got `str`"),
        ("camera/front_camera/intrinsics.json", [1], "is no JSON of the form"),
        ("meta/gps.json", {"lat": 1}, "is no JSON of the form"),
        ("annotations/semseg/classes.json", {"300": "x"}, "no number below 255"),
    ],
)
def test_json_that_is_none(say: Say, tmp_path: Path, tree: Path, name: str, document: Any, why: str) -> None:
    write(tree / name, document)
    _, facts = say.json("convert", tree, "--dry-run")
    assert any(where == name and why in said for where, said in lost(facts))


def test_json_bombs(say: Say, tmp_path: Path, tree: Path) -> None:
    (tree / "meta/gps.json").write_text("[" * 100_000 + "]" * 100_000)
    (tree / "lidar/timestamps.json").write_text("[1" + "0" * 5000 + "]")
    status, facts = say.json("convert", tree, "--dry-run")
    assert status == 3
    assert any(where == "meta/gps.json" for where, _ in lost(facts))


def test_numbers_that_are_none(say: Say, tmp_path: Path, tree: Path) -> None:
    """NaN in points and boxes, and a sweep whose stamps are those of another drive."""
    columns = {axis: np.array([1.0, np.nan, 1e300]) for axis in "xyz"}
    columns |= {"i": np.array([1.0, np.nan, 300]), "t": np.array([FIRST_S, FIRST_S + 99, np.nan])}
    (tree / "lidar/00.pkl.gz").write_bytes(pack(pickles.frame(columns | {"d": np.array([0, 9, -1])})))
    table: dict[str, Any] = {"uuid": ["a", "b", ""], "label": ["Car", 7, "Car"], "yaw": np.array([0, np.nan, 0])}
    table |= {f"position.{axis}": np.zeros(3) for axis in "xyz"} | {f"dimensions.{axis}": np.ones(3) for axis in "xyz"}
    (tree / "annotations/cuboids/00.pkl.gz").write_bytes(pack(pickles.frame(table)))
    (tree / "annotations/semseg/00.pkl.gz").unlink()
    log, facts = taken(say, tmp_path, tree)
    found = lost(facts)
    assert found["/lidar", "a coordinate that is no number, or none that fits"] == 6
    assert found["/lidar", "a point measured more than 2 s from its sweep"] == 2
    assert found["/lidar", "a number that d cannot hold"] == 1
    assert found["/lidar", "no label of the point"] == 3
    assert found["/annotations/cuboids", "a box with a number that is none"] == 1
    assert found["/annotations/cuboids", "a box without an id"] == 1
    first = cat(say, log, "/lidar")[0]["value"]["rows"]
    assert [point["x"] for point in first] == [1.0, None, None]
    assert [point["d"] for point in first] == [0, 9, None]


def test_a_size_that_lies(say: Say, tmp_path: Path, tree: Path) -> None:
    """The trailer of gzip says less than there is: the record does not fit what was announced, and is counted."""
    for frame in range(3):
        raw = (tree / f"lidar/{frame:02}.pkl.gz").read_bytes()
        (tree / f"lidar/{frame:02}.pkl.gz").write_bytes(raw[:-4] + struct.pack("<I", 5))
    _, facts = taken(say, tmp_path, tree)
    assert sum(count for (where, _), count in lost(facts).items() if where == "/lidar") == 3


def test_one_of_several_sequences(say: Say, tmp_path: Path, tree: Path) -> None:
    assert say("convert", tree.parent, "--dry-run")[0] == 3
    sequence(tree.parent / "011")
    status, _, err = say("convert", tree.parent, "--dry-run")
    assert (status, "002, 011; say which with --part" in err) == (65, True)
    assert say("convert", tree.parent, "--part", "011", "--dry-run")[0] == 3
    status, _, err = say("convert", tree.parent, "--part", "12", "--dry-run")
    assert (status, "no recording '12'" in err) == (65, True)


def test_channels_that_were_asked_for(say: Say, tmp_path: Path, tree: Path) -> None:
    status, facts = say.json("convert", tree, "--channels", "/pose", "/gps", "--dry-run")
    assert [channel["name"] for channel in facts["channels"]] == ["/pose", "/gps"]
    status, _, err = say("convert", tree, "--channels", "/radar", "--dry-run")
    assert (status, "there is no channel '/radar'" in err) == (65, True)


def test_nothing_at_all(say: Say, tmp_path: Path) -> None:
    (tmp_path / "x" / "lidar").mkdir(parents=True)
    (tmp_path / "x" / "lidar" / "poses.json").write_text("[]")
    status, _, err = say("convert", tmp_path / "x", "--dry-run")
    assert (status, "Traceback" in err) == (65, False)


def test_what_is_lost_of_channels_that_nobody_asked_for_is_no_loss(say: Say, tmp_path: Path, tree: Path) -> None:
    (tree / "camera/back_camera/01.jpg").unlink()
    where = ("camera/back_camera", "a stamp without a file")
    _, facts = say.json("convert", tree, "--channels", "/camera/front_camera", "--dry-run")
    assert where not in lost(facts)
    _, facts = say.json("convert", tree, "--channels", "/camera/back_camera", "--dry-run")
    assert where in lost(facts)
