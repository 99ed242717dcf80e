"""The list of what was opened lately: at once as it was noted, and what is gone is marked when that is known.

It must not open anything, nor wait for a drive.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from app.ui.elsewhere import Elsewhere
from app.ui.recent import Recent

_RESULT = 2


class RecentList(QTreeWidget):
    """One row for each."""

    chosen = Signal(object)
    """The path of one that is to be opened, in a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._elsewhere = Elsewhere(self)
        self._gone: set[str] = set()
        """Paths that were gone when they were last looked for."""
        self.setHeaderLabels(
            [self.tr("Name"), self.tr("Contents"), self.tr("Last result"), self.tr("Last opened"), self.tr("Location")]
        )
        self.setRootIsDecorated(False)
        self.setAccessibleName(self.tr("Recent"))
        self.itemActivated.connect(self._on_item_activated)
        for column, width in ((0, 220), (1, 230), (_RESULT, 150), (3, 160)):
            self.setColumnWidth(column, width)

    def show_list(self, listed: Sequence[Recent]) -> None:
        """List them; what is gone becomes grey, and stays listed."""
        self.clear()
        for one in listed:
            item = QTreeWidgetItem([one.title, one.contents, one.result, one.opened, str(Path(one.path).parent)])
            item.setData(0, Qt.ItemDataRole.UserRole, one.path)
            item.setData(_RESULT, Qt.ItemDataRole.UserRole, one.result)
            self.addTopLevelItem(item)
            self._mark(item)
            # each by itself: one drive that does not answer says nothing of the others
            self._elsewhere.ask(partial(_gone, one), self._on_looked)

    def _on_looked(self, found: tuple[str, bool]) -> None:
        path, gone = found
        (self._gone.add if gone else self._gone.discard)(path)
        for row in range(self.topLevelItemCount()):
            item = self.topLevelItem(row)
            if item is not None and item.data(0, Qt.ItemDataRole.UserRole) == path:
                self._mark(item)

    def _mark(self, item: QTreeWidgetItem) -> None:
        gone = item.data(0, Qt.ItemDataRole.UserRole) in self._gone
        item.setText(_RESULT, self.tr("Not found") if gone else item.data(_RESULT, Qt.ItemDataRole.UserRole))
        item.setDisabled(gone)

    def _on_item_activated(self, item: QTreeWidgetItem) -> None:
        self.chosen.emit([Path(item.data(0, Qt.ItemDataRole.UserRole))])


def _gone(one: Recent) -> tuple[str, bool]:
    return one.path, not one.there
