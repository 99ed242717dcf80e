"""The directory of areas: packed and parsed, and every damage named.

Must not know what areas contain.
"""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.log.directory import (
    MAX_AREAS,
    USER_BLOCK,
    Area,
    Directory,
    DirectoryError,
    NotSealedError,
    packed_size,
    parse_directory,
)

SOUND = {
    "seal/leaf": Area(USER_BLOCK, 192 * 4),
    "seal/location": Area(70_000, 8 * 4),
    "seal/checkpoint": Area(81_920, 4096),
    "seal/system": Area(90_112, 100),
    "seal/salt": Area(94_208, 32),
    "channel/7": Area(98_304, 50),
}


def block(areas: dict[str, Area], *, version: int = 1) -> bytes:
    raw = bytearray(Directory(bytes(16), areas).pack().ljust(USER_BLOCK, b"\0"))
    struct.pack_into("<I", raw, 8, version)
    return bytes(raw)


def code(areas: dict[str, Area]) -> str:
    with pytest.raises(DirectoryError) as error:
        parse_directory(block(areas))
    return error.value.code


def test_what_is_packed_is_parsed() -> None:
    found = parse_directory(block(SOUND))
    assert found.areas == SOUND
    assert not found.derived
    assert found.end == 98_354
    assert found.channel(7) == SOUND["channel/7"]
    assert found.channel(0) == SOUND["seal/system"]
    assert found.channel(8) is None
    assert len(found.pack()) == packed_size(len(SOUND))


def test_an_area_holds_what_lies_in_it() -> None:
    area = Area(0, 10)
    assert area.holds(0, 10)
    assert area.holds(10, 0)
    assert not area.holds(10, 1)
    assert not area.holds(11, 0)
    assert not area.holds(2**64 - 1, 2**64 - 1)


def test_other_files_are_not_sealed() -> None:
    for raw in (b"", b"SEALDIR", b"\x89HDF\r\n\x1a\n" + bytes(USER_BLOCK)):
        with pytest.raises(NotSealedError):
            parse_directory(raw)


def test_damage_is_named() -> None:
    whole = block(SOUND)
    for raw, wanted in (
        (whole[:-1], "DIR_FORMAT"),
        (block(SOUND, version=2), "DIR_FORMAT"),
        (whole[:28] + struct.pack("<I", MAX_AREAS + 1) + whole[32:], "DIR_FORMAT"),
        (whole[:40] + b"x" + whole[41:], "DIR_DIGEST"),
    ):
        with pytest.raises(DirectoryError) as error:
            parse_directory(raw)
        assert error.value.code == wanted


@pytest.mark.parametrize("name", ["seal/leaf", "seal/location", "seal/checkpoint", "seal/system", "seal/salt"])
def test_a_required_area_is_missing(name: str) -> None:
    areas = dict(SOUND)
    del areas[name]
    assert code(areas) == "DIR_FORMAT"


@pytest.mark.parametrize("name", ["channel/0", "channel/07", "channel/4294967296", "channel/x", "seal/other", ""])
def test_unknown_names(name: str) -> None:
    assert code(SOUND | {name: Area(100_000, 1)}) == "DIR_FORMAT"


def test_a_name_twice_and_bytes_behind_it() -> None:
    raw = bytearray(Directory(bytes(16), SOUND | {"channel/8": Area(99_000, 1)}).pack())
    import hashlib

    at = raw.index(b"channel/8")
    raw[at : at + 9] = b"channel/7"
    raw[-32:] = hashlib.sha256(raw[:-32]).digest()
    with pytest.raises(DirectoryError, match="twice"):
        parse_directory(bytes(raw).ljust(USER_BLOCK, b"\0"))


def test_too_many_channels() -> None:
    many = {f"channel/{number}": Area(100_000, 0) for number in range(8, 8 + 1024)}
    assert code(SOUND | many) == "DIR_FORMAT"
    with pytest.raises(ValueError, match="areas"):
        Directory(bytes(16), SOUND | {f"channel/{n}": Area(100_000, 0) for n in range(8, 1040)}).pack()


@pytest.mark.parametrize(
    "change",
    [
        {"seal/leaf": Area(USER_BLOCK - 1, 192)},
        {"seal/leaf": Area(USER_BLOCK, 191)},
        {"seal/leaf": Area(2**40, 192 * (2**20 + 1)), "seal/location": Area(2**50, 8 * (2**20 + 1))},
        {"seal/checkpoint": Area(81_920, 100)},
        {"seal/checkpoint": Area(2**40, 4096 * (2**14 + 1))},
        {"seal/part": Area(2**41, 64 * (2**22 + 1))},
        {"seal/location": Area(70_000, 8 * 3)},
        {"seal/salt": Area(94_208, 31)},
        {"channel/7": Area(2**63 - 1, 1)},
        {"channel/7": Area(2**62, 2**62)},
        {"channel/7": Area(94_208, 32)},
        {"channel/7": Area(2**64 - 1, 2**64 - 1)},
    ],
)
def test_ranges(change: dict[str, Area]) -> None:
    assert code(SOUND | change) == "DIR_RANGE"


def test_empty_areas_overlap_nothing() -> None:
    assert parse_directory(block(SOUND | {"channel/7": Area(USER_BLOCK, 0)})).areas["channel/7"].size == 0


@given(st.integers(0, 31 + packed_size(len(SOUND))), st.integers(1, 255))
def test_no_changed_byte_passes(position: int, change: int) -> None:
    raw = bytearray(block(SOUND))
    if position >= packed_size(len(SOUND)):
        return
    raw[position] ^= change
    with pytest.raises((DirectoryError, NotSealedError)):
        parse_directory(bytes(raw))
