"""MCAP that is damaged, cut or made to harm: an error that says where, or counted losses; bounded memory and time.

Must not know how records are read.
"""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path
from typing import Any

import lz4.frame
import numpy as np
import pytest
import zstandard
from mcap.writer import CompressionType

from app.convert import sources
from app.convert.messages import decompression
from app.convert.messages.carrier import CarrierError
from app.convert.messages.decompression import decompressed
from app.convert.sources import Sources
from app.log.source import Source, UnreadableError
from tests.cli.say import Say
from tests.convert.intakes import lost, taken
from tests.convert.mcap_files import PLAIN, McapOut, Said, ros_file
from tests.convert.ros import NS, T0

pytestmark = pytest.mark.usefixtures("own_home")
MAGIC = b"\x89MCAP0\r\n"
HEADER = "std_msgs/msg/Header"


def headers(path: Path, count: int = 50, **options: Any) -> Path:
    """A file of headers with stamps T0, T0 + 1, ..."""
    said: list[Said] = [("/a", HEADER, T0 + n, {"stamp": T0 + n, "frame_id": "x"}) for n in range(count)]
    return ros_file(path, said, **options)


def record(op: int, content: bytes) -> bytes:
    return struct.pack("<BQ", op, len(content)) + content


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode()


def channel(number: int = 1, topic: str = "/a", schema: int = 0, encoding: str = "cdr", **said: str) -> bytes:
    texts = b"".join(text(name) + text(value) for name, value in said.items())
    head = struct.pack("<HH", number, schema) + text(topic) + text(encoding)
    return record(4, head + struct.pack("<I", len(texts)) + texts)


def message(data: bytes, number: int = 1, log: int = T0) -> bytes:
    return record(5, struct.pack("<HIQQ", number, 0, log, log) + data)


def chunk(content: bytes, *, size: int | None = None, how: str = "", crc: int = 0, raw: bytes | None = None) -> bytes:
    packed = content if raw is None else raw
    head = struct.pack("<QQQI", 0, 0, len(content) if size is None else size, crc)
    return record(6, head + text(how) + struct.pack("<Q", len(packed)) + packed)


def file(path: Path, *records: bytes) -> Path:
    path.write_bytes(MAGIC + record(1, text("") + text("")) + b"".join(records))
    return path


@pytest.mark.parametrize(
    "options", [{}, {"compression": CompressionType.NONE}, {"compression": CompressionType.LZ4}, PLAIN]
)
def test_cut_anywhere(say: Say, tmp_path: Path, options: dict[str, Any]) -> None:
    """What is whole is taken, in order, and it is said that more was there."""
    raw = headers(tmp_path / "x.mcap", 200, **{"chunk_size": 900, **options}).read_bytes()
    counts = []
    for number, end in enumerate(range(len(raw) - 1, 400, -len(raw) // 9)):
        source = tmp_path / f"{number}.mcap"
        source.write_bytes(raw[:end])
        status, facts, log = taken(say, source, tmp_path / f"out{number}")
        assert "has no footer" in log.assumed
        stamps = [one["t_capture_ns"] for one in log.records("/a")]
        assert stamps == [T0 + n for n in range(len(stamps))]
        counts.append(len(stamps))
        assert status == (3 if facts["not_taken"] else 0)
        assert facts["not_taken"] or len(stamps) == 200
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 200
    assert 0 < counts[-1] < 60


@pytest.mark.parametrize("seed", range(24))
def test_altered_at_random(say: Say, tmp_path: Path, seed: int) -> None:
    kinds: list[dict[str, Any]] = [
        {}, {"compression": CompressionType.LZ4}, {"compression": CompressionType.NONE}, PLAIN,
    ]  # fmt: skip
    raw = bytearray(headers(tmp_path / "x.mcap", 60, **{"chunk_size": 700, **kinds[seed % 4]}).read_bytes())
    random = np.random.default_rng(seed)
    for place in random.integers(8, len(raw), int(random.integers(1, 12))):
        raw[place] = random.integers(256)
    (tmp_path / "x.mcap").write_bytes(raw)
    begin = time.monotonic()
    assert say("convert", tmp_path / "x.mcap", "-o", tmp_path / "out", "--json")[0] in (0, 3, 65)
    assert time.monotonic() - begin < 20


def test_a_chunk_whose_checksum_does_not_fit(say: Say, tmp_path: Path) -> None:
    """Its messages are not taken, and counted; the others are."""
    whole = channel() + message(b"good")
    other = message(b"b1") + message(b"b2")
    source = file(
        tmp_path / "x.mcap", chunk(whole, crc=zlib.crc32(whole)), chunk(other, crc=7), chunk(message(b"last"))
    )
    status, facts, log = taken(say, source, tmp_path / "out")
    assert (status, log.payloads("/a")) == (3, [b"good", b"last"])
    assert "2 messages are not taken" in str(facts["not_taken"])


def test_altered_data_or_summary_is_said(say: Say, tmp_path: Path) -> None:
    raw = bytearray(headers(tmp_path / "x.mcap", 5, **PLAIN, enable_data_crcs=True).read_bytes())
    raw[raw.index(struct.pack("<II", T0 // NS, 3))] ^= 1
    (tmp_path / "x.mcap").write_bytes(raw)
    status, facts, _ = taken(say, tmp_path / "x.mcap", tmp_path / "out")
    assert (status, "the checksum of its data does not fit" in str(facts["not_taken"])) == (3, True)


def test_counts_that_disagree(say: Say, tmp_path: Path) -> None:
    """With the statistics of the file, in both directions."""
    raw = headers(tmp_path / "x.mcap", 5).read_bytes()
    said = struct.pack("<IHQ", 10, 1, 5)
    assert raw.count(said) == 1
    more, fewer = raw.replace(said, struct.pack("<IHQ", 10, 1, 9)), raw.replace(said, struct.pack("<IHQ", 10, 1, 2))
    (tmp_path / "more.mcap").write_bytes(more)
    status, facts, _ = taken(say, tmp_path / "more.mcap", tmp_path / "out")
    assert (status, lost(facts)["/a"]) == (3, [("messages that the file counts and does not have", 4)])
    (tmp_path / "fewer.mcap").write_bytes(fewer)
    _, _, log = taken(say, tmp_path / "fewer.mcap", tmp_path / "out2")
    assert "counts 2 messages of '/a' and has 5; all are taken" in log.assumed


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([message(b"x", number=9)], "a channel that the file does not describe"),
        ([message(b"x", log=2**63)], "beyond the year 2116"),
        ([record(5, b"short")], "a message without its head"),
        ([record(4, b"\0" * 7)], "the record ends in the middle of a number"),
        ([record(3, struct.pack("<H", 3) + struct.pack("<I", 2**32 - 1))], "bytes are promised where"),
        ([chunk(b"", size=2**62, how="zstd", raw=b"x")], "at most"),
        ([chunk(b"x" * 100, how="zip")], "compression 'zip' is not known"),
        ([chunk(b"x" * 100, how="zstd")], "cannot be decompressed"),
        ([chunk(b"x" * 100, how="lz4")], "cannot be decompressed"),
        ([chunk(b"x" * 100)], "no whole record"),
        ([chunk(b"", size=100, how="zstd", raw=zstandard.compress(b"y" * 10**6))], "100 bytes were promised"),
        ([chunk(b"", size=10**6, how="zstd", raw=zstandard.compress(b"y" * 100))], "1000000 bytes were promised, 100"),
        ([record(0x0C, struct.pack("<I", 2**31))], "bytes are promised where"),
        (
            [record(9, struct.pack("<QQ", T0, T0) + text("n") + text("t") + struct.pack("<Q", 2**60))],
            "the attachment has",
        ),
        ([struct.pack("<BQ", 5, 2**63)], "ends in the middle of the record"),
        ([record(0, b"")], "or is damaged there"),
    ],
)
def test_records_that_do_not_fit(say: Say, tmp_path: Path, records: list[bytes], why: str) -> None:
    """Counted with their place; the message before them is taken."""
    status, facts, log = taken(say, file(tmp_path / "x.mcap", channel(), message(b"good"), *records), tmp_path / "out")
    assert (status, log.payloads("/a")) == (3, [b"good"])
    assert why in str(facts["not_taken"])


def test_schemas_and_names_that_harm(say: Say, tmp_path: Path) -> None:
    """Circles, endless nesting, absurd counts, names that are none: the bytes are kept, and it is said why."""
    out = McapOut(tmp_path / "x.mcap")
    deep = "a/T0 x\n" + "".join(f"===\nMSG: a/T{n}\na/T{n + 1} x\n" for n in range(40)) + "===\nMSG: a/T40\nint8 v\n"
    wide = (
        "a/T0[1000] x\n"
        + "".join(f"===\nMSG: a/T{n}\na/T{n + 1}[1000] x\n" for n in range(8))
        + "===\nMSG: a/T8\nint8 v\n"
    )
    arrays = "a/T0[60] x\n" + "".join(f"===\nMSG: a/T{n}\na/T{n + 1}[60] x\n" for n in range(20)) + "===\nMSG: a/T20\n"
    branches = "".join(f"a/T{{0}} x{m}\n" for m in range(90))
    tree = branches.format(0) + "".join(f"===\nMSG: a/T{n}\n{branches.format(n + 1)}" for n in range(20))
    schemas = {
        "arrays": arrays, "tree": tree + "===\nMSG: a/T20\n",
        "circle": "a/B b\n===\nMSG: a/B\na/Circle c\n===\nMSG: a/Circle\na/B b\n", "deep": deep,
        "nowhere": "other/Thing x\n", "huge": "int8[99999999999999999999] x\n", "noise": "\x00\xff nothing at all\n",
        "wide": wide, "many": "int8 a\n" * 30_000, "nested": "===\n" * 1000,
    }  # fmt: skip
    for name, schema in schemas.items():
        out.raw(f"/{name}", T0, b"\x00\x01\x00\x00" + b"\x01" * 64, encoding="cdr", type_="a/msg/Circle",
                schema=schema.encode(), schema_encoding="ros2msg")  # fmt: skip
    out.raw("/" + "n" * 5000, T0, b"1", encoding="x")
    out.raw("bad\x00\x1b[31m\nname", T0, b"2", encoding="x")
    out.raw("", T0, b"3", encoding="x")
    begin = time.monotonic()
    _, _, log = taken(say, out.done(), tmp_path / "out")
    assert time.monotonic() - begin < 20
    assert len(log.channels) == len(schemas) + 3
    assert {one["kind"] for one in log.channels.values()} == {"raw"}
    assert "contains itself" in log.assumed
    assert all(name.isprintable() and len(name) <= 256 for name in log.channels)
    assert any(one.get("name_in_file") == "bad\x00\x1b[31m\nname" for one in log.told["topics"])


@pytest.mark.parametrize(
    ("definition", "body"),
    [
        ("string s\n", struct.pack("<I", 2**32 - 1) + b"abc"),
        ("string[] s\n", struct.pack("<I", 2**32 - 1) + b"\0" * 8),
        ("float64[] s\n", struct.pack("<I", 2**29) + b"\0" * 8),
        ("a/E[] s\n===\nMSG: a/E\n", struct.pack("<I", 2**32 - 1)),
        ("a/E[] s\n===\nMSG: a/E\nint8 v\n", struct.pack("<I", 2**21) + b"\0" * 2**21),
        ("int32 a\nstring s\n", b"\0" * 2),
        ("int32 a\nint8[] b\n", struct.pack("<iI", 1, 0) + b"\0" * 40),
    ],
)
def test_messages_that_promise_more_than_they_have(say: Say, tmp_path: Path, definition: str, body: bytes) -> None:
    """No memory is taken for what cannot be there; the bytes are kept."""
    out = McapOut(tmp_path / "x.mcap")
    definition = "std_msgs/Header header\n" + definition
    head = b"\x00\x01\x00\x00" + struct.pack("<iII", 5, 0, 1) + b"\0" * 4
    out.raw(
        "/a", T0, head + body, encoding="cdr", type_="a/msg/M", schema=definition.encode(), schema_encoding="ros2msg"
    )
    begin = time.monotonic()
    _, _, log = taken(say, out.done(), tmp_path / "out")
    assert time.monotonic() - begin < 10
    assert log.payloads("/a") == [head + body]


def test_a_message_of_objects_without_end(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap")
    raw = b"\x00\x01\x00\x00" + struct.pack("<iIII", 1, 0, 1, 0) + b"\0" * 4
    out.raw("/a", T0, raw[:-4] + struct.pack("<I", 2**32 - 1) + b"\0" * 100, encoding="cdr",
            type_="vision_msgs/msg/Detection3DArray")  # fmt: skip
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, log.channels["/a"]["kind"]) == (3, "raw")
    assert "bytes are left" in str(lost(facts)["/a"])


def test_more_topics_than_a_log_has_channels(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap")
    for number in range(1030):
        out.raw(f"/{number}", T0, b"x", encoding="x", publish_ns=T0 + number // 1025)
    status, facts = say.json("convert", out.done(), "--dry-run")
    # 6 topics, and the 5 publish times that are not log times
    assert (status, len(facts["channels"]), len(facts["not_taken"])) == (3, 1024, 7)
    assert lost(facts)["publish times"] == [("a log has at most 1024 channels", 5)]


def test_deep_json(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap")
    for raw in (b"[" * 10**6, b'{"a":' * 10**5, b"null", b"\xff"):
        out.raw("/a", T0, raw, encoding="json", type_="foxglove.Log")
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, len(log.payloads("/a"))) == (3, 4)
    assert sum(count for _, count in lost(facts)["/a"]) == 4


def test_no_more_comes_out_than_was_promised() -> None:
    bomb = b"\0" * 10**7
    for how, packed in (("zstd", zstandard.compress(bomb)), ("lz4", lz4.frame.compress(bomb))):
        assert decompressed(packed, how, 10**7) == bomb
        with pytest.raises(CarrierError, match="more came out"):
            decompressed(packed, how, 1000)
        with pytest.raises(CarrierError, match="were promised"):
            decompressed(packed, how, 10**7 + 1)
        assert bomb.startswith(decompressed(packed[: len(packed) // 2], how, 10**7, cut=True))
    with pytest.raises(CarrierError, match="at most"):
        decompressed(b"", "zstd", decompression.MOST_BYTES + 1)


def test_messages_far_out_of_order_do_not_take_for_ever(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each next message is in another chunk, and no chunk can be held."""
    monkeypatch.setattr("app.convert.messages.places._LOADS_A_PIECE", 2)
    monkeypatch.setattr("app.convert.messages.places._SPARE_LOADS", 0)
    monkeypatch.setattr("app.convert.mcap.reader.Pieces", lambda: decompression.Pieces(1))
    said = [("/a", HEADER, T0 + (n * 37) % 400, {"stamp": T0, "frame_id": "x"}) for n in range(400)]
    status, _, err = say("convert", ros_file(tmp_path / "x.mcap", said, chunk_size=900), "-o", tmp_path / "out")
    assert (status, "mcap sort" in err) == (65, True)
    assert not (tmp_path / "out.h5").exists()


def test_stamps_of_another_drive(say: Say, tmp_path: Path) -> None:
    said = [("/a", HEADER, T0 + n, {"stamp": T0 - 400 * 86_400 * NS + n, "frame_id": ""}) for n in range(3)]
    _, _, log = taken(say, ros_file(tmp_path / "x.mcap", said), tmp_path / "out")
    assert "stamps of '/a' are -400.0 days from its log times" in log.assumed


def test_a_device_that_fails(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies before the sector that cannot be read is taken, and the rest is counted."""
    source = headers(tmp_path / "x.mcap", 200, **PLAIN)
    bad = source.stat().st_size // 2
    read_into = Source.read_into

    def failing(self: Source, offset: int, target: memoryview) -> int:
        if self.path == source and offset <= bad < offset + len(target):
            raise UnreadableError(bad, "Input/output error")
        return read_into(self, offset, target)

    monkeypatch.setattr(Source, "read_into", failing)
    monkeypatch.setattr("app.convert.messages.carrier._WINDOW_BYTES", 64)
    monkeypatch.setattr(Sources, "_digest", lambda _, path: sources._Digest(sources._look(path), "0" * 64))
    status, facts, log = taken(say, source, tmp_path / "out")
    assert status == 3
    assert 50 < len(log.payloads("/a")) < 200
    assert "cannot read byte" in str(facts["not_taken"])


def test_a_channel_that_is_described_over_and_over(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time otherwise: so many topics are told apart, and the messages of the others are counted."""
    monkeypatch.setattr("app.convert.topics.look._MOST_TOPICS", 20)
    records = [part for n in range(50) for part in (channel(topic=f"/{n}"), message(b"x"))]
    status, facts, log = taken(say, file(tmp_path / "x.mcap", *records), tmp_path / "out")
    assert (status, len(log.channels)) == (3, 20)
    assert lost(facts)["further topics"] == [("messages of more than 20 topics", 30)]
    assert "describes channel 1 twice, and differently" in log.assumed


@pytest.mark.parametrize("size", [8, 9, 20, 30])
def test_hardly_more_than_a_name(say: Say, tmp_path: Path, size: int) -> None:
    (tmp_path / "x.mcap").write_bytes((MAGIC + record(1, text("") + text("")) + b"\x05" * 20)[:size])
    status, _, err = say("convert", tmp_path / "x.mcap", "--dry-run")
    assert (status, "device" in err) == (65, False)


def test_names_of_frames_that_nobody_can_print(say: Say, tmp_path: Path) -> None:
    """They stand in attributes of HDF5, which have no NUL."""
    frame = "a\x00\x1b[31m\n" + "z" * 500
    said: list[Said] = [("/a", HEADER, T0, {"stamp": T0, "frame_id": frame})]
    moved = {"header": {"frame_id": "map\x00"}, "child_frame_id": "base_link"}
    for x in (0.0, 5.0):  # a vehicle that moves: its parent is a world
        there = {"translation": {"x": x}, "rotation": {"w": 1.0}}
        said.append(("/tf", "tf2_msgs/msg/TFMessage", T0, {"transforms": [{**moved, "transform": there}]}))
    status, _, log = taken(say, ros_file(tmp_path / "x.mcap", said), tmp_path / "out")
    assert status == 0
    assert log.channels["/a"]["frame"] == "a??[31m?" + "z" * 192
    assert log.channels["/tf map? from base_link"]["frame"] == "map?"


def test_what_a_channel_says_of_itself(say: Say, tmp_path: Path) -> None:
    """Each time that it says something else; texts without end are cut, and counted."""
    said = [channel(serial="1"), channel(serial="1"), channel(serial="2", long="x" * 20_000), message(b"x")]
    status, facts, log = taken(say, file(tmp_path / "x.mcap", *said), tmp_path / "out")
    assert [one["serial"] for one in log.told["connections"]] == ["1", "2"]
    assert len(log.told["connections"][1]["long"]) == 16_000
    assert (status, sum(count for _, count in lost(facts)["/a"])) == (3, 1)
