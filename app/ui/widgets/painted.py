"""What every widget that paints itself needs: a repaint when the theme changes, and text that fits.

It must not know what is painted.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme


class Painted(QWidget):
    """A widget of a height that grows with the interface; it repaints and asks for its room anew at a new theme."""

    HEIGHT = 0
    """Pixels at scale 1; 0 leaves it free."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follow_theme()
        theme.changed.connect(self._follow_theme)

    def _follow_theme(self) -> None:
        if self.HEIGHT:
            self.setFixedHeight(theme.px(self.HEIGHT))
        self.updateGeometry()
        self.update()


def width_of(text: str, font: QFont) -> float:
    """How wide the text is, in whole pixels upwards: what is that wide is not shortened."""
    return float(-(-QFontMetricsF(font).horizontalAdvance(text) // 1))


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    *,
    role: Role,
    colour: str,
    font: QFont | None = None,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """One line of text in the middle of `rect`'s height, shortened if it does not fit."""
    used = font or theme.font(role)
    painter.setFont(used)
    painter.setPen(QColor(colour))
    shown = text if width_of(text, used) <= rect.width() else QFontMetricsF(used).elidedText(text, elide, rect.width())
    painter.drawText(rect, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
