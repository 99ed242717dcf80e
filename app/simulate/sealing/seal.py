"""Seals what a simulated vehicle recorded with the demonstration key, as if its recorder had been running.

All that is random comes from the seed: the same drive gives the same file, byte for byte. Loss of power is a copy of
the medium at that moment, between leaves and signature: what was on it is what is left. It must not know what records
mean. Rules: sealed-log.md sections 6 and 7.5.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.chain.structure import open_segment
from app.kinds.event import Event
from app.log.directory import SLOT_SIZE, Directory
from app.record.clock import ManualClock, UtcEstimate
from app.record.container_source import CONVERSION
from app.record.derive import write_copy
from app.record.keys import demonstration_key, entropy_from
from app.record.place import Link
from app.record.plan import Plan
from app.record.recorder import Options, Recorder
from app.record.storage import SUFFIX
from app.record.succession import tell_nobody
from app.simulate.aboard.parameters import ParameterSet
from app.simulate.aboard.tape import Draft, UtcStep
from app.simulate.world.stage import Shot

_CUT = "power-lost.h5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """How a drive is sealed. `identity`: what decides ids, salts and keys; `power_lost`: it ends without END.

    `begin_ns` and `utc_offset_ns` are the log time of the first record and UTC minus log time then.
    """

    plan: Plan
    identity: str
    begin_ns: int
    utc_offset_ns: int
    texts: tuple[ParameterSet, ...]
    power_lost: bool = False
    proven: Callable[[Link], None] = tell_nobody
    """Told every checkpoint."""


def seal(drafts: Iterable[Draft], how: Sealing, work: Path) -> list[Path]:
    """Write the segments of a drive into `work`, which is made; packed, in order.

    Raises:
        NoSegmentError, DiskFullError, OSError: they cannot be written.
        EntryError: a record is larger than its channel allows: a mistake of the simulator.
    """
    raw = work / "raw"
    clock = ManualClock(how.begin_ns, utc_offset_ns=how.utc_offset_ns)
    clock.estimate = UtcEstimate(how.utc_offset_ns, 2_000)
    options = Options(
        synchronous=True, disk=CONVERSION, boot=_bytes_of(how.identity, "boot")[:16].hex(),
        entropy=entropy_from(_Stream(how.identity).read), proven=how.proven,
    )  # fmt: skip
    with Recorder.open(raw, how.plan, device=demonstration_key(), clock=clock, options=options) as recorder:
        for one in how.texts:
            recorder.annex(one.text, name=one.name, purpose="configuration", t_arrival_ns=how.begin_ns)
        _record(recorder, drafts, clock)
        paths = sorted(raw.glob(f"*{SUFFIX}"))
        if how.power_lost:
            paths[-1] = _cut_power(paths[-1], work / _CUT)
        else:
            recorder.close("stopped")
            paths = sorted(raw.glob(f"*{SUFFIX}"))
        packed = [_packed(path, work / f"{number:04d}{SUFFIX}") for number, path in enumerate(paths)]
    shutil.rmtree(raw)
    (work / _CUT).unlink(missing_ok=True)
    return packed


class _Stream:
    """Bytes without end that a text decides: SHA-256 of the text and a counter."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._count = 0

    def read(self, size: int) -> bytes:
        """The next bytes."""
        raw = b""
        while len(raw) < size:
            raw += _bytes_of(self._text, str(self._count))
            self._count += 1
        return raw[:size]


def _bytes_of(text: str, purpose: str) -> bytes:
    return sha256(f"{text}\0{purpose}".encode()).digest()


def _record(recorder: Recorder, drafts: Iterable[Draft], clock: ManualClock) -> None:
    for draft in drafts:
        content, t_ns = draft.content, draft.t_arrival_ns
        clock.set(t_ns)
        if isinstance(content, bytes):
            recorder.append(
                draft.channel, content, t_capture_ns=draft.t_capture_ns, t_arrival_ns=t_ns, trace=draft.trace
            )
        elif isinstance(content, Event):
            recorder.event(content, t_arrival_ns=t_ns, trace=draft.trace)
        elif isinstance(content, UtcStep):
            clock.estimate = UtcEstimate(content.offset_ns, content.uncertainty_us)
        else:
            assert not isinstance(content, Shot)
            recorder.note(content, t_arrival_ns=t_ns)


def _cut_power(path: Path, target: Path) -> Path:
    """The medium as a loss of power leaves it that comes after the leaves and before the last signature (step 4.7)."""
    shutil.copyfile(path, target)
    with target.open("r+b") as file:
        area = _directory(path).areas["seal/checkpoint"]
        last = max(number for number, raw in enumerate(_slots(path, area.offset, area.size)) if any(raw))
        file.seek(area.offset + last * SLOT_SIZE)
        file.write(bytes(SLOT_SIZE))
    return target


def _slots(path: Path, offset: int, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(offset)
        for _ in range(size // SLOT_SIZE):
            yield file.read(SLOT_SIZE)


def _directory(path: Path) -> Directory:
    segment, _ = open_segment(path)
    assert segment is not None
    with segment:
        return segment.directory


def _packed(path: Path, target: Path) -> Path:
    """The same segment without the room that is kept free for more: the same leaves, the same proofs."""
    segment, structure = open_segment(path)
    genesis = structure.genesis
    assert segment is not None
    assert genesis is not None
    with segment:
        write_copy(segment, genesis, target, records=structure.records + structure.tail, withheld=None)
    path.unlink()
    return target
