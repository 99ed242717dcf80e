"""The button that says by which channel one steps and at which of its frames the replay is; its menu has the others.

It must not step. What it says shortens to the room that it is given; all of it stands in the tool tip.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.replay.state import PlayerState
from app.replay.stops import GAP
from app.replay.timeline import Timeline
from app.scene.sample import Presence
from app.scene.wording import count
from app.ui.filling import filled
from app.ui.theme.theme import theme
from app.ui.widgets.plain import menu_text, one_line, plain

_AROUND_ICON = 28


class MasterButton(QToolButton):
    """Of the transport."""

    asked = Signal(str)
    """Step by this channel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole, self._short = "", ""
        self._fitted: tuple[str, str, int, float] | None = None
        """For what it says what it does: it is asked at every tick."""
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_channels(self, channels: list[str]) -> None:
        """Offer these to step by."""
        menu = QMenu(self)
        for name in channels:
            menu.addAction(menu_text(name)).triggered.connect(lambda _=False, name=name: self.asked.emit(name))
        self.setMenu(menu)

    def show_frame(self, state: PlayerState, timeline: Timeline) -> None:
        """Say where the replay stands; `fit` puts it on the screen."""
        self._whole, self._short = self._words(state, timeline)
        self.setToolTip(plain(self._whole))
        self.setAccessibleName(self._whole)

    def _words(self, state: PlayerState, timeline: Timeline) -> tuple[str, str]:
        """All of it, and the same shorter."""
        if state.master is None:
            return (self.tr("nothing to step by"),) * 2
        (found,) = timeline.rows_at(state.here_ns, state.mode, [state.master], state.pins)
        row = GAP if found.row is None else found.row
        at = short = self.tr("before frame 1")
        if row != GAP:
            frame, of = timeline.frame(state.master, row, state.mode) + 1, len(timeline.channels[state.master])
            more = ""
            if found.place[1] > 1:
                more += " · " + filled(self.tr("%1 of %2 at this time"), found.place[0], found.place[1])
            if found.presence is Presence.TOO_OLD:
                more += " · " + self.tr("absent")
            at = filled(self.tr("frame %1 of %2"), count(frame), count(of)) + more
            short = filled(self.tr("%1 of %2"), count(frame), count(of)) + more
        name = one_line(state.master.lstrip("/"))
        return filled(self.tr("Master %1  %2"), name, at), f"{name}  {short}"

    def set_iconic(self, *, iconic: bool) -> None:
        """Be an icon and nothing else, or words."""
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if iconic else Qt.ToolButtonStyle.ToolButtonTextOnly
        self.setToolButtonStyle(style)

    def fit(self, room: int) -> int:
        """Say the most that these pixels have room for; what it takes of them."""
        if self.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            return theme.px(_AROUND_ICON) + self.iconSize().width()
        asked = self._whole, self._short, room, theme.scale
        if asked != self._fitted:
            self._fitted = asked
            self._put_words(room)
        return min(self.sizeHint().width(), room)

    def _put_words(self, room: int) -> None:
        for text in (self._whole, self._short):
            self.setText(text)
            if self.sizeHint().width() <= room:
                return
        around = self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self._short)
        # the frame stands at the end, and so does what tells a channel from its neighbours
        self.setText(self.fontMetrics().elidedText(self._short, Qt.TextElideMode.ElideLeft, max(room - around, 0)))
