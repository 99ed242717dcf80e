"""How the map is painted: grid, road, ways, positions with their accuracy, marks, north arrow, legend and hover card.

It must not know the mouse, nor the log. The map is dark in every theme, as the points in space are.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from app.log.channel import Mode
from app.replay.thin_way import Dots, ThinWay
from app.replay.way import Quality
from app.scene.geodesy import Array
from app.scene.road import MapLine
from app.scene.sheet import Sheet, length
from app.scene.standing import Standing
from app.scene.whereabouts import Whereabouts
from app.ui.gl.overlay import ink
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import draw_verdict
from app.ui.theme.theme import theme
from app.ui.theme.tokens import DARK
from app.ui.views.map_shown import DrawnWay, MapMark, MapShown
from app.ui.views.plot_paint import draw_strokes

_TO_COME = 0.5
"""How opaque the way is that is still to come."""
_FAR_PX = 30_000.0
"""Farther outside a painter needs no more digits than it has."""
_GRID_PX = 88


def paint_grid(painter: QPainter, sheet: Sheet, *, named: bool) -> None:
    """Lines at round metres of the plane; `named`: with their metres at the edges, where north or y is up."""
    step = sheet.step(theme.px(_GRID_PX))
    left, low, right, high = sheet.window()
    painter.setFont(theme.font(Role.AXIS))
    for axis, (start, end) in enumerate(((left, right), (low, high))):
        for value in (np.arange(math.ceil(start / step), math.floor(end / step) + 1) * step).tolist():
            ends = np.array([[value, low], [value, high]] if axis == 0 else [[left, value], [right, value]])
            (x1, y1), (x2, y2) = sheet.pixels(ends).tolist()
            painter.setPen(QPen(ink("grid2" if value else "line2"), 1))
            painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
            if not named:
                continue
            painter.setPen(ink("t3"))
            text = length(value, step)
            if axis == 0 and x1 + theme.px(44) < sheet.width:
                painter.drawText(QRectF(x1 + 3, sheet.height - 15, 90, 14), Qt.AlignmentFlag.AlignVCenter, text)
            elif axis == 1 and theme.px(40) < y1 < sheet.height - 20:
                right_edge = QRectF(sheet.width - 93, y1 - 14, 90, 14)
                painter.drawText(right_edge, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)


def paint_road(painter: QPainter, sheet: Sheet, lines: Sequence[MapLine]) -> None:
    """Areas, edges and markings of the road map."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    window = QRectF(0, 0, sheet.width, sheet.height)
    for line in sorted(lines, key=lambda one: one.type != "drivable_area"):
        shape = _polygon(sheet.pixels(line.points))
        if not shape.boundingRect().adjusted(-2, -2, 2, 2).intersects(window):
            continue
        area = line.type in ("drivable_area", "crossing") and line.closed
        pen = QPen(ink("road" if line.type in ("road_edge", "drivable_area") else "lane", 0.9), 1.0)
        if line.dashed:
            pen.setDashPattern([6, 5])
        if len(line.points) == 1:
            painter.setPen(QPen(ink("lane"), 3))
            painter.drawPoints(shape)
            continue
        painter.setPen(Qt.PenStyle.NoPen if line.type == "drivable_area" else pen)
        painter.setBrush(ink("line", 0.6) if area else Qt.BrushStyle.NoBrush)
        if line.closed:
            painter.drawPolygon(shape)
        else:
            painter.drawPolyline(shape)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_way(painter: QPainter, sheet: Sheet, drawn: DrawnWay, thin: ThinWay, t_ns: int, mode: Mode) -> None:
    """Driven solid, to come thinner; of what had arrived by then only that, where that is what counts."""
    lines = thin.lines
    behind = lines.times_ns <= t_ns
    to_come = ~behind & (mode is Mode.CAPTURE)
    name = "unchecked" if drawn.grey else drawn.ink
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for kept, colour, width in (
        (to_come & ~lines.jumps, ink(name, _TO_COME), 1.0), (behind & ~lines.jumps, ink(name), 2.0),
    ):  # fmt: skip
        pen = QPen(colour, width, c=Qt.PenCapStyle.FlatCap, j=Qt.PenJoinStyle.RoundJoin)
        if drawn.way.derived:
            pen.setDashPattern([9 / width, 4 / width])
        painter.setPen(pen)
        _stroke(painter, sheet, lines.strokes(kept))
    leaps = QPen(ink("warn", 0.9), 1.2)
    leaps.setDashPattern([1.5, 4])
    painter.setPen(leaps)
    _stroke(painter, sheet, lines.strokes(lines.jumps & (behind if mode is Mode.ARRIVAL else True)))
    if drawn.way.kind == "gnss":
        _dots(painter, sheet, thin.dots, name, t_ns, mode)
    _lost(painter, sheet, thin, t_ns, mode)


def paint_positions(painter: QPainter, sheet: Sheet, shown: MapShown) -> None:
    """Where the vehicle is by each channel, how sure that is, and over all of it the vehicle."""
    for at in (*shown.fixes, *([shown.pose] if shown.pose is not None else [])):
        _accuracy(painter, sheet, at, "unchecked" if at.assumed else shown.ink_of(at.channel))
    for at in shown.fixes:
        if at is not shown.vehicle or at.bearing is None:
            _fix(painter, sheet, at, shown.ink_of(at.channel))
    if shown.vehicle is not None:
        _vehicle(painter, sheet, shown.vehicle)


def _accuracy(painter: QPainter, sheet: Sheet, at: Whereabouts, name: str) -> None:
    """One standard deviation to scale; dashed where it is one number that the receiver states; of a position without a
    fix only its edge.
    """
    if at.accuracy is None:
        return
    long, short = at.accuracy.long / sheet.metres, at.accuracy.short / sheet.metres
    if long < 2:
        return
    pen = QPen(ink(name, 0.9), 1)
    if at.accuracy.stated:
        pen.setDashPattern([4, 3])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush if at.no_fix else ink(name, 0.14))
    painter.translate(_point(sheet, at.x, at.y))
    painter.rotate(math.degrees(at.direction - sheet.up))
    painter.drawEllipse(QPointF(0, 0), min(short, _FAR_PX), min(long, _FAR_PX))
    painter.restore()


def _fix(painter: QPainter, sheet: Sheet, at: Whereabouts, name: str) -> None:
    """A ring where a receiver says that its antenna is; dashed where it says that it has no fix."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    place, radius = _point(sheet, at.x, at.y), float(theme.px(4))
    for colour, width in ((ink("canvas", 0.8), 4.0), (_toned(at, name), 1.8)):
        pen = QPen(colour, width)
        if at.no_fix and width < 2:
            pen.setDashPattern([1.6, 1.4])
        painter.setPen(pen)
        painter.drawEllipse(place, radius, radius)


def _vehicle(painter: QPainter, sheet: Sheet, at: Whereabouts) -> None:
    """An arrow that points where the vehicle does; hollow where only the direction of motion is known, dashed as well
    where the receiver says that it has no fix; without any direction a disc, or a ring.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(_point(sheet, at.x, at.y))
    colour, side = _toned(at, "ego"), theme.px(11)
    hollow = at.by_course or at.no_fix
    painter.setPen(QPen(ink("canvas"), 4.0 if hollow else 1.4, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(ink("canvas") if hollow else colour)
    edge = QPen(colour, 1.3, j=Qt.PenJoinStyle.RoundJoin)
    if at.no_fix:
        edge.setDashPattern([2.5, 2])
    shape = QPolygonF([QPointF(x * side, y * side) for x, y in ((0, -1.15), (0.72, 0.85), (0, 0.45), (-0.72, 0.85))])
    if at.bearing is not None:
        painter.rotate(math.degrees(at.bearing - sheet.up))
    for pen in (painter.pen(), edge) if hollow else (painter.pen(),):
        painter.setPen(pen)
        if at.bearing is None:
            painter.drawEllipse(QPointF(0, 0), side * 0.5, side * 0.5)
        else:
            painter.drawPolygon(shape)
    painter.restore()


def paint_mark(painter: QPainter, sheet: Sheet, mark: MapMark) -> None:
    """A cross and its name."""
    place, arm = _point(sheet, mark.x, mark.y), theme.px(4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((ink("canvas", 0.85), 4.6), (ink(mark.ink), 2.0)):
        painter.setPen(QPen(colour, width))
        for side in (-1, 1):
            painter.drawLine(place - QPointF(arm, side * arm), place + QPointF(arm, side * arm))
    _word(painter, place + QPointF(arm + 4, arm + 4), mark.text, mark.ink)


def paint_north(painter: QPainter, sheet: Sheet, letter: str) -> None:
    """Where north is, or the y of a frame that has no north."""
    radius = theme.px(11)
    middle = QPointF(sheet.width - radius - theme.px(8), radius + theme.px(8))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink("line2"), 1))
    painter.setBrush(ink("bg1", 0.88))
    painter.drawEllipse(middle, radius, radius)
    painter.translate(middle)
    painter.rotate(-math.degrees(sheet.up))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink("t1"))
    painter.drawPolygon(QPolygonF([QPointF(x * radius, y * radius) for x, y in ((0, -0.9), (0.3, -0.3), (-0.3, -0.3))]))
    painter.translate(0, radius * 0.28)
    painter.drawPath(_letter(letter, theme.font(Role.AXIS).toString()))
    painter.restore()


@lru_cache(maxsize=16)
def _letter(letter: str, font: str) -> QPainterPath:
    """About its middle: turned text would have its signs made anew for every angle."""
    used = QFont()
    used.fromString(font)
    path = QPainterPath()
    path.addText(QPointF(), used, letter)
    path.translate(-path.boundingRect().center())
    return path


def paint_legend(painter: QPainter, shown: MapShown) -> None:
    """Which line is which, where there is more than one."""
    drawn = [one for one in shown.ways if len(one.way.rows)]
    if len(drawn) < 2:
        return
    painter.setFont(theme.font(Role.AXIS))
    metrics = QFontMetricsF(painter.font())
    high, top = metrics.height() + 1, float(theme.px(6))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for one in drawn:
        text = one.way.channel.lstrip("/")
        box = QRectF(theme.px(6), top, theme.px(30) + metrics.horizontalAdvance(text), high)
        painter.fillRect(box, ink("canvas"))
        middle, left = box.center().y(), box.left() + theme.px(4)
        pen = QPen(ink("unchecked" if one.grey else one.ink), 2)
        if one.way.derived:
            pen.setDashPattern([3, 1.6])
        painter.setPen(pen)
        painter.drawLine(QPointF(left, middle), QPointF(left + theme.px(18), middle))
        if one.way.kind == "gnss":
            _shape(painter, QPointF(left + theme.px(9), middle), Quality.CORRECTED, pen.color())
        painter.setPen(ink("t2"))
        painter.drawText(box.adjusted(theme.px(26), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        top += high


def paint_card(painter: QPainter, sheet: Sheet, at: QPointF, lines: Sequence[str]) -> None:
    """What is under the pointer, in words, beside it."""
    painter.setFont(theme.font(Role.SECONDARY))
    metrics = QFontMetricsF(painter.font())
    wide = max(metrics.horizontalAdvance(line) for line in lines) + theme.px(16)
    high = len(lines) * (metrics.height() + 1) + theme.px(8)
    left = at.x() + theme.px(12) if at.x() + theme.px(12) + wide < sheet.width else at.x() - theme.px(12) - wide
    top = at.y() + theme.px(14) if at.y() + theme.px(14) + high < sheet.height else at.y() - theme.px(10) - high
    box = QRectF(max(left, 2.0), max(top, 2.0), wide, high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink("line2"), 1))
    painter.setBrush(ink("bg2", 0.96))
    painter.drawRoundedRect(box, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for place, line in enumerate(lines):
        painter.setPen(ink("t1" if place == 0 else "t2"))
        row = QRectF(
            box.left() + theme.px(8), box.top() + theme.px(4) + place * (metrics.height() + 1), wide, metrics.height()
        )
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, line)


def paint_spot(painter: QPainter, sheet: Sheet, x: float, y: float) -> None:
    """The record that a click would go to."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink("t1"), 1.4))
    painter.drawEllipse(_point(sheet, x, y), theme.px(6), theme.px(6))


def _toned(at: Whereabouts, name: str) -> QColor:
    if at.standing >= Standing.AFTER_BREAK:
        return ink("after")
    return ink("unchecked" if at.assumed else name)


def _point(sheet: Sheet, x: float, y: float) -> QPointF:
    ((pixel_x, pixel_y),) = np.clip(sheet.pixels(np.array([[x, y]])), -_FAR_PX, _FAR_PX).tolist()
    return QPointF(pixel_x, pixel_y)


def _polygon(pixels: Array) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in np.clip(pixels, -_FAR_PX, _FAR_PX).tolist()])


def _stroke(painter: QPainter, sheet: Sheet, places: Array) -> None:
    if len(places):
        x, y = np.clip(sheet.pixels(places), -_FAR_PX, _FAR_PX).T
        draw_strokes(painter, np.ascontiguousarray(x), np.ascontiguousarray(y))


def _dots(painter: QPainter, sheet: Sheet, dots: Dots, name: str, t_ns: int, mode: Mode) -> None:
    known = (dots.times_ns <= t_ns) | (mode is Mode.CAPTURE)
    pixels = sheet.pixels(dots.places)
    known &= (pixels > -9).all(axis=1) & (pixels < (sheet.width + 9, sheet.height + 9)).all(axis=1)
    for at in np.flatnonzero(known).tolist():
        place = QPointF(*pixels[at].tolist())
        if dots.unproven[at]:
            side = theme.px(9)
            draw_verdict(painter, QRectF(place.x() - side / 2, place.y() - side / 2, side, side), "after", DARK)
            continue
        later = mode is Mode.CAPTURE and dots.times_ns[at] > t_ns
        _shape(painter, place, Quality(int(dots.quality[at])), ink(name, _TO_COME if later else 1.0))


def _shape(painter: QPainter, at: QPointF, quality: Quality, colour: QColor) -> None:
    """Disc: corrected; ring: by satellites alone; diamond: dead reckoning; square: no fix; dot: not stated."""
    radius = theme.px(5) / 2
    painter.setPen(QPen(colour, 1.3))
    painter.setBrush(ink("canvas"))
    if quality is Quality.PLAIN:
        painter.drawEllipse(at, radius, radius)
    elif quality is Quality.RECKONED:
        reach = radius * 1.4
        painter.drawPolygon(
            QPolygonF([at + QPointF(x * reach, y * reach) for x, y in ((0, -1), (1, 0), (0, 1), (-1, 0))])
        )
    elif quality is Quality.NO_FIX:
        painter.drawRect(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        reach = radius if quality is Quality.CORRECTED else radius * 0.6
        painter.drawEllipse(at, reach, reach)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _lost(painter: QPainter, sheet: Sheet, thin: ThinWay, t_ns: int, mode: Mode) -> None:
    """The last places before records that cannot be used."""
    known = (thin.lost.times_ns <= t_ns) | (mode is Mode.CAPTURE)
    side = theme.px(10)
    for x, y in np.clip(sheet.pixels(thin.lost.places[known]), -_FAR_PX, _FAR_PX).tolist():
        draw_verdict(painter, QRectF(x - side / 2, y - side / 2, side, side), "broken", DARK)


def _word(painter: QPainter, at: QPointF, text: str, name: str) -> None:
    painter.setFont(theme.font(Role.AXIS))
    wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
    box = QRectF(at.x() - 2, at.y() - theme.px(7), wide + 4, theme.px(13))
    painter.fillRect(box, ink("canvas", 0.8))
    painter.setPen(ink(name))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
