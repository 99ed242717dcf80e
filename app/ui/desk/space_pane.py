"""The pane of the 3D view: which sweep it shows and how old it is, from where one looks, what colours mean, measuring.

It must not draw. Who opens it asks where everything was, and what the sensors had of it; next they measure.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.replay.poses import pose_channel
from app.replay.series import Series
from app.replay.timeline import Timeline
from app.replay.trails import Trails
from app.scene.colour import ColourBy
from app.scene.moment import Moment
from app.scene.picking import PickedPoint
from app.scene.placed import read_only
from app.scene.placing import SWEPT
from app.scene.pointing import Pointed
from app.scene.wording import milliseconds, number
from app.ui.gl.history import History, Track, with_holes
from app.ui.gl.ruler import Measuring
from app.ui.layouts.layout import Preset, SpaceLook, Sweeps
from app.ui.pane import Pane
from app.ui.views.space import SpaceView
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
        self.measure = ToolButton("ruler", self.tr("Measure: click two points"), checkable=True)
        self.measure.toggled.connect(self._on_measure_toggled)
        self.shade = ToolButton("box", self.tr("Shade shapes by depth (not evidence: only here)"), checkable=True)
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
        else:
            self.show_body()

    def _show_no_sweep(self) -> None:
        """No points are shown: the header must not go on speaking of those before."""
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
        self.empty.show_none(self.tr("Nothing to show in space"), "", icon="rotate-3d")
        self.show_reason()

    def set_preset(self, name: str) -> None:
        """Look from one of the places."""
        self.space.set_preset(name)
        self._preset.setText(name.capitalize())
        self.look_changed.emit()

    @property
    def follows(self) -> bool:
        """Whether it goes with something."""
        return self.space.eye.followed is not None

    def toggle_follow(self) -> None:
        """Go with the vehicle, or stay in the world."""
        self.space.set_follow_ego(follow=not self.follows)
        self.look_changed.emit()

    @property
    def space_look(self) -> SpaceLook:
        """What a layout remembers of it."""
        look, preset = self.space.look, cast("Preset", self.space.eye.preset)
        return SpaceLook(
            preset=preset, follow=self.follows, colour=look.by.value,
            sweeps=cast("Sweeps", look.sweeps), shaded=look.shaded,
        )  # fmt: skip

    def set_space_look(self, wanted: SpaceLook) -> None:
        """Look like this."""
        self.set_preset(wanted.preset)
        self.space.set_follow_ego(follow=wanted.follow)
        self._on_colour_chosen(ColourBy(wanted.colour).name)
        self._on_sweeps_chosen(str(wanted.sweeps))
        self.shade.setChecked(wanted.shaded)

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
        self.look_changed.emit()

    def _on_sweeps_chosen(self, number: str) -> None:
        self.space.set_look(replace(self.space.look, sweeps=int(number)))
        self._sweeps.setText(_sweeps(int(number)))
        self.look_changed.emit()

    def _on_measure_toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.space.set_measuring(Measuring.POINTS if on else Measuring.OFF)

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
