"""Which datasets could be a LiDAR's or an inertial sensor's, from names, shapes, units and attributes: proposals.

It must not know layouts, nor take anything for certain: where a unit is said that is not known, nothing is proposed.
"""

import math
import re
from collections.abc import Mapping

from app.convert.hdf5.mapping import ChannelMap, Column, Time
from app.log.foreign_answers import MOST_BYTES
from app.log.foreign_hdf5 import ForeignDataset

_POINTS = re.compile(r"(?<![a-z])(points?|lidars?|velodyne|point_?clouds?)(?![a-z])", re.IGNORECASE)
_ACCELERATION = re.compile(r"(linear_?)?acc(el(eration|erometer)?s?)?(_.*)?\Z", re.IGNORECASE)
_RATE = re.compile(r"(gyro(scope)?s?|angular_?(velocity|rate))(_.*)?\Z", re.IGNORECASE)
_METRES = {"m": 1.0, "meter": 1.0, "meters": 1.0, "metre": 1.0, "metres": 1.0, "cm": 0.01, "mm": 0.001, "km": 1000.0}
_ACCELERATIONS = {"m/s^2": 1.0, "m/s2": 1.0, "m/s/s": 1.0, "m/s**2": 1.0, "m/s\u00b2": 1.0, "g": 9.80665}
_RATES = {"rad/s": 1.0, "deg/s": math.pi / 180, "\u00b0/s": math.pi / 180}
_MOST_COLUMNS = 64


def cloud(path: str, data: ForeignDataset, time: Time) -> ChannelMap | None:
    """The channel of a dataset of sweeps, points and columns that speaks of points; None if it is none."""
    if data.lists or data.dtype.kind != "f" or len(data.shape) != 3 or not 3 <= data.shape[2] <= _MOST_COLUMNS:
        return None
    said = " ".join((path, *(f"{name} {value}" for name, value in data.attributes.items() if isinstance(value, str))))
    scale = _scale(data, _METRES)
    # a column has at most 8 bytes
    if not _POINTS.search(said) or scale is None or 8 * math.prod(data.shape[1:]) > MOST_BYTES:
        return None
    names = ("x", "y", "z", "intensity", *(f"column_{item}" for item in range(4, data.shape[2])))
    columns = tuple(
        Column(name=name, dataset=path, item=item, unit="m", scale=scale)
        if item < 3
        else Column(name=name, dataset=path, item=item)
        for item, name in enumerate(names[: data.shape[2]])
    )
    name = "/" + path.replace(":", "/")
    return ChannelMap(name=name, kind="cloud", codec="xyz_f32", columns=columns, time=time)


def imu(name: str, datasets: Mapping[str, ForeignDataset], time: Time) -> ChannelMap | None:
    """The channel of the one acceleration and the one angular rate among the datasets of a group, (rows, 3) each."""
    rates = _with_three_axes(datasets, _RATE, _RATES)
    accelerations = _with_three_axes(datasets, _ACCELERATION, _ACCELERATIONS)
    if len(rates) != 1 or len(accelerations) != 1:
        return None
    columns = tuple(
        Column(name=f"{quantity}_{axis}", dataset=path, item=item, unit=unit, scale=scale)
        for quantity, unit, found in (("rate", "rad/s", rates), ("acceleration", "m/s^2", accelerations))
        for path, scale in found.items()
        for item, axis in enumerate("xyz")
    )
    return ChannelMap(name=name, kind="imu", codec="rows", columns=columns, time=time)


def _with_three_axes(
    datasets: Mapping[str, ForeignDataset], named: re.Pattern[str], units: Mapping[str, float]
) -> dict[str, float]:
    """The datasets that are named so, or are in one of the units, and the scale that each needs."""
    found: dict[str, float] = {}
    for path, data in datasets.items():
        if data.lists or data.shape[1:] != (3,) or data.dtype.kind not in "if":
            continue
        scale = _scale(data, units)
        if scale is not None and (_unit(data) or named.match(path.rsplit(":", 1)[-1].rsplit("/", 1)[-1])):
            found[path] = scale
    return found


def _scale(data: ForeignDataset, units: Mapping[str, float]) -> float | None:
    """What brings the numbers to the first of the units; 1 where no unit is said, None where another is."""
    unit = _unit(data)
    return units.get(unit) if unit else 1.0


def _unit(data: ForeignDataset) -> str:
    said = data.attributes.get("unit", data.attributes.get("units", ""))
    return said.strip() if isinstance(said, str) else ""
