"""Kind `radar`: the detections of one radar cycle.

It must not know objects: a detection is a reflection, not a road user.
"""

from app.kinds.code import Motion
from app.kinds.field import FROM_CHANNEL, coded, counted, real
from app.kinds.kind import Codec, Kind, codecs
from app.kinds.row_layout import RowLayout

_C = FROM_CHANNEL

KNOWN = (
    real("x", "m", "x coordinate", frame=_C),
    real("y", "m", "y coordinate", frame=_C),
    real("z", "m", "z coordinate", frame=_C),
    real("vx", "m/s", "velocity along x as the sensor gives it", frame=_C),
    real("vy", "m/s", "velocity along y as the sensor gives it", frame=_C),
)

DETECTIONS = RowLayout(
    (
        real("range", "m", "distance from the sensor"),
        real("azimuth", "rad", "direction about z, anticlockwise from x", frame=_C),
        real("elevation", "rad", "direction above the x-y plane", frame=_C),
        real("radial_velocity", "m/s", "along the line of sight, positive away from the sensor, not compensated"),
        real("rcs", "dBm^2", "radar cross-section, in decibel over 1 m^2"),
        real("snr", "dB", "signal over noise"),
        real("range_std", "m", "standard deviation of the distance"),
        real("azimuth_std", "rad", "standard deviation of the azimuth"),
        real("radial_velocity_std", "m/s", "standard deviation of the radial velocity"),
        real("existence", "1", "probability that the detection is real, 0 to 1"),
        counted("detection", "1", "number of the detection as the sensor gives it"),
        coded("motion", Motion, "what the sensor takes it for"),
    )
)

RADAR = Kind(
    name="radar",
    description="Detections of a radar.",
    frames="the frame of the channel; unless it says otherwise the sensor's, as in the calibration",
    codecs=codecs(
        Codec(name="detections", description="Rows of the columns below.", layout=DETECTIONS),
        Codec(
            name="rows",
            description="Rows that the channel table declares, for sensors with other columns.",
            declared=True,
            known=(*DETECTIONS.fields, *KNOWN),
        ),
    ),
)
