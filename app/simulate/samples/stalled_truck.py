"""The sample `stalled-truck`: a wet motorway, a truck that stands in the lane, and a supply that fails.

It must not know what the vehicle makes of it.
"""

import math

from app.simulate.driving.driver import Habits
from app.simulate.driving.planner import PlannerParameters
from app.simulate.samples.cut_in import OPPOSITE_Y
from app.simulate.samples.perception_models import PERCEPTION_MODELS
from app.simulate.scenario import Scenario, Weather
from app.simulate.sensors.satellite import Place
from app.simulate.world.behaviour import Driving
from app.simulate.world.placed import VehicleLamp
from app.simulate.world.road import MOTORWAY
from app.simulate.world.road_user import RoadUser

_SPEED = 90 / 3.6
_BOOT_NS = 642_000_000_000
_HAZARD: frozenset[VehicleLamp] = frozenset({"hazard", "tail"})


def stalled_truck(*, lead_s: float = 0.0, seconds: float = 14.0) -> Scenario:
    """The sample; in its long version everything happens `lead_s` later."""
    start_x = -130.0
    truck_x = start_x + 345.0 + lead_s * _SPEED
    return Scenario(
        name="stalled-truck",
        seed=1,
        seconds=seconds,
        boot_ns=_BOOT_NS,
        utc_ns=1_790_759_460_000_000_000,  # 2026-09-30 09:11:00 UTC
        place=Place(latitude_deg=51.377_9, longitude_deg=9.573_2, altitude=243.0, x_bearing_deg=205.0),
        road=MOTORWAY,
        scenery="motorway",
        light="rain",
        daylight=0.6,
        friction=0.52,
        start=(start_x, 0.0, _SPEED),
        speed=_SPEED,
        users=lambda: _users(start_x, truck_x),
        habits=Habits(
            attentive=False, takes_over_ns=_BOOT_NS + round((11.2 + lead_s) * 1e9), steers_to=3.75, brakes=2.6
        ),
        planner=PlannerParameters(hold_s=0.2, hardest=-5.0, shoulder_y=None),
        models=(PERCEPTION_MODELS["4.1.3"],),
        weather=Weather(
            condition="rain", light="day", illuminance=2_400.0, temperature=11.0, rain=4.5
        ),
        wipers=True,
        converter_fails_s=0.5 + lead_s,
        terminal_growth=0.0046,
    )  # fmt: skip


def _users(start_x: float, truck_x: float) -> tuple[RoadUser, ...]:
    ahead = Driving(desired=29.0, headway=1.6)
    return (
        RoadUser(2, "truck", "truck", truck_x, -0.7, tint=(0.32, 0.36, 0.42), lamps=_HAZARD, mass=31_000.0),
        RoadUser(3, "obstacle", "warning_triangle", truck_x - 48.0, -1.5, mass=1.0),
        RoadUser(
            4, "car", "suv", start_x + 88.0, 3.75, speed=29.0, tint=(0.2, 0.21, 0.22), lamps=frozenset({"tail"}),
            behaviour=ahead,
        ),
        RoadUser(
            5, "car", "hatchback", start_x + 46.0, 7.5, speed=32.0, tint=(0.4, 0.39, 0.36), lamps=frozenset({"tail"}),
            behaviour=Driving(desired=32.0),
        ),
        RoadUser(
            6, "van", "van", start_x - 70.0, 3.75, speed=25.5, tint=(0.6, 0.6, 0.58), lamps=frozenset({"head"}),
            behaviour=Driving(desired=25.5),
        ),
        RoadUser(
            7, "truck", "truck", start_x + 300.0, OPPOSITE_Y[1], yaw=math.pi, speed=23.0, tint=(0.4, 0.2, 0.12),
            lamps=frozenset({"head"}), behaviour=Driving(desired=23.0, notices_ego=False), mass=28_000.0,
        ),
        RoadUser(
            8, "car", "saloon", start_x + 470.0, OPPOSITE_Y[0], yaw=math.pi, speed=28.0, tint=(0.1, 0.1, 0.11),
            lamps=frozenset({"head"}), behaviour=Driving(desired=28.0, notices_ego=False),
        ),
    )  # fmt: skip
