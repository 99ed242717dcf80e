"""The button of pane headers and of the transport: 24 px with a 16 px icon; it takes no focus by click.

It must not know what it does.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.theme.icons import icon
from app.ui.theme.theme import theme


class ToolButton(QToolButton):
    """A button with a Lucide icon, or with an action of the table (`action`), which brings its own."""

    def __init__(
        self, icon_name: str = "", text: str = "", *, action: QAction | None = None, checkable: bool = False,
        side: int = 24, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._icon_name, self._side = icon_name, side
        # the keys stay with the view
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        if action is not None:
            self.setDefaultAction(action)
            self.setAccessibleName(action.text())
        else:
            self.setCheckable(checkable)
            self.setToolTip(text)
            self.setAccessibleName(text)
        self._follow_theme()
        theme.changed.connect(self._follow_theme)

    def _follow_theme(self) -> None:
        side = theme.px(self._side)
        self.setFixedSize(side, side)
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        if self._icon_name:
            self.setIcon(icon(self._icon_name))
