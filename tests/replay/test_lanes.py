"""The lanes of the samples: what happened, what was decided, who drove; and what of it nobody may rely on."""

from itertools import pairwise
from pathlib import Path

import pytest

from app.chain.trust import TrustStore
from app.chain.verdict import Fact, Status
from app.log.channel import Mode
from app.replay.cache import Cache
from app.replay.lanes import Lanes, lanes_of
from app.replay.sampler import Sampler
from app.replay.trust import Trust, Walker, at_opening
from app.scene.standing import Standing
from tests.replay.opening import SAMPLES, opened


def lanes(name: str) -> Lanes:
    with opened(SAMPLES / f"{name}.h5") as log:
        *_, last = lanes_of(Sampler(log, Cache()))
    assert last.complete
    assert last.unreadable == 0
    return last


def walked(path: Path, behind_ns: int = 0) -> Trust:
    """What the walk finds; `behind_ns`: how much later in its drive the segment began its clock anew."""
    with opened(path) as log:
        log.log.offsets_ns = (behind_ns,)
        told: list[Trust] = []
        wrong: list[BaseException] = []
        walker = Walker(log, TrustStore(), published=told.append, failed=wrong.append)
        walker.join()
        walker.close()
    assert not wrong
    return told[-1]


def test_an_event_that_recorder_and_channel_tell_is_one() -> None:
    found = lanes("crossing")
    begun = [one.kind for one in found.events if one.phase != "end"]
    assert begun.count("collision") == begun.count("edr_trigger") == 1
    assert [one.start_ns for one in found.events] == sorted(one.start_ns for one in found.events)
    contact = next(one for one in found.events if one.kind == "collision")
    assert contact.severity == "critical"
    assert contact.text == "contact at the front"


def test_who_drove_follows_without_a_hole() -> None:
    found = lanes("stalled-truck").driving
    assert [one.mode for one in found] == ["automated", "transition demand", "minimum risk manoeuvre", "manual"]
    assert all(one.end_ns == other.start_ns for one, other in pairwise(found))


def test_every_cycle_is_there_with_what_was_chosen() -> None:
    found = lanes("crossing").cycles
    assert len(found) == 104
    assert {one.manoeuvre for one in found} >= {"keep_lane", "emergency_brake"}
    assert [one.number for one in found] == sorted(one.number for one in found)


def test_one_jumps_to_events_of_the_kinds_that_are_ticked() -> None:
    found = lanes("crossing")
    every, some = found.event_stops(Mode.CAPTURE), found.event_stops(Mode.CAPTURE, frozenset({"collision"}))
    assert len(every) == len(found.events)
    assert [found.events[some[at].row].kind for at in range(len(some))] == ["collision", "collision"]


@pytest.mark.parametrize("name", ["crossing", "stalled-truck"])
def test_the_walk_turns_unchecked_into_intact(name: str) -> None:
    with opened(SAMPLES / f"{name}.h5") as log:
        before = at_opening(log)
    after = walked(SAMPLES / f"{name}.h5")
    assert before.verdict.intact is Fact.NOT_YET
    assert before.stretches[0].standing is Standing.UNCHECKED
    assert after.finished
    assert after.verdict.intact is Fact.YES
    assert after.stretches[0].standing is Standing.INTACT
    assert after.done_bytes == after.total_bytes > 0
    # the tail behind the last signature of the recording that lost its power
    assert [one.standing for one in after.stretches[1:]] == ([Standing.UNSIGNED] if name == "stalled-truck" else [])


def test_a_broken_record_is_a_stretch_of_its_own(tmp_path: Path) -> None:
    raw = bytearray((SAMPLES / "crossing.h5").read_bytes())
    raw[raw.find(b'"kind":"collision"') + 9] ^= 1
    (tmp_path / "altered.h5").write_bytes(raw)
    after = walked(tmp_path / "altered.h5", behind_ns=7_000_000_000)
    assert after.verdict.status is Status.BROKEN
    assert [one.standing for one in after.stretches] == [Standing.INTACT, Standing.BROKEN, Standing.INTACT]
    assert after.stretches[1].records == 1
    assert after.first_broken is not None
    assert after.stretches[0].records == after.first_broken[1]
    (altered,) = [one for one in after.findings if one.finding.code == "PAYLOAD"]
    assert (altered.segment, altered.t_ns) == (0, after.stretches[1].start_ns)
    assert altered.finding.t_ns == after.stretches[1].start_ns - 7_000_000_000


def test_a_file_that_is_gone_stops_the_walk_in_words(tmp_path: Path) -> None:
    path = tmp_path / "here.h5"
    path.write_bytes((SAMPLES / "crossing.h5").read_bytes())
    with opened(path) as log:
        path.unlink()
        told: list[Trust] = []
        walker = Walker(log, TrustStore(), published=told.append, failed=lambda error: pytest.fail(str(error)))
        walker.join()
        walker.close()
    assert told[-1].stopped is not None
    assert not told[-1].finished
