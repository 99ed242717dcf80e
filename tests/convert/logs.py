"""What a sealed intake holds, for the tests of every converter: each reads only a log that was verified.

Must not know any format.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from app.log.segment import Segment
from app.log.source import Source
from tests.cli.say import Say


def taken(say: Say, tmp_path: Path, source: Path, status: int = 3, *more: object) -> tuple[Path, dict[str, Any]]:
    """The log that a source becomes, and what was said of it."""
    found, facts = say.json("convert", source, "-o", tmp_path / "out.h5", *more)
    assert found == status
    return tmp_path / "out.h5", facts


def verified(say: Say, log: Path) -> None:
    """The log is whole, and nothing lies beside it."""
    _, verdict = say.json("verify", log)
    assert (verdict["status"], verdict["provenance"], verdict["warnings"]) == ("SEALED", "intake", [])


def cat(say: Say, log: Path, channel: str) -> list[Any]:
    """The records of a channel, after the whole log was verified."""
    verified(say, log)
    status, out, _ = say("cat", log, channel, "--json")
    assert status == 0
    return [json.loads(line) for line in out.splitlines()]


def rows(say: Say, log: Path, channel: str) -> list[dict[str, Any]]:
    """The first row of each record of a channel."""
    return [one["value"]["rows"][0] for one in cat(say, log, channel)]


def genesis(say: Say, log: Path) -> dict[str, Any]:
    return system(say, log)[0]


def system(say: Say, log: Path) -> list[dict[str, Any]]:
    """All system records."""
    return [json.loads(line)["value"] for line in say("cat", log, "0", "--json")[1].splitlines()]


def told(say: Say, log: Path) -> dict[str, Any]:
    """The ANNEX that says how the intake went."""
    texts = (one["text"] for one in system(say, log) if one["record"] == "ANNEX" and one["name"] == "intake")
    return dict(json.loads(next(texts)))


def payloads(log: Path, number: int) -> list[bytes]:
    """The payloads of the channel of that number, in a log of one segment."""
    with Segment(Source(log)) as segment:
        return [segment.read(int(at)).payload for at in np.flatnonzero(segment.leaves["channel"] == number)]


def lost(facts: dict[str, Any]) -> dict[tuple[str, str], int]:
    """What was not taken: counts by where and why."""
    return {(one["where"], one["why"]): one["count"] for one in facts["not_taken"]}
