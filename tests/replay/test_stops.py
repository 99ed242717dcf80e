"""Stepping: every place is reached, in order, and one step back undoes one step on, gaps and equal stamps included."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.replay.stops import GAP, Stop, Stops, with_gaps

stamps = st.lists(st.integers(0, 60), min_size=1, max_size=25).map(sorted)


def stops(times: list[int], max_age: int | None = None, end: int = 100) -> Stops:
    there = np.array(times, dtype=np.int64)
    return with_gaps(
        there, np.arange(len(times), dtype=np.int64)[::-1].copy(), max_age_ns=max_age, start_ns=min(times), end_ns=end
    )


def walk(places: Stops, start: Stop, by: int) -> list[Stop]:
    found, here = [start], start
    while (to := places.step(here.t_ns, pin(here), by)) is not None:
        found.append(to)
        here = to
    return found


def pin(stop: Stop) -> int | None:
    return None if stop.row == GAP else stop.row


@given(stamps, st.none() | st.integers(0, 20))
def test_steps_reach_every_place_once_in_order(times: list[int], max_age: int | None) -> None:
    places = stops(times, max_age)
    every = [places[position] for position in range(len(places))]
    assert walk(places, every[0], 1) == every
    assert walk(places, every[-1], -1) == every[::-1]


@given(stamps, st.none() | st.integers(0, 20), st.sampled_from([1, -1]))
def test_a_step_back_undoes_a_step_on_from_every_place(times: list[int], max_age: int | None, by: int) -> None:
    places = stops(times, max_age)
    for position in range(len(places)):
        here = places[position]
        there = places.step(here.t_ns, pin(here), by)
        if there is not None:
            assert places.step(there.t_ns, pin(there), -by) == here


@given(stamps.map(lambda times: sorted(set(times))), st.integers(-5, 110), st.booleans())
def test_a_jump_goes_to_the_nearest_place_by_brute_force(times: list[int], t: int, forward: bool) -> None:
    places = stops(times)
    found = places.jump(t, None, forward=forward)
    there = [one for one in times if (one > t if forward else one < t)]
    assert (found.t_ns if found else None) == ((min(there) if forward else max(there)) if there else None)


@given(stamps, st.integers(0, 20))
def test_no_step_passes_over_a_stretch_without_anything(times: list[int], max_age: int) -> None:
    places = stops(times, max_age)
    for t in range(times[0], 101):
        fresh = max(one for one in times if one <= t)
        if t - fresh > max_age:
            assert places[places.current(t)].row == GAP


def test_where_one_is_before_all_places_one_cannot_step_back() -> None:
    places = stops([10, 20])
    assert places.step(5, None, -1) is None
    assert places.step(5, None, 1) == Stop(10, 1)


def test_places_of_one_time_are_counted() -> None:
    places = stops([10, 20, 20, 20, 30])
    assert [places.place(position) for position in range(5)] == [(1, 1), (1, 3), (2, 3), (3, 3), (1, 1)]


def test_stamps_further_apart_than_64_bits_can_say_are_stepped_over() -> None:
    far = 2**62
    places = with_gaps(
        np.array([-far, far], dtype=np.int64),
        np.arange(2, dtype=np.int64),
        max_age_ns=5,
        start_ns=-far,
        end_ns=far + 10_000,
    )
    assert [places[position].row for position in range(4)] == [0, GAP, 1, GAP]


def test_the_start_of_a_drive_before_the_first_frame_is_a_stop_of_its_own() -> None:
    times = np.array([10, 20], dtype=np.int64)
    places = with_gaps(times, np.arange(2, dtype=np.int64), max_age_ns=50, start_ns=0, end_ns=30)
    assert walk(places, Stop(0, GAP), 1) == [Stop(0, GAP), Stop(10, 0), Stop(20, 1)]
    assert places.step(10, 0, -1) == Stop(0, GAP)


@given(stamps, st.integers(-5, 110), st.integers(-5, 110))
def test_on_the_way_one_place_that_would_be_passed_over_is_halted_at_by_brute_force(
    times: list[int], start: int, end: int
) -> None:
    places = stops(times)

    def here(t: int) -> int:
        """The time of the place that is current; of those before all: none."""
        return max((one for one in times if one <= t), default=-99)

    way = range(start, end + 1) if end >= start else range(start, end - 1, -1)
    met = list(dict.fromkeys(here(t) for t in way))
    passed = met[1:-1]
    found = places.halt(start, end)
    if len(passed) == 1:
        # the last instant on the way at which it is current
        assert found == [t for t in way if here(t) == passed[0]][-1]
    else:
        assert found == end
