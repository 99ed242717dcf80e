"""How a channel stands in the list: its icon, the name shortened in its path, the tag of the master, and its numbers.

It must not know channels. The tag stands at the one that is the master; at the one under the pointer it is offered.
"""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.widgets.drag_tree import NAMED
from app.ui.widgets.painted import draw_text, in_path, width_of

_ICON, _LEFT, _BETWEEN, _AROUND, _TAG = 16, 4, 6, 4, 16
"""Pixels: the icon, what is left of it, behind it and behind the name, around the word of the tag, and its height."""
_Index = QModelIndex | QPersistentModelIndex


class ChannelName(QStyledItemDelegate):
    """Paints the names of one list, and hears who clicks a tag."""

    master_asked = Signal(str)
    """Step by this channel."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._master: str | None = None
        self.pressed_tag = False
        """Whether the press that is under way began on a tag."""
        tree.setMouseTracking(True)

    def set_master(self, master: str | None) -> None:
        """The channel that one steps by."""
        self._master = master

    def tag(self, rect: QRect, name: str) -> tuple[QRect, str]:
        """Where the tag stands in the place of a name, and what it says: a letter where the name needs the room."""
        px = theme.px
        around, high = 2 * px(_AROUND), px(_TAG)
        word = self.tr("master")
        last = width_of(name.rsplit("/", 1)[-1], Role.BODY, weight=QFont.Weight.DemiBold)
        taken = px(_LEFT) + px(_ICON) + 2 * px(_BETWEEN) + around
        if taken + last + width_of(word, Role.SECONDARY) > rect.width():
            word = word[:1].upper()
        wide = round(width_of(word, Role.SECONDARY)) + around
        return QRect(rect.right() - wide - 1, rect.center().y() - high // 2, wide, high), word

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The ground as everywhere, and on it icon, name and tag."""
        name, picture = _ground(self, painter, option, index)
        rect = QRect(option.rect)
        master = index.data(NAMED) == self._master
        tagged = master or bool(option.state & QStyle.StateFlag.State_MouseOver)
        px, tokens = theme.px, theme.tokens
        side = px(_ICON)
        left = rect.left() + px(_LEFT)
        picture.paint(painter, QRect(left, rect.center().y() - side // 2, side, side))
        left += side + px(_BETWEEN)
        tag, word = self.tag(rect, name)
        until = tag.left() - px(_BETWEEN) if tagged else rect.right() - px(_BETWEEN)
        weight = QFont.Weight.DemiBold if master else None
        said = in_path(name, until - left, role=Role.BODY, weight=weight)
        place = QRectF(left, rect.top(), until - left, rect.height())
        draw_text(painter, place, said, role=Role.BODY, colour=_tone(index), weight=weight)
        if tagged:
            tone = tokens.acc if master else tokens.t2
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tone if master else tokens.line2), 1))
            painter.drawRoundedRect(QRectF(tag).adjusted(0.5, 0.5, -0.5, -0.5), px(3), px(3))
            within = QRectF(tag).adjusted(px(_AROUND), 0, 0, 0)
            draw_text(painter, within, word, role=Role.SECONDARY, colour=tone)
            painter.restore()

    def editorEvent(  # noqa: N802 - Qt's name
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """A click on the tag makes the channel the master; nothing else hears of it."""
        press, release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
        if isinstance(event, QMouseEvent) and event.type() in (press, release):
            tag, _ = self.tag(option.rect, str(index.data(Qt.ItemDataRole.DisplayRole)))
            on_it = event.button() == Qt.MouseButton.LeftButton and tag.contains(event.position().toPoint())
            if event.type() == press:
                self.pressed_tag = on_it
            elif self.pressed_tag and on_it:
                self.master_asked.emit(index.data(NAMED))
                return True
        return super().editorEvent(event, model, option, index)


class ChannelNumber(QStyledItemDelegate):
    """Paints a number at the right of a narrow column, or an icon in its middle."""

    def __init__(self, tree: QTreeWidget, *, icon: int = _ICON) -> None:
        """`icon`: how large it is, in pixels."""
        super().__init__(tree)
        self._icon = icon

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """With less around it than elsewhere: there are five such columns beside a name."""
        text, picture = _ground(self, painter, option, index)
        rect = QRect(option.rect)
        if text:
            place = QRectF(rect).adjusted(0, 0, -theme.px(_AROUND), 0)
            align = Qt.AlignmentFlag.AlignRight
            draw_text(painter, place, text, role=Role.SECONDARY, colour=_tone(index), align=align)
        else:
            side = theme.px(self._icon)
            centre = rect.center()
            picture.paint(painter, QRect(centre.x() - side // 2 + 1, centre.y() - side // 2, side, side))


def _ground(
    delegate: QStyledItemDelegate, painter: QPainter, option: QStyleOptionViewItem, index: _Index
) -> tuple[str, QIcon]:
    """Paint what lies behind every cell; what the cell itself has to show."""
    delegate.initStyleOption(option, index)
    text, picture = str(option.text), QIcon(option.icon)
    option.text, option.icon = "", QIcon()
    option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
    return text, picture


def _tone(index: _Index) -> str:
    """The colour of its text."""
    brush = index.data(Qt.ItemDataRole.ForegroundRole)
    return theme.tokens.t1 if brush is None else brush.color().name()
