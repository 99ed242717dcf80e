"""The upper right: decision, selected record and evidence as pages of one place.

It must not know what the pages show.
"""

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.ui.layouts.layout import Page


class Inspector(QWidget):
    """Pages with tabs on top, each with the name that layouts know it by; all of them are built once."""

    def __init__(self, *pages: tuple[Page, str, QWidget]) -> None:
        super().__init__()
        self._names = tuple(name for name, _, _ in pages)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(self.tr("Inspector"))
        self.stack = QStackedWidget()
        for _, title, page in pages:
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

    @property
    def page(self) -> Page:
        """The name of the page in front."""
        return self._names[self.tabs.currentIndex()]

    def show_named(self, name: Page) -> None:
        """Bring the page of that name to the front."""
        self.tabs.setCurrentIndex(self._names.index(name))
