"""HDF5 files in the layouts that driving logs are published in, small, with the oddities that real ones have."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

NAN = float("nan")


def comma(folder: Path) -> Path:
    """comma.ai 2016: pictures at 20 Hz, a log at 100 Hz that points to them; the third picture is never pointed to."""
    (folder / "camera").mkdir(parents=True)
    (folder / "log").mkdir()
    with h5py.File(folder / "camera" / "drive.h5", "w") as file:
        file["X"] = np.arange(4 * 3 * 16 * 20, dtype="u1").reshape(4, 3, 16, 20)
    with h5py.File(folder / "log" / "drive.h5", "w") as file:
        file["times"] = 1_454_000_000.0 + np.arange(20) / 100
        file["speed"] = np.linspace(10, 12, 20)
        file["steering_angle"] = np.full(20, 90.0)
        file["gear_choice"] = np.full(20, 4, dtype="i8")
        file["fiber_accel"] = np.zeros((20, 3), dtype="f2")
        file["cam1_ptr"] = np.array([NAN, *np.repeat([0.0, 1.0, 3.0, 9.0], [5, 5, 5, 4])])
    return folder


def corl(path: Path) -> Path:
    """CARLA CORL 2017: 200 pictures and 28 targets each; here five."""
    with h5py.File(path, "w") as file:
        file["rgb"] = np.arange(5 * 18 * 20 * 3, dtype="u1").reshape(5, 18, 20, 3)
        targets = np.zeros((5, 28), dtype="f4")
        targets[:, 20] = [0, 100, 200, 200, 150]
        targets[:, 10] = 36
        file["targets"] = targets
    return path


def ddd(path: Path) -> Path:
    """DDD17: groups of data and timestamp, allocated in advance and padded with zeros."""
    with h5py.File(path, "w") as file:
        packets = file.create_dataset("dvs/data", (4,), dtype=h5py.vlen_dtype(np.dtype("u1")))
        packets[0], packets[1] = np.arange(3, dtype="u1"), np.arange(5, dtype="u1")
        file["dvs/timestamp"] = np.array([5_000_000, 5_010_000, 0, 0], dtype="i8")
        file["vehicle_speed/data"] = np.array([[10.0, 0], [11.0, 0], [0, 0]])
        file["vehicle_speed/timestamp"] = np.array([5_005_000, 5_015_000, 0], dtype="i8")
    return path


def mvsec(path: Path) -> Path:
    """MVSEC: each dataset has its stamps beside it."""
    with h5py.File(path, "w") as file:
        file["davis/left/image_raw"] = np.arange(3 * 20 * 24, dtype="u1").reshape(3, 20, 24)
        file["davis/left/image_raw_ts"] = 1_500_000_000 + np.array([0.1, 0.2, 0.3])
        file["davis/left/imu"] = np.arange(18, dtype="f8").reshape(3, 6)
        file["davis/left/imu_ts"] = 1_500_000_000 + np.array([0.15, NAN, 0.35])
        file["davis/left/depth"] = np.zeros((3, 20, 24), dtype="f4")
        file["davis/left/depth_ts"] = 1_500_000_000 + np.array([0.1, 0.2, 0.3])
    return path


def unknown(path: Path) -> Path:
    """In no known layout: a compound, a vector with attributes, jpeg packets, and something without time."""
    with h5py.File(path, "w") as file:
        rows = np.zeros(4, dtype=[("range", "<f4"), ("name", "S4"), ("hit", "?")])
        rows["range"], rows["name"] = [1, 2, 3, 4], [b"car", b"bike", b"car", b""]
        file["radar/hits"] = rows
        file["radar/timestamp_us"] = 1_600_000_000_000_000 + np.array([0, 50_000, 50_000, 20_000], dtype="i8")
        file["can/speed"] = np.array([3.6, 7.2, 10.8])
        file["can/speed"].attrs["unit"] = "km/h"
        file["can/time"] = 1_600_000_000 + np.array([0.0, 0.1, 2.0])
        file["can/time"].attrs["unit"] = "s"
        jpeg = file.create_dataset("camera/jpeg", (3,), dtype=h5py.vlen_dtype(np.dtype("u1")))
        for number, raw in enumerate((b"\xff\xd8one\xff\xd9", b"no picture", b"\xff\xd8three\xff\xd9")):
            jpeg[number] = np.frombuffer(raw, dtype="u1")
        file["camera/t"] = 1_600_000_000 + np.array([0.05, 0.15, 0.25])
        file["map"] = np.zeros((7, 7))
        file["away"] = h5py.ExternalLink("/etc/passwd", "/x")
    return path
