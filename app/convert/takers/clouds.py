"""Point clouds of messages: every field kept under its name, in packed little-endian rows that begin with x, y, z.

It must not know topics. Layouts: sensor_msgs/PointCloud2 and PointField, foxglove.PointCloud and PackedElementField,
sensor_msgs/LaserScan.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from app.convert.messages.carrier import Buffer, MessageError
from app.convert.messages.message_type import MessageType, Plain, bytes_of, number_of
from app.convert.takers.taker import FrameWatch, Outlet, Size
from app.kinds.channel_spec import ColumnType, FieldSpec
from app.kinds.cloud import KNOWN
from app.kinds.field import FROM_CHANNEL, MAX_NAME

_MOST_FIELDS = 500
_MOST_POINT_BYTES = 1 << 16
_ROS_TYPES = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 8: "f8"}
"""sensor_msgs/PointField."""
_FOXGLOVE_TYPES = {1: "u1", 2: "i1", 3: "u2", 4: "i2", 5: "u4", 6: "i4", 7: "f4", 8: "f8"}
"""foxglove.PackedElementField."""
_PLAIN = {known.name: known for known in KNOWN if known.unit == "1"} | {"time": KNOWN[7]}
"""Columns whose unit everybody agrees about; of others, such as a range in an integer, the source says none."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How points lie in a message, and in the rows of the channel. `same`: both alike, so bytes are taken as such."""

    source: "np.dtype[Any]"
    target: "np.dtype[Any]"
    fields: tuple[FieldSpec, ...]
    origins: tuple[tuple[str, str], ...]
    same: bool


class CloudTaker:
    """Clouds whose fields are those of the first cloud that has any."""

    suffix = ""
    whole = True

    def __init__(self, type_: MessageType) -> None:
        self._type = type_
        self._watch = FrameWatch()
        self._layout: Layout | None = None
        self._described: object = None

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        points, layout = self._points(plain)
        return Size(points.size * layout.target.itemsize)

    def payload(self, raw: Buffer) -> Buffer | None:
        """See Taker."""
        points, layout = self._points(self._type.decode(raw))
        if layout.same:
            # no copy where no row is padded
            return np.ascontiguousarray(points).reshape(-1).view("u1").data
        rows = np.empty(points.size, dtype=layout.target)
        flat = points.reshape(-1)
        with np.errstate(over="ignore", invalid="ignore"):
            for name, origin in layout.origins:
                rows[name] = flat[origin]
        return rows.view("u1").data

    def outlet(self) -> Outlet:
        """See Taker."""
        assert self._layout is not None
        return Outlet(
            kind="cloud", codec="xyz_f32", row_bytes=self._layout.target.itemsize, fields=self._layout.fields,
            frame=self._watch.frame,
        )  # fmt: skip

    def _points(self, plain: Plain) -> tuple[npt.NDArray[Any], Layout]:
        layout = self._layout_of(plain)
        data = bytes_of(plain.get("data", b""))
        step = layout.source.itemsize
        width, height, row = _extent(plain, len(data), step)
        # behind the last row there may be padding or none; anything else would be points that nobody declared
        if len(data) not in ((height - 1) * row + width * step if height else 0, height * row):
            raise MessageError(f"{height} rows of {width} points of {step} bytes are not its {len(data)} bytes")
        self._watch.see(plain)
        return np.ndarray((height, width), layout.source, data, strides=(row, step)), layout

    def _layout_of(self, plain: Plain) -> Layout:
        if _moved(plain.get("pose")):
            raise MessageError("its points have a pose of their own within their frame")
        described = (plain.get("fields"), plain.get("point_step", plain.get("point_stride")), plain.get("is_bigendian"))
        if self._layout is not None and described == self._described:
            return self._layout
        layout = layout_of(plain)
        if self._layout is None:
            self._layout = layout
        elif layout.fields != self._layout.fields:
            raise MessageError("its fields are not those of the first cloud")
        self._described = described
        return layout


def _extent(plain: Plain, size: int, step: int) -> tuple[int, int, int]:
    """Points in a row, rows, bytes from row to row."""
    if "point_stride" in plain:
        if size % step:
            raise MessageError(f"{size} bytes are no whole number of points of {step} bytes")
        return size // step, 1 if size else 0, size
    width, height = plain.get("width", 0), plain.get("height", 0)
    row = plain.get("row_step", 0)
    if not all(isinstance(one, int) and 0 <= one < 2**32 for one in (width, height, row)):
        raise MessageError("width, height and row_step are no numbers of points and bytes")
    if height > 1 and row < width * step:
        raise MessageError(f"rows of {width} points of {step} bytes do not fit {row} bytes")
    return width, height if width else 0, max(row, width * step)


def layout_of(plain: Plain) -> Layout:
    """The layout that a message describes; raises MessageError."""
    foxglove = "point_stride" in plain
    step = plain.get("point_stride" if foxglove else "point_step")
    if not isinstance(step, int) or not 1 <= step <= _MOST_POINT_BYTES:
        raise MessageError(f"points of {step!r:.20} bytes")
    order = ">" if plain.get("is_bigendian") else "<"
    found = list(_fields(plain.get("fields"), _FOXGLOVE_TYPES if foxglove else _ROS_TYPES, order, foxglove=foxglove))
    if len({name for name, _, _ in found}) != len(found) or len(found) > _MOST_FIELDS:
        raise MessageError(f"{len(found)} fields, or two of one name")
    if bad := [name for name, type_, offset in found if offset + np.dtype(type_).itemsize > step]:
        raise MessageError(f"field {bad[0]!r:.60} lies outside of its point of {step} bytes")
    source = _placed(found, step)
    if missing := [axis for axis in "xyz" if axis not in (source.names or ())]:
        raise MessageError(f"its points have no {missing[0]}")
    return _target(source)


def _fields(
    described: object, types: Mapping[int, str], order: str, *, foxglove: bool
) -> Iterator[tuple[str, str, int]]:
    if not isinstance(described, list) or not described:
        raise MessageError("a cloud without fields")
    for one in described:
        if not isinstance(one, dict):
            raise MessageError("its fields are no fields")
        name, offset = one.get("name", ""), one.get("offset", 0)
        type_ = types.get(one.get("type" if foxglove else "datatype", 0))
        count = 1 if foxglove else one.get("count", 1) or 1
        fits = isinstance(name, str) and 1 <= len(name) <= MAX_NAME - 8 and name.isprintable() and name == name.strip()
        if not fits or type_ is None or not isinstance(offset, int) or not isinstance(count, int) or offset < 0:
            raise MessageError(f"field {name!r:.60} has no name, type or place that a field can have")
        if count > _MOST_FIELDS:
            raise MessageError(f"field {name!r:.60} has {count} elements")
        for index in range(count):
            size = np.dtype(type_).itemsize
            yield (name if count == 1 else f"{name}[{index}]"), order + type_, offset + index * size


def _target(source: "np.dtype[Any]") -> Layout:
    """x, y, z in float32 first; of wider coordinates the source's are kept behind them."""
    fields = [_axis(axis) for axis in "xyz"]
    origins = [(axis, axis) for axis in "xyz"]
    coloured: set[str] = set()
    assert source.names is not None
    for name in source.names:
        its = source[name]
        column = its.newbyteorder("<").str
        if name in "xyz":
            if its.kind != "f":
                raise MessageError(f"its {name} is a whole number, of a unit that nobody says")
            if column == "<f4":
                continue
            fields.append(_column(f"{name}_{its.kind}{8 * its.itemsize}", column, f"{name} as the source has it"))
            origins.append((fields[-1].name, name))
        elif name in ("rgb", "rgba") and column == "<f4":
            # four bytes of colour that the source calls a float: as a number they would lose their NaNs
            coloured.add(name)
            fields.append(_column(name, "<u4", "colours as 0xAARRGGBB, which the source packs in a float32"))
            origins.append((name, name))
        else:
            fields.append(_column(name, column, "as the source has it"))
            origins.append((name, name))
    if len({one.name for one in fields}) != len(fields):
        raise MessageError("two of its fields would have one name")
    target = np.dtype([(one.name, one.type) for one in fields])
    offsets = {name: offset for name, (_, offset, *_) in (source.fields or {}).items()}
    types = {name: source[name].str[0] + "u4" if name in coloured else source[name].str for name in source.names}
    places = [(name, types[name], offsets[name]) for name in source.names]
    read = _placed(places, source.itemsize)
    return Layout(read, target, tuple(fields), tuple(origins), same=read == target)


def _placed(fields: list[tuple[str, str, int]], size: int) -> "np.dtype[Any]":
    """Fields by name, type and offset in an element of that size."""
    names, types, offsets = ([field[part] for field in fields] for part in range(3))
    described: Any = {"names": names, "formats": types, "offsets": offsets, "itemsize": size}
    placed: np.dtype[Any] = np.dtype(described)
    return placed


def _axis(name: str) -> FieldSpec:
    return FieldSpec(
        name=name, type="<f4", unit="m", frame=FROM_CHANNEL, unknown="NaN",
        description=f"{name} coordinate of the point; NaN in all three: no return",
    )  # fmt: skip


def _column(name: str, type_: str, description: str) -> FieldSpec:
    known = _PLAIN.get(name)
    floating = type_[1] == "f"
    unit = (
        known.unit
        if known is not None and (name != "time" or floating)
        else "m"
        if name[:2] in ("x_", "y_", "z_")
        else "?"
    )
    return FieldSpec(
        name=name, type=cast("ColumnType", type_), unit=unit, unknown="NaN" if floating else None,
        description=known.description if known is not None else description,
    )  # fmt: skip


def _moved(pose: object) -> bool:
    """Whether a pose is another than none."""
    if not isinstance(pose, dict):
        return False
    position, rotation = pose.get("position") or {}, pose.get("orientation") or {}
    parts = [*(position.get(one, 0) for one in "xyz"), *(rotation.get(one, 0) for one in "xyz")]
    return any(parts)


_SCAN = np.dtype([(name, "<f4") for name in ("x", "y", "z", "range", "intensity", "azimuth", "time")])
_SCAN_FIELDS = (
    *(_axis(axis) for axis in "xyz"),
    FieldSpec(name="range", type="<f4", unit="m", unknown="NaN", description="distance as measured"),
    FieldSpec(name="intensity", type="<f4", unit="1", unknown="NaN", description="strength of the return"),
    FieldSpec(name="azimuth", type="<f4", unit="rad", frame=FROM_CHANNEL, unknown="NaN",
              description="direction of the beam about z, anticlockwise from x"),
    FieldSpec(name="time", type="<f4", unit="s", unknown="NaN", description="when it was measured, minus t_capture"),
)  # fmt: skip


class ScanTaker:
    """A scan in one plane: a point a beam, z = 0; beams outside of the range of the sensor have no point."""

    suffix = ""
    whole = False

    def __init__(self, type_: MessageType) -> None:
        self._type = type_
        self._watch = FrameWatch()

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        return Size(len(self._ranges(plain)) * _SCAN.itemsize)

    def payload(self, raw: Buffer) -> bytes | None:
        """See Taker."""
        plain = self._type.decode(raw)
        ranges = self._ranges(plain)
        rows = np.full(len(ranges), np.nan, dtype=_SCAN.descr)
        beams = np.arange(len(ranges))
        angles = number_of(plain, "angle_min") + beams * number_of(plain, "angle_increment")
        with np.errstate(invalid="ignore", over="ignore"):
            good = (ranges >= number_of(plain, "range_min")) & (ranges <= number_of(plain, "range_max"))
            reach = np.where(good, ranges, np.nan)
            rows["x"], rows["y"] = reach * np.cos(angles), reach * np.sin(angles)
            rows["z"] = np.where(good, 0.0, np.nan)
            rows["range"], rows["azimuth"] = ranges, angles
            rows["time"] = beams * number_of(plain, "time_increment")
        strength = np.asarray(plain.get("intensities", ()), dtype=np.float64)
        if len(strength) == len(ranges):
            rows["intensity"] = strength
        return rows.tobytes()

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(
            kind="cloud", codec="xyz_f32", row_bytes=_SCAN.itemsize, fields=_SCAN_FIELDS, frame=self._watch.frame,
            stamp="sweep_start", description="a scan in one plane",
        )  # fmt: skip

    def _ranges(self, plain: Plain) -> npt.NDArray[np.float64]:
        self._watch.see(plain)
        try:
            return np.asarray(plain["ranges"], dtype=np.float64)
        except (KeyError, TypeError, ValueError) as error:
            raise MessageError("has no ranges") from error
