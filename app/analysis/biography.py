"""What happened to one object in the eyes of perception: when it was first reported, as what, lost, found again.

It must not know why, nor what the object truly was. Each turn follows from a logged record that has the object and the
one before it that does: nothing is smoothed, and no threshold is chosen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from app.scene.life import STATES, Life

VERSION = 2
_COASTED, _LOST = STATES.index("coasted"), STATES.index("lost")
_MEASURED = STATES.index("tentative"), STATES.index("confirmed")


class Turn(Enum):
    """What happened."""

    FIRST = "first reported"
    CLASS = "class flip"
    ABSENT = "not reported"
    UNREAD = "not known"
    AGAIN = "reported again"
    COASTED = "coasted"
    MEASURED = "measured again"
    LOST = "lost"
    NEAREST = "nearest"
    LAST = "last reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One of them."""

    turn: Turn
    at: int
    """Which record of the life, from 0."""
    before: str | None = None
    """The class before a flip."""
    after: str | None = None
    """The class from here on."""
    missed: int = 0
    """Records of the channel in between that do not have it, or of UNREAD cannot be read."""
    value: float | None = None
    """Of NEAREST the distance in m."""


def biography(life: Life) -> list[Milestone]:
    """The milestones of a life in their order."""
    count, places = len(life), life.cells["place"]
    if not count:
        return []
    flips = (np.flatnonzero(life.likeliest[1:] != life.likeliest[:-1]) + 1).tolist()
    found = [
        Milestone(turn=Turn.FIRST, at=0, after=life.class_at(0)),
        *(Milestone(turn=Turn.CLASS, at=at, before=life.class_at(at - 1), after=life.class_at(at)) for at in flips),
    ]
    for at in np.flatnonzero(np.diff(places) > 1).tolist():
        found.extend(_gap(life, at))
    found.extend(_states(life.cells["state"]))
    distances = life.cells["distance"]
    if np.isfinite(distances).any():
        nearest = int(np.nanargmin(distances))
        found.append(Milestone(turn=Turn.NEAREST, at=nearest, value=float(distances[nearest])))
    if life.complete and int(places[-1]) < life.records - 1 and int(places[-1]) + 1 not in life.unread:
        found.append(Milestone(turn=Turn.LAST, at=count - 1, after=life.class_at(count - 1)))
    order = {turn: number for number, turn in enumerate(Turn)}
    return sorted(found, key=lambda one: (one.at, order[one.turn]))


def _gap(life: Life, at: int) -> Iterator[Milestone]:
    """Between a record that has it and the next that does."""
    first, behind = int(life.cells["place"][at]) + 1, int(life.cells["place"][at + 1])
    unread = int(np.searchsorted(life.unread, behind) - np.searchsorted(life.unread, first))
    missed = behind - first - unread
    if unread:
        yield Milestone(turn=Turn.UNREAD, at=at, missed=unread)
    if missed:
        yield Milestone(turn=Turn.ABSENT, at=at, missed=missed)
        yield Milestone(turn=Turn.AGAIN, at=at + 1, after=life.class_at(at + 1), missed=missed)


def _states(states: npt.NDArray[np.int8]) -> Iterator[Milestone]:
    """Where it was no longer measured, and where it was again; and that perception gave it up."""
    for at in np.flatnonzero(np.append(True, states[1:] != states[:-1])).tolist():
        before, now = int(states[at - 1]) if at else -1, int(states[at])
        if now == _COASTED:
            yield Milestone(turn=Turn.COASTED, at=at)
        elif now == _LOST:
            yield Milestone(turn=Turn.LOST, at=at)
        elif before in (_COASTED, _LOST) and now in _MEASURED:
            yield Milestone(turn=Turn.MEASURED, at=at)
