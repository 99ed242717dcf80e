"""What is to be recorded, checked before it is accepted: payload, capture stamp, trace, parts.

It must not know where it will stand in the log: index, sequence and arrival are given later.
"""

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import SupportsIndex

from app.kinds.channel_spec import ChannelSpec
from app.kinds.system import Gap, SystemRecord, encode_system
from app.log.leaf import MAX_PARTS, SYSTEM_CHANNEL, UNKNOWN_TIME_NS, RecordType

Payload = bytes | memoryview
NO_TRACE = bytes(16)
NO_SPAN = bytes(8)
_TYPES = {
    "Gap": RecordType.GAP,
    "Clock": RecordType.CLOCK,
    "Event": RecordType.EVENT,
    "Fault": RecordType.FAULT,
    "Annex": RecordType.ANNEX,
    "Genesis": RecordType.GENESIS,
    "Epoch": RecordType.EPOCH,
    "End": RecordType.END,
}


class EntryError(ValueError):
    """The record cannot be recorded as it is: unknown channel, too large, wrong parts. A caller's mistake."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A W3C trace context: 16 bytes of trace id, 8 of span id; zeros where there is none."""

    trace_id: bytes = NO_TRACE
    span_id: bytes = NO_SPAN

    def __post_init__(self) -> None:
        given: tuple[tuple[object, int], ...] = ((self.trace_id, 16), (self.span_id, 8))
        for part, size in given:
            if not isinstance(part, bytes) or len(part) != size:
                raise EntryError("a trace id is 16 bytes and a span id 8")


CUT = " […]"
"""Stands where a text was cut."""
_WITHOUT_TRACE = Trace()


@dataclass(frozen=True, slots=True)
class Entry:
    """One record to be: everything but its place. `parts` are lengths; empty means one part.

    `lost`: of a GAP, channels and how many records of each it says are lost; those of an unknown number are not in it.
    """

    type: RecordType
    channel: int
    payload: Payload
    t_capture_ns: int = UNKNOWN_TIME_NS
    trace: Trace = _WITHOUT_TRACE
    parts: tuple[int, ...] = ()
    key_frame: bool = False
    lost: tuple[tuple[int, int], ...] = ()


def system_entry(record: SystemRecord, *, trace: Trace | None = None) -> Entry:
    """The entry of a system record; raises TypeError or ValueError if it breaks a rule of its schema."""
    payload = encode_system(record)
    told = record.lost if isinstance(record, Gap) else ()
    lost = tuple((one.channel, int(one.records)) for one in told if one.records is not None)
    return Entry(_TYPES[type(record).__name__], SYSTEM_CHANNEL, payload, trace=trace or _WITHOUT_TRACE, lost=lost)


class EntryDesk:
    """Makes entries for the channels of one drive, refusing what the format or the channel table does not allow."""

    def __init__(self, channels: Iterable[ChannelSpec], *, copies: bool = True) -> None:
        """`copies`: of a payload that somebody could still change; else entries must be written before they can."""
        self._copies = copies
        self._limits: Mapping[int, tuple[int, int]] = {c.id: (c.max_bytes, c.row_bytes) for c in channels}

    def largest(self, channel: int) -> int:
        """How many bytes a record of `channel` may have; raises EntryError if there is no such channel."""
        if channel not in self._limits:
            raise EntryError(f"channel {channel} is not in the channel table")
        return self._limits[channel][0]

    def data_entry(
        self,
        channel: int,
        payload: bytes | bytearray | memoryview,
        *,
        t_capture_ns: int | None,
        trace: Trace | None = None,
        parts: Iterable[int] | None = None,
        key_frame: bool = False,
    ) -> Entry:
        """The entry of a DATA record. `bytes` are taken as they are; anything else is copied, for it could change.

        Raises:
            EntryError: see there.
        """
        fixed = payload if type(payload) is bytes else bytes(payload) if self._copies else memoryview(payload).cast("B")
        # drivers and converters have numpy's integers: from here on there are only Python's
        channel = whole(channel, what="the channel")
        lengths = tuple(whole(length, what="the length of a part") for length in parts) if parts is not None else ()
        self._require(channel, fixed, lengths)
        t_ns = UNKNOWN_TIME_NS if t_capture_ns is None else whole(t_capture_ns, what="the capture stamp")
        return Entry(RecordType.DATA, channel, fixed, t_ns, trace or _WITHOUT_TRACE, _several(lengths), bool(key_frame))

    def _require(self, channel: int, payload: Payload, lengths: tuple[int, ...]) -> None:
        largest = self.largest(channel)
        row = self._limits[channel][1]
        if len(payload) > largest:
            raise EntryError(f"channel {channel}: {len(payload)} bytes; its largest record has {largest}")
        if len(payload) % row:
            raise EntryError(f"channel {channel}: {len(payload)} bytes are no multiple of its rows of {row}")
        if lengths and (min(lengths) < 0 or sum(lengths) != len(payload)):
            raise EntryError(f"channel {channel}: the parts do not add up to the {len(payload)} bytes of the payload")
        if len(lengths) > MAX_PARTS:
            raise EntryError(f"channel {channel}: {len(lengths)} parts; the format allows {MAX_PARTS}")


def sayable(text: str, limit: int) -> str:
    """`text` as JSON may have it, without lone surrogates, and not longer than `limit`, a cut being marked."""
    if len(text) > limit:
        text = text[: limit - len(CUT)] + CUT
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def whole(value: SupportsIndex, *, what: str) -> int:
    """`value` as an integer of 64 bits with sign; raises EntryError for anything else, a float included."""
    try:
        number = operator.index(value)
    except TypeError as error:
        raise EntryError(f"{what} is {value!r:.60}, which is no integer") from error
    if not -(2**63) <= number < 2**63:
        raise EntryError(f"{what} {number} does not fit 64 bits")
    return number


def _several(lengths: tuple[int, ...]) -> tuple[int, ...]:
    """One part needs no row in the part table."""
    return lengths if len(lengths) > 1 else ()
