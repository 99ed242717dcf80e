"""Where a recording begins and ends in the middle of something: at its ends, and where segments are missing.

It must not know what lies there.
"""

import numpy as np
import numpy.typing as npt

from app.analysis.audit.rule import EDGE_NS
from app.log.log import Log

Mask = npt.NDArray[np.bool_]
Times = npt.NDArray[np.int64]


class Edges:
    """Of one log."""

    def __init__(self, log: Log) -> None:
        start_ns, end_ns = log.span
        self._starts = np.sort(np.array([start_ns, *(hole.end_ns for hole in log.holes)], dtype=np.int64))
        self._ends = np.sort(np.array([end_ns, *(hole.start_ns for hole in log.holes)], dtype=np.int64))

    def behind_start(self, t_ns: Times) -> Mask:
        """Which times (n,) lie so close behind a beginning that their causes may lie before it; or before all of it."""
        at = np.searchsorted(self._starts, t_ns, "right") - 1
        return np.asarray((at < 0) | (t_ns - self._starts[at] < EDGE_NS) | (t_ns < self._starts[0]))

    def before_end(self, t_ns: Times) -> Mask:
        """Which times (n,) lie so close before an end that what follows from them may lie behind it."""
        at = np.searchsorted(self._ends, t_ns, "left")
        following = self._ends[np.minimum(at, len(self._ends) - 1)]
        return np.asarray((at < len(self._ends)) & (following - t_ns <= EDGE_NS))
