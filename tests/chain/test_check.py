"""The verdict on one record: by its own bytes, and by where it stands in its segment.

Must not know how the structure was proven.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from app.chain.check import Checked, check
from app.chain.structure import Structure, open_segment
from app.chain.verdict import judge
from app.log.record import Problem, Record
from tests.adversary.attack import Scene
from tests.adversary.base import KeyRing


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Structure]:
    folder = tmp_path_factory.mktemp("check")
    path = Scene(folder / "made", folder, KeyRing("check")).sound()
    segment, structure = open_segment(path)
    assert segment is not None
    segment.close()
    return path, structure


def record(path: Path, index: int) -> Record:
    segment, _ = open_segment(path)
    assert segment is not None
    with segment:
        return segment.read(index)


def facts(checked: Checked) -> tuple[str, ...]:
    verdict = checked.verdict
    return (
        verdict.intact.value,
        verdict.complete.value,
        verdict.signed.value,
        verdict.trusted.value,
        verdict.status.name,
    )


def test_the_facts_of_a_sound_record(sound: tuple[Path, Structure]) -> None:
    path, structure = sound
    checked = check(record(path, 5), structure=structure, trusted=True)
    assert facts(checked) == ("yes", "yes", "yes", "yes", "SEALED")
    assert checked.verdict.reason == "as recorded"
    untrusted = check(record(path, 5), structure=replace(structure, complete=False), trusted=False)
    assert facts(untrusted) == ("yes", "no", "yes", "no", "UNTRUSTED")


def test_the_borders_of_what_is_proven_and_covered(sound: tuple[Path, Structure]) -> None:
    """Of 10 proven and 20 covered records, 9 is the last proven, 19 the last covered, 20 to 24 are the tail."""
    path, structure = sound
    cut = replace(structure, proven=10, records=20, tail=5, complete=False)
    wanted = {
        9: ("yes", "yes"),
        10: ("no", "no"),
        19: ("no", "no"),
        20: ("yes", "no"),
        24: ("yes", "no"),
        25: ("no", "no"),
    }
    for index, (intact, signed) in wanted.items():
        checked = check(record(path, index), structure=cut, trusted=True)
        assert (checked.verdict.intact.value, checked.verdict.signed.value) == (intact, signed), index
    assert check(record(path, 20), structure=cut, trusted=True).verdict.reason == "not covered by a signature"


def test_the_finding_names_record_channel_and_time(sound: tuple[Path, Structure]) -> None:
    path, structure = sound
    altered = replace(record(path, 5), payload=bytes(len(record(path, 5).payload)))
    checked = check(altered, structure=structure, trusted=True)
    leaf = altered.fields
    assert checked.finding is not None
    assert (checked.finding.index, checked.finding.channel, checked.finding.t_ns) == (5, leaf.channel, leaf.t_arrival)
    assert "hash" in checked.finding.text == checked.verdict.reason
    assert facts(checked) == ("no", "yes", "yes", "yes", "BROKEN")


def test_what_the_device_cannot_read_is_open(sound: tuple[Path, Structure]) -> None:
    path, structure = sound
    whole = record(path, 5)
    unread = replace(whole, extent=replace(whole.extent, problem=Problem("READ_ERROR", "no")))
    checked = check(unread, structure=structure, trusted=True)
    assert facts(checked) == ("not yet", "yes", "yes", "yes", "STRUCTURE_ONLY")


@pytest.mark.parametrize("fact", ["complete", "signed", "trusted"])
def test_every_fact_is_told_by_itself(fact: str) -> None:
    given = {"payloads_checked": True, "complete": True, "signed": True, "trusted": True}
    verdict = judge([], **(given | {fact: False}))
    told = {name: getattr(verdict, name).value for name in ("complete", "signed", "trusted")}
    assert told == {"complete": "yes", "signed": "yes", "trusted": "yes"} | {fact: "no"}


def test_another_leaf_is_named_for_what_it_is(sound: tuple[Path, Structure]) -> None:
    path, structure = sound
    whole = record(path, 5)
    other = replace(whole, leaf=whole.leaf[:-1] + bytes([whole.leaf[-1] ^ 1]))
    checked = check(other, structure=structure, trusted=True)
    assert checked.finding is not None
    assert (checked.finding.code, checked.finding.text) == ("CHAIN_BREAK", checked.verdict.reason)
    assert "not the one that was checked" in checked.verdict.reason
