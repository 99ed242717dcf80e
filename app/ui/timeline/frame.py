"""What stands above, below and across the lanes: the ruler, the overview of the whole log, the hand, T0 and the loop.

It must not know the mouse.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from app.kinds.severity import Severity
from app.replay.event_kinds import gravest
from app.replay.lanes import Occurrence
from app.scene.standing import Standing
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.colours import HATCHED, of_mode
from app.ui.timeline.content import TimelineContent
from app.ui.timeline.painting import band, told_apart, upright
from app.ui.widgets.painted import draw_text, width_of

RULER = 28
OVERVIEW = 26
_SEVERITIES: dict[Severity, str] = {"critical": "broken", "warning": "warn", "notice": "info", "info": "t3"}


def paint_ruler(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    """Round times of the chosen clock; the loop as a bracketed band at its lower edge."""
    tokens, ticks = theme.tokens, list(axis.ticks(content.dial))
    step = ticks[-1][1] if ticks else 0
    for t_ns, _ in ticks:
        upright(painter, axis.x(t_ns), rect.bottom() - 6, rect.bottom(), tokens.line2)
    for place, text in _tick_texts(axis, rect, content):
        draw_text(painter, place, text, role=Role.AXIS, colour=tokens.t3, align=Qt.AlignmentFlag.AlignHCenter)
    small = axis.step(content.dial, 18)
    if step and step % small == 0:
        for t_ns, _ in axis.ticks(content.dial, least_px=18):
            upright(painter, axis.x(t_ns), rect.bottom() - 3, rect.bottom(), tokens.line)
    if content.loop is not None:
        _paint_loop(painter, axis, rect, content)


def _tick_texts(axis: TimeAxis, rect: QRectF, content: TimelineContent) -> Iterator[tuple[QRectF, str]]:
    """The times that are written on the ruler, and where."""
    free = rect.left()
    for t_ns, step in axis.ticks(content.dial):
        x, text = axis.x(t_ns), content.dial.tick_text(t_ns, step)
        wide = width_of(text, Role.AXIS)
        # where a clock was put forward or back, ticks lie nearer together
        if free + wide / 2 + 2 < x < rect.right() - wide / 2 - 2:
            free = x + wide / 2 + 2
            yield QRectF(x - wide / 2 - 1, rect.top() + 4, wide + 2, 14), text


def _paint_loop(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    assert content.loop is not None
    start, end = (max(min(axis.x(t_ns), rect.right()), rect.left()) for t_ns in content.loop)
    colour = QColor(theme.tokens.acc if content.looping else theme.tokens.unchecked)
    fill = QColor(theme.tokens.sel)
    painter.fillRect(QRectF(start, rect.bottom() - 8, end - start, 7), fill)
    painter.setPen(QPen(colour, 2))
    for x, inwards in ((start, 5), (end, -5)):
        painter.drawPolyline(
            QPolygonF(
                [QPointF(x + inwards, rect.bottom() - 9), QPointF(x, rect.bottom() - 9), QPointF(x, rect.bottom())]
            )
        )


def paint_across(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    """T0, dashed through all lanes with a flag on the ruler."""
    if content.t0_ns is None or not rect.left() <= axis.x(content.t0_ns) <= rect.right():
        return
    tokens, x = theme.tokens, axis.x(content.t0_ns)
    upright(painter, x, rect.top() + 16, rect.bottom(), tokens.t0, dashed=True)
    flag = QRectF(x - 11, rect.top() + 2, 22, 14)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.t0))
    painter.drawRoundedRect(flag, 2, 2)
    painter.drawPolygon(
        QPolygonF([QPointF(x - 4, flag.bottom()), QPointF(x + 4, flag.bottom()), QPointF(x, flag.bottom() + 4)])
    )
    painter.setPen(QColor(tokens.bg0 if tokens.dark else tokens.bg1))
    painter.setFont(theme.font(Role.AXIS))
    painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, "T0")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def paint_hand(painter: QPainter, axis: TimeAxis, rect: QRectF, t_ns: int, content: TimelineContent) -> None:
    """Where the replay is: a line through all lanes, its time on top."""
    x = axis.x(t_ns)
    if not rect.left() - 1 <= x <= rect.right() + 1:
        return
    tokens = theme.tokens
    ink, paper = (tokens.t1, tokens.bg0) if tokens.dark else ("#14181B", "#FFFFFF")
    upright(painter, x, rect.top() + 18, rect.bottom(), ink, width=1.6)
    painter.setFont(theme.font(Role.SECONDARY, weight=theme.font(Role.TITLE).weight()))
    text = content.dial.text(t_ns)
    wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 12
    box = QRectF(min(max(x - wide / 2, rect.left()), rect.right() - wide), rect.top() + 3, wide, 17)
    # half a time is another time: of what the box touches nothing is left
    for place, _ in _tick_texts(axis, rect, content):
        if place.adjusted(-3, 0, 3, 0).intersects(box):
            painter.fillRect(place, QColor(tokens.bg2))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink))
    painter.drawRoundedRect(box, 3, 3)
    painter.drawPolygon(
        QPolygonF([QPointF(x - 4, box.bottom()), QPointF(x + 4, box.bottom()), QPointF(x, box.bottom() + 4)])
    )
    painter.setPen(QColor(paper))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def paint_overview(
    painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent, visible: TimeAxis
) -> None:
    """The whole log in little: who drove, events, verification, and the frame of what the lanes show."""
    tokens = theme.tokens
    top, middle = QRectF(rect.left(), rect.top() + 4, rect.width(), 5), rect.top() + 11
    for one in told_apart(axis, content.lanes.who_drove(content.mode)):
        cell = QRectF(axis.x(one.start_ns), top.top(), axis.x(one.end_ns) - axis.x(one.start_ns), top.height())
        band(painter, cell, tokens[of_mode(one.mode)], hatched=one.mode in HATCHED)
    for x, event in _worst_of_each_pixel(axis, content).items():
        upright(painter, x, middle, middle + 5, tokens[_SEVERITIES[event.severity]])
    for stretch in content.stretches:
        left = axis.x(stretch.start_ns)
        cell = QRectF(left, rect.bottom() - 7, max(axis.x(stretch.end_ns) - left, 1.5), 3)
        if stretch.standing is Standing.INTACT:
            painter.fillRect(cell, QColor(tokens.ok_band))
        elif stretch.standing in (Standing.BROKEN, Standing.AFTER_BREAK):
            colour = tokens.broken if stretch.standing is Standing.BROKEN else tokens.after
            painter.fillRect(cell.adjusted(0, -1, 0, 1), QColor(colour))
        else:
            painter.fillRect(cell, QColor(tokens.unchecked))
    frame = QRectF(
        axis.x(visible.start_ns), rect.top() + 1, visible.visible_ns * axis.width / axis.visible_ns, rect.height() - 3
    )
    frame = frame.intersected(rect.adjusted(1, 1, -1, -1))
    painter.setPen(QPen(QColor(tokens.acc), 1))
    tint = QColor(tokens.acc)
    tint.setAlpha(28)
    painter.setBrush(tint)
    painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _worst_of_each_pixel(axis: TimeAxis, content: TimelineContent) -> dict[int, Occurrence]:
    found: dict[int, Occurrence] = {}
    for one, t_ns in zip(content.events, content.event_times.tolist(), strict=True):
        x = round(axis.x(t_ns))
        found[x] = gravest((found.get(x, one), one))
    return found


def heights(lanes: Sequence[int], *, overview: bool) -> int:
    """The height of a timeline with such lanes."""
    return RULER + sum(lanes) + (OVERVIEW if overview else 0)
