"""Where the palette's offers come from, and what is done when one is chosen: the one piece that knows both sides.

It must not know how offers are listed. What takes long to make is made once: the events when the lanes have changed.
"""

import re
from collections.abc import Callable

from app.log.channel import Mode
from app.replay.lanes import Lanes
from app.scene.wording import seconds
from app.ui.actions import ActionSet
from app.ui.desk import Desk
from app.ui.palette.making import of_actions, of_boxes, of_channels, of_events, of_marks
from app.ui.palette.offer import Group, Offer
from app.ui.palette.ranking import Hits, Index, ranked
from app.ui.session import Session
from app.ui.typed_time import typed_time

_A_NUMBER = re.compile(r"\s*\d{1,12}\s*\Z", re.ASCII)
_A_TIME = re.compile(
    r"\s*([+\u2212-]?[\d.]*\d[\d.]*\s*(ns|s|%)?\s*\Z|#|t0\s*[+\u2212-]|\d{4}-\d|\d+:)", re.ASCII | re.IGNORECASE
)
"""What is meant as a time, whether it is one or not."""


class PaletteSources:
    """What can be found in a window; `desk` is None while no log is shown."""

    def __init__(self, actions: ActionSet, desk: Callable[[], Desk | None]) -> None:
        self._actions = actions
        self._desk = desk
        self._indexes: list[Index] = []
        self._events: tuple[Lanes, Mode, Index] | None = None

    def renew(self) -> None:
        """Look again at what there is: the palette is opened, or more of the log was read."""
        able = [one.id for one in self._actions.entries() if self._actions.action(one.id).isEnabled()]
        able.remove("palette")
        self._indexes = [Index(Group.ACTION, of_actions(self._actions.entries(), able))]
        desk, session = self._desk(), self.session
        if desk is None or session is None:
            return
        scene = desk.space.space.scene
        self._indexes += [
            Index(Group.OBJECT, of_boxes(() if scene is None else scene.boxes)),
            self._event_index(session),
            Index(Group.BOOKMARK, of_marks(desk.marks)),
            Index(Group.CHANNEL, of_channels(session.timeline.channels)),
        ]

    @property
    def session(self) -> Session | None:
        """The drive in which one looks."""
        desk = self._desk()
        return None if desk is None else desk.session

    def find(self, typed: str) -> list[Hits]:
        """What answers, group by group, the best first. A bare number is sooner that of an object than a time."""
        found, desk, session = ranked(self._indexes, typed), self._desk(), self.session
        if desk is None or session is None or not typed.strip():
            return found
        time = typed_time(typed, session, zone=desk.clocks.typed_zone)
        if time.t_ns is None and not _A_TIME.match(typed):
            return found
        offer = Offer(
            group=Group.TIME, text=time.said, t_ns=time.t_ns, icon="clock" if time.t_ns is not None else "",
            severity=None if time.t_ns is not None else "warning", usable=time.t_ns is not None,
        )  # fmt: skip
        hits = Hits(Group.TIME, (offer,), 0)
        return [*found, hits] if _A_NUMBER.match(typed) else [hits, *found]

    def time_text(self, t_ns: int) -> str:
        """A time as the window counts it now."""
        if self.session is None:
            return ""
        t0_ns = self.session.state.t0_ns
        first = self.session.timeline.span[0]
        return seconds(t_ns - first) if t0_ns is None else f"T0 {seconds(t_ns - t0_ns, signed=True)}"

    def choose(self, offer: Offer) -> None:
        """Do it, go there, show it or select it."""
        desk, session = self._desk(), self.session
        if offer.group is Group.ACTION:
            self._actions.action(offer.target).trigger()
        elif desk is None or session is None:
            return
        elif offer.t_ns is not None:
            session.seek(offer.t_ns)
        elif offer.group is Group.OBJECT:
            desk.selection.select(offer.target)
        elif offer.group is Group.CHANNEL:
            desk.channels.show_channel(offer.target)

    def _event_index(self, session: Session) -> Index:
        lanes, mode = session.lanes, session.state.mode
        if self._events is None or self._events[0] is not lanes or self._events[1] is not mode:
            self._events = lanes, mode, Index(Group.EVENT, of_events(lanes.happened, mode))
        return self._events[2]
