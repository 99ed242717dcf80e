"""Reads the spans that have the trace id of a record.

It must not know which trace anybody looks at. Used by one thread.
"""

from dataclasses import replace

from app.kinds.span import Span
from app.log.channel import Channel, Mode
from app.replay.sampler import Sampler
from app.scene.content import Words
from app.scene.traced import Step, Traced

MOST_STEPS = 256
"""Nobody reads more in one picture; a hostile log may have a million."""


class Tracer:
    """Of one log."""

    def __init__(self, sampler: Sampler, *, keep: bool = True) -> None:
        """`keep`: what was read, for the next one who looks at it."""
        self._sampler = sampler
        self._keep = keep
        self._found: Traced | None = None

    def traced(self, channel: Channel, row: int, known_ns: int | None = None) -> Traced | None:
        """The trace of a record, as far as it was known at a time; None: the record has no trace id."""
        trace, span = self._sampler.traces.ids(channel, row)
        if not any(trace):
            return None
        if self._found is None or self._found.trace != trace.hex():
            self._found = self._read(trace)
        found = replace(self._found, span=span.hex())
        if known_ns is None:
            return found
        return replace(found, steps=tuple(one for one in found.steps if one.arrival_ns <= known_ns))

    def _read(self, trace: bytes) -> Traced:
        captures, spans = list[int](), list[tuple[Channel, int]]()
        for channel, row in self._sampler.traces.records(trace):
            if channel.kind == "span":
                spans.append((channel, row))
            else:
                captures.append(int(channel.time_ns(Mode.CAPTURE)[row]))
        read = [self._step(channel, row) for channel, row in spans[:MOST_STEPS]]
        steps = sorted((one for one in read if one is not None), key=lambda one: one.start_ns)
        return Traced(
            trace=trace.hex(), span="", capture_ns=min(captures or [one.start_ns for one in steps], default=0),
            steps=tuple(steps), records=len(captures) + len(spans), unreadable=len(read) - len(steps),
            further=max(len(spans) - MOST_STEPS, 0),
        )  # fmt: skip

    def _step(self, channel: Channel, row: int) -> Step | None:
        loaded = self._sampler.load(channel, row, keep=self._keep)
        span = loaded.content.document if isinstance(loaded.content, Words) else None
        if not isinstance(span, Span):
            return None
        moved_ns = self._sampler.log.log.offsets_ns[int(channel.segment[row])]
        start, end = int(span.start_ns), None if span.end_ns is None else int(span.end_ns)
        return Step(
            name=span.name, stage=span.stage, start_ns=start + moved_ns,
            end_ns=None if end is None or end < start else end + moved_ns,
            span=self._sampler.traces.ids(channel, row)[1].hex(), parent=span.parent, channel=channel.name, row=row,
            arrival_ns=int(channel.time_ns(Mode.ARRIVAL)[row]), standing=loaded.standing, service=span.service,
            failed=(span.status_text or "") if span.status == "error" else None, links=len(span.links),
        )  # fmt: skip
