"""The real PandaSet sequence 002: the numbers that are known of it. Its licence keeps it out of the project.

Must not know how it is read.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from app.kinds.calibration import SensorCalibration
from app.kinds.declared import declared_layout
from app.kinds.pose import POSE_LAYOUT
from app.scene.projection import Projected, projected
from app.scene.rigid import inverse, matrix_from, matrix_of, moved
from tests.cli.say import Say
from tests.convert import real
from tests.convert.alignment import best_shift
from tests.convert.boxes import inside
from tests.convert.logs import cat, genesis, lost, payloads, told, verified

pytestmark = pytest.mark.usefixtures("own_home")
FRAME_00 = 0


@pytest.fixture
def log(say: Say, tmp_path: Path) -> Path:
    status, facts = say.json("convert", real.folder("pandaset_002"), "-o", tmp_path / "002.h5")
    assert (status, facts["records"]) == (3, 7 * 6 + 7 + 7 + 80 * 10)
    # the stamps of 80 frames, the files of 7
    folders = ["lidar", *(f"camera/{one}_camera" for one in CAMERAS)]
    assert lost(facts) == {(one, "a stamp without a file"): 73 for one in folders}
    assert any("front_camera minus" in text and "-49.85 ms" in text for text in facts["assumptions"])
    assert any("back_camera minus" in text and "-99.90 ms" in text for text in facts["assumptions"])
    verified(say, tmp_path / "002.h5")
    return tmp_path / "002.h5"


CAMERAS = ("back", "front", "front_left", "front_right", "left", "right")


class Read:
    """The payloads of the log by name of the channel."""

    def __init__(self, say: Say, log: Path) -> None:
        self.log, self.genesis = log, genesis(say, log)
        self.numbers = {one["name"]: one["id"] for one in self.genesis["channels"]}

    def payloads(self, name: str) -> list[bytes]:
        return payloads(self.log, self.numbers[name])

    def points(self, row: int) -> npt.NDArray[Any]:
        layout = declared_layout(self.genesis["channels"][self.numbers["/lidar"] - 1]["fields"])
        return np.frombuffer(self.payloads("/lidar")[row], dtype=layout.dtype)

    def pose(self, name: str, row: int) -> npt.NDArray[np.float64]:
        found = np.frombuffer(self.payloads(name)[row], dtype=POSE_LAYOUT.dtype)[0]
        return matrix_of([found[f"q{part}"] for part in "wxyz"], [found[axis] for axis in "xyz"])

    def calibration(self, sensor: str) -> SensorCalibration:
        said = next(one for one in self.genesis["calibration"] if one["sensor"] == sensor)
        return msgspec.convert(said, SensorCalibration)


def world(points: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    return np.stack([points[axis] for axis in "xyz"], axis=1).astype(np.float64)


def test_numbers_of_frame_00(say: Say, log: Path) -> None:
    read = Read(say, log)
    points = read.points(FRAME_00)
    assert len(points) == 166_768
    assert ((points["d"] == 0).sum(), (points["d"] == 1).sum()) == (106_169, 60_599)
    assert (points["label"] == 7).sum() > 10_000  # the road
    assert told(say, log)["largest_rounding_of_a_coordinate_m"] < 1.6e-5
    tracks = cat(say, log, "/annotations/cuboids")[0]["value"]["tracks"]
    assert len(tracks) == 113
    assert [inside(world(points), track) for track in tracks[:3]] == [2576, 656, 72]


def test_stamps_and_pictures_are_those_of_the_files(say: Say, log: Path) -> None:
    folder = real.folder("pandaset_002") / "002"
    stamps = json.loads((folder / "camera/front_camera/timestamps.json").read_text())
    found = cat(say, log, "/camera/front_camera")
    assert [one["t_capture_ns"] for one in found] == pytest.approx([stamp * 1e9 for stamp in stamps[:7]], abs=200)
    for name in CAMERAS:
        kept = [hashlib.sha256(raw).digest() for raw in Read(say, log).payloads(f"/camera/{name}_camera")]
        files = sorted((folder / f"camera/{name}_camera").glob("*.jpg"))
        assert kept == [hashlib.sha256(file.read_bytes()).digest() for file in files]


def test_points_lie_on_the_picture(say: Say, log: Path) -> None:
    """Jumps of depth lie on edges of the front picture to 3 px; half a degree of error would move them by 17."""
    read = Read(say, log)
    lens = read.calibration("front_camera").camera
    assert lens is not None
    for row in (0, 3, 6):
        points, picture = world(read.points(row)), read.payloads("/camera/front_camera")[row]

        def shown(turn: float, at: int = row, points: npt.NDArray[np.float64] = points) -> Projected:
            wrong = matrix_of((np.cos(turn / 2), 0, np.sin(turn / 2), 0))
            return projected(lens, wrong @ inverse(read.pose("/pose/front_camera", at)), points)

        shift, contrast = best_shift(picture, shown(0.0))
        assert abs(shift) <= 3
        assert contrast > 1.2
        off, _ = best_shift(picture, shown(np.radians(0.5)))
        assert off == pytest.approx(shift - 17, abs=3)


@pytest.mark.parametrize("camera", CAMERAS)
def test_the_mounting_places_points_as_the_pose_does(say: Say, log: Path, camera: str) -> None:
    """By way of the vehicle at the moment of the picture: within 6 px of the camera's own pose."""
    read = Read(say, log)
    mounted = read.calibration(f"{camera}_camera")
    assert mounted.camera is not None
    assert mounted.vehicle_from_sensor is not None
    points = world(read.points(1))
    own = projected(mounted.camera, inverse(read.pose(f"/pose/{camera}_camera", 1)), points)
    # between the two poses of the LiDAR around the picture, the car hardly moves in this sequence's first second
    vehicle = moved(inverse(read.pose("/pose", 1)), points)
    again = projected(mounted.camera, inverse(matrix_from(mounted.vehicle_from_sensor)), vehicle)
    both, here, there = np.intersect1d(own.rows, again.rows, return_indices=True)
    assert len(both) > 0.97 * len(own.rows)
    far = own.depth[here] > 5
    apart = np.linalg.norm(own.pixels[here] - again.pixels[there], axis=1)[far]
    assert np.percentile(apart, 95) < 6
