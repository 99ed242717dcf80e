"""The glyphs that say a state by shape as well as by colour, for any painter, size and ratio of the screen.

It must not know why something has a state. Each fills its rectangle; what shows through a filled one is `bg1`.
Shapes: DESIGN.md, "Meaning and its second cue", on a square from -12 to 12.
"""

import math
from collections.abc import Callable, Hashable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from app.kinds.severity import Severity
from app.ui.theme.lucide import draw_icon
from app.ui.theme.tokens import Tokens

VerdictMark = Literal["intact", "broken", "after", "missing", "unchecked"]
CandidateMark = Literal["chosen", "rejected", "infeasible"]
ClassMark = Literal["pedestrian", "bicycle", "vehicle", "unknown"]

Draw = Callable[[QPainter, Tokens], None]

_DIAMOND = ((0, -11), (11, 0), (0, 11), (-11, 0))
_TRIANGLE = ((0, -9.5), (11, 9.5), (-11, 9.5))
_OCTAGON = ((-5, -12), (5, -12), (12, -5), (12, 5), (5, 12), (-5, 12), (-12, 5), (-12, -5))
_CHECK = ((-5.5, 0.6), (-1.7, 4.4), (5.5, -4))
_CHEVRON = ((-1.8, -4.2), (2.4, 0), (-1.8, 4.2))
_CLASS_ICONS = {"pedestrian": ("person-standing", "ped"), "bicycle": ("bike", "bic"), "vehicle": ("car", "veh")}


def draw_verdict(painter: QPainter, rect: QRectF, state: VerdictMark, tokens: Tokens) -> None:
    """Disc with a check, octagon with a cross, diamond with a chevron, dashed ring with a slash, hollow ring."""
    _draw(painter, rect, _VERDICTS[state], tokens, state)


def draw_severity(painter: QPainter, rect: QRectF, severity: Severity, tokens: Tokens) -> None:
    """Diamond or triangle with an exclamation mark, ring with an i; for the record only: a dot."""
    _draw(painter, rect, _SEVERITIES[severity], tokens, severity)


def draw_candidate(painter: QPainter, rect: QRectF, state: CandidateMark, tokens: Tokens) -> None:
    """A stretch of path across `rect` (28 wide suits): thick to a dot, dashed to a ring, dotted to a cross."""
    _stamp(painter, rect, ("candidate", state, tokens), lambda p, at: _candidate(p, at, state, tokens))


def _candidate(painter: QPainter, rect: QRectF, state: CandidateMark, tokens: Tokens) -> None:
    colour = QColor(tokens.acc if state == "chosen" else tokens.t2)
    middle, knob = rect.center().y(), min(rect.height() / 2, 4.0)
    end = QPointF(rect.right() - knob, middle)
    line = QPen(colour, 3.0 if state == "chosen" else 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if state != "chosen":
        # in units of the pen's width
        line.setDashPattern([2.8, 1.8] if state == "rejected" else [1.1, 1.4])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(line)
    stop = end.x() if state == "chosen" else end.x() - knob
    painter.drawLine(QPointF(rect.left(), middle), QPointF(stop, middle))
    painter.setPen(Qt.PenStyle.NoPen if state == "chosen" else QPen(colour, 1.6))
    painter.setBrush(colour if state == "chosen" else Qt.BrushStyle.NoBrush)
    if state == "infeasible":
        arm = knob - 1
        painter.drawLine(end + QPointF(-arm, -arm), end + QPointF(arm, arm))
        painter.drawLine(end + QPointF(-arm, arm), end + QPointF(arm, -arm))
    else:
        radius = knob if state == "chosen" else knob - 0.8
        painter.drawEllipse(end, radius, radius)
    painter.restore()


def draw_class(painter: QPainter, rect: QRectF, kind: ClassMark, tokens: Tokens, *, colour: str | None = None) -> None:
    """Person, bicycle, car; unknown: a dashed ring with a question mark. `colour` where it stands on a fill."""
    if kind == "unknown":
        _draw(painter, rect, lambda p, t: _unknown(p, colour or t.unk), tokens, "unknown", colour)
    else:
        name, token = _CLASS_ICONS[kind]
        draw_icon(painter, rect, name, colour or tokens[token])


def _draw(painter: QPainter, rect: QRectF, drawing: Draw, tokens: Tokens, *which: Hashable) -> None:
    _stamp(painter, rect, (*which, tokens), lambda p, at: _square(p, at, drawing, tokens))


_AROUND = 2
"""Pixels about the rectangle that strokes may reach into."""
_MOST_STAMPS = 512
_stamps: dict[Hashable, QImage] = {}


def _stamp(painter: QPainter, rect: QRectF, which: Hashable, draw: Callable[[QPainter, QRectF], None]) -> None:
    """Draw from a picture that was drawn once for that size and ratio: a painter takes ten times as long for its lines.

    It stands on whole pixels of the screen.
    """
    device = painter.deviceTransform()
    ratio = device.m11()
    if device.isRotating() or ratio != device.m22() or ratio <= 0:
        draw(painter, rect)
        return
    key = which, rect.width(), rect.height(), ratio
    image = _stamps.get(key)
    if image is None:
        image = _drawn(rect, ratio, draw)
        if len(_stamps) >= _MOST_STAMPS:
            _stamps.clear()
        _stamps[key] = image
    around = _around(ratio)
    corner = device.map(rect.topLeft() - QPointF(around, around))
    back, _ = device.inverted()
    painter.drawImage(back.map(QPointF(round(corner.x()), round(corner.y()))), image)


def _drawn(rect: QRectF, ratio: float, draw: Callable[[QPainter, QRectF], None]) -> QImage:
    around = _around(ratio)
    wide, high = (math.ceil((side + 2 * around) * ratio) for side in (rect.width(), rect.height()))
    # QImage, because unlike QPixmap it may outlive the application
    image = QImage(QSize(wide, high), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        draw(painter, QRectF(around, around, rect.width(), rect.height()))
    return image


def _around(ratio: float) -> float:
    """A margin of whole pixels of the screen."""
    return math.ceil(_AROUND * ratio) / ratio


def _square(painter: QPainter, rect: QRectF, drawing: Draw, tokens: Tokens) -> None:
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center())
    painter.scale(side / 24, side / 24)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    drawing(painter, tokens)
    painter.restore()


def _pen(colour: str, width: float) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _polygon(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _filled(painter: QPainter, colour: str, shape: tuple[tuple[float, float], ...], *, rounding: float) -> None:
    painter.setPen(_pen(colour, rounding))
    painter.setBrush(QColor(colour))
    painter.drawPolygon(_polygon(*shape))


def _exclaim(painter: QPainter, colour: str, *, top: float, bottom: float) -> None:
    painter.setPen(_pen(colour, 2.8))
    painter.drawLine(QPointF(0, top), QPointF(0, bottom - 4.6))
    painter.drawPoint(QPointF(0, bottom))


def _dashed_ring(painter: QPainter, colour: str) -> None:
    """Eight dashes of a ring that fills the square."""
    width, radius = 2.2, 10.6
    pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    eighth = 2 * 3.14159265 * radius / 8 / width
    pen.setDashPattern([eighth * 0.58, eighth * 0.42])
    painter.setPen(pen)
    painter.drawEllipse(QPointF(0, 0), radius, radius)


def _intact(painter: QPainter, tokens: Tokens) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.ok))
    painter.drawEllipse(QPointF(0, 0), 12, 12)
    painter.setPen(_pen(tokens.bg1, 3.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_polygon(*_CHECK))


def _broken(painter: QPainter, tokens: Tokens) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.broken))
    painter.drawPolygon(_polygon(*_OCTAGON))
    painter.setPen(_pen(tokens.bg1, 3.4))
    painter.drawLine(QPointF(-4, -4), QPointF(4, 4))
    painter.drawLine(QPointF(-4, 4), QPointF(4, -4))


def _after(painter: QPainter, tokens: Tokens) -> None:
    painter.setPen(_pen(tokens.after, 2.4))
    painter.drawPolygon(_polygon(*_DIAMOND))
    painter.drawPolyline(_polygon(*_CHEVRON))


def _missing(painter: QPainter, tokens: Tokens) -> None:
    _dashed_ring(painter, tokens.t2)
    painter.setPen(_pen(tokens.t2, 2.2))
    painter.drawLine(QPointF(-4.6, 4.6), QPointF(4.6, -4.6))


def _unchecked(painter: QPainter, tokens: Tokens) -> None:
    painter.setPen(_pen(tokens.unchecked, 2.4))
    painter.drawEllipse(QPointF(0, 0), 10.4, 10.4)


def _critical(painter: QPainter, tokens: Tokens) -> None:
    _filled(painter, tokens.broken, _DIAMOND, rounding=2)
    _exclaim(painter, tokens.bg1, top=-5, bottom=5.4)


def _warning(painter: QPainter, tokens: Tokens) -> None:
    _filled(painter, tokens.warn, _TRIANGLE, rounding=2.4)
    _exclaim(painter, tokens.bg1, top=-3.2, bottom=6.4)


def _notice(painter: QPainter, tokens: Tokens) -> None:
    painter.setPen(_pen(tokens.info, 2.2))
    painter.drawEllipse(QPointF(0, 0), 10.6, 10.6)
    painter.setPen(_pen(tokens.info, 2.6))
    painter.drawLine(QPointF(0, -0.4), QPointF(0, 5.2))
    painter.drawPoint(QPointF(0, -5))


def _record_only(painter: QPainter, tokens: Tokens) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.t3))
    painter.drawEllipse(QPointF(0, 0), 4, 4)


def _unknown(painter: QPainter, colour: str) -> None:
    _dashed_ring(painter, colour)
    hook = QPainterPath(QPointF(-3.4, -2.6))
    hook.cubicTo(QPointF(-3.4, -7), QPointF(3.6, -7), QPointF(3.6, -2.6))
    hook.cubicTo(QPointF(3.6, 0), QPointF(0, 0), QPointF(0, 2.6))
    painter.setPen(_pen(colour, 2.4))
    painter.drawPath(hook)
    painter.drawPoint(QPointF(0, 6.2))


_VERDICTS: dict[VerdictMark, Draw] = {
    "intact": _intact,
    "broken": _broken,
    "after": _after,
    "missing": _missing,
    "unchecked": _unchecked,
}
_SEVERITIES: dict[Severity, Draw] = {
    "critical": _critical,
    "warning": _warning,
    "notice": _notice,
    "info": _record_only,
}
