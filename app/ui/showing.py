"""What somebody has chosen not to see of a log, kinds of events and channels: one choice for lanes, keys and views.

It must not know who shows anything.
"""

from PySide6.QtCore import QObject, Signal

from app.replay.lanes import Lanes

Names = frozenset[str]


class Showing(QObject):
    """The choice of one session. What is not hidden is shown, also what is read only later."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kinds: Names = frozenset()
        self._channels: Names = frozenset()
        self._shown: tuple[Lanes, Lanes] | None = None

    @property
    def hidden_kinds(self) -> Names:
        """Kinds of events that are neither drawn nor stepped to."""
        return self._kinds

    @property
    def hidden_channels(self) -> Names:
        """Channels that are drawn nowhere."""
        return self._channels

    def hide_kinds(self, kinds: Names) -> None:
        """Hide these kinds of events and no others."""
        self._put(kinds, self._channels)

    def hide_channels(self, channels: Names) -> None:
        """Hide these channels and no others."""
        self._put(self._kinds, channels)

    def of(self, lanes: Lanes) -> Lanes:
        """What of the lanes is shown; made once for each."""
        if self._shown is None or self._shown[0] is not lanes:
            self._shown = lanes, lanes.without(kinds=self._kinds, channels=self._channels)
        return self._shown[1]

    def _put(self, kinds: Names, channels: Names) -> None:
        if (kinds, channels) != (self._kinds, self._channels):
            self._kinds, self._channels, self._shown = kinds, channels, None
            self.changed.emit()
