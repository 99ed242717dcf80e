"""The sample `crossing`: a street at dusk, and a person who pushes a bicycle out from behind a parked van.

It must not know what the vehicle makes of it.
"""

import math

from app.simulate.driving.driver import Habits
from app.simulate.driving.planner import PlannerParameters
from app.simulate.samples.perception_models import PERCEPTION_MODELS
from app.simulate.scenario import Scenario, Weather
from app.simulate.sensors.satellite import Place
from app.simulate.world.behaviour import Leg, Walking
from app.simulate.world.material import Colour
from app.simulate.world.road import STREET
from app.simulate.world.road_user import Kind, RoadUser

_SPEED = 50 / 3.6
_CROSSES_X = 105.0
_VAN_X = _CROSSES_X - 4.0
_BEGINS_Y = 6.0
_WALKS = 1.1
_BEFORE_S = 6.35
"""The person sets out so long before the vehicle would be there."""

_RIGHT: tuple[tuple[float, str, Colour], ...] = (
    (-66.0, "saloon", (0.05, 0.05, 0.06)),
    (-52.5, "hatchback", (0.30, 0.02, 0.02)),
    (-38.0, "suv", (0.22, 0.23, 0.24)),
    (-24.5, "hatchback", (0.04, 0.09, 0.22)),
    (-9.0, "saloon", (0.45, 0.45, 0.44)),
    (4.0, "hatchback", (0.08, 0.13, 0.09)),
    (22.0, "saloon", (0.02, 0.02, 0.025)),
    (37.5, "suv", (0.5, 0.49, 0.47)),
    (52.0, "hatchback", (0.16, 0.16, 0.17)),
    (66.0, "saloon", (0.14, 0.02, 0.03)),
    (80.5, "hatchback", (0.4, 0.4, 0.41)),
    (93.0, "saloon", (0.03, 0.05, 0.11)),
    (112.5, "suv", (0.07, 0.07, 0.07)),
    (126.0, "hatchback", (0.35, 0.31, 0.22)),
    (139.0, "saloon", (0.2, 0.2, 0.21)),
)
_LEFT: tuple[tuple[float, str, Colour], ...] = (
    (-60.0, "hatchback", (0.12, 0.12, 0.13)),
    (-44.0, "saloon", (0.4, 0.39, 0.37)),
    (-29.0, "hatchback", (0.02, 0.03, 0.07)),
    (-14.0, "suv", (0.17, 0.03, 0.03)),
    (1.5, "saloon", (0.05, 0.05, 0.055)),
    (15.0, "hatchback", (0.46, 0.46, 0.45)),
    (33.0, "saloon", (0.1, 0.13, 0.17)),
    (47.5, "hatchback", (0.33, 0.1, 0.03)),
    (76.0, "suv", (0.03, 0.03, 0.035)),
    (89.5, "saloon", (0.28, 0.29, 0.3)),
    (_VAN_X, "van", (0.62, 0.62, 0.6)),
    (112.0, "hatchback", (0.06, 0.1, 0.14)),
    (126.5, "saloon", (0.42, 0.41, 0.4)),
)


def crossing(*, lead_s: float = 7.5, seconds: float = 10.6) -> Scenario:
    """The sample; the vehicle needs `lead_s` to the place where the person crosses, if nothing slows it down."""
    return Scenario(
        name="crossing",
        seed=10,
        seconds=seconds,
        boot_ns=1_264_000_000_000,
        utc_ns=1_792_772_280_000_000_000,  # 2026-10-23 16:18:00 UTC
        place=Place(latitude_deg=49.794_3, longitude_deg=9.928_1, altitude=224.0, x_bearing_deg=268.0),
        road=STREET,
        scenery="street",
        light="dusk",
        daylight=0.3,
        friction=0.85,
        start=(_CROSSES_X - 4.6 - lead_s * _SPEED, -1.625, _SPEED),
        speed=_SPEED,
        users=lambda: _users(lead_s),
        habits=Habits(attentive=False, brakes_after_contact_s=0.45),
        planner=PlannerParameters(hold_s=0.2),
        models=(PERCEPTION_MODELS["4.0.7"],),
        weather=Weather(
            condition="clear", light="dusk", illuminance=150.0, temperature=9.5
        ),
    )  # fmt: skip


def _users(lead_s: float) -> tuple[RoadUser, ...]:
    parked = [_parked(number, x, -4.35, 0.0, one, tint) for number, (x, one, tint) in enumerate(_RIGHT, start=10)]
    parked += [_parked(number, x, 4.35, math.pi, one, tint) for number, (x, one, tint) in enumerate(_LEFT, start=40)]
    person = RoadUser(
        2, "bicycle_pushed", "person_with_bicycle", _CROSSES_X, _BEGINS_Y, yaw=-math.pi / 2, gaits=True, mass=92.0,
        behaviour=Walking((Leg(max(0.1, lead_s - _BEFORE_S), 0.0), Leg(12.0, _WALKS)), startled_s=0.6),
    )  # fmt: skip
    return (person, *parked)


def _parked(number: int, x: float, y: float, yaw: float, model: str, tint: Colour) -> RoadUser:
    kind: Kind = "van" if model == "van" else "car"
    return RoadUser(number, kind, model, x, y, yaw=yaw, tint=tint)
