"""The signals that plots need, made ready in the background: each reckoned again when more of its channels was read.

It must not know widgets that show them. Its signals come on the main thread.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtCore import Signal as QtSignal

from app.log.channel import Mode
from app.replay.expression import Expression, compiled
from app.replay.priority import DECODING, give_way
from app.replay.series import Series
from app.replay.signals import Plotted, Signal, names_of, signals_of
from app.replay.timeline import Timeline
from app.replay.trace import Column, Trace, column_of
from app.ui.session import Session


class PlotTraces(QObject):
    """The traces of one session."""

    changed = QtSignal()
    """There is more of a signal, or it is by another clock."""
    _made = QtSignal(object, object, object)
    _finished = QtSignal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._mode = Mode.CAPTURE
        self._unproven = False
        self._begun = False
        self._signals: tuple[Signal, ...] = ()
        self._names: Mapping[str, Signal] = {}
        self._wanted: list[Plotted] = []
        self._series: dict[str, Series] = {}
        self._traces: dict[Plotted, Trace] = {}
        self._under_way: set[Plotted] = set()
        self._stale: set[Plotted] = set()
        self._epoch = 0
        self._worker: ThreadPoolExecutor | None = None
        self._closing = threading.Event()
        self._made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    @property
    def signals_there(self) -> tuple[Signal, ...]:
        """Every signal of the log."""
        return self._signals

    @property
    def names(self) -> Mapping[str, Signal]:
        """What they are called in expressions."""
        return self._names

    @property
    def timeline(self) -> Timeline | None:
        """Of the log."""
        return None if self._session is None else self._session.timeline

    @property
    def settled(self) -> bool:
        """Whether nothing is being made."""
        return not self._under_way

    def set_session(self, session: Session | None) -> None:
        """Another log, or none: whatever is under way is dropped."""
        self._epoch += 1
        if self._worker is not None:
            self._closing.set()
            self._worker.shutdown(wait=True, cancel_futures=True)
            self._worker, self._closing = None, threading.Event()
        if self._session is not None:
            self._session.series_changed.disconnect(self._on_series_changed)
        self._session, self._begun = session, False
        self._wanted, self._signals, self._names = [], (), {}
        for held in (self._series, self._traces, self._under_way, self._stale):
            held.clear()
        if session is not None:
            self._signals = signals_of(session.timeline.channels.values())
            self._names = names_of(self._signals)
            self._mode = session.state.mode
            self._worker = ThreadPoolExecutor(1, "traces", give_way, (DECODING,))
            session.series_changed.connect(self._on_series_changed)

    def begin(self) -> None:
        """Read what is wanted; to be called when the first moment was shown, so that it comes first."""
        if not self._begun:
            self._begun = True
            self._ask()

    def want(self, wanted: Iterable[Plotted]) -> None:
        """Make these ready; others are forgotten."""
        self._wanted = list(dict.fromkeys(wanted))
        for gone in self._traces.keys() - set(self._wanted):
            del self._traces[gone]
        self._ask()
        for one in self._wanted:
            if one not in self._traces:
                self._make(one)

    def set_mode(self, mode: Mode) -> None:
        """By capture or by arrival."""
        if mode is not self._mode:
            self._mode = mode
            self._make_all()

    def set_unproven(self, unproven: bool) -> None:  # noqa: FBT001 - a state, not an option
        """With or without what stands behind a break."""
        if unproven != self._unproven:
            self._unproven = unproven
            self._make_all()

    def trace(self, plotted: Plotted) -> Trace | None:
        """As far as it is ready, by the clock in force; None: nothing yet."""
        found = self._traces.get(plotted)
        return found if found is not None and found.mode is self._mode else None

    def work(self, job: Callable[[threading.Event], object], done: Callable[[object], None]) -> None:
        """Do something with traces in the background; `done` gets what it returns, on the main thread.

        The job ends early when the event that it is given is set: the log is closed, and nobody is told.
        """
        if self._worker is not None:
            epoch = self._epoch
            self._worker.submit(job, self._closing).add_done_callback(lambda ended: self._end(ended, done, epoch))

    def _end(self, ended: "Future[object]", done: Callable[[object], None], epoch: int) -> None:
        if not ended.cancelled():
            self._finished.emit(ended.exception() or ended.result(), done, epoch)

    def _on_finished(self, found: object, done: Callable[[object], None], epoch: int) -> None:
        if epoch != self._epoch:
            return
        if isinstance(found, BaseException):
            raise found
        done(found)

    def parts(self, plotted: Plotted) -> tuple[Signal, ...]:
        """What it is reckoned from; a signal of the log is itself."""
        return (plotted,) if isinstance(plotted, Signal) else compiled(plotted.text, self._names).signals

    def _ask(self) -> None:
        if self._session is not None and self._begun:
            for one in self._wanted:
                for part in self.parts(one):
                    self._session.want_series(part.channel)

    def _make_all(self) -> None:
        for one in self._wanted:
            self._make(one)

    def _make(self, plotted: Plotted) -> None:
        if self._worker is None or any(part.channel not in self._series for part in self.parts(plotted)):
            return
        if plotted in self._under_way:
            self._stale.add(plotted)
            return
        self._under_way.add(plotted)
        timeline = self.timeline
        assert timeline is not None
        series = {part.channel: self._series[part.channel] for part in self.parts(plotted)}
        ages = {name: timeline.rule(name).max_age_ns for name in series}
        reckoned = None if isinstance(plotted, Signal) else compiled(plotted.text, self._names)
        epoch = self._epoch
        self._worker.submit(
            _trace, plotted, reckoned, series, ages, self._mode, unproven=self._unproven
        ).add_done_callback(lambda done: self._tell(done, plotted, epoch))

    def _tell(self, done: "Future[Trace]", plotted: Plotted, epoch: int) -> None:
        if not done.cancelled():
            self._made.emit(done.exception() or done.result(), plotted, epoch)

    def _on_series_changed(self, series: Series) -> None:
        self._series[series.channel] = series
        for one in self._wanted:
            if any(part.channel == series.channel for part in self.parts(one)):
                self._make(one)

    def _on_made(self, found: "Trace | BaseException", plotted: Plotted, epoch: int) -> None:
        if epoch != self._epoch:
            return
        if isinstance(found, BaseException):
            raise found
        self._under_way.discard(plotted)
        if plotted in self._wanted:
            self._traces[plotted] = found
        if plotted in self._stale:
            self._stale.discard(plotted)
            self._make(plotted)
        self.changed.emit()


def _trace(
    plotted: Plotted, reckoned: Expression | None, series: Mapping[str, Series], ages: Mapping[str, int | None],
    mode: Mode, *, unproven: bool,
) -> Trace:  # fmt: skip
    """In the worker."""

    def column(signal: Signal) -> Column:
        of, age_ns = series[signal.channel], ages[signal.channel]
        made = column_of(of, signal.field, max_age_ns=age_ns, unproven=unproven)
        # the records may have other columns than the first segment declares
        nothing = np.full(len(of.rows), np.nan)
        return made or Column(
            rows=of.rows, times_ns=of.times_ns, arrival_ns=of.arrival_ns, values=nothing, standing=of.standing,
            max_age_ns=age_ns, complete=of.complete,
        )  # fmt: skip

    if reckoned is not None:
        return Trace(reckoned.reckon(column), mode)
    assert isinstance(plotted, Signal)
    return Trace(column(plotted), mode, stepped=plotted.stepped)
