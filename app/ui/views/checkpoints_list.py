"""The good checkpoints of a drive as a list: what each signs, up to when, and its root.

It must not check anything.
"""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from app.replay.trust import Signed
from app.scene.wording import count, fours, grouped, seconds
from app.ui.theme.theme import theme
from app.ui.widgets.rows import aligned

_ROWS, _ROOT = 8, 3
"""In sight, and the column of digests."""
Index = QModelIndex | QPersistentModelIndex


class CheckpointsModel(QAbstractTableModel):
    """Rows of checkpoints."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[Signed] = ()
        self._start_ns = 0
        self._last: tuple[int, ...] = ()
        """Rows of the last ones of segments: numbers and times are nowhere longer."""

    def show(self, rows: Sequence[Signed], start_ns: int) -> None:
        """Show these; times are counted from `start_ns`."""
        self.beginResetModel()
        self.rows, self._start_ns = rows, start_ns
        self._last = tuple({one.segment: row for row, one in enumerate(rows)}.values())
        self.endResetModel()

    def longest(self, column: int) -> list[QModelIndex]:
        """Among these is the longest text of a column."""
        return [self.index(row, column) for row in self._last]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """Of the list."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802 - Qt's
        """Number, records, time, root."""
        return 4

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802
        """The heads."""
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Checkpoint"), self.tr("Records signed"), self.tr("Up to"), self.tr("Root"))[section]
        return aligned(right=section != _ROOT) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cells; the whole root as the tool tip."""
        one = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            number = f"{one.segment + 1} · {one.number}" if len(self._last) > 1 else str(one.number)
            return (number, count(one.records), seconds(one.t_ns - self._start_ns), grouped(one.root, ends=3))[
                index.column()
            ]
        if role == Qt.ItemDataRole.ToolTipRole:
            return fours(one.root)
        return aligned(right=index.column() != _ROOT) if role == Qt.ItemDataRole.TextAlignmentRole else None


class CheckpointsList(QTreeView):
    """Eight rows high at most; it scrolls."""

    seek_asked = Signal(object)
    """The time up to which a checkpoint signs, in ns on the log's scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = CheckpointsModel(self)
        self.setModel(self._model)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAccessibleName(self.tr("Checkpoints"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Qt would measure every cell, with every new style and every checkpoint that is found good
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header().setStretchLastSection(True)
        self.doubleClicked.connect(lambda index: self.seek_asked.emit(self._model.rows[index.row()].t_ns))

    def show_checkpoints(self, rows: Sequence[Signed], start_ns: int) -> None:
        """Show these; times are counted from `start_ns`."""
        if rows != self._model.rows:
            self._model.show(rows, start_ns)
            self._fit()
        self.setVisible(bool(rows))
        self.setFixedHeight(theme.px(26 + 24 * min(max(len(rows), 1), _ROWS)))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Letters of another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        self.header().ensurePolished()
        for column in range(self._model.columnCount() - 1):
            texts = [self.sizeHintForIndex(one).width() for one in self._model.longest(column)]
            self.header().resizeSection(column, max([self.header().sectionSizeHint(column), *texts]))
