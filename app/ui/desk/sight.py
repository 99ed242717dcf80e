"""Which views can be seen: only these get what they want, and a moment is shown to all of them at once.

It must not know what any of them shows, nor where it is.
"""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtWidgets import QWidget

from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.staging import Staging
from app.ui.desk.space_pane import SpacePane
from app.ui.session import Session
from app.ui.view import View
from app.ui.views.camera import CameraView
from app.ui.views.record import RecordView
from app.ui.views.trace import TraceView


class Sight:
    """What of a log is read and reckoned for a desk."""

    def __init__(
        self, desk: QWidget, views: Sequence[View], *, cameras: Iterable[CameraView], space: SpacePane,
        record: RecordView, trace: TraceView,
    ) -> None:  # fmt: skip
        """Of these views, some of which want more than records that are current; there may come to be more of them."""
        self._desk, self._views = desk, views
        self._cameras, self._space, self._record, self._trace = cameras, space, record, trace
        self._there: tuple[View, ...] = ()
        self._shown: Moment | None = None

    def forget(self) -> None:
        """Another log, or none."""
        self._shown = None

    def want(self, session: Session) -> None:
        """Ask for what can be seen: what nobody can see is neither read nor reckoned."""
        timeline, hidden = session.timeline, session.showing.hidden_channels
        there = self._there = self._visible()
        wanted = {name for view in there for name in view.wants(timeline)}
        if session.state.master is not None:
            wanted.add(session.state.master)
        cameras = {view.channel for view in self._cameras if view in there and view.draws and view.channel}
        back: dict[str, int] = {}
        sweeps = 0
        if self._record in there:
            back |= self._record.wants_back(timeline)
        if self._space in there:
            # both may want of one channel
            back |= self._space.wants_back(timeline)
            sweeps = self._space.space.look.sweeps
        staging = Staging(
            cameras=frozenset(cameras) - hidden, sweeps=sweeps, trace=self._trace in there, pinned=self._trace.pinned
        )  # fmt: skip
        session.want(sorted(wanted - hidden), back=back, staging=staging)

    def renew(self, session: Session) -> None:
        """Parts have come into sight or gone: those that came show the present moment as far as it has what they want,
        and get what is missing.
        """
        there = self._visible()
        if there == self._there:
            return
        for view in there:
            if view not in self._there and session.moment is not None:
                view.show_moment(session.moment)
        self.want(session)

    def draw_ahead(self, timeline: Timeline, moment: Moment) -> Iterator[None]:
        """Draw what takes long of a moment that is shown next, a part at a time."""
        # the 3D view last: what it has drawn lies in memory that it may need for what can be seen
        for view in sorted(self._there, key=lambda one: one is self._space):
            if self._is_news(view, timeline, moment):
                yield from view.draw_ahead(moment)

    def show(self, session: Session, moment: Moment) -> None:
        """Show a moment in all views."""
        views = [view for view in self._views if self._is_news(view, session.timeline, moment)]
        self._shown = moment
        for view in views:
            view.show_moment(moment)

    def _is_news(self, view: View, timeline: Timeline, moment: Moment) -> bool:
        """The finer pictures of an instant are none to a view that shows none."""
        before = self._shown
        return before is None or before.number != moment.number or not moment.alike(before, view.wants(timeline))

    def _visible(self) -> tuple[View, ...]:
        return tuple(view for view in self._views if view.isVisibleTo(self._desk))
