"""In knew-then, what nobody knows to have been known is told apart in every place that shows it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.replay.timeline import Timeline
from app.ui.timeline.feed import _assumed
from app.ui.timeline.lanes import lanes_for
from tests.scene.moments import assumed
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        yield here


def test_the_decision_fades_and_comes_back(crossing: Seat) -> None:
    moment, view = crossing.go(7.0), crossing.desk.decision
    bright = view.grab().toImage()
    view.show_moment(replace(assumed(moment, "/planner/decision"), mode=Mode.ARRIVAL))
    assert "assumed" in view.header.accessibleDescription()
    assert view.grab().toImage() != bright
    view.show_moment(moment)
    assert view.grab().toImage() == bright


def test_lanes_of_such_channels_say_so_in_that_mode_alone(crossing: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline: Timeline = crossing.session.timeline
    assert _assumed(timeline) == frozenset()
    monkeypatch.setitem(timeline.channels["/vehicle/state"].document, "arrival", "assumed")
    assert _assumed(timeline) == {"driving"}
    bar = crossing.desk.timeline
    crossing.session.set_mode(Mode.ARRIVAL)
    crossing.settle()
    assert bar.content is not None
    assert bar.content.assumed == {"driving"}
    said = {
        lane.id: lane.said(bar.content, crossing.session.state.here_ns)
        for lane in lanes_for(bar.content, compact=False)
    }
    assert said["driving"] == "arrival assumed" != said["decisions"]
    crossing.session.set_mode(Mode.CAPTURE)
    crossing.settle()
    assert bar.content.assumed == frozenset()
