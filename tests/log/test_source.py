"""Evidence files: only regular ones, read by position, and the question whether they changed.

Must not know logs.
"""

import os
from pathlib import Path

import pytest

from app.log import positioned
from app.log.source import SECTOR, Source, SourceError, UnreadableError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "evidence.h5"
    made.write_bytes(bytes(range(256)) * 64)
    return made


def test_reads_are_bounded_by_the_file(path: Path) -> None:
    with Source(path) as source:
        assert source.size == 256 * 64
        assert source.read(250, 10) == bytes([250, 251, 252, 253, 254, 255, 0, 1, 2, 3])
        assert source.read(source.size - 2, 2**62) == bytes([254, 255])
        assert source.read(2**62, 5) == b""
        assert source.read(10, -5) == b""
        target = bytearray(10)
        assert source.read_into(source.size - 3, memoryview(target)) == 3
    source.close()  # twice is harmless


@pytest.mark.parametrize("kind", ["missing", "folder", "link", "fifo", "device"])
def test_only_regular_files_are_evidence(tmp_path: Path, path: Path, kind: str) -> None:
    """C-24."""
    other = tmp_path / "other"
    if kind == "folder":
        other.mkdir()
    elif kind == "link":
        other.symlink_to(path)
    elif kind == "fifo":
        os.mkfifo(other)
    elif kind == "device":
        other = Path("/dev/zero")
    with pytest.raises(SourceError, match=str(other)):
        Source(other)


def test_without_positioned_reads(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "preadv")
    monkeypatch.delattr(os, "SEEK_DATA")
    with Source(path) as source:
        assert source.read(250, 10) == bytes([250, 251, 252, 253, 254, 255, 0, 1, 2, 3])
        assert source.next_data(7) == 7
        assert source.next_data(source.size + 7) == source.size


def test_holes_are_skipped(tmp_path: Path) -> None:
    """C-24: a sparse file."""
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(1 << 30)
        file.seek(1 << 29)
        file.write(b"x")
    with Source(path) as source:
        assert source.next_data(0) in {0, 1 << 29}
        assert source.next_data((1 << 29) + SECTOR) in {(1 << 29) + SECTOR, 1 << 30}


def fail_from(monkeypatch: pytest.MonkeyPatch, first: int, last: int) -> None:
    """The device cannot read bytes `[first, last)`."""
    real = positioned.read_into

    def read_into(fd: int, target: memoryview, offset: int) -> int:
        if offset < last and offset + len(target) > first:
            raise OSError(5, "Input/output error")
        return real(fd, target, offset)

    monkeypatch.setattr(positioned, "read_into", read_into)


def test_an_unreadable_sector_costs_no_more_than_itself(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_from(monkeypatch, SECTOR, 2 * SECTOR)
    with Source(path) as source:
        raw, unreadable = source.read_until_unreadable(100, 3 * SECTOR)
        assert (len(raw), unreadable) == (SECTOR - 100, True)
        assert source.read_until_unreadable(2 * SECTOR, 10) == (bytes(range(10)), False)
        with pytest.raises(UnreadableError, match=f"byte {SECTOR}") as error:
            source.read(0, source.size)
        assert error.value.offset == SECTOR
        assert source.sector_end(SECTOR) == 2 * SECTOR
        assert source.sector_end(SECTOR - 1) == SECTOR


def test_a_file_that_ends_while_sectors_are_tried(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = positioned.read_into

    def read_into(fd: int, target: memoryview, offset: int) -> int:
        if len(target) > SECTOR:
            raise OSError(5, "Input/output error")
        return real(fd, target, offset) if offset < 2 * SECTOR else 0

    monkeypatch.setattr(positioned, "read_into", read_into)
    with Source(path) as source:
        raw, unreadable = source.read_until_unreadable(0, 3 * SECTOR)
        assert (len(raw), unreadable) == (2 * SECTOR, True)


def test_a_device_that_reads_at_the_second_try(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sector by sector everything was there: what was read counts, and the failure is still said."""
    real = positioned.read_into

    def read_into(fd: int, target: memoryview, offset: int) -> int:
        if len(target) > SECTOR:
            raise OSError(5, "Input/output error")
        return real(fd, target, offset)

    monkeypatch.setattr(positioned, "read_into", read_into)
    with Source(path) as source:
        raw, unreadable = source.read_until_unreadable(0, 3 * SECTOR)
        assert (len(raw), unreadable) == (3 * SECTOR, True)


def test_changes(path: Path) -> None:
    with Source(path) as source:
        assert source.changes() == ""
        os.utime(path, ns=(1, 1))
        assert source.changes() == "time"
    with Source(path) as source:
        with path.open("ab") as file:
            file.write(b"more")
        assert source.changes() == "size"
    with Source(path) as source:
        path.rename(path.with_name("moved"))
        assert source.changes() == "gone"
        path.write_bytes(b"another file")
        assert source.changes() == "gone"


def test_a_file_that_shrinks_reads_short(path: Path) -> None:
    with Source(path) as source:
        with path.open("r+b") as file:
            file.truncate(100)
        assert source.read(90, 50) == bytes(range(90, 100))
        assert source.changes() == "size"
