"""Modes, demands and events of a vehicle whose parts are set by hand.

Must not know the samples.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.kinds.code import DrivingMode
from app.simulate.aboard.aboard import Aboard
from app.simulate.aboard.supervising import Supervising
from app.simulate.drive import Drive
from app.simulate.sensors.rig import compact
from tests.simulate.drives import short_scenario

SECOND_NS = 1_000_000_000


def blind(*, driver: bool = False, demanded: bool = False, seconds: float = 3.0) -> tuple[Aboard, list[dict[str, Any]]]:
    """A vehicle that gets no pictures."""
    aboard = Drive(short_scenario(), compact(), seed=1).aboard
    own = Supervising(aboard)
    began = aboard.world.t_ns
    if driver:
        aboard.driver.take()
    own.start(began)
    if demanded:
        own.demand(began, "planned", "take over")
    while aboard.schedule.next_ns() < began + round(seconds * SECOND_NS):
        aboard.schedule.run_next()
    channel = aboard.tape.channel("/events")
    return aboard, [json.loads(one.content) for one in aboard.tape.take() if one.channel == channel]  # type: ignore[arg-type]


def phases(events: list[dict[str, Any]], kind: str) -> list[str | None]:
    return [one.get("phase") for one in events if one["kind"] == kind]


@pytest.mark.parametrize(("driver", "demanded"), [(True, False), (False, True), (False, False)])
def test_severe_failure_is_reported_once(driver: bool, demanded: bool) -> None:
    _, events = blind(driver=driver, demanded=demanded)
    assert phases(events, "severe_failure") == [None]


def test_planned_demand_becomes_severe_and_ends_in_a_minimum_risk_manoeuvre() -> None:
    aboard, events = blind(demanded=True, seconds=3.8)
    assert phases(events, "transition_demand") == ["begin", "escalation"]
    assert events[-1]["cause"] != "planned"
    assert aboard.mode is DrivingMode.TRANSITION_DEMAND
    aboard, events = blind(demanded=True, seconds=4.2)
    assert phases(events, "minimum_risk_manoeuvre") == ["begin"]
    assert aboard.mode is DrivingMode.MINIMUM_RISK_MANOEUVRE
    assert aboard.stopping is not None


def test_driver_who_drives_is_asked_for_nothing() -> None:
    aboard, events = blind(driver=True, seconds=5.0)
    assert not phases(events, "transition_demand")
    assert not phases(events, "minimum_risk_manoeuvre")
    assert aboard.stopping is None


def test_automated_driving_is_activated_before_anything_else() -> None:
    _, events = blind(seconds=0.5)
    assert events[0]["kind"] == "activation"
    assert events[0]["cause"] == "button"
