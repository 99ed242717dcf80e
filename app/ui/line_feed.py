"""The text lines of one session, read and looked through beside the window: what was asked last, as it is found.

It must not know who shows them. Nothing is read until somebody asks.
"""

from PySide6.QtCore import QObject, Qt, Signal

from app.log.channel import Mode
from app.replay.line_filter import Hits, LineFilter
from app.replay.line_reader import LineReader
from app.replay.priority import right_of_way
from app.ui.session import Session


class LineFeed(QObject):
    """Of one session, with which it ends."""

    found = Signal(object)
    """Hits."""
    failed = Signal(object)
    """What went wrong that is no fact of the log."""

    _sought = Signal(object)
    _failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._sampler = session.sampler
        self._reader: LineReader | None = None
        self._asked: tuple[LineFilter, Mode] | None = None
        self._ended = False
        self._sought.connect(self._on_sought, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self.failed, Qt.ConnectionType.QueuedConnection)
        session.read_by(self._end)

    def seek(self, wanted: LineFilter, mode: Mode) -> None:
        """Look for these from now on; what was asked already is not asked again."""
        if self._ended or (wanted, mode) == self._asked:
            return
        self._asked = wanted, mode
        if self._reader is None:
            self._reader = LineReader(self._sampler, deliver=self._sought.emit, failed=self._failed.emit)
        self._reader.seek(wanted, mode)

    def end(self) -> None:
        """Nobody listens any more: nothing further is read, though the session may go on."""
        self._ended = True
        if self._reader is not None:
            self._reader.stop()

    def _on_sought(self, hits: Hits) -> None:
        # what was asked before is on its way when somebody asks anew
        if not self._ended and (hits.filter, hits.mode) == self._asked:
            with right_of_way.taken():
                self.found.emit(hits)

    def _end(self) -> None:
        """The log is closed when this returns; called from another thread."""
        self.end()
        if self._reader is not None:
            self._reader.close()
