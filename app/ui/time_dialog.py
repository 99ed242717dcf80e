"""Exact time: typed as ns, UTC, seconds, from T0 or as a frame; what it leads to is said while one types.

It must not move the replay itself.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.replay.instant import InstantError, instant_ns
from app.scene.wording import seconds, utc
from app.ui.filling import filled
from app.ui.session import Session
from app.ui.widgets.filter_edit import FilterEdit


class TimeDialog(QDialog):
    """Asks for an instant."""

    time_given = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._found: int | None = None
        self.setWindowTitle(self.tr("Go to exact time"))
        self.setMinimumWidth(460)
        self.edit = FilterEdit()
        self.edit.setPlaceholderText(self.tr("12.5   T0-1.3   50 %   #254   1264500000000ns   2026-10-23T16:18:07Z"))
        self.edit.setAccessibleName(self.tr("Time"))
        self.edit.textChanged.connect(self._on_text_changed)
        self.answer = QLabel(self.tr("Seconds from the start, from T0, a share, a frame of the master, ns, or UTC"))
        self.answer.setWordWrap(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self._on_accepted)
        self._buttons.rejected.connect(self.reject)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(False)
        column = QVBoxLayout(self)
        for part in (self.edit, self.answer, self._buttons):
            column.addWidget(part)

    def _on_text_changed(self, text: str) -> None:
        self._found, said = None, ""
        session, state = self._session, self._session.state
        try:
            found = instant_ns(text, session.evidence.log.log, t0_ns=state.t0_ns, frame_ns=self._frame_ns)
        except InstantError as error:
            said = str(error)
            self.edit.set_state("warn" if not text else "broken", reason=said)
        else:
            first, last = session.timeline.span
            self._found = found if first <= found <= last else None
            utc_ns = session.timeline.utc_ns(found)
            said = filled(self.tr("%1 since the start"), seconds(found - first, digits=9))
            said += "" if utc_ns is None else f", {utc(utc_ns, digits=6)}"
            if self._found is None:
                said += self.tr(": outside of this log")
            self.edit.set_state("ok" if self._found is not None else "broken")
        self.answer.setText(said)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self._found is not None)

    def _frame_ns(self, number: int) -> int | None:
        state = self._session.state
        if state.master is None:
            return None
        times = self._session.timeline.channels[state.master].times_in_order(state.mode)
        return int(times[number - 1]) if 1 <= number <= len(times) else None

    def _on_accepted(self) -> None:
        if self._found is not None:
            self.time_given.emit(self._found)
            self.accept()
