"""What a timeline is painted on, and what of it is shown: which lanes, which stretch, which instant.

It must not know what the mouse does. What stands still is painted once and kept, and what it says of an instant as long
as that is the same; the hand is painted over it.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.language.words import tr
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.content import TimelineContent
from app.ui.timeline.frame import heights
from app.ui.timeline.lanes import Lane, lanes_for
from app.ui.timeline.marks import Boxes, mark_boxes
from app.ui.timeline.places import Places
from app.ui.timeline.still import blank, paint_hands, paint_labels, paint_still


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
        self._lanes: tuple[Lane, ...] = ()
        self._said: list[str] = []
        self._label_px = 288
        self._compact = False
        self._shown_ns = 0
        self._asked_ns = 0
        self._hover: QPointF | None = None
        self._held = False
        self._still: QPixmap | None = None
        self._written: list[str] | None = None
        """What of `_said` stands in it."""
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
            self._axis = self._places.whole(content.span)
            self.axis_changed.emit(self._axis)
        self._lanes = () if content is None else tuple(lanes_for(content, compact=self._compact))
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
        if before[0] != shown_ns:
            self._ask_lanes()
            self.update()
        elif before[1] != asked_ns and self._axis is not None:
            # while it is dragged, it goes ahead of what is shown at every movement of the mouse
            for x in (self._axis.x(before[1]), self._axis.x(asked_ns)):
                if 0 <= x <= self.width():
                    self.update(QRect(round(x) - 2, 0, 5, self.height()))

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
        content, axis, places = self._content, self._axis, self._places
        if self._still is None:
            self._still = blank(self.size(), self.devicePixelRatioF())
            self._written = None
            if content is not None and axis is not None:
                paint_still(self._still, places, axis, content)
        if content is not None and axis is not None and self._written != self._said:
            paint_labels(self._still, places, axis, content, self._said)
            self._written = self._said
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._still)
            if content is None or axis is None:
                return
            paint_hands(
                painter, places, axis, content, shown_ns=self._shown_ns, asked_ns=self._asked_ns,
                hover_x=None if self._hover is None else self._hover.x(),
            )  # fmt: skip

    # -- places

    @property
    def _places(self) -> Places:
        return Places(size=self.size(), label_px=self._label_px, lanes=self._lanes, compact=self._compact)

    def cell(self, lane_id: str) -> QRectF | None:
        """What of the cell of a lane in the label column its name leaves free; None: there is no such lane."""
        return self._places.cell(lane_id)

    def marks(self) -> Boxes:
        """The bookmarks that are painted, and where."""
        if self._content is None or self._axis is None:
            return []
        places = self._places
        return mark_boxes(self._content, self._axis, places.row("bookmarks"), places.area)

    def mark_at(self, at: QPointF) -> int | None:
        """The id of the bookmark whose box is there; of two over each other the later one, which is on top."""
        return next((mark.id for mark, box in reversed(self.marks()) if box.contains(at)), None)

    def marks_in_sight(self) -> frozenset[int]:
        """The ids of the bookmarks that are painted."""
        return frozenset(mark.id for mark, _ in self.marks())

    def _set_axis(self, axis: TimeAxis) -> None:
        if axis != self._axis:
            self._axis = axis
            self.axis_changed.emit(axis)
            self._renew()

    def _renew(self) -> None:
        self._still = None
        self.update()

    def _resized(self) -> None:
        if self._axis is not None:
            places = self._places
            self._axis = self._axis.placed(left=places.left, width=places.width)
            self.axis_changed.emit(self._axis)
        self._renew()
        self.laid_out.emit()

    def _ask_lanes(self) -> None:
        """What each lane says of the time that is shown."""
        content = self._content
        self._said = [] if content is None else [one.said(content, self._shown_ns) for one in self._lanes]
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
