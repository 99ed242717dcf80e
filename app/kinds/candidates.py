"""Kind `candidates`: the trajectories that one planning cycle weighed, as packed rows.

It must not know costs or reasons: those are in the `decision` of the same cycle and the same trace.

A row is 32 bytes. Cycle and candidate are 32-bit unsigned integers in `decision` too, so that rows stay packed and no
text has to be matched. A record holds all rows of one cycle, by candidate and then by time.
"""

from app.kinds.field import FROM_CHANNEL, Field, real
from app.kinds.kind import Kind, rows_codec
from app.kinds.row_layout import RowLayout

CANDIDATES_LAYOUT = RowLayout(
    (
        Field(name="cycle", type="<u4", description="planning cycle, as in `decision`"),
        Field(name="candidate", type="<u4", description="id of the candidate, as in `decision`"),
        real("t", "s", "time of the point after the start of the cycle"),
        real("x", "m", "x of the vehicle's origin", frame=FROM_CHANNEL),
        real("y", "m", "y of the vehicle's origin", frame=FROM_CHANNEL),
        real("yaw", "rad", "heading, anticlockwise from x", frame=FROM_CHANNEL),
        real("v", "m/s", "speed along the heading, backwards negative"),
        real("a", "m/s^2", "acceleration along the heading"),
    )
)

CANDIDATES = Kind(
    name="candidates",
    description="The trajectories that a planning cycle weighed.",
    frames="the frame of the channel: the vehicle at the start of the cycle, or a local frame whose coordinates stay "
    "below 8 km, where a float32 step is half a millimetre",
    codecs=rows_codec(CANDIDATES_LAYOUT, "All points of all candidates of one cycle, by candidate and then by time."),
)
