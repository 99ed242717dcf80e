"""Where everything lies on a timeline: label column, ruler, lanes and overview, in pixels of the widget.

It must not know what is painted there.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize

from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.frame import OVERVIEW, RULER
from app.ui.timeline.labels import width_of_name
from app.ui.timeline.lanes import Lane

_MARGIN = 8
"""Between the label column and the lanes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Of a timeline of one size with these lanes, from the top."""

    size: QSize
    label_px: int
    lanes: tuple[Lane, ...]
    compact: bool
    """It has no overview."""

    @property
    def left(self) -> float:
        """Where time begins: the right edge of the label column."""
        return float(self.label_px)

    @property
    def width(self) -> float:
        """What there is for time."""
        return float(max(self.size.width() - self.label_px, 1))

    @property
    def ruler(self) -> QRectF:
        """Above the lanes."""
        return QRectF(self.left, 0, self.width, theme.px(RULER))

    @property
    def area(self) -> QRectF:
        """Ruler and lanes."""
        bottom = 0 if self.compact else theme.px(OVERVIEW)
        return QRectF(self.left, 0, self.width, self.size.height() - bottom)

    @property
    def overview(self) -> QRectF | None:
        """The strip of the whole log below the lanes."""
        if self.compact:
            return None
        high = theme.px(OVERVIEW)
        return QRectF(self.left, self.size.height() - high, self.width, high)

    def rows(self) -> list[tuple[Lane, QRectF]]:
        """The lanes, each where it is."""
        top, found = float(theme.px(RULER)), []
        for lane in self.lanes:
            height = theme.px(lane.height)
            found.append((lane, QRectF(self.left, top, self.width, height)))
            top += height
        return found

    def row(self, lane_id: str) -> QRectF | None:
        """Where a lane is; None: there is no such lane."""
        return next((rect for lane, rect in self.rows() if lane.id == lane_id), None)

    def label(self, row: QRectF) -> QRectF:
        """The cell of a row in the label column."""
        return QRectF(0, row.top(), self.label_px - _MARGIN, row.height())

    def cell(self, lane_id: str) -> QRectF | None:
        """What of the cell of a lane in the label column its name leaves free; None: there is no such lane."""
        for lane, rect in self.rows():
            if lane.id == lane_id:
                taken = width_of_name(lane.title)
                return QRectF(taken, rect.top(), max(self.label(rect).width() - taken, 0), rect.height())
        return None

    def whole(self, span: tuple[int, int]) -> TimeAxis:
        """The axis of the overview."""
        return TimeAxis.whole(*span, left=self.left, width=self.width)
