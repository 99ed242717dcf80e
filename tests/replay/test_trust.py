"""What is known of a drive while its payloads are walked, and when they were: on sound, altered and failing files."""

from pathlib import Path

import pytest

from app.chain.verdict import Fact, Status
from app.log.directory import parse_directory
from app.replay.trust import Trust, at_opening
from app.scene.standing import Standing
from tests.adversary.attack import Scene, nth
from tests.adversary.base import STATE, KeyRing
from tests.adversary.forgery import Forgery
from tests.adversary.medium import breaker
from tests.replay.opening import SAMPLES, opened
from tests.replay.walking import walked


def stretches(trust: Trust) -> list[Standing]:
    return [one.standing for one in trust.stretches]


@pytest.fixture
def altered(tmp_path: Path) -> Path:
    """A copy in which the record of the collision was changed."""
    raw = bytearray((SAMPLES / "crossing.h5").read_bytes())
    raw[raw.find(b'"kind":"collision"') + 9] ^= 1
    (tmp_path / "altered.h5").write_bytes(raw)
    return tmp_path / "altered.h5"


@pytest.mark.parametrize("name", ["crossing", "stalled-truck"])
def test_the_walk_turns_unchecked_into_intact(name: str) -> None:
    with opened(SAMPLES / f"{name}.h5") as log:
        before = at_opening(log)
        after = walked(log)
    assert before.verdict.intact is Fact.NOT_YET
    assert before.stretches[0].standing is Standing.UNCHECKED
    assert after.finished
    assert after.verdict.intact is Fact.YES
    assert after.stretches[0].standing is Standing.INTACT
    assert after.done_bytes == after.total_bytes > 0
    # the tail behind the last signature of the recording that lost its power
    assert stretches(after)[1:] == ([Standing.UNSIGNED] if name == "stalled-truck" else [])


def test_a_broken_record_is_a_stretch_of_its_own(altered: Path) -> None:
    with opened(altered) as log:
        # the segment began its clock anew, so much later in its drive
        log.log.offsets_ns = (7_000_000_000,)
        after = walked(log)
    assert after.verdict.status is Status.BROKEN
    assert stretches(after) == [Standing.INTACT, Standing.BROKEN, Standing.INTACT]
    assert after.stretches[1].records == 1
    assert after.first_broken is not None
    assert after.stretches[0].records == after.first_broken[1]
    (found,) = [one for one in after.findings if one.finding.code == "PAYLOAD"]
    assert (found.segment, found.t_ns) == (0, after.stretches[1].start_ns)
    assert found.finding.t_ns == after.stretches[1].start_ns - 7_000_000_000


def test_what_the_device_cannot_read_stays_unchecked_and_is_not_called_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Scene(tmp_path / "made", tmp_path, KeyRing("trust")).sound()
    area = parse_directory(path.read_bytes()[:65_536]).areas[f"channel/{STATE}"]
    unread = nth(Forgery(path), STATE, 5)
    with opened(path) as log:
        breaker(monkeypatch)(area.offset + 5 * 160, 1)
        after = walked(log)
    assert after.verdict.intact is Fact.NOT_YET
    assert stretches(after) == [Standing.INTACT, Standing.UNCHECKED, Standing.INTACT]
    assert after.stretches[0].records <= unread < after.stretches[0].records + after.stretches[1].records
    assert after.first_broken is None


def test_a_channel_stands_as_the_worst_of_its_records(altered: Path) -> None:
    with opened(altered) as log:
        before, after = at_opening(log), walked(log)
        leaves = log.log.chapters[0].segment.leaves
        hit = int(leaves["channel"][next(one.finding.index for one in after.findings if one.finding.index is not None)])
    every = [(0, channel) for channel in {*leaves["channel"].tolist()}]
    # records of the recorder itself are read when a log is opened
    assert before.by_channel == dict.fromkeys(every, Standing.UNCHECKED) | {(0, hit): Standing.BROKEN}
    assert after.by_channel == dict.fromkeys(every, Standing.INTACT) | {(0, hit): Standing.BROKEN}
