"""The view onto a plane: pixels and places belong together however it is moved, zoomed and turned."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scene.sheet import COARSEST, FINEST, Sheet, length

sheets = st.builds(
    Sheet, x=st.floats(-1e5, 1e5), y=st.floats(-1e5, 1e5), metres=st.floats(0.01, 500), up=st.floats(-7, 7),
    width=st.integers(1, 3000), height=st.integers(1, 2000),
)  # fmt: skip
pixel = st.floats(-2000, 4000)


@given(sheets, pixel, pixel)
def test_a_pixel_is_where_its_place_is(sheet: Sheet, x: float, y: float) -> None:
    assert sheet.pixels(np.array([sheet.place(x, y)]))[0].tolist() == pytest.approx([x, y], abs=1e-3)


@given(sheets, pixel, pixel, st.floats(0.01, 100))
def test_what_is_under_the_pointer_stays_there(sheet: Sheet, x: float, y: float, factor: float) -> None:
    zoomed = sheet.zoomed(factor, x, y)
    held = np.array([sheet.place(x, y)])
    assert zoomed.pixels(held)[0].tolist() == pytest.approx([x, y], abs=1e-2)
    assert FINEST <= zoomed.metres <= COARSEST


@given(sheets, st.floats(-500, 500), st.floats(-500, 500))
def test_the_paper_goes_with_the_hand(sheet: Sheet, right: float, down: float) -> None:
    at = np.array([sheet.place(10.0, 20.0)])
    assert sheet.dragged(right, down).pixels(at)[0].tolist() == pytest.approx([10 + right, 20 + down], abs=1e-3)


def test_up_is_north_or_where_it_is_said() -> None:
    sheet = Sheet(metres=1.0, width=100, height=100)
    assert sheet.pixels(np.array([[0.0, 10.0], [10.0, 0.0]])).tolist() == [[50, 40], [60, 50]]
    east_up = Sheet(metres=1.0, width=100, height=100, up=math.pi / 2)
    assert east_up.pixels(np.array([[0.0, 10.0], [10.0, 0.0]])) == pytest.approx(np.array([[40, 50], [50, 40]]))


@given(st.floats(FINEST, COARSEST), st.floats(20, 200))
def test_round_lengths_are_1_2_or_5_and_as_long_as_may_be(metres: float, most: float) -> None:
    step = Sheet(metres=metres).step(most)
    power = 10.0 ** math.floor(math.log10(step) + 1e-9)
    assert round(step / power, 6) in (1.0, 2.0, 5.0)
    assert 0.39 * most <= step / metres <= most * (1 + 1e-6)


def test_all_places_are_in_view() -> None:
    places = np.array([[0.0, 0.0], [3_000.0, -200.0], [np.nan, 1.0]])
    sheet = Sheet(width=400, height=300).around(places)
    pixels = sheet.pixels(places[:2])
    assert (pixels >= 0).all()
    assert (pixels <= (400, 300)).all()
    assert np.ptp(pixels[:, 0]) > 300
    # one place alone, or none, gives no scale of its own
    assert Sheet(width=400, height=300).around(places[:1]).metres >= FINEST
    assert Sheet(width=400, height=300).around(places[2:]) == Sheet(width=400, height=300)


@given(sheets)
def test_the_window_holds_all_pixels(sheet: Sheet) -> None:
    left, low, right, high = sheet.window()
    for x in (0, sheet.width / 2, sheet.width):
        for y in (0, sheet.height):
            east, north = sheet.place(x, y)
            assert left - 1e-6 <= east <= right + 1e-6
            assert low - 1e-6 <= north <= high + 1e-6


@pytest.mark.parametrize(
    ("metres", "step", "said"),
    [
        (20, 20, "20 m"), (-1_500, 500, "\u22121.5 km"), (200_000, 200_000, "200 km"), (0.5, 0.5, "0.5 m"),
        (0.2, 0.2, "20 cm"), (0.01, 0.01, "1 cm"), (0.005, 0.005, "0.5 cm"), (0.002, 0.002, "2 mm"), (0, 50, "0 m"),
    ],
)  # fmt: skip
def test_lengths_in_words(metres: float, step: float, said: str) -> None:
    assert length(metres, step) == said
