"""Kind `health`: how the vehicle's computers, sensors and safety systems were, as they said themselves.

It must not know what a state is worth: the words of a component are kept.
"""

from typing import Annotated, Literal

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.kind import Kind, json_codec
from app.kinds.quantity import Bytes, Celsius, Count, Fraction, Hertz, Name, Seconds, Volts, Watts

ComponentState = Literal["ok", "degraded", "failed", "off", "starting", "unknown"]


class Component(Document, frozen=True, kw_only=True):
    """A piece of software, a sensor or an actuator."""

    name: Annotated[Name, Meta(description="name")]
    state: Annotated[ComponentState, Meta(description="its state")]
    text: Annotated[str | None, Meta(description="what it says about it")] = None
    codes: Annotated[tuple[Name, ...], Meta(max_length=256, description="trouble codes that are set")] = ()
    rate: Annotated[Hertz | None, Meta(description="rate at which it delivers")] = None
    latency: Annotated[Seconds | None, Meta(description="time it takes")] = None
    dropped: Annotated[Count | None, Meta(description="messages that it lost since it started")] = None
    version: Annotated[Name | None, Meta(description="version of its software")] = None


class SafetySystem(Document, frozen=True, kw_only=True):
    """An active or passive safety system (StVG 1g(1) no. 8)."""

    name: Annotated[Name, Meta(description="name", examples=["ABS", "ESC", "AEB", "airbag driver"])]
    type: Annotated[Literal["active", "passive", "unknown"], Meta(description="active or passive safety")] = "unknown"
    activated: Annotated[bool | None, Meta(description="whether it is switched on")] = None
    state: Annotated[ComponentState, Meta(description="its state")] = "unknown"
    triggered: Annotated[bool | None, Meta(description="whether it is acting")] = None
    triggered_by: Annotated[Name | None, Meta(description="what triggered it")] = None


class Computer(Document, frozen=True, kw_only=True):
    """A computer of the vehicle."""

    name: Annotated[Name, Meta(description="name")]
    cpu: Annotated[Fraction | None, Meta(description="share of the processors in use")] = None
    gpu: Annotated[Fraction | None, Meta(description="share of the accelerators in use")] = None
    memory: Annotated[Fraction | None, Meta(description="share of the memory in use")] = None
    temperature: Annotated[Celsius | None, Meta(description="hottest processor")] = None
    throttled: Annotated[bool | None, Meta(description="whether it runs slower because of heat or supply")] = None
    power: Annotated[Watts | None, Meta(description="power taken")] = None
    voltage: Annotated[Volts | None, Meta(description="supply")] = None
    uptime: Annotated[Seconds | None, Meta(description="time since it started")] = None


class Storage(Document, frozen=True, kw_only=True):
    """A medium."""

    name: Annotated[Name, Meta(description="name")]
    total_bytes: Annotated[Bytes | None, Meta(description="size")] = None
    free_bytes: Annotated[Bytes | None, Meta(description="free space")] = None
    wear: Annotated[Fraction | None, Meta(description="share of its life that is used up")] = None
    errors: Annotated[Count | None, Meta(description="errors counted")] = None
    temperature: Annotated[Celsius | None, Meta(description="its temperature")] = None


class Health(Document, frozen=True, kw_only=True):
    """The state of everything that reported at one instant."""

    components: Annotated[tuple[Component, ...], Meta(max_length=4096, description="software, sensors, actuators")] = ()
    safety_systems: Annotated[tuple[SafetySystem, ...], Meta(max_length=256, description="safety systems")] = ()
    computers: Annotated[tuple[Computer, ...], Meta(max_length=256, description="computers")] = ()
    storage: Annotated[tuple[Storage, ...], Meta(max_length=256, description="media")] = ()
    temperatures: Annotated[dict[Name, Celsius] | None, Meta(description="further temperatures, by place")] = None
    voltages: Annotated[dict[Name, Volts] | None, Meta(description="further voltages, by place")] = None


HEALTH = Kind(
    name="health",
    description="How computers, sensors and safety systems were.",
    frames="none",
    codecs=json_codec(Health, "The state of what reported."),
)
