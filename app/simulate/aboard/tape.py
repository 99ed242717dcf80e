"""What the simulated vehicle recorded, in the order in which it arrived, with references and trace ids.

The rule of trace ids (W3C Trace Context; a leaf has room for one trace id and one span id):

1. A record that no other led to starts a trace. Its ids come from the seed, its channel and its number there. So it is
   with every sensor, the pose, `/vehicle/state`, `/environment`, `/health` and `/map`, with what a driver commands, and
   with events and lines of the log that rest on no record.
2. A record that was made from others goes on with the trace of the first of its `inputs`: objects with that of the
   sweep, the prediction and the decision with that of the objects. Candidates share the trace of their decision. The
   rows of `/control` and `/actuation` have no `inputs`: a command goes on with the trace of the decision of its `cycle`
   or, if a fallback issued it without one, of the pose that it was reckoned from; an actuation with that of the command
   of its `command_sequence`. So one trace leads from the sweep to the actuators.
3. All further records are named by `inputs`, and their traces by the links of the span of the work. By trace ids and
   `inputs` together an actuation is walked back to every sensor record that it rests on.
4. An event goes on with the trace of what it rests on; its later phases, the EVENT and the line of the log share it.
5. Of system records EVENT alone has a trace. GENESIS, ANNEX, EPOCH, CLOCK, GAP, FAULT and END are the recorder's own
   words about the log: no piece of work of the vehicle led to them, and what a GAP counts was never recorded.

It must not know how anything is sealed, nor what it means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.kinds.document import encode_document
from app.kinds.event import Event
from app.kinds.quantity import decimal
from app.kinds.reference import RecordRef
from app.kinds.span import Span, SpanLink
from app.kinds.system import Fault, Gap
from app.record.entry import Trace
from app.simulate.world.chance import Chance
from app.simulate.world.stage import Shot


@dataclass(frozen=True, slots=True)
class UtcStep:
    """The vehicle's estimate of UTC stepped: UTC minus log time from here on. The recorder writes CLOCK about it."""

    offset_ns: int
    uncertainty_us: int


Note: TypeAlias = Event | Gap | Fault | UtcStep
Content: TypeAlias = bytes | Shot | Note
"""Of a record: its payload, or a picture still to be made; of channel 0 the system record."""


_NO_TRACE = Trace()


@dataclass(frozen=True, slots=True)
class Draft:
    """One record to be. `channel` 0: a system record. `t_capture_ns` None: unknown."""

    t_arrival_ns: int
    channel: int
    content: Content
    t_capture_ns: int | None = None
    trace: Trace = _NO_TRACE


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a chain of work: its trace, and the span that goes on from there."""

    trace_id: bytes
    span_id: bytes

    @property
    def trace(self) -> Trace:
        """For a leaf."""
        return Trace(self.trace_id, self.span_id)

    @property
    def other(self) -> SpanLink:
        """For a span of another trace that rests on it."""
        return SpanLink(trace=self.trace_id.hex(), span=self.span_id.hex())


class Tape:
    """Takes records as they arrive; `channels` are the ids by name."""

    def __init__(self, channels: Mapping[str, int], chance: Chance) -> None:
        self._channels = channels
        self._chance = chance
        self._counts = dict.fromkeys(channels, 0)
        self._drafts: list[Draft] = []
        self._spans = 0
        self._events = 0

    def take(self) -> list[Draft]:
        """What has arrived since the last call."""
        drafts, self._drafts = self._drafts, []
        return drafts

    def put(
        self, channel: str, content: bytes | Shot, t_ns: int, *, capture_ns: int | None = None, link: Link | None = None
    ) -> RecordRef:
        """A record of a channel arrived at `t_ns`; where it will stand. Without `link` it starts a trace."""
        trace = (link or self.begin(channel)).trace
        stamp = t_ns if capture_ns is None else capture_ns
        self._drafts.append(Draft(t_ns, self._channels[channel], content, stamp, trace))
        reference = RecordRef(channel=self._channels[channel], sequence=decimal(self._counts[channel]))
        self._counts[channel] += 1
        return reference

    def note(self, record: Note, t_ns: int, *, link: Link | None = None) -> None:
        """A system record."""
        self._drafts.append(Draft(t_ns, 0, record, None, link.trace if link is not None else _NO_TRACE))

    def channel(self, name: str) -> int:
        """The id of a channel."""
        return self._channels[name]

    def begin(self, channel: str) -> Link:
        """A new trace with its first span, which the next record of that channel starts."""
        place = f"{channel}/{self._counts[channel]}"
        return Link(self._chance.identifier(f"trace/{place}", 16), self._chance.identifier(f"span/{place}", 8))

    def within(self, link: Link) -> Link:
        """A further span of the trace."""
        self._spans += 1
        return Link(link.trace_id, self._chance.identifier(f"span/{self._spans}", 8))

    def event_id(self) -> str:
        """The id of a new event."""
        self._events += 1
        return self._chance.identifier(f"event/{self._events}", 16).hex()

    def span(self, own: Link, span: Span, t_ns: int) -> None:
        """A piece of work was reported at `t_ns`."""
        self.put("/trace/spans", encode_document(span, of=Span), t_ns, capture_ns=int(span.start_ns), link=own)
