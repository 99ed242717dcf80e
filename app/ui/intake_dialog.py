"""Takes a foreign recording in: shows what is found in it before anything is written, then seals and opens it.

It must not read the recording: that is the verb `convert` in a process of its own, whose words are shown as they come.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.filling import filled

_TAKEN = (0, 3)
"""Exit statuses of `convert` after which there is a log: all was taken, or what was not is counted and named in it."""


class IntakeDialog(QDialog):
    """Inspect, then seal."""

    sealed = Signal(object)
    """The log that was made: a file, or a folder with the segments of a drive."""

    def __init__(self, source: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        source = source.absolute()
        self._source = source
        self._sealing = False
        self.setWindowTitle(filled(self.tr("Intake of %1"), source.name))
        self.resize(820, 560)
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.words.setAccessibleName(self.tr("What was found"))
        self.out = QLineEdit(str(source.with_name(f"{source.stem or source.name}_intake")))
        self.out.setAccessibleName(self.tr("Where the sealed log is written"))
        choose = QPushButton(self.tr("Choose …"))
        choose.clicked.connect(self._on_choose_clicked)
        self.seal = QPushButton(self.tr("Seal at intake and open"))
        self.seal.setProperty("primary", "true")
        self.seal.setEnabled(False)
        self.seal.clicked.connect(self._on_seal_clicked)
        self.say = QLabel(self.tr("Looking at it …"))
        target = QHBoxLayout()
        target.addWidget(QLabel(self.tr("Write to")))
        target.addWidget(self.out, 1)
        target.addWidget(choose)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(self.tr("Sealed at intake: authentic since now, not since it was recorded.")))
        column.addWidget(self.words, 1)
        column.addLayout(target)
        column.addWidget(self.say)
        column.addWidget(self.seal)
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.readyReadStandardOutput.connect(self._on_words_came)
        self._process.finished.connect(self._on_finished)
        self._start("--dry-run")

    def _start(self, *more: str) -> None:
        arguments = ["-m", "app", "convert", str(self._source), "-o", self.out.text(), *more]
        self._process.setWorkingDirectory(str(Path(__file__).resolve().parents[2]))
        self._process.start(sys.executable, arguments)

    def _on_words_came(self) -> None:
        text = self._process.readAllStandardOutput().toStdString()
        # what replaces itself on a terminal is shown once
        for line in text.replace("\r", "\n").splitlines():
            if line.strip():
                self.words.appendPlainText(line.rstrip())

    def _on_finished(self, status: int) -> None:
        if not self._sealing:
            self.seal.setEnabled(status in _TAKEN)
            found = self.tr("This is what would be sealed.")
            self.say.setText(found if status in _TAKEN else self.tr("It cannot be taken in; the reason stands above."))
            return
        made = self._made()
        if status in _TAKEN and made is not None:
            self.sealed.emit(made)
            self.accept()
            return
        self.say.setText(self.tr("It could not be sealed; the reason stands above."))
        self.seal.setEnabled(True)

    def _made(self) -> Path | None:
        """The log: OUT is a folder if it became more than one segment, else a file with the suffix."""
        out = Path(self.out.text())
        return next((path for path in (out, Path(f"{out}.h5")) if path.exists()), None)

    def _on_choose_clicked(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Write the sealed log to"), self.out.text())
        if chosen:
            self.out.setText(chosen)

    def _on_seal_clicked(self) -> None:
        self._sealing = True
        self.seal.setEnabled(False)
        self.say.setText(self.tr("Sealing …"))
        self._start()

    def done(self, result: int) -> None:
        """No process is left behind, whichever way the dialog is closed."""
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.finished.disconnect(self._on_finished)
            self._process.kill()
            self._process.waitForFinished(5_000)
        super().done(result)
