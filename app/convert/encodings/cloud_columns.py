"""The columns of a foreign cloud as a channel declares them: those that are known by name, others as they stand.

It must not know files. Numbers keep their types: nothing is requantised.
"""

import math

from app.convert.encodings.pcd import PointCloud
from app.kinds.cloud import KNOWN, X, Y, Z
from app.kinds.field import Field, real
from app.kinds.row_layout import RowLayout

XYZ = (("x", "<f4"), ("y", "<f4"), ("z", "<f4"))


def layout_of(
    cloud: PointCloud, intensity: str = "strength of the return, on the scale of the source"
) -> RowLayout | None:
    """The layout of a cloud; None if it does not begin with x, y, z as float32. `intensity`: what that column is."""
    if cloud.columns[: len(XYZ)] != XYZ:
        return None
    known = {column.name: column for column in KNOWN}
    columns: list[Field] = [X, Y, Z]
    for name, kind in cloud.columns[len(XYZ) :]:
        one = known.get(name)
        if name == "intensity" and kind == "<f4":
            columns.append(real(name, "1", intensity))
        elif one is not None:
            unknown = math.nan if kind[1] == "f" else None
            columns.append(Field(name=name, type=kind, unit=one.unit, description=one.description, unknown=unknown))
        else:
            columns.append(Field(name=name, type=kind, description="as the source has it"))
    return RowLayout(tuple(columns))
