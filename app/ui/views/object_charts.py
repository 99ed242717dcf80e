"""One object over time in up to three strips: its classes, its distance, the LiDAR points in its box.

It must not read anything. Nothing is drawn where no record has the object.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.log.channel import Mode
from app.replay.dial import COUNTING, Dial
from app.scene.life import Life
from app.scene.wording import count, named, number
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.timeline.colours import fill_of_class
from app.ui.widgets.painted import Painted, draw_text, width_of

_HEAD, _FOOT, _EDGE, _AIR, _LEAST = 16, 16, 8, 6, 20
_TO = "\u2013"
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Columns:
    """The records that are drawn, (n,) each; of several in one pixel the first: an hour has tens of thousands."""

    at: npt.NDArray[np.int64]
    left: Floats
    right: Floats
    """From and to where it holds, the others of its pixel with it."""
    points: Floats
    """The most of its pixel."""
    piece: npt.NDArray[np.int64]
    """Those of one number follow one another without a record that lacks the object."""


def _columns(life: Life, mode: Mode, x: Callable[[npt.NDArray[np.int64]], Floats]) -> _Columns:
    left, right = x(life.times_ns(mode)), x(life.ends_ns(mode))
    points = life.cells["points"].astype(np.float64)
    piece = np.cumsum(np.append(0, np.diff(life.cells["place"]) > 1))[: len(life)]
    pixels = np.floor(left)
    starts = np.flatnonzero(np.append(True, pixels[1:] != pixels[:-1])[: len(life)])
    if len(starts):
        right, points = np.maximum.reduceat(right, starts), np.fmax.reduceat(points, starts)
    return _Columns(at=starts, left=left[starts], right=right, points=points, piece=piece[starts])


class ObjectCharts(Painted):
    """Of one life; a click goes to that time."""

    time_asked = Signal(object)
    """In ns on the log's scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._life: Life | None = None
        self._mode = Mode.CAPTURE
        self._here_ns = 0
        self._t0_ns: int | None = None
        self._dial: Dial = COUNTING
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Class, points and distance of the object over time"))

    def show_life(self, life: Life | None, mode: Mode, here_ns: int) -> None:
        """Show these records."""
        self._life, self._mode, self._here_ns = life, mode, here_ns
        self.update()

    def set_clock(self, dial: Dial, t0_ns: int | None) -> None:
        """Tell times by this clock."""
        self._dial, self._t0_ns = dial, t0_ns
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for three strips."""
        return QSize(theme.px(240), 3 * theme.px(_HEAD + _LEAST) + theme.px(_FOOT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for one strip."""
        return QSize(theme.px(140), theme.px(_HEAD + _LEAST + _FOOT))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go to that time."""
        span = self._span()
        if span is None:
            return
        inside = self._inside()
        share = min(max((event.position().x() - inside.left()) / max(inside.width(), 1), 0.0), 1.0)
        self.time_asked.emit(span[0] + round(share * (span[1] - span[0])))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """All strips."""
        life, span = self._life, self._span()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.tokens.canvas))
            if life is None or span is None:
                return
            inside = self._inside()
            x = self._x(inside, span)
            shown = _columns(life, self._mode, x)
            strips = list(self._strips(inside))
            paints = (self._classes, self._distance, self._points)
            for strip, paint in zip(strips, paints, strict=False):
                painter.setPen(QColor(theme.tokens.line))
                painter.drawLine(strip.bottomLeft(), strip.bottomRight())
                paint(painter, strip, shown)
            self._paint_hands(painter, QRectF(strips[0].topLeft(), strips[-1].bottomRight()), span, x)

    # -- inside

    def _span(self) -> tuple[int, int] | None:
        if self._life is None or not len(self._life):
            return None
        times = self._life.times_ns(self._mode)
        first, last = int(times.min()), int(times.max())
        around = max((last - first) // 20, 50_000_000)
        return first - around, last + around

    def _inside(self) -> QRectF:
        edge = theme.px(_EDGE)
        return QRectF(self.rect()).adjusted(edge, 0, -edge, -theme.px(_FOOT))

    def _strips(self, inside: QRectF) -> Iterator[QRectF]:
        """As many as can be read, the classes first."""
        many = min(max(int(inside.height() // theme.px(_HEAD + _LEAST)), 1), 3)
        high = inside.height() / many
        for at in range(many):
            top = inside.top() + at * high
            yield QRectF(inside.left(), top + theme.px(_HEAD), inside.width(), high - theme.px(_HEAD + 2))

    def _x(self, inside: QRectF, span: tuple[int, int]) -> Callable[[npt.NDArray[np.int64]], Floats]:
        scale = inside.width() / (span[1] - span[0])
        return lambda times: np.asarray(inside.left() + (times - span[0]) * scale, dtype=np.float64)

    def _head(self, painter: QPainter, strip: QRectF, title: str, value: str) -> None:
        head = QRectF(strip.left(), strip.top() - theme.px(_HEAD), strip.width(), theme.px(_HEAD))
        draw_text(painter, head, title, role=Role.AXIS, colour=theme.tokens.t2)
        room = head.adjusted(width_of(title, Role.AXIS) + theme.px(_AIR), 0, 0, 0)
        draw_text(painter, room, value, role=Role.AXIS, colour=theme.tokens.t2, align=Qt.AlignmentFlag.AlignRight)

    def _classes(self, painter: QPainter, strip: QRectF, shown: _Columns) -> None:
        """Each class as high as it was probable, one upon another; one without a probability fills what is left."""
        life = self._life
        assert life is not None
        self._head(painter, strip, self.tr("Class probability"), f"0{_TO}1")
        below = np.zeros(len(shown.at))
        for which, name in enumerate(life.classes[: life.probabilities.shape[1]]):
            share = life.probabilities[shown.at, which].astype(np.float64)
            alone = np.isnan(share) & (life.likeliest[shown.at] == which)
            share = np.clip(np.where(alone, 1 - below, np.nan_to_num(share)), 0, 1 - below)
            colour = QColor(theme.tokens[fill_of_class(name)])
            for at in np.flatnonzero(share > 0).tolist():
                high = share[at] * strip.height()
                top = strip.bottom() - below[at] * strip.height() - high
                painter.fillRect(QRectF(shown.left[at], top, shown.right[at] - shown.left[at], high), colour)
            below = below + share
        self._name_classes(painter, strip, shown)

    def _name_classes(self, painter: QPainter, strip: QRectF, shown: _Columns) -> None:
        """Its name on each stretch of one class, where it fits."""
        life = self._life
        assert life is not None
        likeliest = life.likeliest[shown.at]
        if not len(shown.at):
            return
        starts = np.flatnonzero(np.append(True, likeliest[1:] != likeliest[:-1])).tolist()
        ink = theme.tokens.canvas if theme.tokens.dark else theme.tokens.t1
        line = QRectF(strip.left(), strip.bottom() - theme.px(_FOOT), strip.width(), theme.px(_FOOT))
        for start, end in zip(starts, [*starts[1:], len(shown.at)], strict=True):
            name = life.class_at(int(shown.at[start]))
            left, right = float(shown.left[start]), float(shown.right[end - 1])
            room = QRectF(left + 3, line.top(), right - left - 6, line.height())
            if name is not None and width_of(named(name), Role.AXIS) <= room.width():
                draw_text(painter, room, named(name), role=Role.AXIS, colour=ink)

    def _points(self, painter: QPainter, strip: QRectF, shown: _Columns) -> None:
        life = self._life
        assert life is not None
        points = life.cells["points"].astype(np.float64)
        known = np.isfinite(points).any()
        most = max(float(np.nanmax(points)), 1.0) if known else 0.0
        said = filled_range(0, float(np.nanmax(points))) if known else self.tr("not logged")
        self._head(painter, strip, self.tr("LiDAR points in its box"), said)
        if not most:
            return
        colour = QColor(theme.tokens.unchecked)
        for left, right, value in zip(shown.left.tolist(), shown.right.tolist(), shown.points.tolist(), strict=True):
            if value == value:
                high = value / most * strip.height()
                painter.fillRect(QRectF(left, strip.bottom() - high, max(right - left - 1, 1), high), colour)

    def _distance(self, painter: QPainter, strip: QRectF, shown: _Columns) -> None:
        life = self._life
        assert life is not None
        distance = life.cells["distance"].astype(np.float64)
        most = max(float(np.nanmax(distance)), 1.0) if np.isfinite(distance).any() else 0.0
        said = f"{filled_range(0, most)} m" if most else self.tr("not known")
        self._head(painter, strip, self.tr("Distance to the vehicle"), said)
        if not most:
            return
        heights = strip.bottom() - distance[shown.at] / most * strip.height()
        painter.setPen(QPen(QColor(theme.tokens.acc), theme.px(2)))
        parted = np.flatnonzero((np.diff(shown.piece) > 0) | np.isnan(np.diff(heights))) + 1
        for part in np.split(np.arange(len(shown.at)), parted):
            known = part[np.isfinite(heights[part])]
            line = [QPointF(shown.left[at], heights[at]) for at in known.tolist()]
            if len(line) > 1:
                painter.drawPolyline(QPolygonF(line))
            elif line:
                painter.drawPoint(line[0])

    def _paint_hands(
        self, painter: QPainter, area: QRectF, span: tuple[int, int], x: Callable[[npt.NDArray[np.int64]], Floats]
    ) -> None:
        """The instant that is shown, T0, and the ends of the axis."""
        area = area.adjusted(0, -theme.px(_HEAD), 0, 0)
        for t_ns, style, token in (
            (self._here_ns, Qt.PenStyle.SolidLine, "t1"), (self._t0_ns, Qt.PenStyle.DashLine, "t0"),
        ):  # fmt: skip
            if t_ns is not None and span[0] <= t_ns <= span[1]:
                at = float(x(np.array([t_ns]))[0])
                painter.setPen(QPen(QColor(theme.tokens[token]), 1, style))
                painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
        foot = QRectF(area.left(), area.bottom() + 1, area.width(), theme.px(_FOOT))
        for t_ns, align in ((span[0], Qt.AlignmentFlag.AlignLeft), (span[1], Qt.AlignmentFlag.AlignRight)):
            draw_text(painter, foot, self._dial.bare(t_ns), role=Role.AXIS, colour=theme.tokens.t3, align=align)


def filled_range(low: float, high: float) -> str:
    """From where to where a strip goes."""
    return f"{count(round(low))}{_TO}{number(high, 0 if high >= 10 else 1)}"
