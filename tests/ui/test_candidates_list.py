"""The list of candidates: above it stands what colours and numbers mean, and a click picks the one that is there."""

from __future__ import annotations

from typing import Any, Literal, get_args

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kinds.decision import Decision
from app.scene.content import Words
from app.ui.theme.theme import apply_theme, theme
from app.ui.views.candidate_costs import Costs
from app.ui.views.candidates_paint import paint_costs
from tests.replay.answers import moment_of as moment_at
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")

Look = Literal["dark", "light"]


def decision_at(here: Seat, seconds: float) -> Decision:
    samples = moment_at(here.session.evidence.log, seconds).of_kind("decision")
    document = next(one.content.document for one in samples if isinstance(one.content, Words))
    assert isinstance(document, Decision)
    return document


@pytest.mark.parametrize("look", get_args(Look))
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_the_next_cycle_is_drawn_before_it_is_shown(
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    look: Look,
) -> None:
    with seat(qtbot, *size) as here:
        apply_theme(qapp, look)
        here.open(SAMPLES / "crossing.h5")
        here.go(5.0)
        listed, painted = here.desk.decision.candidates, list[Costs]()

        def noted(painter: QPainter, costs: Costs, *given: Any, **more: Any) -> None:
            painted.append(costs)
            paint_costs(painter, costs, *given, **more)

        def seen() -> QImage:
            at = listed.mapTo(here.window, listed.visibleRegion().boundingRect().topLeft())
            return here.window.grab(QRect(at, listed.visibleRegion().boundingRect().size())).toImage()

        monkeypatch.setattr("app.ui.views.candidates_list.paint_costs", noted)
        document, before = decision_at(here, 7.0), seen()
        painted.clear()
        listed.draw_ahead(document)
        assert len(painted) == 1
        # nothing of it is seen
        assert seen() == before
        listed.set_decision(document)
        after = seen()
        assert after != before
        assert len(painted) == 1
        # without an image between, and on what lies beneath
        monkeypatch.setattr(QRect, "contains", lambda *_: False)
        assert seen() == after
        assert len(painted) == 2


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_a_click_picks_the_candidate_that_is_there(qtbot: QtBot, size: tuple[int, int]) -> None:
    with seat(qtbot, *size) as here:
        here.open(SAMPLES / "crossing.h5")
        content = here.go(7.0).samples["/planner/decision"].content
        assert isinstance(content, Words)
        assert isinstance(content.document, Decision)
        listed, picked = here.desk.decision.candidates, list[int]()
        listed.candidate_picked.connect(picked.append)
        row, count = theme.px(38), len(content.document.candidates)
        first = listed.height() - row * count
        assert first >= theme.px(22)
        QTest.mouseClick(listed, Qt.MouseButton.LeftButton, pos=QPoint(80, first // 2))
        assert picked == []
        QTest.mouseClick(listed, Qt.MouseButton.LeftButton, pos=QPoint(80, first + row // 2))
        assert picked == [content.document.chosen]
        QTest.mouseClick(listed, Qt.MouseButton.LeftButton, pos=QPoint(80, first + row * count - 3))
        assert len(set(picked)) == 2
