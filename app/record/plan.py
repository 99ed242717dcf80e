"""The plan of a drive: what stands in every GENESIS of it, how often it is signed, how large its segments may grow.

It must not know keys, files or the present.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from app.kinds.calibration import SensorCalibration
from app.kinds.channel_spec import ChannelSpec
from app.kinds.clock_spec import ClockSpec
from app.kinds.genesis import Configuration, Policy, Provenance, Software
from app.kinds.intake import Intake
from app.kinds.reference import ModelRef
from app.kinds.vehicle import FrameSpec, Vehicle
from app.log.container import ChannelArea, Layout

SEGMENT_RECORDS = 131_072
SEGMENT_MS = 60_000
POLICY = Policy(
    max_interval=2048,
    device_every=1,
    interval_ms=1000,
    burst_interval_ms=100,
    burst_ms=10_000,
    segment_ms=SEGMENT_MS,
    segment_records=SEGMENT_RECORDS,
)
"""Section 7.5, steps 5, 6 and 9; the device key is held in software."""
_NS_PER_MS = 1_000_000
# a usual EPOCH: members of fixed number, then a count and perhaps a dropped counter a channel
_EPOCH_BYTES = 512
_EPOCH_BYTES_PER_CHANNEL = 40
_OTHER_SYSTEM_BYTES = 4 << 20
_SPARE_SLOTS = 256
# without a rate nothing is known about a channel: so many of its largest record
_UNRATED_RECORDS = 64
_RATE_RESERVE = 1.1
_PAGE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Room in one segment; None: enough for a whole segment at nominal rates. `channels`: bytes by channel id."""

    checkpoints: int | None = None
    system_bytes: int | None = None
    part_rows: int = 0
    channels: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a drive records. `row_dtypes`: for channels of typed rows, the dtype that HDF5 tools shall see;
    without one, the columns that the channel declares.

    Raises:
        ValueError: a limit of the policy is missing or leaves no room for a record.
    """

    provenance: Provenance
    channels: tuple[ChannelSpec, ...]
    policy: Policy = POLICY
    capacity: Capacity = Capacity()
    row_dtypes: Mapping[int, "np.dtype[Any]"] = field(default_factory=lambda: MappingProxyType({}))
    clocks: tuple[ClockSpec, ...] = ()
    vehicle: Vehicle | None = None
    frames: tuple[FrameSpec, ...] = ()
    calibration: tuple[SensorCalibration, ...] = ()
    software: tuple[Software, ...] = ()
    configuration: tuple[Configuration, ...] = ()
    models: tuple[ModelRef, ...] = ()
    intake: Intake | None = None

    def __post_init__(self) -> None:
        policy = self.policy
        if None in (policy.interval_ms, policy.burst_interval_ms, policy.burst_ms, policy.segment_ms):
            raise ValueError("the policy of a recorder states every interval")
        if policy.max_interval < 3:
            raise ValueError("max_interval must be 3 at least: a record, a CLOCK and the EPOCH after them")
        if not (policy.interval_ms and policy.burst_interval_ms and policy.segment_ms):
            raise ValueError("the intervals of a policy are longer than nothing")
        if (policy.segment_records or 0) < 8:
            raise ValueError("segment_records must be 8 at least")

    @property
    def interval_ns(self) -> int:
        """Time between two checkpoints while records arrive, at most."""
        return (self.policy.interval_ms or 0) * _NS_PER_MS

    @property
    def burst_interval_ns(self) -> int:
        """The same after an EVENT of severity warning or above."""
        return (self.policy.burst_interval_ms or 0) * _NS_PER_MS

    @property
    def burst_ns(self) -> int:
        """How long after such an EVENT."""
        return (self.policy.burst_ms or 0) * _NS_PER_MS

    @property
    def segment_ns(self) -> int:
        """A segment is closed after this time."""
        return (self.policy.segment_ms or 0) * _NS_PER_MS

    def layout(self) -> Layout:
        """The areas of one segment."""
        seconds = self.segment_ns / 1e9
        regular = int(self.segment_ns // self.interval_ns) + 2
        burst = int(self.burst_ns // self.burst_interval_ns)
        checkpoints = self.capacity.checkpoints or regular + 2 * burst + _SPARE_SLOTS
        epoch = -(-(_EPOCH_BYTES + _EPOCH_BYTES_PER_CHANNEL * (len(self.channels) + 1)) // _PAGE) * _PAGE
        return Layout(
            leaves=self.policy.segment_records or SEGMENT_RECORDS,
            checkpoints=checkpoints,
            system=self.capacity.system_bytes or _OTHER_SYSTEM_BYTES + checkpoints * epoch,
            parts=self.capacity.part_rows or None,
            channels=tuple(self._area(channel, seconds) for channel in self.channels),
        )

    def _area(self, channel: ChannelSpec, seconds: float) -> ChannelArea:
        size = self.capacity.channels.get(channel.id)
        if size is None:
            records = seconds * channel.rate_hz * _RATE_RESERVE + 2 if channel.rate_hz else _UNRATED_RECORDS
            size = int(records) * channel.max_bytes
        row = self.row_dtypes.get(channel.id, _declared_row(channel))
        unit = max(channel.row_bytes, row.itemsize)
        if unit % channel.row_bytes or unit % row.itemsize:
            raise ValueError(f"channel {channel.id}: rows of {channel.row_bytes} bytes, but a dtype of {row.itemsize}")
        if size < channel.max_bytes:
            raise ValueError(f"channel {channel.id}: an area of {size} bytes cannot take its largest record")
        size = -(-size // _PAGE) * _PAGE
        return ChannelArea(
            id=channel.id,
            area=channel.area,
            size=-(-size // unit) * unit,
            row=row,
            attributes=_attributes(channel),
        )


def _declared_row(channel: ChannelSpec) -> "np.dtype[Any]":
    """The rows that the channel table declares, if they fill `row_bytes`."""
    if channel.fields:
        row = np.dtype([(column.name, column.type) for column in channel.fields])
        if row.itemsize == channel.row_bytes:
            return row
    return np.dtype("u1")


def _attributes(channel: ChannelSpec) -> dict[str, str]:
    """For people who open the file with an HDF5 tool; never evidence (section 12)."""
    units = ", ".join(f"{column.name}: {column.unit}" for column in channel.fields)
    named = {
        "name": channel.name,
        "kind": channel.kind,
        "codec": channel.codec,
        "unit": units,
        "frame": channel.frame or "",
        "note": "Attributes are not evidence.",
    }
    return {name: text for name, text in named.items() if text}
