"""The sample `cut-in`: a motorway in low sun, a car that squeezes in, a fast one behind, and an update under way.

It must not know what the vehicle makes of it.
"""

import math

from app.simulate.driving.driver import Habits
from app.simulate.driving.planner import PlannerParameters
from app.simulate.samples.perception_models import PERCEPTION_MODELS
from app.simulate.scenario import Scenario, Weather
from app.simulate.sensors.satellite import Place
from app.simulate.world.behaviour import Driving, LaneChange
from app.simulate.world.material import Colour
from app.simulate.world.placed import VehicleLamp
from app.simulate.world.road import MOTORWAY
from app.simulate.world.road_user import Kind, RoadUser, Surroundings

_SPEED = 120 / 3.6
_LAMPS: frozenset[VehicleLamp] = frozenset({"tail"})
_SQUEEZES_AT_M = 12.5
"""From this gap to the vehicle on the car changes into its lane."""
OPPOSITE_Y = (15.75, 19.5)
"""Lanes of the other carriageway."""


def cut_in(*, start_x: float = -130.0, seconds: float = 12.0) -> Scenario:
    """The sample."""
    return Scenario(
        name="cut-in",
        seed=1,
        seconds=seconds,
        boot_ns=3_915_000_000_000,
        utc_ns=1_789_144_260_000_000_000,  # 2026-09-11 16:31:00 UTC
        place=Place(latitude_deg=50.113_8, longitude_deg=9.327_4, altitude=171.0, x_bearing_deg=301.0),
        road=MOTORWAY,
        scenery="motorway",
        light="low_sun",
        daylight=0.85,
        friction=0.9,
        start=(start_x, 0.0, _SPEED),
        speed=_SPEED,
        users=lambda: _users(start_x),
        habits=Habits(attentive=False, answers_s=8.3),
        planner=PlannerParameters(hold_s=0.2, shoulder_y=-3.1),
        models=(PERCEPTION_MODELS["4.1.2"], PERCEPTION_MODELS["4.2.0"]),
        weather=Weather(
            condition="clear", light="day", illuminance=16_000.0, temperature=21.0
        ),
        update_s=1.2,
    )  # fmt: skip


def _users(start_x: float) -> tuple[RoadUser, ...]:
    squeezing = Driving(
        desired=29.0,
        headway=0.5,
        notices_ego=False,
        changes=(LaneChange(y=0.0, duration_s=1.9, when=_close_enough),),
        then=22.5,
    )
    hasty = Driving(desired=43.5, headway=0.35, most=3.0, comfortable=14.0)
    return (
        _car(2, "hatchback", start_x + 45.0, 3.75, 29.0, squeezing, (0.42, 0.05, 0.03)),
        _car(3, "suv", start_x - 95.0, 3.75, 43.0, hasty, (0.5, 0.5, 0.5)),
        _car(4, "truck", start_x + 128.0, 0.0, 24.0, Driving(desired=24.0), (0.5, 0.5, 0.52)),
        _car(5, "suv", start_x + 96.0, 7.5, 36.0, Driving(desired=36.5), (0.3, 0.31, 0.32)),
        _car(6, "van", start_x + 150.0, 3.75, 30.5, Driving(desired=30.5), (0.6, 0.6, 0.58)),
        _car(7, "saloon", start_x - 38.0, 7.5, 37.0, Driving(desired=37.0), (0.12, 0.15, 0.2)),
        _oncoming(8, "truck", start_x + 330.0, OPPOSITE_Y[1], 24.0, (0.45, 0.43, 0.38)),
        _oncoming(9, "hatchback", start_x + 420.0, OPPOSITE_Y[0], 34.0, (0.06, 0.07, 0.1)),
        _oncoming(10, "saloon", start_x + 640.0, OPPOSITE_Y[0], 35.0, (0.4, 0.4, 0.4)),
        _oncoming(11, "van", start_x + 760.0, OPPOSITE_Y[1], 29.0, (0.55, 0.55, 0.5)),
    )


def _close_enough(user: RoadUser, around: Surroundings) -> bool:
    gap = user.x - user.length / 2 - around.ego.x - around.body.front
    return gap < _SQUEEZES_AT_M


def _car(
    number: int, model: str, x: float, y: float, speed: float, behaviour: Driving, tint: Colour
) -> RoadUser:  # fmt: skip
    return RoadUser(
        number, _kind(model), model, x, y, speed=speed, tint=tint, lamps=_LAMPS, behaviour=behaviour,
        mass=26_000.0 if model == "truck" else 1500.0,
    )  # fmt: skip


def _oncoming(number: int, model: str, x: float, y: float, speed: float, tint: Colour) -> RoadUser:
    driving = Driving(desired=speed, notices_ego=False)
    return RoadUser(
        number, _kind(model), model, x, y, yaw=math.pi, speed=speed, tint=tint, behaviour=driving
    )  # fmt: skip


def _kind(model: str) -> Kind:
    return "truck" if model == "truck" else "van" if model == "van" else "car"
