"""The controller: turns the chosen trajectory into what is asked of drive, brakes and steering, fifty times a second.

Along: the planned acceleration with a proportional correction of the speed. Across: pure pursuit of the planned path
(Coulter, CMU-RI-TR-92-01). It must not know why the trajectory was chosen.
"""

import math
from dataclasses import dataclass

import numpy as np

from app.simulate.driving.lattice import Trajectory
from app.simulate.driving.predictor import TIMES
from app.simulate.sensors.localisation import Pose
from app.simulate.world.ego import AIR_DENSITY, GRAVITY, Body, Effort

_SPEED_GAIN = 0.6
_PREVIEW_S = 0.12
_LEAST_AHEAD_M = 6.0
_AHEAD_S = 0.75
_COASTING = -0.25
"""Below this acceleration the brakes help the drive, m/s^2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is asked for, with the errors that it corrects; SI, vehicle frame, left positive."""

    acceleration: float
    speed: float
    curvature: float
    effort: Effort
    error_lateral: float = 0.0
    error_heading: float = 0.0
    error_speed: float = 0.0


def follow(trajectory: Trajectory, *, since_s: float, pose: Pose, body: Body) -> Command:
    """The command at `since_s` after the start of the cycle that chose the trajectory."""
    t = min(since_s + _PREVIEW_S, float(TIMES[-1]))
    planned_speed = float(np.interp(since_s, TIMES, trajectory.v))
    acceleration = float(np.interp(t, TIMES, trajectory.a)) + _SPEED_GAIN * (planned_speed - pose.speed)
    if planned_speed < 0.05 and pose.speed < 0.3:
        acceleration = -2.0  # holds the vehicle at rest
    path_y = float(np.interp(pose.x, trajectory.x, trajectory.y))
    path_yaw = float(np.interp(pose.x, trajectory.x, trajectory.yaw))
    ahead = max(_LEAST_AHEAD_M, _AHEAD_S * pose.speed)
    aim = float(np.interp(pose.x + ahead, trajectory.x, trajectory.y))
    curvature = pursue(pose, ahead, aim)
    return Command(
        acceleration=acceleration,
        speed=planned_speed,
        curvature=curvature,
        effort=effort(acceleration, curvature, pose.speed, body),
        error_lateral=pose.y - path_y,
        error_heading=pose.yaw - path_yaw,
        error_speed=pose.speed - planned_speed,
    )


def pursue(pose: Pose, ahead: float, aim_y: float) -> float:
    """Curvature of the arc through the point `ahead` m along the road at `aim_y`."""
    across = -math.sin(pose.yaw) * ahead + math.cos(pose.yaw) * (aim_y - pose.y)
    return 2 * across / (ahead**2 + (aim_y - pose.y) ** 2)


def effort(acceleration: float, curvature: float, speed: float, body: Body) -> Effort:
    """Forces, pressure and angle that give this acceleration and curvature on dry level ground."""
    resistance = 0.5 * AIR_DENSITY * body.drag_area * speed**2 + body.rolling * body.mass * GRAVITY
    force = body.mass * acceleration + resistance
    braking = acceleration < _COASTING and force < 0
    return Effort(
        drive_force=0.0 if braking else force,
        brake_pressure=-force / body.brake_force_per_pascal if braking else 0.0,
        road_wheel_angle=math.atan(body.wheelbase * curvature),
    )
