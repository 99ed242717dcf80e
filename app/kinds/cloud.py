"""Kind `cloud`: the points of one LiDAR sweep, or of a part of one.

It must not know how points are drawn or moved. A foreign cloud keeps its numbers: nothing is requantised.
"""

from app.kinds.field import FROM_CHANNEL, Field, counted, real
from app.kinds.kind import Codec, Kind, codecs
from app.kinds.row_layout import RowLayout

DEFAULT_SCALE = 0.01
"""Metres a count of `xyz_i16` where the channel table gives no `scale`: +-327.67 m."""

X, Y, Z = (
    real(axis, "m", f"{axis} coordinate of the point; NaN in all three: no return", frame=FROM_CHANNEL)
    for axis in "xyz"
)

KNOWN = (
    real("intensity", "1", "strength of the return, on the scale of the sensor"),
    real("reflectivity", "1", "reflectivity calibrated by the sensor, on its scale"),
    counted("ring", "1", "number of the beam, from 0", type_="<u2"),
    real("azimuth", "rad", "direction of the beam about z, anticlockwise from x", frame=FROM_CHANNEL),
    real("elevation", "rad", "direction of the beam above the x-y plane", frame=FROM_CHANNEL),
    real("range", "m", "distance as measured"),
    Field(name="time_ns", type="<i4", unit="ns", description="when the point was measured, minus t_capture"),
    real("time", "s", "when the point was measured, minus t_capture"),
    counted("return", "1", "number of the return of its pulse, from 1", type_="|u1"),
    real("velocity", "m/s", "radial velocity, positive away from the sensor"),
    real("ambient", "1", "ambient light, on the scale of the sensor"),
    counted("column", "1", "number of the measurement in the turn", type_="<u2"),
    counted("label", "1", "class as in the description of the column"),
)
"""Columns that most sensors have; a channel may declare them in another type, with its own unknown."""

_LEAST = -32768


def _count(axis: str) -> Field:
    return Field(
        name=axis,
        type="<i2",
        unit="scale of the channel",
        frame=FROM_CHANNEL,
        description=f"{axis} coordinate of the point: times `scale` of the channel table (0.01 if absent) it is metres",
        unknown=_LEAST,
    )


XYZ_I16 = RowLayout(
    (
        _count("x"),
        _count("y"),
        _count("z"),
        Field(name="intensity", type="|u1", description="strength of the return, on the scale of the sensor"),
        counted("ring", "1", "number of the beam, from 0", type_="|u1"),
    )
)

CLOUD = Kind(
    name="cloud",
    description="Points of a LiDAR.",
    frames="the frame of the channel; unless it says otherwise the sensor's, as in the calibration",
    codecs=codecs(
        Codec(
            name="xyz_f32",
            description="Rows of float32 x, y, z and further columns that the channel table declares.",
            declared=True,
            leading=(X, Y, Z),
            known=KNOWN,
        ),
        Codec(
            name="xyz_i16",
            description="Rows of 8 bytes: int16 x, y, z in counts of `scale`, uint8 intensity, uint8 ring.",
            layout=XYZ_I16,
        ),
    ),
)
