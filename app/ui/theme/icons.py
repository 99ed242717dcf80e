"""Icons of the theme in force, for buttons, menus and labels.

It must not know what a button does.
"""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

from app.kinds.severity import Severity
from app.ui.theme.glyphs import VerdictMark, draw_severity, draw_verdict
from app.ui.theme.lucide import SIZE, image
from app.ui.theme.theme import theme

_RATIOS = {1.0, 2.0}
"""Always drawn: most screens, and pictures taken of the window; those of other screens that are there are added."""


def icon(name: str, tone: str = "t2", *, on: str = "acc", size: int = SIZE) -> QIcon:
    """The Lucide icon of that name: `tone`, a token, colours it, `on` when checked; grey if disabled.

    It keeps the colours of now: make it again when `theme.changed` was emitted.
    """
    made = QIcon()
    tokens, side = theme.tokens, theme.px(size)
    looks = (
        (QIcon.Mode.Normal, QIcon.State.Off, tone),
        (QIcon.Mode.Normal, QIcon.State.On, on),
        (QIcon.Mode.Disabled, QIcon.State.Off, "unchecked"),
        (QIcon.Mode.Disabled, QIcon.State.On, "unchecked"),
    )
    ratios = sorted(_RATIOS | {screen.devicePixelRatio() for screen in QGuiApplication.screens()})
    for mode, state, look in looks:
        for ratio in ratios:
            made.addPixmap(QPixmap.fromImage(image(name, tokens[look], size=side, ratio=ratio)), mode, state)
    return made


def pixmap(name: str, tone: str = "t2", *, size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture, for labels; `ratio` is the device pixel ratio of the screen."""
    return QPixmap.fromImage(image(name, theme.tokens[tone], size=theme.px(size), ratio=ratio))


def verdict_icon(mark: VerdictMark, *, size: int = 12) -> QIcon:
    """A verdict's glyph for lists and trees; like `icon` it keeps the colours of now."""
    return _drawn(lambda painter, place: draw_verdict(painter, place, mark, theme.tokens), size)


def severity_icon(severity: Severity, *, size: int = 12) -> QIcon:
    """The glyph of a severity, in the same way."""
    return _drawn(lambda painter, place: draw_severity(painter, place, severity, theme.tokens), size)


def _drawn(draw: Callable[[QPainter, QRectF], None], size: int) -> QIcon:
    side = theme.px(size)
    drawn = QPixmap(2 * side, 2 * side)
    drawn.setDevicePixelRatio(2)
    drawn.fill(Qt.GlobalColor.transparent)
    with QPainter(drawn) as painter:
        draw(painter, QRectF(0, 0, side, side))
    return QIcon(drawn)
