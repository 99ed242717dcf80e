"""Random alterations of covered bytes: none is accepted, none crashes, and both verifiers say the same.

Must not know the rules that are broken. MUTATIONS sets how many; CAMPAIGN=full makes it 24 000.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.chain.finding import Effect
from app.chain.payload_plan import plan_payloads
from app.chain.structure import open_segment
from app.chain.verification import Options, verify
from app.chain.walk import Walk, walk_payloads
from app.log.directory import packed_size
from tests.adversary.attack import Scene, directory_of, nth
from tests.adversary.base import CAMERA, DEVICE, STATE, TEXT, KeyRing, redacted
from tests.adversary.vectors import FINGERPRINT, TRUST, seal_findings
from tests.spec.load import verify as independent_verifier

MUTATIONS = 24_000 if os.environ.get("CAMPAIGN") == "full" else int(os.environ.get("MUTATIONS", "600"))
BOTH_EVERY = 20
"""Every so many mutations the independent verifier is asked too."""


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A full log, a derived copy, and a log that a crash left open."""
    folder = tmp_path_factory.mktemp("mutations")
    scene = Scene(folder / "made", folder, KeyRing("mutations"))
    forgery = scene.forgery()
    derived, crashed = folder / "derived.h5", folder / "crashed.h5"
    hidden = frozenset(nth(forgery, channel, n) for channel in (STATE, TEXT) for n in range(3))
    redacted(scene.sound(), derived, records=hidden, parts={CAMERA: frozenset({1})})
    forgery.slots = forgery.slots[:-1]
    forgery.write(crashed)
    return [scene.sound(), derived, crashed]


def covered(path: Path) -> dict[str, list[tuple[int, int]]]:
    """The byte ranges of each area that the seal covers, as (offset, size)."""
    directory = directory_of(path)
    segment, structure = open_segment(path)
    assert segment is not None
    found: dict[str, list[tuple[int, int]]] = {"directory": [(0, packed_size(len(directory.areas)))]}
    with segment:
        areas = directory.areas
        records = structure.records
        found["leaf"] = [(areas["seal/leaf"].offset, 192 * records)]
        found["location"] = [(areas["seal/location"].offset, 8 * records)]
        found["checkpoint"] = list(_checkpoint_texts(path, areas["seal/checkpoint"].offset, len(structure.checkpoints)))
        if "seal/salt" in areas:
            found["salt"] = [(areas["seal/salt"].offset, 32)]
        if "seal/part" in areas:
            rows = int((segment.part_table.rows["index"] < records).sum())
            found["part"] = [(areas["seal/part"].offset, 64 * rows)]
        for index in range(records):
            extent = segment.extent(index)
            name = f"payload of channel {segment.leaves[index]['channel']}"
            if extent.length:
                found.setdefault(name, []).append((extent.offset, extent.length))
    return found


def _checkpoint_texts(path: Path, offset: int, slots: int) -> Iterator[tuple[int, int]]:
    """The text of each checkpoint without the key ids, which are hints."""
    raw = path.read_bytes()
    for number in range(slots):
        start = offset + 4096 * number
        note = raw[start : start + 4096].rstrip(b"\0")
        head = note.index(b"\n\n") + 2
        yield start, head
        at = head
        for line in note[head:].splitlines(keepends=True):
            name_ends = line.rindex(b" ") + 1
            yield start + at, name_ends
            # 4 bytes of key id are 5 digits and a third of a sixth
            yield start + at + name_ends + 6, len(line) - name_ends - 6
            at += len(line)


def alter(raw: bytearray, places: dict[str, list[tuple[int, int]]], chance: random.Random) -> str:
    """Change one to four sites; what was done, in words."""
    said = []
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        name = chance.choice(sorted(places))
        offset, size = chance.choice(places[name])
        at = offset + chance.randrange(size)
        how = chance.choice(("bit", "byte", "zero", "run", "swap"))
        length = 1 if how in {"bit", "byte"} else min(chance.randint(2, 40), offset + size - at)
        if how == "bit":
            raw[at] ^= 1 << chance.randrange(8)
        elif how == "zero":
            raw[at : at + length] = bytes(length)
        elif how == "swap":
            raw[at : at + length] = raw[at : at + length][::-1]
        else:
            raw[at : at + length] = chance.randbytes(length)
        said.append(f"{how} at {at} in {name}")
    return ", ".join(said)


def accepted(path: Path) -> bool:
    """Whether nothing at all is found, trust and wrapping apart."""
    segment, structure = open_segment(path)
    findings = list(structure.findings)
    if segment is not None:
        with segment:
            if structure.genesis is not None:
                findings += walk_payloads(segment, plan_payloads(segment, structure), Walk(threads=1))
    return not any(finding.effect in {Effect.BREAKS, Effect.UNSIGNED} for finding in findings)


@pytest.mark.timeout(0)
def test_no_mutation_is_accepted(logs: list[Path], tmp_path: Path) -> None:
    chance = random.Random(20_261_125)
    target = tmp_path / "mutant.h5"
    tried = 0
    for log in logs:
        sound = log.read_bytes()
        places = covered(log)
        for number in range(MUTATIONS // len(logs)):
            raw = bytearray(sound)
            said = alter(raw, places, chance)
            if raw == sound:
                continue
            target.write_bytes(raw)
            tried += 1
            if accepted(target):
                # what a power cut can leave as well is no forgery: the last checkpoint is torn, and it is said
                found = verify([target], Options(trust=TRUST))
                assert found.verdict.status.name == "OPEN_PREFIX", (log.name, said)
                assert "TORN_CHECKPOINT" in {finding.code for finding in found.segments[0].findings}, (log.name, said)
            if number % BOTH_EVERY == 0:
                ours = verify([target], Options(trust=TRUST)).document()
                theirs = independent_verifier.verify(str(target), [(DEVICE, FINGERPRINT)])
                assert (ours["status"], seal_findings(ours)) == (theirs["status"], seal_findings(theirs)), (
                    log.name,
                    said,
                )
    assert tried > 0.95 * MUTATIONS
