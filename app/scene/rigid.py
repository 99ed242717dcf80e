"""Rigid transforms: quaternions w x y z, homogeneous matrices, and what lies between two poses.

It must not know sensors, nor which frames there are. Transforms are named target_from_source; angles are radians.
Formulas: K. Shoemake, Animating rotation with quaternion curves (1985); J. Diebel, Representing attitude (2006).
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.kinds.calibration import Transform

Matrix = npt.NDArray[np.float64]
"""Homogeneous, shape (4, 4), or many of them (n, 4, 4)."""
_NEARLY_EQUAL = 1 - 1e-9


def matrix_of(rotation: npt.ArrayLike, translation: npt.ArrayLike = (0.0, 0.0, 0.0)) -> Matrix:
    """Matrices (..., 4, 4) of quaternions w x y z (..., 4), made unit ones, and translations in m (..., 3).

    Raises:
        ValueError: a quaternion is zero or not finite.
    """
    given = np.asarray(rotation, dtype=np.float64)
    norm = np.linalg.norm(given, axis=-1, keepdims=True)
    if not (np.isfinite(norm).all() and (norm > 0).all()):
        raise ValueError("a quaternion that is zero or not finite turns nothing")
    w, x, y, z = np.moveaxis(given / norm, -1, 0)
    made = np.zeros((*w.shape, 4, 4))
    made[..., 0, :3] = np.stack([1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)], axis=-1)
    made[..., 1, :3] = np.stack([2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)], axis=-1)
    made[..., 2, :3] = np.stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)], axis=-1)
    made[..., :3, 3] = np.asarray(translation, dtype=np.float64)
    made[..., 3, 3] = 1
    return made


def yaw_of(w: float, x: float, y: float, z: float) -> float:
    """The heading of a unit quaternion w x y z: about z, anticlockwise from x, -pi to pi."""
    return math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))


def quaternion_of(matrix: Matrix) -> npt.NDArray[np.float64]:
    """Unit quaternion w x y z (4,), w not negative, of the rotation in a matrix (3, 3) or (4, 4)."""
    m = matrix[:3, :3]
    trace = float(np.trace(m))
    # of the four ways to write it, the one whose divisor is largest
    squares = np.array([trace, m[0, 0], m[1, 1], m[2, 2]])
    squares = np.array([1 + trace, *(1 + 2 * squares[1:] - trace)])
    largest = int(np.argmax(squares))
    half = np.sqrt(squares[largest])
    off = {
        (0, 1): m[2, 1] - m[1, 2], (0, 2): m[0, 2] - m[2, 0], (0, 3): m[1, 0] - m[0, 1],
        (1, 2): m[0, 1] + m[1, 0], (1, 3): m[0, 2] + m[2, 0], (2, 3): m[1, 2] + m[2, 1],
    }  # fmt: skip
    found = (
        np.array([half if one == largest else off[min(one, largest), max(one, largest)] / half for one in range(4)]) / 2
    )
    return np.asarray(-found if found[0] < 0 else found)


def inverse(matrix: Matrix) -> Matrix:
    """source_from_target of target_from_source, shape (..., 4, 4); exact for rigid ones."""
    turned = np.swapaxes(matrix[..., :3, :3], -1, -2)
    made = np.zeros_like(matrix)
    made[..., :3, :3] = turned
    made[..., :3, 3] = -(turned @ matrix[..., :3, 3:])[..., 0]
    made[..., 3, 3] = 1
    return made


def moved(target_from_source: Matrix, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points (n, 3) of the source in the target."""
    return np.asarray(points @ target_from_source[:3, :3].T + target_from_source[:3, 3])


def angle_between(one: Matrix, other: Matrix) -> float:
    """The angle of the rotation from one pose to another, 0 to pi."""
    chord = float(np.linalg.norm(one[:3, :3] - other[:3, :3]))
    return float(2 * np.arcsin(min(1.0, chord / np.sqrt(8))))


def between(rotations: npt.NDArray[np.float64], positions: npt.NDArray[np.float64], share: float) -> Matrix:
    """The pose at a share (0 to 1) of the way between two: quaternions (2, 4) by slerp, positions (2, 3) linearly."""
    one, other = rotations / np.linalg.norm(rotations, axis=1, keepdims=True)
    dot = float(one @ other)
    if dot < 0:  # the other way round is shorter
        other, dot = -other, -dot
    if dot > _NEARLY_EQUAL:
        turned = one + share * (other - one)
    else:
        angle = np.arccos(dot)
        turned = (np.sin((1 - share) * angle) * one + np.sin(share * angle) * other) / np.sin(angle)
    return matrix_of(turned, positions[0] + share * (positions[1] - positions[0]))


def transform_of(matrix: Matrix) -> Transform:
    """A rigid matrix as calibration and channel tables say it."""
    x, y, z = matrix[:3, 3].tolist()
    w, i, j, k = quaternion_of(matrix).tolist()
    return Transform(translation=(x, y, z), rotation=(w, i, j, k))


def matrix_from(transform: Transform) -> Matrix:
    """The matrix of a transform of the calibration."""
    if transform.matrix is not None:
        rows: Sequence[Sequence[float]] = transform.matrix
        return np.array(rows, dtype=np.float64)
    assert transform.rotation is not None
    assert transform.translation is not None
    return matrix_of(transform.rotation, transform.translation)
