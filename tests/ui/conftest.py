"""What tests of the window begin with: the theme as the program starts with it, and no case but their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.garbage import collect_here
from app.ui.theme.theme import apply_theme
from tests.ui.windows import SAMPLES, Seat, seat


@pytest.fixture(autouse=True, scope="session")
def as_in_the_program(qapp: QApplication) -> None:
    """No widget dies on the thread of a loader, and none is there before the fonts: what was measured with others is
    remembered.
    """
    collect_here(qapp)
    apply_theme(qapp, "dark", scale=1.0)


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    apply_theme(qapp, "dark", scale=1.0)
    yield qapp
    apply_theme(qapp, "dark", scale=1.0)


@pytest.fixture
def own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test writes into the cases of who runs it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    """The crossing, checked, with the T0 that it proposes."""
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        here.wait(lambda: here.session.state.t0_ns is not None)
        yield here
