"""Bags of ROS 1 and ROS 2: the same records whatever carries them, and what of a damaged bag is whole.

Must not know how messages are read.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zstandard
from mcap.reader import make_reader
from rosbags.rosbag1 import Writer as BagWriter
from rosbags.rosbag2 import Writer as Db3Writer
from rosbags.typesys import get_types_from_msg

from app.convert.topics.bag_metadata import parsed
from tests.cli.say import Say
from tests.convert import real
from tests.convert.intakes import Intake, lost, taken
from tests.convert.ros import NS, T0, Ros, header

pytestmark = pytest.mark.usefixtures("own_home")
DATA = Path(__file__).parent / "data"
REAL = DATA / "tilt_laser_ros2.mcap"
COUNTS = {"/gravity_vector": 356, "/magnetic_vector": 356, "/imu_data": 356, "/info_gps": 356, "/position_gps": 356,
          "/temperature": 712, "/velocity": 712, "/tf": 711, "/scan": 178}  # fmt: skip


def real_messages() -> Iterator[tuple[str, str, str, int, bytes]]:
    """Topic, type, definition, time and bytes of the real recording."""
    with REAL.open("rb") as file:
        for schema, channel, message in make_reader(file).iter_messages(log_time_order=False):
            assert schema is not None
            yield channel.topic, schema.name, schema.data.decode(), message.log_time, message.data


def as_bag(path: Path, *, compression: str = "", count: int = 10**9, threshold: int = 1 << 20) -> Path:
    """The real recording as a ROS 1 bag, of chunks of so many bytes."""
    types, sources = Ros(ros1=True), Ros()
    writer = BagWriter(path)
    if compression:
        writer.set_compression(getattr(BagWriter.CompressionFormat, compression))
    with writer:
        writer.chunk_threshold = threshold
        connections: dict[str, Any] = {}
        for number, (topic, type_, text, time, raw) in enumerate(real_messages()):
            if number == count:
                break
            if topic not in connections:
                add_types(types, text, type_)
                add_types(sources, text, type_)
                connections[topic] = writer.add_connection(topic, type_, typestore=types.store)
            writer.write(connections[topic], time, bytes(sources.store.cdr_to_ros1(raw, type_)))
    return path


def add_types(types: Ros, text: str, type_: str) -> None:
    """Add those of a definition that are not known."""
    known = get_types_from_msg(text, type_)
    types.store.register({name: one for name, one in known.items() if name not in types.store.fielddefs})


def as_db3(folder: Path, *, version: int = 8) -> Path:
    """The real recording as a ROS 2 bag."""
    types = Ros()
    with Db3Writer(folder, version=version) as writer:  # type: ignore[arg-type]
        connections: dict[str, Any] = {}
        for topic, type_, text, time, raw in real_messages():
            if topic not in connections:
                add_types(types, text, type_)
                connections[topic] = writer.add_connection(topic, type_, typestore=types.store)
            writer.write(connections[topic], time, raw)
    return folder


def require_real(log: Intake) -> None:
    """The numbers that the source's notes tell."""
    counts = {name: len(log.payloads(name)) for name in COUNTS}
    assert counts == COUNTS
    assert sum(counts.values()) == 4093
    fix = log.records("/position_gps")[0]
    row = fix["value"]["rows"][0]
    assert (row["latitude_deg"], row["longitude_deg"]) == (47.37632751464844, 8.550288200378418)
    assert (fix["t_capture_ns"], fix["t_arrival_ns"]) == (1326899528368662017, 1326899528468173245)
    assert log.rows("/temperature")[0]["reading"] == 20.8125
    scan = log.arrays("/scan")[0]
    assert len(scan) == 1078
    near = scan["range"] < 0.023  # shorter than the sensor can measure: no point
    assert np.isnan(scan["x"][near]).all()
    assert not np.isnan(scan["x"][~near]).any()
    assert np.allclose(np.hypot(scan["x"], scan["y"])[~near], scan["range"][~near], rtol=1e-6)


def test_the_real_recording_as_mcap(say: Say, tmp_path: Path) -> None:
    status, facts, log = taken(say, REAL, tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    require_real(log)
    raw = [data for topic, _, _, _, data in real_messages() if topic == "/imu_data"]
    assert log.payloads("/imu_data (messages)") == raw


@pytest.mark.parametrize("compression", ["", "BZ2", "LZ4"])
def test_the_real_recording_as_bag(say: Say, tmp_path: Path, compression: str) -> None:
    status, facts, log = taken(say, as_bag(tmp_path / "x.bag", compression=compression), tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    require_real(log)
    assert log.genesis["intake"]["source_format"] == "ros1 bag"
    (connection,) = [one for one in log.told["connections"] if one["topic"] == "/imu_data"]
    assert (connection["type"], len(connection["md5sum"])) == ("sensor_msgs/Imu", 32)


@pytest.mark.parametrize("version", [8, 9])
def test_the_real_recording_as_db3(say: Say, tmp_path: Path, version: int) -> None:
    folder = as_db3(tmp_path / "bag", version=version)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    status, facts, log = taken(say, folder, tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    require_real(log)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("name", "source_format"),
    [("tilt_laser.bag", "ros1 bag"), ("tilt_laser_ros1.mcap", "mcap"), ("tilt_laser_ros2_db3", "ros2 db3")],
)
def test_the_real_recording_as_it_is_published(say: Say, tmp_path: Path, name: str, source_format: str) -> None:
    """Not made from another of them by the library that reads them."""
    source = real.folder("ros1_bag_tilt_laser") / name
    status, facts, log = taken(say, source, tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    require_real(log)
    assert log.genesis["intake"]["source_format"].startswith(source_format)


@pytest.mark.parametrize(
    ("name", "channel", "records"),
    [
        ("ars548/1708578204", "/sensing/radar/front_center/nebula_packets", 2),
        ("vlp16/1673400471837873222", "/velodyne_packets", 4),
    ],
)
def test_the_real_databases_of_a_sensor_driver(say: Say, tmp_path: Path, name: str, channel: str, records: int) -> None:
    status, facts, log = taken(say, real.folder("ros2_db3_nebula") / name, tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    assert {one["name"]: one["records"] for one in facts["channels"]} == {channel: records}
    assert len(log.payloads(channel)) == records


def test_a_real_bag_of_a_type_without_a_definition(say: Say, tmp_path: Path) -> None:
    """Listed, and its bytes kept."""
    status, facts, log = taken(say, DATA / "ars548", tmp_path / "out")
    assert (status, facts["records"]) == (0, 2)
    assert "no definition of 'nebula_msgs/msg/NebulaPackets'" in log.assumed
    assert "reliability: 2" in log.told["connections"][0]["offered_qos_profiles"]
    with sqlite3.connect(f"file:{DATA / 'ars548' / '1708578204.db3'}?mode=ro&immutable=1", uri=True) as database:
        raw = [row[0] for row in database.execute("SELECT data FROM messages ORDER BY timestamp")]
    database.close()
    assert log.payloads("/sensing/radar/front_center/nebula_packets") == raw
    assert [one["t_arrival_ns"] for one in log.records("/sensing/radar/front_center/nebula_packets")] == [
        1709877048960694335, 1709877048998351210,
    ]  # fmt: skip


def db3(
    path: Path, rows: list[tuple[int, Any, Any]], *, topics: str = "(1, '/a', 'std_msgs/msg/Header', 'cdr', '')"
) -> Path:
    """A database as older recorders write it, of (topic, time, data)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    database.executescript(
        "CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL,"
        "serialization_format TEXT NOT NULL, offered_qos_profiles TEXT NOT NULL);"
        "CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, timestamp INTEGER NOT NULL,"
        "data BLOB NOT NULL);"
        f"INSERT INTO topics VALUES {topics};"
    )
    database.executemany("INSERT INTO messages(topic_id, timestamp, data) VALUES (?, ?, ?)", rows)
    database.commit()
    database.close()
    return path


def message(number: int) -> bytes:
    return Ros().bytes("std_msgs/msg/Header", header(T0 + number, "frame"))


def test_a_database_alone(say: Say, tmp_path: Path) -> None:
    """Without metadata.yaml, and in the order of the stamps and not of the rows."""
    source = db3(tmp_path / "a b?#%|.db3", [(1, T0 + 3, message(3)), (1, T0 + 1, message(1)), (1, T0 + 2, message(2))])
    status, _, log = taken(say, source, tmp_path / "out")
    assert status == 0
    assert [one["t_capture_ns"] - T0 for one in log.records("/a")] == [1, 2, 3]
    assert "no metadata.yaml" in log.assumed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a b?#%|.db3", "config", "out.h5"]


METADATA = """rosbag2_bagfile_information:
  version: 5
  relative_file_paths:
{files}
  compression_mode: {mode}
  compression_format: zstd
  topics_with_message_count:
    - topic_metadata:
        name: /a
        type: std_msgs/msg/Header
        offered_qos_profiles: "- history: 1\\n  depth: 5"
      message_count: {count}
"""


def test_pieces_of_one_bag(say: Say, tmp_path: Path) -> None:
    """In the order of their metadata; what is missing or too much is counted."""
    folder = tmp_path / "bag"
    for piece in (0, 1, 10):
        db3(folder / f"bag_{piece}.db3", [(1, T0 + piece * NS + n, message(n)) for n in range(3)])
    db3(folder / "other.db3", [(1, T0, message(0))])
    files = "\n".join(f"  - bag_{piece}.db3" for piece in (0, 1, 10, 11))
    (folder / "metadata.yaml").write_text(METADATA.format(files=files, mode='""', count=12))
    status, facts, log = taken(say, folder, tmp_path / "out")
    assert status == 3
    assert len(log.payloads("/a")) == 9
    assert lost(facts) == {
        "/a": [("messages that metadata.yaml counts and the files do not have", 3)],
        "bag_11.db3": [("is named by metadata.yaml and not there", 1)],
        "other.db3": [("is in bag and not named by its metadata.yaml", 1)],
    }
    assert [one["name"] for one in log.genesis["intake"]["sources"]] == [
        "bag_0.db3", "bag_1.db3", "bag_10.db3", "metadata.yaml",
    ]  # fmt: skip
    (folder / "metadata.yaml").unlink()
    (folder / "other.db3").unlink()
    status, facts, log = taken(say, folder, tmp_path / "again")
    assert (status, len(log.payloads("/a"))) == (0, 9)
    assert "has no metadata.yaml" in log.assumed


def test_one_piece_of_a_bag(say: Say, tmp_path: Path) -> None:
    """It is taken alone, and its messages are not held against those of the whole bag."""
    folder = tmp_path / "bag"
    for piece in range(2):
        db3(folder / f"bag_{piece}.db3", [(1, T0 + piece * NS, message(0))])
    files = "  - bag_0.db3\n  - bag_1.db3"
    (folder / "metadata.yaml").write_text(METADATA.format(files=files, mode="", count=2))
    status, _, log = taken(say, folder / "bag_1.db3", tmp_path / "out")
    assert (status, len(log.payloads("/a"))) == (0, 1)
    assert "bag_1.db3 is one of the 2 files of its bag" in log.assumed
    for path in folder.glob("*.db3"):
        path.unlink()
    (folder / "metadata.yaml").write_text(METADATA.format(files=files, mode="", count=2))
    (folder / "gone.db3").mkdir()
    assert say("convert", folder, "--dry-run")[0] in (65, 66)


def test_two_recordings_of_one_time_are_not_one(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "bag"
    for name in ("one", "two"):
        db3(folder / f"{name}.db3", [(1, T0 + n, message(n)) for n in range(3)])
    status, _, err = say("convert", folder, "--dry-run")
    assert (status, "cover the same time" in err, "name the one" in err) == (65, True, True)
    shutil.copy(REAL, folder / "x.mcap")
    status, _, err = say("convert", folder, "--dry-run")
    assert (status, "several formats" in err, "--format" in err) == (65, True, True)
    # what is of other formats is not taken, and counted
    status, facts = say.json("convert", folder, "--format", "mcap", "--dry-run")
    assert (status, lost(facts)) == (3, {"*.db3": [("is no MCAP file, and not read", 2)]})


def test_messages_compressed_one_by_one(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "bag"
    packed = [zstandard.ZstdCompressor().compress(message(n)) for n in range(3)]
    db3(folder / "bag_0.db3", [*((1, T0 + n, raw) for n, raw in enumerate(packed)), (1, T0 + 9, b"no zstd")])
    (folder / "metadata.yaml").write_text(METADATA.format(files="    - bag_0.db3", mode="MESSAGE", count=4))
    status, facts, log = taken(say, folder, tmp_path / "out")
    assert status == 3
    assert [one["t_capture_ns"] - T0 for one in log.records("/a")] == [0, 1, 2]
    assert "cannot be decompressed" in str(lost(facts)["/a"])
    (folder / "bag_0.db3").rename(folder / "bag_0.db3.zstd")
    status, _, err = say("convert", folder, "--dry-run")
    assert (status, "unpack it first" in err) == (65, True)


def test_what_a_crashed_recorder_left_beside_is_said(say: Say, tmp_path: Path) -> None:
    source = db3(tmp_path / "x.db3", [(1, T0, message(0))])
    (tmp_path / "x.db3-wal").write_bytes(b"\0" * 100)
    status, facts, _ = taken(say, source, tmp_path / "out")
    assert status == 3
    assert "had not merged yet" in str(lost(facts)["x.db3-wal"])


def test_rows_that_are_no_messages(say: Say, tmp_path: Path) -> None:
    rows = [(1, T0, message(0)), (7, T0, message(1)), (1, "soon", message(2)), (1, T0, "text"), (1, 2**62, message(3))]
    status, facts, log = taken(say, db3(tmp_path / "x.db3", rows), tmp_path / "out")
    assert status == 3
    assert lost(facts) == {
        "/a": [("messages without a time, or beyond the year 2116", 2), ("messages without bytes", 1)],
        "topic 7": [("messages of a topic that the database does not describe", 1)],
    }
    assert len(log.payloads("/a")) == 1


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (
            "ALTER TABLE messages RENAME TO m; CREATE VIEW messages AS SELECT * FROM m;",
            "table 'messages' has no column",
        ),
        ("DROP TABLE topics;", "table 'topics' has no column"),
        (
            "ALTER TABLE messages DROP COLUMN data; ALTER TABLE messages ADD COLUMN data AS (zeroblob(1000000));",
            "no column 'data'",
        ),
        ("DROP TABLE messages; CREATE VIRTUAL TABLE messages USING fts5(topic_id, timestamp, data);", "no column"),
    ],
)
def test_databases_that_only_look_like_bags(say: Say, tmp_path: Path, script: str, error: str) -> None:
    source = db3(tmp_path / "x.db3", [(1, T0, message(0))])
    database = sqlite3.connect(source)
    database.executescript(script)
    database.close()
    status, _, err = say("convert", source, "--dry-run")
    assert (status, error in err) == (65, True)


def test_triggers_and_default_functions_do_nothing(say: Say, tmp_path: Path) -> None:
    source = db3(tmp_path / "x.db3", [(1, T0, message(0))])
    database = sqlite3.connect(source)
    database.executescript("CREATE TRIGGER t AFTER INSERT ON messages BEGIN DELETE FROM messages; END;")
    database.close()
    before = source.read_bytes()
    assert taken(say, source, tmp_path / "out")[0] == 0
    assert source.read_bytes() == before


@pytest.mark.parametrize("seed", range(12))
def test_damaged_databases(say: Say, tmp_path: Path, seed: int) -> None:
    """An error or counted losses, and never a hang or another exception."""
    source = db3(tmp_path / "x.db3", [(1, T0 + n, message(n) * 20) for n in range(200)])
    raw = bytearray(source.read_bytes())
    random = np.random.default_rng(seed)
    for place in random.integers(16, len(raw), 40):
        raw[place] = random.integers(256)
    if seed % 3 == 0:
        del raw[int(random.integers(1000, len(raw))) :]
    source.write_bytes(raw)
    status, _, _ = say("convert", source, "-o", tmp_path / "out", "--json")
    assert status in (0, 3, 65)
    if status != 65:
        Intake(say, tmp_path / "out.h5")


def test_a_bag_that_nobody_closed(say: Say, tmp_path: Path) -> None:
    """Cut in a chunk, without an index: what is whole is taken, and said."""
    raw = as_bag(tmp_path / "x.bag", count=2000).read_bytes()
    source = tmp_path / "x.bag.active"
    source.write_bytes(raw[: len(raw) // 2])
    status, facts, log = taken(say, source, tmp_path / "out")
    assert status == 3
    ((where, _),) = lost(facts).items()
    assert where.startswith("x.bag.active, record at byte ")
    assert 300 < sum(len(log.payloads(name)) for name in COUNTS) < 1500


def test_bags_of_other_versions(say: Say, tmp_path: Path) -> None:
    source = tmp_path / "x.bag"
    source.write_bytes(b"#ROSBAG V1.2\n" + b"\0" * 100)
    status, _, err = say("convert", source, "--dry-run")
    assert (status, "version 1" in err) == (65, True)


@pytest.mark.parametrize("name", ["x.bag", "x.db3", "x.mcap"])
@pytest.mark.parametrize(
    ("content", "error"),
    [(b"", "is empty"), (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "git lfs pull"),
     (b"hello", "does not begin")],
)  # fmt: skip
def test_files_that_are_not_there_but_for_their_names(
    say: Say, tmp_path: Path, name: str, content: bytes, error: str
) -> None:
    folder = tmp_path / "bag"
    folder.mkdir()
    (folder / name).write_bytes(content)
    for source in (folder / name, folder):
        status, out, err = say("convert", source, "--dry-run")
        assert (status, out, error in err) == (65, "", True)


def test_an_empty_piece_among_others_is_counted(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "bag"
    db3(folder / "bag_0.db3", [(1, T0, message(0))])
    (folder / "bag_1.db3").write_bytes(b"")
    status, facts, log = taken(say, folder, tmp_path / "out")
    assert (status, len(log.payloads("/a"))) == (3, 1)
    assert "is empty" in str(lost(facts)["bag_1.db3"])


def test_metadata_is_read_by_lines() -> None:
    """As both generations of recorders write it, and never out of its folder."""
    text = (DATA / "ars548" / "metadata.yaml").read_text()
    found = parsed(text, Path())
    assert found is not None
    assert found.files == {"1708578204.db3": 2}
    assert found.counts == {"/sensing/radar/front_center/nebula_packets": 2}
    newer = """rosbag2_bagfile_information:
  files:
  - message_count: 7
    path: x.mcap
    starting_time:
      nanoseconds_since_epoch: 5
  message_count: 7
  relative_file_paths:
  - "../../etc/x.mcap"
  topics_with_message_count:
  - message_count: 7
    topic_metadata:
      name: /a
      offered_qos_profiles:
        - history: keep_last
          name: other
  - message_count: x
    topic_metadata: {name: /b}
"""
    found = parsed(newer, Path())
    assert found is not None
    assert (dict(found.files), dict(found.counts)) == ({"x.mcap": None}, {"/a": 7})
    assert parsed("&a [*a, *a]\n" * 1000, Path()) is None
