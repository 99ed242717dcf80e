"""The replay of one drive on the screen: panels and views, all fed by one session and connected to it here.

It must not open files, nor know menus, nor lay anything out: `arrangement` does.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.clock.clocks import Clocks
from app.ui.desk.arrangement import Arrangement, Parts
from app.ui.desk.bookmark_tools import BookmarkTools
from app.ui.desk.camera_rack import CameraRack
from app.ui.desk.channels_panel import ChannelsPanel
from app.ui.desk.focused_view import FocusedView
from app.ui.desk.following import Following
from app.ui.desk.going import Going
from app.ui.desk.hover_link import HoverLink
from app.ui.desk.inspecting import Inspecting
from app.ui.desk.inspector import Inspector
from app.ui.desk.layout import DeskLayout
from app.ui.desk.selection import Selection
from app.ui.desk.sight import Sight
from app.ui.desk.space_pane import SpacePane
from app.ui.desk.transport import Transport
from app.ui.desk.view_commands import ViewCommands
from app.ui.keys.actions import ActionSet
from app.ui.layouts.layout import Page
from app.ui.session import Session
from app.ui.timeline.bar import TimelineBar
from app.ui.timeline.content import Mark
from app.ui.timeline.event_tools import EventTools
from app.ui.timeline.hover import TimelineHover
from app.ui.timeline.menu import TimelineMenu
from app.ui.view import View
from app.ui.views.camera import CameraView
from app.ui.views.decision import DecisionView
from app.ui.views.evidence import EvidenceView
from app.ui.views.ledger import LedgerView
from app.ui.views.map import MapView
from app.ui.views.object import ObjectView
from app.ui.views.plots import PlotsView
from app.ui.views.problems import ProblemsView
from app.ui.views.record import RecordView
from app.ui.views.state import StateView
from app.ui.views.text import TextView
from app.ui.views.trace import TraceView


class Desk(QWidget):
    """Everything below the banner."""

    t0_proposed = Signal(object)
    """An Occurrence: the recorded event that times are counted from, as nobody has said otherwise."""
    said = Signal(str)
    """Something for the status bar."""
    problems_changed = Signal(object, bool)
    """Problems, the gravest first; whether everything was looked through."""

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self.channels = ChannelsPanel()
        self.cameras_ = CameraRack(self)
        self.camera, self.second = self.cameras_.first, self.cameras_.second
        self.space = SpacePane()
        self.map = MapView()
        self.decision = DecisionView()
        self.ledger = LedgerView()
        self.trace = TraceView()
        self.object, self.selected = ObjectView(), ObjectView()
        self.text = TextView()
        self.state = StateView()
        self.record = RecordView()
        self.evidence = EvidenceView()
        self.problems = ProblemsView()
        self.inspector = Inspector(
            ("decision", self.tr("Decision"), self.decision),
            ("record", self.tr("Record"), self.record),
            ("object", self.tr("Object"), self.selected),
            ("evidence", self.tr("Evidence"), self.evidence),
            ("problems", self.tr("Problems"), self.problems),
        )
        self.plots = PlotsView()
        self.timeline = TimelineBar()
        self.hover = TimelineHover(self.timeline, self._camera_in_sight, self)
        self.transport = Transport(actions)
        self.events = EventTools(self.timeline, actions, self)
        self.clocks = Clocks(self.transport.clock, actions, self)
        self.bookmarks = BookmarkTools(self.timeline, self)
        self.menu = TimelineMenu(self.timeline, self.bookmarks.fill, self.events.fill, self.clocks.fill)
        self.views: list[View] = [
            self.camera, self.space, self.second, self.map, self.decision, self.state, self.record, self.evidence,
            self.plots, self.ledger, self.trace, self.object, self.selected, self.text,
            self.problems,
        ]  # fmt: skip
        self._sight = Sight(
            self, self.views, cameras=self.cameras_, space=self.space, record=self.record, trace=self.trace
        )
        self.selection = Selection(
            (*self.cameras_, self.space, self.object, self.selected),
            weighing=(*self.cameras_, self.space, self.decision), parent=self,
        )  # fmt: skip
        self._focused = FocusedView(self, self.views)
        self._view_commands = ViewCommands(
            lambda: self._focused.view, lambda: self.session, self.space, self.map, self.decision.candidates,
            self.selection, self,
        )  # fmt: skip
        parts = Parts(
            channels=self.channels, camera=self.camera, space=self.space, second=self.second,
            cameras=self.cameras_, map=self.map, ledger=self.ledger, trace=self.trace, object=self.object,
            text=self.text,
            inspector=self.inspector, state=self.state, plots=self.plots, timeline=self.timeline,
            transport=self.transport,
        )  # fmt: skip
        self._link = HoverLink((*self.cameras_, self.space), self)
        self._following = Following(
            parts, self.evidence, self.problems, (self.object, self.selected), self.clocks, self.views, self._sight,
            self._link, self._want, self,
        )  # fmt: skip
        self._arrangement = Arrangement(self, parts)
        self.layout_ = DeskLayout(parts, self._arrangement, actions, self._show_camera)
        self._does: dict[str, Callable[[], None]] = {"event_kinds": self.events.choose, "problems": self.show_problems}
        self._going = Going(lambda: self.session)
        pages: dict[Page, View] = {
            "decision": self.decision, "record": self.record, "object": self.selected, "evidence": self.evidence,
            "problems": self.problems,
        }  # fmt: skip
        self._inspecting = Inspecting(
            self.inspector, pages, record=self.record, evidence=self.evidence,
            told_elsewhere=lambda: self.object.isVisibleTo(self), going=self._going, session=lambda: self.session,
            want=self._want,
        )  # fmt: skip
        self._connect()
        actions.action_invoked.connect(self.plots.do)
        # the menu's tick follows the button, whoever pressed it
        self.space.tools.shade.toggled.connect(actions.action("shade").setChecked)
        self.space.tools.measuring_changed.connect(actions.action("measure").setChecked)

    def _connect(self) -> None:
        going, inspecting = self._going, self._inspecting
        for scrubbed in (self.timeline, self.plots):
            scrubbed.time_asked.connect(going.go)
        for view in (self.evidence, self.map, self.object, self.selected, self.trace, self.bookmarks):
            asked = view.seek_asked if isinstance(view, EvidenceView) else view.time_asked
            asked.connect(going.go)
        for cycles in (self.ledger, self.trace):
            cycles.cycle_asked.connect(going.go_to_record)
        self.timeline.axis_changed.connect(self.plots.set_axis)
        self.plots.stretch_asked.connect(self.timeline.show_stretch)
        for steps in (self.transport, self.channels, self._view_commands):
            steps.master_asked.connect(self._on_master_asked)
        self.channels.hidden_changed.connect(going.hide)
        self.channels.camera_asked.connect(self._on_camera_asked)
        self.channels.record_asked.connect(inspecting.show_record)
        self.selection.changed.connect(inspecting.show_object)
        self.problems.problem_asked.connect(inspecting.show_problem)
        self.text.line_asked.connect(inspecting.show_line)
        self.object.life_asked.connect(self._following.want_life)
        self.text.lines_asked.connect(self._following.want_lines)
        for wanting in (self.trace, self.space):
            wanting.wants_changed.connect(self._want)
        self.ledger.sought_changed.connect(going.mark_cycles)
        self.decision.candidate_picked.connect(self.selection.pick)
        for camera in self.cameras_:
            self._connect_camera(camera)
        self.cameras_.added.connect(self._on_camera_added)
        for speaker in (self.map, self._view_commands, self.bookmarks):
            speaker.said.connect(self.said)
        self._arrangement.keys_lost.connect(self.take_keys)
        self._arrangement.changed.connect(self._on_arranged)
        self._following.t0_proposed.connect(self.t0_proposed)
        self._following.problems_changed.connect(self.problems_changed)
        self.space.point_described.connect(self.said)
        self.clocks.changed.connect(self._on_clock_changed)
        self.bookmarks.selected.connect(self._on_bookmark_selected)

    def _connect_camera(self, camera: CameraView) -> None:
        camera.wants_changed.connect(self._want)
        camera.channel_asked.connect(lambda channel: self._show_camera(camera, channel))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A small window hides what is not needed all the time."""
        super().resizeEvent(event)
        self._arrangement.fit(self.window().width(), self.window().height())

    # -- what is shown

    def take_keys(self) -> None:
        """Get the focus where keys mean commands."""
        if self.camera.isVisible():
            self.camera.take_keys()
        else:
            there = (self.timeline, self.space.space.canvas, self.plots.stack, self.transport.play)
            next((one for one in there if one.isVisible()), self.timeline).setFocus()

    def set_session(self, session: Session | None) -> None:
        """Show another drive, or none."""
        self.layout_.set_session(None)
        self.session = session
        self._following.end()
        # nothing of another log stays, not even until the first moment of this one
        for view in self.views:
            view.clear()
        self.selection.clear()
        timeline = None if session is None else session.timeline
        cameras = () if session is None else session.cameras
        self.cameras_.set_log(cameras, timeline)
        charted = timeline is not None and bool(self.map.wants_charted(timeline))
        self._arrangement.set_absent(self.cameras_.absent | frozenset(() if charted else {"map"}))
        self.space.set_timeline(timeline)
        self.map.set_timeline(timeline)
        self.hover.set_session(session)
        self.events.set_session(session)
        self.bookmarks.forget(ends=session is None)
        self.menu.close()
        self.decision.set_timeline(timeline)
        self.ledger.set_timeline(timeline)
        self.trace.set_timeline(timeline)
        self.object.set_timeline(timeline)
        self.selected.set_timeline(timeline)
        self.text.set_timeline(timeline)
        self.state.set_timeline(timeline)
        self.record.set_timeline(timeline)
        self.evidence.set_log(None if session is None else session.evidence, timeline)
        self.evidence.set_subject(cameras[0] if cameras else None)
        self.plots.set_session(session)
        self.clocks.set_session(session)
        self.channels.set_evidence(None if session is None else session.evidence, timeline)
        self.layout_.set_session(session)
        if session is None:
            self.timeline.set_content(None)
        else:
            session.showing.seek_cycles(self.ledger.model.sought)
            self._following.begin(session)
            if not self.decision.wants(session.timeline) and session.state.master is not None:
                # of a log without decisions its records say most
                self._inspecting.show_record(session.state.master)
            # its layout may hide channels since before anybody listened
            self._following.show_choice()

    def does(self, action: str) -> bool:
        """Do what concerns a view; False: it concerns none."""
        if action in self._does:
            self._does[action]()
            return True
        if action == "clear_selection":
            self.bookmarks.select(None)
        if self._view_commands.does(action):
            # Qt has flipped the tick of the action, whichever view was meant
            self.layout_.renew_ticks()
            return True
        return self.layout_.does(action)

    def follow(self, action: str) -> None:
        """Show what a command of the session has led to."""
        if action in ("next_bookmark", "previous_bookmark") and self.session is not None:
            self.bookmarks.reach(self.session.state.asked_ns, forward=action == "next_bookmark")

    def show_cameras(self, channels: Sequence[str]) -> None:
        """Show these cameras, as far as the log has them."""
        there = () if self.session is None else self.session.cameras
        for view, channel in zip(self.cameras_.looked_at, channels, strict=False):
            if channel in there:
                self._show_camera(view, channel)

    @property
    def cameras(self) -> tuple[str, ...]:
        """The cameras that are shown."""
        return tuple(view.channel for view in self.cameras_.looked_at if view.channel is not None)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The bookmarks that are shown."""
        return self._following.feed.marks

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show these bookmarks."""
        self.bookmarks.set_marks(marks)
        self._following.set_marks(marks)

    def _want(self) -> None:
        if self.session is not None:
            self._sight.want(self.session)

    # -- what the user does

    def _on_clock_changed(self) -> None:
        self._following.renew_clock()
        if self.clocks.choice.problem:
            self.said.emit(self.clocks.choice.problem)

    def _on_master_asked(self, channel: str) -> None:
        self._going.step_by(channel)
        self._want()

    def show_evidence(self) -> None:
        """Say why the banner says what it says."""
        self.show_page("evidence")

    def show_problems(self) -> None:
        """Say what is wrong with the log."""
        self.show_page("problems")

    def show_page(self, page: Page) -> None:
        """Bring a page of the inspector to the front."""
        self._arrangement.set_shown("inspector", shown=True)
        self.inspector.show_named(page)

    def _camera_in_sight(self) -> str | None:
        """The camera whose pictures may be shown beside the pointer."""
        hidden = frozenset[str]() if self.session is None else self.session.showing.hidden_channels
        return None if self.camera.channel in hidden else self.camera.channel

    def _on_bookmark_selected(self, mark: Mark | None) -> None:
        self._following.feed.selected_mark = None if mark is None else mark.id
        self._following.renew_timeline()

    def _on_camera_added(self, camera: CameraView) -> None:
        """It takes part in everything that the others do."""
        self.views.append(camera)
        self.selection.add(camera)
        self.selection.add_weighing(camera)
        self._link.add(camera)
        self._connect_camera(camera)
        self.layout_.add_camera(camera)

    def _on_arranged(self) -> None:
        if self.session is not None:
            self._sight.renew(self.session)

    def _on_camera_asked(self, channel: str) -> None:
        self._show_camera(self.camera, channel)

    def _show_camera(self, view: CameraView, channel: str) -> None:
        if self.session is not None:
            view.set_channel(channel, self.session.timeline)
            self._want()
