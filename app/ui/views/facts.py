"""Small parts that several panels at the right are made of: rows of a name and a value, section heads, cost bars.

It must not know what they say.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.widgets.painted import draw_text, width_of
from app.ui.widgets.plain import plain

ROW = 22
SECTION = 26


class Facts(QWidget):
    """A section: its head, and rows of a name at the left and a value at the right; a value of None is left out."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._aside = ""
        self._rows: list[tuple[str, str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def set_rows(
        self, rows: Sequence[tuple[str, str | None] | tuple[str, str | None, str]], *, aside: str = ""
    ) -> None:
        """Show these; a third member is the token of the value's colour. `aside` stands at the right of the head."""
        made = [(row[0], row[1], row[2] if len(row) > 2 else "t1") for row in rows if row[1] is not None]
        told = [(name, value or "", tone) for name, value, tone in made]
        if (told, aside) == (self._rows, self._aside):
            return
        if len(told) != len(self._rows):
            self.updateGeometry()
        self._rows, self._aside = told, aside
        self.setVisible(bool(told or aside))
        self.setAccessibleName(self._title)
        self.setAccessibleDescription("; ".join(f"{name} {value}" for name, value, _ in told))
        self.setToolTip(plain("\n".join(f"{name}  {value}" for name, value, _ in told)))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its rows."""
        head = theme.px(SECTION) if self._title else 0
        return QSize(240, head + theme.px(ROW) * len(self._rows) + theme.px(6))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow, and as high as its rows."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Head and rows."""
        with QPainter(self) as painter:
            width, top = self.width(), 0.0
            painter.fillRect(self.rect(), QColor(theme.tokens.bg1))
            painter.fillRect(QRectF(0, 0, width, 1), QColor(theme.tokens.line))
            if self._title:
                row = QRectF(12, top, width - 24, theme.px(SECTION))
                draw_text(painter, row, self._title, role=Role.TITLE, colour=theme.tokens.t2)
                right = Qt.AlignmentFlag.AlignRight
                draw_text(painter, row, self._aside, role=Role.SECONDARY, colour=theme.tokens.t3, align=right)
                top += theme.px(SECTION)
            for name, value, tone in self._rows:
                pair(painter, QRectF(12, top, width - 24, theme.px(ROW)), name, value, tone)
                top += theme.px(ROW)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def pair(painter: QPainter, row: QRectF, name: str, value: str, tone: str = "t1") -> None:
    """A name and a value in one row; the name shortens first."""
    wide = min(width_of(value, Role.BODY), row.width() * 0.78)
    there = QRectF(row.right() - wide, row.top(), wide, row.height())
    draw_text(
        painter, there, value, role=Role.BODY, colour=theme.tokens[tone], align=Qt.AlignmentFlag.AlignRight,
        elide=Qt.TextElideMode.ElideMiddle,
    )  # fmt: skip
    draw_text(painter, row.adjusted(0, 0, -wide - 10, 0), name, role=Role.BODY, colour=theme.tokens.t2)
