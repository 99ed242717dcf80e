"""What can be done with a layout, as a menu and as commands of the table, and what is asked before it is done.

It must not know how layouts are kept: `LayoutFiles` does what was agreed to.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMenu, QMessageBox, QWidget

from app.ui.filling import filled
from app.ui.layouts.shelf import MOST_SIGNS, SUFFIX
from app.ui.tabs.choice import LayoutChoice
from app.ui.tabs.files import LayoutFiles


class LayoutMenu(QObject):
    """Of the layouts of one window; `over`: what its questions stand over."""

    def __init__(self, choice: LayoutChoice, files: LayoutFiles, over: QWidget) -> None:
        super().__init__(over)
        self._choice, self._files, self._over = choice, files, over

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """What the actions of the table do: they mean the layout in force."""
        choice = self._choice
        return {
            "next_layout": lambda: choice.step(1),
            "previous_layout": lambda: choice.step(-1),
            "save_layout": self.save_as,
            "reset_layout": choice.reset,
            "rename_layout": lambda: self._rename(choice.name),
            "delete_layout": lambda: self._delete(choice.name),
            "export_layout": lambda: self._export(choice.name),
            "import_layout": self._import,
        }

    def of(self, name: str) -> QMenu:
        """What can be done with that layout."""
        choice, menu = self._choice, QMenu(self._over)
        present, owned = name == choice.name, self._files.owned(name)
        entries: tuple[tuple[str, Callable[[], object], bool], ...] = (
            (self.tr("Save changes"), lambda: self._files.save(name), present and owned and choice.modified(name)),
            (self.tr("Save layout as…"), self.save_as, present),
            (self.tr("Reset"), choice.reset, present and choice.modified(name)),
            ("", lambda: None, False),
            (self.tr("Rename…"), lambda: self._rename(name), owned),
            (self.tr("Delete…"), lambda: self._delete(name), owned),
            ("", lambda: None, False),
            (self.tr("Export…"), lambda: self._export(name), True),
            (self.tr("Import…"), self._import, True),
        )
        for text, does, possible in entries:
            if not text:
                menu.addSeparator()
                continue
            action = menu.addAction(text)
            action.setEnabled(possible)
            action.triggered.connect(lambda _=False, does=does: does())
        return menu

    def save_as(self) -> None:
        """Ask for a name, and keep the present arrangement under it."""
        usual = self._choice.name if self._files.owned(self._choice.name) else ""
        name = self._name(self.tr("Save layout"), self.tr("What is this arrangement to be called?"), usual)
        if name and self._may_replace(name):
            self._files.save(name)

    def _name(self, title: str, question: str, usual: str) -> str:
        text, given = QInputDialog.getText(self._over, title, question, QLineEdit.EchoMode.Normal, usual)
        return text.strip() if given else ""

    def _sure(self, question: str, yes: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Layout"), question, parent=self._over)
        box.setTextFormat(Qt.TextFormat.PlainText)
        agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        box.deleteLater()
        return box.clickedButton() is agreed

    def _may_replace(self, name: str) -> bool:
        taken = self._files.taken(name)
        return taken is None or self._sure(
            filled(self.tr("There is a layout “%1”. Replace it?"), taken), self.tr("Replace")
        )

    def _rename(self, name: str) -> None:
        new = self._name(self.tr("Rename layout"), self.tr("What is it to be called?"), name)
        if new and new != name:
            self._files.rename(name, new)

    def _delete(self, name: str) -> None:
        if self._sure(filled(self.tr("Delete the layout “%1”? Its file goes, too."), name), self.tr("Delete")):
            self._files.delete(name)

    def _export(self, name: str) -> None:
        path, _ = QFileDialog.getSaveFileName(self._over, self.tr("Export layout"), f"{name}{SUFFIX}", self._kinds)
        if path:
            self._files.export(name, Path(path))

    def _import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self._over, self.tr("Import layout"), "", self._kinds)
        name = self._fit(Path(path).stem) if path else ""
        if name and self._may_replace(name):
            self._files.take_in(Path(path), name)

    def _fit(self, name: str) -> str:
        """The name of a file, or the one that is given instead as long as no layout can be called that."""
        why = self._files.refused(name)
        while name and why is not None:
            question = filled(self.tr("%1.\nWhat is it to be called here?"), why)
            name = self._name(self.tr("Import layout"), question, name[:MOST_SIGNS])
            why = self._files.refused(name)
        return name

    @property
    def _kinds(self) -> str:
        return self.tr("Layouts (*.irlayout);;All files (*)")
