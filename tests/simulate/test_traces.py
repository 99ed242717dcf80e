"""Trace ids from sensor to actuation: every record has one, and whoever follows them back finds what it rests on.

Must not know how ids are made. The rule stands in `app.simulate.aboard.tape`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.kinds.actuation import ACTUATION_LAYOUT
from app.kinds.code import Issuer
from app.kinds.control import CONTROL_LAYOUT
from app.kinds.event import Event
from app.kinds.row_layout import RowLayout, Rows
from app.kinds.system import Gap
from app.record.entry import NO_SPAN, NO_TRACE
from app.simulate.aboard.tape import Draft, UtcStep
from tests.simulate.drives import Told, short_drive

SOURCES = (
    *("/lidar/top", "/camera/front", "/camera/rear", "/radar/front", "/radar/rear", "/imu", "/gnss"),
    *("/localisation/pose", "/vehicle/state", "/environment", "/health", "/map"),
)
"""Channels whose records start a trace each."""
RESTING = ("/perception/objects", "/prediction", "/planner/decision")
"""Channels whose records name their inputs."""


def test_every_record_carries_a_trace_id_but_what_the_recorder_says_of_the_log(told: Told) -> None:
    for draft in told.simulated.drafts:
        if draft.channel or isinstance(draft.content, Event):
            assert draft.trace.trace_id != NO_TRACE
            assert draft.trace.span_id != NO_SPAN
        else:
            assert isinstance(draft.content, Gap | UtcStep)


def test_sensors_start_a_trace_with_each_record(told: Told) -> None:
    started = [draft.trace.trace_id for name in SOURCES for draft in told.records[name]]
    assert len(set(started)) == len(started)
    assert len(started) > 2500


def test_same_seed_same_traces_and_other_seed_other_traces() -> None:
    one, same, other = (
        {(draft.channel, draft.trace.trace_id) for draft in short_drive(seed).drafts if draft.channel}
        for seed in (3, 3, 4)
    )
    assert one == same
    assert not one & other


def test_what_names_inputs_goes_on_with_the_trace_of_the_first(told: Told) -> None:
    for name in RESTING:
        for draft, document in told.documents(name):
            first, *others = (told.record(one["record"]) for one in document["inputs"])
            assert draft.trace.trace_id == first.trace.trace_id
            if name == "/perception/objects":
                assert all(other.trace.trace_id != draft.trace.trace_id for other in others)


def test_further_inputs_are_linked_by_the_span_of_the_work(told: Told) -> None:
    links = {draft.trace.span_id: {one["trace"] for one in span.get("links", ())} for draft, span in spans(told)}
    of_trace: dict[bytes, set[str]] = {}
    for draft, span in spans(told):
        if span["name"] == "perception.detect":
            of_trace.setdefault(draft.trace.trace_id, set()).update(links[draft.trace.span_id])
    for draft, document in told.documents("/perception/objects"):
        named = {told.record(one["record"]).trace.trace_id.hex() for one in document["inputs"][1:]}
        assert named == of_trace[draft.trace.trace_id]
    for draft, document in told.documents("/planner/decision"):
        used = {one["role"]: told.record(one["record"]).trace.trace_id.hex() for one in document["inputs"]}
        assert links[draft.trace.span_id] == {used["pose"], used["environment"]}


def spans(told: Told) -> Iterator[tuple[Draft, dict[str, Any]]]:
    yield from told.documents("/trace/spans")


def test_every_phase_of_an_event_and_its_words_share_a_trace(told: Told) -> None:
    traces: dict[str, set[bytes]] = {}
    for draft, event in told.documents("/events"):
        traces.setdefault(event["event"], set()).add(draft.trace.trace_id)
        assert event["traces"] == [draft.trace.trace_id.hex()]
        assert all(told.record(one).t_arrival_ns <= draft.t_arrival_ns for one in event.get("records", ()))
        words = [one for one in told.records["/log"] if one.t_arrival_ns == draft.t_arrival_ns]
        assert draft.trace in [one.trace for one in words]
    assert all(len(found) == 1 for found in traces.values())
    for draft in told.simulated.drafts:
        if isinstance(draft.content, Event):
            assert {draft.trace.trace_id} == traces[draft.content.event]


def row(draft: Draft, layout: RowLayout) -> Rows:
    assert isinstance(draft.content, bytes)
    return np.frombuffer(draft.content, layout.dtype)


class Back:
    """Follows records back by what they say: the trace id of the leaf, and the `inputs` of the payload."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._names = {channel.id: channel.name for channel in told.channels.values()}
        self._of_trace: dict[bytes, list[Draft]] = {}
        for draft in told.simulated.drafts:
            self._of_trace.setdefault(draft.trace.trace_id, []).append(draft)

    def rests_on(self, draft: Draft) -> set[str]:
        """The channels of all records that it is led back to."""
        found: dict[int, Draft] = {}
        waiting = [draft]
        while waiting:
            one = waiting.pop()
            if id(one) in found:
                continue
            found[id(one)] = one
            waiting += [
                other for other in self._of_trace[one.trace.trace_id]
                if other.channel and other.t_arrival_ns <= one.t_arrival_ns
            ]  # fmt: skip
            if self._names[one.channel] in RESTING and isinstance(one.content, bytes):
                waiting += [self._told.record(used["record"]) for used in json.loads(one.content)["inputs"]]
        return {self._names[one.channel] for one in found.values()}


def test_actuations_are_walked_back_to_the_sensors_that_they_rest_on(told: Told) -> None:
    back, controls = Back(told), told.records["/control"]
    decisions = {one["cycle"]: (draft, one) for draft, one in told.documents("/planner/decision")}
    seen = dict.fromkeys(Issuer, 0)
    for draft in told.records["/actuation"]:
        effect = row(draft, ACTUATION_LAYOUT)[0]
        control = controls[int(effect["command_sequence"])]
        command = row(control, CONTROL_LAYOUT)[0]
        assert draft.trace.trace_id == control.trace.trace_id
        issuer = Issuer(int(command["issuer"]))
        seen[issuer] += 1
        channels = back.rests_on(draft) if seen[issuer] % 7 == 1 else None
        if int(command["cycle"]) in decisions:
            decision, document = decisions[int(command["cycle"])]
            assert control.trace.trace_id == decision.trace.trace_id
            objects = told.document(next(one["record"] for one in document["inputs"] if one["role"] == "objects"))
            used = {told.channels[one["record"]["channel"]].name for one in objects["inputs"]}
            sensors = used | {"/lidar/top", "/localisation/pose", "/environment", "/map"}
            assert channels is None or channels >= sensors | {"/planner/decision", *RESTING}
        elif issuer is Issuer.DRIVER:
            assert channels is None or channels == {"/control", "/actuation"}
        else:
            assert channels is None or channels == {"/control", "/actuation", "/localisation/pose"}
    assert seen[Issuer.PLANNER] > 300
    assert seen[Issuer.DRIVER] > 20


def test_pictures_and_radars_are_among_what_actuations_rest_on(crossing_told: Told) -> None:
    back = Back(crossing_told)
    last = crossing_told.records["/actuation"][300]
    assert back.rests_on(last) >= {"/camera/front", "/radar/front", "/radar/rear", "/lidar/top", "/localisation/pose"}
