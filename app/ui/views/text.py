"""The text lines of a log: filtered by words and level, the one that was written last before the instant marked.

It must not read a log, nor look through it. Who opens it asks what the software itself said at that time, or when it
first said something; next they go to that instant, or follow one trace through all programs.
"""

from heapq import nlargest

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.log.channel import Mode
from app.replay.dial import Dial
from app.replay.line_filter import Hits, LineFilter
from app.replay.timeline import Timeline
from app.scene.level import Level
from app.scene.moment import Moment
from app.scene.standing import Standing
from app.scene.wording import count
from app.ui.filling import filled
from app.ui.pane import MARKS, Pane
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import draw_severity, draw_verdict
from app.ui.theme.theme import theme
from app.ui.views.text_model import COLUMNS, TextModel
from app.ui.widgets.filter_edit import ListFilterEdit
from app.ui.widgets.painted import draw_text, width_of
from app.ui.widgets.passing_menu import menu_of
from app.ui.widgets.rows import RowDelegate
from app.ui.widgets.time_table import TimeTable

_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_GLYPH, _BESIDE, _ROOM, _WIDEST = 12, 6, 18, 140
_LEAST_MESSAGE = 160
"""Pixels; where there are fewer, other columns go."""
_MEASURED = 64
"""Lines by which the widths of columns are told."""
_SPARE = ("logger", "level")


class _Cells(RowDelegate):
    """Painted without a style, as fast as somebody turns a wheel. What was written later than the instant is dim."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's name."""
        model, rect = index.model(), QRectF(option.rect)
        assert isinstance(model, TextModel)
        cell, tokens, side = model.cell(index.row(), index.column()), theme.tokens, theme.px(_GLYPH)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, QColor(tokens.sel))
        elif self.hovers(index):
            painter.fillRect(rect, QColor(tokens.bg3))
        room = rect.adjusted(theme.px(_BESIDE), 0, -theme.px(_BESIDE), 0)
        if COLUMNS[index.column()] == "level":
            place = QRectF(room.left(), room.center().y() - side / 2, side, side)
            if cell.severity is not None:
                draw_severity(painter, place, cell.severity, tokens)
            room.setLeft(room.left() + theme.px(_ROOM))
        if cell.standing is not None:
            middle = rect.center()
            place = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            draw_verdict(painter, place, MARKS[cell.standing], tokens)
        colour = tokens.t2 if cell.later else tokens.t1
        role = Role.TITLE if cell.present else Role.BODY
        draw_text(painter, room, cell.text, role=role, colour=colour, align=_LEFT if index.column() else _RIGHT)
        self.paint_row(painter, rect, index, present=cell.present)


class TextView(Pane):
    """All channels of text."""

    lines_asked = Signal(object, object)
    """A LineFilter and the Mode in whose order: somebody looks at it."""
    line_asked = Signal(str, int)
    """Channel and row of the line to which one wants to go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.filter, self.level, self._counted = ListFilterEdit(), QComboBox(), QLabel()
        self.model = TextModel()
        self.table = TimeTable(self.model, _Cells)
        body = QFrame()
        body.setProperty("mark", "pane")
        super().__init__(self.tr("Log lines"), body, parent=parent)
        self._timeline: Timeline | None = None
        self._moment: Moment | None = None
        self._chosen: int | None = None
        """The line that somebody went to."""
        self.model.setParent(self)
        self.filter.setPlaceholderText(self.tr('Words, such as: brak "gap 11" logger:planner trace:6f71'))
        self.filter.setAccessibleName(self.tr("Filter of the log lines"))
        self._counted.setToolTip(
            self.tr(
                "Lines that cannot be read stay in sight: nobody can tell what they say. "
                "Of very long ones not all is looked through."
            )
        )
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._ask)
        self.filter.given_up.connect(self._on_given_up)
        self.filter.left.connect(self.take_keys)
        for text, level in (
            (self.tr("All levels"), Level.UNKNOWN), (self.tr("Info and above"), Level.INFO),
            (self.tr("Warning and above"), Level.WARNING), (self.tr("Error and above"), Level.ERROR),
        ):  # fmt: skip
            self.level.addItem(text, level)
        self.level.setAccessibleName(self.tr("Level of the log lines"))
        self.level.setToolTip(
            self.tr("Lines whose level is not known stay in sight: nobody can tell how grave they are")
        )
        self.level.currentIndexChanged.connect(self._ask)
        self._counted.setProperty("tone", "t2")
        self._lay_out(body)
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.resized.connect(self._fit)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._on_menu_asked)
        theme.changed.connect(self._fit)
        self.clear()

    def _lay_out(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(8, 6, 8, 6)
        line.setSpacing(8)
        line.addWidget(self.filter, 1)
        line.addWidget(self.level)
        line.addWidget(self._counted)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        body.setFocusProxy(self.table)
        self.table.setAccessibleName(self.tr("Log lines"))

    # -- of every view

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline = timeline

    def wants(self, _: Timeline) -> list[str]:
        """No records of an instant: it has those of the whole log."""
        return []

    def show_moment(self, moment: Moment) -> None:
        """Mark the line that was written last."""
        before, self._moment = self._moment, moment
        if before is None or before.mode is not moment.mode:
            self._ask()
        self._show_why_not()
        self._follow()

    def set_hidden(self, channels: frozenset[str]) -> None:
        """Lines of these are not shown."""
        super().set_hidden(channels)
        self._ask()
        self._show_why_not()

    def show_hits(self, hits: Hits) -> None:
        """What was found so far of what is asked for."""
        grown = self.model.hits is None or len(self.model.hits.lines) != len(hits.lines)
        with self.table.quietly():
            self.model.show(hits)
        self._say()
        self._show_why_not()
        if grown:
            self._fit()
        self._follow()

    def set_dial(self, dial: Dial) -> None:
        """Tell times by this clock."""
        self.model.set_dial(dial)
        self._fit()

    def look_for(self, words: str) -> None:
        """Look for these words, at all levels."""
        self.level.setCurrentIndex(0)
        self.filter.setText(words)

    def open_filter(self) -> None:
        """The filter gets the focus; what stands there is marked."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def clear(self) -> None:
        """Nothing is open."""
        self._moment = self._chosen = None
        self.model.show(None)
        self._say()
        self._show_why_not()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is read before somebody looks."""
        super().showEvent(event)
        self._ask()

    # -- inside

    def _channels(self) -> list[str]:
        channels = () if self._timeline is None else self._timeline.channels.values()
        return [one.name for one in channels if one.kind == "text" and len(one)]

    def _ask(self, *_: object) -> None:
        if self.isVisible() and self._moment is not None and self._channels():
            level = Level(self.level.currentData())
            wanted = LineFilter(words=self.filter.text(), level=level, hidden=self.hidden_channels)
            self.lines_asked.emit(wanted, self._moment.mode)

    def _show_why_not(self) -> None:
        channels = self._channels()
        if not channels:
            self.empty.show_none(self.tr("No text in this log"), "", icon="scroll-text")
        elif self.hidden_channels.issuperset(channels):
            self.show_not_there(channels, self.tr("text"))
            return
        elif self.model.hits is None:
            self.empty.show_reading(self.tr("text"))
        else:
            self.show_body()
            return
        self.show_reason()

    def _follow(self) -> None:
        """Go with the instant."""
        hits, moment = self.model.hits, self._moment
        if hits is None or moment is None or hits.mode is not moment.mode:
            return
        row = self.model.set_here(moment.t_ns, self._chosen)
        self._say_where(row)
        if self.table.currentIndex().row() == row:
            return
        index = QModelIndex() if row < 0 else self.model.index(row, 0)
        with self.table.quietly():
            self.table.setCurrentIndex(index)
        if row >= 0:
            self.table.scrollTo(index)
        else:
            self.table.scrollToTop()

    def _say_where(self, row: int) -> None:
        hits = self.model.hits
        assert hits is not None
        assert self._moment is not None
        mode = hits.mode
        self.header.set_rule("≤ t" if mode is Mode.CAPTURE else self.tr("arrived ≤ t"))
        if row < 0:
            self.header.set_sample(self.tr("none yet"))
            self.header.set_verdict(None)
            self.header.set_age(None)
            return
        channel, record = hits.lines.record(self.model.line(row))
        several = len(hits.lines.channels) > 1
        at = filled(self.tr("line %1"), count(record + 1))
        self.header.set_sample(f"{channel.lstrip('/')} · {at}" if several else at)
        self.header.set_verdict(MARKS[Standing(int(hits.lines.cells["standing"][self.model.line(row)]))])
        self.header.set_age((self._moment.t_ns - int(hits.times_ns[row])) / 1e6, None)

    def _say(self) -> None:
        """How many there are."""
        hits = self.model.hits
        if hits is None:
            self._counted.setText("")
            self.filter.set_state("")
            return
        said = filled(self.tr("%1 of %2 lines"), count(len(hits.at)), count(hits.lines.records))
        if not hits.lines.complete:
            said = filled(self.tr("%1, %2 read"), said, count(len(hits.lines)))
        elif not hits.complete:
            said = filled(self.tr("%1, %2 looked at"), said, count(hits.looked))
        clipped = int(np.count_nonzero(hits.lines.cells["clipped"]))
        if clipped:
            said += filled(self.tr(", %1 looked through in part"), count(clipped))
        self._counted.setText(said)
        asked = self.filter.text().strip() or self.level.currentIndex()
        self.filter.set_state(("ok" if len(hits.at) else "warn") if asked else "")

    def _on_row_chosen(self, row: int) -> None:
        assert self.model.hits is not None
        self._chosen = self.model.line(row)
        self.line_asked.emit(*self.model.hits.lines.record(self._chosen))
        if self._moment is not None and self._moment.t_ns == self.model.hits.times_ns[row]:
            # the instant is shown already, with another line of it
            self._follow()

    def _on_given_up(self) -> None:
        """First all lines are there again, then the keys go back to them."""
        if self.filter.text():
            self.filter.clear()
        else:
            self.take_keys()

    def _on_menu_asked(self, place: QPoint) -> None:
        index, hits = self.table.indexAt(place), self.model.hits
        if not index.isValid() or hits is None:
            return
        at, menu = self.model.line(index.row()), menu_of(self)
        for name, text in (
            ("trace", self.tr("Only lines of this trace")),
            ("logger", self.tr("Only lines of this logger")),
        ):
            known = hits.lines.fact(at, name)
            action = menu.addAction(text)
            action.setEnabled(bool(known))
            action.triggered.connect(lambda _=False, said=f'"{name}:{known}"': self.look_for(said))
        menu.addSeparator()
        said = f"{self.model.time(index.row())}\t{hits.lines.fact(at, 'level')}\t{hits.lines.said(at)}"
        menu.addAction(self.tr("Copy this line")).triggered.connect(
            lambda _=False: QGuiApplication.clipboard().setText(said)
        )
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _fit(self) -> None:
        """Columns as wide as what stands in the lines around the present one; the message has the rest."""
        shown = range(min(self.model.rowCount(), _MEASURED))
        ends = {*shown, *(self.model.rowCount() - 1 - row for row in shown)}
        widths = {}
        for column, name in enumerate(COLUMNS[:-2]):
            head = str(self.model.headerData(column, Qt.Orientation.Horizontal))
            texts = nlargest(8, (self.model.cell(row, column).text for row in ends), key=len)
            widest = max((width_of(one, Role.TITLE) for one in (head, *texts)), default=0)
            beside = 2 * _BESIDE + 4 + (_ROOM if name == "level" else 0)
            widths[name] = min(round(widest), theme.px(_WIDEST)) + theme.px(beside)
        widths["message"], widths["standing"] = theme.px(_LEAST_MESSAGE), theme.px(_GLYPH + 2 * _BESIDE)
        room = self.table.viewport().width()
        left = self.table.fit(COLUMNS, widths, _SPARE, room=room)
        self.table.horizontalHeader().resizeSection(COLUMNS.index("message"), widths["message"] + max(left, 0))
