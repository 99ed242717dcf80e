"""A real window opens and draws, so that what Qt needs of the system is there.

Must not know any view of the program.
"""

import sys

import pytest
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

AMBER = "#e69f00"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have one platform only")
def test_windows_are_real(qtbot: QtBot) -> None:
    assert QGuiApplication.platformName() == "xcb"


def test_a_window_opens_and_draws(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(f"background: {AMBER}")
    window.resize(120, 80)
    with qtbot.waitExposed(window):
        window.show()
    assert window.grab().toImage().pixelColor(60, 40) == QColor(AMBER)
