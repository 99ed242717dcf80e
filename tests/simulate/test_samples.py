"""The sample logs that are shipped: what verifying says of them, their size, and that their README tells the truth.

Must not know how they were made.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from app.chain.trust import TrustStore
from app.chain.verdict import Status
from app.chain.verification import Options, verify
from app.kinds.registry import codec
from app.log.leaf import RecordType
from app.log.segment import Segment
from app.log.source import Source
from app.simulate.samples.making import SAMPLES
from tests.simulate.drives import Told

FOLDER = Path(__file__).resolve().parents[2] / "sample_logs"


def test_samples_fit_their_room_and_are_all_there() -> None:
    logs = sorted(FOLDER.glob("*.h5"))
    assert [path.stem for path in logs] == sorted(SAMPLES)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 45e6


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_sample_is_sound_and_says_what_it_is(name: str) -> None:
    outcome = verify([FOLDER / f"{name}.h5"], Options(trust=TrustStore()))
    structure = outcome.segments[0].structure
    assert structure.genesis is not None
    assert structure.genesis.provenance == "simulated"
    assert structure.genesis.device_name == "demonstration"
    codes = {finding.code for finding in outcome.segments[0].findings}
    if name == "stalled-truck":
        assert not structure.complete
        assert structure.tail > 0
        assert codes <= {"UNTRUSTED_DEVICE_KEY", "UNSEALED_TAIL"}
    else:
        assert outcome.verdict.status is Status.UNTRUSTED
        assert structure.complete
        assert codes == {"UNTRUSTED_DEVICE_KEY"}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_record_carries_a_trace_id_but_what_the_recorder_says_of_the_log(name: str) -> None:
    with Segment(Source(FOLDER / f"{name}.h5")) as segment:
        leaves = segment.leaves
        traced = np.any(leaves["trace_id"] != 0, axis=1)
        assert np.all(traced == np.isin(leaves["type"], [RecordType.DATA, RecordType.EVENT]))


def test_shipped_records_are_those_of_the_simulator_of_today(told: Told) -> None:
    """Events, decisions and states: what is shipped was not made by an older program, nor by hand.

    Codes, times and counts are equal everywhere; of numbers the last digits may differ on another processor.
    """
    with Segment(Source(FOLDER / f"{told.truth['sample']}.h5")) as segment:
        for name, said in (("/events", _event), ("/planner/decision", _decision), ("/vehicle/state", _state)):
            (number,) = (one.id for one in told.channels.values() if one.name == name)
            rows = np.flatnonzero(segment.leaves["channel"] == number)
            # a log that ends by power loss lacks what was on its way
            drafts = told.records[name][: len(rows)]
            late = len(told.records[name]) - len(rows)
            assert 0 <= late <= (2 if told.truth["sample"] == "stalled-truck" else 0)
            assert segment.leaves["t_arrival"][rows].tolist() == [draft.t_arrival_ns for draft in drafts]
            for at, draft in zip(rows, drafts, strict=True):
                assert isinstance(draft.content, bytes)
                shipped, fresh = said(segment.read(int(at)).payload), said(draft.content)
                close = pytest.approx(fresh, rel=1e-4, abs=1e-4, nan_ok=True) if said is _state else fresh
                assert shipped == close


def _event(raw: bytes) -> object:
    document = json.loads(raw)
    return document["kind"], document.get("severity")


def _decision(raw: bytes) -> object:
    document = json.loads(raw)
    manoeuvres = {one["id"]: one["manoeuvre"] for one in document["candidates"]}
    return document["reason"]["code"], manoeuvres[document["chosen"]]


def _state(raw: bytes) -> list[float]:
    layout = codec("state", "rows").layout
    assert layout is not None
    (row,) = np.frombuffer(raw, dtype=layout.dtype)
    return [float(number) for number in row.tolist()]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_events_are_where_the_readme_has_them(name: str) -> None:
    """Every time that it gives for `/events`, to the hundredth, with the kind of event that it tells of."""
    with Segment(Source(FOLDER / f"{name}.h5")) as segment:
        leaves = segment.leaves
        begin = int(leaves["t_arrival"][0])
        told = [
            ((int(leaves["t_arrival"][at]) - begin) / 1e9, json.loads(segment.read(int(at)).payload or b"{}")["kind"])
            for at in np.flatnonzero(leaves["channel"] == _events(segment))
        ]
    chapter = (FOLDER / "README.md").read_text(encoding="utf-8").split(f"## `{name}`")[1].split("\n## ")[0]
    rows = [line.split("|") for line in chapter.splitlines() if line.startswith("|") and "`/events`" in line]
    exact = [(float(row[1]), row[3]) for row in rows if re.fullmatch(r" *\d+\.\d\d *", row[1])]
    assert len(exact) >= 2
    for time, text in exact:
        kinds = {kind for word, kind in _WORDS.items() if word in text}
        assert kinds, f"{time}: no kind of event is known for {text!r}"
        near = {kind for t, kind in told if abs(time - t) < 0.015}
        assert kinds & near, f"{time}: {kinds}, the log has {near}"


_WORDS = {
    "emergency": "emergency_manoeuvre", "collision": "collision", "driver, who": "override", "transition demand":
    "transition_demand", "escalates": "transition_demand", "near miss": "near_miss", "driver answers": "deactivation",
    "UTC steps": "limit_crossed", "perception takes": "latency", "Severe failure": "severe_failure",
    "severe failure": "severe_failure", "minimum-risk": "minimum_risk_manoeuvre", "overrides": "override",
}  # fmt: skip
"""How the README speaks of kinds of events."""


def _events(segment: Segment) -> int:
    genesis = json.loads(segment.read(0).payload or b"{}")
    return next(int(channel["id"]) for channel in genesis["channels"] if channel["name"] == "/events")


def test_truth_of_the_crossing_is_that_of_its_log() -> None:
    truth = json.loads((FOLDER / "crossing.truth.json").read_text(encoding="utf-8"))
    (contact,) = truth["contacts"]
    with Segment(Source(FOLDER / "crossing.h5")) as segment:
        leaves = segment.leaves
        at = np.flatnonzero(leaves["channel"] == _events(segment))
        collisions = [
            int(leaves["t_arrival"][index])
            for index in at
            if json.loads(segment.read(int(index)).payload or b"{}")["kind"] == "collision"
        ]
    assert collisions[0] - contact["t_ns"] == pytest.approx(12_000_000, abs=2_000_000)
