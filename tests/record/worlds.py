"""What the tests of the recorder record with: a plan with a few channels, keys, and the independent verifier.

It must not know what is tested.
"""

import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from app.chain.verification import Options as VerifyOptions
from app.chain.verification import verify
from app.kinds.channel_spec import ChannelSpec
from app.kinds.genesis import Policy
from app.record.container_source import DiskOptions
from app.record.keys import DeviceKey, Entropy, demonstration_key, entropy_from
from app.record.plan import Capacity, Plan
from app.record.recorder import Options
from tests.spec import load

CAMERA, STATE, TEXT = 1, 2, 7
STATE_ROW = np.dtype([("time_offset_ns", "<i8"), ("speed", "<f4"), ("steering", "<f4")])
SMALL = Capacity(
    checkpoints=600, system_bytes=2 << 20, part_rows=256, channels={CAMERA: 8 << 20, STATE: 1 << 20, TEXT: 1 << 20}
)
IN_CALL = DiskOptions(ahead=False)


def channel(number: int, name: str, *, kind: str, codec: str, row: int, largest: int) -> ChannelSpec:
    return ChannelSpec(
        id=number,
        name=name,
        area=name.replace("/", "_"),
        kind=kind,
        codec=codec,
        stamp="instant",
        arrival="measured",
        capture="measured",
        row_bytes=row,
        max_bytes=largest,
    )


CHANNELS = (
    channel(CAMERA, "camera/front", kind="image", codec="jpeg", row=1, largest=400_000),
    channel(STATE, "vehicle/state", kind="state", codec="rows", row=STATE_ROW.itemsize, largest=1600),
    channel(TEXT, "log", kind="text", codec="json", row=1, largest=65_536),
)


def policy(**changes: int) -> Policy:
    known = {
        "max_interval": 2048,
        "device_every": 1,
        "interval_ms": 1000,
        "burst_interval_ms": 100,
        "burst_ms": 10_000,
        "segment_ms": 60_000,
        "segment_records": 20_000,
    }
    return Policy(**(known | changes))


def plan(*, capacity: Capacity = SMALL, **changes: int) -> Plan:
    return Plan(
        provenance="simulated",
        channels=CHANNELS,
        policy=policy(**changes),
        capacity=capacity,
        row_dtypes={STATE: STATE_ROW},
    )


def device() -> DeviceKey:
    return demonstration_key()


def counted_entropy(name: str = "test") -> Entropy:
    """Bytes that are the same in every run."""
    numbers = itertools.count()

    def random(size: int) -> bytes:
        raw = b""
        while len(raw) < size:
            raw += hashlib.sha256(f"{name} {next(numbers)}".encode()).digest()
        return raw[:size]

    return entropy_from(random)


def options(**changes: Any) -> Options:
    return Options(**({"disk": IN_CALL} | changes))


def payload(number: int, size: int = 64) -> bytes:
    """Bytes of which none is zero at the ends, so that a loss shows."""
    return (b"%020d|" % number).ljust(size, b"x")


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.h5"))


VERIFIER = load.verify


def verdict(path: Path) -> dict[str, Any]:
    """What the independent verifier says, the demonstration key being trusted."""
    key = device()
    fingerprint = hashlib.sha256(key.public_key).hexdigest()
    verify: Callable[..., dict[str, Any]] = VERIFIER.verify
    return verify(str(path), [(key.name, fingerprint)])


def assert_sealed(path: Path) -> dict[str, Any]:
    found = verdict(path)
    assert found["status"] == "SEALED", found
    assert found["warnings"] == []
    return found


def assert_drive_sealed(folder: Path) -> None:
    """Every segment is sealed for the independent verifier, and the program finds them to be one whole drive."""
    paths = segments(folder)
    for path in paths:
        assert_sealed(path)
    found = verify(paths, VerifyOptions())
    codes = {finding.code for finding in found.findings}
    codes |= {finding.code for segment in found.segments for finding in segment.findings}
    assert codes == {"UNTRUSTED_DEVICE_KEY"}, found.document()
    assert found.document()["complete"] == "yes"
