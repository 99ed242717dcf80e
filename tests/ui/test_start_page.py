"""What one sees before a log is open: cards whose words have their room at every width, keys at the first button."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.recent import Recent, note
from app.ui.start_page import SampleCard
from app.ui.theme.theme import apply_theme
from tests.ui.windows import seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.mark.parametrize("width", [1024, 1366, 1600, 1920])
def test_cards_have_room_for_their_words_at_first_sight(qtbot: QtBot, width: int) -> None:
    with seat(qtbot, width, 900) as here:
        cards = here.window.start.findChildren(SampleCard)
        assert len(cards) == 3
        for card in cards:
            assert card.height() - card.width() * 383 / 680 >= 110
        here.window.resize(1400, 900)
        qtbot.waitUntil(lambda: all(card.height() - card.width() * 383 / 680 >= 110 for card in cards))


def test_the_keys_are_at_the_first_button(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        asked: list[str] = []
        here.window.start.action_asked.connect(asked.append)
        here.window.start.action_asked.disconnect(here.window._on_action_invoked)
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Space)
        assert asked == ["open_log"]


def test_a_drive_that_does_not_answer_keeps_neither_the_window_nor_the_other_entries(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, answers = Path.exists, threading.Event()
    dead = tmp_path / "dead" / "drive.h5"

    def exists(path: Path) -> bool:
        if path == dead:
            answers.wait(60)
        return real(path)

    for path in (tmp_path / "gone.h5", dead):
        note(Recent(path=str(path), title=path.name, result="Intact"))
    monkeypatch.setattr(Path, "exists", exists)
    with seat(qtbot) as here:
        shown = here.window.start.recent
        rows = [shown.topLevelItem(row) for row in range(shown.topLevelItemCount())]
        first, second = rows
        assert first is not None
        assert second is not None
        here.wait(second.isDisabled)
        assert (first.text(0), first.text(2), first.isDisabled()) == ("drive.h5", "Intact", False)
        answers.set()
        here.wait(first.isDisabled)
        assert first.text(2) == "Not found"


def test_cards_grow_with_the_interface(qtbot: QtBot, qapp: QApplication) -> None:
    with seat(qtbot) as here:
        card = here.window.start.findChildren(SampleCard)[0]
        words = card.height() - card.width() * 383 / 680
        apply_theme(qapp, "dark", scale=1.5)
        qtbot.waitUntil(lambda: card.height() - card.width() * 383 / 680 > 1.4 * words)
