"""Trace contexts as loggers write them: W3C `traceparent`, or ids under the names that are in use.

It must not know what a trace means. W3C Trace Context, level 1, section 3.2.
"""

import re
from collections.abc import MutableMapping

from app.record.entry import Trace

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?\Z", re.ASCII)
_TRACE_NAMES = (
    *(("trace_id", "span_id"), ("otelTraceID", "otelSpanID"), ("traceId", "spanId"), ("trace.id", "span.id")),
    ("dd.trace_id", "dd.span_id"),
)


def take_trace(extra: MutableMapping[object, object]) -> Trace | None:
    """The trace context among the members, which are left there only if they are no trace context."""
    parent = _TRACEPARENT.match(str(extra.get("traceparent", "")))
    if parent:
        del extra["traceparent"]
        return Trace(bytes.fromhex(parent[1]), bytes.fromhex(parent[2]))
    for trace_name, span_name in _TRACE_NAMES:
        trace_id, span_id = identifier(extra.get(trace_name), 16), identifier(extra.get(span_name), 8)
        if trace_id is not None:
            extra.pop(trace_name)
            if span_id is not None:
                extra.pop(span_name)
            return Trace(trace_id, span_id or bytes(8))
    return None


def identifier(value: object, size: int) -> bytes | None:
    """An id given as hexadecimal digits or, as OpenTelemetry does in Python, as a number."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << (8 * size):
        return value.to_bytes(size, "big")
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) != 2 * size and len(value) <= 20:
        return identifier(int(value), size)  # as Datadog writes them
    if isinstance(value, str) and re.fullmatch(rf"[0-9a-f]{{{2 * size}}}", value, re.ASCII) and value.strip("0"):
        return bytes.fromhex(value)
    return None
