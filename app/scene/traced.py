"""The work that one trace id holds together: each step with its beginning and end, and whose work it goes on with.

It must not know how the records of a trace are found, nor which of the steps mattered.
"""

from dataclasses import dataclass
from enum import Enum

from app.scene.standing import Standing


class Untraced(Enum):
    """Why a record has no trace."""

    NO_ID = "no trace id"
    FAILED = "failed"
    """An internal error, which was reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One span of a trace, as it was logged. Times are ns on the time scale of the drive."""

    name: str
    stage: str | None
    """Of the chain from sensor to actuation."""
    start_ns: int
    end_ns: int | None
    """None: it never ended, or before it began."""
    span: str
    """Its id, 16 hexadecimal digits."""
    parent: str | None
    """The id of the span that it is a part of, or goes on from."""
    channel: str
    row: int
    arrival_ns: int
    standing: Standing
    service: str | None = None
    failed: str | None = None
    """What was said of it when it ended with an error."""
    links: int = 0
    """How many spans of other traces it rests on."""

    @property
    def took_ns(self) -> int | None:
        """How long it took."""
        return None if self.end_ns is None else self.end_ns - self.start_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The steps of one trace, in the order in which they began."""

    trace: str
    """Its id, 32 hexadecimal digits."""
    channel: str
    row: int
    """Of the record that was asked about."""
    span: str
    """The id of the step that made it; empty: it does not say."""
    capture_ns: int
    """When the first record of the trace was captured: what the others rest on."""
    steps: tuple[Step, ...]
    decisions: int = 0
    """How many decisions have this id."""
    unreadable: int = 0
    """Spans that fail their check or could not be decoded."""
    further: int = 0
    """Records with this id that were not looked at: there are too many."""
    later: int = 0
    """Steps that nobody knew of yet."""

    @property
    def line(self) -> tuple[Step, ...]:
        """The steps that led to the record which was asked about, and all that went on from it: a trace branches where
        several decisions rest on one and the same sweep. None, where the step that made that record is not among them:
        of several decisions nobody could say whose steps these are.
        """
        parents = {one.span: one.parent for one in self.steps}
        if self.span not in parents:
            return () if self.span and self.decisions > 1 else self.steps
        kept, above = {self.span}, parents[self.span]
        while above in parents and above not in kept:
            kept.add(above)
            above = parents[above]
        below = {self.span}
        while below:
            below = {one.span for one in self.steps if one.parent in below} - kept
            kept |= below
        return tuple(one for one in self.steps if one.span in kept)
