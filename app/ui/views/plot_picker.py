"""Where signals are chosen for plots: a list to search and to drag from, and a line for those that are reckoned.

It must not know plots: it says what was chosen.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.replay.expression import FUNCTIONS, ExpressionError, compiled
from app.replay.signals import Derived, Plotted, Signal, full_name
from app.scene.wording import named
from app.ui.channel_icons import ICONS
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.theme.icons import icon
from app.ui.theme.theme import theme
from app.ui.widgets.drag_tree import NAMED, DragTree
from app.ui.widgets.filter_edit import FilterEdit
from app.ui.widgets.plain import plain
from app.ui.widgets.rows import as_rows


class SignalPicker(QDialog):
    """The signals of one log."""

    chosen = QtSignal(object)
    """A signal, or a derived one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle(self.tr("Add signal"))
        self._signals: Sequence[Signal] = ()
        self._names: Mapping[str, Signal] = {}
        self.filter = FilterEdit(icon="search")
        self.filter.setPlaceholderText(self.tr("Name, channel or unit"))
        self.filter.textChanged.connect(self._on_filter_changed)
        self.tree = DragTree()
        self.tree.setHeaderLabels([self.tr("Signal"), self.tr("Unit")])
        self.tree.setAccessibleName(self.tr("Signals"))
        as_rows(self.tree)
        self.tree.itemActivated.connect(self._on_activated)
        self.hint = QLabel(self.tr("Drag a signal onto a plot, or double-click it for a plot of its own"))
        self.hint.setProperty("tone", "t3")
        self.hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for part in (self.filter, self.tree, self.hint):
            column.addWidget(part, 1 if part is self.tree else 0)
        column.addLayout(self._expression_rows())
        self.resize(theme.px(400), theme.px(520))

    def set_signals(self, signals: Sequence[Signal], names: Mapping[str, Signal]) -> None:
        """Offer these."""
        self._signals, self._names = signals, names
        self.tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for one in signals:
            if one.channel not in groups:
                group = groups[one.channel] = QTreeWidgetItem([one.channel.strip("/"), ""])
                group.setIcon(0, icon(ICONS.get(one.kind, "file")))
                group.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.tree.addTopLevelItem(group)
            item = QTreeWidgetItem([one.field, "" if one.unit == "1" else one.unit])
            item.setData(0, NAMED, [one.channel, one.field])
            kind = self.tr("codes") if one.codes is not None else one.unit
            item.setToolTip(0, plain(f"{named(one.field)}\n{one.description}\n{full_name(one)}, {kind}"))
            groups[one.channel].addChild(item)
        for at, group in enumerate(groups.values()):
            group.setExpanded(at == 0)
        self.tree.resizeColumnToContents(1)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, self.tree.header().ResizeMode.Stretch)
        self._on_filter_changed(self.filter.text())
        self._on_typed()

    def show_below(self, at: QPoint) -> None:
        """Show it with its right upper corner there, as far as the screen has room."""
        room = self.screen().availableGeometry()
        left = min(max(at.x() - self.width(), room.left()), room.right() - self.width())
        top = min(max(at.y(), room.top()), room.bottom() - self.height() - 30)
        self.move(left, top)
        self.show()
        self.filter.setFocus()

    def _expression_rows(self) -> QGridLayout:
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Name"))
        self.unit = QLineEdit()
        self.unit.setPlaceholderText(self.tr("Unit"))
        self.expression = FilterEdit(icon="waypoints")
        self.expression.setPlaceholderText(self.tr("Derived, as in derivative(speed) * 3.6"))
        self.problem = QLabel()
        self.problem.setProperty("tone", "t3")
        self.problem.setWordWrap(True)
        self.add = QPushButton(self.tr("Add derived"))
        self.add.setAutoDefault(False)
        self.expression.textChanged.connect(self._on_typed)
        self.expression.returnPressed.connect(self._on_add)
        self.add.clicked.connect(self._on_add)
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.addWidget(self.expression, 0, 0, 1, 3)
        grid.addWidget(self.name, 1, 0)
        grid.addWidget(self.unit, 1, 1)
        grid.addWidget(self.add, 1, 2)
        grid.addWidget(self.problem, 2, 0, 1, 3)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        return grid

    def _on_filter_changed(self, text: str) -> None:
        wanted = text.strip().lower()
        shown = 0
        for group in self._groups():
            inside = 0
            for item in (group.child(at) for at in range(group.childCount())):
                assert item is not None
                channel, field = item.data(0, NAMED)
                hit = wanted in f"{channel} {field} {named(field).lower()} {item.text(1)}".lower()
                item.setHidden(not hit)
                inside += hit
            group.setHidden(not inside)
            if wanted:
                group.setExpanded(True)
            shown += inside
        self.filter.set_state("" if not wanted else "ok" if shown else "warn")
        self.hint.setText(
            filled(self.tr("%1 of %2 shown"), shown, len(self._signals))
            if wanted
            else self.tr("Drag a signal onto a plot, or double-click it for a plot of its own")
        )

    def _groups(self) -> list[QTreeWidgetItem]:
        found = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        return [group for group in found if group is not None]

    def _on_activated(self, item: QTreeWidgetItem, _: int) -> None:
        named_by = item.data(0, NAMED)
        if named_by is not None:
            self.chosen.emit(next(one for one in self._signals if [one.channel, one.field] == named_by))

    def _on_typed(self) -> None:
        text = self.expression.text()
        self.add.setEnabled(False)
        if not text.strip():
            self.expression.set_state("")
            self.problem.setText(filled(self.tr("In the units of the log. Functions: %1"), ", ".join(FUNCTIONS)))
            return
        try:
            used = compiled(text, self._names).signals
        except ExpressionError as error:
            why = from_below(str(error))
            self.expression.set_state("broken", reason=why, span=error.span)
            self.problem.setText(why)
            return
        self.expression.set_state("ok")
        self.problem.setText(filled(self.tr("From %1"), ", ".join(full_name(one) for one in used)))
        self.add.setEnabled(True)

    def _on_add(self) -> None:
        if self.add.isEnabled():
            text = self.expression.text().strip()
            made: Plotted = Derived(name=self.name.text().strip() or text, text=text, unit=self.unit.text().strip())
            self.chosen.emit(made)
