"""The planning cycles of a log as a table: filtered by what is typed, sorted by a column, the present one marked.

It must not read a log, nor be painted. A row of the table is told from a cycle, which is counted in the ledger.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.log.channel import Mode
from app.replay.dial import COUNTING, Dial
from app.replay.ledger import NONE, Ledger
from app.replay.ledger_filter import Filter
from app.scene.standing import Standing
from app.scene.wording import milliseconds, named, number, quantity, short_id
from app.ui.theme.theme import theme
from app.ui.timeline.colours import of_manoeuvre
from app.ui.widgets.rows import AT_PLAYHEAD

Index = QModelIndex | QPersistentModelIndex
STANDING = int(Qt.ItemDataRole.UserRole)
"""Role: the `Standing` of a cycle's record, of the last column."""
COLUMNS = (
    "time", "cycle", "manoeuvre", "chosen", "total", "second", "object", "confidence", "distance", "latency_ns",
    "standing",
)  # fmt: skip
"""From the left."""
_WORDS = frozenset({"manoeuvre", "object"})
_OF = {"second": "behind"}
"""Columns that are sorted by another one of the ledger."""
_LEFT = frozenset({"manoeuvre", "chosen", "second", "object"})


class LedgerModel(QAbstractTableModel):
    """Rows in the order of time, or of the column that was asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ledger, self._mode, self._dial = Ledger(), Mode.CAPTURE, COUNTING
        self._filter = Filter()
        self._by, self._falls = 0, False
        self._cycles: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        """Which cycle each row is."""
        self._present = NONE
        """The cycle that is current."""
        self._texts: dict[str, Callable[[int], str]] = {
            "time": lambda at: self._dial.bare(int(self._ledger.times_ns(self._mode)[at])),
            "cycle": lambda at: str(self._cell("cycle", at)),
            "manoeuvre": lambda at: named(self._ledger.word("manoeuvre", at) or self.tr("None chosen")),
            "chosen": lambda at: self._candidate("chosen", at),
            "total": lambda at: self._said("total", at, lambda value: number(value, 2)),
            "second": self._second,
            "object": lambda at: short_id(self._ledger.word("object", at) or self.tr("none")),
            "confidence": lambda at: self._said("confidence", at, lambda value: number(value, 2)),
            "distance": lambda at: self._said("distance", at, lambda value: quantity(value, "m")),
            "latency_ns": lambda at: self._said("latency_ns", at, lambda value: milliseconds(int(value))),
            "standing": lambda _: "",
        }

    # -- what is shown

    def show(self, ledger: Ledger, mode: Mode, dial: Dial) -> None:
        """Show these cycles, by the times of a mode as a clock tells them."""
        if (ledger, mode) == (self._ledger, self._mode):
            if dial != self._dial:
                self._dial = dial
                self._tell_changed()
            return
        self._ledger, self._mode, self._dial = ledger, mode, dial
        self._arrange()

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
        before, found = self._present, np.flatnonzero(self._ledger.cells["row"] == (NONE if row is None else row))
        self._present = int(found[0]) if len(found) else NONE
        for cycle in {before, self._present} - {NONE}:
            if (there := self.row_of(cycle)) is not None:
                self.dataChanged.emit(self.index(there, 0), self.index(there, len(COLUMNS) - 1))
        return None if self._present == NONE else self.row_of(self._present)

    @property
    def counted(self) -> tuple[int, int]:
        """Cycles that are shown, and that there are."""
        return len(self._cycles), len(self._ledger)

    def row_of(self, cycle: int) -> int | None:
        """Where a cycle stands; None: it is filtered out."""
        found = np.flatnonzero(self._cycles == cycle)
        return int(found[0]) if len(found) else None

    def time_ns(self, row: int) -> int:
        """When the cycle of a row stands on the timeline."""
        return int(self._ledger.times_ns(self._mode)[self._cycles[row]])

    def longest(self, name: str) -> list[str]:
        """Texts of a column, in it or filtered out, among which is the longest."""
        if not len(self._ledger):
            return []
        last = len(self._ledger) - 1
        if name == "time":
            return [self._texts[name](at) for at in (0, last)]
        values = self._ledger.cells[_OF.get(name, name)]
        if name in _WORDS:
            ends = np.unique(values, return_index=True)[1].tolist()
        else:
            unsaid = np.flatnonzero(np.isnan(values) | (values == NONE))[:1].tolist()
            known = np.nan_to_num(values.astype(np.float64), nan=0.0)
            ends = [int(known.argmin()), int(known.argmax()), *unsaid]
            if name == "second":
                # it stands beside an id
                ends.append(int(self._ledger.cells["second"].argmax()))
        return [self._texts[name](at) for at in ends]

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
            return _aligned(section)
        if way is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        heads = (
            self.tr("Time"), self.tr("Cycle"), self.tr("Manoeuvre"), self.tr("Chosen"), self.tr("Cost"),
            self.tr("Next best"), self.tr("Object"), self.tr("Conf."), self.tr("Distance"), self.tr("Latency"), "",
        )  # fmt: skip
        return heads[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cells."""
        column, cycle = COLUMNS[index.column()], int(self._cycles[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts[column](cycle)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(index.column())
        if role == AT_PLAYHEAD:
            return cycle == self._present
        if role == STANDING and column == "standing":
            return Standing(int(self._cell("standing", cycle)))
        if role == Qt.ItemDataRole.DecorationRole and column == "manoeuvre":
            return QColor(theme.tokens[of_manoeuvre(self._ledger.word("manoeuvre", cycle))])
        return None

    # -- inside

    def _cell(self, name: str, cycle: int) -> float:
        value: float = self._ledger.cells[name][cycle].item()
        return value

    def _candidate(self, name: str, cycle: int) -> str:
        id_ = self._cell(name, cycle)
        return self.tr("none") if id_ == NONE else f"K{id_}"

    def _second(self, cycle: int) -> str:
        behind = self._cell("behind", cycle)
        more = "" if np.isnan(behind) else f" {'+' if behind >= 0 else ''}{number(behind, 2)}"
        return self._candidate("second", cycle) + more

    def _said(self, name: str, cycle: int, text: Callable[[float], str]) -> str:
        value = self._cell(name, cycle)
        return self.tr("not logged") if np.isnan(value) or value == NONE else text(value)

    def _arrange(self) -> None:
        self.beginResetModel()
        kept = self._filter.rows(self._ledger)
        self._cycles = kept[self._order(kept)] if len(kept) else kept
        self.endResetModel()

    def _order(self, kept: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        column = COLUMNS[self._by]
        if column == "time":
            keys = self._ledger.times_ns(self._mode)[kept].astype(np.float64)
        elif column in _WORDS:
            words = [word or "" for word in self._ledger.words]
            ranks = np.empty(len(words))
            ranks[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
            numbers = self._ledger.cells[column][kept]
            keys = np.where(numbers == 0, np.nan, ranks[numbers])
        else:
            keys = self._ledger.cells[_OF.get(column, column)][kept].astype(np.float64)
            if column in ("chosen", "latency_ns"):
                keys[keys == NONE] = np.nan
        # NaN is last in either direction
        return np.argsort(-keys if self._falls else keys, kind="stable")

    def _tell_changed(self) -> None:
        if len(self._cycles):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._cycles) - 1, len(COLUMNS) - 1))


def _aligned(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if COLUMNS[column] in _LEFT else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
