"""What tests ask of a sealed intake: that it verifies, and the records in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from app.kinds.declared import channel_layout
from app.kinds.registry import codec
from app.log.segment import Segment
from app.log.source import Source
from tests.cli.say import Say


class Intake:
    """A log made by convert, after the whole of it was verified."""

    def __init__(self, say: Say, path: Path) -> None:
        self.path = path
        self._say = say
        _, verdict = say.json("verify", path)
        assert (verdict["status"], verdict["provenance"], verdict["warnings"]) == ("SEALED", "intake", [])
        self.system = [one["value"] for one in self.records("0")]
        self.genesis = self.system[0]
        self.channels = {channel["name"]: channel for channel in self.genesis["channels"]}
        told = "".join(one["text"] for one in self.system if one["record"] == "ANNEX" and one["name"] == "intake")
        self.told = json.loads(told)

    def records(self, channel: str) -> list[Any]:
        """The records of a channel as `cat` prints them."""
        status, out, _ = self._say("cat", self.path, channel, "--json")
        assert status == 0
        return [json.loads(line) for line in out.splitlines()]

    def rows(self, channel: str) -> list[Any]:
        """The first row of each record."""
        return [one["value"]["rows"][0] for one in self.records(channel)]

    def payloads(self, channel: str) -> list[bytes]:
        """The bytes of each record."""
        with Segment(Source(self.path)) as segment:
            chosen = np.flatnonzero(segment.leaves["channel"] == self.channels[channel]["id"])
            return [bytes(segment.read(int(index)).payload) for index in chosen]

    def arrays(self, channel: str) -> list[np.ndarray]:
        """The rows of each record of a channel of rows."""
        spec = self.channels[channel]
        layout = channel_layout(
            codec(spec["kind"], spec["codec"]), fields=spec.get("fields"), row_bytes=spec["row_bytes"]
        )
        assert layout is not None
        return [np.frombuffer(raw, dtype=layout.dtype) for raw in self.payloads(channel)]

    @property
    def assumed(self) -> str:
        """All assumptions as one text."""
        return "\n".join(self.genesis["intake"].get("assumptions", ()))


def taken(say: Say, source: Path, out: Path, *more: object) -> tuple[int, Any, Intake]:
    """Convert a source; exit status, facts, log."""
    status, facts = say.json("convert", source, "-o", out, *more)
    return status, facts, Intake(say, out.with_suffix(".h5"))


def lost(facts: Any) -> dict[str, list[tuple[str, int]]]:
    """What was not taken, by place."""
    found: dict[str, list[tuple[str, int]]] = {}
    for one in facts["not_taken"]:
        found.setdefault(one["where"], []).append((one["why"], one["count"]))
    return found
