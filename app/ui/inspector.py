"""The upper right: decision, selected record and evidence as pages of one place.

It must not know what the pages show.
"""

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget


class Inspector(QWidget):
    """Pages with tabs on top; all of them are built once."""

    def __init__(self, *pages: tuple[str, QWidget]) -> None:
        super().__init__()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(self.tr("Inspector"))
        self.stack = QStackedWidget()
        for title, page in pages:
            self.tabs.addTab(title)
            self.stack.addWidget(page)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(self.stack.indexOf(page))
