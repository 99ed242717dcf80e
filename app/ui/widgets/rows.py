"""Tables and lists as the design wants them: rows of 24 px, the row at the playhead with a bar and in bold.

It must not know what the rows are about.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTreeView,
)

from app.ui.theme.theme import theme

AT_PLAYHEAD = int(Qt.ItemDataRole.UserRole) + 1000
"""Role: true for the rows at the playhead."""


ROOM = QColor(0, 0, 0, 0)
"""As the decoration of a cell: it is not seen, and leaves room for a glyph before the text."""


class RowDelegate(QStyledItemDelegate):
    """Paints cells; the row under the mouse is one, one at the playhead has its bar, one with the keyboard its ring."""

    def __init__(self, view: QTableView | QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self._hovered = QPersistentModelIndex()
        view.entered.connect(self._on_view_entered)
        view.viewportEntered.connect(self._on_viewport_entered)
        self._fit()
        theme.changed.connect(self._fit)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        """Bold at the playhead; the state of a row and not of its cells."""
        super().initStyleOption(option, index)
        if index.data(AT_PLAYHEAD):
            option.font.setWeight(QFont.Weight.DemiBold)
        option.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        if self.hovers(index):
            option.state |= QStyle.StateFlag.State_MouseOver

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's name."""
        super().paint(painter, option, index)
        self.paint_row(painter, QRectF(option.rect), index, present=bool(index.data(AT_PLAYHEAD)))

    def paint_row(
        self, painter: QPainter, rect: QRectF, index: QModelIndex | QPersistentModelIndex, *, present: bool
    ) -> None:
        """What of a cell belongs to its row: the bar at the playhead, and the ring of the keyboard."""
        if present and index.column() == 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), 2, rect.height()), QColor(theme.tokens.acc))
        current = self._view.currentIndex()
        if current.row() == index.row() and self._view.hasFocus() and current.parent() == index.parent():
            _ring(painter, rect, first=index.column() == 0, last=index.column() == index.model().columnCount() - 1)

    def hovers(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the mouse is over its row."""
        return (
            self._hovered.isValid()
            and self._hovered.row() == index.row()
            and self._hovered.parent() == index.parent()
            and self._view.viewport().underMouse()
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """At least 24 px high: a tree that was laid out before it was shown does not know it from the style sheet."""
        return super().sizeHint(option, index).expandedTo(QSize(0, theme.px(24)))

    def _on_view_entered(self, index: QModelIndex) -> None:
        self._hovered = QPersistentModelIndex(index.sibling(index.row(), 0))
        self._view.viewport().update()

    def _on_viewport_entered(self) -> None:
        self._hovered = QPersistentModelIndex()
        self._view.viewport().update()

    def _fit(self) -> None:
        if isinstance(self._view, QTableView):
            self._view.verticalHeader().setMinimumSectionSize(theme.px(24))
            self._view.verticalHeader().setDefaultSectionSize(theme.px(24))


def aligned(*, right: bool) -> Qt.AlignmentFlag:
    """Where the text of a cell stands: numbers at the right."""
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def as_rows(view: QTableView | QTreeView, kind: type[RowDelegate] = RowDelegate) -> RowDelegate:
    """Give a table or tree dense rows, whole-row selection, no grid, and the delegate that it returns."""
    delegate = kind(view)
    view.setItemDelegate(delegate)
    view.setMouseTracking(True)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    if isinstance(view, QTableView):
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.verticalHeader().hide()
    else:
        view.setUniformRowHeights(True)
        # a tree that has its model already would go on without a height
        view.doItemsLayout()
    header = view.horizontalHeader() if isinstance(view, QTableView) else view.header()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return delegate


def _ring(painter: QPainter, rect: QRectF, *, first: bool, last: bool) -> None:
    painter.save()
    painter.setPen(QPen(QColor(theme.tokens.acc), 2))
    inner = rect.adjusted(1, 1, -1, -1)
    painter.drawLine(QPointF(rect.left(), inner.top()), QPointF(rect.right(), inner.top()))
    painter.drawLine(QPointF(rect.left(), inner.bottom()), QPointF(rect.right(), inner.bottom()))
    if first:
        painter.drawLine(inner.topLeft(), inner.bottomLeft())
    if last:
        painter.drawLine(inner.topRight(), inner.bottomRight())
    painter.restore()
