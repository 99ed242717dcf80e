"""The pane of the 3D view: which sweep it shows and how old it is, from where one looks, what colours mean, measuring.

It must not draw. Who opens it asks where everything was, and what the sensors had of it; next they measure.
"""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import cast

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.replay.poses import pose_channel
from app.replay.series import Series
from app.replay.timeline import Timeline
from app.replay.trails import Trails
from app.scene.colour import COLOUR_MAPS, ColourBy, Range
from app.scene.moment import Moment
from app.scene.picking import PickedPoint
from app.scene.placed import read_only
from app.scene.placing import SWEPT
from app.scene.pointing import Pointed
from app.scene.sample import Presence
from app.scene.staging import SEEN_KINDS
from app.scene.wording import milliseconds, number, short_id
from app.ui.desk.range_box import RangeBox
from app.ui.filling import filled
from app.ui.gl.eye import EGO
from app.ui.gl.history import History, Track, with_holes
from app.ui.gl.ruler import Measuring
from app.ui.layouts.layout import ColourRange, Preset, SpaceLook, Sweeps
from app.ui.pane import Pane
from app.ui.views.space import SpaceView
from app.ui.widgets.plain import plain
from app.ui.widgets.tool_button import ToolButton

PRESETS = ("chase", "top", "driver", "free")
SWEEPS = (1, 2, 5, 10, 20)


class SpacePane(Pane):
    """The 3D view with its header."""

    object_picked = Signal(str)
    point_described = Signal(str)
    """Every field of a point that was clicked, in words."""
    wants_changed = Signal()
    """It wants other records than before."""
    look_changed = Signal()
    """It is seen from elsewhere, or drawn another way, as a layout remembers it."""
    hover_changed = Signal()
    """Another place is under the pointer, or none."""
    measuring_changed = Signal(bool)
    """Whether clicks measure now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.space = SpaceView()
        super().__init__(self.tr("3D"), self.space, parent=parent)
        self._timeline: Timeline | None = None
        self._preset = self._menu_button(
            {name: name.capitalize() for name in PRESETS}, self._on_preset_chosen, self.tr("Where one looks from")
        )
        self._colour = self._menu_button(
            {by.name: by.name.capitalize() for by in ColourBy}, self._on_colour_chosen, self.tr("What colours mean")
        )
        self._sweeps = self._menu_button(
            {str(number): _sweeps(number) for number in SWEEPS}, self._on_sweeps_chosen,
            self.tr("How many sweeps of each LiDAR and radar lie over each other"),
        )  # fmt: skip
        self._add_to_menus()
        self._range_box: RangeBox | None = None
        self.space.strip.range_asked.connect(self._open_range_box)
        self.measure = ToolButton("ruler", self.tr("Measure"), checkable=True)
        self.measure.clicked.connect(self.measure_next)
        self.shade = ToolButton(
            "box", self.tr("Shade shapes by depth (not evidence: the strip says so)"), checkable=True
        )
        self.shade.toggled.connect(self._on_shade_toggled)
        for tool in (self._preset, self._colour, self._sweeps, self.shade, self.measure):
            self.header.add_tool(tool)
        self.space.object_picked.connect(self.object_picked)
        self.space.point_picked.connect(self._on_point_picked)
        self.space.wants_changed.connect(self.wants_changed)
        self.space.hover_changed.connect(self.hover_changed)
        self.set_preset("chase")
        self._colour.setText(ColourBy.HEIGHT.name.capitalize())
        self._sweeps.setText(_sweeps(1))
        self.set_measuring(Measuring.OFF)
        self.clear()

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline = timeline
        self.space.set_history(None)
        self.set_hidden(frozenset())

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels that it shows."""
        return self.space.wants(timeline)

    def wants_back(self, timeline: Timeline) -> dict[str, int]:
        """Of which channels it shows so many records before the current one as well."""
        return self.space.wants_back(timeline)

    def show_moment(self, moment: Moment) -> None:
        """Show this moment, or that the log has nothing with a place."""
        found = [sample for kind in sorted(SWEPT) for sample in moment.of_kind(kind)]
        sample = next((one for one in found if one.current), found[0] if found else None)
        if sample is not None and self._timeline is not None:
            self.show_header(sample, self._timeline, moment.mode, noun=self.tr("sweep"))
            self.header.set_title(f"3D {sample.lookup.channel.lstrip('/')}")
        elif self._timeline is not None:
            self._show_no_sweep()
        self.space.show_moment(moment)
        wanted = [] if self._timeline is None else self.wants(self._timeline)
        if wanted and (moment.scene is None or self.hidden_channels.issuperset(wanted)):
            self.show_not_there(wanted, self.tr("scene"))
        elif self._timeline is not None and not wanted:
            self.empty.show_none(self.tr("Nothing with a place in space in this log"), "", icon="rotate-3d")
            self.show_reason()
        elif self._nothing_current(moment):
            ages = [one.age_ns for one in moment.absent(SEEN_KINDS) if one.age_ns is not None]
            self.empty.show_absent(min(ages) / 1e6 if ages else None)
            self.show_reason()
        else:
            self.show_body()

    def _nothing_current(self, moment: Moment) -> bool:
        """Whether all that there is to see beside the map is too old, or yet to come."""
        seen = [one.lookup for one in moment.samples.values() if one.lookup.kind in SEEN_KINDS]
        there = [one for one in seen if one.presence is not Presence.EMPTY]
        return bool(there) and len(moment.absent(SEEN_KINDS)) == len(there)

    def _show_no_sweep(self) -> None:
        """No points are shown: the header must not go on speaking of those before."""
        self._told = None
        self.header.set_title("3D")
        self.header.set_sample("")
        self.header.set_verdict(None)
        self.header.set_age(None)
        self.header.set_rule("")

    def show_series(self, series: Series) -> None:
        """Draw where the vehicle drove, of the poses of the whole log."""
        channel = None if self._timeline is None else pose_channel(self._timeline.channels.values())
        if channel is None or series.channel != channel.name:
            return
        columns = [series.values(axis) for axis in "xyz"]
        if all(column is not None for column in columns):
            path = read_only([column for column in columns if column is not None]).T
            driven = Track(times_ns=series.times_ns, points=path, arrival_ns=series.arrival_ns)
            most = self._timeline.rule(channel.name).max_age_ns if self._timeline is not None else None
            before = self.space.history or History(world=str(channel.document.get("frame")))
            vehicle = driven if most is None else with_holes(driven, most)
            self.space.set_history(replace(before, vehicle=vehicle, poses=channel.name))

    def set_hidden(self, channels: frozenset[str]) -> None:
        """Draw nothing of these channels, neither now nor where they were before."""
        super().set_hidden(channels)
        self.space.set_look(replace(self.space.look, hidden=channels))

    def wants_trails(self, timeline: Timeline) -> list[str]:
        """The channels of objects whose trails it draws."""
        return [name for name, one in timeline.channels.items() if one.kind == "objects" and len(one)]

    def show_trails(self, trails: Trails) -> None:
        """Draw where the objects of a channel were lately."""
        before = self.space.history or History(world=trails.world)
        if before.world == trails.world:
            tracks = {
                name: Track(times_ns=one.times_ns, points=one.points, arrival_ns=one.arrival_ns)
                for name, one in trails.trails.items()
            }
            self.space.set_history(before.with_objects(trails.channel, tracks))

    def pointed(self) -> Pointed | None:
        """The point under the pointer."""
        return self.space.pointed()

    def show_pointed(self, pointed: Pointed | None) -> None:
        """Mark what is under the pointer, here or elsewhere."""
        self.space.show_pointed(pointed)

    def select(self, track: str | None) -> None:
        """Mark an object that was selected somewhere."""
        self.space.set_selected(track)

    def clear(self) -> None:
        """Nothing is open."""
        self.space.clear()
        self._renew_follow()
        self.empty.show_none(self.tr("Nothing to show in space"), "", icon="rotate-3d")
        self.show_reason()

    def set_preset(self, name: str) -> None:
        """Look from one of the places."""
        self.space.set_preset(name)
        self._renew_follow()
        self.look_changed.emit()

    @property
    def follows(self) -> bool:
        """Whether it goes with something."""
        return self.space.eye.followed is not None

    def follow_next(self) -> None:
        """Go with the vehicle, then with the selected object if there is one, then stay in the world."""
        if self.space.goes_with_vehicle:
            self.follow(self.space.selected or None)
        else:
            self.follow(None if self.follows else EGO)

    def follow(self, who: str | None) -> None:
        """Go with this and have it in the middle: the vehicle (`EGO`), an object by its id; None: stay in the world."""
        self.space.follow(who)
        self.space.eye.centre(self.space.scene)
        self._renew_follow()
        self.look_changed.emit()

    @property
    def measuring(self) -> Measuring:
        """What clicks on points measure."""
        return self.space.measuring

    def measure_next(self) -> None:
        """Measure from point to point, then from a point to the vehicle, then not at all."""
        self.set_measuring(self.measuring.next)

    def set_measuring(self, measuring: Measuring) -> None:
        """Let clicks on points measure this."""
        self.space.set_measuring(measuring)
        on = measuring is not Measuring.OFF
        self.measure.setChecked(on)
        faces = {
            Measuring.OFF: ("ruler", self.tr("Measure")),
            Measuring.POINTS: ("ruler", self.tr("Measuring from point to point; next: to the vehicle")),
            Measuring.EGO: ("car", self.tr("Measuring from a point to the vehicle; next: off")),
        }
        self.measure.set_face(*faces[measuring])
        self.measuring_changed.emit(on)

    @property
    def space_look(self) -> SpaceLook:
        """What a layout remembers of it."""
        look, preset = self.space.look, cast("Preset", self.space.eye.preset)
        ranges = tuple(
            ColourRange(of=by.value, low=over.low, high=over.high)
            for by, over in sorted(look.ranges.items(), key=lambda item: item[0].value)
        )
        return SpaceLook(
            preset=preset, follow=self.follows, colour=look.by.value,
            sweeps=cast("Sweeps", look.sweeps), shaded=look.shaded, ranges=ranges,
        )  # fmt: skip

    def set_space_look(self, wanted: SpaceLook) -> None:
        """Look like this."""
        self.space.follow(EGO if wanted.follow else None)
        self.set_preset(wanted.preset)
        ranges = MappingProxyType({ColourBy(one.of): Range(one.low, one.high) for one in wanted.ranges})
        self.space.set_look(replace(self.space.look, ranges=ranges))
        self._on_colour_chosen(ColourBy(wanted.colour).name)
        self._on_sweeps_chosen(str(wanted.sweeps))
        self.shade.setChecked(wanted.shaded)

    def _add_to_menus(self) -> None:
        """What the eye goes with, and between which numbers colours run."""
        where, colours = self._preset.menu(), self._colour.menu()
        where.addSeparator()
        self._followed = QActionGroup(self)
        for who, words in ((EGO, self.tr("Follow vehicle")), ("", ""), (None, self.tr("Stay in the world"))):
            entry = QAction(words, self._followed, checkable=True)
            entry.setData(who)
            where.addAction(entry)
        self._followed.triggered.connect(self._on_follow_chosen)
        where.aboutToShow.connect(self._fill_followed)
        colours.addSeparator()
        self._range_entry = colours.addAction(self.tr("Range of colours…"))
        self._range_entry.triggered.connect(self._open_range_box)

    def _fill_followed(self) -> None:
        """The object that is followed, or else the one that would be."""
        followed = self.space.eye.followed
        vehicle, other, world = self._followed.actions()
        name = self.space.selected if followed in (EGO, None) else followed
        other.setData(name)
        other.setVisible(bool(name))
        other.setText(filled(self.tr("Follow object %1"), short_id(name or "")))
        for entry, on in ((vehicle, followed == EGO), (other, followed == name), (world, followed is None)):
            entry.setChecked(on)

    def _on_follow_chosen(self, entry: QAction) -> None:
        self.follow(entry.data())

    def _renew_follow(self) -> None:
        """The header names an object that it goes with."""
        followed, preset = self.space.eye.followed, self.space.eye.preset.capitalize()
        about = self.tr("Where one looks from")
        if followed in (EGO, None):
            self._preset.setText(preset)
        else:
            name = short_id(followed or "")
            self._preset.setText(f"{preset} · {name}")
            about += "\n" + filled(self.tr("Following %1"), name)
        self._preset.setToolTip(plain(about))

    # -- between which numbers colours run

    def _open_range_box(self) -> None:
        if self._range_box is None:
            self._range_box = RangeBox(self)
            self._range_box.changed.connect(self._range)
            self._range_box.usual_asked.connect(lambda: self._range(None))
            self._range_box.fit_asked.connect(lambda: self._range(self.space.fitting()))
        self._renew_range_box()
        strip = self.space.strip
        self._range_box.open_over(strip.mapToGlobal(QPoint(round(strip.legend_rect.left()), 0)))

    def _range(self, over: Range | None) -> None:
        self.space.set_look(self.space.look.ranging(over))
        self._renew_range_box()
        self.look_changed.emit()

    def _renew_range_box(self) -> None:
        look = self.space.look
        if self._range_box is not None:
            self._range_box.show_range(
                COLOUR_MAPS[look.by], self.space.over, usual=look.by not in look.ranges,
                fits=self.space.fits,
            )  # fmt: skip

    def _menu_button(self, entries: dict[str, str], chosen: Callable[[str], None], about: str) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(about)
        button.setAccessibleName(about)
        menu = QMenu(button)
        for name, words in entries.items():
            menu.addAction(words).triggered.connect(lambda _=False, name=name: chosen(name))
        button.setMenu(menu)
        return button

    def _on_preset_chosen(self, name: str) -> None:
        self.set_preset(name)

    def _on_colour_chosen(self, name: str) -> None:
        self.space.set_look(replace(self.space.look, by=ColourBy[name]))
        self._colour.setText(name.capitalize())
        self._range_entry.setEnabled(ColourBy[name] is not ColourBy.CLASS)
        self.look_changed.emit()

    def _on_sweeps_chosen(self, number: str) -> None:
        self.space.set_look(replace(self.space.look, sweeps=int(number)))
        self._sweeps.setText(_sweeps(int(number)))
        self.look_changed.emit()

    def _on_shade_toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.space.set_look(replace(self.space.look, shaded=on))
        self.look_changed.emit()

    def _on_point_picked(self, point: PickedPoint) -> None:
        x, y, z = (number(float(one), 2) for one in point.at)
        said = [f"{point.channel.lstrip('/')} {self.tr('point')} {point.row}", f"x {x} y {y} z {z} m"]
        for field in point.fields:
            if field.value is not None and field.name not in ("x", "y", "z"):
                unit = "" if field.unit == "1" else f" {field.unit}"
                said.append(f"{field.name} {field.words or f'{field.value:.4g}'}{unit}")
        said += [f"{self.tr('in object')} {one}" for one in point.objects]
        if point.back:
            said.append(f"{_sweeps(point.back)} {self.tr('before the current one')}, {milliseconds(point.age_ns)}")
        self.point_described.emit("  ·  ".join(said))


def _sweeps(number: int) -> str:
    return f"{number} {'sweep' if number == 1 else 'sweeps'}"
