"""The types of numbers and identifiers in JSON payloads, each with its unit and its limits.

It must not know any kind of payload. Units are SI unless the name says otherwise; angles are radians, counted
anticlockwise seen from above (ISO 8855); the published schemas carry the unit as `x-unit`.
"""

from typing import Annotated

from msgspec import Meta

# ECMA's `$` means the end and Python's also the place before a last newline; both read this lookahead alike
_END = r"(?![\s\S])"


def _in(unit: str) -> dict[str, str]:
    return {"x-unit": unit}


_POINT = {"x-unit": "m", "x-frame": "the frame named by `frame` of the payload"}
_VELOCITY = {"x-unit": "m/s", "x-frame": "the frame named by `frame` of the payload"}
_ACCELERATION = {"x-unit": "m/s^2", "x-frame": "the frame named by `frame` of the payload"}

Metres = Annotated[float, Meta(extra_json_schema=_in("m"))]
MetresPerSecond = Annotated[float, Meta(extra_json_schema=_in("m/s"))]
Radians = Annotated[float, Meta(extra_json_schema=_in("rad"))]
RadiansPerSecond = Annotated[float, Meta(extra_json_schema=_in("rad/s"))]
Seconds = Annotated[float, Meta(extra_json_schema=_in("s"))]
Hertz = Annotated[float, Meta(ge=0, extra_json_schema=_in("Hz"))]
Celsius = Annotated[float, Meta(ge=-273.15, extra_json_schema=_in("°C"))]
Pascals = Annotated[float, Meta(ge=0, extra_json_schema=_in("Pa"))]
Volts = Annotated[float, Meta(extra_json_schema=_in("V"))]
Watts = Annotated[float, Meta(extra_json_schema=_in("W"))]
Lux = Annotated[float, Meta(ge=0, extra_json_schema=_in("lx"))]
MillimetresPerHour = Annotated[float, Meta(ge=0, extra_json_schema=_in("mm/h"))]
BitsPerSecond = Annotated[float, Meta(ge=0, extra_json_schema=_in("bit/s"))]
DecibelMilliwatts = Annotated[float, Meta(extra_json_schema=_in("dBm"))]
Number = Annotated[float, Meta(extra_json_schema=_in("1"))]
Fraction = Annotated[float, Meta(ge=0, le=1, extra_json_schema=_in("1"))]
Pixels = Annotated[float, Meta(extra_json_schema=_in("px"))]
Kilograms = Annotated[float, Meta(ge=0, extra_json_schema=_in("kg"))]
Degrees = Annotated[float, Meta(extra_json_schema=_in("°"))]
"""Only where the name of the member ends in `_deg`."""
Count = Annotated[int, Meta(ge=0, extra_json_schema=_in("1"))]
Positive = Annotated[int, Meta(ge=1, extra_json_schema=_in("1"))]
Milliseconds = Annotated[int, Meta(ge=1, extra_json_schema=_in("ms"))]
"""The length of a period."""
Bytes = Annotated[int, Meta(ge=0, extra_json_schema=_in("B"))]
"""A size or a limit, up to 2^53-1."""
Identifier32 = Annotated[int, Meta(ge=0, le=2**32 - 1, extra_json_schema=_in("1"))]
Nanoseconds = Annotated[int, Meta(extra_json_schema=_in("ns"))]
"""A duration or an offset, never a time stamp: up to 104 days fit."""
Microseconds32 = Annotated[int, Meta(ge=0, le=2**32 - 2, extra_json_schema=_in("us"))]
"""An uncertainty as in the leaf; the leaf's 2^32-1 (unknown) is null here."""

TimeStamp = Annotated[str, Meta(pattern=rf"^(0|-?[1-9][0-9]{{0,18}}){_END}", extra_json_schema=_in("ns"))]
"""An int64 of nanoseconds as a decimal string, on the time scale of the segment unless said otherwise."""
Unsigned64 = Annotated[str, Meta(pattern=rf"^(0|[1-9][0-9]{{0,19}}){_END}", extra_json_schema=_in("1"))]
"""A uint64 as a decimal string."""
TraceId = Annotated[str, Meta(pattern=rf"^(?!0{{32}})[0-9a-f]{{32}}{_END}")]
"""A trace id of W3C Trace Context, as in the leaf."""
SpanId = Annotated[str, Meta(pattern=rf"^(?!0{{16}})[0-9a-f]{{16}}{_END}")]
"""A span (parent) id of W3C Trace Context, as in the leaf."""
Sha256 = Annotated[str, Meta(pattern=rf"^[0-9a-f]{{64}}{_END}")]
"""A SHA-256 digest in lower-case hexadecimal."""
Identifier = Annotated[str, Meta(pattern=rf"^(?!0{{32}})[0-9a-f]{{32}}{_END}")]
"""16 bytes in lower-case hexadecimal, not all zero: a segment, a drive, an event."""
DeviceName = Annotated[str, Meta(pattern=rf"^[a-z0-9./-]{{1,64}}{_END}")]
"""Name of a device or a laboratory."""
# the last digit before the padding carries 4 or 2 bits: the others are not canonical
Key = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9+/]{{42}}[AEIMQUYcgkosw048]={_END}")]
"""An Ed25519 public key, 32 bytes in canonical base64."""
Root = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9+/]{{42}}[AEIMQUYcgkosw048]={_END}")]
"""A root of the Merkle tree, 32 bytes in canonical base64."""
Signature = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9+/]{{85}}[AQgw]=={_END}")]
"""An Ed25519 signature, 64 bytes in canonical base64."""
Name = Annotated[str, Meta(min_length=1, max_length=256)]
"""A short text that names something: an id, a code, a category."""

Point = Annotated[tuple[float, float, float | None], Meta(extra_json_schema=_POINT)]
"""x, y, z; z is null where only the plane is known."""
Velocity = Annotated[tuple[float | None, float | None, float | None], Meta(extra_json_schema=_VELOCITY)]
"""Along x, y, z; null where not known."""
Acceleration = Annotated[tuple[float | None, float | None, float | None], Meta(extra_json_schema=_ACCELERATION)]
"""Along x, y, z; null where not known."""


def decimal(value: int) -> str:
    """Write a 64-bit integer as the decimal string that JSON payloads use for it.

    Raises:
        ValueError: it needs more than 64 bits.
    """
    if not -(2**63) <= value < 2**64:
        raise ValueError(f"{value} needs more than 64 bits")
    return str(value)
