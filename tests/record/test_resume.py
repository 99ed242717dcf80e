"""F-09, F-14: where a drive goes on after a stop, a crash or a reboot, and where it must not.

It must not know how a crash looks like in bytes: that is test_crash_model.py and test_kill.py.
"""

import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.log.leaf import RecordType
from app.record import machine
from app.record.clock import ManualClock
from app.record.keys import DeviceKey
from app.record.recorder import Recorder
from app.record.resume import ResumeError, find_last
from app.record.storage import DiskStorage
from tests.record.test_drive_writer import records
from tests.record.worlds import (
    CAMERA,
    assert_drive_sealed,
    counted_entropy,
    device,
    options,
    payload,
    plan,
    segments,
    verdict,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drive"


def record(folder: Path, *, verb: str = "open", name: str = "a", key: DeviceKey | None = None, boot: str = "b") -> None:
    used = options(synchronous=True, entropy=counted_entropy(name), boot=boot)
    begin = Recorder.resume if verb == "resume" else Recorder.open
    with begin(folder, plan(), device=key or device(), clock=ManualClock(), options=used) as recorder:
        for number in range(10):
            recorder.append(CAMERA, payload(number), t_capture_ns=None, t_arrival_ns=number * 10**9)


def crash(folder: Path, *, name: str = "a") -> None:
    """A recording that ends without END."""
    used = options(synchronous=True, entropy=counted_entropy(name), boot="b")
    recorder = Recorder.open(folder, plan(), device=device(), clock=ManualClock(), options=used)
    for number in range(10):
        recorder.append(CAMERA, payload(number), t_capture_ns=None, t_arrival_ns=number * 10**9)
    with recorder._held:
        pass


def test_a_stopped_drive_goes_on(folder: Path) -> None:
    record(folder)
    record(folder, verb="resume", name="b", boot="another boot")
    record(folder, verb="resume", name="c")
    genesis = [records(path, RecordType.GENESIS)[0] for path in segments(folder)]
    assert [one["segment_number"] for one in genesis] == [0, 1, 2]
    assert [one["boot"] for one in genesis] == ["b", "another boot", "b"]
    assert genesis[1]["previous"]["segment"] == genesis[0]["segment"]
    assert_drive_sealed(folder)


def test_a_crashed_drive_goes_on_from_its_last_durable_root(folder: Path) -> None:
    crash(folder)
    record(folder, verb="resume", name="b")
    first, second = segments(folder)
    found = verdict(first)
    assert found["status"] == "OPEN_PREFIX"
    assert found["tail"] == 0  # the payload was written, the leaf was not
    previous = records(second, RecordType.GENESIS)[0]["previous"]
    assert previous == {"segment": found["segment"], "size": str(found["proven_records"]), "root": found["root"]}


def test_what_is_linked_to_was_forced_onto_the_medium(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crash(folder)
    settled: list[Path] = []
    monkeypatch.setattr(machine, "settle", settled.append)
    key = device()
    find_last([folder], device_name=key.name, device_key=key.public_key)
    assert settled == segments(folder)

    def fail(path: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(machine, "settle", fail)
    with pytest.raises(ResumeError, match="Input/output error; begin a new drive"):
        record(folder, verb="resume", name="b")


def test_another_device_must_not_continue_a_drive(folder: Path) -> None:
    record(folder)
    other = DeviceKey("demonstration", Ed25519PrivateKey.generate())
    with pytest.raises(ResumeError, match="another device"):
        record(folder, verb="resume", key=other)


def test_a_folder_without_a_drive_is_refused(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    with pytest.raises(ResumeError, match="no log"):
        record(folder, verb="resume")
    (folder / "0000.h5").write_bytes(b"nothing")
    with pytest.raises(ResumeError, match="move it away"):
        record(folder, verb="resume")
    (folder / "0000.h5").unlink()
    (folder / "0000.h5").symlink_to(tmp_path / "elsewhere.h5")
    with pytest.raises(ResumeError, match="link"):
        record(folder, verb="resume")


def test_two_drives_in_a_folder_are_refused(folder: Path, tmp_path: Path) -> None:
    record(folder)
    record(tmp_path / "other", name="other")
    shutil.copy(tmp_path / "other" / "0000.h5", folder / "copied.h5")
    with pytest.raises(ResumeError, match="several drives"):
        record(folder, verb="resume")


def test_a_drive_that_proves_nothing_is_refused(folder: Path) -> None:
    record(folder)
    (path,) = segments(folder)
    raw = bytearray(path.read_bytes())
    genesis = raw.index(b'{"boot"')
    raw[genesis + 3] ^= 1
    path.write_bytes(raw)
    with pytest.raises(ResumeError, match="move it away"):
        record(folder, verb="resume")


def test_a_medium_that_fails_is_left_for_the_spare_one_and_resuming_sees_both(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-04: the new segment goes to another medium if there is one."""
    spare = tmp_path / "spare"
    used = options(synchronous=True, entropy=counted_entropy(), boot="b", spare_folders=(spare,))
    with Recorder.open(folder, plan(), device=device(), clock=ManualClock(), options=used) as recorder:
        recorder.append(CAMERA, b"a", t_capture_ns=None, t_arrival_ns=1)
        with monkeypatch.context() as broken:

            def fail(self: DiskStorage) -> None:
                broken.undo()
                raise OSError(5, "Input/output error")

            broken.setattr(DiskStorage, "sync", fail)
            recorder.append(CAMERA, b"b", t_capture_ns=None, t_arrival_ns=2 * 10**9)
    assert len(segments(folder)) == len(segments(spare)) == 1
    used = options(synchronous=True, entropy=counted_entropy("b"), boot="b", spare_folders=(spare,))
    with Recorder.resume(folder, plan(), device=device(), clock=ManualClock(), options=used):
        pass
    assert records(segments(folder)[1], RecordType.GENESIS)[0]["segment_number"] == 2


def test_a_full_medium_is_left_for_the_spare_one(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spare = tmp_path / "spare"
    usage = shutil.disk_usage

    def full(path: Path) -> object:
        return usage(path)._replace(free=0) if path == folder else usage(path)

    monkeypatch.setattr(shutil, "disk_usage", full)
    used = options(synchronous=True, entropy=counted_entropy(), boot="b", spare_folders=(spare,))
    Recorder.open(folder, plan(), device=device(), clock=ManualClock(), options=used).close()
    assert (len(segments(folder)), len(segments(spare))) == (0, 1)
    assert_drive_sealed(spare)


def test_leftovers_of_a_crash_are_removed_and_names_never_reused(folder: Path) -> None:
    record(folder)
    (folder / ".0001.h5.partial").write_bytes(b"never a log")
    (folder / "0000.h5").rename(folder / "0001.h5")
    record(folder, verb="resume", name="b")
    assert sorted(path.name for path in folder.iterdir()) == ["0001-1.h5", "0001.h5"]
    assert_drive_sealed(folder)
