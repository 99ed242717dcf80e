"""The line at the bottom of a window: how far checking has come and what was said last, the case, cache and pictures.

It must not know sessions, nor who says something.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStatusBar

from app import __version__
from app.scene.wording import count
from app.ui.case_label import CaseLabel
from app.ui.filling import filled

if TYPE_CHECKING:
    from app.replay.trust import Trust


class StatusLine(QStatusBar):
    """Of one window."""

    def __init__(self) -> None:
        super().__init__()
        self.said = QLabel()
        self._cache = QLabel()
        self.case = CaseLabel()
        self.setSizeGripEnabled(False)
        self.addWidget(self.said, 1)
        self.addPermanentWidget(self.case)
        self.addPermanentWidget(self._cache)
        version = QLabel(f"Incident Replay {__version__}")
        version.setContentsMargins(0, 0, 12, 0)
        self.addPermanentWidget(version)
        self.said.setText(self.tr("Nothing plays or connects by itself"))
        for label in (self.said, self._cache, self.case):
            # what a log says is text and nothing else
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setContentsMargins(8, 0, 8, 0)

    def say(self, text: str) -> None:
        """A sentence, until the next one."""
        self.said.setText(text)

    def show_trust(self, trust: "Trust") -> None:
        """How far the walk has come."""
        if trust.changed:
            self.say(trust.changed)
        elif trust.finished:
            self.say(filled(self.tr("Chain walk finished · %1 records"), count(trust.records + trust.tail)))
        elif trust.stopped:
            self.say(filled(self.tr("Chain walk stopped: %1"), trust.stopped))
        elif trust.percent is not None:
            self.say(filled(self.tr("Checking, %1 % of the payloads"), trust.percent))

    def show_cache(self, held_bytes: int, most_bytes: int, *, dropped: int) -> None:
        """How full the cache is, and how many pictures were passed over while it played."""
        passed = filled(self.tr("Pictures dropped %1"), count(dropped))
        held, most = count(held_bytes >> 20), count(most_bytes >> 20)
        self._cache.setText(f"{self.tr('Cache')} {held} {self.tr('of')} {most} MB   ·   {passed}")
