"""Where the sensors of an Argoverse 2 log sit, and the lenses of its cameras.

It must not know payloads. Layout: argoverse/av2-api, src/av2/utils/io.py and geometry/camera/pinhole_camera.py:
egovehicle_SE3_sensor is vehicle_from_sensor; camera axes are x right, y down, z forward, as here; the projection there
uses no distortion.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.convert.av2.payloads import pose_rows
from app.convert.av2.tables import PLACE, TURN, table_of
from app.convert.encodings.arrow_tables import Sort
from app.convert.tree import Tree
from app.kinds.calibration import Camera, SensorCalibration, Transform
from app.scene.rigid import matrix_of, transform_of

_INTRINSICS = "calibration/intrinsics.feather"
_MOUNTINGS = "calibration/egovehicle_SE3_sensor.feather"
_LENS: Mapping[str, Sort] = dict.fromkeys(
    ("fx_px", "fy_px", "cx_px", "cy_px", "k1", "k2", "k3", "height_px", "width_px"), "number"
)
_MOST_PIXELS = 65_535


@dataclass(frozen=True, slots=True)
class Calibration:
    """The sensors, and how they were found, a sentence each. `distortion`: k1, k2, k3 by camera, which nothing uses."""

    sensors: tuple[SensorCalibration, ...]
    told: tuple[str, ...]
    distortion: dict[str, list[float]]

    @classmethod
    def of(cls, tree: Tree) -> "Calibration":
        """The calibration of a log; what it lacks is counted."""
        mounted = _mountings(tree)
        lenses, distortion = _lenses(tree)
        sensors = tuple(
            SensorCalibration(
                sensor=name, vehicle_from_sensor=mounted.get(name), camera=lenses.get(name),
                type="camera" if name in lenses else "lidar" if "lidar" in name else None,
            )
            for name in mounted | lenses
        )  # fmt: skip
        said = (
            "pictures are taken as rectified: the published projection uses none of the k1, k2 and k3 that the "
            "calibration gives; they stand in the ANNEX"
        )
        return cls(sensors, (said,) if lenses else (), distortion)


def _mountings(tree: Tree) -> dict[str, Transform]:
    table = table_of(tree, _MOUNTINGS, {"sensor_name": "text", **TURN, **PLACE})
    found: dict[str, Transform] = {}
    if table is None:
        return found
    rows, good = pose_rows(table)
    for row, name in enumerate(table.texts["sensor_name"]):
        if not name or name in found or not good[row]:
            tree.losses.add(_MOUNTINGS, "a sensor without a name or a rotation, or named twice")
            continue
        turn, place = [rows[f"q{part}"][row] for part in "wxyz"], [rows[axis][row] for axis in "xyz"]
        found[name] = transform_of(matrix_of(turn, place))
    return found


def _lenses(tree: Tree) -> tuple[dict[str, Camera], dict[str, list[float]]]:
    """Lenses by name of the camera, and the distortion that nothing uses."""
    table = table_of(tree, _INTRINSICS, {"sensor_name": "text", **_LENS})
    found: dict[str, Camera] = {}
    distortion: dict[str, list[float]] = {}
    if table is None:
        return found, distortion
    for row, name in enumerate(table.texts["sensor_name"]):
        value = {column: float(table.numbers[column][row]) for column in _LENS}
        sizes = (value["width_px"], value["height_px"])
        finite = bool(np.isfinite(list(value.values())).all()) and min(value["fx_px"], value["fy_px"]) > 0
        if not name or name in found or not finite or not all(1 <= one <= _MOST_PIXELS for one in sizes):
            tree.losses.add(_INTRINSICS, "a lens without a name, a focal length or a size, or named twice")
            continue
        found[name] = Camera(
            width=int(sizes[0]), height=int(sizes[1]), projection="pinhole", focal_x=value["fx_px"],
            focal_y=value["fy_px"], centre_x=value["cx_px"], centre_y=value["cy_px"], distortion_model="none",
        )  # fmt: skip
        distortion[name] = [value["k1"], value["k2"], value["k3"]]
    return found, distortion
