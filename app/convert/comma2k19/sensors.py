"""What a comma2k19 segment measured beside CAN frames: motion, radar tracks, IMU and GNSS.

It must not know CAN. Columns, units and axes: commaai/comma2k19, README.md.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.convert.channels import Channels
from app.convert.comma2k19.arrays import Arrays
from app.convert.comma2k19.pose import DEVICE
from app.convert.stamps import UNITS_NS, Nanoseconds, to_ns, unix_unit
from app.kinds.field import Field, precise
from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.imu import IMU_LAYOUT
from app.kinds.row_layout import RowLayout
from app.kinds.state import STATE_LAYOUT

RADAR = "radar"
_PAUSE_NS, _CYCLE_NS = 20_000_000, 50_000_000
"""In the published segment targets come within 11 ms, less than 8 ms apart, some 20 times a second; pauses between them
are 30 ms or more.
"""
_DEGREE = math.pi / 180
_TESLA_PER_MICROTESLA = 1e-6
_STRONGEST_T = 0.01
"""The field of the earth is 65 uT at most; a magnet beside the sensor hardly reaches 10 mT."""

_BIAS = RowLayout(tuple(precise(f"bias_{axis}", "rad/s", f"bias about {axis}", frame="channel") for axis in "xyz"))
_RADAR_COLUMNS = (
    precise("x", "m", "distance ahead", frame="channel"),
    precise("y", "m", "distance to the left", frame="channel"),
    precise("vx", "m/s", "relative speed along x: negative where it comes nearer", frame="channel"),
)
_RADAR_TAIL = (
    Field(name="detection", type="<u4", description="number of the track: the address of its CAN frame"),
    Field(name="new_track", type="|u1", description="whether the track is new", codes={0: "no", 1: "yes"}),
    Field(name="time_ns", type="<i4", unit="ns", description="when the target came, minus t_capture"),
)
_RAW_GNSS = (
    ("prn", "1"), ("gps_week", "1"), ("time_of_week", "s"), ("glonass_channel", "1"), ("pseudorange", "m"),
    ("pseudorange_std", "m"), ("pseudorange_rate", "m/s"), ("pseudorange_rate_std", "m/s"),
)  # fmt: skip


def add_state(channels: Channels, arrays: Arrays) -> None:
    """Speed, wheel speeds and the angle of the steering wheel, as the source decoded them."""
    wheels = tuple(f"wheel_speed_{place}" for place in ("front_left", "front_right", "rear_left", "rear_right"))
    for folder, columns, scale in (
        ("speed", ("speed",), 1.0),
        ("wheel_speed", wheels, 1.0),
        ("steering_angle", ("steering_wheel_angle",), _DEGREE),
    ):
        found = arrays.pair(f"processed_log/CAN/{folder}", len(columns))
        if found is None:
            continue
        stamps, values = found
        rows = STATE_LAYOUT.unknown(len(values))
        for number, column in enumerate(columns):
            rows[column] = values[:, number] * scale
        channels.add_rows(f"/vehicle/{folder}", "state", stamps, rows)
        if folder == "steering_angle":
            arrays.told.append("steering_angle is in degrees at the steering wheel, left positive: so the pose turns")


def add_radar(channels: Channels, arrays: Arrays) -> None:
    """Tracks of the car's radar; those of one cycle are one record, at the stamp of the first."""
    found = arrays.pair("processed_log/CAN/radar", 7)
    if found is None:
        return
    stamps, values = found
    said = [number for number in (3, 4) if not np.isnan(values[:, number]).all()]
    others = tuple(precise(f"column_{number}", "1", "not described by the source") for number in said)
    layout = RowLayout((*_RADAR_COLUMNS, *others, *_RADAR_TAIL))
    rows = np.zeros(len(values), dtype=layout.dtype)
    for name, number in (("x", 0), ("y", 1), ("vx", 2), *((f"column_{one}", one) for one in said)):
        rows[name] = values[:, number]
    good = np.isfinite(values[:, 5:]).all(axis=1) & (values[:, 5:] >= 0).all(axis=1) & (values[:, 5] < 2**32)
    good &= values[:, 6] < 2**8
    arrays.tree.losses.add(arrays.at("processed_log/CAN/radar"), "a track without a number", int((~good).sum()))
    rows["detection"][good], rows["new_track"][good] = values[good, 5], values[good, 6]
    at = np.flatnonzero(good)
    stamps, rows = stamps.some(at), rows[at]
    first = _cycles(stamps.capture_ns, rows["detection"])
    rows["time_ns"] = stamps.capture_ns - np.repeat(stamps.capture_ns[first], np.diff([*first, len(rows)]))
    channels.add_bursts("/radar", "radar", "rows", stamps, rows, layout, first=first, stamp="cycle_start", frame=RADAR)
    arrays.told.append(
        f"targets of the radar are one cycle until nothing comes for {_PAUSE_NS // 10**6} ms, a number comes again or "
        f"{_CYCLE_NS // 10**6} ms are over; its stamp is that of its first target, time_ns says when each came"
    )
    if len(said) < 2 and len(values):
        arrays.told.append("columns of radar/value in which every number is NaN are left out")


def _cycles(stamps_ns: Nanoseconds, numbers: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """The rows at which cycles of the radar begin; no cycle goes back in time."""
    first: list[int] = []
    seen: set[int] = set()
    begin = last = 0
    for row, (stamp, number) in enumerate(zip(stamps_ns.tolist(), numbers.tolist(), strict=True)):
        goes_on = 0 <= stamp - last <= _PAUSE_NS and stamp - begin < _CYCLE_NS
        if not first or not goes_on or number in seen:
            first.append(row)
            seen.clear()
            begin = stamp
        seen.add(number)
        last = stamp
    return np.array(first, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Inertial:
    """An array of an inertial sensor, and the columns of `imu` that it fills."""

    folder: str
    columns: str
    description: str


_INERTIAL = (
    _Inertial("accelerometer", "acceleration", "specific force"),
    _Inertial("gyro", "rate", "angular velocity, less the bias that Android reckoned"),
    _Inertial("gyro_uncalibrated", "rate", "angular velocity as measured"),
    _Inertial("magnetometer", "magnetic", "magnetic field, calibrated by Android"),
    _Inertial("magnetometer_uncalibrated", "magnetic", "magnetic field as measured"),
)


def add_imu(channels: Channels, arrays: Arrays) -> None:
    """Accelerometer, gyroscopes and magnetometers, each with its own stamps."""
    for wanted in _INERTIAL:
        found = arrays.pair(f"processed_log/IMU/{wanted.folder}", 3)
        if found is None:
            continue
        stamps, values = found
        scale = 1.0
        known = np.abs(values[np.isfinite(values)])
        if wanted.columns == "magnetic" and len(known) and np.median(known) > _STRONGEST_T:
            scale = _TESLA_PER_MICROTESLA
            arrays.told.append(f"{wanted.folder} is in microtesla, by its size; comma2k19 says T")
        rows = IMU_LAYOUT.unknown(len(values))
        for number, axis in enumerate("xyz"):
            rows[f"{wanted.columns}_{axis}"] = values[:, number] * scale
        channels.add_rows(f"/imu/{wanted.folder}", "imu", stamps, rows, frame=DEVICE, description=wanted.description)
    bias = arrays.pair("processed_log/IMU/gyro_bias", 3)
    if bias is not None:
        rows = _BIAS.unknown(len(bias[1]))
        for number, axis in enumerate("xyz"):
            rows[f"bias_{axis}"] = bias[1][:, number]
        channels.add_rows("/imu/gyro_bias", "signals", bias[0], rows, layout=_BIAS, frame=DEVICE)


def add_gnss(channels: Channels, arrays: Arrays) -> None:
    """Fixes and raw measurements of both receivers."""
    for receiver in ("ublox", "qcom"):
        found = arrays.pair(f"processed_log/GNSS/live_gnss_{receiver}", 6)
        if found is not None:
            channels.add_rows(f"/gnss/{receiver}", "gnss", found[0], _fixes(arrays, receiver, found[1]))
        name = f"processed_log/GNSS/raw_gnss_{receiver}"
        raw = arrays.array(f"{name}/value")
        columns = raw.shape[1] if raw is not None and raw.ndim == 2 else 0
        measured = arrays.pair(name, columns) if len(_RAW_GNSS) <= columns <= 32 else None
        if measured is None:
            if columns:
                arrays.tree.losses.add(arrays.at(name), f"measurements of {columns} columns, which are not those known")
            continue
        more = ((f"column_{number}", "1") for number in range(len(_RAW_GNSS), columns))
        layout = RowLayout(tuple(precise(column, unit, "") for column, unit in (*_RAW_GNSS, *more)))
        rows = layout.unknown(len(measured[1]))
        for number, column in enumerate(layout.fields):
            rows[column.name] = measured[1][:, number]
        channels.add_bursts(f"/gnss/{receiver}/raw", "signals", "rows", measured[0], rows, layout)


def _fixes(arrays: Arrays, receiver: str, values: npt.NDArray[np.float64]) -> npt.NDArray[np.void]:
    latitude, longitude, speed, utc, altitude, bearing = values.T
    rows = GNSS_LAYOUT.unknown(len(values))
    rows["latitude_deg"], rows["longitude_deg"], rows["altitude"] = latitude, longitude, altitude
    rows["speed"], rows["course"] = speed, bearing * _DEGREE
    unit = unix_unit(utc)
    if unit is None:
        arrays.tree.losses.add(arrays.at(f"processed_log/GNSS/live_gnss_{receiver}"), "a time that no unit dates",
                               len(values))  # fmt: skip
        return rows
    if unit != "s":
        arrays.told.append(f"UTC of live_gnss_{receiver} is in {unit}, by its size; comma2k19 says s")
    stamps, good = to_ns(utc, UNITS_NS[unit])
    rows["utc_ns"][good] = stamps[good]
    arrays.told.append(f"altitude of live_gnss_{receiver} is taken as above the ellipsoid")
    return rows
