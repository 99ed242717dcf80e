"""The work that one trace id holds together: each step with its beginning and end, and whose work it goes on with.

It must not know how the records of a trace are found, nor which of the steps mattered.
"""

from dataclasses import dataclass

from app.scene.standing import Standing


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
    span: str
    """The id of the step that made the record which was asked about."""
    capture_ns: int
    """When its first record was captured: what the others rest on."""
    steps: tuple[Step, ...]
    unreadable: int = 0
    """Spans that fail their check or could not be decoded."""
    further: int = 0
    """Spans that were not read: there are too many."""
    records: int = 0
    """How many records have this id, the spans among them."""

    @property
    def line(self) -> tuple[Step, ...]:
        """The steps that led to the record which was asked about, and all that went on from it: a trace branches where
        several decisions rest on one and the same sweep. All steps, where none of them made that record.
        """
        parents = {one.span: one.parent for one in self.steps}
        if self.span not in parents:
            return self.steps
        kept, above = {self.span}, parents[self.span]
        while above in parents and above not in kept:
            kept.add(above)
            above = parents[above]
        below = {self.span}
        while below:
            below = {one.span for one in self.steps if one.parent in below} - kept
            kept |= below
        return tuple(one for one in self.steps if one.span in kept)
