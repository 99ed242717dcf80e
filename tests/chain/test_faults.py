"""F-11, faults of the medium while a log is checked: what cannot be read is loss and never a break.

Must not know how reads are made beyond the one function that fails.
"""

from pathlib import Path
from typing import Any

import pytest

from app.chain.check import check
from app.chain.payload_plan import plan_payloads
from app.chain.structure import genesis_of, open_segment
from app.chain.verification import Options, Verification, verify
from app.chain.walk import Walk, walk_payloads
from app.log.directory import Directory, parse_directory
from app.log.leaf import LEAF_SIZE, RecordType
from app.log.source import Source
from tests.adversary.attack import Scene, nth, of_type
from tests.adversary.base import CAMERA, DEVICE_KEY, STATE, TEXT, KeyRing, redacted
from tests.adversary.forgery import Forgery, Piece
from tests.adversary.medium import Break, breaker
from tests.adversary.vectors import TRUST


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("faults")
    return Scene(folder / "made", folder, KeyRing("faults"))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Break:
    return breaker(monkeypatch)


def directory(path: Path) -> Directory:
    return parse_directory(path.read_bytes()[:65_536])


def outcome(path: Path, *, payloads: bool = True) -> Verification:
    return verify([path], Options(trust=TRUST, payloads=payloads))


def codes(found: Verification) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.index) for finding in found.segments[0].findings]


def test_a_payload(scene: Scene, broken: Break) -> None:
    path = scene.sound()
    area = directory(path).areas[f"channel/{STATE}"]
    broken(area.offset + 5 * 160, 1)
    found = outcome(path)
    index = nth(Forgery(path), STATE, 5)
    assert ("READ_ERROR", index) in codes(found)
    assert all(code == "READ_ERROR" for code, _ in codes(found))
    assert found.verdict.status.name == "STRUCTURE_ONLY"
    assert found.verdict.intact.value == "not yet"


def test_a_location(scene: Scene, broken: Break) -> None:
    path = scene.sound()
    area = directory(path).areas["seal/location"]
    broken(area.offset + 8 * 30, 8)
    found = outcome(path)
    # the sector of it cannot be read: GENESIS is in it
    assert codes(found) == [("READ_ERROR", 0)]
    assert found.segments[0].structure.genesis is None


def test_leaves(scene: Scene, broken: Break) -> None:
    path = scene.sound()
    area = directory(path).areas["seal/leaf"]
    broken(area.offset + 43 * LEAF_SIZE, 1)
    found = outcome(path)
    whole = 2 * 4096 // LEAF_SIZE
    assert ("READ_ERROR", whole) in codes(found)
    structure = found.segments[0].structure
    assert 0 < structure.proven <= whole
    assert found.verdict.status.name == "OPEN_PREFIX"
    assert not any(finding.effect.value == "breaks" for finding in found.segments[0].findings)


def test_the_first_leaf(scene: Scene, broken: Break) -> None:
    path = scene.sound()
    broken(directory(path).areas["seal/leaf"].offset, 1)
    assert codes(outcome(path)) == [("READ_ERROR", 0)]
    found = genesis_of(path)
    assert not hasattr(found, "segment_id")


def test_checkpoints(scene: Scene, broken: Break) -> None:
    path = scene.sound()
    broken(directory(path).areas["seal/checkpoint"].offset + 2 * 4096, 4096)
    found = outcome(path)
    assert codes(found)[0] == ("READ_ERROR", None)
    assert found.verdict.status.name == "OPEN_PREFIX"
    structure = found.segments[0].structure
    assert structure.checkpoints == (2, of_type(Forgery(path), RecordType.EPOCH, 1) + 1)


def test_all_checkpoints(scene: Scene, broken: Break) -> None:
    path = scene.sound()
    broken(directory(path).areas["seal/checkpoint"].offset, 4096)
    found = outcome(path)
    assert {code for code, _ in codes(found)} == {"READ_ERROR", "UNSEALED_TAIL"}
    assert found.verdict.signed.value == "no"


def test_a_system_record(scene: Scene, broken: Break, tmp_path: Path) -> None:
    forgery = scene.forgery()
    # so that the records stand in sectors of their own, the system area gets room
    epoch = of_type(forgery, RecordType.EPOCH, 2)
    for position, piece in enumerate(forgery.pieces):
        if piece.leaf.channel == 0 and piece.leaf.type != RecordType.GENESIS:
            forgery.put(position, piece.payload[:-1] + b" " * 5000 + b"}")
    forgery.rechain()
    forgery.sign_all(scene.ring.keys, DEVICE_KEY)
    path = tmp_path / "spread.h5"
    forgery.write(path)
    before = sum(len(piece.payload) for piece in forgery.pieces[:epoch] if piece.leaf.channel == 0)
    broken(directory(path).areas["seal/system"].offset + before + 2500, 1)
    found = outcome(path)
    assert ("READ_ERROR", epoch) in codes(found)
    assert {code for code, _ in codes(found)} == {"READ_ERROR"}
    structure = found.segments[0].structure
    # what the unreadable EPOCH would have said is missing: its checkpoint and the next are not good
    assert structure.proven == of_type(forgery, RecordType.EPOCH, 1) + 1
    assert found.verdict.status.name == "OPEN_PREFIX"


def test_the_genesis_record_and_the_salt(scene: Scene, broken: Break) -> None:
    path = scene.sound()
    broken(directory(path).areas["seal/system"].offset, 1)
    assert codes(outcome(path)) == [("READ_ERROR", 0)]
    broken(directory(path).areas["seal/salt"].offset, 1)
    found = outcome(path)
    assert codes(found) == [("READ_ERROR", None)]
    assert found.verdict.status.name == "UNTRUSTED"


def test_the_directory(scene: Scene, broken: Break) -> None:
    path = scene.sound()
    broken(0, 1)
    assert codes(outcome(path)) == [("READ_ERROR", None)]


def test_the_part_table(scene: Scene, broken: Break, tmp_path: Path) -> None:
    # a table longer than a sector, so that GENESIS keeps its row
    path = tmp_path / "redacted.h5"
    hidden = frozenset({nth(scene.forgery(), TEXT, 0)})
    redacted(scene.sound(), path, records=hidden, parts={CAMERA: frozenset({1})})
    area = directory(path).areas["seal/part"]
    assert area.size > 4096
    broken(area.offset + 4096, 1)
    found = outcome(path)
    assert codes(found) == [("READ_ERROR", None)]
    assert found.verdict.intact.value == "not yet"
    # shown, such a record is unchecked and not decoded
    segment, structure = open_segment(path)
    assert segment is not None
    with segment:
        checked = check(segment.read(len(segment) - 2), structure=structure, trusted=True)
    assert checked.verdict.intact.value == "not yet"
    assert not checked.usable


def test_a_slot_behind_the_last_one(scene: Scene, broken: Break, tmp_path: Path) -> None:
    """Whether a checkpoint stood there nobody can say: records behind END, or a long tail, are then no break."""
    forgery = scene.forgery()
    forgery.slack = 8
    last = forgery.pieces[-2]
    forgery.pieces.append(Piece(last.leaf, last.payload, last.parts))
    forgery.renumber()
    forgery.rehash(len(forgery.pieces) - 1)
    forgery.rechain(len(forgery.pieces) - 1)
    path = tmp_path / "behind.h5"
    forgery.write(path)
    broken(directory(path).areas["seal/checkpoint"].offset + 4096 * len(forgery.slots), 1)
    assert {code for code, _ in codes(outcome(path))} == {"READ_ERROR", "UNSEALED_BYTES"}


def test_no_checkpoint_at_all(scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    forgery.slots = []
    forgery.write(tmp_path / "unsigned.h5")
    found = {code for code, _ in codes(outcome(tmp_path / "unsigned.h5"))}
    assert found == {"NO_CHECKPOINT", "UNSEALED_TAIL", "TAIL_TOO_LONG"}


def test_a_first_leaf_that_is_no_genesis(scene: Scene, tmp_path: Path) -> None:
    changes: tuple[dict[str, Any], ...] = ({"type": 5}, {"channel_seq": 1}, {"suite": 2}, {"segment_id": bytes(16)})
    for number, change in enumerate(changes):
        forgery = scene.forgery()
        forgery.edit(0, **change)
        path = tmp_path / f"{number}.h5"
        forgery.write(path)
        assert codes(outcome(path)) == [("GENESIS", 0)]


def test_a_withheld_record_in_a_full_log_is_not_shown(scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    index = nth(forgery, STATE, 3)
    forgery.pieces[index].location = 2**64 - 1
    path = tmp_path / "withheld.h5"
    forgery.write(path)
    segment, structure = open_segment(path)
    assert segment is not None
    with segment:
        checked = check(segment.read(index), structure=structure, trusted=True)
    assert checked.finding is not None
    assert checked.finding.code == "SALT_IN_REDACTED"


def test_remains_of_an_interrupted_write(scene: Scene, tmp_path: Path) -> None:
    """A leaf behind the last checkpoint that fits nothing is no record at all."""
    forgery = scene.forgery()
    forgery.slots = forgery.slots[:-1]
    end = of_type(forgery, RecordType.EPOCH, -1)
    forgery.pieces = forgery.pieces[: end + 2]
    forgery.edit(end + 1, prev_leaf=bytes(32))
    path = tmp_path / "remains.h5"
    forgery.write(path)
    found = outcome(path)
    assert found.segments[0].structure.tail == 0
    assert found.verdict.status.name == "OPEN_PREFIX"


def test_a_file_that_shrinks_during_the_walk(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "walked.h5"
    path.write_bytes(scene.sound().read_bytes())
    segment, structure = open_segment(path)
    assert segment is not None
    with segment:
        plan = plan_payloads(segment, structure)
        with path.open("r+b") as file:
            file.truncate(directory(path).areas[f"channel/{TEXT}"].offset)
        found = walk_payloads(segment, plan, Walk(threads=2))
    assert {finding.code for finding in found} == {"SHORT_READ"}
    assert {finding.channel for finding in found} == {TEXT}


def test_a_long_part_table_is_read_in_blocks(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.log.part_table._STEP", 7)
    assert outcome(scene.sound()).verdict.status.name == "SEALED"


def test_a_file_that_shrinks_under_the_reader(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "shrinking.h5"
    path.write_bytes(scene.sound().read_bytes())
    segment, structure = open_segment(path)
    assert segment is not None
    with segment:
        index = nth(Forgery(path), TEXT, 2)
        assert check(segment.read(index), structure=structure, trusted=True).usable
        with path.open("r+b") as file:
            file.truncate(directory(path).areas[f"channel/{TEXT}"].offset)
        checked = check(segment.read(index), structure=structure, trusted=True)
        assert checked.finding is not None
        assert checked.finding.code == "SHORT_READ"
        assert segment.source.changes() == "size"


def test_a_file_that_changes_under_the_reader(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "changing.h5"
    path.write_bytes(scene.sound().read_bytes())
    segment, structure = open_segment(path)
    assert segment is not None
    with segment:
        index = nth(Forgery(path), TEXT, 2)
        extent = segment.extent(index)
        with path.open("r+b") as file:
            file.seek(extent.offset)
            file.write(b"[")
        checked = check(segment.read(index), structure=structure, trusted=True)
        assert checked.finding is not None
        assert (checked.finding.code, checked.finding.index) == ("PAYLOAD", index)
        assert checked.verdict.status.name == "BROKEN"
        assert checked.verdict.intact.value == "no"


def test_a_file_that_changes_is_said(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "touched.h5"
    path.write_bytes(scene.sound().read_bytes())
    for change in ("size", "time", "gone"):
        monkeypatch.setattr(Source, "changes", lambda _, change=change: change)
        found = outcome(path)
        assert [code for code, _ in codes(found)] == ["FILE_CHANGED"]
        assert found.verdict.status.name == "SEALED"
