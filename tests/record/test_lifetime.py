"""A recorder that is interrupted while it closes, whose thread dies or writes in vain, and a process forked off one.

It must not know what is recorded.
"""

import os
import signal
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
from app.record.drive_writer import DriveWriter
from app.record.failure import NoSegmentError
from app.record.recorder import ForkedError, Options, Recorder
from app.record.storage import DiskStorage
from tests.record.test_drive_writer import records
from tests.record.worlds import CAMERA, assert_drive_sealed, assert_sealed, device, options, payload, plan, segments


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
    stalled, go_on = threading.Event(), threading.Event()
    sync = DiskStorage.sync

    def stall(self: DiskStorage) -> None:
        stalled.set()
        assert go_on.wait(30)
        sync(self)

    recorder = opened(tmp_path)
    recorder.append(CAMERA, payload(1), t_capture_ns=None)
    monkeypatch.setattr(DiskStorage, "sync", stall)

    def interrupt() -> None:
        assert stalled.wait(30)
        time.sleep(0.1)  # by now it waits
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        recorder.close()
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
    taken = 0
    while not recorder.problem and time.monotonic() < deadline:
        taken += recorder.append(CAMERA, b"a", t_capture_ns=None)
        time.sleep(0.01)
    assert "ZeroDivisionError" in recorder.problem
    lost = recorder.lost
    assert not recorder.append(CAMERA, b"a", t_capture_ns=None)
    assert recorder.lost == lost + 1
    (path,) = segments(tmp_path / "drive")
    with Segment(Source(path)) as segment:
        written = sum(int(row["channel"]) == CAMERA for row in segment.leaves)
    assert written + lost == taken
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
