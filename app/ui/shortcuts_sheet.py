"""The F1 sheet: every command with its keys and what it does, from the one table, and a line to look for one.

It must not know what commands do.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.ui.actions import Entry


class ShortcutsSheet(QDialog):
    """Lists the commands by menu."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(760, 640)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Look for a command or a key"))
        self.search.textChanged.connect(self._on_text_changed)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys"), self.tr("What it does")])
        self.tree.setAccessibleName(self.tr("Commands"))
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        menus: dict[str, QTreeWidgetItem] = {}
        for entry in entries:
            if entry.menu not in menus:
                menus[entry.menu] = QTreeWidgetItem([entry.menu])
                self.tree.addTopLevelItem(menus[entry.menu])
            item = QTreeWidgetItem([entry.text, ", ".join(entry.keys), entry.about])
            item.setToolTip(2, entry.about)
            menus[entry.menu].addChild(item)
        self.tree.expandAll()
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown(self) -> list[str]:
        """The commands that are in sight."""
        found = []
        for at in range(self.tree.topLevelItemCount()):
            menu = self.tree.topLevelItem(at)
            children = [] if menu is None else [menu.child(number) for number in range(menu.childCount())]
            found += [item.text(0) for item in children if item is not None and not item.isHidden()]
        return found

    def _on_text_changed(self, text: str) -> None:
        wanted = text.casefold()
        for at in range(self.tree.topLevelItemCount()):
            menu = self.tree.topLevelItem(at)
            assert menu is not None
            shown = 0
            for number in range(menu.childCount()):
                item = menu.child(number)
                assert item is not None
                said = " ".join(item.text(column) for column in range(3)).casefold()
                item.setHidden(wanted not in said)
                shown += wanted in said
            menu.setHidden(not shown)
