"""The system records other than GENESIS: EPOCH, END, GAP, CLOCK, EVENT, FAULT and ANNEX, and how each becomes bytes.

It must not know when they are written, nor anything of leaves, keys or trees.
Format: sealed-log.md section 7. Members without a default are always written, null included.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from app.kinds.annex import Annex
from app.kinds.document import Document, encode_document
from app.kinds.event import Event
from app.kinds.genesis import Genesis
from app.kinds.quantity import (
    Bytes,
    Celsius,
    Fraction,
    Identifier,
    Identifier32,
    Key,
    Microseconds32,
    Name,
    TimeStamp,
    Unsigned64,
)
from app.kinds.reference import RecordRef

ChannelKey = Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,9})(?![\s\S])")]
"""A channel id as a decimal number; 0 is the channel of the system records."""

_COUNTS = "for 0 and every declared channel the number of its records before this one"
_DROPPED = (
    "records lost since the start of the segment, by channel, by the recorder and by what sources say in GAP; "
    "no entry: none of a known number; null: not counted"
)
_UTC = "UTC (ns since 1970) minus t_arrival from here on; null: unknown from here on"
_UNCERTAINTY = "uncertainty of that offset"


class StorageHealth(Document, frozen=True, kw_only=True):
    """The state of the medium that the log is written to."""

    free_bytes: Annotated[Bytes | None, Meta(description="free space")] = None
    wear: Annotated[Fraction | None, Meta(description="share of its life that is used up")] = None
    errors: Annotated[Unsigned64 | None, Meta(description="errors that the medium has counted")] = None
    sync_max_us: Annotated[Microseconds32 | None, Meta(description="slowest sync since the last EPOCH")] = None
    temperature: Annotated[Celsius | None, Meta(description="temperature of the medium")] = None


class Epoch(Document, frozen=True, kw_only=True):
    """The EPOCH record, directly before each checkpoint."""

    epoch: Annotated[int, Meta(ge=0, le=2**32 - 1, description="number k of the epoch, 0 for the first")]
    next_key: Annotated[Key, Meta(description="public key of epoch k+1")]
    counts: Annotated[dict[ChannelKey, Unsigned64], Meta(description=_COUNTS)]
    utc_offset_ns: Annotated[TimeStamp | None, Meta(description=_UTC)]
    utc_uncertainty_us: Annotated[Microseconds32 | None, Meta(description=_UNCERTAINTY)] = None
    dropped: Annotated[
        dict[ChannelKey, Unsigned64] | None,
        Meta(description=_DROPPED),
    ] = None
    storage: Annotated[StorageHealth | None, Meta(description="the medium")] = None


class End(Document, frozen=True, kw_only=True):
    """The END record: it takes the place of the last EPOCH; nothing follows it."""

    epoch: Annotated[int, Meta(ge=0, le=2**32 - 1, description="number of the epoch")]
    next_key: Annotated[None, Meta(description="there is none")]
    counts: Annotated[dict[ChannelKey, Unsigned64], Meta(description=_COUNTS)]
    utc_offset_ns: Annotated[TimeStamp | None, Meta(description=_UTC)]
    reason: Annotated[
        Name,
        Meta(
            description="why the segment ends", examples=["rotation", "stopped", "storage_full", "power_loss", "intake"]
        ),
    ]
    utc_uncertainty_us: Annotated[Microseconds32 | None, Meta(description=_UNCERTAINTY)] = None
    dropped: Annotated[
        dict[ChannelKey, Unsigned64] | None,
        Meta(description=_DROPPED),
    ] = None
    storage: Annotated[StorageHealth | None, Meta(description="the medium")] = None


class Lost(Document, frozen=True, kw_only=True):
    """What one channel lost."""

    channel: Annotated[Identifier32, Meta(description="channel id")]
    records: Annotated[Unsigned64 | None, Meta(description="how many records; null: unknown")]
    bytes: Annotated[Unsigned64 | None, Meta(description="how many bytes they had")] = None
    first_ns: Annotated[TimeStamp | None, Meta(description="t_arrival of the first one lost")] = None
    last_ns: Annotated[TimeStamp | None, Meta(description="t_arrival of the last one lost")] = None


class Gap(Document, frozen=True, kw_only=True):
    """The GAP record: records that never reached the log, and why. It tells loss from tampering."""

    lost: Annotated[tuple[Lost, ...], Meta(min_length=1, max_length=1025, description="what was lost, by channel")]
    reason: Annotated[
        Name,
        Meta(
            description="why",
            examples=["queue_full", "storage_stalled", "too_large", "sensor_dropout", "source_gap", "area_full"],
        ),
    ]
    text: Annotated[str | None, Meta(description="for people")] = None


class Clock(Document, frozen=True, kw_only=True):
    """The CLOCK record: a clock stepped, or what is known of it changed."""

    clock: Annotated[Name, Meta(description="name of the clock in GENESIS")]
    reason: Annotated[
        Name, Meta(description="why", examples=["synchronised", "lost", "leap_second", "source_changed", "set_by_hand"])
    ]
    step_ns: Annotated[TimeStamp | None, Meta(description="new time of the clock minus what it would have shown")] = (
        None
    )
    utc_offset_ns: Annotated[
        TimeStamp | UnsetType | None, Meta(description=_UTC + "; absent: nothing is said about UTC")
    ] = UNSET
    utc_uncertainty_us: Annotated[Microseconds32 | None, Meta(description=_UNCERTAINTY)] = None
    offset_ns: Annotated[TimeStamp | None, Meta(description="log time minus the time of this clock, from here on")] = (
        None
    )
    source: Annotated[Name | None, Meta(description="what it is set by", examples=["gnss", "ptp", "ntp"])] = None
    text: Annotated[str | None, Meta(description="for people")] = None


class Fault(Document, frozen=True, kw_only=True):
    """The FAULT record: something of the recorder or its sources failed."""

    component: Annotated[Name, Meta(description="what failed", examples=["storage", "queue", "clock", "entropy"])]
    code: Annotated[Name, Meta(description="how it failed", examples=["write_failed", "sync_failed", "stalled"])]
    text: Annotated[str | None, Meta(description="for people, with the error's own words")] = None
    errno: Annotated[int | None, Meta(description="error number of the operating system")] = None
    segment: Annotated[Identifier | None, Meta(description="the segment that ended because of it")] = None
    channel: Annotated[Identifier32 | None, Meta(description="the channel concerned")] = None
    records: Annotated[tuple[RecordRef, ...], Meta(description="records concerned")] = ()


SystemRecord: TypeAlias = Genesis | Epoch | End | Gap | Clock | Event | Fault | Annex

SYSTEM_RECORDS: Mapping[str, type[Document]] = MappingProxyType(
    {
        "GENESIS": Genesis,
        "GAP": Gap,
        "EPOCH": Epoch,
        "CLOCK": Clock,
        "EVENT": Event,
        "FAULT": Fault,
        "ANNEX": Annex,
        "END": End,
    }
)
"""The content of channel 0 by the name of its leaf type (section 3)."""

_LARGE = 1_048_576
_SMALL = 65_536


def size_limit(record_type: str) -> int:
    """Return how many bytes the payload of that leaf type may have (section 7.1)."""
    return _LARGE if record_type in ("GENESIS", "ANNEX") else _SMALL


def encode_system(record: SystemRecord) -> bytes:
    """Return the payload of a system record.

    Raises:
        TypeError, ValueError: as `encode_document`; ValueError also if it is larger than the format allows.
    """
    names = [name for name, struct in SYSTEM_RECORDS.items() if type(record) is struct]
    if not names:
        raise TypeError(f"{type(record).__name__} is no system record")
    (name,) = names
    payload = encode_document(record, of=type(record))
    if len(payload) > size_limit(name):
        raise ValueError(f"{name} has {len(payload)} bytes; at most {size_limit(name)} are allowed")
    return payload
