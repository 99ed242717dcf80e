"""How road users move: drivers who follow and change lanes, people who walk, and what a blow does to a body.

It must not know the automated vehicle's sensors or decisions, only where it is.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from app.simulate.world.placed import VehicleLamp
from app.simulate.world.road_user import RoadUser, Surroundings

_SLIDING = 5.4
"""Deceleration of a body that slides on asphalt, m/s^2 (Searle, SAE 831622: 0.55 g)."""
_FALL_S = 0.75

Trigger = Callable[[RoadUser, Surroundings], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneChange:
    """Goes to `y` within `duration_s` once `when` holds; `indicates`: whether he says so."""

    y: float
    duration_s: float
    when: Trigger
    indicates: bool = False


@dataclass(slots=True)
class Driving:
    """A driver: Intelligent Driver Model (Treiber, Hennecke, Helbing 2000) and lane changes that he has in mind.

    `desired` in m/s; `headway` in s; `gap` in m at standstill; `most` and `comfortable` in m/s^2. `notices_ego`:
    whether he keeps a distance to the automated vehicle.
    """

    desired: float
    headway: float = 1.3
    gap: float = 2.5
    most: float = 1.6
    comfortable: float = 2.2
    hardest: float = 8.0
    notices_ego: bool = True
    changes: tuple[LaneChange, ...] = ()
    then: float | None = None
    """Desired speed once the first lane change has begun; None: the same."""
    _from: float = field(default=0.0, init=False)
    _began_ns: int | None = field(default=None, init=False)
    _done: int = field(default=0, init=False)

    def step(self, user: RoadUser, dt: float, around: Surroundings) -> None:
        """As in `Behaviour`."""
        acceleration = self._acceleration(user, around)
        speed = max(0.0, user.speed + acceleration * dt)
        direction = math.cos(user.yaw)
        user.x += direction * (user.speed + speed) / 2 * dt
        user.speed, user.acceleration = speed, acceleration
        self._steer(user, dt, around)
        lamps: set[VehicleLamp] = set(user.lamps) - {"brake", "indicator_left", "indicator_right"}
        if acceleration < -1.0:
            lamps.add("brake")
        if self._began_ns is not None and self.changes[self._done].indicates:
            lamps.add("indicator_left" if self.changes[self._done].y > self._from else "indicator_right")
        user.lamps = frozenset(lamps)

    def _acceleration(self, user: RoadUser, around: Surroundings) -> float:
        desired = self.then if self.then is not None and (self._began_ns is not None or self._done) else self.desired
        free = 1 - (user.speed / max(desired, 0.1)) ** 4
        gap, leader_speed = self._leader(user, around)
        wanted = self.gap + max(
            0.0,
            user.speed * self.headway
            + user.speed * (user.speed - leader_speed) / (2 * math.sqrt(self.most * self.comfortable)),
        )
        return max(-self.hardest, min(self.most, self.most * (free - (wanted / max(gap, 0.3)) ** 2)))

    def _leader(self, user: RoadUser, around: Surroundings) -> tuple[float, float]:
        direction = 1.0 if math.cos(user.yaw) > 0 else -1.0
        ego, body = around.ego, around.body
        middle = ego.x + (body.front - body.rear_to_origin) / 2
        others = [(one.x, one.y, one.length, one.width, one.speed) for one in around.users if one is not user]
        if self.notices_ego:
            others.append((middle, ego.y, body.length, body.width, ego.speed))
        nearest, speed = math.inf, 0.0
        for x, y, length, width, other_speed in others:
            ahead = direction * (x - user.x) - (length + user.length) / 2
            if -0.5 < ahead < nearest and abs(y - user.y) < (width + user.width) / 2 + 0.2:
                nearest, speed = ahead, other_speed
        return nearest, speed

    def _steer(self, user: RoadUser, dt: float, around: Surroundings) -> None:
        if self._began_ns is None:
            if self._done < len(self.changes) and self.changes[self._done].when(user, around):
                self._began_ns, self._from = around.t_ns, user.y
            return
        change = self.changes[self._done]
        share = min(1.0, (around.t_ns - self._began_ns) * 1e-9 / change.duration_s)
        y = self._from + (change.y - self._from) * share**3 * (10 - 15 * share + 6 * share**2)
        lateral = (y - user.y) / dt
        base = 0.0 if math.cos(user.yaw) > 0 else math.pi
        user.yaw = base + math.atan2(lateral, max(user.speed, 1.0)) * (1 if base == 0.0 else -1)
        user.y = y
        if share >= 1.0:
            self._began_ns, self._done, user.yaw = None, self._done + 1, base


@dataclass(frozen=True, slots=True)
class Leg:
    """So far, at that speed: m and m/s. A speed of 0 waits for `metres` read as seconds."""

    metres: float
    speed: float


@dataclass(slots=True)
class Walking:
    """Walks straight on along the heading, leg after leg. Who sees the vehicle `startled_s` s away quickens the step.

    Speeds change by at most 1.5 m/s^2, as people start and stop.
    """

    legs: tuple[Leg, ...]
    startled_s: float = 0.0
    hurried: float = 1.9
    _leg: int = field(default=0, init=False)
    _spent: float = field(default=0.0, init=False)

    def step(self, user: RoadUser, dt: float, around: Surroundings) -> None:
        """As in `Behaviour`."""
        leg = self.legs[min(self._leg, len(self.legs) - 1)]
        wanted = 0.0 if self._leg >= len(self.legs) else leg.speed
        if wanted > 0 and self._startled(user, around):
            wanted = self.hurried
        step = max(-1.5 * dt, min(1.5 * dt, wanted - user.speed))
        user.speed += step
        user.acceleration = step / dt
        way = user.speed * dt
        user.x += way * math.cos(user.yaw)
        user.y += way * math.sin(user.yaw)
        user.walked += way
        self._spent += way if leg.speed > 0 else dt
        if self._leg < len(self.legs) and self._spent >= leg.metres:
            self._leg, self._spent = self._leg + 1, 0.0

    def _startled(self, user: RoadUser, around: Surroundings) -> bool:
        away = user.x - around.ego.x - around.body.front
        return 0 < away < self.startled_s * around.ego.speed and abs(user.y - around.ego.y) < 2.5


@dataclass(slots=True)
class Thrown:
    """Who was struck slides to rest: a body falls on its side, a vehicle (`falls` False) stays on its locked wheels."""

    velocity_x: float
    velocity_y: float
    falls: bool = True

    def step(self, user: RoadUser, dt: float, _: Surroundings) -> None:
        """As in `Behaviour`."""
        speed = math.hypot(self.velocity_x, self.velocity_y)
        slower = max(0.0, speed - _SLIDING * dt)
        share = 0.0 if speed == 0 else slower / speed
        user.x += self.velocity_x * dt
        user.y += self.velocity_y * dt
        self.velocity_x, self.velocity_y = self.velocity_x * share, self.velocity_y * share
        cos, sin = math.cos(user.yaw), math.sin(user.yaw)
        user.speed = self.velocity_x * cos + self.velocity_y * sin
        user.lateral_speed = -self.velocity_x * sin + self.velocity_y * cos
        if not self.falls:
            return
        side = 1.0 if user.lateral_speed <= 0 else -1.0
        user.tilt = max(-1.45, min(1.45, user.tilt + side * dt * 1.45 / _FALL_S))
