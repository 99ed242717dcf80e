"""Kind `prediction`: what the vehicle expected each object to do.

It must not know what they did.
"""

from typing import Annotated

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.kind import Kind, json_codec
from app.kinds.quantity import Fraction, Identifier32, Metres, MetresPerSecond, Name, Radians, Seconds
from app.kinds.reference import Input, ModelRef

MAX_POINTS = 1024

Times = Annotated[tuple[Seconds, ...], Meta(min_length=1, max_length=MAX_POINTS)]
Coordinates = Annotated[tuple[Metres, ...], Meta(max_length=MAX_POINTS)]
Headings = Annotated[tuple[Radians, ...], Meta(max_length=MAX_POINTS)]
Speeds = Annotated[tuple[MetresPerSecond, ...], Meta(max_length=MAX_POINTS)]


class Path(Document, frozen=True, kw_only=True):
    """A path over time, column by column: number i of each list belongs to point i."""

    t: Annotated[Times, Meta(description="time of the point after t_capture of the record, ascending")]
    x: Annotated[Coordinates, Meta(description="x of the object's centre")]
    y: Annotated[Coordinates, Meta(description="y of the object's centre")]
    yaw: Annotated[Headings | None, Meta(description="heading, anticlockwise from x")] = None
    v: Annotated[Speeds | None, Meta(description="speed along the heading")] = None
    std_x: Annotated[Coordinates | None, Meta(description="standard deviation of x")] = None
    std_y: Annotated[Coordinates | None, Meta(description="standard deviation of y")] = None

    def __post_init__(self) -> None:
        for name in ("x", "y", "yaw", "v", "std_x", "std_y"):
            column = getattr(self, name)
            if column is not None and len(column) != len(self.t):
                raise ValueError(f"a path of {len(self.t)} points has {len(column)} values of {name}")


class Mode(Document, frozen=True, kw_only=True):
    """One thing that an object may do."""

    path: Annotated[Path, Meta(description="the path it would take")]
    probability: Annotated[Fraction | None, Meta(description="its probability")] = None
    intention: Annotated[
        Name | None, Meta(description="what it would be doing", examples=["cross", "yield", "lane_change_left", "stop"])
    ] = None


class ObjectPrediction(Document, frozen=True, kw_only=True):
    """What one object may do."""

    id: Annotated[Name, Meta(description="id of the track, as in `objects`")]
    modes: Annotated[tuple[Mode, ...], Meta(max_length=64, description="most probable first")]


class Prediction(Document, frozen=True, kw_only=True):
    """What all objects may do from the capture time of the record on."""

    frame: Annotated[Name, Meta(description="coordinate frame of all numbers", examples=["vehicle", "map"])]
    objects: Annotated[tuple[ObjectPrediction, ...], Meta(max_length=4096, description="by object")]
    cycle: Annotated[Identifier32 | None, Meta(description="planning cycle that it was made for")] = None
    model: Annotated[ModelRef | None, Meta(description="what made this")] = None
    inputs: Annotated[tuple[Input, ...], Meta(max_length=256, description="the records used")] = ()


PREDICTION = Kind(
    name="prediction",
    description="Predicted paths of objects with probabilities.",
    frames="the frame named by `frame` of the payload, right-handed with z up",
    codecs=json_codec(Prediction, "All predictions of one instant."),
)
