"""Pictures of an H.265 byte stream: every byte belongs to one, and what is a key frame begins with its parameters.

Must not know how pictures are decoded: the units here have the headers of real ones and noise in them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.convert.encodings import annexb
from app.convert.encodings.annexb import pictures_of
from app.log.source import Source

VPS, SPS, PPS, AUD, SEI, SUFFIX_SEI, IDR, TRAIL = 32, 33, 34, 35, 39, 40, 19, 1


def unit(kind: int, body: bytes = b"\x80abcdefgh", zero: bool = True) -> bytes:
    return (b"\0" if zero else b"") + b"\0\0\1" + bytes([kind << 1, 1]) + body


LATER_SLICE = unit(TRAIL, b"\x40second slice", zero=False)
FIRST = unit(VPS) + unit(SPS) + unit(PPS) + unit(SEI) + unit(IDR)
PICTURES = [
    FIRST,
    unit(TRAIL) + LATER_SLICE + unit(SUFFIX_SEI),
    unit(AUD) + unit(TRAIL, zero=False),
    unit(IDR),  # it needs no other picture, but its parameters are elsewhere
    unit(VPS) + unit(SPS) + unit(PPS) + unit(IDR) + unit(IDR, b"\x00more"),
]


def found(path: Path, raw: bytes) -> list[tuple[bytes, bool]]:
    path.write_bytes(raw)
    with Source(path) as source:
        return [(raw[one.start : one.start + one.size], one.key) for one in pictures_of(source)]


def test_pictures(tmp_path: Path) -> None:
    assert found(tmp_path / "v", b"".join(PICTURES)) == list(
        zip(PICTURES, [True, False, False, False, True], strict=True)
    )


@pytest.mark.parametrize("block", range(6, 40))
def test_wherever_blocks_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(annexb, "_BLOCK", block)
    assert [raw for raw, _ in found(tmp_path / "v", b"".join(PICTURES))] == PICTURES


@pytest.mark.parametrize("raw", [b"", b"\0\0\1", b"no video", unit(VPS) + unit(SPS), b"\0" * 5000])
def test_none(tmp_path: Path, raw: bytes) -> None:
    assert found(tmp_path / "v", raw) == []


def test_a_cut_picture_is_kept_as_far_as_it_goes(tmp_path: Path) -> None:
    assert [raw for raw, _ in found(tmp_path / "v", FIRST[:-3])] == [FIRST[:-3]]
