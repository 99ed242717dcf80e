"""The lanes between ruler and overview: what each shows of the log, painted from values, and what it says at the hand.

It must not know the mouse. Each lane is a title, a height, a painter and a text for the label column.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from app.replay.event_kinds import gravest
from app.replay.lanes import Occurrence
from app.scene.standing import Standing
from app.scene.wording import count, named, short_id
from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.theme.glyphs import draw_severity
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.colours import HATCHED, of_mode
from app.ui.timeline.content import Density, TimelineContent, gapped
from app.ui.timeline.cycle_lanes import paint_decisions, paint_latency, say_decision, say_latency
from app.ui.timeline.marks import mark_boxes, paint_marks, paint_ranges
from app.ui.timeline.object_lane import paint_object, say_object
from app.ui.timeline.painting import band, cell_of, label, told_apart, word
from app.ui.widgets.plain import one_line

_LEAST_TICK_PX = 4.0
_LEAST_GAP_PX = 2
MERGE_PX = 14
"""Events nearer than this are one glyph, the worst, with their number."""
Paint = Callable[[QPainter, TimeAxis, QRectF, TimelineContent], None]
Say = Callable[[TimelineContent, int], str]


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane. `say`: its value at an instant, for the label column."""

    id: str
    title: str
    height: int
    paint: Paint
    say: Say

    def said(self, content: TimelineContent, t_ns: int) -> str:
        """Its value; or that nobody knows what of it was known then."""
        return tr("arrival assumed") if self.id in content.assumed else self.say(content, t_ns)


def lanes_for(content: TimelineContent, *, compact: bool) -> list[Lane]:
    """The lanes of a log, from the top; a compact timeline merges the densities and shows no bookmarks."""
    broken = any(stretch.standing is Standing.BROKEN for stretch in content.stretches)
    found = [
        Lane("driving", tr("Who drives"), 22, _paint_driving, _say_driving),
        Lane("decisions", tr("Decisions"), 24, paint_decisions, say_decision),
        Lane("events", tr("Events"), 26, _paint_events, _say_events),
        Lane("verification", tr("Verification"), 22 if broken else 18, _paint_verification, _say_verification),
    ]
    if not len(content.lanes.ledger) and content.lanes.complete:
        found = [lane for lane in found if lane.id != "decisions"]
    elif content.latency is not None and not compact:
        found.insert(2, Lane("latency", tr("Latency"), 30, paint_latency, say_latency))
    if content.has_objects and not compact:
        at = next(at for at, lane in enumerate(found) if lane.id == "events")
        found.insert(at, Lane("object", _object(content), 22, paint_object, say_object))
    if compact:
        found.append(Lane("all", tr("All channels"), 18, _paint_every_density, _say_gaps))
    else:
        titles = {
            "cameras": tr("Cameras"),
            "lidar": tr("LiDAR"),
            "radar": tr("Radar"),
            "vehicle": tr("Vehicle"),
            "ai": tr("AI"),
        }
        found += [_density_lane(one, titles[one.name]) for one in content.densities]
        found.append(Lane("bookmarks", tr("Bookmarks"), 22, _paint_bookmarks, lambda c, _: count(len(c.marks))))
    return found


def _object(content: TimelineContent) -> str:
    return tr("Object") if content.selected is None else filled(tr("Object %1"), short_id(content.selected))


def _paint_driving(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    for one in told_apart(axis, content.lanes.who_drove(content.mode)):
        cell = cell_of(axis, rect, one.start_ns, one.end_ns)
        colour = theme.tokens[of_mode(one.mode)]
        hatched = one.mode in HATCHED
        band(painter, cell, colour, hatched=hatched)
        word(painter, cell, named(one.mode or tr("not known")), on=colour, backed=theme.tokens.bg1 if hatched else None)


def _say_driving(content: TimelineContent, t_ns: int) -> str:
    found = next((one for one in content.lanes.who_drove(content.mode) if one.start_ns <= t_ns < one.end_ns), None)
    if not content.lanes.driving and content.lanes.complete:
        return tr("none recorded")
    return named(found.mode) if found is not None and found.mode else ""


def _paint_events(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    groups = merged(content, axis)
    for number, group in enumerate(groups):
        x = axis.x(group[0].time_ns(content.mode))
        if not rect.left() - 8 <= x <= rect.right() + 8:
            continue
        worst = gravest(group)
        draw_severity(painter, QRectF(x - 6, rect.center().y() - 6, 12, 12), worst.severity, theme.tokens)
        until = axis.x(groups[number + 1][0].time_ns(content.mode)) - 10 if number + 1 < len(groups) else rect.right()
        said = named(worst.kind) if len(group) == 1 else f"{len(group)}"
        wide = len(group) > 1 and until - x > 120
        label(
            painter,
            QPointF(x + 10, rect.center().y()),
            f"{len(group)} · {named(worst.kind)}" if wide else said,
            "t2",
            room=until - x - 12,
        )


def merged(content: TimelineContent, axis: TimeAxis) -> list[list[Occurrence]]:
    """The events in the order of time, those that lie too near to each other together."""
    groups: list[list[Occurrence]] = []
    first = 0.0
    for one, t_ns in zip(content.events, content.event_times.tolist(), strict=True):
        x = axis.x(t_ns)
        if groups and x - first < MERGE_PX:
            groups[-1].append(one)
        else:
            groups.append([one])
            first = x
    return groups


def _say_events(content: TimelineContent, _: int) -> str:
    shown = len(content.events)
    if shown == content.event_count:
        return count(shown)
    return filled(tr("%1 of %2"), count(shown), count(content.event_count))


def _paint_verification(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    tokens = theme.tokens
    for stretch in content.stretches:
        if stretch.end_ns <= axis.start_ns or stretch.start_ns >= axis.end_ns:
            continue
        cell = cell_of(axis, rect, stretch.start_ns, stretch.end_ns).adjusted(0, 4, 0, -4)
        if stretch.standing is Standing.INTACT:
            band(painter, cell, tokens.ok_band)
        elif stretch.standing is Standing.AFTER_BREAK:
            band(painter, cell, tokens.after, hatched=True, counter=True)
        elif stretch.standing is Standing.BROKEN:
            wide = cell.adjusted(-3, -4, 3, 4) if cell.width() < 6 else cell.adjusted(0, -4, 0, 4)
            band(painter, wide, tokens.broken, hatched=True)
        else:
            _paint_open(painter, cell, stretch.standing)
    _paint_signed(painter, axis, rect, content.signed_ns)


def _paint_signed(painter: QPainter, axis: TimeAxis, rect: QRectF, signed_ns: Sequence[int]) -> None:
    """A tick a checkpoint, where they can be told apart."""
    first, last = bisect_left(signed_ns, axis.start_ns), bisect_right(signed_ns, axis.end_ns)
    if (last - first) * _LEAST_TICK_PX > axis.width:
        return
    for t_ns in signed_ns[first:last]:
        painter.fillRect(QRectF(round(axis.x(t_ns)), rect.top() + 2, 1, rect.height() - 4), QColor(theme.tokens.t3))


def _paint_open(painter: QPainter, cell: QRectF, standing: Standing) -> None:
    """Not proven: an empty box; dashed where records are missing."""
    pen = QPen(QColor(theme.tokens.unchecked), 1)
    if standing is Standing.MISSING:
        pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))


def _say_verification(content: TimelineContent, _: int) -> str:
    return content.status[1]


def _density_lane(density: Density, title: str) -> Lane:
    def paint(painter: QPainter, axis: TimeAxis, rect: QRectF, _: TimelineContent) -> None:
        _paint_density(painter, axis, rect, density)
        _paint_gaps(painter, axis, rect, [density])

    return Lane(f"density {density.name}", title, 14, paint, lambda _c, _t: density.rate)


def _paint_every_density(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    for density in content.densities:
        _paint_density(painter, axis, rect, density)
    _paint_gaps(painter, axis, rect, content.densities)


def _paint_density(painter: QPainter, axis: TimeAxis, rect: QRectF, density: Density) -> None:
    """A tick a record; where they run together, the pixels in which there are any."""
    inside = rect.adjusted(0, 2, 0, -2)
    times = density.times_ns[slice(*np.searchsorted(density.times_ns, [axis.start_ns, axis.end_ns]))]
    pixels = np.floor(axis.left + (times - axis.start_ns) * (axis.width / axis.visible_ns))
    # in their order, of which a sweep of an hour has many times as many as there are pixels
    columns = pixels[np.append(True, pixels[1:] != pixels[:-1])] if len(pixels) else pixels
    colour = QColor(theme.tokens.keep)
    if len(columns) > 0.6 * axis.width:
        starts = np.flatnonzero(np.append(True, np.diff(columns) > 2))
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(columns)], strict=True):
            left = float(columns[start])
            painter.fillRect(QRectF(left, inside.top(), float(columns[end - 1]) - left + 1, inside.height()), colour)
    else:
        for x in columns.tolist():
            painter.fillRect(QRectF(x, inside.top(), 1, inside.height()), colour)


def _paint_gaps(painter: QPainter, axis: TimeAxis, rect: QRectF, densities: Sequence[Density]) -> None:
    """Gaps are hatched, never bridged: of the lane's height the share of the channels that have one, from below, so
    that those without are still seen.
    """
    inside = rect.adjusted(0, 2, 0, -2)
    for start_ns, end_ns, share in gapped(densities):
        if start_ns < axis.end_ns and end_ns > axis.start_ns:
            cell = cell_of(axis, rect, start_ns, end_ns)
            cell.setTop(inside.bottom() - max(round(inside.height() * share), _LEAST_GAP_PX))
            cell.setBottom(inside.bottom())
            band(painter, cell, theme.tokens.t3, hatched=True)


def _say_gaps(content: TimelineContent, _: int) -> str:
    gaps = sum(len(density.gaps) for density in content.densities)
    said = [filled(tr("gaps %1"), count(gaps))] if gaps else []
    if content.hidden:
        said.append(filled(tr("%1 hidden"), count(content.hidden)))
    return " · ".join(said)


def _paint_bookmarks(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    paint_ranges(painter, axis, rect, rect, content)
    boxes = mark_boxes(content, axis, rect, rect)
    paint_marks(painter, boxes, content)
    for at, (mark, box) in enumerate(boxes):
        until = boxes[at + 1][1].left() if at + 1 < len(boxes) else rect.right()
        behind = QPointF(box.right() + 4, rect.center().y())
        label(painter, behind, one_line(mark.text), "t2", room=until - box.right() - 10)
