"""The recorder with its thread: order, losses, events, disk full, entropy, one recorder a folder.

It must not know the steps of a segment. Attacks: F-03, F-06, F-07, F-10, F-13.
"""

import resource
import shutil
import signal
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest

from app.kinds.event import Event
from app.kinds.system import Epoch, Fault, Gap, Lost
from app.log.leaf import RecordType
from app.log.segment import Segment
from app.log.source import Source
from app.record import machine
from app.record.clock import BootClock
from app.record.entry import EntryError, Trace
from app.record.failure import NoSegmentError
from app.record.keys import EntropyError
from app.record.plan import Capacity, Plan
from app.record.record_queue import QueueClosedError
from app.record.recorder import Options, Recorder
from app.record.storage import DiskFullError, DiskStorage
from tests.record.test_drive_writer import kinds_of, records
from tests.record.worlds import (
    CAMERA,
    CHANNELS,
    SMALL,
    STATE,
    TEXT,
    assert_drive_sealed,
    assert_sealed,
    device,
    payload,
    plan,
    segments,
)


def opened(folder: Path, **changes: object) -> Recorder:
    return Recorder.open(folder / "drive", plan(), device=device(), options=Options(**changes))  # type: ignore[arg-type]


def wait_until(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_records_of_many_threads_are_all_there_in_order(tmp_path: Path) -> None:
    threads, each = 8, 300
    with opened(tmp_path) as recorder:

        def record(number: int) -> None:
            for count in range(each):
                assert recorder.append(TEXT, b"%d %d" % (number, count), t_capture_ns=None)

        running = [threading.Thread(target=record, args=(number,)) for number in range(threads)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    (path,) = segments(tmp_path / "drive")
    assert_sealed(path)
    with Segment(Source(path)) as segment:
        texts = [
            segment.read(i).payload.split() for i in range(len(segment)) if int(segment.leaves[i]["channel"]) == TEXT
        ]
        arrivals = segment.leaves["t_arrival"].astype(int)
    assert len(texts) == threads * each
    for number in range(threads):
        assert [int(count) for who, count in texts if int(who) == number] == list(range(each))
    assert (arrivals[1:] >= arrivals[:-1]).all()
    assert recorder.lost == 0


def test_a_full_queue_loses_records_without_waiting_and_counts_them_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-07, F-13: while the medium stalls nobody waits, and GAP says exactly what was lost."""
    stalled = threading.Event()
    go_on = threading.Event()
    sync = DiskStorage.sync

    def stall(self: DiskStorage) -> None:
        stalled.set()
        assert go_on.wait(30)
        sync(self)

    with opened(tmp_path, queue_records=100, queue_bytes=1 << 20) as recorder:
        monkeypatch.setattr(DiskStorage, "sync", stall)
        recorder.append(CAMERA, b"first", t_capture_ns=None)
        wait_until(stalled.is_set)
        slowest = 0.0
        taken = {CAMERA: 0, STATE: 0}
        for number in range(500):
            begin = time.perf_counter()
            channel = CAMERA if number % 5 else STATE
            taken[channel] += recorder.append(channel, bytes(160), t_capture_ns=None)
            slowest = max(slowest, time.perf_counter() - begin)
        assert slowest < 0.5
        go_on.set()
        wait_until(lambda: recorder.append(CAMERA, b"last", t_capture_ns=None))
    (path,) = segments(tmp_path / "drive")
    assert_sealed(path)
    lost = {CAMERA: 0, STATE: 0}
    for gap in records(path, RecordType.GAP):
        assert gap["reason"] == "queue_full"
        for entry in gap["lost"]:
            lost[entry["channel"]] += int(entry["records"])
    assert lost[STATE] == 100 - taken[STATE]
    assert sum(lost.values()) == recorder.lost
    assert recorder.lost >= 500 - sum(taken.values()) > 300
    assert records(path, RecordType.END)[0]["dropped"] == {str(channel): str(count) for channel, count in lost.items()}


def test_events_find_room_in_a_full_queue_and_are_signed_at_once(tmp_path: Path) -> None:
    proven: list[int] = []
    with opened(tmp_path, queue_records=4, proven=lambda link: proven.append(link.size)) as recorder:
        for number in range(60):
            recorder.append(CAMERA, payload(number), t_capture_ns=None)
            assert recorder.event(
                Event(event="e" * 32, kind="collision", severity="critical"), trace=Trace(bytes(15) + b"t")
            )
        wait_until(lambda: len(proven) > 60)
    (path,) = segments(tmp_path / "drive")
    assert_sealed(path)
    kinds = kinds_of(path)
    assert kinds.count(RecordType.EVENT) == 60
    behind = [kinds[number + 1] for number, kind in enumerate(kinds) if kind == RecordType.EVENT]
    assert set(behind) == {RecordType.EPOCH}


def test_a_storm_of_events_does_not_fill_the_log_with_checkpoints(tmp_path: Path) -> None:
    event = Event(event="e" * 32, kind="sensor_dropout", severity="warning")
    with opened(tmp_path) as recorder:
        assert all(recorder.event(event) for _ in range(1000))
    (path,) = segments(tmp_path / "drive")
    assert_sealed(path)
    kinds = kinds_of(path)
    assert kinds.count(RecordType.EVENT) == 1000
    assert kinds.count(RecordType.EPOCH) < 500
    assert set(kinds[kinds.index(RecordType.EVENT) :]) == {RecordType.EVENT, RecordType.EPOCH, RecordType.END}


def test_what_the_format_forbids_is_refused_at_once(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder:
        for channel, data, match in (
            (99, b"a", "not in the channel table"),
            (CAMERA, bytes(400_001), "largest record"),
            (STATE, bytes(17), "multiple of its rows"),
        ):
            with pytest.raises(EntryError, match=match):
                recorder.append(channel, data, t_capture_ns=None)
        with pytest.raises(EntryError, match="do not add up"):
            recorder.append(CAMERA, b"abc", t_capture_ns=None, parts=(1, 1))
        with pytest.raises(EntryError, match="does not fit 64 bits"):
            recorder.append(CAMERA, b"abc", t_capture_ns=2**63)
        with pytest.raises(ValueError, match="lies in the future"):
            recorder.append(CAMERA, b"abc", t_capture_ns=None, t_arrival_ns=machine.boot_ns() + 10**9)
        recorder.note(Fault(component="camera", code="blind"))
    with pytest.raises(QueueClosedError):
        recorder.append(CAMERA, b"late", t_capture_ns=None)
    recorder.close()
    assert_drive_sealed(tmp_path / "drive")


def test_a_record_that_no_segment_can_take_is_counted(tmp_path: Path) -> None:
    without_parts = plan(capacity=Capacity(channels=SMALL.channels))
    with Recorder.open(tmp_path / "drive", without_parts, device=device()) as recorder:
        recorder.append(CAMERA, b"abcd", t_capture_ns=None, parts=(2, 2))
        recorder.append(CAMERA, b"abcd", t_capture_ns=None)
    assert recorder.lost == 1
    assert_drive_sealed(tmp_path / "drive")
    gaps = [gap for path in segments(tmp_path / "drive") for gap in records(path, RecordType.GAP)]
    assert [(gap["reason"], gap["lost"][0]["records"]) for gap in gaps] == [("too_large", "1")]


def test_what_a_source_lost_is_counted_as_lost(tmp_path: Path) -> None:
    """A camera that says what it dropped: EPOCH and END add it up, but for numbers that it does not know."""
    with opened(tmp_path) as recorder:
        for lost in ((CAMERA, "3"), (CAMERA, "4"), (STATE, None)):
            recorder.note(Gap(lost=(Lost(channel=lost[0], records=lost[1]),), reason="sensor_dropout"))
        assert recorder.lost == 0
    (path,) = segments(tmp_path / "drive")
    assert_sealed(path)
    assert records(path, RecordType.END)[0]["dropped"] == {str(CAMERA): "7"}


def test_what_a_source_says_of_its_losses_may_be_anything(tmp_path: Path) -> None:
    """-1 as an unsigned number, twice, and a channel that nobody declared."""
    with opened(tmp_path) as recorder:
        for _ in range(2):
            recorder.note(Gap(lost=(Lost(channel=CAMERA, records=str(2**64 - 1)),), reason="sensor_dropout"))
        with pytest.raises(EntryError, match="not in the channel table"):
            recorder.note(Gap(lost=(Lost(channel=99, records="1"),), reason="sensor_dropout"))
    (path,) = segments(tmp_path / "drive")
    assert_sealed(path)
    assert records(path, RecordType.END)[0]["dropped"] == {str(CAMERA): str(2**64 - 1)}


def test_a_genesis_that_is_too_large_is_refused(tmp_path: Path) -> None:
    wordy = msgspec.structs.replace(CHANNELS[0], description="x" * (1 << 20))
    huge = Plan(provenance="simulated", channels=(wordy,), capacity=SMALL)
    with pytest.raises(ValueError, match="at most 1048576"):
        Recorder.open(tmp_path / "drive", huge, device=device())
    assert list((tmp_path / "drive").iterdir()) == []


def test_numbers_of_numpy_are_numbers(tmp_path: Path) -> None:
    """A driver's stamp is a numpy integer: it is taken as fast as any other, and a float never is."""
    with opened(tmp_path) as recorder:
        assert recorder.append(np.int64(CAMERA), b"abc", t_capture_ns=np.int64(5), parts=np.array([1, 2]))  # type: ignore[arg-type]
        for wrong in (5.0, np.float64(5), "5", 2**63, -(2**63) - 1):
            with pytest.raises(EntryError):
                recorder.append(CAMERA, b"a", t_capture_ns=wrong)  # type: ignore[arg-type]
        with pytest.raises(EntryError):
            recorder.append(CAMERA, b"a", t_capture_ns=None, t_arrival_ns=2**63)
    (path,) = segments(tmp_path / "drive")
    assert_sealed(path)
    with Segment(Source(path)) as segment:
        assert int(segment.leaves[2]["t_capture"]) == 5


def test_what_the_recorder_writes_itself_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder, pytest.raises(EntryError, match="Epoch"):
        recorder.note(Epoch(epoch=9, next_key="A" * 43 + "=", counts={}, utc_offset_ns=None))  # type: ignore[arg-type]


def test_a_trace_is_bytes() -> None:
    for trace_id, span_id in (("a" * 16, bytes(8)), (bytes(16), "b" * 8), (bytes(15), bytes(8))):
        with pytest.raises(EntryError):
            Trace(trace_id, span_id)  # type: ignore[arg-type]


def test_a_buffer_may_change_once_it_was_handed_over(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder:
        buffer = bytearray(b"before")
        recorder.append(CAMERA, buffer, t_capture_ns=None)
        buffer[:] = b"AFTER!"
    (path,) = segments(tmp_path / "drive")
    with Segment(Source(path)) as segment:
        assert segment.read(2).payload == b"before"


def test_a_full_disk_is_found_before_the_first_record(tmp_path: Path) -> None:
    """F-03: the error names the path, the bytes needed and those that are free."""
    huge = plan(capacity=Capacity(channels={CAMERA: 1 << 45, STATE: 8192, TEXT: 1 << 20}))
    with pytest.raises(DiskFullError, match=r"needs \d+ bytes and \d+ are free.*0000\.h5") as caught:
        Recorder.open(tmp_path / "drive", huge, device=device())
    assert caught.value.needed > caught.value.free
    assert list((tmp_path / "drive").iterdir()) == []


def test_a_file_size_limit_is_a_full_disk(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        with pytest.raises(OSError, match=r"needs \d+ bytes"):
            opened(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)
    assert list((tmp_path / "drive").iterdir()) == []


def test_a_disk_that_fills_during_a_drive_leaves_whole_segments_and_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-03: the next segment does not fit; the old one is whole, and recording goes on when there is room again."""
    usage = shutil.disk_usage(tmp_path)
    full = usage._replace(free=1000)
    short = plan(segment_ms=300)
    options = Options(queue_records=50)
    with Recorder.open(tmp_path / "drive", short, device=device(), options=options) as recorder:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
        deadline = time.monotonic() + 20
        while not recorder.lost:
            recorder.append(STATE, bytes(16), t_capture_ns=None)
            time.sleep(0.002)
            assert time.monotonic() < deadline
        assert "needs" in recorder.problem
        whole = segments(tmp_path / "drive")
        for path in whole:
            assert_sealed(path)
        monkeypatch.undo()
        wait_until(lambda: recorder.append(STATE, bytes(16), t_capture_ns=None))
        wait_until(lambda: not recorder.problem)
    after = segments(tmp_path / "drive")
    assert len(after) > len(whole)
    assert_drive_sealed(tmp_path / "drive")
    gaps = [gap for path in after for gap in records(path, RecordType.GAP)]
    assert sum(int(entry["records"]) for gap in gaps for entry in gap["lost"]) == recorder.lost


def test_closing_while_the_disk_is_full_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=1000)
    recorder = Recorder.open(tmp_path / "drive", plan(segment_ms=100), device=device())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    deadline = time.monotonic() + 20
    while not recorder.problem:
        recorder.append(STATE, bytes(16), t_capture_ns=None)
        time.sleep(0.002)
        assert time.monotonic() < deadline
    with pytest.raises(NoSegmentError, match="needs"):
        recorder.close()
    recorder.close()
    assert records(segments(tmp_path / "drive")[-1], RecordType.END)[0]["reason"] == "storage_full"
    assert_drive_sealed(tmp_path / "drive")


def test_nothing_is_recorded_without_entropy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F-10."""
    monkeypatch.setattr(machine, "entropy_is_ready", lambda: False)
    with pytest.raises(EntropyError, match="not ready"):
        opened(tmp_path, entropy_timeout_s=0.1)
    assert segments(tmp_path / "drive") == []

    def none() -> bool:
        raise NotImplementedError("no source")

    monkeypatch.setattr(machine, "entropy_is_ready", none)
    with pytest.raises(EntropyError, match="no random source"):
        opened(tmp_path)


def test_recording_waits_for_entropy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([False, False, True])
    monkeypatch.setattr(machine, "entropy_is_ready", lambda: next(answers))
    opened(tmp_path).close()
    assert_drive_sealed(tmp_path / "drive")


def test_one_recorder_a_folder(tmp_path: Path) -> None:
    with opened(tmp_path):
        with pytest.raises(BlockingIOError, match="another recorder"):
            opened(tmp_path)
        with pytest.raises(BlockingIOError, match="another recorder"):
            Recorder.resume(tmp_path / "drive", plan(), device=device())
    with pytest.raises(FileExistsError, match="resume it"):
        opened(tmp_path)


def test_rotation_prepares_the_next_container_and_leaves_none_behind(tmp_path: Path) -> None:
    with Recorder.open(tmp_path / "drive", plan(segment_ms=200), device=device()) as recorder:
        wait_until(lambda: any((tmp_path / "drive").glob(".0001.h5.partial")))
        deadline = time.monotonic() + 20
        while len(segments(tmp_path / "drive")) < 4:
            recorder.append(STATE, bytes(16), t_capture_ns=None)
            time.sleep(0.002)
            assert time.monotonic() < deadline
    assert [path.suffix for path in (tmp_path / "drive").iterdir()] == [".h5"] * len(segments(tmp_path / "drive"))
    assert_drive_sealed(tmp_path / "drive")


def test_checkpoints_keep_their_promise_in_real_time(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder:
        for _ in range(120):
            recorder.append(STATE, bytes(16), t_capture_ns=None)
            time.sleep(0.02)
    (path,) = segments(tmp_path / "drive")
    with Segment(Source(path)) as segment:
        signed = [
            int(row["t_arrival"]) for row in segment.leaves if int(row["type"]) in (RecordType.EPOCH, RecordType.END)
        ]
    assert len(signed) >= 4
    # a shared machine may keep the thread from running for a while; the rhythm itself is proven in test_drive_writer.py
    assert max(later - earlier for earlier, later in pairwise(signed)) < 1.5e9


def test_the_clock_of_the_machine_does_not_step_by_itself() -> None:
    clock = BootClock()
    first = clock.utc()
    assert first.offset_ns is not None
    for _ in range(200):
        step = clock.utc().step_from(first)
        assert step is not None
        assert abs(step) < 50_000_000
