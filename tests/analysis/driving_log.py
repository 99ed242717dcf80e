"""A drive of six seconds as a recorder should log it: objects, decisions, commands, actuations, spans, text, an IMU.

Its records are a list that a test changes before they are recorded. It must not know any rule of the audit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.kinds.channel_spec import ChannelSpec
from app.kinds.genesis import Policy
from app.kinds.registry import KINDS
from app.record.clock import ManualClock
from app.record.container_source import DiskOptions
from app.record.entry import Trace
from app.record.keys import DeviceKey
from app.record.plan import Capacity, Plan
from app.record.recorder import Options, Recorder
from tests.adversary.base import DEVICE, DEVICE_KEY, KeyRing

OBJECTS, DECISION, CONTROL, ACTUATION, SPANS, TEXT, IMU = range(1, 8)
START_NS = 1_000 * 10**9
CYCLES = 60
MS = 1_000_000
_RATES: dict[int, float | None] = {
    OBJECTS: 10.0,
    DECISION: 10.0,
    CONTROL: 50.0,
    ACTUATION: 50.0,
    SPANS: None,
    TEXT: None,
    IMU: 100.0,
}
_NAMES = {
    OBJECTS: ("/perception/objects", "objects"),
    DECISION: ("/planner/decision", "decision"),
    CONTROL: ("/control", "control"),
    ACTUATION: ("/actuation", "actuation"),
    SPANS: ("/trace/spans", "span"),
    TEXT: ("/log", "text"),
    IMU: ("/imu", "imu"),
}


@dataclass
class Line:
    """One record to be; `said`: members of JSON, or columns of a row."""

    channel: int
    t_ns: int
    said: dict[str, Any]
    trace: bytes = bytes(16)
    span: bytes = bytes(8)
    raw: bytes | None = None

    @property
    def payload(self) -> bytes:
        if self.raw is not None:
            return self.raw
        (codec,) = KINDS[_NAMES[self.channel][1]].codecs.values()
        if codec.layout is None:
            return json.dumps(self.said).encode()
        row = codec.layout.unknown(1)
        for name, value in self.said.items():
            row[name] = value
        return codec.layout.encode(row)


Change = Callable[[list[Line]], object]


def trace_of(cycle: int) -> bytes:
    return hashlib.sha256(b"trace %d" % cycle).digest()[:16]


def span_of(cycle: int, name: str) -> bytes:
    return hashlib.sha256(f"span {cycle} {name}".encode()).digest()[:8]


def lines() -> list[Line]:
    """The drive without a fault, in no order."""
    found = [Line(IMU, START_NS + 10 * at * MS, {"acceleration_x": at / 100}) for at in range(10 * CYCLES)]
    for cycle in range(CYCLES):
        found += _cycle(cycle)
    found += [Line(TEXT, START_NS + at * 1000 * MS, {"level": "info", "message": f"second {at}"}) for at in range(6)]
    return found


def _cycle(cycle: int) -> list[Line]:
    t_ns, trace = START_NS + 100 * cycle * MS, trace_of(cycle)

    def span(name: str, begin_ms: int, end_ms: int, parent: str | None) -> Line:
        said = {"name": name, "start_ns": str(t_ns + begin_ms * MS), "end_ns": str(t_ns + end_ms * MS)}
        if parent is not None:
            said["parent"] = span_of(cycle, parent).hex()
        return Line(SPANS, t_ns + end_ms * MS, said, trace, span_of(cycle, name))

    seen = Line(OBJECTS, t_ns + 10 * MS, {"frame": "map", "tracks": []}, trace, span_of(cycle, "perceive"))
    decision = Line(DECISION, t_ns + 30 * MS, _decision(cycle), trace, span_of(cycle, "plan"))
    found = [span("perceive", 0, 10, None), span("plan", 10, 30, "perceive"), seen, decision]
    for tick in range(5):
        at_ns = t_ns + (34 + 20 * tick) * MS
        command = {"cycle": cycle, "issuer": 3}
        act = {"cycle": cycle, "issuer": 3, "command_sequence": 5 * cycle + tick}
        found += [Line(CONTROL, at_ns, command, trace), Line(ACTUATION, at_ns + 2 * MS, act, trace)]
    return found


def _decision(cycle: int) -> dict[str, Any]:
    return {
        "cycle": cycle,
        "model": {"name": "planner", "version": "1"},
        "inputs": [{"record": {"channel": OBJECTS, "sequence": str(cycle)}, "role": "objects"}],
        "candidates": [{"id": 0, "manoeuvre": "keep_lane", "costs": {}, "total": 0.0, "feasible": True}],
        "chosen": 0,
        "reason": {"code": "lowest_cost"},
    }


def of(every: list[Line], channel: int) -> list[Line]:
    """The records of a channel."""
    return [line for line in every if line.channel == channel]


def recorded(
    folder: Path, change: Change = lambda _: None, *, rates: dict[int, float | None] | None = None,
    channels: Iterable[int] = _NAMES, segment_ms: int = 60_000,
) -> list[Path]:  # fmt: skip
    """The files of the drive after a change; `rates`: other rates are declared."""
    every = lines()
    change(every)
    kept = set(channels)
    options = Options(
        synchronous=True, entropy=KeyRing("audit").entropy(), boot="0f" * 16,
        disk=DiskOptions(ahead=False, reserve=False, durable=False),
    )  # fmt: skip
    plan = _plan(kept, _RATES | (rates or {}), segment_ms)
    device = DeviceKey(DEVICE, DEVICE_KEY)
    recorder = Recorder.open(folder, plan, device=device, clock=ManualClock(START_NS), options=options)
    for line in sorted(every, key=lambda one: one.t_ns):
        if line.channel in kept:
            trace = Trace(line.trace, line.span)
            recorder.append(
                line.channel, line.payload, t_capture_ns=line.t_ns, t_arrival_ns=line.t_ns, trace=trace
            )  # fmt: skip
    recorder.close()
    return sorted(folder.glob("*.h5"))


def _plan(channels: set[int], rates: dict[int, float | None], segment_ms: int) -> Plan:
    policy = Policy(
        max_interval=400, device_every=3, interval_ms=1000, burst_interval_ms=100, burst_ms=200, segment_ms=segment_ms,
        segment_records=10_000,
    )  # fmt: skip
    specs = tuple(_spec(channel, rates[channel]) for channel in sorted(channels))
    room = dict.fromkeys(channels, 1 << 20)
    return Plan(
        provenance="recorded",
        channels=specs,
        policy=policy,
        capacity=Capacity(checkpoints=64, system_bytes=1 << 20, part_rows=64, channels=room),
    )


def _spec(channel: int, rate_hz: float | None) -> ChannelSpec:
    name, kind = _NAMES[channel]
    (codec,) = KINDS[kind].codecs.values()
    row = 1 if codec.layout is None else codec.layout.row_bytes
    return ChannelSpec(
        id=channel, name=name, area=name.strip("/").replace("/", "_"), kind=kind, codec=codec.name, stamp="instant",
        arrival="measured", capture="measured", row_bytes=row, max_bytes=4096 // row * row, rate_hz=rate_hz,
    )  # fmt: skip
