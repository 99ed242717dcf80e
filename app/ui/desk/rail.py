"""What stands at the left edge of a small window for the evidence and its channels, for which it has no room.

It must not know what lies behind its buttons: it says what is asked for.
"""

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.layouts.layout import Page
from app.ui.layouts.tile import PartName
from app.ui.theme.theme import theme
from app.ui.widgets.tool_button import ToolButton

WIDTH = 40
"""Pixels (DESIGN.md, layout)."""


class Rail(QWidget):
    """Buttons one below another."""

    part_asked = Signal(str)
    """The PartName that is to come into sight."""
    page_asked = Signal(str)
    """The Page of the inspector that is to come to the front."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Evidence and views"))
        self.channels = ToolButton("list-tree", self.tr("Show channels"))
        self.evidence = ToolButton("file-check", self.tr("Show what the evidence is worth"))
        self.record = ToolButton("scroll-text", self.tr("Show the selected record"))
        self.map = ToolButton("map", self.tr("Show map"))
        self.channels.clicked.connect(lambda: self.part_asked.emit("channels"))
        self.evidence.clicked.connect(lambda: self._ask_page("evidence"))
        self.record.clicked.connect(lambda: self._ask_page("record"))
        self.map.clicked.connect(lambda: self.part_asked.emit("map"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(12)
        for button in (self.channels, self.evidence, self.record, self.map):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def set_absent(self, absent: Collection[PartName]) -> None:
        """Offer nothing that a log has nothing for."""
        self.map.setVisible("map" not in absent)

    def _ask_page(self, page: Page) -> None:
        self.page_asked.emit(page)
        self.part_asked.emit("inspector")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow, and as high as there is room."""
        return QSize(theme.px(WIDTH), super().sizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """What lies behind the buttons."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.tokens.bg1))
