"""The pane of the 3D view: which sweep it shows and how old it is, where things were, what a point says.

It must not draw. Who opens it asks where everything was, and what the sensors had of it; next they measure.
"""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.replay.poses import pose_channel
from app.replay.series import Series
from app.replay.timeline import Timeline
from app.replay.trails import Trails
from app.scene.moment import Moment
from app.scene.picking import PickedPoint
from app.scene.placed import read_only
from app.scene.placing import SWEPT
from app.scene.pointing import Pointed
from app.scene.sample import Presence
from app.scene.staging import SEEN_KINDS
from app.scene.wording import milliseconds, number
from app.ui.desk.space_tools import SpaceTools, sweeps_text
from app.ui.filling import filled
from app.ui.gl.history import History, Track, with_holes
from app.ui.pane import Pane
from app.ui.views.space import SpaceView


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
        self.tools = SpaceTools(self.space, self)
        for tool in self.tools.buttons:
            self.header.add_tool(tool)
        self.tools.changed.connect(self.look_changed)
        self.space.object_picked.connect(self.object_picked)
        self.space.point_picked.connect(self._on_point_picked)
        self.space.wants_changed.connect(self.wants_changed)
        self.space.hover_changed.connect(self.hover_changed)
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
        sample = moment.first_of(sorted(SWEPT))
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

    def draw_ahead(self, moment: Moment) -> Iterator[None]:
        """Draw a moment that is shown next, a part at a time."""
        if self.shows_body:
            yield from self.space.draw_ahead(moment)

    def _nothing_current(self, moment: Moment) -> bool:
        """Whether all that there is to see beside the map is too old, or yet to come."""
        seen = [one.lookup for one in moment.samples.values() if one.lookup.kind in SEEN_KINDS]
        there = [one for one in seen if one.presence is not Presence.EMPTY]
        return bool(there) and len(moment.absent(SEEN_KINDS)) == len(there)

    def _show_no_sweep(self) -> None:
        """No points are shown: the header must not go on speaking of those before."""
        self._told = None
        self.header.set_title(self.tr("3D"))
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

    def pick(self, candidate: int | None) -> None:
        """Mark a candidate that somebody looks at."""
        self.space.set_picked(candidate)

    def select(self, track: str | None) -> None:
        """Mark an object that was selected somewhere."""
        self.space.set_selected(track)

    def clear(self) -> None:
        """Nothing is open."""
        self.space.clear()
        self.tools.renew_follow()
        self.empty.show_none(self.tr("Nothing to show in space"), "", icon="rotate-3d")
        self.show_reason()

    def _on_point_picked(self, point: PickedPoint) -> None:
        x, y, z = (number(float(one), 2) for one in point.at)
        said = [filled(self.tr("%1 point %2"), point.channel.lstrip("/"), point.row), f"x {x} y {y} z {z} m"]
        for field in point.fields:
            if field.value is not None and field.name not in ("x", "y", "z"):
                unit = "" if field.unit == "1" else f" {field.unit}"
                said.append(f"{field.name} {field.words or f'{field.value:.4g}'}{unit}")
        said += [filled(self.tr("in object %1"), one) for one in point.objects]
        if point.back:
            before = filled(self.tr("%1 before the current one"), sweeps_text(point.back))
            said.append(f"{before}, {milliseconds(point.age_ns)}")
        self.point_described.emit("  ·  ".join(said))
