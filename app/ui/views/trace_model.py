"""The steps of a waterfall as a table.

It must not know how it is painted, nor where the steps come from.
"""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.ui.views.trace_bars import HERE, ROW, WATERFALL
from app.ui.views.trace_rows import COLUMNS, Waterfall
from app.ui.widgets.plain import plain
from app.ui.widgets.rows import ROOM, aligned

Index = QModelIndex | QPersistentModelIndex
_LEFT = frozenset({"step", "bar"})


class TraceModel(QAbstractTableModel):
    """A row a step."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.waterfall = Waterfall()
        self._here_ns = 0

    def show(self, waterfall: Waterfall) -> None:
        """Show these steps."""
        before, self.waterfall = self.waterfall, waterfall
        if [one.step for one in before.rows] == [one.step for one in waterfall.rows]:
            # the row that somebody is on stays so
            self._renew()
        else:
            self.beginResetModel()
            self.endResetModel()

    def set_here(self, here_ns: int) -> None:
        """Another instant is shown."""
        if here_ns != self._here_ns:
            self._here_ns = here_ns
            self._renew()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Of the table."""
        return 0 if parent.isValid() else len(self.waterfall.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802
        """`COLUMNS`."""
        return len(COLUMNS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802
        """The heads; that of the bars has their axis."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(right=COLUMNS[section] not in _LEFT)
        if way is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("ms from capture"), "", self.tr("Waited"), self.tr("Usual"), self.tr("This, ms"), "")[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cells."""
        row, column = self.waterfall.rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(right=column not in _LEFT)
        if role == Qt.ItemDataRole.DecorationRole and column == "step":
            return ROOM
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(row.account())
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return row.account()
        return {ROW: row, WATERFALL: self.waterfall, HERE: self._here_ns}.get(role)

    def _renew(self) -> None:
        if self.waterfall.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.waterfall.rows) - 1, len(COLUMNS) - 1))
