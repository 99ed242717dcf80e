"""What one chooses about the events of the timeline: the button in the lane's label, its list, and the menu's part.

It must not paint, nor find events: which are shown is kept by the session's `Showing`.
"""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from app.replay.event_kinds import EventKind, gravest, kinds_of
from app.replay.lanes import Occurrence
from app.scene.wording import named
from app.ui.filling import filled
from app.ui.keys.actions import ActionSet
from app.ui.keys.keymap import native
from app.ui.session import Session
from app.ui.theme.theme import theme
from app.ui.timeline.bar import TimelineBar
from app.ui.timeline.event_kinds_list import EventKindsList
from app.ui.timeline.lanes import merged
from app.ui.widgets.plain import menu_text
from app.ui.widgets.tool_button import ToolButton

KINDS_WITH_KEYS = 9


class EventTools(QObject):
    """Of one timeline."""

    t0_asked = Signal(object)
    """This occurrence is to be the zero of all times."""

    def __init__(self, bar: TimelineBar, actions: ActionSet, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self._actions = actions
        self._session: Session | None = None
        self._kinds: tuple[EventKind, ...] = ()
        self.button = ToolButton("funnel", self.tr("Kinds of events"), checkable=True, parent=bar)
        self.button.clicked.connect(self.choose)
        self.list = EventKindsList(bar)
        self.list.hidden_changed.connect(self._on_hidden_changed)
        bar.laid_out.connect(self._place)
        theme.changed.connect(self._place)
        actions.keys_changed.connect(self._renew)
        self._place()

    def set_session(self, session: Session | None) -> None:
        """Another log, or none."""
        self.list.hide()
        self._session = session
        if session is not None:
            session.lanes_changed.connect(self._on_lanes_changed)
            session.showing.changed.connect(self._renew)
        self._on_lanes_changed(None)

    def choose(self) -> None:
        """Open the list above its button."""
        self._renew()
        cell = self._bar.cell("events")
        if cell is not None and self._kinds:
            self.list.open_at(self._bar.mapToGlobal(QPoint(theme.px(8), round(cell.top()))))

    def fill(self, menu: QMenu, lane: str, t_ns: int | None, _: QPoint) -> None:
        """The entries of the event lane: about the glyph that is there, and about all kinds."""
        if self._session is None or not self._kinds or lane not in ("", "events"):
            return
        event = None if lane == "" or t_ns is None else self._event_at(t_ns)
        every = frozenset(one.kind for one in self._kinds)
        hidden = self._session.showing.hidden_kinds
        if event is not None:
            kind, text = event.kind, menu_text(named(event.kind))
            zero = menu.addAction(filled(self.tr("Set T0 at %1"), text))
            zero.triggered.connect(lambda: self.t0_asked.emit(event))
            menu.addSeparator()
            only = menu.addAction(filled(self.tr("Only %1"), text))
            only.triggered.connect(lambda: self._on_hidden_changed(every - {kind}))
            menu.addAction(filled(self.tr("Hide %1"), text)).triggered.connect(
                lambda: self._on_hidden_changed(hidden | {kind})
            )
            menu.addSeparator()
        menu.addAction(self.tr("Kinds of events…")).triggered.connect(self.choose)
        for text, put in ((self.tr("Show all events"), frozenset[str]()), (self.tr("Show no events"), every)):
            entry = menu.addAction(text)
            entry.setEnabled(hidden != put)
            entry.triggered.connect(lambda _=False, put=put: self._on_hidden_changed(put))

    # -- inside

    def _event_at(self, t_ns: int) -> Occurrence | None:
        """The event of the glyph at a time: of several merged ones the gravest."""
        content, axis = self._bar.content, self._bar.axis
        if content is None or axis is None:
            return None
        reach = theme.px(8)
        for group in merged(content, axis):
            if abs(axis.x(group[0].time_ns(content.mode)) - axis.x(t_ns)) <= reach:
                return gravest(group)
        return None

    def _on_lanes_changed(self, _: object) -> None:
        self._kinds = () if self._session is None else kinds_of(self._session.lanes.events)
        self._renew()
        self._place()

    def _on_hidden_changed(self, hidden: frozenset[str]) -> None:
        if self._session is not None:
            self._session.showing.hide_kinds(hidden)

    def _renew(self) -> None:
        hidden = frozenset[str]() if self._session is None else self._session.showing.hidden_kinds
        self.button.setChecked(bool(hidden))
        keys = [self._actions.keys(f"next_event_{number}") for number in range(1, KINDS_WITH_KEYS + 1)]
        self.list.show_kinds(self._kinds, hidden, [native(those[0]) if those else "" for those in keys])

    def _place(self) -> None:
        cell = self._bar.cell("events")
        self.button.setVisible(cell is not None and bool(self._kinds))
        if cell is not None:
            top = cell.center().y() - self.button.height() / 2
            self.button.move(round(cell.left()) + theme.px(4), round(top))
