"""Has moments drawn before they are shown, a part in each turn of the event loop: so no turn is long, and yet all views
change in one.

It must not know views. Main thread only.
"""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

from app.replay.priority import right_of_way
from app.replay.request import Request
from app.scene.moment import Moment


class Rehearsal(QObject):
    """One moment is drawn and one waits; a newer one replaces that. What is drawn is shown, unless nobody awaits it."""

    def __init__(
        self, *, awaited: Callable[[Request], bool], show: Callable[[Request, Moment], None],
        passed: Callable[[], None], parent: QObject,
    ) -> None:  # fmt: skip
        """`show` is called with each moment whose turn it is, `passed` once for each other one, in their order."""
        super().__init__(parent)
        self._awaited, self._show, self._passed = awaited, show, passed
        self.draw_ahead: Callable[[Moment], Iterator[None]] = lambda _: iter(())
        """Draws what takes long of a moment, a part at a time, and shows nothing of it."""
        self._drawn: tuple[Request, Moment] | None = None
        self._waiting: tuple[Request, Moment] | None = None
        self._replaced = 0
        self._parts: Iterator[None] = iter(())
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._on_turn)

    def begin(self, request: Request, moment: Moment) -> None:
        """Show this as soon as it is drawn."""
        self._replaced += self._waiting is not None
        self._waiting = request, moment
        self._turns.start()

    def end(self) -> None:
        """Show nothing more."""
        self._turns.stop()
        self._drawn = self._waiting = None
        self._parts = iter(())

    def _on_turn(self) -> None:
        if self._drawn is None:
            assert self._waiting is not None
            self._drawn, self._waiting = self._waiting, None
            self._pass()
            self._parts = self.draw_ahead(self._drawn[1])
        request, moment = self._drawn
        # a mistake in drawing it ahead is no reason not to show it
        parts, self._parts = self._parts, iter(())
        with right_of_way.taken():
            if self._awaited(request) and next(parts, self) is not self:
                self._parts = parts
                return
            self._drawn = None
            if self._waiting is None:
                self._turns.stop()
            self._show(request, moment)
        self._pass()

    def _pass(self) -> None:
        """Those that were replaced came before the one that waits, and behind the one that was shown."""
        for _ in range(self._replaced):
            self._passed()
        self._replaced = 0
