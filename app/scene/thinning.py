"""Which points stay when not all can be drawn: evenly spread over a sweep, or the foremost of each spot of a picture.

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


def foremost_of_cells(pixels: npt.NDArray[np.float64], shape: tuple[int, int], cell: float) -> npt.NDArray[np.int64]:
    """Rows of the points (n, 2), ascending, of which none behind it lies in the same square cell of a picture.

    `shape`: its height and width in pixels, points beside it are left out; `cell`: the side of a cell in pixels. A
    picture that is covered with points shows nothing any more.
    """
    lines, columns = (int(np.ceil(side / cell)) for side in shape)
    places = pixels * (1 / cell)
    x, y = np.floor(places, out=places).T
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < lines)
    rows = np.flatnonzero(inside)
    last = np.full(lines * columns, -1, dtype=np.int64)
    # of several values for one place the last one stays
    last[(y * columns + x)[rows].astype(np.int64)] = rows
    return np.sort(last[last >= 0])
