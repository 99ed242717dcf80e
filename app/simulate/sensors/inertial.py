"""The inertial sensor: angular velocity and specific force of the vehicle, with bias and noise.

Bias and noise are those of a good automotive unit: 0.02 deg/s and 0.02 m/s^2 of bias, 0.1 deg/s and 0.04 m/s^2 of noise
a sample. It must not know what the motion means.
"""

import math

import numpy as np

from app.kinds.imu import IMU_LAYOUT
from app.kinds.row_layout import Rows
from app.simulate.world.ego import GRAVITY, Motion

_RATE_BIAS = math.radians(0.02)
_RATE_NOISE = math.radians(0.1)
_FORCE_BIAS = 0.02
_FORCE_NOISE = 0.04


class InertialSensor:
    """One sensor, mounted along the vehicle's axes."""

    def __init__(self, stream: np.random.Generator) -> None:
        self._stream = stream
        self._rate_bias = _RATE_BIAS * stream.standard_normal(3)
        self._force_bias = _FORCE_BIAS * stream.standard_normal(3)
        self._last: Motion | None = None

    def measure(self, motion: Motion) -> Rows:
        """One row of `IMU_LAYOUT`."""
        last, self._last = self._last or motion, motion
        dt = max((motion.t_ns - last.t_ns) * 1e-9, 1e-3)
        rates = np.array([(motion.roll - last.roll) / dt, (motion.pitch - last.pitch) / dt, motion.yaw_rate])
        rates += self._rate_bias + _RATE_NOISE * self._stream.standard_normal(3)
        # at rest +g upwards: a body pitched nose down feels part of it along -x, rolled right side down along +y
        force = np.array([
            motion.acceleration - GRAVITY * math.sin(motion.pitch),
            motion.lateral_acceleration + GRAVITY * math.sin(motion.roll),
            GRAVITY * math.cos(motion.pitch) * math.cos(motion.roll),
        ])  # fmt: skip
        road = 0.01 * motion.speed * self._stream.standard_normal(3)
        force += self._force_bias + _FORCE_NOISE * self._stream.standard_normal(3) + road
        row = IMU_LAYOUT.unknown(1)
        for number, axis in enumerate("xyz"):
            row[f"rate_{axis}"] = rates[number]
            row[f"acceleration_{axis}"] = force[number]
        row["temperature"] = 38.5
        return row
