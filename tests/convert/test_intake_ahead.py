"""One thread reads and another seals: what goes wrong in either ends the intake, and what waits is bounded."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from app.convert import intake
from app.convert.channels import Channels, Stamps
from app.convert.hdf5 import reader
from app.convert.intake import Sealed, seal
from app.convert.recording import Choice, Item, Losses
from app.convert.sources import Sources
from app.convert.streams import Rows, StreamRecording
from app.log.segment import Segment
from app.log.source import Source
from app.record import machine
from app.record.entry import EntryError
from app.record.keys import create_device_key
from app.record.recorder import Recorder
from tests.cli.say import Say

pytestmark = pytest.mark.usefixtures("own_home")
RECORDS, SIZE = 400, 5_000


@dataclass
class _Taken:
    """An intake of a channel whose every payload is of one size."""

    folder: Path
    losses: Losses = field(default_factory=Losses)
    told: list[tuple[int, str]] = field(default_factory=list)

    def seal(self, read: Callable[[int], bytes] = lambda row: row.to_bytes(SIZE, "little")) -> Sealed:
        """Take it in."""

        def payloads(rows: Rows) -> Iterator[bytes]:
            return (read(row) for row in rows.tolist())

        channels = Channels(choice=Choice(), losses=self.losses)
        stamps = Stamps(capture_ns=np.arange(RECORDS, dtype=np.int64) * 1_000_000)
        channels.add("/it", "raw", "bytes", stamps, payloads, sizes=[SIZE] * RECORDS)
        source = self.folder / "source"
        source.write_bytes(b"x")
        recording = StreamRecording(
            source_format="a test", streams=tuple(channels.streams), clocks=(), sources=(source,), root=self.folder,
            losses=self.losses,
        )  # fmt: skip
        (self.folder / "log").mkdir()
        device = create_device_key(self.folder / "intake.key", name="intake/test")
        with Sources(source) as sources:
            return seal(
                recording, self.folder / "log", sources=sources, device=device, notes={},
                progress=lambda size: self.told.append((size, threading.current_thread().name)),
            )  # fmt: skip


@pytest.fixture
def taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Taken]:
    """In small portions; no thread is left when it is over."""
    monkeypatch.setattr(intake, "_SYNC_BYTES", 100_000)
    monkeypatch.setattr(intake, "_BATCH_BYTES", 50_000)
    monkeypatch.setattr(intake, "_AHEAD_BYTES", 200_000)
    before = set(threading.enumerate())
    yield _Taken(tmp_path)
    assert set(threading.enumerate()) == before


def test_records_are_sealed_in_their_order_and_told_as_they_are(taken: _Taken) -> None:
    sealed = taken.seal()
    assert sealed.records == RECORDS
    with Segment(Source(sealed.paths[0])) as segment:
        records = [segment.read(index) for index in range(len(segment))]
    rows = [int.from_bytes(one.payload, "little") for one in records if len(one.payload) == SIZE]
    assert rows == list(range(RECORDS))
    assert taken.told == [(SIZE, "sealing_0")] * RECORDS


@pytest.mark.parametrize("number", [1, 2, 7])
def test_what_cannot_be_made_durable_ends_the_intake(
    taken: _Taken, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-04: also where that happens beside what is sealed meanwhile."""
    sync, count = intake._sync, 0

    def failing(path: Path) -> None:
        nonlocal count
        count += 1
        if count == number:
            raise OSError(errno.EIO, "the medium failed")
        sync(path)

    monkeypatch.setattr(intake, "_sync", failing)
    with pytest.raises(OSError, match="the medium failed"):
        taken.seal()
    assert count == number


def test_durable_is_made_meanwhile(taken: _Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    sync, threads = machine.sync_whole, []

    def listening(fd: int) -> None:
        threads.append(threading.current_thread().name)
        sync(fd)

    monkeypatch.setattr(machine, "sync_whole", listening)
    taken.seal()
    assert threads.count("sync_0") > RECORDS * SIZE // 200_000


def test_a_reader_that_fails_ends_the_intake_before_what_waits_is_sealed(taken: _Taken) -> None:
    def failing(row: int) -> bytes:
        if row == 350:
            raise OSError(errno.EIO, "the source failed")
        return row.to_bytes(SIZE, "little")

    with pytest.raises(OSError, match="the source failed"):
        taken.seal(failing)
    assert len(taken.told) < 350


def test_an_interrupted_reader_leaves_no_thread(taken: _Taken) -> None:
    def interrupted(row: int) -> bytes:
        if row == 350:
            raise KeyboardInterrupt
        return row.to_bytes(SIZE, "little")

    with pytest.raises(KeyboardInterrupt):
        taken.seal(interrupted)


def test_a_record_that_no_log_can_have_is_counted_and_those_behind_it_are_sealed(
    taken: _Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, count = Recorder.append, 0

    def refusing(self: Recorder, *given: Any, **named: Any) -> bool:
        nonlocal count
        count += 1
        if count in (3, 300):
            raise EntryError("the payload is of no use")
        return append(self, *given, **named)

    monkeypatch.setattr(Recorder, "append", refusing)
    assert taken.seal().records == RECORDS - 2
    assert taken.losses.counts == {("/it", "the payload is of no use"): 2}


def test_what_waits_is_counted_with_all_that_it_keeps() -> None:
    """A few bytes of a large piece, of a bag that was made for that, hold the piece; several of one hold it once."""
    pieces = [bytes(1 << 19) for _ in range(3)]
    items = [Item(0, 1, 0, memoryview(piece)[at : at + 5]) for piece in pieces for at in range(2)]
    batches = list(intake._batches(items))
    assert [len(batch) for batch, _ in batches] == [3, 3]
    assert [size >> 19 for _, size in batches] == [2, 1]


def test_a_record_without_bytes_takes_its_place() -> None:
    batches = list(intake._batches(Item(0, 1, 0, b"") for _ in range(1000)))
    assert [len(batch) for batch, _ in batches] == [256, 256, 256, 232]
    assert all(size >= 170 * len(batch) for batch, size in batches)


def test_a_channel_whose_records_all_fail_is_given_up(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists whose heads lead nowhere: each takes milliseconds, and there may be millions."""
    monkeypatch.setattr(reader, "_MOST_FAILURES", 5)
    source, mapping = tmp_path / "source.h5", tmp_path / "mapping.toml"
    with h5py.File(source, "w") as file:
        made = file.create_dataset("x", (64,), dtype=h5py.vlen_dtype(np.dtype("u1")))
        for row in range(64):
            made[row] = np.full(9, row, dtype="u1")
        file["t"] = np.arange(64) / 10
        heads = made.id.get_offset()
    with source.open("r+b") as raw:
        for row in range(4, 64):
            raw.seek(heads + 16 * row + 4)
            raw.write((8).to_bytes(8, "little"))
    mapping.write_text(
        '[[channel]]\nname = "/it"\nkind = "raw"\ncodec = "bytes"\ndataset = "x"\ntime = { dataset = "t" }\n'
    )
    status, facts = say.json("convert", source, "--mapping", mapping, "-o", tmp_path / "out")
    assert status == 3
    assert facts["records"] == 4
    found = {one["why"][:14]: one["count"] for one in facts["not_taken"]}
    assert found["cannot be read"] == 5
    assert found["not tried, as "] == 55
