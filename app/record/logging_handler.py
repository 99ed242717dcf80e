"""Seals the structured log lines of an application: a `logging.Handler` whose lines become records of kind `text`.

It must not know disks or wait for one, and never raises into the application: what it cannot seal it counts.
"""

import logging
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol

from app.kinds.document import encode_document
from app.kinds.text import Place, TextLine
from app.record.entry import Trace, sayable
from app.record.plain_json import MAX_CHARACTERS, Plainer
from app.record.trace_context import take_trace

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class TextSink(Protocol):
    """The part of `Recorder` that is needed here."""

    def append(self, channel: int, payload: bytes, *, t_capture_ns: int | None, trace: Trace | None = None) -> bool:
        """Record a payload; False if it is lost."""
        ...

    def largest(self, channel: int) -> int:
        """How many bytes a record of the channel may have."""
        ...


class SealingHandler(logging.Handler):
    """Seals lines from `level` on in the channel `channel`; what is too long for a record of it is cut.

    Members passed as `extra` become `fields`; a W3C trace context in them (`traceparent`, or `trace_id` and `span_id`)
    goes into the leaf. `dropped` counts the lines that were not sealed, `shortened` those that had to be cut.
    """

    def __init__(self, recorder: TextSink, channel: int, *, level: int = logging.INFO) -> None:
        """Raise EntryError if the recorder has no such channel."""
        super().__init__(level)
        self._recorder = recorder
        self._channel = channel
        self._max_bytes = recorder.largest(channel)
        # counts only, and may be met again by a signal handler or a finaliser that logs
        self._counting = threading.RLock()
        self.dropped = 0
        self.shortened = 0

    def handle(self, record: logging.LogRecord) -> bool:
        """As in `logging.Handler`, but without its lock: `emit` needs none.

        Held over `append` it would meet the queue's lock, and a finaliser that logs while another thread holds that one
        takes the two in the other order.
        """
        kept: object = self.filter(record)  # from Python 3.12 on perhaps another record
        if kept:
            self.emit(kept if isinstance(kept, logging.LogRecord) else record)
        return bool(kept)

    def emit(self, record: logging.LogRecord) -> None:
        """Seal one line, or count it."""
        try:
            sealed = self._seal(record)
        except Exception:  # noqa: BLE001 - an edge: to turn the application's objects into text runs code of its own
            sealed = False
        if not sealed:
            with self._counting:
                self.dropped += 1

    def _seal(self, record: logging.LogRecord) -> bool:
        extra: dict[object, object] = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        trace = take_trace(extra)
        payload = self._encode(record, extra)
        return self._recorder.append(self._channel, payload, t_capture_ns=None, trace=trace)

    def _encode(self, record: logging.LogRecord, extra: Mapping[object, object]) -> bytes:
        fields = Plainer(self._max_bytes).members(extra)
        message = record.getMessage()
        cut = len(message) > MAX_CHARACTERS
        payload = encode_document(_line(record, sayable(message, MAX_CHARACTERS), fields), of=TextLine)
        if len(payload) > self._max_bytes:
            cut = True
            # a character needs at most 6 bytes in JSON, and the rest of the line has its own limits
            short = sayable(message, max(16, self._max_bytes // 16))
            payload = encode_document(_line(record, short, {"fields": "too large"}, place=False), of=TextLine)
        if cut:
            with self._counting:
                self.shortened += 1
        return payload


def _line(record: logging.LogRecord, message: str, fields: dict[str, object], *, place: bool = True) -> TextLine:
    exception = None
    if place and record.exc_info:
        exception = sayable(logging.Formatter().formatException(record.exc_info), MAX_CHARACTERS)
    return TextLine(
        message=message,
        level=sayable(record.levelname.lower(), 64) or None,
        logger=sayable(record.name, 256),
        time=datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds"),
        source=_place(record) if place else None,
        exception=exception,
        fields=fields or None,
    )


def _place(record: logging.LogRecord) -> Place:
    return Place(
        process=sayable(str(record.process), 64),
        thread=sayable(record.threadName or "", 64) or None,
        file=sayable(record.pathname, 1024),
        line=max(0, record.lineno),
        function=sayable(str(record.funcName), 256),
    )
