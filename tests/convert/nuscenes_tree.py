"""Scenes in the layout of nuScenes, small, made by us: its licence does not allow the real ones here.

Must not know what reads it. Schema: nutonomy/nuscenes-devkit, docs/schema_nuscenes.md.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.convert.pandaset_tree import jpeg

FIRST_US = 1_532_402_927_647_951
SENSORS = {"CAM_FRONT": "camera", "LIDAR_TOP": "lidar", "RADAR_FRONT": "radar"}
POINTS = np.array([[0.0, 10, 0.5, 17, 3], [-1, 12, 1, 200, 31]], dtype="<f4")
TURNED_DOWN = [0.5, -0.5, 0.5, -0.5]
FIELDS = (
    "x y z dyn_prop id rcs vx vy vx_comp vy_comp is_quality_valid ambig_state x_rms y_rms invalid_state pdh0 vx_rms "
    "vy_rms"
)
_RADAR = struct.Struct("<fffbhfffff8b")
DETECTIONS = [
    (20.0, -1.5, 0.0, 6, 7, 12.5, -3.0, 0.5, -13.0, 0.5, 1, 3, 19, 19, 0, 1, 16, 3),
    (40.0, 2, 0, 1, 8, 0, 0, 0, 0, 0, 1, 3, 1, 1, 4, 2, 1, 1),
]
RADAR_ROWS = b"".join(_RADAR.pack(*one) for one in DETECTIONS)


def radar(rows: bytes = RADAR_ROWS) -> bytes:
    count = len(rows) // _RADAR.size
    lines = (
        "# .PCD v0.7 - Point Cloud Data file format", "VERSION 0.7", f"FIELDS {FIELDS}",
        "SIZE 4 4 4 1 2 4 4 4 4 4 1 1 1 1 1 1 1 1", "TYPE F F F I I F F F F F I I I I I I I I",
        f"COUNT {' '.join('1' * 18)}", f"WIDTH {count}", "HEIGHT 1", "VIEWPOINT 0 0 0 1 0 0 0", f"POINTS {count}",
        "DATA binary",
    )  # fmt: skip
    return "\n".join(lines).encode() + b"\n" + rows


def scenes(root: Path, *, names: tuple[str, ...] = ("scene-0061",)) -> Path:
    """Each scene: two samples half a second apart; the car drives along +x of the map at 10 m/s."""
    tables: dict[str, list[dict[str, Any]]] = {
        "sensor": [{"token": f"s-{name}", "channel": name, "modality": what} for name, what in SENSORS.items()],
        "calibrated_sensor": [mounted(name) for name in SENSORS],
        "category": [{"token": "c-car", "name": "vehicle.car", "description": ""}],
        "attribute": [{"token": "a-moving", "name": "vehicle.moving", "description": ""}],
        "visibility": [{"token": "4", "level": "v80-100", "description": ""}],
        "log": [{"token": "log", "logfile": "n015", "vehicle": "n015", "date_captured": "", "location": "singapore"}],
        "map": [{"token": "m", "log_tokens": ["log"], "category": "semantic_prior", "filename": "maps/m.png"}],
    }
    for name in ("scene", "sample", "sample_data", "ego_pose", "sample_annotation", "instance"):
        tables[name] = []
    for number, name in enumerate(names):
        scene(root, tables, name, number)
    (root / "v1.0-mini").mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        (root / "v1.0-mini" / f"{name}.json").write_text(json.dumps(rows))
    (root / "maps").mkdir()
    (root / "maps" / "m.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return root


def mounted(name: str) -> dict[str, Any]:
    camera = SENSORS[name] == "camera"
    half = float(np.sqrt(0.5))
    return {
        "token": f"cs-{name}",
        "sensor_token": f"s-{name}",
        "translation": {"CAM_FRONT": [1.7, 0.0, 1.5], "LIDAR_TOP": [0.9, 0.0, 1.8], "RADAR_FRONT": [3.4, 0, 0.5]}[name],
        # the LiDAR's y points forward
        "rotation": TURNED_DOWN if camera else [half, 0, 0, -half] if name == "LIDAR_TOP" else [1, 0, 0, 0],
        "camera_intrinsic": [[50.0, 0, 31.5], [0, 50, 23.5], [0, 0, 1]] if camera else [],
    }


def scene(root: Path, tables: dict[str, list[dict[str, Any]]], name: str, number: int) -> None:
    tables["scene"].append(
        {"token": name, "log_token": "log", "nbr_samples": 2, "name": name, "description": "to the left"}
    )
    tables["instance"].append({"token": f"{name}-i", "category_token": "c-car", "nbr_annotations": 2})
    for at in range(2):
        sample, stamp = f"{name}-{at}", FIRST_US + number * 20_000_000 + at * 500_000
        near = {"prev": f"{name}-{at - 1}" if at else "", "next": "" if at else f"{name}-1"}
        tables["sample"].append({"token": sample, "timestamp": stamp, "scene_token": name, **near})
        tables["sample_annotation"].append(
            {
                "token": sample, "sample_token": sample, "instance_token": f"{name}-i", "visibility_token": "4",
                "attribute_tokens": ["a-moving"], "translation": [20.0 + 5 * at, 1, 0.75], "size": [1.8, 4.5, 1.5],
                "rotation": [float(np.cos(0.1)), 0, 0, float(np.sin(0.1))], "num_lidar_pts": 5,
                "num_radar_pts": 1, **near,
            }
        )  # fmt: skip
        for sensor, what in SENSORS.items():
            token, late = f"{sample}-{sensor}", {"camera": -35_000, "radar": -20_000}.get(what, 0)
            suffix = {"camera": "jpg", "lidar": "pcd.bin", "radar": "pcd"}[what]
            file = f"samples/{sensor}/n015__{sensor}__{stamp + late}.{suffix}"
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            raw = {"camera": jpeg(at), "lidar": POINTS.tobytes(), "radar": radar()}[what]
            (root / file).write_bytes(raw)
            tables["ego_pose"].append(
                {"token": token, "timestamp": stamp + late, "rotation": [1.0, 0, 0, 0],
                 "translation": [5.0 * at + late / 1e5, 0, 0]}
            )  # fmt: skip
            tables["sample_data"].append(
                {
                    "token": token, "sample_token": sample, "ego_pose_token": token, "timestamp": stamp + late,
                    "calibrated_sensor_token": f"cs-{sensor}", "fileformat": suffix, "is_key_frame": True,
                    "height": 48 if what == "camera" else 0, "width": 64 if what == "camera" else 0, "filename": file,
                    "prev": f"{name}-{at - 1}-{sensor}" if at else "", "next": "" if at else f"{name}-1-{sensor}",
                }
            )  # fmt: skip


def change(root: Path, table: str, made: Callable[[list[dict[str, Any]]], Any]) -> None:
    """A table again, after `made` changed its rows or gave others."""
    path = root / "v1.0-mini" / f"{table}.json"
    rows = json.loads(path.read_text())
    given = made(rows)
    path.write_text(json.dumps(rows if given is None else given))
