"""Draws an overlay on a picture: points by range, boxes with labels, predicted paths, trajectories, lanes.

It must not reckon where anything lies, nor know the widget. Everything has a dark casing and the colours of the dark
theme, so that it reads on any picture under any theme; what colour alone cannot tell has its own line, end and word.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from app.scene.dots import dots
from app.scene.overlay import DrawnLine, Overlay
from app.scene.placed import Array, Fate, PlacedBox, PlacedCandidate, PlacedPath
from app.scene.road_user import Drawn, drawn_class
from app.scene.standing import Standing
from app.scene.thinning import foremost_of_cells
from app.scene.wording import named, number, quantity, short_id
from app.ui.language.lower import from_below
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import ClassMark, draw_class
from app.ui.theme.tokens import DARK, FAINT
from app.ui.views.camera_sight import ToWidget
from app.ui.widgets.painted import draw_text, width_of

RAMP = ("#F6E58D", "#DCC25F", "#B0A574", "#6F8791", "#3A5F86", "#23405E")
"""Near to far."""
_INKS = np.array([0xFF000000 | int(colour[1:], 16) for colour in RAMP], dtype=np.uint32)
_FAINT_INKS = (_INKS.view(np.uint8) * FAINT).astype(np.uint8).view(np.uint32)
"""Premultiplied."""
RANGE_M = 60.0
POINT_CELL = 8
"""Of all points in a square of so many screen pixels the nearest is drawn: points are to lie on things, not hide them.
"""
_POINT = 2
_LEAST_PATH_M = 0.5
_CASING = "#0B0D0F"
_LABEL = "#0E1012"
_INK = "#E9ECEF"
_MARKS: dict[Drawn, ClassMark] = {"ped": "pedestrian", "bic": "bicycle", "veh": "vehicle", "unk": "unknown"}
Fading = Callable[[Iterable[DrawnLine]], Iterator[DrawnLine]]
"""Gives lines one after another, the painter set as faint as each is to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What of an overlay is drawn."""

    points: bool = True
    boxes: bool = True
    paths: bool = True
    candidates: bool = True
    lanes: bool = True
    selected: str | None = None
    """Id of the selected object."""
    picked: int | None = None
    """Id of the candidate that somebody looks at."""
    subject: str | None = None
    """Id of the object that the present decision speaks of."""


def mark_of(name: str) -> ClassMark:
    """The icon of a class by its name; a class that is in no list is unknown, and its word says what it is."""
    return _MARKS[drawn_class(name)]


def token_of(name: str) -> str:
    """The token of a class."""
    return drawn_class(name)


def paint_overlay(
    painter: QPainter, overlay: Overlay, to_widget: ToWidget, area: QRectF, shown: Shown, *,
    faint: Collection[str] = (),
) -> None:  # fmt: skip
    """Draw all that is asked for inside of `area`; `to_widget` takes pixels (n, 2) of the stored picture there.

    `faint`: channels of which nobody knows whether what they say was known then.
    """

    def fading(lines: Iterable[DrawnLine]) -> Iterator[DrawnLine]:
        for line in lines:
            painter.setOpacity(FAINT if line.of.channel in faint else 1.0)
            yield line

    painter.save()
    painter.setClipRect(area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shown.lanes:
        for line in fading(overlay.lanes):
            _stroke(painter, line, to_widget, QPen(QColor("#8FBBDD"), 1.0))
    if shown.points:
        painter.setOpacity(1.0)
        _points(painter, overlay, to_widget, area, faint)
    if shown.candidates:
        _candidates(painter, overlay, to_widget, shown.picked, fading)
    if shown.boxes:
        _boxes(painter, overlay, to_widget, shown, fading)
    labels = _Labels(painter, area)
    if shown.paths:
        _paths(painter, overlay, to_widget, labels, fading)
    if shown.boxes:
        _box_labels(overlay, to_widget, shown, labels, fading)
    if shown.candidates:
        _candidate_labels(overlay, to_widget, shown.picked, labels, fading)
    painter.restore()


def paint_pointed(painter: QPainter, pixel: tuple[float, float], words: str, to_widget: ToWidget, area: QRectF) -> None:
    """A ring about the point that is meant, and how far it is."""
    x, y = to_widget(np.array([pixel]))[0].tolist()
    painter.save()
    painter.setClipRect(area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for width, colour in ((4.4, _CASING), (2.0, DARK.acc)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawEllipse(QPointF(x, y), 7, 7)
    if words:
        _Labels(painter, area).put(QPointF(x, y - 11), [words], None)
    painter.restore()


def _points(painter: QPainter, overlay: Overlay, to_widget: ToWidget, area: QRectF, faint: Collection[str]) -> None:
    """In pixels of the screen, as one picture: a painter takes as long for two points as this for a sweep."""
    ratio = painter.device().devicePixelRatioF()
    left, top = math.floor(area.left()), math.floor(area.top())
    shape = math.ceil((area.bottom() - top) * ratio), math.ceil((area.right() - left) * ratio)
    places: list[Array] = [np.empty((0, 2))]
    colours: list[npt.NDArray[np.uint32]] = [np.empty(0, dtype=np.uint32)]
    for one in overlay.points:
        everywhere = to_widget(one.pixels)
        everywhere -= left, top
        everywhere *= ratio
        rows = foremost_of_cells(everywhere, shape, POINT_CELL * ratio)
        bins = np.minimum((one.range_m[rows] / RANGE_M * len(RAMP)).astype(np.int64), len(RAMP) - 1)
        places.append(everywhere[rows])
        colours.append((_FAINT_INKS if one.channel in faint else _INKS)[bins])
    drawn = dots(np.concatenate(places), np.concatenate(colours), shape, size=round(_POINT * ratio))
    height, width = shape
    image = QImage(drawn.data, width, height, drawn.strides[0], QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(left, top), image)


def _boxes(painter: QPainter, overlay: Overlay, to_widget: ToWidget, shown: Shown, fading: Fading) -> None:
    for line in fading(sorted(overlay.boxes, key=lambda one: -(one.distance or 0.0))):
        box = line.of
        assert isinstance(box, PlacedBox)
        meant = box.id in (shown.selected, shown.subject)
        pen = QPen(QColor(DARK[token_of(box.name)]), 2.0 if meant else 1.0)
        if mark_of(box.name) == "unknown":
            pen.setDashPattern([4, 3])
        if box.standing > Standing.UNCHECKED:
            pen = QPen(QColor(DARK.broken), 1.0, Qt.PenStyle.DotLine)
        _stroke(painter, line, to_widget, pen)
        extent = _extent(line, to_widget)
        if box.id == shown.selected and extent is not None:
            _brackets(painter, extent.adjusted(-4, -4, 4, 4))


def _brackets(painter: QPainter, around: QRectF) -> None:
    """The selection, one for all views: corner brackets in the accent."""
    painter.setPen(QPen(QColor(DARK.acc), 2.0))
    arm = min(12.0, around.width() / 3, around.height() / 3)
    for corner, x, y in (
        (around.topLeft(), arm, arm), (around.topRight(), -arm, arm), (around.bottomLeft(), arm, -arm),
        (around.bottomRight(), -arm, -arm),
    ):  # fmt: skip
        painter.drawLine(QLineF(corner, corner + QPointF(x, 0)))
        painter.drawLine(QLineF(corner, corner + QPointF(0, y)))


def _candidates(
    painter: QPainter, overlay: Overlay, to_widget: ToWidget, picked: int | None, fading: Fading
) -> None:  # fmt: skip
    order = {Fate.UNKNOWN: 0, Fate.INFEASIBLE: 1, Fate.REJECTED: 2, Fate.CHOSEN: 3}
    for line in fading(sorted(overlay.candidates, key=lambda one: (_id(one) == picked, order[_fate(one)]))):
        fate = _fate(line)
        if fate is Fate.CHOSEN:
            pen = QPen(QColor(DARK.acc), 3.0)
        else:
            pen = QPen(QColor(_INK), 2.8 if _id(line) == picked else 1.4)
            pen.setDashPattern([5, 3] if fate is Fate.REJECTED else [1.2, 2.4])
        _stroke(painter, line, to_widget, pen)
        _end(painter, line, to_widget, fate)


def _id(line: DrawnLine) -> int:
    assert isinstance(line.of, PlacedCandidate)
    return line.of.id


def _fate(line: DrawnLine) -> Fate:
    assert isinstance(line.of, PlacedCandidate)
    return line.of.fate


def _end(painter: QPainter, line: DrawnLine, to_widget: ToWidget, fate: Fate) -> None:
    """A dot, a ring or a cross where a trajectory ends."""
    last = to_widget(line.pieces[-1][-1:])[0]
    at = QPointF(float(last[0]), float(last[1]))
    if fate is Fate.CHOSEN:
        painter.setPen(QPen(QColor(_CASING), 1.0))
        painter.setBrush(QColor(DARK.acc))
        painter.drawEllipse(at, 4, 4)
    elif fate is Fate.REJECTED:
        painter.setPen(QPen(QColor(_INK), 1.4))
        painter.setBrush(QColor(_CASING))
        painter.drawEllipse(at, 3, 3)
    elif fate is Fate.INFEASIBLE:
        for width, colour in ((3.4, _CASING), (1.4, _INK)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(QLineF(at + QPointF(-3.5, -3.5), at + QPointF(3.5, 3.5)))
            painter.drawLine(QLineF(at + QPointF(-3.5, 3.5), at + QPointF(3.5, -3.5)))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paths(painter: QPainter, overlay: Overlay, to_widget: ToWidget, labels: "_Labels", fading: Fading) -> None:
    names = {box.of.id: box.of.name for box in overlay.boxes if isinstance(box.of, PlacedBox)}
    for line in fading(overlay.paths):
        path = line.of
        assert isinstance(path, PlacedPath)
        # of what is expected to stay where it is there is nothing to show
        if np.linalg.norm(path.points[-1] - path.points[0]) < _LEAST_PATH_M:
            continue
        pen = QPen(QColor(DARK[token_of(names.get(path.object, ""))]), 2.0)
        pen.setDashPattern([3, 2])
        _stroke(painter, line, to_widget, pen)
        last = to_widget(line.pieces[-1][-1:])[0]
        said = f"{short_id(path.object)} {path.intention or ''}".strip()
        if path.probability is not None:
            said += f", p {number(path.probability, 2)}"
        labels.put(QPointF(float(last[0]), float(last[1]) + 14), [said], None)


def _box_labels(overlay: Overlay, to_widget: ToWidget, shown: Shown, labels: "_Labels", fading: Fading) -> None:
    def rank(line: DrawnLine) -> tuple[bool, bool, bool, float]:
        box = line.of
        assert isinstance(box, PlacedBox)
        weak = mark_of(box.name) in ("pedestrian", "bicycle")
        return box.id != shown.selected, box.id != shown.subject, not weak, line.distance or 0.0

    for line in fading(sorted(overlay.boxes, key=rank)):
        box, extent = line.of, _extent(line, to_widget)
        assert isinstance(box, PlacedBox)
        meant = box.id in (shown.selected, shown.subject)
        if extent is None or (extent.height() < 22 and not meant):
            continue
        said = [f"{short_id(box.id)} · {named(box.name)}"]
        if box.probability is not None:
            said[0] += f" {number(box.probability, 2)}"
        if meant:
            said.append(_second(line, box))
        labels.put(QPointF(extent.center().x(), extent.top() - 4), said, mark_of(box.name))


def _second(line: DrawnLine, box: PlacedBox) -> str:
    speed = None if box.velocity is None else float(np.hypot(*box.velocity[:2]))
    parts = [quantity(line.distance, "m")]
    if speed is not None:
        parts.append(quantity(speed, "m/s", 2))
    return " · ".join(parts)


def _candidate_labels(
    overlay: Overlay, to_widget: ToWidget, picked: int | None, labels: "_Labels", fading: Fading
) -> None:  # fmt: skip
    """Of the chosen one near the vehicle, of the picked one first and where it leads."""
    for line in fading(sorted(overlay.candidates, key=lambda one: _id(one) != picked)):
        assert isinstance(line.of, PlacedCandidate)
        if _fate(line) is Fate.CHOSEN or _id(line) == picked:
            points = to_widget(line.pieces[0] if _fate(line) is Fate.CHOSEN else line.pieces[-1])
            at = points[len(points) // 5 if _fate(line) is Fate.CHOSEN else -1]
            labels.put(QPointF(float(at[0]), float(at[1])), [from_below(line.of.said)], None)


def _extent(line: DrawnLine, to_widget: ToWidget) -> QRectF | None:
    found = line.extent
    if found is None:
        return None
    corners = to_widget(np.array([found[:2], found[2:]]))
    return QRectF(QPointF(*corners[0].tolist()), QPointF(*corners[1].tolist()))


@lru_cache
def _casing(width: float) -> QPen:
    return QPen(QColor(_CASING), width)


def _stroke(painter: QPainter, line: DrawnLine, to_widget: ToWidget, pen: QPen) -> None:
    places = to_widget(np.concatenate(line.pieces)).tolist()
    edges, curves, at = [], [], 0
    for piece in line.pieces:
        there = places[at : at + len(piece)]
        at += len(piece)
        if len(there) == 2:
            edges.append(QLineF(*there[0], *there[1]))
        else:
            curves.append(QPolygonF([QPointF(x, y) for x, y in there]))
    for stroke in (_casing(pen.widthF() + 2.0), pen):
        painter.setPen(stroke)
        if edges:
            painter.drawLines(edges)
        for curve in curves:
            painter.drawPolyline(curve)


class _Labels:
    """Puts labels where they hide no other; the first ones put are the most important."""

    def __init__(self, painter: QPainter, area: QRectF) -> None:
        self._painter = painter
        self._area = area
        self._taken: list[QRectF] = []

    def put(self, at: QPointF, said: list[str], mark: ClassMark | None) -> None:
        """A label whose lower edge stands at a point."""
        painter = self._painter
        icon = 18 if mark is not None else 0
        wide = max(width_of(text, Role.SECONDARY) for text in said) + 12 + icon
        high = 15.0 * len(said) + 4
        box = QRectF(at.x() - wide / 2, at.y() - high, wide, high)
        box.moveLeft(min(max(box.left(), self._area.left() + 2), max(self._area.right() - wide - 2, self._area.left())))
        box.moveTop(max(box.top(), self._area.top() + 2))
        if not self._area.contains(box) or any(box.intersects(other) for other in self._taken):
            return
        self._taken.append(box)
        painter.setPen(Qt.PenStyle.NoPen)
        back = QColor(_LABEL)
        back.setAlpha(224)
        painter.setBrush(back)
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if mark is not None:
            draw_class(painter, QRectF(box.left() + 6, box.top() + 3, 13, 13), mark, DARK)
        for row, text in enumerate(said):
            place = QRectF(box.left() + 6 + icon, box.top() + 2 + 15 * row, wide, 15)
            draw_text(painter, place, text, role=Role.SECONDARY, colour=_INK)
