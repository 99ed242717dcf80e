"""The motion of the vehicle against closed forms: stopping distances, energy, curves, delays of the actuators.

Must not know who commands it.
"""

from __future__ import annotations

import itertools
import math

import pytest

from app.simulate.world.ego import GRAVITY, Body, Effort, Ego, Motion

STEP_NS = 2_000_000


def at_speed(speed: float, *, friction: float = 0.9) -> Ego:
    return Ego(Body(), Motion(t_ns=0, x=0.0, y=0.0, speed=speed), friction=friction)


def run(ego: Ego, seconds: float) -> list[Motion]:
    motions = [ego.motion]
    for _ in range(round(seconds * 1e9 / STEP_NS)):
        ego.step(STEP_NS)
        motions.append(ego.motion)
    return motions


@pytest.mark.parametrize("friction", [0.3, 0.6, 0.9])
def test_stopping_distance_is_that_of_the_tyres(friction: float) -> None:
    ego = at_speed(20.0, friction=friction)
    ego.ask(Effort(brake_pressure=1.6e7))
    motions = run(ego, 12.0)
    assert motions[-1].speed == 0.0
    begins = next(motion for motion in motions if motion.sliding)
    ends = next(motion for motion in motions if motion.speed < 1.0)
    # v1^2 - v2^2 = 2 a s: while the tyres slide, with air and rolling on top
    expected = (begins.speed**2 - ends.speed**2) / (2 * friction * GRAVITY)
    assert ends.x - begins.x == pytest.approx(expected, rel=0.05)
    assert ends.x - begins.x < expected


def test_gentle_braking_follows_its_pressure() -> None:
    ego, body = at_speed(15.0), Body()
    pressure = 3.0 * body.mass / body.brake_force_per_pascal
    ego.ask(Effort(brake_pressure=pressure))
    motions = run(ego, 2.0)
    settled = [motion for motion in motions if motion.t_ns > 800_000_000]
    assert all(motion.acceleration == pytest.approx(-3.2, abs=0.15) for motion in settled)
    assert not any(motion.sliding for motion in motions)


def test_brakes_begin_after_their_dead_time() -> None:
    ego = at_speed(15.0)
    ego.ask(Effort(brake_pressure=8e6))
    motions = run(ego, 0.5)
    dead = Body().brake_dead_ns
    assert all(motion.brake_pressure == 0.0 for motion in motions if motion.t_ns < dead)
    first = next(motion for motion in motions if motion.brake_pressure > 0)
    assert first.t_ns - dead <= 2 * STEP_NS
    steepest = max(b.brake_pressure - a.brake_pressure for a, b in itertools.pairwise(motions))
    assert steepest <= Body().brake_gradient * STEP_NS * 1e-9 * 1.001


@pytest.mark.parametrize("angle", [0.0, 0.05, -0.2])
def test_energy_never_grows_without_drive(angle: float) -> None:
    ego = at_speed(25.0)
    ego.ask(Effort(road_wheel_angle=angle))
    motions = run(ego, 4.0)
    assert all(b.speed <= a.speed for a, b in itertools.pairwise(motions))
    assert motions[-1].speed < 24.5


def test_power_limits_what_the_drive_gives() -> None:
    ego, body = at_speed(30.0), Body()
    ego.ask(Effort(drive_force=20_000.0))
    motions = run(ego, 3.0)
    for before, after in itertools.pairwise(motions):
        work = body.mass * (after.speed**2 - before.speed**2) / 2
        assert work <= body.drive_power_most * STEP_NS * 1e-9 * 1.001


def test_vehicle_at_rest_stays_there() -> None:
    ego = at_speed(0.0)
    ego.ask(Effort(brake_pressure=4e6, road_wheel_angle=0.3))
    motions = run(ego, 1.0)
    assert (motions[-1].x, motions[-1].y, motions[-1].yaw) == (0.0, 0.0, 0.0)


def test_slow_circle_has_the_radius_of_its_wheels() -> None:
    ego, body, angle = at_speed(4.0), Body(), 0.2
    ego.ask(Effort(road_wheel_angle=angle, drive_force=400.0))
    motions = run(ego, 12.0)
    settled = [motion for motion in motions if motion.t_ns > 2_000_000_000]
    for motion in settled[::200]:
        assert motion.yaw_rate == pytest.approx(motion.speed * math.tan(angle) / body.wheelbase, rel=1e-3)


def test_tyres_share_their_grip() -> None:
    ego, friction = at_speed(30.0, friction=0.6), 0.6
    ego.ask(Effort(road_wheel_angle=0.4, brake_pressure=1.6e7))
    for motion in run(ego, 2.0)[1:]:
        drag = 0.5 * 1.2 * Body().drag_area * 30.0**2 / Body().mass + 0.1
        assert math.hypot(motion.acceleration + drag, motion.lateral_acceleration) <= friction * GRAVITY + drag


def test_blow_changes_the_speed_by_its_share() -> None:
    ego = at_speed(10.0)
    ego.push(-0.5, over_ns=60_000_000)
    motions = run(ego, 0.2)
    assert motions[-1].speed == pytest.approx(9.5, abs=0.06)


def test_braking_pitches_nose_down_and_a_left_turn_rolls_right() -> None:
    ego = at_speed(15.0)
    ego.ask(Effort(brake_pressure=6e6, road_wheel_angle=0.05))
    motion = run(ego, 0.8)[-1]
    assert motion.pitch > 0.005
    assert motion.roll > 0.005
