"""The vehicle in GENESIS, and the coordinate frames that its payloads use.

It must not know where sensors sit (calibration), nor carry personal data beyond the vehicle's identification.
"""

from typing import Annotated, Literal

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.quantity import Degrees, Kilograms, Metres, Name, Number, Positive


class Vehicle(Document, frozen=True, kw_only=True):
    """The vehicle. Its axes are those of ISO 8855; lengths are counted from the origin that `origin` describes."""

    id: Annotated[Name | None, Meta(description="number of the vehicle in its fleet or data set")] = None
    vin: Annotated[Name | None, Meta(description="vehicle identification number, ISO 3779")] = None
    make: Annotated[Name | None, Meta(description="maker")] = None
    model: Annotated[Name | None, Meta(description="model")] = None
    model_year: Annotated[Positive | None, Meta(description="model year")] = None
    automation: Annotated[
        Name | None, Meta(description="automated driving system and its level", examples=["ALKS, SAE 3"])
    ] = None
    type_approvals: Annotated[tuple[Name, ...], Meta(description="numbers of type approvals")] = ()
    origin: Annotated[
        Name | None,
        Meta(description="origin of the vehicle frame", examples=["middle of the rear axle, on the ground"]),
    ] = None
    length: Annotated[Metres | None, Meta(description="overall length")] = None
    width: Annotated[Metres | None, Meta(description="overall width without mirrors")] = None
    height: Annotated[Metres | None, Meta(description="overall height")] = None
    wheelbase: Annotated[Metres | None, Meta(description="distance between the axles")] = None
    track: Annotated[Metres | None, Meta(description="distance between the wheels of an axle")] = None
    rear_to_origin: Annotated[
        Metres | None, Meta(description="from the rearmost point of the vehicle forward to the origin")
    ] = None
    mass: Annotated[Kilograms | None, Meta(description="mass as driven, or the kerb mass if that is all one knows")] = (
        None
    )
    steering_ratio: Annotated[
        Number | None, Meta(description="angle at the steering wheel over angle at the front wheels")
    ] = None


class GeoPoint(Document, frozen=True, kw_only=True):
    """A place on earth, WGS 84."""

    latitude_deg: Annotated[Degrees, Meta(ge=-90, le=90, description="north positive")]
    longitude_deg: Annotated[Degrees, Meta(ge=-180, le=180, description="east positive")]
    altitude: Annotated[Metres | None, Meta(description="above the ellipsoid")] = None


class FrameSpec(Document, frozen=True, kw_only=True):
    """A coordinate frame. `vehicle` and the frames of sensors need no entry."""

    name: Annotated[Name, Meta(description="name that channels and payloads refer to")]
    axes: Annotated[
        Literal["east_north_up", "iso_8855", "north_east_down", "earth_fixed", "projected", "other"],
        Meta(description="its axes; projected: east, north, up on a map grid; earth_fixed: ECEF"),
    ]
    origin: Annotated[GeoPoint | None, Meta(description="where its origin lies; null: not known")] = None
    reference: Annotated[Name | None, Meta(description="reference system", examples=["EPSG:32632", "EPSG:4978"])] = None
    description: Annotated[str | None, Meta(description="for people")] = None
