"""Keeps what a program that ends unexpectedly needs to go on, and goes on where the one before ended.

It must not open files: it asks for it. What it keeps of a window it is told by `last_of`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.filling import filled
from app.ui.survival.black_box import BlackBox
from app.ui.survival.last import Last, LastFile
from app.ui.survival.single import SingleInstance
from app.ui.window import Window

if TYPE_CHECKING:
    from app.replay.evidence import Evidence

_EVERY_MS, _STAYS_MS = 2_000, 10_000
"""How often is kept what is looked at, and how long a log must stay open to be opened again after another crash."""


class Survival(QObject):
    """Of one process."""

    open_asked = Signal(object)
    """Paths that another start was to open, or that were open when the program ended unexpectedly."""
    raise_asked = Signal()
    """Somebody has started the program again and wants to see its window."""
    said = Signal(str)
    """Something for the start page."""

    def __init__(self, folder: Path, window: Callable[[], Window | None], parent: QObject | None = None) -> None:
        """`window`: the one that is there now; another may take its place."""
        super().__init__(parent)
        self._window = window
        self.box = BlackBox(folder)
        self._instance = SingleInstance(folder, self)
        self._file, self._last_path = LastFile(folder / "last.json"), folder / "last.json"
        self._instance.asked.connect(self._on_asked)
        self._watches = False
        """Whether this is the process that keeps anything."""
        self._returning: Last | None = None
        self._returns = 0
        self._keeping = QTimer(self, interval=_EVERY_MS)
        self._keeping.timeout.connect(self._keep)
        self._steady = QTimer(self, interval=_STAYS_MS, singleShot=True)
        self._steady.timeout.connect(self._on_steady)

    def hand_over(self, paths: Sequence[Path]) -> bool:
        """Let the window that is there open this; False: there is none."""
        return self._instance.hand_over(paths)

    def begin(self, *, opens: bool) -> None:
        """Watch over the window from now on; `opens`: it was told what to open, and asks for nothing else."""
        self._watches = self._instance.listen()
        if not self._watches:
            # another one has the files, though it may not answer
            return
        left, bundle = self._file.left(), self.box.bundle_left(self._last_path)
        self.box.begin()
        self._keeping.start()
        if bundle is None and left is None:
            return
        told = [self.tr("The program ended unexpectedly.")]
        if bundle is not None:
            told.append(filled(self.tr("What it knew of that is in %1"), str(bundle)))
        if left is not None and opens:
            told.append(filled(self.tr("%1 was open then"), left.paths[0]))
        elif left is not None:
            if left.returns:
                told.append(filled(self.tr("%1 is not opened again by itself: it may be the reason"), left.paths[0]))
            else:
                self._returning, self._returns = left, left.returns + 1
                self._file.keep(msgspec.structs.replace(left, returns=self._returns))
                self.open_asked.emit([Path(path) for path in left.paths])
        self.said.emit("\n".join(told))

    def opened(self, found: "Evidence | BaseException") -> None:
        """A log is open now, or could not be opened: it is looked at as before, if it was open when the program ended
        unexpectedly.
        """
        last, self._returning = self._returning, None
        if last is None or isinstance(found, BaseException) or [str(path) for path in found.paths] != list(last.paths):
            self._returns = 0
        else:
            self._steady.start()
            self._show_again(last)
        self._keep()

    def end(self) -> None:
        """The program ends as it should; what another process keeps is not touched."""
        if not self._watches:
            return
        self._keeping.stop()
        self._instance.close()
        self._file.clear()
        self.box.end()

    def _keep(self) -> None:
        window = self._window()
        # what was open is still to be opened, or nothing is kept
        if window is None or self._returning is not None or not self._keeping.isActive():
            return
        last = last_of(window, self._returns)
        if last is None:
            self._file.clear()
        else:
            self._file.keep(last)

    def _show_again(self, last: Last) -> None:
        window = self._window()
        if window is None or window.session is None or window.desk is None:
            return
        from app.log.channel import Mode  # takes its time

        session, desk = window.session, window.desk
        first, end = session.timeline.span
        if last.mode == "arrival":
            session.set_mode(Mode.ARRIVAL)
        if last.loop is not None and first <= last.loop[0] < last.loop[1] <= end + 1:
            session.player.set_loop(last.loop, session.now_ns(), looping=last.looping)
        if last.t_ns is not None and first <= last.t_ns <= end:
            session.seek(last.t_ns)
        session.tell()
        desk.selection.select(last.selected or "")
        desk.ledger.filter.setText(last.sought)
        desk.text.filter.setText(last.words)
        window.say(self.tr("Open again as it was when the program ended unexpectedly"))

    def _on_steady(self) -> None:
        self._returns = 0

    def _on_asked(self, paths: list[Path]) -> None:
        self.raise_asked.emit()
        if paths:
            self.open_asked.emit(paths)


def last_of(window: Window, returns: int) -> Last | None:
    """What a window shows; None: no log is open."""
    session, desk = window.session, window.desk
    if session is None or desk is None:
        return None
    state = session.state
    return Last(
        paths=tuple(str(path) for path in session.evidence.paths), t_ns=state.shown_ns, loop=state.loop,
        mode="arrival" if state.mode.value == "arrival" else "capture", looping=state.looping,
        selected=desk.selection.selected, sought=desk.ledger.filter.text(), words=desk.text.filter.text(),
        returns=returns,
    )  # fmt: skip
