"""What the plots of one log are at the moment: which signals, cursors A and B, zooms; and the values made of that.

It must not know widgets.
"""

import time
from contextlib import AbstractContextManager

from PySide6.QtCore import QObject
from PySide6.QtCore import Signal as QtSignal

from app.log.channel import Mode
from app.replay.dial import COUNTING, Dial
from app.replay.lanes import Driving, Lanes
from app.replay.signals import Plotted, default_plots
from app.replay.state import PlayerState
from app.replay.trace import Trace
from app.ui.session import Session
from app.ui.timeline.axis import TimeAxis
from app.ui.views import plot_rows as rows
from app.ui.views.plot_ground import PlotsContent
from app.ui.views.plot_traces import PlotTraces
from app.ui.views.plot_words import curve_name, delta_text, plot_title, reading_text, source_text
from app.ui.views.plot_zooms import Zoom, Zooms

Cursors = tuple[int | None, int | None]


class PlotBoard(QObject):
    """The plots of one log."""

    changed = QtSignal()
    """Another `content`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self.axis: TimeAxis | None = None
        self.plots: rows.Plots = ()
        self.cursors: Cursors = (None, None)
        self.unproven = False
        self.dial = COUNTING
        """In which time it is read."""
        self.compact = False
        self.traces = PlotTraces(self)
        self.traces.changed.connect(self._on_traces_changed)
        self._silent: frozenset[Plotted] = frozenset()
        """Signals that this log declares and never says."""
        self.chosen = False
        """Whether somebody has said what is plotted."""
        self._zooms = Zooms()
        self._driving: tuple[Driving, ...] = ()
        self._of_state: tuple[Mode, int | None] = (Mode.CAPTURE, None)

    @property
    def usual(self) -> rows.Plots:
        """The plots that a log begins with."""
        return rows.planned(default_plots([one for one in self.traces.signals_there if one not in self._silent]))

    def set_session(self, session: Session | None) -> None:
        """Another log, or none: its usual signals first."""
        self.traces.set_session(session)
        self.session = session
        self.cursors, self._zooms, self._silent = (None, None), Zooms(), frozenset()
        if session is not None:
            session.lanes_changed.connect(self._on_lanes_changed)
            session.state_changed.connect(self._on_state_changed)
            session.showing.changed.connect(self.changed)
        self.set_plots(None)

    def set_dial(self, dial: Dial) -> None:
        """Draw the grid at round times of this clock."""
        if dial != self.dial:
            self.dial = dial
            self.changed.emit()

    def set_plots(self, plots: rows.Plots | None) -> None:
        """Show these; None: the usual ones."""
        self.chosen = plots is not None
        self.plots = self.usual if plots is None else plots
        self.traces.want(one for plot in self.plots for one in plot.signals)
        self.changed.emit()

    def add(self, plotted: Plotted, onto: int | None = None) -> None:
        """Plot a signal: on the plot of that number, or on a new one."""
        self.set_plots(rows.added(self.plots, plotted, onto))

    def set_cursors(self, cursors: Cursors) -> None:
        """Put A and B there."""
        self.cursors = cursors
        self.changed.emit()

    def set_unproven(self, unproven: bool) -> None:  # noqa: FBT001 - a state, not an option
        """Draw what stands behind a break as well; it stays marked."""
        self.unproven = unproven
        self.traces.set_unproven(unproven)

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 - a state, not an option
        """One plot only."""
        self.compact = compact
        self.changed.emit()

    def _on_traces_changed(self) -> None:
        """What a log never says gives its place to what it says, as long as nobody has chosen the plots."""
        shown = {one for plot in self.plots for one in plot.signals} - self._silent
        silent = {one for one in shown if (trace := self.traces.trace(one)) is not None and trace.silent}
        self._silent |= silent
        if silent and not self.chosen:
            self.set_plots(None)
        else:
            self.changed.emit()

    # -- zooming

    def set_axis(self, axis: TimeAxis) -> None:
        """The stretch of the timeline; what was seen before can be had again if it was longer or shorter."""
        before = self.axis
        same = before is not None and (before.first_ns, before.last_ns) == (axis.first_ns, axis.last_ns)
        if before is not None and same and axis.visible_ns != before.visible_ns:
            self._zooms.keep(self._zoom(before), time.monotonic())
        self.axis = axis

    def set_range(self, number: int, shown: tuple[float, float] | None) -> None:
        """The values that a plot shows; None: all."""
        if self.axis is not None:
            self._zooms.keep(self._zoom(self.axis), time.monotonic())
        self.plots = rows.ranged(self.plots, number, shown)
        self.changed.emit()

    def zoom_back(self) -> Zoom | None:
        """Show the values that were seen before the last zoom; the stretch is up to the timeline. None: no zoom."""
        before = self._zooms.back()
        if before is not None:
            for plot in self.plots:
                self.plots = rows.ranged(self.plots, plot.number, before.ranges.get(plot.number))
            self.changed.emit()
        return before

    def paused(self) -> AbstractContextManager[None]:
        """While a zoom is taken back, that is no zoom."""
        return self._zooms.paused()

    def _zoom(self, axis: TimeAxis) -> Zoom:
        ranges = {plot.number: plot.range for plot in self.plots if plot.range is not None}
        return Zoom(axis.start_ns, axis.end_ns, ranges)

    # -- what is made of it

    def content(self) -> PlotsContent:
        """All that is painted."""
        session = self.session
        if session is None:
            return PlotsContent()
        state, every = session.state, [one for plot in self.plots for one in plot.signals]
        return PlotsContent(
            plots=self.plots,
            traces={one: trace for one in every if (trace := self._trace(one)) is not None},
            hidden=frozenset(one for one in every if self._hidden(one)),
            driving=session.shown_lanes.who_drove(state.mode),
            dial=self.dial,
            t0_ns=state.t0_ns,
            cursors=self.cursors,
            greyed=frozenset(one for one in every if state.mode is Mode.ARRIVAL and self._assumed(one)),
            compact=self.compact,
        )

    def curves(self) -> list[tuple[str, Plotted, Trace]]:
        """Every curve that is ready, and what it is called among all of them."""
        return [
            (f"{plot_title(plot)}, {curve_name(plot, one)}", one, trace)
            for plot in self.plots
            for one in plot.signals
            if (trace := self._trace(one)) is not None
        ]

    def _trace(self, plotted: Plotted) -> Trace | None:
        return None if self._hidden(plotted) else self.traces.trace(plotted)

    def _hidden(self, plotted: Plotted) -> bool:
        """Whether it is of a channel that is hidden, or reckoned from one."""
        hidden = frozenset[str]() if self.session is None else self.session.showing.hidden_channels
        return bool(hidden) and any(part.channel in hidden for part in self.traces.parts(plotted))

    def _assumed(self, plotted: Plotted) -> bool:
        timeline = self.traces.timeline
        parts = self.traces.parts(plotted)
        return timeline is not None and any(timeline.channels[part.channel].assumed_arrival for part in parts)

    def _on_lanes_changed(self, lanes: Lanes) -> None:
        # most of what is told is no news here
        if lanes.driving is not self._driving:
            self._driving = lanes.driving
            self.changed.emit()

    def _on_state_changed(self, state: PlayerState) -> None:
        self.traces.set_mode(state.mode)
        # of what changes at every moment nothing is painted here
        if (state.mode, state.t0_ns) != self._of_state:
            self._of_state = state.mode, state.t0_ns
            self.changed.emit()


def curve_row(name: str, plotted: Plotted, trace: Trace, axis: TimeAxis, cursors: Cursors) -> rows.CurveRow:
    """A curve in numbers."""
    first, second = (None if t_ns is None else trace.at(t_ns) for t_ns in cursors)
    texts = ["" if one is None else reading_text(plotted, one) for one in (first, second)]
    return rows.CurveRow(
        name=name, about=source_text(plotted), plotted=plotted,
        found=trace.statistics(axis.start_ns, axis.end_ns),
        cursors=(texts[0], texts[1], delta_text(plotted, first, second)),
    )  # fmt: skip
