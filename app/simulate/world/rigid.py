"""Rigid transforms of angles: how the simulator places vehicles and sensors; what else transforms do is in scene/rigid.

It must not know what is transformed. Vehicle axes are those of ISO 8855: x forward, y left, z up; yaw anticlockwise,
pitch nose down and roll right side down positive.
"""

import math

import numpy as np

from app.scene.rigid import Matrix


def rigid(
    x: float, y: float, z: float = 0.0, *, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0
) -> Matrix:  # fmt: skip
    """target_from_source of a frame that stands at x, y, z in m, turned by roll, then pitch, then yaw, in rad."""
    cy, sy, cp, sp = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    cr, sr = math.cos(roll), math.sin(roll)
    return np.array(
        [
            [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr, x],
            [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr, y],
            [-sp, cp * sr, cp * cr, z],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )


CAMERA_AXES: Matrix = np.array([[0.0, 0, 1, 0], [-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 0, 1]])
"""level_from_camera of a camera that looks along x: camera axes x right, y down, z along the optical axis."""
