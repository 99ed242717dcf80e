"""The vehicle at the instant: which of its states are current, and how old they are.

It must not know the bus they came from, nor how they are painted.
"""

from PySide6.QtWidgets import QWidget

from app.replay.timeline import Timeline
from app.scene.content import Table
from app.scene.moment import Moment
from app.ui.pane import Pane
from app.ui.views.state_dial import State, StateDial


class StateView(Pane):
    """The state of the vehicle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.dial = StateDial()
        super().__init__(self.tr("Vehicle state"), self.dial, parent=parent)
        self._timeline: Timeline | None = None
        self.clear()

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline = timeline

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels of kind state."""
        return [one.name for one in timeline.channels.values() if one.kind == "state"]

    def show_moment(self, moment: Moment) -> None:
        """Show the state that is current, or that none is."""
        found = list(moment.of_kind("state"))
        if not found and self._timeline is not None and self.wants(self._timeline):
            self.show_not_there(self.wants(self._timeline), self.tr("state"))
            return
        there = [(one, one.content) for one in found if one.current and isinstance(one.content, Table)]
        shown = [(sample, table) for sample, table in there if len(table.rows)]
        current = [one for one in found if one.current]
        # of several the oldest: nothing that is shown is older than its header says
        sample = max(
            (one for one, _ in shown),
            key=lambda one: one.lookup.age_ns or 0,
            default=next(iter(current or found), None),
        )
        if sample is None or self._timeline is None:
            self.show_absence(None, none=self.tr("No vehicle state in this log"), icon="gauge")
            return
        self.show_header(sample, self._timeline, moment.mode, noun=self.tr("row"))
        self.header.set_title(self.tr("Vehicle state"))
        if shown:
            assumed = any(one.lookup.assumed for one, _ in shown)
            self.dial.show_state(State([table for _, table in shown]), greyed=assumed)
            self.show_body()
        elif current:
            self.show_undecoded(sample, self.tr("this record"))
        else:
            self.show_absence(sample, none="", icon="gauge")

    @property
    def frames_of(self) -> str | None:
        """The channel with the state; of several none: what is shown is put together from all of them."""
        there = [] if self._timeline is None else self.wants(self._timeline)
        return self._told if len(there) == 1 else None

    def clear(self) -> None:
        """Nothing is open."""
        self.empty.show_none(self.tr("No vehicle state"), "", icon="gauge")
        self.show_reason()
