"""What every widget that paints itself needs: a repaint when the theme changes, and text that fits.

It must not know what is painted.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText, QTextOption, QTransform
from PySide6.QtWidgets import QWidget

from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.widgets.plain import one_line

_LONG = 200
"""Signs."""


class Painted(QWidget):
    """A widget of a height that grows with the interface; it repaints and asks for its room anew at a new theme."""

    HEIGHT = 0
    """Pixels at scale 1; 0 leaves it free."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follow_theme()
        theme.changed.connect(self._follow_theme)

    def _follow_theme(self) -> None:
        if self.HEIGHT:
            self.setFixedHeight(theme.px(self.HEIGHT))
        self.updateGeometry()
        self.update()


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of text as it was shaped: to be painted as often as it is needed."""

    shaped: QStaticText
    width: float
    height: float


def _line(text: str, role: Role, weight: QFont.Weight | None) -> _Line:
    """Shaped once for as long as it is the same; what is long is seldom the same, and would fill the memory."""
    shape = _shape if len(text) <= _LONG else _shape.__wrapped__
    return shape(one_line(text), role, weight, theme.scale)


@lru_cache(maxsize=4096)
def _shape(text: str, role: Role, weight: QFont.Weight | None, _scale: float) -> _Line:
    """`_scale` is the theme's, for which its fonts are."""
    font = theme.font(role, weight=weight)
    metrics = QFontMetricsF(font)
    made, option = QStaticText(text), QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextOption(option)
    made.prepare(QTransform(), font)
    return _Line(made, metrics.horizontalAdvance(text), metrics.height())


@lru_cache(maxsize=4096)
def _elided(
    text: str, role: Role, weight: QFont.Weight | None, _scale: float, elide: Qt.TextElideMode, room: float
) -> str:
    return QFontMetricsF(theme.font(role, weight=weight)).elidedText(text, elide, room)


def width_of(text: str, role: Role, *, weight: QFont.Weight | None = None) -> float:
    """How wide the text is, in whole pixels upwards: what is that wide is not shortened."""
    return float(ceil(_line(text, role, weight).width))


def shortened(
    text: str, role: Role, room: float, *, weight: QFont.Weight | None = None,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> str:  # fmt: skip
    """The text, with an ellipsis in place of what does not fit."""
    if width_of(text, role, weight=weight) <= room:
        return text
    elided = _elided if len(text) <= _LONG else _elided.__wrapped__
    return elided(one_line(text), role, weight, theme.scale, elide, room)


def in_path(name: str, room: float, *, role: Role, weight: QFont.Weight | None = None) -> str:
    """A name of parts shortened to some pixels: the last part, which tells it from its neighbours, goes last."""
    if width_of(name, role, weight=weight) <= room:
        return name
    first, last = name.split("/", 1)[0], "/" + name.rsplit("/", 1)[-1]
    if "/" in name:
        whole = f"{first}/…{last}"
        if name.count("/") > 1 and width_of(whole, role, weight=weight) <= room:
            return whole
        beside = room - width_of(last, role, weight=weight)
        if beside >= width_of(first[:1] + "…", role, weight=weight):
            return shortened(name[: -len(last)], role, beside, weight=weight) + last
        if width_of("…" + last, role, weight=weight) <= room:
            return "…" + last
    return _abbreviated(last[1:], room, role, weight)


def _abbreviated(name: str, room: float, role: Role, weight: QFont.Weight | None) -> str:
    """A name without parts: each of its words loses its end, so that `front_left_camera` and `front_right_camera` stay
    two; one that is too long even so, or has one word, has an ellipsis in its middle.
    """
    words = name.split("_")

    def cut(kept: int) -> str:
        return "_".join(word if word.isdigit() else word[:kept] for word in words)

    # the more of each word, the wider: a log may have names of hundreds of letters
    lengths = range(1, max(len(word) for word in words)) if len(words) > 1 else ()
    kept = bisect_right(lengths, room, key=lambda kept: width_of(cut(kept), role, weight=weight))
    if kept:
        return cut(kept)
    return shortened(name, role, room, weight=weight, elide=Qt.TextElideMode.ElideMiddle)


def in_words(text: str, role: Role, room: float) -> str:
    """The text, or as many of its words as fit and an ellipsis: never a number without its unit, or a part of it."""
    if width_of(text, role) <= room:
        return text
    words = text.split(" ")
    while words:
        words.pop()
        while words and not words[-1][:1].isalpha():
            words.pop()
        said = " ".join(words).rstrip(",;") + "…"
        if width_of(said, role) <= room:
            return said
    return "…"


def broken(text: str, role: Role, room: float) -> list[str]:
    """The text in lines that fit, broken between words; a word that is too long for any line is broken, too."""
    # measured and not shaped: most of what is measured here is shown nowhere
    wide = QFontMetricsF(theme.font(role)).horizontalAdvance
    lines: list[str] = []
    words = one_line(text).split()[::-1]
    while words:
        word = words.pop()
        if wide(word) > room and len(word) > 1:
            fits = max(1, bisect_right(range(1, len(word)), room, key=lambda at: wide(word[:at])))
            words.append(word[fits:])
            word = word[:fits]
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and wide(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    *,
    role: Role,
    colour: str,
    weight: QFont.Weight | None = None,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """One line of text in the middle of `rect`'s height, shortened if it does not fit."""
    if not text:
        return
    said = shortened(text, role, rect.width(), weight=weight, elide=elide)
    line = _line(said, role, weight)
    left = rect.left()
    if align == Qt.AlignmentFlag.AlignRight:
        left = rect.right() - line.width
    elif align == Qt.AlignmentFlag.AlignHCenter:
        left += (rect.width() - line.width) / 2
    painter.setFont(theme.font(role, weight=weight))
    painter.setPen(QColor(colour))
    painter.drawStaticText(QPointF(left, rect.top() + (rect.height() - line.height) / 2), line.shaped)
