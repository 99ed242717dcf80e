"""The permanent banner: that evidence is read only, its status in a word, what of it is hidden, the four facts, and
where it comes from.

It must not know how anything was checked. It is never hidden, whatever the size of the window: so what is left out of
the picture is said here, where no layout can take it away.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.chain.verdict import Status
from app.scene.wording import count, file_size
from app.ui.banner_words import ShownFact, provenance_text, redacted, shown_facts, shown_status, status_word
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import draw_verdict
from app.ui.theme.lucide import draw_icon
from app.ui.theme.theme import theme
from app.ui.widgets.painted import draw_text, width_of
from app.ui.widgets.plain import one_line, plain

if TYPE_CHECKING:
    from app.replay.evidence import Evidence
    from app.replay.trust import Trust

HEIGHT = 28
_MOST_NAMES = 12
"""Of hidden channels, in the tool tip."""
_TONES = {
    Status.SEALED: "ok",
    Status.BROKEN: "broken",
    Status.UNTRUSTED: "warn",
    Status.OPEN_PREFIX: "warn",
    Status.STRUCTURE_ONLY: "info",
    Status.UNSIGNED: "broken",
}


class Banner(QWidget):
    """One line over the whole width."""

    pressed = Signal()
    """Somebody wants to see why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evidence: Evidence | None = None
        self._trust: Trust | None = None
        self._hidden: frozenset[str] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Verification"))
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def set_evidence(self, evidence: "Evidence | None") -> None:
        """Show what is open."""
        self._evidence = evidence
        self._trust = None if evidence is None else evidence.trust
        self._hidden = frozenset()
        self._told()

    def set_trust(self, trust: "Trust") -> None:
        """Show what is known by now."""
        self._trust = trust
        self._told()

    def set_hidden(self, channels: frozenset[str]) -> None:
        """Say that these channels are drawn nowhere."""
        self._hidden = channels
        self._told()

    @property
    def hidden_text(self) -> str:
        """How many channels are hidden; empty: none is."""
        if not self._hidden:
            return ""
        number = len(self._hidden)
        return filled(self.tr("%1 channel hidden") if number == 1 else self.tr("%1 channels hidden"), count(number))

    @property
    def status(self) -> Status | None:
        """The word that is shown."""
        return None if self._trust is None else shown_status(self._trust)

    def facts(self) -> list[ShownFact]:
        """What it says of the drive."""
        return [] if self._trust is None or self._evidence is None else shown_facts(self._trust, self._evidence)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return QSize(800, theme.px(HEIGHT))

    def mousePressEvent(self, _: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Why."""
        self.pressed.emit()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """From left to right, as much as fits; the status and what is hidden never shorten."""
        tokens = theme.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            tone = "ok" if self._trust is None else _TONES[shown_status(self._trust)]
            painter.fillRect(self.rect(), QColor(tokens.bg2 if self._trust is None else tokens.tint(tone)))
            painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(tokens.line))
            left = self._paint_read_only(painter, 12.0)
            if self._trust is None or self._evidence is None:
                self._text(
                    painter, left + 16, self.tr("No evidence open. Files are opened read only and never changed."), "t2"
                )
                return
            left = self._paint_status(painter, left + 14, tone)
            if self._hidden:
                left = self._paint_hidden(painter, left + 16)
            painter.fillRect(QRectF(left + 12, 7, 1, self.height() - 14), QColor(tokens.tint_line(tone)))
            left += 26
            right = self._paint_right(painter, left)
            for fact in self.facts():
                left = self._paint_fact(painter, left, right, fact)

    def _paint_read_only(self, painter: QPainter, left: float) -> float:
        painter.setFont(theme.font(Role.TITLE))
        text = self.tr("READ ONLY")
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 32
        box = QRectF(left, 4.5, wide, self.height() - 9)
        painter.setPen(QColor(theme.tokens.line2))
        painter.setBrush(QColor(theme.tokens.bg1))
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        draw_icon(painter, QRectF(left + 7, box.center().y() - 6, 12, 12), "lock", theme.tokens.t1)
        painter.setPen(QColor(theme.tokens.t1))
        painter.drawText(box.adjusted(24, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        return box.right()

    def _paint_status(self, painter: QPainter, left: float, tone: str) -> float:
        assert self._trust is not None
        shield = {"ok": "shield-check", "warn": "shield-alert", "broken": "shield-x"}.get(tone, "shield-question-mark")
        draw_icon(painter, QRectF(left, self.height() / 2 - 8, 16, 16), shield, theme.tokens[tone])
        painter.setFont(theme.font(Role.TITLE))
        painter.setPen(QColor(theme.tokens[tone]))
        text = status_word(self._trust)
        painter.drawText(QRectF(left + 22, 0, 200, self.height() - 1), Qt.AlignmentFlag.AlignVCenter, text)
        return left + 22 + QFontMetricsF(painter.font()).horizontalAdvance(text)

    def _paint_hidden(self, painter: QPainter, left: float) -> float:
        draw_icon(painter, QRectF(left, self.height() / 2 - 7, 14, 14), "eye-off", theme.tokens.warn)
        painter.setFont(theme.font(Role.TITLE))
        painter.setPen(QColor(theme.tokens.warn))
        text = self.hidden_text
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
        painter.drawText(QRectF(left + 20, 0, wide + 2, self.height() - 1), Qt.AlignmentFlag.AlignVCenter, text)
        return left + 20 + wide

    def _paint_fact(self, painter: QPainter, left: float, right: float, fact: ShownFact) -> float:
        tokens, high, wide = theme.tokens, self.height() - 1, width_of(fact.word, Role.TITLE)
        if left + wide + 20 > right:
            return left
        draw_verdict(painter, QRectF(left, self.height() / 2 - 6.5, 12, 12), fact.mark, tokens)
        draw_text(painter, QRectF(left + 18, 0, wide, high), fact.word, role=Role.TITLE, colour=tokens.t1)
        left += 18 + wide + 6
        room = min(width_of(fact.detail, Role.BODY), right - left)
        if fact.detail and room > 40:
            draw_text(painter, QRectF(left, 0, room, high), fact.detail, role=Role.BODY, colour=tokens.t2)
            left += room
        return left + 18

    def _paint_right(self, painter: QPainter, left: float) -> float:
        """File, size and provenance, in the room that there is from `left`; returns where they begin."""
        assert self._evidence is not None
        provenance = provenance_text(self._evidence.genesis.provenance)
        if redacted(self._evidence):
            provenance = filled(self.tr("%1, redacted copy"), provenance)
        text = f"{self._evidence.title} · {file_size(self._evidence.size)} · {provenance}"
        painter.setFont(theme.font(Role.BODY))
        metrics = QFontMetricsF(painter.font())
        if self.width() < 1500:
            # as far as the first comma, in whichever script
            short = provenance.partition(",")[0].partition("、")[0]
            text = f"{self._evidence.title} · {short}"
        wide = max(min(metrics.horizontalAdvance(text), self.width() * 0.4, self.width() - left - 28), 0)
        painter.setPen(QColor(theme.tokens.t2))
        rect = QRectF(self.width() - wide - 12, 0, wide, self.height() - 1)
        said = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, wide + 1)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, said)
        return rect.left() - 16

    @staticmethod
    def _font_text(painter: QPainter, tone: str) -> None:
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(QColor(theme.tokens[tone]))

    def _text(self, painter: QPainter, left: float, text: str, tone: str) -> None:
        self._font_text(painter, tone)
        painter.drawText(QRectF(left, 0, self.width() - left, self.height() - 1), Qt.AlignmentFlag.AlignVCenter, text)

    def _told(self) -> None:
        said = "; ".join(f"{fact.word} {fact.detail}".strip() for fact in self.facts())
        if self._hidden:
            names = sorted(one_line(name.lstrip("/")) for name in self._hidden)
            more = ["…"] if len(names) > _MOST_NAMES else []
            said += f"; {self.hidden_text}: {', '.join([*names[:_MOST_NAMES], *more])}"
        word = "" if self._trust is None else status_word(self._trust)
        self.setAccessibleDescription(f"{word} {said}")
        left_out = () if self._evidence is None else self._evidence.left_out[:_MOST_NAMES]
        found = () if self._trust is None else (self._trust.changed, self._trust.verdict.reason)
        reasons = [from_below(one) for one in (*left_out, *found) if one]
        self.setToolTip(plain("\n".join((*reasons, *(one for one in said.split("; ") if one)))) if found else "")
        self.update()
