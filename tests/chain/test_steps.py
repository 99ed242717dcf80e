"""The steps that prove one record say what was found at each of them, and nothing of those that were not asked."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.chain.check import check
from app.chain.keys import fingerprint
from app.chain.opening import Opened
from app.chain.steps import steps
from app.chain.structure import Structure, open_segment
from app.chain.verdict import Fact
from app.log.record import Problem, Record
from tests.adversary.attack import Scene
from tests.adversary.base import KeyRing
from tests.adversary.vectors import TRUST

AT = 5


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("steps")
    return Scene(folder / "made", folder, KeyRing("steps")).sound()


def same(record: Record) -> Record:
    return record


def altered(record: Record) -> Record:
    return replace(record, payload=bytes(len(record.payload)))


def of_another_leaf(record: Record) -> Record:
    return replace(record, leaf=record.leaf[:-1] + bytes([record.leaf[-1] ^ 1]))


def unread(record: Record) -> Record:
    return replace(record, extent=replace(record.extent, problem=Problem("READ_ERROR", "no")))


def kept_back(record: Record) -> Record:
    return replace(record, extent=replace(record.extent, withheld=True), salt_key=None)


def unsigned(structure: Structure) -> Structure:
    return replace(structure, proven=AT)


def behind_the_end(structure: Structure) -> Structure:
    return replace(structure, proven=AT, records=AT, tail=0)


YES, NO, NOT_YET = Fact.YES, Fact.NO, Fact.NOT_YET


@pytest.mark.parametrize(
    ("change", "of_structure", "expected", "said"),
    [
        (same, None, (YES, YES, YES, YES, YES), {2: "holds", 3: "checkpoint 2", 4: "valid"}),
        (altered, None, (YES, YES, NO, YES, YES), {2: "differs"}),
        (of_another_leaf, None, (YES, NO, NOT_YET, YES, YES), {1: "differs", 2: "not compared"}),
        (unread, None, (YES, YES, NOT_YET, YES, YES), {2: "cannot be read"}),
        (kept_back, None, (YES, YES, NOT_YET, YES, YES), {2: "withheld"}),
        (same, unsigned, (YES, YES, YES, NO, NO), {3: "no good signature", 4: "no good signature"}),
        (same, behind_the_end, (NO, YES, YES, NO, NO), {0: "differs", 2: "holds"}),
    ],
)
def test_each_step_says_what_was_found(
    sound: Path,
    change: Callable[[Record], Record],
    of_structure: Callable[[Structure], Structure] | None,
    expected: tuple[Fact, ...],
    said: dict[int, str],
) -> None:
    segment, structure = open_segment(sound)
    genesis = structure.genesis
    assert segment is not None
    assert genesis is not None
    with segment:
        if of_structure is not None:
            structure = of_structure(structure)
        opened = Opened(sound, segment, genesis, TRUST, structure)
        checked = check(change(segment.read(AT)), structure=structure, trusted=True)
        found = steps(checked, opened)
        untrusted = steps(checked, Opened(sound, segment, genesis, type(TRUST)(), structure))
    assert tuple(step.holds for step in found[:5]) == expected
    assert (found[5].holds, untrusted[5].holds) == (YES, NO)
    assert untrusted[5].found == "not in the trust store"
    leaf = checked.record.fields
    assert [step.digest for step in found[:3]] == [
        leaf.prev_leaf, structure.hashes[32 * AT : 32 * AT + 32], leaf.payload_root,
    ]  # fmt: skip
    assert found[3].digest == (structure.roots[1] if found[3].holds is YES else b"")
    assert found[4].digest == b""
    assert found[5].digest.hex() == fingerprint(genesis.device_key)
    for number, text in said.items():
        assert found[number].found.startswith(text)
