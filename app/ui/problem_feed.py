"""All problems of one session, as they become known: of the walk, the lanes, the stamps, the records that were decoded.

It must not know who shows them, nor what is hidden: it concerns no problem.
"""

from PySide6.QtCore import QObject, Qt, Signal

from app.replay.problem_reader import ProblemReader, names_of
from app.replay.problems import MOST_OF_A_KIND, Problem, problems_of, undecoded
from app.scene.moment import Moment
from app.ui.session import Session


class ProblemFeed(QObject):
    """Of one session, with which it ends."""

    changed = Signal(object, bool)
    """Problems, the gravest first; whether everything was looked through."""
    failed = Signal(object)
    """What went wrong that is no fact of the log."""

    _read = Signal(object, bool)
    _failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._names = names_of(session.timeline)
        self._reader: ProblemReader | None = None
        self._ended = False
        self._others: tuple[Problem, ...] = ()
        self._complete = False
        self._told: tuple[list[Problem], bool] | None = None
        self._read.connect(self._on_read, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self.failed, Qt.ConnectionType.QueuedConnection)
        session.trust_changed.connect(self.renew)
        session.lanes_changed.connect(self.renew)
        session.moment_shown.connect(self._on_moment_shown)
        session.read_by(self._end)

    def renew(self, *_: object) -> None:
        """Gather them, and tell them if they are others than before."""
        if self._ended:
            return
        session = self._session
        # a record that was shown is looked through, too
        others = tuple(dict.fromkeys((*session.undecoded.values(), *self._others)))
        told = problems_of(session.trust, session.lanes, others, self._names), self._complete
        if told != self._told:
            self._told = told
            self.changed.emit(*told)
        if self._reader is None and session.trust.ended and session.lanes.complete:
            # what somebody waits for comes first
            self._reader = ProblemReader(
                session.sampler, session.timeline, deliver=self._read.emit, failed=self._failed.emit
            )  # fmt: skip

    def end(self) -> None:
        """Nobody listens any more: nothing further is read, though the session may go on."""
        self._ended = True
        if self._reader is not None:
            self._reader.stop()

    def _on_read(self, others: tuple[Problem, ...], complete: bool) -> None:  # noqa: FBT001 - Qt's signal
        if not self._ended:
            self._others, self._complete = others, complete
            self.renew()

    def _on_moment_shown(self, moment: Moment) -> None:
        if self._ended:
            return
        seen, many = self._session.undecoded, len(self._session.undecoded)
        for name, sample in moment.samples.items():
            row, checked = sample.lookup.row, sample.checked
            if row is None or checked is None or not (sample.current and checked.usable) or sample.passing:
                continue
            if sample.problem and (name, row) not in seen and len(seen) < MOST_OF_A_KIND:
                seen[name, row] = undecoded(self._session.timeline.channels[name], row, sample.problem)
        if len(seen) != many:
            self.renew()

    def _end(self) -> None:
        """The log is closed when this returns; called from another thread."""
        self.end()
        if self._reader is not None:
            self._reader.close()
