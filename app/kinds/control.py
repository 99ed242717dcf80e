"""Kind `control`: what the controller told the actuators to do, and who is behind it.

It must not know what the actuators did: that is `actuation`.
"""

from app.kinds.code import Gear, Indicator, Issuer, OnOff
from app.kinds.field import VEHICLE, coded, counted, real
from app.kinds.kind import Kind, rows_codec
from app.kinds.row_layout import RowLayout

CONTROL_LAYOUT = RowLayout(
    (
        counted("cycle", "1", "planning cycle that the command carries out, as in `decision`"),
        counted("candidate", "1", "candidate of that cycle, as in `decision`"),
        real("acceleration", "m/s^2", "acceleration asked for along x", frame=VEHICLE),
        real("speed", "m/s", "speed asked for along x", frame=VEHICLE),
        real("curvature", "1/m", "curvature asked for, to the left positive", frame=VEHICLE),
        real("road_wheel_angle", "rad", "angle asked for at the front wheels, to the left positive", frame=VEHICLE),
        real("steering_wheel_angle", "rad", "angle asked for at the steering wheel, to the left positive"),
        real("steering_torque", "N*m", "torque asked for at the steering column, to the left positive"),
        real("drive_torque", "N*m", "torque asked for at the wheels"),
        real("brake_pressure", "Pa", "brake pressure asked for"),
        real("error_lateral", "m", "vehicle minus path, left positive, as the controller reckoned it", frame=VEHICLE),
        real("error_heading", "rad", "heading minus that of the path, to the left positive", frame=VEHICLE),
        real("error_speed", "m/s", "speed minus the planned one", frame=VEHICLE),
        coded("issuer", Issuer, "who issued the command"),
        coded("gear", Gear, "gear asked for"),
        coded("indicator", Indicator, "indicators asked for"),
        coded("brake_light", OnOff, "brake lights asked for"),
        coded("horn", OnOff, "horn asked for"),
    )
)

CONTROL = Kind(
    name="control",
    description="A command to the actuators.",
    frames="vehicle: ISO 8855, x forward, y left, z up",
    codecs=rows_codec(CONTROL_LAYOUT, "Rows of the columns below, one a command."),
)
