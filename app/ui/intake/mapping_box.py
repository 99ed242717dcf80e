"""What the datasets of a source mean, as text that can be mended and tried.

It must not know what a mapping may contain: that is found when it is tried.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget


class MappingBox(QWidget):
    """The text, a button to try it, and why it does not fit."""

    try_asked = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = QPlainTextEdit()
        self.editor.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.editor.setAccessibleName(self.tr("Mapping"))
        self.editor.textChanged.connect(self.edited)
        self.attempt = QPushButton(self.tr("Try mapping"))
        self.attempt.clicked.connect(self.try_asked)
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.setProperty("tone", "broken")
        self.wrong.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(self.attempt, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.wrong, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            QLabel(self.tr("Mapping: which dataset is which channel, its times, units and columns (TOML)"))
        )
        column.addWidget(self.editor, 1)
        column.addLayout(row)

    @property
    def text(self) -> str:
        """The mapping."""
        return self.editor.toPlainText()

    def propose(self, text: str) -> None:
        """Begin with this one."""
        self.editor.setPlainText(text)
        self.wrong.clear()

    def show_wrong(self, text: str) -> None:
        """Why it does not fit; empty: it does, or is not tried yet."""
        self.wrong.setText(text)
