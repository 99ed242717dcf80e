"""Info files of mmdetection3d: pictures, boxes and mountings of nuScenes samples, and pickles that are none.

Must not know how pickles are read or logs are sealed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.say import Say
from tests.convert import real
from tests.convert.boxes import inside
from tests.convert.logs import cat, genesis, lost, payloads, rows
from tests.convert.nuscenes_tree import FIRST_US, POINTS
from tests.convert.pandaset_tree import jpeg
from tests.convert.pickles import BEGIN, END, Raw, called, dtype, name, value

pytestmark = pytest.mark.usefixtures("own_home")
SCALAR = name("numpy.core.multiarray", "scalar")
CAMERA = [[0.0, 0.0, 1.0, 1.7], [-1.0, 0.0, 0.0, 0.0], [0.0, -1.0, 0.0, 1.5], [0.0, 0.0, 0.0, 1.0]]
HERE = [[1.0, 0.0, 0.0, 5.0], [0.0, 1.0, 0.0, 6.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]


def whole(number: int) -> Raw:
    return called(SCALAR, dtype("i8"), number.to_bytes(8, "little"))


def info(**changed: Any) -> bytes:
    box = {"bbox_3d": [1.0, 2.0, 3.0, 4.5, 1.8, 1.5, 0.25], "bbox_label_3d": 0, "num_lidar_pts": whole(7)}
    picture = {"img_path": "front.jpg", "cam2img": [[50.0, 0.0, 31.5], [0.0, 50.0, 23.5], [0.0, 0.0, 1.0]],
               "cam2ego": CAMERA, "timestamp": FIRST_US / 1e6 - 0.035}  # fmt: skip
    sample = {
        "token": "a", "timestamp": FIRST_US / 1e6, "ego2global": HERE, "images": {"CAM_FRONT": picture},
        "lidar_points": {"lidar_path": "top.pcd.bin", "lidar2ego": HERE}, "instances": [box],
    }  # fmt: skip
    tree = {"metainfo": {"categories": {"car": 0}, "dataset": "nuscenes"}, "data_list": [sample | changed]}
    return BEGIN + value(tree) + END


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return samples(tmp_path / "infos")


def samples(folder: Path) -> Path:
    """An info file with one sample of a picture, a sweep and a box."""
    folder.mkdir()
    (folder / "infos.pkl").write_bytes(info())
    (folder / "front.jpg").write_bytes(jpeg(1))
    (folder / "top.pcd.bin").write_bytes(POINTS.tobytes())
    return folder


def test_a_sample(say: Say, tmp_path: Path, source: Path) -> None:
    status, facts = say.json("convert", source, "-o", tmp_path / "out.h5")
    assert (status, facts["not_taken"]) == (0, [])
    log = tmp_path / "out.h5"
    assert payloads(log, 1) == [jpeg(1)]
    assert payloads(log, 2) == [POINTS.tobytes()]
    assert cat(say, log, "/CAM_FRONT")[0]["t_capture_ns"] == pytest.approx(FIRST_US * 1000 - 35_000_000, abs=200)
    assert rows(say, log, "/pose")[0]["y"] == 6
    said = {one["sensor"]: one for one in genesis(say, log)["calibration"]}
    assert said["CAM_FRONT"]["vehicle_from_sensor"]["matrix"] == CAMERA
    assert said["CAM_FRONT"]["camera"]["width"] == 64
    found = cat(say, log, "/annotations")[0]["value"]
    (box,) = found["tracks"]
    assert (found["frame"], box["centre"], box["yaw"], box["points"]) == ("LIDAR_TOP", [1, 2, 3], 0.25, 7)
    assert (box["size"]["length"], box["classes"]) == (4.5, [{"name": "car"}])


def test_stamps_that_do_not_fit_are_counted(say: Say, tmp_path: Path, source: Path) -> None:
    (source / "infos.pkl").write_bytes(info(timestamp=1e30))
    _, facts = say.json("convert", source, "-o", tmp_path / "out.h5")
    why = "a stamp that is no number, or none that fits"
    found = lost(facts)
    assert [found[where, why] for where in ("/LIDAR_TOP", "/pose", "/annotations")] == [1, 1, 1]
    assert {one["name"] for one in facts["channels"]} == {"/CAM_FRONT"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"timestamp": "now"}, "Expected `float`, got `str`"),
        ({"instances": [{"bbox_3d": [1.0]}]}, "Expected `array` of length >= 7"),
        ({"token": called(name("os", "system"), "true")}, "it names os.system, which is not allowed"),
        ({"timestamp": called(SCALAR, dtype("f8"), b"short")}, "a scalar of type"),
        ({"timestamp": called(SCALAR, dtype("O8"), b"\0" * 8)}, "a scalar of type"),
        ({"token": b"raw"}, "a cell that is a bytes"),
    ],
)
def test_what_is_refused(say: Say, tmp_path: Path, source: Path, changed: dict[str, Any], said: str) -> None:
    (source / "infos.pkl").write_bytes(info(**changed))
    status, _, err = say("convert", source, "--dry-run")
    assert (status, said in err) == (65, True)


def test_a_tree_that_never_ends_is_refused(say: Say, tmp_path: Path, source: Path) -> None:
    """Twenty lists, each of ten times the one before: small as written, 10^20 parts as walked."""
    laughs = value(["x"]) + b"q\x00"
    for level in range(20):
        laughs += b"](" + (b"h" + bytes([level])) * 10 + b"eq" + bytes([level + 1])
    (source / "infos.pkl").write_bytes(info(more=Raw(b"(" + laughs + b"t")))
    status, _, err = say("convert", source, "--dry-run")
    assert (status, "parts" in err) == (65, True)


def test_traps(say: Say, tmp_path: Path, source: Path) -> None:
    bent = [[2.0, 0.0, 0.0, 0.0], *HERE[1:]]
    (source / "infos.pkl").write_bytes(info(ego2global=bent, instances=[{"bbox_3d": [float("nan")] * 7}]))
    (source / "front.jpg").write_bytes(b"BM")
    (source / "top.pcd.bin").unlink()
    (source / "more.txt").write_text("x")
    status, facts = say.json("convert", source, "-o", tmp_path / "out.h5")
    assert status == 3
    assert lost(facts) == {
        ("/CAM_FRONT", "front.jpg: is no JPEG"): 1,
        ("CAM_FRONT", "no lens: cam2img is no matrix, or the picture has no size"): 1,
        ("top.pcd.bin", "is named, but not there"): 1,
        ("ego2global", "a mounting that is no rotation with a translation"): 1,
        ("/pose", "has no record at all"): 1,
        ("/annotations", "a box with a number that is none"): 1,
        ("more.txt", "is in no channel"): 1,
    }


def test_the_real_sample(say: Say, tmp_path: Path) -> None:
    """69 boxes, five pictures; the points in boxes are as many as was counted, but for some at the faces."""
    folder = real.folder("nuscenes_mini_1sample")
    status, facts = say.json("convert", folder / "mmdet3d_demo", "-o", tmp_path / "out.h5")
    assert status == 3
    assert sum(why == "is named, but not there" for _, why in lost(facts)) == 2
    tracks = cat(say, tmp_path / "out.h5", "/annotations")[0]["value"]["tracks"]
    assert len(tracks) == 69
    (sweep,) = folder.glob("t4dataset/data/LIDAR_TOP/*.bin")
    points = np.frombuffer(sweep.read_bytes(), dtype="<f4").reshape(-1, 5)[:, :3].astype(np.float64)
    counted = [(inside(points, track), track["points"]) for track in tracks]
    assert sum(found == said for found, said in counted) >= 60
    assert max(abs(found - said) / max(said, 10) for found, said in counted) < 0.2
    pictures = sorted((folder / "mmdet3d_demo").glob("*.jpg"))
    kept = [payloads(tmp_path / "out.h5", number)[0] for number in range(1, 6)]
    assert sorted(kept) == sorted(path.read_bytes() for path in pictures)
