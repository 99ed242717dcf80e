"""What segments say against each other: links, holes, twins, and a file that is given alone.

Must not know how segments are read.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from app.chain.drive import Member, check_between_drives, check_drive, in_order
from app.chain.genesis import Predecessor
from app.chain.structure import open_segment
from app.chain.verification import Options, verify
from tests.adversary.attack import Scene
from tests.adversary.base import KeyRing
from tests.adversary.vectors import TRUST


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> list[Member]:
    folder = tmp_path_factory.mktemp("drive")
    found = []
    for path in Scene(folder / "made", folder, KeyRing("drive")).drive():
        segment, structure = open_segment(path)
        assert segment is not None
        assert structure.genesis is not None
        segment.close()
        found.append(Member(path.name, structure.genesis, structure))
    return found


def codes(members: list[Member]) -> list[str]:
    return sorted(finding.code for finding in check_drive(members))


def changed(member: Member, **genesis: object) -> Member:
    return replace(member, genesis=replace(member.genesis, **genesis))  # type: ignore[arg-type]


def test_a_whole_drive(members: list[Member]) -> None:
    assert codes(members) == []
    assert codes(members[::-1]) == []
    assert [member.label for member in in_order(members[::-1])] == [member.label for member in members]
    assert check_drive([]) == []


def test_what_is_missing(members: list[Member]) -> None:
    assert codes(members[1:]) == ["SEGMENT_MISSING"]
    assert codes([members[0], members[2]]) == ["SEGMENT_MISSING"]
    # the last one says that another follows
    assert codes(members[:2]) == ["SEGMENT_MISSING"]
    unlinked = changed(members[1], previous=None)
    assert codes([unlinked, members[2]]) == ["SEGMENT_MISSING"]


def test_a_fork_is_judged_alike_whatever_the_files_are_called(members: list[Member]) -> None:
    """The link to the true twin holds, wherever its name sorts; the false one changes nothing but the fork."""
    first, second, third = members
    twin = replace(first, structure=replace(first.structure, last_root=bytes(32), root=bytes(32)))
    other = changed(first, segment_id=bytes(16))
    for false in (twin, other):
        for names in (("a", "z"), ("z", "a")):
            pair = [replace(first, label=names[0]), replace(false, label=names[1])]
            assert codes([*pair, second, third]) == ["FORK"]
            assert codes([second, *pair[::-1], third]) == ["FORK"]


def test_a_link_over_a_gap_of_numbers_must_hold_too(members: list[Member]) -> None:
    first, second, _ = members
    second = replace(second, structure=replace(second.structure, ends_with_rotation=False))
    previous = second.genesis.previous
    assert previous is not None
    far = {"segment_number": 5}
    assert codes([first, changed(second, **far)]) == ["SEGMENT_MISSING"]
    wrong_root = changed(second, previous=replace(previous, root=bytes(32)), **far)
    assert codes([first, wrong_root]) == ["SEGMENT_LINK", "SEGMENT_MISSING"]
    too_long = changed(second, previous=replace(previous, size=10**6), **far)
    assert codes([first, too_long]) == ["SEGMENT_MISSING", "TRUNCATED_AFTER_ANCHOR"]
    assert codes([first, changed(second, device_key=bytes(32), **far)]) == ["SEGMENT_LINK", "SEGMENT_MISSING"]


def test_a_file_given_alone(members: list[Member]) -> None:
    assert codes(members[:1]) == ["SEGMENT_ALONE"]
    assert codes(members[1:2]) == ["SEGMENT_ALONE", "SEGMENT_ALONE"]
    assert codes(members[2:]) == ["SEGMENT_ALONE"]


def test_links(members: list[Member]) -> None:
    first, second, third = members
    previous = second.genesis.previous
    assert previous is not None
    assert codes([first, changed(second, previous=replace(previous, root=bytes(32))), third]) == ["SEGMENT_LINK"]
    assert codes([first, changed(second, previous=replace(previous, size=0)), third]) == ["SEGMENT_LINK"]
    assert codes([first, changed(second, previous=replace(previous, size=2)), third]) == ["SEGMENT_LINK"]
    assert codes([first, changed(second, previous=None), third]) == ["SEGMENT_LINK"]
    assert codes([first, changed(second, previous=Predecessor(bytes(16), 1, bytes(32))), third]) == ["SEGMENT_LINK"]
    assert codes([first, changed(second, device_key=bytes(32)), third]) == ["SEGMENT_LINK", "SEGMENT_LINK"]
    more = replace(previous, size=previous.size + 1)
    assert codes([first, changed(second, previous=more), third]) == ["TRUNCATED_AFTER_ANCHOR"]
    # the third names the first
    skipping = changed(third, previous=previous)
    assert codes([first, second, skipping]) == ["FORK", "SEGMENT_LINK"]


def test_an_earlier_checkpoint_is_a_sound_link(members: list[Member]) -> None:
    """A crash: the next segment continues the last durable checkpoint, and more had been written."""
    from app.chain.tree import Tree

    first, second, third = members
    size = first.structure.checkpoints[-2]
    previous = second.genesis.previous
    assert previous is not None
    root = Tree(first.structure.hashes).root(size)
    assert codes([first, changed(second, previous=replace(previous, size=size, root=root)), third]) == []


def test_twins(members: list[Member]) -> None:
    first, second, third = members
    assert codes([first, second, second, third]) == ["SEGMENT_TWICE"]
    other = replace(second, label="other", structure=replace(second.structure, last_root=bytes(32)))
    assert codes([first, second, other, third]) == ["FORK"]
    numbered = changed(replace(third, label="twin"), segment_id=bytes(16), previous=None)
    assert "FORK" in codes(
        [first, second, third, replace(numbered, structure=replace(third.structure, last_root=b"x"))]
    )


def test_another_drive(members: list[Member]) -> None:
    first, second, _ = members
    strange = changed(second, drive="0" * 32)
    assert [finding.code for finding in check_between_drives([first, strange])] == ["SEGMENT_LINK"]
    assert check_between_drives(members) == []


def test_several_drives_and_files_at_once(tmp_path: Path) -> None:
    scene = Scene(tmp_path / "made", tmp_path / "work", KeyRing("several"))
    plain = tmp_path / "plain.h5"
    plain.write_bytes(b"nothing")
    found = verify([*scene.drive(), scene.sound(), plain], Options(trust=TRUST))
    document = found.document()
    assert document["status"] == "UNSIGNED"
    assert document["drive"] is None
    assert len(document["segments"]) == 5  # type: ignore[arg-type]
    broken = tmp_path / "broken.h5"
    broken.write_bytes(scene.sound().read_bytes()[:-100])
    assert verify([plain, broken], Options(trust=TRUST)).verdict.status.name == "BROKEN"
    assert verify([broken, plain], Options(trust=TRUST)).verdict.reason
