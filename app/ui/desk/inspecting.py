"""What the inspector tells of: the record, the object, the problem or the line that was chosen anywhere.

It must not know who chooses.
"""

from collections.abc import Callable, Mapping

from app.replay.problems import Problem
from app.ui.desk.going import Going
from app.ui.desk.inspector import Inspector
from app.ui.layouts.layout import Page
from app.ui.session import Session
from app.ui.view import View
from app.ui.views.evidence import EvidenceView
from app.ui.views.record import RecordView


class Inspecting:
    """Of one desk."""

    def __init__(
        self, inspector: Inspector, pages: Mapping[Page, View], *, record: RecordView, evidence: EvidenceView,
        told_elsewhere: Callable[[], bool], going: Going, session: Callable[[], Session | None],
        want: Callable[[], None],
    ) -> None:  # fmt: skip
        """`told_elsewhere`: whether another part tells of the selected object; `want`: ask for what can be seen."""
        self._inspector, self._pages, self._record, self._evidence = inspector, pages, record, evidence
        self._told_elsewhere, self._going, self._session, self._want = told_elsewhere, going, session, want
        self._before: Page = "decision"
        """What the inspector showed before it told of an object."""
        inspector.tabs.currentChanged.connect(self._on_page_changed)

    def show_record(self, channel: str) -> None:
        """Tell of the records of a channel, unless it is the evidence that is looked at."""
        self._mean(channel)
        if self._inspector.page != "evidence":
            self._inspector.show_named("record")
        self._want()

    def show_line(self, channel: str, row: int) -> None:
        """Go where a line was written; all that it says is told."""
        self.show_record(channel)
        self._going.go_to_record(channel, row)

    def show_problem(self, problem: Problem) -> None:
        """Go where it is; the record that is meant is the one that pages of the inspector show next."""
        session = self._session()
        known = session is not None and problem.channel in session.timeline.channels
        if known:
            self._mean(problem.channel)
        if known and problem.row is not None:
            self._going.go_to_record(problem.channel, problem.row)
        elif problem.t_ns is not None:
            self._going.go(problem.t_ns)

    def show_object(self, track: str | None) -> None:
        """Tell of it, where no other part does; then go back to what was told before."""
        page = self._inspector.page
        if track is None and page == "object":
            self._inspector.show_named(self._before)
        elif track is not None and page != "object" and not self._told_elsewhere():
            self._before = page
            self._inspector.show_named("object")

    def _mean(self, channel: str) -> None:
        self._record.set_channel(channel)
        self._evidence.set_subject(channel)

    def _on_page_changed(self, _: int) -> None:
        session = self._session()
        if session is not None and session.moment is not None:
            self._pages[self._inspector.page].show_moment(session.moment)
        self._want()
