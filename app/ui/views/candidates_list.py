"""The candidates of one planning cycle as a list: the chosen one, what each would cost, why others were not taken.

It must not know moments. Totals and terms are those of the log; only differences to the chosen one are reckoned.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kinds.decision import Candidate, Decision
from app.scene.wording import MINUS, named, number, typeset
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import CandidateMark, draw_candidate
from app.ui.theme.theme import theme
from app.ui.widgets.painted import draw_text, shortened, width_of

COST_ORDER = ("collision", "comfort", "progress", "lane", "rule")
"""Always in this order, always in these colours; further terms follow by name."""
_ROW, _LEGEND = 38, 22
_HEADS = 92
"""Pixels for what the numbers are."""
_BESIDE_WHY = 90
"""Pixels of a row in which no reason stands."""
_FURTHER = ("hold", "unk", "keep", "mrm", "ease")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A candidate, and all that is written of it."""

    candidate: Candidate
    mark: CandidateMark
    name: str
    doing: str
    total: str
    behind: str
    """Total minus that of the chosen one; empty: it is that, or has none."""
    why: str
    """It was not taken; empty: nobody says."""

    @property
    def role(self) -> Role:
        """The letters of its first line."""
        return Role.TITLE if self.mark == "chosen" else Role.BODY

    def shape(self, wide: float) -> None:
        """Have its letters laid out, which takes longer than painting them; `wide`: the pixels of a row."""
        for text in (self.name, self.doing, self.total):
            width_of(text, self.role)
        for text in (self.behind, shortened(self.why, Role.SECONDARY, wide - _BESIDE_WHY)):
            width_of(text, Role.SECONDARY)


class CandidatesList(QWidget):
    """Shows the candidates, the chosen one first, then by cost."""

    candidate_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._terms: list[str] = []
        self._largest = 1.0
        self._picked: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_decision(self, decision: Decision | None) -> None:
        """Show the candidates of a cycle; None: there is none."""
        before = len(self._rows)
        self._rows = [] if decision is None else _rows(decision)
        names = {name for row in self._rows for name, cost in row.candidate.costs.items() if cost}
        further = sorted(names - set(COST_ORDER))
        self._terms = [name for name in COST_ORDER if name in names] + further
        sums = [sum(abs(cost) for cost in row.candidate.costs.values()) for row in self._rows]
        self._largest = max(sums, default=0.0) or 1.0
        if before != len(self._rows):
            self.updateGeometry()
        self.setAccessibleName("Candidates")
        self.setAccessibleDescription(
            "; ".join(f"K{r.candidate.id} {r.candidate.manoeuvre} {r.mark}" for r in self._rows)
        )
        self.update()

    def shape_ahead(self, decision: Decision) -> None:
        """Prepare to show the candidates of a cycle, as far as they will be in sight; what can be seen stays."""
        sight, high = self.visibleRegion().boundingRect(), theme.px(_ROW)
        first = max((sight.top() - self._first()) // high, 0)
        for row in _rows(decision)[first : first + sight.height() // high + 2]:
            row.shape(self.width())

    def set_picked(self, candidate: int | None) -> None:
        """Mark a candidate that was selected somewhere."""
        self._picked = candidate
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its rows and the legend."""
        return QSize(300, self._first() + theme.px(_ROW) * len(self._rows))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow, and as high as its rows."""
        return QSize(240, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What the colours mean takes more lines where it is narrow."""
        super().resizeEvent(event)
        self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pick the candidate under the pointer."""
        at = int((event.position().y() - self._first()) // theme.px(_ROW))
        if 0 <= at < len(self._rows):
            self.candidate_picked.emit(self._rows[at].candidate.id)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """What colours and numbers mean, then the rows."""
        with QPainter(self) as painter:
            high, first = theme.px(_ROW), self._first()
            for at, row in enumerate(self._rows):
                # of many candidates most are out of sight
                place = QRectF(0, first + at * high, self.width(), high)
                if place.top() <= event.rect().bottom() and place.bottom() > event.rect().top():
                    self._paint_row(painter, place, row)
            if self._rows:
                self._paint_heads(painter)

    def _paint_row(self, painter: QPainter, rect: QRectF, row: _Row) -> None:
        tokens, candidate = theme.tokens, row.candidate
        current = row.mark == "chosen"
        if current or candidate.id == self._picked:
            painter.fillRect(rect, QColor(tokens.sel))
            painter.fillRect(QRectF(0, rect.top(), 2, rect.height()), QColor(tokens.acc))
        first = QRectF(rect.left() + 10, rect.top() + 2, rect.width() - 20, rect.height() / 2)
        draw_candidate(painter, QRectF(first.left(), first.top(), 28, first.height()), row.mark, tokens)
        role, right = row.role, Qt.AlignmentFlag.AlignRight
        draw_text(painter, first.adjusted(36, 0, 0, 0), row.name, role=role, colour=tokens.t1)
        draw_text(painter, first.adjusted(0, 0, -46, 0), row.total, role=role, colour=tokens.t1, align=right)
        draw_text(painter, first, row.behind, role=Role.SECONDARY, colour=tokens.t2, align=right)
        wide = min(96.0, max(rect.width() - 280, 24))
        bar = QRectF(rect.right() - 104 - wide, first.center().y() - 5, wide, 10)
        doing = QRectF(first.left() + 66, first.top(), bar.left() - first.left() - 72, first.height())
        draw_text(painter, doing, row.doing, role=role, colour=tokens.t1)
        self._paint_costs(painter, bar, row)
        why = QRectF(first.left() + 66, first.bottom() - 2, rect.width() - _BESIDE_WHY, rect.height() / 2)
        draw_text(painter, why, row.why, role=Role.SECONDARY, colour=tokens.t2)

    def _paint_costs(self, painter: QPainter, bar: QRectF, row: _Row) -> None:
        left = bar.left()
        for name in self._terms:
            wide = abs(row.candidate.costs.get(name, 0.0)) / self._largest * bar.width()
            colour = QColor(self.colour_of(name))
            if row.mark == "infeasible":
                colour.setAlpha(130)
            painter.fillRect(QRectF(left, bar.top(), max(wide - 0.5, 0), bar.height()), colour)
            left += wide

    def _first(self) -> int:
        """Where the rows begin."""
        return theme.px(_LEGEND) * self._legend_lines() if self._rows else 0

    def _paint_heads(self, painter: QPainter) -> None:
        """The terms of the bars at the left, what the numbers are at the right."""
        high, tokens, right = theme.px(_LEGEND), theme.tokens, Qt.AlignmentFlag.AlignRight
        for name, left, line, wide in self._legend():
            row = QRectF(left, line * high, wide, high)
            painter.fillRect(QRectF(left, row.center().y() - 4, 8, 8), QColor(self.colour_of(name)))
            draw_text(painter, row.adjusted(13, 0, 0, 0), name, role=Role.SECONDARY, colour=tokens.t2)
        edge = QRectF(10, 0, self.width() - 20, high)
        cost = self.tr("Cost")
        draw_text(painter, edge.adjusted(0, 0, -46, 0), cost, role=Role.SECONDARY, colour=tokens.t3, align=right)
        chosen = next((row.candidate.id for row in self._rows if row.mark == "chosen"), None)
        if chosen is not None:
            draw_text(painter, edge, f"vs K{chosen}", role=Role.SECONDARY, colour=tokens.t3, align=right)

    def _legend(self) -> Iterator[tuple[str, float, int, float]]:
        """Each term with its left edge, its line and its width."""
        room = max(self.width(), 240)
        left, line = 12.0, 0
        for name in self._terms:
            wide = 14 + width_of(name, Role.SECONDARY) + 12
            if left + wide > room - (0 if line else theme.px(_HEADS)) and left > 12:
                left, line = 12.0, line + 1
            yield name, left, line, wide
            left += wide

    def _legend_lines(self) -> int:
        return 1 + max((line for _, _, line, _ in self._legend()), default=0)

    def colour_of(self, term: str) -> str:
        """The colour of a cost term."""
        if term in COST_ORDER:
            return theme.tokens.costs[COST_ORDER.index(term)]
        further = [name for name in self._terms if name not in COST_ORDER]
        return theme.tokens[_FURTHER[further.index(term) % len(_FURTHER)]] if term in further else theme.tokens.unk


def _rows(decision: Decision) -> list[_Row]:
    chosen = next((one for one in decision.candidates if one.id == decision.chosen), None)
    base = None if chosen is None else chosen.total

    def row(one: Candidate) -> _Row:
        mark: CandidateMark = "chosen" if one is chosen else ("rejected" if one.feasible else "infeasible")
        behind = None if base is None or one.total is None or one is chosen else one.total - base
        why = one.rejected
        return _Row(
            candidate=one, mark=mark, name=f"K{one.id}", doing=named(one.manoeuvre),
            total=MINUS if one.total is None else number(one.total, 2),
            behind="" if behind is None else f"{'+' if behind >= 0 else ''}{number(behind, 2)}",
            why="" if why is None else typeset(why.text or named(why.code)),
        )  # fmt: skip

    rows = [row(one) for one in decision.candidates]
    order = {"chosen": 0, "rejected": 1, "infeasible": 2}
    return sorted(rows, key=lambda r: (order[r.mark], r.candidate.total is None, r.candidate.total or 0.0))
