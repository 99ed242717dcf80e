"""The popover of the timeline: what it says belongs together, where it stands, and that it disturbs nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme.theme import apply_theme
from app.ui.timeline.popover import Peek, Popover, placed
from tests.replay.altering import altered
from tests.replay.test_timeline import brute
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        yield here


def hover(here: Seat, seconds: float, y: int = 60) -> int:
    """Point at a time; the one that is meant, to the pixel."""
    bar = here.desk.timeline
    assert bar.axis is not None
    x = round(bar.axis.x(here.session.timeline.span[0] + round(seconds * 1e9)))
    QTest.mouseMove(bar, QPoint(x, y))
    return bar.axis.time(x)


def peek(here: Seat) -> Peek:
    found = here.desk.hover.popover.peek
    assert found is not None
    return found


def test_it_shows_time_frame_and_picture_of_one_record(crossing: Seat) -> None:
    before = QApplication.focusWidget()
    shown, log = crossing.session.state.shown_ns, crossing.session.evidence.log.log
    popover = crossing.desk.hover.popover
    t_ns = 0
    for seconds in (2.0, 4.4, 9.3):
        t_ns = hover(crossing, seconds)
        row = brute(log, "/camera/front", t_ns, crossing.session.state.mode)
        crossing.wait(lambda row=row: popover.isVisible() and peek(crossing).frame == f"frame {(row or 0) + 1}")  # type: ignore[misc]
        assert peek(crossing).verdict == "intact"
        assert peek(crossing).picture is not None
        assert peek(crossing).time.startswith("T0 ")
    t0 = crossing.session.state.t0_ns
    assert t0 is not None
    assert float(peek(crossing).time[3:-2].replace("\u2212", "-")) == pytest.approx((t_ns - t0) / 1e9, abs=2e-3)
    # it takes neither the focus nor the replay
    assert QApplication.focusWidget() is before
    assert crossing.window.isActiveWindow()
    assert crossing.session.state.shown_ns == shown
    QTest.mouseMove(crossing.desk.camera.picture, QPoint(20, 20))
    crossing.wait(lambda: not popover.isVisible())


def test_it_names_the_event_within_reach(crossing: Seat) -> None:
    contact = next(one for one in crossing.session.lanes.events if one.kind == "collision")
    at = (contact.start_ns - crossing.session.timeline.span[0]) / 1e9
    hover(crossing, at)
    crossing.wait(lambda: crossing.desk.hover.popover.isVisible() and peek(crossing).event is not None)
    assert peek(crossing).event[1]  # type: ignore[index]
    hover(crossing, 4.0)
    crossing.wait(lambda: peek(crossing).event is None)
    assert peek(crossing).camera == "camera/front"


def test_zooming_under_a_still_pointer_tells_the_new_time(crossing: Seat) -> None:
    hover(crossing, 3.0)
    crossing.wait(crossing.desk.hover.popover.isVisible)
    before = peek(crossing).time
    crossing.desk.timeline.show_stretch(crossing.session.timeline.span[0], crossing.session.timeline.span[0] + 10**9)
    crossing.wait(lambda: peek(crossing).time != before)


def test_a_broken_picture_is_marked_and_an_absent_one_said(qtbot: QtBot, tmp_path: Path) -> None:
    with seat(qtbot) as here:
        here.open(altered(tmp_path / "altered.h5"))
        here.finish()
        hover(here, 6.09)
        here.wait(lambda: here.desk.hover.popover.isVisible() and peek(here).verdict == "broken")
        assert peek(here).warning == "Fails its check, shown as found"
    with seat(qtbot) as here:
        here.open(SAMPLES / "stalled-truck.h5")
        here.finish()
        hover(here, 9.0)
        here.wait(here.desk.hover.popover.isVisible)
        assert peek(here).picture is None
        assert peek(here).reason.startswith("Absent, last sample ")
        assert peek(here).frame == ""


def test_what_takes_long_is_said_with_its_own_time(crossing: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    hover(crossing, 2.0)
    crossing.wait(crossing.desk.hover.popover.isVisible)
    first = peek(crossing)
    monkeypatch.setattr(crossing.session, "glimpse", lambda *_: None)
    hover(crossing, 8.0)
    QApplication.processEvents()
    assert peek(crossing) is first
    crossing.wait(lambda: peek(crossing).reason.startswith("Reading frame "))
    assert peek(crossing).picture is None
    assert peek(crossing).time != first.time


def test_it_stands_inside_of_the_screen() -> None:
    screen, size = QRect(0, 0, 1366, 768), QSize(210, 162)
    bar = QRect(0, 560, 1000, 150)
    assert placed(size, bar, 500, screen) == QPoint(395, 394)
    assert placed(size, bar, 3, screen).x() == 0
    assert placed(size, QRect(400, 560, 966, 150), 1365, screen).x() == 1366 - 210
    assert placed(size, QRect(0, 10, 1000, 150), 500, screen).y() == 164
    assert placed(size, QRect(0, 10, 1000, 740), 500, screen).y() == 768 - 162


def test_it_follows_the_theme_and_its_scale(qtbot: QtBot, qapp: QApplication, crossing: Seat) -> None:
    popover = crossing.desk.hover.popover
    hover(crossing, 3.0)
    crossing.wait(lambda: popover.isVisible() and peek(crossing).picture is not None)
    assert popover.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    corners = set()
    for name in ("dark", "light", "contrast"):
        apply_theme(qapp, name, scale=1.25)
        image = popover.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        assert image.width() == 262
        corners.add(image.pixel(4, image.height() - 4))
        seen = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
        # the picture fills its place: no frame of a smaller one around it
        assert seen[3:140, 3:-3, :3].any(axis=2).mean() > 0.9
    assert len(corners) == 3


def test_without_a_camera_there_is_time_and_event_alone(qtbot: QtBot, qapp: QApplication) -> None:
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    popover = Popover(parent)
    popover.show_peek(Peek(time="1.000 s", event=("critical", "Contact")), QRect(0, 500, 800, 100), 300)
    assert (popover.width(), popover.height()) == (210, 48)
    popover.hide()
