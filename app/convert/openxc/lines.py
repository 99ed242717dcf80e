"""One line of an OpenXC trace: a signal, or which other sort of message it is.

It must not know signals by name, except for telling a trace from other logs. Format: openxc/openxc-message-format,
JSON.mkd and README.md ("Trace File Format").
"""

import math
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.convert.openxc.signals import PUBLISHED

MOST_BYTES = 1 << 16
"""Of one line; a message has about 80."""
_GLANCED_AT, _LOOKED_AT = 256, 1 << 16
MARK = b"\xef\xbb\xbf"
"""Of UTF-8, which some editors put first."""
_MOST_LINES = 64
_MOST_NAME = 128
_SUFFIXES = (".json", ".jsonl", ".ndjson", ".txt", ".log", ".trace", ".openxc", "")
_MOST_STAMP = 2**62
_LARGEST = 2**1000
_JSON = msgspec.json.Decoder()
Value = float | int | bool | str


class LineError(ValueError):
    """A line that is no message; the text says why."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal with its value, a second value if it is an event, and its stamp as the source has it.

    `stamp` None: the message has none; NaN: it has one that is no number, or none that fits in 64 bits.
    """

    name: str
    value: Value
    event: Value | None
    stamp: int | float | None


@dataclass(frozen=True, slots=True)
class Other:
    """A message that is no signal: what it is, in words; `members` of what says something of the whole trace."""

    sort: str
    members: dict[str, object] | None = None


def message(line: bytes) -> Signal | Other:
    """What a line says; raises LineError."""
    if len(line) > MOST_BYTES:
        raise LineError(f"a line of more than {MOST_BYTES} bytes")
    try:
        found = _JSON.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise LineError("a line that is no JSON") from None
    if not isinstance(found, dict):
        raise LineError("a line that is JSON, but no object")
    if "name" in found:
        return _signal(found)
    if isinstance(found.get("metadata"), dict):
        return Other("another line of metadata", found["metadata"])
    if "command" in found or "command_response" in found:
        return Other("a command")
    if "bus" in found and "id" in found:
        return Other("a diagnostic message" if "mode" in found else "a raw CAN message")
    raise LineError("an object that is no message of OpenXC")


def begins(path: Path) -> bool:
    """Whether the first lines of a file are messages of OpenXC, a published signal among them. May raise OSError."""
    if path.suffix.lower() not in _SUFFIXES:
        return False
    with path.open("rb") as file:
        raw = file.read(_GLANCED_AT)
        if not raw.removeprefix(MARK).lstrip().startswith(b"{"):
            return False  # a folder may have thousands of other files
        raw += file.read(_LOOKED_AT - len(raw))
    lines = raw.removeprefix(MARK).splitlines()
    whole = [line for line in (lines[:-1] if len(raw) == _LOOKED_AT else lines) if line.strip()][:_MOST_LINES]
    found = [one for line in whole if (one := _message_or_none(line)) is not None]
    published = any(isinstance(one, Signal) and one.name in PUBLISHED for one in found)
    return published and 2 * len(found) > len(whole)


def _message_or_none(line: bytes) -> Signal | Other | None:
    try:
        return message(line)
    except LineError:
        return None


def _signal(found: dict[str, object]) -> Signal:
    name, value, event, stamp = (found.get(member) for member in ("name", "value", "event", "timestamp"))
    if not isinstance(name, str) or not 0 < len(name) <= _MOST_NAME or not name.isprintable() or name != name.strip():
        raise LineError(f"a signal whose name is no text of 1 to {_MOST_NAME} printable characters")
    if not isinstance(value, float | int | str):
        raise LineError("a signal without a value")
    if event is not None and not isinstance(event, float | int | str):
        raise LineError("an event that is neither a number nor a text")
    if any(isinstance(one, int) and abs(one) > _LARGEST for one in (value, event)):
        raise LineError("a number that is larger than any that can be kept")
    return Signal(name, value, event, _stamp(stamp))


def _stamp(found: object) -> int | float | None:
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or abs(found) >= _MOST_STAMP:
        return math.nan
    return found
