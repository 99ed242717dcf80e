"""How many points of a sweep lie in the box of a track.

Must not know where points or boxes come from.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def inside(points: npt.NDArray[np.float64], track: dict[str, Any]) -> int:
    """How many points (n, 3) lie in a box of the same frame: heading along its length."""
    x, y, z = (points - track["centre"]).T
    ahead = x * np.cos(track["yaw"]) + y * np.sin(track["yaw"])
    left = y * np.cos(track["yaw"]) - x * np.sin(track["yaw"])
    size = track["size"]
    within = (np.abs(ahead) <= size["length"] / 2) & (np.abs(left) <= size["width"] / 2)
    return int((within & (np.abs(z) <= size["height"] / 2)).sum())
