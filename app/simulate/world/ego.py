"""The automated vehicle itself: its measures, its actuators with their delays, and its motion within the tyres' grip.

Longitudinal: forces of drive, brakes, air and rolling. Lateral: kinematic bicycle about the rear axle (Rajamani,
Vehicle Dynamics and Control, 2.2) with the lateral acceleration held within the friction circle. Pitch and roll follow
the accelerations. Origin: on the ground below the middle of the rear axle; axes ISO 8855.
It must not know who commands it, nor what else is on the road.
"""

import math
from collections import deque
from dataclasses import dataclass, replace

from app.scene.rigid import Matrix
from app.simulate.world.rigid import rigid

GRAVITY = 9.81
AIR_DENSITY = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Measures of the vehicle, SI. A compact electric SUV; figures of that class, of no real model."""

    mass: float = 1985.0
    wheelbase: float = 2.77
    track: float = 1.60
    length: float = 4.52
    width: float = 1.86
    height: float = 1.65
    rear_to_origin: float = 0.92
    steering_ratio: float = 14.6
    drag_area: float = 0.70
    rolling: float = 0.010
    wheel_radius: float = 0.34
    drive_force_most: float = 6800.0
    drive_power_most: float = 150e3
    brake_force_per_pascal: float = 2.0e-3
    brake_pressure_most: float = 1.6e7
    brake_dead_ns: int = 70_000_000
    brake_lag_s: float = 0.07
    brake_gradient: float = 4.0e7
    drive_lag_s: float = 0.15
    steering_lag_s: float = 0.08
    steering_rate_most: float = 0.45
    steering_angle_most: float = 0.55
    pitch_per_acceleration: float = -0.0032
    roll_per_acceleration: float = 0.0042
    tilt_lag_s: float = 0.18

    @property
    def front(self) -> float:
        """From the origin to the foremost point."""
        return self.length - self.rear_to_origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What is asked of the actuators: drive force in N, brake pressure in Pa, angle of the front wheels in rad."""

    drive_force: float = 0.0
    brake_pressure: float = 0.0
    road_wheel_angle: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """The vehicle at one instant, map frame, SI; `acceleration` and `lateral_acceleration` without gravity."""

    t_ns: int
    x: float
    y: float
    yaw: float = 0.0
    speed: float = 0.0
    acceleration: float = 0.0
    lateral_acceleration: float = 0.0
    yaw_rate: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    road_wheel_angle: float = 0.0
    drive_force: float = 0.0
    brake_force: float = 0.0
    brake_pressure: float = 0.0
    odometer: float = 0.0
    sliding: bool = False
    """The tyres give all they can: anti-lock braking works."""

    @property
    def map_from_vehicle(self) -> Matrix:
        """The pose, (4, 4)."""
        return rigid(self.x, self.y, 0.0, yaw=self.yaw, pitch=self.pitch, roll=self.roll)


class Ego:
    """The vehicle over time. `effort` may be set at any time; actuators follow with their delays."""

    def __init__(self, body: Body, motion: Motion, *, friction: float) -> None:
        self.body = body
        self.motion = motion
        self.friction = friction
        self._effort = Effort()
        self._braking: deque[tuple[int, float]] = deque()
        self._asked_pressure = 0.0
        self._push: deque[tuple[int, float]] = deque()

    @property
    def effort(self) -> Effort:
        """What is asked of the actuators at present."""
        return self._effort

    def ask(self, effort: Effort) -> None:
        """Ask the actuators for something else."""
        self._effort = effort
        self._braking.append((self.motion.t_ns + self.body.brake_dead_ns, effort.brake_pressure))

    def push(self, delta_v: float, *, over_ns: int) -> None:
        """A blow changes the speed by `delta_v` m/s during the next `over_ns`."""
        self._push.append((self.motion.t_ns + over_ns, delta_v * 1e9 / over_ns))

    def step(self, dt_ns: int) -> None:
        """Move on by `dt_ns`."""
        body, now, dt = self.body, self.motion, dt_ns * 1e-9
        t_ns = now.t_ns + dt_ns
        while self._braking and self._braking[0][0] <= t_ns:
            self._asked_pressure = self._braking.popleft()[1]
        pressure = self._pressure(dt)
        drive = self._drive(dt)
        angle = self._angle(dt)
        limit = self.friction * GRAVITY
        lateral = now.speed * now.speed * math.tan(angle) / body.wheelbase
        lateral = max(-limit, min(limit, lateral))
        grip = body.mass * math.sqrt(max(0.0, limit * limit - lateral * lateral))
        wanted = pressure * body.brake_force_per_pascal
        brake = min(wanted, grip) if now.speed > 0 else 0.0
        resistance = 0.5 * AIR_DENSITY * body.drag_area * now.speed**2 + body.rolling * body.mass * GRAVITY
        force = drive - brake - (resistance if now.speed > 0 else 0.0)
        acceleration = force / body.mass + self._pushing(t_ns)
        speed = max(0.0, now.speed + acceleration * dt)
        acceleration = (speed - now.speed) / dt
        travelled = (now.speed + speed) / 2 * dt
        yaw_rate = lateral / now.speed if now.speed > 0.3 else 0.0
        heading = now.yaw + yaw_rate * dt / 2
        share = min(1.0, dt / body.tilt_lag_s)
        self.motion = replace(
            now,
            t_ns=t_ns,
            x=now.x + travelled * math.cos(heading),
            y=now.y + travelled * math.sin(heading),
            yaw=now.yaw + yaw_rate * dt,
            speed=speed,
            acceleration=acceleration,
            lateral_acceleration=lateral,
            yaw_rate=yaw_rate,
            pitch=now.pitch + share * (body.pitch_per_acceleration * acceleration - now.pitch),
            roll=now.roll + share * (body.roll_per_acceleration * lateral - now.roll),
            road_wheel_angle=angle,
            drive_force=drive,
            brake_force=brake,
            brake_pressure=pressure,
            odometer=now.odometer + travelled,
            sliding=wanted > grip and speed > 0.5,
        )

    def _pressure(self, dt: float) -> float:
        body, now = self.body, self.motion.brake_pressure
        asked = max(0.0, min(body.brake_pressure_most, self._asked_pressure))
        step = (asked - now) * min(1.0, dt / body.brake_lag_s)
        return max(0.0, now + max(-2 * body.brake_gradient * dt, min(body.brake_gradient * dt, step)))

    def _drive(self, dt: float) -> float:
        body, now = self.body, self.motion
        most = min(body.drive_force_most, body.drive_power_most / max(now.speed, 1.0))
        # recuperation stays below what the tyres and the motor hold
        asked = max(-0.3 * most, min(most, self._effort.drive_force)) if now.speed > 0.2 or (
            self._effort.drive_force > 0
        ) else 0.0  # fmt: skip
        return now.drive_force + (asked - now.drive_force) * min(1.0, dt / body.drive_lag_s)

    def _angle(self, dt: float) -> float:
        body, now = self.body, self.motion.road_wheel_angle
        asked = max(-body.steering_angle_most, min(body.steering_angle_most, self._effort.road_wheel_angle))
        step = (asked - now) * min(1.0, dt / body.steering_lag_s)
        return now + max(-body.steering_rate_most * dt, min(body.steering_rate_most * dt, step))

    def _pushing(self, t_ns: int) -> float:
        while self._push and self._push[0][0] < t_ns:
            self._push.popleft()
        return sum(acceleration for _, acceleration in self._push)
