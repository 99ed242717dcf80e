"""What the GPS/IMU of KITTI's car measured: 30 numbers a frame, and what kinds they are.

It must not know files. Columns and axes: dataformat.txt of the raw data; the IMU has x forward, y left, z up. Position
on the map: readme.txt and convertOxtsToPose.m of the raw development kit: Mercator, scaled by the first latitude.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from app.convert.channels import Channels, Stamps, plausible
from app.convert.recording import Losses
from app.kinds.code import FixType, PoseSource
from app.kinds.field import precise
from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.imu import IMU_LAYOUT
from app.kinds.pose import POSE_LAYOUT
from app.kinds.row_layout import RowLayout
from app.kinds.state import STATE_LAYOUT
from app.scene.rigid import Matrix, inverse, quaternion_of

MERCATOR = "mercator"
_EARTH_M = 6378137.0
_UNITS = {
    **dict.fromkeys(("lat", "lon"), "°"), "alt": "m", **dict.fromkeys(("roll", "pitch", "yaw"), "rad"),
    **dict.fromkeys(("vn", "ve", "vf", "vl", "vu"), "m/s"),
    **dict.fromkeys(("ax", "ay", "az", "af", "al", "au"), "m/s^2"),
    **dict.fromkeys(("wx", "wy", "wz", "wf", "wl", "wu"), "rad/s"), "pos_accuracy": "m", "vel_accuracy": "m/s",
    **dict.fromkeys(("navstat", "numsats", "posmode", "velmode", "orimode"), "1"),
}  # fmt: skip
COLUMNS = tuple(_UNITS)
_LAYOUT = RowLayout(tuple(precise(name, unit, "as the source has it") for name, unit in _UNITS.items()))


def values_of(lines: Iterable[str], name: str, losses: Losses) -> npt.NDArray[np.float64]:
    """The numbers of lines, shape (n, 30); a line that is none is NaN, and counted."""
    found: list[list[float]] = []
    for line in lines:
        words = line.split()
        try:
            numbers = [float(word) for word in words]
        except ValueError:
            numbers = []
        if len(numbers) < len(COLUMNS):
            losses.add(name, f"a line without {len(COLUMNS)} numbers")
            numbers = [np.nan] * len(COLUMNS)
        found.append(numbers[: len(COLUMNS)])
    return plausible(np.array(found, dtype=np.float64).reshape(-1, len(COLUMNS)), losses, name)


def add_oxts(
    channels: Channels, stamps: Stamps, values: npt.NDArray[np.float64], velodyne_from_imu: Matrix | None
) -> list[str]:
    """Add the channels of the numbers (n, 30), and say what was reckoned from them."""
    its = {name: values[:, number] for number, name in enumerate(COLUMNS)}
    there = np.flatnonzero(np.isfinite(values).all(axis=1))
    its = {name: column[there] for name, column in its.items()}
    when, count = stamps.some(there), len(there)
    rows = _LAYOUT.unknown(count)
    for name, column in its.items():
        rows[name] = column
    channels.add_rows("/oxts", "signals", when, rows, layout=_LAYOUT)
    fixes = GNSS_LAYOUT.unknown(count)
    fixes["latitude_deg"], fixes["longitude_deg"] = its["lat"], its["lon"]
    fixes["speed"] = np.hypot(its["vn"], its["ve"])
    fixes["course"] = np.mod(np.arctan2(its["ve"], its["vn"]), 2 * np.pi)
    fixes["climb"], fixes["horizontal_accuracy"] = its["vu"], its["pos_accuracy"]
    fixes["speed_accuracy"] = its["vel_accuracy"]
    fixes["satellites_used"] = np.clip(np.where(its["numsats"] >= 0, its["numsats"], 255), 0, 255)
    fixes["fix"] = FixType.UNKNOWN
    channels.add_rows("/oxts/gnss", "gnss", when, fixes)
    inertial = IMU_LAYOUT.unknown(count)
    for axis in "xyz":
        inertial[f"rate_{axis}"], inertial[f"acceleration_{axis}"] = its[f"w{axis}"], its[f"a{axis}"]
    channels.add_rows("/oxts/imu", "imu", when, inertial, frame="imu", sensor="imu")
    state = STATE_LAYOUT.unknown(count)
    state["speed"], state["yaw_rate"] = its["vf"], its["wu"]
    channels.add_rows("/vehicle/state", "state", when, state)
    told = ["the altitude stays in /oxts and is in no fix, for the source does not say above what"] if count else []
    if velodyne_from_imu is None or not count:
        return told
    channels.add_rows(
        "/pose", "pose", when, _poses(its, inverse(velodyne_from_imu)), frame=MERCATOR,
        description="mercator_from_vehicle, reckoned from latitude, longitude, altitude, roll, pitch and yaw",
    )  # fmt: skip
    return [
        *told,
        "the pose was reckoned from the GPS/IMU on a Mercator map scaled by its first latitude, as KITTI does",
    ]


def _poses(its: dict[str, npt.NDArray[np.float64]], imu_from_vehicle: Matrix) -> npt.NDArray[np.void]:
    rows = POSE_LAYOUT.unknown(len(its["lat"]))
    scale = np.cos(np.radians(its["lat"][0])) * _EARTH_M
    east = scale * np.radians(its["lon"])
    with np.errstate(divide="ignore", invalid="ignore"):
        north = scale * np.log(np.tan(np.pi / 4 + np.radians(its["lat"]) / 2))
    for row in range(len(rows)):
        map_from_imu = _turned(its["roll"][row], its["pitch"][row], its["yaw"][row])
        map_from_imu[:3, 3] = east[row], north[row], its["alt"][row]
        matrix = map_from_imu @ imu_from_vehicle
        rows["x"][row], rows["y"][row], rows["z"][row] = matrix[:3, 3]
        for part, value in zip("wxyz", quaternion_of(matrix), strict=True):
            rows[f"q{part}"][row] = value
    rows["source"] = PoseSource.FUSION
    return rows


def _turned(roll: float, pitch: float, yaw: float) -> Matrix:
    """A rotation about x, then y, then z of the map."""
    made = np.eye(4)
    (cr, sr), (cp, sp), (cy, sy) = ((np.cos(one), np.sin(one)) for one in (roll, pitch, yaw))
    made[:3, :3] = [
        [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
        [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
        [-sp, cp * sr, cp * cr],
    ]
    return made
