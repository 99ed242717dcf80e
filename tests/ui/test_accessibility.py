"""What somebody hears who does not see the window: everything that takes keys has a name, and the scene is told."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.layouts.layout import Page
from app.ui.layouts.shipped import SHIPPED
from app.ui.scene_account import account
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
PAGES: tuple[Page, ...] = ("decision", "record", "object", "evidence", "problems")


def nameless(here: Seat) -> set[str]:
    """What takes keys, is in sight, and has no name that a screen reader could say."""
    found = set()
    for widget in here.window.findChildren(QWidget):
        takes_keys = widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if takes_keys and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip():
            found.add(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


@pytest.mark.parametrize("language", ["language_en", "language_ja"])
def test_all_that_takes_keys_has_a_name(qtbot: QtBot, language: str) -> None:
    with seat(qtbot, 1920, 1080) as here:
        here.do(language)
        QApplication.processEvents()
        here.window = here.desktop.window
        assert nameless(here) == set()
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        here.go(7.0)
        here.do("part_text")
        for name in SHIPPED:
            here.window.layouts.choose(name)
            for page in PAGES:
                here.desk.inspector.show_named(page)
                QApplication.processEvents()
                assert nameless(here) == set(), (name, page)
        here.do("language_en")
        QApplication.processEvents()
        here.window = here.desktop.window


def test_the_timeline_says_the_time_and_the_3d_view_who_is_there(qtbot: QtBot) -> None:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        here.wait(lambda: here.session.state.t0_ns is not None)
        moment = here.go(6.9)
        assert here.desk.timeline.accessibleDescription().startswith("−0.750 s; ")
        said = here.desk.space.space.accessibleDescription()
        assert said == account(moment.scene)
        assert said.startswith("K4 chosen · Emergency brake; ")
        assert re.search(r"; 36 Pedestrian 0\.56, 13\.\d m, ahead, 0\.4 m/s;", said)
        assert moment.scene is not None
        far = [float(one) for one in re.findall(r" (\d+\.\d) m, ", said)]
        assert far == sorted(far)
        assert len(far) == min(len(moment.scene.boxes), 12)
        assert here.desk.camera.picture.accessibleName() == "Picture of camera/front"
        here.window.set_session(None)
        assert here.desktop.window.desk is not None
        assert here.desktop.window.desk.space.space.accessibleDescription() == ""
        assert account(None) == ""
