"""How the parts of the desk are laid out, wide and compact: one edge runs from top to bottom at the left.

It must not know what the parts show. Views in the middle are built once and never moved to another parent: where there
is little room they become smaller or hide.
"""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.ui.channels_panel import ChannelsPanel
from app.ui.inspector import Inspector
from app.ui.space_pane import SpacePane
from app.ui.theme.theme import theme
from app.ui.timeline.bar import TimelineBar
from app.ui.transport import Transport
from app.ui.views.camera import CameraView
from app.ui.views.map import MapView
from app.ui.views.plots import PlotsView
from app.ui.views.state import StateView

LEFT, RIGHT = 288, 380
_COMPACT_LEFT, _COMPACT_RIGHT = 176, 312
COMPACT_WIDTH, COMPACT_HEIGHT = 1600, 900
_PLOTS, _COMPACT_PLOTS = 196, 48


@dataclass(frozen=True, kw_only=True, eq=False)
class Parts:
    """What is laid out."""

    channels: ChannelsPanel
    camera: CameraView
    space: SpacePane
    second: CameraView
    map: MapView
    inspector: Inspector
    state: StateView
    plots: PlotsView
    timeline: TimelineBar
    transport: Transport


class Arrangement:
    """Lays the parts out in a widget."""

    def __init__(self, within: QWidget, parts: Parts) -> None:
        self._within = within
        self._parts = parts
        self._compact: bool | None = None
        self._cameras = 0
        self._map = False
        self._lower = _splitter(Qt.Orientation.Horizontal, parts.second, parts.map)
        self._lower.setStretchFactor(0, 1)
        self._lower.setStretchFactor(1, 1)
        self._beside = _splitter(Qt.Orientation.Vertical, parts.space, self._lower)
        self._beside.setStretchFactor(0, 3)
        self._beside.setStretchFactor(1, 2)
        self._views = _splitter(Qt.Orientation.Horizontal, parts.camera, self._beside)
        self._views.setStretchFactor(0, 3)
        self._views.setStretchFactor(1, 2)
        self._upper = _splitter(Qt.Orientation.Horizontal, parts.channels, self._views)
        self._upper.setStretchFactor(1, 1)
        self._stage = _splitter(Qt.Orientation.Vertical, self._upper, parts.plots)
        self._stage.setStretchFactor(0, 1)
        left = _column(self._stage, _column(parts.timeline, parts.transport))
        self._right = _splitter(Qt.Orientation.Vertical, parts.inspector, parts.state)
        self._right.setStretchFactor(0, 1)
        self._right.setMinimumWidth(theme.px(_COMPACT_RIGHT))
        self._outer = _splitter(Qt.Orientation.Horizontal, left, self._right)
        self._outer.setStretchFactor(0, 1)
        whole = QVBoxLayout(within)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._outer)
        self._upper.splitterMoved.connect(self._on_left_moved)

    def fit(self, width: int, height: int) -> None:
        """Be compact in a window of this size, or not."""
        compact = width < COMPACT_WIDTH or height < COMPACT_HEIGHT
        if compact == self._compact:
            return
        self._compact = compact
        parts, within = self._parts, self._within
        parts.channels.setVisible(not compact)
        self.set_cameras(self._cameras)
        parts.timeline.set_compact(compact)
        parts.plots.set_compact(compact)
        self._set_label_width(theme.px(_COMPACT_LEFT if compact else LEFT))
        right = theme.px(_COMPACT_RIGHT if compact else RIGHT)
        self._stage.setSizes([within.height(), theme.px(_COMPACT_PLOTS if compact else _PLOTS)])
        self._outer.setSizes([within.width() - right, right])
        self._upper.setSizes([theme.px(LEFT), max(within.width() - theme.px(LEFT) - right, 1)])
        self._views.setSizes([3 * within.width() // 5, 2 * within.width() // 5])
        self._beside.setSizes([3 * within.height() // 5, 2 * within.height() // 5])
        self._lower.setSizes([within.width() // 5] * 2)
        self._right.setSizes([3 * within.height() // 4, within.height() // 4])

    def set_cameras(self, count: int) -> None:
        """Leave the room to others where there are fewer cameras than views of them."""
        self._cameras = count
        self._parts.camera.setVisible(count > 0)
        self._parts.second.setVisible(count > 1 and not self._compact)
        self._parts.map.setVisible(self._map and not self._compact)
        self._lower.setVisible((count > 1 or self._map) and not self._compact)

    def set_map(self, *, there: bool) -> None:
        """Leave the room to others where a log has no position."""
        self._map = there
        self.set_cameras(self._cameras)

    def _set_label_width(self, width: int) -> None:
        for part in (self._parts.timeline, self._parts.plots, self._parts.transport):
            part.set_label_width(width)

    def _on_left_moved(self, position: int, _: int) -> None:
        if not self._compact:
            self._set_label_width(max(position, theme.px(160)) + 1)


def _column(*parts: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    for part in parts:
        column.addWidget(part, 1 if isinstance(part, QSplitter) else 0)
    return made


def _splitter(orientation: Qt.Orientation, *parts: QWidget) -> QSplitter:
    made = QSplitter(orientation)
    made.setHandleWidth(1)
    made.setChildrenCollapsible(False)
    for part in parts:
        made.addWidget(part)
    return made
