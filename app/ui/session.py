"""The one object between the replay and the views: commands go down as calls, results come up as frozen values.

It must not know any view. Everything here is on the main thread; what threads of the replay publish comes over as
queued signals, the same objects, no copies.
"""

import time
import traceback
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from app.log.channel import Mode
from app.replay.beginning import beginning_ns
from app.replay.cache import Cache
from app.replay.cameras import camera_order
from app.replay.chart import Chart
from app.replay.columns import Columns
from app.replay.evidence import Evidence
from app.replay.glimpse import Glimpse, Glimpser
from app.replay.lanes import Lanes
from app.replay.lives import Lives
from app.replay.loader import Loader
from app.replay.player import Player
from app.replay.problems import Problem
from app.replay.reactions import Reactions
from app.replay.request import Request
from app.replay.sampler import Loaded, Sampler
from app.replay.series import Series
from app.replay.state import PlayerState
from app.replay.trails import Trails
from app.replay.trust import Trust
from app.replay.walker import Walker
from app.scene.life import Life
from app.scene.moment import Moment
from app.scene.staging import Staging
from app.ui.ending import endings
from app.ui.rehearsal import Rehearsal
from app.ui.showing import Showing

TICK_MS = 16
CACHE_BYTES = 1 << 30
_DRAWN = QEvent.Type(QEvent.registerEventType())
_BEHIND_PAINTING = Qt.EventPriority.LowEventPriority.value - 1


class Session(QObject):
    """One drive that is replayed. Its log is closed with it, when nothing reads any more."""

    moment_shown = Signal(object)
    """A Moment: what all views show now."""
    state_changed = Signal(object)
    """A PlayerState."""
    trust_changed = Signal(object)
    """A Trust."""
    lanes_changed = Signal(object)
    """Lanes: whole-log columns are too much to come with every moment."""
    series_changed = Signal(object)
    """A Series: one channel's columns, for plots."""
    trails_changed = Signal(object)
    """Trails: where the objects of a channel were, in the whole log."""
    chart_changed = Signal(object)
    """A Chart: where the vehicle was, in the whole log."""
    reactions_changed = Signal(object)
    """Reactions: how long the cycles of the whole log took from capture to actuation."""
    life_changed = Signal(object)
    """A Life: what perception said of the object that was asked for last, in the whole log."""
    glimpse_shown = Signal(object)
    """A Glimpse: what a camera had at a time that is only pointed at."""
    problem = Signal(str)
    """Something went wrong that is no fact of the log."""

    _loaded = Signal(object, object)
    _glimpsed = Signal(object)
    _walked = Signal(object)
    _lanes_read = Signal(object)
    _series_read = Signal(object)
    _trails_read = Signal(object)
    _chart_read = Signal(object)
    _reactions_read = Signal(object)
    _life_read = Signal(object)
    _failed = Signal(object)

    def __init__(self, evidence: Evidence, *, cache_bytes: int = CACHE_BYTES) -> None:
        """Begin to check and to read in the background; nothing plays by itself."""
        super().__init__()
        self.evidence = evidence
        self.trust = evidence.trust
        self.lanes = Lanes()
        self.showing = Showing(self)
        """Which kinds of events and channels are shown."""
        self.reactions: Reactions | None = None
        """How long cycles took from capture to actuation, as far as they were read."""
        self.undecoded: dict[tuple[str, int], Problem] = {}
        """Records, by channel and row, that could not be decoded when they were to be shown."""
        self.moment: Moment | None = None
        self.timeline = evidence.timeline
        self.cache: Cache[Loaded] = Cache(cache_bytes)
        self.sampler = Sampler(evidence.log, self.cache)
        self.cameras = camera_order(self.timeline.channels, self.sampler.settings)
        """Those that have pictures, in the order in which they are to be shown."""
        self._closed = False
        self._readers: list[Callable[[], None]] = []
        for signal, slot in (
            (self._loaded, self._on_loaded), (self._walked, self._on_walked), (self._lanes_read, self._on_lanes_read),
            (self._series_read, self._on_series_read), (self._failed, self.tell_problem),
            (self._glimpsed, self._on_glimpsed), (self._trails_read, self._on_trails_read),
            (self._chart_read, self._on_chart_read), (self._reactions_read, self._on_reactions_read),
            (self._life_read, self._on_life_read),
        ):  # fmt: skip
            signal.connect(slot, Qt.ConnectionType.QueuedConnection)
        self._loader = Loader(self.sampler, deliver=self._loaded.emit, failed=self._failed.emit)
        self.player = Player(
            self.timeline, self._loader.request, camera=next(iter(self.cameras), None),
            begin_ns=beginning_ns(self.timeline),
        )  # fmt: skip
        self.rehearsal = Rehearsal(
            awaited=self.player.awaits, show=self._show, passed=self._tell_when_drawn, parent=self
        )  # fmt: skip
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()
        self._walker: Walker | None = None
        self._columns: Columns | None = None
        self._glimpser: Glimpser | None = None
        self._lives: Lives | None = None
        self._told = self.player.state

    @property
    def state(self) -> PlayerState:
        """Where the replay stands."""
        return self.player.state

    @property
    def complete(self) -> bool:
        """Whether what was asked for last is shown, and nothing finer of it is to come."""
        return self.moment is not None and not self.moment.draft and self.player.answered

    @property
    def shown_lanes(self) -> Lanes:
        """The lanes without what was hidden: what is drawn, and what one can step to."""
        return self.showing.of(self.lanes)

    @staticmethod
    def now_ns() -> int:
        """The wall clock by which the replay runs: it never goes back."""
        return time.perf_counter_ns()

    @property
    def idle(self) -> bool:
        """Whether the background has nothing left to check or to read, as far as anybody wants it by now."""
        return self.trust.ended and self.lanes.complete and self._columns is not None and self._columns.idle

    def begin_background(self) -> None:
        """Walk the chain and read the lanes; to be called when the first moment was shown, so that it comes first."""
        if self._walker is None and not self._closed:
            self._walker = Walker(
                self.evidence.log, self.evidence.store, self.trust,
                published=self._walked.emit, failed=self._failed.emit,
            )  # fmt: skip
            self._columns = Columns(
                self.sampler, lanes=self._lanes_read.emit, series=self._series_read.emit,
                trails=self._trails_read.emit, charts=self._chart_read.emit,
                reactions=self._reactions_read.emit, failed=self._failed.emit,
            )  # fmt: skip

    def want(self, channels: Sequence[str], *, back: Mapping[str, int], staging: Staging) -> None:
        """Show these channels from now on; `back`: of which of them so many earlier records, too; `staging`: what is
        to be reckoned from them.
        """
        self.player.set_wanted(channels, self.now_ns(), back=back, staging=staging)
        self.tell()

    def want_series(self, channel: str) -> None:
        """Read all of a channel: of objects their trails, of decisions their reactions, else for a plot."""
        self.begin_background()
        assert self._columns is not None
        self._columns.want(channel)

    def glimpse(self, channel: str, t_ns: int) -> None:
        """Get what a channel has at a time, in draft, without going there; the newest request wins."""
        if self._closed:
            return
        if self._glimpser is None:
            self._glimpser = Glimpser(
                self.timeline, self.sampler, deliver=self._glimpsed.emit, failed=self._failed.emit
            )
        self._glimpser.request(channel, t_ns, self.state.mode)

    def want_life(self, channels: Sequence[str], track: str) -> None:
        """Read what is said of an object in the first of these channels that has it; the newest request wins."""
        if self._closed:
            return
        if self._lives is None:
            self._lives = Lives(self.sampler, deliver=self._life_read.emit, failed=self._failed.emit)
        self._lives.request(channels, track)

    def seek(self, t_ns: int) -> None:
        """Jump to a time."""
        self.player.seek(t_ns, self.now_ns())
        self.tell()

    def seek_record(self, channel: str, row: int) -> None:
        """Jump to a record of a channel: of several with one and the same stamp to that one."""
        t_ns = int(self.timeline.channels[channel].time_ns(self.state.mode)[row])
        self.player.seek(t_ns, self.now_ns(), pins={channel: row})
        self.tell()

    def scrub(self, t_ns: int) -> None:
        """Go to a time while a handle is dragged."""
        self.player.scrub(t_ns, self.now_ns())
        self.tell()

    def set_mode(self, mode: Mode) -> None:
        """Show what happened at a time, or what had arrived by then."""
        self.player.set_mode(mode, self.now_ns())
        self.tell()

    def tell_all(self) -> None:
        """Tell everything once more, to another window."""
        if self._columns is not None:
            self._columns.begin_again()
        self.trust_changed.emit(self.trust)
        self.lanes_changed.emit(self.lanes)
        self.state_changed.emit(self.state)
        self.player.seek(self.state.asked_ns, self.now_ns(), pins=self.state.pins)
        self.tell()

    def tell(self) -> None:
        """Let the views know of the state, if it is another one; to be called after every command to the player."""
        if self.player.state != self._told:
            self._told = self.player.state
            self.state_changed.emit(self._told)

    def read_by(self, join: Callable[[], None]) -> None:
        """The log stays open until this returns, too, which is called after `close`, from another thread."""
        self._readers.append(join)

    def close(self) -> None:
        """Nothing is shown of it any more. That its threads end and its log is closed is waited for elsewhere: a drive
        that does not answer must not keep the window.
        """
        if self._closed:
            return
        self._closed = True
        self._timer.stop()
        self.rehearsal.end()
        every = (self._walker, self._columns, self._glimpser, self._lives, self._loader)
        workers = [worker for worker in every if worker is not None]
        for worker in workers:
            worker.stop()
        endings.begin(self, lambda: self._end(workers))

    def _end(self, workers: Sequence[Walker | Columns | Glimpser | Lives | Loader]) -> None:
        """End all threads, then close the log; called from a thread of its own."""
        # first: whoever waits for a picture of it waits no longer
        self.sampler.close()
        # another log has its own, and two together would be more than there may be
        self.cache.clear()
        for worker in workers:
            worker.close()
        for join in self._readers:
            join()
        self.evidence.log.close()

    def customEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """What was shown is on the screen."""
        if event.type() == _DRAWN:
            self._loader.drawn()

    def _on_tick(self) -> None:
        self.player.tick(self.now_ns())
        self.tell()

    def _on_loaded(self, request: Request, moment: Moment) -> None:
        if not self._closed:
            self.rehearsal.begin(request, moment)

    def _show(self, request: Request, moment: Moment) -> None:
        self._tell_when_drawn()
        if not self.player.accept(request, moment):
            return
        self.moment = moment
        self.moment_shown.emit(moment)
        self.tell()

    def _tell_when_drawn(self) -> None:
        """Let the loader know when this, too, is on the screen: behind what Qt paints."""
        QCoreApplication.postEvent(self, QEvent(_DRAWN), _BEHIND_PAINTING)

    def _on_glimpsed(self, glimpse: Glimpse) -> None:
        if not self._closed:
            self.glimpse_shown.emit(glimpse)

    def _on_walked(self, trust: Trust) -> None:
        if not self._closed:
            self.trust = trust
            self.trust_changed.emit(trust)

    def _on_lanes_read(self, lanes: Lanes) -> None:
        if not self._closed:
            self.lanes = lanes
            self.lanes_changed.emit(lanes)

    def _on_series_read(self, series: Series) -> None:
        if not self._closed:
            self.series_changed.emit(series)

    def _on_trails_read(self, trails: Trails) -> None:
        if not self._closed:
            self.trails_changed.emit(trails)

    def _on_chart_read(self, chart: Chart) -> None:
        if not self._closed:
            self.chart_changed.emit(chart)

    def _on_life_read(self, life: Life) -> None:
        if not self._closed:
            self.life_changed.emit(life)

    def _on_reactions_read(self, reactions: Reactions) -> None:
        if not self._closed:
            self.reactions = reactions
            self.reactions_changed.emit(reactions)

    def tell_problem(self, error: BaseException) -> None:
        """Something went wrong that is no fact of the log."""
        if self._closed:
            return
        self.problem.emit("".join(traceback.format_exception(error)))
