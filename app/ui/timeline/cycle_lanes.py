"""The lanes of planning cycles: what was chosen, which cycles are sought, and how long each took from capture on.

It must not know the mouse.
"""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.replay.ledger import NONE
from app.scene.wording import milliseconds, named
from app.ui.language.words import tr
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.colours import gravity_of_manoeuvre, of_manoeuvre
from app.ui.timeline.content import TimelineContent
from app.ui.timeline.painting import band, cell_of, gravest_apart, word

Times = npt.NDArray[np.int64]
_LEAST_CELL_PX = 3.0
_LONGEST_NS = 3.6e12
"""Nobody plans once an hour."""
_GRAVEST = 99
"""Where there is room for one alone: that a record cannot be read."""
_LEAST_HIT_PX = 2


def _in_sight(axis: TimeAxis, times: Times) -> tuple[Times, float, int, int]:
    """Where each cycle ends (n,), how long one usually is, and the first one in sight and the one behind the last."""
    if not len(times):
        return times, 0.0, 0, 0
    usual = min(float(np.median(np.diff(times))), _LONGEST_NS) if len(times) > 1 else 1e8
    # behind a cycle that was the last for long there is nothing
    ends = np.minimum(np.append(times[1:], times[-1] + int(usual)), times + int(3 * usual))
    first, last = (int(at) for at in np.searchsorted(times, [axis.start_ns - int(3 * usual), axis.end_ns]))
    return ends, usual, first, last


def paint_decisions(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    """A cell a cycle; where cells would be thinner than three pixels, stretches of one manoeuvre."""
    ledger, times = content.lanes.ledger, content.cycle_times
    ends, usual, first, last = _in_sight(axis, times)
    if first >= last:
        return
    scale = axis.width / axis.visible_ns
    parted = usual * scale >= _LEAST_CELL_PX
    kinds = np.where(ledger.cells["cycle"] == NONE, NONE, ledger.cells["manoeuvre"])[first:last]
    # a stretch ends with its manoeuvre, or where cycles fail to come
    joined = (kinds[1:] == kinds[:-1]) & (times[first + 1 : last] == ends[first : last - 1])
    starts = np.append(0, np.flatnonzero(~joined) + 1)
    behind = np.append(starts[1:], last - first)
    # of several in one pixel one is seen: an hour has tens of thousands
    pixels = np.floor((times[first + starts] - axis.start_ns) * scale)
    gravity = np.array([gravity_of_manoeuvre(one) for one in ledger.words])[np.maximum(kinds[starts], 0)]
    gravity[kinds[starts] == NONE] = _GRAVEST
    seen = (ends[first + behind - 1] - times[first + starts]) * scale > 1
    seen[~seen] = gravest_apart(pixels[~seen], gravity[~seen])
    for start, end in zip(starts[seen].tolist(), behind[seen].tolist(), strict=True):
        manoeuvre = ledger.word("manoeuvre", first + start)
        colour = theme.tokens[of_manoeuvre(manoeuvre)]
        whole = cell_of(axis, rect, int(times[first + start]), int(ends[first + end - 1]))
        if not ledger.readable(first + start):
            band(painter, whole, theme.tokens.broken, hatched=True)
            unread = whole.adjusted(0, -2, 0, 2)
            word(painter, unread, tr("cannot be read"), on=theme.tokens.broken, backed=theme.tokens.bg1)
            continue
        if parted:
            for at in range(first + start, first + end):
                band(painter, cell_of(axis, rect, int(times[at]), int(ends[at])).adjusted(0, 0, -1, 0), colour)
        else:
            band(painter, whole, colour)
        word(painter, whole.adjusted(0, -2, 0, 2), named(manoeuvre or tr("none chosen")), on=colour, backed=colour)
    if content.hits is not None:
        sought = content.hits[slice(*np.searchsorted(content.hits, [first, last]))]
        _paint_hits(painter, axis, rect, np.stack([times[sought], ends[sought]]))


def _paint_hits(painter: QPainter, axis: TimeAxis, rect: QRectF, spans: Times) -> None:
    """A line beneath the cycles that are sought, from and to these times (2, n); those that touch are one."""
    from_ns, to_ns = spans
    apart = (from_ns[1:] - to_ns[:-1]) * axis.width > axis.visible_ns
    starts, ends = from_ns[np.append(True, apart)[: len(from_ns)]], to_ns[np.append(apart, True)[: len(to_ns)]]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        cell = cell_of(axis, rect, start, end)
        wide = max(cell.width() - 1, _LEAST_HIT_PX)
        painter.fillRect(QRectF(cell.left(), rect.bottom() - 3, wide, 3), QColor(theme.tokens.t1))


def say_decision(content: TimelineContent, t_ns: int) -> str:
    """What was chosen at an instant, and in which cycle."""
    at = int(np.searchsorted(content.cycle_times, t_ns, side="right")) - 1
    if at < 0:
        return ""
    ledger = content.lanes.ledger
    if not ledger.readable(at):
        return tr("cannot be read")
    chosen = named(ledger.word("manoeuvre", at) or tr("none"))
    return f"{chosen} · {ledger.cells['cycle'][at]}"


def paint_latency(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    """A bar a cycle, of several in one pixel the longest; a line where what is usual ends."""
    latency, times = content.latency, content.cycle_times
    ends, usual, first, last = _in_sight(axis, times)
    if latency is None or first >= last:
        return
    took = latency.took_ns[first:last]
    scale = axis.width / axis.visible_ns
    pixels = np.floor(axis.left + (times[first:last] - axis.start_ns) * scale)
    starts = np.flatnonzero(np.append(True, pixels[1:] != pixels[:-1]))
    most = np.fmax.reduceat(took, starts)
    until = np.append(pixels[starts[1:]], axis.x(int(ends[last - 1])))
    until = np.minimum(until, pixels[starts] + 3 * usual * scale + 1)
    room = rect.height() - 4
    whole = latency.top_ns
    between = 1 if usual * scale >= _LEAST_CELL_PX else 0
    for left, right, value in zip(pixels[starts].tolist(), until.tolist(), most.tolist(), strict=True):
        if value == value:
            high = max(min(value / whole, 1.0) * room, 1.0)
            slow = latency.usual_ns is not None and value > latency.usual_ns
            colour = QColor(theme.tokens.warn if slow else theme.tokens.keep)
            at = max(left, rect.left())
            painter.fillRect(QRectF(at, rect.bottom() - 2 - high, max(right - at - between, 1), high), colour)
    if latency.usual_ns is not None:
        y = rect.bottom() - 2 - latency.usual_ns / whole * room
        painter.setPen(QPen(QColor(theme.tokens.t2), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def say_latency(content: TimelineContent, t_ns: int) -> str:
    """How long the cycle at an instant took."""
    at = int(np.searchsorted(content.cycle_times, t_ns, side="right")) - 1
    if content.latency is None or at < 0:
        return ""
    took = float(content.latency.took_ns[at])
    if took == took:
        return milliseconds(round(took))
    return tr("not reached") if content.latency.complete else ""
