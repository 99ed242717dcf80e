"""An event: a span of time that somebody or something found worth naming, with the traces and records it groups.

It must not know how events are detected. The system record EVENT and the payload kind `event` share this content:
as EVENT it makes the recorder sign at once; on a channel it is what a system of the vehicle reported.
"""

from typing import Annotated

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.kind import Kind, json_codec
from app.kinds.quantity import Identifier, Name, TimeStamp, TraceId
from app.kinds.reference import ModelRef, RecordRef
from app.kinds.severity import Severity


class Measurement(Document, frozen=True, kw_only=True):
    """A number that belongs to an event, such as a deployment time, a delta-v or the limit that was crossed."""

    name: Annotated[
        Name, Meta(description="what was measured", examples=["delta_v_longitudinal_max", "time_to_collision"])
    ]
    value: Annotated[float, Meta(description="the number")]
    unit: Annotated[str, Meta(max_length=64, description='its unit, SI; "1" without one')]
    limit: Annotated[float | None, Meta(description="the limit that it was compared with, in the same unit")] = None


class Event(Document, frozen=True, kw_only=True):
    """An event. Records with one event id speak of the same event: a later one completes an earlier one."""

    event: Annotated[Identifier, Meta(description="id of the event")]
    kind: Annotated[Name, Meta(description="kind of event, from the published list where it fits")]
    severity: Annotated[Severity, Meta(description="ascending: info, notice, warning, critical")]
    text: Annotated[str | None, Meta(description="what happened, in a sentence")] = None
    cause: Annotated[
        Name | None,
        Meta(
            description="cause or means, as the system gives it",
            examples=["steering", "brake_pedal", "accelerator_pedal", "button", "planned", "sensor_failure"],
        ),
    ] = None
    phase: Annotated[
        Name | None, Meta(description="begin, end, or a stage in between", examples=["begin", "escalation", "end"])
    ] = None
    start_ns: Annotated[TimeStamp | None, Meta(description="when it began, on the time scale of the segment")] = None
    end_ns: Annotated[TimeStamp | None, Meta(description="when it ended; null: not yet, or at once")] = None
    source: Annotated[ModelRef | None, Meta(description="what reported it")] = None
    objects: Annotated[tuple[Name, ...], Meta(description="ids of the objects involved")] = ()
    traces: Annotated[tuple[TraceId, ...], Meta(description="trace ids that it groups")] = ()
    records: Annotated[tuple[RecordRef, ...], Meta(description="records that it groups")] = ()
    values: Annotated[tuple[Measurement, ...], Meta(description="numbers that belong to it")] = ()


EVENT = Kind(
    name="event",
    description="An event as a system of the vehicle reported it.",
    frames="none",
    codecs=json_codec(Event, "One event. The system record EVENT has the same content."),
)
