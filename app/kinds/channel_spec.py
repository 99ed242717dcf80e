"""One entry of the channel table in GENESIS: what a channel carries, what its stamps mean, and its limits.

It must not know which kinds exist, nor judge a table that was read: it only writes one.
Format: sealed-log.md section 7.2.
"""

from typing import Annotated, Literal

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.quantity import Bytes, Hertz, Metres, Name, Nanoseconds

Stamp = Literal["instant", "exposure_middle", "sweep_start", "sweep_end", "cycle_start"]
Scale = Annotated[Metres, Meta(gt=0)]
ColumnType = Literal["<f4", "<f8", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8"]


class FieldSpec(Document, frozen=True, kw_only=True):
    """One column of a channel whose rows are declared in the channel table; columns follow each other unpadded."""

    name: Annotated[str, Meta(min_length=1, max_length=128, description="name of the column, unique in the row")]
    type: Annotated[ColumnType, Meta(description="as numpy spells it: < little-endian, f float, i signed, u unsigned")]
    unit: Annotated[str, Meta(max_length=64, description='unit of measurement, SI; "1" for a number without one')]
    frame: Annotated[
        Name | None, Meta(description="coordinate frame; 'channel': that of the channel; null: no axes")
    ] = None
    description: Annotated[str | None, Meta(description="what the number is")] = None
    unknown: Annotated[
        int | float | str | None,
        Meta(description="the value that says unknown, NaN and integers from 2^53 as text; null: always filled"),
    ] = None
    codes: Annotated[dict[str, str] | None, Meta(description="meanings of the integers, by decimal number")] = None


class ChannelSpec(Document, frozen=True, kw_only=True):
    """One channel. `id`, `name` and `area` are unique in the table."""

    id: Annotated[int, Meta(ge=1, le=2**32 - 1, description="number of the channel, as in the leaf")]
    name: Annotated[Name, Meta(description="true name, as the source calls it")]
    area: Annotated[
        str,
        Meta(pattern=r"^(?!\.{1,2}(?![\s\S]))[A-Za-z0-9_.-]{1,64}(?![\s\S])", description="name of the HDF5 group"),
    ]
    kind: Annotated[Name, Meta(description="kind of the payload", examples=["image", "cloud", "state"])]
    codec: Annotated[Name, Meta(description="how the payload is written as bytes", examples=["jpeg", "rows", "json"])]
    stamp: Annotated[Stamp, Meta(description="what t_capture marks")]
    arrival: Annotated[
        Literal["measured", "assumed"],
        Meta(description="assumed: t_arrival is the running maximum of t_capture; 'known then' is refused"),
    ]
    capture: Annotated[
        Literal["measured", "synthesised", "none"],
        Meta(description="synthesised: nominal rate from zero; none: t_capture is unknown in every record"),
    ]
    row_bytes: Annotated[int, Meta(ge=1, le=2**20, description="size of a row; 1 for JSON and opaque bytes")]
    max_bytes: Annotated[int, Meta(ge=1, le=2**32 - 1, description="size of the largest record, in bytes")]
    max_decoded_bytes: Annotated[
        Bytes | None, Meta(description="largest size of a decoded record; a decoder refuses what needs more")
    ] = None
    max_age_ns: Annotated[
        Nanoseconds | None, Meta(description="a record older than this is absent, not current; null: not stated")
    ] = None
    rate_hz: Annotated[Hertz | None, Meta(description="nominal rate; null: irregular or unknown")] = None
    schema: Annotated[
        Name | None, Meta(description="identifier of the published schema", examples=["urn:sealed-log:1:payload:state"])
    ] = None
    fields: Annotated[
        tuple[FieldSpec, ...],
        Meta(
            max_length=512, description="columns of packed rows; required where the codec says that they are declared"
        ),
    ] = ()
    frame: Annotated[Name | None, Meta(description="coordinate frame of the numbers that say 'channel'")] = None
    sensor: Annotated[Name | None, Meta(description="name of the sensor in `calibration`")] = None
    clock: Annotated[Name | None, Meta(description="name in `clocks` of the clock that t_capture came from")] = None
    scale: Annotated[Scale | None, Meta(description="cloud as xyz_i16: metres a count; null: 0.01")] = None
    description: Annotated[str | None, Meta(description="for people")] = None
