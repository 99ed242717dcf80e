"""Argoverse 2: the numbers of a log and of a scenario come out of the sealed log, and every trap is told.

Must not know how tables are read or logs are sealed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from app.convert.av2 import reader as av2
from app.kinds.calibration import SensorCalibration
from app.scene.projection import projected
from app.scene.rigid import inverse, matrix_from
from tests.cli.say import Say
from tests.convert.logs import cat, genesis, lost, payloads, rows, taken, told

av2_tree = pytest.importorskip("tests.convert.av2_tree", exc_type=ImportError)
FIRST_NS, STEP_NS = 315_966_265_259_836_000, 100_000_000
pytestmark = pytest.mark.usefixtures("own_home")
MAP = "map/log_map_archive_00000000-0000-0000-0000-000000000001____PIT_city_1.json"
USUAL = {
    ("sensors/cameras", "a calibrated camera without pictures"): 1,
    (MAP, "neighbours of a lane, are in no channel"): 1,
    ("map/00000000-0000-0000-0000-000000000001___img_Sim2_city.json", "is in no channel"): 1,
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return Path(av2_tree.sensor_log(tmp_path / "data" / "val" / "log-1"))


def test_everything_is_taken_and_the_rest_is_counted(say: Say, tmp_path: Path, tree: Path) -> None:
    log, facts = taken(say, tmp_path, tree)
    assert {one["name"]: one["records"] for one in facts["channels"]} == {
        "/lidar": 2, "/camera/ring_front_center": 2, "/pose": 3, "/annotations": 2, "/map": 1,
    }  # fmt: skip
    assert lost(facts) == USUAL
    assert any("no wall clock" in text for text in facts["assumptions"])
    said = genesis(say, log)
    assert said["clocks"][-1]["epoch"] == "arbitrary"
    assert said["frames"][0]["description"] == "metres in the city PIT_city_1, z up"
    names = {one["name"] for one in said["intake"]["sources"]}
    files = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}
    assert files - names == {next(name for name in files if "Sim2" in name)}


def test_a_sweep(say: Say, tmp_path: Path, tree: Path) -> None:
    log, _ = taken(say, tmp_path, tree)
    found = cat(say, log, "/lidar")
    assert [one["t_capture_ns"] for one in found] == [FIRST_NS, FIRST_NS + STEP_NS]
    points = found[0]["value"]["rows"]
    assert [[point[axis] for axis in "xyz"] for point in points] == av2_tree.POINTS.astype("f4").tolist()
    assert [point["intensity"] for point in points] == [0, 7, 255]
    assert [point["ring"] for point in points] == [0, 31, 63]
    assert [point["time_ns"] for point in points] == [0, 1000, 106_085_816]
    channel = genesis(say, log)["channels"][0]
    assert (channel["frame"], channel["stamp"]) == ("vehicle", "sweep_start")


def test_pictures_are_the_same_bytes(say: Say, tmp_path: Path, tree: Path) -> None:
    log, _ = taken(say, tmp_path, tree)
    folder = tree / "sensors/cameras/ring_front_center"
    assert payloads(log, 2) == [path.read_bytes() for path in sorted(folder.iterdir())]
    found = cat(say, log, "/camera/ring_front_center")
    assert [one["t_capture_ns"] for one in found] == [FIRST_NS - 20_000_000, FIRST_NS + 80_000_000]


def test_a_point_ahead_is_in_the_front_picture_alone(say: Say, tmp_path: Path, tree: Path) -> None:
    """10 m ahead, 1 m up: 8.5 m before the camera, which sits 1.4 m up, 0.4 m below its axis."""
    log, facts = taken(say, tmp_path, tree)
    cameras = {one["sensor"]: msgspec.convert(one, SensorCalibration) for one in genesis(say, log)["calibration"]}
    assert {name: one.type for name, one in cameras.items()} == {
        "ring_front_center": "camera", "ring_rear_left": "camera", "up_lidar": "lidar",
    }  # fmt: skip

    def shown(name: str) -> npt.NDArray[np.float64]:
        one = cameras[name]
        assert one.camera is not None
        assert one.vehicle_from_sensor is not None
        point = np.array([[10.0, 0.0, 1.0]])
        return projected(one.camera, inverse(matrix_from(one.vehicle_from_sensor)), point).pixels

    assert shown("ring_front_center")[0] == pytest.approx([31.5, 23.5 + 50 * 0.4 / 8.5])
    assert len(shown("ring_rear_left")) == 0
    assert told(say, log)["k1_k2_k3_of_lenses"]["ring_front_center"] == [-0.2, 0.1, 0.0]
    assert any("taken as rectified" in text for text in facts["assumptions"])


def test_boxes_and_poses(say: Say, tmp_path: Path, tree: Path) -> None:
    log, _ = taken(say, tmp_path, tree)
    first, second = (one["value"] for one in cat(say, log, "/annotations"))
    assert (first["frame"], first["origin"], len(second["tracks"])) == ("vehicle", "annotation", 1)
    car, bus = first["tracks"]
    assert (car["id"], car["classes"], car["centre"], car["points"]) == (
        "car",
        [{"name": "REGULAR_VEHICLE"}],
        [10, 0, 1],
        2,
    )
    assert (bus["size"], bus["yaw"]) == ({"length": 10, "width": 2.5, "height": 3}, pytest.approx(math.pi / 2))
    pose = rows(say, log, "/pose")[1]
    assert (pose["x"], pose["y"], pose["z"], pose["qz"]) == (100, 200.5, 5, pytest.approx(av2_tree.HALF))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{}", ""),
        ('{"lane_segments": 1}', "no JSON"),
        ('{"drivable_areas": {"4": {"id": 1e999, "area_boundary": []}}}', "no JSON"),
        ('{"drivable_areas": {"4": {"id": 1' + "0" * 300 + ', "area_boundary": []}}}', "no JSON"),
    ],
)
def test_a_map_that_is_none(say: Say, tmp_path: Path, tree: Path, text: str, why: str) -> None:
    (tree / MAP).write_text(text)
    _, facts = say.json("convert", tree, "--dry-run")
    reasons = dict(lost(facts).keys())
    assert why in reasons.get(MAP, "")
    assert "/map" not in {one["name"] for one in facts["channels"]}


def test_the_map(say: Say, tmp_path: Path, tree: Path) -> None:
    log, facts = taken(say, tmp_path, tree)
    (road,) = cat(say, log, "/map")
    assert road["t_capture_ns"] == FIRST_NS - 20_000_000  # the first stamp of all
    captures = {one["name"]: one["capture"] for one in genesis(say, log)["channels"]}
    assert (captures.pop("/map"), set(captures.values())) == ("synthesised", {"measured"})
    found = {one["id"]: one for one in road["value"]["elements"]}
    assert (found["7/left"]["marking"], found["7/right"]["marking"]) == ("double_solid", "none")
    assert (found["7/left"]["detail"], found["7"]["next"]) == ("double_solid_yellow", ["8"])
    assert found["7"]["detail"] == "vehicle, in a junction"
    # between (0, 2) ... (10, 2) and (0, -2), (10, -2), at three points
    assert found["7"]["points"] == [[0, 0, 5], [5, 0, 5], [10, 0, 5]]
    assert found["crossing/3"]["points"] == [[0, 0, 5], [0, 5, 5], [3, 5, 5], [3, 0, 5]]
    assert (found["area/4"]["type"], found["area/4"]["closed"]) == ("drivable_area", True)
    assert any("middle of their boundaries" in text for text in facts["assumptions"])


def test_a_folder_that_cannot_be_looked_at_hides_no_other(
    say: Say, tmp_path: Path, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tree.parent / "0 locked").mkdir()
    found = Path.is_file

    def is_file(self: Path) -> bool:
        if "0 locked" in self.parts:
            raise PermissionError(13, "Permission denied", str(self))
        return found(self)

    monkeypatch.setattr(Path, "is_file", is_file)
    assert av2.recognised(tree.parent)


def broken(table: str, **columns: Any) -> Callable[[Path], None]:
    """Writes a table again, with other columns."""
    made = {"annotations": "boxes", "city_SE3_egovehicle": "poses", "calibration/intrinsics": "lenses",
            "calibration/egovehicle_SE3_sensor": "mountings"}[table]  # fmt: skip
    return lambda tree: av2_tree.feather(tree / f"{table}.feather", getattr(av2_tree, made)() | columns)


@pytest.mark.parametrize(
    ("damage", "wanted"),
    [
        (
            broken("annotations", qw=[1.0, 0.5, math.nan], height_m=[1.5, -1.0, 1.5], track_uuid=["", "b", "c"]),
            {("/annotations", "a box without an id"): 1, ("/annotations", "a box with a number that is none"): 1,
             ("/annotations", "a box whose rotation is no unit quaternion"): 1},
        ),
        (
            broken("annotations", qx=[math.sin(0.1), 0, 0], qw=[math.cos(0.1), av2_tree.HALF, 1]),
            {("/annotations", "the tilt of a box that does not stand upright"): 1},
        ),
        (broken("annotations", timestamp_ns=[FIRST_NS, 2**62 + 1, FIRST_NS]),
         {("/annotations", "a box whose stamp is none"): 1}),
        (broken("annotations", qw=["a", "b", "c"]),
         {("annotations.feather", "column qw is of type string where a number belongs"): 1}),
        (broken("city_SE3_egovehicle", qz=[0.5, math.nan, av2_tree.HALF]),
         {("/pose", "a pose whose stamp or rotation is none"): 2}),
        (
            broken("calibration/egovehicle_SE3_sensor", sensor_name=["a", "a", ""]),
            {("calibration/egovehicle_SE3_sensor.feather", "a sensor without a name or a rotation, or named twice"): 2},
        ),
        (
            broken("calibration/intrinsics", fx_px=[math.nan, 0.0]),
            {("calibration/intrinsics.feather", "a lens without a name, a focal length or a size, or named twice"): 2,
             ("sensors/cameras", "a calibrated camera without pictures"): 0},
        ),
    ],
)  # fmt: skip
def test_numbers_that_are_none(
    say: Say, tmp_path: Path, tree: Path, damage: Callable[[Path], None], wanted: dict[tuple[str, str], int]
) -> None:
    damage(tree)
    _, facts = taken(say, tmp_path, tree)
    assert lost(facts) == {where: count for where, count in (USUAL | wanted).items() if count}


def test_sweeps_that_are_odd(say: Say, tmp_path: Path, tree: Path) -> None:
    """Coordinates of float64 and NaN, codes out of range, no stamps of points; a second column of them stays whole."""
    odd: dict[str, Any] = {axis: [1 / 3, math.nan, math.inf] for axis in "xyz"}
    odd |= {"intensity": [1.0, math.nan, 2.0], "laser_number": np.array([-1, 65_535, 7])}
    av2_tree.feather(tree / f"sensors/lidar/{FIRST_NS}.feather", odd)
    log, facts = taken(say, tmp_path, tree)
    assert lost(facts) == USUAL | {
        ("/lidar", "a coordinate that is no number"): 6,
        ("/lidar", "the last digits of a coordinate, rounded to float32"): 3,
        ("/lidar", "a number that intensity cannot hold"): 1,
        ("/lidar", "a number that ring cannot hold"): 2,
        ("/lidar", "no offset_ns of the point"): 3,
    }
    found = cat(say, log, "/lidar")
    assert [point["x"] for point in found[0]["value"]["rows"]] == [pytest.approx(1 / 3), None, None]
    assert [point["ring"] for point in found[0]["value"]["rows"]] == [None, None, 7]
    assert len(found[1]["value"]["rows"]) == 3


def test_files_that_are_none(say: Say, tmp_path: Path, tree: Path) -> None:
    lidar, camera = tree / "sensors/lidar", tree / "sensors/cameras/ring_front_center"
    (lidar / f"{FIRST_NS}.feather").write_bytes(b"")
    (lidar / f"{FIRST_NS + 1}.feather").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    (lidar / f"{FIRST_NS + 2}.feather").write_bytes((lidar / f"{FIRST_NS + STEP_NS}.feather").read_bytes()[:700])
    (lidar / f"0{FIRST_NS + STEP_NS}.feather").write_bytes(b"ARROW1")
    (lidar / "latest.feather").write_bytes(b"ARROW1")
    (camera / f"{FIRST_NS}.jpg").write_bytes(b"GIF89a")
    (camera.parent / ("odd " * 30)).mkdir()
    (camera.parent / ("odd " * 30) / f"{FIRST_NS}.jpg").write_bytes(av2_tree.jpeg())
    (camera / f"{FIRST_NS + 1}.jpg").symlink_to("/etc/passwd")
    (tree / MAP).write_text("[" * 100_000)
    _, facts = taken(say, tmp_path, tree)
    found = lost(facts)
    assert found[f"sensors/lidar/{FIRST_NS}.feather", "is empty"] == 1
    assert found["/camera/ring_front_center", f"sensors/cameras/ring_front_center/{FIRST_NS}.jpg: is no JPEG"] == 1
    assert found["sensors/lidar", "a file of the same stamp as another"] == 1
    assert found[f"sensors/cameras/{'odd ' * 30}/{FIRST_NS}.jpg", "is in no channel"] == 1
    reasons = dict(found.keys())
    assert "pointer of Git LFS" in reasons[f"sensors/lidar/{FIRST_NS + 1}.feather"]
    assert "cannot be read as a table" in reasons[f"sensors/lidar/{FIRST_NS + 2}.feather"]
    assert reasons["sensors/lidar/latest.feather"] == "is in no channel"
    assert "link" in reasons[f"sensors/cameras/ring_front_center/{FIRST_NS + 1}.jpg"]
    assert "no JSON" in reasons[MAP]


def test_stamps_of_boxes_stay_in_their_order(say: Say, tmp_path: Path, tree: Path) -> None:
    broken("annotations", timestamp_ns=np.array([FIRST_NS + STEP_NS, FIRST_NS + STEP_NS, FIRST_NS]))(tree)
    log, facts = taken(say, tmp_path, tree)
    assert [one["t_capture_ns"] for one in cat(say, log, "/annotations")] == [FIRST_NS + STEP_NS, FIRST_NS]
    assert next(one for one in facts["channels"] if one["name"] == "/annotations")["regressions"] == 1


def test_one_of_several(say: Say, tmp_path: Path, tree: Path) -> None:
    root = tree.parents[1]
    assert say("convert", root, "--dry-run")[0] == 3
    av2_tree.motion(root / "forecasting" / "x")
    status, _, err = say("convert", root, "--dry-run")
    assert (status, "log-1" in err, "say which with --part" in err) == (65, True, True)
    _, facts = say.json("convert", root, "--dry-run", "--part", "x")
    assert facts["format"] == "Argoverse 2 motion forecasting scenario"
    av2_tree.motion(root / "val" / "x")
    status, _, err = say("convert", root, "--dry-run")
    assert (status, "forecasting/x, log-1, val/x" in err) == (65, True)


def test_a_folder_without_any(say: Say, tmp_path: Path) -> None:
    (tmp_path / "x" / "y").mkdir(parents=True)
    status, _, err = say("convert", tmp_path / "x", "--format", "av2", "--dry-run")
    assert (status, "is no log of Argoverse 2" in err) == (65, True)


def test_a_log_of_which_little_is_there(say: Say, tmp_path: Path, tree: Path) -> None:
    """No calibration, no map, tables that lack a column or are none: what is there is taken."""
    for name in ("calibration/intrinsics", "calibration/egovehicle_SE3_sensor"):
        (tree / f"{name}.feather").unlink()
    for path in (tree / "map").iterdir():
        path.unlink()
    av2_tree.feather(tree / "annotations.feather", {"timestamp_ns": np.array([FIRST_NS])})
    (tree / "city_SE3_egovehicle.feather").write_bytes(b"ARROW1")
    (tree / f"sensors/lidar/{FIRST_NS}.feather").write_bytes(b"ARROW1")
    _, facts = taken(say, tmp_path, tree)
    assert lost(facts) == {
        ("calibration/intrinsics.feather", "is named, but not there"): 1,
        ("calibration/egovehicle_SE3_sensor.feather", "is named, but not there"): 1,
        ("annotations.feather", "there is no column track_uuid"): 1,
        ("city_SE3_egovehicle.feather", "is no Feather file"): 1,
        (f"sensors/lidar/{FIRST_NS}.feather", "is no Feather file"): 1,
    }
    assert {one["name"] for one in facts["channels"]} == {"/lidar", "/camera/ring_front_center"}


def test_without_the_extra(say: Say, tmp_path: Path, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    status, _, err = say("convert", tree, "--dry-run")
    assert (status, "pip install 'incident-replay[av2]'" in err) == (65, True)


def test_a_scenario(say: Say, tmp_path: Path) -> None:
    log, facts = taken(say, tmp_path, av2_tree.motion(tmp_path / "x"))
    assert {one["name"]: one["records"] for one in facts["channels"]} == {
        "/objects": 3, "/pose": 3, "/state": 3, "/map": 1,
    }  # fmt: skip
    assert lost(facts) == {("log_map_archive_x.json", "neighbours of a lane, are in no channel"): 1}
    # of all steps only the first and the last are stamped
    assert {one["capture"] for one in genesis(say, log)["channels"]} == {"synthesised"}
    found = cat(say, log, "/objects")
    # the source's float64 holds its stamps to 64 ns
    assert [one["t_capture_ns"] for one in found] == pytest.approx([FIRST_NS + n * STEP_NS for n in range(3)], abs=64)
    assert [[track["id"] for track in one["value"]["tracks"]] for one in found] == [["11"], ["11", "12"], ["11"]]
    car = found[1]["value"]["tracks"][0]
    assert (car["centre"], car["yaw"], car["velocity"]) == ([1.3, 2.4, None], 0, [3, 4, None])
    assert car["attributes"] == {"category": "focal", "observed": "1"}
    assert found[2]["value"]["tracks"][0]["attributes"]["observed"] == "0"
    pose = rows(say, log, "/pose")[2]
    assert (pose["x"], pose["y"], pose["z"]) == (0, 0.8, None)
    assert 2 * math.atan2(pose["qz"], pose["qw"]) == pytest.approx(math.pi / 2)
    assert rows(say, log, "/state")[0]["speed"] == pytest.approx(4)
    assert told(say, log)["focal_track"] == "11"
    assert any("at height 0" in text for text in facts["assumptions"])


def test_a_scenario_with_numbers_that_are_none(say: Say, tmp_path: Path) -> None:
    columns = av2_tree.scenario(
        timestep=np.array([0, 1, 9, 0, 1, -1, 1]), position_x=[0.0, math.nan, 0, 1, 1, 1, 5],
        heading=[math.inf] * 7, velocity_x=[math.nan] * 7, velocity_y=[math.nan] * 7,
        track_id=["AV"] * 3 + ["11", "11", "11", ""],
    )  # fmt: skip
    del columns["observed"], columns["object_category"], columns["object_type"], columns["city"]
    log, facts = taken(say, tmp_path, av2_tree.motion(tmp_path / "x", columns))
    assert lost(facts) == {
        ("timestep", "a row of a step that the scenario does not have"): 2,
        ("position_x", "a row whose place is no number"): 1,
        ("/objects", "a row without an id"): 1,
        ("log_map_archive_x.json", "neighbours of a lane, are in no channel"): 1,
    }
    (track,) = cat(say, log, "/objects")[0]["value"]["tracks"]
    assert track == {"id": "11", "centre": [1, 2, None]}
    (pose,) = rows(say, log, "/pose")
    assert (pose["x"], pose["qw"], pose["velocity_x"]) == (0, None, None)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"num_timestamps": np.array([0] * 7)}, "give no stamps"),
        ({"num_timestamps": np.array([10**9] * 7)}, "give no stamps"),
        ({"start_timestamp": [math.nan] * 7}, "give no stamps"),
        ({"end_timestamp": [1.0] * 7}, "give no stamps"),
        ({"timestep": ["a"] * 7}, "where a number belongs"),
        ({"position_x": [math.nan] * 7}, "nothing can be taken in"),
    ],
)
def test_what_is_no_scenario(say: Say, tmp_path: Path, columns: dict[str, Any], why: str) -> None:
    folder = av2_tree.motion(tmp_path / "x", av2_tree.scenario(**columns))
    (folder / "log_map_archive_x.json").unlink()
    status, _, err = say("convert", folder, "--dry-run")
    assert (status, why in err) == (65, True)


def test_files_that_are_no_scenario(say: Say, tmp_path: Path) -> None:
    folder = av2_tree.motion(tmp_path / "x", {"track_id": ["a"]})
    status, _, err = say("convert", folder, "--dry-run")
    assert (status, "there is no column" in err) == (65, True)
    (folder / "scenario_x.parquet").write_bytes(b"PAR1")
    status, _, err = say("convert", folder, "--dry-run")
    assert (status, "cannot be read as a table" in err) == (65, True)
    (folder / "scenario_x.parquet").write_bytes(b"")
    status, _, err = say("convert", folder, "--dry-run")
    assert (status, "is empty" in err) == (65, True)
