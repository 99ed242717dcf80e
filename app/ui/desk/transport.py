"""The transport: where the replay is, by several clocks; the time mode; playing, stepping, speed; master, loop and T0.

It must not move time itself: every button is an action of the one table. Where there is little room it folds, so that
nothing of it ever lies over something else.
"""

from fractions import Fraction

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.log.channel import Mode
from app.replay.state import PlayerState, Waiting
from app.replay.timeline import Timeline
from app.scene.wording import count
from app.ui.clock.view import ClockView
from app.ui.desk.master_button import MasterButton
from app.ui.desk.transport_fold import FOLDS, ICON, Fold
from app.ui.filling import filled
from app.ui.keys.actions import ActionSet
from app.ui.theme.icons import icon
from app.ui.theme.theme import theme

HEIGHT = 52
_SPACING = 4
_LEAST_CLOCK = 112
_PLAIN = (
    "go_start", "step_back", "shuttle_back", "shuttle_forward", "step_forward", "go_end", "slower", "faster",
    "bookmark_now",
)  # fmt: skip
_LEAST_WORDS = 60
"""Below that nothing is said beside the buttons: the tool tip has it."""


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
            button.clicked.connect(actions.action("time_mode").trigger)
        self.play = self._button("play_pause", size=20)
        self._speed = QLabel("1×")
        self._speed.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.master = MasterButton()
        self.master.asked.connect(self.master_asked)
        self.master.setProperty("icon_name", actions.icon_name("view_as_master"))
        self.master.setProperty("icon_size", 16)
        self.loop = self._button("loop_toggle", checkable=True)
        self.t0 = self._button("go_t0", text="T0", icon_name="")
        self._waits = {Waiting.READING: self.tr("Reading …"), Waiting.UNREACHABLE: self.tr("Evidence unreachable")}
        self.dropped = QLabel("")
        self.dropped.setProperty("tone", "t2")
        self._waiting = ""
        self._folding: dict[str, list[QWidget]] = {}
        """What has its place or not, by the name of the fold's field."""
        self._needs: list[int] = []
        """How wide it is in each fold, without master and what is said."""
        self._label_px = 0
        self._fold = FOLDS[0]
        self._lay_out()
        theme.changed.connect(self._renew)
        self._renew()
        actions.keys_changed.connect(self._on_keys_changed)
        self._on_keys_changed()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(_SPACING)
        row.addWidget(self.clock)
        for button in (self.mode_capture, self.mode_knew):
            row.addWidget(button)
        row.addSpacing(12)
        there = {action: self._button(action) for action in _PLAIN}
        for action in ("go_start", "step_back", "shuttle_back"):
            row.addWidget(there[action])
        row.addWidget(self.play)
        for action in ("shuttle_forward", "step_forward", "go_end"):
            row.addWidget(there[action])
        row.addSpacing(12)
        for part in (there["slower"], self._speed, there["faster"]):
            row.addWidget(part)
        row.addSpacing(12)
        row.addWidget(self.master)
        row.addStretch(1)
        for part in (self.dropped, self.loop, self.t0, there["bookmark_now"]):
            row.addWidget(part)
        self._folding = {
            "jumps": [there[one] for one in ("go_start", "go_end", "shuttle_back", "shuttle_forward")],
            "rates": [there["slower"], there["faster"]],
            "marks": [self.loop, self.t0, there["bookmark_now"]],
            "steps": [there["step_back"], there["step_forward"], self._speed],
        }

    def show_state(self, state: PlayerState, timeline: Timeline) -> None:
        """Show where the replay stands; `clock` is told the time apart."""
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
        self.master.show_frame(state, timeline)
        words = [self._waits[state.waiting]] if state.waiting in self._waits else []
        if state.dropped:
            one = state.dropped == 1
            words.append(
                self.tr("1 picture dropped") if one else filled(self.tr("%1 pictures dropped"), count(state.dropped))
            )
        self._waiting = "   ".join(words)
        self._say()

    def set_label_width(self, width: int) -> None:
        """Keep the edge that runs through the window."""
        if width != self._label_px:
            self._label_px = width
            self._measure()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One bar."""
        return QSize(900, theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Folded as far as it goes."""
        return QSize(self._needs[-1] if self._needs else 0, theme.px(HEIGHT))

    def resizeEvent(self, _: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fold, or unfold."""
        self._fit()

    # -- room

    def _measure(self) -> None:
        """How wide every fold is; to be called when text, or what is beside it, has another size."""
        row = self.layout()
        assert row is not None
        self.clock.setFixedWidth(self._label_px)
        self._speed.setFixedWidth(self._speed.fontMetrics().horizontalAdvance(f" {rate_text(Fraction(-1, 20))} "))
        self._needs = []
        for fold in FOLDS:
            self._put(fold)
            for words in (self.master, self.dropped):
                words.hide()
            row.invalidate()
            self._needs.append(row.minimumSize().width() + 2 * _SPACING)
        self.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        """Take the fold that has most and fits; where none does the clock gives its margin, and never the time."""
        room = self.width()
        needs = zip(FOLDS, self._needs, strict=False)
        self._put(next((fold for fold, need in needs if need + theme.px(fold.master) <= room), FOLDS[-1]))
        short = max(self._needs[-1] - room, 0) if self._needs else 0
        self.clock.setFixedWidth(max(self._label_px - short, min(theme.px(_LEAST_CLOCK), self._label_px)))
        self._say()

    def _put(self, fold: Fold) -> None:
        self._fold = fold
        for name, parts in self._folding.items():
            for part in parts:
                part.setVisible(getattr(fold, name))
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if fold.modes else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in (self.mode_capture, self.mode_knew):
            button.setToolButtonStyle(style)
        self.master.set_iconic(iconic=fold.master == ICON)
        self.master.setVisible(fold.master > 0)

    def _say(self) -> None:
        """Say of the master, and of what is waited for, as much as there is room for; the tool tips have all of it."""
        room = self.width() - self._needs[FOLDS.index(self._fold)] if self._needs else 0
        metrics = self.dropped.fontMetrics()
        if self._fold.master:
            # what is waited for matters more than the longer words for where one is
            words = metrics.horizontalAdvance(self._waiting) + 4 * _SPACING if self._waiting else 0
            room -= self.master.fit(max(room - words, min(theme.px(self._fold.master), room)))
        fits = room >= theme.px(_LEAST_WORDS)
        said = metrics.elidedText(self._waiting, Qt.TextElideMode.ElideRight, room - 2 * _SPACING) if fits else ""
        self.dropped.setText(said)
        self.dropped.setToolTip(self._waiting)
        self.dropped.setVisible(bool(said))
        row = self.layout()
        if row is not None:
            # not in a later turn: what is painted until then would lie over each other
            row.activate()

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

    def _on_keys_changed(self) -> None:
        for button in self.findChildren(QToolButton):
            if button.property("action"):
                button.setToolTip(self._actions.tooltip(button.property("action")))

    def _renew(self) -> None:
        for button in self.findChildren(QToolButton):
            self._renew_icon(button)
        self._measure()

    @staticmethod
    def _renew_icon(button: QToolButton) -> None:
        name, size = button.property("icon_name"), button.property("icon_size")
        if name:
            button.setIcon(icon(name, "t1", size=size))
            button.setIconSize(QSize(theme.px(size), theme.px(size)))


def rate_text(rate: Fraction) -> str:
    """A speed as people say it: `0.05×`."""
    return f"{'−' if rate < 0 else ''}{float(abs(rate)):g}×"
