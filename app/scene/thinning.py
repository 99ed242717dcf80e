"""Which points stay when not all can be drawn: evenly spread over a sweep, or the nearest of each spot of a picture.

It must not know what points mean. Multiples of the golden section modulo 1 lie evenly in every prefix (three-gap
theorem) and have no period: every so many-th row would leave out whole rings, since sensors write their beams in turn.
"""

import numpy as np
import numpy.typing as npt

_GOLDEN = 0x9E3779B97F4A7C15
"""The golden section as a fraction of 2^64."""


def even_rows(count: int, budget: int) -> npt.NDArray[np.int64]:
    """At most `budget` of `count` rows, ascending; with a smaller budget some of the same."""
    if budget >= count:
        return np.arange(count)
    turns = np.arange(max(budget, 0), dtype=np.uint64) * np.uint64(_GOLDEN)
    # the upper 32 bits of the fraction are enough for a row
    found = (turns >> np.uint64(32)) * np.uint64(count) >> np.uint64(32)
    kept = np.zeros(count, dtype=np.bool_)
    kept[found] = True
    return np.flatnonzero(kept)


def nearest_of_cells(
    pixels: npt.NDArray[np.float64], distance: npt.NDArray[np.float64], cell: float
) -> npt.NDArray[np.int64]:
    """Rows of the points (n, 2) that are the nearest in their square cell of the picture; `cell`: its side in pixels.

    A picture that is covered with points shows nothing any more.
    """
    if not len(pixels):
        return np.empty(0, dtype=np.int64)
    columns, lines = np.floor(pixels / cell).astype(np.int64).T
    of = (lines - lines.min()) * (np.ptp(columns) + 1) + columns - columns.min()
    order = np.lexsort((distance, of))
    first = np.append(True, of[order][1:] != of[order][:-1])
    return np.sort(order[first])
