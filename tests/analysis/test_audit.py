"""The audit of logs that a recorder wrote: each breaks one rule, and one of them none.

Must not know how findings are printed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import app.analysis.audit.cycles as cycles_module
from app.analysis.audit.auditing import audit
from app.analysis.audit.firsts import NEVER_NS, Firsts
from app.analysis.audit.outcome import Audit, Outcome
from app.analysis.audit.rule import RULES
from app.analysis.audit.tally import MOST_EXAMPLES
from app.chain.opening import open_drives
from app.chain.trust import TrustStore
from tests.adversary.attack import directory_of, flip
from tests.analysis.driving_log import (
    ACTUATION,
    CONTROL,
    CYCLES,
    DECISION,
    IMU,
    MS,
    OBJECTS,
    SPANS,
    START_NS,
    TEXT,
    Change,
    Line,
    of,
    recorded,
    span_of,
    trace_of,
)
from tests.replay.altering import alter
from tests.replay.opening import SAMPLES, opened

SILENT = 1_000 * MS


def audited(paths: list[Path], **options: Any) -> Audit:
    drives, refused = open_drives(paths, TrustStore())
    assert not refused
    log = drives[0].log()
    try:
        return audit(log, drives[0].findings(), **options)
    finally:
        log.close()


def broken(found: Audit) -> dict[str, int]:
    return {one.rule.code: one.found for one in found.outcomes if one.found}


def outcome(found: Audit, code: str) -> Outcome:
    (one,) = (each for each in found.outcomes if each.rule.code == code)
    return one


def test_a_log_without_a_fault_has_no_findings(tmp_path: Path) -> None:
    found = audited(recorded(tmp_path))
    assert broken(found) == {}
    assert {one.standing for one in found.outcomes} == {"passed"}
    assert {one.rule.code: one.judged for one in found.outcomes} == {
        "SEAL_BROKEN": 1,
        "RECORD_BROKEN": found.records,
        "SCHEMA": found.records,
        "INPUT_MISSING": CYCLES,
        "INPUT_LATE": CYCLES,
        "COMMAND_WITHOUT_DECISION": 5 * CYCLES,
        "ACTUATION_WITHOUT_COMMAND": 5 * CYCLES,
        "ACTUATION_WITHOUT_DECISION": 5 * CYCLES,
        "DECISION_WITHOUT_EFFECT": CYCLES,
        "SPAN_WITHOUT_ID": 2 * CYCLES,
        "SPAN_PARENT_MISSING": CYCLES,
        "SPAN_NOT_ENDED": 2 * CYCLES,
        "TRACE_WITHOUT_START": 2 * CYCLES,
        "RATE": 5,
        "GAP": 6,
        "LEVEL_UNKNOWN": 6,
        "LINE_ERROR": 6,
    }
    assert found.levels == {"info": 6}


def one_of(channel: int, at: int, change: Callable[[Line], object]) -> Change:
    return lambda every: change(of(every, channel)[at])


def says(channel: int, at: int, **members: object) -> Change:
    return one_of(channel, at, lambda line: line.said.update(members))


def raw(channel: int, at: int, payload: bytes) -> Change:
    return one_of(channel, at, lambda line: setattr(line, "raw", payload))


def untraced(channel: int, at: int, **members: object) -> Change:
    def change(line: Line) -> None:
        line.trace, line.span = bytes(16), bytes(8)
        line.said.update(members)

    return one_of(channel, at, change)


def needs(at: int, sequence: int, channel: int = OBJECTS) -> Change:
    return says(DECISION, at, inputs=[{"record": {"channel": channel, "sequence": str(sequence)}}])


def ignored(cycle: int) -> Change:
    """What would carry out a cycle carries out the one before."""

    def change(every: list[Line]) -> None:
        for line in [*of(every, CONTROL), *of(every, ACTUATION)]:
            if line.said["cycle"] == cycle:
                line.said["cycle"], line.trace = cycle - 1, trace_of(cycle - 1)

    return change


def silent(channel: int, start_ns: int, end_ns: int) -> Change:
    def change(every: list[Line]) -> None:
        every[:] = [one for one in every if one.channel != channel or not start_ns <= one.t_ns - START_NS < end_ns]

    return change


ONE_EACH: dict[str, tuple[str, Change, str]] = {
    "json that is none": ("SCHEMA", raw(OBJECTS, 30, b"{"), "not JSON"),
    "a member twice": ("SCHEMA", raw(OBJECTS, 30, b'{"frame":"map","frame":"map","tracks":[]}'), "member twice"),
    "a member of another type": ("SCHEMA", says(OBJECTS, 30, tracks=3), "published schema"),
    "a choice that is no candidate": ("SCHEMA", says(DECISION, 30, chosen=9), "chosen candidate 9 is not"),
    "an input that is not there": ("INPUT_MISSING", needs(30, 999), "no /perception/objects sequence 999"),
    "an input of a channel that is not there": ("INPUT_MISSING", needs(30, 0, channel=77), "no channel 77 sequence 0"),
    "an input of the future": ("INPUT_LATE", needs(30, 31), "arrived 80.000 ms after the decision"),
    "a command of no cycle": (
        "COMMAND_WITHOUT_DECISION", untraced(CONTROL, 150, cycle=5_000), "no decision of cycle 5000",
    ),
    "a command that says nothing": (
        "COMMAND_WITHOUT_DECISION", untraced(CONTROL, 150, cycle=2**32 - 1), "names no cycle",
    ),
    "a command ahead of its decision": (
        "COMMAND_WITHOUT_DECISION", untraced(CONTROL, 150, cycle=35), "no decision of cycle 35 had arrived",
    ),
    "an actuation of no command": (
        "ACTUATION_WITHOUT_COMMAND", says(ACTUATION, 150, command_sequence=10**6), "names command 1000000",
    ),
    "an actuation of a later command": (
        "ACTUATION_WITHOUT_COMMAND", says(ACTUATION, 150, command_sequence=160), "names command 160",
    ),
    "an actuation of no cycle": (
        "ACTUATION_WITHOUT_DECISION", untraced(ACTUATION, 150, cycle=5_000), "no decision of cycle 5000",
    ),
    "a decision that nobody carries out": ("DECISION_WITHOUT_EFFECT", ignored(30), "nothing carries out cycle 30"),
    "a span that never ended": ("SPAN_NOT_ENDED", says(SPANS, 60, end_ns=None), "'perceive' never ended"),
    "a span that ends too early": ("SPAN_NOT_ENDED", says(SPANS, 60, end_ns="5"), "before it began"),
    "a span whose parent is not there": (
        "SPAN_PARENT_MISSING", says(SPANS, 61, parent="ab" * 8), f"no span {'ab' * 8}",
    ),
    "a span without ids": (
        "SPAN_WITHOUT_ID",
        lambda every: every.append(
            Line(SPANS, START_NS + 3_000 * MS, {"name": "lost", "start_ns": "1", "end_ns": "2"})
        ),
        "no trace id",
    ),
    "spans in a circle": (
        "TRACE_WITHOUT_START", says(SPANS, 60, parent=span_of(30, "plan").hex()), "every span of its trace",
    ),
    "a decision without a trace": ("TRACE_WITHOUT_START", untraced(DECISION, 30), "no trace id"),
    "a decision of a trace without spans": (
        "TRACE_WITHOUT_START", one_of(DECISION, 30, lambda line: setattr(line, "trace", b"\1" * 16)), "no span has",
    ),
    "silence in between": ("GAP", silent(IMU, 3_000 * MS, 4_000 * MS), "nothing for 1.010 s between two records"),
    "silence at the end": ("GAP", silent(IMU, 5_000 * MS, 9_000 * MS), "behind its last record"),
    "silence before": ("GAP", silent(IMU, 0, 1_000 * MS), "before its first record"),
    "a level of its own": ("LEVEL_UNKNOWN", says(TEXT, 3, level="loud"), "level 'loud'"),
    "an error": ("LINE_ERROR", says(TEXT, 3, level="ERROR", message="disk is full"), "error: disk is full"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_EACH)
def test_each_fault_breaks_its_own_rule_and_no_other(tmp_path: Path, name: str) -> None:
    code, change, text = ONE_EACH[name]
    found = audited(recorded(tmp_path, change))
    assert broken(found) == {code: 1}
    (example,) = outcome(found, code).examples
    assert text in example.text


def test_every_rule_is_broken_by_a_test() -> None:
    assert {code for code, _, _ in ONE_EACH.values()} | {"SEAL_BROKEN", "RECORD_BROKEN", "RATE"} == set(RULES)


def test_a_broken_record_is_a_finding_and_is_not_decoded(tmp_path: Path) -> None:
    for channel in (OBJECTS, DECISION, CONTROL, SPANS, IMU):
        folder = tmp_path / str(channel)
        (path,) = recorded(folder)
        alter(path, channel, 30)
        found = audited([path])
        assert broken(found) == {"RECORD_BROKEN": 1}
        assert "PAYLOAD: the payload does not hash" in outcome(found, "RECORD_BROKEN").examples[0].text
        assert outcome(found, "SCHEMA").judged == found.records - 1


def test_a_broken_seal_is_a_finding(tmp_path: Path) -> None:
    (path,) = recorded(tmp_path)
    flip(path, directory_of(path).areas["seal/leaf"].offset + 500 * 192 + 100)
    found = broken(audited([path]))
    assert found["SEAL_BROKEN"] > 0
    assert set(found) <= {"SEAL_BROKEN", "RECORD_BROKEN"}


def test_a_rate_is_compared_by_intervals(tmp_path: Path) -> None:
    found = audited(recorded(tmp_path / "a", rates={IMU: 120.0}))
    assert broken(found) == {"RATE": 1}
    (example,) = outcome(found, "RATE").examples
    assert (example.channel, example.text) == ("/imu", "declared 120 Hz, real 100.000 Hz (-16.7%) outside of gaps")
    # that a record is missing at the end changes no rate, nor does a gap
    assert broken(audited(recorded(tmp_path / "b", silent(IMU, 5_990 * MS, 9_000 * MS)))) == {}
    assert broken(audited(recorded(tmp_path / "c", rates={IMU: 104.0}))) == {}
    assert broken(audited(recorded(tmp_path / "d", rates={IMU: 104.0}), rate_tolerance=0.01)) == {"RATE": 1}


def test_a_channel_that_declares_a_rate_and_is_empty_is_found(tmp_path: Path) -> None:
    found = audited(recorded(tmp_path, silent(IMU, 0, 9_000 * MS)))
    assert broken(found) == {"RATE": 1}
    assert "there are 0" in outcome(found, "RATE").examples[0].text


def test_what_is_not_in_a_log_is_neither_fault_nor_pass(tmp_path: Path) -> None:
    found = audited(recorded(tmp_path, channels=(IMU,)))
    assert broken(found) == {}
    passed = {one.rule.code for one in found.outcomes if one.standing == "passed"}
    assert passed == {"SEAL_BROKEN", "RECORD_BROKEN", "SCHEMA", "RATE", "GAP"}
    assert {one.standing for one in found.outcomes} == {"passed", "not in this log"}
    # commands without any decision, decisions without any command
    for kept in ((CONTROL, ACTUATION), (DECISION, OBJECTS)):
        found = audited(recorded(tmp_path / str(kept), channels=kept))
        assert broken(found) == {}
        assert outcome(found, "DECISION_WITHOUT_EFFECT").standing == "not in this log"


def test_a_cycle_is_found_through_the_command(tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        for line in of(every, ACTUATION):
            line.trace = bytes(16)
            del line.said["cycle"]

    found = audited(recorded(tmp_path / "a", change))
    assert broken(found) == {}
    assert outcome(found, "ACTUATION_WITHOUT_DECISION").judged == 5 * CYCLES
    # the command of one of them cannot be read: nobody knows its cycle
    (path,) = recorded(tmp_path / "b", change)
    alter(path, CONTROL, 150)
    found = audited([path])
    assert broken(found) == {"RECORD_BROKEN": 1}
    assert outcome(found, "ACTUATION_WITHOUT_DECISION").notes == (("whose command or decision cannot be read", 1),)


def test_the_chain_goes_on_from_file_to_file(tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        for line in of(every, DECISION):
            line.said["inputs"] = []

    # sequences begin again in each file: the records themselves tell what theirs are
    first = recorded(tmp_path / "a", change, segment_ms=2_000)
    drives, _ = open_drives(first, TrustStore())
    log = drives[0].log()
    sequences = log.leaf_field(log.log.channels["/control"], "channel_seq").tolist()
    log.close()

    def told(every: list[Line]) -> None:
        change(every)
        for line, sequence in zip(of(every, ACTUATION), sequences, strict=True):
            line.said |= {"command_sequence": sequence, "cycle": 2**32 - 1}
            line.trace = bytes(16)

    paths = recorded(tmp_path / "b", told, segment_ms=2_000)
    assert len(paths) > 2
    found = audited(paths)
    assert broken(found) == {}
    assert outcome(found, "ACTUATION_WITHOUT_DECISION").judged == 5 * CYCLES
    # one of them alone: what its first second rests on may lie before it
    assert broken(audited(paths[1:2])) == {}
    # a hole in the middle is no gap of any channel
    found = audited([paths[0], *paths[2:]])
    assert set(broken(found)) <= {"SEAL_BROKEN"}
    assert ("gaps where segments are missing", 6) in outcome(found, "GAP").notes


def test_who_drives_himself_needs_no_decision(tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        for line in [*of(every, CONTROL), *of(every, ACTUATION)]:
            if line.t_ns - START_NS >= 3_000 * MS:
                line.said |= {"issuer": 1, "cycle": 2**32 - 1}
                line.trace = bytes(16)

    found = audited(recorded(tmp_path, change))
    assert broken(found) == {}
    assert outcome(found, "DECISION_WITHOUT_EFFECT").judged < CYCLES


def test_what_lies_at_an_edge_is_not_judged(tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        spans = of(every, SPANS)
        spans[1].said["parent"] = spans[-1].said["parent"] = "cd" * 8

    found = audited(recorded(tmp_path, change))
    assert broken(found) == {}
    assert outcome(found, "SPAN_PARENT_MISSING").notes == (("at an edge of the recording", 2),)


def test_of_many_findings_the_first_are_told(tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        for line in of(every, ACTUATION)[100:200]:
            line.said["command_sequence"] = 10**6

    one = outcome(audited(recorded(tmp_path, change)), "ACTUATION_WITHOUT_COMMAND")
    assert (one.found, len(one.examples)) == (100, MOST_EXAMPLES)
    assert [place.row for place in one.examples] == [100, 101, 102, 103, 104]


def test_hostile_numbers_are_taken_for_what_they_are(tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        of(every, SPANS)[60].said |= {"start_ns": "9" * 19, "end_ns": "9" * 19}
        of(every, ACTUATION)[150].said["command_sequence"] = 2**64 - 2
        needs(30, 2**64 - 1)(every)

    found = audited(recorded(tmp_path, change))
    assert broken(found) == {"INPUT_MISSING": 1, "ACTUATION_WITHOUT_COMMAND": 1}


@pytest.mark.parametrize("name", ["crossing", "cut-in"])
def test_samples_without_a_fault_have_none(name: str) -> None:
    with opened(SAMPLES / f"{name}.h5") as log:
        assert broken(audit(log)) == {}


def test_in_the_stalled_truck_is_found_what_its_supply_did() -> None:
    with opened(SAMPLES / "stalled-truck.h5") as log:
        found = audit(log)
    assert broken(found) == {"RATE": 2, "GAP": 6, "LINE_ERROR": 5}
    assert {one.channel for one in outcome(found, "RATE").examples} == {"/perception/objects", "/prediction"}
    first = outcome(found, "GAP").examples[0]
    assert first.channel == "/camera/front"
    assert first.text == "nothing for 1.200 s between two records; GAP records state that 11 were lost"


def test_the_first_of_equal_keys_counts() -> None:
    firsts = Firsts(np.array([7, 3, 7]), np.array([30, 20, 10]))
    assert firsts.of(np.array([3, 7, 8, -1])).tolist() == [20, 10, NEVER_NS, NEVER_NS]
    assert Firsts(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)).of(np.array([1])).tolist() == [NEVER_NS]


def test_where_no_arrival_was_measured_a_cycle_that_never_came_has_not_come() -> None:
    cycles = np.array([1, 2], dtype=np.int64)
    firsts = Firsts(cycles, np.array([10, 20], dtype=np.int64))
    asked = np.array([1, 2, 999], dtype=np.int64)
    by_ns = np.full(3, NEVER_NS, dtype=np.int64)
    assert cycles_module._came(firsts.of(asked), by_ns).tolist() == [True, True, False]
