"""The first row of the window: menus, the tabs of the layouts, and at its right end what finds things.

It must not know what a menu or a tab does.
"""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenuBar, QSizePolicy, QWidget

from app.ui.theme.theme import theme

HEIGHT = 36
_APART = 24


class TitleRow(QFrame):
    """Menus, tabs, and room for more at the right."""

    def __init__(self, tabs: QWidget) -> None:
        super().__init__()
        self.setProperty("mark", "header")
        self._added: list[QWidget] = []
        self.menus = QMenuBar()
        self.menus.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 8, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.menus)
        self._row.addSpacing(_APART)
        self._row.addWidget(tabs, 1)
        self._row.addStretch()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def add(self, widget: QWidget) -> None:
        """Put one more thing at the right end."""
        self._row.addWidget(widget)
        self._added.append(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """How wide those at the right end want to be may depend on how wide the window is."""
        super().resizeEvent(event)
        for widget in self._added:
            widget.updateGeometry()

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT))
