"""What somebody has chosen to see of a log, kinds of events, channels and cycles: one choice for lanes, keys and views.

It must not know who shows anything.
"""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from app.replay.lanes import Lanes
from app.replay.ledger import Ledger
from app.replay.ledger_filter import Filter

Names = frozenset[str]


class Showing(QObject):
    """The choice of one session. What is not hidden is shown, also what is read only later."""

    changed = Signal()
    sought_changed = Signal()
    """Other cycles are marked; nothing else is shown or hidden."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kinds: Names = frozenset()
        self._channels: Names = frozenset()
        self._shown: tuple[Lanes, Lanes] | None = None
        self._sought = Filter()
        self._hits: tuple[Ledger, npt.NDArray[np.int64]] | None = None

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

    @property
    def sought(self) -> Filter:
        """Which planning cycles are marked and stepped to; all others stay in sight."""
        return self._sought

    def seek_cycles(self, sought: Filter) -> None:
        """Mark these planning cycles."""
        if sought != self._sought:
            self._sought, self._hits = sought, None
            self.sought_changed.emit()

    def hits(self, lanes: Lanes) -> npt.NDArray[np.int64]:
        """Which cycles of the shown ledger answer what is sought (n,); reckoned once for each."""
        ledger = self.of(lanes).ledger
        if self._hits is None or self._hits[0] is not ledger:
            self._hits = ledger, self._sought.rows(ledger)
        return self._hits[1]

    def of(self, lanes: Lanes) -> Lanes:
        """What of the lanes is shown; made once for each."""
        if self._shown is None or self._shown[0] is not lanes:
            self._shown = lanes, lanes.without(kinds=self._kinds, channels=self._channels)
        return self._shown[1]

    def _put(self, kinds: Names, channels: Names) -> None:
        if (kinds, channels) != (self._kinds, self._channels):
            self._kinds, self._channels, self._shown = kinds, channels, None
            self.changed.emit()
