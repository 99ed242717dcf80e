"""The tables of Argoverse 2 as payloads: sweeps, poses and annotated boxes.

It must not know files. Meaning of the columns: argoverse/av2-api, src/av2/structures/sweep.py and cuboid.py:
quaternions w x y z, centres of boxes, length, width and height along x, y and z of the box.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.convert.encodings.arrow_tables import Table
from app.convert.recording import Losses
from app.kinds.cloud import KNOWN, X, Y, Z
from app.kinds.document import encode_document
from app.kinds.field import Field
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.kinds.pose import POSE_LAYOUT
from app.kinds.row_layout import RowLayout, Rows
from app.scene.rigid import yaw_of

BOX_BYTES = 4096
"""At most: two texts of 256 bytes, each of which JSON may write with six, and a dozen numbers."""
FIXED_BYTES = 256
_MOST_TRACKS = 4096
_UNIT_TOLERANCE = 1e-3
_TILT = 1e-3
"""Of x and y of a unit quaternion: 0.1 degrees."""
_UNKNOWN_TIME = -(2**31)
_INTENSITY, _RING = (next(one for one in KNOWN if one.name == name) for name in ("intensity", "ring"))
CLOUD_LAYOUT = RowLayout(
    (
        X, Y, Z, _INTENSITY, _RING,
        Field(name="time_ns", type="<i4", unit="ns", unknown=_UNKNOWN_TIME,
              description="when the point was measured, minus t_capture"),
    )
)  # fmt: skip
_SOURCES = {"intensity": "intensity", "ring": "laser_number", "time_ns": "offset_ns"}


def cloud_rows(table: Table, channel: str, losses: Losses) -> bytes:
    """The rows of a sweep; what a column cannot hold stays unknown and is counted."""
    rows = CLOUD_LAYOUT.unknown(table.rows)
    for axis in "xyz":
        with np.errstate(over="ignore"):
            values = table.numbers[axis].astype(np.float32)
        good = np.isfinite(values)
        rows[axis][good] = values[good]
        losses.add(channel, "a coordinate that is no number", int((~good).sum()))
        rounded = int((values[good] != table.numbers[axis][good]).sum())
        losses.add(channel, "the last digits of a coordinate, rounded to float32", rounded)
    for column in CLOUD_LAYOUT.fields[3:]:
        name, source = column.name, _SOURCES[column.name]
        given = table.numbers.get(source)
        if given is None:
            losses.add(channel, f"no {source} of the point", table.rows)
            continue
        taken = _fitting(given, column)
        rows[name][taken] = given[taken]
        losses.add(channel, f"a number that {name} cannot hold", int((~taken).sum()))
    return CLOUD_LAYOUT.encode(rows)


def _fitting(values: npt.NDArray[np.generic], column: Field) -> npt.NDArray[np.bool_]:
    """Which numbers a column can hold, without the one that says unknown."""
    floats, wanted = values.astype(np.float64), np.dtype(column.type)
    if wanted.kind == "f":
        return np.asarray(np.isfinite(floats))
    limits = np.iinfo(wanted)
    whole = (floats >= limits.min) & (floats <= limits.max) & (floats == np.rint(floats))
    return np.asarray(whole & (floats != column.unknown))


def pose_rows(table: Table) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """Rows of target_from_source (n,), and which of them are rotations and places at all."""
    rows = POSE_LAYOUT.unknown(table.rows)
    length = np.zeros(table.rows)
    for part in "wxyz":
        rows[f"q{part}"] = table.numbers[f"q{part}"]
        length += rows[f"q{part}"] ** 2
    good = np.abs(length - 1) < _UNIT_TOLERANCE
    for axis in "xyz":
        rows[axis] = table.numbers[f"t{axis}_m"]
        good &= np.isfinite(rows[axis])
    return rows, good


@dataclass(frozen=True, slots=True)
class Boxes:
    """Makes records of annotated boxes."""

    table: Table
    channel: str
    losses: Losses

    def payload(self, rows: npt.NDArray[np.int64]) -> bytes:
        """Those rows of the table as a record."""
        tracks = [one for row in rows.tolist() if (one := self._track(row)) is not None]
        self.losses.add(self.channel, f"boxes beyond {_MOST_TRACKS} of a stamp", len(tracks[_MOST_TRACKS:]))
        objects = Objects(frame="vehicle", tracks=tuple(tracks[:_MOST_TRACKS]), origin="annotation")
        return encode_document(objects, of=Objects)

    def _track(self, row: int) -> Track | None:
        numbers = self.table.numbers
        w, x, y, z = (float(numbers[f"q{part}"][row]) for part in "wxyz")
        centre = (float(numbers["tx_m"][row]), float(numbers["ty_m"][row]), float(numbers["tz_m"][row]))
        sides = tuple(float(numbers[f"{name}_m"][row]) for name in ("length", "width", "height"))
        if not all(map(math.isfinite, (*centre, *sides))) or min(sides) < 0:
            self.losses.add(self.channel, "a box with a number that is none")
            return None
        if not abs(w * w + x * x + y * y + z * z - 1) < _UNIT_TOLERANCE:
            self.losses.add(self.channel, "a box whose rotation is no unit quaternion")
            return None
        its_id, its_class = self.table.texts["track_uuid"][row], self.table.texts["category"][row]
        if not its_id:
            self.losses.add(self.channel, "a box without an id")
            return None
        self.losses.add(self.channel, "the tilt of a box that does not stand upright", int(max(abs(x), abs(y)) > _TILT))
        points = float(numbers["num_interior_pts"][row]) if "num_interior_pts" in numbers else -1.0
        return Track(
            id=its_id,
            centre=centre,
            classes=(ClassProbability(name=its_class),) if its_class else (),
            size=Size(length=sides[0], width=sides[1], height=sides[2]),
            yaw=yaw_of(w, x, y, z),
            points=int(points) if 0 <= points < 2**53 else None,
        )
