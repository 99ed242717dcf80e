"""The left side: which evidence is open, and its channels with kind, rate, count, gaps and verdict.

It must not know views: it says what was clicked. Who looks here asks whether everything is there, and what is missing.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QMenu, QTreeWidgetItem, QVBoxLayout, QWidget

from app.log.rhythm import Gap
from app.replay.evidence import Evidence
from app.replay.timeline import Timeline
from app.replay.trust import Trust
from app.scene.standing import Standing
from app.scene.wording import count, frequency, seconds, utc
from app.ui.channel_icons import ICONS
from app.ui.desk.channel_name import ChannelName, ChannelNumber
from app.ui.filling import filled
from app.ui.matching import Answer, off, parted, words_of
from app.ui.pane import MARKS
from app.ui.theme.glyphs import VerdictMark
from app.ui.theme.icons import icon, verdict_icon
from app.ui.theme.theme import theme
from app.ui.views.facts import Facts
from app.ui.widgets.drag_tree import NAMED, DragTree
from app.ui.widgets.filter_row import FilterRow
from app.ui.widgets.pane_header import PaneHeader
from app.ui.widgets.plain import plain
from app.ui.widgets.tool_button import ToolButton

_NAME, _RATE, _COUNT, _GAPS, _VERDICT, _EYE = range(6)
_WIDTHS = ((_RATE, 53), (_COUNT, 42), (_GAPS, 35), (_VERDICT, 16), (_EYE, 20))
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ChannelsPanel(QWidget):
    """Evidence and channels."""

    hidden_changed = Signal(object)
    """Names of the channels that are not to be shown, a frozenset."""
    master_asked = Signal(str)
    camera_asked = Signal(str)
    record_asked = Signal(str)
    """Show the current record of this channel field by field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = PaneHeader(self.tr("Evidence"))
        self.facts = Facts()
        self.tree = DragTree()
        self.tree.setColumnCount(6)
        self.tree.setHeaderLabels([self.tr("Channel"), self.tr("Rate"), self.tr("Count"), self.tr("Gaps"), "", ""])
        for column in (_RATE, _COUNT, _GAPS):
            self.tree.headerItem().setTextAlignment(column, _RIGHT)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self._names = ChannelName(self.tree)
        self._names.master_asked.connect(self.master_asked)
        self.tree.setItemDelegateForColumn(_NAME, self._names)
        numbers, verdicts = ChannelNumber(self.tree), ChannelNumber(self.tree, icon=12)
        for column, _ in _WIDTHS:
            self.tree.setItemDelegateForColumn(column, verdicts if column == _VERDICT else numbers)
        self.tree.setAccessibleName(self.tr("Channels"))
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._on_menu)
        self.tree.itemClicked.connect(self._on_clicked)
        self.tree.itemDoubleClicked.connect(self._on_double_clicked)
        head = self.tree.header()
        head.setProperty("dense", 1)
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(16)
        head.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for column, _ in _WIDTHS:
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self._fit_columns()
        self.filter = FilterRow(self.tr("Filter channels"))
        self.filter.changed.connect(self._on_filter_changed)
        self.filter.left.connect(self.take_keys)
        funnel = ToolButton("funnel", self.tr("Filter channels"))
        funnel.clicked.connect(self.filter.open)
        self.header.add_tool(funnel)
        self.fold = ToolButton("panel-left", self.tr("Fold channels away"))
        self.header.add_tool(self.fold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.header, self.facts, self.filter):
            layout.addWidget(part)
        layout.addWidget(self.tree, 1)
        self._hidden: frozenset[str] = frozenset()
        self._told: object = None
        self._verdicts: dict[str, VerdictMark] = {}
        self._empty: frozenset[str] = frozenset()
        """What of the trust is shown already."""
        self._kinds: dict[str, str] = {}
        self._master: str | None = None
        theme.changed.connect(self._renew)
        theme.changed.connect(self._fit_columns)

    def set_evidence(self, evidence: Evidence | None, timeline: Timeline | None) -> None:
        """List the channels of a log."""
        self.tree.clear()
        self._hidden = frozenset()
        self.header.set_sample("")
        self._told = None
        self._verdicts.clear()
        self._master = None
        self._names.set_master(None)
        if evidence is None or timeline is None:
            self.facts.set_rows([])
            return
        genesis = evidence.genesis
        first, last = timeline.span
        began = timeline.utc_ns(first)
        self.facts.set_rows(
            [
                (self.tr("File"), evidence.title),
                (self.tr("Drive"), genesis.drive[:8].upper() + "-" + genesis.drive[8:12].upper()),
                (self.tr("Segments"), count(len(evidence.paths)) if len(evidence.paths) > 1 else None),
                (self.tr("Begins"), None if began is None else utc(began, digits=0)),
                (self.tr("Span"), f"{seconds(last - first)}, {self._records(evidence.records)}"),
                (self.tr("Left out"), count(len(evidence.left_out)) if evidence.left_out else None, "warn"),
            ]
        )
        if evidence.left_out:
            self.facts.setToolTip(plain("\n".join(evidence.left_out)))
        self._kinds = {name: channel.kind for name, channel in timeline.channels.items()}
        self._empty = frozenset(name for name, channel in timeline.channels.items() if not len(channel))
        for name, channel in timeline.channels.items():
            rhythm = timeline.rhythm(name)
            rate = "" if rhythm.rate_hz is None else frequency(rhythm.rate_hz)
            gaps = timeline.gaps(name)
            few = _few(len(gaps)) if rate else ""
            item = QTreeWidgetItem([name.lstrip("/"), rate, short_count(len(channel)), few, "", ""])
            item.setData(_NAME, NAMED, name)
            for column in (_RATE, _COUNT, _GAPS):
                item.setTextAlignment(column, _RIGHT)
            arrival = self.tr("arrival assumed") if channel.assumed_arrival else self.tr("arrival measured")
            held = self._records(len(channel))
            item.setToolTip(_NAME, plain(f"{name}\n{channel.kind}, {channel.codec}\n{held}, {arrival}"))
            item.setToolTip(_COUNT, plain(held))
            if gaps:
                item.setToolTip(_GAPS, plain("\n".join(self._said_of(gaps, first))))
            self.tree.addTopLevelItem(item)
        self._renew()
        self._on_filter_changed(self.filter.edit.text())

    def _records(self, number: int) -> str:
        return filled(self.tr("%1 records"), count(number))

    def _said_of(self, gaps: Sequence[Gap], start_ns: int) -> Iterator[str]:
        """How many there are between records, and where the drive goes on without any."""
        between = [gap for gap in gaps if gap.where == "between"]
        for gap in gaps:
            if gap.where == "before":
                yield filled(self.tr("No record before %1"), seconds(gap.end_ns - start_ns))
        if between:
            longest = seconds(max(gap.end_ns - gap.start_ns for gap in between))
            yield filled(self.tr("Gaps between records: %1, the longest %2"), count(len(between)), longest)
        for gap in gaps:
            if gap.where == "behind":
                lasting = seconds(gap.end_ns - gap.start_ns)
                yield filled(self.tr("No record after %1, for %2"), seconds(gap.start_ns - start_ns), lasting)

    def _fit_columns(self) -> None:
        for column, width in _WIDTHS:
            self.tree.header().resizeSection(column, theme.px(width))

    def take_keys(self) -> None:
        """Get the focus, on a channel that is in sight."""
        current = self.tree.currentItem()
        if current is None or current.isHidden():
            first = next((item for item in self._items() if not item.isHidden()), None)
            if first is not None:
                self.tree.setCurrentItem(first)
        self.tree.setFocus()

    def show_channel(self, name: str) -> None:
        """Select a channel here, and ask for it to be shown: a camera as a picture, any other by its record."""
        item = next((one for one in self._items() if one.data(_NAME, NAMED) == name), None)
        if item is None:
            return
        if item.isHidden():
            self.filter.edit.clear()
        self.tree.setCurrentItem(item)
        self.tree.scrollToItem(item)
        (self.camera_asked if self._kinds.get(name) == "image" else self.record_asked).emit(name)

    def set_trust(self, trust: Trust, timeline: Timeline) -> None:
        """Mark each channel by what the walk has found in it."""
        told = trust.finished, trust.by_channel
        if told == self._told:
            return
        self._told = told
        for item in self._items():
            channel = timeline.channels[item.data(_NAME, NAMED)]
            stands = [trust.by_channel.get(key, Standing.INTACT) for key in channel.ids.items()]
            self._verdicts[channel.name] = MARKS[max(stands, default=Standing.INTACT)]
            item.setIcon(_VERDICT, verdict_icon(self._verdicts[channel.name]))

    def set_master(self, master: str | None) -> None:
        """Mark the channel that one steps by."""
        if master == self._master:
            return
        self._master = master
        self._names.set_master(master)
        self._mark_master()

    def _mark_master(self) -> None:
        for item in self._items():
            name = item.data(_NAME, NAMED)
            own = name == self._master
            font = item.font(_NAME)
            font.setBold(own)
            item.setFont(_NAME, font)
            item.setForeground(_NAME, QColor(theme.tokens["unchecked" if name in self._empty else "t1"]))

    @property
    def hidden(self) -> frozenset[str]:
        """The channels that are not to be shown."""
        return self._hidden

    def set_hidden(self, hidden: frozenset[str]) -> None:
        """Show all channels but these; how many they are is said above the list."""
        if hidden != self._hidden:
            self._hidden = hidden
            self._renew()
            self.header.set_sample(filled(self.tr("%1 hidden"), count(len(hidden))) if hidden else "")
            self.hidden_changed.emit(hidden)

    def _items(self) -> list[QTreeWidgetItem]:
        found = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        return [item for item in found if item is not None]

    def _renew(self) -> None:
        for item in self._items():
            name = str(item.data(_NAME, Qt.ItemDataRole.UserRole))
            item.setIcon(_NAME, icon(ICONS.get(self._kinds.get(name, ""), "file")))
            item.setIcon(
                _EYE, icon("eye-off" if name in self._hidden else "eye", "unchecked" if name in self._hidden else "t2")
            )
            item.setIcon(_VERDICT, verdict_icon(self._verdicts.get(name, "unchecked")))
            if item.toolTip(_GAPS):
                item.setForeground(_GAPS, QColor(theme.tokens.warn))
        self._mark_master()

    def _on_filter_changed(self, typed: str) -> None:
        words, items, shown = words_of(typed), self._items(), 0
        for item in items:
            name = str(item.data(_NAME, NAMED))
            answers = off(Answer(parted(name), parted(self._kinds.get(name, ""))), words) is not None
            item.setHidden(not answers)
            shown += answers
        self.filter.show_count(shown, len(items))

    def _on_clicked(self, item: QTreeWidgetItem, column: int) -> None:
        if column == _NAME and self._names.pressed_tag:
            # that was for the tag alone
            return
        if column == _EYE:
            name = str(item.data(_NAME, Qt.ItemDataRole.UserRole))
            self.set_hidden(self._hidden ^ {name})
        else:
            self.record_asked.emit(str(item.data(_NAME, Qt.ItemDataRole.UserRole)))

    def _on_double_clicked(self, item: QTreeWidgetItem, _: int) -> None:
        name = str(item.data(_NAME, Qt.ItemDataRole.UserRole))
        if self._kinds.get(name) == "image":
            self.camera_asked.emit(name)

    def _on_menu(self, at: QPoint) -> None:
        item = self.tree.itemAt(at)
        if item is None:
            return
        name = str(item.data(_NAME, Qt.ItemDataRole.UserRole))
        menu = QMenu(self)
        menu.addAction(self.tr("Step by this channel")).triggered.connect(lambda: self.master_asked.emit(name))
        if self._kinds.get(name) == "image":
            menu.addAction(self.tr("Show in the camera view")).triggered.connect(lambda: self.camera_asked.emit(name))
        menu.addSeparator()
        text = self.tr("Show this channel") if name in self._hidden else self.tr("Hide this channel")
        menu.addAction(text).triggered.connect(lambda: self.set_hidden(self._hidden ^ {name}))
        everything = menu.addAction(self.tr("Show all channels"))
        everything.setEnabled(bool(self._hidden))
        everything.triggered.connect(lambda: self.set_hidden(frozenset()))
        menu.exec(self.tree.viewport().mapToGlobal(at))


def _few(number: int) -> str:
    """A count for a narrow column; the tooltip has it whole."""
    return count(number) if number < 100 else "99+"


def short_count(number: int) -> str:
    """How many records, in at most six signs; the tooltip has it whole."""
    if number < 10_000:
        return count(number)
    for unit, size in (("k", 10**3), ("M", 10**6), ("G", 10**9)):
        # 999 950 is 1.0 M, not 1 000 k
        if number < 999.5 * size or unit == "G":
            break
    share = number / size
    return f"{share:.1f}\u202f{unit}" if share < 99.95 else f"{share:.0f}\u202f{unit}"
