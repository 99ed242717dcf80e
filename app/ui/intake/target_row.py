"""Where the sealed log is written: a path that is proposed, typed or chosen.

It must not write, nor wait for a drive.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.ui.elsewhere import Elsewhere
from app.ui.intake.target import proposed


class TargetRow(QWidget):
    """Of one source."""

    def __init__(self, source: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(self.tr("Where the sealed log is written"))
        choose = QPushButton(self.tr("Choose …"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._on_choose_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(self.tr("Write to")))
        row.addWidget(self.edit, 1)
        row.addWidget(choose)
        own = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        Elsewhere(self).ask(partial(proposed, source, [Path(own), Path.home()]), self._on_proposed)

    @property
    def path(self) -> Path:
        """The target; meant from where the program was started."""
        return Path(self.edit.text()).expanduser().absolute()

    def _on_proposed(self, target: Path) -> None:
        # whoever was faster wants it elsewhere
        if not self.edit.text():
            self.edit.setText(str(target))

    def _on_choose_clicked(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Write the sealed log to"), self.edit.text())
        if chosen:
            self.edit.setText(chosen)
