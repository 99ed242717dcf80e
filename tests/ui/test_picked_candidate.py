"""A candidate that is picked in the list stands out in every view, and no more when it is picked again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.scene.placed import Fate
from app.ui.layouts.shipped import STEP_DECISIONS
from app.ui.theme.theme import theme
from app.ui.views.candidates_paint import heads_height, row_height
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as one:
        one.window.layouts.choose(STEP_DECISIONS)
        one.open(SAMPLES / "crossing.h5")
        one.finish()
        one.go(6.53)
        yield one


def click(here: Seat, row: int) -> int:
    """Click a row of the list; the id of its candidate."""
    found = here.desk.decision.candidates
    high = heads_height(found._costs, found.width()) + (row + 0.5) * row_height()
    QTest.mouseClick(found, Qt.MouseButton.LeftButton, pos=QPoint(40, round(high)))
    QApplication.processEvents()
    return found._costs.rows[row].candidate.id


def camera(here: Seat) -> QImage:
    return here.desk.camera.picture.grab().toImage()


def said(here: Seat) -> list[str]:
    shown = here.desk.space.space._shown
    assert shown is not None
    assert shown.drawing is not None
    return [label.text for label in shown.drawing.labels]


def test_it_stands_out_in_camera_and_3d_until_it_is_picked_again(here: Seat) -> None:
    plain, labels = camera(here), said(here)
    picked = click(here, 2)
    scene = here.session.moment
    assert scene is not None
    assert scene.scene is not None
    placed = next(one for one in scene.scene.candidates if one.id == picked)
    assert placed.fate in (Fate.REJECTED, Fate.INFEASIBLE)
    assert placed.said in said(here)
    assert placed.said not in labels
    assert here.desk.decision.candidates._picked == picked
    assert camera(here) != plain
    # another instant has it, too
    here.go(6.63)
    assert any(text.startswith(f"K{picked} ") for text in said(here))
    here.go(6.53)
    click(here, 2)
    assert said(here) == labels
    assert camera(here) == plain


def test_esc_lets_it_go(here: Seat) -> None:
    labels = said(here)
    click(here, 1)
    assert said(here) != labels
    here.do("clear_selection")
    assert said(here) == labels
    assert here.desk.decision.candidates._picked is None


def test_another_log_has_none(here: Seat) -> None:
    click(here, 1)
    here.open(SAMPLES / "cut-in.h5")
    here.wait(lambda: here.session.evidence.paths[0].name == "cut-in.h5")
    here.settle()
    assert here.desk.decision.candidates._picked is None
    assert here.desk.camera.picture.shown.picked is None


def test_the_list_marks_it_in_the_accent(here: Seat) -> None:
    found = here.desk.decision.candidates
    click(here, 2)
    picture = found.grab().toImage()
    high = heads_height(found._costs, found.width()) + 2.5 * row_height()
    assert picture.pixelColor(0, round(high)) == QColor(theme.tokens.acc)


def test_keys_go_from_candidate_to_candidate_as_listed(here: Seat) -> None:
    ids = here.desk.decision.candidates.ids
    here.desk.camera.take_keys()
    for wanted in ids[:3]:
        QTest.keyClick(QApplication.focusWidget() or here.window, Qt.Key.Key_C)
        assert here.desk.selection.picked == wanted
    for wanted in (ids[1], ids[0], ids[-1]):
        here.do("previous_candidate")
        assert here.desk.selection.picked == wanted
    # in a table of instants a sign is a command, too, and arrows are its own
    here.desk.ledger.take_keys()
    QTest.keyClick(here.desk.ledger.table, Qt.Key.Key_C)
    assert here.desk.selection.picked == ids[0]
    here.do("clear_selection")
    assert here.desk.selection.picked is None
