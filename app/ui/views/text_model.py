"""The text lines of a log as a table: those that are looked for, in the order of time, the present one marked.

It must not read a log, nor be painted.
"""

from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.kinds.severity import Severity
from app.replay.dial import COUNTING, Dial
from app.replay.line_filter import Hits
from app.scene.level import Level
from app.scene.standing import Standing
from app.ui.widgets.plain import plain
from app.ui.widgets.rows import aligned

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("time", "level", "logger", "message", "standing")
_MOST_TOLD = 4_000
_MOST_PAINTED = 1_000
"""Signs, of which no pane shows more in a line."""
_GRAVE: dict[Level, Severity] = {
    Level.INFO: "info",
    Level.NOTICE: "notice",
    Level.WARNING: "warning",
    Level.ERROR: "critical",
    Level.CRITICAL: "critical",
}
"""Levels with a glyph before their word."""


class Cell(NamedTuple):
    """What a cell shows."""

    text: str
    present: bool
    """Of the line that was written last."""
    later: bool
    """Than the instant that is shown."""
    severity: Severity | None
    standing: Standing | None


class TextModel(QAbstractTableModel):
    """A row a line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: Hits | None = None
        self._dial: Dial = COUNTING
        self._present = -1

    def show(self, hits: Hits | None) -> None:
        """Show these; nobody knows yet which of them is current."""
        self.beginResetModel()
        self.hits, self._present = hits, -1
        self.endResetModel()

    def set_dial(self, dial: Dial) -> None:
        """Tell times by this clock."""
        self._dial = dial
        self._renew()

    def set_here(self, t_ns: int, chosen: int | None) -> int:
        """Mark the last line at or before an instant; its row, -1: all come later. Of several lines of that instant it
        is the one that somebody has chosen, if that is among them.
        """
        present = -1 if self.hits is None else self.hits.last_at(t_ns, chosen)
        if present != self._present:
            self._present = present
            self._renew()
        return present

    def line(self, row: int) -> int:
        """Which line a row shows."""
        assert self.hits is not None
        return int(self.hits.at[row])

    def time(self, row: int) -> str:
        """When it was, as it is told."""
        return "" if self.hits is None else self._dial.bare(int(self.hits.times_ns[row]))

    def cell(self, row: int, column: int) -> Cell:
        """What a cell shows."""
        assert self.hits is not None
        lines, at, name = self.hits.lines, self.line(row), COLUMNS[column]
        cells = lines.cells[at]
        level, standing = Level(int(cells["level"])), Standing(int(cells["standing"]))
        match name:
            case "time":
                text = self.time(row)
            case "level":
                text = lines.fact(at, "level")
            case "logger":
                text = lines.fact(at, "logger") or lines.fact(at, "service")
            case "message":
                text = lines.said(at)[:_MOST_PAINTED] if cells["readable"] else self.tr("cannot be read")
            case _:
                text = ""
        return Cell(
            text, row == self._present, row > self._present, _GRAVE.get(level) if name == "level" else None,
            standing if name == "standing" else None,
        )  # fmt: skip

    # -- as Qt asks for it

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Of the table."""
        return 0 if parent.isValid() or self.hits is None else len(self.hits.at)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802
        """Of the table."""
        return len(COLUMNS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802
        """The heads."""
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Time"), self.tr("Level"), self.tr("Logger"), self.tr("Message"), "")[section]
        return aligned(right=section == 0) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cells as text, for who hears them; all that is known of a line as its tip."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(index.row(), index.column()).text
        if role == Qt.ItemDataRole.ToolTipRole and self.hits is not None:
            at = self.line(index.row())
            known = (one.replace(":", ": ", 1) for one in self.hits.lines.facts(at))
            return plain("\n".join((self.hits.lines.said(at), *known))[:_MOST_TOLD])
        return None

    def _renew(self) -> None:
        if self.rowCount():
            last = self.index(self.rowCount() - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
