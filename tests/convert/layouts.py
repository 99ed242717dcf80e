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
        packets = file.create_dataset("dvs/data", (4, 3), dtype=h5py.vlen_dtype(np.dtype("u1")))
        for row, size in ((0, 3), (1, 5)):
            for item, part in enumerate((b"5", b"head", bytes(range(size)))):
                packets[row, item] = np.frombuffer(part, dtype="u1")
        file["dvs/timestamp"] = np.array([5_000_000, 5_010_000, 0, 0], dtype="i8")
        file["vehicle_speed/data"] = np.array([[5.005e6, 10.0], [5.015e6, 11.0], [0, 0]])
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


def mvsec_events(path: Path) -> Path:
    """MVSEC: events in rows of x, y, t, p; for each picture, the first event behind it."""
    with h5py.File(path, "w") as file:
        stamps = 1_500_000_000 + np.arange(8) / 100
        rows = np.stack([np.arange(8.0), np.arange(8.0) + 100, stamps, np.tile([1.0, -1.0], 4)], axis=1)
        file["davis/left/events"] = rows
        file["davis/left/image_raw"] = np.zeros((3, 20, 24), dtype="u1")
        file["davis/left/image_raw_ts"] = 1_500_000_000 + np.array([0.0, 0.025, 0.06])
        file["davis/left/image_raw_event_inds"] = np.array([0, 3, 6])
    return path


def dsec(path: Path) -> Path:
    """DSEC: 35 ms of events, two a millisecond; the index names the first of each millisecond."""
    with h5py.File(path, "w") as file:
        stamps = np.arange(70, dtype="u4") * 500
        file["events/t"] = stamps
        file["events/x"] = np.arange(70, dtype="u2")
        file["events/y"] = np.arange(70, dtype="u2")
        file["events/p"] = np.ones(70, dtype="u1")
        file["ms_to_idx"] = np.searchsorted(stamps, np.arange(35) * 1000).astype("u8")
        file["t_offset"] = np.int64(49_599_300_523)
    return path


def m3ed(path: Path) -> Path:
    """M3ED: events, pictures, inertia and packets of a LiDAR, all in microseconds of one clock."""
    with h5py.File(path, "w") as file:
        stamps = np.arange(50, dtype="i8") * 1000
        events = {"t": stamps, "x": stamps.astype("u2"), "y": stamps.astype("u2"), "p": np.ones(50, dtype="i1")}
        for name, values in (events | {"ms_map_idx": np.arange(50, dtype="u8")}).items():
            file[f"prophesee/left/{name}"] = values
        file["ovc/ts"] = np.array([0, 40_000], dtype="i8")
        file["ovc/left/data"] = np.zeros((2, 16, 20, 1), dtype="u1")
        file["ovc/rgb/data"] = np.zeros((2, 16, 20, 3), dtype="u1")
        file["ovc/imu/ts"] = np.array([0, 2500, 5000], dtype="i8")
        file["ovc/imu/omega"] = np.arange(9, dtype="f8").reshape(3, 3)
        file["ovc/imu/accel"] = np.arange(9, dtype="f8").reshape(3, 3) + 100
        file["ouster/data"] = np.arange(2 * 4 * 33, dtype="u1").reshape(2, 4, 33)
        file["ouster/ts_start"] = np.array([1000, 101_000], dtype="i8")
        file["ouster/ts_end"] = np.array([99_000, 199_000], dtype="i8")
        file["ouster/metadata"] = "{}"
    return path


def radar_scenes(folder: Path) -> Path:
    """RadarScenes: a row a detection; cycles of three, two and one."""
    folder.mkdir()
    with h5py.File(folder / "radar_data.h5", "w") as file:
        rows = np.zeros(6, dtype=[("timestamp", "<i8"), ("sensor_id", "u1"), ("range_sc", "<f4"), ("azimuth_sc", "<f4"),
                                  ("rcs", "<f4"), ("vr", "<f4"), ("x_cc", "<f4"), ("y_cc", "<f4"), ("uuid", "S32"),
                                  ("label_id", "u1")])  # fmt: skip
        rows["timestamp"] = [156_862_647_501, 156_862_647_501, 156_862_647_501, 156_862_665_000, 156_862_665_000, 1]
        rows["sensor_id"] = [1, 1, 1, 3, 3, 2]
        rows["range_sc"] = np.arange(6)
        file["radar_data"] = rows
        odometry = np.zeros(2, dtype=[("timestamp", "<i8"), ("x_seq", "<f4"), ("vx", "<f4"), ("yaw_rate", "<f4")])
        odometry["timestamp"], odometry["vx"] = [156_862_647_000, 156_862_660_000], [8.5, 8.6]
        file["odometry"] = odometry
    (folder / "scenes.json").write_text("{}")
    return folder


def ecal_6(path: Path) -> Path:
    """ECAL 6: a group a channel, in it one an id with the type and the table; messages are numbered datasets."""
    with h5py.File(path, "w") as file:
        file.attrs["Version"] = "6.0"
        file.attrs["Channels"] = "car%2Fpose"
        for number in range(3):
            file[str(number)] = np.full(number + 1, number, dtype="u1")
        group = file.create_group("car%2Fpose/1F")
        group["TypeName"], group["TypeEncoding"], group["TypeDescriptor"] = "pb.Pose", "proto", "x"
        table = np.zeros((3, 5), dtype="i8")
        table[:, 0] = 1_700_000_000_000_000 + np.array([10, 110, 210])
        table[:, 1] = [0, 1, 2]
        table[:, 3] = 1_700_000_000_000_000 + np.array([0, 100, 200])
        group["DataTable"] = table
    return path
