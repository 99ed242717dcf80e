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
    columns = {field.name for field in table.layout.fields}
    if name == "xyz_i16":
        xyz = _counted(table, entry)
    elif {"x", "y"} <= columns:
        xyz = _cartesian(table, flat=entry.get("kind") == "radar")
    elif {"range", "azimuth"} <= columns:
        xyz = _polar(table)
    else:
        raise DecodeError("the columns have neither x and y nor range and azimuth: the points have no place")
    # row by row it takes forty times as long, and nearly always all of them are
    whole = bool(np.isfinite(xyz).all())
    there = np.arange(len(xyz)) if whole else np.flatnonzero(np.isfinite(xyz).all(axis=1))
    kept = np.ascontiguousarray(xyz if whole else xyz[there])
    kept.flags.writeable = False
    there.flags.writeable = False
    return Points(xyz=kept, positions=there, table=table)


def metres_of(entry: Mapping[str, Any]) -> float:
    """Of one count in rows of xyz_i16."""
    scale = entry.get("scale")
    return float(scale) if isinstance(scale, int | float) and 0 < scale < 1e6 else DEFAULT_SCALE


def _counted(table: Table, entry: Mapping[str, Any]) -> npt.NDArray[np.float32]:
    metres = metres_of(entry)
    xyz = np.empty((len(table.rows), 3), dtype=np.float32)
    for place, axis in enumerate("xyz"):
        counts = table.rows[axis]
        np.multiply(counts, np.float32(metres), out=xyz[:, place], dtype=np.float32)
        unknown = counts == _LEAST
        if unknown.any():
            xyz[unknown, place] = np.nan
    return xyz


def _cartesian(table: Table, *, flat: bool) -> npt.NDArray[np.float32]:
    xyz = np.empty((len(table.rows), 3), dtype=np.float32)
    # in single precision they are taken as they stand: what is not finite is left out below
    plain = {field.name for field in table.layout.fields if field.type == "<f4" and field.unknown is None}
    for place, axis in enumerate("xyz"):
        values = table.rows[axis] if axis in plain else table.column(axis)
        xyz[:, place] = 0.0 if values is None else values
    if flat:
        xyz[~np.isfinite(xyz[:, 2]), 2] = 0.0
    return xyz


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
