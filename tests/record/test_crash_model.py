"""F-02: power cuts with torn sectors, reordered writes and unreadable sectors never cost what was acknowledged.

It must not know the writer's steps: those are in test_order.py. CAMPAIGN=full runs 100 000 states.
"""

from pathlib import Path

import pytest

from app.kinds.event import Event
from app.record.clock import ManualClock, UtcEstimate
from app.record.drive_writer import DriveWriter
from app.record.entry import EntryDesk, system_entry
from app.record.place import Drive
from app.record.plan import Capacity
from app.record.succession import Means
from tests.record.crash_model import STATES, History, history, power_cuts, violations
from tests.record.fake_storage import FakeContainers, Step
from tests.record.worlds import CAMERA, CHANNELS, STATE, TEXT, counted_entropy, device, payload, plan

TINY = Capacity(
    checkpoints=24, system_bytes=256 << 10, part_rows=64, channels={CAMERA: 512 << 10, STATE: 8192, TEXT: 128 << 10}
)
MAX_INTERVAL = 24


def record(folder: Path) -> list[History]:
    """A drive of several segments with all that happens in one: bursts, events, parts, rotation."""
    small = plan(capacity=TINY, segment_records=160, max_interval=MAX_INTERVAL, segment_ms=4000)
    containers = FakeContainers(folder, small.layout())
    clock = ManualClock(utc_offset_ns=10**18)
    means = Means(device=device(), containers=containers, clock=clock, entropy=counted_entropy())
    drive = DriveWriter(small, Drive(drive_id=bytes(15) + b"d", boot="boot"), means)
    desk = EntryDesk(CHANNELS)
    for number in range(260):
        t_ns = number * 30_000_000
        channel, size = ((CAMERA, 1500), (STATE, 32), (TEXT, 90))[number % 3]
        parts = (500, 400, 600) if number % 30 == 0 else None
        entry = desk.data_entry(channel, payload(number, size), t_capture_ns=t_ns, parts=parts)
        drive.append(entry, t_arrival_ns=t_ns)
        if number == 100:
            clock.estimate = UtcEstimate(10**18 + 3_600_000_000_000)
        if number % 70 == 40:
            event = Event(event="e" * 32, kind="hard_braking", severity="warning")
            drive.append(system_entry(event), t_arrival_ns=t_ns, severity="warning")
    drive.close("stopped")
    empty = (folder / "empty.h5").read_bytes()
    return [
        history(storage, directory.pack() + empty[len(directory.pack()) :], max_interval=MAX_INTERVAL)
        for storage, directory in zip(containers.storages, containers.directories, strict=True)
    ]


@pytest.mark.timeout(0)
def test_power_cuts_never_break_a_log_nor_cost_what_was_acknowledged(tmp_path: Path) -> None:
    histories = record(tmp_path)
    assert len(histories) >= 2
    assert sum(len(one.proofs) for one in histories) >= 20
    for seed, one in enumerate(histories):
        for state in power_cuts(one, count=STATES // len(histories), seed=seed):
            wrong = violations(one, state, tmp_path / "state.h5")
            assert not wrong, (seed, state.cut, state.how, state.unreadable, wrong)


def test_the_model_finds_a_writer_that_signs_before_it_syncs(tmp_path: Path) -> None:
    """Without the first sync of a checkpoint the slot may reach the medium before the leaves: the model must see it."""
    one = record(tmp_path)[0]
    steps = list(one.steps)
    for number in range(one.published, len(steps)):
        follows_slot = number + 1 < len(steps) and len(steps[number + 1].data) == 4096
        if steps[number].kind == "sync" and follows_slot:
            steps[number] = Step("close")
    careless = History(one.initial, tuple(steps), one.proofs, one.max_interval)
    assert any(violations(careless, state, tmp_path / "state.h5") for state in power_cuts(careless, count=400, seed=1))
