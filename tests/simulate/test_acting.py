"""Control: what its records say of whom they obey, and which spans they belong to.

Must not know how trajectories are found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from app.kinds.actuation import ACTUATION_LAYOUT
from app.kinds.code import Indicator, Issuer
from app.kinds.control import CONTROL_LAYOUT
from app.kinds.reference import RecordRef
from app.kinds.row_layout import RowLayout
from app.record.entry import Trace
from app.simulate.aboard.aboard import Aboard, Decided
from app.simulate.aboard.acting import Acting
from app.simulate.aboard.tape import Draft
from app.simulate.drive import Drive
from app.simulate.driving.lattice import Start
from app.simulate.driving.planner import Choice, Planner, PlannerParameters, Situation
from app.simulate.sensors.rig import compact
from app.simulate.world.ego import Body
from app.simulate.world.road import STREET
from tests.simulate.drives import Told, short_scenario

MS = 1_000_000
ROW = CONTROL_LAYOUT.unknown(1)


def choice() -> Choice:
    planner = Planner(PlannerParameters(hold_s=0.2), body=Body(), road=STREET)
    return planner.decide(
        Situation(t_ns=0, start=Start(0.0, -1.625, 0.0, 13.9, 0.0), forecasts=(), delay_s=0.1, speed=13.9, friction=0.9)
    )


@dataclass
class Acted:
    """Controls and actuations of a vehicle that follows one decision."""

    aboard: Aboard
    controls: list[tuple[Trace, Any]]
    actuations: list[tuple[Trace, Any]]
    spans: set[bytes]


def located(aboard: Aboard) -> None:
    """The vehicle knows where it is."""
    pose = aboard.localisation.estimate(aboard.world.ego.motion)
    aboard.pose = (pose, RecordRef(channel=1, sequence="0"), aboard.tape.begin("/localisation/pose"))


def act(*, decided_ago_ns: int = 0, driver: bool = False, for_ns: int = 100 * MS) -> Acted:
    drive = Drive(short_scenario(), compact(), seed=1)
    aboard, now = drive.aboard, drive.aboard.world.t_ns
    located(aboard)
    link = aboard.tape.begin("/planner/decision")
    aboard.decided = Decided(choice(), 7, now - decided_ago_ns, link, RecordRef(channel=1, sequence="0"))
    if driver:
        aboard.driver.take()
    Acting(aboard).start(now)
    while aboard.schedule.next_ns() < now + for_ns:
        aboard.world.run_to(aboard.schedule.next_ns())
        aboard.schedule.run_next()
    drafts = aboard.tape.take()
    spans = {draft.trace.span_id for draft in drafts if draft.channel == aboard.tape.channel("/trace/spans")}
    return Acted(
        aboard,
        list(rows(aboard, drafts, "/control", CONTROL_LAYOUT)),
        list(rows(aboard, drafts, "/actuation", ACTUATION_LAYOUT)),
        spans,
    )


def rows(aboard: Aboard, drafts: list[Draft], channel: str, layout: RowLayout) -> Iterator[tuple[Trace, Any]]:
    for draft in drafts:
        if draft.channel == aboard.tape.channel(channel):
            assert isinstance(draft.content, bytes)
            yield draft.trace, np.frombuffer(draft.content, layout.dtype)[0]


def test_all_commands_of_a_cycle_belong_to_its_one_span() -> None:
    acted = act()
    assert len(acted.controls) >= 4
    assert len(acted.spans) == 2
    assert {trace.span_id for trace, _ in acted.controls} | {trace.span_id for trace, _ in acted.actuations} == (
        acted.spans
    )
    assert {int(row["cycle"]) for _, row in acted.controls} == {7}
    assert {int(row["issuer"]) for _, row in acted.controls} == {Issuer.PLANNER}


@pytest.mark.parametrize(("ago_ns", "driver"), [(0, True), (1_300 * MS, False)])
def test_what_follows_no_decision_names_none(ago_ns: int, driver: bool) -> None:
    acted = act(decided_ago_ns=ago_ns, driver=driver)
    assert {int(row["issuer"]) for _, row in acted.controls} == {Issuer.DRIVER if driver else Issuer.FALLBACK}
    assert not acted.spans
    assert acted.aboard.pose is not None
    assert acted.aboard.decided is not None
    located = acted.aboard.pose[2].trace_id
    for (command, row), (effect, done) in zip(acted.controls, acted.actuations, strict=False):
        assert command.trace_id == effect.trace_id != acted.aboard.decided.link.trace_id
        # nothing that was recorded led to what a driver commands
        assert (command.trace_id == located) is not driver
        assert row["cycle"] == done["cycle"] == ROW["cycle"][0]
    assert len({trace.trace_id for trace, _ in acted.controls}) == (len(acted.controls) if driver else 1)
    for _, row in acted.controls:
        assert row["candidate"] == ROW["candidate"][0]
        assert np.isnan(row["error_lateral"])


def test_planner_moves_no_indicator_while_the_driver_drives(stalled_truck_told: Told) -> None:
    seen = set()
    for draft in stalled_truck_told.records["/control"]:
        assert isinstance(draft.content, bytes)
        row = np.frombuffer(draft.content, CONTROL_LAYOUT.dtype)[0]
        if int(row["issuer"]) == Issuer.DRIVER:
            seen.add(int(row["indicator"]))
    assert seen == {Indicator.OFF}


def test_hazard_lamps_wait_for_the_crash_sensor() -> None:
    drive = Drive(short_scenario(), compact(), seed=1)
    acted = act()
    assert {int(row["indicator"]) for _, row in acted.controls} == {Indicator.OFF}
    aboard = drive.aboard
    located(aboard)
    aboard.struck = True
    Acting(aboard).start(aboard.world.t_ns)
    for _ in range(2):
        aboard.schedule.run_next()
    ((_, row),) = rows(aboard, aboard.tape.take(), "/control", CONTROL_LAYOUT)
    assert int(row["indicator"]) == Indicator.HAZARD
