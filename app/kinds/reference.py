"""What payloads point to: records, models, and what came into the vehicle from outside.

It must not know where a record lies, nor whether the one pointed to exists.
"""

from typing import Annotated, Literal

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.quantity import Identifier, Identifier32, Name, Nanoseconds, Sha256, TimeStamp, TraceId, Unsigned64


class RecordRef(Document, frozen=True, kw_only=True):
    """Points to one record by channel and sequence number in that channel: fields of its leaf."""

    channel: Annotated[Identifier32, Meta(description="channel id, as in the channel table")]
    sequence: Annotated[Unsigned64, Meta(description="channel_seq of the leaf, a decimal string")]
    segment: Annotated[Identifier | None, Meta(description="segment id; null: the segment that holds this payload")] = (
        None
    )


class Input(Document, frozen=True, kw_only=True):
    """A record that was used, and what for."""

    record: Annotated[RecordRef, Meta(description="the record used")]
    role: Annotated[Name | None, Meta(description="what it served as", examples=["objects", "pose", "map"])] = None
    age_ns: Annotated[
        Nanoseconds | None, Meta(description="age of its capture stamp when it was used, as the system reckoned it")
    ] = None


class ModelRef(Document, frozen=True, kw_only=True):
    """The software or the trained model that made a payload."""

    name: Annotated[Name, Meta(description="name of the model or program")]
    version: Annotated[Name | None, Meta(description="its version")] = None
    weights_sha256: Annotated[Sha256 | None, Meta(description="digest of the weights, as in GENESIS")] = None
    parameters_sha256: Annotated[Sha256 | None, Meta(description="digest of the parameter set in force")] = None
    training_data: Annotated[Name | None, Meta(description="reference to the data it was trained with")] = None


class ExternalInstruction(Document, frozen=True, kw_only=True):
    """A command or information from outside the vehicle (StVG 1g(1) no. 13), in force or newly received."""

    kind: Annotated[
        Name,
        Meta(
            description="what was instructed",
            examples=["stop", "route", "speed_limit", "release_manoeuvre", "deactivate", "hazard_warning", "signal"],
        ),
    ]
    source: Annotated[
        Name,
        Meta(
            description="who sent it",
            examples=["technical_supervision", "remote_operator", "authority", "roadside_unit", "other_vehicle"],
        ),
    ]
    text: Annotated[str | None, Meta(description="the instruction in words, or as it was received")] = None
    received_ns: Annotated[TimeStamp | None, Meta(description="when it was received")] = None
    valid_until_ns: Annotated[TimeStamp | None, Meta(description="when it ends")] = None
    response: Annotated[
        Literal["accepted", "rejected", "pending", "unknown"], Meta(description="what the vehicle did with it")
    ] = "unknown"
    authenticated: Annotated[bool | None, Meta(description="whether the sender was verified")] = None
    record: Annotated[RecordRef | None, Meta(description="the record in which it came")] = None
    trace: Annotated[TraceId | None, Meta(description="its trace id")] = None
