"""The list of the kinds of events: glyph, count, key and tick of each. What is not ticked is not drawn, nor stepped to.

It must not know the timeline: it says which kinds are to be hidden.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.replay.event_kinds import EventKind
from app.scene.wording import count, named
from app.ui.filling import filled
from app.ui.theme.icons import severity_icon
from app.ui.theme.theme import theme
from app.ui.widgets.filter_edit import FilterEdit
from app.ui.widgets.plain import one_line, plain
from app.ui.widgets.rows import as_rows

_KIND, _COUNT, _KEY = range(3)
_NAMED = int(Qt.ItemDataRole.UserRole)
_FILTER_FROM = 12
"""With so many kinds one does not read them all."""
_MOST_ROWS = 14


class _Tree(QTreeWidget):
    """Space and Enter tick, as a click does."""

    toggled = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Tick, or move."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.toggled.emit(self.currentItem())
        else:
            super().keyPressEvent(event)


class EventKindsList(QDialog):
    """Opens at a place, and closes when one clicks elsewhere."""

    hidden_changed = Signal(object)
    """The kinds that are to be hidden, a frozenset."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._kinds: Sequence[EventKind] = ()
        self._keys: Sequence[str] = ()
        self._hidden: frozenset[str] = frozenset()
        self.filter = FilterEdit()
        self.filter.setPlaceholderText(self.tr("Part of a kind"))
        self.filter.textChanged.connect(self._on_filter_changed)
        self.all = QPushButton(self.tr("All"))
        self.none = QPushButton(self.tr("None"))
        for button, hide in ((self.all, False), (self.none, True)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, hide=hide: self._put_all(hide=hide))
        self.tree = _Tree()
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels([self.tr("Kind of event"), self.tr("Count"), self.tr("Next one")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(self.tr("Kinds of events"))
        as_rows(self.tree)
        self.tree.itemClicked.connect(self._toggle)
        self.tree.toggled.connect(self._toggle)
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(_KIND, QHeaderView.ResizeMode.Stretch)
        self.told = QLabel()
        self.told.setProperty("tone", "t2")
        self._lay_out()
        theme.changed.connect(self._renew)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.told, 1)
        buttons.addWidget(self.all)
        buttons.addWidget(self.none)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 8)
        column.setSpacing(4)
        above = QVBoxLayout()
        above.setContentsMargins(8, 0, 8, 0)
        above.addLayout(buttons)
        above.addWidget(self.filter)
        column.addLayout(above)
        column.addWidget(self.tree, 1)

    def show_kinds(self, kinds: Sequence[EventKind], hidden: frozenset[str], keys: Sequence[str]) -> None:
        """List these; `keys`: those of the first kinds."""
        same = self._kinds == kinds and self._keys == keys
        self._kinds, self._hidden, self._keys = kinds, hidden, keys
        if not same:
            self._renew()
        self._show_ticks()

    def open_at(self, at: QPoint) -> None:
        """Show it with its lower left corner there, or its upper one where there is no room above."""
        self.filter.clear()
        row = theme.px(24)
        rows = min(max(len(self._kinds), 3), _MOST_ROWS)
        self.resize(theme.px(344), (rows + 1) * row + self.sizeHint().height() - self.tree.sizeHint().height() + 8)
        room = self.screen().availableGeometry()
        left = min(max(at.x(), room.left()), room.right() + 1 - self.width())
        top = at.y() - self.height() if at.y() - self.height() >= room.top() else at.y()
        self.move(left, min(top, room.bottom() + 1 - self.height()))
        self.show()
        self.tree.setFocus()

    # -- inside

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """An edge: a style sheet gives a dialog none."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setPen(QColor(theme.tokens.line2))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _renew(self) -> None:
        """The rows, in the order of the first event of each kind; what is found and which row is current stay."""
        before = self.tree.currentItem()
        current = None if before is None else before.data(_KIND, _NAMED)
        self.tree.clear()
        self.filter.setVisible(len(self._kinds) > _FILTER_FROM)
        for column, width in ((_COUNT, 52), (_KEY, 72)):
            self.tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.tree.header().resizeSection(column, theme.px(width))
        for at, kind in enumerate(self._kinds):
            key = self._keys[at] if at < len(self._keys) else ""
            item = QTreeWidgetItem([one_line(named(kind.kind)), count(kind.count), key])
            item.setData(_KIND, _NAMED, kind.kind)
            item.setIcon(_KIND, severity_icon(kind.severity))
            item.setToolTip(_KIND, plain(kind.kind))
            item.setTextAlignment(_COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            # a click anywhere in the row ticks: the box alone would tick twice
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.tree.addTopLevelItem(item)
        items = self._items()
        for first in [one for one in items if one.data(_KIND, _NAMED) == current] or items[:1]:
            self.tree.setCurrentItem(first)
        # what cannot be seen must not leave anything out
        if self.filter.isHidden():
            self.filter.clear()
        self._on_filter_changed(self.filter.text())
        self._show_ticks()

    def _show_ticks(self) -> None:
        for item in self._items():
            ticked = item.data(_KIND, _NAMED) not in self._hidden
            state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            if item.data(_KIND, Qt.ItemDataRole.CheckStateRole) != state:
                item.setCheckState(_KIND, state)
        shown = sum(one.count for one in self._kinds if one.kind not in self._hidden)
        every = sum(one.count for one in self._kinds)
        self.told.setText(filled(self.tr("%1 of %2 events shown"), count(shown), count(every)))

    def _items(self) -> list[QTreeWidgetItem]:
        found = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        return [item for item in found if item is not None]

    def _toggle(self, item: QTreeWidgetItem, _: int = 0) -> None:
        self.hidden_changed.emit(self._hidden ^ {item.data(_KIND, _NAMED)})

    def _put_all(self, *, hide: bool) -> None:
        """All that are listed."""
        listed = {item.data(_KIND, _NAMED) for item in self._items() if not item.isHidden()}
        self.hidden_changed.emit(self._hidden | listed if hide else self._hidden - listed)

    def _on_filter_changed(self, text: str) -> None:
        wanted, found = text.strip().lower(), 0
        for item in self._items():
            hit = wanted in item.text(_KIND).lower() or wanted in str(item.data(_KIND, _NAMED)).lower()
            item.setHidden(not hit)
            found += hit
        self.filter.set_state("" if not wanted else "ok" if found else "warn")
