"""Whether points lie where a picture shows them: jumps of depth along a beam are edges in the picture.

Must not know where points or pictures come from.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from app.scene.projection import Projected


def best_shift(picture: bytes, found: Projected, *, reach: int = 24) -> tuple[int, float]:
    """By how many px to the side the points would lie best on edges, and how much more edge there is than usual.

    Of neighbours in one row of the picture, the nearer side of each jump of depth by more than 2 m is looked at.
    """
    grey = cv2.imdecode(np.frombuffer(picture, dtype="u1"), cv2.IMREAD_GRAYSCALE)
    assert grey is not None
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.5)
    edges = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 1, 0))
    where = _jumps(found)
    width = edges.shape[1]
    inner = where[(where[:, 0] >= reach) & (where[:, 0] < width - reach)]
    assert len(inner) > 40
    shifts = range(-reach, reach + 1)
    mean = [float(edges[inner[:, 1], inner[:, 0] + shift].mean()) for shift in shifts]
    return shifts[int(np.argmax(mean))], max(mean) / float(np.median(mean))


def _jumps(found: Projected) -> npt.NDArray[np.int64]:
    """Pixels x, y (n, 2) on the nearer side of jumps of depth."""
    x, y = np.rint(found.pixels).astype(np.int64).T
    order = np.lexsort((x, y // 8))
    x, y, depth = x[order], y[order], found.depth[order]
    jump = np.diff(depth)
    near = (np.abs(np.diff(y)) <= 3) & (np.diff(x) > 0) & (np.diff(x) < 16) & (np.abs(jump) > 2)
    at = np.flatnonzero(near)
    nearer = np.where(jump[at] > 0, at, at + 1)
    return np.stack([x[nearer], y[nearer]], axis=1)
