"""Which points stay: spread evenly over a sweep, and the nearest of each spot of a picture."""

import numpy as np

from app.scene.thinning import even_rows, nearest_of_cells


def test_with_a_smaller_budget_some_of_the_same_rows_stay() -> None:
    assert even_rows(5, 9).tolist() == [0, 1, 2, 3, 4]
    assert set(even_rows(1000, 50)) <= set(even_rows(1000, 200))


def test_of_each_cell_of_a_picture_the_nearest_point_stays() -> None:
    pixels = np.random.default_rng(5).uniform(-40, 400, (5000, 2))
    distance = np.random.default_rng(6).uniform(1, 90, 5000)
    rows = nearest_of_cells(pixels, distance, 5.0)
    best: dict[tuple[int, int], int] = {}
    for row, (x, y) in enumerate(pixels.tolist()):
        cell = int(x // 5), int(y // 5)
        if cell not in best or distance[row] < distance[best[cell]]:
            best[cell] = row
    assert rows.tolist() == sorted(best.values())
    assert nearest_of_cells(np.empty((0, 2)), np.empty(0), 5.0).tolist() == []
