"""What nobody can see is neither read nor reckoned; what comes into sight is there a moment later, and says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.ui.session import Session
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as made:
        made.open(SAMPLES / "crossing.h5")
        made.finish()
        made.go(6.35)
        yield made


def test_a_part_out_of_sight_costs_nothing(here: Seat) -> None:
    second = here.desk.second.channel
    assert second is not None
    assert second in here.settle().samples
    assert second in here.settle().overlays
    here.do("part_second")
    here.wait(lambda: second not in here.settle().samples)
    assert second not in here.settle().overlays
    here.do("part_space")
    here.wait(lambda: here.settle().scene is None)
    here.go(7.0)
    here.do("part_space")
    here.wait(lambda: here.settle().scene is not None)
    assert here.desk.space.space.scene is here.settle().scene


def test_what_comes_into_sight_shows_the_present_moment_and_never_one_before(here: Seat) -> None:
    second = here.desk.second
    here.do("part_second")
    here.wait(lambda: second.channel not in here.settle().samples)
    here.go(7.0)
    assert second.picture.plate is None
    here.do("part_second")
    # until it is read, it says so, and not that somebody has hidden it
    assert "Hidden" not in second.empty.accessibleName()
    here.wait(lambda: second.picture.plate is not None)
    shown = here.settle().samples[str(second.channel)]
    assert second.sample is not None
    assert second.sample.content is shown.content


def test_pages_that_lie_behind_another_ask_for_nothing(here: Seat) -> None:
    inspector, record = here.desk.inspector, here.desk.record
    inspector.show_page(record)
    record_channel = record.wants(here.session.timeline)
    here.wait(lambda: set(record_channel) <= here.settle().samples.keys())
    record.set_channel("/gnss")
    here.desk._want()
    here.wait(lambda: "/gnss" in here.settle().samples)
    inspector.show_page(here.desk.decision)
    here.do("part_map")
    here.wait(lambda: "/gnss" not in here.settle().samples)
    inspector.show_page(record)
    here.wait(lambda: "/gnss" in here.settle().samples)


def proven(here: Seat) -> str:
    """What the evidence page says it proves."""
    return here.desk.evidence.proof._aside


@pytest.mark.parametrize("page", ["record", "evidence"])
def test_a_page_that_comes_into_sight_is_of_the_present_moment(here: Seat, page: str) -> None:
    desk = here.desk
    desk.channels.record_asked.emit("/camera/front")
    desk.inspector.show_page(getattr(desk, page))

    def said() -> object:
        return desk.record._shown if page == "record" else proven(here)

    here.wait(lambda: bool(said()))
    before = said()
    here.do("part_inspector")
    here.go(9.0)
    here.do("part_inspector")
    here.wait(lambda: said() != before)


@pytest.mark.parametrize("page", ["record", "evidence"])
def test_another_channel_is_shown_though_nothing_moves(here: Seat, page: str) -> None:
    desk = here.desk
    desk.channels.record_asked.emit("/camera/front")
    desk.inspector.show_page(getattr(desk, page))
    here.settle()
    desk.channels.record_asked.emit("/camera/rear")
    if page == "record":
        here.wait(lambda: desk.record._shown is not None and desk.record._shown[0] == "/camera/rear")
    else:
        here.wait(lambda: proven(here).startswith("camera/rear"))


def test_the_headers_say_at_once_which_camera_is_the_master(here: Seat) -> None:
    here.do("step_forward")
    front, rear = here.desk.camera.header, here.desk.second.header
    here.wait(lambda: "master" in front._rule)
    here.desk.transport.master_asked.emit("/camera/rear")
    here.wait(lambda: "master" not in front._rule)
    here.do("step_forward")
    here.wait(lambda: "master" in rear._rule)


def test_nothing_is_shown_before_the_first_pictures(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    real = Session.begin_background

    def begin(self: Session) -> None:
        begun.append(0 if self.moment is None else len(self.moment.samples))
        real(self)

    monkeypatch.setattr(Session, "begin_background", begin)
    with seat(qtbot, 1920, 1080) as made:
        made.open(SAMPLES / "crossing.h5")
        picture = made.settle().samples[str(made.desk.camera.channel)]
    assert begun[0] > 5
    assert picture.current
