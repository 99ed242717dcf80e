"""Rigid transforms as (4, 4) matrices, named target_from_source, and the angles they are made of.

It must not know what is transformed. Vehicle axes are those of ISO 8855: x forward, y left, z up; yaw anticlockwise,
pitch nose down and roll right side down positive.
"""

import math

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


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


def inverse(target_from_source: Matrix) -> Matrix:
    """source_from_target."""
    rotation, origin = target_from_source[:3, :3], target_from_source[:3, 3]
    result = np.eye(4)
    result[:3, :3] = rotation.T
    result[:3, 3] = -rotation.T @ origin
    return result


def moved(target_from_source: Matrix, points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Points (n, 3) of the source in the target, m."""
    return np.asarray(points @ target_from_source[:3, :3].T + target_from_source[:3, 3], np.float64)


def quaternion(target_from_source: Matrix) -> tuple[float, float, float, float]:
    """Unit quaternion w, x, y, z of the rotation, w >= 0 (Shepperd, J. Guidance and Control 1 (1978) 223)."""
    m = target_from_source
    squares = np.array([m[0, 0] + m[1, 1] + m[2, 2], m[0, 0], m[1, 1], m[2, 2]])
    largest = int(np.argmax(squares))
    if largest == 0:
        q = np.array([1 + squares[0], m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]])
    else:
        i = largest - 1
        j, k = (i + 1) % 3, (i + 2) % 3
        q = np.zeros(4)
        q[0] = m[k, j] - m[j, k]
        q[1 + i] = 1 + m[i, i] - m[j, j] - m[k, k]
        q[1 + j] = m[j, i] + m[i, j]
        q[1 + k] = m[k, i] + m[i, k]
    q /= np.linalg.norm(q) * (1.0 if q[0] >= 0 else -1.0)
    w, x, y, z = (float(part) for part in q)
    return w, x, y, z


CAMERA_AXES: Matrix = np.array([[0.0, 0, 1, 0], [-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 0, 1]])
"""level_from_camera of a camera that looks along x: camera axes x right, y down, z along the optical axis."""
