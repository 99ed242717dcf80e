"""How many problems a log has, and how grave the gravest is: at the bottom of the window, whatever else is shown.

It must not know what the problems are.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QToolButton, QWidget

from app.kinds.severity import Severity
from app.ui.theme.icons import icon, severity_icon
from app.ui.theme.theme import theme

_HEIGHT = 15
"""Pixels: the line is no higher for it."""


class ProblemsButton(QToolButton):
    """A glyph and a number; a click asks for the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._worst: Severity | None = None
        self._done = False
        self._follow_theme()
        theme.changed.connect(self._follow_theme)
        self.hide()

    def show_problems(self, said: str, worst: Severity | None, tip: str, *, done: bool) -> None:
        """How many; `worst`: how grave the gravest is, None: there are none; `done`: there will be no more."""
        self._worst, self._done = worst, done
        self.setText(said)
        self.setToolTip(tip)
        self.setAccessibleName(said)
        self.setAccessibleDescription(tip)
        self._follow_theme()
        self.show()

    def _follow_theme(self) -> None:
        self.setFixedHeight(theme.px(_HEIGHT))
        self.setIconSize(QSize(theme.px(12), theme.px(12)))
        if self._worst is not None:
            self.setIcon(severity_icon(self._worst))
        else:
            self.setIcon(icon("check", "ok", size=12) if self._done else QIcon())
