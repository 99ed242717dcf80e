"""The turns of an object's life as a table: when, how grave, what.

It must not know what they mean.
"""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.replay.dial import COUNTING, Dial
from app.ui.views.object_rows import ObjectRow
from app.ui.widgets.plain import plain
from app.ui.widgets.rows import AT_PLAYHEAD, ROOM, aligned

Index = QModelIndex | QPersistentModelIndex
ROW = int(Qt.ItemDataRole.UserRole)
"""Role: the `ObjectRow`."""


class ObjectModel(QAbstractTableModel):
    """A row a turn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ObjectRow, ...] = ()
        self._dial: Dial = COUNTING
        self._present = -1

    def show(self, rows: tuple[ObjectRow, ...]) -> None:
        """Show these."""
        if rows != self.rows:
            self.beginResetModel()
            self.rows, self._present = rows, -1
            self.endResetModel()

    def set_dial(self, dial: Dial) -> None:
        """Tell times by this clock."""
        self._dial = dial
        self._renew(0, len(self.rows) - 1)

    def set_here(self, here_ns: int) -> int | None:
        """Mark the last turn at or before an instant; its row, if it is another one than before."""
        present = sum(row.t_ns <= here_ns for row in self.rows) - 1
        if present == self._present:
            return None
        before, self._present = self._present, present
        for at in (before, present):
            self._renew(at, at)
        return present if present >= 0 else None

    def times(self) -> list[str]:
        """When all of them were, as they are told."""
        return [self._dial.bare(row.t_ns) for row in self.rows]

    @property
    def present(self) -> int:
        """The row of the last turn at or before the instant; -1: all come later."""
        return self._present

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Of the table."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802
        """When and what."""
        return 2

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802
        """The heads."""
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Time"), self.tr("What perception made of it, and what was decided"))[section]
        return aligned(right=section == 0) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cells."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._dial.bare(row.t_ns) if index.column() == 0 else row.text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(right=index.column() == 0)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(f"{self._dial.bare(row.t_ns)} · {row.text}")
        if role == Qt.ItemDataRole.DecorationRole and index.column():
            return ROOM
        return {ROW: row, AT_PLAYHEAD: index.row() == self._present}.get(role)

    def _renew(self, first: int, last: int) -> None:
        if 0 <= first <= last < len(self.rows):
            self.dataChanged.emit(self.index(first, 0), self.index(last, 1))
