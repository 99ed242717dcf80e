"""Bags and databases that are damaged or odd: what is whole of them is taken, and what is not is counted by its number.

Must not know how messages are read.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import zstandard
from rosbags.rosbag1 import Reader as BagReader
from rosbags.rosbag1 import Writer as BagWriter

from app.convert.ros_bags.bag_records import BagRecords
from tests.cli.say import Say
from tests.convert.intakes import Intake, lost, taken
from tests.convert.ros import NS, T0, Ros, header
from tests.convert.test_bags import METADATA, as_bag, db3, message

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.mark.parametrize("seed", range(12))
def test_damaged_bags(say: Say, tmp_path: Path, seed: int) -> None:
    """What is taken are messages of the bag, and what is not is counted: none is lost in silence."""
    compression = ("", "LZ4", "BZ2")[seed % 3]
    source = as_bag(tmp_path / "x.bag", compression=compression, count=200, threshold=2000)
    whole = {raw for _, _, raw in bag_messages(source)}
    raw = bytearray(source.read_bytes())
    random = np.random.default_rng(seed)
    for place in random.integers(len(raw) // 4, len(raw), 8):
        raw[place] = random.integers(256)
    source.write_bytes(raw)
    status, _, _ = say("convert", source, "-o", tmp_path / "out", "--json")
    assert status == (0 if compression == "" else 3) or (status, compression) == (3, "")
    log = Intake(say, tmp_path / "out.h5")
    kept = [one for name, spec in log.channels.items() if spec["kind"] == "raw" for one in log.payloads(name)]
    assert len(kept) > 20
    # only this compression has checksums; bytes of others may be altered unseen
    assert compression != "BZ2" or set(kept) <= whole
    understood = sum(len(log.payloads(name)) for name in log.channels if not name.endswith(" (messages)"))
    assert understood == 200 or log.told["not_taken"]


def bag_messages(path: Path) -> Iterator[tuple[str, int, bytes]]:
    """Topic, time and bytes of the messages of a bag, as another library reads it."""
    with BagReader(path) as reader:
        for connection, time, raw in reader.messages():
            yield connection.topic, time, bytes(raw)


def bag_of_chunks(path: Path, *, pieces: int = 5, each: int = 4) -> Path:
    """A bag with as many chunks of as many messages on /a."""
    types = Ros(ros1=True)
    writer = BagWriter(path)
    writer.set_compression(BagWriter.CompressionFormat.BZ2)
    with writer:
        writer.chunk_threshold = 10**9
        connection = writer.add_connection("/a", "std_msgs/msg/Header", typestore=types.store)
        for piece in range(pieces):
            for number in range(each):
                stamp = T0 + piece * NS + number
                writer.write(connection, stamp, types.bytes("std_msgs/msg/Header", header(stamp, "x" * 50)))
            writer.write_chunk(writer.chunks[-1])
    return path


@pytest.mark.parametrize("indexed", [True, False])
def test_one_damaged_chunk_of_a_bag(say: Say, tmp_path: Path, indexed: bool) -> None:
    """What lies behind it is taken; the bag says how many messages were in it, behind the chunk and at its end."""
    source = bag_of_chunks(tmp_path / "x.bag")
    raw = bytearray(source.read_bytes())
    starts = [match.start() for match in re.finditer(b"BZh9", raw)]
    assert len(starts) == 5
    raw[starts[1] + 4 : starts[1] + 10] = b"\0" * 6
    if not indexed:
        # its index is one record of another sort, which nobody reads
        at = raw.index(b"op=\x04", starts[1])
        raw[at + 3] = 0x70
    source.write_bytes(raw)
    status, facts, log = taken(say, source, tmp_path / "out")
    stamps = [one["t_capture_ns"] for one in log.records("/a")]
    assert (status, stamps) == (3, [T0 + piece * NS + n for piece in (0, 2, 3, 4) for n in range(4)])
    found = lost(facts)
    who = "index" if indexed else "bag"
    assert found.pop("/a") == [(f"messages that the {who} counts and the chunk does not have", 4)]
    (((where, why),),) = [list(found.items())]
    assert where.startswith("x.bag, record at byte ")
    assert "cannot be decompressed" in str(why)


@pytest.mark.parametrize(
    ("indexed", "records", "goes_on"), [(True, 16, "where a chunk begins"), (False, 8, "nothing behind it")]
)
def test_a_bag_whose_frame_is_broken_goes_on_where_its_index_knows_a_chunk(
    say: Say, tmp_path: Path, indexed: bool, records: int, goes_on: str
) -> None:
    source = bag_of_chunks(tmp_path / "x.bag")
    raw = bytearray(source.read_bytes())
    head = [match.start() for match in re.finditer(b"compression=bz2", raw)][2] - 8
    raw[head - 4 : head + 60] = b"\xff" * 64
    source.write_bytes(raw if indexed else raw[: raw.rindex(b"op=\x07") - 100])
    status, facts, log = taken(say, source, tmp_path / "out")
    assert (status, len(log.payloads("/a"))) == (3, records)
    assert goes_on in str(facts["not_taken"])


def test_a_bag_that_is_still_being_written_is_the_last_of_its_folder(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "bags"
    folder.mkdir()
    for number, name in ((0, "x_9.bag"), (1, "x_10.bag"), (2, "a.bag.active")):
        types = Ros(ros1=True)
        with BagWriter(tmp_path / name) as writer:
            connection = writer.add_connection("/a", "std_msgs/msg/Header", typestore=types.store)
            stamp = T0 + number * NS
            writer.write(connection, stamp, types.bytes("std_msgs/msg/Header", header(stamp)))
        (tmp_path / name).rename(folder / name)
    (folder / "notes.txt").write_text("read me")
    status, facts, log = taken(say, folder, tmp_path / "out")
    assert (status, lost(facts)) == (3, {"notes.txt": [("is no ROS 1 bag, and not read", 1)]})
    assert [one["t_capture_ns"] - T0 for one in log.records("/a")] == [0, NS, 2 * NS]
    assert [one["name"] for one in log.genesis["intake"]["sources"]] == ["x_9.bag", "x_10.bag", "a.bag.active"]


@pytest.mark.parametrize("name", ["metadata.yaml", "x.mcap", "x.bag", "x.db3"])
def test_a_pipe_is_no_file(say: Say, tmp_path: Path, name: str) -> None:
    """Nobody waits for what will never come."""
    folder = tmp_path / "bag"
    source = db3(folder / "bag_0.db3", [(1, T0, message(0))])
    os.mkfifo(folder / name)
    status, facts, log = taken(say, folder, tmp_path / "out", "--format", "ros2-db3")
    assert (status, len(log.payloads("/a"))) == (3, 1)
    assert "and not read" in str(facts["not_taken"])
    assert say("convert", source, "--dry-run")[0] == 0
    if name != "metadata.yaml":
        form = {"x.mcap": "mcap", "x.bag": "ros1-bag", "x.db3": "ros2-db3"}[name]
        status, _, err = say("convert", folder / name, "--format", form, "--dry-run")
        assert (status, "not a regular file" in err) == (66, True)


def test_a_topic_whose_number_is_none(say: Say, tmp_path: Path) -> None:
    """Is counted; the others are taken."""
    source = db3(tmp_path / "x.db3", [(1, T0, message(0)), (1, T0 + 1, message(1))])
    database = sqlite3.connect(source)
    database.executescript(
        "ALTER TABLE topics RENAME TO old;"
        "CREATE TABLE topics(id, name TEXT, type TEXT, serialization_format TEXT, offered_qos_profiles TEXT);"
        "INSERT INTO topics SELECT * FROM old; DROP TABLE old;"
        "INSERT INTO topics VALUES ('abc', '/b', 'std_msgs/msg/Header', 'cdr', '');"
    )
    database.close()
    status, facts, log = taken(say, source, tmp_path / "out")
    assert (status, len(log.payloads("/a"))) == (3, 2)
    assert lost(facts) == {"topic '/b'": [("its number 'abc' is none", 1)]}


def test_descriptions_without_end(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.convert.ros_bags.db3_file._MOST_TEXTS", 40)
    topics = ", ".join(
        f"({number}, '/{name}', 'std_msgs/msg/Header', 'cdr', '')" for number, name in ((1, "a"), (2, "b"))
    )
    source = db3(tmp_path / "x.db3", [(1, T0, message(0)), (2, T0, message(0))], topics=topics)
    status, facts, log = taken(say, source, tmp_path / "out")
    assert (status, len(log.payloads("/a"))) == (3, 1)
    assert lost(facts)["topics"] == [("descriptions behind the first 40 bytes", 1)]


def test_messages_compressed_without_their_size(say: Say, tmp_path: Path) -> None:
    """A message that is cut off is none, and not a shorter one."""
    folder = tmp_path / "bag"
    compressor = zstandard.ZstdCompressor(write_content_size=False)
    frames = [compressor.compress(message(n) + bytes(range(256)) * n) for n in range(3)]
    rows = [frames[0], frames[2][:-30], frames[1] + b"x", frames[0][:-1]]
    db3(folder / "bag_0.db3", [(1, T0 + n, raw) for n, raw in enumerate(rows)])
    (folder / "metadata.yaml").write_text(METADATA.format(files="    - bag_0.db3", mode="MESSAGE", count=4))
    status, facts, log = taken(say, folder, tmp_path / "out")
    assert (status, len(log.payloads("/a")), list(log.channels)) == (3, 1, ["/a"])
    assert sum(count for why, count in lost(facts)["/a"] if "cannot be decompressed" in why) == 3


def test_the_index_of_a_bag_is_read_once_however_much_is_damaged(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = bag_of_chunks(tmp_path / "x.bag", pieces=9)
    raw = bytearray(source.read_bytes())
    for match in list(re.finditer(b"compression=bz2", raw))[2:7]:
        raw[match.start() - 12 : match.start() + 52] = b"\xff" * 64
    source.write_bytes(raw)
    reads = 0
    chunk_infos = BagRecords._chunk_infos

    def counting(self: BagRecords, at: int) -> Iterator[tuple[int, int, int, int]]:
        nonlocal reads
        reads += 1
        return chunk_infos(self, at)

    monkeypatch.setattr(BagRecords, "_chunk_infos", counting)
    status, facts, log = taken(say, source, tmp_path / "out")
    assert (status, len(log.payloads("/a")), reads) == (3, 16, 1)
    assert str(facts["not_taken"]).count("where a chunk begins") == 5


def test_an_encrypted_bag_ends_where_that_is_said_whatever_its_index_knows(say: Say, tmp_path: Path) -> None:
    source = bag_of_chunks(tmp_path / "x.bag")
    raw = source.read_bytes()
    magic = len(b"#ROSBAG V2.0\n")
    length = int.from_bytes(raw[magic : magic + 4], "little")
    field = b"encryptor=somebody/Encryptor"
    head = raw[magic + 4 : magic + 4 + length] + len(field).to_bytes(4, "little") + field
    padding = 4096 - 8 - len(head)
    bag_header = len(head).to_bytes(4, "little") + head + padding.to_bytes(4, "little") + b" " * padding
    source.write_bytes(raw[:magic] + bag_header + raw[magic + 4096 :])
    status, _, err = say("convert", source, "-o", tmp_path / "out")
    assert (status, "the bag is encrypted; decrypt it first (rosbag decrypt); nothing behind it" in err) == (65, True)
