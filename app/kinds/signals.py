"""Kind `signals`: numbers of any source, in rows whose columns the channel table declares.

It must not know what the signals mean: what fits `state`, `imu`, `gnss` or `pose` belongs there.
"""

from app.kinds.kind import Codec, Kind, codecs

SIGNALS = Kind(
    name="signals",
    description="Numbers over time, such as the decoded signals of a bus.",
    frames="as the channel table says for each column",
    codecs=codecs(
        Codec(name="rows", description="Rows that the channel table declares, one an instant.", declared=True),
    ),
)
