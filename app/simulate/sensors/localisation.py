"""Where the vehicle believes it is: its true pose with the small, slowly changing error of a fused estimate.

It stands for a localisation by LiDAR against the map; the error is a first-order Gauss-Markov process. Perception and
planner see this estimate only. It must not know sensors.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.kinds.code import PoseSource
from app.kinds.pose import POSE_LAYOUT
from app.kinds.row_layout import Rows
from app.scene.rigid import Matrix, quaternion_of
from app.simulate.world.ego import Motion
from app.simulate.world.rigid import rigid

_SIGMA = np.array([0.05, 0.03, 0.0012])
"""Along x and y in m, yaw in rad."""
_TAU_S = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """An estimate: map frame, SI. `speed`, `acceleration` and `yaw_rate` are those of odometer and inertial sensor."""

    t_ns: int
    x: float
    y: float
    yaw: float
    pitch: float
    roll: float
    speed: float
    acceleration: float
    yaw_rate: float

    @property
    def map_from_vehicle(self) -> Matrix:
        """The pose as a matrix."""
        return rigid(self.x, self.y, yaw=self.yaw, pitch=self.pitch, roll=self.roll)

    def rows(self) -> Rows:
        """One row of `POSE_LAYOUT`."""
        row = POSE_LAYOUT.unknown(1)
        row["x"], row["y"], row["z"] = self.x, self.y, 0.0
        row["qw"], row["qx"], row["qy"], row["qz"] = quaternion_of(self.map_from_vehicle)
        row["velocity_x"], row["velocity_y"], row["velocity_z"] = self.speed, 0.0, 0.0
        row["rate_z"] = self.yaw_rate
        row["cov_x_x"], row["cov_y_y"], row["cov_yaw_yaw"] = _SIGMA**2
        row["source"] = PoseSource.FUSION
        return row


class Localisation:
    """Estimates the pose whenever it is asked."""

    def __init__(self, stream: np.random.Generator) -> None:
        self._stream = stream
        self._error: NDArray[np.float64] = _SIGMA * stream.standard_normal(3)
        self._last_ns: int | None = None

    def estimate(self, motion: Motion) -> Pose:
        """The estimate for this instant."""
        dt = 0.0 if self._last_ns is None else (motion.t_ns - self._last_ns) * 1e-9
        self._last_ns = motion.t_ns
        keep = math.exp(-dt / _TAU_S)
        self._error = keep * self._error + math.sqrt(1 - keep**2) * _SIGMA * self._stream.standard_normal(3)
        noise = self._stream.standard_normal(3)
        return Pose(
            t_ns=motion.t_ns,
            x=motion.x + float(self._error[0]),
            y=motion.y + float(self._error[1]),
            yaw=motion.yaw + float(self._error[2]),
            pitch=motion.pitch,
            roll=motion.roll,
            speed=max(0.0, motion.speed + 0.03 * float(noise[0])) if motion.speed > 0.1 else 0.0,
            acceleration=motion.acceleration + 0.05 * float(noise[1]),
            yaw_rate=motion.yaw_rate + 0.001 * float(noise[2]),
        )
