"""What a timeline is painted on: labels at its left, ruler, lanes and overview, the hand, and where each of them lies.

It must not know what the mouse does. What stands still is painted once and kept; at every moment only the hand is
painted over it.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.scene.wording import seconds
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.content import TimelineContent
from app.ui.timeline.frame import (
    OVERVIEW,
    RULER,
    heights,
    paint_across,
    paint_hand,
    paint_overview,
    paint_ruler,
)
from app.ui.timeline.labels import paint_label, visible_texts, width_of_name
from app.ui.timeline.lanes import Lane, lanes_for, tr
from app.ui.timeline.marks import Boxes, mark_boxes, paint_marks, paint_ranges


class TimelineGround(QWidget):
    """The timeline of one log, without anything that is done to it."""

    axis_changed = Signal(object)
    """The TimeAxis, for plots above that share it."""
    laid_out = Signal()
    """Lanes are elsewhere, or others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: TimelineContent | None = None
        self._axis: TimeAxis | None = None
        self._lanes: list[Lane] = []
        self._label_px = 288
        self._compact = False
        self._shown_ns = 0
        self._asked_ns = 0
        self._hover: QPointF | None = None
        self._held = False
        self._still: QPixmap | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Timeline"))
        theme.changed.connect(self._renew)

    # -- what is shown

    @property
    def content(self) -> TimelineContent | None:
        """What is shown."""
        return self._content

    @property
    def axis(self) -> TimeAxis | None:
        """The visible stretch."""
        return self._axis

    def set_content(self, content: TimelineContent | None) -> None:
        """Show this; the visible stretch stays, if it is the same drive."""
        before = self._content
        self._content = content
        if content is None:
            self._axis = None
        elif before is None or before.span != content.span or self._axis is None:
            left, width = self._place()
            self._axis = TimeAxis.whole(*content.span, left=left, width=width)
            self.axis_changed.emit(self._axis)
        self._lanes = [] if content is None else lanes_for(content, compact=self._compact)
        self._ask_lanes()
        self.updateGeometry()
        self._renew()
        self.laid_out.emit()

    def set_times(self, shown_ns: int, asked_ns: int) -> None:
        """Where the replay is, and where it was asked to be."""
        before = self._shown_ns, self._asked_ns
        self._shown_ns, self._asked_ns = shown_ns, asked_ns
        if self._axis is not None and not self._held:
            self._set_axis(self._axis.showing(shown_ns))
        if before != (shown_ns, asked_ns):
            self._ask_lanes()
            self.update()

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 - a state, not an option
        """Merge densities and leave out what a small window has no room for."""
        if compact != self._compact:
            self._compact = compact
            self.set_content(self._content)

    def set_label_width(self, width: int) -> None:
        """Give the label column another width, so that one edge runs through the window."""
        if width != self._label_px:
            self._label_px = width
            self._resized()

    def show_stretch(self, start_ns: int, end_ns: int) -> None:
        """Show this stretch."""
        if self._axis is not None:
            self._set_axis(self._axis.over(start_ns, end_ns))

    def zoom(self, factor: float) -> None:
        """Nearer or further around the hand."""
        if self._axis is not None:
            self._set_axis(self._axis.zoomed(factor, self._shown_ns))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its lanes."""
        return QSize(800, theme.px(heights([lane.height for lane in self._lanes], overview=not self._compact)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its lanes, and not narrower than a ruler needs."""
        return QSize(self._label_px + 200, self.sizeHint().height())

    # -- painting

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """What stands still from memory, the hand over it."""
        if self._still is None:
            self._still = self._painted()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._still)
            if self._content is None or self._axis is None:
                return
            lanes = self._area()
            painter.save()
            painter.setClipRect(lanes)
            if self._asked_ns != self._shown_ns:
                painter.setPen(QColor(theme.tokens.t3))
                x = self._axis.x(self._asked_ns)
                painter.drawLine(QPointF(x, lanes.top() + 18), QPointF(x, lanes.bottom()))
            if self._hover is not None:
                painter.fillRect(
                    QRectF(round(self._hover.x()), lanes.top(), 1, lanes.height()), QColor(theme.tokens.acc)
                )
            paint_hand(painter, self._axis, lanes, self._shown_ns, self._content)
            painter.restore()
            if not self._compact:
                whole = self._whole()
                x = whole.x(self._shown_ns)
                painter.fillRect(
                    QRectF(x - 0.5, self.height() - theme.px(OVERVIEW) + 2, 1.5, theme.px(OVERVIEW) - 5),
                    QColor(theme.tokens.t1),
                )
            self._paint_labels(painter)

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        tokens = theme.tokens
        pixmap.fill(QColor(tokens.bg1))
        if self._content is None or self._axis is None:
            return pixmap
        with QPainter(pixmap) as painter:
            left, width = self._place()
            painter.fillRect(QRectF(left, 0, width, self.height()), QColor(tokens.canvas))
            painter.fillRect(QRectF(0, 0, self.width(), theme.px(RULER)), QColor(tokens.bg2))
            painter.save()
            painter.setClipRect(QRectF(left, 0, width, self.height()))
            paint_ruler(painter, self._axis, QRectF(left, 0, width, theme.px(RULER)), self._content)
            if self._compact:
                paint_ranges(painter, self._axis, None, self._area(), self._content)
                paint_marks(painter, mark_boxes(self._content, self._axis, None, self._area()), self._content)
            for lane, rect in self._rows():
                lane.paint(painter, self._axis, rect, self._content)
                painter.fillRect(QRectF(left, rect.bottom() - 1, width, 1), QColor(tokens.bg1))
            paint_across(painter, self._axis, self._area(), self._content)
            if not self._compact:
                strip = QRectF(left, self.height() - theme.px(OVERVIEW), width, theme.px(OVERVIEW))
                painter.fillRect(strip, QColor(tokens.bg1))
                paint_overview(painter, self._whole(), strip, self._content, self._axis)
            painter.restore()
            painter.fillRect(QRectF(left - 1, 0, 1, self.height()), QColor(tokens.line))
        return pixmap

    def _paint_labels(self, painter: QPainter) -> None:
        """The label column: names left, values at the hand right."""
        assert self._content is not None
        assert self._axis is not None
        row = QRectF(0, 0, self._label_px - 8, theme.px(RULER))
        paint_label(painter, row, tr("Timeline"), *visible_texts(self._content.dial, self._axis), title=True)
        for (lane, rect), said in zip(self._rows(), self._said, strict=True):
            row = QRectF(0, rect.top(), self._label_px - 8, rect.height())
            mark = self._content.status[0] if lane.id == "verification" else None
            paint_label(painter, row, lane.title, said, mark=mark)  # type: ignore[arg-type]
        if not self._compact:
            strip = QRectF(0, self.height() - theme.px(OVERVIEW), self._label_px - 8, theme.px(OVERVIEW))
            first, last = self._content.span
            paint_label(painter, strip, tr("Whole log"), seconds(last - first))

    # -- places

    def _place(self) -> tuple[float, float]:
        return float(self._label_px), float(max(self.width() - self._label_px, 1))

    def _area(self) -> QRectF:
        left, width = self._place()
        bottom = 0 if self._compact else theme.px(OVERVIEW)
        return QRectF(left, 0, width, self.height() - bottom)

    def _rows(self) -> list[tuple[Lane, QRectF]]:
        left, width = self._place()
        top, found = float(theme.px(RULER)), []
        for lane in self._lanes:
            height = theme.px(lane.height)
            found.append((lane, QRectF(left, top, width, height)))
            top += height
        return found

    def cell(self, lane_id: str) -> QRectF | None:
        """What of the cell of a lane in the label column its name leaves free; None: there is no such lane."""
        for lane, rect in self._rows():
            if lane.id == lane_id:
                left = width_of_name(lane.title)
                return QRectF(left, rect.top(), max(self._label_px - 8 - left, 0), rect.height())
        return None

    def mark_at(self, at: QPointF) -> int | None:
        """The id of the bookmark whose box is there; of two over each other the later one, which is on top."""
        return next((mark.id for mark, box in reversed(self._marks()) if box.contains(at)), None)

    def marks_in_sight(self) -> frozenset[int]:
        """The ids of the bookmarks that are painted."""
        return frozenset(mark.id for mark, _ in self._marks())

    def _marks(self) -> Boxes:
        if self._content is None or self._axis is None:
            return []
        lane = next((rect for lane, rect in self._rows() if lane.id == "bookmarks"), None)
        return mark_boxes(self._content, self._axis, lane, self._area())

    def _whole(self) -> TimeAxis:
        assert self._content is not None
        left, width = self._place()
        return TimeAxis.whole(*self._content.span, left=left, width=width)

    def _set_axis(self, axis: TimeAxis) -> None:
        if axis != self._axis:
            self._axis = axis
            self.axis_changed.emit(axis)
            self._renew()

    def _renew(self) -> None:
        self._still = None
        self.update()

    def _resized(self) -> None:
        left, width = self._place()
        if self._axis is not None:
            self._axis = self._axis.placed(left=left, width=width)
            self.axis_changed.emit(self._axis)
        self._renew()
        self.laid_out.emit()

    def _ask_lanes(self) -> None:
        """What each lane says of the time that is shown."""
        content = self._content
        self._said = [] if content is None else [lane.say(content, self._shown_ns) for lane in self._lanes]
        self.setAccessibleDescription(self._words())

    def _words(self) -> str:
        if self._content is None:
            return ""
        values = [f"{lane.title}: {said}" for lane, said in zip(self._lanes, self._said, strict=True) if said]
        return f"{self._content.dial.text(self._shown_ns)}; " + "; ".join(values)

    def resizeEvent(self, _: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the stretch over the new width."""
        self._resized()

    def _set_hover(self, at: QPointF | None) -> None:
        if at != self._hover:
            self._hover = at
            self.update()
