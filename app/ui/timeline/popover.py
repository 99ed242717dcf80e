"""What was at the time under the pointer, in a small window beside the timeline: picture, time, frame, event.

It must not know sessions, nor what is read for it. It takes neither the focus nor the mouse.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.kinds.severity import Severity
from app.scene.content import Picture
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import VerdictMark, draw_severity, draw_verdict
from app.ui.theme.hatch import draw_hatched_frame
from app.ui.theme.theme import theme
from app.ui.widgets.painted import draw_text, width_of

WIDTH, PICTURE = 210, 118
_ROW, _PADDING, _GLYPH = 20, 8, 12
_BAD = ("broken", "after")
_GAP = 4
"""Between the window and what it must not cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peek:
    """What it says. Without a camera there is no place for a picture."""

    time: str
    camera: str = ""
    frame: str = ""
    picture: Picture | None = None
    reason: str = ""
    """Why there is no picture."""
    verdict: VerdictMark | None = None
    warning: str = ""
    """What must be known of the picture before it is believed."""
    greyed: bool = False
    """It must not be taken for what was known then."""
    event: tuple[Severity, str] | None = None
    """What happened within a few pixels."""


class Popover(QWidget):
    """Shows a peek. Hidden until it is told where."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            Qt.WindowType.ToolTip
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.WindowTransparentForInput,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.peek: Peek | None = None
        self._image: QImage | None = None
        self._pixels: npt.NDArray[np.uint8] | None = None
        """What the image stands on: it does not own its memory."""
        theme.changed.connect(self._renew)

    def show_peek(self, peek: Peek, over: QRect, x: int) -> None:
        """Show it centred on a column of the screen, above a rectangle of the screen, or below where there is no
        room.
        """
        before, self.peek = self.peek, peek
        if before is None or before.picture is not peek.picture:
            self._image, self._pixels = None, None if peek.picture is None else peek.picture.pixels
        self.resize(self.sizeHint())
        self.place(over, x)
        self.update()
        if not self.isVisible():
            self.show()

    def place(self, over: QRect, x: int) -> None:
        """Move it along, inside of the screen."""
        screen = QGuiApplication.screenAt(QPoint(x, over.center().y())) or self.screen()
        self.move(placed(self.sizeHint(), over, x, screen.availableGeometry()))

    def _renew(self) -> None:
        self._image = None
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As much as it says."""
        peek = self.peek
        rows = 2 + bool(peek is not None and peek.warning)
        picture = PICTURE if peek is not None and peek.camera else 0
        return QSize(theme.px(WIDTH), theme.px(picture + rows * _ROW + _PADDING))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Picture, time and frame, what happened, what to beware of."""
        peek, tokens, px = self.peek, theme.tokens, theme.px
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.bg2))
            if peek is None:
                return
            top = 0.0
            if peek.camera:
                self._paint_picture(painter, QRectF(0, 0, self.width(), px(PICTURE)), peek)
                top = float(px(PICTURE))
            inner = QRectF(px(_PADDING), top + px(_PADDING) / 2, self.width() - 2 * px(_PADDING), px(_ROW))
            self._paint_time(painter, inner, peek)
            inner.translate(0, px(_ROW))
            self._paint_event(painter, inner, peek)
            if peek.warning:
                inner.translate(0, px(_ROW))
                colour = tokens.broken if peek.verdict in _BAD else tokens.warn
                draw_text(painter, inner, peek.warning, role=Role.SECONDARY, colour=colour)
            painter.setPen(QColor(tokens.line2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1))

    def _paint_picture(self, painter: QPainter, area: QRectF, peek: Peek) -> None:
        painter.fillRect(area, QColor(theme.tokens.canvas))
        if self._pixels is None or peek.picture is None:
            inner = area.adjusted(theme.px(_PADDING), 0, -theme.px(_PADDING), 0)
            painter.setFont(theme.font(Role.SECONDARY))
            painter.setPen(QColor(theme.tokens.t2))
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inner, centred, peek.reason)
            return
        image = self._fitted(area)
        size = image.deviceIndependentSize()
        place = QRectF(area.center().x() - size.width() / 2, area.center().y() - size.height() / 2,
                       size.width(), size.height())  # fmt: skip
        painter.drawImage(place.topLeft(), image)
        if peek.greyed:
            veil = QColor(theme.tokens.canvas)
            veil.setAlpha(170)
            painter.fillRect(place, veil)
        if peek.verdict in _BAD:
            draw_hatched_frame(painter, place, float(theme.px(4)), theme.tokens.broken, under="#FFFFFF")

    def _fitted(self, area: QRectF) -> QImage:
        """The picture as large as the area takes it, at the ratio of the screen; made once."""
        ratio = self.devicePixelRatioF()
        size = QSize(round(area.width() * ratio), round(area.height() * ratio))
        if self._image is None or self._image.devicePixelRatioF() != ratio:
            assert self._pixels is not None
            height, width = self._pixels.shape[:2]
            whole = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
            self._image = whole.scaled(
                size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._image.setDevicePixelRatio(ratio)
        return self._image

    def _paint_time(self, painter: QPainter, row: QRectF, peek: Peek) -> None:
        draw_text(painter, row, peek.time, role=Role.TITLE, colour=theme.tokens.t1)
        wide = width_of(peek.frame, Role.SECONDARY)
        right = QRectF(row.right() - wide, row.top(), wide + 1, row.height())
        draw_text(painter, right, peek.frame, role=Role.SECONDARY, colour=theme.tokens.t2)
        if peek.verdict is not None:
            side = theme.px(_GLYPH)
            glyph = QRectF(right.left() - side - theme.px(4), row.center().y() - side / 2, side, side)
            draw_verdict(painter, glyph, peek.verdict, theme.tokens)

    def _paint_event(self, painter: QPainter, row: QRectF, peek: Peek) -> None:
        if peek.event is None:
            draw_text(painter, row, peek.camera, role=Role.SECONDARY, colour=theme.tokens.t3)
            return
        severity, text = peek.event
        side = theme.px(_GLYPH)
        draw_severity(painter, QRectF(row.left(), row.center().y() - side / 2, side, side), severity, theme.tokens)
        words = row.adjusted(side + theme.px(6), 0, 0, 0)
        elide = Qt.TextElideMode.ElideRight
        draw_text(painter, words, text, role=Role.SECONDARY, colour=theme.tokens.t1, elide=elide)


def placed(size: QSize, over: QRect, x: int, screen: QRect) -> QPoint:
    """The upper left corner: above the rectangle if that is on the screen, else below it, and never beyond an edge."""
    left = min(max(x - size.width() // 2, screen.left()), screen.right() + 1 - size.width())
    top = over.top() - _GAP - size.height()
    if top < screen.top():
        top = min(over.top() + over.height() + _GAP, screen.bottom() + 1 - size.height())
    return QPoint(left, max(top, screen.top()))
