"""Icons have the colour asked for and as many pixels as the screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.resource import resource
from app.ui.theme.icons import icon, pixmap
from app.ui.theme.lucide import draw_icon, image
from app.ui.theme.theme import apply_theme, theme
from app.ui.theme.tokens import DARK, LIGHT
from tests.ui.picture import colours, painted

NAMES = sorted(entry.name.removesuffix(".svg") for entry in resource("icons").iterdir() if entry.name.endswith(".svg"))


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_icon_can_be_drawn(themed: QApplication, name: str) -> None:
    drawn = image(name, "#FF0000", size=16, ratio=2.0)
    assert drawn.size() == QSize(32, 32)
    assert drawn.deviceIndependentSize().toSize() == QSize(16, 16)
    assert any(drawn.pixelColor(x, y).alpha() > 128 for x in range(32) for y in range(32))


def test_an_icon_that_is_not_shipped_is_an_error(themed: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        image("no-such-icon", "#FF0000")


def test_it_is_drawn_once(themed: QApplication) -> None:
    assert image("play", "#00FF00") is image("play", "#00FF00")


def test_a_button_gets_its_states_in_the_colours_of_the_theme(themed: QApplication) -> None:
    made = icon("square-stack", "t1")
    seen = {
        (mode, state): colours(made.pixmap(QSize(16, 16), 2.0, mode, state).toImage())
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
        for state in (QIcon.State.Off, QIcon.State.On)
    }
    assert seen[QIcon.Mode.Normal, QIcon.State.Off] == {DARK.t1}
    assert seen[QIcon.Mode.Normal, QIcon.State.On] == {DARK.acc}
    assert seen[QIcon.Mode.Disabled, QIcon.State.Off] == {DARK.unchecked}


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_it_has_the_pixels_of_the_screen(themed: QApplication, ratio: float) -> None:
    side = round(16 * ratio)
    assert pixmap("play", ratio=ratio).size() == QSize(side, side)
    if ratio in {1.0, 2.0}:
        assert icon("play").pixmap(QSize(16, 16), ratio).size() == QSize(side, side)


def test_it_follows_theme_and_scale(themed: QApplication) -> None:
    apply_theme(themed, "light", scale=1.5)
    assert theme.tokens is LIGHT
    assert pixmap("play").size() == QSize(24, 24)


def test_painting_takes_the_pixels_of_the_device(themed: QApplication) -> None:
    drawn = painted(lambda p, r, t: draw_icon(p, r, "layers", t.t1), DARK, width=16, height=16, ratio=2.0)
    assert drawn == image("layers", DARK.t1, size=16, ratio=2.0)
