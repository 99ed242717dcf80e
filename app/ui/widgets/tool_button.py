"""The button of pane headers and of the transport: 24 px with a 16 px icon; it takes no focus by click.

It must not know what it does.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.theme.icons import icon
from app.ui.theme.theme import theme


class ToolButton(QToolButton):
    """A button with a Lucide icon."""

    def __init__(self, icon_name: str, text: str, *, checkable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        # the keys stay with the view
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setCheckable(checkable)
        self._say(text)
        self._follow_theme()
        theme.changed.connect(self._follow_theme)

    def set_face(self, icon_name: str, text: str) -> None:
        """Another icon, and what it does now."""
        self._icon_name = icon_name
        self._say(text)
        self.setIcon(icon(icon_name))

    def _say(self, text: str) -> None:
        self.setToolTip(text)
        self.setAccessibleName(text)

    def _follow_theme(self) -> None:
        side = theme.px(24)
        self.setFixedSize(side, side)
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.setIcon(icon(self._icon_name))
