"""What every record of a simulated drive keeps: order, stamps, limits, references, traces.

Must not know the stories.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from app.kinds.code import SystemState
from app.kinds.control import CONTROL_LAYOUT
from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.imu import IMU_LAYOUT
from app.kinds.pose import POSE_LAYOUT
from app.kinds.registry import codec
from app.kinds.row_layout import RowLayout
from app.kinds.state import STATE_LAYOUT
from app.simulate.world.stage import Shot
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


def rows_of(told: Told, channel: str, layout: RowLayout, *, every: int) -> Iterator[tuple[int, Any]]:
    """Rows with the time of their measurement."""
    for draft in told.records[channel][::every]:
        assert isinstance(draft.content, bytes)
        assert draft.t_capture_ns is not None
        yield draft.t_capture_ns, np.frombuffer(draft.content, layout.dtype)[0]


def truth_at(told: Told, t_ns: int) -> tuple[float, float, float, float]:
    """x, y, yaw and speed of the vehicle, between the instants of the truth."""
    at = [one["t_ns"] for one in told.truth["instants"]]
    x, y, yaw, speed = (
        float(np.interp(t_ns, at, [one["ego"][column] for one in told.truth["instants"]])) for column in range(4)
    )
    return x, y, yaw, speed


def test_speeds_of_odometer_wheels_and_satellites_agree(told: Told) -> None:
    begin: tuple[int, float] | None = None
    for t_ns, row in rows_of(told, "/vehicle/state", STATE_LAYOUT, every=25):
        speed = truth_at(told, t_ns)[3]
        assert abs(row["speed"] - speed) < 0.6
        assert row["speed_indicated"] >= row["speed"] - 1e-4
        assert abs(row["wheel_speed_rear_left"] - row["speed"]) < 0.2 + 0.1 * row["speed"]
        begin = begin or (t_ns, float(row["odometer"]))
        grid = np.linspace(begin[0], t_ns, 50)
        way = (
            np.trapezoid([truth_at(told, int(at))[3] for at in grid], (grid - begin[0]) * 1e-9)
            if t_ns > begin[0]
            else 0
        )
        assert row["odometer"] - begin[1] == pytest.approx(float(way), abs=0.6)
    for t_ns, row in rows_of(told, "/gnss", GNSS_LAYOUT, every=10):
        assert abs(row["speed"] - truth_at(told, t_ns)[3]) < 0.6


def test_pose_and_satellites_are_where_the_vehicle_is(told: Told) -> None:
    place = told.simulated.scenario.place
    for t_ns, row in rows_of(told, "/localisation/pose", POSE_LAYOUT, every=20):
        x, y, yaw, _ = truth_at(told, t_ns)
        assert math.hypot(row["x"] - x, row["y"] - y) < 0.4
        assert 2 * math.atan2(row["qz"], row["qw"]) == pytest.approx(yaw, abs=0.02)
    for t_ns, row in rows_of(told, "/gnss", GNSS_LAYOUT, every=10):
        x, y, yaw, speed = truth_at(told, t_ns)
        latitude, longitude, _ = place.geodetic(x, y, 0.0)
        north = math.radians(row["latitude_deg"] - latitude) * 6.38e6
        east = math.radians(row["longitude_deg"] - longitude) * 6.38e6 * math.cos(math.radians(latitude))
        assert math.hypot(east, north) < 3.0
        if speed > 2.0:
            course = math.radians(place.x_bearing_deg) - yaw
            assert math.remainder(row["course"] - course, 2 * math.pi) == pytest.approx(0.0, abs=0.02)


def test_inertial_sensor_feels_what_the_wheels_do(told: Told) -> None:
    rows = list(rows_of(told, "/imu", IMU_LAYOUT, every=1))
    felt = np.cumsum([float(row["acceleration_x"]) * 0.01 for _, row in rows])
    gained = [truth_at(told, t_ns)[3] - truth_at(told, rows[0][0])[3] for t_ns, _ in rows[::50]]
    # bias, and gravity while the body dives, over some 12 s
    assert np.allclose(felt[::50], gained, atol=1.2)


def test_health_says_of_safety_systems_what_the_state_says(told: Told) -> None:
    state = list(rows_of(told, "/vehicle/state", STATE_LAYOUT, every=1))
    for draft, health in told.documents("/health"):
        # a system may have begun or ceased to act between the two
        near = [row for t_ns, row in state if abs(t_ns - draft.t_arrival_ns) <= 20_000_000]
        found = {one["name"]: one for one in health["safety_systems"]}
        for name, column in (("ABS", "abs"), ("AEB", "aeb"), ("pedestrian protection", "pedestrian_protection")):
            states = {int(row[column]) for row in near}
            assert found[name]["triggered"] in {one == SystemState.INTERVENING for one in states}
            assert found[name]["activated"] in {one != SystemState.OFF for one in states}


def test_same_seed_same_drive() -> None:
    one, same, other = short_drive(3), short_drive(3), short_drive(4)
    assert [record(draft) for draft in one.drafts] == [record(draft) for draft in same.drafts]
    assert [record(draft) for draft in one.drafts] != [record(draft) for draft in other.drafts]
    assert one.truth.document() == same.truth.document()


def record(draft: object) -> object:
    content = getattr(draft, "content")  # noqa: B009 - any draft
    told = content.document() if isinstance(content, Shot) else content
    return (*(getattr(draft, name) for name in ("t_arrival_ns", "t_capture_ns", "channel", "trace")), repr(told))
