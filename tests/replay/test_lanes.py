"""The lanes of the samples: what happened, what was decided, who drove; and what of it nobody may rely on."""

from itertools import pairwise

from app.log.channel import Mode
from app.replay.lanes import Lanes
from tests.replay.opening import lanes_in


def lanes(name: str) -> Lanes:
    last = lanes_in(name)
    assert last.complete
    assert last.unreadable == 0
    return last


def test_an_event_that_recorder_and_channel_tell_is_one() -> None:
    found = lanes("crossing")
    begun = [one.kind for one in found.events if one.phase != "end"]
    assert begun.count("collision") == begun.count("edr_trigger") == 1
    assert [one.start_ns for one in found.events] == sorted(one.start_ns for one in found.events)
    contact = next(one for one in found.events if one.kind == "collision")
    assert contact.severity == "critical"
    assert contact.text == "contact at the front"


def test_who_drove_follows_without_a_hole() -> None:
    found = lanes("stalled-truck").driving
    assert [one.mode for one in found] == ["automated", "transition demand", "minimum risk manoeuvre", "manual"]
    assert all(one.end_ns == other.start_ns for one, other in pairwise(found))


def test_every_cycle_is_there_with_what_was_chosen() -> None:
    found = lanes("crossing").ledger
    assert len(found) == 104
    assert {found.word("manoeuvre", at) for at in range(104)} >= {"keep_lane", "emergency_brake"}
    assert found.cells["cycle"].tolist() == sorted(found.cells["cycle"].tolist())


def test_one_jumps_to_events_of_the_kinds_that_are_ticked() -> None:
    found = lanes("crossing")
    every, some = found.event_stops(Mode.CAPTURE), found.event_stops(Mode.CAPTURE, frozenset({"collision"}))
    assert len(every) == len(found.happened) < len(found.events)
    by_number = {one.number: one for one in found.events}
    assert len(by_number) == len(found.events)
    assert [by_number[some[at].row].kind for at in range(len(some))] == ["collision"]
    # an event is the same one whatever else is shown
    fewer = found.without(kinds=frozenset({"activation"}), channels=frozenset()).event_stops(Mode.CAPTURE)
    assert fewer.rows.tolist() == every.rows.tolist()[len(every) - len(fewer) :]
