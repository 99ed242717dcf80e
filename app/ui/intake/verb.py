"""Runs one verb of the command line in a process of its own, and tells what it says: nothing here waits for it.

It must not know what the verbs do.
"""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QTimer, Signal

_GRACE_MS = 5_000
"""So long a verb that was told to stop may tidy up."""


class Verb(QObject):
    """One at a time; a new one stops the one before."""

    line_said = Signal(str)
    """A line for people, as it comes."""
    ended = Signal(int, str)
    """The exit status, and all that it printed to standard output."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._printed = bytearray()
        self._rest = ""

    @property
    def running(self) -> bool:
        """Whether one runs."""
        return self._process is not None

    def start(self, *arguments: str) -> None:
        """Run it."""
        self.stop()
        self._printed.clear()
        # it outlives its window, if it does not end at once
        process = self._process = QProcess(QCoreApplication.instance())
        process.readyReadStandardOutput.connect(self._on_printed)
        process.readyReadStandardError.connect(self._on_said)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        if sys.platform != "win32":
            # what was started behind another program (`&`) hears no Ctrl-C, and neither would what it starts; in a
            # session of its own no Ctrl-C that is meant for others reaches that, nor the end of a terminal
            flag = QProcess.UnixProcessFlag
            process.setUnixProcessParameters(flag.ResetSignalHandlers | flag.CreateNewSession)
        process.setWorkingDirectory(str(Path(__file__).resolve().parents[3]))
        process.start(sys.executable, ["-m", "app", *arguments])

    def stop(self) -> None:
        """Let it tidy up, and hear nothing more of it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.readyReadStandardOutput.disconnect(self._on_printed)
        process.readyReadStandardError.disconnect(self._on_said)
        process.finished.disconnect(self._on_finished)
        process.errorOccurred.disconnect(self._on_error)
        process.finished.connect(process.deleteLater)
        if sys.platform == "win32" or not process.processId():
            process.kill()
            return
        # as Ctrl-C in a terminal: what was begun beside the target is taken away again
        with suppress(OSError):
            os.kill(process.processId(), signal.SIGINT)
        QTimer.singleShot(_GRACE_MS, process, process.kill)

    def _on_printed(self) -> None:
        if self._process is not None:
            raw = bytes(self._process.readAllStandardOutput().data())
            self._printed += raw
            self._tell(raw.decode(errors="replace"))

    def _on_said(self) -> None:
        if self._process is not None:
            self._tell(bytes(self._process.readAllStandardError().data()).decode(errors="replace"))

    def _tell(self, text: str) -> None:
        # what replaces itself on a terminal is shown once
        *lines, self._rest = (self._rest + text.replace("\r", "\n")).split("\n")
        for line in lines:
            if line.strip():
                self.line_said.emit(line.rstrip())

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            self._tell(self._process.errorString() + "\n")
            self._on_finished(-1)

    def _on_finished(self, status: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self._tell("\n")
        process.deleteLater()
        self.ended.emit(status, self._printed.decode(errors="replace"))
