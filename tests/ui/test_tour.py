"""The tour in five steps: offered once, on the sample, skipped whenever one likes, in every theme and size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.ui.theme.theme import apply_theme
from app.ui.theme.tokens import THEME_NAMES
from app.ui.tour.seen import note_seen, seen
from app.ui.tour.tour import Tour
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1366, 768) as one:
        yield one


def offer(here: Seat) -> list[QPushButton]:
    return [one for one in here.window.start._tour.findChildren(QPushButton) if one.isVisible()]


def begun(here: Seat) -> Tour:
    here.do("tour")
    here.wait(lambda: here.desktop.tour is not None and here.desktop.tour.running)
    here.finish()
    here.wait(lambda: here.session.state.t0_ns is not None)
    assert here.desktop.tour is not None
    return here.desktop.tour


def test_it_is_offered_until_it_was_taken_or_declined(here: Seat, qtbot: QtBot) -> None:
    assert not seen()
    skip, _ = offer(here)
    skip.click()
    assert seen()
    assert not offer(here)
    with seat(qtbot) as again:
        assert not offer(again)


def test_its_five_steps_show_what_they_speak_of(here: Seat, qapp: QApplication) -> None:
    _, begin = offer(here)
    begin.click()
    tour = begun(here)
    assert seen()
    assert here.session.evidence.title == "crossing.h5"
    assert (tour.callout._number.text(), tour.callout.back.isEnabled()) == ("1 of 5", False)
    assert tour.outline.geometry().height() == here.window.banner.height()
    tour.callout.on.click()
    moment = here.settle()
    assert moment.t_ns == (here.session.state.t0_ns or 0) - 1_000_000_000
    assert "“,”" in tour.callout._text.text()
    tour.callout.on.click()
    assert here.desk.inspector.page == "decision"
    tour.callout.on.click()
    assert here.desk.selection.selected == "36"
    tour.callout.on.click()
    assert tour.callout._number.text() == "5 of 5"
    assert not tour.callout.end.isVisible()
    tour.callout.back.click()
    assert tour.callout._number.text() == "4 of 5"
    for name in THEME_NAMES:
        apply_theme(qapp, name)
    tour.callout.on.click()
    tour.callout.on.click()
    assert not tour.running
    assert not tour.callout.isVisible()
    assert not tour.outline.isVisible()


def test_the_callout_is_within_the_window_and_covers_nothing_that_it_speaks_of(here: Seat) -> None:
    tour = begun(here)
    for size in ((1366, 768), (1920, 1080), (1024, 640)):
        here.window.resize(*size)
        QApplication.processEvents()
        for _ in range(4):
            inner = QRect(here.window.rect())
            assert inner.contains(tour.callout.geometry())
            assert tour.callout._text.heightForWidth(tour.callout._text.width()) <= tour.callout._text.height()
            tour.callout.on.click()
        while tour.callout.back.isEnabled():
            tour.callout.back.click()


def test_everything_can_be_used_meanwhile_and_esc_ends_it(here: Seat) -> None:
    tour = begun(here)
    tour.callout.on.click()
    here.settle()
    # through the frame
    place = here.desk.timeline.mapTo(here.window, QPoint(400, 60))
    beneath = here.window.childAt(place)
    assert beneath is not None
    assert beneath is here.desk.timeline or here.desk.timeline.isAncestorOf(beneath)
    here.do("time_mode")
    assert here.session.state.mode is Mode.ARRIVAL
    assert tour.running
    QTest.keyClick(tour.callout, Qt.Key.Key_Escape)
    assert not tour.running


def test_another_log_ends_it(here: Seat) -> None:
    tour = begun(here)
    here.desktop.open([SAMPLES / "cut-in.h5"])
    here.wait(lambda: not tour.running)
    assert here.session.evidence.title == "cut-in.h5"
    assert not tour.callout.isVisible()
    # and it can be taken again
    assert begun(here).running


def test_where_it_cannot_be_kept_nothing_is_lost(tmp_path: object, here: Seat) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    (tmp_path / "file").write_text("")
    note_seen(tmp_path / "file" / "tour.json")
    assert not seen(tmp_path / "file" / "tour.json")
    assert here.window.isVisible()
