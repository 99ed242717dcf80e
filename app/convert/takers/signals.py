"""Messages that are nothing but numbers: a row of declared columns each.

It must not know what the numbers mean, except the units of the common ROS messages.
"""

import math
import re
import struct
from collections.abc import Mapping

from app.convert.messages.carrier import Buffer, MessageError
from app.convert.messages.message_type import MessageType, Number, Plain
from app.convert.takers.taker import FrameWatch, Outlet, Size
from app.kinds.channel_spec import FieldSpec
from app.kinds.field import MAX_NAME

_UNKNOWN_UNIT = "?"
_UNITS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "geometry_msgs/Twist": (("linear", "m/s"), ("angular", "rad/s")),
    "geometry_msgs/Accel": (("linear", "m/s^2"), ("angular", "rad/s^2")),
    "geometry_msgs/Pose": (("position", "m"), ("orientation", "1")),
    "geometry_msgs/Point": (("point", "m"), ("x", "m"), ("y", "m"), ("z", "m")),
    "sensor_msgs/MagneticField": (("magnetic_field.", "T"),),
    "sensor_msgs/Temperature": (("temperature", "°C"),),
    "sensor_msgs/FluidPressure": (("fluid_pressure", "Pa"),),
    "sensor_msgs/Range": (("field_of_view", "rad"), ("min_range", "m"), ("max_range", "m"), ("range", "m")),
}
"""By begin of the type, then by a part of the path (geometry_msgs, sensor_msgs; REP 103)."""
_LETTERS = {"<f4": "f", "<f8": "d", "|i1": "b", "<i2": "h", "<i4": "i", "<i8": "q", "|u1": "B", "<u2": "H",
            "<u4": "I", "<u8": "Q"}  # fmt: skip


class SignalTaker:
    """Columns named by the paths of the numbers, nested names joined by dots."""

    suffix = ""
    whole = True

    def __init__(self, type_: MessageType, numbers: tuple[Number, ...]) -> None:
        """Raises MessageError if a path is no name for a column."""
        self._type = type_
        self._numbers = numbers
        self._watch = FrameWatch()
        self._members = {number.path[0] for number in numbers} | {"header", "timestamp", "frame_id"}
        self._row = struct.Struct("<" + "".join(_LETTERS[number.type] for number in numbers))
        self._fields = tuple(_field(number, type_.name) for number in numbers)
        if len({field.name for field in self._fields}) != len(self._fields):
            raise MessageError("two of its numbers would have one name")

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        self._packed(plain)
        return Size(self._row.size)

    def payload(self, raw: Buffer) -> bytes | None:
        """See Taker."""
        return self._packed(self._type.decode(raw))

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(
            kind="signals", codec="rows", row_bytes=self._row.size, fields=self._fields, frame=self._watch.frame,
            description="every number of it",
        )  # fmt: skip

    def _packed(self, plain: Plain) -> bytes:
        self._watch.see(plain)
        if strange := plain.keys() - self._members:
            raise MessageError(f"has {min(strange)[:60]!r}, which its schema does not describe")
        zero = 0 if self._type.absent_is_zero else None
        values = [_value(plain, number, zero) for number in self._numbers]
        try:
            return self._row.pack(*values)
        except (struct.error, OverflowError) as error:
            raise MessageError(f"a number does not fit its column: {error}") from error


def _value(plain: Plain, number: Number, absent: int | None) -> float | int:
    found: object = plain
    for part in number.path:
        if isinstance(found, dict):
            found = found.get(part)
        elif isinstance(found, tuple | list | memoryview) and isinstance(part, int) and part < len(found):
            found = found[part]
        else:
            found = None
    floating = number.type[1] == "f"
    if found is None:
        found = math.nan if absent is None and floating else absent
    if isinstance(found, float) and not floating and found.is_integer():
        return int(found)
    if isinstance(found, int) or (isinstance(found, float) and floating):
        return found
    raise MessageError(f"{number.name} is {str(found)[:40]!r}, which its column cannot hold")


def _field(number: Number, type_name: str) -> FieldSpec:
    name = number.name
    if not 1 <= len(name) <= MAX_NAME or not name.isprintable() or name != name.strip():
        raise MessageError(f"{name[:40]!r} is no name for a column")
    unit = "ns" if number.is_time else _UNKNOWN_UNIT
    for begin, parts in _UNITS.items():
        # Twist, TwistStamped and TwistWithCovariance have the same units, but for the covariance
        if type_name.startswith(begin) and "covariance" not in name and not number.is_time:
            unit = next((unit for part, unit in parts if re.search(rf"(^|\.){re.escape(part)}", name)), unit)
    return FieldSpec(
        name=name, type=number.type, unit=unit, unknown="NaN" if number.type[1] == "f" else None,
        codes=dict(number.codes) if number.codes else None,
        description=None if unit != _UNKNOWN_UNIT else "the source does not say its unit",
    )  # fmt: skip
