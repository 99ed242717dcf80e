"""GENESIS, the first record of a segment: who records, with which keys, channels, clocks, calibration and software.

It must not know how keys sign, nor how a segment is laid out on disk.
Format: sealed-log.md section 7.2. Members without a default are always written, null included.
"""

from collections import Counter
from typing import Annotated, Literal

from msgspec import Meta

from app.kinds.calibration import SensorCalibration
from app.kinds.channel_spec import ChannelSpec
from app.kinds.clock_spec import ClockSpec
from app.kinds.document import Document
from app.kinds.intake import Intake
from app.kinds.quantity import (
    DeviceName,
    Identifier,
    Key,
    Milliseconds,
    Name,
    Positive,
    Root,
    Sha256,
    Signature,
    Unsigned64,
)
from app.kinds.reference import ModelRef
from app.kinds.vehicle import FrameSpec, Vehicle

FORMAT = "sealed-log/1"
MAX_CHANNELS = 1024
MAX_ENDORSEMENTS = 16
MAX_INTERVAL = 2048

Provenance = Literal["recorded", "intake", "simulated"]


class Endorsement(Document, frozen=True, kw_only=True):
    """A fleet key's signature over name and key of the device."""

    name: Annotated[Name, Meta(description="name of the fleet key")]
    key: Annotated[Key, Meta(description="the fleet key")]
    signature: Annotated[Signature, Meta(description="its signature over the device's name and key")]


class Device(Document, frozen=True, kw_only=True):
    """The device that signs: a recorder, a laboratory's intake station, or the simulator."""

    name: Annotated[DeviceName, Meta(description="name of the device; intake/<laboratory> for an intake")]
    key: Annotated[Key, Meta(description="its public key")]
    endorsements: Annotated[
        tuple[Endorsement, ...], Meta(max_length=MAX_ENDORSEMENTS, description="who vouches for the key")
    ] = ()


class Previous(Document, frozen=True, kw_only=True):
    """The last durable checkpoint of the segment before."""

    segment: Annotated[Identifier, Meta(description="segment id of that segment")]
    size: Annotated[Unsigned64, Meta(description="records that the checkpoint covers")]
    root: Annotated[Root, Meta(description="root of the tree of that size")]


class Policy(Document, frozen=True, kw_only=True):
    """How often the recorder signs, and when it closes a segment."""

    max_interval: Annotated[
        int, Meta(ge=1, le=MAX_INTERVAL, description="records between two durable checkpoints, at most")
    ]
    device_every: Annotated[
        int,
        Meta(
            ge=1,
            le=2**31 - 1,
            description="the device signs the checkpoints whose number is divisible by this, and END",
        ),
    ]
    interval_ms: Annotated[
        Milliseconds | None, Meta(description="time between two checkpoints while records arrive, at most")
    ] = None
    burst_interval_ms: Annotated[
        Milliseconds | None, Meta(description="the same after an EVENT of severity warning or above")
    ] = None
    burst_ms: Annotated[Milliseconds | None, Meta(description="how long the burst lasts")] = None
    segment_ms: Annotated[Milliseconds | None, Meta(description="a segment is closed after this time")] = None
    segment_records: Annotated[Positive | None, Meta(description="a segment is closed at this number of records")] = (
        None
    )


class Software(Document, frozen=True, kw_only=True):
    """A piece of software that ran in the vehicle or made the log."""

    name: Annotated[Name, Meta(description="name", examples=["recorder", "planner", "RXSWIN"])]
    version: Annotated[Name, Meta(description="version, or the identification number itself")]
    sha256: Annotated[Sha256 | None, Meta(description="digest of the installed package")] = None
    revision: Annotated[Name | None, Meta(description="revision of the source")] = None


class Configuration(Document, frozen=True, kw_only=True):
    """A parameter set or environment in force, by digest; its text may stand in an ANNEX of the same digest."""

    name: Annotated[Name, Meta(description="name", examples=["planner parameters", "environment variables"])]
    sha256: Annotated[Sha256, Meta(description="digest of its text")]


class Genesis(Document, frozen=True, kw_only=True):
    """The GENESIS record.

    Raises:
        ValueError: origin, device name and segment do not agree; an id, name or area of a channel stands twice.
    """

    format: Annotated[Literal["sealed-log/1"], Meta(description="format and version")]
    provenance: Annotated[
        Provenance, Meta(description="recorded in the vehicle, sealed at intake by a laboratory, or simulated")
    ]
    origin: Annotated[str, Meta(max_length=97, description="<device name>/<segment id>")]
    segment: Annotated[Identifier, Meta(description="id of this segment, as in the leaves")]
    drive: Annotated[Identifier, Meta(description="id of the drive that this segment belongs to")]
    segment_number: Annotated[int, Meta(ge=0, le=2**53 - 1, description="place in the drive, 0 for the first")]
    boot: Annotated[str, Meta(max_length=256, description="boot id: segments with the same one share a time scale")]
    device: Annotated[Device, Meta(description="who signs")]
    epoch_key: Annotated[Key, Meta(description="public key of epoch 0")]
    delegation: Annotated[Signature, Meta(description="signature by the device key over the key of epoch 0")]
    previous: Annotated[Previous | None, Meta(description="what this segment continues; null: nothing")]
    policy: Annotated[Policy, Meta(description="how often it is signed")]
    channels: Annotated[tuple[ChannelSpec, ...], Meta(max_length=MAX_CHANNELS, description="the channel table")]
    clocks: Annotated[tuple[ClockSpec, ...], Meta(description="the clocks that stamps came from")] = ()
    vehicle: Annotated[Vehicle | None, Meta(description="the vehicle")] = None
    frames: Annotated[tuple[FrameSpec, ...], Meta(description="coordinate frames other than those of sensors")] = ()
    calibration: Annotated[tuple[SensorCalibration, ...], Meta(description="sensors as mounted")] = ()
    software: Annotated[tuple[Software, ...], Meta(description="versions in use")] = ()
    configuration: Annotated[tuple[Configuration, ...], Meta(description="parameter sets in force")] = ()
    models: Annotated[tuple[ModelRef, ...], Meta(description="trained models in use")] = ()
    intake: Annotated[Intake | None, Meta(description="provenance intake: what was taken in, and how")] = None

    def __post_init__(self) -> None:
        if self.origin != f"{self.device.name}/{self.segment}":
            raise ValueError(f"origin {self.origin!r} is not <device name>/<segment id>")
        for what in ("id", "name", "area"):
            seen = Counter(getattr(channel, what) for channel in self.channels)
            twice = [value for value, times in seen.items() if times > 1]
            if twice:
                raise ValueError(f"two channels have the {what} {twice[0]!r}")
