"""How the parts of the desk are laid out, in a large window and in a small one, and which of them are in sight.

It must not know what the parts show. They are built once and never moved to another parent: a layout only gives them
other places. One more part is a name in `tile`, a field of `Parts`, and its place in the shipped layouts.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from app.ui.desk.camera_rack import CameraRack
from app.ui.desk.channels_panel import ChannelsPanel
from app.ui.desk.inspector import Inspector
from app.ui.desk.rail import Rail
from app.ui.desk.space_pane import SpacePane
from app.ui.desk.transport import Transport
from app.ui.filling import filled
from app.ui.layouts.layout import Form
from app.ui.layouts.shipped import INVESTIGATE, SHIPPED
from app.ui.layouts.tile import CAMERAS, FURTHER, PARTS, PartName, Tile, shown, wanted, with_shown
from app.ui.layouts.tiling import Tiling
from app.ui.theme.theme import theme
from app.ui.timeline.bar import TimelineBar
from app.ui.views.camera import CameraView
from app.ui.views.ledger import LedgerView
from app.ui.views.map import MapView
from app.ui.views.object import ObjectView
from app.ui.views.plots import PlotsView
from app.ui.views.state import StateView
from app.ui.views.text import TextView
from app.ui.views.trace import TraceView

LABELS, _COMPACT_LABELS = 288, 176
_LEAST: dict[PartName, int] = {"channels": 280, "inspector": 312, "state": 312}
"""Pixels that these are not made narrower than, whatever they say themselves, while there is room for all."""
COMPACT_WIDTH, COMPACT_HEIGHT = 1600, 900


@dataclass(frozen=True, kw_only=True, eq=False)
class Parts:
    """What is laid out; called as in a layout. `cameras`: the first two, and all that there are beside them."""

    channels: ChannelsPanel
    camera: CameraView
    space: SpacePane
    second: CameraView
    cameras: CameraRack
    map: MapView
    ledger: LedgerView
    trace: TraceView
    object: ObjectView
    text: TextView
    inspector: Inspector
    state: StateView
    plots: PlotsView
    timeline: TimelineBar
    transport: Transport


class Arrangement(QObject):
    """Lays the parts out in a widget."""

    changed = Signal()
    """Something is in another place, in sight or out of it."""
    keys_lost = Signal()
    """What had the focus is out of sight."""

    def __init__(self, within: QWidget, parts: Parts) -> None:
        super().__init__(within)
        self._parts = parts
        self._compact: bool | None = None
        self._absent: frozenset[PartName] = frozenset({*CAMERAS, "map"})
        self._labels = 0
        usual = SHIPPED[INVESTIGATE]
        self._forms = {False: usual.wide, True: usual.compact}
        parts.transport.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rail = Rail()
        self._tiling = Tiling(
            {name: getattr(parts, name) for name in PARTS if name not in FURTHER}, usual.wide.desk, least=_LEAST,
            titles=self._titles(),
            rails={"channels": self.rail},
        )  # fmt: skip
        self._built: set[PartName] = set()
        self.rail.part_asked.connect(lambda name: self.set_shown(name, shown=True))
        self.rail.page_asked.connect(parts.inspector.show_named)
        parts.channels.fold.clicked.connect(lambda: self.set_shown("channels", shown=False))
        self._tiling.dragged.connect(self._on_dragged)
        self._tiling.page_asked.connect(lambda name: self.set_shown(name, shown=True))
        self._tiling.placed.connect(self._on_placed)
        whole = QVBoxLayout(within)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._tiling)

    # -- forms

    @property
    def wide(self) -> Form:
        """How it is in a large window."""
        return self._forms[False]

    @property
    def compact(self) -> Form:
        """How it is in a small one."""
        return self._forms[True]

    @property
    def form(self) -> Form:
        """How it is now."""
        return self._forms[bool(self._compact)]

    def set_forms(self, wide: Form, compact: Form) -> None:
        """Lay everything out like this."""
        self._forms = {False: wide, True: compact}
        self._renew()

    def fit(self, width: int, height: int) -> None:
        """Be compact in a window of this size, or not."""
        compact = width < COMPACT_WIDTH or height < COMPACT_HEIGHT
        if compact != self._compact:
            self._compact = compact
            self._renew()

    def set_absent(self, absent: frozenset[PartName]) -> None:
        """Leave the room of parts to others, as this log has nothing for them."""
        self._absent = absent
        self._renew()

    # -- what somebody changes

    @property
    def shown(self) -> frozenset[PartName]:
        """The parts that are to be in sight now."""
        return shown(self.form.desk, self._absent)

    def set_shown(self, name: PartName, *, shown: bool) -> None:
        """Take a part into sight, or out of it, in a window of this size."""
        desk = with_shown(self.form.desk, name, shown=shown, absent=self._absent)
        self._set_form(Form(desk=desk, merged=self.form.merged))

    def set_merged(self, *, merged: bool) -> None:
        """Let the timeline merge its densities in a window of this size, or not."""
        self._set_form(Form(desk=self.form.desk, merged=merged))

    def _set_form(self, form: Form) -> None:
        self._forms[bool(self._compact)] = form
        self._renew()

    # -- inside

    def _renew(self) -> None:
        if self._compact is None:
            # the window has no size yet
            return
        focused = QApplication.focusWidget()
        self._parts.timeline.set_compact(self.form.merged)
        self._parts.plots.set_compact(self._compact)
        self._parts.channels.fold.setVisible(self._compact)
        self.rail.set_absent(self._absent)
        self._build()
        self._tiling.set_tile(self.form.desk, absent=self._absent, folds=self._compact)
        self.changed.emit()
        if focused is not None and self._tiling.isAncestorOf(focused) and not focused.isVisible():
            self.keys_lost.emit()

    def _build(self) -> None:
        """Further cameras, as soon as one can come into sight."""
        wished = wanted(self.form.desk, self._absent)
        for name in FURTHER:
            if name in wished and name not in self._built:
                self._built.add(name)
                self._tiling.add(name, self._parts.cameras.need(name))

    def _titles(self) -> dict[PartName, str]:
        return {
            "channels": self.tr("Channels"), "camera": self.tr("Camera"), "second": self.tr("Second camera"),
            "space": self.tr("3D"), "map": self.tr("Map"), "plots": self.tr("Plots"), "timeline": self.tr("Timeline"),
            "transport": self.tr("Transport"), "inspector": self.tr("Inspector"), "state": self.tr("Vehicle state"),
            "ledger": self.tr("Decision ledger"),
            "trace": self.tr("Trace"),
            "object": self.tr("Object"),
            "text": self.tr("Log lines"),
            **{name: filled(self.tr("Camera %1"), str(CAMERAS.index(name) + 1)) for name in FURTHER},
        }  # fmt: skip

    def _on_dragged(self, tile: Tile) -> None:
        self._forms[bool(self._compact)] = Form(desk=tile, merged=self.form.merged)
        self.changed.emit()

    def _on_placed(self) -> None:
        """One edge runs from top to bottom: the labels are as wide as the channels above them."""
        parts = self._parts
        if parts.timeline.isHidden():
            # the plots still have its axis
            parts.timeline.resize(parts.transport.width(), parts.timeline.height())
        channels, left = parts.channels, parts.transport.x()
        width = theme.px(_COMPACT_LABELS if self._compact else LABELS)
        if not channels.isHidden() and channels.x() == left:
            width = channels.width() + 1
        for part in (parts.timeline, parts.plots, parts.transport):
            part.set_label_width(width)
        if width != self._labels:
            # with other labels those three can be narrower, or must be wider
            self._labels = width
            self._tiling.place()
