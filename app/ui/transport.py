"""The transport: where the replay is, by several clocks; the time mode; playing, stepping, speed; master, loop and T0.

It must not move time itself: every button is an action of the one table.
"""

from fractions import Fraction

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from app.log.channel import Mode
from app.replay.state import PlayerState, Waiting
from app.replay.stops import GAP
from app.replay.timeline import Timeline
from app.scene.moment import Presence
from app.scene.wording import count
from app.ui.actions import ActionSet
from app.ui.clock_view import ClockView
from app.ui.filling import filled
from app.ui.theme.icons import icon
from app.ui.theme.theme import theme

HEIGHT = 52
_WIDE = 1150


class Transport(QFrame):
    """The bar below the timeline."""

    master_asked = Signal(str)

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setProperty("mark", "header")
        self.clock = ClockView()
        self.mode_capture = self._button("", text=self.tr("Capture time"), icon_name="aperture", checkable=True)
        self.mode_knew = self._button("", text=self.tr("Knew then"), icon_name="brain", checkable=True)
        for button in (self.mode_capture, self.mode_knew):
            button.clicked.connect(self._on_mode_clicked)
        self.play = self._button("play_pause", size=20)
        self._speed = QLabel("1×")
        self._speed.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._speed.setMinimumWidth(44)
        self.master = QToolButton()
        self.master.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.master.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.loop = self._button("loop_toggle", checkable=True)
        self.t0 = self._button("set_t0", text="T0", icon_name="")
        self._waits = {Waiting.READING: self.tr("Reading …"), Waiting.UNREACHABLE: self.tr("Evidence unreachable")}
        self.dropped = QLabel("")
        self.dropped.setProperty("tone", "t2")
        self._lay_out()
        theme.changed.connect(self._renew)
        self._renew()
        actions.keys_changed.connect(self._on_keys_changed)
        self._on_keys_changed()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(4)
        row.addWidget(self.clock)
        for button in (self.mode_capture, self.mode_knew):
            row.addWidget(button)
        row.addSpacing(12)
        for action in ("go_start", "step_back", "shuttle_back"):
            row.addWidget(self._button(action))
        row.addWidget(self.play)
        for action in ("shuttle_forward", "step_forward", "go_end"):
            row.addWidget(self._button(action))
        row.addSpacing(12)
        row.addWidget(self._button("slower"))
        row.addWidget(self._speed)
        row.addWidget(self._button("faster"))
        row.addSpacing(12)
        row.addWidget(self.master)
        row.addStretch(1)
        row.addWidget(self.dropped)
        row.addWidget(self.loop)
        row.addWidget(self.t0)
        row.addWidget(self._button("bookmark_now"))

    def show_state(self, state: PlayerState, timeline: Timeline) -> None:
        """Show where the replay stands; `clock` is told the time apart."""
        shown = state.asked_ns if state.shown_ns is None else state.shown_ns
        capture = state.mode is Mode.CAPTURE
        self.mode_capture.setChecked(capture)
        self.mode_knew.setChecked(not capture)
        name = "pause" if state.playing else self._actions.icon_name("play_pause")
        if name != self.play.property("icon_name"):
            self.play.setProperty("icon_name", name)
            self._renew_icon(self.play)
        self._speed.setText(rate_text(state.rate))
        self.loop.setChecked(state.looping)
        self.loop.setEnabled(state.loop is not None)
        self._show_master(state, timeline, shown)
        words = [self._waits[state.waiting]] if state.waiting in self._waits else []
        if state.dropped:
            words.append(filled(self.tr("%1 pictures dropped"), count(state.dropped)))
        self.dropped.setText("   ".join(words))

    def set_label_width(self, width: int) -> None:
        """Keep the edge that runs through the window."""
        self.clock.setFixedWidth(width)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One bar."""
        return QSize(900, theme.px(HEIGHT))

    def set_masters(self, channels: list[str]) -> None:
        """Offer these to step by."""
        menu = QMenu(self.master)
        for name in channels:
            menu.addAction(name).triggered.connect(lambda _=False, name=name: self.master_asked.emit(name))
        self.master.setMenu(menu)

    def _show_master(self, state: PlayerState, timeline: Timeline, shown_ns: int) -> None:
        if state.master is None:
            self.master.setText(self.tr("nothing to step by"))
            return
        wide = self.width() >= _WIDE
        (found,) = timeline.rows_at(shown_ns, state.mode, [state.master], state.pins)
        row = GAP if found.row is None else found.row
        at = self.tr("before frame 1")
        if row != GAP:
            frame, of = timeline.frame(state.master, row, state.mode) + 1, len(timeline.channels[state.master])
            at = filled(self.tr("frame %1 of %2") if wide else self.tr("%1 of %2"), count(frame), count(of))
            if found.place[1] > 1:
                at += " · " + filled(self.tr("%1 of %2 at this time"), found.place[0], found.place[1])
            if found.presence is Presence.TOO_OLD:
                at += " · " + self.tr("absent")
        name = state.master.lstrip("/")
        self.master.setText(f"{self.tr('Master')} {name}  {at}" if wide else f"{name}  {at}")

    def _button(
        self, action: str, *, text: str = "", icon_name: str | None = None, checkable: bool = False, size: int = 16
    ) -> QToolButton:
        if icon_name is None:
            icon_name = self._actions.icon_name(action)
        button = QToolButton()
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCheckable(checkable)
        button.setProperty("icon_name", icon_name)
        button.setProperty("icon_size", size)
        if text:
            button.setText(text)
            button.setToolButtonStyle(
                Qt.ToolButtonStyle.ToolButtonTextBesideIcon if icon_name else Qt.ToolButtonStyle.ToolButtonTextOnly
            )
        if action:
            button.setProperty("action", action)
            button.setAccessibleName(self._actions.action(action).text())
            button.clicked.connect(self._actions.action(action).trigger)
        return button

    def _on_mode_clicked(self) -> None:
        self._actions.action("time_mode").trigger()

    def _on_keys_changed(self) -> None:
        for button in self.findChildren(QToolButton):
            if button.property("action"):
                button.setToolTip(self._actions.tooltip(button.property("action")))

    def _renew(self) -> None:
        for button in self.findChildren(QToolButton):
            self._renew_icon(button)

    @staticmethod
    def _renew_icon(button: QToolButton) -> None:
        name, size = button.property("icon_name"), button.property("icon_size")
        if name:
            button.setIcon(icon(name, "t1", size=size))
            button.setIconSize(QSize(theme.px(size), theme.px(size)))


def rate_text(rate: Fraction) -> str:
    """A speed as people say it: `0.05×`."""
    return f"{'−' if rate < 0 else ''}{float(abs(rate)):g}×"
