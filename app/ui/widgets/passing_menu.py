"""A menu that is there while it is open.

It must not know what it offers.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget


def menu_of(parent: QWidget) -> QMenu:
    """A menu that goes when it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
