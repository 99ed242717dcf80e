"""The tabs of the layouts in the first row: a click takes one, `+` keeps the present one, `LayoutMenu` does the rest.

It must not know the desk. Where there is no room for tabs, one button with a list stands for them.
"""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.tabs.bar import LayoutBar
from app.ui.tabs.choice import LayoutChoice
from app.ui.tabs.files import LayoutFiles
from app.ui.tabs.menu import LayoutMenu
from app.ui.theme.icons import icon
from app.ui.theme.theme import theme
from app.ui.widgets.plain import menu_text, plain
from app.ui.widgets.tool_button import ToolButton


class LayoutTabs(QWidget):
    """A tab for each layout."""

    def __init__(self, choice: LayoutChoice, files: LayoutFiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._inner: QMenu | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.menu = LayoutMenu(choice, files, self)
        self.bar = LayoutBar(self)
        self.bar.menu_asked.connect(self._on_menu_asked)
        self.bar.currentChanged.connect(self._on_tab_changed)
        self.list = QToolButton(self)
        self.list.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.list.setMenu(QMenu(self.list))
        self.list.menu().aboutToShow.connect(self._fill_list)
        self.add = ToolButton("plus", self.tr("Save this arrangement as a layout"), parent=self)
        self.add.clicked.connect(self.menu.save_as)
        choice.changed.connect(self._renew)
        theme.changed.connect(self._renew)
        self._renew()

    @property
    def short(self) -> bool:
        """Whether one button stands for all tabs."""
        return self.list.isVisibleTo(self)

    def take_keys(self) -> None:
        """Get the focus: arrows go from tab to tab."""
        (self.list if self.short else self.bar).setFocus()

    def _on_menu_asked(self, tab: int, at: QPoint) -> None:
        menu = self.menu.of(self._choice.names[tab] if tab >= 0 else self._choice.name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _fill_list(self) -> None:
        menu = self.list.menu()
        menu.clear()
        for name in self._choice.names:
            action = menu.addAction(self._title(name))
            action.setCheckable(True)
            action.setChecked(name == self._choice.name)
            action.triggered.connect(lambda _=False, name=name: self._choice.choose(name))
        menu.addSeparator()
        if self._inner is not None:
            self._inner.deleteLater()
        inner = self._inner = self.menu.of(self._choice.name)
        inner.setTitle(filled(self.tr("Layout “%1”"), menu_text(from_below(self._choice.name))))
        menu.addMenu(inner)

    # -- what is seen

    def _title(self, name: str) -> str:
        return menu_text(from_below(name)) + (" •" if self._choice.modified(name) else "")

    def _words(self, name: str) -> str:
        said = from_below(name)
        return filled(self.tr("%1, modified"), said) if self._choice.modified(name) else said

    def _renew(self) -> None:
        names = self._choice.names
        blocked = self.bar.blockSignals(True)  # noqa: FBT003 - Qt's way
        while self.bar.count() > len(names):
            self.bar.removeTab(self.bar.count() - 1)
        while self.bar.count() < len(names):
            self.bar.addTab("")
        for at, name in enumerate(names):
            self.bar.setTabText(at, self._title(name))
            self.bar.setTabToolTip(at, plain(self._words(name)))
        self.bar.setCurrentIndex(names.index(self._choice.name))
        self.bar.blockSignals(blocked)
        self.list.setIcon(icon("chevron-down"))
        self.list.setText(filled(self.tr("Layout: %1"), self._title(self._choice.name)))
        self.list.setToolTip(plain(self._words(self._choice.name)))
        # the tabs give way first, but never further than to the button
        self.setMinimumWidth(self.minimumSizeHint().width())
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All tabs."""
        return QSize(self.bar.sizeHint().width() + theme.px(32), self.bar.sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The button."""
        return QSize(self.list.sizeHint().width() + theme.px(32), theme.px(28))

    def resizeEvent(self, _: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tabs, or the button."""
        self._place()

    def _place(self) -> None:
        short = self.sizeHint().width() > self.width()
        shown, other = (self.list, self.bar) if short else (self.bar, self.list)
        size = shown.sizeHint()
        top = (self.height() - size.height()) // 2 if short else self.height() - size.height()
        shown.setGeometry(0, max(top, 0), min(size.width(), self.width()), size.height())
        self.add.move(shown.width() + theme.px(4), (self.height() - self.add.height()) // 2)
        shown.show()
        other.hide()

    def _on_tab_changed(self, at: int) -> None:
        if at >= 0:
            self._choice.choose(self._choice.names[at])
