"""What the log of an intake needs: its channel table and provenance, room for its records, and how much in all.

It must not know any format, nor how records are written. Rules: sealed-log.md sections 6 and 7.
"""

import time
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from app import __version__
from app.convert.sources import Sources
from app.convert.streams import StreamRecording
from app.kinds.genesis import Software
from app.kinds.intake import Intake
from app.kinds.quantity import decimal
from app.record.areas import SECTOR
from app.record.keys import DeviceKey
from app.record.plan import POLICY, SEGMENT_RECORDS, Capacity, Plan

CONVERTER = "incident-replay convert"
_SEGMENT_NS = (POLICY.segment_ms or 0) * 1_000_000
_SPARE_RECORDS = 4096
_SEAL_BYTES = 256
_CHECKPOINTS = 2 * (POLICY.segment_ms or 0) // (POLICY.interval_ms or 1)
_FIXED_BYTES = 8 << 20
"""What is said of the sources and of how the intake went, and what the file system needs."""
_INTERVAL_NS = (POLICY.interval_ms or 1) * 1_000_000
# a checkpoint comes before the interval is full, with room for CLOCK and EPOCH
_INTERVAL_RECORDS = POLICY.max_interval - 4
# an EPOCH at its largest: members of fixed number, a count and a dropped counter a channel
_EPOCH_BYTES = 1024
_EPOCH_BYTES_PER_CHANNEL = 64
# user block, salt, begun sectors of the areas, and what GENESIS says of the sources
_SEGMENT_BYTES = 256 << 10
# its object in HDF5, and the begun sector of its area
_SEGMENT_BYTES_PER_CHANNEL = 8 << 10


def payload_bytes(recording: StreamRecording) -> int:
    """Bytes of payload, at most; about as many, where not all of the source was looked at yet."""
    return _expected(recording)[0]


def estimated_bytes(recording: StreamRecording) -> int:
    """Bytes that the log takes while it is made, at most; about as many, where not all of the source was looked at yet.

    Payloads as above, what the seal adds to each record, and what each checkpoint and each segment adds. Packing, which
    gives most of it back, begins when all is written, and is left out where there is no room for it.
    """
    payload, records = _expected(recording)
    first, behind = recording.span if recording.rest is not None else recording.filled
    # none is without a record, however far apart these are
    segments = 1 + min(records, 1 + (behind - first) // _SEGMENT_NS + records // SEGMENT_RECORDS)
    checkpoints = 2 * segments + min(records, (behind - first) // _INTERVAL_NS + 1) + records // _INTERVAL_RECORDS
    channels = recording.channels
    known = recording.rest is None
    of_each = [recording.records(one.id) if known else records for one in channels if one.row_bytes == 1]
    slack = min(records, sum(min(one, checkpoints) for one in of_each)) * SECTOR
    epoch = _EPOCH_BYTES + _EPOCH_BYTES_PER_CHANNEL * (len(channels) + 1) + SECTOR
    said = len(msgspec.json.encode((channels, recording.setting, recording.clocks, recording.assumptions)))
    # what GENESIS says of a channel stands in the attributes of its dataset once more
    each = 2 * said + _SEGMENT_BYTES + len(channels) * _SEGMENT_BYTES_PER_CHANNEL
    seal = (records + checkpoints) * _SEAL_BYTES + checkpoints * (SECTOR + epoch)
    return payload + slack + seal + segments * each + _FIXED_BYTES


def _expected(recording: StreamRecording) -> tuple[int, int]:
    """Bytes of payload, and records."""
    if recording.rest is not None:
        return recording.rest.expected
    whole_ns = recording.filled[1] - recording.filled[0] + 1
    payload = sum(recording.most_bytes(channel.id, whole_ns) for channel in recording.channels)
    return payload, sum(recording.records(channel.id) for channel in recording.channels)


def needs_several_segments(recording: StreamRecording) -> bool:
    """Whether it is known beforehand that one segment will not do."""
    if recording.rest is not None:
        return True
    first, behind = recording.filled
    return behind - first > _SEGMENT_NS or _expected(recording)[1] > SEGMENT_RECORDS


def plan_of(recording: StreamRecording, sources: Sources, device: DeviceKey) -> Plan:
    """The plan of the next segments, which a recording or a part of it fills."""
    total = sum(recording.records(channel.id) for channel in recording.channels)
    records = min(SEGMENT_RECORDS, int(total * 1.1) + _SPARE_RECORDS)
    setting = recording.setting
    return Plan(
        provenance="intake",
        channels=recording.channels,
        policy=replace(POLICY, segment_records=records),
        capacity=Capacity(channels=dict(_room(recording))),
        clocks=recording.clocks,
        vehicle=setting.vehicle,
        frames=setting.frames,
        calibration=setting.calibration,
        models=setting.models,
        software=(Software(name=CONVERTER, version=__version__),),
        intake=Intake(
            laboratory=device.name.removeprefix("intake/"),
            converter=CONVERTER,
            converter_version=__version__,
            source_format=recording.source_format,
            sources=sources.known(),
            assumptions=recording.assumptions,
            taken_utc_ns=decimal(time.time_ns()),
        ),
    )


def _room(recording: StreamRecording) -> Iterator[tuple[int, int]]:
    """Bytes of each channel in one segment: the most that it has in such a time."""
    for channel in recording.channels:
        # bytes without rows begin a sector of their own behind each checkpoint
        slack = min(recording.records(channel.id), _CHECKPOINTS) * SECTOR if channel.row_bytes == 1 else 0
        # a segment ends as soon as an area could not take the largest record of its channel, whichever comes next
        most = recording.most_bytes(channel.id, _SEGMENT_NS) + channel.max_bytes
        yield channel.id, most + slack
