"""What a segment on a disk does to it, call by call, and what a disk may refuse.

It must not know what is written; the order for any medium is in test_order.py.
"""

import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.chain.structure import open_segment
from app.chain.verification import Options as VerifyOptions
from app.chain.verification import verify
from app.log.leaf import RecordType
from app.record import machine
from app.record.clock import ManualClock
from app.record.container_source import DiskOptions
from app.record.derive import write_copy
from app.record.failure import NoSegmentError
from app.record.plan import Capacity
from app.record.recorder import Recorder
from tests.record.test_drive_writer import records
from tests.record.worlds import CAMERA, SMALL, counted_entropy, device, options, payload, plan, segments

CALLS = ("create", "resize", "preallocate", "write_at", "sync_data", "sync_whole", "sync_folder")
BEGIN = ["write_at", "sync_data", "write_at", "sync_data", "rename", "sync_folder"]
CHECKPOINT = ["write_at", "sync_data", "write_at", "sync_data"]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that is done to the disk, each kind of call once in a row; and it is done, to files of the drive."""
    found: list[str] = []

    def spy(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any) -> Any:
            if found[-1:] != [name]:
                found.append(name)
            return real(*given)

        return called

    for name in CALLS:
        monkeypatch.setattr(machine, name, spy(name, getattr(machine, name)))
    monkeypatch.setattr(Path, "rename", spy("rename", Path.rename))
    # a folder's sync is one call here
    monkeypatch.setattr(machine, "sync_folder", spy("sync_folder", Path.stat))
    return found


def record(folder: Path, *, durable: bool = True, reserve: bool = True) -> None:
    used = options(
        synchronous=True,
        entropy=counted_entropy(),
        boot="b",
        disk=DiskOptions(ahead=False, durable=durable, reserve=reserve),
    )
    with Recorder.open(folder, plan(), device=device(), clock=ManualClock(), options=used) as recorder:
        recorder.append(CAMERA, payload(1), t_capture_ns=None, t_arrival_ns=1)


def test_a_durable_segment_is_reserved_and_synced_where_it_must_be(tmp_path: Path, calls: list[str]) -> None:
    record(tmp_path / "d")
    assert calls == ["create", "resize", "write_at", "preallocate", "sync_whole", *BEGIN, *CHECKPOINT]


def test_a_conversion_reserves_and_syncs_nothing(tmp_path: Path, calls: list[str]) -> None:
    record(tmp_path / "d", durable=False, reserve=False)
    assert calls == ["create", "resize", "write_at", "rename", "write_at"]


def test_a_sync_forces_the_file_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []

    def spy(name: str, real: Callable[[int], None]) -> Callable[[int], None]:
        def called(fd: int) -> None:
            synced.append(f"{name} {Path(f'/proc/self/fd/{fd}').readlink().name}")
            real(fd)

        return called

    for name in ("fdatasync", "fsync"):
        monkeypatch.setattr(os, name, spy(name, getattr(os, name)))
    record(tmp_path / "d")
    hidden, shown = ".0000.h5.partial", "0000.h5"
    assert synced == [f"fsync {hidden}", *[f"fdatasync {hidden}"] * 2, "fsync d", *[f"fdatasync {shown}"] * 2]


def fail_once(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    def fail(_: object) -> None:
        monkeypatch.undo()
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(machine, name, fail)


def open_files(folder: Path) -> list[str]:
    """Names of the files in `folder` that this process has open."""
    names = []
    for link in Path("/proc/self/fd").iterdir():
        if link.is_symlink():  # the one that lists them is gone
            target = link.readlink()
            names += [target.name] if target.parent == folder else []
    return names


@pytest.mark.parametrize("windows", [False, True])
def test_a_failure_behind_the_rename_forks_no_drive_and_leaves_no_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, windows: bool
) -> None:
    """From the rename on there is a segment: the next one has another number and continues it."""
    with monkeypatch.context() as other:
        if windows:
            other.setattr(machine, "RENAMES_OPEN_FILES", False)
        fail_once(monkeypatch, "open_for_writing" if windows else "sync_folder", errno.EIO)
        record(tmp_path / "d")
    first, second = (records(path, RecordType.GENESIS)[0] for path in segments(tmp_path / "d"))
    assert [first["segment_number"], second["segment_number"]] == [0, 1]
    assert second["previous"]["segment"] == first["segment"]
    assert records(segments(tmp_path / "d")[1], RecordType.FAULT)[0]["errno"] == errno.EIO
    found = verify(segments(tmp_path / "d"), VerifyOptions())
    assert {one.code for segment in found.segments for one in segment.findings} == {"UNTRUSTED_DEVICE_KEY"}
    assert not found.findings
    assert open_files(tmp_path / "d") == []


def test_a_name_that_can_never_be_synced_ends_the_attempt_and_leaves_no_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(machine, "sync_folder", fail)
    with pytest.raises(NoSegmentError, match="Input/output error"):
        record(tmp_path / "d")
    assert open_files(tmp_path / "d") == []


def test_a_copy_whose_name_cannot_be_synced_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(tmp_path / "d")
    (path,) = segments(tmp_path / "d")
    segment, structure = open_segment(path)
    assert segment is not None
    assert structure.genesis is not None
    fail_once(monkeypatch, "sync_folder", errno.EIO)
    (tmp_path / "copies").mkdir()
    target = tmp_path / "copies" / "copy.h5"
    with segment, pytest.raises(OSError, match="Input/output error"):
        write_copy(segment, structure.genesis, target, records=structure.records, withheld=None)
    assert list((tmp_path / "copies").iterdir()) == []
    assert open_files(tmp_path / "copies") == []


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_folder_that_cannot_be_synced_is_as_durable_as_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as other:
        other.setattr(os, "fsync", fail)
        machine.sync_folder(tmp_path)
        other.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.EIO, "Input/output error")))
        with pytest.raises(OSError, match="Input/output error"):
            machine.sync_folder(tmp_path)


def test_a_folder_that_cannot_be_locked_is_used_without_a_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", fail)
    number = errno.ENOLCK
    record(tmp_path / "d")
    number = errno.EIO
    with pytest.raises(OSError, match="Input/output error"):
        record(tmp_path / "e")


def test_macos_is_asked_for_more_than_its_fsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    refuses = False

    def control(_: int, what: int) -> None:
        asked.append(what)
        if refuses:
            raise OSError(errno.ENOTTY, "no such call")

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", control)
    monkeypatch.delattr(os, "fdatasync")
    plain: list[int] = []
    monkeypatch.setattr(os, "fsync", plain.append)
    path = tmp_path / "file"
    path.write_bytes(b"a")
    fd = machine.open_for_writing(path)
    machine.sync_data(fd)
    assert (asked, plain) == ([51], [])
    refuses = True
    machine.sync_data(fd)
    assert (asked, plain) == ([51, 51], [fd])
    os.close(fd)


def test_a_private_file_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_once(monkeypatch, "sync_whole", errno.EIO)
    with pytest.raises(OSError, match="Input/output error"):
        machine.write_private(tmp_path / "key", bytes(32))
    assert list(tmp_path.iterdir()) == []
    machine.write_private(tmp_path / "key", bytes(32))
    with pytest.raises(FileExistsError):
        machine.write_private(tmp_path / "key", bytes(32))
    assert (tmp_path / "key").read_bytes() == bytes(32)


def test_a_capacity_that_is_too_small_leaves_nothing(tmp_path: Path) -> None:
    small = plan(capacity=Capacity(checkpoints=64, system_bytes=20_000, channels=SMALL.channels))
    with pytest.raises(ValueError, match="too small"):
        Recorder.open(tmp_path / "d", small, device=device())
    assert list((tmp_path / "d").iterdir()) == []
