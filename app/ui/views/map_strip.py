"""The line below the map: how long a round length is, what is and what is not to be seen, and how sure the position is.

It must not know records: it is given words, and the size of a pixel.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.scene.sheet import Sheet, length
from app.ui.gl.colours import INKS
from app.ui.gl.overlay import ink
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.widgets.painted import Painted, draw_text, width_of
from app.ui.widgets.plain import plain

_BAR_PX = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFact:
    """What is or is not to be seen, in full and in a word or two."""

    text: str
    short: str
    tone: str = "t3"
    """The ink that it is written with."""


class MapStrip(Painted):
    """24 px: scale bar at the left, facts, accuracy at the right; the facts shorten."""

    HEIGHT = 24

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = Sheet()
        self._facts: tuple[MapFact, ...] = ()
        self._sure = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def scale_text(self) -> str:
        """The length of the bar: `20 m`, `5 km`."""
        step = self._sheet.step(theme.px(_BAR_PX))
        return length(step, step)

    @property
    def facts(self) -> tuple[MapFact, ...]:
        """What it says."""
        return self._facts

    @property
    def sure(self) -> str:
        """How sure the position is, in words."""
        return self._sure

    def show_sheet(self, sheet: Sheet) -> None:
        """Another scale."""
        self._sheet = sheet
        self.update()

    def show_facts(self, facts: Sequence[MapFact], sure: str) -> None:
        """Say this; the first fact stays longest, and each as short as it must."""
        self._facts, self._sure = tuple(facts), sure
        whole = "\n".join([*(fact.text for fact in facts), *([sure] if sure else [])])
        self.setToolTip(plain(whole))
        self.setAccessibleName(self.tr("Facts of the map"))
        self.setAccessibleDescription(whole)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Any width: it shortens."""
        return QSize(theme.px(240), theme.px(self.HEIGHT))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Bar, facts, accuracy."""
        edge, high = float(theme.px(8)), self.height()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), ink("bg1"))
            bar = self._sheet.step(theme.px(_BAR_PX)) / self._sheet.metres
            painter.setPen(QPen(ink("t2"), 1))
            bottom, tick = round(high * 0.64) + 0.5, theme.px(5)
            painter.drawPolyline(
                [
                    QPointF(edge + 0.5, bottom - tick), QPointF(edge + 0.5, bottom),
                    QPointF(round(edge + bar) + 0.5, bottom), QPointF(round(edge + bar) + 0.5, bottom - tick),
                ]
            )  # fmt: skip
            left = edge + bar + theme.px(6)
            wide = width_of(self.scale_text, Role.SECONDARY)
            draw_text(painter, QRectF(left, 0, wide, high), self.scale_text, role=Role.SECONDARY, colour=INKS["t2"])
            left += wide + theme.px(14)
            right = self.width() - edge
            if self._sure:
                wide = width_of(self._sure, Role.SECONDARY)
                box = QRectF(right - wide, 0, wide, high)
                draw_text(painter, box, self._sure, role=Role.SECONDARY, colour=INKS["t2"])
                right -= wide + theme.px(14)
            for fact in self._facts:
                full = width_of(fact.text, Role.SECONDARY)
                text = fact.text if full <= right - left else fact.short
                room = min(width_of(text, Role.SECONDARY), right - left)
                if room < theme.px(20):
                    return
                box = QRectF(left, 0, room, high)
                draw_text(painter, box, text, role=Role.SECONDARY, colour=INKS[fact.tone])
                left += room + theme.px(14)
