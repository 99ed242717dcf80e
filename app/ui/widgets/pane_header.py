"""The line on top of a view: verdict, title, which sample, how old it is, by which rule it was found, and tools.

It must not know moments or channels: it is given words and numbers. What never goes when it gets narrow is the verdict
and the age; first the rule shortens, then the sample, then the title; only then sample and rule go.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import VerdictMark, draw_verdict
from app.ui.theme.theme import theme
from app.ui.widgets.painted import Painted, draw_text, in_path, width_of
from app.ui.widgets.plain import plain
from app.ui.widgets.words import milliseconds, verdict_word

_WARN_FROM = 0.6
"""Share of the maximum age above which the age is a warning."""
_LEAST_TITLE, _SHORT_TITLE = 34, 48
"""Pixels: of a title alone, and of one with sample and rule behind it."""


@dataclass(frozen=True, slots=True)
class _Fitted:
    """What of the header is shown: the title's width, and the rest in full or not at all."""

    title: float
    sample: str
    rule: str
    bar: bool


class PaneHeader(Painted):
    """28 px: verdict glyph, title, sample, age bar and ms, rule, and tool buttons at the right."""

    HEIGHT = 28

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._sample, self._short_sample, self._rule, self._short_rule = "", "", "", ""
        self._verdict: VerdictMark | None = None
        self._age_ms: float | None = None
        self._max_ms: float | None = None
        self._least: dict[QWidget, int] = {}
        self._tools = QHBoxLayout(self)
        self._tools.setContentsMargins(0, 0, theme.px(4), 0)
        self._tools.setSpacing(theme.px(4))
        self._tools.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._say()

    def set_title(self, title: str) -> None:
        """The channel's or the pane's name."""
        self._put(_title=title)

    def set_verdict(self, verdict: VerdictMark | None) -> None:
        """The verdict of the sample shown; None where nothing is shown that could have one."""
        self._put(_verdict=verdict)

    def set_sample(self, sample: str, *, short: str = "") -> None:
        """Which sample: `frame 254`; `short` where that does not fit: `254`."""
        self._put(_sample=sample, _short_sample=short)

    def set_age(self, age_ms: float | None, max_ms: float | None = None) -> None:
        """How old the sample is, and how old it may be; None where there is none."""
        self._put(_age_ms=age_ms, _max_ms=max_ms)

    def set_rule(self, rule: str, *, short: str = "") -> None:
        """By which rule it was found: `≤ t, max 150 ms`; `short` where that does not fit: `≤ t`."""
        self._put(_rule=rule, _short_rule=short)

    def add_tool(self, widget: QWidget, *, least: int = 0) -> None:
        """Put a button, or another small control, at the right end; it is there from a width of `least` pixels on."""
        self._tools.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        if least:
            self._least[widget] = least

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt's name."""
        super().resizeEvent(event)
        for tool, least in self._least.items():
            tool.setVisible(self.width() >= theme.px(least))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Any width: it shortens."""
        return QSize(theme.px(240), theme.px(self.HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Qt's name."""
        tokens, px = theme.tokens, theme.px
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.bg2))
            painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(tokens.line))
            height = self.height() - 1
            x = float(px(8))
            if self._verdict is not None:
                side = px(12)
                draw_verdict(painter, QRectF(x, (height - side) / 2, side, side), self._verdict, tokens)
                x += side + px(8)
            fits = self._fitted(self._free_to() - x)
            title = in_path(self._title, fits.title, role=Role.TITLE)
            draw_text(painter, QRectF(x, 0, fits.title, height), title, role=Role.TITLE, colour=tokens.t1)
            x += fits.title + px(8)
            if fits.sample:
                room = width_of(fits.sample, Role.BODY)
                draw_text(painter, QRectF(x, 0, room, height), fits.sample, role=Role.BODY, colour=tokens.t2)
                x += room + px(8)
            x = self._draw_age(painter, x, height, bar=fits.bar)
            if fits.rule:
                room = width_of(fits.rule, Role.SECONDARY)
                draw_text(painter, QRectF(x, 0, room, height), fits.rule, role=Role.SECONDARY, colour=tokens.t3)

    def _draw_age(self, painter: QPainter, x: float, height: int, *, bar: bool) -> float:
        if self._age_ms is None:
            return x
        tokens, px = theme.tokens, theme.px
        old = self._share > _WARN_FROM
        if bar:
            track = QRectF(x, (height - px(4)) / 2, px(24), px(4))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.bg4))
            painter.drawRoundedRect(track, 2, 2)
            painter.setBrush(QColor(tokens.warn if old else tokens.t2))
            filled = QRectF(track.topLeft(), track.bottomRight() - QPointF(track.width() * (1 - self._share), 0))
            painter.drawRoundedRect(filled, min(2.0, filled.width() / 2), 2)
            x += px(24) + px(8)
        text = milliseconds(self._age_ms)
        room = width_of(text, Role.BODY)
        draw_text(painter, QRectF(x, 0, room, height), text, role=Role.BODY, colour=tokens.warn if old else tokens.t2)
        return x + room + px(8)

    @property
    def _share(self) -> float:
        if not self._max_ms or self._age_ms is None:
            return 0.0
        return min(1.0, max(0.0, self._age_ms / self._max_ms))

    def _free_to(self) -> float:
        """Where the tools begin."""
        tools = [item.widget() for item in map(self._tools.itemAt, range(self._tools.count())) if item is not None]
        first = min((tool.x() for tool in tools if tool is not None and not tool.isHidden()), default=self.width())
        return first - theme.px(8)

    def _fitted(self, room: float) -> _Fitted:
        """The fullest of the ways to say it that fits; the title shortens before sample and rule are left out."""
        bar = bool(self._max_ms) and self._age_ms is not None
        short, rule = self._short_sample or self._sample, self._short_rule or self._rule
        title = width_of(self._title, Role.TITLE)
        short_title, least_title = (min(title, float(theme.px(one))) for one in (_SHORT_TITLE, _LEAST_TITLE))
        ways = (
            (title, self._sample, self._rule, bar), (title, self._sample, rule, bar), (title, short, rule, bar),
            (short_title, short, rule, bar), (short_title, short, rule, False), (least_title, "", rule, False),
        )  # fmt: skip
        for least, said, by, with_bar in ways:
            left = room - self._width_behind(said, by, bar=with_bar)
            if least <= left:
                return _Fitted(min(title, left), said, by, with_bar)
        left = room - self._width_behind("", "", bar=bar)
        if bar and left < theme.px(_LEAST_TITLE):
            bar = False
            left = room - self._width_behind("", "", bar=False)
        return _Fitted(max(0.0, left), "", "", bar)

    def _width_behind(self, sample: str, rule: str, *, bar: bool) -> float:
        """What sample, age and rule take, each with the gap before it."""
        gap = theme.px(8)
        width = float(theme.px(32)) if bar else 0.0
        if sample:
            width += gap + width_of(sample, Role.BODY)
        if self._age_ms is not None:
            width += gap + width_of(milliseconds(self._age_ms), Role.BODY)
        if rule:
            width += gap + width_of(rule, Role.SECONDARY)
        return width

    def _put(self, **facts: str | float | None) -> None:
        """Take what is shown; what is shown already is neither said nor painted anew."""
        if any(getattr(self, name) != fact for name, fact in facts.items()):
            for name, fact in facts.items():
                setattr(self, name, fact)
            self._say()

    def _say(self) -> None:
        """Put the whole text where it can be read when it is shortened, and heard."""
        parts = [self._title, self._sample]
        if self._verdict is not None:
            parts.append(verdict_word(self._verdict))
        if self._age_ms is not None:
            parts.append(milliseconds(self._age_ms))
        parts.append(self._rule)
        whole = " · ".join(part for part in parts if part)
        self.setToolTip(plain(whole))
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(whole)
        self.update()
