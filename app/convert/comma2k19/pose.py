"""Where the device of a comma2k19 segment was, and what UTC its clock shows: from the poses of the pictures.

It must not know other sensors. Layout: commaai/comma2k19, README.md, "Pose Format". Of the orientations the numbers
decide that they turn device axes into ECEF: only then does the velocity of a segment point forward.
"""

import numpy as np
import numpy.typing as npt

from app.convert.channels import Channels, Stamps
from app.convert.comma2k19.arrays import Arrays
from app.convert.stamps import to_ns
from app.kinds.code import PoseSource
from app.kinds.field import precise
from app.kinds.pose import POSE_LAYOUT
from app.kinds.row_layout import RowLayout
from app.scene.rigid import matrix_of

DEVICE, ECEF = "device", "ecef"
_UNIT_TOLERANCE = 1e-3
_WEEK_NS = 7 * 86_400 * 10**9
_GPS_EPOCH_NS = 315_964_800 * 10**9
"""1980-01-06 in UTC."""
_LEAPS = ((1930, 18), (1851, 17), (1695, 16))
"""GPS minus UTC in s from a week on: 2017-01-01, 2015-07-01, 2012-07-01 (IERS Bulletin C)."""
_SPREAD_NS = 10**6

_GPS_TIME = RowLayout((precise("gps_week", "1", "week since 1980-01-06"), precise("time_of_week", "s", "in that week")))


def utc_offset_ns(arrays: Arrays) -> int | None:
    """UTC minus the clock of the stamps, by the GPS times of the pictures; None: they do not say it to 1 ms."""
    found = arrays.stamps("global_pose/frame_times")
    times = arrays.array("global_pose/frame_gps_times")
    if found is None or times is None or times.ndim != 2 or times.shape[1] != 2 or times.dtype.kind != "f":
        return None
    stamps, rows = found
    week, of_week = times[rows[rows < len(times)]].T
    tow_ns, good = to_ns(of_week, 10**9)
    good &= np.isfinite(week) & (week == np.rint(week)) & (week >= _LEAPS[-1][0]) & (week < 2**13)
    if not good.any():
        return None
    weeks = np.where(good, week, 0).astype(np.int64)
    leap = np.select([weeks >= first for first, _ in _LEAPS], [seconds for _, seconds in _LEAPS])
    utc = weeks * _WEEK_NS + tow_ns + _GPS_EPOCH_NS - leap * 10**9
    offsets = (utc - stamps[: len(utc)])[good]
    if int(np.ptp(offsets)) > _SPREAD_NS:
        arrays.told.append("GPS times of the pictures drift against their stamps: UTC is not taken from them")
        return None
    arrays.told.append("UTC comes from the GPS times of the pictures, by the leap seconds of their week")
    return int(np.median(offsets))


def add_pose(channels: Channels, arrays: Arrays) -> None:
    """The pose of the device in ECEF, that of the vehicle as far as it follows, and the GPS times of the pictures."""
    found = arrays.stamps("global_pose/frame_times")
    if found is None:
        return
    parts: list[npt.NDArray[np.float64]] = []
    when: Stamps | None = None
    for name, columns in (("positions", 3), ("orientations", 4), ("velocities", 3), ("gps_times", 2)):
        values = arrays.array(f"global_pose/frame_{name}")
        joined = None if values is None else arrays.joined(f"global_pose/frame_{name}", found, values, columns)
        if joined is not None and (when is None or len(joined[1]) < len(when.capture_ns)):
            when = joined[0]
        parts.append(np.full((len(found[1]), columns), np.nan) if joined is None else joined[1])
    if when is None:
        return
    count = len(when.capture_ns)
    positions, turns, velocities, gps = (part[:count] for part in parts)
    good = np.abs(np.linalg.norm(turns, axis=1) - 1) < _UNIT_TOLERANCE
    good &= np.isfinite(positions).all(axis=1)
    arrays.tree.losses.add(arrays.at("global_pose"), "no position, or an orientation that is no unit quaternion",
                           int((~good).sum()))  # fmt: skip
    at = np.flatnonzero(good)
    stamps = when.some(at)
    device = _pose_rows(positions[at], turns[at], velocities[at])
    channels.add_rows(
        "/pose/device", "pose", stamps, device, frame=ECEF, sensor=DEVICE,
        description="ecef_from_device: x forward, y right, z down; computed afterwards",
    )  # fmt: skip
    w, x, y, z = turns[at].T
    vehicle = _pose_rows(positions[at], np.stack([-x, w, z, -y], axis=1), velocities[at])
    channels.add_rows(
        "/pose", "pose", stamps, vehicle, frame=ECEF,
        description="ecef_from_vehicle: the device's pose, its axes turned to x forward, y left, z up",
    )  # fmt: skip
    times = _GPS_TIME.unknown(count)
    times["gps_week"], times["time_of_week"] = gps.T
    channels.add_rows("/pose/gps_time", "signals", when, times, layout=_GPS_TIME)
    if len(at):
        arrays.told.append("poses were computed afterwards from GNSS, IMU and pictures; the vehicle did not know them")
        arrays.told.append("the vehicle's axes are those of the device, turned: how it is mounted is not given")


def _pose_rows(
    positions: npt.NDArray[np.float64], turns: npt.NDArray[np.float64], velocities: npt.NDArray[np.float64]
) -> npt.NDArray[np.void]:
    rows = POSE_LAYOUT.unknown(len(positions))
    for number, axis in enumerate("xyz"):
        rows[axis] = positions[:, number]
    for number, part in enumerate("wxyz"):
        rows[f"q{part}"] = turns[:, number]
    if len(positions):
        own = np.einsum("nji,nj->ni", matrix_of(turns)[:, :3, :3], velocities)
        for number, axis in enumerate("xyz"):
            rows[f"velocity_{axis}"] = own[:, number]
    rows["source"] = PoseSource.FUSION
    return rows
