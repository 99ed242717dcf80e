"""What lanes are painted with: bands, cells and words that shorten or go when they do not fit.

It must not know which lane it is.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.replay.lanes import Driving
from app.ui.theme.fonts import Role
from app.ui.theme.hatch import draw_hatched
from app.ui.theme.theme import theme
from app.ui.theme.tokens import luminance
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.colours import gravity_of
from app.ui.widgets.painted import draw_text, shortened, width_of


def band(painter: QPainter, rect: QRectF, colour: str, *, hatched: bool = False, counter: bool = False) -> None:
    """A filled stretch, at least a pixel wide."""
    if rect.width() < 1:
        rect = QRectF(rect.left(), rect.top(), 1, rect.height())
    if hatched:
        draw_hatched(painter, rect, colour, under=theme.tokens.bg0, counter=counter)
    else:
        painter.fillRect(rect, QColor(colour))


def cell_of(axis: TimeAxis, rect: QRectF, start_ns: int, end_ns: int) -> QRectF:
    """What a stretch takes of a lane, as far as it is in sight."""
    left = max(axis.x(start_ns), rect.left())
    return QRectF(left, rect.top() + 2, max(min(axis.x(end_ns), rect.right()) - left, 0), rect.height() - 4)


def told_apart(axis: TimeAxis, stretches: Iterable[Driving]) -> Iterator[Driving]:
    """Those that are in sight, what fits into a pixel behind all others; of several in one pixel the gravest: an hour
    has thousands.
    """
    narrow: dict[int, Driving] = {}
    for one in stretches:
        if one.end_ns <= axis.start_ns or one.start_ns >= axis.end_ns:
            continue
        first, last = int(axis.x(one.start_ns)), int(axis.x(one.end_ns))
        if first != last:
            yield one
        else:
            narrow[first] = max(narrow.get(first, one), one, key=lambda stretch: gravity_of(stretch.mode))
    yield from narrow.values()


def gravest_apart(pixels: npt.NDArray[np.float64], gravity: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which of some stretches, each in one pixel (n,), are seen: of several in one the first of the gravest."""
    order = np.lexsort((-gravity, pixels))
    _, first = np.unique(pixels[order], return_index=True)
    seen = np.zeros(len(pixels), dtype=np.bool_)
    seen[order[first]] = True
    return seen


def word(painter: QPainter, rect: QRectF, text: str, *, on: str, backed: str | None = None) -> bool:
    """A word inside a band, elided; False: there was no room for it. `on`: the colour that it stands on."""
    room = rect.adjusted(6, 0, -4, 0)
    if room.width() < 18 or not text:
        return False
    said = shortened(text, Role.SECONDARY, room.width())
    if said in ("", "…") or len(said) < min(len(text), 3):
        return False
    if backed is not None:
        box = QRectF(room.left() - 3, rect.center().y() - 8, width_of(said, Role.SECONDARY) + 6, 16)
        painter.fillRect(box, QColor(backed))
        on = backed
    draw_text(painter, room, said, role=Role.SECONDARY, colour="#14181B" if luminance(on) > 0.22 else "#E9ECEF")
    return True


def label(painter: QPainter, at: QPointF, text: str, tone: str, *, room: float) -> None:
    """A word on the canvas from a point on (its middle line), if there is room for it."""
    painter.setFont(theme.font(Role.SECONDARY))
    metrics = QFontMetricsF(painter.font())
    if room < 24 and metrics.horizontalAdvance(text) > room:
        return
    said = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.setPen(QColor(theme.tokens[tone]))
    painter.drawText(QRectF(at.x(), at.y() - 9, room, 18), Qt.AlignmentFlag.AlignVCenter, said)


def upright(
    painter: QPainter, x: float, top: float, bottom: float, colour: str, *, width: float = 1.0, dashed: bool = False
) -> None:
    """A line from top to bottom, on whole pixels."""
    pen = QPen(QColor(colour), width)
    if dashed:
        pen.setDashPattern([3, 3])
    painter.setPen(pen)
    at = round(x) + (0.5 if width == 1.0 else 0.0)
    painter.drawLine(QPointF(at, top), QPointF(at, bottom))
