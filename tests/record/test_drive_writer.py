"""What a drive does when time, room, clocks or the medium demand it: rotation, FAULT, CLOCK, GAP, counters.

It must not know threads: those are in test_recorder.py.
"""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.kinds.event import Event
from app.log.leaf import RecordType
from app.log.segment import Segment
from app.log.source import Source
from app.record.clock import ManualClock, UtcEstimate
from app.record.container_source import DiskContainers, DiskOptions
from app.record.drive_writer import DriveWriter
from app.record.entry import EntryDesk, EntryError, system_entry
from app.record.failure import NoSegmentError
from app.record.leaf_buffer import LeafBuffer
from app.record.losses import Losses
from app.record.place import Drive, Link
from app.record.plan import Capacity, Plan
from app.record.recorder import Recorder
from app.record.storage import DiskStorage
from app.record.succession import Means
from tests.record.worlds import (
    CAMERA,
    CHANNELS,
    IN_CALL,
    SMALL,
    STATE,
    TEXT,
    assert_drive_sealed,
    assert_sealed,
    counted_entropy,
    device,
    options,
    payload,
    plan,
    segments,
    verdict,
)

DESK = EntryDesk(CHANNELS)
SECOND = 10**9


class World:
    """A drive on a real folder, with a clock that is set by hand."""

    def __init__(self, folder: Path, of: Plan) -> None:
        self.folder = folder
        self.clock = ManualClock(utc_offset_ns=10**18)
        self.proven: list[Link] = []
        entropy = counted_entropy()
        containers = DiskContainers(
            [folder],
            of.layout(),
            make_segment_id=lambda: entropy.random(16),
            options=DiskOptions(ahead=False, durable=False),
        )
        means = Means(
            device=device(), containers=containers, clock=self.clock, entropy=entropy, proven=self.proven.append
        )
        self.drive = DriveWriter(of, Drive(drive_id=b"d" * 16, boot="boot"), means)

    def put(self, t_ns: int, *, channel: int = CAMERA, size: int = 100) -> None:
        self.drive.append(DESK.data_entry(channel, payload(t_ns, size), t_capture_ns=t_ns), t_arrival_ns=t_ns)


def records(path: Path, kind: RecordType) -> list[dict[str, Any]]:
    with Segment(Source(path)) as segment:
        rows = [index for index in range(len(segment)) if int(segment.leaves[index]["type"]) == kind]
        return [json.loads(segment.read(index).payload) for index in rows]


def kinds_of(path: Path) -> list[RecordType]:
    with Segment(Source(path)) as segment:
        return [RecordType(int(row)) for row in segment.leaves["type"]]


def test_segments_close_after_their_time(tmp_path: Path) -> None:
    world = World(tmp_path, plan(segment_ms=5000))
    for number in range(24):
        world.put(number * SECOND // 2)
    world.drive.close("stopped")
    assert len(segments(tmp_path)) == 3
    assert [records(path, RecordType.END)[0]["reason"] for path in segments(tmp_path)] == [
        "rotation",
        "rotation",
        "stopped",
    ]
    assert_drive_sealed(tmp_path)


def test_segments_close_at_their_number_of_records(tmp_path: Path) -> None:
    world = World(tmp_path, plan(segment_records=64))
    for number in range(200):
        world.put(number * 1000, channel=STATE, size=32)
    world.drive.close("stopped")
    sizes = [assert_sealed(path)["records"] for path in segments(tmp_path)]
    assert sum(sizes) >= 200
    assert 60 <= max(sizes) <= 64
    assert_drive_sealed(tmp_path)


@pytest.mark.parametrize(
    "tight",
    [
        {"channels": {CAMERA: 1 << 20, STATE: 8192, TEXT: 1 << 17}},
        {"checkpoints": 8},
        {"system_bytes": 140_000},
        {"part_rows": 8},
    ],
)
def test_segments_close_before_an_area_overflows(tmp_path: Path, tight: dict[str, Any]) -> None:
    given: dict[str, Any] = {
        "checkpoints": 600,
        "system_bytes": 2 << 20,
        "part_rows": 8,
        "channels": SMALL.channels,
    } | tight
    world = World(tmp_path, plan(capacity=Capacity(**given)))
    for number in range(60):
        t_ns = number * SECOND // 2
        parts = (40_000, 10_000) if number % 3 == 0 else None
        world.drive.append(DESK.data_entry(CAMERA, bytes(50_000), t_capture_ns=None, parts=parts), t_arrival_ns=t_ns)
        if number % 10 == 0:
            event = Event(event="e" * 32, kind="mark", severity="critical", text="x" * 20_000)
            world.drive.append(system_entry(event), t_arrival_ns=t_ns, severity="critical")
    world.drive.close("stopped")
    assert len(segments(tmp_path)) > 1
    assert_drive_sealed(tmp_path)


def test_a_record_that_no_segment_could_take_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path, plan(capacity=Capacity(checkpoints=64, system_bytes=1 << 20, channels=SMALL.channels)))
    with pytest.raises(EntryError, match="do not fit an empty segment"):
        world.drive.append(DESK.data_entry(CAMERA, b"abcd", t_capture_ns=None, parts=(2, 2)), t_arrival_ns=0)
    world.drive.close("stopped")
    assert_drive_sealed(tmp_path)


def test_a_capacity_that_is_too_small_is_found_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too small"):
        World(tmp_path, plan(capacity=Capacity(checkpoints=64, system_bytes=20_000, channels=SMALL.channels)))


def test_checkpoints_come_every_second_and_in_bursts_after_a_warning(tmp_path: Path) -> None:
    world = World(tmp_path, plan())
    for number in range(400):  # 20 s at 20 Hz
        world.put(number * SECOND // 20)
        if number == 100:
            event = Event(event="e" * 32, kind="hard_braking", severity="warning")
            world.drive.append(system_entry(event), t_arrival_ns=5 * SECOND, severity="warning")
    world.drive.close("stopped")
    (path,) = segments(tmp_path)
    with Segment(Source(path)) as segment:
        signed = [int(row["t_arrival"]) for row in segment.leaves if int(row["type"]) == RecordType.EPOCH]
    steps = [b - a for a, b in pairwise(signed)]
    assert max(steps) <= SECOND
    burst = [b - a for a, b in pairwise(signed) if a >= 5 * SECOND and b <= 15 * SECOND]
    assert max(burst) <= SECOND // 10
    assert 5 * SECOND in signed
    assert len([t for t in signed if t > 16 * SECOND]) <= 5
    assert_sealed(path)


def test_a_step_of_the_clock_is_a_record_and_changes_no_proof(tmp_path: Path) -> None:
    world = World(tmp_path, plan())
    for number in range(60):
        if number == 20:
            world.clock.estimate = UtcEstimate(10**18 + 3600 * SECOND, 500)
        if number == 40:
            world.clock.estimate = UtcEstimate(10**18 - 3600 * SECOND)
        if number == 50:
            world.clock.estimate = UtcEstimate(10**18 - 3600 * SECOND + 1_000_000)  # drift, no step
        world.put(number * SECOND // 4)
    world.clock.estimate = UtcEstimate()
    world.drive.tick(30 * SECOND)
    world.drive.close("stopped")
    (path,) = segments(tmp_path)
    clocks = records(path, RecordType.CLOCK)
    assert [(clock["reason"], clock.get("step_ns")) for clock in clocks] == [
        ("stepped", str(3600 * SECOND)),
        ("stepped", str(-7200 * SECOND)),
        ("lost", None),
    ]
    assert records(path, RecordType.EPOCH)[-1]["utc_offset_ns"] is None
    assert_sealed(path)
    with Segment(Source(path)) as segment:
        utc = segment.leaves["t_utc"].astype(int) - segment.leaves["t_arrival"].astype(int)
    assert {10**18, 10**18 + 3600 * SECOND, 10**18 - 3600 * SECOND} <= {int(offset) for offset in utc}


def test_a_step_is_said_however_fast_records_come(tmp_path: Path) -> None:
    """F-08 at a rate at which every checkpoint is forced by the number of records, and at the joint of two segments."""
    world = World(tmp_path, plan(max_interval=8, segment_records=80))
    for number in range(30):
        world.put(number)
    world.clock.estimate = UtcEstimate(10**18 + 3600 * SECOND)
    for number in range(30, 40):
        world.put(number)
    (said,) = records(segments(tmp_path)[0], RecordType.CLOCK)
    assert said["step_ns"] == str(3600 * SECOND)
    number = 40
    while len(segments(tmp_path)) < 2:
        # the last checkpoint of the segment is END: the step before it is said by the next segment
        before = UtcEstimate(10**18 + 3600 * SECOND + number * 10**12)
        world.clock.estimate = before
        world.put(number)
        number += 1
    world.drive.close("stopped")
    steps = [len(records(path, RecordType.CLOCK)) for path in segments(tmp_path)]
    assert steps[1] >= 1
    told = [int(clock["step_ns"]) for path in segments(tmp_path) for clock in records(path, RecordType.CLOCK)]
    # no step is lost: what is said adds up to all that UTC did
    offset = world.clock.estimate.offset_ns
    assert offset is not None
    assert sum(told) == offset - 10**18
    assert_drive_sealed(tmp_path)


def test_records_that_no_segment_can_take_end_none(tmp_path: Path) -> None:
    world = World(tmp_path, plan(capacity=Capacity(checkpoints=99, system_bytes=1 << 20, channels=SMALL.channels)))
    for t_ns in range(5):
        with pytest.raises(EntryError, match="do not fit an empty segment"):
            world.drive.append(
                DESK.data_entry(CAMERA, payload(t_ns), t_capture_ns=None, parts=(32, 32)), t_arrival_ns=t_ns
            )
        world.put(t_ns)
    world.drive.close("stopped")
    assert len(segments(tmp_path)) == 1


def test_records_before_a_failed_one_are_the_tail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F-04: a payload that cannot be written must not take those before it along: often they hold the impact."""
    world = World(tmp_path, plan())
    for t_ns in range(20):
        world.put(t_ns)
    real = DiskStorage.write

    def failing(self: DiskStorage, offset: int, data: bytes) -> None:
        if b"the one that fails" in bytes(data):
            raise OSError(5, "Input/output error")
        real(self, offset, data)

    monkeypatch.setattr(DiskStorage, "write", failing)
    world.drive.append(DESK.data_entry(TEXT, b"short", t_capture_ns=None), t_arrival_ns=20)
    with pytest.raises(NoSegmentError):
        world.drive.append(DESK.data_entry(TEXT, b"the one that fails", t_capture_ns=None), t_arrival_ns=21)
    monkeypatch.undo()
    world.drive.close("stopped")
    found = verdict(segments(tmp_path)[0])
    assert found["status"] == "OPEN_PREFIX"
    assert (found["proven_records"], found["tail"]) == (2, 21)
    with Segment(Source(segments(tmp_path)[0])) as segment:
        assert [segment.read(index).payload for index in (2, 21, 22)] == [payload(0, 100), payload(19, 100), b"short"]


def test_a_gap_has_the_exact_count_and_the_counter_goes_on(tmp_path: Path) -> None:
    world = World(tmp_path, plan())
    world.put(0)
    losses = Losses()
    for number in range(7):
        losses.add(CAMERA, size=10, t_ns=number)
    losses.add(STATE, size=16, t_ns=3)
    world.drive.gap(losses)
    world.put(SECOND)
    world.put(2 * SECOND)
    world.drive.close("stopped")
    (path,) = segments(tmp_path)
    (gap,) = records(path, RecordType.GAP)
    assert gap["lost"][0] == {"channel": CAMERA, "records": "7", "bytes": "70", "first_ns": "0", "last_ns": "6"}
    assert gap["lost"][1]["records"] == "1"
    assert gap["reason"] == "queue_full"
    assert records(path, RecordType.END)[0]["dropped"] == {"1": "7", "2": "1"}
    assert_sealed(path)


@pytest.mark.parametrize("failing", ["sync", "write"])
def test_a_failing_medium_ends_the_segment_and_the_next_begins_with_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """F-04: a failed fdatasync is never retried; what it should have covered stays without a signature."""
    world = World(tmp_path, plan())
    for number in range(10):
        world.put(number * SECOND // 2)
    acknowledged = world.proven[-1]
    with monkeypatch.context() as broken:

        def fail(self: DiskStorage, *_: object) -> None:
            broken.undo()
            raise OSError(5, "Input/output error")

        broken.setattr(DiskStorage, failing, fail)
        for number in range(10, 14):
            world.put(number * SECOND // 2)
    for number in range(14, 20):
        world.put(number * SECOND // 2)
    world.drive.close("stopped")
    first, second = segments(tmp_path)
    assert verdict(first)["status"] == "OPEN_PREFIX"
    assert verdict(first)["proven_records"] == acknowledged.size
    assert_sealed(second)
    assert kinds_of(second)[:3] == [RecordType.GENESIS, RecordType.EPOCH, RecordType.FAULT]
    (fault,) = records(second, RecordType.FAULT)
    assert fault["errno"] == 5
    assert fault["code"] == f"{failing}_failed"
    genesis = records(second, RecordType.GENESIS)[0]
    assert genesis["previous"]["size"] == str(acknowledged.size)
    assert fault["segment"] == genesis["previous"]["segment"]


def test_an_altered_bit_in_memory_is_never_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F-05: the self-audit compares the buffer with the running tree before every signature."""
    world = World(tmp_path, plan())
    world.put(0)
    world.drive.tick(SECOND)
    proven = world.proven[-1].size
    world.put(SECOND)
    segment = world.drive._segment
    assert segment is not None
    buffer: LeafBuffer = segment._leaves
    buffer._waiting[130] ^= 4
    world.drive.tick(3 * SECOND)
    world.put(4 * SECOND)
    world.drive.close("stopped")
    first, second = segments(tmp_path)
    assert verdict(first)["proven_records"] == proven
    assert verdict(first)["status"] == "OPEN_PREFIX"
    (fault,) = records(second, RecordType.FAULT)
    assert (fault["component"], fault["code"]) == ("memory", "audit_failed")
    assert_sealed(second)


def test_equal_calls_make_equal_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        clock = ManualClock(5, utc_offset_ns=77)
        used = options(
            synchronous=True, entropy=counted_entropy(), disk=DiskOptions(ahead=False, durable=False), boot="boot"
        )
        with Recorder.open(tmp_path / name, plan(), device=device(), clock=clock, options=used) as recorder:
            for number in range(50):
                recorder.append(CAMERA, payload(number), t_capture_ns=number, t_arrival_ns=5 + number * SECOND // 3)
            recorder.annex("text", name="a", purpose="provenance")
    assert (tmp_path / "one" / "0000.h5").read_bytes() == (tmp_path / "two" / "0000.h5").read_bytes()
    assert_sealed(tmp_path / "one" / "0000.h5")


def test_a_slow_token_signs_only_where_it_must(tmp_path: Path) -> None:
    world = World(tmp_path, plan(device_every=5, segment_ms=8000))
    for number in range(40):
        world.put(number * SECOND // 2)
    world.drive.close("stopped")
    with Segment(Source(segments(tmp_path)[0])) as segment:
        slots = [slot for run in segment.slots() for slot in run.raw.split(b"\0") if slot]
    by_device = [b"\xe2\x80\x94 demonstration " in slot for slot in slots]
    assert by_device == [number % 5 == 0 or number == len(slots) - 1 for number in range(len(slots))]
    assert_drive_sealed(tmp_path)


def test_synchronous_times_may_not_go_backwards(tmp_path: Path) -> None:
    used = options(synchronous=True, entropy=counted_entropy(), disk=IN_CALL)
    with Recorder.open(tmp_path / "d", plan(), device=device(), clock=ManualClock(), options=used) as recorder:
        recorder.append(CAMERA, b"a", t_capture_ns=None, t_arrival_ns=10)
        with pytest.raises(ValueError, match="below 10"):
            recorder.append(CAMERA, b"b", t_capture_ns=None, t_arrival_ns=9)
        recorder.append(CAMERA, b"c", t_capture_ns=None, t_arrival_ns=10)
    assert assert_sealed(tmp_path / "d" / "0000.h5")["records"] == 5
