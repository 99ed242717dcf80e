"""Frames of the Waymo Open Dataset, small, made by us: the terms of the real ones keep them out of the project.

Must not know what reads them. Messages: as published, see resources/protos/waymo.
"""

from __future__ import annotations

import zlib
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from tests.convert.waymo_files import features, message

FIRST_US = 1_550_083_467_346_370
STEP_US = 100_000
TOP, FRONT = 1, 2
"""Names of LiDARs."""


def pose(x: float, y: float, z: float, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> dict[str, Any]:
    """A transform, turned about z, the new y and the new x."""
    made = np.eye(4)
    made[:3, :3] = Rotation.from_euler("ZYX", [yaw, pitch, roll]).as_matrix()
    made[:3, 3] = x, y, z
    return {"transform": made.ravel().tolist()}


def packed(values: npt.ArrayLike, name: str = "MatrixFloat") -> bytes:
    array = np.asarray(values, dtype=np.float32 if name == "MatrixFloat" else np.int32)
    made = message(name, data=array.ravel().tolist(), shape={"dims": list(array.shape)})
    return zlib.compress(made.SerializeToString())


def jpeg(number: int) -> bytes:
    return bytes(cv2.imencode(".jpg", np.full((48, 64, 3), 40 * number, dtype=np.uint8))[1].tobytes())


def ranges(*those: tuple[int, int, float], height: int = 2, width: int = 4) -> npt.NDArray[np.float32]:
    """A range image with echoes at row, column and range; elsewhere -1 as in the real ones."""
    image = np.full((height, width, 4), -1.0, dtype=np.float32)
    for row, column, distance in those:
        image[row, column] = distance, 0.25, 0.5, 1.0
    return image


def pixel_poses(frame: int, height: int = 2, width: int = 4) -> npt.NDArray[np.float32]:
    """The vehicle heads along y of the global frame; while it looks at column 2 it is pitched, and 1 m short."""
    poses = np.zeros((height, width, 6), dtype=np.float32)
    poses[..., 2] = np.pi / 2
    poses[..., 3:5] = 100.0, 200.0 + frame
    poses[:, 2, 1], poses[:, 2, 0], poses[:, 2, 4] = 0.1, 0.05, 199.0 + frame
    return poses


def top_laser(frame: int) -> dict[str, Any]:
    """Two returns, the second of one point."""
    return {
        "name": TOP,
        "ri_return1": {
            "range_image_compressed": packed(ranges((0, 1, 10.0), (1, 2, 20.0), (1, 3, 5.0))),
            "range_image_pose_compressed": packed(pixel_poses(frame)),
            "camera_projection_compressed": packed(np.zeros((2, 4, 6)), "MatrixInt32"),
        },
        "ri_return2": {"range_image_compressed": packed(ranges((0, 1, 12.0)))},
    }


def front_laser() -> dict[str, Any]:
    return {"name": FRONT, "ri_return1": {"range_image_compressed": packed(ranges((0, 0, 2.0), (1, 0, 2.0), width=1))}}


def context(name: str) -> dict[str, Any]:
    """A camera that looks to the left, a top LiDAR turned to the left, and one in front with beams evenly apart."""
    lens = [50.0, 50.0, 32.0, 24.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    return {
        "name": name,
        "camera_calibrations": [
            {"name": 4, "intrinsic": lens, "extrinsic": pose(1, 0, 1.5, np.pi / 2), "width": 64, "height": 48,
             "rolling_shutter_direction": 2},
        ],
        "laser_calibrations": [
            {"name": TOP, "beam_inclinations": [-0.5, 0.0], "extrinsic": pose(1, 0, 2, np.pi / 2)},
            {"name": FRONT, "beam_inclination_min": -0.2, "beam_inclination_max": 0.2, "extrinsic": pose(4, 0, 1)},
        ],
        "stats": {"weather": "Sunny", "time_of_day": "Dawn/Dusk", "location": "location_sf"},
    }  # fmt: skip


def label(its_id: str, **more: Any) -> dict[str, Any]:
    box = {
        "center_x": 10.0,
        "center_y": 2.0,
        "center_z": 1.0,
        "length": 4.5,
        "width": 2.0,
        "height": 1.5,
        "heading": 0.5,
    }
    return {
        "id": its_id, "type": 1, "box": box,
        "metadata": {"speed_x": 1.0, "speed_y": 3.0, "accel_x": 0.0, "accel_y": 2.0},
        "num_lidar_points_in_box": 7, "detection_difficulty_level": 2, "most_visible_camera_name": "FRONT", **more,
    }  # fmt: skip


def frame(number: int, name: str = "drive", **more: Any) -> Any:
    """A frame: the vehicle heads along y of the global frame and is 1 m further on in each."""
    stamp = FIRST_US + number * STEP_US
    image = {
        "name": 4, "image": jpeg(number), "pose": pose(100, 200.5 + number, 0, np.pi / 2),
        "velocity": {"v_x": 0.0, "v_y": 10.0, "v_z": 0.5, "w_x": 0.1, "w_y": 0.2, "w_z": 0.3},
        "pose_timestamp": stamp / 1e6 + 0.05, "shutter": 0.01, "camera_trigger_time": stamp / 1e6 + 0.02,
        "camera_readout_done_time": stamp / 1e6 + 0.08,
    }  # fmt: skip
    return message(
        "Frame",
        **{
            "context": context(name), "timestamp_micros": stamp, "pose": pose(100, 201 + number - 1, 0, np.pi / 2),
            "images": [image], "lasers": [top_laser(number), front_laser()], "laser_labels": [label("car")],
            "map_features": features() if number == 0 else [], "map_pose_offset": {"x": 0.1, "y": 0.2, "z": 0.3},
            **more,
        },
    )  # fmt: skip
