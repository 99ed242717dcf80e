"""Whatever is pressed, clicked and chosen in any order: the window lives, answers, and nothing warns.

In short on every run; `CAMPAIGN=full` goes on for ten minutes. It must not know what anything does.
"""

from __future__ import annotations

import os
import random
import time
from collections import deque
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.ui.keys.action_table import ACTIONS
from app.ui.theme.tokens import THEME_NAMES
from app.ui.window import Window
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = [pytest.mark.usefixtures("themed", "own_home", "own_data"), pytest.mark.timeout(1_500)]
FULL = os.environ.get("CAMPAIGN") == "full"
ACTIONS_IN_SHORT, SECONDS_IN_FULL = 240, 600
LOOK_EVERY, PATIENCE_S = 30, 20
NEVER = frozenset({"quit", "log_format", "language_system"})
"""It would end, start another program, or speak whatever this machine does."""
SIZES = ((1366, 768), (1920, 1080), (1024, 640), (1600, 900))
LANGUAGES = ("language_en", "language_ja")


class Monkey:
    """With its own dice."""

    def __init__(self, here: Seat, seed: int) -> None:
        self._here, self._dice = here, random.Random(seed)
        self.did: deque[str] = deque(maxlen=25)
        self._ways: tuple[tuple[int, Callable[[], str]], ...] = (
            (40, self._press), (30, self._click), (8, self._wheel), (8, self._seek), (6, self._act), (4, self._type),
            (3, self._resize), (2, self._other_log), (1, self._speak), (1, self._look),
        )  # fmt: skip

    @property
    def window(self) -> Window:
        """That which is there now: another language has another one."""
        return self._here.desktop.window

    def go_on(self) -> None:
        """Do something."""
        weights = [weight for weight, _ in self._ways]
        (way,) = self._dice.choices([way for _, way in self._ways], weights)
        self.did.append(way.__name__)
        self.did[-1] = f"{way.__name__} {way()}"

    def _press(self) -> str:
        keys = self._dice.choice([key for one in ACTIONS if one.id not in NEVER for key in one.keys])
        combination = QKeySequence(keys)[0]  # type: ignore[index]
        QTest.keyClick(QApplication.focusWidget() or self.window, combination.key(), combination.keyboardModifiers())
        return keys

    def _click(self) -> str:
        there = [one for one in self.window.findChildren(QWidget) if one.isVisible() and one.width() and one.height()]
        widget = self._dice.choice(there)
        place = QPoint(self._dice.randrange(widget.width()), self._dice.randrange(widget.height()))
        button = Qt.MouseButton.LeftButton if self._dice.random() < 0.85 else Qt.MouseButton.RightButton
        name = f"{type(widget).__name__} {place.x()},{place.y()} {button.name}"
        if widget.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            widget.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._dice.random() < 0.1:
            QTest.mouseDClick(widget, button, pos=place)
        else:
            QTest.mouseClick(widget, button, pos=place)
        return name

    def _wheel(self) -> str:
        there = [one for one in self.window.findChildren(QWidget) if one.isVisible() and one.width() and one.height()]
        widget = self._dice.choice(there)
        turn, place = QPoint(0, self._dice.choice((-120, 120, 480))), QPointF(widget.rect().center())
        control = Qt.KeyboardModifier.ControlModifier if self._dice.random() < 0.3 else Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            place, widget.mapToGlobal(place), QPoint(), turn, Qt.MouseButton.NoButton, control,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
        return f"{type(widget).__name__} {turn.y()}"

    def _seek(self) -> str:
        session = self.window.session
        if session is None:
            return ""
        first, last = session.timeline.span
        t_ns = self._dice.randint(first - 10**9, last + 10**9)
        (session.seek if self._dice.random() < 0.5 else session.scrub)(t_ns)
        return str(t_ns)

    def _act(self) -> str:
        able = [one.id for one in ACTIONS if one.id not in NEVER | set(LANGUAGES)]
        able = [one for one in able if self.window.actions_.action(one).isEnabled()]
        action = self._dice.choice(able)
        self.window.actions_.action(action).trigger()
        return action

    def _type(self) -> str:
        text = self._dice.choice(("rejected = brake", "brake", "T0-1.2", "36", "speed > ", '"', "ブレーキ", "%1 <b>"))
        focused = QApplication.focusWidget() or self.window
        if text.isascii():
            QTest.keyClicks(focused, text)
        else:
            # as an input method commits it
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(focused, event)
        return text

    def _resize(self) -> str:
        size = self._dice.choice(SIZES)
        self.window.resize(*size)
        return str(size)

    def _other_log(self) -> str:
        name = self._dice.choice(("crossing", "cut-in", "stalled-truck"))
        self._here.desktop.open([SAMPLES / f"{name}.h5"])
        return name

    def _speak(self) -> str:
        action = self._dice.choice(LANGUAGES)
        self.window.actions_.action(action).trigger()
        return action

    def _look(self) -> str:
        action = f"theme_{self._dice.choice(THEME_NAMES)}"
        self.window.actions_.action(action).trigger()
        return action


def let_go_of_dialogs() -> None:
    """Somebody always clicks what is asked away: a dialog would wait for them for ever."""
    for widget in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
        if isinstance(widget, QDialog):
            widget.reject()
        elif widget is not None:
            widget.close()


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1366, 768) as one:
        one.desktop._on_tour_declined()
        one.open(SAMPLES / "crossing.h5")
        away = QTimer(interval=50)
        away.timeout.connect(let_go_of_dialogs)
        away.start()
        yield one
        away.stop()
        one.window = one.desktop.window


@pytest.mark.parametrize("seed", [int(os.environ.get("MONKEY_SEED", "20"))])
def test_whatever_is_done_the_window_answers(here: Seat, qtbot: QtBot, seed: int) -> None:
    monkey = Monkey(here, seed)
    ends = time.monotonic() + SECONDS_IN_FULL
    number = 0
    try:
        while (time.monotonic() < ends) if FULL else (number < ACTIONS_IN_SHORT):
            number += 1
            monkey.go_on()
            QApplication.processEvents()
            if number % LOOK_EVERY == 0:
                looked_at(here, qtbot)
        qtbot.waitUntil(lambda: at_rest(here), timeout=PATIENCE_S * 1000)
    except BaseException:
        print(f"seed {seed}, after {number}:", *monkey.did, sep="\n  ")
        raise


def at_rest(here: Seat) -> bool:
    """Whether what was asked for last, in whatever log is open by now, is shown in full."""
    session = here.desktop.window.session
    if session is None:
        return False
    if session.state.playing:
        session.player.pause(session.now_ns())
        session.set_mode(Mode.CAPTURE)
    return session.complete


def looked_at(here: Seat, qtbot: QtBot) -> None:
    """It is no picture of a window that stands still: what was asked for last is shown soon."""
    window = here.desktop.window
    assert window.isVisible()
    began = time.monotonic()
    image = window.grab().toImage()
    assert image.width() >= 1024
    corners = {image.pixel(x, y) for x in range(0, image.width(), 37) for y in range(0, image.height(), 37)}
    assert len(corners) > 8
    qtbot.wait(30)
    assert time.monotonic() - began < PATIENCE_S
