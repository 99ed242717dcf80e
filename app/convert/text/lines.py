"""The entries in one line of a structured log: text, decision or span, whatever its dialect.

It must not know files or order. Dialects: JSON lines; Elastic Common Schema (also `_bulk` and `_source`); OpenTelemetry
OTLP/JSON (opentelemetry-proto 1, logs and traces); Fluentd's out_file; Splunk HTTP Event Collector; Datadog archives.
"""

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from app.convert.text.entry import (
    MOST_BYTES,
    Entry,
    LineError,
    fraction,
    lower,
    name_of,
    said,
    said_if_any,
    trace_of,
)  # fmt: skip
from app.convert.text.mapping import TextMapping, member
from app.convert.text.otlp import otlp_entries
from app.convert.text.times import has_zone, instant_ns
from app.kinds.decision import Candidate, Decision, Reason
from app.kinds.document import encode_document
from app.kinds.reference import ModelRef
from app.kinds.text import Place, TextLine
from app.record.entry import Trace
from app.record.plain_json import Plainer
from app.record.trace_context import take_trace

_BULK = ("index", "create", "update", "delete")
_BULK_MEMBERS = (
    *("routing", "version", "version_type", "retry_on_conflict", "require_alias", "pipeline", "dynamic_templates"),
)
_JSON = msgspec.json.Decoder()


def entries(line: bytes, mapping: TextMapping, number: int) -> Iterator[Entry]:
    """The entries of one line; `number`: of the line in its file, from 1.

    Raises:
        LineError: it holds none.
    """
    document = _document(line)
    if _is_bulk_command(document):
        return  # the entry is in the next line
    if isinstance(inner := document.get("_source"), dict):
        document = inner
    if "resourceLogs" in document or "resourceSpans" in document:
        yield from otlp_entries(document)
        return
    yield from _plain_line(_event_of_splunk(document), mapping, number)


def _is_bulk_command(document: dict[str, object]) -> bool:
    """Whether this is a command of Elasticsearch's bulk format and not an entry."""
    (name, command), *more = [*document.items(), ("", None)]
    return (
        len(more) == 1
        and name in _BULK
        and isinstance(command, dict)
        and all(key.startswith(("_", "if_")) or key in _BULK_MEMBERS for key in command)
    )


def is_entry(line: bytes, *, any_object: bool = False) -> bool:
    """Whether a line is one of a log: an object that has a time, or whatever else only an entry has."""
    try:
        document = _document(line)
    except LineError:
        return False
    if any_object:
        return True
    common = TextMapping()
    known = (common.time, common.message, common.action, ("resourceLogs",), ("resourceSpans",), ("_source",), _BULK)
    return any(member(document, names) is not None for names in known)


def _document(line: bytes) -> dict[str, object]:
    if len(line) > MOST_BYTES:
        raise LineError(f"a line of more than {MOST_BYTES} bytes")
    text, stamp, tag = line, b"", b""
    if not line.lstrip().startswith(b"{") and line.count(b"\t") >= 2:
        stamp, tag, text = line.split(b"\t", 2)
    try:
        document = _JSON.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise LineError("a line that is no JSON") from None
    if not isinstance(document, dict):
        raise LineError("a line that is JSON, but no object")
    if stamp:  # of Fluentd, whose tag tells where a line comes from
        document.setdefault("time", stamp.decode("utf-8", "replace"))
        document.setdefault("tag", tag.decode("utf-8", "replace"))
    return document


def _event_of_splunk(document: dict[str, object]) -> dict[str, object]:
    """A Splunk event as a plain line: its envelope around what it holds."""
    if "event" not in document or not {"sourcetype", "source", "index", "fields"} & document.keys():
        return document
    event = document["event"]
    inner = event if isinstance(event, dict) else {"message": event}
    fields = document.get("fields")
    envelope = {name: value for name, value in document.items() if name not in ("event", "fields")}
    return {**envelope, **(fields if isinstance(fields, dict) else {}), **inner}


def _plain_line(document: dict[str, object], mapping: TextMapping, number: int) -> Iterator[Entry]:
    stamp = member(document, mapping.time)
    attributes = document.get("attributes")  # of Datadog, which has what the application said in there
    searched = {**attributes, **document} if isinstance(attributes, dict) else document
    payload, cut = _text(searched, mapping)
    entry = Entry(
        kind="text",
        payload=payload,
        cut=cut,
        time_ns=instant_ns(stamp),
        arrival_ns=instant_ns(member(document, mapping.arrival)),
        trace=_trace(searched, mapping),
        zoned=has_zone(stamp),
    )
    yield entry
    decision = _decision(searched, mapping, number)
    if decision is not None:
        yield replace(entry, kind="decision", payload=decision, cut=False)


def _trace(document: dict[str, object], mapping: TextMapping) -> Trace | None:
    found = take_trace({key: value for key, value in document.items() if key == "traceparent"})
    if found is not None:
        return found
    return trace_of(member(document, mapping.trace), member(document, mapping.span))


def _text(document: dict[str, object], mapping: TextMapping) -> tuple[bytes, bool]:
    """The line as a record, and whether some of it found no room in that."""
    plainer = Plainer(MOST_BYTES // 8)
    fields = plainer.members(document)
    model = _model(document, mapping)
    confidence = fraction(member(document, mapping.confidence))
    message = member(document, mapping.message)
    place = Place(
        host=name_of(member(document, mapping.host)),
        service=name_of(member(document, mapping.service)),
    )
    line = TextLine(
        message=said(message if message is not None else document),
        level=name_of(lower(member(document, mapping.level))),
        logger=name_of(member(document, mapping.logger)),
        source=None if place == Place() else place,
        time=name_of(member(document, mapping.time)),
        user=name_of(member(document, mapping.user)),
        action=name_of(member(document, mapping.action)),
        model=model,
        confidence=confidence,
        exception=said_if_any(member(document, mapping.exception)),
        fields=fields or None,
    )
    return encode_document(line, of=TextLine), plainer.cut


def _decision(document: dict[str, object], mapping: TextMapping, number: int) -> bytes | None:
    """What the line says of a decision: an action with a model or a confidence behind it; not what a user did."""
    action, output = member(document, mapping.action), member(document, mapping.output)
    model, confidence = _model(document, mapping), fraction(member(document, mapping.confidence))
    if action is None or (model is None and confidence is None):
        return None
    chosen = Candidate(
        id=0, manoeuvre=name_of(output if output is not None else action) or "?", costs={}, total=None, feasible=True
    )  # fmt: skip
    decision = Decision(
        cycle=number,
        model=model or ModelRef(name="not stated"),
        inputs=(),
        candidates=(chosen,),
        chosen=0,
        reason=Reason(code=name_of(action) or "?", text=said_if_any(member(document, mapping.message))),
        confidence=confidence,
    )
    return encode_document(decision, of=Decision)


def _model(document: dict[str, object], mapping: TextMapping) -> ModelRef | None:
    name, version = member(document, mapping.model), member(document, mapping.model_version)
    if isinstance(name, dict):
        said_in_it: dict[str, object] = name
        name, version = said_in_it.get("name"), said_in_it.get("version", version)
    if name is None and version is None:
        return None
    return ModelRef(name=name_of(name) or "not stated", version=name_of(version))
