"""The map: where the vehicle was by every receiver and by its own localisation, from above, without a network.

It must not reckon places (`app.replay.chart`, `app.scene.whereabouts`), nor draw them. Who opens it asks where it was,
which way it went, how sure that is, and reads off coordinates; next they go to the instant of a place.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.replay.chart import Chart, charted
from app.replay.dial import Dial
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.road import Roads
from app.scene.sample import Sample
from app.scene.wording import count
from app.ui.filling import filled
from app.ui.pane import Pane
from app.ui.timeline.content import Mark
from app.ui.views.map_canvas import MapCanvas
from app.ui.views.map_ground import Pointed
from app.ui.views.map_menu import map_menu
from app.ui.views.map_shown import MapShown, shown_at
from app.ui.views.map_strip import MapStrip
from app.ui.views.map_words import MapWords
from app.ui.widgets.tool_button import ToolButton

_On = tuple[Moment, Chart, tuple[Mark, ...], int | None]


class MapView(Pane):
    """The map of one log."""

    time_asked = Signal(object)
    """A time in ns, of a record that was clicked."""
    said = Signal(str)
    """A sentence for the status bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.words = MapWords()
        self.canvas = MapCanvas(self._describe)
        self.strip = MapStrip()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.strip)
        super().__init__(self.tr("Map"), body, parent=parent)
        body.setFocusProxy(self.canvas)
        self._timeline: Timeline | None = None
        self._chart: Chart | None = None
        self._moment: Moment | None = None
        self._marks: tuple[Mark, ...] = ()
        self._ahead: tuple[_On, MapShown] | None = None
        self._t0_ns: int | None = None
        self._roads = Roads()
        self.follow = ToolButton("locate-fixed", self.tr("Keep the vehicle in the middle  F"), checkable=True)
        self.follow.setChecked(True)
        self.follow.clicked.connect(self.canvas.set_following)
        self._more = ToolButton("ellipsis", self.tr("More"))
        self._more.clicked.connect(self._on_more_clicked)
        for tool in (self.follow, self._more):
            self.header.add_tool(tool)
        self.canvas.followed.connect(self.follow.setChecked)
        self.canvas.moved.connect(lambda: self.strip.show_sheet(self.canvas.sheet))
        self.canvas.time_asked.connect(self.time_asked)
        self.canvas.menu_asked.connect(self._on_menu_asked)
        self.clear()

    # -- of every view

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline = timeline

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels that it shows: positions, and the road around them."""
        positions = self.wants_charted(timeline)
        roads = [name for name, one in timeline.channels.items() if one.kind == "map" and len(one)]
        return [*positions, *roads] if positions else []

    def wants_charted(self, timeline: Timeline) -> tuple[str, ...]:
        """The channels that it has to have as a whole; none: this log has no position."""
        return charted(timeline.channels)

    @property
    def settled(self) -> bool:
        """Whether all that it shows was read."""
        if self._timeline is None or not self.wants_charted(self._timeline):
            return True
        return self._chart is not None and self._chart.complete

    def show_moment(self, moment: Moment) -> None:
        """Show this moment."""
        self._moment = moment
        self._show()

    def draw_ahead(self, moment: Moment) -> Iterator[None]:
        """Draw the map of a moment that is shown next."""
        timeline, chart = self._timeline, self._chart
        there = timeline is not None and any(name in moment.samples for name in self.wants_charted(timeline))
        if self.shows_body and chart is not None and there:
            self.canvas.draw_ahead(self._shown_at(moment, chart))
            yield

    def show_chart(self, chart: Chart) -> None:
        """Show where the vehicle was, as far as it was read."""
        self._chart = chart
        self._show()

    def set_dial(self, dial: Dial) -> None:
        """Tell times by this clock."""
        self.words.dial = dial
        self.canvas.update()

    def show_marks(self, marks: tuple[Mark, ...], t0_ns: int | None) -> None:
        """Show bookmarks and T0 where the vehicle was then."""
        if (marks, t0_ns) != (self._marks, self._t0_ns):
            self._marks, self._t0_ns = marks, t0_ns
            self._show()

    def clear(self) -> None:
        """Nothing is open."""
        self._chart, self._moment, self._marks, self._t0_ns = None, None, (), None
        self._ahead = None
        self._roads.forget()
        self.canvas.show_map(None)
        self.empty.show_none(self.tr("No position in this log"), "", icon="map")
        self.show_reason()

    def toggle_follow(self) -> None:
        """Keep the vehicle in the middle, or stay."""
        self.canvas.set_following(not self.canvas.following)

    # -- what is shown

    def _show(self) -> None:
        moment, timeline, chart = self._moment, self._timeline, self._chart
        if moment is None or timeline is None:
            return
        wanted = self.wants_charted(timeline)
        samples = [moment.samples[name] for name in wanted if name in moment.samples]
        if not wanted:
            self.empty.show_none(self.tr("No position in this log"), "", icon="map")
            self.show_reason()
            return
        if not samples:
            self.show_not_there(wanted, self.tr("positions"))
            self.header.set_title(self.tr("Map"))
            return
        self._show_header(samples, moment, timeline)
        if chart is None or not any(len(way.rows) for way in chart.ways):
            if chart is None or not chart.complete:
                self.empty.show_reading(self.tr("positions"))
            else:
                why = ", ".join(one for one in (self.words.left_out(chart), chart.apart) if one)
                self.empty.show_none(self.tr("No position in this log"), why, icon="map")
            self.show_reason()
            return
        shown = self._shown_at(moment, chart)
        self.words.show(shown, moment, timeline, samples)
        self.canvas.show_map(shown)
        self.strip.show_facts(self.words.facts(), self.words.sure())
        self.strip.show_sheet(self.canvas.sheet)
        self.show_body()

    def _shown_at(self, moment: Moment, chart: Chart) -> MapShown:
        """What was made of it ahead, or is now."""
        on = moment, chart, self._marks, self._t0_ns
        if self._ahead is None or any(one is not other for one, other in zip(self._ahead[0], on, strict=True)):
            made = shown_at(moment, chart, self._marks, self._t0_ns, self._roads.at(moment, chart.frames))
            self._ahead = on, made
        return self._ahead[1]

    def _show_header(self, samples: Sequence[Sample], moment: Moment, timeline: Timeline) -> None:
        sample = next((one for one in samples if one.current), samples[0])
        noun = self.tr("fix") if sample.lookup.kind == "gnss" else self.tr("row")
        self.show_header(sample, timeline, moment.mode, noun=noun)
        name = sample.lookup.channel.lstrip("/")
        row = sample.lookup.row
        which = "" if row is None else f"{noun} {count(timeline.frame(sample.lookup.channel, row, moment.mode) + 1)}"
        self.header.set_title(self.tr("Map"))
        self.header.set_sample(f"{name} {which}".strip(), short=name)

    def _describe(self, pointed: Pointed) -> list[str]:
        return self.words.described(pointed)

    # -- what the user does

    def _on_more_clicked(self) -> None:
        self._on_menu_asked(None, self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _on_menu_asked(self, pointed: Pointed | None, where: QPoint) -> None:
        copies = [] if pointed is None else self.words.copies(pointed)
        map_menu(self, self.canvas, pointed, copies, self._copy).popup(where)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(filled(self.tr("Copied %1"), text))
