"""Exact time: typed as ns, UTC, seconds, from T0 or as a frame; what it leads to is said while one types.

It must not move the replay itself.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.scene.zone import UTC_ZONE, Zone
from app.ui.clock.typed_time import typed_time
from app.ui.filling import filled
from app.ui.session import Session
from app.ui.widgets.filter_edit import FilterEdit


class TimeDialog(QDialog):
    """Asks for an instant."""

    time_given = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None, *, zone: Zone | None = None) -> None:
        """`zone`: where times of day are meant that name no zone."""
        super().__init__(parent)
        self._zone = zone
        self._session = session
        self._found: int | None = None
        self.setWindowTitle(self.tr("Go to exact time"))
        self.setMinimumWidth(460)
        self.edit = FilterEdit()
        self.edit.setPlaceholderText(self.tr("12.5   T0-1.3   50 %   #254   1264500000000ns   2026-10-23T16:18:07Z"))
        self.edit.setAccessibleName(self.tr("Time"))
        self.edit.textChanged.connect(self._on_text_changed)
        self.answer = QLabel(self.tr("Seconds from the start, from T0, a share, a frame of the master, ns, or UTC"))
        if zone is not None:
            utc_ns = session.timeline.utc_ns(session.state.asked_ns) or 0
            self.edit.setPlaceholderText(self.tr("18:22:04.7   2026-10-23 18:22:04.7   12.5   T0-1.3   #254"))
            words = filled(self.tr("Times of day are meant in %1"), zone_words(zone, utc_ns))
            self.answer.setText(f"{self.answer.text()}. {words}")
        self.answer.setWordWrap(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self._on_accepted)
        self._buttons.rejected.connect(self.reject)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(False)
        column = QVBoxLayout(self)
        for part in (self.edit, self.answer, self._buttons):
            column.addWidget(part)

    def _on_text_changed(self, text: str) -> None:
        typed = typed_time(text, self._session, zone=self._zone)
        self._found = typed.t_ns
        if typed.t_ns is not None:
            self.edit.set_state("ok")
        else:
            self.edit.set_state("broken" if text else "warn", reason=typed.said)
        self.answer.setText(typed.said)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(typed.t_ns is not None)

    def _on_accepted(self) -> None:
        if self._found is not None:
            self.time_given.emit(self._found)
            self.accept()


def zone_words(zone: Zone, utc_ns: int) -> str:
    """A zone with its name, if it has one."""
    if zone == UTC_ZONE:
        return "UTC"
    return f"{zone.name} {zone.words(utc_ns)}" if zone.name[:1].isalpha() else zone.words(utc_ns)
