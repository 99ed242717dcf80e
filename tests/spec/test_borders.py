"""The last value that is right and the first that is wrong, where the tests of the findings do not come to a border."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from tests.spec import writer
from tests.spec.load import check, found, verify
from tests.spec.writer import ANNEX, DATA, END, EVENT, NONE, Log

FAR = 2**40  # behind the end of every file here
NO_FINDING: tuple[list[Any], str] = ([], "SEALED")


def said(folder: Path, image: Log | bytes) -> tuple[list[Any], str]:
    """The findings, and the status."""
    verdict = check(folder, image if isinstance(image, bytes) else image.image())
    return found(verdict), verdict["status"]


def laid(log: Log, areas: dict[str, tuple[int, int]]) -> bytes:
    """The file with areas added to or changed in its directory."""
    image = log.image()
    return writer.directory(log.layout() | areas, log.segment).ljust(65536, b"\0") + image[65536:]


# ---- section 2: the directory ----


@pytest.mark.parametrize("number", ["9", "10", "1234567890", "4294967295"])
def test_names_of_channel_areas(tmp_path: Path, number: str) -> None:
    assert said(tmp_path, laid(writer.small(), {f"channel/{number}": (70_000, 0)})) == NO_FINDING


@pytest.mark.parametrize(
    "name", ["channel/4294967296", "channel/10000000000", "channel/1 ", "xchannel/9", "seal/leafs"]
)
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    assert said(tmp_path, laid(writer.small(), {name: (70_000, 0)}))[0] == [("DIR_FORMAT", None, None, None)]


def test_as_many_areas_as_there_may_be(tmp_path: Path) -> None:
    """6 of the seal and 1 024 of channels; with one more of a channel it is too many, though not too many areas."""
    log = writer.multi()
    more: dict[str, tuple[int, int]] = {f"channel/{number}": (70_000, 0) for number in range(100, 100 + 1022)}
    assert len(log.layout() | more) == 1030
    assert said(tmp_path, laid(log, more)) == NO_FINDING
    log = writer.small()
    assert len(log.layout() | more) == 1029
    assert said(tmp_path, laid(log, more)) == NO_FINDING
    more["channel/99"] = (70_000, 0)
    assert len(log.layout() | more) == 1030
    assert said(tmp_path, laid(log, more))[0] == [("DIR_FORMAT", None, None, None)]


@pytest.mark.parametrize(
    ("name", "offset", "size", "right"),
    [
        ("channel/9", 65_536, 0, True),
        ("channel/9", 65_535, 0, False),
        ("channel/9", 66_000, 0, True),
        ("channel/9", 66_000, 1, False),
        ("channel/9", 2**63 - 1, 0, True),
        ("channel/9", 2**63, 0, False),
        ("channel/9", FAR, 2**63 - 1 - FAR, True),
        ("channel/9", FAR, 2**63 - FAR, False),
        ("seal/leaf", FAR, 192 * 2**20, False),  # more leaves than locations
        ("seal/checkpoint", FAR, 4096 * 2**14, True),
        ("seal/checkpoint", FAR, 4096 * (2**14 + 1), False),
        ("seal/part", FAR, 64 * 2**22, True),
        ("seal/part", FAR, 64 * 2**22 + 64, False),
        ("seal/part", FAR, 0, True),
        ("seal/part", FAR, 65, False),
        ("seal/system", FAR, 2**63 - 1 - FAR, True),
        ("seal/location", FAR, 8 * 22, True),
        ("seal/location", FAR, 8 * 23, True),
        ("seal/location", FAR, 8 * 22 + 1, False),
        ("seal/location", FAR, 8 * 21, False),
        ("seal/location", FAR, 2**63 - 8 - FAR, True),
        ("seal/location", FAR, 8 * 23 - 1, False),
    ],
)
def test_places_of_areas(tmp_path: Path, name: str, offset: int, size: int, right: bool) -> None:
    """22 leaf slots; what lies behind the end of the file is right for the directory."""
    codes = [code for code, *_ in said(tmp_path, laid(writer.small(), {name: (offset, size)}))[0]]
    assert ("DIR_RANGE" not in codes) == right
    assert right or codes == ["DIR_RANGE"]


def test_the_most_leaves(tmp_path: Path) -> None:
    locations = {"seal/location": (FAR, 8 * (2**20 + 1))}
    for size, right in ((192 * 2**20, True), (192 * 2**20 + 192, False), (192 * 22 + 1, False)):
        codes = [
            code for code, *_ in said(tmp_path, laid(writer.small(), {"seal/leaf": (2 * FAR, size)} | locations))[0]
        ]
        assert codes == ["GENESIS" if right else "DIR_RANGE"]


def test_areas_side_by_side(tmp_path: Path) -> None:
    log = writer.small()
    end = len(log.image())
    for gap, right in ((0, True), (-1, False)):
        more = {"channel/8": (end, 10), "channel/9": (end + 10 + gap, 10)}
        assert (said(tmp_path, laid(log, more)) == NO_FINDING) == right


# ---- section 7.2: GENESIS ----


@pytest.mark.parametrize(
    "change",
    [
        {"segment_number": 0},
        {"segment_number": 2**53 - 1},
        {"provenance": "recorded"},
        {"provenance": "intake"},
        {"boot": ""},
        {"boot": "a\nb"},
        {"policy": {"max_interval": 1, "device_every": 1}},
        {"policy": {"max_interval": 2048, "device_every": 2**31 - 1}},
        {"previous": {"segment": "0b" * 16, "size": "0", "root": writer.text(bytes(32))}},
        {"previous": {"segment": "0b" * 16, "size": "9" * 20, "root": writer.text(bytes(32))}},
        {"channels": [{"id": 1, "name": "", "area": "a" * 64}, {"id": 2**32 - 1, "name": "a", "area": ".a"}]},
        {"channels": [{"id": 5, "name": "x", "area": "Az09_.-"}, {"id": 6, "name": "y", "area": "..."}]},
        {"channels": []},
    ],
)
def test_genesis(tmp_path: Path, change: dict[str, Any]) -> None:
    log = Log(change_genesis=change, channels={each["id"]: "" for each in change.get("channels", [])})
    log.checkpoint(end=True)
    assert said(tmp_path, log) == NO_FINDING


def test_names_of_areas_of_the_channel_table(tmp_path: Path) -> None:
    """One character of those allowed, each; none of the others."""
    good = [chr(byte) for byte in range(33, 127) if chr(byte).isalnum() or chr(byte) in "_-"]
    table = [{"id": n, "name": area, "area": area} for n, area in enumerate(good, 1)]
    assert len(table) == 64
    log = Log(change_genesis={"channels": table}, channels=dict(enumerate(good, 1)))
    log.checkpoint(end=True)
    assert said(tmp_path, log) == NO_FINDING
    for code in {*range(128)} - {ord(each) for each in good}:
        log = Log(change_genesis={"channels": [{"id": 1, "name": "a", "area": chr(code)}]})
        assert ("CHANNEL_TABLE", 0, 0, 1000) in said(tmp_path, log)[0]


@pytest.mark.parametrize(
    ("name", "right"), [("a", True), ("az09./-", True), ("a" * 64, True), ("a" * 65, False), ("", False)]
)
def test_device_names(tmp_path: Path, name: str, right: bool) -> None:
    log = Log(device=name)
    log.checkpoint(end=True)
    verdict = check(tmp_path, log.image(), [(name or "x", writer.text(writer.public("device")))])
    assert verdict["status"] == ("SEALED" if right else "BROKEN")
    assert (("GENESIS", 0, 0, 1000) in found(verdict)) != right


ENDORSEMENT = {"name": "n", "key": "k", "signature": "s"}
PREVIOUS = {"segment": "0b" * 16, "size": "7", "root": writer.text(bytes(32))}


@pytest.mark.parametrize("wrong", [None, 5])
@pytest.mark.parametrize("member", [*ENDORSEMENT, *PREVIOUS])
def test_members_within_members(tmp_path: Path, member: str, wrong: object) -> None:
    """Each of an endorsement and of the segment before: absent, or no text."""
    given = ENDORSEMENT if member in ENDORSEMENT else PREVIOUS
    other = {name: value if name != member else wrong for name, value in given.items() if wrong or name != member}
    log = Log(endorsements=[other]) if given is ENDORSEMENT else Log(change_genesis={"previous": other})  # type: ignore[list-item]
    assert ("GENESIS", 0, 0, 1000) in said(tmp_path, log)[0]


def test_as_many_endorsements_as_there_may_be(tmp_path: Path) -> None:
    """The last of 16 counts."""
    message = b"sealed-log/1/endorse\0car/7\0" + writer.public("device")
    key, signature = writer.text(writer.public("fleet")), writer.text(writer.private("fleet").sign(message))
    log = Log(endorsements=[{"name": f"n{n}", "key": key, "signature": signature} for n in range(16)])
    log.checkpoint(end=True)
    for name, status in (("n0", "SEALED"), ("n15", "SEALED"), ("n16", "UNTRUSTED")):
        assert check(tmp_path, log.image(), [(name, key)])["status"] == status


# ---- section 3: leaves ----


@pytest.mark.parametrize("count", [1, 2, 4096])
def test_parts(tmp_path: Path, count: int) -> None:
    log = Log()
    log.checkpoint()
    log.data(1, *[b"%d" % n for n in range(count)])
    log.checkpoint(end=True)
    assert said(tmp_path, log) == NO_FINDING


def test_more_parts_than_there_may_be(tmp_path: Path) -> None:
    log = Log()
    log.checkpoint()
    log.data(1, *[b""] * 4097)
    log.checkpoint(end=True)
    assert said(tmp_path, log)[0] == [("LEAF_FORMAT", 2, 1, 1020)]


@pytest.mark.parametrize("kind", [*range(10), 127, 254, 255])
def test_types(tmp_path: Path, kind: int) -> None:
    log = Log()
    log.checkpoint()
    log.add(kind, 1 if kind == DATA else 0, b"{}")
    log.checkpoint(end=True)
    codes = {code for code, *_ in said(tmp_path, log)[0]}
    wrong = {3: {"EPOCH_RECORD"}, END: {"EPOCH_RECORD", "AFTER_END"}}.get(kind, {"LEAF_FORMAT"})
    assert codes == (set() if kind in (1, 2, 4, 5, 6, 7) else wrong)


# ---- sections 5 and 7.1: places and lengths of payloads ----


@pytest.mark.parametrize(("kind", "most"), [(EVENT, 2**16), (writer.GAP, 2**16), (ANNEX, 2**20)])
def test_lengths_of_system_records(tmp_path: Path, kind: int, most: int) -> None:
    for length in (most, most + 1):
        log = Log()
        log.checkpoint()
        log.add(kind, 0, b'{"a":"' + b"x" * (length - 8) + b'"}')
        log.checkpoint(end=True)
        assert said(tmp_path, log)[0] == ([("PAYLOAD", 2, 0, 1020)] if length > most else [])


@pytest.mark.parametrize("length", [2**16 + 1, 2**20, 2**20 + 1])
def test_lengths_of_genesis(tmp_path: Path, length: int) -> None:
    log = Log(change_genesis={"padding": "x" * (length - len(Log(change_genesis={"padding": ""}).parts[0][0]))})
    assert len(log.parts[0][0]) == length
    log.checkpoint(end=True)
    assert (said(tmp_path, log) == NO_FINDING) == (length <= 2**20)


def test_a_payload_at_the_end_of_its_area(tmp_path: Path) -> None:
    """One of no bytes may lie at the end, not behind it; NONE is no place in a full log."""
    log = Log()
    log.checkpoint()
    log.data(7, b"12")
    log.data(7, b"")
    log.checkpoint(end=True)
    for location, code in ((0, ""), (2, ""), (3, "RANGE"), (NONE, "SALT_IN_REDACTED")):
        log.locations[3] = location
        assert said(tmp_path, log.image(slack=0))[0] == ([(code, 3, 7, 1030)] if code else [])
    log.locations[3] = 2
    for location, code in ((0, ""), (1, "RANGE")):
        log.locations[2] = location
        assert said(tmp_path, log.image(slack=0))[0] == ([(code, 2, 7, 1020)] if code else [])


def test_a_part_of_more_than_one_chunk(tmp_path: Path) -> None:
    log = Log()
    log.checkpoint()
    log.data(1, bytes(range(256)) * 4096 + b"more", b"other")
    log.data(1, b"x" * 2**20)
    log.checkpoint(end=True)
    assert said(tmp_path, log) == NO_FINDING
    log.withhold(parts={2: {0}, 3: {0}})
    assert said(tmp_path, log) == NO_FINDING
    for place in (0, 2**20 - 1, 2**20, 2**20 + 3):
        log.areas["channel/1"][place] = 1
        assert said(tmp_path, log)[0] == [("PAYLOAD", 2, 1, 1020)]
        log.areas["channel/1"][place] = 0


# ---- section 9 ----


@pytest.mark.parametrize("records", [3, 4])
def test_length_of_the_tail(tmp_path: Path, records: int) -> None:
    log = Log(max_interval=3)
    log.checkpoint()
    for _ in range(records):
        log.data(7, b"x")
    expected = [("TAIL_TOO_LONG", 2, 7, 1020)] if records > 3 else []
    assert said(tmp_path, log)[0] == expected


@pytest.mark.parametrize("count", [999, 1000, 1001])
def test_a_thousand_of_a_code(tmp_path: Path, count: int) -> None:
    """Others are listed all the same."""
    log = Log()
    log.epoch()
    log.slots += [b"no checkpoint"] * count
    codes = [code for code, *_ in said(tmp_path, log)[0]]
    assert codes == ["CHECKPOINT_FORMAT"] * min(count, 1000) + ["NO_CHECKPOINT"]


@pytest.mark.parametrize("every", [1, 2, 3])
def test_where_the_device_signs(tmp_path: Path, every: int) -> None:
    """Without its line at checkpoint k of 0 to 3."""
    for k in range(4):
        log = Log(device_every=every)
        for each in range(4):
            log.epoch()
            own = {f"{log.origin}/e{each}": f"epoch {each}"}
            log.sign(keys=own if each == k else own | {"car/7": "device"})
        missing = [("CHECKPOINT_DEVICE", k + 1, None, 1010 + 10 * k)]
        assert said(tmp_path, log)[0] == (missing if k % every == 0 else [])


def test_numbers_that_start_again(tmp_path: Path) -> None:
    """Sums are modulo 2^64: of the index, and of channel_seq."""
    log = Log()
    log.checkpoint()
    log.data(7, b"x", index=2**64 - 1, sequence=2**64 - 1)
    log.data(7, b"y", index=0, sequence=0, previous=2**64 - 1)
    codes = [code for code, *_ in said(tmp_path, log)[0]]
    assert codes == []
    log.epoch(leaf={"index": 1})
    log.sign()
    codes = [(code, index) for code, index, *_ in said(tmp_path, log)[0]]
    assert ("INDEX", 2) in codes
    assert ("CHANNEL_SEQUENCE", 2) in codes
    assert not {("INDEX", 3), ("CHANNEL_SEQUENCE", 3), ("INDEX", 4)} & set(codes)


def test_rows_behind_the_end_of_the_table(tmp_path: Path) -> None:
    """It ends before a row of zero bytes, at once or later."""
    for count in (1, 2):
        log = writer.multi()
        log.rows[:0] = [bytes(64)] * count
        assert said(tmp_path, log)[0] == [("PAYLOAD", 2, 1, 1020), ("PAYLOAD", 4, 1, 1040)]
    log = writer.multi()
    log.rows.append(struct.pack("<QIIQ8x32s", 0, 0, 1, 0, bytes(32)))
    assert said(tmp_path, log) == NO_FINDING


def test_a_last_checkpoint_that_fills_its_sectors(tmp_path: Path) -> None:
    """Zero bytes from the end of a sector on are its padding: it is whole, not torn."""
    log = writer.small()
    for name, size in ((b"n" * 84, 512), (b"a" * 73, 683), (b"b" * 73, 854), (b"c" * 72, 1024)):
        log.slots[3] += b"\xe2\x80\x94 " + name + b" " + b"A" * 91 + b"=\n"
        assert len(log.slots[3]) == size
        assert check(tmp_path, log.image())["warnings"] == []
        assert said(tmp_path, log) == NO_FINDING


@pytest.mark.parametrize("length", [2, 2**16 + 1, 2**40, 2**64 - 1])
def test_a_place_that_is_not_in_the_file(tmp_path: Path, length: int) -> None:
    """The file ends before the entries from record 2 on: whatever length they claim, only that is found."""
    log = Log()
    log.checkpoint()
    log.add(EVENT, 0, b"{}", length=length)
    log.data(7, b"ok", length=length)
    log.checkpoint(end=True)
    image = laid(log, {"seal/location": (len(log.image()), 8 * 8)}) + log.contents()["seal/location"][: 2 * 8 + 7]
    system = [("SHORT_READ", 2, 0, 1020), ("SHORT_READ", 4, 0, 1040), ("EPOCH_RECORD", 4, 0, 1040)]
    assert said(tmp_path, image)[0] == [*system, ("SHORT_READ", 3, 7, 1030)]
    assert found(check(tmp_path, image, payloads=False)) == system


@pytest.mark.parametrize("length", [1, 511, *[512 * s + more for s in range(1, 8) for more in (-1, 0, 1)], 4095, 4096])
def test_where_a_slot_is_torn(tmp_path: Path, length: int) -> None:
    """Behind a sector whose last byte is not zero, of any of the eight but the last."""
    log = Log()
    log.checkpoint()
    log.slots.append(b"x" * length)
    codes = [code for code, *_ in said(tmp_path, log)[0]]
    assert codes == ([] if length % 512 == 0 and length < 4096 else ["CHECKPOINT_FORMAT"])


def test_a_system_record_too_long_at_the_start_of_its_area(tmp_path: Path) -> None:
    log = Log()
    log.checkpoint()
    payload = b'{"a":"' + b"x" * (2**16 - 7) + b'"}'
    log.add(EVENT, 0, payload)
    log.checkpoint(end=True)
    log.areas["seal/system"][:0] = payload
    log.locations = [0 if i == 2 else location + len(payload) for i, location in enumerate(log.locations)]
    assert said(tmp_path, log)[0] == [("PAYLOAD", 2, 0, 1020)]


@pytest.mark.parametrize("parts", [0, 2, 2**32 - 1])
def test_a_system_record_is_one_part(tmp_path: Path, parts: int) -> None:
    """Whatever its leaf says; that is wrong once."""
    log = Log()
    log.checkpoint()
    log.add(EVENT, 0, b"{}", parts=parts)
    log.checkpoint(end=True)
    assert said(tmp_path, log)[0] == [("LEAF_FORMAT", 2, 0, 1020)]


def test_a_withheld_system_record(tmp_path: Path) -> None:
    log = Log()
    log.checkpoint()
    log.event()
    log.checkpoint(end=True)
    log.withhold(parts={2: {0}})
    assert said(tmp_path, log)[0] == [("PAYLOAD", 2, 0, 1020)]


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 2**32 - 1])
def test_kinds_of_rows(tmp_path: Path, kind: int) -> None:
    """With the salt that is right, so that only the kind is wrong."""
    log = writer.multi()
    for derived in (False, True):
        if derived:
            log = writer.multi()
            log.withhold()
        position = next(i for i, row in enumerate(log.rows) if row[0] == 2)
        value = bytes(32) if kind == 0 else log.salt(2, 0)
        log.rows[position] = struct.pack("<QIIQ8x32s", 2, 0, kind, 4, value)
        findings = [each for each in said(tmp_path, log)[0] if each[0] != "SALT_IN_REDACTED"]
        assert findings == ([] if kind == int(derived) else [("PAYLOAD", 2, 1, 1020)])


def test_a_checkpoint_over_genesis_alone(tmp_path: Path) -> None:
    log = Log()
    log.sign()
    assert said(tmp_path, log)[0] == [("EPOCH_RECORD", 0, 0, 1000)]


@pytest.mark.parametrize(("number", "findings"), [(2**53 - 1, []), (2**53, [("EPOCH_RECORD", 2, 0, 1020)])])
def test_the_largest_epoch(tmp_path: Path, number: int, findings: list[tuple[str, int, int, int]]) -> None:
    """Of a record that no checkpoint stands on: whether it is well-formed is all that is asked of it."""
    log = Log()
    log.checkpoint()
    log.epoch(k=number)
    log.checkpoint()
    assert said(tmp_path, log)[0] == findings


@pytest.mark.parametrize("payload", [None, b"{}"])
def test_a_checkpoint_without_its_epoch_is_not_good(tmp_path: Path, payload: bytes | None) -> None:
    """The finding is one of the leaf, once, though two checkpoints end there; neither proves anything."""
    log = Log()
    log.checkpoint()
    if payload is None:
        log.epoch(k=5)
    else:
        log.add(writer.EPOCH, 0, payload)
    log.sign()
    log.sign()
    verdict = check(tmp_path, log.image())
    codes = [(code, index) for code, index, *_ in found(verdict)]
    lost = [("CHECKPOINT_SIGNATURE", 2)]  # of the second: no record names its key
    assert codes == [("CHECKPOINT_SIZE", 2), ("EPOCH_RECORD", 2), *lost]
    assert (verdict["records"], verdict["proven_records"], verdict["complete"], verdict["signed"]) == (3, 2, "no", "no")
    assert verdict["root"] == writer.text(log.root(2))


def test_facts_where_the_verification_stops(tmp_path: Path) -> None:
    log = writer.small()
    log.salt_key = bytes(32)
    for image in (b"", log.image()):
        verdict = check(tmp_path, image)
        assert (verdict["payloads"], verdict["records"], verdict["complete"], verdict["trusted"]) == (
            "none",
            0,
            "no",
            "no",
        )
        assert 0 <= verdict["seconds"] < 60


def test_members_of_a_finding(tmp_path: Path) -> None:
    log = writer.still_open()
    log.areas["channel/1"][0] ^= 1
    verdict = check(tmp_path, log.image())
    (finding,), (warning,) = verdict["findings"], verdict["warnings"]
    assert list(finding) == list(warning) == ["code", "index", "channel", "t_ns", "text"]
    assert "payload" in finding["text"]
    assert "unsealed tail" in warning["text"]


def test_segment_ids(tmp_path: Path) -> None:
    """All but the one of zero bytes."""
    for segment in (bytes(15) + b"\1", b"\1" + bytes(15), b"\xff" * 16):
        log = Log(segment=segment)
        log.checkpoint(end=True)
        assert said(tmp_path, log) == NO_FINDING


@pytest.mark.parametrize("more", [b"X", b" ", b"\n", b"\r", b"\t", b"\xff", b"\0X", b"\x01"])
def test_a_slot_ends_with_zero_bytes_only(tmp_path: Path, more: bytes) -> None:
    log = Log()
    log.checkpoint()
    log.checkpoint(end=True)
    log.slots[1] += more
    assert said(tmp_path, log)[0] == [("CHECKPOINT_FORMAT", None, None, None)]


def test_one_row_twice(tmp_path: Path) -> None:
    """The table ends between the two."""
    log = writer.multi()
    log.rows[1:1] = [log.rows[0]]
    assert said(tmp_path, log)[0] == [("PAYLOAD", 2, 1, 1020), ("PAYLOAD", 4, 1, 1040)]


def test_torn_where_only_base64_is_wrong(tmp_path: Path) -> None:
    """That does not parse either."""
    log = writer.small()
    log.slots[3] += b"\xe2\x80\x94 " + b"n" * 84 + b" " + b"A" * 90 + b"B=\n"
    assert len(log.slots[3]) == 512
    verdict = check(tmp_path, log.image())
    assert (verdict["status"], found(verdict)) == ("OPEN_PREFIX", [])
    assert [each["code"] for each in verdict["warnings"]] == ["TORN_CHECKPOINT", "UNSEALED_TAIL"]


def test_records_of_one_instant(tmp_path: Path) -> None:
    log = Log()
    log.checkpoint()
    log.data(7, b"x", t_arrival=1010)
    log.data(7, b"y", t_arrival=1009)
    log.checkpoint(end=True)
    assert said(tmp_path, log)[0] == [("TIME_BACKWARDS", 3, 7, 1009)]


@pytest.mark.parametrize("data", [b"", b"x"])
def test_a_channel_without_an_area(tmp_path: Path, data: bytes) -> None:
    log = Log()
    log.checkpoint()
    log.data(7, data)
    log.checkpoint(end=True)
    del log.areas["channel/7"]
    assert said(tmp_path, log)[0] == [("RANGE", 2, 7, 1020)]


def test_every_checkpoint_after_end(tmp_path: Path) -> None:
    """Not only the next one."""
    log = Log()
    log.checkpoint()
    log.checkpoint(end=True)
    for k in (2, 3):
        log.epoch()
        log.sign(k=k)
    codes = [(code, index) for code, index, *_ in said(tmp_path, log)[0] if code == "AFTER_END"]
    assert codes == [("AFTER_END", 3), ("AFTER_END", 3), ("AFTER_END", 4)]


def test_usage_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["--help"], ["--no-payloads"], [str(tmp_path), "car/7=abc"]):
        assert verify.main(words) == 64
        out, err = capsys.readouterr()
        assert (out, err.startswith(str(verify.__doc__))) == ("", True)


@pytest.mark.parametrize("where", ["root", "line"])
def test_base64_of_a_slot(tmp_path: Path, where: str) -> None:
    """It is found, covers nothing and proves nothing."""
    log = Log()
    log.checkpoint()
    log.checkpoint(end=True)
    if where == "root":
        root = log.slots[1].split(b"\n")[2]
        log.slots[1] = log.slots[1].replace(root, b"A" * 42 + b"B=")
    else:
        log.slots[1] += b"\xe2\x80\x94 name " + b"A" * 90 + b"B=\n"
    verdict = check(tmp_path, log.image())
    assert found(verdict) == [("BASE64", None, None, None)]
    assert (verdict["records"], verdict["tail"], verdict["proven_records"], verdict["signed"]) == (2, 1, 2, "yes")


@pytest.mark.parametrize("place", range(24, 64))
def test_zero_fields_of_a_row(tmp_path: Path, place: int) -> None:
    log = writer.multi()
    log.rows[0] = log.rows[0][:place] + b"\1" + log.rows[0][place + 1 :]
    assert said(tmp_path, log)[0] == [("PAYLOAD", 2, 1, 1020)]


def test_rows_ascend_by_index_and_part_alone(tmp_path: Path) -> None:
    """A row that is greater only in what follows ends the table."""
    log = writer.multi()
    log.rows[1:1] = [struct.pack("<QIIQ40x", 2, 0, 0, 5)]
    assert said(tmp_path, log)[0] == [("PAYLOAD", 2, 1, 1020), ("PAYLOAD", 4, 1, 1040)]


def test_a_checkpoint_of_too_many_leaves_after_end(tmp_path: Path) -> None:
    """What it ends with is not known."""
    log = Log()
    log.checkpoint()
    log.checkpoint(end=True)
    log.sign(k=2, size="9", root=log.root())
    codes = [code for code, *_ in said(tmp_path, log)[0]]
    assert codes == ["SIZE_RANGE", "CHECKPOINT_SIGNATURE"]


def test_numbers_of_more_than_63_bits(tmp_path: Path) -> None:
    log = Log()
    log.checkpoint()
    log.data(7, b"x", index=2**63 - 1, sequence=2**63 - 1)
    log.data(7, b"y", index=2**63, sequence=2**63, previous=2**63 - 1)
    log.epoch(leaf={"index": 2**63 + 1})
    log.sign()
    codes = [(code, index) for code, index, *_ in said(tmp_path, log)[0] if index in (2, 3, 4)]
    assert {("INDEX", 2), ("CHANNEL_SEQUENCE", 2)} <= {*codes}
    assert not {("INDEX", 3), ("CHANNEL_SEQUENCE", 3), ("INDEX", 4)} & {*codes}


@pytest.mark.parametrize(
    ("records", "parts", "count"),
    [((), {}, 0), ((), {2: {0}}, 1), ((), {2: {0, 1, 2}}, 1), ((3, 4), {}, 2), ((3,), {4: {1}}, 2), ((2, 3, 4), {}, 3)],
)
def test_how_many_are_withheld(
    tmp_path: Path, records: tuple[int, ...], parts: dict[int, set[int]], count: int
) -> None:
    """Of three records; wholly or in part is one."""
    log = writer.multi()
    log.withhold(*records, parts=parts)
    for payloads in (True, False):
        assert check(tmp_path, log.image(), payloads=payloads)["withheld"] == count
