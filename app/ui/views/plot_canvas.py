"""The stack of plots as it is seen: labels at the left, curves on the time axis of the timeline, and the hand.

It must not know the mouse. What stands still is painted once and kept; at every moment only the hand, the dots and the
values are painted over it.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.replay.signals import Derived, Plotted
from app.replay.trace import Trace
from app.scene.standing import Standing
from app.ui.language.words import tr
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.views.plot_ground import PlotGround
from app.ui.views.plot_paint import (
    STYLES,
    Style,
    is_dense,
    paint_bands,
    paint_cursor,
    paint_curve,
    paint_dot,
    paint_grid,
    paint_hand,
    paint_note,
    paint_t0,
    paint_values,
    value_texts,
)
from app.ui.views.plot_rows import Plot
from app.ui.views.plot_words import curve_name, delta_text, no_value_text, plot_title
from app.ui.widgets.painted import draw_text, shortened, width_of
from app.ui.widgets.tag import basis_word, draw_tag, tag_size


class PlotCanvas(PlotGround):
    """Paints the plots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drop_at: int | None = None
        self._box: QRectF | None = None
        """What the mouse marks to look into."""

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """What stands still from memory; hand, dots and values over it."""
        if self._still is None or self._still.devicePixelRatio() != self.devicePixelRatioF():
            self._still = self._painted()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._still)
            if self._axis is None:
                return
            painter.save()
            painter.setClipRect(self._area())
            paint_hand(painter, self._axis, self._area(), self._shown_ns)
            self._paint_dots(painter)
            if self._box is not None:
                self._paint_box(painter, self._box)
            painter.restore()
            for plot, rect in self.places():
                self._paint_label(painter, plot, rect)

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        tokens = theme.tokens
        pixmap.fill(QColor(tokens.bg1))
        with QPainter(pixmap) as painter:
            painter.fillRect(self._area(), QColor(tokens.canvas))
            if self._axis is not None:
                for plot, rect in self.places():
                    painter.save()
                    painter.setClipRect(rect)
                    self._paint_plot(painter, self._axis, plot, rect)
                    painter.restore()
                    painter.fillRect(QRectF(0, rect.bottom(), self.width(), 1), QColor(tokens.line))
                painter.save()
                painter.setClipRect(self._area())
                paint_t0(painter, self._axis, self._area(), self._content.t0_ns)
                for letter, t_ns in zip("AB", self._content.cursors, strict=True):
                    if t_ns is not None:
                        paint_cursor(painter, self._axis, self._area(), t_ns, letter)
                painter.restore()
            if self._axis is not None and not self._content.plots:
                paint_note(painter, self._area(), tr("No signal is plotted: the menu and + add one"))
            painter.fillRect(QRectF(self._label_px - 1, 0, 1, self.height()), QColor(tokens.line))
        return pixmap

    def _paint_plot(self, painter: QPainter, axis: TimeAxis, plot: Plot, rect: QRectF) -> None:
        content = self._content
        paint_bands(painter, axis, rect, content.driving)
        first = plot.signals[0]
        ready = [
            (plotted, style, trace)
            for plotted, style in zip(plot.signals, STYLES, strict=False)
            if (trace := content.traces.get(plotted)) is not None
        ]
        # where there is no value there is no scale of them
        scale = self.scale(plot, first, rect) if any(trace.range is not None for _, _, trace in ready) else None
        paint_grid(painter, axis, scale, rect, content.dial)
        # dashes over a line let it be seen; where dashes are none any more, what was measured comes last
        dense = any(is_dense(trace, axis, rect) for _, _, trace in ready)
        for plotted, style, trace in reversed(ready) if dense else ready:
            paint_curve(
                painter, axis, self.scale(plot, plotted, rect), trace, style, factor=plotted.shown.factor,
                grey=plotted in content.greyed,
            )  # fmt: skip
        if scale is not None:
            paint_values(painter, scale, rect, value_texts(scale, rect, first, content.traces.get(first)))
        note = self._note(plot)
        if note:
            paint_note(painter, rect, note)
        if self._drop_at == plot.number:
            painter.setPen(QPen(QColor(theme.tokens.acc), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _note(self, plot: Plot) -> str:
        """Why nothing is seen of it."""
        shown = [one for one in plot.signals if one not in self._content.hidden]
        if not shown:
            return tr("Hidden: the eye in the list of channels shows it")
        found = [self._content.traces.get(one) for one in shown]
        ready = [one for one in found if one is not None]
        if not ready:
            return tr("Reading, checked before it is shown")
        if all(one.range is None for one in ready):
            return _why_nothing(ready) if all(one.complete for one in ready) else tr("Reading")
        if any(one in self._content.greyed for one in plot.signals):
            return tr("arrivals were assumed, not measured: what was known when cannot be said")
        return ""

    def _paint_dots(self, painter: QPainter) -> None:
        assert self._axis is not None
        x = self._axis.x(self._shown_ns)
        for plot, rect in self.places():
            for plotted, style in zip(plot.signals, STYLES, strict=False):
                reading = self.reading(plotted)
                if reading is not None and reading.value is not None and plotted not in self._content.greyed:
                    y = self.scale(plot, plotted, rect).y(reading.value * plotted.shown.factor)
                    if rect.top() - 4 <= y <= rect.bottom() + 4:
                        paint_dot(painter, QPointF(x, y), style)

    @staticmethod
    def _paint_box(painter: QPainter, box: QRectF) -> None:
        tint = QColor(theme.tokens.acc)
        painter.setPen(QPen(tint, 1))
        tint.setAlpha(36)
        painter.setBrush(tint)
        painter.drawRect(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_label(self, painter: QPainter, plot: Plot, rect: QRectF) -> None:
        """Title, then each curve with the look of its line, its name, its value at the hand."""
        tokens, px = theme.tokens, theme.px
        right = self._label_px - 9.0
        rows = [QRectF(12, rect.top() + top, right - 12, height) for top, height in self.row_places(plot, rect)]
        derived = any(isinstance(one, Derived) for one in plot.signals)
        room = rows[0].width() - (tag_size(basis_word("derived"), "derived").width() + px(8) if derived else 0)
        if len(rows) == 1:
            room = min(room, rows[0].width() * 0.55)
        said = shortened(plot_title(plot), Role.TITLE, room)
        draw_text(painter, rows[0], said, role=Role.TITLE, colour=tokens.t1)
        if derived:
            size = tag_size(basis_word("derived"), "derived")
            left = rows[0].left() + width_of(said, Role.TITLE) + px(8)
            tag = QRectF(left, rows[0].center().y() - size.height() / 2, size.width(), size.height())
            draw_tag(painter, tag, basis_word("derived"), "derived")
        if len(rows) == 1:
            self._paint_value(painter, plot.signals[0], rows[0])
        for plotted, style, row in zip(plot.signals, STYLES, rows[1:], strict=False):
            self._paint_row(painter, plot, plotted, style, row)

    def _paint_row(self, painter: QPainter, plot: Plot, plotted: Plotted, style: Style, row: QRectF) -> None:
        tokens, px = theme.tokens, theme.px
        grey = plotted in self._content.greyed
        pen = QPen(QColor(tokens.unchecked if grey else tokens[style.token]), 1.6)
        if style.dashes:
            pen.setDashPattern([min(dash, 3) for dash in style.dashes])
        painter.setPen(pen)
        y = round(row.center().y()) + 0.5
        painter.drawLine(QPointF(row.left(), y), QPointF(row.left() + px(12), y))
        taken = self._paint_value(painter, plotted, row)
        name = row.adjusted(px(18), 0, -taken - px(6), 0)
        draw_text(painter, name, curve_name(plot, plotted), role=Role.SECONDARY, colour=tokens.t2)

    def _paint_value(self, painter: QPainter, plotted: Plotted, row: QRectF) -> float:
        """The value at the hand, and what lies between the cursors; how much room both take."""
        tokens, px = theme.tokens, theme.px
        reading = self.reading(plotted)
        text = self._content.told(plotted, reading)
        known = reading is not None and reading.value is not None
        role, right = Role.TITLE if known else Role.SECONDARY, Qt.AlignmentFlag.AlignRight
        wide = width_of(text, role)
        draw_text(painter, row, text, role=role, colour=tokens.t1 if known else tokens.t3, align=right)
        first, second = self._content.cursors
        if first is None or second is None:
            return wide
        delta = delta_text(plotted, self.reading(plotted, first), self.reading(plotted, second))
        said = f"Δ {delta}" if delta else ""
        more = width_of(said, Role.SECONDARY) + px(10)
        if not said or wide + more > row.width() - px(70):
            return wide
        place = row.adjusted(0, 0, -wide - px(10), 0)
        draw_text(painter, place, said, role=Role.SECONDARY, colour=tokens.t2, align=right)
        return wide + more


def _why_nothing(traces: Sequence[Trace]) -> str:
    """Of traces without any value: nobody recorded one, or none of the records can be used."""
    standing = max((Standing(int(one.standing.max())) for one in traces if len(one)), default=Standing.INTACT)
    return tr("not recorded in this log") if standing < Standing.UNCHECKED else no_value_text(standing)
