"""The list of the palette: heads of groups, offers, and what leads to the rest of a group; how a row is painted.

It must not know where offers come from. All texts are drawn as text: a log may have written them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.scene.standing import Standing
from app.ui.palette.offer import Group, Offer
from app.ui.pane import MARKS
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import draw_class, draw_severity, draw_verdict
from app.ui.theme.lucide import draw_icon
from app.ui.theme.theme import theme
from app.ui.views.picture_overlay import mark_of
from app.ui.widgets.painted import draw_text, width_of
from app.ui.widgets.words import verdict_word

ROW = 28
_LEFT, _ICON, _VERDICT, _GAP, _RIGHT = 12, 16, 12, 8, 12
_MOST_OF_TEXT = 0.66
"""Of the width: what is said behind the name keeps some room."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. With an offer: that; without, the head of its group, or with `more` what shows the rest of it."""

    text: str
    group: Group | None = None
    offer: Offer | None = None
    more: bool = False

    @property
    def can_be_chosen(self) -> bool:
        """Whether Enter does something."""
        return self.more or (self.offer is not None and self.offer.usable)

    def stands_for(self, other: "Row") -> bool:
        """Whether it is the same choice, in another list."""
        if self.offer is None or other.offer is None:
            return self.offer is other.offer and self.more and other.more and self.group is other.group
        return self.offer.key == other.offer.key


class RowModel(QAbstractListModel):
    """The rows of the list."""

    def __init__(self, aside: Callable[[Offer], str], parent: QObject) -> None:
        super().__init__(parent)
        self._aside = aside
        self.rows: Sequence[Row] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """Qt's name."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What who hears the list is told."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.rows[index.row()]
        if row.offer is None:
            return row.text
        standing = row.offer.standing
        verdict = "" if standing in (None, Standing.INTACT) else verdict_word(MARKS[standing])
        return "  ".join(part for part in (row.text, row.offer.about, verdict, self.aside(row)) if part)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Heads are no choice."""
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return enabled | Qt.ItemFlag.ItemIsSelectable if self.rows[index.row()].can_be_chosen else enabled

    def aside(self, row: Row) -> str:
        """What stands at the right: keys, or a time."""
        return "" if row.offer is None else self._aside(row.offer)


class RowDelegate(QStyledItemDelegate):
    """Paints the rows of a `RowModel`."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """All rows are equally high."""
        return QSize(theme.px(200), theme.px(ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's name."""
        model = index.model()
        assert isinstance(model, RowModel)
        row, rect = model.rows[index.row()], QRectF(option.rect)
        painter.save()
        if row.offer is None and not row.more:
            draw_text(
                painter, rect.adjusted(theme.px(_LEFT), theme.px(4), -theme.px(_RIGHT), 0), row.text,
                role=Role.SECONDARY, colour=theme.tokens.t3,
            )  # fmt: skip
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._ground(painter, rect, chosen=chosen, hovered=bool(option.state & QStyle.StateFlag.State_MouseOver))
            self._paint_row(painter, rect, row, model.aside(row), chosen=chosen)
        painter.restore()

    @staticmethod
    def _ground(painter: QPainter, rect: QRectF, *, chosen: bool, hovered: bool) -> None:
        tokens = theme.tokens
        if chosen:
            painter.fillRect(rect, QColor(tokens.sel))
            painter.fillRect(QRectF(rect.left(), rect.top(), 2, rect.height()), QColor(tokens.acc))
        elif hovered:
            painter.fillRect(rect, QColor(tokens.bg3))

    @staticmethod
    def _paint_row(painter: QPainter, rect: QRectF, row: Row, aside: str, *, chosen: bool) -> None:
        tokens, px = theme.tokens, theme.px
        left, right = rect.left() + px(_LEFT), rect.right() - px(_RIGHT)
        side = px(_ICON)
        if row.offer is not None:
            _draw_mark(painter, QRectF(left, rect.center().y() - side / 2, side, side), row.offer)
        left += side + px(_GAP)
        if row.offer is not None and row.offer.standing is not None:
            mark = QRectF(left, rect.center().y() - px(_VERDICT) / 2, px(_VERDICT), px(_VERDICT))
            draw_verdict(painter, mark, MARKS[row.offer.standing], tokens)
            left += px(_VERDICT + _GAP)
        if aside:
            room = width_of(aside, Role.SECONDARY)
            place = QRectF(right - room, rect.top(), room, rect.height())
            draw_text(painter, place, aside, role=Role.SECONDARY, colour=tokens.t2)
            right -= room + px(2 * _GAP)
        about = "" if row.offer is None else row.offer.about
        room = right - left if not about else (right - left) * _MOST_OF_TEXT
        room = min(room, width_of(row.text, Role.BODY))
        draw_text(
            painter, QRectF(left, rect.top(), room, rect.height()), row.text, role=Role.BODY,
            colour=tokens.acc if row.more else tokens.t1,
        )  # fmt: skip
        left += room + px(_GAP)
        if about and right - left > px(24):
            # the quietest tone cannot be read on what is selected
            draw_text(
                painter, QRectF(left, rect.top(), right - left, rect.height()), about, role=Role.SECONDARY,
                colour=tokens.t2 if chosen else tokens.t3,
            )  # fmt: skip


def _draw_mark(painter: QPainter, place: QRectF, offer: Offer) -> None:
    tokens = theme.tokens
    if offer.severity is not None:
        draw_severity(painter, place.adjusted(2, 2, -2, -2), offer.severity, tokens)
    elif offer.class_name is not None:
        draw_class(painter, place, mark_of(offer.class_name), tokens)
    elif offer.icon:
        draw_icon(painter, place, offer.icon, tokens.t2)
