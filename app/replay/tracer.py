"""Reads the spans that have the trace id of a record.

It must not know which trace anybody looks at. Used by one thread.
"""

from dataclasses import replace

from app.kinds.span import Span
from app.log.channel import Channel, Mode
from app.replay.sampler import Sampler
from app.scene.traced import Step, Traced, Untraced

MOST_STEPS = 256
"""Nobody reads more in one picture; a hostile log may have a million."""
_FARTHEST_NS = 1 << 62
"""No clock says more: what is farther away has neither an age nor a length that can be told."""


class Tracer:
    """Of one log."""

    def __init__(self, sampler: Sampler, *, keep: bool = True) -> None:
        """`keep`: what was read, for the next one who looks at it."""
        self._sampler = sampler
        self._keep = keep
        self._whole: Traced | None = None
        """The last trace that was small enough to be read whole: the next record is often of the same."""

    def traced(self, channel: Channel, row: int, known_ns: int | None = None) -> Traced | Untraced:
        """The trace of a record, as far as it was known at a time."""
        trace, span = self._sampler.traces.ids(channel, row)
        if not any(trace):
            return Untraced.NO_ID
        if self._whole is not None and self._whole.trace == trace.hex():
            found = self._whole
        else:
            found = self._read(channel, row, trace)
            self._whole = None if found.further else found
        found = replace(found, channel=channel.name, row=row, span=span.hex() if any(span) else "")
        if known_ns is None:
            return found
        known = tuple(one for one in found.steps if one.arrival_ns <= known_ns)
        return replace(found, steps=known, later=len(found.steps) - len(known))

    def _read(self, channel: Channel, row: int, trace: bytes) -> Traced:
        there = self._sampler.traces.like(channel, row)
        spans = [one for one in there.records if one[0].kind == "span"]
        others = [one for one in there.records if one[0].kind != "span"]
        # of too many those that arrived about when the record did
        here_ns = int(channel.arrival_ns[row])
        near = sorted(spans, key=lambda one: abs(int(one[0].arrival_ns[one[1]]) - here_ns))[:MOST_STEPS]
        read = [self._step(*one) for one in near]
        steps = sorted((one for one in read if one is not None), key=lambda one: (one.start_ns, one.row))
        captures = [int(one.time_ns(Mode.CAPTURE)[at]) for one, at in others] or [one.start_ns for one in steps]
        return Traced(
            trace=trace.hex(), channel="", row=0, span="", capture_ns=min(captures, default=0), steps=tuple(steps),
            decisions=sum(one.kind == "decision" for one, _ in others), unreadable=len(read) - len(steps),
            further=there.further + len(spans) - len(near),
        )  # fmt: skip

    def _step(self, channel: Channel, row: int) -> Step | None:
        loaded = self._sampler.load(channel, row, keep=self._keep)
        span = loaded.document
        if not isinstance(span, Span):
            return None
        moved_ns = self._sampler.log.log.offsets_ns[int(channel.segment[row])]
        start = int(span.start_ns) + moved_ns
        end = None if span.end_ns is None else int(span.end_ns) + moved_ns
        if abs(start) > _FARTHEST_NS:
            return None
        return Step(
            name=span.name, stage=span.stage, start_ns=start,
            end_ns=None if end is None or not start <= end <= _FARTHEST_NS else end,
            span=self._sampler.traces.ids(channel, row)[1].hex(), parent=span.parent, channel=channel.name, row=row,
            arrival_ns=int(channel.time_ns(Mode.ARRIVAL)[row]), standing=loaded.standing, service=span.service,
            failed=(span.status_text or "") if span.status == "error" else None, links=len(span.links),
        )  # fmt: skip
