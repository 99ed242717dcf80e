"""nuScenes: what its tables say of a scene comes out of the sealed log, and every key that names nothing is told.

Must not know how tables are read or logs are sealed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from app.convert.encodings.pickle_tree import tree_of
from app.kinds.calibration import SensorCalibration
from app.kinds.pose import POSE_LAYOUT
from app.scene.projection import Projected, projected
from app.scene.rigid import inverse, matrix_from, matrix_of
from tests.cli.say import Say
from tests.convert import nuscenes_tree, real
from tests.convert.alignment import best_shift
from tests.convert.logs import cat, genesis, lost, payloads, rows, told
from tests.convert.nuscenes_tree import FIRST_US, change, scenes
from tests.convert.pandaset_tree import jpeg

pytestmark = pytest.mark.usefixtures("own_home")
MAPS = {("maps/m.png", "is in no channel"): 1, ("v1.0-mini/map.json", "is in no channel"): 1}
FIRST_NS = FIRST_US * 1000


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return scenes(tmp_path / "source")


def taken(say: Say, tmp_path: Path, source: Path, *more: object) -> tuple[Path, dict[str, Any]]:
    status, facts = say.json("convert", source, "-o", tmp_path / "out.h5", *more)
    assert status == 3
    return tmp_path / "out.h5", facts


def test_everything_is_taken_and_the_rest_is_counted(say: Say, tmp_path: Path, source: Path) -> None:
    log, facts = taken(say, tmp_path, source)
    assert facts["format"] == "nuScenes scene"
    assert {channel["name"]: channel["records"] for channel in facts["channels"]} == {
        "/CAM_FRONT": 2, "/LIDAR_TOP": 2, "/RADAR_FRONT": 2, "/pose": 6, "/annotations": 2,
    }  # fmt: skip
    assert lost(facts) == MAPS
    said = genesis(say, log)
    assert (said["vehicle"]["id"], said["vehicle"]["origin"]) == ("n015", "middle of the rear axle, on the ground")
    assert said["clocks"][1]["epoch"] == "unix_utc"
    assert "singapore" in said["frames"][0]["description"]
    assert told(say, log)["scene"] == "scene-0061"


def test_files_are_the_same_bytes(say: Say, tmp_path: Path, source: Path) -> None:
    log, _ = taken(say, tmp_path, source)
    assert payloads(log, 1) == [jpeg(0), jpeg(1)]
    assert payloads(log, 2) == [nuscenes_tree.POINTS.tobytes()] * 2
    assert payloads(log, 3) == [nuscenes_tree.RADAR_ROWS] * 2


def test_sweeps_and_stamps(say: Say, tmp_path: Path, source: Path) -> None:
    log, _ = taken(say, tmp_path, source)
    sweep = cat(say, log, "/LIDAR_TOP")[0]
    assert sweep["t_capture_ns"] == FIRST_NS
    assert sweep["value"]["rows"][1] == {"x": -1, "y": 12, "z": 1, "intensity": 200, "ring": 31}
    channels = {one["name"]: one for one in genesis(say, log)["channels"]}
    assert (channels["/LIDAR_TOP"]["stamp"], channels["/LIDAR_TOP"]["frame"]) == ("sweep_end", "LIDAR_TOP")
    assert cat(say, log, "/CAM_FRONT")[1]["t_capture_ns"] == FIRST_NS + 465_000_000


def test_radar(say: Say, tmp_path: Path, source: Path) -> None:
    log, _ = taken(say, tmp_path, source)
    first, second = cat(say, log, "/RADAR_FRONT")[0]["value"]["rows"]
    assert (first["x"], first["y"], first["rcs"], first["vx_comp"], first["dyn_prop"]) == (20, -1.5, 12.5, -13, 6)
    assert second["invalid_state"] == 4  # nothing is hidden
    columns = {one["name"]: one for one in genesis(say, log)["channels"][2]["fields"]}
    assert list(columns) == nuscenes_tree.FIELDS.split()
    assert columns["dyn_prop"]["codes"]["6"] == "crossing moving"
    assert (columns["vx"]["unit"], columns["rcs"]["unit"]) == ("m/s", "dBm^2")


def test_boxes(say: Say, tmp_path: Path, source: Path) -> None:
    log, _ = taken(say, tmp_path, source)
    found = cat(say, log, "/annotations")[1]["value"]
    assert (found["frame"], found["origin"]) == ("global", "annotation")
    (box,) = found["tracks"]
    assert (box["id"], box["classes"], box["centre"]) == ("scene-0061-i", [{"name": "vehicle.car"}], [25, 1, 0.75])
    assert box["size"] == {"length": 4.5, "width": 1.8, "height": 1.5}
    assert box["yaw"] == pytest.approx(0.2)
    assert box["points"] == 5
    assert box["attributes"] == {"attributes": "vehicle.moving", "visibility": "v80-100", "num_radar_pts": "1"}


def test_poses_and_calibration(say: Say, tmp_path: Path, source: Path) -> None:
    log, _ = taken(say, tmp_path, source)
    assert [one["x"] for one in rows(say, log, "/pose")] == pytest.approx([-0.35, -0.2, 0, 4.65, 4.8, 5])
    said = {one["sensor"]: one for one in genesis(say, log)["calibration"]}
    assert said["CAM_FRONT"]["vehicle_from_sensor"]["translation"] == [1.7, 0, 1.5]
    assert (said["CAM_FRONT"]["camera"]["focal_x"], said["CAM_FRONT"]["camera"]["width"]) == (50, 64)
    assert said["CAM_FRONT"]["camera"]["distortion_model"] == "none"
    assert said["RADAR_FRONT"]["type"] == "radar"


class Read:
    """What is needed to place points in pictures."""

    def __init__(self, say: Say, log: Path) -> None:
        self.log, self.genesis = log, genesis(say, log)
        self.channels = {one["name"]: one["id"] for one in self.genesis["channels"]}
        self.records = {name: cat(say, log, name) for name in ("/CAM_FRONT", "/LIDAR_TOP", "/pose")}

    def calibration(self, sensor: str) -> SensorCalibration:
        said = next(one for one in self.genesis["calibration"] if one["sensor"] == sensor)
        return msgspec.convert(said, SensorCalibration)

    def camera_from_lidar(self) -> npt.NDArray[np.float64]:
        """Of the first picture and sweep, each by the pose of its own stamp."""
        at: dict[str, npt.NDArray[np.float64]] = {}
        stamps = [one["t_capture_ns"] for one in self.records["/pose"]]
        poses = [np.frombuffer(raw, dtype=POSE_LAYOUT.dtype)[0] for raw in payloads(self.log, self.channels["/pose"])]
        for name in ("CAM_FRONT", "LIDAR_TOP"):
            pose = poses[stamps.index(self.records[f"/{name}"][0]["t_capture_ns"])]
            global_from_vehicle = matrix_of([pose[f"q{part}"] for part in "wxyz"], [pose[axis] for axis in "xyz"])
            mounted = self.calibration(name).vehicle_from_sensor
            assert mounted is not None
            at[name] = global_from_vehicle @ matrix_from(mounted)
        return np.asarray(inverse(at["CAM_FRONT"]) @ at["LIDAR_TOP"])

    def shown(self, turn: float = 0.0) -> Projected:
        raw = payloads(self.log, self.channels["/LIDAR_TOP"])[0]
        points = np.frombuffer(raw, dtype="<f4").reshape(-1, 5)[:, :3].astype(np.float64)
        lens = self.calibration("CAM_FRONT").camera
        assert lens is not None
        wrong = matrix_of((np.cos(turn / 2), 0, np.sin(turn / 2), 0))
        return projected(lens, wrong @ self.camera_from_lidar(), points)


def test_points_appear_in_the_picture(say: Say, tmp_path: Path, source: Path) -> None:
    """10 m ahead of the LiDAR, 0.5 m above it; the camera is 0.8 m before it, 0.3 m lower, and was 0.35 m behind."""
    log, _ = taken(say, tmp_path, source)
    found = Read(say, log).shown()
    assert found.depth[0] == pytest.approx(10 - 0.8 + 0.35)
    assert found.pixels[0] == pytest.approx((31.5, 23.5 - 50 * 0.8 / 9.55))


def test_one_of_several_scenes(say: Say, tmp_path: Path) -> None:
    source = scenes(tmp_path / "two", names=("scene-0061", "scene-0103"))
    status, _, err = say("convert", source, "--dry-run")
    assert (status, "scene-0061, scene-0103; say which with --part" in err) == (65, True)
    log, facts = taken(say, tmp_path, source, "--part", "scene-0103")
    # the files of the other scene are no losses
    assert lost(facts) == MAPS
    assert cat(say, log, "/LIDAR_TOP")[0]["t_capture_ns"] == FIRST_NS + 20 * 10**9
    assert len(rows(say, log, "/pose")) == 6
    told_of = told(say, log)
    assert (told_of["scene"], told_of["asked"]["part"]) == ("scene-0103", "scene-0103")


def test_keys_that_name_nothing(say: Say, tmp_path: Path, source: Path) -> None:
    change(source, "sample", lambda table: table[1].update(next="gone", prev="also gone"))
    for row, column in enumerate(("next", "ego_pose_token", "calibrated_sensor_token", "sample_token")):
        path = source / "v1.0-mini" / "sample_data.json"
        table = json.loads(path.read_text())
        table[row][column] = "gone"
        path.write_text(json.dumps(table))
    change(source, "calibrated_sensor", lambda table: table[1].update(sensor_token="gone"))
    change(source, "sample_annotation", lambda table: table[0].update(
        instance_token="gone", visibility_token="9", attribute_tokens=["a-moving", "gone"]))  # fmt: skip
    change(source, "instance", lambda table: table[0].update(category_token="gone"))
    change(source, "scene", lambda table: table[0].update(log_token="gone"))
    _, facts = taken(say, tmp_path, source)
    gone = "names a row that is not there"
    assert lost(facts) == MAPS | {
        ("sample.next", gone): 1,
        ("sample.prev", gone): 1,
        ("sample_data.next", gone): 1,
        ("sample_data.ego_pose_token", gone): 1,
        ("sample_data.calibrated_sensor_token", gone): 1,
        ("sample_data.sample_token", gone): 1,
        ("sample_annotation.instance_token", gone): 1,
        ("sample_annotation.visibility_token", gone): 1,
        ("sample_annotation.attribute_tokens", gone): 1,
        ("calibrated_sensor.sensor_token", gone): 1,
        ("instance.category_token", gone): 1,
        ("scene.log_token", gone): 1,
        ("sample_data", "no sensor is known for it"): 3,
        ("samples/LIDAR_TOP/n*__LIDAR_TOP__*.pcd.bin", "is in no channel"): 2,
        ("samples/RADAR_FRONT/n015__RADAR_FRONT__1532402927627951.pcd", "is in no channel"): 1,
    }


def test_traps_of_files(say: Say, tmp_path: Path, source: Path) -> None:
    files = {sensor: sorted((source / "samples" / sensor).iterdir()) for sensor in nuscenes_tree.SENSORS}
    files["CAM_FRONT"][0].write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    files["CAM_FRONT"][1].write_bytes(b"BM")
    files["LIDAR_TOP"][0].write_bytes(bytes(41))
    files["LIDAR_TOP"][1].unlink()
    files["RADAR_FRONT"][1].write_bytes(nuscenes_tree.radar().replace(b"COUNT 1 1", b"COUNT 2 1"))
    (source / "samples" / "note.txt").write_text("x")
    log, facts = taken(say, tmp_path, source)
    found = {(where, why.replace("\\", "/")): count for (where, why), count in lost(facts).items()}
    names = {sensor: [path.relative_to(source).as_posix() for path in paths] for sensor, paths in files.items()}
    pointer = "is a pointer of Git LFS and not the file itself; `git lfs pull` fetches it"
    assert found == MAPS | {
        (names["CAM_FRONT"][0], pointer): 1,
        ("/CAM_FRONT", f"{names['CAM_FRONT'][1]}: is no picture of the sort that its name says"): 1,
        ("/LIDAR_TOP", f"{names['LIDAR_TOP'][0]}: 41 bytes are no whole points of 20"): 1,
        (names["LIDAR_TOP"][1], "is named, but not there"): 1,
        ("/RADAR_FRONT", f"{names['RADAR_FRONT'][1]}: says 2 points of 47 bytes and has 86 bytes of them"): 1,
        ("samples/note.txt", "is in no channel"): 1,
    }
    assert len(cat(say, log, "/RADAR_FRONT")) == 1


@pytest.mark.parametrize("name", ["../outside.jpg", "/etc/passwd", "samples/../../outside.jpg", "C:\\x.jpg"])
def test_no_file_outside_of_the_folder_is_opened(say: Say, tmp_path: Path, source: Path, name: str) -> None:
    """C-23."""
    (tmp_path / "outside.jpg").write_bytes(jpeg(1))
    change(source, "sample_data", lambda table: table[0].update(filename=name))
    log, facts = taken(say, tmp_path, source)
    out = name != "C:\\x.jpg" or sys.platform == "win32"
    assert lost(facts)[name, "leads out of the folder, and is not opened" if out else "is named, but not there"] == 1
    assert payloads(log, 1) == [jpeg(1)]
    assert all(".." not in one["name"] for one in genesis(say, log)["intake"]["sources"])


@pytest.mark.parametrize("table", ["sample", "sample_data", "ego_pose"])
@pytest.mark.parametrize("stamp", [2**62, 1e30])
def test_a_stamp_that_does_not_fit_is_counted_and_none_is_invented(
    say: Say, tmp_path: Path, source: Path, table: str, stamp: float
) -> None:
    change(source, table, lambda rows: rows[1].update(timestamp=stamp))
    log, facts = taken(say, tmp_path, source)
    assert lost(facts) == MAPS | {(table, "a timestamp that is no number, or none that fits"): 1}
    channel = {"sample": "/annotations", "sample_data": "/LIDAR_TOP", "ego_pose": "/pose"}[table]
    stamps = [one["t_capture_ns"] for one in cat(say, log, channel)]
    assert len(stamps) == {"sample": 1, "sample_data": 1, "ego_pose": 5}[table]
    assert min(stamps) >= FIRST_NS - 10**9


def test_a_sample_without_boxes_has_a_record_that_says_so(say: Say, tmp_path: Path, source: Path) -> None:
    change(source, "sample_annotation", lambda rows: rows[:1])
    log, _ = taken(say, tmp_path, source)
    assert [len(one["value"]["tracks"]) for one in cat(say, log, "/annotations")] == [1, 0]


def test_a_number_of_points_that_is_none_costs_only_itself(say: Say, tmp_path: Path, source: Path) -> None:
    change(source, "sample_annotation", lambda rows: rows[0].update(num_lidar_pts=2**60))
    log, facts = taken(say, tmp_path, source)
    assert lost(facts) == MAPS | {("/annotations", "a number of points that is none"): 1}
    first, second = (one["value"]["tracks"][0] for one in cat(say, log, "/annotations"))
    assert ("points" in first, second["points"]) == (False, 5)


def lidar_pcd(points: str = "0 10 0.5 17\n-1 12 1 200\n") -> bytes:
    head = "FIELDS x y z intensity\nSIZE 4 4 4 4\nTYPE F F F F\nCOUNT 1 1 1 1\nWIDTH 2\nHEIGHT 1\nPOINTS 2\n"
    return f"VERSION .7\n{head}DATA ascii\n{points}".encode()


def test_what_a_file_holds_is_what_its_sensor_is(say: Say, tmp_path: Path, source: Path) -> None:
    """A LiDAR that delivers PCD files is no radar; what a camera does not deliver is kept as it is."""
    for path in (source / "samples" / "LIDAR_TOP").iterdir():
        path.with_name(path.name.removesuffix(".bin")).write_bytes(lidar_pcd())
        path.unlink()
    change(source, "sample_data", lambda rows: [
        row.update(filename=row["filename"].removesuffix(".bin")) for row in rows] and None)  # fmt: skip
    change(source, "sensor", lambda rows: rows[2].update(modality="camera"))
    log, facts = taken(say, tmp_path, source)
    kinds = {one["name"]: (one["kind"], one["codec"]) for one in genesis(say, log)["channels"]}
    assert (kinds["/LIDAR_TOP"], kinds["/RADAR_FRONT"]) == (("cloud", "xyz_f32"), ("raw", "bytes"))
    assert cat(say, log, "/LIDAR_TOP")[0]["value"]["rows"][1] == {"x": -1, "y": 12, "z": 1, "intensity": 200}
    assert any("what /RADAR_FRONT delivers is not known" in text for text in facts["assumptions"])


def test_what_the_tables_do_not_say_is_assumed_aloud(say: Say, tmp_path: Path, source: Path) -> None:
    log, facts = taken(say, tmp_path, source)
    assert {one["source"] for one in rows(say, log, "/pose")} == {None}
    assert any("no distortion is given" in text for text in facts["assumptions"])
    change(source, "calibrated_sensor", lambda rows: rows[0].update(camera_distortion=[0, 0, 0, 0, 0]))
    _, facts = say.json("convert", source, "--dry-run")
    assert not any("distort" in text for text in facts["assumptions"])


@pytest.mark.parametrize(("many", "unit"), [(1e-6, "s"), (1e-3, "ms"), (1e3, "ns")])
def test_stamps_in_another_unit(say: Say, tmp_path: Path, source: Path, many: float, unit: str) -> None:
    for table in ("sample", "sample_data", "ego_pose"):
        change(source, table, lambda rows: [row.update(timestamp=row["timestamp"] * many) for row in rows] and None)
    log, facts = taken(say, tmp_path, source)
    assert f"stamps are in {unit}, by their size; nuScenes says us" in facts["assumptions"]
    assert cat(say, log, "/LIDAR_TOP")[0]["t_capture_ns"] == pytest.approx(FIRST_NS, abs=1000)


@pytest.mark.parametrize(
    ("table", "made", "said"),
    [
        ("sample_data", lambda rows: rows[0].update(timestamp="soon"), "Expected `int | float`, got `str`"),
        ("sample_data", lambda _: [], "nothing can be taken in"),
        ("sample", lambda rows: rows[0].pop("scene_token") and None, "missing required field `scene_token`"),
        ("scene", lambda _: {"a": 1}, "does not begin as an array"),
    ],
)
def test_tables_that_are_none(say: Say, tmp_path: Path, source: Path, table: str, made: Any, said: str) -> None:
    change(source, table, made)
    if table == "sample_data" and said.startswith("nothing"):
        for name in ("sample_annotation", "ego_pose"):
            change(source, name, lambda _: [])
    status, _, err = say("convert", source, "--dry-run")
    assert (status, said in err) == (65, True)


def test_numbers_that_are_none(say: Say, tmp_path: Path, source: Path) -> None:
    change(source, "sample_annotation", lambda rows: rows[0].update(rotation=[2, 0, 0, 0]))
    change(source, "sample_annotation", lambda rows: rows[1].update(size=[1, -1, 1]))
    change(source, "ego_pose", lambda rows: rows[0].update(rotation=[0, 0, 0, 0]))
    change(
        source, "calibrated_sensor", lambda rows: rows[0].update(rotation=[0, 0, 0, 0], camera_intrinsic=[[1, 2], [3]])
    )
    log, facts = taken(say, tmp_path, source)
    assert lost(facts) == MAPS | {
        ("/annotations", "a box with a size or an orientation that is none"): 2,
        ("ego_pose", "a rotation that is no unit quaternion"): 1,
        ("calibrated_sensor", "a lens of CAM_FRONT that is none"): 1,
    }
    said = {one["sensor"]: one for one in genesis(say, log)["calibration"]}
    assert {"vehicle_from_sensor", "camera"}.isdisjoint(said["CAM_FRONT"])


def test_a_lens_that_is_distorted(say: Say, tmp_path: Path, source: Path) -> None:
    """As T4 data sets say it."""
    change(source, "calibrated_sensor", lambda rows: rows[0].update(camera_distortion=[-0.1, 0.01, 0, 0, 0.001]))
    log, _ = taken(say, tmp_path, source)
    lens = {one["sensor"]: one for one in genesis(say, log)["calibration"]}["CAM_FRONT"]["camera"]
    assert (lens["distortion_model"], lens["distortion"]) == ("brown_conrady", [-0.1, 0.01, 0, 0, 0.001])


def test_duplicate_stamps_stay(say: Say, tmp_path: Path, source: Path) -> None:
    change(source, "sample_data", lambda rows: rows[4].update(timestamp=rows[1]["timestamp"]))
    _, facts = taken(say, tmp_path, source)
    lidar = next(channel for channel in facts["channels"] if channel["name"] == "/LIDAR_TOP")
    assert (lidar["duplicates"], lidar["records"]) == (1, 2)


def test_the_real_sample(say: Say, tmp_path: Path) -> None:
    """34 688 points, one box of the tables, keys that name nothing; points lie on the picture as others reckoned."""
    folder = real.folder("nuscenes_mini_1sample")
    log, facts = taken(say, tmp_path, folder)
    found = lost(facts)
    assert found["sample.next", "names a row that is not there"] == 1
    assert found["sample_data.next", "names a row that is not there"] == 2
    read = Read(say, log)
    raw = payloads(log, read.channels["/LIDAR_TOP"])[0]
    assert len(raw) == 34_688 * 20
    files = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in folder.glob("t4dataset/data/*/*")}
    kept = {
        hashlib.sha256(one).digest()
        for name in ("/CAM_FRONT", "/LIDAR_TOP")
        for one in payloads(log, read.channels[name])
    }
    assert kept == set(files.values())
    assert [one["t_capture_ns"] for one in read.records["/CAM_FRONT"]] == [1_532_402_927_612_460_000]
    (box,) = cat(say, log, "/annotations")[0]["value"]["tracks"]
    assert box["classes"] == [{"name": "human.pedestrian.adult"}]
    assert box["points"] == 1
    # the matrix that mmdetection3d reckoned of the same sample
    (infos,) = folder.glob("mmdet3d_demo/*.pkl")
    names = {("numpy.core.multiarray", "scalar"), ("numpy", "dtype"), ("_codecs", "encode")}
    wanted = tree_of(infos.read_bytes(), names=names)["data_list"][0]["images"]["CAM_FRONT"]["lidar2cam"]
    assert read.camera_from_lidar() == pytest.approx(np.array(wanted), abs=1e-4)
    picture = payloads(log, read.channels["/CAM_FRONT"])[0]
    shown = read.shown()
    assert len(shown.rows) > 3000
    shift, contrast = best_shift(picture, shown)
    assert abs(shift) <= 5  # points of 32 beams lie 7 px apart
    assert contrast > 1.25
    off, _ = best_shift(picture, read.shown(np.radians(-0.5)))
    assert off - shift == pytest.approx(11, abs=4)


def test_tables_are_listed_by_their_folder_where_there_are_several(say: Say, tmp_path: Path, source: Path) -> None:
    other = scenes(tmp_path / "other")
    (other / "v1.0-mini").rename(source / "v1.0-trainval")
    status, _, err = say("convert", source, "--dry-run")
    assert (status, "v1.0-mini/scene-0061, v1.0-trainval/scene-0061" in err) == (65, True)
    assert say("convert", source, "--dry-run", "--part", "v1.0-mini/scene-0061")[0] == 3
    assert json.loads((source / "v1.0-mini" / "scene.json").read_text())
