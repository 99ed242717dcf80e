"""The line above or below a picture with facts about it, which never stand on the picture.

It must not know records: it is given words and marks.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import CandidateMark, VerdictMark, draw_candidate, draw_verdict
from app.ui.theme.theme import theme
from app.ui.widgets.painted import Painted, draw_text, in_words, width_of
from app.ui.widgets.plain import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class StripPart:
    """One fact, with its mark before it."""

    text: str
    verdict: VerdictMark | None = None
    candidate: CandidateMark | None = None
    tone: str = "t2"
    """The token of the text's colour."""


class InfoStrip(Painted):
    """24 px: facts from the left and from the right; where they do not fit, the left ones shorten first."""

    HEIGHT = 24

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left: tuple[StripPart, ...] = ()
        self._right: tuple[StripPart, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_left(self, *parts: str | StripPart) -> None:
        """The facts that begin at the left edge."""
        self._put(_parts(parts), self._right)

    def set_right(self, *parts: str | StripPart) -> None:
        """The facts that end at the right edge."""
        self._put(self._left, _parts(parts))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Any width: it shortens."""
        return QSize(theme.px(240), theme.px(self.HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Qt's name."""
        edge = theme.px(8)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.tokens.canvas))
            start = max(float(edge), self.width() - edge - _room(self._right))
            _draw(
                painter, self._left, edge, start - theme.px(16) if self._right else self.width() - edge, self.height()
            )
            _draw(painter, self._right, start, self.width() - edge, self.height())

    def _put(self, left: tuple[StripPart, ...], right: tuple[StripPart, ...]) -> None:
        if (left, right) == (self._left, self._right):
            return
        self._left, self._right = left, right
        whole = " · ".join(part.text for part in (*self._left, *self._right) if part.text)
        self.setToolTip(plain(whole))
        self.setAccessibleName(whole)
        self.update()


def _parts(given: tuple[str | StripPart, ...]) -> tuple[StripPart, ...]:
    return tuple(StripPart(text=part) if isinstance(part, str) else part for part in given)


def _mark_width(part: StripPart) -> float:
    if part.verdict is not None:
        return theme.px(12) + theme.px(6)
    return theme.px(24) + theme.px(6) if part.candidate is not None else 0.0


def _room(parts: tuple[StripPart, ...]) -> float:
    widths = [_mark_width(part) + width_of(part.text, Role.SECONDARY) for part in parts]
    return sum(widths) + theme.px(16) * max(0, len(widths) - 1)


def _draw(painter: QPainter, parts: tuple[StripPart, ...], start: float, end: float, height: int) -> None:
    tokens, px, x = theme.tokens, theme.px, float(start)
    for part in parts:
        mark = _mark_width(part)
        if end - x < mark + px(16):
            return
        if part.verdict is not None:
            draw_verdict(painter, QRectF(x, (height - px(12)) / 2, px(12), px(12)), part.verdict, tokens)
        elif part.candidate is not None:
            draw_candidate(painter, QRectF(x, (height - px(8)) / 2, px(24), px(8)), part.candidate, tokens)
        x += mark
        said = in_words(part.text, Role.SECONDARY, end - x)
        room = width_of(said, Role.SECONDARY)
        draw_text(painter, QRectF(x, 0, room, height), said, role=Role.SECONDARY, colour=tokens[part.tone])
        if said != part.text:
            return
        x += room + px(16)
