"""The line in which a filter is typed: tinted by whether it can be used, with what is wrong in it underlined.

It must not know the language of filters.
"""

from typing import Literal

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme.glyphs import draw_severity, draw_verdict
from app.ui.theme.lucide import draw_icon
from app.ui.theme.theme import theme
from app.ui.widgets.plain import plain

FilterState = Literal["", "ok", "warn", "broken"]


class FilterEdit(QLineEdit):
    """A line edit with the state of its filter: nothing typed, usable, incomplete, wrong."""

    def __init__(self, parent: QWidget | None = None, *, icon: str = "funnel") -> None:
        super().__init__(parent)
        self._icon = icon
        self._state: FilterState = ""
        self._span: tuple[int, int] | None = None
        self._follow_theme()
        theme.changed.connect(self._follow_theme)

    def set_state(self, state: FilterState, *, reason: str = "", span: tuple[int, int] | None = None) -> None:
        """Tint it; `reason` says why it cannot be used, `span` where: first character and the one behind the last."""
        self._state, self._span = state, span
        self.setProperty("filter", state)
        self.setToolTip(plain(reason))
        self.setAccessibleDescription(reason)
        # a style sheet looks at properties only when asked to
        self.style().unpolish(self)
        self.style().polish(self)
        self._underline()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The mark before the text: funnel (or another icon), triangle or octagon."""
        super().paintEvent(event)
        side = theme.px(14)
        place = QRectF(
            QPointF(theme.px(8), (self.height() - side) / 2), QPointF(theme.px(8) + side, (self.height() + side) / 2)
        )
        with QPainter(self) as painter:
            if self._state == "broken":
                draw_verdict(painter, place.adjusted(1, 1, -1, -1), "broken", theme.tokens)
            elif self._state == "warn":
                draw_severity(painter, place.adjusted(1, 1, -1, -1), "warning", theme.tokens)
            else:
                draw_icon(painter, place, self._icon, theme.tokens.ok if self._state == "ok" else theme.tokens.t3)

    def _underline(self) -> None:
        """Format the span the way input methods do: the only door that a line edit has for it."""
        attributes = []
        if self._span is not None:
            marked = QTextCharFormat()
            marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            marked.setUnderlineColor(QColor(theme.tokens.broken))
            start, end = self._span
            kind = QInputMethodEvent.AttributeType.TextFormat
            attributes.append(QInputMethodEvent.Attribute(kind, start - self.cursorPosition(), end - start, marked))
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def _follow_theme(self) -> None:
        self.setTextMargins(theme.px(20), 0, 0, 0)
        self._underline()
        self.update()


class ListFilterEdit(FilterEdit):
    """Above a list: its keys lead into what is shown, or end the filter."""

    given_up = Signal()
    """Esc."""
    left = Signal()
    """Enter or Down: the keys are to go to the list."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """All others are text."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)
