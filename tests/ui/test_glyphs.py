"""Every state has a shape of its own: it is told without colour, at the size of a table row."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from app.kinds.severity import SEVERITIES
from app.ui.theme.glyphs import (
    CandidateMark,
    ClassMark,
    VerdictMark,
    draw_candidate,
    draw_class,
    draw_severity,
    draw_verdict,
)
from app.ui.theme.hatch import draw_hatched
from app.ui.theme.tokens import DARK, THEMES, Tokens
from tests.ui.picture import Paint, colours, difference, one_colour, painted


def _paint(family: str, state: str) -> Paint:
    draw = {"verdict": draw_verdict, "severity": draw_severity, "candidate": draw_candidate, "class": draw_class}[
        family
    ]

    def paint(painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
        draw(painter, rect, state, tokens)  # type: ignore[operator]

    return paint


FAMILIES: dict[str, tuple[str, ...]] = {
    "verdict": get_args(VerdictMark),
    "severity": SEVERITIES,
    "candidate": get_args(CandidateMark),
    "class": get_args(ClassMark),
}
PAIRS = [(family, *pair) for family, states in FAMILIES.items() for pair in combinations(states, 2)]


@pytest.mark.parametrize(("family", "one", "other"), PAIRS)
@pytest.mark.parametrize("side", [12, 16])
def test_two_states_differ_without_colour(themed: QApplication, family: str, one: str, other: str, side: int) -> None:
    width = 28 if family == "candidate" else side
    size = {"width": width, "height": side}
    drawn = [painted(_paint(family, state), one_colour(), **size) for state in (one, other)]
    assert difference(*drawn) > 0.05


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(
    ("family", "state", "token"),
    [
        ("verdict", "intact", "ok"),
        ("verdict", "broken", "broken"),
        ("severity", "critical", "broken"),
        ("severity", "warning", "warn"),
        ("candidate", "chosen", "acc"),
    ],
)
def test_a_filled_glyph_has_the_colour_of_its_state(
    themed: QApplication, tokens: Tokens, family: str, state: str, token: str
) -> None:
    assert tokens[token] in colours(painted(_paint(family, state), tokens))


@pytest.mark.parametrize(("family", "state"), [(family, state) for family in FAMILIES for state in FAMILIES[family]])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_glyph_keeps_within_its_place(themed: QApplication, family: str, state: str, ratio: float) -> None:
    def inset(painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
        _paint(family, state)(painter, rect.adjusted(4, 4, -4, -4), tokens)

    drawn = painted(inset, DARK, ratio=ratio)
    edge = round(3 * ratio)
    far = drawn.width() - 1
    rim = [drawn.pixelColor(x, y).alpha() for x in range(far + 1) for y in range(far + 1)
           if min(x, y) < edge or max(x, y) > far - edge]  # fmt: skip
    assert max(rim) == 0


def test_hatching_and_counter_hatching_are_mirrors(themed: QApplication) -> None:
    one = painted(lambda p, r, t: draw_hatched(p, r, t.t1), DARK)
    other = painted(lambda p, r, t: draw_hatched(p, r, t.t1, counter=True), DARK)
    assert difference(one, other) > 0.05
    assert difference(one, other.flipped()) < 0.05


def test_a_hatch_covers_what_is_under_it_only_if_told(themed: QApplication) -> None:
    assert painted(lambda p, r, t: draw_hatched(p, r, t.t1, under=t.bg1), DARK).pixelColor(1, 1).alpha() == 255
    through = painted(lambda p, r, t: draw_hatched(p, r, t.t1), DARK)
    assert min(through.pixelColor(x, 3).alpha() for x in range(24)) < 32
