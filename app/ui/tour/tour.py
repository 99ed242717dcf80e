"""The tour itself: opens the sample if it is not open, and goes from step to step until somebody has enough.

It must not know what is said. It changes nothing that is kept but that it was seen.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget

from app.ui.layouts.shipped import INVESTIGATE
from app.ui.start_page import SAMPLES
from app.ui.tour.callout import Callout, Outline
from app.ui.tour.seen import note_seen
from app.ui.tour.steps import Step, steps
from app.ui.window import Window

_SAMPLE = "crossing.h5"


class Tour(QObject):
    """Of one window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._steps: tuple[Step, ...] = ()
        self._at = 0
        self._awaits = False
        """Whether it begins as soon as the sample is open."""
        self.outline, self.callout = Outline(window), Callout(window)
        self.callout.hide()
        self.callout.back_asked.connect(lambda: self._go(self._at - 1))
        self.callout.on_asked.connect(lambda: self._go(self._at + 1))
        self.callout.end_asked.connect(self.end)
        window.session_shown.connect(self._on_session_shown)
        window.installEventFilter(self)

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return bool(self._steps)

    def begin(self) -> None:
        """Open the sample, then begin."""
        note_seen()
        self._window.start.offer_tour(there=False)
        self._awaits = not self._on_sample
        if self._awaits:
            self._window.open_asked.emit([SAMPLES / _SAMPLE])
        else:
            self._begin()

    def end(self) -> None:
        """Enough."""
        self._steps = ()
        self.callout.hide()
        self.outline.hide()
        if self._window.desk is not None and self._window.session is not None:
            self._window.desk.take_keys()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The window is larger or smaller: what is spoken of has moved."""
        if watched is self._window and event.type() == QEvent.Type.Resize and self._steps:
            self._place()
        return False

    def _on_session_shown(self) -> None:
        """Something is open now, or nothing any more."""
        if self._awaits and self._on_sample:
            self._begin()
        elif self._steps:
            self.end()
        self._awaits = False

    @property
    def _on_sample(self) -> bool:
        session = self._window.session
        return session is not None and session.evidence.paths[0].name == _SAMPLE

    def _begin(self) -> None:
        self._window.layouts.choose(INVESTIGATE)
        self._steps = steps(self._window.actions_.key_text)
        self._go(0)

    def _go(self, at: int) -> None:
        if not 0 <= at < len(self._steps):
            self.end()
            return
        self._at = at
        step = self._steps[at]
        step.begin(self._window)
        self.callout.show_step(step.title, step.text, number=at + 1, of=len(self._steps))
        self._place()
        self.callout.on.setFocus()

    def _place(self) -> None:
        where = self._steps[self._at].where(self._window)
        around = self._around(where)
        self.outline.setVisible(where is not None)
        self.outline.setGeometry(around)
        self.callout.show()
        self.callout.place(around)
        self.outline.raise_()
        self.callout.raise_()

    def _around(self, where: QWidget | None) -> QRect:
        if where is None or not where.isVisible():
            return QRect(self._window.rect().center(), self._window.rect().center())
        return QRect(where.mapTo(self._window, QPoint(0, 0)), where.size())
