"""Kind `environment`: the surroundings as the vehicle knew them: weather, light, road, map, network, commands.

It must not know road users.
"""

from typing import Annotated, Literal

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.kind import Kind, json_codec
from app.kinds.quantity import (
    BitsPerSecond,
    Celsius,
    DecibelMilliwatts,
    Fraction,
    Lux,
    Metres,
    MetresPerSecond,
    MillimetresPerHour,
    Name,
    Number,
    Pascals,
    Radians,
    Seconds,
    Sha256,
)
from app.kinds.reference import ExternalInstruction


class Weather(Document, frozen=True, kw_only=True):
    """The weather."""

    condition: Annotated[
        Name | None, Meta(description="in a word", examples=["clear", "cloudy", "rain", "snow", "fog", "hail"])
    ] = None
    temperature: Annotated[Celsius | None, Meta(description="temperature of the air")] = None
    humidity: Annotated[Fraction | None, Meta(description="relative humidity")] = None
    pressure: Annotated[Pascals | None, Meta(description="pressure of the air")] = None
    rain: Annotated[MillimetresPerHour | None, Meta(description="rainfall")] = None
    snow: Annotated[MillimetresPerHour | None, Meta(description="snowfall as water")] = None
    visibility: Annotated[Metres | None, Meta(description="meteorological visibility")] = None
    wind_speed: Annotated[MetresPerSecond | None, Meta(description="speed of the wind")] = None
    wind_from: Annotated[Radians | None, Meta(description="where the wind comes from, clockwise from true north")] = (
        None
    )


class Light(Document, frozen=True, kw_only=True):
    """The light."""

    condition: Annotated[
        Name | None, Meta(description="in a word", examples=["day", "dawn", "dusk", "night", "lit_night", "tunnel"])
    ] = None
    illuminance: Annotated[Lux | None, Meta(description="illuminance")] = None
    sun_elevation: Annotated[Radians | None, Meta(description="elevation of the sun above the horizon")] = None
    sun_azimuth: Annotated[Radians | None, Meta(description="direction of the sun, clockwise from true north")] = None


class RoadSurface(Document, frozen=True, kw_only=True):
    """The road under the vehicle."""

    condition: Annotated[Name | None, Meta(description="in a word", examples=["dry", "wet", "snow", "ice"])] = None
    material: Annotated[Name | None, Meta(description="material", examples=["asphalt", "concrete", "gravel"])] = None
    friction: Annotated[Number | None, Meta(description="estimated coefficient of friction")] = None
    type: Annotated[Name | None, Meta(description="kind of road", examples=["motorway", "urban", "rural"])] = None
    speed_limit: Annotated[MetresPerSecond | None, Meta(description="limit in force, as the vehicle knew it")] = None


class MapVersion(Document, frozen=True, kw_only=True):
    """The map in use."""

    name: Annotated[Name, Meta(description="name of the map")]
    version: Annotated[Name, Meta(description="its version")]
    sha256: Annotated[Sha256 | None, Meta(description="digest of its data")] = None


class Link(Document, frozen=True, kw_only=True):
    """A network connection (StVG 1g(1) no. 7)."""

    name: Annotated[Name, Meta(description="name", examples=["mobile", "roadside unit", "technical supervision"])]
    state: Annotated[Literal["up", "degraded", "down", "unknown"], Meta(description="its state")] = "unknown"
    technology: Annotated[Name | None, Meta(description="technology", examples=["5G", "LTE", "ITS-G5"])] = None
    latency: Annotated[Seconds | None, Meta(description="round trip")] = None
    jitter: Annotated[Seconds | None, Meta(description="standard deviation of the round trip")] = None
    uplink: Annotated[BitsPerSecond | None, Meta(description="available bandwidth from the vehicle")] = None
    downlink: Annotated[BitsPerSecond | None, Meta(description="available bandwidth to the vehicle")] = None
    loss: Annotated[Fraction | None, Meta(description="share of packets lost")] = None
    signal: Annotated[DecibelMilliwatts | None, Meta(description="received power")] = None


class Environment(Document, frozen=True, kw_only=True):
    """The surroundings at one instant; what is null is not known."""

    weather: Annotated[Weather | None, Meta(description="the weather")] = None
    light: Annotated[Light | None, Meta(description="the light")] = None
    road: Annotated[RoadSurface | None, Meta(description="the road")] = None
    map: Annotated[MapVersion | None, Meta(description="the map in use")] = None
    links: Annotated[tuple[Link, ...], Meta(max_length=64, description="network connections")] = ()
    instructions: Annotated[
        tuple[ExternalInstruction, ...],
        Meta(max_length=256, description="commands and information from outside, in force or new"),
    ] = ()
    operating_domain: Annotated[
        dict[str, bool] | None,
        Meta(description="conditions of the operational design domain, and whether each holds"),
    ] = None
    source: Annotated[
        Name | None, Meta(description="where this comes from", examples=["vehicle sensors", "weather service"])
    ] = None


ENVIRONMENT = Kind(
    name="environment",
    description="Weather, light, road, map, network and external commands.",
    frames="directions: clockwise from true north",
    codecs=json_codec(Environment, "The surroundings at one instant."),
)
