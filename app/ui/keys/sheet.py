"""The F1 sheet: every command with its keys and what it does, from the one table, a line to look for one, and a place
to give it other keys.

It must not know what commands do.
"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.keys.actions import ActionSet, Entry
from app.ui.keys.editor import KeyEditor
from app.ui.matching import Answer, off, parted, words_of
from app.ui.theme.theme import theme
from app.ui.widgets.rows import as_rows

_COMMAND, _KEYS, _ABOUT = range(3)
_ID = int(Qt.ItemDataRole.UserRole)


class ShortcutsSheet(QDialog):
    """Lists the commands by menu."""

    def __init__(self, actions: ActionSet, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        # one that is closed would go on to follow every change of a key
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(theme.px(860), theme.px(640))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Look for a command or a key"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.textChanged.connect(self._on_text_changed)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys"), self.tr("What it does")])
        self.tree.setAccessibleName(self.tr("Commands"))
        as_rows(self.tree)
        for section in (_COMMAND, _KEYS):
            self.tree.header().setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        self.editor = KeyEditor(actions, path)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._fill()
        self.tree.currentItemChanged.connect(self._on_current_changed)
        self.tree.itemActivated.connect(lambda _: self.editor.recorder.setFocus())
        self.reset_all = QPushButton(self.tr("Reset all keys"))
        self.reset_all.clicked.connect(self.editor.reset_all)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        below = QHBoxLayout()
        below.addWidget(self.reset_all)
        below.addStretch(1)
        below.addWidget(close)
        for button in (self.reset_all, close):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addWidget(self.editor)
        column.addLayout(below)
        actions.keys_changed.connect(self._show_keys)
        self._show_keys()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown(self) -> list[str]:
        """The commands that are in sight."""
        return [item.text(_COMMAND) for item in self._items.values() if not item.isHidden()]

    def choose(self, action_id: str) -> None:
        """Choose this command, to give it another key."""
        self.tree.setCurrentItem(self._items[action_id])

    def _fill(self) -> None:
        menus: dict[str, QTreeWidgetItem] = {}
        for entry in self._actions.entries():
            if entry.menu not in menus:
                menus[entry.menu] = QTreeWidgetItem([entry.menu])
                menus[entry.menu].setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.tree.addTopLevelItem(menus[entry.menu])
            item = QTreeWidgetItem([entry.text, "", entry.about])
            item.setData(_COMMAND, _ID, entry.id)
            item.setToolTip(_ABOUT, entry.about)
            menus[entry.menu].addChild(item)
            self._items[entry.id] = item
        self.tree.expandAll()

    def _show_keys(self) -> None:
        changed = False
        for entry in self._actions.entries():
            changed |= self._show_key(entry)
        self.reset_all.setEnabled(changed)
        self._on_text_changed(self.search.text())

    def _show_key(self, entry: Entry) -> bool:
        item, changed = self._items[entry.id], self._actions.changed(entry.id)
        item.setText(_KEYS, ", ".join(entry.keys))
        font = item.font(_KEYS)
        font.setWeight(QFont.Weight.DemiBold if changed else QFont.Weight.Normal)
        item.setFont(_KEYS, font)
        item.setToolTip(_KEYS, self.tr("Changed") if changed else "")
        return changed

    def _on_current_changed(self, item: QTreeWidgetItem | None) -> None:
        self.editor.set_action(None if item is None else item.data(_COMMAND, _ID))

    def _on_text_changed(self, text: str) -> None:
        words, key = words_of(text), text.strip().casefold()
        # a key means one command, and may be a sign in which there is no word: `+`
        named = {name for name, item in self._items.items() if key and key in item.text(_KEYS).casefold().split(", ")}
        for name, item in self._items.items():
            answer = Answer(parted(item.text(_COMMAND)), parted(item.text(_KEYS)), parted(item.text(_ABOUT)))
            item.setHidden(name not in named if named else off(answer, words) is None)
        for at in range(self.tree.topLevelItemCount()):
            menu = self.tree.topLevelItem(at)
            if menu is not None:
                children = (menu.child(number) for number in range(menu.childCount()))
                menu.setHidden(all(child is None or child.isHidden() for child in children))
