"""The lattice of the planner: trajectories for a handful of lateral targets and accelerations.

Longitudinal: the acceleration goes from the present one to the target with a limited jerk; speeds stop at zero and at
the speed asked for. Lateral: a quintic over the way driven, from where the vehicle is and heads to the target offset
(Werling et al., ICRA 2010, low-speed form). It must not know objects, costs or rules.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.simulate.driving.predictor import TIMES

_FINE_S = 0.05
_FINE = np.arange(0.0, TIMES[-1] + 1e-9, _FINE_S)
_EVERY = round((TIMES[1] - TIMES[0]) / _FINE_S)
SOFT_JERK = 3.0
HARD_JERK = 30.0
"""m/s^3: what passengers hardly notice, and what the brakes can do."""
HARD_FROM = -3.0
"""Accelerations below this are hard braking, m/s^2."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where a trajectory begins: map frame, SI."""

    x: float
    y: float
    yaw: float
    speed: float
    acceleration: float


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One candidate: states of the vehicle's origin at `TIMES`, arrays (n,)."""

    id: int
    manoeuvre: str
    target: float
    """Acceleration that it goes for, m/s^2."""
    offset: float
    """Lateral offset that it goes for: y of the map, m."""
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    yaw: NDArray[np.float64]
    v: NDArray[np.float64]
    a: NDArray[np.float64]
    curvature: NDArray[np.float64]

    @property
    def hard(self) -> bool:
        """Whether it brakes hard."""
        return self.target < HARD_FROM

    @property
    def jerk(self) -> float:
        """The largest, m/s^3."""
        return float(np.max(np.abs(np.diff(self.a)))) / float(TIMES[1] - TIMES[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateral:
    """A lateral target: its name, offset (y of the map) and the time that going there takes at least."""

    name: str
    offset: float
    within_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What may be tried: laterals, the first being the lane itself, and the speed to drive at, at most.

    `stops` in m/s^2: only slowing down may be tried, and comfortably at that rate; None: going on is tried too.
    """

    laterals: tuple[Lateral, ...]
    speed: float
    stops: float | None = None
    hardest: float = -8.0


def lattice(start: Start, task: Task) -> tuple[Trajectory, ...]:
    """All candidates; ids count from 0, which goes on as at present, or stops as asked."""
    lane, *others = task.laterals
    if task.stops is None:
        free = max(-0.8, min(1.2, 0.5 * (task.speed - start.speed)))
        straight = [("keep_lane", free), ("ease_off", -0.9), ("brake", -2.5)]
        aside = [free, -2.5, -4.5]
    else:
        straight, aside = [("minimum_risk_stop", task.stops)], [task.stops, -4.5]
    straight += [("brake_hard", -4.5), ("emergency_brake", task.hardest)]
    pairs = [(name, target, lane) for name, target in straight]
    for lateral in others:
        pairs += [(lateral.name, target, lateral) for target in aside]
    return tuple(
        _trajectory(number, name, target, lateral, start, task) for number, (name, target, lateral) in enumerate(pairs)
    )


def _trajectory(number: int, name: str, target: float, lateral: Lateral, start: Start, task: Task) -> Trajectory:
    speed, acceleration = _longitudinal(start, target, task.speed)
    way = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2 * _FINE_S)])
    length = max(6.0, start.speed * lateral.within_s)
    y, slope, bend = _quintic(way, length, start.y, math.tan(start.yaw), lateral.offset)
    heading = np.arctan(slope)
    x = start.x + np.concatenate([[0.0], np.cumsum(np.diff(way) * np.cos(heading[:-1]))])
    curvature = bend / (1 + slope**2) ** 1.5
    every = slice(0, None, _EVERY)
    return Trajectory(
        number, name, target, lateral.offset, x[every], y[every], heading[every], speed[every], acceleration[every],
        curvature[every],
    )  # fmt: skip


def _longitudinal(
    start: Start, target: float, most: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
    jerk = HARD_JERK if target < HARD_FROM else SOFT_JERK
    speed, acceleration = np.empty(len(_FINE)), np.empty(len(_FINE))
    v, a = start.speed, start.acceleration
    for number in range(len(_FINE)):
        speed[number], acceleration[number] = v, a if v > 0 else 0.0
        goal = min(target, 0.5 * (most - v)) if target > 0 else target
        a += max(-jerk * _FINE_S, min(jerk * _FINE_S, goal - a))
        v = max(0.0, v + a * _FINE_S)
    return speed, acceleration


def _quintic(
    way: NDArray[np.float64], length: float, y: float, slope: float, target: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """y, dy/ds and d2y/ds2 of the quintic that reaches `target` after `length`, level and straight, and stays there."""
    u = np.clip(way / length, 0.0, 1.0)
    rise, first = target - y, slope * length
    # coefficients for end value, slope and bend: y(1) = target, y'(1) = y''(1) = 0, y''(0) = 0
    c3, c4, c5 = 10 * rise - 6 * first, -15 * rise + 8 * first, 6 * rise - 3 * first
    value = y + first * u + c3 * u**3 + c4 * u**4 + c5 * u**5
    inside = way < length
    derivative = np.where(inside, (first + 3 * c3 * u**2 + 4 * c4 * u**3 + 5 * c5 * u**4) / length, 0.0)
    bend = np.where(inside, (6 * c3 * u + 12 * c4 * u**2 + 20 * c5 * u**3) / length**2, 0.0)
    return value, derivative, bend
