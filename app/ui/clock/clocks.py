"""The clocks of the log that is open: which it has, which is read, and the commands that choose another.

It must not paint: dials say what is shown.
"""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.replay.dial import COUNTING, Dial, dial
from app.replay.face import WALLS, Face
from app.replay.state import PlayerState
from app.scene.wording import count, seconds
from app.scene.zone import Zone
from app.ui.clock.choice import ClockChoice
from app.ui.clock.view import ClockView
from app.ui.clock.zone_dialog import ZoneDialog
from app.ui.filling import filled
from app.ui.keys.actions import ActionSet
from app.ui.session import Session
from app.ui.widgets.passing_menu import menu_of

_ACTIONS = {f"clock_{face.value}": face for face in Face}


class Clocks(QObject):
    """Of one window. `changed`: another clock is read, or the same one counts otherwise."""

    changed = Signal()

    def __init__(self, view: ClockView, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._view = view
        self._actions = actions
        self._session: Session | None = None
        self._dials: dict[Face, Dial] = {}
        self._walls: dict[Face, tuple[Zone, Dial | None]] = {}
        """Of the log that is open, each with the zone that it was made for: T0 may move often, and they are dear."""
        self.dial = COUNTING
        """The clock that is read: the chosen one, if the log has it."""
        self.choice = ClockChoice(self)
        self.choice.changed.connect(self._renew)
        actions.action_invoked.connect(self._on_action_invoked)
        view.menu_asked.connect(self._on_menu_asked)
        self._texts = {name: actions.action(name).text() for name in _ACTIONS}
        self._renew()

    def set_session(self, session: Session | None) -> None:
        """Another log, or none."""
        self._session = session
        self._walls.clear()
        if session is not None:
            session.state_changed.connect(self._on_state_changed)
        self._renew()

    @property
    def typed_zone(self) -> Zone | None:
        """In which zone a time of day that names none is meant; None: no time of day is read."""
        return self.dial.zone if self.dial.face in WALLS else None

    def text(self, t_ns: int) -> str:
        """A time on the clock that is read, in a sentence."""
        return self.dial.told(t_ns)

    def show_time(self, t_ns: int) -> None:
        """Show this instant."""
        if self._session is None:
            return
        read = self.dial
        local = self._dials.get(Face.LOCAL)
        # what is the same is told once
        zone_is_utc = local is not None and local.offsets is not None and not local.offsets.local_s.any()
        others = [
            one
            for face, one in self._dials.items()
            if face is not read.face
            and not (face is Face.ELAPSED and Face.T0 in self._dials)
            and not (zone_is_utc and face is (Face.UTC if read.face is Face.LOCAL else Face.LOCAL))
        ]
        self._view.show_time(
            t_ns,
            [read, *others],
            lacks="" if Face.UTC in self._dials else self.tr("no UTC in this log"),
            about=filled(
                self.tr("%1 since the start of the log\nlog time %2 ns"),
                seconds(t_ns - self._session.timeline.span[0], digits=9),
                count(t_ns),
            ),
        )

    def fill(self, menu: QMenu, lane: str, _: int | None, at: QPoint) -> None:
        """The entries of a menu that opens at no lane: the clocks."""
        if lane == "" and self._session is not None:
            del at
            for name in (*_ACTIONS, "clock_zone"):
                menu.addAction(self._actions.action(name))

    def ask_zone(self) -> None:
        """Ask for the zone of local times."""
        utc_ns = None
        if self._session is not None:
            utc_ns = self._session.timeline.utc_ns(self._session.state.asked_ns)
        dialog = ZoneDialog(self.choice.zone, utc_ns or 0, self._window)
        dialog.zone_given.connect(self.choice.set_zone)
        dialog.exec()

    # -- inside

    def _renew(self) -> None:
        session, zone = self._session, self.choice.zone
        before = self.dial, self._dials
        self._dials = {}
        if session is not None:
            self._dials = {face: one for face in Face if (one := self._made(face, session, zone)) is not None}
        wanted = [self.choice.face, Face.T0, Face.ELAPSED]
        self.dial = next((self._dials[face] for face in wanted if face in self._dials), COUNTING)
        for name, face in _ACTIONS.items():
            action, there = self._actions.action(name), face in self._dials
            action.setEnabled(there)
            action.setChecked(there and face is self.dial.face)
            lacks = session is not None and face in WALLS and not there
            action.setText(filled(self.tr("%1 (not in this log)"), self._texts[name]) if lacks else self._texts[name])
        # another zone is seen below the clock that is read, too
        if (self.dial, self._dials) != before:
            self.changed.emit()

    def _made(self, face: Face, session: Session, zone: Zone) -> Dial | None:
        if face not in WALLS:
            return dial(face, session.timeline, session.state.t0_ns, zone)
        made_for, made = self._walls.get(face, (None, None))
        # UTC is the same in every zone
        if made_for is None or (face is Face.LOCAL and made_for != zone):
            made = dial(face, session.timeline, None, zone)
            self._walls[face] = zone, made
        return made

    def _on_state_changed(self, state: PlayerState) -> None:
        known = self._dials.get(Face.T0)
        if (None if known is None else known.zero_ns) != state.t0_ns:
            self._renew()

    def _on_action_invoked(self, action: str) -> None:
        if action in _ACTIONS and _ACTIONS[action] in self._dials:
            self.choice.choose(_ACTIONS[action])
            # Qt has taken the tick away from the clock that was chosen once more
            self._actions.action(action).setChecked(True)
        elif action == "clock_zone":
            self.ask_zone()

    def _on_menu_asked(self, at: QPoint) -> None:
        menu = menu_of(self._window)
        self.fill(menu, "", None, at)
        if menu.actions():
            menu.popup(at)
