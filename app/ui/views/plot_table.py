"""What the visible stretch of every curve comes to, as a table.

It must not reckon: it is given numbers.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.scene.wording import count, number
from app.ui.language.lower import from_below
from app.ui.theme.theme import theme
from app.ui.views.plot_rows import CurveRow
from app.ui.widgets.rows import as_rows


class StatisticsTable(QDialog):
    """A window of its own that stays beside the plots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle(self.tr("Visible range"))
        self.stretch = QLabel()
        self.stretch.setProperty("tone", "t2")
        self.table = QTableWidget()
        self.table.setColumnCount(11)
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Signal"), self.tr("Unit"), self.tr("Samples"), self.tr("Missing"), self.tr("Minimum"),
                self.tr("Mean"), self.tr("Maximum"), self.tr("Std"), self.tr("A"), self.tr("B"), self.tr("B − A"),
            ]
        )  # fmt: skip
        as_rows(self.table)
        self.table.setAccessibleName(self.tr("Statistics of the visible range"))
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for at in range(2, 11):
            item = self.table.horizontalHeaderItem(at)
            assert item is not None
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.stretch)
        column.addWidget(self.table, 1)
        self.resize(theme.px(1040), theme.px(260))

    def show_rows(self, stretch: str, rows: Sequence[CurveRow]) -> None:
        """Show these."""
        self.stretch.setText(stretch)
        self.table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            shown, found = row.plotted.shown, row.found
            digits = max(shown.digits, 2)
            scaled = [
                from_below(number(None if value is None else value * shown.factor, digits))
                for value in (found.least, found.mean, found.most, found.std)
            ]
            texts = [row.name, shown.unit, count(found.count), count(found.missing), *scaled, *row.cursors]
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column == 0:
                    item.setToolTip(row.about)
                if column >= 2:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, column, item)
