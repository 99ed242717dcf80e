"""The simulated world over time: the automated vehicle, the other road users, and the contact between them.

It must not know sensors, perception or decisions: they look at it, and command the vehicle's actuators.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.simulate.world.behaviour import Thrown
from app.simulate.world.ego import Ego
from app.simulate.world.light import Light
from app.simulate.world.placed import Placed, VehicleLamp
from app.simulate.world.rigid import rigid
from app.simulate.world.road import Road
from app.simulate.world.road_user import RoadUser, Surroundings, rectangle, touch
from app.simulate.world.shape import shape
from app.simulate.world.stage import SetName, Stage

EGO = 1
"""The id of the vehicle itself among what is placed; road users have ids above it."""
EGO_MODEL = "suv"
EGO_TINT = (0.33, 0.35, 0.38)
STEP_NS = 2_000_000
_KEPT = 160
PULSE_NS = 60_000_000
"""How long a blow lasts."""
_RESTITUTION = 0.1
_HEAVY_KG = 300.0
"""From here on a road user is no body that is thrown away, but stays in the way."""
_PRESSES = 0.3
"""m/s: who is in contact still and comes nearer faster than this is pushed again."""
Face = Literal["front", "rear", "left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The vehicle touched someone: `face` of the vehicle, `place` there (x, y in m, vehicle frame).

    Speeds in m/s. `delta_v` in m/s and `impulse` in N*s are what the blow comes to once it is over, `PULSE_NS` later.
    """

    t_ns: int
    user: int
    ego_speed: float
    user_speed: float
    delta_v: float
    impulse: float
    face: Face
    place: tuple[float, float]


class World:
    """Everything that moves, in steps of 2 ms."""

    def __init__(self, ego: Ego, users: tuple[RoadUser, ...], *, road: Road, light: Light, scenery: SetName) -> None:
        self.ego = ego
        self.users = users
        self.road = road
        self.light = light
        self.scenery: SetName = scenery
        self.ego_lamps: frozenset[VehicleLamp] = frozenset({"head", "tail"})
        self.contacts: list[Contact] = []
        self._blown_ns: dict[int, int] = {}
        self.when_touched: Callable[[Contact], None] | None = None
        self._past: deque[tuple[int, float, float, float, float, float]] = deque(maxlen=_KEPT)
        self._remember()

    @property
    def t_ns(self) -> int:
        """The present."""
        return self.ego.motion.t_ns

    def run_to(self, t_ns: int) -> None:
        """Go on to the last step at or before `t_ns`."""
        while self.t_ns + STEP_NS <= t_ns:
            self._step()

    def stage(self) -> Stage:
        """What stands where now, the vehicle itself with the id `EGO`."""
        return Stage((self._ego_placed(), *(user.placed() for user in self.users)), self.light, self.scenery)

    def ego_poses(self, t_ns: NDArray[np.int64]) -> NDArray[np.float64]:
        """x, y, yaw, pitch, roll of the vehicle at times of the last 0.3 s, (n, 5)."""
        past = np.array(self._past)
        return np.stack([np.interp(t_ns, past[:, 0], past[:, column]) for column in range(1, 6)], 1)

    def _ego_placed(self) -> Placed:
        motion, body = self.ego.motion, self.ego.body
        middle = motion.map_from_vehicle @ rigid(body.front - body.length / 2, 0.0)
        cos, sin = math.cos(motion.yaw), math.sin(motion.yaw)
        velocity = (motion.speed * cos, motion.speed * sin, 0.0)
        return Placed(shape(EGO_MODEL), middle, EGO_TINT, self.ego_lamps, EGO, velocity)

    def outline(self) -> NDArray[np.float64]:
        """The footprint of the vehicle, (4, 2)."""
        body, motion = self.ego.body, self.ego.motion
        ahead = body.front - body.length / 2
        x, y = motion.x + ahead * math.cos(motion.yaw), motion.y + ahead * math.sin(motion.yaw)
        return rectangle(x, y, motion.yaw, body.length, body.width)

    def leader(self) -> tuple[float, float] | None:
        """Gap in m to whoever is next ahead in the vehicle's way, and that speed; None: nobody within 150 m."""
        motion, body = self.ego.motion, self.ego.body
        found = [
            (user.x - user.length / 2 - motion.x - body.front, user.speed * math.cos(user.yaw))
            for user in self.users
            if abs(user.y - motion.y) < (user.width + body.width) / 2 + 0.2
        ]
        return min((one for one in found if 0 < one[0] < 150.0), default=None)

    def _step(self) -> None:
        around = Surroundings(self.t_ns, self.ego.motion, self.ego.body, self.users)
        dt = STEP_NS * 1e-9
        for user in self.users:
            if not user.still:
                user.behaviour.step(user, dt, around)
        self.ego.step(STEP_NS)
        self._remember()
        self._touch()

    def _remember(self) -> None:
        motion = self.ego.motion
        self._past.append((motion.t_ns, motion.x, motion.y, motion.yaw, motion.pitch, motion.roll))
        for user in self.users:
            if not user.still:
                user.remember(motion.t_ns)

    def _touch(self) -> None:
        reach = self.ego.body.length + 1.0
        for user in self.users:
            blown_ns = self._blown_ns.get(user.id)
            # a body that was thrown is not pushed again: whether it slides or is overrun is beyond this model
            if blown_ns is not None and (user.mass < _HEAVY_KG or self.t_ns - blown_ns < PULSE_NS):
                continue
            near = math.hypot(user.x - self.ego.motion.x, user.y - self.ego.motion.y) < reach + user.length
            if near and touch(self.outline(), user.corners):
                self._collide(user, again=blown_ns is not None)

    def _collide(self, user: RoadUser, *, again: bool) -> None:
        """Plastic blow along the vehicle's heading: the momentum is shared by the two masses.

        `again`: they are in contact since an earlier blow; what then presses on is shared without any rebound.
        """
        ego, motion = self.ego, self.ego.motion
        cos, sin = math.cos(motion.yaw), math.sin(motion.yaw)
        vx, vy, _ = user.velocity
        closing = motion.speed - (vx * cos + vy * sin)
        if again and closing < _PRESSES:
            return
        restitution = 0.0 if again else _RESTITUTION
        impulse = (1 + restitution) * closing * ego.body.mass * user.mass / (ego.body.mass + user.mass)
        delta_v = -impulse / ego.body.mass
        ego.push(delta_v, over_ns=PULSE_NS)
        self._blown_ns[user.id] = self.t_ns
        gained = impulse / user.mass
        user.behaviour = Thrown(vx + gained * cos, vy + gained * sin, falls=user.mass < _HEAVY_KG)
        if again:
            return
        face, place = self._meeting(user)
        contact = Contact(
            t_ns=self.t_ns, user=user.id, ego_speed=motion.speed, user_speed=math.hypot(vx, vy), delta_v=delta_v,
            impulse=impulse, face=face, place=place,
        )  # fmt: skip
        self.contacts.append(contact)
        if self.when_touched is not None:
            self.when_touched(contact)

    def _meeting(self, user: RoadUser) -> tuple[Face, tuple[float, float]]:
        """Where on the vehicle the outline of a road user reaches into its own: the face, and x, y there."""
        body, motion = self.ego.body, self.ego.motion
        corners = user.corners
        share = np.linspace(0.0, 1.0, 60, endpoint=False)[:, None]
        line = np.concatenate(
            [one + share * (other - one) for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
        )
        cos, sin = math.cos(motion.yaw), math.sin(motion.yaw)
        at = (line - [motion.x, motion.y]) @ np.array([[cos, -sin], [sin, cos]])
        ahead, behind = body.front, -body.rear_to_origin
        depths = np.stack([ahead - at[:, 0], at[:, 0] - behind, body.width / 2 - at[:, 1], at[:, 1] + body.width / 2])
        # a corner that touches only may lie between two points of the line: then the nearest one stands for it
        inside = depths.min(0) >= min(0.0, float(depths.min(0).max()))
        faces: tuple[Face, ...] = ("front", "rear", "left", "right")
        deepest = depths[:, inside].max(1)
        x, y = at[inside].mean(0)
        return faces[int(deepest.argmin())], (float(x), float(y))
