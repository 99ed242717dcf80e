"""What a view shows instead of a picture: why there is none, in a mark and two lines.

It must not know frames or channels: it is given words and numbers.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.filling import filled
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import VerdictMark, draw_verdict
from app.ui.theme.lucide import draw_icon
from app.ui.theme.theme import theme
from app.ui.widgets.painted import Painted, draw_text
from app.ui.widgets.plain import plain
from app.ui.widgets.words import milliseconds


class EmptyPane(Painted):
    """A mark, a title and a line, in the middle of the pane."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict: VerdictMark | None = None
        self._icon, self._title, self._line = "", "", ""

    def show_reading(self, what: str) -> None:
        """`what` is being read: `frame 254`."""
        title = filled(self.tr("Reading %1"), what)
        self._put(title, self.tr("checked before it is shown"), verdict="unchecked")

    def show_absent(self, age_ms: float | None) -> None:
        """There is no sample young enough; `age_ms` is the age of the last one, None: there is none before."""
        if age_ms is None:
            line = self.tr("no sample at or before this time")
        else:
            line = filled(self.tr("last sample %1 ago"), milliseconds(age_ms))
        self._put(self.tr("Absent"), line, verdict="missing")

    def show_withheld(self, what: str) -> None:
        """`what` was taken out of this copy: `frame 254`."""
        self._put(
            filled(self.tr("%1 is withheld"), what[:1].upper() + what[1:]),
            self.tr("only its digest is in this copy"),
            verdict="missing",
        )

    def show_undecodable(self, what: str, why: str, *, verdict: VerdictMark = "broken") -> None:
        """The bytes are there and cannot be shown: `frame 254`, `bytes intact, JPEG ends early`."""
        self._put(filled(self.tr("Cannot decode %1"), what), why, verdict=verdict)

    def show_unread(self, what: str, why: str, *, verdict: VerdictMark) -> None:
        """The bytes are not there: `frame 254`, `the file ends before byte 9000`."""
        self._put(filled(self.tr("Cannot read %1"), what), why, verdict=verdict)

    def show_none(self, title: str, line: str, *, icon: str) -> None:
        """The log has nothing of the kind: `No camera in this log`, `Import lists what was found`."""
        self._put(title, line, icon=icon)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Room for the three."""
        return QSize(theme.px(160), theme.px(72))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Qt's name."""
        tokens, px = theme.tokens, theme.px
        mark, gap, line = px(16), px(8), px(18)
        top = (self.height() - mark - gap - 2 * line) / 2
        middle = self.width() / 2
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.bg1))
            place = QRectF(middle - mark / 2, top, mark, mark)
            if self._verdict is not None:
                inset = mark / 16
                draw_verdict(painter, place.adjusted(inset, inset, -inset, -inset), self._verdict, tokens)
            elif self._icon:
                draw_icon(painter, place, self._icon, tokens.t3)
            across = QRectF(px(8), top + mark + gap, self.width() - 2 * px(8), line)
            centre = Qt.AlignmentFlag.AlignHCenter
            draw_text(painter, across, self._title, role=Role.TITLE, colour=tokens.t1, align=centre)
            across.translate(0, line)
            draw_text(painter, across, self._line, role=Role.SECONDARY, colour=tokens.t2, align=centre)

    def _put(self, title: str, line: str, *, verdict: VerdictMark | None = None, icon: str = "") -> None:
        self._title, self._line, self._verdict, self._icon = title, line, verdict, icon
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.setToolTip(plain(f"{title}\n{line}"))
        self.update()
