"""Random fields of the simulated surfaces, repeatable and filtered to the size of a pixel.

It must not know what a field is used for.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SIZE = 256
_LEVELS = 9


def field(u: Floats, v: Floats, footprint: Floats, *, period_m: float, kind: int = 0) -> Floats:
    """A smooth field in 0 ... 1 at places u, v (m), mean 0.5, repeated every `period_m`, each of 256 x 256 cells.

    `footprint` is how wide a pixel is there, in m: the field is the mean over it, so that it does not flicker far
    away. `kind` chooses among independent fields: even numbers are fractal, odd ones white.
    """
    pyramid, starts, widths = _pyramid(kind)
    level = np.clip(np.log2(np.maximum(footprint * (SIZE / period_m), 1.0)), 0, _LEVELS - 1).astype(np.int32)
    start, width = starts[level], widths[level]
    scale = width / np.float32(period_m)
    x, y = u * scale - 0.5, v * scale - 0.5
    left, low = np.floor(x), np.floor(y)
    right_share, high_share = (x - left).astype(np.float32), (y - low).astype(np.float32)
    mask = width - 1
    x0, y0 = left.astype(np.int64) & mask, low.astype(np.int64) & mask
    x1, y1 = (x0 + 1) & mask, (y0 + 1) & mask
    row0, row1 = start + y0 * width, start + y1 * width
    low_row = pyramid[row0 + x0] * (1 - right_share) + pyramid[row0 + x1] * right_share
    high_row = pyramid[row1 + x0] * (1 - right_share) + pyramid[row1 + x1] * right_share
    mixed: Floats = low_row * (1 - high_share) + high_row * high_share
    return mixed


def scatter(first: NDArray[np.int64], second: NDArray[np.int64], third: NDArray[np.int64] | int = 0) -> Floats:
    """A number in 0 ... 1 for each triple of whole numbers, unlike its neighbours': an integer hash that wraps."""
    mixed = first * 73_856_093 ^ second * 19_349_663 ^ np.asarray(third, np.int64) * 83_492_791
    mixed = (mixed ^ (mixed >> 13)) * 1_274_126_177
    mixed ^= mixed >> 16
    return ((mixed & 0xFFFFFF) / np.float32(0x1000000)).astype(np.float32)


@cache
def _pyramid(kind: int) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """All levels one after another, and where each starts and how wide it is."""
    random = np.random.default_rng(7_000 + kind)
    spectrum = np.fft.rfft2(random.normal(size=(SIZE, SIZE)))
    if kind % 2 == 0:
        frequency = np.hypot(np.fft.fftfreq(SIZE)[:, None], np.fft.rfftfreq(SIZE)[None, :])
        spectrum *= np.where(frequency > 0, np.maximum(frequency, 1 / SIZE) ** -1.3, 0)
    grid = np.fft.irfft2(spectrum, s=(SIZE, SIZE))
    grid = np.clip(0.5 + 0.18 * (grid - grid.mean()) / grid.std(), 0, 1)
    levels, widths = [], []
    for _ in range(_LEVELS):
        levels.append(grid.reshape(-1).astype(np.float32))
        widths.append(len(grid))
        grid = grid.reshape(len(grid) // 2, 2, -1, 2).mean(axis=(1, 3)) if len(grid) > 1 else grid
    starts = np.cumsum([0, *(len(level) for level in levels[:-1])])
    return np.concatenate(levels), starts.astype(np.int64), np.array(widths, np.int64)
