"""The label column of the timeline: what each row is called at the left, what it says of the instant at the right.

It must not know the mouse.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from app.replay.dial import Dial
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import VerdictMark, draw_verdict
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.widgets.painted import draw_text, shortened, width_of

INSET = 12
_GLYPH = 12


def paint_label(
    painter: QPainter, row: QRectF, name: str, *values: str, title: bool = False, mark: VerdictMark | None = None
) -> None:
    """One row; of several ways to say its value the first that has room. `mark` stands before it."""
    inner, role = row.adjusted(INSET, 0, 0, 0), Role.TITLE if title else Role.SECONDARY
    draw_text(painter, inner, name, role=role, colour=theme.tokens.t1)
    taken = width_of(name, role) + INSET + (0 if mark is None else _GLYPH + 6)
    room = inner.adjusted(taken, 0, 0, 0)
    value = next((one for one in values if width_of(one, Role.SECONDARY) <= room.width()), values[-1])
    said = shortened(value, Role.SECONDARY, room.width())
    right = Qt.AlignmentFlag.AlignRight
    draw_text(painter, room, said, role=Role.SECONDARY, colour=theme.tokens.t2, align=right)
    if mark is not None and said:
        left = row.right() - width_of(said, Role.SECONDARY) - _GLYPH - 6
        glyph = QRectF(left, row.center().y() - _GLYPH / 2, _GLYPH, _GLYPH)
        draw_verdict(painter, glyph, mark, theme.tokens)


def visible_texts(dial: Dial, axis: TimeAxis) -> tuple[str, ...]:
    """Ways to say what is visible: from when to when, less and less exactly, and last the zone alone."""
    start, end = axis.start_ns, axis.end_ns
    zones = list(dict.fromkeys((dial.unit(start), dial.unit(end))))
    zone = " … ".join(zones)
    exact = [f"{_bare(dial, start, digits)} … {_bare(dial, end, digits)} {zone}".strip() for digits in (1, 0)]
    return (*exact, zone) if zone else (exact[0],)


def _bare(dial: Dial, t_ns: int, digits: int) -> str:
    """A time without its zone, with the day where a time of day alone may be two instants."""
    day = f"{dial.date(t_ns)} " if dial.dated else ""
    return f"{day}{dial.bare(t_ns, digits=digits)}"


def width_of_name(name: str) -> float:
    """How far the name of a row reaches into the column."""
    return INSET + width_of(name, Role.SECONDARY)
