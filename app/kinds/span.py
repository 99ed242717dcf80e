"""Kind `span`: a piece of work with a beginning and an end, as in OpenTelemetry.

It must not know how spans are exported. Trace and span ids of the work are in the leaf.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.kind import Kind, json_codec
from app.kinds.quantity import Name, SpanId, TimeStamp, TraceId
from app.kinds.reference import RecordRef


class SpanLink(Document, frozen=True, kw_only=True):
    """Another span that this one has to do with."""

    trace: Annotated[TraceId, Meta(description="its trace id")]
    span: Annotated[SpanId, Meta(description="its span id")]


class SpanEvent(Document, frozen=True, kw_only=True):
    """Something that happened during the span."""

    name: Annotated[str, Meta(description="what happened")]
    time_ns: Annotated[TimeStamp, Meta(description="when")]
    attributes: Annotated[dict[str, Any] | None, Meta(description="attributes")] = None


class Span(Document, frozen=True, kw_only=True):
    """One piece of work."""

    name: Annotated[Name, Meta(description="what was done", examples=["perception.fuse", "planner.cycle"])]
    start_ns: Annotated[TimeStamp, Meta(description="beginning, on the time scale of the segment")]
    end_ns: Annotated[TimeStamp | None, Meta(description="end; null: it never ended")]
    parent: Annotated[SpanId | None, Meta(description="span id of the work that this is a part of")] = None
    stage: Annotated[
        Name | None,
        Meta(
            description="stage of the chain",
            examples=["sensor", "perception", "prediction", "planning", "control", "actuation"],
        ),
    ] = None
    kind: Annotated[
        Literal["internal", "server", "client", "producer", "consumer", "unknown"],
        Meta(description="kind of span as in OpenTelemetry"),
    ] = "unknown"
    status: Annotated[Literal["ok", "error", "unset"], Meta(description="how it ended")] = "unset"
    status_text: Annotated[str | None, Meta(description="why")] = None
    service: Annotated[Name | None, Meta(description="service or process")] = None
    records: Annotated[tuple[RecordRef, ...], Meta(max_length=1024, description="records that it made or used")] = ()
    links: Annotated[tuple[SpanLink, ...], Meta(max_length=1024, description="other spans")] = ()
    events: Annotated[tuple[SpanEvent, ...], Meta(max_length=1024, description="what happened meanwhile")] = ()
    attributes: Annotated[dict[str, Any] | None, Meta(description="attributes")] = None


SPAN = Kind(
    name="span",
    description="A piece of work with its beginning and end.",
    frames="none",
    codecs=json_codec(Span, "One piece of work."),
)
