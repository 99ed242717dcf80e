"""The list of candidates: above it stands what colours and numbers mean, and a click picks the one that is there."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kinds.decision import Decision
from app.scene.content import Words
from app.ui.theme.theme import theme
from app.ui.widgets import painted
from tests.replay.answers import moment_of as moment_at
from tests.ui.windows import SAMPLES, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


def test_the_letters_of_the_next_cycle_are_laid_out_before_it_is_shown(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.go(5.0)
        shaped, listed = list[str](), here.desk.decision.candidates
        shape = painted._shape.__wrapped__

        @cache
        def noted(text: str, *given: Any) -> Any:
            shaped.append(text)
            return shape(text, *given)

        monkeypatch.setattr(painted, "_shape", noted)
        seen = listed.grab().toImage()
        document = next(
            one.content.document
            for one in moment_at(here.session.evidence.log, 7.0).of_kind("decision")
            if isinstance(one.content, Words)
        )
        assert isinstance(document, Decision)
        listed.shape_ahead(document)
        # nothing of it is seen
        assert listed.grab().toImage() == seen
        shaped.clear()
        listed.set_decision(document)
        after = listed.grab().toImage()
        assert after != seen
        assert [text for text in shaped if any(sign.isdigit() for sign in text)] == []


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
