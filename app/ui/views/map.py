"""The map: where the vehicle was by every receiver and by its own localisation, from above, without a network.

It must not reckon places (`app.replay.chart`, `app.scene.whereabouts`), nor draw them. Who opens it asks where it was,
which way it went, how sure that is, and reads off coordinates; next they go to the instant of a place.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.log.channel import Mode
from app.replay.chart import Chart, charted
from app.replay.timeline import Timeline
from app.replay.way import Way
from app.scene.moment import Moment, Sample
from app.scene.whereabouts import by_fix, by_pose, road_lines
from app.scene.wording import count
from app.ui.filling import filled
from app.ui.pane import Pane
from app.ui.timeline.content import Mark
from app.ui.views.map_canvas import MapCanvas
from app.ui.views.map_ground import Pointed
from app.ui.views.map_shown import DrawnWay, MapMark, MapShown
from app.ui.views.map_strip import MapStrip
from app.ui.views.map_words import MapWords
from app.ui.widgets.tool_button import ToolButton

_INKS = ("acc", "bic", "ped", "unk")
"""Of receivers, in their order."""


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
        self._t0_ns: int | None = None
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

    def show_chart(self, chart: Chart) -> None:
        """Show where the vehicle was, as far as it was read."""
        self._chart = chart
        self._show()

    def show_marks(self, marks: tuple[Mark, ...], t0_ns: int | None) -> None:
        """Show bookmarks and T0 where the vehicle was then."""
        if (marks, t0_ns) != (self._marks, self._t0_ns):
            self._marks, self._t0_ns = marks, t0_ns
            self._show()

    def clear(self) -> None:
        """Nothing is open."""
        self._chart, self._moment, self._marks, self._t0_ns = None, None, (), None
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
            self.show_hidden()
            self.header.set_title(self.tr("Map"))
            return
        self._show_header(samples, moment, timeline)
        if chart is None or not any(len(way.rows) for way in chart.ways):
            if chart is None or not chart.complete:
                self.empty.show_reading(self.tr("positions"))
            else:
                why = self.words.left_out(chart.ways) or chart.apart
                self.empty.show_none(self.tr("No position in this log"), why, icon="map")
            self.show_reason()
            return
        shown = self._shown(moment, chart)
        self.words.show(shown, moment, timeline, samples, self._t0_ns)
        self.canvas.show_map(shown)
        self.strip.show_facts(self.words.facts(), self.words.sure())
        self.strip.show_sheet(self.canvas.sheet)
        self.show_body()

    def _show_header(self, samples: Sequence[Sample], moment: Moment, timeline: Timeline) -> None:
        sample = next((one for one in samples if one.current), samples[0])
        noun = self.tr("fix") if sample.lookup.kind == "gnss" else self.tr("row")
        self.show_header(sample, timeline, moment.mode, noun=noun)
        name = sample.lookup.channel.lstrip("/")
        row = sample.lookup.row
        which = "" if row is None else f"{noun} {count(timeline.frame(sample.lookup.channel, row, moment.mode) + 1)}"
        self.header.set_title(self.tr("Map"))
        self.header.set_sample(f"{name} {which}".strip(), short=name)

    def _shown(self, moment: Moment, chart: Chart) -> MapShown:
        ways = self._ways(moment, chart)
        road, _ = road_lines(moment, chart.frames)
        samples = [moment.samples[one.way.channel] for one in ways]
        fixes = [by_fix(one, chart.plane) for one in samples if one.lookup.kind == "gnss"]
        poses = [by_pose(one, chart.frames) for one in samples if one.lookup.kind == "pose"]
        return MapShown(
            chart=chart, t_ns=moment.t_ns, mode=moment.mode, ways=ways,
            fixes=tuple(one for one in fixes if one is not None),
            pose=next((one for one in poses if one is not None), None), road=road,
            marks=self._crosses([one.way for one in ways], moment),
        )  # fmt: skip

    def _ways(self, moment: Moment, chart: Chart) -> tuple[DrawnWay, ...]:
        receivers = [way for way in chart.ways if way.kind == "gnss" and len(way.rows)]
        made = []
        for way in chart.ways:
            if way.channel not in moment.samples:
                continue
            ink = _INKS[min(receivers.index(way), len(_INKS) - 1)] if way in receivers else "t1" if receivers else "acc"
            made.append(DrawnWay(way=way, ink=ink, grey=moment.samples[way.channel].lookup.assumed))
        return tuple(made)

    def _crosses(self, ways: Sequence[Way], moment: Moment) -> tuple[MapMark, ...]:
        """T0 and bookmarks where the vehicle was, by the poses if there are some."""
        asked = [(str(one.number), one.start_ns, "acc") for one in self._marks]
        if self._t0_ns is not None:
            asked.append(("T0", self._t0_ns, "t0"))
        made = []
        for text, t_ns, ink in asked:
            # what comes later was not known then
            if moment.mode is Mode.ARRIVAL and t_ns > moment.t_ns:
                continue
            places = [place for way in reversed(ways) if (place := way.at(t_ns)) is not None]
            if places:
                x, y = places[0].tolist()
                made.append(MapMark(x=x, y=y, text=text, ink=ink))
        return tuple(made)

    def _describe(self, pointed: Pointed) -> list[str]:
        return self.words.described(pointed)

    # -- what the user does

    def _on_more_clicked(self) -> None:
        self._on_menu_asked(None, self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _on_menu_asked(self, pointed: Pointed | None, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("map menu")
        if pointed is not None:
            for text, copied in self.words.copies(pointed):
                menu.addAction(text).triggered.connect(lambda _=False, copied=copied: self._copy(copied))
            centre = partial(self.canvas.centre_on, pointed.x, pointed.y)
            menu.addAction(self.tr("Bring this place to the middle")).triggered.connect(lambda _=False: centre())
            menu.addSeparator()
        for text, on, put in (
            (self.tr("Keep the vehicle in the middle"), self.canvas.following, self.canvas.set_following),
            (self.tr("Turn so that the vehicle points up"), self.canvas.heading_up, self.canvas.set_heading_up),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(on)
            action.toggled.connect(put)
        menu.addSeparator()
        menu.addAction(self.tr("Nearer")).triggered.connect(lambda _=False: self.canvas.zoom(2.0))
        menu.addAction(self.tr("Farther")).triggered.connect(lambda _=False: self.canvas.zoom(0.5))
        menu.addAction(self.tr("The whole way")).triggered.connect(lambda _=False: self.canvas.show_all())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(filled(self.tr("Copied %1"), text))
