"""The decisions of a log in their order, none of them left out.

Must not know how records are decoded.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

import app.chain
import app.log
import app.scene
from app.chain import Fact, NoLogError, open_log
from app.chain.finding import Finding
from app.chain.opening import Drive, Refused
from app.scene import decisions
from tests.analysis.driving_log import CYCLES, DECISION, MS, Line, of, recorded
from tests.replay.altering import alter
from tests.replay.opening import SAMPLES


def test_each_decision_comes_with_its_verdict(tmp_path: Path) -> None:
    paths = recorded(tmp_path, segment_ms=2_000)
    assert len(paths) > 2
    with open_log(paths[::-1]) as log:
        found = list(decisions(log))
        times = [one.t_ns for one in found]
    assert [one.decision and one.decision.cycle for one in found] == list(range(CYCLES))
    assert times == sorted(times)
    assert {one.verdict.intact for one in found} == {Fact.YES}
    assert {one.problem for one in found} == {""}


def test_what_is_broken_or_cannot_be_decoded_is_not_left_out(tmp_path: Path) -> None:
    def change(every: list[Line]) -> None:
        of(every, DECISION)[40].raw = b"{"

    (path,) = recorded(tmp_path, change)
    alter(path, DECISION, 30)
    with open_log([path]) as log:
        found = list(decisions(log))
    unknown = [one for one in found if one.decision is None]
    assert [one.row for one in unknown] == [30, 40]
    assert [one.verdict.intact for one in unknown] == [Fact.NO, Fact.YES]
    assert "does not hash" in unknown[0].problem
    assert "not JSON" in unknown[1].problem
    assert len(found) == CYCLES


def test_a_log_without_decisions_has_none(tmp_path: Path) -> None:
    (path,) = recorded(tmp_path, channels=(7,))
    with open_log([str(path)]) as log:
        assert list(decisions(log)) == []


def test_what_is_no_log_of_one_drive_is_refused(tmp_path: Path) -> None:
    noise = tmp_path / "noise.h5"
    noise.write_bytes(b"noise" * 1_000)
    with pytest.raises(NoLogError, match="NOT_SEALED"):
        open_log([noise])
    with pytest.raises(NoLogError, match="NOT_SEALED"):
        open_log([SAMPLES / "crossing.h5", noise])
    with pytest.raises(NoLogError, match="2 drives"):
        open_log([SAMPLES / "crossing.h5", SAMPLES / "cut-in.h5"])
    with pytest.raises(NoLogError, match="0 drives"):
        open_log([])
    with pytest.raises(AssertionError):
        open_log(str(noise))


def test_a_segment_that_cannot_be_shown_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = recorded(tmp_path)
    changed = Refused(path, Finding(code="FILE_CHANGED", text="it is written to"))
    monkeypatch.setattr(Drive, "known_refused", lambda _: [changed])
    with pytest.raises(NoLogError, match="FILE_CHANGED: it is written to"):
        open_log([path])


@pytest.mark.parametrize("package", [app.log, app.chain, app.scene])
def test_what_a_package_does_not_offer_it_does_not_have(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        package.nothing  # noqa: B018
    assert {getattr(package, name).__name__ for name in package.__all__} == set(package.__all__)


def test_times_are_those_of_arrival(tmp_path: Path) -> None:
    (path,) = recorded(tmp_path)
    with open_log([path]) as log:
        first = next(decisions(log))
        assert first.t_ns - log.log.span[0] == 30 * MS
        assert (first.channel, first.row) == ("/planner/decision", 0)
