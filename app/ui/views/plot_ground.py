"""Where plots lie in their widget, on which scales, and what is at a point: the ground under painting and mouse.

It must not know painters, nor what the mouse does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.replay.dial import COUNTING, Dial
from app.replay.lanes import Driving
from app.replay.signals import Plotted
from app.replay.trace import Reading, Trace
from app.ui.keys.focus import take_viewer_keys
from app.ui.language.words import tr
from app.ui.theme.theme import theme
from app.ui.timeline.axis import TimeAxis
from app.ui.views.plot_paint import Scale
from app.ui.views.plot_rows import Plot, Plots, fitted
from app.ui.views.plot_words import curve_name, plot_title, reading_text

LEAST = 44
"""Height of a plot, at least."""
_TITLE, _LEAST_TITLE, _ROW = 18, 14, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotsContent:
    """All that is painted but for the hand."""

    plots: Plots = ()
    traces: Mapping[Plotted, Trace] = field(default_factory=dict)
    driving: Sequence[Driving] = ()
    dial: Dial = COUNTING
    t0_ns: int | None = None
    cursors: tuple[int | None, int | None] = (None, None)
    greyed: frozenset[Plotted] = frozenset()
    """Whose arrivals were never measured, while what was known then is shown."""
    hidden: frozenset[Plotted] = frozenset()
    """Of channels that are hidden, or reckoned from one."""
    compact: bool = False

    def told(self, plotted: Plotted, reading: Reading | None) -> str:
        """Its value at the hand in words, or why there is none."""
        return tr("hidden") if plotted in self.hidden else reading_text(plotted, reading)


class PlotGround(QWidget):
    """The plots of one log, without anything that is seen or done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = PlotsContent()
        self._axis: TimeAxis | None = None
        self._label_px = 288
        self._shown_ns = 0
        self._still: QPixmap | None = None
        take_viewer_keys(self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Plots"))
        theme.changed.connect(self._renew)

    @property
    def content(self) -> PlotsContent:
        """What is shown."""
        return self._content

    def set_content(self, content: PlotsContent) -> None:
        """Show this."""
        self._content = content
        self.updateGeometry()
        self._renew()

    def set_axis(self, axis: TimeAxis | None) -> None:
        """Show this stretch; its pixels are those of the timeline below, from the same left edge."""
        if axis != self._axis:
            self._axis = axis
            self._renew()

    def set_label_width(self, width: int) -> None:
        """As wide as the label column of the timeline."""
        if width != self._label_px:
            self._label_px = width
            self._renew()

    def set_time(self, shown_ns: int) -> None:
        """Where the replay is."""
        self._shown_ns = shown_ns
        self.setAccessibleDescription(
            "; ".join(
                f"{plot_title(plot)}, {curve_name(plot, one)}: {self._content.told(one, self.reading(one))}"
                for plot in self.visible_plots()
                for one in plot.signals
            )
        )
        self.update()

    def reading(self, plotted: Plotted, t_ns: int | None = None) -> Reading | None:
        """A signal at an instant, or at the hand; None: it is not ready."""
        trace = self._content.traces.get(plotted)
        return None if trace is None else trace.at(self._shown_ns if t_ns is None else t_ns)

    def visible_plots(self) -> list[Plot]:
        """Those for which there is room."""
        most = 1 if self._content.compact else max(self.height() // theme.px(LEAST), 1)
        return list(self._content.plots[:most])

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Comfortable for what there is."""
        count = 1 if self._content.compact else min(max(len(self._content.plots), 1), 3)
        return QSize(800, theme.px(56) * count)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One plot."""
        return QSize(self._label_px + 200, theme.px(LEAST))

    # -- places

    def places(self) -> list[tuple[Plot, QRectF]]:
        """Each plot that is seen, and where its curves are."""
        found, shown = [], self.visible_plots()
        area = self._area()
        for at, plot in enumerate(shown):
            top, bottom = (round(area.height() * edge / len(shown)) for edge in (at, at + 1))
            found.append((plot, QRectF(area.left(), top, area.width(), bottom - top - 1)))
        return found

    def scale(self, plot: Plot, plotted: Plotted, rect: QRectF) -> Scale:
        """From the values of a curve to pixels: curves of one unit share it."""
        inner = rect.adjusted(0, 3, 0, -5)
        if plot.range is not None and plotted.shown.unit == plot.signals[0].shown.unit:
            return Scale(*plot.range, inner)
        ranges = []
        for one in plot.signals:
            trace = self._content.traces.get(one)
            found = None if trace is None or one.shown.unit != plotted.shown.unit else trace.range
            if found is not None:
                ranges.append((found[0] * one.shown.factor, found[1] * one.shown.factor))
        return Scale(*fitted(ranges), inner)

    def _area(self) -> QRectF:
        return QRectF(self._label_px, 0, max(self.width() - self._label_px, 1), self.height())

    def row_places(self, plot: Plot, rect: QRectF) -> list[tuple[float, float]]:
        """Top and height of the title and of each row that there is room for; of none, the title has the value."""
        row = theme.px(_ROW)
        rows = min(len(plot.signals), int((rect.height() - theme.px(_LEAST_TITLE)) // row))
        title = min(theme.px(_TITLE), rect.height() - rows * row)
        if rows < 1:
            return [(0.0, rect.height())]
        top = max((min(rect.height(), theme.px(60)) - title - rows * row) / 2, 0.0)
        return [(top, title), *((top + title + at * row, row) for at in range(rows))]

    def plot_at(self, y: float) -> tuple[Plot, QRectF] | None:
        """The plot at a height."""
        return next(((plot, rect) for plot, rect in self.places() if rect.top() <= y <= rect.bottom() + 1), None)

    def signal_at(self, at: QPointF) -> tuple[Plot | None, Plotted | None]:
        """The plot and the row of the label column at a point."""
        found = self.plot_at(at.y())
        if found is None:
            return None, None
        plot, rect = found
        if at.x() >= self._label_px:
            return plot, None
        for plotted, (top, height) in zip(plot.signals, self.row_places(plot, rect)[1:], strict=False):
            if top <= at.y() - rect.top() < top + height:
                return plot, plotted
        return plot, None

    def _renew(self) -> None:
        self._still = None
        self.update()

    def resizeEvent(self, _: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Paint anew, if it is another size: some of these events bring none."""
        if self._still is None or self._still.deviceIndependentSize().toSize() != self.size():
            self._renew()
