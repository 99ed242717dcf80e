"""Folders in the layout of Argoverse 2, small, made by us: the licence of the real ones keeps them out of the project.

Must not know what reads them. Layout: argoverse/av2-api, src/av2/utils/io.py and datasets/motion_forecasting.
"""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.feather  # type: ignore[import-untyped]
import pyarrow.parquet  # type: ignore[import-untyped]

FIRST_NS = 315_966_265_259_836_000
STEP_NS = 100_000_000
HALF = float(np.sqrt(0.5))
POINTS = np.array([[10.0, 0.0, 1.0], [10.5, 0.5, 1.25], [-3.0, 2.0, 0.5]], dtype=np.float16)
NAME = "00000000-0000-0000-0000-000000000001"


def feather(path: Path, columns: dict[str, Any], compression: str = "lz4") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pa.feather.write_feather(pa.table(columns), path, compression=compression)


def jpeg() -> bytes:
    return bytes(cv2.imencode(".jpg", np.full((48, 64, 3), 90, dtype=np.uint8))[1].tobytes())


def turns(*those: tuple[float, float, float, float]) -> dict[str, Any]:
    return {f"q{part}": [turn[place] for turn in those] for place, part in enumerate("wxyz")}


def places(*those: tuple[float, float, float]) -> dict[str, Any]:
    return {f"t{axis}_m": [place[number] for place in those] for number, axis in enumerate("xyz")}


def sweep() -> dict[str, Any]:
    return {
        **dict(zip("xyz", POINTS.T, strict=True)),
        "intensity": np.array([0, 7, 255], dtype="u1"),
        "laser_number": np.array([0, 31, 63], dtype="u1"),
        "offset_ns": np.array([0, 1000, 106_085_816], dtype="i4"),
    }


def boxes() -> dict[str, Any]:
    """Two boxes at the first stamp, the second turned to the left, and one at the second."""
    return {
        "timestamp_ns": np.array([FIRST_NS, FIRST_NS, FIRST_NS + STEP_NS]),
        "track_uuid": ["car", "bus", "car"],
        "category": ["REGULAR_VEHICLE", "BUS", "REGULAR_VEHICLE"],
        "length_m": [4.0, 10.0, 4.0], "width_m": [2.0, 2.5, 2.0], "height_m": [1.5, 3.0, 1.5],
        **turns((1, 0, 0, 0), (HALF, 0, 0, HALF), (1, 0, 0, 0)),
        **places((10, 0, 1), (0, 20, 1.5), (9, 0, 1)),
        "num_interior_pts": np.array([2, 0, 2]),
    }  # fmt: skip


def poses() -> dict[str, Any]:
    return {
        "timestamp_ns": np.array([FIRST_NS, FIRST_NS + STEP_NS // 2, FIRST_NS + STEP_NS]),
        **turns(*[(HALF, 0.0, 0.0, HALF)] * 3),
        **places((100, 200, 5), (100, 200.5, 5), (100, 201, 5)),
    }


def lenses() -> dict[str, Any]:
    return {
        "sensor_name": ["ring_front_center", "ring_rear_left"],
        "fx_px": [50.0, 50.0], "fy_px": [50.0, 50.0], "cx_px": [31.5, 31.5], "cy_px": [23.5, 23.5],
        "k1": [-0.2, 0.0], "k2": [0.1, 0.0], "k3": [0.0, 0.0],
        "height_px": np.array([48, 48], dtype="u2"), "width_px": np.array([64, 64], dtype="u2"),
    }  # fmt: skip


def mountings() -> dict[str, Any]:
    """The front camera 1.5 m ahead and 1.4 m up, looking forward; a LiDAR on top."""
    return {
        "sensor_name": ["ring_front_center", "ring_rear_left", "up_lidar"],
        **turns((0.5, -0.5, 0.5, -0.5), (0.5, -0.5, -0.5, 0.5), (1, 0, 0, 0)),
        **places((1.5, 0, 1.4), (1, 0, 1.4), (1.35, 0, 1.64)),
    }


def line(*those: tuple[float, float]) -> list[dict[str, float]]:
    return [{"x": x, "y": y, "z": 5.0} for x, y in those]


def road_map(*, centre: bool = False) -> dict[str, Any]:
    lane = {
        "id": 7, "is_intersection": True, "lane_type": "VEHICLE", "left_lane_boundary": line((0, 2), (4, 2), (10, 2)),
        "left_lane_mark_type": "DOUBLE_SOLID_YELLOW", "right_lane_boundary": line((0, -2), (10, -2)),
        "right_lane_mark_type": "NONE", "successors": [8], "predecessors": [], "left_neighbor_id": 9,
        "right_neighbor_id": None,
    }  # fmt: skip
    if centre:
        lane["centerline"] = [{"x": 0, "y": 0, "z": 0}, {"x": 10, "y": 0, "z": 0}]
    return {
        "lane_segments": {"7": lane},
        "pedestrian_crossings": {"3": {"id": 3, "edge1": line((0, 0), (0, 5)), "edge2": line((3, 0), (3, 5))}},
        "drivable_areas": {"4": {"id": 4, "area_boundary": line((0, 0), (9, 0), (9, 9))}},
    }


def sensor_log(folder: Path) -> Path:
    """Two sweeps, two pictures of the front camera and none of the other, three poses."""
    for number in range(2):
        feather(folder / f"sensors/lidar/{FIRST_NS + number * STEP_NS}.feather", sweep())
        camera = folder / "sensors/cameras/ring_front_center"
        camera.mkdir(parents=True, exist_ok=True)
        (camera / f"{FIRST_NS + number * STEP_NS - 20_000_000}.jpg").write_bytes(jpeg())
    feather(folder / "annotations.feather", boxes())
    feather(folder / "city_SE3_egovehicle.feather", poses())
    feather(folder / "calibration/intrinsics.feather", lenses())
    feather(folder / "calibration/egovehicle_SE3_sensor.feather", mountings())
    (folder / "map").mkdir()
    (folder / f"map/log_map_archive_{NAME}____PIT_city_1.json").write_text(json.dumps(road_map()))
    (folder / f"map/{NAME}___img_Sim2_city.json").write_text("{}")
    return folder


def scenario(**more: Any) -> dict[str, Any]:
    """Three steps: the vehicle itself heading along y, a car, and a walker who is there once."""
    count = 7
    return {
        "observed": np.array([True, True, False, True, True, False, True]),
        "track_id": ["AV", "AV", "AV", "11", "11", "11", "12"],
        "object_type": ["vehicle"] * 6 + ["pedestrian"],
        "object_category": np.array([1, 1, 1, 3, 3, 3, 0]),
        "timestep": np.array([0, 1, 2, 0, 1, 2, 1]),
        "position_x": [0.0, 0.0, 0.0, 1.0, 1.3, 1.6, 5.0],
        "position_y": [0.0, 0.4, 0.8, 2.0, 2.4, 2.8, 5.0],
        "heading": [np.pi / 2] * 3 + [0.0] * 4,
        "velocity_x": [0.0] * 3 + [3.0] * 4,
        "velocity_y": [4.0] * 7,
        "scenario_id": ["x"] * count, "focal_track_id": ["11"] * count, "city": ["austin"] * count,
        "start_timestamp": [float(FIRST_NS)] * count, "end_timestamp": [float(FIRST_NS + 2 * STEP_NS)] * count,
        "num_timestamps": np.array([3] * count), "map_id": np.array([1] * count), **more,
    }  # fmt: skip


def motion(folder: Path, columns: dict[str, Any] | None = None) -> Path:
    folder.mkdir(parents=True)
    pa.parquet.write_table(pa.table(scenario() if columns is None else columns), folder / "scenario_x.parquet")
    (folder / "log_map_archive_x.json").write_text(json.dumps(road_map(centre=True)))
    return folder
