"""Bookmarks of a range on the timeline: in their lane, and on the ruler of a small window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme.theme import theme
from app.ui.timeline.content import Mark
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
S = 10**9


def ranged(here: Seat, start_s: float, end_s: float) -> None:
    first = here.session.timeline.span[0]
    start_ns, end_ns = (first + round(one * S) for one in (start_s, end_s))
    here.desk.set_marks((Mark(number=1, id=1, start_ns=start_ns, end_ns=end_ns, text="braking"),))


def inked(here: Seat, image: QImage, top: float, bottom: float) -> list[int]:
    """The columns of the lanes that have the accent's colour somewhere between."""
    axis = here.desk.timeline.axis
    assert axis is not None
    wanted = QColor(theme.tokens.acc).rgb()
    columns = range(round(axis.left) + 1, round(axis.left + axis.width) - 1)
    return [x for x in columns if any(image.pixel(x, y) == wanted for y in range(round(top), round(bottom)))]


def nearer(here: Seat, x: int) -> None:
    """The wheel, turned over a place of the timeline."""
    where = QPointF(x, 60)
    event = QWheelEvent(
        where, QPointF(here.desk.timeline.mapToGlobal(where)), QPoint(), QPoint(0, 1800), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(here.desk.timeline, event)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_a_range_is_seen_from_its_start_to_its_end(qtbot: QtBot, size: tuple[int, int]) -> None:
    with seat(qtbot, *size) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        here.go(0.5)
        bar = here.desk.timeline
        cell = bar.cell("bookmarks")
        assert (cell is None) == (size == (1366, 768))
        top, bottom = (24, 28) if cell is None else (cell.center().y() - 2, cell.center().y() + 2)
        ranged(here, 2.0, 4.0)
        found = inked(here, bar.grab().toImage(), top, bottom)
        assert bar.axis is not None
        first = here.session.timeline.span[0]
        begin, end = (bar.axis.x(first + second * S) for second in (2, 4))
        assert abs(found[0] - begin) < 2
        assert abs(found[-1] - end) < 2
        # nothing of it where it is not in sight
        nearer(here, round(bar.axis.x(first + 9 * S)))
        assert bar.axis.x(first + 4 * S) < bar.axis.left
        assert inked(here, bar.grab().toImage(), top, bottom) == []
