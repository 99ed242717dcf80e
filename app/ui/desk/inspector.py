"""The upper right: decision, selected record and evidence as pages of one place.

It must not know what the pages show.
"""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.ui.layouts.layout import Page
from app.ui.theme.theme import theme

_WIDE = 370
"""Pixels, from which on there is room between the words of the tabs."""


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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """All tabs are in sight, also where there is little room."""
        super().resizeEvent(event)
        dense = "1" if self.width() < theme.px(_WIDE) else ""
        if self.tabs.property("dense") != dense:
            self.tabs.setProperty("dense", dense)
            # a style sheet looks at properties only when asked to
            self.tabs.style().unpolish(self.tabs)
            self.tabs.style().polish(self.tabs)

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
