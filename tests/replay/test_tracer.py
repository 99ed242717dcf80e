"""What one trace id holds together, found in the samples as they were recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.log.channel import Mode
from app.replay.cache import Cache
from app.replay.sampler import Sampler
from app.replay.tracer import Tracer
from app.scene.content import Words
from app.scene.standing import Standing
from app.scene.traced import Step, Traced
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
        assert found is not None
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
    assert now is not None
    assert all_ is not None
    assert {one.name for one in now.steps} >= {"lidar.sweep", "perception.detect"}
    assert all(one.arrival_ns <= known_ns for one in now.steps)
    assert not any("actuation" in one.name for one in now.line)
    assert set(now.steps) <= set(all_.steps)
    assert (now.capture_ns, now.records) == (all_.capture_ns, all_.records)


def test_a_record_without_a_trace_id_has_none(sampler: Sampler) -> None:
    # system records but EVENT have none
    assert Tracer(sampler).traced(sampler.log.log.system, 0) is None


def test_of_several_decisions_on_one_sweep_each_has_its_own_line() -> None:
    # perception hangs: the planner goes on with the last objects it had
    with opened(SAMPLES / "stalled-truck.h5") as log:
        sampler = Sampler(log, Cache())
        decisions, tracer = log.log.channels["/planner/decision"], Tracer(sampler)
        cycles = [tracer.traced(decisions, row) for row in range(len(decisions))]
        traces = [one.trace for one in cycles if one is not None]
        several = [one for one in cycles if one is not None and traces.count(one.trace) > 3]
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
    found = Traced(trace="", span="a", capture_ns=0, steps=steps)
    assert [one.span for one in found.line] == ["a", "b", "c"]
    assert [one.span for one in replace(found, span="e").line] == ["e"]
    assert replace(found, span="z").line == steps
