"""A word or two on a ground of their own, shortened where there is no room for all.

It must not know what the words mean.
"""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.widgets.painted import Painted, draw_text, width_of
from app.ui.widgets.plain import one_line, plain

_PADDING = 8


class Chip(Painted):
    """The tooltip has the words in full."""

    HEIGHT = 22

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """All of it that can be seen."""
        return self._text

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._text = one_line(text)
        self.setToolTip(plain(text))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for all of it."""
        return QSize(round(width_of(self._text, Role.BODY)) + 2 * theme.px(_PADDING), theme.px(self.HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for its beginning."""
        return QSize(theme.px(48), theme.px(self.HEIGHT))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The words on their ground."""
        pad = theme.px(_PADDING)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor(theme.tokens.bg3))
            painter.setPen(QColor(theme.tokens.bg3))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            inner = QRectF(self.rect()).adjusted(pad, 0, -pad, 0)
            draw_text(painter, inner, self._text, role=Role.BODY, colour=theme.tokens.t1)
