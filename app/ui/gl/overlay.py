"""Strokes, marks and labels of a scene with a painter: over the picture of points, whichever back end made that.

It must not know what they mean, nor widgets: a painter and a projection are enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from app.scene.drawn import Area, Drawing, Label, Mark, Pattern, Shape, Stroke, labels_in_order
from app.scene.placed import Array
from app.scene.view import Projection
from app.ui.gl.colours import INKS
from app.ui.language.lower import from_below

_CASING = QColor(11, 13, 15, 200)
_CASING_PX = 2.0
_DASHES = {Pattern.DASHED: (8.0, 6.0), Pattern.DOTTED: (2.5, 4.5)}
"""Pixels on and off."""
_THICKEST_PX = 9
"""That a stroke may reach to both sides of its middle."""
_AROUND_PX = 50
"""A mark so far outside of the picture may reach into it."""
_LABEL_PX = 11
_APART_PX = 6
"""Between a label without a card and everything else that is written."""
_ALWAYS = 5.0
"""Labels of this weight and more are shown even where they cover others."""


Places = list[list[float]]
"""Points, each x and y in pixels."""


@dataclass(frozen=True, slots=True)
class Placard:
    """Where a label was put."""

    rect: QRectF
    label: Label


@lru_cache(maxsize=256)
def ink(name: str, share: float = 1.0) -> QColor:
    """A colour by its name; not to be changed."""
    colour = QColor(INKS[name])
    colour.setAlphaF(share)
    return colour


def paint_lines(painter: QPainter, drawing: Drawing, projection: Projection) -> None:
    """Areas and strokes."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    lines = [line for line in drawing.lines if len(line.points)]
    if not lines:
        return
    # all at once: most lines have two points, and a call costs more than they do
    behind = np.cumsum([len(line.points) for line in lines])
    starts = np.append(0, behind[:-1])
    pixels, depth = projection.project(np.concatenate([line.points for line in lines]))
    front = depth > projection.near
    whole, some = np.logical_and.reduceat(front, starts), np.logical_or.reduceat(front, starts)
    pixels = _bounded(pixels)
    beside = _beside(pixels, starts, projection)
    places = pixels.tolist()
    for at, (line, start, end) in enumerate(zip(lines, starts.tolist(), behind.tolist(), strict=True)):
        if not some[at] or (whole[at] and beside[at]) or (isinstance(line, Area) and not whole[at]):
            continue
        there = places[start:end]
        if isinstance(line, Area):
            _area(painter, line, there)
        elif line.apart:
            _stretches(painter, line, there if whole[at] else _bounded(projection.clipped_pairs(line.points)).tolist())
        else:
            stretches = [there] if whole[at] else [_bounded(one).tolist() for one in projection.clipped(line.points)]
            _stroke(painter, line, stretches)


def _beside(pixels: Array, starts: npt.NDArray[np.int64], projection: Projection) -> npt.NDArray[np.bool_]:
    """Which lines lie wholly on one side of the picture, thick as they are."""
    low, high = np.minimum.reduceat(pixels, starts), np.maximum.reduceat(pixels, starts)
    beyond = np.array([projection.width, projection.height]) + _THICKEST_PX
    return np.asarray(((high < -_THICKEST_PX) | (low > beyond)).any(axis=1))


def paint_marks(painter: QPainter, drawing: Drawing, projection: Projection) -> tuple[Placard, ...]:
    """Marks, and labels where they find room; where those were put."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark, at in zip(drawing.marks, _pixels([mark.at for mark in drawing.marks], projection), strict=True):
        if at is not None:
            _mark(painter, mark, at)
    return _labels(painter, drawing.labels, projection)


def _polygon(places: Places) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in places])


def _bounded(pixels: Array) -> Array:
    """Far outside of the picture a painter needs no more digits than it has."""
    return np.asarray(np.clip(pixels, -20_000, 20_000))


def _area(painter: QPainter, area: Area, places: Places) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink(area.ink, area.share))
    painter.drawPolygon(_polygon(places))


def _stroke(painter: QPainter, stroke: Stroke, stretches: Sequence[Places]) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lines = [_polygon(stretch) for stretch in stretches]
    for pen in _pens(stroke):
        painter.setPen(pen)
        for line in lines:
            painter.drawPolyline(line)


def _stretches(painter: QPainter, stroke: Stroke, places: Places) -> None:
    """Pairs of ends, all in one call."""
    lines = [QLineF(*one, *other) for one, other in zip(places[::2], places[1::2], strict=True)]
    for pen in _pens(stroke):
        painter.setPen(pen)
        painter.drawLines(lines)


def _pens(stroke: Stroke) -> list[QPen]:
    """In the order of drawing."""
    pen = _pen(stroke.ink, stroke.share, stroke.width, stroke.pattern)
    return [_casing(stroke.width + 2 * _CASING_PX), pen] if stroke.cased else [pen]


@lru_cache(maxsize=256)
def _casing(width: float) -> QPen:
    return _shaped(QPen(_CASING, width))


@lru_cache(maxsize=256)
def _pen(name: str, share: float, width: float, pattern: Pattern) -> QPen:
    pen = _shaped(QPen(ink(name, share), width))
    if pattern in _DASHES:
        pen.setDashPattern([part / width for part in _DASHES[pattern]])
    return pen


def _shaped(pen: QPen) -> QPen:
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _pixels(places: Sequence[Array], projection: Projection) -> list[QPointF | None]:
    """Where points (3,) are in the picture; None: out of it, or behind the eye."""
    if not places:
        return []
    pixels, depth = projection.project(np.stack(places))
    size = np.array([projection.width, projection.height])
    there = (depth > projection.near) & ((pixels > -_AROUND_PX) & (pixels < size + _AROUND_PX)).all(axis=1)
    return [QPointF(x, y) if seen else None for (x, y), seen in zip(pixels.tolist(), there.tolist(), strict=True)]


def _mark(painter: QPainter, mark: Mark, at: QPointF) -> None:
    radius = mark.radius
    for colour, wider in ((_CASING, 2 * _CASING_PX), (ink(mark.ink), 0.0)):
        painter.setPen(QPen(colour, 1.6 + wider))
        painter.setBrush(colour if mark.shape is Shape.DISC else Qt.BrushStyle.NoBrush)
        if mark.shape is Shape.CROSS:
            for side in (-1, 1):
                painter.drawLine(at - QPointF(radius, side * radius), at + QPointF(radius, side * radius))
        else:
            painter.drawEllipse(at, radius, radius)


def _labels(painter: QPainter, labels: Sequence[Label], projection: Projection) -> tuple[Placard, ...]:
    font = QFont(painter.font())
    font.setPixelSize(_LABEL_PX)
    painter.setFont(font)
    metrics, put = QFontMetricsF(font), list[Placard]()
    window = QRectF(2, 2, projection.width - 4, projection.height - 4)
    ordered = [_told(label) for label in labels_in_order(tuple(labels))]
    for label, at in zip(ordered, _pixels([label.at for label in ordered], projection), strict=True):
        if at is None or not window.contains(at):
            continue
        width, height = metrics.horizontalAdvance(label.text) + (4 if label.plain else 16), metrics.height() + 4
        places = _places(at, width, height)
        apart = _APART_PX if label.plain else 0
        free = (rect for rect in places if window.contains(rect) and _free(rect, put, apart))
        rect = next(free, None)
        if rect is None and label.weight >= _ALWAYS:
            rect = _inside(places[0], window)
        if rect is not None:
            put.append(Placard(rect, label))
    for placard in put:
        _card(painter, placard)
    return tuple(put)


def _free(rect: QRectF, put: Sequence[Placard], apart: float) -> bool:
    around = rect.adjusted(-apart, -apart, apart, apart) if apart else rect
    return not any(around.intersects(other.rect) for other in put)


def _places(at: QPointF, width: float, height: float) -> list[QRectF]:
    """Above, to the right, to the left, below; then a little farther above."""
    x, y = at.x(), at.y()
    return [
        QRectF(x - width / 2, y - height - 7, width, height),
        QRectF(x + 9, y - height / 2, width, height),
        QRectF(x - width - 9, y - height / 2, width, height),
        QRectF(x - width / 2, y + 7, width, height),
        QRectF(x - width / 2, y - 2 * height - 10, width, height),
    ]


def _inside(rect: QRectF, window: QRectF) -> QRectF:
    moved = QRectF(rect)
    moved.moveLeft(min(max(rect.left(), window.left()), window.right() - rect.width()))
    moved.moveTop(min(max(rect.top(), window.top()), window.bottom() - rect.height()))
    return moved


def _told(label: Label) -> Label:
    text = from_below(label.text)
    return label if text == label.text else replace(label, text=text)


def _card(painter: QPainter, placard: Placard) -> None:
    label, rect = placard.label, placard.rect
    if label.plain:
        painter.setPen(ink(label.ink))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label.text)
        return
    painter.setPen(QPen(ink("acc" if label.weight >= 2 * _ALWAYS else "line"), 1))
    painter.setBrush(ink("bg1", 0.88))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink(label.ink))
    painter.drawRect(QRectF(rect.left() + 4, rect.top() + 4, 2, rect.height() - 8))
    painter.setPen(ink("t1"))
    painter.drawText(rect.adjusted(9, 0, -3, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label.text)
