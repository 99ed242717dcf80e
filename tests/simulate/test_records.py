"""What every record of a simulated drive keeps: order, stamps, limits, references, traces.

Must not know the stories.
"""

from __future__ import annotations

import numpy as np

from app.kinds.control import CONTROL_LAYOUT
from app.kinds.registry import codec
from app.kinds.state import STATE_LAYOUT
from app.simulate.stage import Shot
from tests.simulate.drives import Told, short_drive

STAGES = {"sensor", "perception", "tracking", "prediction", "planning", "control", "actuation"}


def test_nothing_arrives_before_it_was_measured(told: Told) -> None:
    last = told.begin_ns
    for draft in told.simulated.drafts:
        assert draft.t_arrival_ns >= last
        last = draft.t_arrival_ns
        assert draft.t_capture_ns is None or draft.t_capture_ns <= draft.t_arrival_ns
    capture = [draft.t_capture_ns for draft in told.records["/lidar/top"]]
    assert all(t is not None and (t - told.begin_ns) % 100_000_000 == 0 for t in capture)


def test_payloads_keep_the_limits_of_their_channels(told: Told) -> None:
    for name, drafts in told.records.items():
        channel = next(one for one in told.channels.values() if one.name == name)
        described = codec(channel.kind, channel.codec)
        for draft in drafts:
            if isinstance(draft.content, bytes):
                assert len(draft.content) <= channel.max_bytes
                assert len(draft.content) % channel.row_bytes == 0
            else:
                assert isinstance(draft.content, Shot)
                assert described.name == "jpeg"
        assert drafts


def test_decisions_rest_on_what_had_arrived(told: Told) -> None:
    for draft, decision in told.documents("/planner/decision"):
        began = int(decision["cycle_start_ns"])
        for used in decision["inputs"]:
            record = told.record(used["record"])
            assert record.t_arrival_ns <= began
            if "age_ns" in used:
                assert record.t_capture_ns == began - used["age_ns"]
        trajectories = told.record(decision["trajectories"])
        assert trajectories.trace.trace_id == draft.trace.trace_id
    for draft, objects in told.documents("/perception/objects"):
        assert {one["role"] for one in objects["inputs"]} >= {"cloud"}
        assert all(told.record(one["record"]).t_arrival_ns <= draft.t_arrival_ns for one in objects["inputs"])


def test_objects_rest_on_what_had_arrived_when_work_began(told: Told) -> None:
    began = {
        span["records"][0]["sequence"]: int(span["start_ns"])
        for _, span in told.documents("/trace/spans")
        if span["name"] == "perception.detect"
    }
    radars = 0
    for _, objects in told.documents("/perception/objects"):
        cloud = next(one["record"] for one in objects["inputs"] if one["role"] == "cloud")
        for one in objects["inputs"]:
            assert told.record(one["record"]).t_arrival_ns <= began[cloud["sequence"]]
            radars += one["role"] == "radar"
    assert radars > 50


def test_events_name_traces_and_records_that_are_there(told: Told) -> None:
    traces = {draft.trace.trace_id.hex() for draft in told.simulated.drafts}
    grouped = 0
    for draft, event in told.documents("/events"):
        assert set(event.get("traces", ())) <= traces
        for reference in event.get("records", ()):
            assert told.record(reference).t_arrival_ns <= draft.t_arrival_ns
            grouped += 1
    assert grouped >= 5


def test_one_trace_joins_sensor_and_actuation(told: Told) -> None:
    stages: dict[bytes, set[str]] = {}
    spans: dict[bytes, bytes] = {}
    for draft, span in told.documents("/trace/spans"):
        stages.setdefault(draft.trace.trace_id, set()).add(span["stage"])
        assert draft.trace.span_id not in spans
        spans[draft.trace.span_id] = draft.trace.trace_id
        assert int(span["start_ns"]) <= int(span["end_ns"]) <= draft.t_arrival_ns
    for _, span in told.documents("/trace/spans"):
        assert "parent" not in span or bytes.fromhex(span["parent"]) in spans
    decided = list(told.documents("/planner/decision"))
    carried_out = [draft for draft, one in decided if one["mode"] != "manual"]
    joined = sum(stages[draft.trace.trace_id] == STAGES for draft in carried_out)
    # the last cycle may find no time to act, and one that rests on the same objects as the one before shares its trace
    assert joined >= len(carried_out) - 2
    # what the planner still decides while the driver drives moves no actuator
    unheard = [draft for draft, one in decided if one["mode"] == "manual"][3:]
    assert unheard
    assert not any(stages[draft.trace.trace_id] & {"control", "actuation"} for draft in unheard)
    assert all(draft.trace.trace_id in stages for draft in told.records["/lidar/top"])


def test_controls_carry_out_the_decision_that_had_arrived(crossing_told: Told) -> None:
    arrived = {
        int(decision["cycle"]): (draft, decision["chosen"])
        for draft, decision in crossing_told.documents("/planner/decision")
    }
    checked = 0
    for draft in crossing_told.records["/control"]:
        assert isinstance(draft.content, bytes)
        row = np.frombuffer(draft.content, CONTROL_LAYOUT.dtype)[0]
        if int(row["cycle"]) in arrived:
            decision, chosen = arrived[int(row["cycle"])]
            assert decision.t_arrival_ns <= draft.t_arrival_ns
            assert int(row["candidate"]) == chosen
            assert draft.trace.trace_id == decision.trace.trace_id
            checked += 1
    assert checked > 300


def test_speeds_of_odometer_wheels_and_satellites_agree(told: Told) -> None:
    for draft in told.records["/vehicle/state"][::25]:
        assert isinstance(draft.content, bytes)
        row = np.frombuffer(draft.content, STATE_LAYOUT.dtype)[0]
        instant = min(told.truth["instants"], key=lambda one: abs(one["t_ns"] - (draft.t_capture_ns or 0)))
        assert abs(row["speed"] - instant["ego"][3]) < 0.6
        assert abs(row["wheel_speed_rear_left"] - row["speed"]) < 0.2 + 0.1 * row["speed"]


def test_same_seed_same_drive() -> None:
    one, same, other = short_drive(3), short_drive(3), short_drive(4)
    assert [record(draft) for draft in one.drafts] == [record(draft) for draft in same.drafts]
    assert [record(draft) for draft in one.drafts] != [record(draft) for draft in other.drafts]
    assert one.truth.document() == same.truth.document()


def record(draft: object) -> object:
    content = getattr(draft, "content")  # noqa: B009 - any draft
    told = content.document() if isinstance(content, Shot) else content
    return (*(getattr(draft, name) for name in ("t_arrival_ns", "t_capture_ns", "channel", "trace")), repr(told))
