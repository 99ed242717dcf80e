"""What one trace id holds together, found in the samples as they were recorded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.kinds.span import Span
from app.log.channel import Channel, Mode
from app.replay import trace_index
from app.replay.cache import Cache
from app.replay.reactions import reactions_of
from app.replay.sampler import Loaded, Sampler
from app.replay.tracer import Tracer
from app.scene.content import Words
from app.scene.standing import Standing
from app.scene.traced import Step, Traced, Untraced
from tests.replay.altering import alter
from tests.replay.opening import NAMES, SAMPLES, opened


@pytest.fixture(params=NAMES)
def sampler(request: pytest.FixtureRequest) -> Iterator[Sampler]:
    with opened(SAMPLES / f"{request.param}.h5") as log:
        yield Sampler(log, Cache())


def test_each_decision_has_the_chain_that_led_to_it(sampler: Sampler) -> None:
    channels = sampler.log.log.channels
    decisions, tracer = channels["/planner/decision"], Tracer(sampler)
    for row in range(0, len(decisions), 7):
        found = tracer.traced(decisions, row)
        assert isinstance(found, Traced)
        names = [one.name for one in found.line if one.name not in ("control.command", "actuation.command")]
        assert names == ["lidar.sweep", "perception.detect", "perception.track", "prediction", "planner.cycle"]
        assert all(one.standing <= Standing.UNSIGNED for one in found.steps)
        assert found.unreadable == found.further == 0
        by_span = {one.span: one for one in found.line}
        assert [one.name for one in found.line if one.parent is None] == ["lidar.sweep"]
        assert all(one.parent in by_span for one in found.line if one.parent is not None)
        # the planner's own account of its stages is the same
        content = sampler.load(decisions, row).content
        assert isinstance(content, Words)
        logged = {one["stage"]: int(one["duration_ns"]) for one in content.members["latencies"]}
        traced = {one.stage: one.took_ns for one in found.line if one.stage in logged}
        assert traced == logged
        # the sweep was captured at its end
        assert found.capture_ns in channels["/lidar/top"].capture_ns


def test_nothing_is_there_that_had_not_arrived(sampler: Sampler) -> None:
    decisions, tracer = sampler.log.log.channels["/planner/decision"], Tracer(sampler)
    row = len(decisions) // 2
    known_ns = int(decisions.time_ns(Mode.ARRIVAL)[row])
    now, all_ = tracer.traced(decisions, row, known_ns), tracer.traced(decisions, row)
    assert isinstance(now, Traced)
    assert isinstance(all_, Traced)
    assert {one.name for one in now.steps} >= {"lidar.sweep", "perception.detect"}
    assert all(one.arrival_ns <= known_ns for one in now.steps)
    assert not any("actuation" in one.name for one in now.line)
    assert set(now.steps) <= set(all_.steps)
    assert now.capture_ns == all_.capture_ns
    assert now.later == len(all_.steps) - len(now.steps) > 0
    assert all_.later == 0


def test_a_record_without_a_trace_id_has_none(sampler: Sampler) -> None:
    # system records but EVENT have none
    assert Tracer(sampler).traced(sampler.log.log.system, 0) is Untraced.NO_ID


def test_of_several_decisions_on_one_sweep_each_has_its_own_line() -> None:
    # perception hangs: the planner goes on with the last objects it had
    with opened(SAMPLES / "stalled-truck.h5") as log:
        sampler = Sampler(log, Cache())
        decisions, tracer = log.log.channels["/planner/decision"], Tracer(sampler)
        found = [tracer.traced(decisions, row) for row in range(len(decisions))]
        cycles = [one for one in found if isinstance(one, Traced)]
        traces = [one.trace for one in cycles]
        several = [one for one in cycles if traces.count(one.trace) > 3]
        assert several
        for one in several:
            planned = [step for step in one.line if step.name == "planner.cycle"]
            assert [step.span for step in planned] == [one.span]
            assert len(one.steps) > len(one.line)
            assert sum(step.name == "planner.cycle" for step in one.steps) == traces.count(one.trace)


def test_a_line_ends_where_steps_are_each_others_parents() -> None:
    def step(span: str, parent: str | None) -> Step:
        return Step(
            name=span, stage=None, start_ns=0, end_ns=1, span=span, parent=parent, channel="/trace", row=0,
            arrival_ns=0, standing=Standing.INTACT,
        )  # fmt: skip

    steps = step("a", "b"), step("b", "a"), step("c", "a"), step("d", "b"), step("e", "e")
    found = Traced(trace="", channel="", row=0, span="a", capture_ns=0, steps=steps, decisions=1)
    assert [one.span for one in found.line] == ["a", "b", "c"]
    assert [one.span for one in replace(found, span="e").line] == ["e"]
    # its own step is not among them: of several decisions nobody knows whose these are
    assert replace(found, span="z").line == steps
    assert replace(found, span="z", decisions=2).line == ()
    assert replace(found, span="", decisions=2).line == steps


def test_a_decision_whose_own_span_is_broken_gets_nobody_elses_steps(tmp_path: Path) -> None:
    path = tmp_path / "broken.h5"
    shutil.copyfile(SAMPLES / "stalled-truck.h5", path)
    with opened(path) as log:
        sampler = Sampler(log, Cache())
        decisions, spans = log.log.channels["/planner/decision"], log.log.channels["/trace/spans"]
        tracer = Tracer(sampler)
        whole = [tracer.traced(decisions, row) for row in range(len(decisions))]
        traces = [one.trace for one in whole if isinstance(one, Traced)]
        row = next(at for at, one in enumerate(whole) if isinstance(one, Traced) and traces.count(one.trace) > 3)
        wanted = sampler.traces.ids(decisions, row)[1]
        own = next(at for at in range(len(spans)) if sampler.traces.ids(spans, at)[1] == wanted)
        channel = spans.id
    alter(path, channel, own)
    with opened(path) as log:
        sampler = Sampler(log, Cache())
        decisions = log.log.channels["/planner/decision"]
        found = Tracer(sampler).traced(decisions, row)
        assert isinstance(found, Traced)
        assert found.unreadable == 1
        assert found.decisions > 3
        assert found.line == ()
        *_, reactions = reactions_of(sampler, decisions, lambda: False)
        at = reactions.rows.tolist().index(row)
        assert np.isnan(reactions.took_ns[at])
        # the others keep theirs
        assert np.isfinite(np.delete(reactions.took_ns, at)[:40]).all()


def test_of_one_id_for_a_whole_drive_what_is_near_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_index, "MOST_RECORDS", 8)
    with opened(SAMPLES / "stalled-truck.h5") as log:
        sampler = Sampler(log, Cache())
        decisions = log.log.channels["/planner/decision"]
        row = len(decisions) // 2
        found = sampler.traces.like(decisions, row)
        assert len(found.records) == 8
        assert (decisions, row) in found.records
        assert found.further > 0
        traced = Tracer(sampler).traced(decisions, row)
        assert isinstance(traced, Traced)
        assert traced.further == found.further


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        ("9000000000000000000", "9000000000000000001", False), ("-9000000000000000000", "9000000000000000000", False),
        ("1268000000000", "9000000000000000000", True), ("1268000000000", "1267000000000", True),
        ("1268000000000", None, True),
    ],
)  # fmt: skip
def test_times_that_no_clock_says_are_none(
    start: str,
    end: str | None,
    kept: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hostile = Span(name="plan", stage="planning", start_ns=start, end_ns=end)
    load = Sampler.load

    def loaded(sampler: Sampler, channel: Channel, row: int, *, draft: bool = False, keep: bool = True) -> Loaded:
        found = load(sampler, channel, row, draft=draft, keep=keep)
        if not isinstance(found.content, Words) or not isinstance(found.content.document, Span):
            return found
        return replace(found, content=replace(found.content, document=hostile))

    monkeypatch.setattr(Sampler, "load", loaded)
    with opened(SAMPLES / "crossing.h5") as log:
        sampler = Sampler(log, Cache())
        decisions = log.log.channels["/planner/decision"]
        found = Tracer(sampler).traced(decisions, 50)
        assert isinstance(found, Traced)
        assert bool(found.steps) == kept
        assert all(one.end_ns is None for one in found.steps)
        assert (found.unreadable == 0) == kept
        *_, reactions = reactions_of(sampler, decisions, lambda: False)
    assert reactions.stage is None
    assert not np.isfinite(reactions.took_ns).any()
