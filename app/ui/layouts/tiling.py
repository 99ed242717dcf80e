"""A widget whose children lie as a tree of tiles says, with something to drag between them.

It must not know what the children show. They are its children from when they are built and stay that: another tree only
moves, shows and hides them, so that no 3D view ever loses what it has on the card.
"""

from collections.abc import Collection, Mapping

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.layouts.page_bar import PageBar
from app.ui.layouts.room import Gap, Limits, Plan, Rect, planned
from app.ui.layouts.tile import PartName, Tile, split_at, with_shares
from app.ui.theme.theme import theme

_GRAB = 6
"""Pixels in which a gap can be taken."""
_BAR = 27
"""Pixels, how high the names of pages are."""


class Tiling(QWidget):
    """Lays its parts out."""

    dragged = Signal(object)
    """The Tile as somebody has made it by dragging."""
    page_asked = Signal(str)
    """The PartName that is to come to the front of its place."""
    placed = Signal()
    """Everything has its place in this room."""

    def __init__(
        self, parts: Mapping[PartName, QWidget], tile: Tile, *, least: Mapping[PartName, int],
        titles: Mapping[PartName, str], rails: Mapping[PartName, QWidget],
    ) -> None:  # fmt: skip
        """`least`: how narrow some parts may be, as designed, whatever they say themselves; `titles`: what pages are
        called; `rails`: what stands for some parts while they are out of sight, if it may.
        """
        super().__init__()
        self._parts, self._least, self._titles, self._rails = dict(parts), least, titles, rails
        self._folds = False
        self._tile = tile
        self._absent: frozenset[PartName] = frozenset()
        self._plan = Plan({}, ())
        self._handles: list[_Handle] = []
        self._bars: list[PageBar] = []
        for part in (*parts.values(), *rails.values()):
            part.setParent(self)
        theme.changed.connect(self.update)

    def add(self, name: PartName, part: QWidget) -> None:
        """One more part, which stays a child from now on; it gets its place with the next tree."""
        part.setParent(self)
        part.hide()
        self._parts[name] = part

    def set_tile(self, tile: Tile, *, absent: Collection[PartName] = (), folds: bool = False) -> None:
        """Lay the parts out like this; those that are absent have nothing to show, and leave their room to others.

        `folds`: what is out of sight leaves its rail.
        """
        self._tile, self._absent, self._folds = tile, frozenset(absent), folds
        self.place()

    def drag(self, gap: Gap, to: int) -> None:
        """Move a gap to that x or y."""
        held = [one.share for one in split_at(self._tile, gap.path).tiles]
        self._tile = with_shares(self._tile, gap.path, gap.shares(to, held))
        self.place()
        self.dragged.emit(self._tile)

    def place(self) -> None:
        """Give every part its place: to be called when one can be smaller or must be larger than before."""
        limits = {name: self._limits(name) for name in self._parts if name not in self._absent}
        room = Rect(0, 0, self.width(), self.height())
        self._plan = planned(self._tile, room, limits, bar=theme.px(_BAR))
        for name, part in self._parts.items():
            rect = self._plan.rects.get(name)
            if rect is not None:
                part.setGeometry(rect.x, rect.y, rect.width, rect.height)
            part.setVisible(rect is not None)
        for name, rail in self._rails.items():
            rect = self._plan.folded.get(name)
            if rect is not None:
                rail.setGeometry(rect.x, rect.y, rect.width, rect.height)
            rail.setVisible(rect is not None)
        self._place_bars()
        while len(self._handles) < len(self._plan.gaps):
            self._handles.append(_Handle(self))
        for handle, gap in zip(self._handles, self._plan.gaps, strict=False):
            handle.show_gap(gap)
        for handle in self._handles[len(self._plan.gaps) :]:
            handle.hide()
        self.placed.emit()

    def _place_bars(self) -> None:
        while len(self._bars) < len(self._plan.bars):
            bar = PageBar(self._titles, self)
            bar.asked.connect(self.page_asked)
            self._bars.append(bar)
        for bar, planned_one in zip(self._bars, self._plan.bars, strict=False):
            rect = planned_one.rect
            bar.show_pages(planned_one.names, planned_one.front)
            bar.setGeometry(rect.x, rect.y, rect.width, rect.height)
        for at, bar in enumerate(self._bars):
            bar.setVisible(at < len(self._plan.bars))

    def event(self, event: QEvent) -> bool:
        """A part may have become larger than its room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
            return True
        return super().event(event)

    def resizeEvent(self, _: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The same shares of another room."""
        self.place()

    def _limits(self, name: PartName) -> Limits:
        part = self._parts[name]
        least = part.minimumSizeHint().expandedTo(part.minimumSize())
        width = theme.px(self._least[name]) if name in self._least else max(least.width(), 1)
        fixed = part.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed
        folded = self._rails[name].sizeHint().width() if self._folds and name in self._rails else 0
        return Limits(width, part.sizeHint().height() if fixed else max(least.height(), 1), fixed, folded)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """What lies between the parts."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.tokens.bg0))


class _Handle(QWidget):
    """What is taken to drag a gap; a line in the accent says so while the mouse is there."""

    def __init__(self, tiling: Tiling) -> None:
        super().__init__(tiling)
        self._tiling = tiling
        self._gap: Gap | None = None
        self._from = 0
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_gap(self, gap: Gap) -> None:
        """Stand for this gap."""
        if gap == self._gap and not self.isHidden():
            # raised again, it would have all that lies beside it painted anew
            return
        self._gap = gap
        rect, more = gap.rect, _GRAB // 2
        grab = QRect(rect.x, rect.y, rect.width, rect.height)
        self.setGeometry(grab.adjusted(-more, 0, more, 0) if gap.across else grab.adjusted(0, -more, 0, more))
        self.setCursor(Qt.CursorShape.SplitHCursor if gap.across else Qt.CursorShape.SplitVCursor)
        self.show()
        self.raise_()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing, or the line."""
        if self._gap is None or not self.underMouse():
            return
        width, height, more = self.width(), self.height(), _GRAB // 2
        line = QRectF(more, 0, 1, height) if self._gap.across else QRectF(0, more, width, 1)
        with QPainter(self) as painter:
            painter.fillRect(line, QColor(theme.tokens.acc))

    def _along(self, event: QMouseEvent) -> int:
        assert self._gap is not None
        at = self.mapTo(self._tiling, event.position())
        return round(at.x() if self._gap.across else at.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take it where it is."""
        if self._gap is not None and event.button() == Qt.MouseButton.LeftButton:
            rect = self._gap.rect
            self._from = self._along(event) - (rect.x if self._gap.across else rect.y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag it."""
        if self._gap is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._tiling.drag(self._gap, self._along(event) - self._from)
