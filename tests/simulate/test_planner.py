"""The planner on roads with one thing on them: what it chooses, what it refuses and why.

Must not know perception.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.simulate.driving.belief import Belief
from app.simulate.driving.controller import effort, follow
from app.simulate.driving.lattice import HARD_JERK, SOFT_JERK, Lateral, Start, Task, lattice
from app.simulate.driving.planner import Choice, Planner, PlannerParameters, Situation
from app.simulate.driving.predictor import TIMES, Forecast, forecast
from app.simulate.driving.weighing import WEIGHTS
from app.simulate.sensors.localisation import Pose
from app.simulate.world.ego import Body
from app.simulate.world.road import MOTORWAY, STREET, Road

SECOND_NS = 1_000_000_000


def thing(x: float, y: float, *, label: str = "vehicle", vx: float = 0.0, vy: float = 0.0, firm: bool = True) -> Belief:
    length, width = (4.4, 1.8) if label == "vehicle" else (0.8, 0.8)
    return Belief(
        id="7", label=label, score=0.9, state="confirmed" if firm else "tentative", firm=firm, x=x, y=y, vx=vx, vy=vy,
        yaw=0.0, length=length, width=width, height=1.6, class_age_s=2.0, t_ns=0,
    )  # fmt: skip


def planner(road: Road, **parameters: float) -> Planner:
    return Planner(replace(PlannerParameters(hold_s=0.6), **parameters), body=Body(), road=road)


def situation(
    things: list[Belief], *, road: Road, speed: float = 13.9, y: float = -1.625, t_ns: int = 0
) -> Situation:  # fmt: skip
    forecasts: list[Forecast] = [forecast(one, road) for one in things]
    return Situation(
        t_ns=t_ns, start=Start(0.0, y, 0.0, speed, 0.0), forecasts=forecasts, delay_s=0.1, speed=speed, friction=0.9
    )  # fmt: skip


def refusals(choice: Choice, manoeuvre: str) -> list[str]:
    return [
        one.rejected.code
        for one in choice.candidates()
        if one.manoeuvre == manoeuvre and one.rejected is not None and not one.feasible
    ]


def test_free_road_is_driven_on() -> None:
    choice = planner(STREET).decide(situation([], road=STREET))
    assert choice.trajectory.manoeuvre == "keep_lane"
    assert choice.reason.code == "free_road"
    assert not choice.fallback
    assert set(choice.chosen.costs) == set(WEIGHTS)
    assert choice.chosen.total == pytest.approx(sum(choice.chosen.costs.values()))


def test_chosen_is_the_cheapest_that_can_be_driven() -> None:
    choice = planner(STREET).decide(situation([thing(60.0, -1.6)], road=STREET))
    can = [one.total for one in choice.weighed if one.refused is None]
    assert choice.chosen.total == min(can)
    for one in choice.candidates():
        assert (one.rejected is None) == (one.id == choice.trajectory.id)


def test_car_at_rest_ahead_is_braked_for_after_the_hold() -> None:
    own = planner(STREET, hold_s=0.3)
    chosen = []
    for cycle in range(6):
        now = situation([thing(28.0, -1.6)], road=STREET, t_ns=cycle * SECOND_NS // 10)
        choice = own.decide(now)
        chosen.append(choice.trajectory.target)
        if cycle == 0:
            assert refusals(choice, "emergency_brake") == ["held_back"]
            assert refusals(choice, "keep_lane") == ["collision"]
            assert choice.reason.code == "held_back"
            assert choice.reason.object == "7"
    assert min(chosen[:3]) >= -3.0
    assert min(chosen[3:]) <= -4.5


def test_what_is_not_confirmed_is_not_braked_hard_for() -> None:
    own = planner(STREET, hold_s=0.0)
    for cycle in range(5):
        choice = own.decide(
            situation([thing(25.0, -1.6, firm=False)], road=STREET, t_ns=cycle * SECOND_NS // 10)
        )  # fmt: skip
        assert choice.trajectory.target > -3.0
        assert refusals(choice, "emergency_brake") == ["held_back"]


def test_lane_change_is_refused_for_traffic_from_behind() -> None:
    slow = thing(60.0, 0.0, vx=15.0)
    fast = thing(-30.0, 3.75, vx=45.0)
    alone = planner(MOTORWAY).decide(situation([slow], road=MOTORWAY, speed=30.0, y=0.0))
    assert "rear_traffic" not in refusals(alone, "lane_change_left")
    choice = planner(MOTORWAY).decide(situation([slow, fast], road=MOTORWAY, speed=30.0, y=0.0))
    assert set(refusals(choice, "lane_change_left")) == {"rear_traffic"}
    beside = planner(MOTORWAY).decide(situation([thing(0.0, 3.75, vx=30.0)], road=MOTORWAY, speed=30.0, y=0.0))
    assert set(refusals(beside, "lane_change_left")) == {"lane_occupied"}


def test_oncoming_lane_and_kerb_are_out_of_bounds() -> None:
    choice = planner(STREET, swerve_m=2.0).decide(situation([], road=STREET, speed=6.0))
    assert "oncoming_lane" in refusals(choice, "swerve_left")
    wide = planner(STREET, swerve_m=3.2).decide(situation([], road=STREET, speed=2.0))
    assert "off_road" in refusals(wide, "swerve_right")


@pytest.mark.parametrize("speed", [25.0, 9.0, 2.0])
@pytest.mark.parametrize("deceleration", [-2.2, -3.0])
def test_minimum_risk_stops_at_the_stated_rate_and_says_why(speed: float, deceleration: float) -> None:
    parameters = PlannerParameters(hold_s=0.2, shoulder_y=-3.1, minimum_risk=deceleration)
    own = Planner(parameters, body=Body(), road=MOTORWAY)
    stopping = replace(situation([], road=MOTORWAY, speed=speed, y=0.0), minimum_risk="the camera has failed")
    choice = own.decide(stopping)
    assert choice.trajectory.target == deceleration
    assert choice.trajectory.v[-1] == pytest.approx(max(0.0, speed + 4.0 * deceleration), abs=2.5)
    assert choice.reason.code == "minimum_risk"
    assert choice.reason.text == "Stops in the lane: the camera has failed"
    assert {one.trajectory.manoeuvre for one in choice.weighed} == {
        "minimum_risk_stop", "brake_hard", "emergency_brake", "pull_over",
    }  # fmt: skip


@pytest.mark.parametrize("speed", [3.0, 15.0, 35.0])
def test_trajectories_are_smooth_and_end_where_they_aim(speed: float) -> None:
    laterals = (
        Lateral(name="keep_lane", offset=0.0, within_s=2.5),
        Lateral(name="lane_change_left", offset=3.75, within_s=3.2),
    )
    for one in lattice(Start(5.0, 0.2, 0.02, speed, -0.4), Task(laterals=laterals, speed=speed)):
        assert one.x[0] == 5.0
        assert one.y[0] == pytest.approx(0.2)
        assert one.yaw[0] == pytest.approx(0.02, abs=1e-6)
        assert np.all(one.v >= 0)
        assert np.all(np.diff(one.x) >= -1e-9)
        driving = one.v > 0.3
        jerk = np.abs(np.diff(one.a[driving])) / float(TIMES[1])
        assert jerk.max() <= (HARD_JERK if one.hard else SOFT_JERK) * 1.05
        # speed is the integral of the acceleration until it rests
        gained = np.concatenate([[0.0], np.cumsum((one.a[1:] + one.a[:-1]) / 2 * float(TIMES[1]))])
        assert np.allclose((one.v - one.v[0])[driving], gained[driving], atol=0.35)
        if one.x[-1] - one.x[0] > max(6.0, speed * 3.3):
            assert one.y[-1] == pytest.approx(one.offset, abs=1e-6)


def test_controller_steers_back_to_the_path_and_asks_for_the_planned_braking() -> None:
    body = Body()
    choice = planner(STREET, hold_s=0.0).decide(situation([thing(30.0, -1.6)], road=STREET))
    pose = Pose(
        t_ns=0, x=0.0, y=-2.0, yaw=0.0, pitch=0.0, roll=0.0, speed=13.9, acceleration=0.0, yaw_rate=0.0
    )  # fmt: skip
    command = follow(choice.trajectory, since_s=0.3, pose=pose, body=body)
    assert command.curvature > 0
    assert command.error_lateral == pytest.approx(-0.375, abs=0.05)
    assert command.effort.brake_pressure > 0
    assert command.effort.drive_force == 0.0


def test_effort_balances_air_and_rolling() -> None:
    body = Body()
    held = effort(0.0, 0.0, 30.0, body)
    assert held.drive_force == pytest.approx(0.6 * body.drag_area * 900 + body.rolling * body.mass * 9.81)
    braked = effort(-5.0, 0.0, 30.0, body)
    assert braked.brake_pressure * body.brake_force_per_pascal == pytest.approx(5.0 * body.mass - held.drive_force)
