"""Long recordings are sealed in parts, before all of them was looked at: the same records as if that were not so.

Must not know how messages are read.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcap.reader import make_reader
from mcap.writer import IndexType

from app.chain.structure import genesis_of
from app.convert.messages.horizon import Horizon
from app.convert.topics import promises
from tests.cli.say import Say
from tests.convert.mcap_files import McapOut
from tests.convert.part_logs import (
    as_mcap,
    cloud_of_times,
    genesis_numbers,
    records,
    sealed,
    take_as_long,
    times_after,
    told,
)
from tests.convert.ros import NS, T0, Ros, cloud, header
from tests.convert.test_bags import as_bag, as_db3, real_messages

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture
def long_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a megabyte are long ones."""
    take_as_long(monkeypatch)


def made(kind: str, folder: Path) -> Path:
    """The real recording in one format."""
    if kind == "mcap":
        return as_mcap(folder / "x.mcap")
    if kind == "bag":
        return as_bag(folder / "x.bag", threshold=20_000)
    return as_db3(folder / "db3")


@pytest.mark.parametrize("kind", ["mcap", "bag", "db3"])
def test_parts_are_the_same_records(
    say: Say, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    source = made(kind, tmp_path)
    status, facts, single = sealed(say, source, tmp_path / "single")
    assert status == 0
    request.getfixturevalue("long_files")
    status, in_parts, several = sealed(say, source, tmp_path / "several")
    assert (status, len(list(several.iterdir())) > 2) == (0, True)
    assert records(several) == records(single)
    assert in_parts["channels"] == facts["channels"]
    assert (in_parts["duration_s"], in_parts["records"]) == (facts["duration_s"], facts["records"])
    assert sorted(in_parts["assumptions"]) == sorted(facts["assumptions"])
    assert told(say, several)["stamps"].keys() == {channel["name"] for channel in facts["channels"]}


@pytest.mark.usefixtures("long_files")
def test_the_first_part_says_what_it_has_and_the_last_what_all_have(say: Say, tmp_path: Path) -> None:
    source = as_mcap(tmp_path / "x.mcap")
    status, out, err = say("convert", source, "-o", tmp_path / "out")
    assert status == 0
    first, last = out.index("looked at   the first "), out.index("velocity", out.rindex("format "))
    assert first < last
    assert " 712 " in out[out.rindex("/temperature ") :].splitlines()[0]
    assert "can be opened meanwhile" in err
    assert genesis_numbers(tmp_path / "out") == sorted(genesis_numbers(tmp_path / "out"))


@pytest.mark.usefixtures("long_files")
def test_a_channel_that_comes_late_is_in_the_table_from_then_on(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap", {"chunk_size": 20_000, "compression": 0})
    for number in range(400):
        out.raw("/early", T0 + number * NS // 10, bytes(1000), encoding="cdr")
        if number > 300:
            out.raw("/late", T0 + number * NS // 10, b"late", encoding="cdr")
    source = out.done()
    status, _, log = sealed(say, source, tmp_path / "out")
    assert status == 0
    assert genesis_numbers(log)[0] == 1
    assert genesis_numbers(log)[-1] == 2
    assert {name: len(found) for name, found in records(log).items()} == {"/early": 400, "/late": 99}
    status, info = say.json("info", log)
    assert status == 0
    assert {one["name"]: one["count"] for one in info["channels"]} == {"/early": 400, "/late": 99}
    # asked for, it is looked for until it is found
    assert records(sealed(say, source, tmp_path / "some", "--channels", "/late")[2]).keys() == {"/late"}
    status, _, err = say("convert", source, "-o", tmp_path / "none", "--channels", "/never")
    assert (status, "no channel '/never'" in err) == (65, True)


@pytest.mark.usefixtures("long_files")
def test_a_span_is_taken_of_each_part(say: Say, tmp_path: Path) -> None:
    source = as_mcap(tmp_path / "x.mcap")
    start = 1326899528467916333
    _, facts, log = sealed(say, source, tmp_path / "out", "--from", "5", "--to", "9")
    found = records(log)
    for topic in ("/temperature", "/tf", "/scan"):
        times = [time for name, _, _, time, _ in real_messages() if name == topic]
        assert [arrival for arrival, _, _ in found[topic]] == [
            time for time in times if start + 5 * NS <= time < start + 9 * NS
        ]
    assert {one["name"]: one["records"] for one in facts["channels"]} == {name: len(one) for name, one in found.items()}


@given(steps=st.lists(st.integers(-3 * NS, 4 * NS), min_size=150, max_size=200))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("long_files")
def test_messages_out_of_order_come_in_order(
    say: Say, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, steps: list[int]
) -> None:
    tmp_path = tmp_path_factory.mktemp("out_of_order")
    times = times_after(steps)
    source = cloud_of_times(tmp_path, times)
    status, _, several = sealed(say, source, tmp_path / "several")
    monkeypatch.setattr(promises, "WHOLE_BYTES", 1 << 40)
    _, _, single = sealed(say, source, tmp_path / "single")
    monkeypatch.setattr(promises, "WHOLE_BYTES", 100_000)
    assert status == 0
    assert records(several) == records(single)


@pytest.mark.usefixtures("long_files")
def test_zero_as_a_log_time_is_settled_only_when_all_was_seen(say: Say, tmp_path: Path) -> None:
    times = [T0 + number * NS // 100 for number in range(400)]
    times[300] = 0
    _, facts, log = sealed(say, cloud_of_times(tmp_path, times), tmp_path / "out")
    assert log.is_file()
    assert "are zero and arrived with the message before them" in " ".join(facts["assumptions"])


@pytest.mark.usefixtures("long_files")
def test_after_an_index_that_lies_all_is_looked_at_first(say: Say, tmp_path: Path) -> None:
    times = [T0 + number * NS // 100 for number in range(400)]
    source = cloud_of_times(tmp_path, times)
    raw = bytearray(source.read_bytes())
    # the log time of one message near the end becomes that of the first, which the index does not know
    where = raw.rindex((390).to_bytes(4, "big") + bytes(100))
    assert raw[where - 16 : where - 8] == times[390].to_bytes(8, "little")
    raw[where - 16 : where - 8] = T0.to_bytes(8, "little")
    source.write_bytes(uncheck(raw))
    status, _, err = say("convert", source, "-o", tmp_path / "out")
    assert (status, "at which none were to come any more; nothing is kept" in err) == (0, True)
    assert not (tmp_path / "out").exists()
    found = records(tmp_path / "out.h5")
    assert sum(len(found[name]) for name in ("/0", "/1", "/2")) == 400
    arrivals = {int.from_bytes(payload[:4], "big"): arrival for arrival, _, payload in found["/0"]}
    assert arrivals[390] == T0


@pytest.mark.parametrize("place", [2**63 + 5, 10**9, 30])
@pytest.mark.usefixtures("long_files")
def test_an_index_that_points_nowhere_is_not_used(say: Say, tmp_path: Path, place: int) -> None:
    source = cloud_of_times(tmp_path, [T0 + number * NS // 100 for number in range(400)])
    raw = source.read_bytes()
    with source.open("rb") as file:
        (chunk, *_) = make_reader(file).get_summary().chunk_indexes  # type: ignore[union-attr]
    at = raw.rindex(chunk.chunk_start_offset.to_bytes(8, "little") + chunk.chunk_length.to_bytes(8, "little"))
    source.write_bytes(raw[:at] + place.to_bytes(8, "little") + raw[at + 8 :])
    _, facts, log = sealed(say, source, tmp_path / "out")
    assert (facts["records"], len(list(log.iterdir())) > 1) == (400, True)


@pytest.mark.parametrize(("member", "value"), [(b"chunk_pos=", 2**63 + 5), (b"chunk_pos=", 7), (b"count=", 0)])
@pytest.mark.usefixtures("long_files")
def test_a_bag_whose_index_lies_is_taken_whole(say: Say, tmp_path: Path, member: bytes, value: int) -> None:
    source = as_bag(tmp_path / "x.bag", threshold=20_000)
    expected = records(sealed(say, source, tmp_path / "sound", "--channels", "/imu_data")[2])
    raw = bytearray(source.read_bytes())
    at = raw.index(b"op=\x06")  # the first chunk info
    at = raw.index(member, raw.rindex(b"chunk_pos=", 0, at + 200) - 100) + len(member)
    size = 8 if member == b"chunk_pos=" else 4
    raw[at : at + size] = value.to_bytes(size, "little")
    source.write_bytes(raw)
    _, _, log = sealed(say, source, tmp_path / "out", "--channels", "/imu_data")
    assert records(log) == expected


@pytest.mark.usefixtures("long_files")
def test_a_channel_that_would_get_another_name_is_looked_at_whole(say: Say, tmp_path: Path) -> None:
    out, types = McapOut(tmp_path / "x.mcap", {"chunk_size": 4_000, "compression": 0}), Ros()
    type_ = "sensor_msgs/msg/Temperature"
    for number in range(600):
        time = T0 + number * NS // 100
        out.raw("/big", time, bytes(1000), encoding="cdr")
        if number < 400:  # no message of that type
            out.raw(
                "/t", time, b"??", encoding="cdr", type_=type_, schema=types.definition(type_).encode(),
                schema_encoding="ros2msg",
            )  # fmt: skip
        else:
            out.ros(types, "/t", type_, time, {"header": header(time), "temperature": 20.0})
    source = out.done()
    _, dry = say.json("convert", source, "--dry-run")
    status, facts, log = sealed(say, source, tmp_path / "out")
    assert (status, log.is_file()) == (3, True)
    assert facts["channels"] == dry["channels"]


@pytest.mark.usefixtures("long_files")
def test_seconds_count_from_the_start_of_the_source_whatever_is_taken(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap", {"chunk_size": 4_000, "compression": 0})
    for number in range(1000):
        out.raw("/a", T0 + number * NS // 100, bytes(1000), encoding="cdr")
        if number >= 300:
            out.raw("/cam", T0 + number * NS // 100, b"late", encoding="cdr")
    source = out.done()
    asked = ("--channels", "/cam", "--from", "5", "--to", "6")
    _, dry = say.json("convert", source, "--dry-run", *asked)
    _, _, log = sealed(say, source, tmp_path / "out", *asked)
    arrivals = [arrival for arrival, _, _ in records(log)["/cam"]]
    assert (min(arrivals), max(arrivals), len(arrivals)) == (T0 + 5 * NS, T0 + 599 * NS // 100, 100)
    assert [one["records"] for one in dry["channels"]] == [100]


@pytest.mark.usefixtures("long_files")
def test_what_is_needed_is_told_of_what_is_wanted(say: Say, tmp_path: Path) -> None:
    source = cloud_of_times(tmp_path, [T0 + number * NS // 100 for number in range(8000)])
    needed = []
    for number, asked in enumerate([(), ("--to", "1"), ("--from", "40")]):
        status, _, err = say("convert", source, "-o", tmp_path / str(number), *asked)
        assert status == 0
        needed.append(int(re.findall(r"needs +about ([\d,]+) MB", err)[0].replace(",", "")))
    assert needed[0] > needed[2] > needed[1]
    assert needed[0] < 2 * 8 + 10  # 8 MB of payloads, and the fixed part
    assert "what is behind is not judged" in " ".join(told(say, tmp_path / "1")["assumptions"])


@pytest.mark.usefixtures("long_files")
def test_a_mounting_is_told_as_far_as_it_was_seen(say: Say, tmp_path: Path) -> None:
    out, types = McapOut(tmp_path / "x.mcap", {"chunk_size": 4_000, "compression": 0}), Ros()
    points = np.zeros(1, [(axis, "<f4") for axis in "xyz"])
    for number in range(600):
        time = T0 + number * NS // 100
        out.raw("/big", time, bytes(1000), encoding="cdr")
        out.ros(types, "/lidar", "sensor_msgs/msg/PointCloud2", time, cloud(points, time, "lidar"))
        shift = {"translation": {"x": max(0, number - 500) / 10}, "rotation": {"w": 1.0}}
        moved = {"header": header(time), "child_frame_id": "lidar", "transform": shift}
        out.ros(types, "/tf", "tf2_msgs/msg/TFMessage", time, {"transforms": [moved]})
    _, facts, log = sealed(say, out.done(), tmp_path / "out")
    found: list[Any] = [genesis_of(path) for path in sorted(log.iterdir())]
    mounted = [one.document["calibration"][0].get("vehicle_from_sensor") is not None for one in found]
    assert mounted[0] > mounted[-1]
    said = ["never changed" in " ".join(one.document["intake"]["assumptions"]) for one in found]
    assert said == mounted
    assert "never changed" not in " ".join(facts["assumptions"])


def uncheck(raw: bytearray) -> bytes:
    """A file without checksums of chunks and sections: zero says that there is none."""
    at, end = 8, len(raw) - 8
    while at < end:
        op, length = raw[at], int.from_bytes(raw[at + 1 : at + 9], "little")
        if op == 6:
            raw[at + 33 : at + 37] = bytes(4)
        elif op == 15:
            raw[at + 9 : at + 13] = bytes(4)
        elif op == 2:
            raw[at + 25 : at + 29] = bytes(4)
        at += 9 + length
    return bytes(raw)


@pytest.mark.usefixtures("long_files")
def test_an_attachment_comes_first_wherever_it_stands(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap", {"chunk_size": 4_000, "compression": 0})
    for number in range(400):
        out.raw("/a", T0 + number * NS // 100, bytes(1000), encoding="cdr")
    out.writer.add_attachment(0, T0 + NS, "notes.txt", "text/plain", b"what the driver said")
    out.writer.add_attachment(0, 5, "old.txt", "text/plain", b"of another day")
    status, facts, log = sealed(say, out.done(), tmp_path / "out")
    assert (status, len(list(log.iterdir())) > 1) == (0, True)
    found = records(log)
    assert [payload for _, _, payload in found["attachments"]] == [b"of another day", b"what the driver said"]
    assert [arrival for arrival, _, _ in found["attachments"]] == [T0, T0 + NS]
    assert "are placed at the first of these" in " ".join(facts["assumptions"])


@pytest.mark.usefixtures("long_files")
def test_attachments_of_several_files_come_first(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    folder.mkdir()
    for number in range(3):
        out = McapOut(folder / f"{number}.mcap", {"chunk_size": 4_000, "compression": 0})
        for row in range(200):
            out.raw("/a", T0 + (2 * number) * NS + row * NS // 100, bytes(1000), encoding="cdr")
        out.writer.add_attachment(0, (T0 + NS, 5, T0 + 3 * NS)[number], f"{number}.txt", "text/plain", b"%d" % number)
        out.done()
    _, facts, log = sealed(say, folder, tmp_path / "out")
    assert len(list(log.iterdir())) > 2
    found = [(arrival, raw) for arrival, _, raw in records(log)["attachments"]]
    assert found == [(T0, b"1"), (T0 + NS, b"0"), (T0 + 3 * NS, b"2")]
    assert "are placed at the first of these" in " ".join(facts["assumptions"])


@pytest.mark.parametrize("options", [{}, {"index_types": IndexType.NONE}])
@pytest.mark.usefixtures("long_files")
def test_times_in_another_unit_are_parts_too(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
) -> None:
    times = [T0 // 1000 + number * 10_000 for number in range(400)]
    source = cloud_of_times(tmp_path, times, **options)
    _, facts, several = sealed(say, source, tmp_path / "several", "--log-unit", "us")
    monkeypatch.setattr(promises, "WHOLE_BYTES", 1 << 40)
    _, expected, single = sealed(say, source, tmp_path / "single", "--log-unit", "us")
    assert (len(list(several.iterdir())) > 1, records(several)) == (True, records(single))
    assert (facts["duration_s"], facts["assumptions"]) == (expected["duration_s"], expected["assumptions"])


@pytest.mark.parametrize(("last_ns", "unit_ns", "expected"), [(2**40, 1000, True), (2**60, 1000, False), (5, 1, True)])
def test_a_horizon_in_another_unit_is_one_while_its_times_are_some(last_ns: int, unit_ns: int, expected: bool) -> None:
    horizon = Horizon.of([0, 5], [1, 3], [3, last_ns], end=9)
    assert horizon is not None
    found = horizon.in_ns(unit_ns)
    assert (found is not None) == expected
    if found is not None:
        assert (found.first_ns, found.last_ns, found.rest_from_ns(5)) == (unit_ns, last_ns * unit_ns, 3 * unit_ns)


@pytest.mark.usefixtures("long_files")
def test_two_files_that_cover_the_same_time_are_refused_before_anything_is_sealed(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    folder.mkdir()
    for name in ("a.mcap", "b.mcap"):
        as_mcap(folder / name)
    status, _, err = say("convert", folder, "-o", tmp_path / "out")
    assert (status, "cover the same time" in err) == (65, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("long_files")
def test_pieces_of_one_recording_are_parts_of_it(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    folder.mkdir()
    messages = list(real_messages())
    for number in range(3):
        out = McapOut(folder / f"{number}.mcap", {"chunk_size": 20_000})
        for topic, type_, text, time, raw in messages[number * 1400 : (number + 1) * 1400]:
            out.raw(topic, time, raw, encoding="cdr", type_=type_, schema=text.encode(), schema_encoding="ros2msg")
        out.done()
    _, _, log = sealed(say, folder, tmp_path / "out")
    assert len(list(log.iterdir())) > 3
    assert sum(len(found) for name, found in records(log).items() if name in ("/temperature", "/tf")) == 1423


@given(
    spans=st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(1, 10**9), st.integers(0, 10**9)), min_size=1, max_size=30
    )
)
def test_a_horizon_is_the_earliest_of_what_is_left(spans: list[tuple[int, int, int]]) -> None:
    pieces = [(place, first, first + length) for place, first, length in spans]
    places, firsts, lasts = zip(*pieces, strict=True)
    horizon = Horizon.of(places, firsts, lasts, end=10**6 + 1)
    assert horizon is not None
    assert (horizon.first_ns, horizon.last_ns) == (min(p[1] for p in pieces), max(p[2] for p in pieces))
    for place, _, _ in pieces:
        assert horizon.rest_from_ns(place) <= min(first for other, first, _ in pieces if other >= place)


@pytest.mark.parametrize(
    "spans",
    [[], [(0, 5, 4)], [(0, -1, 4)], [(0, 1, 2**63)], [(0, 1, 2**62)], [(2**63, 1, 2)], [(-1, 1, 2)], [(9, 1, 2)]],
)
def test_what_is_absurd_is_no_horizon(spans: list[tuple[int, int, int]]) -> None:
    assert Horizon.of(*([one[column] for one in spans] for column in range(3)), end=9) is None
