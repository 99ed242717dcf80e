"""The small frame that says on what a statement rests: recorded solid, derived dashed, opinion double.

It must not know statements.
"""

from typing import Literal

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.widgets.painted import Painted, draw_text, width_of

Basis = Literal["recorded", "derived", "opinion"]
_HEIGHT = 16


def basis_word(basis: Basis) -> str:
    """The word in the tag."""
    match basis:
        case "recorded":
            return QCoreApplication.translate("words", "recorded")
        case "derived":
            return QCoreApplication.translate("words", "derived")
        case "opinion":
            return QCoreApplication.translate("words", "opinion")


def tag_size(text: str, basis: Basis | None = "recorded") -> QSize:
    """The room that a tag takes."""
    inside = theme.px(8) if basis == "opinion" else theme.px(5)
    return QSize(round(width_of(text, Role.AXIS)) + 2 * inside, theme.px(_HEIGHT))


def draw_tag(painter: QPainter, rect: QRectF, text: str, basis: Basis | None = "recorded") -> None:
    """Paint a tag, for delegates; `basis` None is a plain solid one."""
    tokens = theme.tokens
    edge = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    pen = QPen(QColor(tokens.line2), 1.0)
    if basis == "derived":
        pen.setDashPattern([3.0, 2.0])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(edge, 3, 3)
    if basis == "opinion":
        painter.drawRoundedRect(edge.adjusted(2, 2, -2, -2), 1.5, 1.5)
    draw_text(painter, rect, text, role=Role.AXIS, colour=tokens.t2, align=Qt.AlignmentFlag.AlignHCenter)
    painter.restore()


class Tag(Painted):
    """A tag as a widget; `basis` None frames any short word."""

    HEIGHT = _HEIGHT

    def __init__(self, basis: Basis | None = "recorded", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._basis, self._text = basis, text or (basis_word(basis) if basis else "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._text)

    def set_basis(self, basis: Basis) -> None:
        """Another basis, in its own word."""
        self._basis, self._text = basis, basis_word(basis)
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Just its word and frame."""
        return tag_size(self._text, self._basis)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Qt's name."""
        with QPainter(self) as painter:
            draw_tag(painter, QRectF(self.rect()), self._text, self._basis)
