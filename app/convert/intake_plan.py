"""What the log of an intake needs: its channel table and provenance, room for its records, and how much in all.

It must not know any format, nor how records are written. Rules: sealed-log.md sections 6 and 7.
"""

import time
from collections.abc import Iterator

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


def payload_bytes(recording: StreamRecording) -> int:
    """Bytes of payload, at most; about as many, where not all of the source was looked at yet."""
    return _expected(recording)[0]


def estimated_bytes(recording: StreamRecording) -> int:
    """Bytes that the log will need: payloads as above, and what the seal adds to each record."""
    payload, records = _expected(recording)
    return payload + records * _SEAL_BYTES + _FIXED_BYTES


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
