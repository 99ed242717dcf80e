"""The strip below a scene: what its colours mean, how far apart the grid's lines are, what is not drawn, and how many
points are.

It must not reckon what it says.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.gl.overlay import ink
from app.ui.widgets.plain import plain

_HEIGHT = 24
_RAMP = QRectF(0, 9, 46, 6)
_PADDING, _GAP = 8, 14
_AS_EXPECTED = ", all shown"
"""Goes first: only that points are missing must never go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What it says."""

    title: str = ""
    """Of the number that colours mean; empty: nothing is coloured."""
    low: str = ""
    high: str = ""
    ramp: tuple[tuple[int, int, int], ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    """Words and their colours, the most important first."""
    right: tuple[str, ...] = ()


class FactsStrip(QWidget):
    """One line of facts; what does not fit on the left is in its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = Facts()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def facts(self) -> Facts:
        """What it says now."""
        return self._facts

    def show_facts(self, facts: Facts) -> None:
        """Say this from now on."""
        if facts != self._facts:
            self._facts = facts
            words = [f"{facts.title} {facts.low} to {facts.high}" if facts.title else ""]
            words += [text for text, _ in facts.left] + list(facts.right)
            self.setToolTip(plain("\n".join(word for word in words if word)))
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt's."""
        return QSize(320, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Qt's."""
        facts = self._facts
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), ink("bg1"))
            font = QFont(self.font())
            font.setPixelSize(11)
            painter.setFont(font)
            metrics = QFontMetricsF(font)
            end = self._right(painter, metrics, facts.right)
            x = float(_PADDING)
            if facts.title:
                x = self._ramp(painter, metrics, x)
            for text, colour in facts.left:
                width = metrics.horizontalAdvance(text)
                room = end - x - _GAP
                if room < 40:
                    break
                shown = text if width <= room else metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
                x = self._word(painter, metrics, x, shown, ink(colour)) + _GAP

    def _right(self, painter: QPainter, metrics: QFontMetricsF, words: tuple[str, ...]) -> float:
        """The last word always; the others where they fit, or what stands before their comma."""
        x = float(self.width() - _PADDING)
        least = _PADDING + metrics.horizontalAdvance(f"{self._facts.title} {self._facts.low}{self._facts.high}")
        least += _RAMP.width() + 2 * _GAP if self._facts.title else 0
        # what is most important on the left goes before what only explains a word on the right
        first = metrics.horizontalAdvance(self._facts.left[0][0]) + _GAP if self._facts.left else 0.0
        behind = sum(metrics.horizontalAdvance(text.partition(",")[0]) + _GAP for text in words[:-1])
        for number, text in enumerate(reversed(words)):
            if number == 0:
                spare = x - metrics.horizontalAdvance(text) - behind - first < least
                word = text.removesuffix(_AS_EXPECTED) if spare else text
            else:
                shown = ((text, least + first), (text.partition(",")[0], least))
                word = next((one for one, end in shown if x - metrics.horizontalAdvance(one) >= end), "")
            if word:
                x -= metrics.horizontalAdvance(word)
                self._word(painter, metrics, x, word, ink("t2" if number == 0 else "t3"))
                x -= _GAP
        return x

    def _ramp(self, painter: QPainter, metrics: QFontMetricsF, x: float) -> float:
        facts = self._facts
        x = self._word(painter, metrics, x, f"{facts.title} {facts.low}", ink("t2")) + 6
        step = _RAMP.width() / max(len(facts.ramp), 1)
        for number, colour in enumerate(facts.ramp):
            painter.fillRect(QRectF(x + number * step, _RAMP.top(), step + 0.5, _RAMP.height()), QColor(*colour))
        return self._word(painter, metrics, x + _RAMP.width() + 6, facts.high, ink("t2")) + _GAP

    def _word(self, painter: QPainter, metrics: QFontMetricsF, x: float, text: str, colour: QColor) -> float:
        width = metrics.horizontalAdvance(text)
        painter.setPen(colour)
        painter.drawText(QRectF(x, 0, width + 2, _HEIGHT), Qt.AlignmentFlag.AlignVCenter, text)
        return x + width
