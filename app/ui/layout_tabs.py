"""The tabs of the layouts in the first row: a click takes one, `+` keeps the present one, a menu does the rest.

It must not know the desk. Where there is no room for tabs, one button with a list stands for them.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QWidget,
)

from app.ui.filling import filled
from app.ui.layout_choice import LayoutChoice
from app.ui.layouts.shelf import SUFFIX
from app.ui.theme.icons import icon
from app.ui.theme.theme import theme
from app.ui.widgets.plain import menu_text, plain
from app.ui.widgets.tool_button import ToolButton


class LayoutTabs(QWidget):
    """A tab for each layout."""

    def __init__(self, choice: LayoutChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._inner: QMenu | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.bar = QTabBar(self)
        self.bar.setProperty("mark", "title")
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self.bar.setAccessibleName(self.tr("Layout"))
        self.bar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.bar.customContextMenuRequested.connect(self._on_menu_asked)
        self.bar.currentChanged.connect(self._on_tab_changed)
        self.list = QToolButton(self)
        self.list.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.list.setMenu(QMenu(self.list))
        self.list.menu().aboutToShow.connect(self._fill_list)
        self.add = ToolButton("plus", self.tr("Save this arrangement as a layout"), parent=self)
        self.add.clicked.connect(self.save_as)
        choice.changed.connect(self._renew)
        theme.changed.connect(self._renew)
        self._renew()

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """What the actions of the table do."""
        return {
            "next_layout": lambda: self._choice.step(1),
            "previous_layout": lambda: self._choice.step(-1),
            "save_layout": self.save_as,
            "reset_layout": self._choice.reset,
        }

    @property
    def short(self) -> bool:
        """Whether one button stands for all tabs."""
        return self.list.isVisibleTo(self)

    def take_keys(self) -> None:
        """Get the focus: arrows go from tab to tab."""
        (self.list if self.short else self.bar).setFocus()

    def save_as(self) -> None:
        """Ask for a name, and keep the present arrangement under it."""
        if not self.isVisible():
            return
        usual = self._choice.name if self._choice.owned(self._choice.name) else ""
        name = self._name(self.tr("Save layout"), self.tr("What is this arrangement to be called?"), usual)
        if name and self._may_replace(name):
            self._choice.save(name)

    # -- the menu

    def menu_of(self, name: str) -> QMenu:
        """What can be done with that layout."""
        choice, menu = self._choice, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        present, owned = name == choice.name, choice.owned(name)
        entries: tuple[tuple[str, Callable[[], object], bool], ...] = (
            (self.tr("Save changes"), lambda: choice.save(name), present and owned and choice.modified(name)),
            (self.tr("Save layout as…"), self.save_as, present),
            (self.tr("Reset"), choice.reset, present and choice.modified(name)),
            ("", lambda: None, False),
            (self.tr("Rename…"), lambda: self._rename(name), owned),
            (self.tr("Delete…"), lambda: self._delete(name), owned),
            ("", lambda: None, False),
            (self.tr("Export…"), lambda: self._export(name), True),
            (self.tr("Import…"), self._import, True),
        )
        for text, does, possible in entries:
            if not text:
                menu.addSeparator()
                continue
            action = menu.addAction(text)
            action.setEnabled(possible)
            action.triggered.connect(lambda _=False, does=does: does())
        return menu

    def _on_menu_asked(self, at: QPoint) -> None:
        tab = self.bar.tabAt(at)
        name = self._choice.names[tab] if tab >= 0 else self._choice.name
        self.menu_of(name).popup(self.bar.mapToGlobal(at))

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
        inner = self._inner = self.menu_of(self._choice.name)
        inner.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        inner.setTitle(filled(self.tr("Layout “%1”"), menu_text(self._choice.name)))
        menu.addMenu(inner)

    # -- what is asked

    def _name(self, title: str, question: str, usual: str) -> str:
        text, given = QInputDialog.getText(self, title, question, QLineEdit.EchoMode.Normal, usual)
        return text.strip() if given else ""

    def _sure(self, question: str, yes: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Layout"), question, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        box.deleteLater()
        return box.clickedButton() is agreed

    def _may_replace(self, name: str) -> bool:
        taken = self._choice.taken(name)
        return taken is None or self._sure(
            filled(self.tr("There is a layout “%1”. Replace it?"), taken), self.tr("Replace")
        )

    def _rename(self, name: str) -> None:
        new = self._name(self.tr("Rename layout"), self.tr("What is it to be called?"), name)
        if new and new != name:
            self._choice.rename(name, new)

    def _delete(self, name: str) -> None:
        if self._sure(filled(self.tr("Delete the layout “%1”? Its file goes, too."), name), self.tr("Delete")):
            self._choice.delete(name)

    def _export(self, name: str) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export layout"), f"{name}{SUFFIX}", self._kinds)
        if path:
            self._choice.export(name, Path(path))

    def _import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Import layout"), "", self._kinds)
        if path and self._may_replace(Path(path).stem):
            self._choice.take_in(Path(path))

    @property
    def _kinds(self) -> str:
        return self.tr("Layouts (*.irlayout);;All files (*)")

    # -- what is seen

    def _title(self, name: str) -> str:
        return menu_text(name) + (" •" if self._choice.modified(name) else "")

    def _renew(self) -> None:
        names = self._choice.names
        blocked = self.bar.blockSignals(True)  # noqa: FBT003 - Qt's way
        while self.bar.count() > len(names):
            self.bar.removeTab(self.bar.count() - 1)
        while self.bar.count() < len(names):
            self.bar.addTab("")
        for at, name in enumerate(names):
            self.bar.setTabText(at, self._title(name))
            self.bar.setTabToolTip(at, plain(self._choice.titled(name)))
        self.bar.setCurrentIndex(names.index(self._choice.name))
        self.bar.blockSignals(blocked)
        self.list.setIcon(icon("chevron-down"))
        self.list.setText(filled(self.tr("Layout: %1"), self._title(self._choice.name)))
        self.list.setToolTip(plain(self._choice.title))
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
