"""What happens in the samples, told by the truth file and by the records: the incidents emerge, nothing is scripted.

Must not know how anything is computed.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from app.kinds.system import Gap
from tests.simulate.drives import Told

PERSON = 2
REACTION_S = 1.0
BRAKING = 7.0
EGO_FRONT = 3.6


def beliefs_of(told: Told, user: int) -> list[tuple[float, dict[str, Any]]]:
    """The tracks whose detections came from a road user, with the time of the sweep."""
    sources = {one["t_ns"]: one["tracks"] for one in told.truth["beliefs"]}
    found = []
    for draft, objects in told.documents("/perception/objects"):
        assert draft.t_capture_ns is not None
        known = sources[draft.t_capture_ns]
        at_s = told.seconds(draft.t_capture_ns)
        found += [(at_s, track) for track in objects["tracks"] if known.get(track["id"]) == user]
    return found


def contact_s(told: Told) -> float:
    (contact,) = told.truth["contacts"]
    assert contact["user"] == PERSON
    return told.seconds(contact["t_ns"])


def sweeps_with(told: Told, user: int) -> list[int]:
    """The sweeps that had returns of a road user, by their end."""
    return [one["t_ns"] for one in told.truth["returns"] if one["points"].get(str(user))]


def test_person_is_struck_at_reduced_speed(crossing_told: Told) -> None:
    (contact,) = crossing_told.truth["contacts"]
    assert contact["user"] == PERSON
    assert 15 / 3.6 < contact["ego_speed"] < 40 / 3.6
    assert crossing_told.truth["instants"][0]["ego"][3] == pytest.approx(50 / 3.6, abs=0.05)
    felt, over = crossing_told.events("collision")
    assert 0 < felt[0] - contact_s(crossing_told) < 0.03
    assert 0.06 < over[0] - contact_s(crossing_told) < 0.1
    assert felt[1]["event"] == over[1]["event"]


def test_lidar_saw_the_person_two_seconds_before_a_track_was_confirmed(crossing_told: Told) -> None:
    at_s = contact_s(crossing_told)
    seen = [told_s for told_s in map(crossing_told.seconds, sweeps_with(crossing_told, PERSON)) if told_s > 2.0]
    confirmed = min(t for t, track in beliefs_of(crossing_told, PERSON) if track["state"] == "confirmed")
    assert confirmed < at_s
    # one alone may have come through the windows of the van; several within half a second did not
    assert sum(2.0 <= confirmed - t <= 2.5 for t in seen) >= 3


def test_perception_flips_the_class_and_loses_the_motion_each_time(crossing_told: Told) -> None:
    at_s = contact_s(crossing_told)
    tracks = [track for t, track in beliefs_of(crossing_told, PERSON) if t < at_s]
    labels = [track["classes"][0]["name"] for track in tracks]
    flips = [second for (first, second) in pairwise(range(len(labels))) if labels[first] != labels[second]]
    assert len(flips) >= 4
    assert {"unknown", "vehicle", "bicycle", "pedestrian"} <= set(labels)
    for flip in flips:
        vx, vy, _ = tracks[flip]["velocity"]
        assert abs(vy) < 0.35  # the person really walks at 1.1 m/s across
        assert abs(vx) < 0.5


def test_attentive_driver_would_have_stopped(crossing_told: Told) -> None:
    """From when the person comes into view to stay, and even from when the whole of them is seen.

    A few pixels through the windows of the van, at 1.25 s, do not count. At 3.45 s the vehicle has 56.7 m, at 4.15 s
    47.0 m, and stops from 13.9 m/s in 27.6 m: after 1 s, with 7 m/s^2.
    """
    told = crossing_told
    at_s = contact_s(told)
    shares = [
        (told.seconds(one["t_ns"]), one["visible"].get(str(PERSON), [0, 0.0])[1]) for one in told.truth["pictures"]
    ]
    before = [(t, share) for t, share in shares if t < at_s]
    for least, begin, end, metres in ((0.2, 3.4, 3.5, 56.7), (0.95, 4.1, 4.2, 47.0)):
        came_s = min(
            t for t, share in before if share >= least and all(later >= 0.2 for at, later in before if at >= t)
        )
        assert begin <= came_s <= end
        instant = min(told.truth["instants"], key=lambda one: abs(told.seconds(one["t_ns"]) - came_s))
        x, _, _, speed, _ = instant["ego"]
        free = instant["users"][str(PERSON)][0] - 0.6 - x - EGO_FRONT
        assert free == pytest.approx(metres, abs=1.0)
        assert speed * REACTION_S + speed**2 / (2 * BRAKING) < free - 15.0


def test_planner_holds_back_before_it_brakes(crossing_told: Told) -> None:
    at_s = contact_s(crossing_told)
    decisions = [
        (crossing_told.seconds(draft.t_arrival_ns), one)
        for draft, one in crossing_told.documents("/planner/decision")
        if crossing_told.seconds(draft.t_arrival_ns) < at_s
    ]
    held = [t for t, one in decisions if one["reason"]["code"] == "held_back"]
    hard = [t for t, one in decisions if chosen(one)["manoeuvre"] in ("brake_hard", "emergency_brake")]
    assert held
    assert hard
    assert min(held) < min(hard)
    refused = next(one for t, one in decisions if t == min(held))
    assert any((one.get("rejected") or {}).get("code") == "held_back" for one in refused["candidates"])


def chosen(decision: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in decision["candidates"] if one["id"] == decision["chosen"])


def test_car_cuts_in_without_contact_below_one_second(cut_in_told: Told) -> None:
    assert not cut_in_told.truth["contacts"]
    least = min(times_to_collision(cut_in_told, user=2))
    assert 0.3 < least < 1.0
    assert cut_in_told.events("near_miss")
    assert cut_in_told.events("hard_braking")


def times_to_collision(told: Told, *, user: int) -> list[float]:
    size = next(one for one in told.truth["users"] if one["id"] == user)
    found = [99.0]
    for instant in told.truth["instants"]:
        x, y, _, speed, _ = instant["ego"]
        other_x, other_y, _, other_speed = instant["users"][str(user)]
        gap = other_x - size["length"] / 2 - x - EGO_FRONT
        if abs(other_y - y) < (size["width"] + 1.86) / 2 and gap > 0 and speed - other_speed > 0.5:
            found.append(gap / (speed - other_speed))
    return found


def test_lane_change_is_refused_for_the_fast_car_behind(cut_in_told: Told) -> None:
    sources = {one["t_ns"]: one["tracks"] for one in cut_in_told.truth["beliefs"]}
    named = set()
    for draft, decision in cut_in_told.documents("/planner/decision"):
        for candidate in decision["candidates"]:
            reason = candidate.get("rejected") or {}
            if candidate["manoeuvre"] == "lane_change_left" and reason.get("code") in ("rear_traffic", "lane_occupied"):
                objects = cut_in_told.record(decision["inputs"][0]["record"])
                assert objects.t_arrival_ns <= draft.t_arrival_ns
                assert objects.t_capture_ns is not None
                named.add(sources[objects.t_capture_ns].get(reason["object"]))
    assert 3 in named


def test_model_changes_after_the_driver_answered_late(cut_in_told: Told) -> None:
    demands = cut_in_told.events("transition_demand")
    assert [event["phase"] for _, event in demands] == ["begin", "escalation", "end"]
    (answered,) = cut_in_told.events("deactivation")
    assert answered[0] - demands[0][0] > 4.0
    versions = [one["model"]["version"] for _, one in cut_in_told.documents("/perception/objects")]
    changes = [second for first, second in pairwise(versions) if first != second]
    assert changes == ["4.2.0"]
    first_new = next(
        draft for draft, one in cut_in_told.documents("/perception/objects") if one["model"]["version"] == "4.2.0"
    )
    assert cut_in_told.seconds(first_new.t_arrival_ns) > answered[0]


def test_supply_fails_step_by_step(stalled_truck_told: Told) -> None:
    told = stalled_truck_told
    assert told.simulated.power_lost
    assert not told.truth["contacts"]
    dropouts = [t for t, event in told.events("sensor_dropout") if event["phase"] == "begin"]
    assert len(dropouts) >= 2
    (step,) = told.events("limit_crossed")
    assert step[1]["values"][0]["name"] == "utc_step"
    assert max(event["values"][0]["value"] for _, event in told.events("latency")) > 0.5
    manoeuvre = told.events("minimum_risk_manoeuvre")
    assert [event["phase"] for _, event in manoeuvre] == ["begin", "end"]
    (override,) = told.events("override")
    assert override[1]["cause"] == "steering"
    assert dropouts[0] < step[0] < manoeuvre[0][0] < override[0]
    assert told.seconds(told.simulated.drafts[-1].t_arrival_ns) < told.simulated.scenario.seconds - 0.5


def test_pictures_and_sweeps_that_were_lost_are_counted(stalled_truck_told: Told) -> None:
    gaps = [draft.content for draft in stalled_truck_told.simulated.drafts if isinstance(draft.content, Gap)]
    *_, (told_draft, health) = stalled_truck_told.documents("/health")
    parts = {one["name"]: one for one in health["components"]}
    assert parts["camera/front"]["dropped"] > 10
    # the camera never comes back after its last failure: GAP counts each second all the same
    lost = sum(int(one.records or 0) for gap in gaps for one in gap.lost)
    both = sum(parts[name]["dropped"] for name in ("camera/front", "camera/rear") if name in parts)
    assert 0 <= both - lost <= 25
    at_s = [
        stalled_truck_told.seconds(draft.t_arrival_ns)
        for draft in stalled_truck_told.simulated.drafts
        if isinstance(draft.content, Gap)
    ]
    assert stalled_truck_told.seconds(told_draft.t_arrival_ns) - max(at_s) < 1.1
    assert parts["perception"]["dropped"] >= 3
