"""OpenTelemetry's OTLP/JSON: log records and spans as entries (opentelemetry-proto 1, logs and trace; JSON encoding).

It must not know files.
"""

from collections.abc import Iterator
from typing import Literal

from app.convert.text.entry import MOST_BYTES, Entry, LineError, lower, name_of, said, said_if_any, trace_of
from app.kinds.document import encode_document
from app.kinds.span import Span, SpanEvent, SpanLink
from app.kinds.text import Place, TextLine
from app.record.entry import Trace
from app.record.plain_json import MAX_CHARACTERS, Plainer
from app.record.trace_context import identifier

_SPAN_KINDS: tuple[Literal["unknown", "internal", "server", "client", "producer", "consumer"], ...] = (
    *("unknown", "internal", "server", "client", "producer", "consumer"),
)
_SPAN_STATUS: tuple[Literal["unset", "ok", "error"], ...] = ("unset", "ok", "error")
_LEVELS = ("trace", "debug", "info", "warn", "error", "fatal")
_MOST = 1024


def otlp_entries(document: dict[str, object]) -> Iterator[Entry]:
    """The log records and spans in one document. Raises LineError."""
    for resource in _objects(document.get("resourceLogs")):
        place = _attributes(resource.get("resource"))
        for scope in _objects(resource.get("scopeLogs")):
            for record in _objects(scope.get("logRecords")):
                yield _otlp_log(record, scope, place)
    for resource in _objects(document.get("resourceSpans")):
        place = _attributes(resource.get("resource"))
        for scope in _objects(resource.get("scopeSpans")):
            for span in _objects(scope.get("spans")):
                yield _otlp_span(span, place)


def _otlp_log(record: dict[str, object], scope: dict[str, object], place: dict[str, object]) -> Entry:
    logger = scope.get("scope")
    attributes = {**place, **_attributes(logger), **_attributes(record)}
    attributes |= {name: record[name] for name in ("eventName", "flags", "severityNumber") if record.get(name)}
    plainer = Plainer(MOST_BYTES // 8)
    fields = plainer.members(attributes)
    line = TextLine(
        message=said(_any_value(record.get("body"))),
        level=name_of(lower(record.get("severityText"))) or _level(record.get("severityNumber")),
        logger=name_of(logger.get("name")) if isinstance(logger, dict) else None,
        source=_otlp_place(place),
        time=name_of(record.get("timeUnixNano")),
        exception=said_if_any(attributes.get("exception.stacktrace")),
        fields=fields or None,
    )
    return Entry(
        kind="text",
        payload=encode_document(line, of=TextLine),
        cut=plainer.cut,
        time_ns=_unix(record.get("timeUnixNano")),
        arrival_ns=_unix(record.get("observedTimeUnixNano")),
        trace=_otlp_trace(record),
    )


def _level(number: object) -> str | None:
    """The name of a severity: four numbers each, from 1 (OpenTelemetry, logs data model, severity fields)."""
    if not isinstance(number, int) or not 1 <= number <= 4 * len(_LEVELS):
        return None
    return _LEVELS[(number - 1) // 4]


def _otlp_span(span: dict[str, object], place: dict[str, object]) -> Entry:
    start, end = _unix(span.get("startTimeUnixNano")), _unix(span.get("endTimeUnixNano"))
    if start is None:
        raise LineError("a span without a beginning")
    parent = identifier(lower(span.get("parentSpanId")), 8)
    kind, status = span.get("kind"), span.get("status")
    code = status.get("code") if isinstance(status, dict) else 0
    made = Span(
        name=name_of(span.get("name")) or "?",
        start_ns=str(start),
        end_ns=None if end is None else str(end),
        parent=parent.hex() if parent else None,
        kind=_SPAN_KINDS[kind] if isinstance(kind, int) and 0 <= kind < len(_SPAN_KINDS) else "unknown",
        status=_SPAN_STATUS[code] if isinstance(code, int) and 0 <= code < len(_SPAN_STATUS) else "unset",
        status_text=said_if_any(status.get("message")) if isinstance(status, dict) else None,
        service=name_of(place.get("service.name")),
        links=tuple(_links(span)),
        events=tuple(_events(span)),
        attributes=Plainer(MOST_BYTES // 8).members({**place, **_attributes(span)}) or None,
    )
    return Entry(
        kind="span",
        payload=encode_document(made, of=Span),
        time_ns=start,
        arrival_ns=end,
        trace=_otlp_trace(span),
    )


def _links(span: dict[str, object]) -> Iterator[SpanLink]:
    for link in _objects(span.get("links"))[:_MOST]:
        trace = _otlp_trace(link)
        if trace is not None and any(trace.span_id):
            yield SpanLink(trace=trace.trace_id.hex(), span=trace.span_id.hex())


def _events(span: dict[str, object]) -> Iterator[SpanEvent]:
    for event in _objects(span.get("events"))[:_MOST]:
        time_ns = _unix(event.get("timeUnixNano"))
        if time_ns is not None:
            attributes = Plainer(MAX_CHARACTERS).members(_attributes(event)) or None
            yield SpanEvent(name=said(event.get("name")), time_ns=str(time_ns), attributes=attributes)


def _otlp_place(place: dict[str, object]) -> Place | None:
    found = Place(
        host=name_of(place.get("host.name")),
        service=name_of(place.get("service.name")),
        process=name_of(place.get("process.pid")),
    )
    return None if found == Place() else found


def _otlp_trace(record: dict[str, object]) -> Trace | None:
    return trace_of(record.get("traceId"), record.get("spanId"))


def _attributes(holder: object) -> dict[str, object]:
    """The key and value pairs of OTLP as a mapping."""
    listed = _objects(holder.get("attributes")) if isinstance(holder, dict) else []
    return {str(pair["key"]): _any_value(pair.get("value")) for pair in listed if "key" in pair}


def _any_value(value: object) -> object:
    """What is in an AnyValue of OTLP: the one member it has."""
    if not isinstance(value, dict):
        return value
    if "arrayValue" in value:
        inner = value["arrayValue"]
        return [_any_value(one) for one in _objects(inner.get("values") if isinstance(inner, dict) else None)]
    if "kvlistValue" in value:
        inner = value["kvlistValue"]
        pairs = _objects(inner.get("values") if isinstance(inner, dict) else None)
        return {str(pair.get("key")): _any_value(pair.get("value")) for pair in pairs}
    return next(iter(value.values()), None)


def _objects(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _unix(value: object) -> int | None:
    """Nanoseconds since 1970, which OTLP writes as a decimal text; 0 is none."""
    try:
        found = int(value) if isinstance(value, int | str) and not isinstance(value, bool) else 0
    except ValueError:
        return None
    return found if 0 < found < 2**62 else None
