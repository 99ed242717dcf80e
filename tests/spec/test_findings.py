"""Every finding of the seal and every status, each from an alteration by hand with the findings it must give."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.spec import writer
from tests.spec.load import TRUSTED, check, found
from tests.spec.writer import DATA, END, EPOCH, EVENT, NONE, Log

Finding = tuple[str, int | None, int | None, int | None]


def at(code: str, position: int, channel: int) -> Finding:
    """A finding of a leaf."""
    return code, position, channel, 1000 + 10 * position


def of(code: str, size: int) -> Finding:
    """A finding of a checkpoint of a size that exists."""
    return code, size - 1, None, 1000 + 10 * (size - 1)


def bare(code: str) -> Finding:
    return code, None, None, None


def broken(folder: Path, log: Log | bytes, *expected: Finding, warnings: tuple[Finding, ...] = ()) -> dict[str, Any]:
    """The verdict, which must be BROKEN with exactly these findings."""
    verdict = check(folder, log if isinstance(log, bytes) else log.image())
    assert found(verdict) == list(expected)
    assert found(verdict, "warnings") == list(warnings)
    assert (verdict["status"], verdict["intact"]) == ("BROKEN", "no")
    return verdict


def flipped(data: bytes, position: int, bit: int = 1) -> bytes:
    return data[:position] + bytes([data[position] ^ bit]) + data[position + 1 :]


# ---- what is right ----


@pytest.mark.parametrize("slack", [0, 1, 9])
@pytest.mark.parametrize("make", [writer.small, writer.multi])
def test_sealed(tmp_path: Path, make: Callable[[], Log], slack: int) -> None:
    log = make()
    verdict = check(tmp_path, log.image(slack))
    assert verdict["status"] == "SEALED"
    assert [verdict[fact] for fact in ("intact", "complete", "signed", "trusted")] == ["yes"] * 4
    assert verdict["records"] == verdict["proven_records"] == len(log.leaves)
    assert verdict["root"] == writer.text(log.root())
    assert (verdict["findings"], verdict["warnings"], verdict["tail"], verdict["withheld"]) == ([], [], 0, 0)
    assert (verdict["provenance"], verdict["segment"], verdict["drive"]) == ("simulated", "5a" * 16, "d0" * 16)
    assert verdict["payloads"] == "all"
    assert verdict["bytes"] == len(log.image(slack))


def test_structure_only(tmp_path: Path) -> None:
    verdict = check(tmp_path, writer.small().image(), payloads=False)
    assert (verdict["status"], verdict["intact"], verdict["payloads"]) == ("STRUCTURE_ONLY", "not yet", "none")
    assert verdict["findings"] == []


def test_open_prefix(tmp_path: Path) -> None:
    verdict = check(tmp_path, writer.still_open().image())
    assert (verdict["status"], verdict["intact"], verdict["complete"]) == ("OPEN_PREFIX", "yes", "no")
    assert (verdict["records"], verdict["tail"], verdict["proven_records"]) == (4, 2, 4)
    assert found(verdict, "warnings") == [at("UNSEALED_TAIL", 4, 7)]


def test_untrusted(tmp_path: Path) -> None:
    image = writer.small().image()
    for trusted in ([], [("car/8", TRUSTED[0][1])], [("car/7", writer.text(writer.public("other")))]):
        verdict = check(tmp_path, image, trusted)
        assert (verdict["status"], verdict["intact"], verdict["trusted"]) == ("UNTRUSTED", "yes", "no")
        assert verdict["findings"] == []


@pytest.mark.parametrize("short", [b"", b"SEALDIR", b"\x89HDF\r\n\x1a\n" * 9000, bytes(4096)])
def test_unsigned(tmp_path: Path, short: bytes) -> None:
    verdict = check(tmp_path, short)
    assert verdict["status"] == "UNSIGNED"
    assert [verdict[fact] for fact in ("intact", "complete", "signed", "trusted")] == ["no"] * 4
    assert found(verdict) == [bare("NOT_SEALED")]
    assert verdict["root"] is verdict["segment"] is verdict["drive"] is verdict["provenance"] is None


def test_linked_to_the_segment_before(tmp_path: Path) -> None:
    previous = {"segment": "0b" * 16, "size": "77", "root": writer.text(b"\x66" * 32)}
    assert check(tmp_path, writer.small(previous=previous).image())["status"] == "SEALED"


def test_endorsed(tmp_path: Path) -> None:
    message = b"sealed-log/1/endorse\0car/7\0" + writer.public("device")
    key, signature = writer.text(writer.public("fleet")), writer.text(writer.private("fleet").sign(message))
    wrong = {"name": "other", "key": key, "signature": writer.text(writer.private("fleet").sign(b""))}
    bad = {"name": "fleet", "key": "?", "signature": "?"}
    log = writer.small(endorsements=[bad, wrong, {"name": "fleet", "key": key, "signature": signature}])
    by_fingerprint = writer.sha256(writer.public("fleet")).hex()
    expected = {("fleet", key): True, ("fleet", by_fingerprint.upper()): True, ("other", key): False, ("x", key): False}
    for given, endorsed in expected.items():
        assert check(tmp_path, log.image(), [given])["status"] == ("SEALED" if endorsed else "UNTRUSTED")


# ---- step 1: the directory ----


def relaid(log: Log, change: Callable[[dict[str, tuple[int, int]]], None], version: int = 1) -> bytes:
    """The file with another directory, whose digest is right."""
    areas = log.layout()
    change(areas)
    image = log.image()
    return writer.directory(areas, log.segment, version=version).ljust(65536, b"\0") + image[65536:]


def test_dir_format(tmp_path: Path) -> None:
    log = writer.small()
    image = log.image()
    broken(tmp_path, image[:65535], bare("DIR_FORMAT"))
    broken(tmp_path, image[:40], bare("DIR_FORMAT"))
    broken(tmp_path, relaid(log, lambda _: None, version=2), bare("DIR_FORMAT"))
    broken(tmp_path, image[:28] + struct.pack("<I", 1031) + image[32:], bare("DIR_FORMAT"))
    for name in ("seal/leaf", "seal/location", "seal/checkpoint", "seal/system", "seal/salt"):
        broken(tmp_path, relaid(log, lambda areas, name=name: areas.pop(name) and None), bare("DIR_FORMAT"))  # type: ignore[misc]
    for name in (
        "seal/other",
        "channel/0",
        "channel/01",
        "channel/4294967296",
        "channel/x",
        "",
        "channel/\xb2",
        "a\0b",
    ):
        broken(tmp_path, relaid(log, lambda areas, name=name: areas.update({name: (80000, 0)})), bare("DIR_FORMAT"))  # type: ignore[misc]
    double = writer.directory({**log.layout(), "seal/leaf ": (0, 0)}, log.segment)[:-32].replace(b"leaf ", b"leaf\0")
    broken(tmp_path, (double + writer.sha256(double)).ljust(65536, b"\0") + image[65536:], bare("DIR_FORMAT"))


def test_dir_format_for_too_many_channels(tmp_path: Path) -> None:
    def change(areas: dict[str, tuple[int, int]]) -> None:
        areas.update({f"channel/{number}": (70000, 0) for number in range(100, 100 + 1030 - len(areas))})

    broken(tmp_path, relaid(writer.small(), change), bare("DIR_FORMAT"))


@pytest.mark.parametrize("position", [8 + 4 + 3, 40, 32 + 48 * 7 - 1, 32 + 48 * 7 + 5])
def test_dir_digest(tmp_path: Path, position: int) -> None:
    broken(tmp_path, flipped(writer.small().image(), position), bare("DIR_DIGEST"))


def test_dir_digest_for_a_wrong_count(tmp_path: Path) -> None:
    image = writer.small().image()
    broken(tmp_path, image[:28] + struct.pack("<I", 1030) + image[32:], bare("DIR_DIGEST"))
    broken(tmp_path, image[:28] + struct.pack("<I", 0) + image[32:], bare("DIR_DIGEST"))


@pytest.mark.parametrize(
    ("name", "offset", "size"),
    [
        ("channel/1", 65535, 0),
        ("channel/1", 2**63, 0),
        ("channel/1", 2**63 - 1, 1),
        ("channel/1", 2**64 - 1, 2**64 - 1),
        ("channel/1", 65536, 1),
        ("seal/leaf", 80000000, 100),
        ("seal/leaf", 2**40, 192 * (2**20 + 1)),
        ("seal/location", 80000000, 8),
        ("seal/location", 80000000, 8 * 30 + 1),
        ("seal/checkpoint", 80000000, 4095),
        ("seal/checkpoint", 2**40, 4096 * (2**14 + 1)),
        ("seal/part", 2**40, 64 * (2**22 + 1)),
        ("seal/salt", 80000000, 64),
        ("seal/salt", 80000000, 0),
        ("seal/part", 80000000, 63),
    ],
)
def test_dir_range(tmp_path: Path, name: str, offset: int, size: int) -> None:
    image = relaid(writer.small(), lambda areas: areas.update({name: (offset, size)}))
    broken(tmp_path, image, bare("DIR_RANGE"))


def test_truncated_file(tmp_path: Path) -> None:
    """The end of the last area is missing: its slack, then payloads."""
    log = writer.small()
    image = log.image()
    verdict = check(tmp_path, image[:-1])
    assert (verdict["status"], found(verdict, "warnings")) == ("SEALED", [bare("TRUNCATED_FILE")])
    broken(tmp_path, image[:-3], at("SHORT_READ", 18, 7), warnings=(bare("TRUNCATED_FILE"),))
    verdict = check(tmp_path, image[:-3], payloads=False)
    assert (verdict["status"], found(verdict)) == ("STRUCTURE_ONLY", [])


def test_truncated_in_the_structure(tmp_path: Path) -> None:
    """A slot, a leaf or a location that the file ends in is not there."""
    log = writer.small()
    layout = log.layout()
    cut = log.image()[: layout["seal/checkpoint"][0] + 3 * 4096 + 2000]
    expected = [at("SHORT_READ", i, 0) for i in (1, 10, 11, 15)]
    assert found(check(tmp_path, cut)) == [at("GENESIS", 0, 0)]
    last = {name: layout[name] for name in layout if name != "seal/location"}
    areas = {**last, "seal/location": (len(log.image()), layout["seal/location"][1])}
    image = writer.directory(areas, log.segment).ljust(65536, b"\0") + log.image()[65536:]
    image += struct.pack("<Q", 0) + bytes(3)
    missing = [at("SHORT_READ", i, 0) for i in (1, 10, 11, 15, 19)]
    stray = [of("CHECKPOINT_SIGNATURE", n) for n in (11, 16, 20)]
    verdict = check(tmp_path, image)
    assert found(verdict)[:5] == missing
    assert {each for each in found(verdict) if each[0] == "CHECKPOINT_SIGNATURE"} == set(stray)
    assert len([each for each in found(verdict) if each[0] == "SHORT_READ"]) == 19
    assert expected[0] in missing


def test_truncated_in_leaves_and_slots(tmp_path: Path) -> None:
    log = writer.small()
    layout = log.layout()
    for name, unit in (("seal/leaf", 192), ("seal/checkpoint", 4096)):
        areas = {**layout, name: (len(log.image()), layout[name][1])}
        image = writer.directory(areas, log.segment).ljust(65536, b"\0") + log.image()[65536:]
        image += log.contents()[name][: 3 * unit + unit // 2]
        verdict = check(tmp_path, image)
        if name == "seal/leaf":
            assert found(verdict) == [("SIZE_RANGE", n - 1, None, None) for n in (11, 16, 20)] + [
                ("CHECKPOINT_SIGNATURE", n - 1, None, None) for n in (16, 20)
            ]
        else:
            assert (verdict["status"], verdict["tail"], verdict["proven_records"]) == ("OPEN_PREFIX", 4, 16)
        assert bare("TRUNCATED_FILE") in found(verdict, "warnings")


# ---- step 2: torn and missing checkpoints ----


def long_last_slot() -> Log:
    """The small log, its last checkpoint longer than two sectors."""
    log = writer.small()
    log.slots[3] += b"".join(b"\xe2\x80\x94 a-longer-name-%012d " % n + b"A" * 91 + b"=\n" for n in range(6))
    assert 1025 < len(log.slots[3]) < 1536
    return log


@pytest.mark.parametrize("sector", [0, 1, 2])
def test_torn_checkpoint(tmp_path: Path, sector: int) -> None:
    log = long_last_slot()
    assert check(tmp_path, log.image())["status"] == "SEALED"
    slot = log.slots[3].ljust(4096, b"\0")
    log.slots[3] = slot[: 512 * sector] + bytes(512) + slot[512 * sector + 512 :]
    verdict = check(tmp_path, log.image())
    assert (verdict["status"], found(verdict)) == ("OPEN_PREFIX", [])
    assert found(verdict, "warnings") == [bare("TORN_CHECKPOINT"), at("UNSEALED_TAIL", 16, 1)]
    assert (verdict["proven_records"], verdict["tail"]) == (16, 4)


@pytest.mark.parametrize(
    "change",
    [
        lambda slot: slot[:511],
        lambda slot: slot[:513],
        lambda slot: flipped(slot, 300, 128),
        lambda slot: slot[:512] + bytes(511) + slot[1023:],
        lambda slot: slot[:511] + bytes(513) + slot[1024:],
    ],
)
def test_a_changed_last_checkpoint_is_not_torn(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    """Cut where no sector ends, or with a changed byte, or with zero bytes that are no whole sector."""
    log = long_last_slot()
    log.slots[3] = change(log.slots[3])
    broken(tmp_path, log, bare("CHECKPOINT_FORMAT"), warnings=(at("UNSEALED_TAIL", 16, 1),))


def test_zero_slot_before_a_torn_one(tmp_path: Path) -> None:
    """No crash leaves one."""
    log = long_last_slot()
    log.slots[2], log.slots[3] = b"", bytes(512) + log.slots[3][512:]
    warnings = (bare("TORN_CHECKPOINT"), at("UNSEALED_TAIL", 11, 0))
    broken(tmp_path, log, bare("CHECKPOINT_FORMAT"), warnings=warnings)


def test_torn_only_checkpoint_leaves_none(tmp_path: Path) -> None:
    log = Log()
    log.checkpoint()
    log.slots[0] = bytes(512) + b"x"
    verdict = broken(
        tmp_path, log, bare("NO_CHECKPOINT"), warnings=(bare("TORN_CHECKPOINT"), at("UNSEALED_TAIL", 0, 0))
    )
    assert (verdict["records"], verdict["tail"], verdict["root"], verdict["signed"]) == (0, 2, None, "no")


def test_no_checkpoint(tmp_path: Path) -> None:
    log = writer.small()
    log.slots.clear()
    broken(tmp_path, log, bare("NO_CHECKPOINT"), warnings=(at("UNSEALED_TAIL", 0, 0),))
    log = writer.small()
    log.slots = [slot.split(b"\xe2")[0] for slot in log.slots]
    expected = [*[bare("CHECKPOINT_FORMAT")] * 4, bare("NO_CHECKPOINT")]
    broken(tmp_path, log, *expected, warnings=(at("UNSEALED_TAIL", 0, 0),))


# ---- step 3: GENESIS ----


def test_genesis_leaf(tmp_path: Path) -> None:
    log = writer.small()
    log.leaves.clear()
    log.slots.clear()
    broken(tmp_path, log, bare("NO_CHECKPOINT"), ("GENESIS", 0, None, None))
    for changed in (
        {"type": EPOCH},
        {"channel": 1},
        {"sequence": 1},
        {"previous": 0},
        {"index": 1},
        {"parts": 2},
        {"magic": b"SLR2"},
        {"suite": 2},
        {"flags": 2},
        {"zero_84": b"\0\0\0\1"},
        {"zero_120": b"\1" + bytes(7)},
        {"segment": b"\x5b" + bytes(15)},
        {"length": 5},
        {"length": 2**20 + 1},
        {"length": 2**64 - 1},
        {"root": bytes(32)},
        {"chain": b"\1" * 32},
    ):
        log = writer.small()
        log.edit(0, **changed)
        broken(tmp_path, log, at("GENESIS", 0, 1 if "channel" in changed else 0))


def test_genesis_elsewhere(tmp_path: Path) -> None:
    log = writer.small()
    log.salt_key = bytes(32)
    broken(tmp_path, log, at("GENESIS", 0, 0))
    for location in (NONE, 1, 2**63):
        log = writer.small()
        log.locations[0] = location
        broken(tmp_path, log, at("GENESIS", 0, 0))
    log = writer.small()
    image = writer.directory(log.layout(), b"\x77" * 16).ljust(65536, b"\0") + log.image()[65536:]
    broken(tmp_path, image, at("GENESIS", 0, 0))
    broken(tmp_path, writer.small(segment=bytes(16)), at("GENESIS", 0, 0))
    log = Log(previous={"segment": "0b" * 16, "size": "77", "root": writer.text(b"\x66" * 32)})
    log.edit(0, chain=bytes(32))
    broken(tmp_path, log, bare("NO_CHECKPOINT"), at("GENESIS", 0, 0))


KEY = writer.text(writer.public("device"))
ENDORSEMENT = {"name": "n", "key": "k", "signature": "s"}
PREVIOUS = {"segment": "0b" * 16, "size": "77", "root": writer.text(bytes(32))}


@pytest.mark.parametrize(
    ("member", "value"),
    [
        *[(member, "absent") for member in json.loads(Log().genesis()) if member != "note"],
        ("format", "sealed-log/2"),
        ("provenance", "real"),
        ("origin", "car/7/" + "5b" * 16),
        ("segment", "5A" * 16),
        ("segment", "5a" * 16 + "\n"),
        ("drive", "d0" * 15),
        ("drive", 5),
        ("segment_number", -1),
        ("segment_number", 1.0),
        ("segment_number", True),
        ("segment_number", 2**53),
        ("boot", None),
        ("device", None),
        ("device", []),
        ("device", {"name": "Car", "key": KEY}),
        ("device", {"name": "car/7"}),
        ("device", {"name": "car/7", "key": KEY.rstrip("=")}),
        ("device", {"name": "car/7", "key": writer.text(bytes(32))}),
        ("device", {"name": "car/7", "key": writer.text((2).to_bytes(32, "little"))}),
        ("device", {"name": "car/7", "key": KEY, "endorsements": None}),
        ("device", {"name": "car/7", "key": KEY, "endorsements": [ENDORSEMENT] * 17}),
        ("device", {"name": "car/7", "key": KEY, "endorsements": [5]}),
        ("device", {"name": "car/7", "key": KEY, "endorsements": [{"name": "n", "key": "k"}]}),
        ("device", {"name": "car/7", "key": KEY, "endorsements": [ENDORSEMENT | {"name": 5}]}),
        ("epoch_key", "\u00e9" * 44),
        ("epoch_key", writer.text(bytes(31))),
        ("epoch_key", writer.text((1).to_bytes(32, "little"))),
        ("delegation", writer.text(bytes(63))),
        ("previous", {}),
        ("previous", 0),
        ("previous", PREVIOUS | {"segment": 5}),
        ("previous", PREVIOUS | {"size": 77}),
        ("previous", PREVIOUS | {"size": "077"}),
        ("previous", PREVIOUS | {"size": "-7"}),
        ("previous", PREVIOUS | {"size": "1" + "0" * 20}),
        ("previous", PREVIOUS | {"root": writer.text(b"")}),
        ("policy", {"max_interval": 0, "device_every": 1}),
        ("policy", {"max_interval": 2049, "device_every": 1}),
        ("policy", {"max_interval": 1, "device_every": 2**31}),
        ("policy", {"max_interval": 1, "device_every": 0}),
        ("policy", {"max_interval": "1", "device_every": 1}),
        ("channels", {}),
        ("note", "\ud800"),
        ("note", float("nan")),
        ("note", float("-inf")),
        ("note", 10**16),
        ("note", -(2**53)),
    ],
)
def test_genesis_member(tmp_path: Path, member: str, value: object) -> None:
    broken(tmp_path, Log(change_genesis={member: value}), bare("NO_CHECKPOINT"), at("GENESIS", 0, 0))


CHANNEL = {"id": 1, "name": "a", "area": "a"}


@pytest.mark.parametrize(
    "table",
    [
        [5],
        [{}],
        [CHANNEL | {"id": 0}],
        [CHANNEL | {"id": 2**32}],
        [CHANNEL | {"id": "1"}],
        [CHANNEL | {"name": None}],
        *[[CHANNEL | {"area": area}] for area in ("", ".", "..", "a/b", "a" * 65, "\u00e9", "a\n", 5)],
        *[[CHANNEL, {"id": 2, "name": "b", "area": "b"} | same] for same in ({"id": 1}, {"name": "a"}, {"area": "a"})],
        [{"id": n + 1, "name": str(n), "area": str(n)} for n in range(1025)],
    ],
)
def test_channel_table(tmp_path: Path, table: object) -> None:
    verdict = broken(
        tmp_path, Log(change_genesis={"channels": table}), bare("NO_CHECKPOINT"), at("CHANNEL_TABLE", 0, 0)
    )
    assert (verdict["provenance"], verdict["segment"], verdict["drive"]) == (None, None, None)


def test_channel_table_limits(tmp_path: Path) -> None:
    """As many channels as may be, with names that need care."""
    table = [{"id": 2**32 - 1 - n, "name": f"\u202e\n{n}", "area": f"...{n}"} for n in range(1024)]
    log = Log(change_genesis={"channels": table}, channels={c["id"]: "" for c in table})  # type: ignore[misc]
    log.checkpoint(end=True)
    assert check(tmp_path, log.image())["status"] == "SEALED"


def test_delegation(tmp_path: Path) -> None:
    log = writer.small(change_genesis={"delegation": writer.text(bytes(64))})
    broken(tmp_path, log, at("DELEGATION", 0, 0))


# ---- step 4: checkpoints as text ----


def other_slot(k: int, change: Callable[[bytes], bytes]) -> Log:
    log = writer.small()
    log.slots[k] = change(log.slots[k])
    return log


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda slot: slot.replace(b"car", b"\xff\xfe\xfd"),
        lambda slot: slot + b"\0x",
        lambda slot: slot.replace(b"car", b"\0ar"),
        lambda slot: slot[:-1],
        lambda slot: slot.replace(b"\n16\n", b"\n016\n"),
        lambda slot: slot.replace(b"\n16\n", b"\n0\n"),
        lambda slot: slot.replace(b"\n16\n", b"\n-16\n"),
        lambda slot: slot.replace(b"\n16\n", b"\n1e1\n"),
        lambda slot: slot.replace(b"\n16\n", b"\n1" + bytes(19).replace(b"\0", b"0") + b"\n"),
        lambda slot: slot.replace(b"\n16\n", "\n\u0661\n".encode()),
        lambda slot: slot.replace(b"\n\n", b"\n"),
        lambda slot: slot.replace(b"\n\n", b"\n\n\n"),
        lambda slot: slot.split(b"\xe2")[0],
        lambda slot: slot.replace(b"\xe2\x80\x94 ", b"- "),
        lambda slot: slot.replace(b"\xe2\x80\x94 ", b" \xe2\x80\x94 "),
        lambda slot: slot + slot.split(b"\n")[4] + b"\n",
        lambda slot: slot + b"\xe2\x80\x94 a+b AAAA\n",
        lambda slot: slot + b"\xe2\x80\x94 a\x7fb AAAA\n",
        lambda slot: slot + b"\xe2\x80\x94  AAAA\n",
        lambda slot: slot + b"\xe2\x80\x94 name\n",
        lambda slot: slot + b"\xe2\x80\x94 " + b"n" * 161 + b" AAAA\n",
        lambda slot: slot + b"".join(b"\xe2\x80\x94 %d " % n + b"A" * 90 + b"==\n" for n in range(7)),
    ],
)
def test_checkpoint_format(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    """Checkpoint 2 names no key, so that its loss touches no other."""
    broken(tmp_path, other_slot(2, change), bare("CHECKPOINT_FORMAT"))


@pytest.mark.parametrize(
    "change",
    [
        lambda slot: slot + b"\xe2\x80\x94 name " + b"A" * 88 + b"\n",
        lambda slot: slot + b"\xe2\x80\x94 name " + b"A" * 90 + b"B=\n",
        lambda slot: slot + b"\xe2\x80\x94 name " + b"A" * 91 + b"=\n\n"[:2],
        lambda slot: slot + b"\xe2\x80\x94 name \n",
        lambda slot: slot + "\u2014 name \u00e9\n".encode(),
        lambda slot: slot[:-2] + b" \n",
        lambda slot: slot.replace(b"=\n\n", b"\n\n"),
        lambda slot: slot.replace(slot.split(b"\n")[2], b"A" * 42 + b"B="),
        lambda slot: slot.replace(slot.split(b"\n")[2], b""),
    ],
)
def test_base64(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    log = other_slot(2, change)
    verdict = check(tmp_path, log.image())
    if found(verdict):
        broken(tmp_path, log, bare("BASE64"))
    else:
        assert verdict["status"] == "SEALED"


def test_other_lines_do_not_count(tmp_path: Path) -> None:
    lines = b"".join("\u2014 \u540d%d ".encode() % n + b"A" * 91 + b"=\n" for n in range(6))
    assert check(tmp_path, other_slot(2, lambda slot: slot + lines).image())["status"] == "SEALED"
    log = writer.small()
    log.slots.pop()
    log.sign(keys={"car/7": "device", "someone": "epoch 3"})
    broken(tmp_path, log, of("CHECKPOINT_SIGNATURE", 20))


def test_checkpoint_origin(tmp_path: Path) -> None:
    log = writer.small()
    log.slots.pop()
    log.sign(origin="car/7/" + "77" * 16)
    broken(tmp_path, log, of("CHECKPOINT_ORIGIN", 20))


@pytest.mark.parametrize("size", [21, 2**63, 10**19 - 1])
def test_size_range(tmp_path: Path, size: int) -> None:
    log = writer.small()
    log.slots.pop()
    log.sign(size=str(size), root=log.root())
    warnings = (at("UNSEALED_TAIL", 16, 1),)
    broken(
        tmp_path,
        log,
        ("SIZE_RANGE", size - 1, None, None),
        warnings=warnings,
    )
    log.slots.pop()
    log.sign(size=str(size), root=log.root(), keys={"car/7": "other"})
    expected = [(code, size - 1, None, None) for code in ("SIZE_RANGE", "CHECKPOINT_SIGNATURE", "CHECKPOINT_DEVICE")]
    broken(tmp_path, log, *expected, warnings=warnings)


def test_checkpoint_size(tmp_path: Path) -> None:
    """Checkpoint 1 again in slot 2."""
    log = writer.small()
    log.slots[2] = log.slots[1]
    expected = [at("EPOCH_RECORD", 10, 0), of("CHECKPOINT_SIGNATURE", 11), of("CHECKPOINT_DEVICE", 11)]
    broken(tmp_path, log, of("CHECKPOINT_SIZE", 11), *expected)


# ---- step 5: leaves ----


def roots(*sizes: int) -> list[Finding]:
    return [of("ROOT_MISMATCH", sizes[0])]


@pytest.mark.parametrize(
    ("changed", "codes", "others"),
    [
        ({"magic": b"SLRX"}, ["LEAF_FORMAT"], []),
        ({"suite": 2}, ["LEAF_FORMAT"], []),
        ({"type": 8}, ["LEAF_FORMAT"], []),
        ({"type": 254}, ["LEAF_FORMAT"], []),
        ({"type": EVENT}, ["LEAF_FORMAT"], []),
        ({"type": 0}, ["LEAF_FORMAT"], []),
        ({"flags": 2}, ["LEAF_FORMAT"], []),
        ({"zero_84": b"\1\0\0\0"}, ["LEAF_FORMAT"], []),
        ({"zero_120": bytes(7) + b"\1"}, ["LEAF_FORMAT"], []),
        ({"parts": 0}, ["LEAF_FORMAT"], []),
        ({"parts": 4097}, ["LEAF_FORMAT"], []),
        ({"parts": 2}, [], [("PAYLOAD", 12, 7, 1120)]),
        ({"segment": bytes(16)}, ["FOREIGN_RECORD"], []),
        ({"t_arrival": 1109}, ["TIME_BACKWARDS"], []),
        ({"t_capture": 5}, [], []),
        ({"t_utc": 5}, [], []),
        ({"flags": 1}, [], []),
        ({"trace_id": b"t" * 16}, [], []),
        ({"length": 3}, [], [("PAYLOAD", 12, 7, 1120)]),
        ({"root": bytes(32)}, [], [("PAYLOAD", 12, 7, 1120)]),
        ({"length": 2**64 - 1}, [], [("RANGE", 12, 7, 1120)]),
    ],
)
def test_leaf(tmp_path: Path, changed: dict[str, Any], codes: list[str], others: list[Finding]) -> None:
    """Leaf 12 altered; the link of leaf 13 and the roots from checkpoint 2 on are then wrong."""
    log = writer.small()
    log.edit(12, **changed)
    stamp = changed.get("t_arrival", 1120)
    own = [(code, 12, 7, stamp) for code in codes]
    broken(tmp_path, log, *own, at("CHAIN_BREAK", 13, 7), of("ROOT_MISMATCH", 16), *others)
    log.edit(12, rechain=True)
    broken(tmp_path, log, *own, of("ROOT_MISMATCH", 16), *others)


def test_index(tmp_path: Path) -> None:
    """The field decides about the salt and the neighbours compare with it."""
    log = writer.small()
    log.edit(12, index=99)
    broken(
        tmp_path,
        log,
        at("INDEX", 12, 7),
        at("INDEX", 13, 7),
        at("CHANNEL_SEQUENCE", 13, 7),
        at("CHAIN_BREAK", 13, 7),
        of("ROOT_MISMATCH", 16),
        at("PAYLOAD", 12, 7),
    )
    log = writer.small()
    log.edit(19, index=2**64 - 1)
    expected = [at("INDEX", 19, 0), at("PAYLOAD", 19, 0), at("EPOCH_RECORD", 19, 0), of("ROOT_MISMATCH", 20)]
    broken(tmp_path, log, *expected)


def test_unknown_channel(tmp_path: Path) -> None:
    log = writer.small()
    log.edit(18, channel=9)
    expected = [at("UNKNOWN_CHANNEL", 18, 9), at("CHANNEL_SEQUENCE", 18, 9), at("CHAIN_BREAK", 19, 0)]
    broken(tmp_path, log, *expected, at("COUNTS", 19, 0), of("ROOT_MISMATCH", 20))
    log = writer.small()
    log.edit(18, channel=0)
    expected = [at("LEAF_FORMAT", 18, 0), at("CHANNEL_SEQUENCE", 18, 0), at("CHANNEL_SEQUENCE", 19, 0)]
    expected += [at("CHAIN_BREAK", 19, 0), at("PAYLOAD", 18, 0), at("COUNTS", 19, 0), of("ROOT_MISMATCH", 20)]
    broken(tmp_path, log.image(slack=4), *expected)  # room in the system area for one record more
    verdict = check(tmp_path, log.image())
    assert at("RANGE", 19, 0) in found(verdict)


@pytest.mark.parametrize("changed", [{"sequence": 7}, {"previous": NONE}, {"sequence": 2**64 - 1}])
def test_channel_sequence(tmp_path: Path, changed: dict[str, Any]) -> None:
    log = writer.small()
    log.edit(18, **changed)
    broken(tmp_path, log, at("CHANNEL_SEQUENCE", 18, 7), at("CHAIN_BREAK", 19, 0), of("ROOT_MISMATCH", 20))


def test_first_of_a_channel(tmp_path: Path) -> None:
    changes: tuple[dict[str, Any], ...] = ({"sequence": 1}, {"previous": 0})
    for changed in changes:
        log = writer.small()
        log.edit(3, **changed)
        expected = [at("CHANNEL_SEQUENCE", 3, 7), at("CHAIN_BREAK", 4, 1), of("ROOT_MISMATCH", 11)]
        expected[1:1] = [at("CHANNEL_SEQUENCE", 5, 7)] if "sequence" in changed else []
        assert sorted(found(check(tmp_path, log.image()))) == sorted(expected)


def test_one_record_deleted(tmp_path: Path) -> None:
    """The records behind it stay usable: one finding of each kind."""
    log = writer.small()
    log.delete(17)
    # the state record stands at 17 now, END at 18; no leaf is left for the last checkpoint
    expected: list[Finding] = [("SIZE_RANGE", 19, None, None)]
    broken(tmp_path, log, *expected, warnings=(at("UNSEALED_TAIL", 16, 1),))
    log = writer.small()
    log.delete(13)
    log.leaves.append(log.leaves[-1])
    log.locations.append(log.locations[-1])
    verdict = check(tmp_path, log.image())
    codes = [(code, index) for code, index, _, _ in found(verdict)]
    assert codes[:3] == [("INDEX", 13), ("CHAIN_BREAK", 13), ("CHANNEL_SEQUENCE", 17)]
    assert not [each for each in codes if each[0] == "PAYLOAD"]


def test_after_end(tmp_path: Path) -> None:
    """A leaf after END: not covered, then covered, with one more checkpoint, which also ends in END."""
    log = writer.small()
    log.data(7, b"v=20")
    broken(tmp_path, log, at("AFTER_END", 20, 7))
    log.epoch()
    log.sign()
    expected = [at("AFTER_END", 20, 7), of("CHECKPOINT_SIGNATURE", 22), of("AFTER_END", 22)]
    verdict = broken(tmp_path, log, *expected)
    assert (verdict["proven_records"], verdict["complete"], verdict["signed"]) == (20, "no", "no")


# ---- step 6: system records ----


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"5",
        b"{",
        b'{"a":1}x',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xff"}',
        b'{"a":1,"a":1}',
        b'{"b":{"a":1,"a":2}}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1e999}',
        b'{"a":-1e999}',
        b'{"a":9007199254740992}',
        b'{"a":-9007199254740992}',
        b'{"a":' + b"9" * 60000 + b"}",
        b'{"a":"\\ud800"}',
        b'{"\\udc00":1}',
        b'{"a":"\n"}',
        b'{"a":01}',
        b'{"a":1,}',
        b'{"a":' + b"[" * 32 + b"]" * 32 + b"}",
        b"[" * 60000,
        b'{"a":' * 10000,
        b'{"' + b'\\"' * 30000,
        b'{"a":"\\',
    ],
)
def test_system_record(tmp_path: Path, payload: bytes) -> None:
    log = Log()
    log.checkpoint()
    log.add(EVENT, 0, payload)
    log.checkpoint(end=True)
    broken(tmp_path, log, at("SYSTEM_RECORD", 2, 0))


@pytest.mark.parametrize(
    "payload",
    [
        b" {} ",
        b'{"a":9007199254740991,"b":-9007199254740991,"c":-0}',
        b'{"a":1e300,"b":0.1,"c":1e-999,"d":123456789012345678901234567890.5}',
        b'{"a":"\\ud83d\\ude00 \\u0000"}',
        b'{"a":' + b"[" * 31 + b"]" * 31 + b"}",
        b'{"a":"' + b"[" * 40 + b'\\"{{{"}',
        b'{"a":{"a":{"a":null}},"b":[{"a":1},{"a":true}]}',
        b'{"a":"' + b"x" * 65527 + b'"}',
    ],
)
def test_good_json(tmp_path: Path, payload: bytes) -> None:
    log = Log()
    log.checkpoint()
    log.add(EVENT, 0, payload)
    log.checkpoint(end=True)
    assert check(tmp_path, log.image())["status"] == "SEALED"


def test_system_payload(tmp_path: Path) -> None:
    for location, code in ((NONE, "RANGE"), (2**63, "RANGE"), (5, "PAYLOAD")):
        log = writer.small()
        log.locations[11] = location
        broken(tmp_path, log, at(code, 11, 0))
    log = writer.small()
    log.areas["seal/system"][log.locations[11]] ^= 1
    broken(tmp_path, log, at("PAYLOAD", 11, 0))
    for kind, length, code in (
        (EVENT, 65537, "PAYLOAD"),
        (writer.ANNEX, 65537, ""),
        (writer.ANNEX, 2**20 + 1, "PAYLOAD"),
    ):
        log = Log()
        log.checkpoint()
        log.add(kind, 0, b'{"a":"' + b"x" * (length - 8) + b'"}')
        log.checkpoint(end=True)
        assert found(check(tmp_path, log.image())) == ([at(code, 2, 0)] if code else [])


def test_system_short_read(tmp_path: Path) -> None:
    log = Log()
    log.checkpoint()
    log.event()
    log.checkpoint(end=True)
    log.locations[2] = len(log.areas["seal/system"])
    log.areas["seal/system"] += bytes(100)
    layout = log.layout()
    image = log.image()[: layout["seal/system"][0] + layout["seal/system"][1] - 100]
    areas = {"seal/salt": (66000 + len(image), 32)}
    moved = {name: (layout[name] if name not in areas else areas[name]) for name in layout}
    image = writer.directory(moved, log.segment).ljust(65536, b"\0") + image[65536:]
    assert found(check(tmp_path, image)) == [at("GENESIS", 0, 0)]  # the salt key is not there
    log.withhold()
    order = {"seal/part": log.contents()["seal/part"], **log.contents()}
    system = order.pop("seal/system")
    order["seal/system"] = system
    file, areas = bytearray(65536), {}
    for name, content in order.items():
        areas[name] = (len(file), len(content))
        file += content
    file[:65536] = writer.directory(areas, log.segment).ljust(65536, b"\0")
    broken(tmp_path, bytes(file[:-90]), at("SHORT_READ", 2, 0), warnings=(bare("TRUNCATED_FILE"),))


@pytest.mark.parametrize(
    "members",
    [
        {"epoch": "absent"},
        {"epoch": -1},
        {"epoch": "1"},
        {"epoch": 1.0},
        {"next_key": "absent"},
        {"next_key": None},
        {"next_key": "A"},
        {"counts": "absent"},
        {"counts": []},
        {"counts": {"0": 2, "1": "0", "7": "1"}},
        {"counts": {"0": "02", "1": "0", "7": "1"}},
        {"counts": {"0": "-2", "1": "0", "7": "1"}},
        {"counts": {"0": "1" + "0" * 20, "1": "0", "7": "1"}},
        {"note": float("nan")},
    ],
)
def test_epoch_record(tmp_path: Path, members: dict[str, Any]) -> None:
    """EPOCH 1 is not as it must be: once for its leaf, and the key of epoch 2 is not known."""
    log = Log()
    log.checkpoint()
    log.data(7, b"v=2")
    log.epoch(**members)
    log.sign()
    log.checkpoint(end=True)
    broken(tmp_path, log, at("EPOCH_RECORD", 3, 0), of("CHECKPOINT_SIGNATURE", 5))


def test_end_record(tmp_path: Path) -> None:
    for key in (KEY, "absent"):
        log = Log()
        log.checkpoint()
        log.epoch(end=True, next_key=key)
        log.sign()
        broken(tmp_path, log, at("EPOCH_RECORD", 2, 0))


def test_epoch_of_another_checkpoint(tmp_path: Path) -> None:
    """The leaf is of another epoch, or no EPOCH at all."""
    log = Log()
    log.checkpoint()
    log.epoch(k=5)
    log.sign()
    broken(tmp_path, log, at("EPOCH_RECORD", 2, 0))
    log = Log()
    log.checkpoint()
    log.event()
    log.sign()
    broken(tmp_path, log, at("EPOCH_RECORD", 2, 0))


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {"0": "3", "1": "0", "7": "0"},
        {"0": "9" * 20, "1": "0", "7": "0"},
        {"0": "2", "1": "0"},
        {"0": "2", "1": "0", "7": "0", "9": "0"},
    ],
)
def test_counts(tmp_path: Path, counts: dict[str, str]) -> None:
    """Other members or numbers than counted; the epoch and the next key of the record count all the same."""
    log = Log()
    log.checkpoint()
    log.epoch(counts=counts)
    log.sign()
    log.checkpoint(end=True)
    verdict = broken(tmp_path, log, at("COUNTS", 2, 0))
    assert (verdict["proven_records"], verdict["complete"]) == (4, "yes")


# ---- step 7: checkpoints against leaves ----


def test_root_mismatch(tmp_path: Path) -> None:
    """For the first of the checkpoints only."""
    log = writer.small()
    log.slots[2:] = []
    log.sign(k=2, size=16, root=bytes(32))
    log.sign(k=3, root=b"\1" * 32)
    verdict = broken(tmp_path, log, of("ROOT_MISMATCH", 16))
    assert (verdict["records"], verdict["proven_records"], verdict["root"]) == (20, 11, writer.text(log.root(11)))


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        ({"/e3": "epoch 2", "device": "device"}, ["CHECKPOINT_SIGNATURE"]),
        ({"/e2": "epoch 2", "device": "device"}, ["CHECKPOINT_SIGNATURE"]),
        ({"/e3": "epoch 3"}, ["CHECKPOINT_DEVICE"]),
        ({"/e3": "epoch 3", "device": "other"}, ["CHECKPOINT_DEVICE"]),
        ({"other": "epoch 3"}, ["CHECKPOINT_SIGNATURE", "CHECKPOINT_DEVICE"]),
    ],
)
def test_signatures(tmp_path: Path, keys: dict[str, str], codes: list[str]) -> None:
    log = writer.small()
    log.slots.pop()
    names = {
        name: {"/e3": f"{log.origin}/e3", "/e2": f"{log.origin}/e2", "device": "car/7"}.get(name, name) for name in keys
    }
    log.sign(keys={names[name]: label for name, label in keys.items()})
    broken(tmp_path, log, *[of(code, 20) for code in codes])


def test_device_line_that_is_not_required(tmp_path: Path) -> None:
    """Checkpoint 1 of device_every 2: right, absent, or wrong."""
    for label, codes in (("device", []), ("other", [of("CHECKPOINT_DEVICE", 3)])):
        log = Log()
        log.checkpoint()
        log.epoch()
        log.sign(keys={f"{log.origin}/e1": "epoch 1", "car/7": label})
        assert found(check(tmp_path, log.image())) == codes


def test_next_key_that_is_not_acceptable(tmp_path: Path) -> None:
    log = Log()
    log.epoch(next_key=writer.text(bytes(32)))
    log.sign()
    log.epoch()
    log.sign()
    broken(tmp_path, log, of("CHECKPOINT_SIGNATURE", 3))


def test_only_the_first_epoch_record_names_the_key(tmp_path: Path) -> None:
    log = Log()
    log.checkpoint()
    log.epoch(k=0, next_key=writer.text(writer.public("other")))
    log.epoch()
    log.sign()
    assert check(tmp_path, log.image())["status"] == "OPEN_PREFIX"


def test_signature_of_another_text(tmp_path: Path) -> None:
    broken(tmp_path, other_slot(1, lambda slot: flipped(slot, 150)), of("CHECKPOINT_SIGNATURE", 11))


# ---- step 8: the tail ----


def test_tail_too_long(tmp_path: Path) -> None:
    log = writer.still_open(max_interval=1)
    broken(tmp_path, log, at("TAIL_TOO_LONG", 4, 7), warnings=(at("UNSEALED_TAIL", 4, 7),))


def test_tail_ends_at_the_first_wrong_leaf(tmp_path: Path) -> None:
    for position, tail in ((4, 0), (5, 1)):
        log = writer.still_open()
        log.edit(position, segment=bytes(16))
        verdict = check(tmp_path, log.image())
        assert (verdict["status"], verdict["tail"], verdict["findings"]) == ("OPEN_PREFIX", tail, [])


def test_payloads_of_the_tail_are_no_finding(tmp_path: Path) -> None:
    log = writer.still_open()
    log.locations[4] = 2**60
    assert check(tmp_path, log.image())["findings"] == []


# ---- step 9: payloads ----


def test_payload(tmp_path: Path) -> None:
    log = writer.small()
    log.areas["channel/1"][log.locations[9]] ^= 4
    broken(tmp_path, log, at("PAYLOAD", 9, 1))
    log = writer.small()
    log.locations[9] = log.locations[6]
    broken(tmp_path, log, at("PAYLOAD", 9, 1))
    assert check(tmp_path, log.image(), payloads=False)["status"] == "STRUCTURE_ONLY"


def test_range(tmp_path: Path) -> None:
    for location in (2**64 - 2, 2**63, 200):
        log = writer.small()
        log.locations[9] = location
        broken(tmp_path, log, at("RANGE", 9, 1))
        verdict = check(tmp_path, log.image(), payloads=False)
        assert found(verdict) == [at("RANGE", 9, 1)]
    log = writer.small()
    del log.areas["channel/7"]
    expected = [at("RANGE", i, 7) for i in (3, 5, 7, 8, 12, 13, 18)]
    broken(tmp_path, log, *expected)


def test_no_byte_serves_twice(tmp_path: Path) -> None:
    """Records whose payloads together are longer than their area: the first that does not fit, not those after it."""
    log = Log()
    log.checkpoint()
    log.data(7, b"0123456789")
    for length in (6, 4, 5, 0):  # 10 + 6 of 16; 4 and 5 are too much; 0 is not
        log.data(7, b"0123456789"[:length], location=0)
    log.data(1, b"x")
    log.checkpoint(end=True)
    log.areas["channel/7"] = bytearray(b"0123456789" + bytes(6))
    image = log.image(slack=0)
    broken(tmp_path, image, at("RANGE", 4, 7), at("RANGE", 5, 7))
    assert found(check(tmp_path, image, payloads=False)) == [at("RANGE", 4, 7), at("RANGE", 5, 7)]
    log.areas["channel/7"] += b"0123"
    broken(tmp_path, log.image(slack=0), at("RANGE", 5, 7))
    log.withhold(2)
    log.areas["channel/7"] = bytearray(b"0123456789"[:6] + bytes(9))
    assert found(check(tmp_path, log.image(slack=0))) == []  # what is withheld takes nothing


def test_no_byte_of_the_system_area_serves_twice(tmp_path: Path) -> None:
    """GENESIS takes its part of the area as well."""
    log = writer.small()
    log.locations[11] = log.locations[10]
    assert found(check(tmp_path, log.image(slack=0))) == [at("PAYLOAD", 11, 0)]
    log = Log()
    log.checkpoint()
    first, length = log.event(), len(log.parts[2][0])
    for _ in range(2):
        log.event()
        log.locations[-1] = log.locations[first]
    log.checkpoint(end=True)
    end = log.areas["seal/system"][-len(log.parts[-1][0]) :]
    log.areas["seal/system"] = log.areas["seal/system"][: log.locations[first] + length] + end
    log.locations[-1] = log.locations[first] + length
    assert length < len(end) < 2 * length + 60
    verdict = check(tmp_path, log.image(slack=length))
    assert found(verdict)[-1][0] in ("RANGE", "EPOCH_RECORD")
    assert at("RANGE", 5, 0) in found(verdict)


def test_order_of_step_6(tmp_path: Path) -> None:
    """Too long and behind the end of the file: PAYLOAD. In the area but behind the end of the file: SHORT_READ."""
    log = Log()
    log.checkpoint()
    log.event()
    log.edit(2, length=65537)
    log.checkpoint(end=True)
    log.areas["seal/system"] += bytes(70_000)
    names = [*log.contents()]
    contents = log.contents()
    file, areas = bytearray(65536), {}
    for name in sorted(names, key=lambda name: name == "seal/system"):
        areas[name] = (len(file), len(contents[name]))
        file += contents[name]
    file[:65536] = writer.directory(areas, log.segment).ljust(65536, b"\0")
    cut = bytes(file[:-69_000])
    broken(tmp_path, cut, at("PAYLOAD", 2, 0), warnings=(bare("TRUNCATED_FILE"),))
    log.edit(2, length=60_000, rechain=True)
    verdict = check(
        tmp_path, cut[: areas["seal/leaf"][0]] + log.contents()["seal/leaf"] + cut[areas["seal/location"][0] :]
    )
    assert at("SHORT_READ", 2, 0) in found(verdict)


def test_only_the_first_thousand_of_a_code_are_listed(tmp_path: Path) -> None:
    """Over the whole verification: PAYLOAD of step 6 and of step 9; the verdict counts them all."""
    log = Log(max_interval=2048)
    log.checkpoint()
    log.event()
    for n in range(1100):
        log.data(7, b"v=%d" % n)
    log.areas["seal/system"][log.locations[2]] ^= 1
    log.checkpoint(end=True)
    log.areas["channel/7"] = bytearray(len(log.areas["channel/7"]))
    verdict = check(tmp_path, log.image())
    assert found(verdict) == [at("PAYLOAD", 2, 0), *[at("PAYLOAD", i, 7) for i in range(3, 1002)]]
    assert (verdict["status"], verdict["proven_records"]) == ("BROKEN", 1104)


def test_salt_in_redacted(tmp_path: Path) -> None:
    """A location NONE or rows of a derived copy in a full log; a derived copy with its salt key put back."""
    log = writer.small()
    log.locations[9] = NONE
    broken(tmp_path, log, at("SALT_IN_REDACTED", 9, 1))
    log = writer.multi()
    log.rows.append(struct.pack("<QIIQ8x32s", 99, 0, 1, 5, bytes(32)))
    broken(tmp_path, log, bare("SALT_IN_REDACTED"))
    log = writer.small()
    log.withhold(9)
    log.derived = False
    expected = [at("SALT_IN_REDACTED", 9, 1)]  # records of one part: the rows are not looked at
    verdict = broken(tmp_path, log, bare("SALT_IN_REDACTED"), *expected)
    assert verdict["withheld"] == 0
    verdict = check(tmp_path, log.image(), payloads=False)
    assert found(verdict) == [bare("SALT_IN_REDACTED"), at("SALT_IN_REDACTED", 9, 1)]


def row(index: int, part: int, kind: int, length: int, zero: bytes = bytes(8), value: bytes = bytes(32)) -> bytes:
    return struct.pack("<QIIQ8s32s", index, part, kind, length, zero, value)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row(2, 0, 0, 4), row(2, 1, 0, 0)],
        [row(2, 0, 0, 4), row(2, 1, 0, 0), row(2, 2, 0, 80), row(2, 3, 0, 0)],
        [row(2, 0, 0, 4), row(2, 1, 0, 0), row(2, 2, 0, 79)],
        [row(2, 0, 0, 3), row(2, 1, 0, 1), row(2, 2, 0, 80)],
        [row(2, 0, 0, 2**64 - 1), row(2, 1, 0, 5), row(2, 2, 0, 80)],
        [row(2, 0, 0, 4), row(2, 1, 0, 0), row(2, 3, 0, 80)],
        [row(2, 0, 0, 4, b"\1" * 8), row(2, 1, 0, 0), row(2, 2, 0, 80)],
        [row(2, 0, 0, 4), row(2, 1, 0, 0, value=b"\1" * 32), row(2, 2, 0, 80)],
        [row(2, 0, 3, 4), row(2, 1, 0, 0), row(2, 2, 0, 80)],
        [row(2, 1, 0, 0), row(2, 0, 0, 4), row(2, 2, 0, 80)],
    ],
)
def test_part_rows_of_a_full_log(tmp_path: Path, rows: list[bytes]) -> None:
    log = writer.multi()
    log.rows[:3] = rows
    expected = [at("PAYLOAD", 2, 1)]
    if rows and rows[0][8] == 1:  # not ascending: the table ends there
        expected.append(at("PAYLOAD", 4, 1))
    broken(tmp_path, log, *expected)
    assert check(tmp_path, log.image(), payloads=False)["status"] == "STRUCTURE_ONLY"


def test_rows_of_a_record_of_one_part_are_not_looked_at(tmp_path: Path) -> None:
    for rows in ([row(3, 0, 0, 3)], [row(3, 0, 0, 2)], [row(3, 5, 9, 1, b"z" * 8), row(3, 6, 0, 0)]):
        log = writer.multi()
        log.rows[3:3] = rows
        assert check(tmp_path, log.image())["status"] == "SEALED"
    log = writer.multi()
    log.rows[3:3] = [row(3, 0, 2, 3)]
    broken(tmp_path, log, bare("SALT_IN_REDACTED"))


def test_derived_copy(tmp_path: Path) -> None:
    log = writer.multi()
    log.withhold(3, parts={2: {0, 2}})
    verdict = check(tmp_path, log.image())
    assert (verdict["status"], verdict["withheld"], verdict["findings"]) == ("SEALED", 2, [])
    assert check(tmp_path, log.image(), payloads=False)["withheld"] == 2
    log = writer.still_open()
    log.withhold(2, 5)
    verdict = check(tmp_path, log.image())
    assert (verdict["status"], verdict["withheld"], verdict["tail"]) == ("OPEN_PREFIX", 1, 2)


@pytest.mark.parametrize("change", ["salt", "length", "hash", "kind", "missing", "bytes", "disclosed"])
def test_altered_derived_copy(tmp_path: Path, change: str) -> None:
    log = writer.multi()
    log.withhold(3, parts={2: {0}})
    first = next(i for i, each in enumerate(log.rows) if each[0] == 2)
    place = log.locations[2]
    if change == "salt":
        log.rows[first + 2] = flipped(log.rows[first + 2], 40)
    elif change == "length":
        log.rows[first] = flipped(log.rows[first], 16)
    elif change == "hash":
        log.rows[first] = flipped(log.rows[first], 63)
    elif change == "kind":
        log.rows[first + 1] = log.rows[first + 1][:12] + bytes(4) + log.rows[first + 1][16:]
    elif change == "missing":
        del log.rows[first + 1]
    else:
        log.areas["channel/1"][place + (0 if change == "bytes" else 10)] ^= 1
    broken(tmp_path, log, at("PAYLOAD", 2, 1))


def test_system_records_are_never_withheld(tmp_path: Path) -> None:
    log = writer.multi()
    log.withhold()
    log.rows[1] = row(1, 0, 2, unpacked_length(log, 1), value=writer.unpack(log.leaves[1])["root"])
    expected = [at("PAYLOAD", 1, 0), at("EPOCH_RECORD", 1, 0), of("CHECKPOINT_SIGNATURE", 6)]
    broken(tmp_path, log, *expected)
    log.rows[:2] = []
    broken(tmp_path, log, at("GENESIS", 0, 0))


def unpacked_length(log: Log, position: int) -> int:
    return int(writer.unpack(log.leaves[position])["length"])


def test_large_payload_in_chunks(tmp_path: Path) -> None:
    log = Log()
    log.checkpoint()
    log.data(1, b"x" * 700_000, b"y" * 300_000)
    log.checkpoint(end=True)
    assert check(tmp_path, log.image())["status"] == "SEALED"
    log.withhold(parts={2: {0}})
    assert check(tmp_path, log.image())["status"] == "SEALED"
    log.areas["channel/1"][600_000] = 1
    broken(tmp_path, log, at("PAYLOAD", 2, 1))


def test_many_records(tmp_path: Path) -> None:
    """More records than one batch of payloads holds."""
    log = Log()
    log.checkpoint()
    for n in range(2, 600):
        log.data(7, b"v=%d" % n)
    log.checkpoint(end=True)
    log.areas["channel/7"][5] ^= 1
    log.areas["channel/7"][-1] ^= 1
    broken(tmp_path, log, at("PAYLOAD", 3, 7), at("PAYLOAD", 599, 7))
    assert DATA != END
