"""The strip below a scene: what its colours mean, how old things are, what is not drawn, and how many points are.

It must not reckon what it says. A fact is said whole, or as short as it may be without meaning something else, or not
at all: then it is counted, and stands in the tooltip.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.filling import filled
from app.ui.gl.colours import INKS
from app.ui.gl.facts import Facts, Fitted, Legend, fitted
from app.ui.gl.overlay import ink
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.widgets.painted import Painted, draw_text, width_of
from app.ui.widgets.plain import plain

_RAMP = 46
_EDGE, _GAP, _BESIDE = 8, 14, 6
"""Pixels: to the ends of the strip, between two facts, beside the ramp."""


class FactsStrip(Painted):
    """24 px: what colours mean at the left, then facts; who draws, and how many points, at the right."""

    HEIGHT = 24
    range_asked = Signal()
    """Somebody wants colours to run between other numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = Facts()
        self._hovered = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def facts(self) -> Facts:
        """What it has to say."""
        return self._facts

    @property
    def said(self) -> tuple[str, ...]:
        """What of that can be read in it now, from left to right; `+2`: so many facts more are in the tooltip."""
        found = self._fitted()
        return tuple(text for text, _ in (*found.left, *reversed(found.right)))

    @property
    def legend_rect(self) -> QRectF:
        """Where it says what colours mean: a click there asks for another range."""
        width = self._legend_width(self._fitted().legend)
        return QRectF(theme.px(_EDGE) - theme.px(4), 0, width + 2 * theme.px(4) if width else 0.0, self.height())

    def show_facts(self, facts: Facts) -> None:
        """Say this from now on."""
        if facts != self._facts:
            self._facts = facts
            whole = "\n".join(self._words(facts))
            self.setToolTip(plain(whole))
            self.setAccessibleName(self.tr("Facts of the 3D view"))
            self.setAccessibleDescription(whole)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Any width: facts go."""
        return QSize(theme.px(320), theme.px(self.HEIGHT))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt's: on the legend it asks for another range."""
        if event.button() is Qt.MouseButton.LeftButton and self._over_legend(event.position()):
            self.range_asked.emit()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt's: what can be clicked says so."""
        self._hover(on=self._over_legend(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002, N802
        """Qt's."""
        self._hover(on=False)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Qt's."""
        found = self._fitted()
        edge, gap = float(theme.px(_EDGE)), theme.px(_GAP)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), ink("bg1"))
            x = edge
            if found.legend is not Legend.NONE:
                if self._hovered:
                    painter.fillRect(self.legend_rect, ink("line"))
                x = self._draw_legend(painter, x, found.legend) + gap
            for text, tone in found.left:
                x = self._word(painter, x, text, tone) + gap
            x = self.width() - edge
            for text, tone in found.right:
                x -= width_of(text, Role.SECONDARY)
                self._word(painter, x, text, tone)
                x -= gap

    def _fitted(self) -> Fitted:
        room = float(self.width() - 2 * theme.px(_EDGE))
        return fitted(
            self._facts, room, gap=float(theme.px(_GAP)), width=_width,
            legends={one: self._legend_width(one) for one in Legend},
        )  # fmt: skip

    def _words(self, facts: Facts) -> list[str]:
        legend = filled(self.tr("%1 %2 to %3"), facts.title, facts.low, facts.high) if facts.low else facts.title
        if facts.ranged:
            legend = filled(self.tr("%1 (click to change)"), legend)
        return [word for word in (legend, *(fact.text for fact in facts.left), facts.backend, facts.count) if word]

    def _over_legend(self, at: QPointF) -> bool:
        return self._facts.ranged and self.legend_rect.contains(at)

    def _hover(self, *, on: bool) -> None:
        if on != self._hovered:
            self._hovered = on
            self.setCursor(Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.ArrowCursor)
            self.update()

    def _legend_width(self, legend: Legend) -> float:
        before, behind = self._legend_words(legend)
        if legend is Legend.NONE or not self._facts.title:
            return 0.0
        beside = theme.px(_BESIDE)
        return float(theme.px(_RAMP) + sum(_width(word) + beside for word in (before, behind) if word))

    def _legend_words(self, legend: Legend) -> tuple[str, str]:
        """Before and behind the ramp."""
        facts = self._facts
        title = facts.title if legend is Legend.FULL else ""
        return f"{title} {facts.low}".strip(), facts.high

    def _draw_legend(self, painter: QPainter, x: float, legend: Legend) -> float:
        before, behind = self._legend_words(legend)
        beside, long, high = theme.px(_BESIDE), theme.px(_RAMP), theme.px(6)
        if before:
            x = self._word(painter, x, before, "t2") + beside
        step = long / max(len(self._facts.ramp), 1)
        for number, colour in enumerate(self._facts.ramp):
            place = QRectF(x + number * step, (self.height() - high) / 2, step + 0.5, high)
            painter.fillRect(place, QColor(*colour))
        x += long
        return self._word(painter, x + beside, behind, "t2") if behind else x

    def _word(self, painter: QPainter, x: float, text: str, tone: str) -> float:
        wide = width_of(text, Role.SECONDARY)
        draw_text(painter, QRectF(x, 0, wide, self.height()), text, role=Role.SECONDARY, colour=INKS[tone])
        return x + wide


def _width(text: str) -> float:
    return width_of(text, Role.SECONDARY)
