"""How long the cycles of a sample took from capture to actuation, against what its spans say one by one."""

from __future__ import annotations

import numpy as np

from app.kinds.span import Span
from app.log.channel import Mode
from app.replay.cache import Cache
from app.replay.reactions import LEAST, Reactions, reactions_of
from app.replay.sampler import Sampler
from app.scene.content import Words
from tests.replay.opening import SAMPLES, opened


def of(steps: dict[str, list[int]], took: list[float]) -> Reactions:
    return Reactions(
        channel="/planner", rows=np.arange(len(took)), took_ns=np.array(took), stage="actuation",
        steps={name: np.sort(np.array(those)) for name, those in steps.items()},
    )  # fmt: skip


def test_each_cycle_is_counted_from_its_sweep_to_the_first_thing_done() -> None:
    with opened(SAMPLES / "cut-in.h5") as log:
        sampler = Sampler(log, Cache())
        channels = log.log.channels
        *_, found = reactions_of(sampler, channels["/planner/decision"], lambda: False)
        spans, ends = channels["/trace/spans"], dict[bytes, int]()
        for row in range(len(spans)):
            content = sampler.load(spans, row).content
            assert isinstance(content, Words)
            span = content.document
            assert isinstance(span, Span)
            if span.name == "actuation.command":
                trace = sampler.traces.ids(spans, row)[0]
                ends[trace] = min(int(span.end_ns or 0), ends.get(trace, 1 << 62))
        sweeps = {sampler.traces.ids(channels["/lidar/top"], row)[0]: row for row in range(len(channels["/lidar/top"]))}
        captures = channels["/lidar/top"].time_ns(Mode.CAPTURE)
        for row, took in zip(found.rows.tolist(), found.took_ns.tolist(), strict=True):
            trace = sampler.traces.ids(channels["/planner/decision"], row)[0]
            wanted = ends[trace] - int(captures[sweeps[trace]]) if trace in ends else None
            assert (None if np.isnan(took) else took) == wanted
    assert found.complete
    assert found.stage == "actuation"
    assert len(found.rows) == 118
    assert {name: len(those) for name, those in found.steps.items()} == {
        "lidar.sweep": 118, "perception.detect": 118, "perception.track": 118, "prediction": 118, "planner.cycle": 118,
        "control.command": 93, "actuation.command": 93,
    }  # fmt: skip


def test_what_is_usual_by_hand() -> None:
    found = of({"plan": list(range(101)), "few": list(range(LEAST - 1))}, [float(one) for one in range(201)])
    assert found.usual("plan") == (5, 95, 101)
    assert found.usually == (10, 190, 201)
    assert found.usual("few") is None
    assert found.usual("none") is None
    assert of({}, [np.nan] * 50).usually is None


def test_the_slowest_first_and_none_that_led_to_nothing() -> None:
    found = of({}, [3.0, np.nan, 5.0, 3.0])
    assert found.slowest().tolist() == [2, 0, 3]


def test_it_stops_when_it_is_told() -> None:
    with opened(SAMPLES / "cut-in.h5") as log:
        channel = log.log.channels["/planner/decision"]
        assert list(reactions_of(Sampler(log, Cache()), channel, lambda: True)) == []
