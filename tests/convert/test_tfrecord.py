"""TFRecord and its checksum: published vectors, and files that are cut or altered anywhere.

Must not know what is in the records.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.convert.encodings import crc32c, tfrecord
from app.convert.recording import Losses
from app.log.source import Source
from tests.convert.waymo_files import checksum, framed

RECORDS = [b"first", b"", b"third" * 1000, b"last"]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b"123456789", 0xE3069283),
        (b"", 0),
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
    ],
)
def test_the_vectors_of_rfc_3720(raw: bytes, wanted: int) -> None:
    assert crc32c.crc32c(raw) == wanted


@pytest.mark.parametrize("size", [8191, 8192, 8193, 8192 + 256, 5 * 8192 + 3 * 256 + 7, 3_273_207])
def test_lanes_give_what_bytes_give(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = np.random.default_rng(size).bytes(size)
    lanes = crc32c.crc32c(memoryview(raw))
    monkeypatch.setattr(crc32c, "_SHORT", 1 << 40)
    assert lanes == crc32c.crc32c(raw)


def test_windows_give_what_bytes_give() -> None:
    raw = np.random.default_rng(1).integers(0, 256, 300, dtype=np.uint8)
    found = crc32c.crc32c_of_windows(raw, 8)
    assert found.tolist() == [crc32c.crc32c(raw[at : at + 8].tobytes()) for at in range(293)]
    assert len(crc32c.crc32c_of_windows(raw[:5], 8)) == 0


def read(path: Path, raw: bytes) -> tuple[list[bytes], dict[str, int]]:
    """The records that are found in a file, and what is lost."""
    path.write_bytes(raw)
    losses = Losses()
    with Source(path) as source:
        found = list(tfrecord.records(source, "x", losses))
        assert [tfrecord.data_of(source, extent) for extent, _ in found] == [data for _, data in found]
    return [data for _, data in found], {why: count for (_, why), count in losses.counts.items()}


def test_whole_files(tmp_path: Path) -> None:
    assert read(tmp_path / "a", framed(*RECORDS)) == (RECORDS, {})
    assert tfrecord.begins(framed(b"x")[:12])
    assert not tfrecord.begins(framed(b"x")[1:13])
    assert not tfrecord.begins(b"")


def test_wrong_data_cost_their_record_alone(tmp_path: Path) -> None:
    raw = bytearray(framed(*RECORDS))
    raw[14] ^= 1
    found, lost = read(tmp_path / "a", bytes(raw))
    assert (found, lost) == (RECORDS[1:], {"a record whose checksum is wrong, or that cannot be read": 1})


@pytest.mark.parametrize("place", [0, 5, 8, 11])
def test_behind_a_wrong_length_the_next_record_is_found(tmp_path: Path, place: int) -> None:
    raw = bytearray(framed(*RECORDS))
    raw[len(framed(*RECORDS[:2])) + place] ^= 0x10
    found, lost = read(tmp_path / "a", bytes(raw))
    assert found == [*RECORDS[:2], RECORDS[3]]
    assert lost == {"bytes of records without a length whose checksum is right": len(framed(RECORDS[2]))}


@pytest.mark.parametrize("cut", [1, 4, 7, 12, 15])
def test_a_cut_file_is_taken_up_to_where_it_is_whole(tmp_path: Path, cut: int) -> None:
    whole = framed(*RECORDS[:3])
    found, lost = read(tmp_path / "a", (whole + framed(RECORDS[3]))[:-cut])
    assert found == RECORDS[:3]
    assert lost == {"bytes behind the last whole record": len(framed(RECORDS[3])) - cut}


def test_large_records_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tfrecord, "MOST_BYTES", 10)
    found, lost = read(tmp_path / "a", framed(*RECORDS))
    assert (found, lost) == ([b"first", b"", b"last"], {"a record of more than 10 bytes": 1})


def test_a_length_beyond_all_files(tmp_path: Path) -> None:
    head = struct.pack("<Q", 2**64 - 1)
    raw = framed(b"x") + head + struct.pack("<I", checksum(head)) + bytes(50)
    assert read(tmp_path / "a", raw) == ([b"x"], {"bytes behind the last whole record": 62})


def test_a_file_of_traps_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tfrecord, "_MOST_SEARCHES", 3)
    found, lost = read(tmp_path / "a", framed(b"x") + (b"?" + framed(b"y")) * 9)
    assert found == [b"x", b"y", b"y", b"y"]
    assert lost["bytes behind the last whole record"] == 6 * 18


def test_what_changes_meanwhile_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(framed(b"first"))
    with Source(path) as source:
        ((extent, _),) = tfrecord.records(source, "x", Losses())
        with path.open("r+b") as file:
            file.seek(extent.start)
            file.write(b"F")
        assert tfrecord.data_of(source, extent) is None


@settings(max_examples=200)
@given(st.data())
def test_every_byte_is_taken_or_counted(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    raw = bytearray(framed(*RECORDS))
    for _ in range(data.draw(st.integers(0, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    altered = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    found, lost = read(tmp_path_factory.mktemp("tfrecord") / "a", altered)
    assert all(one in RECORDS for one in found)
    assert bool(lost) == (framed(*found) != altered)
