"""Which member of a structured log line is what: the names in common use, or those of a mapping file.

It must not know files or dialects.
"""

from pathlib import Path

import msgspec

from app.convert.recording import ConvertError

_MAX_BYTES = 1 << 20


class TextMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names of members, the first that is there counts; a dot goes into an object, or belongs to the name."""

    format: str = "text-mapping/1"
    time: tuple[str, ...] = (
        *("@timestamp", "timestamp", "time", "ts", "datetime", "date", "eventTime", "asctime", "created", "t"),
    )
    arrival: tuple[str, ...] = ("event.ingested", "observed_timestamp", "received", "ingested")
    message: tuple[str, ...] = ("message", "msg", "text", "event", "log", "body", "event.original")
    level: tuple[str, ...] = ("log.level", "level", "levelname", "severity", "lvl", "status")
    logger: tuple[str, ...] = ("log.logger", "logger", "logger_name", "name")
    service: tuple[str, ...] = ("service.name", "service", "app", "application")
    host: tuple[str, ...] = ("host.name", "host.hostname", "hostname", "host")
    user: tuple[str, ...] = ("user_id", "user.id", "user.name", "userId", "user", "usr.id")
    action: tuple[str, ...] = ("action", "event.action", "decision")
    model: tuple[str, ...] = ("model", "model_name", "model.name")
    model_version: tuple[str, ...] = ("model_version", "model.version", "modelVersion")
    output: tuple[str, ...] = ("output", "outputs", "prediction", "result")
    confidence: tuple[str, ...] = ("confidence", "score", "probability")
    exception: tuple[str, ...] = ("error.stack_trace", "exc_info", "exception", "stack_trace", "error.stack")
    trace: tuple[str, ...] = ("trace_id", "trace.id", "traceId", "dd.trace_id", "otelTraceID", "traceID")
    span: tuple[str, ...] = ("span_id", "span.id", "spanId", "dd.span_id", "otelSpanID", "spanID")


def load_text_mapping(path: Path | None) -> TextMapping:
    """The mapping in a TOML file, in which a name may stand for a list of one; the common names without a file.

    Raises:
        ConvertError: it cannot be read, or is none; the text says where.
    """
    if path is None:
        return TextMapping()
    try:
        raw = path.read_bytes()
        if len(raw) > _MAX_BYTES:
            raise ConvertError(f"{path}: {len(raw)} bytes are no mapping")
        document = msgspec.toml.decode(raw, type=dict[str, str | list[str]])
        listed = {key: [one] if isinstance(one, str) and key != "format" else one for key, one in document.items()}
        mapping = msgspec.convert(listed, TextMapping)
    except OSError as error:
        raise ConvertError(f"{path}: the mapping cannot be read: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        known = ", ".join(TextMapping.__struct_fields__)
        raise ConvertError(f"{path}: is no mapping of text logs: {error}; it names members for: {known}") from error
    if mapping.format != "text-mapping/1":
        raise ConvertError(f"{path}: is no mapping of text logs: format is {mapping.format!r}, not 'text-mapping/1'")
    return mapping


def member(document: dict[str, object], names: tuple[str, ...]) -> object:
    """The first member that is there and not null, by its plain name or through objects; None if there is none."""
    for name in names:
        if document.get(name) is not None:
            return document[name]
        inner: dict[str, object] = document
        *folders, last = name.split(".")
        for folder in folders:
            below = inner.get(folder)
            inner = below if isinstance(below, dict) else {}
        if inner.get(last) is not None:
            return inner[last]
    return None
