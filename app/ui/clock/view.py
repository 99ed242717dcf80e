"""The big clock: the time that is shown on the chosen clock, and below it on the others, as far as they have room.

It must not know which clocks a log has: it is given their dials.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.replay.dial import Dial
from app.replay.face import Face
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme

_LEFT, _RIGHT = 12, 4


class ClockView(QWidget):
    """Two lines. A click asks for the menu of the clocks."""

    menu_asked = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prefix, self._time, self._unit = "", "", ""
        self._others: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Time shown"))
        theme.changed.connect(self.update)

    def show_time(self, t_ns: int, dials: Sequence[Dial], *, lacks: str = "", about: str = "") -> None:
        """Show this instant on the first dial, and below it on the others; `lacks`: which clocks there are not."""
        first, *others = dials
        self._prefix = "T0" if first.face is Face.T0 else ""
        self._time, self._unit = first.bare(t_ns), first.unit(t_ns)
        day = first.date(t_ns)
        self._others = [*([day] if first.dated else []), *(one.told(t_ns) for one in others)]
        if lacks:
            self._others.append(lacks)
        told = " ".join(part for part in (self._prefix, self._time, self._unit) if part)
        self.setAccessibleDescription("; ".join([told, *self._others]))
        days = (one.date(t_ns) if not one.dated else "" for one in dials)
        whole = [f"{day} {one.told(t_ns)}".strip() for day, one in zip(days, dials, strict=True)]
        self.setToolTip("\n".join([*whole, *([lacks] if lacks else []), about]))
        self.update()

    def lines(self) -> tuple[str, str, str]:
        """What of it has room: the time, what stands behind it, and the line below."""
        room = self.width() - _LEFT - _RIGHT
        small = QFontMetricsF(theme.font(Role.SECONDARY))
        wide = QFontMetricsF(theme.font(Role.CLOCK)).horizontalAdvance(self._time) + self._prefix_width()
        beside = bool(self._unit) and wide + 6 + small.horizontalAdvance(self._unit) <= room
        below = [] if beside or not self._unit else [self._unit]
        for one in self._others:
            if not below or small.horizontalAdvance(" · ".join([*below, one])) <= room:
                below.append(one)
        second = small.elidedText(" · ".join(below), Qt.TextElideMode.ElideRight, room)
        return self._time, self._unit if beside else "", second

    def _prefix_width(self) -> float:
        return QFontMetricsF(theme.font(Role.SENTENCE)).horizontalAdvance(f"{self._prefix} ") if self._prefix else 0.0

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Two lines."""
        time, unit, below = self.lines()
        bottom = Qt.AlignmentFlag.AlignBottom
        with QPainter(self) as painter:
            top = QRectF(_LEFT, 4, self.width() - _LEFT - _RIGHT, self.height() / 2)
            painter.setFont(theme.font(Role.SENTENCE))
            painter.setPen(QColor(theme.tokens.t3))
            painter.drawText(top, bottom, self._prefix)
            left = self._prefix_width()
            painter.setFont(theme.font(Role.CLOCK))
            painter.setPen(QColor(theme.tokens.t1))
            painter.drawText(top.adjusted(left, 0, 0, 2), bottom, time)
            left += painter.fontMetrics().horizontalAdvance(time) + 6
            painter.setFont(theme.font(Role.SECONDARY))
            painter.setPen(QColor(theme.tokens.t2))
            painter.drawText(top.adjusted(left, 0, 0, -2), bottom, unit)
            second = QRectF(_LEFT, self.height() / 2 + 5, self.width() - _LEFT - _RIGHT, self.height() / 2 - 6)
            painter.drawText(second, Qt.AlignmentFlag.AlignTop, below)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Offer the other clocks."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.menu_asked.emit(event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Offer the other clocks."""
        self.menu_asked.emit(event.globalPos())
