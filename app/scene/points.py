"""Clouds and radar detections to points in the frame of their channel.

It must not know where sensors are mounted. Polar to Cartesian: ISO 8855 axes, azimuth about z from x anticlockwise,
elevation above the x-y plane.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from app.kinds.cloud import DEFAULT_SCALE
from app.scene.content import Points, Table
from app.scene.values import DecodeError

_LEAST = -32768
"""A count that says unknown."""


def points(table: Table, name: str, entry: Mapping[str, Any]) -> Points:
    """The points of a record of kind cloud or radar; `name`: its codec.

    A radar that tells no height has its detections at the height of the sensor.

    Raises:
        DecodeError: its columns say no place in space.
    """
    if name == "xyz_i16":
        xyz = _counted(table, entry)
    elif table.column("x") is not None and table.column("y") is not None:
        xyz = _cartesian(table, flat=entry.get("kind") == "radar")
    elif table.column("range") is not None and table.column("azimuth") is not None:
        xyz = _polar(table)
    else:
        raise DecodeError("the columns have neither x and y nor range and azimuth: the points have no place")
    there = np.flatnonzero(np.isfinite(xyz).all(axis=1))
    kept = np.ascontiguousarray(xyz if len(there) == len(xyz) else xyz[there], dtype=np.float32)
    kept.flags.writeable = False
    there.flags.writeable = False
    return Points(xyz=kept, positions=there, table=table)


def _counted(table: Table, entry: Mapping[str, Any]) -> npt.NDArray[np.float32]:
    scale = entry.get("scale")
    metres = float(scale) if isinstance(scale, int | float) and 0 < scale < 1e6 else DEFAULT_SCALE
    counts = np.stack([table.rows[axis] for axis in "xyz"], axis=1)
    xyz = counts.astype(np.float32) * np.float32(metres)
    if (counts == _LEAST).any():
        xyz[(counts == _LEAST).any(axis=1)] = np.nan
    return xyz


def _cartesian(table: Table, *, flat: bool) -> npt.NDArray[np.float32]:
    z = table.column("z")
    if z is None:
        z = np.zeros(len(table.rows))
    elif flat:
        z = np.nan_to_num(z, nan=0.0)
    return np.stack([_column(table, "x"), _column(table, "y"), z], axis=1).astype(np.float32)


def _polar(table: Table) -> npt.NDArray[np.float32]:
    distance, azimuth = _column(table, "range"), _column(table, "azimuth")
    given = table.column("elevation")
    elevation = np.zeros(len(distance)) if given is None else np.nan_to_num(given, nan=0.0)
    flat = distance * np.cos(elevation)
    xyz = [flat * np.cos(azimuth), flat * np.sin(azimuth), distance * np.sin(elevation)]
    return np.stack(xyz, axis=1).astype(np.float32)


def _column(table: Table, name: str) -> npt.NDArray[np.float64]:
    found = table.column(name)
    assert found is not None
    return found
