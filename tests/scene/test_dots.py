"""Small squares over a picture: each where it belongs, whole, and the later one in front."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scene.dots import dots

RED, BLUE = 0xFFFF0000, 0xFF0000FF


def drawn(places: list[tuple[float, float]], colours: list[int], size: int) -> list[list[int]]:
    made = dots(np.array(places).reshape(-1, 2), np.array(colours, dtype=np.uint32), (4, 6), size=size)
    return [[int(one) for one in row] for row in made]


@pytest.mark.parametrize(
    ("size", "filled"),
    [
        (1, {(2, 1)}),
        (2, {(1, 1), (2, 1), (1, 2), (2, 2)}),
        (3, {(x, y) for x in (1, 2, 3) for y in (0, 1, 2)}),
    ],
)
def test_a_square_lies_about_its_place(size: int, filled: set[tuple[int, int]]) -> None:
    found = drawn([(2.4, 1.6)], [RED], size)
    assert {(x, y) for y, row in enumerate(found) for x, one in enumerate(row) if one} == filled


def test_the_later_one_is_in_front_at_all_of_its_pixels() -> None:
    found = drawn([(2.0, 2.0), (3.0, 2.0)], [RED, BLUE], 2)
    assert found[1][1:4] == found[2][1:4] == [RED, BLUE, BLUE]
    assert sum(one != 0 for row in found for one in row) == 6


def test_what_lies_over_an_edge_is_cut_and_what_lies_beside_is_not_there() -> None:
    found = drawn([(0.0, 0.0), (6.0, 4.0), (-3.0, 2.0), (9.0, 2.0), (2.0, -3.0), (2.0, 7.0)], [RED] * 6, 2)
    assert {(x, y) for y, row in enumerate(found) for x, one in enumerate(row) if one} == {(0, 0), (5, 3)}
    assert drawn([], [], 2) == [[0] * 6] * 4


@given(
    st.lists(st.tuples(st.floats(-9, 15), st.floats(-9, 13), st.sampled_from([RED, BLUE])), max_size=12),
    st.integers(1, 4),
)
def test_it_is_what_one_square_after_the_other_gives(placed: list[tuple[float, float, int]], size: int) -> None:
    wanted = [[0] * 6 for _ in range(4)]
    for x, y, colour in placed:
        left, top = int(np.floor(x - (size - 1) / 2)), int(np.floor(y - (size - 1) / 2))
        for row in range(max(top, 0), min(top + size, 4)):
            for column in range(max(left, 0), min(left + size, 6)):
                wanted[row][column] = colour
    assert drawn([(x, y) for x, y, _ in placed], [colour for _, _, colour in placed], size) == wanted
