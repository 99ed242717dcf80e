"""Text can be read in every theme, and the table is the one of the design."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields

import pytest

from app.ui.theme.tokens import DARK, LIGHT, THEMES, Tokens, contrast, mixed

SURFACES = ("bg1", "bg2")
STATES = ("ok", "broken", "warn", "after", "info")
every_theme = pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)


@every_theme
@pytest.mark.parametrize("text", ["t1", "t2", "t3", *STATES, "acc"])
@pytest.mark.parametrize("surface", SURFACES)
def test_text_reaches_4_5_to_1_on_panes_and_headers(tokens: Tokens, text: str, surface: str) -> None:
    assert contrast(tokens[text], tokens[surface]) >= 4.5


@every_theme
@pytest.mark.parametrize("text", ["t1", "t2"])
@pytest.mark.parametrize("surface", ["sel", "bg3", "canvas"])
def test_text_reaches_4_5_to_1_on_what_is_selected_or_pointed_at(tokens: Tokens, text: str, surface: str) -> None:
    assert contrast(tokens[text], tokens[surface]) >= 4.5


@every_theme
@pytest.mark.parametrize("state", STATES)
def test_text_reaches_4_5_to_1_on_a_tint_of_a_state(tokens: Tokens, state: str) -> None:
    assert contrast(tokens.t1, tokens.tint(state)) >= 4.5
    assert contrast(tokens.t2, tokens.tint(state)) >= 4.5


@every_theme
def test_text_on_the_accent_reaches_4_5_to_1(tokens: Tokens) -> None:
    assert contrast(tokens.on_acc, tokens.acc) >= 4.5


@every_theme
@pytest.mark.parametrize("mark", ["acc", "unchecked", "ok", "broken", "after"])
def test_what_is_no_text_but_must_be_seen_reaches_3_to_1(tokens: Tokens, mark: str) -> None:
    assert contrast(tokens[mark], tokens.bg1) >= 3


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF")


@every_theme
def test_every_token_is_a_colour(tokens: Tokens) -> None:
    for field in fields(Tokens):
        if field.name != "name":
            assert re.fullmatch("#[0-9A-F]{6}", tokens[field.name])


def test_which_theme_is_dark() -> None:
    assert [tokens.dark for tokens in THEMES.values()] == [True, False, True]
    assert len({DARK.costs, LIGHT.costs}) == 2


def test_mixing() -> None:
    assert mixed("#FFFFFF", "#000000", share=0.5) == "#808080"
    assert mixed("#123456", "#FFFFFF", share=1) == "#123456"


def test_the_table_is_had_without_qt() -> None:
    code = "import sys; import app.ui.theme.tokens; sys.exit(any('PySide6' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
