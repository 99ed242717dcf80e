"""Kind `actuation`: what the actuators report that they did.

It must not know what was asked of them: that is `control`.
"""

from app.kinds.code import Issuer, SystemState
from app.kinds.field import VEHICLE, Field, coded, counted, real
from app.kinds.kind import Kind, rows_codec
from app.kinds.row_layout import RowLayout

ACTUATION_LAYOUT = RowLayout(
    (
        Field(
            name="command_sequence",
            type="<u8",
            description="channel_seq of the `control` record carried out",
            unknown=2**64 - 1,
        ),
        real("road_wheel_angle", "rad", "mean of the front wheels, to the left positive", frame=VEHICLE),
        real("steering_wheel_angle", "rad", "angle of the steering wheel, to the left positive"),
        real("steering_torque", "N*m", "torque of the steering actuator, to the left positive"),
        real("drive_torque", "N*m", "torque at the wheels"),
        real("brake_torque", "N*m", "braking torque at the wheels"),
        real("brake_pressure", "Pa", "pressure in the main brake circuit"),
        real("acceleration", "m/s^2", "acceleration along x that results, without gravity", frame=VEHICLE),
        counted("cycle", "1", "planning cycle that is carried out, as in `decision`"),
        coded("issuer", Issuer, "whose command is carried out"),
        coded("steering", SystemState, "steering actuator"),
        coded("drive", SystemState, "drive"),
        coded("brake", SystemState, "brake actuator"),
    )
)

ACTUATION = Kind(
    name="actuation",
    description="What the actuators did.",
    frames="vehicle: ISO 8855, x forward, y left, z up",
    codecs=rows_codec(ACTUATION_LAYOUT, "Rows of the columns below, one an instant."),
)
