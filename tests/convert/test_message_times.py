"""Clocks of recordings whose messages do not agree on the time: dates, times of a simulation, zeros, attachments.

Must not know how messages are read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.log.leaf import UNKNOWN_TIME_NS
from app.log.segment import Segment
from app.log.source import Source
from tests.cli.say import Say
from tests.convert.intakes import Intake, taken
from tests.convert.mcap_files import McapOut, Said, ros_file
from tests.convert.ros import NS, T0, Ros

pytestmark = pytest.mark.usefixtures("own_home")
HEADER = "std_msgs/msg/Header"


def headers(topic: str, *times: tuple[int, int]) -> list[Said]:
    """Messages of log time and stamp."""
    return [(topic, HEADER, log, {"stamp": stamp, "frame_id": ""}) for log, stamp in times]


def clocks(log: Intake) -> dict[str, str]:
    return {one["name"]: one["epoch"] for one in log.genesis["clocks"] if one["role"] == "source"}


def dated(log: Intake) -> bool:
    """Whether its times are dates."""
    with Segment(Source(log.path)) as segment:
        return bool((segment.leaves["t_utc"] != UNKNOWN_TIME_NS).all())


def test_stamps_of_a_simulation_among_log_times_that_are_dates(say: Say, tmp_path: Path) -> None:
    """Each clock counts from what its own stamps say."""
    said = headers("/sim", *((T0 + n * NS, (5 + n) * NS) for n in range(5)))
    said += headers("/real", *((T0 + n * NS, T0 + n * NS) for n in range(5)))
    status, _, log = taken(say, ros_file(tmp_path / "x.mcap", said), tmp_path / "out")
    assert status == 0
    assert clocks(log) == {"header": "unix_utc", "header (arbitrary)": "arbitrary"}
    assert log.channels["/real"]["clock"] == "header"
    assert log.channels["/sim"]["clock"] == "header (arbitrary)"
    assert "the stamps of '/sim' do not count from 1970" in log.assumed
    assert dated(log)


def test_stamps_that_are_dates_among_log_times_that_are_none(say: Say, tmp_path: Path) -> None:
    said = headers("/real", *((n * NS, T0 + n * NS) for n in range(5)))
    _, _, log = taken(say, ros_file(tmp_path / "x.mcap", said), tmp_path / "out")
    assert clocks(log) == {"header": "unix_utc"}
    assert not dated(log)


def span_s(log: Intake) -> float:
    arrivals = [one["t_arrival_ns"] for name in log.channels for one in log.records(name)]
    return float(max(arrivals) - min(arrivals)) / NS


def test_one_log_time_of_zero(say: Say, tmp_path: Path) -> None:
    """It came with the message before it, and its channel has no measured arrival."""
    said = headers("/a", *((T0 + n * NS, T0 + n * NS) for n in range(5)))
    said[3:3] = headers("/b", (0, T0 + 7))
    status, _, log = taken(say, ros_file(tmp_path / "x.mcap", said), tmp_path / "out")
    assert (status, span_s(log), clocks(log)) == (0, 4, {"header": "unix_utc"})
    assert dated(log)
    assert [one["t_arrival_ns"] - T0 for one in log.records("/b")] == [2 * NS]
    assert (log.channels["/a"]["arrival"], log.channels["/b"]["arrival"]) == ("measured", "assumed")
    assert "1 of 6 messages have log times that are no dates" in log.assumed


def test_an_attachment_without_a_time(say: Say, tmp_path: Path) -> None:
    """It has no vote in what the log times count from."""
    for name, log_ns, at in (("zero", 0, T0), ("good", T0 + NS, T0 + NS)):
        out = McapOut(tmp_path / f"{name}.mcap")
        for number in range(3):
            out.ros(Ros(), "/a", HEADER, T0 + number * NS, {"stamp": T0 + number, "frame_id": ""})
        out.writer.add_attachment(5, log_ns, "map.osm", "text/xml", b"<osm/>")
        status, _, log = taken(say, out.done(), tmp_path / name)
        assert (status, span_s(log), log.records("attachments")[0]["t_arrival_ns"]) == (0, 2, at)
        assert log.channels["attachments"]["arrival"] == ("assumed" if name == "zero" else "measured")
        assert ("1 of 1 records of 'attachments'" in log.assumed) == (name == "zero")
        assert log.told["attachments"][0]["created_ns"] == "5"


def test_publish_times_of_messages_without_a_log_time(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap")
    values = {"stamp": T0, "frame_id": ""}
    for log_ns in (T0, T0 + NS, 0, T0 + 3 * NS):
        out.ros(Ros(), "/a", HEADER, log_ns, values, publish_ns=T0 + 5)
    out.ros(Ros(), "/a", HEADER, T0 + 4 * NS, values, publish_ns=2**63)
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, span_s(log)) == (3, 4)
    assert [one["t_arrival_ns"] - T0 for one in log.records("publish times")] == [0, NS, NS, 3 * NS]
    assert log.channels["publish times"]["arrival"] == "assumed"
    assert "publish times beyond the year 2116" in str(facts["not_taken"])


def test_two_recordings_of_one_time_and_an_empty_file(say: Say, tmp_path: Path) -> None:
    """The empty one switches nothing off."""
    folder = tmp_path / "bag"
    folder.mkdir()
    for name in ("one", "two"):
        ros_file(folder / f"{name}.mcap", headers("/a", *((T0 + n, T0 + n) for n in range(3))))
    ros_file(folder / "empty.mcap", [])
    status, _, err = say("convert", folder, "--dry-run")
    assert (status, "cover the same time" in err) == (65, True)
