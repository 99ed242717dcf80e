"""A recorder that is interrupted while it closes, and the process that was forked off one.

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

from app.record.recorder import ForkedError, Options, Recorder
from app.record.storage import DiskStorage
from tests.record.worlds import CAMERA, assert_drive_sealed, device, options, payload, plan, segments


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


@contextmanager
def forked(work: Callable[[], bool]) -> Iterator[None]:
    """A child that does `work`, which must come back with True, and lives on to the end of the context."""
    reading, writing = os.pipe()
    done, say = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # there are threads: that is what is tested
        child = os.fork()
    if child == 0:
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
    deadline = time.monotonic() + 10
    while not synchronous and not ahead.exists() and time.monotonic() < deadline:
        time.sleep(0.01)

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
