"""The decision ledger: every planning cycle of the log in a table that is filtered by typing and leads to each instant.

It must not read a log, nor reckon anything. Who opens it asks when a manoeuvre was rejected, or what came to cost so
much; next they step from one such cycle to the next, and look at what was weighed.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.log.channel import Mode
from app.replay.dial import COUNTING, Dial
from app.replay.ledger import Ledger
from app.replay.ledger_filter import NAMES, FilterError, filter_of
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.sample import Sample
from app.scene.wording import count
from app.ui.filling import filled
from app.ui.pane import MARKS, Pane
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import draw_verdict
from app.ui.theme.theme import theme
from app.ui.views.ledger_model import COLUMNS, STANDING, LedgerModel
from app.ui.widgets.painted import width_of
from app.ui.widgets.plain import plain
from app.ui.widgets.rows import RowDelegate, as_rows

_SPARE = ("confidence", "latency_ns", "cycle", "object", "distance", "chosen")
"""Columns that go where it is narrow, the first one first: their facts stand in other panes, too."""
_GLYPH, _ARROW, _BESIDE, _SWATCH = 12, 14, 6, 21


class _Cells(RowDelegate):
    """Rows whose last cell is the verdict of their record."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's name."""
        super().paint(painter, option, index)
        standing = index.data(STANDING)
        if standing is not None:
            side, middle = theme.px(_GLYPH), QRectF(option.rect).center()
            draw_verdict(
                painter, QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side), MARKS[standing], theme.tokens
            )


class _Table(QTableView):
    """It tells when there is room for other columns."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt's."""
        super().resizeEvent(event)
        self.resized.emit()


class LedgerView(Pane):
    """All cycles of the channel of decisions."""

    title = "Decision ledger"
    time_asked = Signal(object)
    """Of a cycle, in ns on the log's scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.filter, self._said = QLineEdit(), QLabel()
        self.table = _Table()
        body = QFrame()
        body.setProperty("mark", "pane")
        super().__init__(self.tr("Decision ledger"), body, parent=parent)
        self._timeline: Timeline | None = None
        self._moment: Moment | None = None
        self._ledger, self._mode, self._dial = Ledger(), Mode.CAPTURE, COUNTING
        self._widths: dict[str, int] = {}
        """Of all columns, there or not."""
        self.model = LedgerModel(self)
        self.filter.setPlaceholderText(self.tr("Filter, such as: rejected = lane_change and distance < 20"))
        self.filter.setAccessibleName(self.tr("Filter of the decision ledger"))
        self.filter.setToolTip(plain(filled(self.tr("Columns: %1"), ", ".join(NAMES))))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_typed)
        self._said.setProperty("tone", "t2")
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        # a long list of columns makes no pane wider
        self._said.setWordWrap(True)
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out(body)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_chosen)
        self._following = False
        """While the table follows the instant, nothing is asked for."""
        self.table.resized.connect(self._make_room)
        theme.changed.connect(self._fit)
        self.clear()

    def _lay_out(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(8, 6, 8, 6)
        head.setSpacing(4)
        head.addWidget(self.filter)
        head.addWidget(self._said)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.table.setModel(self.model)
        as_rows(self.table)
        self.table.setItemDelegate(_Cells(self.table))
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setSortingEnabled(True)
        self.table.setAccessibleName(self.tr("Planning cycles"))
        # columns go by the room that is left beside it
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        header = self.table.horizontalHeader()
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.sortIndicatorChanged.connect(self._fit)
        for part in (self.table, header):
            part.setProperty("dense", "1")

    # -- of every view

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline = timeline

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels with decisions."""
        return [one.name for one in timeline.channels.values() if one.kind == "decision"]

    def show_moment(self, moment: Moment) -> None:
        """Mark the cycle that is current."""
        self._moment = moment
        found = list(moment.of_kind("decision"))
        sample = next((one for one in found if one.current), found[0] if found else None)
        if self._timeline is None or not self.wants(self._timeline):
            self.show_absence(None, none=self.tr("No decisions in this log"), icon="route")
            return
        if sample is None:
            self.show_not_there(self.wants(self._timeline), self.tr("decision"))
            return
        self.show_header(sample, self._timeline, moment.mode, noun=self.tr("record"))
        self.header.set_title(self.tr("Decision ledger"))
        if moment.mode is not self._mode:
            self._mode = moment.mode
            self._renew()
        self._follow(sample)
        self.show_body()

    def show_ledger(self, ledger: Ledger) -> None:
        """Show these cycles, as far as they were read."""
        if ledger is not self._ledger:
            self._ledger = ledger
            self._renew()
            self._fit()
            if self._moment is not None:
                self.show_moment(self._moment)

    def set_dial(self, dial: Dial) -> None:
        """Tell times by this clock."""
        self._dial = dial
        self._renew()
        self._fit()

    def clear(self) -> None:
        """Nothing is open."""
        self._moment, self._ledger = None, Ledger()
        self._renew()
        self.empty.show_none(self.tr("No decisions"), "", icon="route")
        self.show_reason()

    # -- inside

    def _renew(self) -> None:
        self._following = True
        self.model.show(self._ledger, self._mode, self._dial)
        self._following = False
        self._say("")

    def _follow(self, sample: Sample) -> None:
        row = self.model.set_present(sample.lookup.row if sample.current else None)
        if row is None:
            return
        self._following = True
        index = self.model.index(row, 0)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)
        self._following = False

    def _on_row_chosen(self, index: QModelIndex) -> None:
        if index.isValid() and not self._following:
            self.time_asked.emit(self.model.time_ns(index.row()))

    def _on_typed(self, text: str) -> None:
        try:
            wanted = filter_of(text)
        except FilterError as error:
            # what was asked for last stays until this is whole
            self._say(str(error))
            return
        self._following = True
        self.model.set_filter(wanted)
        self._following = False
        self._say("")
        if self._moment is not None:
            self.show_moment(self._moment)

    def _say(self, problem: str) -> None:
        shown, there = self.model.counted
        self._said.setText(problem or filled(self.tr("%1 of %2 cycles shown"), count(shown), count(there)))
        self.filter.setProperty("filter", "broken" if problem else "")
        self.filter.style().unpolish(self.filter)
        self.filter.style().polish(self.filter)

    def _fit(self) -> None:
        """Columns as wide as their heads and longest cells."""
        header, sorted_by = self.table.horizontalHeader(), self.table.horizontalHeader().sortIndicatorSection()
        header.setMinimumSectionSize(theme.px(_GLYPH + 2 * _BESIDE))
        for column, name in enumerate(COLUMNS):
            head = str(self.model.headerData(column, Qt.Orientation.Horizontal))
            arrow = theme.px(_ARROW) if column == sorted_by else 0
            # the present cycle is written in bold
            cells = [width_of(text, Role.TITLE) for text in self.model.longest(name)] if name != "standing" else []
            swatch = theme.px(_SWATCH) if name == "manoeuvre" else 0
            least = round(width_of(head, Role.SECONDARY)) + arrow
            wide = max(least, round(max(cells, default=0)) + swatch) + theme.px(2 * _BESIDE + 4)
            self._widths[name] = max(wide, header.minimumSectionSize())
        self._make_room()

    def _make_room(self) -> None:
        """Where there is no room for all columns, some of them go."""
        header, room = self.table.horizontalHeader(), self.table.viewport().width()
        left = dict(self._widths)
        for name in _SPARE:
            gone = sum(left.values()) > room
            header.setSectionHidden(COLUMNS.index(name), gone)
            if gone:
                left.pop(name, None)
        for name, wide in left.items():
            header.resizeSection(COLUMNS.index(name), wide)
