"""The predictor: a path or two for each believed object, by its class, from nothing but the belief.

Vehicles follow their lane, and change it if they drift across; bicycles follow the road until their track is old enough
to be believed otherwise; pedestrians cross or wait, the more probably the steadier they walk; what is unknown stays.
A track that has just changed its class has no motion of its own yet, and so no path that leads anywhere.
It must not know truth, nor what the planner makes of it.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.kinds.prediction import Mode, ObjectPrediction, Path
from app.simulate.driving.belief import Belief
from app.simulate.world.road import Road

PREDICTION_MAX_AGE_NS = 900_000_000
"""A forecast older than this says nothing any more."""
HORIZON_S = 5.0
STEP_S = 0.25
TIMES: NDArray[np.float64] = np.arange(0.0, HORIZON_S + 1e-9, STEP_S)
_LOGGED = slice(0, None, 4)
_TRUSTED_AFTER_S = 0.5
"""So long a class must have stood before the motion of a person or a bicycle is believed."""
_DRIFT = 0.55
"""Lateral speed from which a vehicle is taken to change its lane, m/s."""


@dataclass(frozen=True, slots=True)
class Course:
    """One thing that an object may do: its centre (n, 2) and heading (n,) at `TIMES`."""

    intention: str
    probability: float
    places: NDArray[np.float64]
    yaw: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of one object."""

    belief: Belief
    courses: tuple[Course, ...]

    def document(self) -> ObjectPrediction:
        """As a member of the kind `prediction`: a point a second, or a single one of what rests."""
        return ObjectPrediction(id=self.belief.id, modes=tuple(_mode(course) for course in self.courses))


def forecast(belief: Belief, road: Road) -> Forecast:
    """What an object may do from the time of the belief on."""
    if belief.label in ("vehicle", "truck"):
        return Forecast(belief, _vehicle(belief, road))
    if belief.label == "pedestrian":
        return Forecast(belief, _pedestrian(belief, road))
    if belief.label == "bicycle":
        return Forecast(belief, (_bicycle(belief, road),))
    return Forecast(belief, (_course("stay", 1.0, belief, 0.0, 0.0),))


def _vehicle(belief: Belief, road: Road) -> tuple[Course, ...]:
    lane = road.lane_at(belief.y)
    if belief.speed < 1.0 or lane is None:
        return (_course("stay", 1.0, belief, belief.vx if belief.speed >= 1.0 else 0.0, 0.0),)
    along = _course("follow_lane", 1.0, belief, belief.vx, 0.0)
    if abs(belief.vy) < _DRIFT:
        return (along,)
    aim = belief.y + belief.vy * 1.6
    target = road.lane_at(aim)
    edge = belief.vy > 0
    if target is None or target is lane:
        ahead = [one for one in road.lanes if (one.centre > lane.centre) == edge and one is not lane]
        beyond = (belief.y > lane.centre) == edge and abs(belief.y - lane.centre) > 0.35
        if not ahead or not beyond:
            return (along,)
        target = min(ahead, key=lambda one: abs(one.centre - lane.centre))
    probability = min(0.95, 0.45 + 0.35 * (abs(belief.vy) - _DRIFT) + 0.1 * belief.class_age_s)
    towards = target.centre - belief.y
    share = np.clip(TIMES * max(abs(belief.vy), 0.8) / max(abs(towards), 0.1), 0.0, 1.0)
    places = along.places.copy()
    places[:, 1] = belief.y + towards * (3 * share**2 - 2 * share**3)
    change = Course(f"lane_change_{'left' if towards > 0 else 'right'}", probability, places, along.yaw)
    return tuple(
        sorted(
            (change, Course("follow_lane", 1.0 - probability, along.places, along.yaw)), key=lambda c: -c.probability
        )
    )


def _pedestrian(belief: Belief, road: Road) -> tuple[Course, ...]:
    walks = belief.speed > 0.5 and belief.class_age_s >= _TRUSTED_AFTER_S
    on_road = road.right < belief.y < road.left
    crosses = 0.10 + (0.75 * min(1.0, belief.class_age_s / 0.9) if walks else 0.0)
    if not on_road:
        crosses *= 0.3
    across = _course("cross", crosses, belief, belief.vx if walks else 0.0, belief.vy if walks else 0.0)
    wait = _course("wait", 1.0 - crosses, belief, 0.0, 0.0)
    return (across, wait) if crosses >= 0.5 else (wait, across)


def _bicycle(belief: Belief, road: Road) -> Course:
    if belief.class_age_s < _TRUSTED_AFTER_S:
        return _course("follow_road", 1.0, belief, belief.vx, 0.0)
    crosses = abs(belief.vy) > abs(belief.vx) and road.right < belief.y < road.left
    return _course("cross" if crosses else "follow_road", 1.0, belief, belief.vx, belief.vy)


def _course(intention: str, probability: float, belief: Belief, vx: float, vy: float) -> Course:
    places = np.array([belief.x, belief.y]) + TIMES[:, None] * np.array([vx, vy])
    yaw = belief.yaw if math.hypot(vx, vy) < 0.5 else math.atan2(vy, vx)
    return Course(intention, round(probability, 3), places, np.full(len(TIMES), yaw))


def _mode(course: Course) -> Mode:
    rests = bool(np.all(course.places == course.places[0]))
    logged = slice(0, 1) if rests else _LOGGED
    places, yaw = course.places[logged], course.yaw[logged]
    return Mode(
        path=Path(
            t=tuple(float(t) for t in TIMES[logged]),
            x=tuple(round(float(x), 2) for x in places[:, 0]),
            y=tuple(round(float(y), 2) for y in places[:, 1]),
            yaw=tuple(round(float(angle), 3) for angle in yaw),
        ),
        probability=course.probability,
        intention=course.intention,
    )
