"""The line at the bottom of a window: how far checking has come and what was said last, the case, cache and pictures.

It must not know sessions, nor who says something.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar

from app import __version__
from app.scene.wording import count
from app.ui.case_label import CaseLabel
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.problems_button import ProblemsButton
from app.ui.widgets.plain import one_line, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.replay.problems import Problem
    from app.replay.trust import Trust


class SaidLabel(QLabel):
    """One line, however long its text is: what does not fit is in the tool tip, and nothing else has to make room."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""

    def show_text(self, text: str, whole: str = "") -> None:
        """A sentence; `whole`: all that there is to be said, for who asks."""
        self._whole = whole
        self.setText(one_line("; ".join(text.splitlines())))
        self._renew()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More or less of it fits."""
        super().resizeEvent(event)
        self._renew()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The text, shortened if it does not fit."""
        room = self.contentsRect()
        # font and colour are those of the labels beside it, which the style sheet has
        said = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        with QPainter(self) as painter:
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, said)

    def _renew(self) -> None:
        short = self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()
        self.setToolTip(plain(self._whole or ("" if short else self.text())))


class StatusLine(QStatusBar):
    """Of one window."""

    def __init__(self) -> None:
        super().__init__()
        self.said = SaidLabel()
        self._mistake = False
        self._cache = QLabel()
        self.case = CaseLabel()
        self.problems = ProblemsButton()
        self.setSizeGripEnabled(False)
        self.addWidget(self.said, 1)
        self.addPermanentWidget(self.problems)
        self.addPermanentWidget(self.case)
        self.addPermanentWidget(self._cache)
        version = QLabel(f"· Incident Replay {__version__}")
        version.setContentsMargins(0, 0, 12, 0)
        for label in (self._cache, version):
            label.setProperty("tone", "t2")
        self.addPermanentWidget(version)
        self.say(self.tr("Nothing plays or connects by itself"))
        for label in (self.said, self._cache, self.case):
            # what a log says is text and nothing else
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setContentsMargins(8, 0, 8, 0)

    def say(self, text: str) -> None:
        """A sentence, until the next one."""
        self._mistake = False
        self.said.show_text(text)

    def say_mistake(self, report: str) -> None:
        """The program's own mistake: its last line, the whole report for who asks; progress does not displace it."""
        self._mistake = True
        last = next(reversed([line for line in report.splitlines() if line.strip()]), "")
        self.said.show_text(filled(self.tr("Internal error: %1"), last), report.strip())

    def show_trust(self, trust: "Trust") -> None:
        """How far the walk has come."""
        if trust.changed:
            self.say(from_below(trust.changed))
        elif self._mistake:
            return
        elif trust.finished:
            self.say(filled(self.tr("Chain walk finished · %1 records"), count(trust.records + trust.tail)))
        elif trust.stopped:
            self.say(filled(self.tr("Chain walk stopped: %1"), from_below(trust.stopped)))
        elif trust.percent is not None:
            self.say(filled(self.tr("Checking, %1 % of the payloads"), trust.percent))

    def show_problems(self, problems: "Sequence[Problem]", *, complete: bool) -> None:
        """How many there are, and how grave the gravest is."""
        from app.replay.problems import worst
        from app.ui.views.problem_words import summary

        said = summary(len(problems)) if problems or complete else self.tr("Looking for problems")
        tip = "" if complete else self.tr("The log is still looked through")
        self.problems.show_problems(said, worst(problems), tip, done=complete)

    def show_cache(self, held_bytes: int, most_bytes: int, *, dropped: int) -> None:
        """How full the cache is, and how many pictures were passed over while it played."""
        passed = filled(self.tr("Pictures dropped %1"), count(dropped))
        held = filled(self.tr("Cache %1 of %2 MB"), count(held_bytes >> 20), count(most_bytes >> 20))
        self._cache.setText(f"{held} · {passed}")
