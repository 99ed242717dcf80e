"""Long files without an index are sealed in parts by the order of their messages: the same records as by a look at all.

Must not know how messages are read.
"""

from __future__ import annotations

import random
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcap.writer import IndexType

from app.convert.topics import look, promises
from tests.cli.say import Say
from tests.convert.mcap_files import PLAIN, McapOut
from tests.convert.part_logs import (
    as_mcap,
    cloud_of_times,
    genesis_numbers,
    records,
    sealed,
    take_as_long,
    times_after,
)
from tests.convert.ros import NS, T0
from tests.convert.test_bags import as_bag, as_db3

pytestmark = [pytest.mark.usefixtures("own_home"), pytest.mark.usefixtures("long_files")]
UNINDEXED: dict[str, Any] = {"index_types": IndexType.NONE, "use_statistics": False, "use_summary_offsets": False}
EVEN = [T0 + number * NS // 50 for number in range(400)]


@pytest.fixture
def long_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a megabyte are long ones."""
    take_as_long(monkeypatch)


def cut(path: Path, share: float) -> Path:
    """The beginning of a file."""
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    return path


def without_index(path: Path) -> Path:
    """A database without the index of its times."""
    with sqlite3.connect(next(path.glob("*.db3"))) as database:
        database.execute("DROP INDEX IF EXISTS timestamp_idx")
    return path


def unclosed(path: Path) -> Path:
    """A bag whose recorder did not write an index."""
    raw = bytearray(path.read_bytes())
    at = raw.index(b"index_pos=") + len(b"index_pos=")
    end = int.from_bytes(raw[at : at + 8], "little")
    raw[at : at + 8] = bytes(8)
    path.write_bytes(raw[:end])
    return path


def made(kind: str, folder: Path) -> Path:
    """The real recording without an index."""
    if kind == "chunks":
        return as_mcap(folder / "x.mcap", **UNINDEXED)
    if kind == "plain":
        return as_mcap(folder / "x.mcap", **PLAIN)
    if kind == "cut off":
        return cut(as_mcap(folder / "x.mcap"), 0.8)
    if kind == "cut off in a message":
        return cut(as_mcap(folder / "x.mcap", **PLAIN), 0.8)
    if kind == "bag":
        return unclosed(as_bag(folder / "x.bag", threshold=20_000))
    return without_index(as_db3(folder / "db3"))


def both(
    say: Say, monkeypatch: pytest.MonkeyPatch, source: Path, folder: Path, *more: object
) -> tuple[tuple[int, Any, Path], tuple[int, Any, Path]]:
    """Sealed in parts, and after a look at all: exit status, facts and the log."""
    several = sealed(say, source, folder / "several", *more)
    with monkeypatch.context() as patch:
        patch.setattr(promises, "WHOLE_BYTES", 1 << 40)
        return several, sealed(say, source, folder / "single", *more)


@pytest.mark.parametrize("kind", ["chunks", "plain", "cut off", "cut off in a message", "bag", "db3"])
def test_parts_are_the_same_records(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    source = made(kind, tmp_path)
    (status, facts, log), (expected_status, expected, single) = both(say, monkeypatch, source, tmp_path)
    assert len(list(log.iterdir())) > 2
    assert records(log) == records(single)
    assert (status, facts["channels"], facts["not_taken"], facts["duration_s"]) == (
        expected_status, expected["channels"], expected["not_taken"], expected["duration_s"],
    )  # fmt: skip
    assert sorted(facts["assumptions"]) == sorted(expected["assumptions"])
    assert (status == 3) == kind.startswith("cut off")


def test_how_long_it_is_is_estimated_until_all_was_seen(say: Say, tmp_path: Path) -> None:
    source = cloud_of_times(tmp_path, [T0 + number * NS // 50 for number in range(8000)], **UNINDEXED)
    status, out, err = say("convert", source, "-o", tmp_path / "out")
    found = re.findall(r"format +mcap, (about )?([\d.]+) s", out)
    assert (status, [about for about, _ in found]) == (0, ["about ", ""])
    assert float(found[0][1]) == pytest.approx(float(found[1][1]), rel=0.1)
    needed = int(re.findall(r"needs +about ([\d,]+) MB", err)[0])
    assert 8 < needed < 2 * 8 + 10


@given(steps=st.lists(st.integers(-NS // 2, NS), min_size=150, max_size=200))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_messages_out_of_order_come_in_order(
    say: Say, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, steps: list[int]
) -> None:
    """Whether the order was kept as it was promised, or all had to be looked at."""
    tmp_path = tmp_path_factory.mktemp("out_of_order")
    times = times_after(steps)
    (_, _, log), (_, _, single) = both(say, monkeypatch, cloud_of_times(tmp_path, times, **UNINDEXED), tmp_path)
    assert records(log) == records(single)


def test_what_is_late_by_less_than_is_waited_for_is_no_break(say: Say, tmp_path: Path) -> None:
    shuffled = random.Random(7)
    times = sorted(EVEN, key=lambda time: time + shuffled.randrange(promises.LATE_NS))
    assert times != EVEN
    _, _, log = sealed(say, cloud_of_times(tmp_path, times, **UNINDEXED), tmp_path / "out")
    assert len(list(log.iterdir())) > 2
    arrivals = sorted(arrival for found in records(log).values() for arrival, _, _ in found)
    assert arrivals == EVEN


def test_who_was_late_before_is_waited_for_as_long_again(say: Say, tmp_path: Path) -> None:
    """A recorder that sorts nothing is late by as much at its end as at its begin."""
    late = 2 * promises.LATE_NS
    even = [T0 + number * NS // 50 for number in range(1600)]
    times = [time - late * (number % 20 == 1) for number, time in enumerate(even)]
    _, _, log = sealed(say, cloud_of_times(tmp_path, times, **UNINDEXED), tmp_path / "out")
    assert log.is_dir()
    assert sorted(arrival for found in records(log).values() for arrival, _, _ in found) == sorted(times)


@pytest.mark.parametrize("time", [T0 - 5 * NS, 0, 7, 2**62 - 1])
def test_after_a_time_that_no_order_promised_all_is_looked_at_first(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, time: int
) -> None:
    times = [*EVEN[:390], time, *EVEN[391:]]
    source = cloud_of_times(tmp_path, times, **UNINDEXED)
    status, _, err = say("convert", source, "-o", tmp_path / "out")
    assert (status, "at which none were to come any more; nothing is kept" in err) == (0, True)
    out = tmp_path / "out"
    monkeypatch.setattr(promises, "WHOLE_BYTES", 1 << 40)
    assert records(out if out.is_dir() else tmp_path / "out.h5") == records(sealed(say, source, tmp_path / "single")[2])


@pytest.mark.parametrize("time", [0, 7, 2**62 - 1])
def test_a_time_that_is_none_at_the_begin_makes_no_promise(say: Say, tmp_path: Path, time: int) -> None:
    source = cloud_of_times(tmp_path, [*EVEN[:3], time, *EVEN[4:]], **UNINDEXED)
    status, out, err = say("convert", source, "-o", tmp_path / "out")
    assert (status, "nothing is kept" in err, "looked at" in out) == (0, False, False)


@pytest.mark.parametrize("begin", [0, 5 * NS])
def test_times_that_are_no_dates_are_an_order_too(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: int
) -> None:
    source = cloud_of_times(tmp_path, [begin + time - T0 for time in EVEN], **UNINDEXED)
    (_, facts, log), (_, expected, single) = both(say, monkeypatch, source, tmp_path)
    assert len(list(log.iterdir())) > 2
    assert (records(log), facts["assumptions"]) == (records(single), expected["assumptions"])


def test_all_zero_is_no_order(say: Say, tmp_path: Path) -> None:
    _, facts, log = sealed(say, cloud_of_times(tmp_path, [0] * 400, **UNINDEXED), tmp_path / "out")
    assert (facts["records"], log.is_file()) == (400, True)


def test_a_span_may_lie_behind_the_estimated_end(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At first there is little time in many bytes, so that the recording seems short."""
    times = [T0 + number * NS // 100 for number in range(300)] + [T0 + 3 * NS + n * NS for n in range(300)]
    source = cloud_of_times(tmp_path, times, **UNINDEXED)
    for number, asked in enumerate([("--from", "200"), ("--from", "200", "--to", "210"), ("--to", "250")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (_, _, log), (_, _, single) = both(say, monkeypatch, source, folder, *asked)
        assert (log.is_dir(), records(log)) == (True, records(single))
    status, _, err = say("convert", source, "-o", tmp_path / "none", "--from", "1000")
    assert (status, "nothing arrived in that span" in err) == (65, True)
    # of what a share is one is known only at the end
    status, _, err = say("convert", source, "-o", tmp_path / "half", "--from", "50%")
    assert (status, "a share of it is asked for; nothing is kept" in err) == (0, True)
    half = next(path for path in (tmp_path / "half", tmp_path / "half.h5") if path.exists())
    assert min(arrival for arrival, _, _ in records(half)["/0"]) == T0 + 153 * NS


def test_what_comes_late_is_met_though_it_stands_behind_the_end_that_was_asked_for(say: Say, tmp_path: Path) -> None:
    times = [T0 + number * NS // 50 for number in range(4000)]
    times[3000] = T0 + 5 * NS
    _, facts, _ = sealed(say, cloud_of_times(tmp_path, times, **UNINDEXED), tmp_path / "out", "--to", "10")
    assert (facts["records"], facts["not_taken"]) == (501, [])


def pieces(folder: Path, *, each_s: int, **options: Any) -> Path:
    """Three files, one after another."""
    folder.mkdir()
    for number in range(3):
        out = McapOut(folder / f"{number}.mcap", {"chunk_size": 4_000, "compression": 0, **options})
        for row in range(300):
            out.raw("/a", T0 + number * each_s * NS + row * NS // 50, bytes(1000), encoding="cdr")
        out.done()
    return folder


@pytest.mark.parametrize("options", [{}, UNINDEXED, PLAIN])
def test_of_a_crashed_recorder_the_last_file_has_no_index(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
) -> None:
    folder = pieces(tmp_path / "drive", each_s=6, **options)
    cut(folder / "2.mcap", 0.9)
    (_, facts, log), (_, expected, single) = both(say, monkeypatch, folder, tmp_path)
    assert len(list(log.iterdir())) > 3
    assert (records(log), facts["not_taken"]) == (records(single), expected["not_taken"])


@pytest.mark.parametrize("options", [{}, UNINDEXED])
def test_files_that_cover_the_same_time_are_refused(say: Say, tmp_path: Path, options: dict[str, Any]) -> None:
    folder = pieces(tmp_path / "drive", each_s=1, **options)
    cut(folder / "2.mcap", 0.9)
    status, _, err = say("convert", folder, "-o", tmp_path / "out")
    assert (status, "cover the same time" in err) == (65, True)
    assert not (tmp_path / "out").exists()


def test_a_file_of_several_that_is_none_is_a_loss(say: Say, tmp_path: Path) -> None:
    folder = pieces(tmp_path / "drive", each_s=6)
    (folder / "1.mcap").write_bytes(b"no MCAP at all")
    status, facts, log = sealed(say, folder, tmp_path / "out")
    assert (status, facts["records"], log.is_dir()) == (3, 600, True)
    assert [one["where"] for one in facts["not_taken"]] == ["1.mcap"]


def test_a_channel_that_comes_late_is_in_the_table_from_then_on(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap", {"chunk_size": 20_000, "compression": 0, **UNINDEXED})
    for number in range(400):
        out.raw("/early", T0 + number * NS // 10, bytes(1000), encoding="cdr")
        if number > 300:
            out.raw("/late", T0 + number * NS // 10, b"late", encoding="cdr")
    _, _, log = sealed(say, out.done(), tmp_path / "out")
    assert (genesis_numbers(log)[0], genesis_numbers(log)[-1]) == (1, 2)
    assert {name: len(found) for name, found in records(log).items()} == {"/early": 400, "/late": 99}


def test_an_attachment_at_the_begin_comes_first(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap", {"chunk_size": 4_000, "compression": 0, **UNINDEXED})
    out.writer.add_attachment(0, 5, "old.txt", "text/plain", b"of another day")
    for number in range(400):
        out.raw("/a", T0 + number * NS // 50, bytes(1000), encoding="cdr")
        if number == 350:
            out.writer.add_attachment(0, T0 + 7 * NS, "notes.txt", "text/plain", b"what the driver said")
    _, facts, log = sealed(say, out.done(), tmp_path / "out")
    assert log.is_dir()
    assert [(arrival, raw) for arrival, _, raw in records(log)["attachments"]] == [
        (T0, b"of another day"), (T0 + 7 * NS, b"what the driver said"),
    ]  # fmt: skip
    assert "are placed at the first of these" in " ".join(facts["assumptions"])


@pytest.mark.parametrize("held", [1 << 20, 100])
def test_attachments_before_the_first_message_of_a_later_file(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    """Where they are too much to be held, nothing is promised until that file is begun."""
    monkeypatch.setattr(look, "_MOST_AHEAD", held)
    folder = tmp_path / "drive"
    folder.mkdir()
    for number in range(2):
        out = McapOut(folder / f"{number}.mcap", {"chunk_size": 4_000, "compression": 0, **UNINDEXED})
        if number:
            for _ in range(3):
                out.writer.add_attachment(0, T0 + 6 * NS, "notes.txt", "text/plain", bytes(90))
        for row in range(300):
            out.raw("/a", T0 + number * 6 * NS + row * NS // 50, bytes(1000), encoding="cdr")
        out.done()
    (_, _, log), (_, _, single) = both(say, monkeypatch, folder, tmp_path)
    assert len(list(log.iterdir())) > 1
    assert records(log) == records(single)
