"""What a power cut may leave of a segment, and what must hold then: the model behind F-01 and F-02.

Between two syncs the medium may keep any of the writes, in any order, torn at sector boundaries. With some disks the
physical sector that was being written is unreadable afterwards. It must not know how the writer works: only its steps.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.chain import checkpoints, genesis, keys
from app.chain.finding import Effect
from app.chain.payload_plan import plan_payloads
from app.chain.structure import open_segment
from app.chain.walk import Walk, walk_payloads
from app.log import positioned
from app.log.directory import SLOT_SIZE, USER_BLOCK, Directory, parse_directory
from app.log.leaf import LEAF_SIZE, Leaf, RecordType
from tests.record.fake_storage import RecordingStorage, Step

SHORT, FULL = 300, 100_000
STATES = FULL if os.environ.get("CAMPAIGN") == "full" else int(os.environ.get("CRASH_STATES", SHORT))
PHYSICAL = 4096
TEARS = (512, 4096)
MAY_WARN = {"UNSEALED_TAIL", "TORN_CHECKPOINT"}

# the same few signatures are judged in every state
_verifies = lru_cache(maxsize=1 << 16)(keys.verifies)
for _module in (checkpoints, genesis):
    vars(_module)["verifies"] = _verifies


@dataclass(frozen=True, slots=True)
class Proof:
    """A checkpoint that was acknowledged: the step count at which it was, its size, its number."""

    steps: int
    size: int
    number: int


@dataclass(frozen=True, slots=True)
class State:
    """What a power cut left: the bytes, the first byte of an unreadable sector (-1: none), and where it happened."""

    image: bytes
    unreadable: int
    cut: int
    how: str


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was done to one segment, and which checkpoints were acknowledged when."""

    initial: bytes
    steps: tuple[Step, ...]
    proofs: tuple[Proof, ...]
    max_interval: int

    @property
    def published(self) -> int:
        """Before this step the file had no final name, so nobody would look at it."""
        return next(number for number, step in enumerate(self.steps) if step.kind == "sync_name") + 1

    def acknowledged(self, cut: int) -> list[Proof]:
        return [proof for proof in self.proofs if proof.steps <= cut]


def history(storage: RecordingStorage, initial: bytes, *, max_interval: int) -> History:
    """Find the acknowledged checkpoints in the steps: a slot was written and the next sync came back."""
    area = parse_directory(initial[:USER_BLOCK]).areas["seal/checkpoint"]
    proofs: list[Proof] = []
    slot: bytes | None = None
    for number, step in enumerate(storage.steps):
        if step.kind == "write" and area.offset <= step.offset < area.offset + area.size:
            slot = step.data
        elif step.kind == "sync" and slot is not None:
            proofs.append(Proof(number + 1, int(slot.split(b"\n")[1]), len(proofs)))
            slot = None
    return History(initial, tuple(storage.steps), tuple(proofs), max_interval)


def power_cuts(of: History, *, count: int, seed: int) -> Iterator[State]:
    """`count` states that a power cut may leave."""
    chance = random.Random(seed)
    for _ in range(count):
        cut = chance.randint(of.published, len(of.steps))
        yield _power_cut(of, cut, chance)


def _power_cut(of: History, cut: int, chance: random.Random) -> State:
    last_sync = max(number for number, step in enumerate(of.steps[:cut]) if step.kind == "sync")
    image = bytearray(of.initial)
    for step in of.steps[:last_sync]:
        if step.kind == "write":
            image[step.offset : step.offset + len(step.data)] = step.data
    in_flight = [step for step in of.steps[last_sync:cut] if step.kind == "write"]
    tear = chance.choice(TEARS)
    how = chance.choice(("all", "none", "some", "few", "most", "last"))
    touched = _apply(image, in_flight, tear=tear, how=how, chance=chance)
    unreadable = -1
    if touched and chance.random() < 0.3:
        unreadable = chance.choice(touched) // PHYSICAL * PHYSICAL
    return State(bytes(image), unreadable, cut, f"{how} of {len(in_flight)} writes, torn at {tear}")


def _apply(image: bytearray, writes: list[Step], *, tear: int, how: str, chance: random.Random) -> list[int]:
    """Let some sectors of the writes reach the medium; returns where sectors were in flight."""
    share = {"all": 1.0, "none": 0.0, "some": 0.5, "few": 0.1, "most": 0.9, "last": 0.0}[how]
    touched: list[int] = []
    for number, step in enumerate(writes):
        end = step.offset + len(step.data)
        for start in range(step.offset // tear * tear, end, tear):
            touched.append(start)
            kept = number == len(writes) - 1 if how == "last" else chance.random() < share
            if kept:
                low, high = max(start, step.offset), min(start + tear, end)
                image[low:high] = step.data[low - step.offset : high - step.offset]
    return touched


@dataclass(frozen=True, slots=True)
class Judged:
    """What the program says of a state."""

    proven: int
    tail: int
    codes: frozenset[str]
    breaks: bool


def judge(state: State, path: Path) -> Judged:
    """What the program says of a state, written to `path`; a sector may be unreadable."""
    path.write_bytes(state.image)
    with _unreadable(state):
        segment, structure = open_segment(path)
        findings = list(structure.findings)
        if segment is not None:
            with segment:
                if structure.genesis is not None:
                    findings += walk_payloads(segment, plan_payloads(segment, structure), Walk(threads=1))
    return Judged(
        proven=structure.proven,
        tail=structure.tail,
        codes=frozenset(finding.code for finding in findings),
        breaks=any(finding.effect in {Effect.BREAKS, Effect.UNSIGNED} for finding in findings),
    )


@contextmanager
def _unreadable(state: State) -> Iterator[None]:
    real = positioned.read_into

    def read_into(fd: int, target: memoryview, offset: int) -> int:
        if offset < state.unreadable + PHYSICAL and state.unreadable < offset + len(target):
            raise OSError(5, "Input/output error")
        return real(fd, target, offset)

    if state.unreadable >= 0:
        positioned.read_into = read_into
    try:
        yield
    finally:
        positioned.read_into = real


def violations(of: History, state: State, path: Path) -> list[str]:
    """What does not hold of a state, in words; empty if the promise is kept."""
    found = judge(state, path)
    wrong: list[str] = []
    if found.breaks:
        wrong.append(f"BROKEN: {sorted(found.codes)}")
    promised = must_prove(of, state)
    if found.proven < promised:
        wrong.append(f"{found.proven} records are proven where {promised} were acknowledged")
    may = MAY_WARN | {"READ_ERROR"} if state.unreadable >= 0 else MAY_WARN
    if found.codes - may:
        wrong.append(f"findings {sorted(found.codes - may)}")
    if found.tail > of.max_interval:
        wrong.append(f"a tail of {found.tail} records")
    return wrong


def must_prove(of: History, state: State) -> int:
    """How many records must be proven: the last acknowledged checkpoint, or the last that no lost sector concerns."""
    proofs = of.acknowledged(state.cut)
    if state.unreadable < 0:
        return proofs[-1].size if proofs else 0
    directory = parse_directory(of.initial[:USER_BLOCK])
    last = 0
    for proof in proofs:
        if any(_touches(state, start, size) for start, size in _needs(directory, state.image, proof)):
            break
        last = proof.size
    return last


def _touches(state: State, start: int, size: int) -> bool:
    return start < state.unreadable + PHYSICAL and state.unreadable < start + size


def _needs(directory: Directory, image: bytes, proof: Proof) -> Iterator[tuple[int, int]]:
    """What a checkpoint's proof rests on: byte ranges of the file."""
    areas = directory.areas
    leaf, location, system = areas["seal/leaf"].offset, areas["seal/location"].offset, areas["seal/system"].offset
    yield 0, USER_BLOCK
    yield areas["seal/salt"].offset, 32
    yield leaf, proof.size * LEAF_SIZE
    yield areas["seal/checkpoint"].offset, (proof.number + 1) * SLOT_SIZE
    for index in range(proof.size):
        row = Leaf.unpack(image[leaf + index * LEAF_SIZE : leaf + (index + 1) * LEAF_SIZE])
        if row.type in (RecordType.GENESIS, RecordType.EPOCH, RecordType.END):
            at = location + 8 * index
            yield at, 8
            yield system + int.from_bytes(image[at : at + 8], "little"), row.payload_len
