"""The hand on the timeline: what is painted anew when it moves, seen on the screen and not asked of the widget."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.ui.windows import Seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
S = 10**9


def on_screen(here: Seat, *, shown_s: float, asked_s: float, whole: bool = False) -> QImage:
    timeline, first = here.desk.timeline, here.session.timeline.span[0]
    timeline.set_times(first + round(shown_s * S), first + round(asked_s * S))
    if whole:
        timeline.update()
    QApplication.processEvents()
    place, size = timeline.mapToGlobal(QPoint(0, 0)), timeline.size()
    return timeline.screen().grabWindow(0, place.x(), place.y(), size.width(), size.height()).toImage()


def test_a_hand_that_is_dragged_ahead_leaves_nothing_behind(crossing: Seat) -> None:
    crossing.go(5.0)
    alone = on_screen(crossing, shown_s=5.0, asked_s=5.0)
    ahead = on_screen(crossing, shown_s=5.0, asked_s=6.0)
    assert ahead != alone
    for asked_s in (6.4, 5.3, 7.0):
        assert on_screen(crossing, shown_s=5.0, asked_s=asked_s) not in (alone, ahead)
    assert on_screen(crossing, shown_s=5.0, asked_s=6.0) == ahead
    assert on_screen(crossing, shown_s=5.0, asked_s=6.0, whole=True) == ahead
    assert on_screen(crossing, shown_s=5.0, asked_s=5.0) == alone


def test_what_the_lanes_say_of_an_instant_goes_with_it(crossing: Seat) -> None:
    crossing.go(5.0)
    one = on_screen(crossing, shown_s=5.0, asked_s=5.0)
    other = on_screen(crossing, shown_s=7.0, asked_s=7.0)
    column = round(crossing.desk.timeline._places.left) - 2
    height = one.height()
    assert one.copy(0, 0, column, height) != other.copy(0, 0, column, height)
    assert on_screen(crossing, shown_s=5.0, asked_s=5.0) == one
    crossing.desk.timeline._renew()
    assert on_screen(crossing, shown_s=5.0, asked_s=5.0, whole=True) == one


def test_a_jump_to_far_beyond_the_nearest_zoom_is_no_harm(crossing: Seat) -> None:
    """Where a microsecond is as wide as the timeline, a second is farther away than pixels can be counted."""
    crossing.go(5.0)
    timeline, first = crossing.desk.timeline, crossing.session.timeline.span[0]
    timeline.show_stretch(first + 5 * S, first + 5 * S + 1_000)
    near = on_screen(crossing, shown_s=5.0, asked_s=5.0)
    for asked_s in (0.0, 10.0):
        assert on_screen(crossing, shown_s=5.0, asked_s=asked_s) == near
