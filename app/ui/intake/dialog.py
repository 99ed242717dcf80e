"""Takes a foreign recording in: shows what is found in it before anything is written, then seals it.

It must not read the recording: that is the verbs `convert` and `inspect`, in a process of their own.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.ui.elsewhere import Elsewhere
from app.ui.filling import filled
from app.ui.intake.findings import inspection_in, refusal_in
from app.ui.intake.mapping_box import MappingBox
from app.ui.intake.target import made
from app.ui.intake.target_row import TargetRow
from app.ui.intake.verb import Verb
from app.ui.widgets.plain import one_line

Step = Callable[[int, str], None]
"""What is done when a verb has ended: with its exit status, and what it printed."""
_HINT = "; `incident-replay inspect` proposes one"
"""For those who type: here one was proposed."""
_TAKEN = (0, 3)
"""Exit statuses of `convert` after which there is a log: all was taken, or what was not is counted and named in it."""


class IntakeDialog(QDialog):
    """Inspect, choose or map where that is needed, then seal."""

    sealed = Signal(object)
    """The log that was made: a file, or a folder with the segments of a drive."""

    def __init__(self, source: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source = source.absolute()
        self._own = TemporaryDirectory(prefix="incident-replay-")
        self._mapping_file = Path(self._own.name) / f"{source.stem}.toml"
        self._found = self._before = ""
        """Its datasets, which a mapping that does not fit leaves in sight."""
        self._step: Step = self._on_looked
        self.setWindowTitle(filled(self.tr("Intake of %1"), one_line(source.name)))
        self.resize(900, 640)
        self._build()
        self._verb = Verb(self)
        self._verb.line_said.connect(self._on_line_said)
        self._verb.ended.connect(self._on_ended)
        self._elsewhere = Elsewhere(self)
        self._look()

    def _build(self) -> None:
        self.parts = QComboBox()
        self.parts.setAccessibleName(self.tr("Recording"))
        self.parts.activated.connect(self._look)
        self._parts_row = QWidget()
        recording = QHBoxLayout(self._parts_row)
        recording.setContentsMargins(0, 0, 0, 0)
        recording.addWidget(QLabel(self.tr("Recording")))
        recording.addWidget(self.parts, 1)
        self._parts_row.hide()
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.words.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.words.setAccessibleName(self.tr("What was found"))
        self.target = TargetRow(self._source)
        self.mapping = MappingBox()
        self.mapping.try_asked.connect(self._look)
        self.mapping.hide()
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.words)
        both.addWidget(self.mapping)
        both.setStretchFactor(1, 1)
        self.say = QLabel()
        self.say.setWordWrap(True)
        self.seal = QPushButton(self.tr("Seal at intake and open"))
        self.seal.setProperty("primary", "true")
        self.seal.clicked.connect(self._on_seal_clicked)
        # what was tried is what is sealed
        self.mapping.edited.connect(partial(self.seal.setEnabled, False))  # noqa: FBT003 - Qt's
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        for button in (cancel, self.mapping.attempt):
            button.setAutoDefault(False)
        ends = QHBoxLayout()
        ends.addWidget(self.say, 1)
        ends.addWidget(cancel)
        ends.addWidget(self.seal)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(self.tr("Sealed at intake: authentic since now, not since it was recorded.")))
        column.addWidget(self._parts_row)
        column.addWidget(both, 1)
        column.addWidget(self.target)
        column.addLayout(ends)

    # -- what is done, one step behind another

    def _start(self, step: Step, say: str, *arguments: str) -> None:
        self._step = step
        self._before = self.words.toPlainText()
        self.say.setText(say)
        self.seal.setEnabled(False)
        self.mapping.attempt.setEnabled(False)
        self.words.clear()
        self._verb.start(*arguments)

    def _look(self) -> None:
        """Say what would be taken, as it is chosen and mapped by now."""
        self.mapping.show_wrong("")
        self._start(self._on_looked, self.tr("Looking at it …"), *self._convert(), "--dry-run")

    def _convert(self) -> list[str]:
        chosen = ["convert", str(self._source)]
        if not self._parts_row.isHidden():
            chosen += ["--part", self.parts.currentText()]
        if not self.mapping.isHidden():
            self._mapping_file.write_text(self.mapping.text, encoding="utf-8")
            chosen += ["--mapping", str(self._mapping_file)]
        return chosen

    def _on_looked(self, status: int, _printed: str) -> None:
        self.mapping.attempt.setEnabled(True)
        if status in _TAKEN:
            self.say.setText(self.tr("This is what would be sealed."))
            self.seal.setEnabled(True)
        elif self.mapping.isHidden():
            self._start(self._on_refused, self.tr("Looking for why …"), *self._convert(), "--dry-run", "--json")
        else:
            said = self.words.toPlainText().removeprefix("incident-replay: ")
            # the file is only what the box is handed over in
            self.mapping.show_wrong(said.replace(f"{self._mapping_file}: ", "It ").removesuffix(_HINT))
            self.words.setPlainText(self._found)
            self.say.setText(self.tr("The mapping does not fit: mend it and try again."))

    def _on_refused(self, _status: int, printed: str) -> None:
        why = refusal_in(printed)
        if why.parts:
            self.parts.clear()
            self.parts.addItems(list(why.parts))
            self._parts_row.show()
            self._look()
        elif why.needs_mapping:
            self._start(self._on_inspected, self.tr("Looking for a mapping …"), "inspect", str(self._source), "--json")
        else:
            self.words.setPlainText(why.refused or self._before)
            self.say.setText(self.tr("It cannot be taken in; the reason stands above."))

    def _on_inspected(self, _status: int, printed: str) -> None:
        found = inspection_in(printed)
        if found is None:
            self.words.setPlainText(self._before)
            self.say.setText(self.tr("It cannot be taken in; the reason stands above."))
            return
        self._found = "\n".join(found.lines())
        self.words.setPlainText(self._found)
        self.mapping.propose(found.mapping)
        self.mapping.show()
        self.mapping.attempt.setEnabled(True)
        self.mapping.editor.setFocus()
        self.say.setText(self.tr("It is in no layout that is known. Look at the mapping that is proposed, and try it."))

    def _on_seal_clicked(self) -> None:
        if not self.target.edit.text().strip():
            self.say.setText(self.tr("Say first where the sealed log is to be written."))
            return
        self._start(self._on_sealed, self.tr("Sealing …"), *self._convert(), "-o", str(self.target.path))

    def _on_sealed(self, status: int, _printed: str) -> None:
        if status in _TAKEN:
            self._elsewhere.ask(partial(made, self.target.path), self._on_made)
        else:
            self._on_made(None)

    def _on_made(self, made_: Path | None) -> None:
        if made_ is not None:
            self.sealed.emit(made_)
            self.accept()
            return
        self.say.setText(self.tr("It could not be sealed; the reason stands above."))
        self.seal.setEnabled(True)
        self.mapping.attempt.setEnabled(True)

    # -- around it

    def _on_ended(self, status: int, printed: str) -> None:
        self._step(status, printed)

    def _on_line_said(self, line: str) -> None:
        if self._step in (self._on_looked, self._on_sealed):
            self.words.appendPlainText(line)

    def done(self, result: int) -> None:
        """No process is left behind, whichever way the dialog is closed."""
        self._verb.stop()
        self._own.cleanup()
        super().done(result)
