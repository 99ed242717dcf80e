"""What of a timeline stands still from moment to moment, and what is painted over it at each.

It must not know events, nor keep anything.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from app.scene.wording import seconds
from app.ui.language.words import tr
from app.ui.theme.theme import theme
from app.ui.theme.tokens import FAINT
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.content import TimelineContent
from app.ui.timeline.frame import RULER, paint_across, paint_hand, paint_overview, paint_ruler
from app.ui.timeline.labels import paint_label, visible_texts
from app.ui.timeline.marks import mark_boxes, paint_marks, paint_ranges
from app.ui.timeline.places import Places


def blank(size: QSize, ratio: float) -> QPixmap:
    """Nothing yet, at the pixels of the screen."""
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor(theme.tokens.bg1))
    return pixmap


def paint_still(pixmap: QPixmap, places: Places, axis: TimeAxis, content: TimelineContent) -> None:
    """Ruler, lanes and overview over the visible stretch."""
    tokens, wide, high = theme.tokens, places.size.width(), places.size.height()
    left, area = places.left, places.area
    with QPainter(pixmap) as painter:
        painter.fillRect(QRectF(left, 0, places.width, high), QColor(tokens.canvas))
        painter.fillRect(QRectF(0, 0, wide, theme.px(RULER)), QColor(tokens.bg2))
        painter.save()
        painter.setClipRect(QRectF(left, 0, places.width, high))
        paint_ruler(painter, axis, places.ruler, content)
        if places.compact:
            paint_ranges(painter, axis, None, area, content)
            paint_marks(painter, mark_boxes(content, axis, None, area), content)
        for lane, rect in places.rows():
            painter.setOpacity(FAINT if lane.id in content.assumed else 1.0)
            lane.paint(painter, axis, rect, content)
            painter.setOpacity(1.0)
            painter.fillRect(QRectF(left, rect.bottom() - 1, places.width, 1), QColor(tokens.bg1))
        paint_across(painter, axis, area, content)
        if places.overview is not None:
            painter.fillRect(places.overview, QColor(tokens.bg1))
            paint_overview(painter, places.whole(content.span), places.overview, content, axis)
        painter.restore()
        painter.fillRect(QRectF(left - 1, 0, 1, high), QColor(tokens.line))


def paint_hands(
    painter: QPainter, places: Places, axis: TimeAxis, content: TimelineContent, *, shown_ns: int, asked_ns: int,
    hover_x: float | None,
) -> None:  # fmt: skip
    """Where the replay is, where it was asked to be, and where the pointer is."""
    area = places.area
    painter.save()
    painter.setClipRect(area)
    if asked_ns != shown_ns:
        painter.setPen(QColor(theme.tokens.t3))
        x = axis.x(asked_ns)
        painter.drawLine(QPointF(x, area.top() + 18), QPointF(x, area.bottom()))
    if hover_x is not None:
        painter.fillRect(QRectF(round(hover_x), area.top(), 1, area.height()), QColor(theme.tokens.acc))
    paint_hand(painter, axis, area, shown_ns, content)
    painter.restore()
    if (strip := places.overview) is not None:
        x = places.whole(content.span).x(shown_ns)
        painter.fillRect(QRectF(x - 0.5, strip.top() + 2, 1.5, strip.height() - 5), QColor(theme.tokens.t1))


def paint_labels(
    pixmap: QPixmap, places: Places, axis: TimeAxis, content: TimelineContent, said: Sequence[str]
) -> None:
    """The label column: names left, what each lane says of the time of the hand right."""
    visible, tokens = visible_texts(content.dial, axis), theme.tokens
    column = QRectF(0, 0, places.left - 1, places.size.height())
    with QPainter(pixmap) as painter:
        painter.setClipRect(column)
        painter.fillRect(column, QColor(tokens.bg1))
        painter.fillRect(QRectF(0, 0, column.width(), theme.px(RULER)), QColor(tokens.bg2))
        paint_label(painter, places.label(places.ruler), tr("Timeline"), *visible, title=True)
        for (lane, rect), value in zip(places.rows(), said, strict=True):
            mark = content.status[0] if lane.id == "verification" else None
            paint_label(painter, places.label(rect), lane.title, value, mark=mark)  # type: ignore[arg-type]
        if places.overview is not None:
            first, last = content.span
            paint_label(painter, places.label(places.overview), tr("Whole log"), seconds(last - first))
