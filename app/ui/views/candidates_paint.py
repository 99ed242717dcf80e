"""How the candidates of a cycle are painted: what colours and numbers mean, then a row for each.

It must not know the widget, nor what is picked how.
"""

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import draw_candidate
from app.ui.theme.theme import theme
from app.ui.views.candidate_costs import Costs, Row
from app.ui.widgets.painted import draw_text, width_of

_ROW, _LEGEND = 38, 22
_HEADS = 92
"""Pixels for what the numbers are."""
_NARROWEST = 240
_RIGHT = Qt.AlignmentFlag.AlignRight


def row_height() -> int:
    """Of each candidate."""
    return theme.px(_ROW)


def heads_height(costs: Costs, width: int) -> int:
    """Where the rows begin: what the colours mean takes more lines where it is narrow."""
    lines = 1 + max((line for _, _, line, _ in _legend(costs, width)), default=0)
    return theme.px(_LEGEND) * lines if costs.rows else 0


def paint_costs(painter: QPainter, costs: Costs, width: int, clip: QRectF, *, picked: int | None, words: str) -> None:
    """What of it is in `clip`; `words`: over the totals."""
    high, first = row_height(), heads_height(costs, width)
    for at, row in enumerate(costs.rows):
        # of many candidates most are out of sight
        place = QRectF(0, first + at * high, width, high)
        if place.top() <= clip.bottom() and place.bottom() > clip.top():
            _paint_row(painter, place, costs, row, picked=row.candidate.id == picked)
    if costs.rows:
        _paint_heads(painter, costs, width, words)


def _paint_row(painter: QPainter, rect: QRectF, costs: Costs, row: Row, *, picked: bool) -> None:
    tokens = theme.tokens
    if row.mark == "chosen" or picked:
        painter.fillRect(rect, QColor(tokens.sel))
        painter.fillRect(QRectF(0, rect.top(), 2, rect.height()), QColor(tokens.acc))
    first = QRectF(rect.left() + 10, rect.top() + 2, rect.width() - 20, rect.height() / 2)
    draw_candidate(painter, QRectF(first.left(), first.top(), 28, first.height()), row.mark, tokens)
    role = row.role
    draw_text(painter, first.adjusted(36, 0, 0, 0), row.name, role=role, colour=tokens.t1)
    draw_text(painter, first.adjusted(0, 0, -46, 0), row.total, role=role, colour=tokens.t1, align=_RIGHT)
    draw_text(painter, first, row.behind, role=Role.SECONDARY, colour=tokens.t2, align=_RIGHT)
    wide = min(96.0, max(rect.width() - 280, 24))
    bar = QRectF(rect.right() - 104 - wide, first.center().y() - 5, wide, 10)
    doing = QRectF(first.left() + 66, first.top(), bar.left() - first.left() - 72, first.height())
    draw_text(painter, doing, row.doing, role=role, colour=tokens.t1)
    _paint_bar(painter, bar, costs, row)
    why = QRectF(first.left() + 66, first.bottom() - 2, rect.width() - 90, rect.height() / 2)
    draw_text(painter, why, row.why, role=Role.SECONDARY, colour=tokens.t2)


def _paint_bar(painter: QPainter, bar: QRectF, costs: Costs, row: Row) -> None:
    left = bar.left()
    for name in costs.terms:
        wide = abs(row.candidate.costs.get(name, 0.0)) / costs.largest * bar.width()
        colour = QColor(costs.colour_of(name, theme.tokens))
        if row.mark == "infeasible":
            colour.setAlpha(130)
        painter.fillRect(QRectF(left, bar.top(), max(wide - 0.5, 0), bar.height()), colour)
        left += wide


def _paint_heads(painter: QPainter, costs: Costs, width: int, words: str) -> None:
    """The terms of the bars at the left, what the numbers are at the right."""
    high, tokens = theme.px(_LEGEND), theme.tokens
    for name, left, line, wide in _legend(costs, width):
        row = QRectF(left, line * high, wide, high)
        painter.fillRect(QRectF(left, row.center().y() - 4, 8, 8), QColor(costs.colour_of(name, tokens)))
        draw_text(painter, row.adjusted(13, 0, 0, 0), name, role=Role.SECONDARY, colour=tokens.t2)
    edge = QRectF(10, 0, width - 20, high)
    draw_text(painter, edge.adjusted(0, 0, -46, 0), words, role=Role.SECONDARY, colour=tokens.t3, align=_RIGHT)
    if costs.chosen is not None:
        draw_text(
            painter, edge, filled(tr("vs K%1"), costs.chosen), role=Role.SECONDARY, colour=tokens.t3, align=_RIGHT
        )


def _legend(costs: Costs, width: int) -> Iterator[tuple[str, float, int, float]]:
    """Each term with its left edge, its line and its width."""
    room = max(width, _NARROWEST)
    left, line = 12.0, 0
    for name in costs.terms:
        wide = 14 + width_of(name, Role.SECONDARY) + 12
        if left + wide > room - (0 if line else theme.px(_HEADS)) and left > 12:
            left, line = 12.0, line + 1
        yield name, left, line, wide
        left += wide
