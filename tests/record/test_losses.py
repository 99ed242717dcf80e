"""Records that were accepted and then lost with the medium, and what was to be told of them: counted exactly.

It must not know threads: those are in test_recorder.py. The storage is the recording fake.
"""

import itertools
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.kinds.event import Event
from app.kinds.severity import Severity
from app.kinds.system import Fault
from app.log.leaf import RecordType
from app.log.segment import Segment
from app.log.source import Source
from app.record.clock import ManualClock, UtcEstimate
from app.record.drive_writer import DriveWriter
from app.record.entry import Entry, EntryDesk, system_entry
from app.record.failure import NoSegmentError
from app.record.losses import QUEUE_FULL, STORAGE_LOST, Losses
from app.record.news import News
from app.record.place import Drive
from app.record.succession import Means
from tests.record.fake_storage import FakeContainers, RecordingStorage, Step
from tests.record.test_order import words
from tests.record.worlds import CAMERA, CHANNELS, STATE, counted_entropy, device, payload, plan

DESK = EntryDesk(CHANNELS)
SECOND = 10**9


class World:
    """A drive on the fake medium."""

    def __init__(self, folder: Path, *, max_interval: int = 2048) -> None:
        of = plan(max_interval=max_interval)
        self.folder = folder
        self.containers = FakeContainers(folder, of.layout())
        self.clock = ManualClock(utc_offset_ns=10**18)
        self.waits = False
        steps = itertools.count(1)
        means = Means(
            device=device(),
            containers=self.containers,
            clock=self.clock,
            entropy=counted_entropy(),
            # as the queue: while no entry waits, every look at the clock finds another time
            present=lambda last_ns: last_ns if self.waits else last_ns + next(steps),
        )
        self.drive = DriveWriter(of, Drive(drive_id=bytes(15) + b"d", boot="boot"), means)

    @property
    def last(self) -> RecordingStorage:
        return self.containers.storages[-1]

    def put(self, number: int, channel: int = CAMERA) -> None:
        self.append(DESK.data_entry(channel, payload(number), t_capture_ns=None))

    def append(self, entry: Entry, *, severity: Severity | None = None, hold: bool = False) -> None:
        self.waits = True
        try:
            self.drive.append(entry, t_arrival_ns=self.drive._last_ns, severity=severity, hold=hold)
        finally:
            self.waits = False

    def records(self, segment: int, kind: RecordType) -> list[dict[str, Any]]:
        """Of a segment with its tail; its times never decrease."""
        path = self.folder / "image.h5"
        path.write_bytes(self.containers.storages[segment].image)
        with Segment(Source(path)) as opened:
            arrivals = opened.leaves["t_arrival"].astype(int).tolist()
            assert all(later >= earlier for earlier, later in pairwise(arrivals))
            found = [opened.read(index) for index, row in enumerate(opened.leaves) if int(row["type"]) == kind]
            return [{} if kind == RecordType.DATA else json.loads(one.payload) for one in found]

    def gaps(self, segment: int) -> dict[str, dict[int, int]]:
        """What the GAP records say, by reason and channel."""
        found: dict[str, dict[int, int]] = {}
        for gap in self.records(segment, RecordType.GAP):
            for lost in gap["lost"]:
                of = found.setdefault(gap["reason"], {})
                of[lost["channel"]] = of.get(lost["channel"], 0) + int(lost["records"])
        return found


def losses(channels: int, *, each: int = 3) -> Losses:
    found = Losses(QUEUE_FULL)
    for channel in range(1, channels + 1):
        for number in range(each):
            found.add(channel, size=10, t_ns=number)
    return found


def an_interval(world: World) -> None:
    """Five records, an event that waits for company, and a gap."""
    for number in range(5):
        world.put(number, (CAMERA, STATE)[number % 2])
    event = Event(event="e" * 32, kind="mark", severity="info")
    world.append(system_entry(event), severity="info", hold=True)
    world.drive.gap(losses(2))


def test_an_interval_of_which_nothing_is_in_a_file_is_counted_in_the_next_segment(tmp_path: Path) -> None:
    world = World(tmp_path)
    an_interval(world)
    world.last.fail = lambda *_: True
    world.drive.tick(2 * SECOND)
    world.drive.close("stopped")
    assert world.records(0, RecordType.DATA) == []
    assert world.gaps(1) == {QUEUE_FULL: {1: 3, 2: 3}, STORAGE_LOST: {0: 1, CAMERA: 3, STATE: 2}}
    (end,) = world.records(1, RecordType.END)
    assert end["dropped"] == {"0": "1", "1": "6", "2": "5"}
    assert world.drive.lost == 6
    (fault,) = world.records(1, RecordType.FAULT)
    assert fault["text"].endswith("at the end of that segment: 0")


@pytest.mark.parametrize("failing", ["seal/location", "seal/leaf"])
def test_a_part_of_the_leaves_is_none(tmp_path: Path, failing: str) -> None:
    world = World(tmp_path)
    an_interval(world)
    area = world.containers.directories[0].areas[failing]
    world.last.fail = lambda step, _: step.kind == "write" and area.offset <= step.offset < area.offset + area.size
    world.drive.tick(2 * SECOND)
    world.drive.close("stopped")
    assert world.records(0, RecordType.DATA) == []
    assert world.drive.lost == 6
    assert sum(world.gaps(1)[STORAGE_LOST].values()) == 6


def test_what_is_in_the_tail_is_not_lost(tmp_path: Path) -> None:
    world = World(tmp_path)
    an_interval(world)
    world.last.fail = lambda step, _: step.kind == "sync"
    world.drive.tick(2 * SECOND)
    world.drive.close("stopped")
    assert len(world.records(0, RecordType.DATA)) == 5
    assert world.gaps(0) == {QUEUE_FULL: {1: 3, 2: 3}}
    assert world.gaps(1) == {}
    assert world.drive.lost == 0
    (fault,) = world.records(1, RecordType.FAULT)
    assert fault["text"].endswith("at the end of that segment: 8")
    assert words(world.containers)[-1] == "close"


def test_faults_and_gaps_are_told_until_they_are_in_a_file(tmp_path: Path) -> None:
    """The segment that tells of a failure fails as well, before its first checkpoint of it."""
    world = World(tmp_path)
    for _ in range(3):
        an_interval(world)
        world.last.fail = lambda *_: True
        world.drive.tick(world.drive._last_ns + 2 * SECOND)
    world.drive.close("stopped")
    assert len(world.records(3, RecordType.FAULT)) == 3
    assert world.gaps(3) == {QUEUE_FULL: {1: 9, 2: 9}, STORAGE_LOST: {0: 3, CAMERA: 9, STATE: 6}}
    assert world.drive.lost == 18


def test_an_entry_that_is_written_again_is_not_lost(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.last.fail = lambda *_: True
    event = Event(event="e" * 32, kind="mark", severity="critical")
    world.append(system_entry(event), severity="critical")
    world.drive.close("stopped")
    assert len(world.records(1, RecordType.EVENT)) == 1
    assert world.gaps(1) == {}
    assert world.drive.lost == 0


@pytest.mark.parametrize("failing", range(4))
def test_a_gap_of_many_channels_is_told_once_whenever_the_medium_fails(tmp_path: Path, failing: int) -> None:
    world = World(tmp_path)
    begun = len(world.last.steps)
    world.last.fail = lambda _, number: number >= begun + failing
    world.drive.gap(losses(600))
    world.put(1)
    world.drive.close("stopped")
    assert len(world.containers.storages) == 2
    assert world.gaps(0) == {}
    assert world.gaps(1)[QUEUE_FULL] == dict.fromkeys(range(1, 601), 3)
    assert len(world.records(1, RecordType.GAP)) == 3


def test_a_gap_that_no_segment_takes_waits_for_one(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.last.fail = lambda *_: True
    world.containers.full = True
    world.drive.gap(losses(1))
    with pytest.raises(NoSegmentError):
        world.put(1)
    world.drive.gap(losses(2))
    world.containers.full = False
    world.drive.close("stopped")  # which begins a segment, for there is something to be said
    assert world.gaps(1) == {QUEUE_FULL: {1: 6, 2: 3}}
    assert len(world.records(1, RecordType.END)) == 1


def test_closing_says_so_if_what_was_lost_can_be_told_nowhere(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.last.fail = lambda *_: True
    world.containers.full = True
    world.drive.gap(losses(1))
    with pytest.raises(NoSegmentError, match="no room"):
        world.drive.close("stopped")


def test_the_time_of_a_gap_is_taken_behind_that_of_the_segment_it_begins(tmp_path: Path) -> None:
    """It was taken before: the segment's own GENESIS came later, and TIME_BACKWARDS broke its seal."""
    world = World(tmp_path, max_interval=8)
    world.last.fail = lambda *_: True
    for _ in range(30):
        world.drive.gap(losses(1))
    world.drive.close("stopped")
    assert world.gaps(1) == {QUEUE_FULL: {1: 90}}


def test_a_step_of_the_clock_whose_record_is_lost_is_said_by_the_next_segment(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put(1)
    world.drive.tick(2 * SECOND)
    world.clock.estimate = UtcEstimate(10**18 + 3600 * SECOND)
    world.put(2)
    world.last.fail = lambda step, _: len(step.data) % 192 == 0 and step.data[:4] == b"SLR1"
    world.drive.tick(world.drive._last_ns + 2 * SECOND)
    world.drive.close("stopped")
    assert world.records(0, RecordType.CLOCK) == []
    assert [clock["step_ns"] for clock in world.records(1, RecordType.CLOCK)] == [str(3600 * SECOND)]


def test_a_step_between_two_segments_is_said_until_it_is_in_a_file(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put(1)
    world.drive.tick(2 * SECOND)
    for offset in (3600, 3600):
        world.clock.estimate = UtcEstimate(10**18 + offset * SECOND)
        world.put(2)
        world.last.fail = lambda *_: True
        world.drive.tick(world.drive._last_ns + 2 * SECOND)
    world.drive.close("stopped")
    assert [world.records(segment, RecordType.CLOCK) for segment in (0, 1)] == [[], []]
    assert [clock["step_ns"] for clock in world.records(2, RecordType.CLOCK)] == [str(3600 * SECOND)]


def test_of_very_many_faults_the_first_and_the_last_are_told() -> None:
    news = News()
    for number in range(50):
        news.fault(Fault(component="storage", code="write_failed", text=f"failure {number}"))
    texts = []
    while news:
        assert isinstance(news.first, Fault)
        texts.append(news.first.text)
        news.told()
    assert texts[:7] == [f"failure {number}" for number in range(7)]
    assert texts[7:] == ["failure 49; failures before it that are not listed: 42"]


def test_a_key_that_fails_is_no_reason_to_leave_a_medium(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put(1)
    segment = world.drive._segment
    assert segment is not None
    segment._leaves._waiting[130] ^= 4  # the audit fails
    world.drive.tick(2 * SECOND)
    assert world.containers.switched == 0
    world.last.fail = lambda step, _: isinstance(step, Step)
    world.put(2)
    assert world.containers.switched == 1
    world.drive.close("stopped")
