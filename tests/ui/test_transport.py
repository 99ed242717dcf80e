"""The transport at every size and scale: it folds, and nothing of it lies over something else or is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.replay.state import Waiting
from app.ui.desk.transport import Transport
from app.ui.desk.transport_fold import FOLDS
from app.ui.layouts.shipped import SHIPPED
from app.ui.theme.fonts import Role
from app.ui.theme.theme import SCALES, apply_theme, theme
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
SIZES = ((1024, 640), (1366, 768), (1600, 900), (1920, 1080))


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.go(6.0)
        yield here


def shown(transport: Transport) -> list[QWidget]:
    children = transport.findChildren(QWidget)
    return [one for one in children if one.parentWidget() is transport and one.isVisible()]


def faults(transport: Transport) -> list[str]:
    """What lies over something else, outside, or is cut off."""
    there = shown(transport)
    found = [f"{a} over {b}" for a, b in combinations(there, 2) if a.geometry().intersects(b.geometry())]
    found += [f"{one} outside" for one in there if not transport.rect().contains(one.geometry())]
    found += [
        f"{one} cut off" for one in there if one is not transport.clock and one.width() < one.minimumSizeHint().width()
    ]
    time = transport.clock.lines()[0]
    if QFontMetricsF(theme.font(Role.CLOCK)).horizontalAdvance(time) > transport.clock.width():
        found.append(f"{time} cut off")
    return found


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_of_the_transport_lies_over_anything_else(
    crossing: Seat, qapp: QApplication, name: str, scale: float
) -> None:
    transport = crossing.desk.transport
    crossing.window.layouts.choose(name)
    apply_theme(qapp, "dark", scale=scale)
    for size in SIZES:
        crossing.window.resize(*size)
        QApplication.processEvents()
        assert faults(transport) == [], size
        for always in (transport.clock, transport.mode_capture, transport.mode_knew, transport.play):
            assert always.isVisible()


def test_that_test_finds_what_lies_over_something_else(crossing: Seat) -> None:
    transport = crossing.desk.transport
    assert faults(transport) == []
    transport.mode_capture.move(transport.clock.geometry().topLeft())
    assert any("over" in one for one in faults(transport))


def test_it_folds_when_it_gets_narrow_and_unfolds_again(crossing: Seat) -> None:
    transport = crossing.desk.transport
    folds = []
    for width in (*range(1900, 300, -40), 1900):
        transport.resize(QSize(width, transport.height()))
        folds.append(FOLDS.index(transport._fold))
        assert faults(transport) == []
    assert folds[:-1] == sorted(folds[:-1])
    assert set(folds) == set(range(len(FOLDS)))
    assert folds[-1] == 0


def test_a_long_name_of_a_channel_is_shortened_and_stands_whole_in_the_tool_tip(crossing: Seat) -> None:
    transport = crossing.desk.transport
    name = "sensors/vehicle/roof/front_left/camera_wide_angle_colour_rectified/" * 3
    for long in ("front", name + "front", "W" * 300):
        transport.master._whole = transport.master._short = f"{long}  60 of 106"
        transport._say()
        QApplication.processEvents()
        assert faults(transport) == []
        assert transport.master.text().endswith("60 of 106")
    crossing.session.player.step(1, crossing.session.now_ns())
    crossing.session.tell()
    crossing.settle()
    assert transport.master.text() == "Master camera/front  frame 61 of 106"
    assert transport.master.toolTip() == transport.master.text()


def test_what_is_waited_for_takes_no_place_from_anything(crossing: Seat) -> None:
    transport = crossing.desk.transport
    for size in SIZES:
        crossing.window.resize(*size)
        QApplication.processEvents()
        # nothing, however busy the machine is
        transport._waiting = ""
        transport._say()
        before = {one: one.geometry() for one in shown(transport) if one is not transport.master}
        transport._waiting = f"{transport._waits[Waiting.UNREACHABLE]}   1 234 pictures dropped"
        transport._say()
        QApplication.processEvents()
        assert faults(transport) == []
        assert {one: one.geometry() for one in shown(transport) if one in before} == before
        transport._waiting = ""
        transport._say()


def test_no_rate_moves_what_stands_beside_it(crossing: Seat) -> None:
    transport = crossing.desk.transport
    places = set()
    for rate in (Fraction(1), Fraction(1, 100), Fraction(-1, 20), Fraction(10)):
        crossing.session.player.set_rate(rate, crossing.session.now_ns())
        crossing.session.tell()
        QTest.qWait(20)
        assert faults(transport) == []
        places.add(transport.master.x())
    assert len(places) == 1
