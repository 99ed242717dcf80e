"""Kind `objects`: the road users and obstacles that perception believed in at one instant.

It must not know what they will do (prediction), nor whether they were there.
"""

from typing import Annotated, Literal

from msgspec import Meta

from app.kinds.covariance import Covariance
from app.kinds.document import Document
from app.kinds.kind import Kind, json_codec
from app.kinds.quantity import (
    Acceleration,
    Count,
    Fraction,
    Metres,
    Name,
    Nanoseconds,
    Point,
    Radians,
    RadiansPerSecond,
    TimeStamp,
    Velocity,
)
from app.kinds.reference import Input, ModelRef, RecordRef

Length = Annotated[Metres, Meta(ge=0)]


class ClassProbability(Document, frozen=True, kw_only=True):
    """A class, and how probable the classifier found it."""

    name: Annotated[
        Name,
        Meta(
            description="name of the class, as the source gives it",
            examples=["car", "truck", "bus", "motorcycle", "bicycle", "pedestrian", "animal", "obstacle"],
        ),
    ]
    probability: Annotated[Fraction | None, Meta(description="its probability")] = None


class Size(Document, frozen=True, kw_only=True):
    """The box: length along the heading, width across it, height along z."""

    length: Annotated[Length, Meta(description="along the heading")]
    width: Annotated[Length, Meta(description="across the heading")]
    height: Annotated[Length | None, Meta(description="along z; null where only the plane is known")] = None


class ImageBox(Document, frozen=True, kw_only=True):
    """Where a camera saw it, in the stored picture."""

    record: Annotated[RecordRef, Meta(description="the picture")]
    left: Annotated[float, Meta(description="first column, px")]
    top: Annotated[float, Meta(description="first row, px")]
    right: Annotated[float, Meta(description="end of the columns, px")]
    bottom: Annotated[float, Meta(description="end of the rows, px")]


class Track(Document, frozen=True, kw_only=True):
    """One object. Records with one `id` on one channel speak of the same track."""

    id: Annotated[Name, Meta(description="id of the track")]
    centre: Annotated[Point, Meta(description="centre of the box")]
    classes: Annotated[
        tuple[ClassProbability, ...],
        Meta(max_length=64, description="classes, most probable first; empty: not classified"),
    ] = ()
    confidence: Annotated[Fraction | None, Meta(description="probability that the object exists")] = None
    size: Annotated[Size | None, Meta(description="its box")] = None
    yaw: Annotated[Radians | None, Meta(description="heading of the box about z, anticlockwise from x")] = None
    yaw_rate: Annotated[RadiansPerSecond | None, Meta(description="rate of the heading")] = None
    velocity: Annotated[Velocity | None, Meta(description="velocity over ground, in the axes of the frame")] = None
    acceleration: Annotated[Acceleration | None, Meta(description="acceleration over ground")] = None
    covariance: Annotated[Covariance | None, Meta(description="covariance of x, y, z, yaw, vx, vy, ... as named")] = (
        None
    )
    state: Annotated[
        Literal["tentative", "confirmed", "coasted", "lost", "unknown"],
        Meta(description="coasted: not measured this time; lost: reported for the last time"),
    ] = "unknown"
    first_seen_ns: Annotated[TimeStamp | None, Meta(description="when the track was born")] = None
    last_measured_ns: Annotated[TimeStamp | None, Meta(description="when a sensor last measured it")] = None
    age_ns: Annotated[Nanoseconds | None, Meta(description="age of the track")] = None
    sensors: Annotated[
        tuple[RecordRef, ...], Meta(max_length=64, description="the records in which it was measured this time")
    ] = ()
    boxes: Annotated[tuple[ImageBox, ...], Meta(max_length=16, description="where cameras saw it")] = ()
    points: Annotated[Count | None, Meta(description="LiDAR points in the box, as perception counted them")] = None
    occluded: Annotated[Fraction | None, Meta(description="share that is hidden, as perception estimates it")] = None
    parent: Annotated[
        Name | None, Meta(description="id of the track that it came from when it was split or re-born")
    ] = None
    attributes: Annotated[
        dict[str, str] | None,
        Meta(description="what else perception said of it", examples=[{"brake_light": "on", "signal": "red"}]),
    ] = None


class Objects(Document, frozen=True, kw_only=True):
    """All objects that perception believed in at the capture time of the record."""

    frame: Annotated[Name, Meta(description="coordinate frame of all numbers", examples=["vehicle", "map"])]
    tracks: Annotated[tuple[Track, ...], Meta(max_length=4096, description="the objects")]
    model: Annotated[ModelRef | None, Meta(description="what made this")] = None
    inputs: Annotated[tuple[Input, ...], Meta(max_length=256, description="the records used")] = ()
    origin: Annotated[
        Literal["perception", "annotation", "simulation", "v2x", "unknown"],
        Meta(description="annotation and simulation are truth that the vehicle did not know"),
    ] = "unknown"


OBJECTS = Kind(
    name="objects",
    description="Road users and obstacles with their motion.",
    frames="the frame named by `frame` of the payload, right-handed with z up",
    codecs=json_codec(Objects, "All objects of one instant."),
)
