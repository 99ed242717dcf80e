"""The logs that are attacked: small drives that are the same in every run, with every key they were made with.

It must not know any attack.
"""

import base64
import hashlib
import itertools
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.kinds.channel_spec import ChannelSpec
from app.kinds.event import Event
from app.kinds.genesis import Policy
from app.kinds.registry import KINDS
from app.kinds.system import Gap, Lost
from app.record.clock import ManualClock, UtcEstimate
from app.record.container_source import DiskOptions
from app.record.derive import Withheld, write_copy
from app.record.keys import DeviceKey, Entropy
from app.record.plan import Capacity, Plan
from app.record.recorder import Options, Recorder

CAMERA, STATE, TEXT = 1, 2, 3
DEVICE = "vehicle/7"
SECOND = 10**9
T0 = 1_000 * SECOND
UTC_OFFSET = 1_700_000_000 * SECOND
STATE_LAYOUT = KINDS["state"].codecs["rows"].layout
assert STATE_LAYOUT is not None


def key_of(name: str) -> Ed25519PrivateKey:
    """A key that is the same in every run."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


DEVICE_KEY = key_of("device")
FLEET_KEY = key_of("fleet")


@dataclass
class KeyRing:
    """Entropy that repeats itself and keeps the keys it gave away, in order: what a thief of memory would have."""

    name: str
    keys: list[Ed25519PrivateKey] = field(default_factory=list)

    def entropy(self) -> Entropy:
        numbers = itertools.count()

        def random(size: int) -> bytes:
            return hashlib.shake_256(f"{self.name} {next(numbers)}".encode()).digest(size)

        def make_key() -> Ed25519PrivateKey:
            self.keys.append(Ed25519PrivateKey.from_private_bytes(random(32)))
            return self.keys[-1]

        return Entropy(random, make_key)

    def of(self, genesis: dict[str, Any], epochs: list[dict[str, Any]]) -> list[Ed25519PrivateKey]:
        """The keys of the epochs of one segment, in order; `epochs`: its EPOCH records."""
        public = [genesis["epoch_key"], *(epoch["next_key"] for epoch in epochs)]
        by_public = {base64.b64encode(key.public_key().public_bytes_raw()).decode(): key for key in self.keys}
        return [by_public[text] for text in public]


def channel(number: int, name: str, kind: str, codec: str, *, row: int = 1, largest: int = 4096) -> ChannelSpec:
    return ChannelSpec(
        id=number, name=name, area=name.strip("/").replace("/", "_"), kind=kind, codec=codec, stamp="instant",
        arrival="measured", capture="measured", row_bytes=row, max_bytes=largest,
    )  # fmt: skip


CHANNELS = (
    channel(CAMERA, "/camera/front", "image", "jpeg"),
    channel(STATE, "/vehicle/state", "state", "rows", row=STATE_LAYOUT.row_bytes),
    channel(TEXT, "/log", "text", "json"),
)


def plan(**changes: int) -> Plan:
    policy = Policy(
        **(
            {
                "max_interval": 40, "device_every": 3, "interval_ms": 1000, "burst_interval_ms": 100, "burst_ms": 200,
                "segment_ms": 60_000, "segment_records": 400,
            }
            | changes
        )
    )  # fmt: skip
    room = {CAMERA: 1 << 16, STATE: 1 << 16, TEXT: 1 << 16}
    return Plan(
        provenance="recorded",
        channels=CHANNELS,
        policy=policy,
        capacity=Capacity(checkpoints=64, system_bytes=1 << 20, part_rows=64, channels=room),
    )


def record(
    folder: Path, ring: KeyRing, *, seconds: int = 4, close: bool = True, drive_id: bytes | None = None,
    resume: bool = False, device: DeviceKey | None = None, utc_ns: tuple[int, ...] = (), **changes: int,
) -> list[Path]:  # fmt: skip
    """Record a drive: camera of two parts at 5 Hz, state at 10 Hz, a log line a second, a GAP and an EVENT."""
    device = device or DeviceKey(DEVICE, DEVICE_KEY).endorsed_by("fleet/one", FLEET_KEY)
    begin = T0 + (600 * SECOND if resume else 0)
    clock = ManualClock(begin, utc_offset_ns=UTC_OFFSET)
    options = Options(
        synchronous=True, entropy=ring.entropy(), disk=DiskOptions(ahead=False, reserve=False, durable=False),
        boot="0f" * 16,
    )  # fmt: skip
    if resume:
        recorder = Recorder.resume(folder, plan(**changes), device=device, clock=clock, options=options)
    else:
        recorder = Recorder.open(
            folder, plan(**changes), device=device, clock=clock, options=options, drive_id=drive_id
        )
    for tick in range(seconds * 10):
        t_ns = begin + tick * SECOND // 10
        if tick % 10 == 0 and tick // 10 < len(utc_ns):
            clock.estimate = UtcEstimate(utc_ns[tick // 10] - t_ns)
        recorder.append(STATE, state_row(tick), t_capture_ns=t_ns - 1_000_000, t_arrival_ns=t_ns)
        if tick % 2 == 0:
            recorder.append(CAMERA, picture(tick), t_capture_ns=t_ns - 40_000_000, t_arrival_ns=t_ns, parts=(40, 24))
        if tick % 10 == 5:
            line = {"level": "info", "message": f"tick {tick}"}
            recorder.append(TEXT, json.dumps(line).encode(), t_capture_ns=None, t_arrival_ns=t_ns)
        if tick == 17:
            lost = (Lost(channel=CAMERA, records="2"),)
            recorder.note(Gap(lost=lost, reason="queue_full"), t_arrival_ns=t_ns)
        if tick == 25:
            event = Event(event="e1" * 16, kind="hard_braking", severity="notice")
            recorder.event(event, t_arrival_ns=t_ns)
    if close:
        recorder.close()
    return sorted(folder.glob("*.h5"))


def picture(tick: int) -> bytes:
    return b"\xff\xd8" + hashlib.shake_256(b"picture %d" % tick).digest(60) + b"\xff\xd9"


def state_row(tick: int) -> bytes:
    assert STATE_LAYOUT is not None
    row = STATE_LAYOUT.unknown(1)
    row["speed"] = np.float32(tick)
    return STATE_LAYOUT.encode(row)


def pack(source: Path, target: Path) -> None:
    """The same log without slack."""
    _copy(source, target, None)


def redacted(source: Path, target: Path, *, records: frozenset[int], parts: dict[int, frozenset[int]]) -> None:
    """A derived copy of a sound log."""
    _copy(source, target, Withheld(records=records, parts=parts))


def _copy(source: Path, target: Path, withheld: Withheld | None) -> None:
    from app.chain.structure import open_segment

    segment, structure = open_segment(source)
    assert segment is not None
    assert structure.genesis is not None
    target.parent.mkdir(parents=True, exist_ok=True)
    with segment:
        write_copy(segment, structure.genesis, target, records=len(segment), withheld=withheld)
