"""A window is painted without threads in the background taking turns with it."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.replay.priority import right_of_way
from app.ui.painting import PaintedAtOnce


class Canvas(QWidget):
    """It notes whether its window had the right of way."""

    def __init__(self) -> None:
        super().__init__()
        self.had: list[bool] = []

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        self.had.append(not right_of_way._free.is_set())


def test_whoever_paints_has_the_right_of_way_as_long_as_that_takes(qtbot: QtBot) -> None:
    window, canvas = PaintedAtOnce(), Canvas()
    window.setCentralWidget(canvas)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: bool(canvas.had))
    canvas.had.clear()
    canvas.update()
    qtbot.waitUntil(lambda: canvas.had == [True])
    assert right_of_way._free.is_set()
