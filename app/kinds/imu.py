"""Kind `imu`: what an inertial sensor measured, as it measured it.

It must not know the vehicle's motion: gravity and bias are still in these numbers.
"""

from app.kinds.field import FROM_CHANNEL, precise, real
from app.kinds.kind import Kind, rows_codec
from app.kinds.row_layout import RowLayout

IMU_LAYOUT = RowLayout(
    (
        *(precise(f"rate_{axis}", "rad/s", f"angular velocity about {axis}", frame=FROM_CHANNEL) for axis in "xyz"),
        *(
            precise(
                f"acceleration_{axis}", "m/s^2", f"specific force along {axis}: at rest +g upwards", frame=FROM_CHANNEL
            )
            for axis in "xyz"
        ),
        *(
            precise(f"magnetic_{axis}", "T", f"magnetic flux density along {axis}", frame=FROM_CHANNEL)
            for axis in "xyz"
        ),
        real("temperature", "°C", "temperature of the sensor"),
    )
)

IMU = Kind(
    name="imu",
    description="Angular velocity and specific force of an inertial sensor.",
    frames="the frame of the channel; unless it says otherwise the sensor's, as in the calibration",
    codecs=rows_codec(IMU_LAYOUT, "Rows of the columns below, one a measurement."),
)
