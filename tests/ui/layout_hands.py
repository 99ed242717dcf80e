"""Hands on the layouts of a window: what a user clicks, drags and types, for the tests of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QMessageBox, QWidget

from app.ui.layouts.layout import Layout
from app.ui.layouts.tiling import Tiling
from app.ui.tabs.tabs import LayoutTabs
from tests.ui.windows import Seat


def tabs(here: Seat) -> LayoutTabs:
    return here.window._tabs


def titles(here: Seat) -> list[str]:
    bar = tabs(here).bar
    return [bar.tabText(at) for at in range(bar.count())]


def click(here: Seat, name: str) -> None:
    bar = tabs(here).bar
    at = next(at for at, title in enumerate(titles(here)) if title.removesuffix(" •") == name)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, bar.tabRect(at).center())
    QApplication.processEvents()


def captured(here: Seat) -> Layout:
    return here.desk.layout_.captured()


def drag(tiling: Tiling, part: QWidget, by: int) -> None:
    """Take the right edge of a part with the mouse, as a user does."""
    edge = part.mapTo(tiling, QPoint(part.width(), part.height() // 2))
    handle = tiling.childAt(edge)
    assert handle is not None
    assert handle.cursor().shape() is Qt.CursorShape.SplitHCursor
    at = handle.mapFrom(tiling, edge)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseMove(handle, at + QPoint(by, 0))
    QTest.mouseRelease(
        handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, handle.mapFrom(tiling, edge + QPoint(by, 0))
    )


def asked(monkeypatch: pytest.MonkeyPatch, name: str, *, agree: bool = True) -> list[str]:
    """Type a name when one is asked for, and press the first button of every question; the questions asked."""
    questions: list[str] = []

    def press(box: QMessageBox) -> int:
        questions.append(box.text())
        box.buttons()[0 if agree else 1].click()
        return 0

    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (name, True))
    monkeypatch.setattr(QMessageBox, "exec", press)
    return questions


def entry(menu: QMenu, text: str) -> None:
    action = next(one for one in menu.actions() if one.text().startswith(text))
    assert action.isEnabled()
    action.trigger()
    menu.close()
