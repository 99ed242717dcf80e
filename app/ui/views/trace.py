"""The trace of the present decision: from the capture that it rests on to what was done, step by step on one axis.

It must not read a log, nor reckon anything. Who opens it asks where the time went, and whether that was usual; next
they go to the end of a step, to see what was known by then, or to the slowest cycle of the log.
"""

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.replay.reactions import Reactions
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.sample import Sample
from app.scene.traced import Traced, Untraced
from app.scene.wording import count, grouped
from app.ui.filling import filled
from app.ui.pane import MARKS, Pane
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.views.trace_bars import BAR, BarDelegate, BarHeader
from app.ui.views.trace_model import TraceModel
from app.ui.views.trace_rows import COLUMNS, Waterfall, method, waterfall_of
from app.ui.widgets.painted import width_of
from app.ui.widgets.plain import plain
from app.ui.widgets.tag import Tag
from app.ui.widgets.time_table import TimeTable

_SPARE = ("waited", "usual")
"""Columns that go where it is narrow, the first one first: the tips of the rows have them, too."""
_LEAST_BARS, _MOST_NAME, _SWATCH, _BESIDE, _GLYPH = 130, 200, 21, 16, 22


class Pin(NamedTuple):
    """The decision that stays while somebody looks about in its trace."""

    channel: str
    row: int
    times_ns: frozenset[int]
    """The instants at which it does: where one came from, and where one went."""


class TraceView(Pane):
    """Of the decision that is current, or of the one whose steps somebody goes through."""

    time_asked = Signal(object)
    """The end of a step, in ns on the log's scale."""
    cycle_asked = Signal(str, int)
    """Channel and row of another decision."""
    wants_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.model, self._head = TraceModel(), BarHeader()
        self.table = TimeTable(self.model, BarDelegate, header=self._head)
        self._whole, self._notes = QLabel(), QLabel()
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
        self.model.setParent(self)
        self._lay_out(body)
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.resized.connect(self._fit)
        self.slowest.clicked.connect(self._on_slowest)
        theme.changed.connect(self._fit)
        self.clear()

    def _lay_out(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.table.setAccessibleName(self.tr("Steps of the trace"))
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
        sample, spans = moment.first_of(["decision"]), self._spans()
        if self._timeline is None or not self.wants(self._timeline):
            self.show_absence(None, none=self.tr("No decisions in this log"), icon="route")
        elif sample is None:
            self.show_not_there(self.wants(self._timeline), self.tr("decision"))
        elif spans and self.hidden_channels.issuperset(spans):
            self.show_not_there(spans, self.tr("trace"))
        else:
            self.show_header(sample, self._timeline, moment.mode, noun=self.tr("record"))
            self.header.set_title(self.tr("Trace"))
            self._show_traced(moment, sample)

    def show_reactions(self, reactions: Reactions) -> None:
        """What is usual, as far as it was read."""
        self._reactions = reactions
        self._show()

    def clear(self) -> None:
        """Nothing is open."""
        self._reactions = self._moment = self._pin = self._went = None
        self._show()
        self.empty.show_none(self.tr("No decisions"), "", icon="route")
        self.show_reason()

    # -- inside

    def _spans(self) -> list[str]:
        """The channels with spans."""
        channels = () if self._timeline is None else self._timeline.channels.values()
        return [one.name for one in channels if one.kind == "span" and len(one)]

    def _show_traced(self, moment: Moment, sample: Sample) -> None:
        traced = moment.traced
        if isinstance(traced, Traced) and traced.line:
            self.header.set_sample(grouped(bytes.fromhex(traced.trace)))
            if self._pin is not None:
                self.header.set_age(None)
                self.header.set_rule(self.tr("kept while one looks about in it"), short=self.tr("kept"))
            self._show()
            self.header.set_verdict(MARKS[self.model.waterfall.worst])
            self.model.set_here(moment.t_ns)
            self.show_body()
        elif traced is None and self._pin is None and not sample.current:
            self.show_absence(sample, none=self.tr("No decisions in this log"), icon="route")
        elif traced is None:
            self.empty.show_reading(self.tr("trace"))
            self.show_reason()
        else:
            self.empty.show_none(*self._why_not(traced), icon="route")
            self.show_reason()

    def _why_not(self, traced: Traced | Untraced) -> tuple[str, str]:
        """There is a decision, and no step of it can be shown."""
        if traced is Untraced.NO_ID:
            return self.tr("No trace id"), self.tr("This decision does not say what it belongs to")
        if traced is Untraced.FAILED:
            return self.tr("Not shown"), self.tr("An internal error, which the status bar tells of")
        assert isinstance(traced, Traced)
        if traced.later:
            return self.tr("Not known yet"), filled(self.tr("%1 spans had not arrived by then"), count(traced.later))
        if traced.unreadable:
            return self.tr("No steps"), filled(self.tr("%1 spans cannot be read"), count(traced.unreadable))
        if traced.steps:
            return self.tr("Not among the steps"), self.tr("The span of this decision is not in the log")
        return self.tr("No spans in this trace"), self.tr("The log has its id, and not how long its steps took")

    def _show(self) -> None:
        traced = None if self._moment is None else self._moment.traced
        if (traced, self._reactions) == self._shown:
            return
        self._shown = traced, self._reactions
        waterfall = waterfall_of(traced if isinstance(traced, Traced) else None, self._reactions)
        with self.table.quietly():
            self.model.show(waterfall)
        self._head.waterfall = waterfall
        self._say(waterfall)
        self._fit()

    def _say(self, waterfall: Waterfall) -> None:
        self._whole.setText(f"{waterfall.whole()} · {waterfall.usual_text()}")
        self._notes.setText("; ".join(waterfall.notes()))
        self._notes.setVisible(bool(waterfall.notes()))
        self.slowest.setEnabled(self._reactions is not None and self._reactions.complete)

    def _on_row_chosen(self, row: int) -> None:
        moment = self._moment
        traced = None if moment is None else moment.traced
        if moment is None or not isinstance(traced, Traced):
            return
        step = self.model.waterfall.rows[row].step
        asked_ns = step.start_ns if step.end_ns is None else step.end_ns
        self._pin = Pin(traced.channel, traced.row, frozenset({moment.t_ns, asked_ns}))
        self.wants_changed.emit()
        self.time_asked.emit(asked_ns)

    def _on_slowest(self) -> None:
        """From one of them to the next, as long as nobody goes anywhere else; then to the slowest."""
        found, moment = self._reactions, self._moment
        if found is None or moment is None:
            return
        rows = found.slowest().tolist()
        sample = moment.samples.get(found.channel)
        here = None if sample is None else sample.lookup.row
        if rows:
            on_it = self._went is not None and self._went == here and here in rows[:-1]
            self._went = rows[rows.index(here) + 1] if on_it else rows[0]
            self.cycle_asked.emit(found.channel, self._went)

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
        self._head.setMinimumSectionSize(theme.px(_GLYPH))
        widths["standing"] = theme.px(_GLYPH)
        widths.pop("bar")
        left = self.table.fit(COLUMNS, widths, _SPARE, room=room - theme.px(_LEAST_BARS))
        self._head.resizeSection(BAR, max(left + theme.px(_LEAST_BARS), 1))
