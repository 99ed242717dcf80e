"""The palette on the screen: a card near the top of the window with one line and one list, closed by Esc or a click
beside it.

It must not know where offers come from: `sources` is asked at each key. While it is shown it lies over the whole
window, so that a click beside it does nothing else; it is a child of the window and no window of its own, or input
methods could not be used in it.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.scene.wording import count
from app.ui.filling import filled
from app.ui.palette.offer import Group, Offer
from app.ui.palette.rows import ROW, Row, RowDelegate, RowModel
from app.ui.palette.sources import PaletteSources
from app.ui.theme.theme import theme
from app.ui.widgets.filter_edit import FilterEdit

_WIDTH, _TOP, _ROWS, _FEW = 680, 72, 16, 6
_PAUSE_MS = 1000
"""Between two looks at what was read meanwhile."""
_MOST = 200
"""So many rows of a single group before one asks for the rest."""
_MOVES = {
    Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1,
    Qt.Key.Key_PageDown: _ROWS - 2, Qt.Key.Key_PageUp: 2 - _ROWS,
}  # fmt: skip


class Palette(QWidget):
    """Finds what one types; hidden until it is opened. `closing` are the keys that close it again."""

    def __init__(self, sources: PaletteSources, closing: Callable[[], list[QKeySequence]], window: QWidget) -> None:
        super().__init__(window)
        self._sources, self._closing = sources, closing
        self._before: QWidget | None = None
        """Who had the focus."""
        self._whole: Group | None = None
        """The group of which all is listed."""
        self._more = False
        """Whether more was read since it was looked for what there is."""
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(lambda: self.renew() if self._more else None)
        self.edit = FilterEdit(icon="search")
        self.edit.setPlaceholderText(self.tr("Find action, object, event or time"))
        self.edit.setAccessibleName(self.tr("Find"))
        self.list = QListView()
        self.list.setAccessibleName(self.tr("Found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model = RowModel(self._aside, self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(RowDelegate(self.list))
        self.list.clicked.connect(lambda _: self._choose())
        self._hint = QLabel(self.tr("Up and Down choose, Enter takes it, Esc closes"))
        self._hint.setProperty("tone", "t3")
        self.card = QFrame(self)
        self.card.setProperty("mark", "popover")
        self._ground = ground = _Ground()
        around = QVBoxLayout(self.card)
        around.setContentsMargins(3, 3, 3, 3)
        around.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(5, 5, 5, 5)
        column.setSpacing(8)
        for part in (self.edit, self.list, self._hint):
            column.addWidget(part, 1 if part is self.list else 0)
        self.edit.installEventFilter(self)
        window.installEventFilter(self)
        self.edit.textChanged.connect(self._on_text_changed)
        theme.changed.connect(self._fit)
        self.hide()

    def open(self) -> None:
        """Show it, empty, with the focus in its line."""
        if self.isVisible():
            return
        self._before = QApplication.focusWidget()
        self._sources.renew()
        self._whole = None
        self.edit.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.edit.clear()
        self.edit.blockSignals(False)  # noqa: FBT003
        self._list_found()
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close it; who had the focus has it again."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None

    def renew(self) -> None:
        """More of the log was read; looked through at once, but not again and again."""
        self._more = self._pause.isActive()
        if self.isVisible() and not self._more:
            self._pause.start()
            self._sources.renew()
            self._list_again()

    def renew_objects(self) -> None:
        """Another instant is shown."""
        if self.isVisible():
            self._sources.renew_objects()
            self._list_again()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys of the line that mean the list; the window's size."""
        if watched is self.edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._takes(event)
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._fit()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Beside the card."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def _takes(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape or QKeySequence(event.keyCombination()) in self._closing():
            self.dismiss()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif key in _MOVES:
            self._move(_MOVES[key])
        else:
            return False
        return True

    def _on_text_changed(self) -> None:
        self._whole = None
        self._list_found()

    def _list_again(self) -> None:
        """The same rows and what has come; what was chosen stays chosen, or nothing is: Enter does nothing else."""
        index, bar = self.list.currentIndex(), self.list.verticalScrollBar()
        before, place = (self.model.rows[index.row()] if index.isValid() else None), bar.value()
        self._list_found()
        if before is None:
            return
        at = next((at for at, row in enumerate(self.model.rows) if row.stands_for(before)), None)
        if at is None:
            self.list.setCurrentIndex(QModelIndex())
        else:
            self._put(at)
        bar.setValue(place)
        if at is not None:
            self.list.scrollTo(self.model.index(at))

    def _list_found(self) -> None:
        typed = self.edit.text()
        found = self._sources.find(typed)
        rows: list[Row] = []
        for hits in found:
            there = len(hits.offers)
            shown = there if hits.group is self._whole else min(there, _MOST if len(found) == 1 else _FEW)
            head = self._title(hits.group)
            rows.append(Row(f"{head}  {count(there)}" if there > shown else head, hits.group))
            rows += [Row(offer.text, hits.group, offer) for offer in hits.offers[:shown]]
            if there > shown:
                rows.append(Row(filled(self.tr("Show all %1"), count(there)), hits.group, more=True))
        if not rows:
            rows.append(Row(filled(self.tr("Nothing has all these words: %1"), typed)))
        rows += self._notes()
        self.model.set_rows(rows)
        first = next((at for at, row in enumerate(rows) if row.offer is not None), None)
        # Enter behind a time that is none must not go to whatever else has these digits
        if first is not None and rows[first].can_be_chosen:
            self._put(first)
        self._fit()
        self.list.scrollToTop()

    def _notes(self) -> list[Row]:
        """Why there may be more than what is listed."""
        said = [self.tr("Events are still being read: there may be more")] if self._sources.reading else []
        number = self._sources.unreadable
        if number:
            words = self.tr("1 record cannot be read") if number == 1 else self.tr("%1 records cannot be read")
            said.append(filled(words, count(number)))
        return [Row(text) for text in said]

    def _put(self, at: int) -> None:
        self.list.setCurrentIndex(self.model.index(at))

    def _move(self, by: int) -> None:
        able = [at for at, row in enumerate(self.model.rows) if row.can_be_chosen]
        if not able:
            return
        now = self.list.currentIndex().row()
        place = able.index(now) if now in able else (-1 if by > 0 else 0)
        # one step goes round, a page does not
        self._put(able[(place + by) % len(able) if abs(by) == 1 else min(max(place + by, 0), len(able) - 1)])
        if self.list.currentIndex().row() == able[0]:
            self.list.scrollToTop()

    def _choose(self) -> None:
        index = self.list.currentIndex()
        row = self.model.rows[index.row()] if index.isValid() else None
        if row is None or not row.can_be_chosen:
            return
        if row.offer is None:
            at = index.row()
            self._whole = row.group
            self._list_found()
            self._put(at)
            return
        # what an action does may depend on who has the focus
        self.dismiss()
        self._sources.choose(row.offer)

    def _aside(self, offer: Offer) -> str:
        if offer.group is Group.TIME or offer.t_ns is None:
            return offer.aside
        time = self._sources.time_text(offer.t_ns)
        return time if self._sources.arrived(offer) else filled(self.tr("not arrived yet · %1"), time)

    def _title(self, group: Group) -> str:
        return {
            Group.TIME: self.tr("Time"),
            Group.ACTION: self.tr("Actions"),
            Group.OBJECT: self.tr("Road users at this instant"),
            Group.EVENT: self.tr("Events"),
            Group.CHANGE: self.tr("Model changes"),
            Group.BOOKMARK: self.tr("Bookmarks"),
            Group.CHANNEL: self.tr("Channels"),
        }[group]

    def _fit(self) -> None:
        window = self.parentWidget()
        assert window is not None
        self.setGeometry(window.rect())
        width = min(theme.px(_WIDTH), self.width() - theme.px(32))
        # as high as what is found, below the banner, which is never covered
        self.list.setFixedHeight(theme.px(ROW) * min(max(len(self.model.rows), 1), _ROWS))
        # a layout in a layout learns of the list's height by an event, which is too late
        self._ground.updateGeometry()
        place = QRectF((self.width() - width) / 2, theme.px(_TOP), width, self.card.sizeHint().height())
        most = self.height() - theme.px(_TOP + 32)
        if place.height() > most:
            self.list.setFixedHeight(max(self.list.height() - round(place.height() - most), theme.px(ROW)))
            place.setHeight(most)
        self.card.setGeometry(place.toRect())


class _Ground(QWidget):
    """Lies within the rounded corners and lets nothing through: else each key would paint the views below anew."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The colour of a pane."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), QColor(theme.tokens.bg1))
