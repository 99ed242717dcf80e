"""The tables of PandaSet as payloads: sweeps of both LiDARs in world coordinates, and annotated boxes.

It must not know how tables are pickled, nor where stamps come from. Meaning of the columns: scaleapi/pandaset-devkit,
README.md; heading and size of a box: there, `geometry.center_box_to_corners` and "Cuboids".
"""

import math
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from app.convert.encodings.pandas_frames import MAX_BYTES, Frame, frame_of, unpacked
from app.convert.encodings.pickle_tree import PickleError
from app.convert.stamps import UNITS_NS, Nanoseconds, to_ns, unix_unit
from app.convert.tree import Tree
from app.kinds.cloud import KNOWN, X, Y, Z
from app.kinds.document import encode_document
from app.kinds.field import Field
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.kinds.row_layout import RowLayout

WORLD = "world"
_UNKNOWN_TIME = -(2**31)
_UNKNOWN_CODE = 255
_LARGEST = 1e30
_MOST_TRACKS = 4096
_MOST_OF_A_TEXT = 256
_TRAILER = 4
_JSON_FACTOR = 16
"""Bytes of a box as JSON over those in a pickle, at most: 2.5 in real ones."""
_INTENSITY = next(column for column in KNOWN if column.name == "intensity")
_SENSORS = MappingProxyType({0: "Pandar64", 1: "PandarGT"})


def unpacked_size(tree: Tree, name: str) -> int:
    """How large a file of gzip says that its content is (RFC 1952: the last four bytes), at most what is read."""
    raw = tree.tail(name, _TRAILER)
    return max(1, min(int.from_bytes(raw, "little"), MAX_BYTES))


def table(tree: Tree, name: str, channel: str) -> Frame | None:
    """The table in a file; None if it cannot be read, which is counted for the channel."""
    raw = tree.read(name)
    if raw is None:
        return None
    try:
        return frame_of(unpacked(raw))
    except PickleError as error:
        tree.losses.add(channel, f"{name}: {error}")
        return None


def cloud_layout(classes: dict[int, str] | None) -> RowLayout:
    """The columns of a sweep; `classes`: meanings of the annotated classes, None if there are none."""
    columns = [
        X, Y, Z, _INTENSITY,
        Field(name="time_ns", type="<i4", unit="ns", unknown=_UNKNOWN_TIME,
              description="when the point was measured, minus t_capture"),
        Field(name="d", type="|u1", description="LiDAR that measured it", unknown=_UNKNOWN_CODE, codes=_SENSORS),
    ]  # fmt: skip
    if classes is not None:
        columns.append(
            Field(name="label", type="|u1", description="annotated class (semseg), not known to the vehicle",
                  unknown=_UNKNOWN_CODE, codes=MappingProxyType(classes))
        )  # fmt: skip
    return RowLayout(tuple(columns))


@dataclass(slots=True)
class Clouds:
    """Reads sweeps, a frame a record. `rounding_m`: how far a coordinate was moved at most by becoming float32."""

    tree: Tree
    channel: str
    layout: RowLayout
    files: dict[int, str]
    labels: dict[int, str]
    stamps: Nanoseconds
    rounding_m: float = field(default=0.0)

    def payload(self, frame: int) -> bytes | None:
        """The rows of a frame; None if there are none, which is counted."""
        table_ = table(self.tree, self.files[frame], self.channel)
        if table_ is None:
            return None
        if missing := [name for name in ("x", "y", "z") if name not in table_.numbers]:
            self.tree.losses.add(self.channel, f"{self.files[frame]}: there is no column {missing[0]}")
            return None
        rows = self.layout.unknown(table_.rows)
        for axis in "xyz":
            rows[axis] = self._coordinate(table_.numbers[axis])
        self._fill(rows, "intensity", table_.numbers.get("i"))
        self._fill(rows, "d", table_.numbers.get("d"))
        self._times(rows, table_.numbers.get("t"), int(self.stamps[frame]))
        if "label" in self.layout.dtype.fields:  # type: ignore[operator]
            self._labels(rows, frame)
        return self.layout.encode(rows)

    def _coordinate(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.float32]:
        given = values.astype(np.float64)
        with np.errstate(over="ignore", invalid="ignore"):
            rounded = given.astype(np.float32)
            moved = np.abs(rounded - given)
        finite = np.isfinite(moved)
        self.rounding_m = max(self.rounding_m, float(moved[finite].max(initial=0.0)))
        self._lose("a coordinate that is no number, or none that fits", int((~np.isfinite(rounded)).sum()))
        return np.where(np.isfinite(rounded), rounded, np.float32(np.nan))

    def _fill(self, rows: npt.NDArray[np.void], name: str, values: npt.NDArray[np.generic] | None) -> None:
        """Put numbers in a column; those that it cannot hold stay unknown and are counted."""
        if values is None:
            self._lose(f"no {name} of the point", len(rows))
            return
        wanted = rows.dtype[name]
        floats = values.astype(np.float64)
        good = np.isfinite(floats)
        if wanted.kind == "u":
            good &= (floats >= 0) & (floats < _UNKNOWN_CODE) & (floats == np.rint(floats))
        rows[name][good] = floats[good].astype(wanted)
        self._lose(f"a number that {name} cannot hold", int((~good).sum()))

    def _times(self, rows: npt.NDArray[np.void], values: npt.NDArray[np.generic] | None, stamp_ns: int) -> None:
        if values is None or not len(values):
            self._lose("no time of the point", len(rows))
            return
        times, good = to_ns(values, UNITS_NS[unix_unit(values) or "s"])
        since = times - stamp_ns
        good &= np.abs(since) < -_UNKNOWN_TIME
        rows["time_ns"][good] = since[good]
        self._lose("a point measured more than 2 s from its sweep", int((~good).sum()))

    def _labels(self, rows: npt.NDArray[np.void], frame: int) -> None:
        name = self.labels.get(frame)
        found = None if name is None else table(self.tree, name, self.channel)
        values = None if found is None else found.numbers.get("class")
        if values is not None and len(values) != len(rows):
            self._lose(f"{name}: {len(values)} classes for {len(rows)} points")
            values = None
        self._fill(rows, "label", values)

    def _lose(self, why: str, count: int = 1) -> None:
        self.tree.losses.add(self.channel, why, count)


_BOX = ("position.x", "position.y", "position.z", "dimensions.x", "dimensions.y", "dimensions.z", "yaw")


@dataclass(frozen=True, slots=True)
class Boxes:
    """Reads annotated boxes, a frame a record."""

    tree: Tree
    channel: str
    files: dict[int, str]

    def most_bytes(self, frame: int) -> int:
        """Bytes of a record, at most."""
        return _JSON_FACTOR * unpacked_size(self.tree, self.files[frame]) + 4096

    def payload(self, frame: int) -> bytes | None:
        """The boxes of a frame; None if there are none, which is counted."""
        found = table(self.tree, self.files[frame], self.channel)
        if found is None:
            return None
        if missing := [name for name in _BOX if name not in found.numbers]:
            self.tree.losses.add(self.channel, f"{self.files[frame]}: there is no column {missing[0]}")
            return None
        tracks = [one for row in range(found.rows) if (one := self._track(found, row)) is not None]
        self.tree.losses.add(self.channel, f"more than {_MOST_TRACKS} boxes in a frame", len(tracks[_MOST_TRACKS:]))
        objects = Objects(frame=WORLD, tracks=tuple(tracks[:_MOST_TRACKS]), origin="annotation")
        return encode_document(objects, of=Objects)

    def _track(self, found: Frame, row: int) -> Track | None:
        x, y, z, across, along, up, yaw = (float(found.numbers[name][row]) for name in _BOX)
        label, name = found.cells.get("label"), found.cells.get("uuid")
        its_id = name[row] if name is not None else None
        if not all(abs(one) < _LARGEST for one in (x, y, z, across, along, up, yaw)) or min(across, along, up) < 0:
            self.tree.losses.add(self.channel, "a box with a number that is none")
            return None
        if not isinstance(its_id, str) or not 0 < len(its_id) <= _MOST_OF_A_TEXT:
            self.tree.losses.add(self.channel, "a box without an id")
            return None
        its_class = label[row] if label is not None else None
        known = isinstance(its_class, str) and 0 < len(its_class) <= _MOST_OF_A_TEXT
        return Track(
            id=its_id,
            centre=(x, y, z),
            classes=(ClassProbability(name=str(its_class)),) if known else (),
            size=Size(length=along, width=across, height=up),
            # zero is a length along +y
            yaw=math.remainder(yaw + math.pi / 2, math.tau),
            attributes=self._attributes(found, row) or None,
        )

    def _attributes(self, found: Frame, row: int) -> dict[str, str]:
        """Whatever else the table says of the box, as text; `-` and NaN say nothing."""
        said: dict[str, str] = {}
        for name, cells in found.cells.items():
            cell = cells[row]
            if name not in ("uuid", "label") and isinstance(cell, str) and cell not in ("", "-"):
                if len(cell) > _MOST_OF_A_TEXT:
                    self.tree.losses.add(self.channel, f"a text of more than {_MOST_OF_A_TEXT} characters in {name}")
                else:
                    said[_short(name)] = cell
        for name, numbers in found.numbers.items():
            if name not in _BOX and math.isfinite(numbers[row]):
                said[_short(name)] = str(numbers[row])
        return said


def _short(name: str) -> str:
    return name.removeprefix("attributes.").removeprefix("cuboids.")[:_MOST_OF_A_TEXT]
