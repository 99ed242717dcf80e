"""The plots above the timeline: which signals are shown, on the time axis of the timeline, with what lies at the hand.

It must not know other widgets: it asks for times and stretches, and shows what the session has.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from app.log.channel import Mode
from app.replay.signals import Plotted, Signal
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.standing import Standing
from app.scene.wording import count, milliseconds, seconds
from app.ui.filling import filled
from app.ui.pane import MARKS
from app.ui.session import Session
from app.ui.timeline.axis import TimeAxis
from app.ui.views.plot_board import PlotBoard, curve_row
from app.ui.views.plot_export import origin_of, write_csv
from app.ui.views.plot_menu import fill_export, fill_menu, put
from app.ui.views.plot_picker import SignalPicker
from app.ui.views.plot_stack import PlotStack
from app.ui.views.plot_table import StatisticsTable
from app.ui.widgets.pane_header import PaneHeader
from app.ui.widgets.passing_menu import menu_of
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
        self._shown_ns = 0
        self.board = PlotBoard(self)
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
            ("download", self.tr("Export the visible range as CSV"), self._on_export),
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
        self.board.changed.connect(self._renew)
        self._soon.timeout.connect(self._reckon)
        self.picker.chosen.connect(self.board.add)
        self.stack.time_asked.connect(self.time_asked)
        self.stack.stretch_asked.connect(self._on_stretch_asked)
        self.stack.range_asked.connect(self.board.set_range)
        self.stack.undo_asked.connect(self.undo_zoom)
        self.stack.menu_asked.connect(self._on_menu_asked)
        self.stack.signal_dropped.connect(self._on_signal_dropped)

    # -- what is shown

    def set_session(self, session: Session | None) -> None:
        """Show another log, or none: its usual signals first."""
        self._shown_ns = 0 if session is None else session.state.asked_ns
        self.board.set_session(session)
        self.picker.set_signals(self.board.traces.signals_there, self.board.traces.names)
        if session is None:
            self.picker.hide()
            self.table.hide()

    def set_axis(self, axis: TimeAxis) -> None:
        """The stretch of the timeline: always the same as here."""
        self.board.set_axis(axis)
        self.stack.set_axis(axis)
        self._soon.start()

    def set_label_width(self, width: int) -> None:
        """As wide as that of the timeline."""
        self.stack.set_label_width(width)

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 - a state, not an option
        """One plot, and no header: its commands are in the menu of the plot."""
        self.header.setVisible(not compact)
        self.board.set_compact(compact)
        self.updateGeometry()

    def wants(self, _: Timeline) -> list[str]:
        """Nothing of a moment but its time: columns are read apart."""
        return []

    @property
    def settled(self) -> bool:
        """Whether nothing is being made, and the visible range was told."""
        return self.board.traces.settled and not self._soon.isActive()

    def draw_ahead(self, _: Moment) -> Iterator[None]:
        """Nothing of a moment takes long here."""
        yield from ()

    def show_moment(self, moment: Moment) -> None:
        """Move the hand; what lies there is looked up in the columns by the same rule."""
        self._shown_ns = moment.t_ns
        self.stack.set_time(moment.t_ns)
        self.board.traces.begin()
        self._show_header()

    def clear(self) -> None:
        """Nothing is open."""
        self.set_session(None)

    # -- what the user does

    def do(self, action: str) -> None:
        """The commands of the action table that are about plots."""
        first, second = self.board.cursors
        if action == "cursor_a" and self.board.session is not None:
            self.board.set_cursors((self._shown_ns, second))
        elif action == "cursor_b" and self.board.session is not None:
            self.board.set_cursors((first, self._shown_ns))

    def pick(self) -> None:
        """Choose a signal from the list."""
        at = self.header if self.header.isVisible() else self.stack
        self.picker.show_below(at.mapToGlobal(QPoint(at.width(), at.height())))

    def undo_zoom(self) -> None:
        """Back to what was seen before the last zoom."""
        before = self.board.zoom_back()
        if before is not None:
            with self.board.paused():
                self.stretch_asked.emit(before.start_ns, before.end_ns)

    def show_statistics(self) -> None:
        """The table, which follows the visible range."""
        self.table.show()
        self._reckon()

    def export(self, plotted: Plotted, path: Path | None = None) -> None:
        """Write the visible range of a signal as CSV; None: ask where."""
        board = self.board
        trace, session, axis = board.traces.trace(plotted), board.session, board.axis
        if trace is None or session is None or axis is None:
            return
        if path is None:
            name, _ = QFileDialog.getSaveFileName(self, self.tr("Export as CSV"), "", self.tr("Tables (*.csv)"))
            if not name:
                return
            path = Path(name)
        origin = origin_of(session, plotted, trace, unproven=board.unproven)
        job = write_csv(path, origin, trace, axis.start_ns, axis.end_ns)
        board.traces.work(job, lambda text: self.said.emit(str(text)))

    def _on_stretch_asked(self, axis: TimeAxis) -> None:
        self.stretch_asked.emit(axis.start_ns, axis.end_ns)

    def _on_signal_dropped(self, named: list[str], onto: int | None) -> None:
        there = self.board.traces.signals_there
        found = [one for one in there if [one.channel, one.field][: len(named)] == named]
        if len(named) == 2 and found:
            self.board.add(found[0], onto)
        elif found:
            # the drop must have ended before a menu can open
            at = self.cursor().pos()
            QTimer.singleShot(0, lambda: self._choose_of(found, onto, at))
        else:
            self.said.emit(filled(self.tr("%1 has no signals that can be plotted"), named[0]))

    def _choose_of(self, found: list[Signal], onto: int | None, at: QPoint) -> None:
        menu = menu_of(self)
        put(menu, ((one.field, partial(self.board.add, one, onto)) for one in found))
        menu.popup(at)

    def _on_more(self) -> None:
        self._on_menu_asked(None, None, self._below_tools())

    def _on_export(self) -> None:
        menu = menu_of(self)
        fill_export(menu, self, self.board)
        menu.popup(self._below_tools())

    def _below_tools(self) -> QPoint:
        return self.header.mapToGlobal(QPoint(self.header.width(), self.header.height()))

    def _on_menu_asked(self, number: int | None, plotted: Plotted | None, at: QPoint) -> None:
        plot = next((one for one in self.board.plots if one.number == number), None)
        menu = menu_of(self)
        fill_menu(menu, self, self.board, plot, plotted)
        menu.popup(at)

    # -- inside

    def _renew(self) -> None:
        """Everything but the hand."""
        self.stack.set_content(self.board.content())
        self._show_header()
        self._soon.start()

    def _show_header(self) -> None:
        """Of the first curve: its channel, rate, age and rule; and the worst standing of all values at the hand."""
        traces, shown = self.board.traces, self.stack.visible_plots()
        timeline, session = traces.timeline, self.board.session
        if timeline is None or session is None or not shown:
            self.header.set_verdict(None)
            self.header.set_sample("")
            self.header.set_age(None)
            self.header.set_rule("")
            return
        readings = [self.stack.reading(one) for plot in shown for one in plot.signals]
        there = [one.standing for one in readings if one is not None and not one.absent]
        self.header.set_verdict(MARKS[Standing(max(there))] if there else None)
        part = traces.parts(shown[0].signals[0])[0]
        rate, rule = timeline.rhythm(part.channel).rate_hz, timeline.rule(part.channel)
        self.header.set_sample(part.channel.strip("/") + ("" if rate is None else f" {rate:.3g} Hz"))
        first = readings[0]
        age = None if first is None or first.age_ns is None else first.age_ns / 1e6
        self.header.set_age(age, None if rule.max_age_ns is None else rule.max_age_ns / 1e6)
        told = "≤ t" if session.state.mode is Mode.CAPTURE else self.tr("arrived ≤ t")
        if rule.max_age_ns is not None:
            told += filled(self.tr(", max %1"), milliseconds(rule.max_age_ns))
        self.header.set_rule(told + self.tr(", nothing interpolated"), short="≤ t")

    def _reckon(self) -> None:
        """The visible range in numbers, when it has stood still for a moment."""
        axis, shown, curves = self.board.axis, self.stack.visible_plots(), self.board.curves()
        if axis is None or self.board.session is None:
            self._told.clear()
            return
        first, last = curves[0][2].within(axis.start_ns, axis.end_ns) if curves else (0, 0)
        told = [filled(self.tr("Visible range %1"), seconds(axis.visible_ns))]
        told.append(filled(self.tr("%1 samples"), count(last - first)))
        a_ns, b_ns = cursors = self.board.cursors
        if a_ns is not None and b_ns is not None:
            told.append(filled(self.tr("B − A %1"), seconds(b_ns - a_ns, signed=True)))
        if len(shown) < len(self.board.plots):
            told.append(filled(self.tr("%1 of %2 plots"), len(shown), len(self.board.plots)))
        stretch = " · ".join(told)
        self._told.setText(stretch)
        if self.table.isVisible():
            self.board.traces.work(
                lambda _: [curve_row(name, one, trace, axis, cursors) for name, one, trace in curves],
                lambda made: self.table.show_rows(stretch, made),  # type: ignore[arg-type]
            )

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """What floats goes with it."""
        self.picker.hide()
        self.table.hide()
        super().hideEvent(event)
