"""The hands of somebody who works: each key, click and typed word is an action that is counted."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.windows import Seat


class Hands:
    """Of one person before one window."""

    def __init__(self, here: Seat) -> None:
        self._here = here
        self.actions = 0

    def press(self, keys: str) -> None:
        """A key with its modifiers, given to whatever has the focus."""
        combination = QKeyCombination.fromCombined(QKeySequence(keys)[0].toCombined())  # type: ignore[index]
        self.actions += 1
        QTest.keyClick(self._focused(), combination.key(), combination.keyboardModifiers())

    def type(self, text: str) -> None:
        """A word or a sentence."""
        self.actions += 1
        QTest.keyClicks(self._focused(), text)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """With the left button; what takes the focus by a click gets it, as from a real mouse."""
        self.actions += 1
        assert widget.isVisible(), widget
        taker: QWidget | None = widget
        while taker is not None and not taker.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            taker = taker.parentWidget()
        if taker is not None:
            taker.setFocus(Qt.FocusReason.MouseFocusReason)
        place = widget.rect().center() if at is None else at
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self._here.window
