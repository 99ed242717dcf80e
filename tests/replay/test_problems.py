"""What is wrong with a log: each kind of problem is found where it is, and nothing in a log that has none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.chain.opening import open_drives
from app.chain.trust import TrustStore
from app.record.entry import EntryDesk
from app.replay.cache import Cache
from app.replay.lanes import lanes_of
from app.replay.problem_reader import ProblemReader, names_of
from app.replay.problems import MOST_OF_A_KIND, Listed, Problem, Trouble, problems_of, worst
from app.replay.sampler import Sampler
from app.replay.timeline import Timeline
from app.scene.decode import Decoder
from tests.analysis.driving_log import CYCLES, DECISION, IMU, MS, START_NS, TEXT, Line, of, recorded
from tests.replay.altering import altered
from tests.replay.opening import SAMPLES
from tests.replay.walking import walked


def found_in(*paths: Path) -> list[Problem]:
    """All of them but that nobody trusts the key."""
    drives, refused = open_drives(list(paths), TrustStore())
    assert not refused
    log = drives[0].log()
    try:
        sampler, timeline = Sampler(log, Cache()), Timeline(log.log)
        told: list[tuple[Problem, ...]] = []
        wrong: list[BaseException] = []
        ends: list[bool] = []

        def deliver(problems: tuple[Problem, ...], complete: bool) -> None:
            told.append(problems)
            ends.append(complete)

        reader = ProblemReader(sampler, timeline, deliver=deliver, failed=wrong.append)
        reader._thread.join()
        reader.close()
        assert not wrong
        assert ends[-1]
        *_, lanes = lanes_of(sampler)
        every = problems_of(walked(log), lanes, told[-1], names_of(timeline))
        return [one for one in every if one.code != "UNTRUSTED_DEVICE_KEY"]
    finally:
        log.close()


def drop(first: int, behind: int) -> Callable[[list[Line]], object]:
    def change(lines: list[Line]) -> None:
        for one in of(lines, IMU)[first:behind]:
            lines.remove(one)

    return change


def test_a_log_without_a_fault_has_none(tmp_path: Path) -> None:
    assert found_in(*recorded(tmp_path)) == []


def test_a_gap_is_found_with_its_length(tmp_path: Path) -> None:
    (gap,) = found_in(*recorded(tmp_path, drop(100, 150)))
    assert (gap.trouble, gap.severity, gap.channel, gap.value) == (Trouble.GAP, "warning", "/imu", 510 * MS)
    assert gap.t_ns == START_NS + 990 * MS


def test_two_gaps_of_one_channel_are_two(tmp_path: Path) -> None:
    def change(lines: list[Line]) -> None:
        drop(300, 350)(lines)
        drop(100, 150)(lines)

    assert [one.trouble for one in found_in(*recorded(tmp_path, change))] == [Trouble.GAP] * 2


@pytest.mark.parametrize(
    ("raw", "why"),
    [(b"{", "not JSON"), (b'{"message": 3}', "schema"), (b'{"message": "a", "message": "b"}', "not JSON"), (b"[]", "")],
)
def test_a_line_that_cannot_be_decoded_is_found_though_its_bytes_are_intact(
    tmp_path: Path, raw: bytes, why: str
) -> None:
    def change(lines: list[Line]) -> None:
        of(lines, TEXT)[0].raw = raw

    (one,) = found_in(*recorded(tmp_path, change))
    assert (one.trouble, one.severity, one.channel, one.row) == (Trouble.DECODE, "warning", "/log", 0)
    assert why in one.text


def test_rows_of_an_odd_size_are_found_without_decoding_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # our recorder refuses them
    monkeypatch.setattr(EntryDesk, "_require", lambda *_: None)

    def change(lines: list[Line]) -> None:
        of(lines, IMU)[7].raw = b"12345"

    found = found_in(*recorded(tmp_path, change))
    assert [(one.channel, one.row) for one in found if one.trouble is Trouble.DECODE] == [("/imu", 7)]


def test_of_very_many_the_rest_is_counted(tmp_path: Path) -> None:
    def change(lines: list[Line]) -> None:
        stamp = lines[-1].t_ns
        lines.extend(Line(TEXT, stamp, {}, raw=b"{") for _ in range(MOST_OF_A_KIND + 5))

    found = found_in(*recorded(tmp_path, change))
    assert len(found) == MOST_OF_A_KIND + 1
    assert [(one.trouble, one.value) for one in found if one.trouble is not Trouble.DECODE] == [(Trouble.MORE, 5)]


def test_what_the_recorder_says_of_itself_is_among_them() -> None:
    found = found_in(SAMPLES / "stalled-truck.h5")
    assert sum(one.trouble is Trouble.RECORDER and one.code == "clock" for one in found) == 1
    assert sum(one.trouble is Trouble.RECORDER and one.code == "records_lost" for one in found) >= 10
    assert {one.channel for one in found if one.trouble is Trouble.GAP} == {
        "/camera/front", "/camera/rear", "/perception/objects", "/prediction",
    }  # fmt: skip
    assert [one.code for one in found if one.trouble is Trouble.FINDING] == ["UNSEALED_TAIL"]


def test_what_fails_its_check_is_the_gravest_and_told_once(tmp_path: Path) -> None:
    found = found_in(altered(tmp_path / "altered.h5"))
    assert worst(found) == "critical"
    assert [(one.code, one.channel) for one in found if one.severity == "critical"] == [("PAYLOAD", "/camera/front")]
    assert not [one for one in found if one.trouble is Trouble.DECODE]


def test_nothing_is_worse_than_no_problem() -> None:
    assert worst([]) is None
    assert (
        worst([Problem(trouble=Trouble.GAP, severity=one) for one in ("notice", "critical", "warning")]) == "critical"
    )


def test_a_decision_with_an_odd_stamp_is_counted(tmp_path: Path) -> None:
    def change(lines: list[Line]) -> None:
        decisions = of(lines, DECISION)
        decisions[20].t_ns = decisions[19].t_ns

    (one, *_) = found_in(*recorded(tmp_path, change))
    assert one.channel == "/planner/decision"


def test_a_channel_of_which_nothing_can_be_decoded_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = recorded(tmp_path)
    before = Decoder.__init__

    def wrong(self: Decoder, entry: dict[str, Any], **more: Any) -> None:
        before(self, dict(entry) | ({"codec": "zzz"} if entry.get("name") == "/planner/decision" else {}), **more)

    monkeypatch.setattr(Decoder, "__init__", wrong)
    found = [one for one in found_in(*paths) if one.trouble is Trouble.UNKNOWN]
    assert [(one.channel, one.severity, one.value) for one in found] == [("/planner/decision", "critical", CYCLES)]
    assert "zzz" in found[0].text


def test_what_the_recorder_says_very_often_is_counted() -> None:
    one = Problem(trouble=Trouble.RECORDER, severity="warning", channel="/system", code="records_lost")
    listed = Listed()
    for _ in range(MOST_OF_A_KIND + 7):
        listed.add(one)
    found = listed.problems()
    assert len(found) == MOST_OF_A_KIND + 1
    assert (found[-1].trouble, found[-1].value, found[-1].severity) == (Trouble.MORE, 7, "warning")
