"""A theme is put on at run time, whole, with the shipped fonts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtGui import QFont, QFontMetricsF, QPalette, QRawFont
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QTableWidget,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui.theme.fonts import Role, font
from app.ui.theme.style import style_sheet
from app.ui.theme.theme import apply_theme, theme
from app.ui.theme.tokens import THEME_NAMES, THEMES, ThemeName


@pytest.mark.parametrize("name", THEME_NAMES)
def test_switching_reaches_palette_style_and_painted_widgets(
    themed: QApplication, qtbot: QtBot, name: ThemeName
) -> None:
    with qtbot.waitSignal(theme.changed):
        apply_theme(themed, name)
    tokens = THEMES[name]
    assert theme.tokens is tokens
    assert themed.palette().color(QPalette.ColorRole.Window).name().upper() == tokens.bg1
    assert themed.palette().color(QPalette.ColorRole.Text).name().upper() == tokens.t1
    disabled = themed.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.name().upper() == tokens.unchecked
    assert tokens.sel in themed.styleSheet()


@pytest.mark.parametrize("name", THEME_NAMES)
def test_widgets_are_painted_without_a_complaint_and_in_the_colours(
    themed: QApplication, qtbot: QtBot, name: ThemeName
) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    button = QPushButton("Show record")
    for widget in (button, QLineEdit(), QComboBox(), QSpinBox(), QCheckBox("Loop"), QSlider(), QTableWidget(3, 2),
                   QTreeWidget()):  # fmt: skip
        column.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    apply_theme(themed, name)
    picture = window.grab().toImage()
    assert picture.pixelColor(1, 1).name().upper() == THEMES[name].bg1
    inside = button.mapTo(window, button.rect().center())
    assert picture.pixelColor(button.x() + 4, inside.y()).name().upper() == THEMES[name].bg3


def test_a_larger_interface_has_larger_text_and_controls(themed: QApplication, qtbot: QtBot) -> None:
    button = QPushButton("Show record")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint()
    apply_theme(themed, "dark", scale=1.5)
    assert theme.px(24) == 36
    assert theme.px(0) == 0
    assert button.sizeHint().height() > before.height()
    assert themed.font().pixelSize() == 18
    apply_theme(themed, "light")
    assert theme.scale == 1.5


def test_the_sheet_differs_between_themes_and_is_the_same_for_one() -> None:
    sheets = [style_sheet(THEMES[name]) for name in THEME_NAMES]
    assert len(set(sheets)) == 3
    assert style_sheet(THEMES["dark"]) == sheets[0]


@pytest.mark.parametrize("role", Role)
def test_text_is_in_the_shipped_font_of_that_weight_with_figures_of_one_width(themed: QApplication, role: Role) -> None:
    made = font(role)
    used = QRawFont.fromFont(made)
    assert used.familyName() == "Inter"
    assert (made.pixelSize(), used.weight()) == (role.value[0], role.value[1].value)
    widths = [QFontMetricsF(made).horizontalAdvance(digit * 8) for digit in "0123456789"]
    # eight figures in a row: the font's own rounding of an em
    assert max(widths) - min(widths) < 0.02 * made.pixelSize()


def test_japanese_is_in_the_shipped_font(themed: QApplication) -> None:
    assert QFontMetricsF(font(Role.BODY)).horizontalAdvance("記録") == pytest.approx(24, abs=0.5)
    assert font(Role.BODY).families() == ["Inter", "BIZ UDPGothic"]


def test_a_state_may_ask_for_another_weight(themed: QApplication) -> None:
    assert theme.font(Role.BODY, weight=QFont.Weight.DemiBold).weight() == QFont.Weight.DemiBold


def test_the_look_costs_no_slow_import() -> None:
    slow = "('pyqtgraph', 'cv2', 'scipy', 'open3d', 'numpy')"
    code = (
        f"import sys; import app.ui.theme.icons, app.ui.theme.glyphs; sys.exit(any(n in sys.modules for n in {slow}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
