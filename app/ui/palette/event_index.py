"""The events of a log, made ready to be found: while the log is read only those that are new are made.

It must not know the palette. A log may have a hundred thousand events, and tell of them in hundreds of steps.
"""

from app.log.channel import Mode
from app.replay.lanes import Lanes, Occurrence
from app.ui.palette.making import in_order, of_event
from app.ui.palette.offer import Group
from app.ui.palette.ranking import Index, Ready, ready


class EventIndex:
    """Of one window."""

    def __init__(self) -> None:
        self._of: tuple[Lanes, Mode] | None = None
        self._index = Index(Group.EVENT)
        self._made: dict[int, tuple[Occurrence, Ready]] = {}
        """By the identity of the event, which is kept alive here: to compare it would take as long as to make it."""

    def index(self, lanes: Lanes, mode: Mode) -> Index:
        """The events of these lanes, by when they stand on the timeline."""
        if self._of is not None and self._of[0] is lanes and self._of[1] is mode:
            return self._index
        known = self._made if self._of is not None and self._of[1] is mode else {}
        self._of, self._made, found = (lanes, mode), {}, list[Ready]()
        for one in in_order(lanes.happened, mode):
            made = known.get(id(one)) or (one, ready(of_event(one, mode)))
            self._made[id(one)] = made
            found.append(made[1])
        self._index = Index(Group.EVENT, made=found)
        return self._index
