"""How plots are painted: bands, grid, curves, marks of what cannot be relied on, lines across all of them.

It must not know the mouse, nor which plots there are. Values come in units of people, times on the shared axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from shiboken6 import Shiboken

from app.replay.dial import Dial
from app.replay.lanes import Driving
from app.replay.signals import Plotted, Signal
from app.replay.trace import Outline, Trace
from app.scene.standing import Standing
from app.scene.wording import named, number
from app.ui.theme.fonts import Role
from app.ui.theme.hatch import draw_hatched
from app.ui.theme.theme import theme
from app.ui.theme.tokens import mixed
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.colours import HATCHED, of_mode
from app.ui.timeline.painting import upright
from app.ui.widgets.ticks import ticks

Floats = npt.NDArray[np.float64]
_FAR = 1e5
"""Pixels beyond which a value is not drawn further away."""
_DOTS_FROM = 9.0
"""Samples that are so many pixels apart are seen as dots."""
_MARK = 4
_MOST_TURNS = 120
"""A line that turns up and down more often is drawn with the thin pen."""
_DENSE_ALPHA = 150
_QUIET_MODES = frozenset({"automated"})
"""Who drives as a rule has no band of its own."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a curve is told from the others: colour and dash pattern (empty: solid), in units of its width."""

    token: str
    dashes: tuple[float, ...] = ()


STYLES = (
    Style("acc"), Style("t1", (3, 3)), Style("ped", (8, 2)), Style("bic", (1, 2)), Style("ok", (8, 2, 1, 2)),
    Style("veh", (5, 2)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels in one plot."""

    low: float
    high: float
    rect: QRectF

    def y(self, value: float) -> float:
        """Where a value is."""
        return self.rect.bottom() - (value - self.low) * self.rect.height() / (self.high - self.low)

    def value(self, y: float) -> float:
        """The value at a pixel."""
        return self.low + (self.rect.bottom() - y) * (self.high - self.low) / self.rect.height()


def paint_bands(painter: QPainter, axis: TimeAxis, rect: QRectF, driving: Sequence[Driving]) -> None:
    """Who drove, behind the curves, where it is not the automation as usual."""
    tokens = theme.tokens
    for one in driving:
        if one.mode in _QUIET_MODES or one.end_ns <= axis.start_ns or one.start_ns >= axis.end_ns:
            continue
        left, right = max(axis.x(one.start_ns), rect.left()), min(axis.x(one.end_ns), rect.right())
        cell = QRectF(left, rect.top(), right - left, rect.height())
        colour = mixed(tokens[of_mode(one.mode)], tokens.canvas, share=0.16)
        painter.fillRect(cell, QColor(colour))
        if one.mode in HATCHED:
            draw_hatched(painter, QRectF(left, rect.top(), right - left, 3), tokens[of_mode(one.mode)], under=colour)


def paint_grid(painter: QPainter, axis: TimeAxis, scale: Scale | None, rect: QRectF, dial: Dial) -> None:
    """Faint lines at round times, and at round values if there are any."""
    colour = QColor(mixed(theme.tokens.line, theme.tokens.canvas, share=0.7))
    for t_ns, _ in axis.ticks(dial):
        painter.fillRect(QRectF(round(axis.x(t_ns)), rect.top(), 1, rect.height()), colour)
    if scale is not None:
        for value in _round_values(scale, rect):
            painter.fillRect(QRectF(rect.left(), round(scale.y(value)), rect.width(), 1), colour)


def paint_values(painter: QPainter, scale: Scale, rect: QRectF, texts: Sequence[tuple[float, str]]) -> None:
    """Values in words at the right, over the curves, the largest first; one that has no room is left out."""
    painter.setFont(theme.font(Role.AXIS))
    metrics = QFontMetricsF(painter.font())
    backed = QColor(theme.tokens.canvas)
    backed.setAlpha(215)
    high = metrics.height()
    taken = rect.top() - high
    for value, text in texts:
        top = min(max(scale.y(value) - high / 2, rect.top() + 1), rect.bottom() - high)
        if top < taken + 1:
            continue
        taken = top + high
        wide = metrics.horizontalAdvance(text) + 6
        box = QRectF(rect.right() - wide - 2, top, wide, high)
        painter.fillRect(box, backed)
        painter.setPen(QColor(theme.tokens.t3))
        painter.drawText(box.adjusted(0, 0, -3, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


def value_texts(scale: Scale, rect: QRectF, plotted: Plotted, trace: Trace | None) -> list[tuple[float, str]]:
    """What stands at the right: round values, the largest with the unit; of codes what those that occur mean."""
    codes = plotted.codes if isinstance(plotted, Signal) else None
    if codes is not None:
        levels = () if trace is None else trace.levels
        return [(level, named(codes.get(int(level), number(level)))) for level in reversed(levels)]
    found = _round_values(scale, rect)
    unit, places = plotted.shown.unit, _places(found)
    return [
        (value, number(value, places) + (f" {unit}" if at == 0 and unit else ""))
        for at, value in enumerate(reversed(found))
    ]


def _round_values(scale: Scale, rect: QRectF) -> list[float]:
    high = QFontMetricsF(theme.font(Role.AXIS)).height()
    return ticks(scale.low, scale.high, max(int(rect.height() / (1.7 * high)), 2))


def _places(values: Sequence[float]) -> int:
    """As few digits as say them exactly."""
    return next((at for at in range(6) if all(abs(round(one, at) - one) < 1e-9 for one in values)), 6)


def paint_curve(
    painter: QPainter, axis: TimeAxis, scale: Scale, trace: Trace, style: Style, *, factor: float, grey: bool
) -> None:
    """One signal, and marks at the lower edge where its records cannot be relied on."""
    rect = scale.rect
    outline = trace.outline(axis.start_ns, axis.end_ns, max(int(rect.width()), 1))
    x, y = pixels(outline, scale, rect.width() / max(int(rect.width()), 1), factor)
    colour = QColor(theme.tokens.unchecked if grey else theme.tokens[style.token])
    if style.dashes and not outline.samples:
        colour.setAlpha(_DENSE_ALPHA)
    wide = outline.samples and _is_smooth(y, rect.width())
    pen = QPen(colour, 1.5 if wide else 1.0)
    # Qt strokes lines of one device pixel a hundred times as fast as wider ones
    pen.setCosmetic(not wide)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if style.dashes else Qt.PenCapStyle.RoundCap)
    # where a line goes up and down in every pixel, dashes are no line any more
    if style.dashes and outline.samples:
        pen.setDashPattern(list(style.dashes))
    painter.save()
    painter.setClipRect(rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=outline.samples)
    painter.setPen(pen)
    alone = draw_strokes(painter, x, y)
    if outline.samples and not wide:
        # as wide as the others, at twice the price of one and not at a hundred times
        draw_strokes(painter, x, y + 0.5)
    known = ~np.isnan(y)
    spacing = rect.width() / max(int(np.count_nonzero(known)), 1)
    painter.setPen(QPen(colour, 3.5 if outline.samples else 1.5, c=Qt.PenCapStyle.RoundCap))
    if outline.samples and spacing >= _DOTS_FROM and not trace.stepped:
        painter.drawPoints(_polygon(x[known], y[known]))
    elif len(alone):
        painter.drawPoints(_polygon(x[alone], y[alone]))
    painter.restore()
    paint_marks(painter, axis, rect, trace)


def is_dense(trace: Trace, axis: TimeAxis, rect: QRectF) -> bool:
    """Whether there are more samples than pixels to tell them apart."""
    first, last = trace.within(axis.start_ns, axis.end_ns)
    return last - first > 2 * rect.width()


def _is_smooth(y: Floats, width: float) -> bool:
    """Whether a wider line is soon drawn: it does not turn up and down all the time, however little."""
    steps = np.sign(np.diff(y))
    return len(y) <= 2 * width and int(np.count_nonzero(steps[1:] * steps[:-1] < 0)) <= _MOST_TURNS


def pixels(outline: Outline, scale: Scale, per_column: float, factor: float) -> tuple[Floats, Floats]:
    """The outline in pixels."""
    rect = scale.rect
    x = rect.left() + outline.x * per_column
    y = rect.bottom() - (outline.y * factor - scale.low) * (rect.height() / (scale.high - scale.low))
    return np.clip(x, rect.left() - _FAR, rect.right() + _FAR), np.clip(y, -_FAR, _FAR)


def draw_strokes(painter: QPainter, x: Floats, y: Floats) -> npt.NDArray[np.int64]:
    """Lines between the NaN; returns the positions of points that no line goes to."""
    known = np.flatnonzero(~np.isnan(y))
    if not len(known):
        return known
    breaks = np.flatnonzero(np.diff(known) > 1) + 1
    starts, ends = known[np.append(0, breaks)], known[np.append(breaks - 1, len(known) - 1)] + 1
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start > 1:
            painter.drawPolyline(_polygon(x[start:end], y[start:end]))
    # of a column whose samples are all alike, the stroke has no length
    alone: npt.NDArray[np.int64] = starts[(ends - starts == 1) | ((ends - starts <= 4) & (y[starts] == y[ends - 1]))]
    return alone


def _polygon(x: Floats, y: Floats) -> QPolygonF:
    """The points without a Python object for each."""
    polygon = QPolygonF()
    polygon.resize(len(x))
    if len(x):
        # the stubs take the address of the points for a point
        memory: Any = Shiboken.VoidPtr(polygon.data(), len(x) * 16, True)  # type: ignore[arg-type,call-arg] # noqa: FBT003
        points = np.frombuffer(memory, dtype=np.float64).reshape(-1, 2)
        points[:, 0], points[:, 1] = x, y
    return polygon


def paint_marks(painter: QPainter, axis: TimeAxis, rect: QRectF, trace: Trace) -> None:
    """At the lower edge, where records are broken, behind a break, missing or unchecked."""
    starts, lasts, standings = trace.marks
    near = (lasts >= axis.start_ns) & (starts < axis.end_ns)
    if not near.any():
        return
    left = rect.left() + (starts[near] - axis.start_ns) * (rect.width() / axis.visible_ns)
    right = rect.left() + (lasts[near] - axis.start_ns) * (rect.width() / axis.visible_ns) + 1
    found = np.stack([np.floor(np.maximum(left, rect.left())), np.ceil(np.minimum(right, rect.right()))], axis=1)
    tokens = theme.tokens
    for standing, token, counter in (
        (Standing.UNCHECKED, "unchecked", False), (Standing.MISSING, "unchecked", True),
        (Standing.AFTER_BREAK, "after", True), (Standing.BROKEN, "broken", False),
    ):  # fmt: skip
        for start, end in np.unique(found[standings[near] == standing], axis=0).tolist():
            strip = QRectF(start, rect.bottom() - _MARK, max(end - start, 3.0), _MARK)
            if end - start < 6:
                painter.fillRect(strip, QColor(tokens[token]))
            else:
                draw_hatched(painter, strip, tokens[token], under=tokens.canvas, counter=counter)


def paint_note(painter: QPainter, rect: QRectF, text: str) -> None:
    """Why there is no curve."""
    painter.setFont(theme.font(Role.SECONDARY))
    painter.setPen(QColor(theme.tokens.t2))
    painter.drawText(rect.adjusted(12, 0, -90, 0), Qt.AlignmentFlag.AlignVCenter, text)


def paint_t0(painter: QPainter, axis: TimeAxis, rect: QRectF, t0_ns: int | None) -> None:
    """T0, dashed through all plots."""
    if t0_ns is not None and rect.left() <= axis.x(t0_ns) <= rect.right():
        upright(painter, axis.x(t0_ns), rect.top(), rect.bottom(), theme.tokens.t0, dashed=True)


def paint_cursor(painter: QPainter, axis: TimeAxis, rect: QRectF, t_ns: int, letter: str) -> None:
    """Cursor A or B: a dotted line and its letter."""
    x = axis.x(t_ns)
    if not rect.left() <= x <= rect.right():
        return
    tokens = theme.tokens
    pen = QPen(QColor(tokens.t1), 1)
    pen.setDashPattern([1, 3])
    painter.setPen(pen)
    at = round(x) + 0.5
    painter.drawLine(QPointF(at, rect.top()), QPointF(at, rect.bottom()))
    painter.setFont(theme.font(Role.AXIS))
    box = QRectF(min(at + 1, rect.right() - 14), rect.top() + 1, 13, 13)
    painter.fillRect(box, QColor(tokens.t1))
    painter.setPen(QColor(tokens.bg0 if tokens.dark else tokens.bg1))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def paint_hand(painter: QPainter, axis: TimeAxis, rect: QRectF, t_ns: int) -> None:
    """Where the replay is."""
    x = axis.x(t_ns)
    if rect.left() - 1 <= x <= rect.right() + 1:
        tokens = theme.tokens
        upright(painter, x, rect.top(), rect.bottom(), tokens.t1 if tokens.dark else "#14181B", width=1.6)


def paint_dot(painter: QPainter, at: QPointF, style: Style) -> None:
    """The value at the hand."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.tokens.canvas), 1.5))
    painter.setBrush(QColor(theme.tokens[style.token]))
    painter.drawEllipse(at, 3.5, 3.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
