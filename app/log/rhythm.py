"""The rhythm of a series of stamps: how often records come, how evenly, and where they fail to come.

It must not know what the records are.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

GAP_FACTOR = 3.0
"""Between two records lies a gap if it is longer than this many usual intervals (the median)."""
_LEAST_SILENCE_NS = 500_000_000
"""A channel that begins so late, or ends so early, has a gap there; below it is latency."""
_BURST = 3.0
"""Records may come in bursts where the usual interval is so many times shorter than the mean one."""
_LEAST_BURSTS = 10
_STEADY = 0.8
"""Steady is a series of whose intervals at least this share is the usual one, give or take a half."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often records come outside of gaps; all None and empty where no two stamps differ.

    `rate_hz`: records per second; `usual_ns`: the usual interval, of bursts that between their beginnings; `jitter_ns`:
    standard deviation of such intervals; `gaps`: begin and length of each; `steady`: whether most intervals are usual.
    """

    rate_hz: float | None = None
    usual_ns: float | None = None
    jitter_ns: float | None = None
    gaps: tuple[tuple[int, int], ...] = ()
    steady: bool = False


def rhythm(stamps: npt.NDArray[np.int64]) -> Rhythm:
    """The rhythm of stamps (n,) in ns, which never decrease; hostile ones may lie further apart than int64 can say."""
    if len(stamps) < 2 or stamps[0] == stamps[-1]:
        return Rhythm()
    beats = _bursts(stamps)
    if beats is None:
        beats = stamps
    intervals = _intervals(beats)
    usual = float(np.median(intervals[intervals > 0]))
    long = np.flatnonzero(intervals > GAP_FACTOR * usual)
    between = np.delete(intervals, long)
    away = float(intervals[long].sum())
    # the records of a burst behind its first one belong to no interval between beats
    told = len(stamps) - 1 - len(long)
    lasted = float(int(stamps[-1]) - int(stamps[0])) - away
    return Rhythm(
        rate_hz=told * 1e9 / lasted if told and lasted > 0 else None,
        usual_ns=usual,
        jitter_ns=float(np.std(between)) if len(between) > 1 else None,
        gaps=tuple((int(beats[at]), int(intervals[at])) for at in long.tolist()),
        steady=_share(intervals, usual) >= _STEADY,
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """Where records fail to come, `[start_ns, end_ns)`: before the first one, between two, or behind the last one."""

    start_ns: int
    end_ns: int
    where: Literal["before", "between", "behind"]


def gaps(found: Rhythm, stamps: npt.NDArray[np.int64], span: tuple[int, int]) -> tuple[Gap, ...]:
    """All gaps of a channel with these stamps (n,), which never decrease, in a drive from the first to the last
    instant of `span`. Who counts gaps, draws them or lists them asks here.
    """
    if found.usual_ns is None:
        return ()
    silence_ns = max(GAP_FACTOR * found.usual_ns, _LEAST_SILENCE_NS)
    start_ns, end_ns = span
    first, last = int(stamps[0]), int(stamps[-1])
    between = [Gap(begin, begin + length, "between") for begin, length in found.gaps]
    before = [Gap(start_ns, min(first, end_ns), "before")] if first - start_ns > silence_ns else []
    behind = [Gap(max(last, start_ns), end_ns, "behind")] if end_ns - last > silence_ns else []
    return (*before, *between, *behind)


def _bursts(stamps: npt.NDArray[np.int64]) -> npt.NDArray[np.int64] | None:
    """Where each burst begins, if the records come in steady bursts: frames of a bus, targets of a radar."""
    intervals = _intervals(stamps)
    mean = float(intervals.sum()) / len(intervals)
    if float(np.median(intervals)) > mean / _BURST:
        return None
    beats = stamps[np.append(True, intervals > mean / 2)]
    if len(beats) < _LEAST_BURSTS:
        return None
    between = _intervals(beats)
    return beats if _share(between, float(np.median(between))) >= _STEADY else None


def _share(intervals: npt.NDArray[np.float64], usual: float) -> float:
    return np.count_nonzero(np.abs(intervals - usual) <= usual / 2) / len(intervals)


def _intervals(stamps: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    if int(stamps[-1]) - int(stamps[0]) < 2**53:
        return np.diff(stamps).astype(np.float64)
    return np.diff(stamps.astype(np.float64))
