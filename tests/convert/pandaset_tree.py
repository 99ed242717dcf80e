"""A sequence in the layout of PandaSet, small, made by us: its own terms do not allow the real one here.

Must not know what reads it. Layout: scaleapi/pandaset-devkit, README.md.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tests.convert import pickles

FIRST_S = 1_557_539_956.5
FRAMES = 4
FILES = 3
"""One stamp and pose more than files, as in a sequence that was fetched in part."""
CAMERA_MS = {"front_camera": -50, "back_camera": -100}
POINTS = np.array([[20.0, 1, 0], [20.5, 1.25, 0.5], [-15, 200.1234567, 1], [0.1, 0.2, 0.3]])


def pack(raw: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(raw) + packer.flush()


def jpeg(number: int, width: int = 64, height: int = 48) -> bytes:
    picture = np.full((height, width, 3), 40 * (number % 6), dtype="u1")
    picture[:, : width // 2] = (0, 0, 255)
    return bytes(cv2.imencode(".jpg", picture)[1].tobytes())


def sweep(frame: int) -> bytes:
    """The points of a frame; the last was measured 30 ms after its stamp."""
    times = FIRST_S + frame / 10 + np.array([-0.03, 0, 0.01, 0.03])
    columns = dict(zip("xyz", POINTS.T, strict=True)) | {"i": np.array([0.0, 7, 128, 255]), "t": times}
    return pack(pickles.frame(columns | {"d": np.array([0, 0, 1, 1])}))


def boxes(frame: int) -> bytes:
    nan = float("nan")
    return pack(
        pickles.frame(
            {
                "uuid": ["car-1", "walker-2"],
                "label": ["Car", "Pedestrian"],
                "yaw": np.array([0.0, -np.pi / 2]),
                "stationary": np.array([True, False]),
                "position.x": np.array([20.25, 1.0]),
                "position.y": np.array([1.0, 2.0]),
                "position.z": np.array([0.25, 1.0]),
                "dimensions.x": np.array([2.0, 0.5]),
                "dimensions.y": np.array([4.5, 0.75]),
                "dimensions.z": np.array([1.5, 1.8]),
                "attributes.object_motion": ["Moving", nan],
                "cuboids.sibling_id": ["-", "walker-1"],
                "cuboids.sensor_id": np.array([-1, 0]),
            }
        )
    )


def pose(x: float, y: float, z: float, heading: tuple[float, float, float, float]) -> dict[str, Any]:
    return {"position": {"x": x, "y": y, "z": z}, "heading": dict(zip("wxyz", heading, strict=True))}


def sequence(folder: Path) -> Path:
    """The car drives along +x of the world at 10 m/s; its LiDAR's y points forward, its front camera looks there."""
    half = float(np.sqrt(0.5))
    for name in ("lidar", "meta", "annotations/cuboids", "annotations/semseg", *(f"camera/{one}" for one in CAMERA_MS)):
        (folder / name).mkdir(parents=True)
    stamps = [FIRST_S + frame / 10 for frame in range(FRAMES)]
    write(folder / "lidar/timestamps.json", stamps)
    write(folder / "meta/timestamps.json", stamps)
    # lidar's +y is the world's +x: turned by -90 degrees about z
    write(folder / "lidar/poses.json", [pose(float(frame), 0, 0, (half, 0, 0, -half)) for frame in range(FRAMES)])
    for frame in range(FILES):
        (folder / f"lidar/{frame:02}.pkl.gz").write_bytes(sweep(frame))
        (folder / f"annotations/cuboids/{frame:02}.pkl.gz").write_bytes(boxes(frame))
        classes = pickles.frame({"class": np.array([13, 13, 5, 6])})
        (folder / f"annotations/semseg/{frame:02}.pkl.gz").write_bytes(pack(classes))
    write(folder / "annotations/semseg/classes.json", {"5": "Vegetation", "6": "Ground", "13": "Car"})
    fixes = [{"lat": 37.776, "long": -122.399, "height": 2.95, "xvel": 3.0, "yvel": 4.0} for _ in range(FRAMES)]
    write(folder / "meta/gps.json", fixes)
    for name, offset in CAMERA_MS.items():
        late = offset / 1e3
        write(folder / f"camera/{name}/timestamps.json", [stamp + late for stamp in stamps])
        # 2 m ahead of the LiDAR's origin and 1.5 m up, where it was when the picture was taken
        ahead, turn = (2.0, (0.5, -0.5, 0.5, -0.5)) if name == "front_camera" else (-1.0, (0.5, -0.5, -0.5, 0.5))
        at = [pose(frame + 10 * late + ahead, 0, 1.5, turn) for frame in range(FRAMES)]
        write(folder / f"camera/{name}/poses.json", at)
        write(folder / f"camera/{name}/intrinsics.json", {"fx": 50.0, "fy": 50.0, "cx": 31.5, "cy": 23.5})
        for frame in range(FILES):
            (folder / f"camera/{name}/{frame:02}.jpg").write_bytes(jpeg(frame))
    return folder


def write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document))


def change(path: Path, made: Any) -> None:
    """A JSON file again, after `made` was asked for what shall stand there."""
    write(path, made(json.loads(path.read_text())))
