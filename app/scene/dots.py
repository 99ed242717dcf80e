"""Small squares as pixels, to be laid over a picture: what a painter takes a call each for.

It must not know what they mean.
"""

import numpy as np
import numpy.typing as npt


def dots(
    places: npt.NDArray[np.float64], colours: npt.NDArray[np.uint32], shape: tuple[int, int], *, size: int
) -> npt.NDArray[np.uint32]:
    """Opaque squares of `size` pixels about places (n, 2), x and y in pixels from the outer corner of the first one.

    Colours 0xFFRRGGBB (n,); of two squares on one pixel the later one is in front. Where there is none it is clear (0):
    (height, width) as Qt's ARGB32_Premultiplied has them.
    """
    height, width = shape
    # with room all around, squares need no cutting
    canvas = np.zeros((height + 2 * size, width + 2 * size), dtype=np.uint32)
    first = np.floor(places - (size - 1) / 2).astype(np.int64) + size
    inside = (first >= 0).all(axis=1) & (first[:, 0] <= width + size) & (first[:, 1] <= height + size)
    column, row = first[inside].T
    flat, shown = canvas.reshape(-1), colours[inside]
    corner = row * canvas.shape[1] + column
    # a square whole before the next one, so that what is in front is so at all of its pixels
    offsets = (np.arange(size)[:, None] * canvas.shape[1] + np.arange(size)).reshape(-1)
    flat[(corner[:, None] + offsets).reshape(-1)] = np.repeat(shown, size * size)
    return np.ascontiguousarray(canvas[size : size + height, size : size + width])
