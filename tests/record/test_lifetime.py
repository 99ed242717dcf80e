"""A recorder that is interrupted while it closes, whose thread dies or writes in vain, and a process forked off one.

It must not know what is recorded.
"""

import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.log.leaf import RecordType
from app.log.segment import Segment
from app.log.source import Source
from app.record import machine
from app.record.clock import ManualClock
from app.record.drive_writer import DriveWriter
from app.record.failure import NoSegmentError
from app.record.own_thread import Latch
from app.record.place import Link
from app.record.recorder import ForkedError, Options, Recorder
from app.record.storage import DiskStorage
from tests.record.test_drive_writer import records
from tests.record.worlds import (
    CAMERA,
    assert_drive_sealed,
    assert_sealed,
    device,
    options,
    payload,
    plan,
    segments,
    verdict,
)

ROOT = Path(__file__).resolve().parents[2]


def wait_until(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def opened(folder: Path, **changes: object) -> Recorder:
    return Recorder.open(folder / "drive", plan(), device=device(), options=Options(**changes))  # type: ignore[arg-type]


@pytest.mark.timeout(60)
def test_a_close_that_is_interrupted_lets_nobody_else_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the medium stalls: the thread writes on, so the folder stays held, and closing again is possible."""
    stalled, waits, go_on = threading.Event(), threading.Event(), threading.Event()
    sync, wait = DiskStorage.sync, Latch.wait

    def stall(self: DiskStorage) -> None:
        stalled.set()
        assert go_on.wait(30)
        sync(self)

    def said(self: Latch, timeout_s: float = -1) -> bool:
        if threading.current_thread() is threading.main_thread():
            waits.set()
        return wait(self, timeout_s)

    recorder = opened(tmp_path)
    recorder.append(CAMERA, payload(1), t_capture_ns=None)
    monkeypatch.setattr(DiskStorage, "sync", stall)
    monkeypatch.setattr(Latch, "wait", said)

    def interrupt() -> None:
        assert stalled.wait(30)
        assert waits.wait(30)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    # who starts the tests in the background may have told them to ignore Ctrl-C
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=interrupt).start()
    try:
        with pytest.raises(KeyboardInterrupt):
            recorder.close()
    finally:
        signal.signal(signal.SIGINT, before)
    with pytest.raises(BlockingIOError, match="another recorder"):
        Recorder.resume(tmp_path / "drive", plan(), device=device())
    go_on.set()
    recorder.close()
    Recorder.resume(tmp_path / "drive", plan(), device=device()).close()
    assert_drive_sealed(tmp_path / "drive")


def test_a_thread_that_dies_is_said_at_once_and_counts_what_it_loses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def broken(link: object) -> None:
        if proven:
            raise ZeroDivisionError
        proven.append(link)

    proven: list[object] = []
    recorder = opened(tmp_path, proven=broken)
    # a checkpoint, told to `broken`, follows within the second
    deadline = time.monotonic() + 20
    offered = 0
    while not recorder.problem and time.monotonic() < deadline:
        recorder.append(CAMERA, b"a", t_capture_ns=None)
        offered += 1
        time.sleep(0.01)
    assert "ZeroDivisionError" in recorder.problem
    lost = recorder.lost
    assert not recorder.append(CAMERA, b"a", t_capture_ns=None)
    assert recorder.lost == lost + 1
    (path,) = segments(tmp_path / "drive")
    with Segment(Source(path)) as segment:
        written = sum(int(row["channel"]) == CAMERA for row in segment.leaves)
    assert written + lost == offered
    with pytest.raises(NoSegmentError, match=r"ended early.*ZeroDivisionError"):
        recorder.close()


def test_a_thread_that_dies_counts_what_no_checkpoint_covers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    recorder = opened(tmp_path)
    monkeypatch.setattr(DriveWriter, "_checkpoint", broken)
    for _ in range(10):
        recorder.append(CAMERA, b"a", t_capture_ns=None)
    wait_until(lambda: bool(recorder.problem))
    with pytest.raises(NoSegmentError, match="ZeroDivisionError"):
        recorder.close()
    assert recorder.lost == 10


def test_what_waits_in_vain_until_the_end_is_a_gap_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise NoSegmentError("no room")

    recorder = opened(tmp_path)
    monkeypatch.setattr(DriveWriter, "append", full)
    for _ in range(7):
        assert recorder.append(CAMERA, b"abc", t_capture_ns=None)
    with pytest.raises(NoSegmentError, match="no room"):
        recorder.close()
    assert recorder.lost == 7
    (path,) = segments(tmp_path / "drive")
    assert_sealed(path)
    (gap,) = records(path, RecordType.GAP)
    assert (gap["reason"], gap["lost"][0]["records"], gap["lost"][0]["bytes"]) == ("storage_lost", "7", "21")


@contextmanager
def forked(work: Callable[[], bool]) -> Iterator[None]:
    """A child that does `work`, which must come back with True, and lives on to the end of the context."""
    reading, writing = os.pipe()
    done, say = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # there are threads: that is what is tested
        child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(20)  # whatever it waits for, its parent does not
        try:
            os.close(writing)
            os.write(say, b"\1" if work() else b"\0")
            os.read(reading, 1)
        finally:
            os._exit(0)
    os.close(reading)
    os.close(say)
    answer = os.read(done, 1)
    try:
        assert answer == b"\1"
        yield
    finally:
        os.close(writing)
        os.waitpid(child, 0)
        os.close(done)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("synchronous", [False, True])
def test_a_process_that_is_forked_off_records_nothing(tmp_path: Path, *, synchronous: bool) -> None:
    used = options(synchronous=True) if synchronous else Options()
    recorder = Recorder.open(tmp_path / "drive", plan(), device=device(), options=used)
    ahead = tmp_path / "drive" / ".0001.h5.partial"
    wait_until(lambda: synchronous or ahead.exists())

    def work() -> bool:
        try:
            recorder.append(CAMERA, payload(1), t_capture_ns=None)
        except ForkedError:
            recorder.close()
            return True
        return False

    with forked(work):
        assert ahead.exists() != synchronous
        recorder.append(CAMERA, payload(2), t_capture_ns=None)
        recorder.close()
        # the child lives on, and holds nothing
        Recorder.resume(tmp_path / "drive", plan(), device=device(), options=used).close()
    assert len(segments(tmp_path / "drive")) == 2
    assert_drive_sealed(tmp_path / "drive")


CHILD = """
import atexit, sys, threading, time
from pathlib import Path
from app.record.recorder import Recorder
from tests.record.worlds import CAMERA, device, payload, plan

recorder = Recorder.open(Path(sys.argv[1]), plan(segment_records=2000), device=device())

def record():
    assert all(recorder.append(CAMERA, payload(number), t_capture_ns=None) for number in range(6000))

def end():
    recorder.close()
    print(recorder.lost)

if sys.argv[2] == "atexit":
    atexit.register(end)
    record()
else:
    def late():
        threading.main_thread().join()
        record()
        end()
    threading.Thread(target=late).start()
"""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("how", ["atexit", "thread"])
def test_the_end_of_the_main_thread_ends_no_recording(tmp_path: Path, how: str) -> None:
    """From then on the process takes no work for its pools, and perhaps no thread; segments rotate all the same."""
    command = [sys.executable, "-c", CHILD, str(tmp_path / "drive"), how]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert (done.stdout, done.stderr) == ("0\n", "")
    assert len(segments(tmp_path / "drive")) > 2
    assert_drive_sealed(tmp_path / "drive")


@pytest.mark.timeout(60)
def test_closing_in_a_thread_of_the_recorder_waits_for_nothing(tmp_path: Path) -> None:
    """A finaliser may run in any thread that makes garbage, and `proven` is called in the writer's."""
    closed: list[str] = []

    def proven(_: Link) -> None:
        if recorders:
            recorders.pop().close()
            closed.append(threading.current_thread().name)

    recorders: list[Recorder] = []
    recorder = opened(tmp_path, proven=proven)
    recorder.append(CAMERA, payload(1), t_capture_ns=None)
    recorders.append(recorder)
    wait_until(lambda: bool(closed))
    assert closed == ["recorder"]
    recorder.close()
    assert_sealed(segments(tmp_path / "drive")[0])
    again = Recorder.resume(tmp_path / "drive", plan(), device=device())
    again.close()


@pytest.mark.parametrize("reason", ["", "x" * 257, "\ud800"])
@pytest.mark.parametrize("synchronous", [True, False])
def test_a_reason_that_end_cannot_say_closes_nothing(tmp_path: Path, reason: str, *, synchronous: bool) -> None:
    recorder = opened(tmp_path, synchronous=synchronous)
    with pytest.raises(ValueError, match="1 to 256 characters"):
        recorder.close(reason)
    assert recorder.append(CAMERA, payload(1), t_capture_ns=None)
    recorder.close("x" * 256)
    assert_sealed(segments(tmp_path / "drive")[0])


def test_a_time_that_failed_is_used_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The segment after a failed record begins at that record's time: one before it would break the seal."""
    recorder = Recorder.open(
        tmp_path / "drive", plan(), device=device(), clock=ManualClock(), options=options(synchronous=True)
    )
    recorder.append(CAMERA, payload(1), t_capture_ns=None, t_arrival_ns=10)
    write_at = machine.write_at
    fails = [True, True]

    def fail(fd: int, data: bytes, offset: int) -> None:
        if bytes(data) == payload(2) and fails and fails.pop():
            raise OSError(5, "Input/output error")
        write_at(fd, data, offset)

    monkeypatch.setattr(machine, "write_at", fail)
    with pytest.raises(NoSegmentError):
        recorder.append(CAMERA, payload(2), t_capture_ns=None, t_arrival_ns=10**6)
    with pytest.raises(ValueError, match="below 1000000"):
        recorder.append(CAMERA, payload(3), t_capture_ns=None, t_arrival_ns=20)
    recorder.append(CAMERA, payload(3), t_capture_ns=None, t_arrival_ns=10**6)
    recorder.close()
    for path in segments(tmp_path / "drive"):
        assert verdict(path)["findings"] == []


def test_a_synchronous_close_that_was_interrupted_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder.open(
        tmp_path / "drive", plan(), device=device(), clock=ManualClock(), options=options(synchronous=True)
    )

    def interrupt(_: DiskStorage) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(DiskStorage, "sync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        recorder.close()
    monkeypatch.undo()
    with pytest.raises(NoSegmentError, match="no END"):
        recorder.close()
    recorder.close()


def test_a_temporary_file_that_stays_is_gone_round(tmp_path: Path) -> None:
    """What cannot be removed while the drive goes on must not be in its way."""
    recorder = opened(tmp_path)
    (tmp_path / "drive" / ".0001.h5.partial").write_bytes(b"left over")
    for number in range(3000):
        recorder.append(CAMERA, payload(number), t_capture_ns=None)
    recorder.close()
    assert recorder.lost == 0
    assert_drive_sealed(tmp_path / "drive")


def test_a_latch_can_be_asked_by_who_interrupts_one_who_asks() -> None:
    latch = Latch()
    assert not latch.wait(0.01)
    asked: list[bool] = []

    def handler(*_: object) -> None:
        threading.Timer(0.2, latch.open).start()
        asked.append(latch.wait(30))

    before = signal.signal(signal.SIGUSR1, handler)
    threading.Timer(0.1, lambda: signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)).start()
    try:
        assert latch.wait(30)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert asked == [True]
    latch.open()
    assert latch.wait()
    assert latch.is_open
