"""A choice of a few that is always in sight, as `Capture time | Knew then`.

It must not know what is chosen for.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme.fonts import Role
from app.ui.theme.lucide import draw_icon
from app.ui.theme.theme import theme
from app.ui.widgets.painted import Painted, draw_text, width_of

_BOLD = QFont.Weight.DemiBold


class _Segment(QAbstractButton):
    """One of them: the chosen one on `sel`, in bold, over a bar in the accent."""

    def __init__(self, text: str, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # no focus by click: the keys stay with the view
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._icon = icon

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as in bold, so that choosing moves nothing."""
        mark = theme.px(16) + theme.px(6) if self._icon else 0
        text = width_of(self.text(), Role.BODY, weight=_BOLD)
        return QSize(round(text) + mark + 2 * theme.px(12), theme.px(SegmentedToggle.HEIGHT) - 2)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Qt's name."""
        tokens, px, chosen = theme.tokens, theme.px, self.isChecked()
        colour = tokens.t1 if chosen else tokens.t2 if self.isEnabled() else tokens.unchecked
        with QPainter(self) as painter:
            if self.isDown() or self.underMouse() or chosen:
                surface = tokens.bg1 if self.isDown() else tokens.sel if chosen else tokens.bg3
                painter.fillRect(self.rect(), QColor(surface))
            if chosen:
                painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), QColor(tokens.acc))
            x = float(px(12))
            if self._icon:
                side = px(16)
                draw_icon(painter, QRectF(x, (self.height() - side) / 2, side, side), self._icon, colour)
                x += side + px(6)
            draw_text(painter, QRectF(x, 0, self.width() - x, self.height()), self.text(), role=Role.BODY,
                      colour=colour, weight=_BOLD if chosen else None)  # fmt: skip
            if self.hasFocus():
                painter.setPen(QPen(QColor(tokens.acc), 2))
                painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))


class SegmentedToggle(Painted):
    """28 px. `chosen` names the choice that somebody made; `choose` from code does not."""

    HEIGHT = 28
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: dict[str, _Segment] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def add(self, choice: str, text: str, *, icon: str = "", tooltip: str = "") -> None:
        """One more choice; the first is chosen."""
        segment = self._segments[choice] = _Segment(text, icon, self)
        segment.setToolTip(tooltip)
        segment.setChecked(len(self._segments) == 1)
        self._group.addButton(segment)
        self._row.addWidget(segment)
        segment.clicked.connect(lambda: self.chosen.emit(choice))

    @property
    def choice(self) -> str:
        """What is chosen."""
        return next(choice for choice, segment in self._segments.items() if segment.isChecked())

    def choose(self, choice: str) -> None:
        """Show that choice as chosen."""
        self._segments[choice].setChecked(True)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The frame, and the lines between the segments."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            frame = QPainterPath()
            frame.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.fillPath(frame, QColor(theme.tokens.bg2))
            painter.strokePath(frame, QPen(QColor(theme.tokens.line2), 1))
            for segment in list(self._segments.values())[1:]:
                painter.fillRect(QRectF(segment.x() - 1, 0, 1, self.height()), QColor(theme.tokens.line2))
