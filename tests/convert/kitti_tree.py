"""Small trees in the layouts of KITTI, made by us: its licence does not allow the real ones here.

Must not know what reads them. Layouts: readme.txt of the raw, tracking and object development kits.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

FRAMES = 3
F, CX, CY, BASE = 50.0, 32.0, 24.0, 0.5
# the Velodyne has x forward, y left, z up; the camera x right, y down, z forward, 0.3 m ahead and 0.1 m lower
VELO_TO_CAM = "0 -1 0 0 0 0 -1 -0.1 1 0 0 -0.3"
POINTS = np.array([[10.3, 0, -0.1, 0.5], [5.3, 1, -0.1, 0.25], [-4, 0, 0, 1]], dtype="<f4")
DRIVE = "2011_09_26_drive_0005_sync"
OXTS = (
    "49.011 8.422 112.8 0.02 0.01 0.5 3.0 4.0 5.0 0.1 -0.2 0.3 0.4 9.8 0.31 0.41 0.0 0.01 0.02 0.03 0.011 0.021 0.031 "
    "0.05 0.07 4 11 6 6 6"
)
LABELS = """0 -1 DontCare -1 -1 -10 219.3 188.4 245.5 218.5 -1000 -1000 -1000 -10 -1 -1 -1
0 0 Van 0 1 -1.79 296.7 161.7 455.2 292.3 2.0 1.8 4.4 -1.0 1.1 10.0 -1.570796326794897
0 1 Pedestrian 0 0 -2.5 1106.1 166.5 1204.4 323.8 1.7 0.8 0.9 2.0 1.6 8.0 0.0
2 0 Van 0 1 -1.79 296.7 161.7 455.2 292.3 2.0 1.8 4.4 -1.0 1.1 9.0 -1.57
"""
TRACKLETS = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<boost_serialization signature="serialization::archive" version="9"><tracklets class_id="0"><count>1</count>
<item_version>1</item_version><item class_id="1"><objectType>Car</objectType><h>1.5</h><w>1.6</w><l>4.2</l>
<first_frame>1</first_frame><poses class_id="2"><count>2</count><item_version>2</item_version>
<item><tx>10</tx><ty>1</ty><tz>-1.7</tz><rx>0</rx><ry>0</ry><rz>0.25</rz><state>2</state><occlusion>0</occlusion></item>
<item><tx>11</tx><ty>1</ty><tz>-1.7</tz><rx>0</rx><ry>0</ry><rz>0.25</rz><state>1</state><occlusion>0</occlusion></item>
</poses></item></tracklets></boost_serialization>
"""


def png(number: int) -> bytes:
    picture = np.full((48, 64, 3), 60 * number, dtype="u1")
    return bytes(cv2.imencode(".png", picture)[1].tobytes())


def matrices(count: int = 4) -> list[str]:
    return [f"{F} 0 {CX} {-F * BASE * number} 0 {F} {CY} 0 0 0 1 0" for number in range(count)]


def calibration(path: Path, *, short: bool = False) -> None:
    """As the object benchmark writes its keys, or as `short` ones of the tracking benchmark."""
    rect, velo, imu = (
        ("R_rect", "Tr_velo_cam", "Tr_imu_velo") if short else ("R0_rect:", "Tr_velo_to_cam:", "Tr_imu_to_velo:")
    )
    lines = [f"P{number}: {numbers}" for number, numbers in enumerate(matrices())]
    lines += [f"{rect} 1 0 0 0 1 0 0 0 1", f"{velo} {VELO_TO_CAM}", f"{imu} 1 0 0 -0.8 0 1 0 0.3 0 0 1 -0.8", ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines))


def tracking(root: Path, *, names: tuple[str, ...] = ("0000",), short: bool = True) -> Path:
    for name in names:
        calibration(root / "calib" / f"{name}.txt", short=short)
        for folder, suffix in (("image_02", "png"), ("velodyne", "bin")):
            (root / folder / name).mkdir(parents=True)
            for frame in range(FRAMES):
                raw = png(frame) if suffix == "png" else POINTS.tobytes()
                (root / folder / name / f"{frame:06}.{suffix}").write_bytes(raw)
        for folder, text in (("label_02", LABELS), ("oxts", "\n".join([OXTS] * FRAMES) + "\n")):
            (root / folder).mkdir(exist_ok=True)
            (root / folder / f"{name}.txt").write_text(text)
    return root


def objects(root: Path, *, names: tuple[str, ...] = ("000000",)) -> Path:
    for name in names:
        calibration(root / "calib" / f"{name}.txt")
        lines = [line.split(" ", 2)[2] for line in LABELS.splitlines()[:3]]
        files = {f"image_2/{name}.png": png(1), f"velodyne/{name}.bin": POINTS.tobytes(),
                 f"label_2/{name}.txt": "\n".join(lines).encode()}  # fmt: skip
        for file, raw in files.items():
            (root / file).parent.mkdir(exist_ok=True)
            (root / file).write_bytes(raw)
    return root


def raw(root: Path) -> Path:
    """A drive: pictures 10 ms behind the Velodyne, the GPS/IMU 5 ms; sweep 1 was lost, as in real drives."""
    day, drive = root / "2011_09_26", root / "2011_09_26" / DRIVE
    rect = [f"P_rect_{number:02}: {numbers}" for number, numbers in enumerate(matrices())]
    bent = [f"K_{n:02}: {F} 0 {CX} 0 {F} {CY} 0 0 1\nD_{n:02}: -0.1 0.01 0 0 0.001\nR_{n:02}: 1 0 0 0 1 0 0 0 1\n"
            f"T_{n:02}: {-BASE * n} 0 0" for n in range(4)]  # fmt: skip
    texts = {
        "calib_cam_to_cam.txt": "calib_time: 09-Jan-2012 13:57:47\n"
        + "\n".join([*rect, *bent, "R_rect_00: 1 0 0 0 1 0 0 0 1"]),
        "calib_velo_to_cam.txt": "calib_time: 15-Mar-2012 11:37:16\nR: 0 -1 0 0 0 -1 1 0 0\nT: 0 -0.1 -0.3\n",
        "calib_imu_to_velo.txt": "R: 1 0 0 0 1 0 0 0 1\nT: -0.8 0.3 -0.8",
    }
    for folder in ("image_02", "velodyne_points", "oxts"):
        (drive / folder / "data").mkdir(parents=True)
    for name, text in texts.items():
        (day / name).write_text(text)
    for frame in range(FRAMES):
        (drive / "image_02" / "data" / f"{frame:010}.png").write_bytes(png(frame))
        (drive / "oxts" / "data" / f"{frame:010}.txt").write_text(OXTS + "\n")
        if frame != 1:
            (drive / "velodyne_points" / "data" / f"{frame:010}.bin").write_bytes(POINTS.tobytes())
    turn = "velodyne_points/timestamps"
    late = {"image_02/timestamps": 10, "oxts/timestamps": 5, turn: 0, f"{turn}_start": -50, f"{turn}_end": 50}
    for name, late_ms in late.items():
        lines = [f"2011-09-26 13:02:{25 + (500 + 100 * frame + late_ms) / 1e3:012.9f}" for frame in range(FRAMES)]
        (drive / f"{name}.txt").write_text("\n".join(lines) + "\n")
    (drive / "tracklet_labels.xml").write_text(TRACKLETS)
    return root
