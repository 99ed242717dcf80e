"""The decision ledger: every planning cycle of the log in a table that is filtered by typing and leads to each instant.

It must not read a log, nor reckon anything. Who opens it asks when a manoeuvre was rejected, or what came to cost so
much; next they step from one such cycle to the next, and look at what was weighed.
"""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.replay.dial import Dial
from app.replay.ledger import Ledger
from app.replay.ledger_filter import NAMES, FilterError, filter_of
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.wording import count
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.pane import MARKS, Pane
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import draw_verdict
from app.ui.theme.theme import theme
from app.ui.views.ledger_model import LedgerModel
from app.ui.views.ledger_words import COLUMNS, LedgerWords
from app.ui.widgets.filter_edit import ListFilterEdit
from app.ui.widgets.painted import draw_text, width_of
from app.ui.widgets.plain import plain
from app.ui.widgets.rows import RowDelegate
from app.ui.widgets.time_table import TimeTable

_SPARE = ("confidence", "latency_ns", "cycle", "object", "distance", "chosen", "model")
"""Columns that go where it is narrow, the first one first: their facts stand in other panes, too."""
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_GLYPH, _ARROW, _BESIDE, _SWATCH, _WIDEST = 12, 14, 6, 21, 180


class _Cells(RowDelegate):
    """Painted without a style: a hundred thousand cycles are gone through as fast as somebody turns a wheel."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's name."""
        model, rect = index.model(), QRectF(option.rect)
        assert isinstance(model, LedgerModel)
        cell = model.cell(index.row(), index.column())
        tokens = theme.tokens
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.sel))
        elif self.hovers(index):
            painter.fillRect(rect, QColor(tokens.bg3))
        room = rect.adjusted(theme.px(_BESIDE), 0, -theme.px(_BESIDE), 0)
        if cell.token is not None:
            side = theme.px(_GLYPH)
            painter.fillRect(QRectF(room.left(), room.center().y() - side / 2, side, side), QColor(tokens[cell.token]))
            room.setLeft(room.left() + theme.px(_SWATCH))
        role, align = Role.TITLE if cell.present else Role.BODY, _RIGHT if cell.right else _LEFT
        draw_text(painter, room, cell.text, role=role, colour=tokens.t1, align=align)
        if cell.standing is not None:
            side, middle = theme.px(_GLYPH), rect.center()
            place = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            draw_verdict(painter, place, MARKS[cell.standing], tokens)
        self.paint_row(painter, rect, index, present=cell.present)


class LedgerView(Pane):
    """All cycles of the channel of decisions."""

    cycle_asked = Signal(str, int)
    """Channel and row of its decision."""
    sought_changed = Signal(object)
    """The Filter that is in force now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.filter, self._counted, self._wrong = ListFilterEdit(), QLabel(), QLabel()
        self.model = LedgerModel()
        self.table = TimeTable(self.model, _Cells)
        body = QFrame()
        body.setProperty("mark", "pane")
        super().__init__(self.tr("Decision ledger"), body, parent=parent)
        self._timeline: Timeline | None = None
        self._row: int | None = None
        """Of the channel, that is current."""
        self._complete = False
        """Whether all cycles were read."""
        self._problem: FilterError | None = None
        """Of what is typed."""
        self._widths: dict[str, int] = {}
        """Of all columns, there or not."""
        self.model.setParent(self)
        self.filter.setPlaceholderText(self.tr("Filter, such as: rejected = lane_change and distance < 20"))
        self.filter.setAccessibleName(self.tr("Filter of the decision ledger"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_typed)
        self.filter.given_up.connect(self._on_given_up)
        self.filter.left.connect(self.take_keys)
        self._counted.setToolTip(plain(filled(self.tr("Columns: %1"), ", ".join(NAMES))))
        for label in (self._counted, self._wrong):
            label.setProperty("tone", "t2")
            label.setTextFormat(Qt.TextFormat.PlainText)
        # a long list of columns makes no pane wider
        self._wrong.setWordWrap(True)
        self._wrong.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out(body)
        self.table.row_chosen.connect(self._on_row_chosen)
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
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.filter, 1)
        line.addWidget(self._counted)
        head.addLayout(line)
        head.addWidget(self._wrong)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        body.setFocusProxy(self.table)
        self.table.setSortingEnabled(True)
        self.table.setAccessibleName(self.tr("Planning cycles"))
        header = self.table.horizontalHeader()
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._fit)

    # -- of every view

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline = timeline

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels with decisions."""
        return [one.name for one in timeline.channels.values() if one.kind == "decision"]

    def show_moment(self, moment: Moment) -> None:
        """Mark the cycle that is current."""
        channel = self.model.words.ledger.channel
        sample = moment.samples.get(channel) if channel else moment.first_of(["decision"])
        self._row = sample.lookup.row if sample is not None and sample.current else None
        if self._timeline is None or not self.wants(self._timeline):
            self.show_absence(None, none=self.tr("No decisions in this log"), icon="route")
            return
        if sample is None:
            self.show_not_there(self.wants(self._timeline), self.tr("decision"))
            return
        self.show_header(sample, self._timeline, moment.mode, noun=self.tr("record"))
        # of several planners it has the cycles of one
        several = len(self.wants(self._timeline)) > 1
        of = f" · {sample.lookup.channel.lstrip('/')}" if several else ""
        self.header.set_title(self.tr("Decision ledger") + of)
        self._show(replace(self.model.words, mode=moment.mode))
        self._follow()
        self.show_body()

    def show_ledger(self, ledger: Ledger, *, complete: bool) -> None:
        """Show these cycles; `complete`: there are no more."""
        self._complete = complete
        self._show(replace(self.model.words, ledger=ledger))
        self._say()
        self._follow()

    def set_dial(self, dial: Dial) -> None:
        """Tell times by this clock."""
        self._show(replace(self.model.words, dial=dial))

    def open_filter(self) -> None:
        """The filter gets the focus; what stands there is marked."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def clear(self) -> None:
        """Nothing is open."""
        self._row = None
        self._show(replace(self.model.words, ledger=Ledger()))
        self.empty.show_none(self.tr("No decisions"), "", icon="route")
        self.show_reason()

    # -- inside

    def _show(self, words: LedgerWords) -> None:
        if words == self.model.words:
            return
        with self.table.quietly():
            self.model.show(words)
        self._say()
        self._fit()

    def _follow(self) -> None:
        row = self.model.set_present(self._row)
        before = self.table.currentIndex()
        index = QModelIndex() if row is None else self.model.index(row, 0)
        if before.row() == index.row():
            return
        with self.table.quietly():
            # one that is filtered out is none that a click could not lead to
            self.table.setCurrentIndex(index)
        if row is not None:
            self.table.scrollTo(index)

    def _on_row_chosen(self, row: int) -> None:
        self.cycle_asked.emit(*self.model.record(row))

    def _on_given_up(self) -> None:
        """First all cycles are there again, then the keys go back to them."""
        if self.filter.text():
            self.filter.clear()
        else:
            self.take_keys()

    def _on_typed(self, text: str) -> None:
        try:
            wanted = filter_of(text)
        except FilterError as error:
            # what was asked for last stays until this is whole
            self._problem = error
        else:
            self._problem = None
            with self.table.quietly():
                self.model.set_filter(wanted)
            self._follow()
            self.sought_changed.emit(wanted)
        self._say()

    def _say(self) -> None:
        """How many there are, or what is wrong with what is typed."""
        shown, there = self.model.counted
        self._wrong.setVisible(self._problem is not None)
        if self._problem is not None:
            span = self._problem.start, self._problem.end
            why = from_below(str(self._problem))
            self._wrong.setText(why)
            self.filter.set_state("broken", reason=why, span=span)
        else:
            said = filled(self.tr("%1 of %2 cycles"), count(shown), count(there))
            self._counted.setText(said if self._complete else filled(self.tr("%1, still reading"), said))
            self.filter.set_state(("ok" if shown else "warn") if self.filter.text().strip() else "")

    def _fit(self) -> None:
        """Columns as wide as their heads and longest cells."""
        header, sorted_by = self.table.horizontalHeader(), self.table.horizontalHeader().sortIndicatorSection()
        header.setMinimumSectionSize(theme.px(_GLYPH + 2 * _BESIDE))
        for column, name in enumerate(COLUMNS):
            head = str(self.model.headerData(column, Qt.Orientation.Horizontal))
            arrow = theme.px(_ARROW) if column == sorted_by else 0
            # the present cycle is written in bold
            cells = [width_of(text, Role.TITLE) for text in self.model.words.longest(name)]
            swatch = theme.px(_SWATCH) if name == "manoeuvre" else 0
            least = round(width_of(head, Role.SECONDARY)) + arrow
            widest = min(round(max(cells, default=0)), theme.px(_WIDEST))
            wide = max(least, widest + swatch) + theme.px(2 * _BESIDE + 4)
            self._widths[name] = max(wide, header.minimumSectionSize())
        if not any(self.model.words.ledger.versions):
            # the same in all cycles: it stands with each decision
            self._widths.pop("model")
        self._make_room()

    def _make_room(self) -> None:
        """Where there is no room for all columns, some of them go."""
        self.table.fit(COLUMNS, self._widths, _SPARE, room=self.table.viewport().width())
