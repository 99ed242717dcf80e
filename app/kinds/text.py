"""Kind `text`: one line of a structured log, of a person, or of a service.

It must not know any logging library. Trace and span of the line itself are in the leaf.
"""

from typing import Annotated, Any

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.kind import Kind, json_codec
from app.kinds.quantity import Count, Fraction, Name, SpanId, TraceId
from app.kinds.reference import ModelRef


class Place(Document, frozen=True, kw_only=True):
    """Where in a program or a service the line was written."""

    host: Annotated[Name | None, Meta(description="machine or container")] = None
    service: Annotated[Name | None, Meta(description="service")] = None
    process: Annotated[Name | None, Meta(description="process, name or number")] = None
    thread: Annotated[Name | None, Meta(description="thread, name or number")] = None
    file: Annotated[str | None, Meta(description="source file")] = None
    line: Annotated[Count | None, Meta(description="line of the source file")] = None
    function: Annotated[str | None, Meta(description="function")] = None


class TextLine(Document, frozen=True, kw_only=True):
    """One line. Known members of common logs have members here; everything else goes to `fields` unchanged."""

    message: Annotated[str, Meta(description="the text")]
    level: Annotated[
        Name | None,
        Meta(description="level as the source gives it", examples=["debug", "info", "warning", "error", "critical"]),
    ] = None
    logger: Annotated[str | None, Meta(description="name of the logger")] = None
    trace: Annotated[TraceId | None, Meta(description="a trace that the line speaks of, if not that of the leaf")] = (
        None
    )
    span: Annotated[SpanId | None, Meta(description="a span that the line speaks of, if not that of the leaf")] = None
    source: Annotated[Place | None, Meta(description="where it was written")] = None
    time: Annotated[str | None, Meta(description="the time stamp as the source wrote it")] = None
    user: Annotated[str | None, Meta(description="the user it concerns")] = None
    action: Annotated[str | None, Meta(description="what was done")] = None
    model: Annotated[ModelRef | None, Meta(description="the model that it concerns")] = None
    confidence: Annotated[Fraction | None, Meta(description="confidence of a decision")] = None
    exception: Annotated[str | None, Meta(description="stack trace")] = None
    fields: Annotated[
        dict[str, Any] | None, Meta(description="further members, any JSON within the rules of the format")
    ] = None


TEXT = Kind(
    name="text",
    description="A line of a structured log.",
    frames="none",
    codecs=json_codec(TextLine, "One line."),
)
