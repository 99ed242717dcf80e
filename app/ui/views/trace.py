"""The trace of the present decision: from the capture that it rests on to what was done, step by step on one axis.

It must not read a log, nor reckon anything. Who opens it asks where the time went, and whether that was usual; next
they go to the end of a step, to see what was known by then, or to the slowest cycle of the log.
"""

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLabel, QPushButton, QTableView, QVBoxLayout, QWidget

from app.replay.reactions import Reactions
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.wording import grouped
from app.ui.pane import Pane
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.views.trace_bars import BarDelegate, BarHeader
from app.ui.views.trace_model import TraceModel
from app.ui.views.trace_rows import COLUMNS, Waterfall, method, waterfall_of
from app.ui.widgets.painted import width_of
from app.ui.widgets.plain import plain
from app.ui.widgets.rows import as_rows
from app.ui.widgets.tag import Tag

_SPARE = ("waited", "usual")
"""Columns that go where it is narrow, the first one first: the tips of the rows have them, too."""
_LEAST_BARS, _MOST_NAME, _SWATCH, _BESIDE = 130, 200, 21, 16


class Pin(NamedTuple):
    """The decision that stays while somebody looks about in its trace."""

    channel: str
    row: int
    times_ns: frozenset[int]
    """The instants at which it does: where one came from, and where one went."""


class _Table(QTableView):
    """It tells when there is room for other columns."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt's."""
        super().resizeEvent(event)
        self.resized.emit()


class TraceView(Pane):
    """Of the decision that is current, or of the one whose steps somebody goes through."""

    time_asked = Signal(object)
    """The end of a step, or the time of another decision, in ns on the log's scale."""
    wants_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.table, self._whole, self._notes = _Table(), QLabel(), QLabel()
        self.slowest = QPushButton(self.tr("Slowest"))
        body = QFrame()
        body.setProperty("mark", "pane")
        super().__init__(self.tr("Trace"), body, parent=parent)
        self._timeline: Timeline | None = None
        self._reactions: Reactions | None = None
        self._moment: Moment | None = None
        self._pin: Pin | None = None
        self._shown: tuple[object, ...] = ()
        self._went: int | None = None
        """The decision that was gone to as a slow one."""
        self._follows = False
        self.model, self._head = TraceModel(self), BarHeader()
        self._lay_out(body)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_chosen)
        self.table.clicked.connect(self._on_row_chosen)
        self.table.resized.connect(self._fit)
        self.slowest.clicked.connect(self._on_slowest)
        theme.changed.connect(self._fit)
        self.clear()

    def _lay_out(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.table.setHorizontalHeader(self._head)
        self.table.setModel(self.model)
        as_rows(self.table, BarDelegate)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setAccessibleName(self.tr("Steps of the trace"))
        # the last column does not end at the very edge, and none moves where there come to be more rows
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for part in (self.table, self._head):
            part.setProperty("dense", "1")
        column.addWidget(self.table, 1)
        body.setFocusProxy(self.table)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 4, 8, 6)
        foot.setSpacing(8)
        said = QVBoxLayout()
        said.setSpacing(2)
        for label in (self._whole, self._notes):
            # what a log says is text and nothing else
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            said.addWidget(label)
        self._notes.setProperty("tone", "t2")
        foot.addLayout(said, 1)
        derived = Tag("derived")
        derived.setToolTip(plain(method()))
        foot.addWidget(derived)
        self.slowest.setToolTip(self.tr("Goes to the slowest cycle of the log; from there to the next slowest"))
        self.slowest.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        foot.addWidget(self.slowest)
        column.addLayout(foot)

    # -- of every view

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline = timeline

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels with decisions."""
        return [one.name for one in timeline.channels.values() if one.kind == "decision"]

    @property
    def pinned(self) -> tuple[str, int] | None:
        """Channel and row of the decision whose trace is wanted; None: that of the current one."""
        return None if self._pin is None else self._pin[:2]

    def show_moment(self, moment: Moment) -> None:
        """Show the trace of the cycle that is current."""
        self._moment = moment
        if self._pin is not None and moment.t_ns not in self._pin.times_ns:
            self._pin = None
            self.wants_changed.emit()
        sample = moment.first_of(["decision"])
        if self._timeline is None or not self.wants(self._timeline):
            self.show_absence(None, none=self.tr("No decisions in this log"), icon="route")
            return
        if sample is None:
            self.show_not_there(self.wants(self._timeline), self.tr("decision"))
            return
        self.show_header(sample, self._timeline, moment.mode, noun=self.tr("record"))
        self.header.set_title(self.tr("Trace"))
        traced = moment.traced
        if traced is None and self._pin is None and not sample.current:
            self.show_absence(sample, none=self.tr("No decisions in this log"), icon="route")
            return
        if traced is None or not traced.line:
            self._show_none(with_id=traced is not None)
            return
        self.header.set_sample(grouped(bytes.fromhex(traced.trace)))
        self._show()
        self.model.set_here(moment.t_ns)
        self.show_body()

    def show_reactions(self, reactions: Reactions) -> None:
        """What is usual, as far as it was read."""
        self._reactions = reactions
        self._show()

    def clear(self) -> None:
        """Nothing is open."""
        self._reactions = self._moment = self._pin = None
        self._show()
        self.empty.show_none(self.tr("No decisions"), "", icon="route")
        self.show_reason()

    # -- inside

    def _show_none(self, *, with_id: bool) -> None:
        if with_id:
            self.empty.show_none(
                self.tr("No spans in this trace"), self.tr("The log has its id, and not how long its steps took"),
                icon="route",
            )  # fmt: skip
        else:
            self.empty.show_none(
                self.tr("No trace id"), self.tr("This decision does not say what it belongs to"), icon="route"
            )
        self.show_reason()

    def _show(self) -> None:
        traced = None if self._moment is None else self._moment.traced
        if (traced, self._reactions) == self._shown:
            return
        self._shown = traced, self._reactions
        waterfall = waterfall_of(traced, self._reactions)
        self._follows = True
        self.model.show(waterfall)
        self._follows = False
        self._head.waterfall = waterfall
        self._say(waterfall)
        self._fit()

    def _say(self, waterfall: Waterfall) -> None:
        self._whole.setText(f"{waterfall.whole()} · {waterfall.usual_text()}")
        self._notes.setText("; ".join(waterfall.notes()))
        self._notes.setVisible(bool(waterfall.notes()))
        self.slowest.setEnabled(self._reactions is not None and self._reactions.complete)

    def _on_row_chosen(self, index: QModelIndex) -> None:
        moment = self._moment
        if not index.isValid() or self._follows or moment is None:
            return
        step = self.model.waterfall.rows[index.row()].step
        asked_ns = step.start_ns if step.end_ns is None else step.end_ns
        sample = moment.first_of(["decision"])
        if self._pin is None and sample is not None and sample.lookup.row is not None:
            self._pin = Pin(sample.lookup.channel, sample.lookup.row, frozenset())
        if self._pin is not None:
            self._pin = self._pin._replace(times_ns=frozenset({moment.t_ns, asked_ns}))
            self.wants_changed.emit()
        self.time_asked.emit(asked_ns)

    def _on_slowest(self) -> None:
        if self._reactions is None or self._timeline is None or self._moment is None:
            return
        rows = self._reactions.slowest().tolist()
        sample = self._moment.first_of(["decision"])
        here = None if sample is None else sample.lookup.row
        if rows:
            # from one of them to the next; from anywhere else to the slowest
            row = rows[(rows.index(here) + 1) % len(rows)] if here in rows[:-1] and self._went == here else rows[0]
            self._went = row
            channel = self._timeline.channels[self._reactions.channel]
            self.time_asked.emit(int(channel.time_ns(self._moment.mode)[row]))

    def _fit(self) -> None:
        """Columns as wide as they say; the bars have the rest."""
        rows, room = self.model.waterfall.rows, self.table.viewport().width()
        air = theme.px(_BESIDE)
        widths: dict[str, int] = {}
        for at, column in enumerate(COLUMNS):
            head = str(self.model.headerData(at, Qt.Orientation.Horizontal))
            texts = [width_of(head, Role.SECONDARY), *(width_of(one.text(column), Role.BODY) for one in rows)]
            widths[column] = round(max(texts)) + air
        widths["step"] = min(widths["step"] + theme.px(_SWATCH), theme.px(_MOST_NAME), max(room * 2 // 5, air))
        widths.pop("bar")
        for column in _SPARE:
            gone = room - sum(widths.values()) < theme.px(_LEAST_BARS)
            self.table.setColumnHidden(COLUMNS.index(column), gone)
            if gone:
                widths.pop(column)
        widths["bar"] = max(room - sum(widths.values()), 1)
        for column, wide in widths.items():
            self._head.resizeSection(COLUMNS.index(column), wide)
