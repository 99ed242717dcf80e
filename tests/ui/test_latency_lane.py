"""The lane of latency: a bar a cycle, what is slower than usual told apart, and the value at the hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.ui.theme.theme import theme
from app.ui.timeline.bar import TimelineBar
from app.ui.timeline.cycle_lanes import say_latency
from app.ui.timeline.lanes import lanes_for
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as one:
        one.open(SAMPLES / "stalled-truck.h5")
        one.finish()
        one.wait(lambda: one.session.reactions is not None and one.session.reactions.complete)
        one.settle()
        yield one


def columns(bar: TimelineBar, token: str) -> list[int]:
    """How many pixels of each column of the lane have that colour."""
    place = bar._places.row("latency")
    assert place is not None
    picture, wanted = bar.grab().toImage(), QColor(theme.tokens[token])
    return [
        sum(picture.pixelColor(x, y) == wanted for y in range(round(place.top()), round(place.bottom())))
        for x in range(round(place.left()), round(place.right()))
    ]


def test_the_cycles_that_were_slower_than_usual_stand_out(here: Seat) -> None:
    bar, found = here.desk.timeline, here.session.reactions
    assert found is not None
    usual, content = found.usually, bar.content
    assert usual is not None
    assert content is not None
    assert content.latency is not None
    assert bar._axis is not None
    slow = np.flatnonzero(content.latency.took_ns > usual.high_ns)
    assert 0 < len(slow) < 12
    # the hand would hide one of them
    here.go(0.0)
    amber = [at for at, count in enumerate(columns(bar, "warn")) if count]
    place = bar._places.row("latency")
    assert place is not None
    wanted = [bar._axis.x(int(content.cycle_times[at])) - place.left() for at in slow.tolist()]
    assert abs(min(amber) - min(wanted)) < 3
    assert min(wanted) < max(amber) < max(wanted) + 20
    # grey bars are as high as they took long
    grey = columns(bar, "keep")
    assert min(count for count in grey if count) < max(grey) / 2


def test_it_says_how_long_the_cycle_at_the_hand_took(here: Seat) -> None:
    content, found = here.desk.timeline.content, here.session.reactions
    assert content is not None
    assert found is not None
    row = int(found.slowest()[0])
    at = int(np.flatnonzero(content.lanes.ledger.cells["row"] == row)[0])
    took = found.took_ns[found.rows.tolist().index(row)]
    assert say_latency(content, int(content.cycle_times[at])) == f"{round(took / 1e6)} ms"
    assert say_latency(content, int(content.cycle_times[0]) - 1) == ""
    never = int(np.flatnonzero(np.isnan(content.latency.took_ns))[0]) if content.latency is not None else 0
    assert say_latency(content, int(content.cycle_times[never])) == "not reached"


def test_it_is_there_from_the_beginning_and_never_where_there_is_no_room_for_it(here: Seat) -> None:
    here.desktop.open([SAMPLES / "crossing.h5"])
    here.wait(lambda: here.desk.timeline.content is not None)
    content = here.desk.timeline.content
    assert content is not None
    assert "latency" in [lane.id for lane in lanes_for(content, compact=False)]
    assert "latency" not in [lane.id for lane in lanes_for(content, compact=True)]
    assert say_latency(content, content.span[1]) in ("", "not reached")
