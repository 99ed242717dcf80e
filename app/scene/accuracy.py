"""How sure a position is: one standard deviation of a covariance as an ellipse, or the accuracy that a receiver states.

It must not know how it is drawn, nor whether what was stated is right.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.scene.content import Table

_LEAST, _MOST = 1e-4, 1e6
"""Metres: what lies outside was not meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """One standard deviation: half axes in metres, and the direction of the longer one, radians from x to y."""

    long: float
    short: float
    direction: float
    stated: bool
    """As one number of the receiver, for all directions; else it is of the covariance."""


def of_fix(table: Table, row: int = 0) -> Accuracy | None:
    """The accuracy of a fix in its own east and north; None: it says nothing of it that can be."""
    ee, en, nn = (table.value(f"cov_{axes}", row) for axes in ("ee", "en", "nn"))
    found = None if ee is None or nn is None else of_covariance(np.array([[ee, en or 0.0], [en or 0.0, nn]]))
    if found is not None:
        return found
    stated = table.value("horizontal_accuracy", row)
    if stated is None or not _LEAST <= stated <= _MOST:
        return None
    return Accuracy(long=stated, short=stated, direction=0.0, stated=True)


def of_pose(table: Table, row: int = 0) -> Accuracy | None:
    """The accuracy of a pose in the x and y of its frame; None: it says nothing of it that can be."""
    xx, xy, yy = (table.value(f"cov_{axes}", row) for axes in ("x_x", "x_y", "y_y"))
    return None if xx is None or yy is None else of_covariance(np.array([[xx, xy or 0.0], [xy or 0.0, yy]]))


def of_covariance(covariance: npt.NDArray[np.float64]) -> Accuracy | None:
    """The ellipse of a covariance (2, 2) in m²; None: it is none, or of nothing that could be drawn."""
    if not np.isfinite(covariance).all():
        return None
    variances, axes = np.linalg.eigh(covariance)
    low, high = variances.tolist()
    if low < 0 or not _LEAST**2 <= high <= _MOST**2:
        return None
    return Accuracy(
        long=math.sqrt(high), short=math.sqrt(low), direction=math.atan2(axes[1, 1], axes[0, 1]), stated=False
    )
