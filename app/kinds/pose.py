"""Kind `pose`: where the vehicle, or a sensor that the channel names, was reckoned to be, in the frame of the channel.

It must not know maps, nor whether the estimate is right.
"""

from itertools import combinations_with_replacement

from app.kinds.code import PoseSource
from app.kinds.field import FROM_CHANNEL, VEHICLE, Field, coded, precise, real
from app.kinds.kind import Kind, rows_codec
from app.kinds.row_layout import RowLayout

_AXES = {"x": "m", "y": "m", "z": "m", "roll": "rad", "pitch": "rad", "yaw": "rad"}


def _covariance() -> tuple[Field, ...]:
    return tuple(
        real(
            f"cov_{one}_{other}",
            f"{_AXES[one]}*{_AXES[other]}" if one != other else f"{_AXES[one]}^2",
            f"covariance of {one} and {other}; angles are small rotations about the axes of the channel's frame",
            frame=FROM_CHANNEL,
        )
        for one, other in combinations_with_replacement(_AXES, 2)
    )


POSE_LAYOUT = RowLayout(
    (
        *(precise(axis, "m", f"{axis} of the origin of the vehicle or sensor", frame=FROM_CHANNEL) for axis in "xyz"),
        *(
            precise(f"q{part}", "1", "unit quaternion w x y z that turns its axes into those of the channel's frame")
            for part in "wxyz"
        ),
        *(real(f"velocity_{axis}", "m/s", f"velocity along {axis}", frame=VEHICLE) for axis in "xyz"),
        *(real(f"rate_{axis}", "rad/s", f"angular velocity about {axis}", frame=VEHICLE) for axis in "xyz"),
        *_covariance(),
        coded("source", PoseSource, "what it was reckoned from"),
    )
)

POSE = Kind(
    name="pose",
    description="Position, orientation and velocity of the vehicle: frame_from_vehicle. Where the channel table names "
    "a sensor for the channel, of that sensor, in the axes of its calibration: frame_from_sensor.",
    frames="position and orientation: the frame of the channel; velocities: axes of the vehicle (ISO 8855) or sensor",
    codecs=rows_codec(POSE_LAYOUT, "Rows of the columns below, one an instant."),
)
