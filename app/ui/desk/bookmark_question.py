"""Asks what is to be remembered of a bookmark, while the replay goes on.

It must not know cases. The answer belongs to the log that was open when it was asked: when another one comes, nothing
is answered any more, and what was typed stays in sight to be copied.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialogButtonBox, QInputDialog, QWidget


class BookmarkQuestion(QObject):
    """One question at a time."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: QInputDialog | None = None
        self._before = ""

    def ask(self, title: str, then: Callable[[str], None], *, text: str = "", lines: bool = False) -> None:
        """Ask for a text, of several `lines` or one, and call `then` with it; a question that is open stays."""
        if self._dialog is not None:
            self._dialog.activateWindow()
            return
        dialog = self._dialog = QInputDialog(self._window)
        dialog.setWindowTitle(title)
        dialog.setLabelText(self.tr("What is to be remembered here?"))
        dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput, lines)
        dialog.setTextValue(text)
        self._before = text
        dialog.textValueSelected.connect(then)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def forget(self, *, ends: bool) -> None:
        """Another log is shown: close, or keep what was typed where it can be copied, unless the program `ends`."""
        dialog = self._dialog
        if dialog is None:
            return
        if ends or dialog.textValue() == self._before:
            dialog.reject()
            return
        dialog.textValueSelected.disconnect()
        dialog.setLabelText(
            self.tr("Another log was opened meanwhile: this text was not kept. Copy it if it is still needed.")
        )
        for buttons in dialog.findChildren(QDialogButtonBox):
            buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)

    def _on_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
