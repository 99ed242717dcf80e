"""Small parts that several panels at the right are made of: rows of a name and a value, section heads, cost bars.

It must not know what they say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.widgets.painted import broken, draw_text, width_of
from app.ui.widgets.plain import plain

ROW = 22
SECTION = 26
_LINE = 16
_EDGE = 12


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    value: str
    tone: str = "t1"
    below: str = ""


Row = tuple[str, str | None] | tuple[str, str | None, str] | tuple[str, str | None, str, str]
"""A name and a value, None: it is left out; the token of the value's colour; what stands beneath, in its own lines."""


class Facts(QWidget):
    """A section: its head, and rows of a name at the left and a value at the right."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._aside = ""
        self._rows: list[_Row] = []
        self._lines: list[list[str]] = []
        """What stands beneath each row, at the width that there is."""
        self._counted = (0, 0)
        """Rows, and lines beneath them."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def set_rows(self, rows: Sequence[Row], *, aside: str = "") -> None:
        """Show these; `aside` stands at the right of the head."""
        told = [_Row(name, value, *more) for name, value, *more in rows if value is not None]
        if (told, aside) == (self._rows, self._aside):
            return
        self._rows, self._aside = told, aside
        self._lay_out()
        self.setVisible(bool(told or aside))
        self.setAccessibleName(self._title)
        self.setAccessibleDescription("; ".join(f"{row.name} {row.value} {row.below}".strip() for row in told))
        self.setToolTip(plain("\n".join(f"{row.name}  {row.value}" for row in told)))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its rows."""
        head = theme.px(SECTION) if self._title else 0
        rows, lines = self._counted
        return QSize(240, head + theme.px(ROW) * rows + theme.px(_LINE) * lines + theme.px(6))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow, and as high as its rows."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What stands beneath rows is broken anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Head and rows."""
        with QPainter(self) as painter:
            width, top = self.width(), 0.0
            painter.fillRect(self.rect(), QColor(theme.tokens.bg1))
            painter.fillRect(QRectF(0, 0, width, 1), QColor(theme.tokens.line))
            if self._title:
                head = QRectF(_EDGE, top, width - 2 * _EDGE, theme.px(SECTION))
                draw_text(painter, head, self._title, role=Role.TITLE, colour=theme.tokens.t2)
                right = Qt.AlignmentFlag.AlignRight
                draw_text(painter, head, self._aside, role=Role.SECONDARY, colour=theme.tokens.t3, align=right)
                top += theme.px(SECTION)
            for row, lines in zip(self._rows, self._lines, strict=True):
                _pair(painter, QRectF(_EDGE, top, width - 2 * _EDGE, theme.px(ROW)), row.name, row.value, row.tone)
                top += theme.px(ROW)
                for line in lines:
                    place = QRectF(2 * _EDGE, top, width - 3 * _EDGE, theme.px(_LINE))
                    draw_text(painter, place, line, role=Role.SECONDARY, colour=theme.tokens.t2)
                    top += theme.px(_LINE)

    def _lay_out(self) -> None:
        before = self._counted
        self._lines = [broken(row.below, Role.SECONDARY, self.width() - 3 * _EDGE) for row in self._rows]
        self._counted = len(self._rows), sum(len(one) for one in self._lines)
        if self._counted != before:
            self.updateGeometry()

    def _on_theme_changed(self) -> None:
        self._lay_out()
        self.updateGeometry()
        self.update()


def _pair(painter: QPainter, row: QRectF, name: str, value: str, tone: str = "t1") -> None:
    """A name and a value in one row; the name shortens first."""
    wide = min(width_of(value, Role.BODY), row.width() * 0.78)
    there = QRectF(row.right() - wide, row.top(), wide, row.height())
    draw_text(
        painter, there, value, role=Role.BODY, colour=theme.tokens[tone], align=Qt.AlignmentFlag.AlignRight,
        elide=Qt.TextElideMode.ElideMiddle,
    )  # fmt: skip
    draw_text(painter, row.adjusted(0, 0, -wide - 10, 0), name, role=Role.BODY, colour=theme.tokens.t2)
