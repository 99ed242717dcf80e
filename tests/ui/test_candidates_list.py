"""The list of candidates: above it stands what colours and numbers mean, and a click picks the one that is there."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kinds.decision import Decision
from app.scene.content import Words
from app.ui.theme.theme import theme
from tests.ui.windows import SAMPLES, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


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
