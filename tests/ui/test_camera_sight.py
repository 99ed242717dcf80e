"""How a stored picture lies in its pane."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from app.ui.views.camera_sight import MOST_ZOOM, Sight

_places = st.builds(QPointF, st.floats(0, 800), st.floats(0, 450))


def _sight() -> Sight:
    return Sight(width=1920, height=1080, room=QRectF(0, 0, 800, 500))


def test_a_picture_that_fits_lies_in_the_middle() -> None:
    assert _sight().place() == QRectF(0, 25, 800, 450)


def test_it_is_never_smaller_than_whole_nor_larger_than_its_pixels_need() -> None:
    assert _sight().zoomed(0.1, QPointF(3, 4)).zoom is None
    assert _sight().zoomed(1e6, QPointF(3, 4)).scale == MOST_ZOOM


@given(_places, _places, st.floats(0.5, 60), st.floats(0.5, 60))
def test_the_place_under_the_pointer_stays_while_it_is_enlarged(
    first: QPointF, second: QPointF, one: float, other: float
) -> None:
    before = _sight().zoomed(one, first)
    kept, after = before.stored(second), before.zoomed(other, second)
    found = after.stored(second)
    assert (found.x(), found.y()) == pytest.approx((kept.x(), kept.y()), abs=1e-6)


@given(_places, st.floats(0.5, 60))
def test_a_pixel_is_shown_where_its_middle_is_found_again(around: QPointF, scale: float) -> None:
    sight = _sight().zoomed(scale, around)
    x, y = sight.to_widget()(np.array([[100.0, 50.0]]))[0].tolist()
    place = sight.stored(QPointF(x, y))
    assert (place.x(), place.y()) == pytest.approx((100.5, 50.5), abs=1e-6)


def test_what_is_dragged_goes_with_the_hand() -> None:
    sight = _sight().zoomed(4.0, QPointF(400, 250))
    before, after = sight.stored(QPointF(100, 100)), sight.dragged(QPointF(40, -8)).stored(QPointF(140, 92))
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))
    assert _sight().dragged(QPointF(40, -8)) == _sight()
