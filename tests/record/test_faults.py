"""Every single failure of the medium and of the device key, wherever it hits: the drive goes on or says why not.

It must not know real disks: the storage is the recording fake.
"""

import gc
import json
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.log.leaf import RecordType
from app.log.record import Record
from app.log.segment import Segment
from app.log.source import Source
from app.record.clock import ManualClock
from app.record.drive_writer import DriveWriter
from app.record.entry import EntryDesk
from app.record.failure import AuditError, NoSegmentError
from app.record.keys import EndorsedBy, Entropy
from app.record.leaf_buffer import LeafBuffer
from app.record.losses import STORAGE_LOST, Losses
from app.record.place import Drive, Link
from app.record.succession import Means
from tests.record.crash_model import History, State, history, violations
from tests.record.fake_storage import FakeContainers, RecordingStorage, Step
from tests.record.test_crash_model import TINY
from tests.record.worlds import CAMERA, CHANNELS, STATE, counted_entropy, device, payload, plan

DESK = EntryDesk(CHANNELS)
SECOND = 10**9


class Token:
    """A device key in a token that can be pulled out."""

    name = "demonstration"
    endorsements: tuple[EndorsedBy, ...] = ()

    def __init__(self) -> None:
        self._key = device()
        self.public_key = self._key.public_key
        self.signatures = 0
        self.fails_at: set[int] = set()
        self.lies = False

    def sign(self, message: bytes) -> bytes:
        self.signatures += 1
        if self.signatures not in self.fails_at:
            return self._key.sign(message)
        if self.lies:
            return self._key.sign(message + b"?")
        raise OSError(19, "No such device")


class Outcome:
    """A short drive in which steps of the medium failed."""

    def __init__(self, folder: Path, *, fails_at: range, token: Token | None = None) -> None:
        """Record while the nth steps of all segments together fail."""
        of = plan(capacity=TINY, segment_records=160, segment_ms=3000)
        self.folder = folder
        self.containers = FakeContainers(folder, of.layout())
        self.whole = True
        """Whether every call succeeded."""
        self.accepted: list[bytes] = []
        self.lost = 0
        self.has_end = False
        steps = 0

        def fail(_: Step, __: int) -> bool:
            nonlocal steps
            steps += 1
            return steps in fails_at

        self.containers.fail = fail
        means = Means(
            device=token or device(), containers=self.containers, clock=ManualClock(), entropy=counted_entropy()
        )
        try:
            drive = DriveWriter(of, Drive(drive_id=bytes(15) + b"d", boot="boot"), means)
        except NoSegmentError:
            self.whole = False
            return
        self._record(drive)
        try:
            drive.close("stopped")
            self.has_end = True
        except NoSegmentError:
            self.whole = False
        self.lost = drive.lost

    def _record(self, drive: DriveWriter) -> None:
        for number in range(12):
            channel, size = ((CAMERA, 300), (STATE, 32))[number % 2]
            data = payload(number, size)
            entry = DESK.data_entry(channel, data, t_capture_ns=None)
            try:
                drive.append(entry, t_arrival_ns=number * SECOND // 2)
                self.accepted.append(data)
                drive.tick(number * SECOND // 2)
            except NoSegmentError:
                self.whole = False

    def missing(self) -> list[bytes]:
        """What was accepted and is in no file, neither behind a checkpoint nor in a tail."""
        found = {record.payload for record in self._all(RecordType.DATA)}
        return [data for data in self.accepted if data not in found]

    def counted(self) -> int:
        """Records that GAP says were lost with the medium."""
        gaps = [json.loads(record.payload) for record in self._all(RecordType.GAP)]
        assert {gap["reason"] for gap in gaps} <= {STORAGE_LOST}
        return sum(int(lost["records"]) for gap in gaps for lost in gap["lost"])

    def _all(self, kind: RecordType) -> Iterator[Record]:
        path = self.folder / "image.h5"
        for storage in _published(self.containers):
            path.write_bytes(storage.image)
            with Segment(Source(path)) as segment:
                rows = [index for index, row in enumerate(segment.leaves) if int(row["type"]) == kind]
                yield from (segment.read(index) for index in rows)


def record(folder: Path, *, fails_at: int, token: Token | None = None) -> tuple[FakeContainers, bool]:
    """Record a short drive in which the nth step of all segments together fails; True if every call succeeded."""
    outcome = Outcome(folder, fails_at=range(fails_at, fails_at + 1), token=token)
    return outcome.containers, outcome.whole


def named(containers: FakeContainers) -> list[History]:
    """The segments that got their final name."""
    empty = containers._container()[0]
    found = []
    for storage, directory in zip(containers.storages, containers.directories, strict=True):
        if any(step.kind == "publish" for step in storage.steps):
            packed = directory.pack()
            found.append(history(storage, packed + empty[len(packed) :], max_interval=2048))
    return found


def test_every_step_may_fail_once(tmp_path: Path) -> None:
    storages = record(tmp_path, fails_at=-1)[0].storages
    total = sum(step.kind not in ("close", "discard") for storage in storages for step in storage.steps)
    assert total > 60
    for number in range(1, total + 1):
        containers, whole = record(tmp_path, fails_at=number)
        for one, storage in zip(named(containers), _published(containers), strict=True):
            wrong = violations(one, State(bytes(storage.image), -1, len(one.steps), "as it is"), tmp_path / "state.h5")
            assert not wrong, (number, wrong)
        faults = [storage for storage in _published(containers) if b'"component":"storage"' in storage.image]
        # also where END could not be written: another segment says so, and ends
        assert (whole, len(faults)) == (True, 1), (number, total)


@pytest.mark.parametrize("steps", [1, 2, 7])
def test_what_was_accepted_is_in_a_file_or_counted(tmp_path: Path, steps: int) -> None:
    """Wherever the medium fails, and for however long."""
    total = sum(len(storage.steps) for storage in record(tmp_path, fails_at=-1)[0].storages)
    losing = 0
    for number in range(1, total + 1, 1 if steps == 1 else 3):
        outcome = Outcome(tmp_path, fails_at=range(number, number + steps))
        missing = outcome.missing()
        assert outcome.lost == len(missing), (number, missing)
        # a drive without END could not tell of the last ones: its caller knows, by an error and the count
        counted = outcome.counted()
        assert counted == len(missing) if outcome.has_end else counted <= len(missing), (number, missing)
        assert outcome.has_end or not outcome.whole
        losing += bool(missing)
    assert losing > 5


@pytest.mark.parametrize("lies", [False, True])
def test_a_device_key_that_is_gone_or_signs_something_else_ends_the_segment(tmp_path: Path, *, lies: bool) -> None:
    whole = Token()
    record(tmp_path, fails_at=-1, token=whole)
    for number in range(1, whole.signatures):
        token = Token()
        token.fails_at, token.lies = {number}, lies
        containers, _ = record(tmp_path, fails_at=-1, token=token)
        for one, storage in zip(named(containers), _published(containers), strict=True):
            assert not violations(
                one, State(bytes(storage.image), -1, len(one.steps), "as it is"), tmp_path / "state.h5"
            ), number
        assert sum(b'"component":"device_key"' in storage.image for storage in _published(containers)) == 1, number


class EpochKey:
    """A key of an epoch, of which one can see when it is dropped."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.wrong = False

    def public_key(self) -> Ed25519PublicKey:
        return self.key.public_key()

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message + b"?" if self.wrong else message)


def drive_with_keys(folder: Path) -> tuple[DriveWriter, FakeContainers, list["weakref.ref[EpochKey]"]]:
    keys: list[weakref.ref[EpochKey]] = []

    def make() -> Any:
        key = EpochKey()
        keys.append(weakref.ref(key))
        return key

    of = plan()
    containers = FakeContainers(folder, of.layout())
    entropy = Entropy(counted_entropy().random, make)
    means = Means(device=device(), containers=containers, clock=ManualClock(), entropy=entropy)
    return DriveWriter(of, Drive(drive_id=bytes(15) + b"d", boot="boot"), means), containers, keys


@pytest.fixture
def no_collector() -> Iterator[None]:
    """What a cycle holds is still there."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("failing", [False, True])
def test_the_key_of_an_epoch_is_dropped_with_its_checkpoint(tmp_path: Path, *, failing: bool) -> None:
    drive, containers, keys = drive_with_keys(tmp_path)
    entry = DESK.data_entry(CAMERA, b"a", t_capture_ns=None)
    for number in range(1, 4):
        drive.append(entry, t_arrival_ns=number * 2 * SECOND)
        drive.tick((number + 1) * 2 * SECOND)
        assert [key() is not None for key in keys] == [False] * (len(keys) - 1) + [True]
    held = [drive._segment]  # whoever still has the segment has no key with it
    if failing:
        old = len(keys)
        containers.storages[-1].fail = lambda *_: True
        drive.append(entry, t_arrival_ns=10 * SECOND)
        assert len(containers.storages) == 2
        assert not any(key() for key in keys[:old])
        assert sum(key() is not None for key in keys) == 1
        held.append(drive._segment)
    drive.close("stopped")
    assert not any(key() for key in keys)
    assert all(held)


def test_a_signature_of_an_epoch_that_does_not_verify_is_never_written(tmp_path: Path) -> None:
    drive, containers, keys = drive_with_keys(tmp_path)
    key = keys[-1]()
    assert key is not None
    key.wrong = True
    del key
    drive.append(DESK.data_entry(CAMERA, b"a", t_capture_ns=None), t_arrival_ns=SECOND)
    drive.tick(3 * SECOND)
    drive.close("stopped")
    assert len(containers.storages) == 2
    assert b'"code":"audit_failed","component":"memory"' in containers.storages[1].image
    for one, storage in zip(named(containers), _published(containers), strict=True):
        assert not violations(one, State(bytes(storage.image), -1, len(one.steps), "as it is"), tmp_path / "state.h5")


def test_a_medium_that_is_gone_for_good_is_said_at_every_call(tmp_path: Path) -> None:
    of = plan()
    containers = FakeContainers(tmp_path, of.layout())
    proven: list[Link] = []
    means = Means(
        device=device(), containers=containers, clock=ManualClock(), entropy=counted_entropy(), proven=proven.append
    )
    drive = DriveWriter(of, Drive(drive_id=bytes(15) + b"d", boot="boot"), means)
    for storage in containers.storages:
        storage.fail = lambda *_: True
    containers.fail = lambda *_: True
    entry = DESK.data_entry(CAMERA, b"a", t_capture_ns=None)
    with pytest.raises(NoSegmentError, match="the medium failed"):
        drive.append(entry, t_arrival_ns=1)
    assert drive.waiting is None
    assert len(proven) == 1
    with pytest.raises(NoSegmentError):
        drive.tick(2)
    containers.full = True
    with pytest.raises(NoSegmentError, match="no room"):
        drive.append(entry, t_arrival_ns=3)
    containers.full, containers.fail = False, None
    drive.append(entry, t_arrival_ns=4)
    drive.close("stopped")
    last = containers.storages[-1].image
    assert last.count(b'"component":"storage"') >= 2
    assert [link.size for link in proven[1:]] == [2, 9]  # five faults between GENESIS and the record


def test_an_end_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    of = plan()
    containers = FakeContainers(tmp_path, of.layout())
    means = Means(device=device(), containers=containers, clock=ManualClock(), entropy=counted_entropy())
    drive = DriveWriter(of, Drive(drive_id=bytes(15) + b"d", boot="boot"), means)
    containers.fail = containers.storages[0].fail = lambda *_: True
    with pytest.raises(NoSegmentError, match="has no END"):
        drive.close("stopped")
    containers.fail = None


def test_an_end_that_cannot_be_written_is_written_elsewhere(tmp_path: Path) -> None:
    """What the medium takes along in the last moment is told all the same, where there is another."""
    of = plan()
    containers = FakeContainers(tmp_path, of.layout())
    means = Means(device=device(), containers=containers, clock=ManualClock(), entropy=counted_entropy())
    drive = DriveWriter(of, Drive(drive_id=bytes(15) + b"d", boot="boot"), means)
    for number in range(3):
        drive.append(DESK.data_entry(STATE, bytes(32), t_capture_ns=None), t_arrival_ns=number)
    containers.storages[0].fail = lambda *_: True
    drive.close("stopped")
    last = containers.storages[-1].image
    assert b'"component":"storage"' in last
    assert b'"reason":"storage_lost"' in last
    assert b'"reason":"stopped"' in last
    assert drive.lost == 3


@pytest.mark.parametrize("words", ["\udcff", "x" * 70_000, "\u2028 ü"])
def test_whatever_an_error_says_fault_can_say_it(tmp_path: Path, words: str) -> None:
    """Words and numbers of errors come from drivers, tokens and file names."""
    of = plan()
    containers = FakeContainers(tmp_path, of.layout())
    means = Means(device=device(), containers=containers, clock=ManualClock(), entropy=counted_entropy())
    drive = DriveWriter(of, Drive(drive_id=bytes(15) + b"d", boot="boot"), means)

    def fail(*_: object) -> bool:
        raise OSError(2**60, words)

    containers.storages[0].fail = fail
    drive.append(DESK.data_entry(STATE, bytes(32), t_capture_ns=None), t_arrival_ns=1)
    drive.close("stopped")
    assert b'"component":"storage"' in containers.storages[-1].image


def test_news_leave_room_for_epoch_and_end(tmp_path: Path) -> None:
    """A GAP that comes when a checkpoint is due, with the segment nearly full."""
    for waiting in range(40, 60):
        of = plan(segment_records=64, max_interval=16, capacity=TINY)
        containers = FakeContainers(tmp_path, of.layout())
        containers.is_ready = False
        means = Means(device=device(), containers=containers, clock=ManualClock(), entropy=counted_entropy())
        drive = DriveWriter(of, Drive(drive_id=bytes(15) + b"d", boot="boot"), means)
        entry = DESK.data_entry(STATE, bytes(32), t_capture_ns=None)
        for number in range(waiting):
            drive.append(entry, t_arrival_ns=number)
        losses = Losses()
        losses.add(STATE, size=32, t_ns=waiting)
        drive.gap(losses)
        drive.close("stopped")


@pytest.mark.parametrize("at", [5, 130, 170])
def test_the_audit_sees_every_altered_byte(at: int) -> None:
    buffer = LeafBuffer(b"s" * 16, [CAMERA], prev_leaf=bytes(32))
    for number in range(3):
        entry = DESK.data_entry(CAMERA, payload(number), t_capture_ns=None)
        buffer.append(entry, bytes(32), t_arrival_ns=number, utc=(0, 0))
    buffer.audit()
    for leaf in range(3):
        buffer._waiting[192 * leaf + at] ^= 1
        with pytest.raises(AuditError):
            buffer.audit()
        buffer._waiting[192 * leaf + at] ^= 1
    buffer.audit()


def _published(containers: FakeContainers) -> list[RecordingStorage]:
    return [storage for storage in containers.storages if any(step.kind == "publish" for step in storage.steps)]
