"""The calls that only Unix has: their fallbacks write the same logs.

It must not know why they are called.
"""

import fcntl
import os
import sys
import time
from pathlib import Path

import pytest

from app.record import machine
from app.record.recorder import Options, Recorder
from tests.record.worlds import CAMERA, assert_drive_sealed, device, payload, plan

UNIX_ONLY = ("pwrite", "fdatasync", "posix_fallocate", "posix_fadvise", "O_DIRECTORY", "getrandom")


def test_a_log_is_written_without_what_only_unix_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in UNIX_ONLY:
        monkeypatch.delattr(os, name)
    monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    monkeypatch.setattr(machine, "RENAMES_OPEN_FILES", False)
    monkeypatch.setattr(machine, "_BOOT_ID", tmp_path / "none")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    for begin in (Recorder.open, Recorder.resume):
        with begin(tmp_path / "drive", plan(), device=device(), options=Options()) as recorder:
            for number in range(20):
                recorder.append(CAMERA, payload(number), t_capture_ns=None)
    assert_drive_sealed(tmp_path / "drive")
    assert fcntl is not None


def test_a_short_write_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(64))
    whole = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, offset: whole(fd, data[:7], offset))
    fd = machine.open_for_writing(path)
    machine.write_at(fd, bytes(range(40)), 10)
    assert path.read_bytes()[10:50] == bytes(range(40))
    monkeypatch.setattr(os, "pwrite", lambda *_: 0)
    with pytest.raises(OSError, match="took no byte"):
        machine.write_at(fd, b"a", 0)
    os.close(fd)


def test_a_private_file_must_be_a_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="regular file"):
        machine.read_private(tmp_path, limit=10)


def test_the_boot_clock_does_not_go_back() -> None:
    readings = [machine.boot_ns() for _ in range(1000)]
    assert readings == sorted(readings)
    assert machine.boot_id()
