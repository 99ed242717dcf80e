"""Clocks of a log: their texts, their round ticks over jumps of UTC and of local time, and what a log cannot have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.replay.dial import Dial, dial
from app.replay.face import Face
from app.replay.instant import InstantError, NoUtcError, instant_ns
from app.replay.scale import Scale
from app.replay.timeline import Timeline
from app.scene.zone import UTC_ZONE, Zone

S = 10**9
BERLIN = Zone.of("Europe/Berlin")
BACK = int(datetime(2026, 10, 25, 1, tzinfo=UTC).timestamp()) * S
"""The instant at which clocks are put back from 03:00 to 02:00."""


@dataclass
class Log:
    """A drive with stamps of UTC: from which instants on it is how far ahead."""

    span: tuple[int, int]
    steps: tuple[tuple[int, int], ...] = ()

    @property
    def utc_steps(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        array = np.array(self.steps, dtype=np.int64).reshape(-1, 2)
        return array[:, 0], array[:, 1]

    def utc_offset_ns(self, utc_ns: int) -> int | None:
        passed = [offset for from_ns, offset in self.steps if from_ns + offset <= utc_ns]
        return passed[-1] if passed else self.steps[0][1] if self.steps else None


def made(log: Log, face: Face, zone: Zone = BERLIN, t0_ns: int | None = None) -> Dial:
    found = dial(face, cast(Timeline, log), t0_ns, zone)
    assert found is not None
    return found


def begun(utc_ns: int, length_s: int = 3600) -> Log:
    """A drive whose own time begins at 100 s."""
    return Log((100 * S, (100 + length_s) * S), ((100 * S, utc_ns - 100 * S),))


def test_texts_of_every_clock() -> None:
    log = begun(BACK - 4 * 86_400 * S)
    at = 112_345_678_999
    assert made(log, Face.ELAPSED).text(at) == "12.345 s"
    assert made(log, Face.T0, t0_ns=113 * S).text(at) == "\u22120.654 s"
    assert made(log, Face.T0, t0_ns=112 * S).text(at) == "+0.345 s"
    assert made(log, Face.UTC).text(at) == "01:00:12.345 UTC"
    assert made(log, Face.LOCAL).text(at) == "03:00:12.345 CEST (+02:00)"
    assert made(log, Face.LOCAL, Zone.of("-03:30")).text(at, digits=0) == "21:30:12 (\u221203:30)"
    assert made(log, Face.LOCAL, Zone.of("-03:30")).date(at) == "2026-10-20"


def test_no_time_is_minus_zero() -> None:
    count = Dial(Face.T0, 100)
    assert count.text(99) == count.text(101) == count.text(100) == "0.000 s"
    assert Dial(Face.T0, 60_000_000).text(0, digits=1) == "0.0 s"
    assert Dial(Face.T0, 160_000_000).text(0, digits=1) == "\u22120.1 s"


def test_without_utc_there_are_neither_utc_nor_local_time() -> None:
    log = Log((0, S))
    for face in (Face.UTC, Face.LOCAL):
        assert dial(face, cast(Timeline, log), None, BERLIN) is None
    assert dial(Face.T0, cast(Timeline, log), None, BERLIN) is None
    with pytest.raises(NoUtcError):
        instant_ns("18:00:00", log, zone=BERLIN)


@given(
    st.integers(-(2**62), 2**62), st.integers(1, 2 * 366 * 86_400 * S), st.floats(0.001, 1),
    st.sampled_from([BERLIN, UTC_ZONE, Zone.of("America/St_Johns"), Zone.of("-09:30")]),
)  # fmt: skip
def test_ticks_are_round_on_the_clock_and_in_order(utc_ns: int, length: int, share: float, zone: Zone) -> None:
    log = Log((100 * S, 100 * S + length), ((100 * S, utc_ns),))
    found = made(log, Face.LOCAL, zone)
    end = log.span[0] + max(round(length * share), 10)
    step = found.step((end - log.span[0]) / 8)
    ticks = list(found.ticks(log.span[0], end, step))
    assert ticks == sorted(ticks)
    assert 1 <= len(ticks) <= 16
    for t_ns in ticks:
        assert log.span[0] <= t_ns < end
        offset_s, _ = zone.offset(t_ns + utc_ns)
        assert (t_ns + utc_ns + offset_s * S) % step == 0


def test_steps_of_a_clock_are_those_of_a_clock() -> None:
    wall, counting = made(begun(BACK), Face.UTC), made(begun(BACK), Face.ELAPSED)
    least = [0.03, 0.3, 0.6, 3, 40, 61, 1000, 4000, 50_000, 200_000]
    assert [wall.step(one * S) / S for one in least] == [
        0.05, 0.5, 1, 5, 60, 120, 1800, 7200, 86_400, 5 * 86_400,
    ]  # fmt: skip
    assert [counting.step(one * S) / S for one in least[:6]] == [0.05, 0.5, 1, 5, 50, 100]


def test_ticks_and_texts_go_on_where_clocks_are_put_back() -> None:
    log = begun(BACK - 1800 * S)
    found = made(log, Face.LOCAL)
    ticks = list(found.ticks(*log.span, 900 * S))
    assert [found.tick_text(one, 900 * S) for one in ticks] == ["02:30", "02:45", "02:00", "02:15"]
    assert [found.unit(one) for one in ticks] == ["CEST (+02:00)"] * 2 + ["CET (+01:00)"] * 2


def test_a_jump_of_utc_is_followed_exactly() -> None:
    # the clock of the vehicle was put forward by 30.5 s, and back again
    log = Log((0, 100 * S), ((0, BACK), (40 * S, BACK + 30_500_000_000), (70 * S, BACK)))
    found = made(log, Face.UTC)
    assert [found.text(one * S, digits=1) for one in (39, 40, 69, 70)] == [
        "01:00:39.0 UTC", "01:01:10.5 UTC", "01:01:39.5 UTC", "01:01:10.0 UTC",
    ]  # fmt: skip
    ticks = list(found.ticks(*log.span, 10 * S))
    assert all(found.text(one).endswith("0.000 UTC") for one in ticks)
    assert [one / S for one in ticks] == [0, 10, 20, 30, 49.5, 59.5, 69.5, 70, 80, 90]


def test_a_log_whose_utc_never_stands_still_has_a_ruler_all_the_same() -> None:
    steps = tuple((n * 10_000, BACK + (n * 7919) % 1000) for n in range(100_000))
    log = Log((0, S), steps)
    found = made(log, Face.LOCAL)
    ticks = list(found.ticks(0, S, S // 10))
    assert 8 <= len(ticks) <= 30
    # the steps are those of UTC to the microsecond; every tick is the tenth of a second that stands at it
    assert [found.tick_text(one, S // 10)[:8] for one in ticks[:3]] == ["02:00:00"] * 3
    told = [found.tick_text(one, S // 10) for one in ticks]
    assert sorted(set(told)) == [f"02:00:00.{tenth}" for tenth in range(10)]
    assert told == sorted(told)
    for one in ticks:
        utc_ns = one + steps[one // 10_000][1]
        assert abs(utc_ns - round(utc_ns, -8)) < 10_000


def test_estimates_of_utc_that_lie_centuries_apart_are_told_each_in_its_own_offset() -> None:
    summer = BACK - 90 * 86_400 * S
    log = Log((0, 2 * S), ((0, -(2**62)), (S, summer), (S + S // 2, BACK + 1)))
    found = made(log, Face.LOCAL)
    assert found.unit(0).startswith("LMT")
    assert found.text(S, digits=0) == "2026-07-27 03:00:01 CEST (+02:00)"
    assert found.text(S + S // 2, digits=0) == "2026-10-25 02:00:01 CET (+01:00)"


def test_local_times_can_be_typed() -> None:
    log = begun(BACK - 5400 * S, length_s=3 * 3600)
    zero = log.span[0]
    assert instant_ns("2026-10-25 01:45:00.000000123", log, zone=BERLIN) == zero + 900 * S + 123
    assert instant_ns("1:45", log, zone=BERLIN) == zero + 900 * S
    assert instant_ns("03:00:00,5", log, zone=BERLIN) == zero + (5400 + 3600) * S + S // 2
    assert instant_ns("2026-10-25T00:45:00Z", log, zone=BERLIN) == zero + 4500 * S
    assert instant_ns("2026-10-25 02:30+01:00", log, zone=BERLIN) == zero + 7200 * S
    with pytest.raises(
        InstantError, match=r"comes twice in Europe/Berlin: write \+02:00 behind it for the first, \+01"
    ):
        instant_ns("2026-10-25 02:30", log, zone=BERLIN)
    with pytest.raises(InstantError, match="clocks were put forward over it"):
        instant_ns("2026-03-29 02:30:00", log, zone=BERLIN)
    with pytest.raises(InstantError, match="no time zone"):
        instant_ns("2026-10-25 01:45:00", log)
    for text in ("25:00", "12:61", "1:2:3:4"):
        with pytest.raises(InstantError, match="is no time"):
            instant_ns(text, log, zone=BERLIN)


@pytest.mark.parametrize(
    "text",
    [
        "999999999999", "T0+999999999999", "-999999999999", "9223372036854775808ns", "-9999999999999999999ns",
        "0001-01-01T00:00:00+10:00", "0001-01-01 00:00", "9999-12-31T23:59:59Z", "9999-12-31 23:59:59",
        "2262-04-11T23:47:17Z", "1677-09-21T00:12:43Z",
    ],
)  # fmt: skip
def test_what_no_log_can_reach_is_refused(text: str) -> None:
    with pytest.raises(InstantError, match="lies outside of all times that a log can have"):
        instant_ns(text, begun(BACK), t0_ns=0, zone=BERLIN)


def test_utc_is_found_by_the_steps_of_a_log() -> None:
    log = Log((0, 100 * S), ((0, BACK), (40 * S, BACK + 30 * S), (70 * S, BACK)))
    scale = Scale(cast(Timeline, log))
    assert scale.span == (0, 100 * S + 1)
    for after_s in range(-5, 140):
        assert scale.utc_offset_ns(BACK + after_s * S) == log.utc_offset_ns(BACK + after_s * S)
    assert Scale(cast(Timeline, Log((0, S)))).utc_offset_ns(BACK) is None


def test_a_time_of_day_behind_midnight_is_that_of_the_next_day() -> None:
    log = begun(int(datetime(2026, 7, 1, 21, 50, tzinfo=UTC).timestamp()) * S)
    assert instant_ns("23:55", log, zone=BERLIN) == log.span[0] + 300 * S
    assert instant_ns("00:10", log, zone=BERLIN) == log.span[0] + 1200 * S
