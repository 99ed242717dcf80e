"""The replay's clock: positions against the plain formula, loops, ends, and commands that change nothing else."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.replay.clock import Clock
from app.replay.rates import LADDER, faster, shuttled, slower

FIRST, LAST = 1_000, 1_000_000
times = st.integers(FIRST, LAST)
walls = st.integers(0, 10**12)
rates = st.sampled_from([*LADDER, *(-rate for rate in LADDER)])


def clock(at: int = FIRST, **more: object) -> Clock:
    return Clock(first_ns=FIRST, last_ns=LAST, anchor_ns=at, **more)  # type: ignore[arg-type]


@given(times, walls, walls, rates)
def test_a_position_is_where_it_began_plus_the_time_that_passed(
    at: int, since: int, passed: int, rate: Fraction
) -> None:
    running = clock(at, rate=rate).play(since)
    assert running.position(since + passed) == min(max(at + int(passed * rate), FIRST), LAST)


@given(times, walls, st.lists(st.integers(0, 10**6), max_size=30), rates)
def test_ticks_add_no_error(at: int, since: int, steps: list[int], rate: Fraction) -> None:
    running, now = clock(at, rate=rate).play(since), since
    for step in steps:
        now += step
        running.position(now)
    assert running.position(now) == min(max(at + int((now - since) * rate), FIRST), LAST)


@given(times, walls, walls, rates)
def test_pausing_and_playing_on_stays_where_it_is(at: int, since: int, passed: int, rate: Fraction) -> None:
    running = clock(at, rate=rate).play(since)
    now = since + passed
    paused = running.pause(now)
    assert paused.position(now + 5_000) == running.position(now)
    assert paused.play(now + 9_000).position(now + 9_000) == running.position(now)


@given(times, walls, walls, rates, rates)
def test_another_rate_goes_on_from_where_it_is(at: int, since: int, passed: int, one: Fraction, two: Fraction) -> None:
    running, now = clock(at, rate=one).play(since), since + passed
    assert running.at_rate(two, now).position(now) == running.position(now)


def test_a_wall_clock_that_goes_back_does_not_turn_it_round() -> None:
    assert clock(5_000).play(100).position(0) == 5_000


@given(times, walls, st.integers(0, 10**7), rates, st.tuples(times, times).filter(lambda two: two[0] < two[1]))
def test_a_loop_is_never_left_once_it_was_entered(
    at: int, since: int, passed: int, rate: Fraction, loop: tuple[int, int]
) -> None:
    running = clock(at, rate=rate, loop=loop).play(since)
    position = running.position(since + passed)
    entered = loop[0] <= at < loop[1]
    assert not entered or loop[0] <= position < loop[1]
    assert FIRST <= position <= LAST


def test_playing_into_a_loop_goes_round_in_it() -> None:
    running = clock(2_000, loop=(3_000, 4_000)).play(0)
    assert [running.position(t) for t in (500, 1_000, 1_999, 2_000, 2_500, 3_000)] == [
        2_500, 3_000, 3_999, 3_000, 3_500, 3_000,
    ]  # fmt: skip
    backwards = clock(5_000, rate=Fraction(-1), loop=(3_000, 4_000)).play(0)
    assert [backwards.position(t) for t in (1_000, 2_000, 2_001)] == [4_000, 3_000, 3_999]


def test_it_ends_in_the_direction_it_plays() -> None:
    assert clock(LAST - 10).play(0).ended(10)
    assert not clock(LAST - 10).play(0).ended(9)
    assert clock(FIRST + 10, rate=Fraction(-1)).play(0).ended(10)
    assert not clock(LAST, loop=(FIRST, LAST + 1)).play(0).ended(10)
    assert not clock(LAST).ended(0)


def test_the_ladder_is_climbed_in_both_directions() -> None:
    rate, seen = LADDER[0], [LADDER[0]]
    for _ in range(20):
        rate = faster(rate)
        seen.append(rate)
    assert tuple(dict.fromkeys(seen)) == LADDER
    assert slower(Fraction(1)) == Fraction(1, 2)
    assert slower(-LADDER[0]) == -LADDER[0]
    assert faster(Fraction(3, 2)) == 2


def test_the_shuttle_turns_round_at_normal_speed_and_climbs_when_repeated() -> None:
    assert shuttled(Fraction(5), playing=False, forward=True) == 1
    assert shuttled(Fraction(1), playing=True, forward=True) == 2
    assert shuttled(Fraction(2), playing=True, forward=False) == -1
    assert shuttled(Fraction(-1), playing=True, forward=False) == -2
