"""Lays the records of a drive end to end: the same payloads, again and again, with new times, numbers and trace ids.

In JSON a member whose name ends in `_ns` and whose value is a decimal string is a time; 16 or 8 bytes in hexadecimal
are the id of a trace, an event or a span; `channel` with `sequence` is a reference. It must not know what any of it
means, nor how it is sealed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import msgspec
import numpy as np

from app.kinds.channel_spec import ChannelSpec
from app.kinds.event import Event
from app.kinds.registry import codec
from app.record.entry import NO_TRACE, Trace
from app.simulate.aboard.tape import Draft
from app.simulate.sealing.numbering import Numbering

_HEX = re.compile(r"([0-9a-f]{16}|[0-9a-f]{32})\Z", re.ASCII)
_DECIMAL = re.compile(r"(0|-?[1-9][0-9]{0,18})\Z", re.ASCII)
_COUNTED = frozenset({"candidates", "control", "actuation"})
"""Kinds whose rows name a cycle."""
_NO_CYCLE, _NO_COMMAND = 2**32 - 1, 2**64 - 1
_COMMANDS = "/control"
_Place = Callable[[int, int], Mapping[str, Any]]


class Repeating:
    """One drive, to be laid end to end. `period_ns` lies between the beginnings of two rounds."""

    def __init__(self, drafts: Sequence[Draft], channels: Sequence[ChannelSpec], *, period_ns: int) -> None:
        self._drafts = drafts
        self._channels = {one.id: one for one in channels}
        self._period_ns = period_ns
        self._counts: dict[int, int] = {}
        for draft in drafts:
            self._counts[draft.channel] = self._counts.get(draft.channel, 0) + 1
        self._cycles = max((self._cycle(draft) for draft in drafts), default=0)
        self._commands = next((one.id for one in channels if one.name == _COMMANDS), 0)

    @property
    def records(self) -> int:
        """Of one round."""
        return len(self._drafts)

    def rounds(self, count: int, numbering: Numbering) -> Iterator[Draft]:
        """All rounds. Each record must be appended before the next one is asked for, so that references are right."""
        for number in range(count):
            for draft in self._drafts:
                again = self._again(draft, number, numbering)
                yield again
                numbering.took(again.channel, again.t_arrival_ns)

    def _again(self, draft: Draft, number: int, numbering: Numbering) -> Draft:
        shift_ns = number * self._period_ns
        t_ns = draft.t_arrival_ns + shift_ns
        capture_ns = None if draft.t_capture_ns is None else draft.t_capture_ns + shift_ns

        def place(channel: int, sequence: int) -> Mapping[str, Any]:
            ordinal = sequence + number * self._counts.get(channel, 0)
            told: Mapping[str, Any] = msgspec.to_builtins(numbering.place(channel, ordinal, t_ns))
            return told

        mended = _Mended(number, shift_ns, self._cycles, place)
        content = draft.content
        if isinstance(content, Event):
            content = msgspec.convert(mended.json(msgspec.to_builtins(content)), Event)
        elif isinstance(content, bytes):
            content = self._payload(content, self._channels[draft.channel], mended, number, place)
        return replace(
            draft, t_arrival_ns=t_ns, t_capture_ns=capture_ns, trace=_reborn(draft.trace, number), content=content
        )

    def _payload(
        self, payload: bytes, channel: ChannelSpec, mended: "_Mended", number: int, place: _Place
    ) -> bytes:  # fmt: skip
        described = codec(channel.kind, channel.codec)
        if described.struct is not None:
            return msgspec.json.encode(mended.json(msgspec.json.decode(payload)), order="sorted")
        if described.layout is None or not (channel.kind in _COUNTED or channel.kind == "gnss"):
            return payload
        rows = np.frombuffer(payload, described.layout.dtype).copy()
        if channel.kind in _COUNTED:
            rows["cycle"][rows["cycle"] != _NO_CYCLE] += number * self._cycles
        if channel.kind == "actuation":
            rows["command_sequence"] = [
                sequence if sequence == _NO_COMMAND else int(place(self._commands, sequence)["sequence"])
                for sequence in rows["command_sequence"].tolist()
            ]
        if channel.kind == "gnss":
            rows["utc_ns"] += mended.shift_ns
        return described.layout.encode(rows)

    def _cycle(self, draft: Draft) -> int:
        channel = self._channels.get(draft.channel)
        if channel is None or channel.kind != "decision" or not isinstance(draft.content, bytes):
            return 0
        return int(msgspec.json.decode(draft.content).get("cycle", 0))


class _Mended:
    """What becomes of the members of one document."""

    def __init__(self, number: int, shift_ns: int, cycles: int, place: _Place) -> None:
        self.shift_ns = shift_ns
        self._number = number
        self._cycles = cycles
        self._place = place

    def json(self, value: Any, name: str = "") -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            if "sequence" in value and "channel" in value:
                return self._place(int(value["channel"]), int(value["sequence"]))
            return {key: self.json(member, key) for key, member in value.items()}
        if isinstance(value, list | tuple):
            return [self.json(member, name) for member in value]
        if not self._number:
            return value
        if isinstance(value, str):
            return self._text(value, name)
        if name == "cycle" and isinstance(value, int):
            return value + self._number * self._cycles
        return value

    def _text(self, value: str, name: str) -> str:
        if name.endswith("_ns") and _DECIMAL.match(value):
            return str(int(value) + self.shift_ns)
        if _HEX.match(value):
            return _other(bytes.fromhex(value), self._number).hex()
        return value


def _other(identifier: bytes, number: int) -> bytes:
    """The id that takes the place of another in a round."""
    if not number or not any(identifier):
        return identifier
    return sha256(identifier + number.to_bytes(4, "little")).digest()[: len(identifier)]


def _reborn(trace: Trace, number: int) -> Trace:
    if not number or trace.trace_id == NO_TRACE:
        return trace
    return Trace(_other(trace.trace_id, number), _other(trace.span_id, number))
