"""The bar with a tab for each layout.

It must not know layouts. The wheel goes by it: who scrolls over the first row of a window means nothing there.
"""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QTabBar, QWidget


class LayoutBar(QTabBar):
    """Tabs as wide as their words."""

    menu_asked = Signal(int, QPoint)
    """The menu of this tab, there on the screen; -1: of none, the pointer is beside them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("mark", "title")
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(self.tr("Layout"))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """By the mouse of the tab under it, by the key of the one in force."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            tab = self.currentIndex()
            self.menu_asked.emit(tab, self.mapToGlobal(self.tabRect(tab).bottomLeft()))
        else:
            self.menu_asked.emit(self.tabAt(event.pos()), event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Qt would take the next tab."""
        event.ignore()
