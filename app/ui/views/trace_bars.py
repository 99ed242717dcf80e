"""How the steps of a waterfall are painted: bars over one axis of time, and that axis in the head of their column.

It must not know where the steps come from.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem, QWidget

from app.scene.wording import number
from app.ui.pane import MARKS
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import draw_severity, draw_verdict
from app.ui.theme.theme import theme
from app.ui.views.trace_rows import COLUMNS, TraceRow, Waterfall
from app.ui.widgets.painted import draw_text, width_of
from app.ui.widgets.rows import RowDelegate
from app.ui.widgets.ticks import ticks

ROW = int(Qt.ItemDataRole.UserRole)
"""Role: the `TraceRow`."""
WATERFALL = ROW + 1
"""Role: the `Waterfall` that it is of."""
HERE = ROW + 2
"""Role: the instant that is shown, in ns."""
BAR = COLUMNS.index("bar")
_MARGIN, _HIGH, _USUAL, _LEAST = 6, 10, 3, 2


class _Axis:
    """From times to pixels of a cell, and what is marked on it."""

    def __init__(self, waterfall: Waterfall, rect: QRectF) -> None:
        self._from, to = waterfall.span
        self._capture = waterfall.capture_ns
        self.rect = rect.adjusted(theme.px(_MARGIN), 0, -theme.px(_MARGIN), 0)
        self._scale = self.rect.width() / max(to - self._from, 1)

    def x(self, t_ns: int) -> float:
        return self.rect.left() + (t_ns - self._from) * self._scale

    def ticks(self) -> list[tuple[float, str]]:
        """Where a time stands, in ms from the capture."""
        low = (self._from - self._capture) / 1e6
        high = low + self.rect.width() / self._scale / 1e6
        most = int(self.rect.width() // theme.px(44))
        return [(self.x(self._capture + round(one * 1e6)), number(one)) for one in ticks(low, high, most)]

    def inside(self, x: float) -> bool:
        return self.rect.left() <= x <= self.rect.right()


class BarDelegate(RowDelegate):
    """Rows of which one cell has a bar, and the first one a glyph where its step took longer than usual, or failed."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's name."""
        super().paint(painter, option, index)
        row = index.data(ROW)
        assert isinstance(row, TraceRow)
        rect = QRectF(option.rect)
        if index.column() == BAR:
            painter.save()
            painter.setClipRect(rect)
            _paint_bar(painter, _Axis(index.data(WATERFALL), rect), row, index.data(HERE))
            painter.restore()
            return
        side = theme.px(12)
        place = QRectF(rect.left() + theme.px(4), rect.center().y() - side / 2, side, side)
        if index.column() == 0 and row.step.failed is not None:
            draw_severity(painter, place, "critical", theme.tokens)
        elif index.column() == 0 and row.slow:
            draw_severity(painter, place, "warning", theme.tokens)
        elif index.column() == len(COLUMNS) - 1:
            draw_verdict(painter, place, MARKS[row.step.standing], theme.tokens)


class BarHeader(QHeaderView):
    """The heads, over the bars their axis: ms from the capture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.waterfall = Waterfall()

    def paintSection(self, painter: QPainter, rect: object, section: int) -> None:  # noqa: N802
        """Qt's name."""
        super().paintSection(painter, rect, section)  # type: ignore[arg-type]
        if section != BAR or not self.waterfall.rows:
            return
        cell = QRectF(rect)  # type: ignore[call-overload]
        axis, taken = _Axis(self.waterfall, cell), cell.left()
        for x, said in axis.ticks():
            wide = width_of(said, Role.SECONDARY)
            if x - wide / 2 >= taken and x + wide / 2 <= cell.right():
                place = QRectF(x - wide / 2, cell.top(), wide, cell.height())
                draw_text(painter, place, said, role=Role.SECONDARY, colour=theme.tokens.t3)
                taken = x + wide / 2 + theme.px(6)


def _paint_bar(painter: QPainter, axis: _Axis, row: TraceRow, here_ns: int) -> None:
    tokens, step = theme.tokens, row.step
    rect, middle = axis.rect, axis.rect.center().y()
    for x, _ in axis.ticks():
        painter.fillRect(QRectF(round(x), rect.top(), 1, rect.height()), QColor(tokens.line))
    high = theme.px(_HIGH)
    top = middle - high / 2 - (theme.px(_USUAL) / 2 if row.usual is not None else 0)
    left, right = axis.x(step.start_ns), axis.x(step.start_ns if step.end_ns is None else step.end_ns)
    if row.waited_ns:
        painter.setPen(QPen(QColor(tokens.t2), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(left - (axis.x(row.waited_ns) - axis.x(0)), middle), QPointF(left, middle))
    painter.fillRect(QRectF(left, top, max(right - left, _LEAST), high), QColor(tokens.unchecked))
    colour = tokens.broken if step.failed is not None else tokens.warn if row.slow else tokens.acc
    for one in row.own:
        wide = max(axis.x(one.end_ns) - axis.x(one.start_ns), _LEAST)
        painter.fillRect(QRectF(axis.x(one.start_ns), top, wide, high), QColor(colour))
    if row.usual is not None:
        _paint_usual(painter, axis, row, top + high + theme.px(2))
    here = axis.x(here_ns)
    if axis.inside(here):
        painter.fillRect(QRectF(round(here), rect.top(), 1, rect.height()), QColor(tokens.t1))


def _paint_usual(painter: QPainter, axis: _Axis, row: TraceRow, y: float) -> None:
    """Between which ends it is usual, counted from its beginning."""
    assert row.usual is not None
    painter.setPen(QPen(QColor(theme.tokens.t2), 1))
    ends = [round(axis.x(row.step.start_ns + ns)) + 0.5 for ns in (row.usual.low_ns, row.usual.high_ns)]
    painter.drawLine(QPointF(ends[0], y), QPointF(ends[1], y))
    for x in ends:
        painter.drawLine(QPointF(x, y - theme.px(_USUAL) / 2), QPointF(x, y + theme.px(_USUAL) / 2))
