"""The order of writes and syncs, step by step: the durability proof of sealed-log.md section 7.5.

It must not know what a power cut does with it: that is test_crash_model.py.
"""

from pathlib import Path

import pytest

from app.kinds.event import Event
from app.record.clock import ManualClock
from app.record.drive_writer import DriveWriter
from app.record.entry import EntryDesk, system_entry
from app.record.failure import NoSegmentError
from app.record.place import Drive
from app.record.plan import Plan
from app.record.succession import Means
from tests.record.fake_storage import FakeContainers, Step
from tests.record.worlds import CAMERA, CHANNELS, STATE, counted_entropy, device, payload, plan


def start(folder: Path, of: Plan, **means: object) -> tuple[DriveWriter, FakeContainers, EntryDesk]:
    containers = FakeContainers(folder, of.layout())
    used = Means(device=device(), containers=containers, clock=ManualClock(), entropy=counted_entropy())
    return DriveWriter(of, Drive(drive_id=bytes(15) + b"d", boot="boot"), used), containers, EntryDesk(CHANNELS)


def words(containers: FakeContainers, segment: int = 0) -> list[str]:
    """Every step as the name of the area written, or of the call."""
    areas = containers.directories[segment].areas
    named: list[str] = []
    for step in containers.storages[segment].steps:
        if step.kind != "write":
            named.append(step.kind)
            continue
        (area,) = (name for name, a in areas.items() if a.offset <= step.offset < a.offset + a.size)
        named.append(area)
    return named


CHECKPOINT = ["seal/system", "seal/location", "seal/leaf", "sync", "seal/checkpoint", "sync"]


def test_a_segment_begins_with_a_durable_checkpoint_before_it_gets_its_name(tmp_path: Path) -> None:
    _, containers, _ = start(tmp_path, plan())
    assert words(containers) == ["seal/salt", "seal/system", *CHECKPOINT, "publish", "sync_name"]


def test_payloads_come_at_once_and_leaves_with_the_checkpoint(tmp_path: Path) -> None:
    drive, containers, desk = start(tmp_path, plan())
    begun = len(words(containers))
    for number in range(3):
        drive.append(desk.data_entry(CAMERA, payload(number), t_capture_ns=None), t_arrival_ns=number)
    assert words(containers)[begun:] == [f"channel/{CAMERA}"] * 3
    drive.tick(10**9)
    assert words(containers)[begun + 3 :] == CHECKPOINT


def test_part_rows_are_written_before_the_slot(tmp_path: Path) -> None:
    drive, containers, desk = start(tmp_path, plan())
    begun = len(words(containers))
    drive.append(desk.data_entry(CAMERA, b"abcdef", t_capture_ns=None, parts=(2, 4)), t_arrival_ns=0)
    drive.tick(10**9)
    expected = [
        "channel/1",
        "seal/system",
        "seal/part",
        "seal/location",
        "seal/leaf",
        "sync",
        "seal/checkpoint",
        "sync",
    ]
    assert words(containers)[begun:] == expected


def test_an_event_is_signed_before_the_call_returns(tmp_path: Path) -> None:
    drive, containers, _ = start(tmp_path, plan())
    begun = len(words(containers))
    event = Event(event="e" * 32, kind="mark", severity="info")
    drive.append(system_entry(event), t_arrival_ns=0, severity="info")
    assert words(containers)[begun:] == ["seal/system", *CHECKPOINT]


@pytest.mark.parametrize("ready", [False, True])
def test_end_and_its_checkpoint_come_before_the_next_genesis(tmp_path: Path, *, ready: bool) -> None:
    drive, containers, desk = start(tmp_path, plan(segment_ms=1000))
    containers.is_ready = ready
    drive.append(desk.data_entry(CAMERA, b"a", t_capture_ns=None), t_arrival_ns=0)

    def look(step: Step, number: int) -> bool:
        # the first step of the second segment: by then the first one must be finished
        if number == 0:
            # and the records before END do not wait for the container of the second one without a signature
            before = [f"channel/{CAMERA}"] if ready else CHECKPOINT
            assert words(containers)[-len(before) - 7 :] == [*before, *CHECKPOINT, "close"]
        return False

    containers.fail = look
    drive.append(desk.data_entry(CAMERA, b"b", t_capture_ns=None), t_arrival_ns=10**9)
    assert len(containers.storages) == 2
    drive.close("stopped")
    assert words(containers, 1)[-1] == "close"


def test_no_leaf_is_written_more_than_the_interval_past_a_checkpoint(tmp_path: Path) -> None:
    drive, containers, desk = start(tmp_path, plan(max_interval=16))
    for number in range(200):
        drive.append(desk.data_entry(STATE, bytes(16), t_capture_ns=None), t_arrival_ns=number)
    written = [
        len(s.data) // 192 for s in containers.storages[0].steps if s.kind == "write" and _is_leaf(containers, s)
    ]
    # one place is kept for CLOCK, which may have to stand before EPOCH
    assert max(written) == 15


@pytest.mark.parametrize("failing", ["write", "sync", "publish", "sync_name"])
def test_after_a_failure_nothing_more_is_written_to_the_segment(tmp_path: Path, failing: str) -> None:
    of = plan()
    containers = FakeContainers(tmp_path, of.layout())
    means = Means(device=device(), containers=containers, clock=ManualClock(), entropy=counted_entropy())
    containers.fail = lambda step, _: step.kind == failing
    with pytest.raises(NoSegmentError, match="the medium failed"):
        DriveWriter(of, Drive(drive_id=bytes(15) + b"d", boot="boot"), means)
    steps = [step.kind for step in containers.storages[0].steps]
    assert failing not in steps
    assert steps[-1] == ("close" if failing == "sync_name" else "discard")
    assert containers.switched == 2


def _is_leaf(containers: FakeContainers, step: Step) -> bool:
    area = containers.directories[0].areas["seal/leaf"]
    return area.offset <= step.offset < area.offset + area.size
