"""The plots above the timeline: which signals are shown, on the time axis of the timeline, with what lies at the hand.

It must not know other widgets: it asks for times and stretches, and shows what the session has.
"""

import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from app.log.channel import Mode
from app.replay.lanes import Lanes
from app.replay.signals import Plotted, Signal, default_plots
from app.replay.state import PlayerState
from app.replay.timeline import Timeline
from app.replay.trace import Trace
from app.scene.moment import Moment
from app.scene.standing import Standing
from app.scene.wording import count, milliseconds, seconds
from app.ui.filling import filled
from app.ui.pane import MARKS
from app.ui.session import Session
from app.ui.timeline.axis import TimeAxis
from app.ui.views import plot_rows as rows
from app.ui.views.plot_export import origin_of, write_csv
from app.ui.views.plot_ground import PlotsContent
from app.ui.views.plot_menu import fill_menu, menu_of, put
from app.ui.views.plot_picker import SignalPicker
from app.ui.views.plot_stack import PlotStack
from app.ui.views.plot_table import CurveRow, StatisticsTable
from app.ui.views.plot_traces import PlotTraces
from app.ui.views.plot_words import curve_name, delta_text, plot_title, source_text, value_text
from app.ui.views.plot_zooms import Zoom, Zooms
from app.ui.widgets.pane_header import PaneHeader
from app.ui.widgets.tool_button import ToolButton


class PlotsView(QWidget):
    """The plots of one log, stacked."""

    time_asked = QtSignal(object, bool)
    """A time in ns, and whether the mouse was let go there."""
    stretch_asked = QtSignal(object, object)
    """Begin and end of the stretch that the timeline is to show."""
    said = QtSignal(str)
    """A sentence for the status bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._axis: TimeAxis | None = None
        self._plots: rows.Plots = ()
        self._cursors: tuple[int | None, int | None] = (None, None)
        self._shown_ns = 0
        self._compact = self._unproven = False
        self._zooms = Zooms()
        self.traces = PlotTraces(self)
        self.stack = PlotStack()
        self.header = PaneHeader(self.tr("Plots"))
        self.picker = SignalPicker(self)
        self.table = StatisticsTable(self)
        self._told = QLabel()
        self._told.setProperty("tone", "t2")
        self._soon = QTimer(self, interval=120, singleShot=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.header.add_tool(self._told)
        for icon, text, slot in (
            ("plus", self.tr("Add signal"), self.pick),
            ("undo-2", self.tr("Take the last zoom back  Backspace"), self.undo_zoom),
            ("list", self.tr("Statistics of the visible range"), self.show_statistics),
            ("ellipsis", self.tr("More"), self._on_more),
        ):
            button = ToolButton(icon, text)
            button.clicked.connect(slot)
            self.header.add_tool(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.traces.changed.connect(self._renew)
        self._soon.timeout.connect(self._reckon)
        self.picker.chosen.connect(self.add)
        self.stack.time_asked.connect(self.time_asked)
        self.stack.stretch_asked.connect(self._on_stretch_asked)
        self.stack.range_asked.connect(self._on_range_asked)
        self.stack.undo_asked.connect(self.undo_zoom)
        self.stack.menu_asked.connect(self._on_menu_asked)
        self.stack.signal_dropped.connect(self._on_signal_dropped)

    # -- what is shown

    @property
    def plots(self) -> rows.Plots:
        """Which plots there are, from the top."""
        return self._plots

    @property
    def usual(self) -> rows.Plots:
        """The plots that a log begins with."""
        return rows.planned(default_plots(self.traces.signals_there))

    @property
    def cursors(self) -> tuple[int | None, int | None]:
        """Where A and B stand."""
        return self._cursors

    def set_session(self, session: Session | None) -> None:
        """Show another log, or none: its usual signals first."""
        self.traces.set_session(session)
        self._session = session
        self._cursors, self._zooms = (None, None), Zooms()
        self.picker.set_signals(self.traces.signals_there, self.traces.names)
        if session is not None:
            session.lanes_changed.connect(self._on_lanes_changed)
            session.state_changed.connect(self._on_state_changed)
            self._shown_ns = session.state.asked_ns
        else:
            self.picker.hide()
            self.table.hide()
        self.set_plots(self.usual)

    def set_plots(self, plots: rows.Plots) -> None:
        """Show these."""
        self._plots = plots
        self.traces.want(one for plot in plots for one in plot.signals)
        self._renew()

    def set_axis(self, axis: TimeAxis) -> None:
        """The stretch of the timeline: always the same as here."""
        if self._axis is not None and axis.visible_ns != self._axis.visible_ns:
            self._zooms.keep(self._zoom(), time.monotonic())
        self._axis = axis
        self.stack.set_axis(axis)
        self._soon.start()

    def set_label_width(self, width: int) -> None:
        """As wide as that of the timeline."""
        self.stack.set_label_width(width)

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 - a state, not an option
        """One plot, and no header: its commands are in the menu of the plot."""
        self._compact = compact
        self.header.setVisible(not compact)
        self._renew()
        self.updateGeometry()

    def wants(self, _: Timeline) -> list[str]:
        """Nothing of a moment but its time: columns are read apart."""
        return []

    def show_moment(self, moment: Moment) -> None:
        """Move the hand; what lies there is looked up in the columns by the same rule."""
        self._shown_ns = moment.t_ns
        self.stack.set_time(moment.t_ns)
        self.traces.begin()
        self._show_header()

    def clear(self) -> None:
        """Nothing is open."""
        self.set_session(None)

    def do(self, action: str) -> None:
        """The commands of the action table that are about plots."""
        if action in ("cursor_a", "cursor_b") and self._session is not None:
            first, second = self._cursors
            self._cursors = (self._shown_ns, second) if action == "cursor_a" else (first, self._shown_ns)
            self._renew()

    # -- what the user does

    def add(self, plotted: Plotted, onto: int | None = None) -> None:
        """Plot a signal: on the plot of that number, or on a new one."""
        self.set_plots(rows.added(self._plots, plotted, onto))

    def pick(self) -> None:
        """Choose a signal from the list."""
        at = self.header if self.header.isVisible() else self.stack
        self.picker.show_below(at.mapToGlobal(QPoint(at.width(), at.height())))

    def clear_cursors(self) -> None:
        """Neither A nor B."""
        self._cursors = (None, None)
        self._renew()

    def set_unproven(self, unproven: bool) -> None:  # noqa: FBT001 - a state, not an option
        """Draw what stands behind a break as well; it stays marked."""
        self._unproven = unproven
        self.traces.set_unproven(unproven)

    def undo_zoom(self) -> None:
        """Back to what was seen before the last zoom."""
        before = self._zooms.back()
        if before is not None and self._axis is not None:
            for plot in self._plots:
                self._plots = rows.ranged(self._plots, plot.number, before.ranges.get(plot.number))
            self._renew()
            with self._zooms.paused():
                self.stretch_asked.emit(before.start_ns, before.end_ns)

    def show_statistics(self) -> None:
        """The table, which follows the visible range."""
        self.table.show()
        self._reckon()

    def export(self, plotted: Plotted, path: Path | None = None) -> None:
        """Write the visible range of a signal as CSV; None: ask where."""
        trace, session, axis = self.traces.trace(plotted), self._session, self._axis
        if trace is None or session is None or axis is None:
            return
        if path is None:
            name, _ = QFileDialog.getSaveFileName(self, self.tr("Export as CSV"), "", self.tr("Tables (*.csv)"))
            if not name:
                return
            path = Path(name)
        origin = origin_of(session, plotted, trace, unproven=self._unproven)
        job = write_csv(path, origin, trace, axis.start_ns, axis.end_ns)
        self.traces.work(job, lambda text: self.said.emit(str(text)))

    def _zoom(self) -> Zoom:
        assert self._axis is not None
        ranges = {plot.number: plot.range for plot in self._plots if plot.range is not None}
        return Zoom(self._axis.start_ns, self._axis.end_ns, ranges)

    def _on_stretch_asked(self, axis: TimeAxis) -> None:
        self.stretch_asked.emit(axis.start_ns, axis.end_ns)

    def _on_range_asked(self, number: int, shown: tuple[float, float] | None) -> None:
        if self._axis is not None:
            self._zooms.keep(self._zoom(), time.monotonic())
        self._plots = rows.ranged(self._plots, number, shown)
        self._renew()

    def _on_signal_dropped(self, named: list[str], onto: int | None) -> None:
        found = [one for one in self.traces.signals_there if [one.channel, one.field][: len(named)] == named]
        if len(named) == 2 and found:
            self.add(found[0], onto)
        elif found:
            # the drop must have ended before a menu can open
            at = self.cursor().pos()
            QTimer.singleShot(0, lambda: self._choose_of(found, onto, at))
        else:
            self.said.emit(filled(self.tr("%1 has no signals that can be plotted"), named[0]))

    def _choose_of(self, found: list[Signal], onto: int | None, at: QPoint) -> None:
        menu = menu_of(self)
        put(menu, ((one.field, partial(self.add, one, onto)) for one in found))
        menu.popup(at)

    def _on_more(self) -> None:
        self._on_menu_asked(None, None, self.header.mapToGlobal(QPoint(self.header.width(), self.header.height())))

    def _on_menu_asked(self, number: int | None, plotted: Plotted | None, at: QPoint) -> None:
        plot = next((one for one in self._plots if one.number == number), None)
        menu = menu_of(self)
        fill_menu(menu, self, plot, plotted, unproven=self._unproven)
        menu.popup(at)

    def _on_lanes_changed(self, _: Lanes) -> None:
        self._renew()

    def _on_state_changed(self, state: PlayerState) -> None:
        self.traces.set_mode(state.mode)
        content = self.stack.content
        if self._session is not None and (state.t0_ns != content.t0_ns or not content.traces):
            self._renew()

    # -- inside

    def _renew(self) -> None:
        """Everything but the hand."""
        session = self._session
        if session is None:
            self.stack.set_content(PlotsContent())
            return
        state, every = session.state, [one for plot in self._plots for one in plot.signals]
        traces = {one: trace for one in every if (trace := self.traces.trace(one)) is not None}
        self.stack.set_content(
            PlotsContent(
                plots=self._plots,
                traces=traces,
                driving=session.lanes.driving,
                zero_ns=session.timeline.span[0] if state.t0_ns is None else state.t0_ns,
                t0_ns=state.t0_ns,
                cursors=self._cursors,
                greyed=frozenset(one for one in every if state.mode is Mode.ARRIVAL and self._assumed(one)),
                compact=self._compact,
            )
        )
        self._show_header()
        self._soon.start()

    def _assumed(self, plotted: Plotted) -> bool:
        timeline = self.traces.timeline
        parts = self.traces.parts(plotted)
        return timeline is not None and any(timeline.channels[part.channel].assumed_arrival for part in parts)

    def _show_header(self) -> None:
        """Of the first curve: its channel, rate, age and rule; and the worst standing of all values at the hand."""
        timeline, shown = self.traces.timeline, self.stack.visible_plots()
        if timeline is None or not shown:
            self.header.set_verdict(None)
            self.header.set_sample("")
            self.header.set_age(None)
            self.header.set_rule("")
            return
        readings = [self.stack.reading(one) for plot in shown for one in plot.signals]
        there = [one.standing for one in readings if one is not None and not one.absent]
        self.header.set_verdict(MARKS[Standing(max(there))] if there else None)
        part = self.traces.parts(shown[0].signals[0])[0]
        rate, rule = timeline.rhythm(part.channel).rate_hz, timeline.rule(part.channel)
        self.header.set_sample(part.channel.strip("/") + ("" if rate is None else f" {rate:.3g} Hz"))
        first = readings[0]
        age = None if first is None or first.age_ns is None else first.age_ns / 1e6
        self.header.set_age(age, None if rule.max_age_ns is None else rule.max_age_ns / 1e6)
        told = "≤ t" if self._session is None or self._session.state.mode is Mode.CAPTURE else self.tr("arrived ≤ t")
        if rule.max_age_ns is not None:
            told += filled(self.tr(", max %1"), milliseconds(rule.max_age_ns))
        self.header.set_rule(told + self.tr(", nothing interpolated"), short="≤ t")

    def _reckon(self) -> None:
        """The visible range in numbers, when it has stood still for a moment."""
        axis, shown = self._axis, self.stack.visible_plots()
        if axis is None or self._session is None:
            self._told.clear()
            return
        found = [trace for plot in shown for one in plot.signals if (trace := self.traces.trace(one)) is not None]
        first, last = found[0].within(axis.start_ns, axis.end_ns) if found else (0, 0)
        told = [filled(self.tr("Visible range %1"), seconds(axis.visible_ns))]
        told.append(filled(self.tr("%1 samples"), count(last - first)))
        if None not in self._cursors:
            between = (self._cursors[1] or 0) - (self._cursors[0] or 0)
            told.append(filled(self.tr("B − A %1"), seconds(between, signed=True)))
        if len(shown) < len(self._plots):
            told.append(filled(self.tr("%1 of %2 plots"), len(shown), len(self._plots)))
        self._told.setText(" · ".join(told))
        if self.table.isVisible():
            self._fill_table(axis)

    def _fill_table(self, axis: TimeAxis) -> None:
        every = [
            (f"{plot_title(plot)}, {curve_name(plot, one)}", one, trace)
            for plot in self._plots
            for one in plot.signals
            if (trace := self.traces.trace(one)) is not None
        ]
        cursors, stretch = self._cursors, f"{self._told.text()}"
        self.traces.work(
            lambda _: [_row(name, one, trace, axis, cursors) for name, one, trace in every],
            lambda made: self.table.show_rows(stretch, made),  # type: ignore[arg-type]
        )

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """What floats goes with it."""
        self.picker.hide()
        self.table.hide()
        super().hideEvent(event)


def _row(name: str, plotted: Plotted, trace: Trace, axis: TimeAxis, cursors: tuple[int | None, int | None]) -> CurveRow:
    first, second = (None if t_ns is None else trace.at(t_ns) for t_ns in cursors)
    texts = ["" if one is None or one.value is None else value_text(plotted, one.value) for one in (first, second)]
    return CurveRow(
        name=name, about=source_text(plotted), plotted=plotted,
        found=trace.statistics(axis.start_ns, axis.end_ns),
        cursors=(texts[0], texts[1], delta_text(plotted, first, second)),
    )  # fmt: skip
