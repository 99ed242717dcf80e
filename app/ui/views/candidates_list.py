"""The candidates of one planning cycle as a list: the chosen one, what each would cost, why others were not taken.

It must not know moments, nor how a row is painted.
"""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kinds.decision import Decision
from app.ui.theme.theme import theme
from app.ui.theme.tokens import Tokens
from app.ui.views.candidate_costs import Costs, costs_of
from app.ui.views.candidates_paint import heads_height, paint_costs, row_height
from app.ui.widgets.stills import Stills, drawn

_IN_STEPS_OF = 128
"""Pixels."""


@dataclass(frozen=True, slots=True)
class _Still:
    """All that what is in sight depends on."""

    costs: Costs
    picked: int | None
    sight: QRect
    """A little higher than that: what stands above it has fewer lines in the next cycle, or more."""
    width: int
    ratio: float
    """Pixels of the screen a pixel of the widget."""
    tokens: Tokens


class CandidatesList(QWidget):
    """Shows the candidates, the chosen one first, then by cost."""

    candidate_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._costs = Costs()
        self._ahead: tuple[Decision, Costs] | None = None
        """What is shown next."""
        self._stills = Stills[_Still]()
        self._picked: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def set_decision(self, decision: Decision | None) -> None:
        """Show the candidates of a cycle; None: there is none."""
        before = len(self._costs.rows)
        self._costs = Costs() if decision is None else self._costs_of(decision)
        self._ahead = None
        if decision is None:
            self._stills.forget()
        if before != len(self._costs.rows):
            self.updateGeometry()
        self.setAccessibleName(self.tr("Candidates"))
        marks = {
            "chosen": self.tr("chosen"),
            "rejected": self.tr("rejected"),
            "infeasible": self.tr("infeasible"),
        }
        self.setAccessibleDescription(
            "; ".join(f"K{r.candidate.id} {r.candidate.manoeuvre} {marks[r.mark]}" for r in self._costs.rows)
        )
        self.update()

    def draw_ahead(self, decision: Decision) -> None:
        """Draw the candidates of a cycle that is shown next, as far as they will be in sight; what is seen stays."""
        self._ahead = decision, self._costs_of(decision)
        still = self._still(self._ahead[1])
        if not still.sight.isEmpty():
            self._stills.draw_ahead(still, lambda: self._drawn(still))

    @property
    def ids(self) -> list[int]:
        """The candidates in the order of the list."""
        return [row.candidate.id for row in self._costs.rows]

    def set_picked(self, candidate: int | None) -> None:
        """Mark a candidate that was selected somewhere."""
        self._picked = candidate
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its rows and the legend."""
        return QSize(300, heads_height(self._costs, self.width()) + row_height() * len(self._costs.rows))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow, and as high as its rows."""
        return QSize(240, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What the colours mean takes more lines where it is narrow."""
        super().resizeEvent(event)
        self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pick the candidate under the pointer."""
        rows = self._costs.rows
        at = int((event.position().y() - heads_height(self._costs, self.width())) // row_height())
        if 0 <= at < len(rows):
            self.candidate_picked.emit(rows[at].candidate.id)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """What of it is in sight; all of it where somebody takes a picture of all."""
        with QPainter(self) as painter:
            still = self._still(self._costs)
            if still.sight.contains(event.rect()):
                image = self._stills.image(still, lambda: self._drawn(still))
                painter.drawImage(QPointF(still.sight.topLeft()), image)
            else:
                self._paint(painter, still, event.rect())

    # -- inside

    def _costs_of(self, decision: Decision) -> Costs:
        """What was made of it ahead, or is now."""
        return self._ahead[1] if self._ahead is not None and self._ahead[0] is decision else costs_of(decision)

    def _still(self, costs: Costs) -> _Still:
        sight = self.visibleRegion().boundingRect()
        sight.setHeight(math.ceil(sight.height() / _IN_STEPS_OF) * _IN_STEPS_OF)
        return _Still(costs, self._picked, sight, self.width(), self.devicePixelRatioF(), theme.tokens)

    def _drawn(self, still: _Still) -> QImage:
        def painted(painter: QPainter) -> None:
            painter.translate(-still.sight.topLeft())
            self._paint(painter, still, still.sight)

        ground = self.palette().color(QPalette.ColorRole.Window)
        return drawn(QSizeF(still.sight.size()), still.ratio, ground, painted)

    def _paint(self, painter: QPainter, still: _Still, clip: QRect) -> None:
        paint_costs(painter, still.costs, still.width, QRectF(clip), picked=still.picked, words=self.tr("Cost"))

    def _on_theme_changed(self) -> None:
        # letters are as large as the theme has them
        self._stills.forget()
        self.update()
