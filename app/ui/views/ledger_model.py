"""The planning cycles of a log as a table: filtered by what is typed, sorted by a column, the present one marked.

It must not read a log, nor be painted. A row of the table is told from a cycle, which is counted in the ledger.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.replay.ledger import NONE
from app.replay.ledger_filter import Filter
from app.scene.standing import Standing
from app.ui.timeline.colours import of_manoeuvre
from app.ui.views.ledger_words import COLUMNS, OF, WORDS, LedgerWords
from app.ui.widgets.rows import AT_PLAYHEAD, aligned

Index = QModelIndex | QPersistentModelIndex
STANDING = int(Qt.ItemDataRole.UserRole)
"""Role: the `Standing` of a cycle's record, of the last column."""
_LEFT = frozenset({"manoeuvre", "chosen", "second", "object", "model"})


class Cell(NamedTuple):
    """What a cell shows."""

    text: str
    right: bool
    present: bool
    """Of the cycle that is current."""
    token: str | None
    """Of the colour before the text."""
    standing: Standing | None


class LedgerModel(QAbstractTableModel):
    """Rows in the order of time, or of the column that was asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = LedgerWords()
        self._filter = Filter()
        self._by, self._falls = 0, False
        self._cycles: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        """Which cycle each row is."""
        self._present = NONE
        """The cycle that is current."""

    # -- what is shown

    @property
    def words(self) -> LedgerWords:
        """What its cells say."""
        return self._words

    def show(self, words: LedgerWords) -> None:
        """Show the cycles of a ledger."""
        before, self._words = self._words, words
        if (words.ledger, words.mode) != (before.ledger, before.mode):
            self._arrange()
        elif words != before and len(self._cycles):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._cycles) - 1, len(COLUMNS) - 1))

    @property
    def sought(self) -> Filter:
        """Which cycles are to be shown."""
        return self._filter

    def set_filter(self, wanted: Filter) -> None:
        """Show only these."""
        if wanted != self._filter:
            self._filter = wanted
            self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; what is not said stands last, whichever way it goes."""
        self._by, self._falls = column, order is Qt.SortOrder.DescendingOrder
        self._arrange()

    def set_present(self, row: int | None) -> int | None:
        """Mark the cycle of a row of the channel; the row of the table that it has, None: it is not among them."""
        before, found = self._present, np.flatnonzero(self._words.ledger.cells["row"] == (NONE if row is None else row))
        self._present = int(found[0]) if len(found) else NONE
        for cycle in {before, self._present} - {NONE}:
            if (there := self.row_of(cycle)) is not None:
                self.dataChanged.emit(self.index(there, 0), self.index(there, len(COLUMNS) - 1))
        return None if self._present == NONE else self.row_of(self._present)

    @property
    def counted(self) -> tuple[int, int]:
        """Cycles that are shown, and that there are."""
        return len(self._cycles), len(self._words.ledger)

    def row_of(self, cycle: int) -> int | None:
        """Where a cycle stands; None: it is filtered out."""
        found = np.flatnonzero(self._cycles == cycle)
        return int(found[0]) if len(found) else None

    def time_ns(self, row: int) -> int:
        """When the cycle of a row stands on the timeline."""
        return self._words.time_ns(int(self._cycles[row]))

    def record(self, row: int) -> tuple[str, int]:
        """Channel and row of the decision of a row."""
        ledger = self._words.ledger
        return ledger.channel, int(ledger.cells["row"][self._cycles[row]])

    # -- Qt's

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Of the table."""
        return 0 if parent.isValid() else len(self._cycles)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802
        """`COLUMNS`."""
        return len(COLUMNS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802
        """The heads, with the units of what stands beneath."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(right=COLUMNS[section] not in _LEFT)
        if way is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        heads = (
            self.tr("Time"), self.tr("Cycle"), self.tr("Manoeuvre"), self.tr("Chosen"), self.tr("Cost"),
            self.tr("Next best"), self.tr("Object"), self.tr("Conf."), self.tr("Distance"), self.tr("Latency"),
            self.tr("Model"), "",
        )  # fmt: skip
        return heads[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cells, for whoever does not paint them: what they say, and how they stand."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(right=COLUMNS[index.column()] not in _LEFT)
        if role not in (Qt.ItemDataRole.DisplayRole, AT_PLAYHEAD, STANDING):
            return None
        cell = self.cell(index.row(), index.column())
        return {AT_PLAYHEAD: cell.present, STANDING: cell.standing}.get(role, cell.text)

    def cell(self, row: int, column: int) -> Cell:
        """All that is painted of one."""
        name, cycle = COLUMNS[column], int(self._cycles[row])
        standing = Standing(int(self._words.ledger.cells[name][cycle])) if name == "standing" else None
        token = of_manoeuvre(self._words.ledger.word(name, cycle)) if name == "manoeuvre" else None
        return Cell(self._words.text(name, cycle), name not in _LEFT, cycle == self._present, token, standing)

    # -- inside

    def _arrange(self) -> None:
        self.beginResetModel()
        kept = self._filter.rows(self._words.ledger)
        self._cycles = kept[self._order(kept)] if len(kept) else kept
        self.endResetModel()

    def _order(self, kept: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        column, ledger = COLUMNS[self._by], self._words.ledger
        if column == "time":
            keys = ledger.times_ns(self._words.mode)[kept].astype(np.float64)
        elif column in WORDS:
            words = [word or "" for word in ledger.words]
            ranks = np.empty(len(words))
            ranks[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
            numbers = ledger.cells[column][kept]
            keys = np.where(numbers == 0, np.nan, ranks[numbers])
        else:
            keys = ledger.numbers(OF.get(column, column))[kept]
        # NaN is last in either direction
        return np.argsort(-keys if self._falls else keys, kind="stable")
