"""The lane of the selected object: when perception reported it, and as what.

It must not know the mouse, nor how objects are selected.
"""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.scene.wording import named, number
from app.ui.language.words import tr
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.colours import fill_of_class
from app.ui.timeline.content import TimelineContent
from app.ui.timeline.painting import band, cell_of, word
from app.ui.widgets.plain import one_line


def paint_object(painter: QPainter, axis: TimeAxis, rect: QRectF, content: TimelineContent) -> None:
    """A band for each stretch of one class, with its name; nothing where no record has it."""
    life = content.life
    if life is None or not len(life):
        return
    times, ends = life.times_ns(content.mode), content.life_ends
    broken = (np.diff(life.likeliest) != 0) | (np.diff(life.cells["place"]) > 1)
    starts = np.append(0, np.flatnonzero(broken) + 1)
    behind = np.append(starts[1:], len(life))
    scale = axis.width / axis.visible_ns
    # of an hour some thousands: those in sight, and of several that fit into one pixel the first
    seen = (ends[behind - 1] > axis.start_ns) & (times[starts] < axis.end_ns)
    pixels, narrow = np.floor((times[starts] - axis.start_ns) * scale), (ends[behind - 1] - times[starts]) * scale <= 1
    seen &= ~narrow | np.append(True, pixels[1:] != pixels[:-1])
    for start, end in zip(starts[seen].tolist(), behind[seen].tolist(), strict=True):
        name = life.class_at(start)
        colour = theme.tokens[fill_of_class(name)]
        cell = cell_of(axis, rect, int(times[start]), int(ends[end - 1])).adjusted(0, 1, 0, -1)
        band(painter, cell, colour)
        word(painter, cell, _class(name), on=colour)


def say_object(content: TimelineContent, t_ns: int) -> str:
    """As what it was reported at an instant."""
    life = content.life
    if life is None:
        return tr("reading") if content.selected is not None else tr("none selected")
    at = life.last_at(t_ns, content.mode)
    if at is None or int(content.life_ends[at]) <= t_ns:
        return tr("not reported")
    probability = life.probability_at(at)
    return _class(life.class_at(at)) + ("" if np.isnan(probability) else f" {number(probability, 2)}")


def _class(name: str | None) -> str:
    return tr("not classified") if name is None else one_line(named(name))
