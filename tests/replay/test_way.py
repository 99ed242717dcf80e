"""What of a channel is joined by a line, what is left out and why, and what a long way is thinned to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kinds.code import FixType
from app.log.channel import Mode
from app.replay.oddity import Oddity
from app.replay.thin_way import MOST_LINES, Lines, thinned
from app.replay.way import Quality, Way, way_of
from app.scene.geodesy import Array
from app.scene.standing import Standing
from tests.replay.positions import SECOND, series

ALL = (-1e7, -1e7, 1e7, 1e7)


def way(places: Array, times_ns: npt.NDArray[np.int64] | None = None, **said: object) -> Way:
    times = np.arange(len(places)) * SECOND // 10 if times_ns is None else times_ns
    made = series("gnss", times, latitude_deg=np.full(len(places), 50.0), longitude_deg=8.0, **said)  # type: ignore[arg-type]
    return way_of(made, places, SECOND // 2, kind="gnss")


def late(one: Way, *arrival_ns: int) -> Way:
    """The same, with other times of arrival."""
    return replace(one, arrival_ns=np.array(arrival_ns, dtype=np.int64))


def counts(one: Way, known_ns: int | None = None) -> dict[Oddity, int]:
    return {oddity: found for oddity in Oddity if (found := one.count(oddity, known_ns))}


def straight(count: int, step: float = 1.0) -> Array:
    return np.column_stack([np.arange(count) * step, np.zeros(count)])


def test_what_follows_is_joined_and_a_gap_is_not_bridged() -> None:
    found = way(straight(5), np.array([0, 1, 2, 20, 21]) * SECOND // 10)
    assert found.joined.tolist() == [False, True, True, False, True]
    assert not found.jumps.any()
    assert not found.places.flags.writeable


def test_a_jump_is_no_way_and_is_told_from_a_gap() -> None:
    places = np.array([[0.0, 0], [1, 0], [1_000_000, 0], [1_000_001, 0], [2, 0]])
    found = way(places)
    assert found.joined.tolist() == [False, True, False, True, False]
    assert found.jumps.tolist() == [False, False, True, False, True]


def test_two_of_one_stamp_are_no_jump_unless_they_are_far_apart() -> None:
    near = way(np.array([[0.0, 0], [1.5, 0]]), np.zeros(2, dtype=np.int64))
    assert (near.joined.tolist(), near.jumps.tolist()) == ([False, True], [False, False])
    assert way(np.array([[0.0, 0], [50, 0]]), np.zeros(2, dtype=np.int64)).jumps.tolist() == [False, True]


def test_records_that_failed_are_counted_by_their_reason_and_marked_where_they_were() -> None:
    places = straight(6)
    places[[1, 3, 4]] = np.nan
    standing = [
        Standing.INTACT,
        Standing.BROKEN,
        Standing.INTACT,
        Standing.MISSING,
        Standing.UNCHECKED,
        Standing.INTACT,
    ]
    found = way(places, standing=standing)
    assert counts(found) == {Oddity.BROKEN: 1, Oddity.WITHHELD: 1, Oddity.UNREAD: 1}
    assert found.rows.tolist() == [0, 2, 5]
    assert found.joined.tolist() == [False, False, False]
    assert found.losses.records.tolist() == [0, 1]
    assert found.losses.times_ns.tolist() == [SECOND // 10, 3 * SECOND // 10]


def test_what_is_behind_a_break_is_there_and_never_joined() -> None:
    found = way(straight(4), standing=[Standing.INTACT, Standing.INTACT, Standing.AFTER_BREAK, Standing.INTACT])
    assert found.unproven.tolist() == [False, False, True, False]
    assert found.joined.tolist() == [False, True, False, False]
    assert found.at(2 * SECOND // 10) is None


def test_intact_records_without_a_place_are_counted_apart() -> None:
    made = series(
        "gnss", np.arange(4) * SECOND // 10, latitude_deg=[np.nan, 0.0, 50.0, 50.0], longitude_deg=[8.0, 0.0, 8.0, 8.0]
    )
    places = np.array([[np.nan, np.nan], [np.nan, np.nan], [np.nan, np.nan], [0.0, 0.0]])
    found = way_of(made, places, SECOND, kind="gnss")
    assert counts(found) == {Oddity.WITHOUT: 1, Oddity.ZERO: 1, Oddity.FAR: 1}


def test_the_quality_of_each_fix() -> None:
    fixes = [FixType.UNKNOWN, FixType.NO_FIX, FixType.DEAD_RECKONING, FixType.FIX_2D, FixType.RTK_FIXED]
    found = way(straight(5), fix=[int(one) for one in fixes])
    assert found.quality.tolist() == [
        Quality.UNSTATED, Quality.NO_FIX, Quality.RECKONED, Quality.PLAIN, Quality.CORRECTED,
    ]  # fmt: skip
    # a receiver that says that it has no fix is not believed a way
    assert found.joined.tolist() == [False, False, False, True, True]


def test_nothing_at_all() -> None:
    empty = way(np.empty((0, 2)))
    assert len(empty.rows) == 0
    assert empty.at(0) is None
    assert len(thinned(empty, ALL, 1.0, 10.0).lines.times_ns) == 0
    assert thinned(empty, ALL, 1.0, 10.0).nearest(0, 0, 1e9) is None


def test_the_place_at_a_time_is_the_latest_and_not_too_old() -> None:
    found = way(straight(3))
    assert np.asarray(found.at(150_000_000)).tolist() == [1.0, 0.0]
    assert found.at(-1) is None
    assert np.asarray(found.at(700_000_000)).tolist() == [2.0, 0.0]
    assert found.at(701_000_001) is None


def test_the_place_at_a_time_is_of_what_had_arrived() -> None:
    found = late(way(straight(4)), 10, 350_000_000, 300_000_000, 700_000_000)
    where = {known: found.at(300_000_000, known) for known in (9, 10, 299_999_999, 300_000_000, 700_000_000)}
    assert where[9] is None
    assert [np.asarray(where[known]).tolist() for known in list(where)[1:]] == [[0, 0], [0, 0], [2, 0], [3, 0]]
    # what is known by then may be too old already
    assert found.at(601_000_000, 100) is None


def test_the_nearest_record_is_one_that_had_arrived() -> None:
    one = way(straight(10), delay_ns=30_000_000)
    found = thinned(one, ALL, 0.1, 3.0, Mode.ARRIVAL)
    assert found.nearest(6.2, 0.3, 1.0) == 6
    assert found.nearest(-0.2, 0.3, 1.0) == 0
    assert found.nearest(6.2, 0.3, 1.0, 630_000_000) == 6
    assert found.nearest(6.2, 0.3, 1.0, 629_999_999) is None
    assert found.nearest(6.2, 5.0, 1.0) is None


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 50)), min_size=1, max_size=40),
    st.integers(0, 50),
    st.sampled_from([0.1, 2.0, 30.0]),
)
def test_no_record_is_pointed_at_before_it_arrived(found: list[tuple[int, int, int]], now: int, cell: float) -> None:
    one = late(way(np.array([(x, y) for x, y, _ in found], dtype=float)), *(arrival for _, _, arrival in found))
    pointed = thinned(one, ALL, cell, cell, Mode.ARRIVAL).nearest(5, 5, 1e3, now)
    known = np.flatnonzero(one.arrival_ns <= now)
    assert (pointed is None) == (len(known) == 0)
    assert pointed is None or pointed in known


def test_of_one_cell_the_record_is_pointed_at_that_arrived_first() -> None:
    one = late(way(np.array([[0.0, 0], [0.01, 0]])), 10 * SECOND, 2 * SECOND)
    assert thinned(one, ALL, 1.0, 1.0, Mode.ARRIVAL).nearest(0, 0, 5, 3 * SECOND) == 1
    assert thinned(one, ALL, 1.0, 1.0, Mode.CAPTURE).nearest(0, 0, 5) == 0


def test_a_way_of_more_lines_than_can_be_told_apart_names_nothing_that_is_still_to_come() -> None:
    rng = np.random.default_rng(7)
    one = late(way(rng.normal(0, 40, (20_000, 2))), *rng.permutation(20_000).tolist())
    found = thinned(one, ALL, 1.0, 1.0, Mode.ARRIVAL)
    assert 0 < len(found.lines.times_ns) <= MOST_LINES
    assert (one.arrival_ns[found.lines.records] <= found.lines.times_ns).all()
    assert (one.arrival_ns[found.dots.records] == found.dots.times_ns).all()


def covered(lines: Lines) -> float:
    return float(np.hypot(*(lines.ends - lines.begins).T).sum())


def test_a_long_way_is_thinned_to_its_cells_and_keeps_its_length() -> None:
    found = thinned(way(straight(100_000, 0.05)), ALL, 2.0, 20.0)
    assert 2_400 <= len(found.lines.times_ns) <= 2_600
    assert covered(found.lines) == pytest.approx(99_999 * 0.05)
    assert len(found.dots.times_ns) == 250
    assert (np.diff(found.lines.times_ns) > 0).all()


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.booleans()), min_size=2, max_size=80))
def test_no_line_and_no_jump_is_hidden(steps: list[tuple[int, int, bool]]) -> None:
    places = np.array([(x * 0.5 + (500.0 if far else 0.0), y * 0.5) for x, y, far in steps])
    one, cell = way(places), 1.0
    found = thinned(one, ALL, cell, cell).lines
    lines = zip(found.begins.tolist(), found.ends.tolist(), found.jumps.tolist(), strict=True)
    drawn = {(*np.floor(np.array([*a, *b]) / cell).tolist(), jump) for a, b, jump in lines}
    for at in range(1, len(places)):
        a, b = (np.floor(places[row] / cell).tolist() for row in (at - 1, at))
        if (one.joined[at] or one.jumps[at]) and a != b:
            assert (*a, *b, bool(one.jumps[at])) in drawn


def test_a_vehicle_that_stood_for_a_day_is_drawn_soon_and_its_jump_is_there() -> None:
    places = np.random.default_rng(5).normal(0, 1.5, (200_000, 2))
    places[150_000] = 900_000.0, 0.0
    one = way(places)
    found = thinned(one, (-50.0, -50.0, 50.0, 50.0), 0.05, 0.5)
    assert 0 < len(found.lines.times_ns) <= MOST_LINES
    there = found.lines.jumps & (found.lines.ends[:, 0] > 800_000)
    assert found.lines.times_ns[there].tolist() == [one.times_ns[150_000]]
    assert len(found.dots.times_ns) < 2_000


def test_outside_of_the_window_nothing_is_drawn_but_what_crosses_it() -> None:
    one = way(np.array([[-100.0, 0], [-90, 0], [90, 0], [100, 0], [100, 80]]), np.arange(5) * SECOND * 2 // 5)
    found = thinned(one, (-10.0, -10.0, 10.0, 10.0), 0.1, 1.0)
    assert found.lines.begins.tolist() == [[-90, 0]]
    assert found.lines.ends.tolist() == [[90, 0]]
    assert len(found.dots.times_ns) == 0


def test_a_line_is_known_when_both_its_ends_are_and_a_cell_when_its_first_record_is() -> None:
    one = late(way(np.array([[0.1, 0], [0.2, 0], [5, 0], [9, 0]])), 70, 7, 50, 40)
    found = thinned(one, ALL, 1.0, 1.0, Mode.ARRIVAL)
    assert found.lines.times_ns.tolist() == [70, 50]
    assert found.dots.times_ns.tolist() == [7, 50, 40]
    assert found.dots.records.tolist() == [1, 2, 3]
    assert thinned(one, ALL, 1.0, 1.0).dots.records.tolist() == [0, 2, 3]


def test_strokes_are_parted_where_lines_do_not_go_on() -> None:
    one = way(straight(6), np.array([0, 1, 2, 20, 21, 22]) * SECOND // 10)
    lines = thinned(one, ALL, 0.1, 1.0).lines
    whole = lines.strokes(np.ones(4, dtype=np.bool_))
    assert np.isnan(whole[:, 0]).tolist() == [False, False, False, True, False, False, False]
    assert whole[~np.isnan(whole[:, 0]), 0].tolist() == [0, 1, 2, 3, 4, 5]
    some = lines.strokes(np.array([True, False, True, True]))
    assert some[~np.isnan(some[:, 0]), 0].tolist() == [0, 1, 3, 4, 5]
    assert len(lines.strokes(np.zeros(4, dtype=np.bool_))) == 0


def test_different_qualities_of_one_cell_are_all_there() -> None:
    one = way(np.zeros((3, 2)), fix=[int(FixType.RTK_FIXED), int(FixType.FIX_3D), int(FixType.RTK_FIXED)])
    assert sorted(thinned(one, ALL, 1.0, 5.0).dots.quality.tolist()) == [Quality.CORRECTED, Quality.PLAIN]


LOST = [Standing.INTACT, Standing.INTACT, Standing.BROKEN, Standing.INTACT]


def broken_way() -> Way:
    places = straight(4, 10.0)
    places[2] = np.nan
    return way(places, standing=LOST, delay_ns=5)


def test_the_last_place_before_a_loss_is_marked() -> None:
    assert thinned(broken_way(), ALL, 1.0, 5.0).lost.places.tolist() == [[10.0, 0.0]]
    # also where what follows lies outside of what is seen, and not where only that does
    assert thinned(broken_way(), (-5.0, -5.0, 15.0, 5.0), 1.0, 5.0).lost.places.tolist() == [[10.0, 0.0]]
    assert len(thinned(broken_way(), (15.0, -5.0, 50.0, 5.0), 1.0, 5.0).lost.places) == 0


def test_a_loss_behind_the_last_place_is_marked_and_one_before_the_first() -> None:
    behind, before = straight(3, 10.0), straight(3, 10.0)
    behind[2] = before[0] = np.nan
    intact = [Standing.INTACT] * 2
    assert thinned(way(behind, standing=[*intact, Standing.BROKEN]), ALL, 1.0, 5.0).lost.records.tolist() == [1]
    assert thinned(way(before, standing=[Standing.BROKEN, *intact]), ALL, 1.0, 5.0).lost.records.tolist() == [0]


def test_a_loss_is_known_when_what_was_lost_had_arrived() -> None:
    lost = thinned(broken_way(), ALL, 1.0, 5.0, Mode.ARRIVAL).lost
    assert lost.times_ns.tolist() == [2 * SECOND // 10 + 5]
    assert thinned(broken_way(), ALL, 1.0, 5.0).lost.times_ns.tolist() == [2 * SECOND // 10]


def test_what_is_odd_counts_from_when_it_arrived() -> None:
    places = straight(6)
    places[1], places[4] = np.nan, (900.0, 0.0)
    standing = [
        Standing.INTACT,
        Standing.BROKEN,
        Standing.AFTER_BREAK,
        Standing.INTACT,
        Standing.INTACT,
        Standing.INTACT,
    ]
    one = way(places, standing=standing, delay_ns=5)
    assert counts(one) == {Oddity.BROKEN: 1, Oddity.AFTER_BREAK: 1, Oddity.JUMP: 2}
    assert counts(one, SECOND // 10 + 4) == {}
    assert counts(one, 2 * SECOND // 10 + 5) == {Oddity.BROKEN: 1, Oddity.AFTER_BREAK: 1}
    assert counts(one, 4 * SECOND // 10 + 5) == {Oddity.BROKEN: 1, Oddity.AFTER_BREAK: 1, Oddity.JUMP: 1}
