"""Recordings that are sealed in parts, and what became of them, for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.chain.structure import genesis_of
from app.convert.topics import parts, promises
from app.log.segment import Segment
from app.log.source import Source
from tests.cli.say import Say
from tests.convert.mcap_files import McapOut
from tests.convert.ros import T0
from tests.convert.test_bags import real_messages

Record = tuple[int, int, bytes]


def take_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take files of a megabyte for long ones."""
    monkeypatch.setattr(promises, "WHOLE_BYTES", 100_000)
    monkeypatch.setattr(parts, "FIRST_BYTES", 60_000)
    monkeypatch.setattr(parts, "LATER_BYTES", 200_000)


def as_mcap(path: Path, **options: Any) -> Path:
    """The real recording, in small chunks."""
    out = McapOut(path, {"chunk_size": 20_000, **options})
    for topic, type_, text, time, raw in real_messages():
        out.raw(topic, time, raw, encoding="cdr", type_=type_, schema=text.encode(), schema_encoding="ros2msg")
    return out.done()


def records(log: Path) -> dict[str, list[Record]]:
    """Arrival, capture and payload of each record by channel, over all segments."""
    found: dict[str, list[Record]] = {}
    for path in sorted(log.iterdir()) if log.is_dir() else [log]:
        genesis: Any = genesis_of(path)
        names = {channel["id"]: channel["name"] for channel in genesis.document["channels"]}
        with Segment(Source(path)) as segment:
            for index in range(len(segment)):
                leaf = segment.leaves[index]
                if leaf["channel"]:
                    record = int(leaf["t_arrival"]), int(leaf["t_capture"]), bytes(segment.read(index).payload)
                    found.setdefault(names[int(leaf["channel"])], []).append(record)
    return found


def sealed(say: Say, source: Path, out: Path, *more: object) -> tuple[int, Any, Path]:
    """Convert; exit status, facts and what was written, after it was verified."""
    status, facts = say.json("convert", source, "-o", out, *more)
    log = Path(facts["output"][0])
    log = log.parent if log.parent != out.parent else log
    _, verdict = say.json("verify", log)
    assert (verdict["status"], verdict["provenance"], verdict["warnings"]) == ("SEALED", "intake", [])
    return status, facts, log


def told(say: Say, log: Path) -> dict[str, Any]:
    """What the last segment says of the intake."""
    _, out, _ = say("cat", max(log.iterdir()), "0", "--json")
    system = [json.loads(line)["value"] for line in out.splitlines()]
    text = "".join(one["text"] for one in system if one["record"] == "ANNEX" and one["name"] == "intake")
    return dict(json.loads(text))


def genesis_numbers(log: Path) -> list[int]:
    """How many channels each segment knows."""
    found: list[Any] = [genesis_of(path) for path in sorted(log.iterdir())]
    return [len(one.document["channels"]) for one in found]


def times_after(steps: list[int]) -> list[int]:
    """Log times that go on, or back, by so many ns each, never before T0."""
    times, now = [], T0
    for step in steps:
        now = max(T0, now + step)
        times.append(now)
    return times


def cloud_of_times(tmp_path: Path, times: list[int], **options: Any) -> Path:
    """Messages with these log times, in this order, each of 1 kB that tells its number."""
    out = McapOut(tmp_path / "x.mcap", {"chunk_size": 4_000, "compression": 0, **options})
    for number, time in enumerate(times):
        out.raw(f"/{number % 3}", time, number.to_bytes(4, "big") + bytes(1000), encoding="cdr")
    return out.done()
