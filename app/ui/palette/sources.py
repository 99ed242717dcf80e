"""Where the palette's offers come from, and what is done when one is chosen: the one piece that knows both sides.

It must not know how offers are listed. What takes long to make is made once: each event when it was read.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.log.channel import Mode
from app.ui.clock.typed_time import typed_time
from app.ui.keys.actions import ActionSet
from app.ui.palette.event_index import EventIndex
from app.ui.palette.making import of_actions, of_boxes, of_changes, of_channels, of_marks
from app.ui.palette.offer import Group, Offer
from app.ui.palette.ranking import Hits, Index, ranked

if TYPE_CHECKING:
    # the start page has the palette too, and needs none of what a desk needs
    from app.ui.desk.desk import Desk
    from app.ui.session import Session

_A_NUMBER = re.compile(r"\s*\d{1,12}\s*\Z", re.ASCII)
_A_TIME = re.compile(
    r"\s*([+\u2212-]?[\d.]*\d[\d.]*\s*(ns|s|%)?\s*\Z|#|t0\s*[+\u2212-]|\d{4}-\d|\d+:)", re.ASCII | re.IGNORECASE
)
"""What is meant as a time, whether it is one or not."""


class PaletteSources:
    """What can be found in a window; `desk` is None while no log is shown."""

    def __init__(self, actions: ActionSet, desk: "Callable[[], Desk | None]") -> None:
        self._actions = actions
        self._desk = desk
        self._indexes: list[Index] = []
        self._events = EventIndex()

    def renew(self) -> None:
        """Look again at what there is: the palette is opened, or more of the log was read."""
        able = [one.id for one in self._actions.entries() if self._actions.action(one.id).isEnabled()]
        able.remove("palette")
        self._indexes = [Index(Group.ACTION, of_actions(self._actions.entries(), able))]
        desk, session = self._desk(), self.session
        if desk is None or session is None:
            return
        self._indexes += [
            self._object_index(desk),
            self._events.index(session.lanes, session.state.mode),
            Index(Group.CHANGE, of_changes(session.lanes.ledger, session.state.mode)),
            Index(Group.BOOKMARK, of_marks(desk.marks)),
            Index(Group.CHANNEL, of_channels(session.timeline.channels)),
        ]

    def renew_objects(self) -> None:
        """Another instant is shown: others are on the road."""
        desk = self._desk()
        if desk is not None:
            self._indexes = [self._object_index(desk) if one.group is Group.OBJECT else one for one in self._indexes]

    @staticmethod
    def _object_index(desk: "Desk") -> Index:
        scene = desk.space.space.scene
        return Index(Group.OBJECT, of_boxes(() if scene is None else scene.boxes))

    @property
    def reading(self) -> bool:
        """Whether there may be events that were not read yet."""
        return self.session is not None and not self.session.lanes.complete

    @property
    def unreadable(self) -> int:
        """Records in which nothing can be found."""
        return 0 if self.session is None else self.session.lanes.unreadable

    def arrived(self, offer: Offer) -> bool:
        """Whether the system knew of an event or change at the instant that is shown, if that is asked for."""
        session = self.session
        if offer.group not in (Group.EVENT, Group.CHANGE) or offer.t_ns is None or session is None:
            return True
        state = session.state
        return state.mode is Mode.CAPTURE or offer.t_ns <= state.here_ns

    @property
    def session(self) -> "Session | None":
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
        """A time on the clock that is read."""
        desk = self._desk()
        return "" if desk is None else desk.clocks.text(t_ns)

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
