"""One entry of a structured log, and how what foreign logs say becomes members of ours.

It must not know dialects.
"""

import json
from dataclasses import dataclass

from app.record.entry import Trace, sayable
from app.record.plain_json import MAX_CHARACTERS
from app.record.trace_context import identifier

MOST_BYTES = 1 << 20
"""Of one line; its further members may have an eighth of it."""
_MOST_NAME = 256


class LineError(ValueError):
    """A line that holds no entry; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: a payload of kind `text`, `decision` or `span`. Times in ns of UTC, None where the line has none."""

    kind: str
    payload: bytes
    time_ns: int | None
    arrival_ns: int | None = None
    trace: Trace | None = None
    zoned: bool = True
    """Whether the stamp said its zone."""
    cut: bool = False
    """Whether the line has more than a record holds."""


def name_of(value: object) -> str | None:
    """A short text; None where there is none."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    return sayable(_text_of(value), _MOST_NAME) or None


def said(value: object) -> str:
    """A text for people; empty where there is none."""
    return sayable(_text_of(value), MAX_CHARACTERS) if value is not None else ""


def said_if_any(value: object) -> str | None:
    """A text for people; None where there is none."""
    return None if value is None else said(value)


def fraction(value: object) -> float | None:
    """A number from 0 to 1; None for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    return None


def lower(value: object) -> object:
    """A text in lower case; anything else as it is."""
    return value.lower() if isinstance(value, str) else value


def trace_of(trace: object, span: object) -> Trace | None:
    """The trace context of two ids in hexadecimal digits, also as a UUID, or decimal; None where the first is none."""
    trace_id = identifier(_digits(trace), 16)
    return None if trace_id is None else Trace(trace_id, identifier(_digits(span), 8) or bytes(8))


def _digits(value: object) -> object:
    return value.lower().replace("-", "") if isinstance(value, str) else value


def _text_of(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
