"""Which points stay: spread evenly over a sweep, and the foremost of each spot of a picture."""

import numpy as np

from app.scene.thinning import even_rows, foremost_of_cells


def test_with_a_smaller_budget_some_of_the_same_rows_stay() -> None:
    assert even_rows(5, 9).tolist() == [0, 1, 2, 3, 4]
    assert set(even_rows(1000, 50)) <= set(even_rows(1000, 200))


def test_of_each_cell_of_a_picture_the_foremost_point_stays() -> None:
    pixels = np.random.default_rng(5).uniform(-40, 400, (5000, 2))
    last: dict[tuple[int, int], int] = {}
    for row, (x, y) in enumerate(pixels.tolist()):
        if 0 <= x < 305 and 0 <= y < 200:
            last[int(x // 5), int(y // 5)] = row
    assert foremost_of_cells(pixels, (198, 303), 5.0).tolist() == sorted(last.values())
    assert foremost_of_cells(np.empty((0, 2)), (198, 303), 5.0).tolist() == []
    assert foremost_of_cells(pixels, (0, 0), 5.0).tolist() == []
