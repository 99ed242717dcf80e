"""What a session has to tell, given to the parts of a desk that show it.

It must not know what the user does, nor lay anything out.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.log.channel import Mode
from app.replay.lanes import Lanes
from app.replay.line_filter import LineFilter
from app.replay.poses import pose_channel
from app.replay.problems import Problem
from app.replay.reactions import Reactions
from app.replay.state import PlayerState
from app.replay.trust import Trust
from app.scene.life import Life
from app.scene.moment import Moment
from app.ui.clock.clocks import Clocks
from app.ui.desk.arrangement import Parts
from app.ui.desk.hover_link import HoverLink
from app.ui.desk.sight import Sight
from app.ui.line_feed import LineFeed
from app.ui.pane import Pane
from app.ui.problem_feed import ProblemFeed
from app.ui.session import Session
from app.ui.timeline.content import Mark
from app.ui.timeline.feed import TimelineFeed, proposed_t0
from app.ui.view import View
from app.ui.views.evidence import EvidenceView
from app.ui.views.object import ObjectView
from app.ui.views.problems import ProblemsView


class Following(QObject):
    """Of one desk, one session after another."""

    t0_proposed = Signal(object)
    """An Occurrence: the recorded event that times are counted from, as nobody has said otherwise."""

    problems_changed = Signal(object, bool)
    """Problems, the gravest first; whether everything was looked through."""

    def __init__(
        self, parts: Parts, evidence: EvidenceView, problems: ProblemsView, objects: Sequence[ObjectView],
        clocks: Clocks, views: Sequence[View], sight: Sight, link: HoverLink, want: Callable[[], None],
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._parts, self._evidence, self._problems, self._objects = parts, evidence, problems, objects
        self._clocks, self._views = clocks, views
        self._sight, self._link, self._want = sight, link, want
        self._session: Session | None = None
        self._here_ns: int | None = None
        """What the clocks show."""
        self.feed = TimelineFeed()
        self._lines: LineFeed | None = None
        self._trouble: ProblemFeed | None = None

    def end(self) -> None:
        """Nothing of it stays."""
        for feed in (self._lines, self._trouble):
            if feed is not None:
                feed.end()
        self._session = self._lines = self._trouble = None
        self._sight.forget()
        self.feed.forget()

    def begin(self, session: Session) -> None:
        """Hear of everything that it has to show."""
        self._session, self._here_ns = session, None
        parts, timeline = self._parts, session.timeline
        session.rehearsal.draw_ahead = partial(self._sight.draw_ahead, timeline)
        session.moment_shown.connect(self._on_moment_shown)
        session.state_changed.connect(self._on_state_changed)
        session.trust_changed.connect(self._on_trust_changed)
        session.lanes_changed.connect(self._on_lanes_changed)
        session.showing.changed.connect(self.show_choice)
        session.showing.sought_changed.connect(self.renew_timeline)
        session.series_changed.connect(parts.space.show_series)
        session.trails_changed.connect(parts.space.show_trails)
        session.life_changed.connect(self._on_life_changed)
        session.chart_changed.connect(parts.map.show_chart)
        session.reactions_changed.connect(self._on_reactions_changed)
        problems = self._trouble = ProblemFeed(session)
        problems.changed.connect(self._on_problems_changed)
        problems.failed.connect(session.tell_problem)
        parts.transport.master.set_channels([name for name, channel in timeline.channels.items() if len(channel)])
        problems.renew()
        self._on_trust_changed(session.trust)
        self._on_state_changed(session.state)

    def want_life(self, track: str) -> None:
        """Read what is said of an object, but for hidden channels; empty: none is selected any more."""
        session = self._session
        if session is None:
            return
        hidden = session.showing.hidden_channels
        channels = [name for name in self._objects[0].lives_in(session.timeline) if name not in hidden]
        self.feed.selected, self.feed.life = track or None, None
        self.renew_timeline()
        if track and channels:
            session.want_life(channels, track)

    def want_lines(self, wanted: LineFilter, mode: Mode) -> None:
        """Look for these among the text lines."""
        if self._session is None:
            return
        if self._lines is None:
            self._lines = LineFeed(self._session)
            self._lines.found.connect(self._parts.text.show_hits)
            self._lines.failed.connect(self._session.tell_problem)
        self._lines.seek(wanted, mode)

    def renew_timeline(self) -> None:
        """Gather anew what the timeline shows."""
        if self._session is not None:
            self._parts.timeline.set_content(self.feed.content(self._session))
            self._parts.map.show_marks(self.feed.marks, self._session.state.t0_ns)

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show these bookmarks."""
        # a case says them after each of its steps, and an hour takes its time to be painted
        if marks != self.feed.marks:
            self.feed.marks = marks
            self.renew_timeline()

    def renew_clock(self) -> None:
        """Times are read otherwise."""
        dial = self.feed.dial = self._clocks.dial
        self._parts.plots.board.set_dial(dial)
        self._parts.map.set_dial(dial)
        self._parts.ledger.set_dial(dial)
        self._parts.text.set_dial(dial)
        self._problems.set_dial(dial)
        for view in self._objects:
            view.set_dial(dial, None if self._session is None else self._session.state.t0_ns)
        self.renew_timeline()
        if self._session is not None:
            self._clocks.show_time(self._session.state.here_ns)

    def show_choice(self) -> None:
        """Other channels or kinds of events are hidden."""
        assert self._session is not None
        hidden = self._session.showing.hidden_channels
        self._parts.cameras.set_hidden(hidden)
        for view in self._views:
            if isinstance(view, Pane):
                view.set_hidden(hidden)
        self._show_ledger()
        self.renew_timeline()
        self._want()

    def _on_moment_shown(self, moment: Moment) -> None:
        assert self._session is not None
        self._sight.show(self._session, moment)
        self._link.renew()
        self._session.begin_background()

    def _on_state_changed(self, state: PlayerState) -> None:
        assert self._session is not None
        parts, content = self._parts, self._parts.timeline.content
        if not self._session.player.answered and not state.playing:
            parts.space.space.put_off()
        if content is None or (content.mode, content.loop, content.looping, content.t0_ns) != (
            state.mode, state.loop, state.looping, state.t0_ns,
        ):  # fmt: skip
            self.renew_timeline()
        # what plays has no other place that it goes to
        parts.timeline.set_times(state.here_ns, state.here_ns if state.playing else state.asked_ns)
        parts.transport.show_state(state, self._session.timeline)
        if state.here_ns != self._here_ns:
            self._here_ns = state.here_ns
            self._clocks.show_time(state.here_ns)
        parts.cameras.set_master(state.master)
        parts.channels.set_master(state.master)

    def _on_trust_changed(self, trust: Trust) -> None:
        assert self._session is not None
        self._parts.channels.set_trust(trust, self._session.timeline)
        self._evidence.show_trust(trust)
        if self.feed.changed_by(trust):
            self.renew_timeline()

    def _on_problems_changed(self, problems: list[Problem], complete: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._problems.show_problems(problems, complete=complete)
        self.problems_changed.emit(problems, complete)

    def _on_life_changed(self, life: Life) -> None:
        for view in self._objects:
            view.show_life(life)
        if life.track == self.feed.selected:
            self.feed.life = life
            self.renew_timeline()

    def _show_ledger(self) -> None:
        """Of what is hidden there is none."""
        assert self._session is not None
        shown = self._session.shown_lanes
        self._parts.ledger.show_ledger(shown.ledger, complete=shown.complete)
        for view in self._objects:
            view.show_ledger(shown.ledger)

    def _on_reactions_changed(self, reactions: Reactions) -> None:
        self._parts.trace.show_reactions(reactions)
        self.renew_timeline()

    def _on_lanes_changed(self, lanes: Lanes) -> None:
        self.renew_timeline()
        self._show_ledger()
        session = self._session
        if session is None:
            return
        for name in self._parts.map.wants_charted(session.timeline):
            session.want_series(name)
        if not lanes.complete:
            return
        pose = pose_channel(session.timeline.channels.values())
        if pose is not None:
            session.want_series(pose.name)
            for name in self._parts.space.wants_trails(session.timeline):
                session.want_series(name)
        if lanes.ledger.channel and any(one.kind == "span" for one in session.timeline.channels.values()):
            session.want_series(lanes.ledger.channel)
        if session.state.t0_ns is None:
            found = proposed_t0(lanes)
            if found is not None:
                self.t0_proposed.emit(found)
