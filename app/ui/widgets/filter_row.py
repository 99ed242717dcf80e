"""The line over a list in which one types what of it is to be shown, and how much that is: `12 of 200 shown`.

It must not know the list: it says what was typed, and is told how much of the list answers.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.scene.wording import count
from app.ui.filling import filled
from app.ui.theme.theme import theme
from app.ui.widgets.filter_edit import ListFilterEdit


class FilterRow(QFrame):
    """Hidden until it is asked for: a filter that cannot be seen is never in force."""

    changed = Signal(str)
    """What is typed now."""
    left = Signal()
    """The keys are to go back to the list."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("mark", "header")
        self.edit = ListFilterEdit()
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(placeholder)
        self.edit.textChanged.connect(self.changed)
        self.edit.given_up.connect(self.close_)
        self.edit.left.connect(self.left)
        self.told = QLabel()
        self.told.setProperty("tone", "t3")
        row = QHBoxLayout(self)
        row.addWidget(self.edit, 1)
        row.addWidget(self.told)
        theme.changed.connect(self._follow_theme)
        self._follow_theme()
        self.hide()

    def open(self) -> None:
        """Show it with the keys in it; what stands there is marked."""
        self.show()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def close_(self) -> None:
        """Show all again, and give the keys back."""
        self.edit.clear()
        self.hide()
        self.left.emit()

    def show_count(self, shown: int, there: int) -> None:
        """How much of the list answers."""
        typed = bool(self.edit.text().strip())
        self.told.setText(filled(self.tr("%1 of %2 shown"), count(shown), count(there)) if typed else "")
        reason = "" if shown or not typed else self.tr("Nothing has all these words")
        self.edit.set_state(("ok" if shown else "warn") if typed else "", reason=reason)

    def _follow_theme(self) -> None:
        self.layout().setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(4))  # type: ignore[union-attr]
        self.layout().setSpacing(theme.px(8))  # type: ignore[union-attr]
