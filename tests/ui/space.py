"""A 3D view that is shown, and what it draws, for tests."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.views.space import SpaceView
from tests.ui.picture import pixels_of

Pixels = npt.NDArray[np.uint8]


def shown_view(qtbot: QtBot, width: int = 640, height: int = 424) -> SpaceView:
    made = SpaceView()
    qtbot.addWidget(made)
    made.resize(width, height)
    made.show()
    qtbot.waitExposed(made)
    return made


def pixels(view: SpaceView) -> Pixels:
    """Of the canvas, red, green, blue."""
    QApplication.processEvents()
    return pixels_of(view.canvas.grab().toImage())
