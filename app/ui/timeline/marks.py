"""Where the bookmarks of the timeline are, and how they are painted: in their lane, or on the ruler of a small window.

It must not know the mouse, nor what a bookmark is for.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.content import Mark, TimelineContent
from app.ui.timeline.painting import band

_SIDE, _ON_RULER = 16, 11
_DIGIT = 7
_BAND = 4

Boxes = list[tuple[Mark, QRectF]]


def mark_boxes(content: TimelineContent, axis: TimeAxis, lane: QRectF | None, area: QRectF) -> Boxes:
    """The box of each bookmark that is in sight; `lane` None: there is none, they stand on the ruler."""
    found: Boxes = []
    for mark in content.marks:
        x = axis.x(mark.start_ns)
        side = theme.px(_SIDE if lane is not None else _ON_RULER)
        wide = side + theme.px(_DIGIT) * (len(str(mark.number)) - 1)
        top = area.top() + theme.px(28) - side if lane is None else lane.center().y() - side / 2
        if area.left() - wide <= x <= area.right():
            found.append((mark, QRectF(x, top, wide, side)))
    return found


def paint_ranges(
    painter: QPainter, axis: TimeAxis, lane: QRectF | None, area: QRectF, content: TimelineContent
) -> None:
    """How long each bookmark of a range lasts, a thin band behind its box; `lane` None: at the edge of the ruler."""
    bottom = area.top() + theme.px(28) if lane is None else lane.center().y() + theme.px(_BAND) / 2
    for mark in content.marks:
        if mark.end_ns is None or axis.x(mark.end_ns) < area.left() or axis.x(mark.start_ns) > area.right():
            continue
        left, right = max(axis.x(mark.start_ns), area.left()), min(axis.x(mark.end_ns), area.right())
        band(painter, QRectF(left, bottom - theme.px(_BAND), right - left, theme.px(_BAND)), theme.tokens.acc)


def paint_marks(painter: QPainter, boxes: Boxes, content: TimelineContent) -> None:
    """Their numbers in boxes; the one that is selected has a ring."""
    tokens = theme.tokens
    for mark, box in boxes:
        painter.fillRect(box, QColor(tokens.acc))
        painter.setFont(theme.font(Role.AXIS))
        painter.setPen(QColor(tokens.on_acc))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(mark.number))
        if mark.id == content.selected_mark:
            painter.setPen(QPen(QColor(tokens.t1), 2))
            painter.drawRect(box.adjusted(-1, -1, 1, 1))
