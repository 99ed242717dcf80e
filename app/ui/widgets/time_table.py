"""A table whose rows lead to instants: by click, and by the keys that go from row to row. Signs are commands there, as
the one for a bookmark: nobody looks for a row by the first letter of its time.

It must not know what the rows are. Whatever the table does by itself (another model, the focus that comes) leads nobody
anywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from app.ui.widgets.rows import RowDelegate, as_rows

OF_INSTANTS = "rowsAreInstants"
"""The property by which it is told from other lists."""


class TimeTable(QTableView):
    """Of one model, with dense rows."""

    row_chosen = Signal(int)
    """By somebody; also the one that is current already, when it is clicked."""
    resized = Signal()
    """There may be room for other columns."""

    def __init__(
        self, model: QAbstractTableModel, rows: type[RowDelegate], *, header: QHeaderView | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._quiet, self._before = 0, -1
        self.setProperty(OF_INSTANTS, 1)
        if header is not None:
            self.setHorizontalHeader(header)
        self.setModel(model)
        as_rows(self, rows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # columns go by the room that is left beside it, and none moves where there come to be more rows
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for part in (self, self.horizontalHeader()):
            part.setProperty("dense", "1")
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self.clicked.connect(self._on_clicked)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """What becomes current meanwhile was chosen by nobody."""
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1

    def fit(self, columns: Sequence[str], widths: Mapping[str, int], spare: Sequence[str], *, room: int) -> int:
        """Give columns their widths; where there is no room for all, the spare ones go, the first one first, and all
        that have no width. What of the room is left then.
        """
        header, left = self.horizontalHeader(), dict(widths)
        for name in spare:
            gone = name not in left or sum(left.values()) > room
            header.setSectionHidden(columns.index(name), gone)
            if gone:
                left.pop(name, None)
        for name, wide in left.items():
            header.resizeSection(columns.index(name), wide)
        return room - sum(left.values())

    def keyboardSearch(self, _: str) -> None:  # noqa: N802 - Qt's name
        """A sign that is no command leads nowhere either."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A row that is current already does not become so."""
        self._before = self.currentIndex().row()
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt makes the first row current where none is."""
        with self.quietly():
            super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt's."""
        super().resizeEvent(event)
        self.resized.emit()

    def _on_current_row_changed(self, index: QModelIndex) -> None:
        if index.isValid() and not self._quiet:
            self.row_chosen.emit(index.row())

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.row() == self._before:
            self.row_chosen.emit(index.row())
