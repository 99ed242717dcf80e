"""The box in the title row that opens the palette, and says by which key it opens.

It must not know the palette: it is pressed. One types in the palette and not here.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.keys.actions import ActionSet
from app.ui.theme.fonts import Role
from app.ui.theme.lucide import draw_icon
from app.ui.theme.theme import theme
from app.ui.widgets.painted import draw_text, width_of

_HEIGHT, _WIDE, _NARROW, _LEAST, _RIGHT = 28, 344, 200, 32, 8
_WIDE_FROM, _NARROW_FROM = 1600, 1024
"""Widths of the window from which the box says all that it finds, and from which it says anything."""


class SearchBox(QAbstractButton):
    """Looks like a field, is a button; it takes no focus by click."""

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._key = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.clicked.connect(actions.action("palette").trigger)
        actions.keys_changed.connect(self._on_keys_changed)
        theme.changed.connect(self._on_theme_changed)
        self._on_keys_changed()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow in a small window, and in a very small one nothing but the glass: menus and tabs need the room."""
        room = self.window().width()
        wide = _WIDE if room >= theme.px(_WIDE_FROM) else _NARROW if room >= theme.px(_NARROW_FROM) else _LEAST
        return QSize(theme.px(wide + _RIGHT), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As it wants to be: what stands beside it gives way."""
        return self.sizeHint()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Glass, words, key."""
        tokens, px = theme.tokens, theme.px
        box = QRectF(self.rect()).adjusted(1, 1, -px(_RIGHT) - 1, -1)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focused = self.hasFocus()
            painter.setPen(QPen(QColor(tokens.acc if focused else tokens.line2), 2 if focused else 1))
            painter.setBrush(QColor(tokens.bg3 if self.underMouse() else tokens.bg1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
            side = px(14)
            draw_icon(painter, QRectF(box.left() + px(8), box.center().y() - side / 2, side, side), "search", tokens.t2)
            if box.width() < px(_NARROW) / 2:
                return
            right = box.right() - px(8)
            if self._key:
                room = width_of(self._key, Role.AXIS) + px(8)
                key = QRectF(right - room, box.center().y() - px(8), room, px(16))
                painter.setPen(QColor(tokens.line2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(key.adjusted(0.5, 0.5, -0.5, -0.5), px(3), px(3))
                draw_text(
                    painter, key, self._key, role=Role.AXIS, colour=tokens.t2, align=Qt.AlignmentFlag.AlignHCenter
                )
                right = key.left() - px(8)
            left = box.left() + px(30)
            whole, short = self._actions.action("palette").text(), self.tr("Search")
            room = right - left
            words = whole if width_of(whole, Role.BODY) <= room else short
            draw_text(painter, QRectF(left, box.top(), room, box.height()), words, role=Role.BODY, colour=tokens.t3)

    def _on_keys_changed(self) -> None:
        self._key = self._actions.key_text("palette")
        self.setToolTip(self._actions.tooltip("palette"))
        self.setAccessibleName(self._actions.action("palette").text())
        self.update()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
