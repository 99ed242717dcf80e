"""Between times and pixels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.replay.dial import Dial
from app.replay.lanes import Driving
from app.ui.timeline.axis import LEAST_VISIBLE_NS, TimeAxis
from app.ui.timeline.colours import gravity_of_manoeuvre
from app.ui.timeline.painting import gravest_apart, told_apart

AXIS = TimeAxis.whole(10**12, 10**12 + 20 * 10**9, left=288, width=950)
times = st.integers(10**12, 10**12 + 20 * 10**9)


def test_the_whole_drive_is_visible() -> None:
    assert AXIS.left < AXIS.x(AXIS.first_ns) < AXIS.x(AXIS.last_ns) < AXIS.left + AXIS.width


@given(times)
def test_a_pixel_leads_back_to_its_time(t_ns: int) -> None:
    assert abs(AXIS.time(AXIS.x(t_ns)) - t_ns) <= AXIS.visible_ns / AXIS.width


@given(times, st.floats(0.01, 100))
def test_zooming_keeps_the_time_under_the_hand(t_ns: int, factor: float) -> None:
    zoomed = AXIS.zoomed(factor, t_ns)
    assert abs(zoomed.x(t_ns) - AXIS.x(t_ns)) < 0.01 * AXIS.width or zoomed.visible_ns > AXIS.visible_ns


@given(st.lists(st.tuples(st.floats(0.001, 1000), times), max_size=20), st.integers(-(10**15), 10**15))
def test_something_of_the_drive_always_stays_visible(zooms: list[tuple[float, int]], by: int) -> None:
    axis = AXIS
    for factor, around in zooms:
        axis = axis.zoomed(factor, around)
    axis = axis.moved(by)
    assert axis.start_ns <= axis.last_ns
    assert axis.end_ns >= axis.first_ns
    assert axis.visible_ns >= LEAST_VISIBLE_NS


@given(times)
def test_ticks_are_round_counted_from_zero_and_far_enough_apart(zero: int) -> None:
    ticks = list(AXIS.ticks(Dial(zero_ns=zero)))
    assert 4 <= len(ticks) <= AXIS.width / 90 + 2
    step = ticks[0][1]
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert all((t_ns - zero) % step == 0 and AXIS.start_ns <= t_ns < AXIS.end_ns for t_ns, _ in ticks)
    assert AXIS.x(ticks[1][0]) - AXIS.x(ticks[0][0]) >= 90


@given(times)
def test_what_is_asked_for_is_brought_into_sight(t_ns: int) -> None:
    axis = AXIS.zoomed(50, AXIS.first_ns).showing(t_ns)
    assert axis.start_ns <= t_ns < axis.end_ns


def test_of_stretches_in_one_pixel_the_gravest_is_seen_and_no_pixel_is_left_out() -> None:
    second = 10**9
    axis = TimeAxis(first_ns=0, last_ns=3600 * second, start_ns=0, end_ns=3600 * second, left=0.0, width=1000.0)
    ends = [600.2, 600.8, 601.7, 900.0, 900.2, 900.5, 1000.0]
    modes = [
        "automated", "transition demand", "minimum risk manoeuvre", "manual", "emergency manoeuvre", "manual",
        "automated",
    ]  # fmt: skip
    starts = [0.0, *ends[:-1]]
    whole = [
        Driving(start_ns=int(start * 3.6 * second), end_ns=int(end * 3.6 * second), mode=mode)
        for start, end, mode in zip(starts, ends, modes, strict=True)
    ]
    # which mode each pixel has that is painted last, a pixel wide at least
    painted: dict[int, str | None] = {}
    for one in told_apart(axis, whole):
        left = int(axis.x(one.start_ns))
        for pixel in range(left, max(int(axis.x(one.end_ns)), left + 1)):
            painted[pixel] = one.mode
    assert set(painted) >= set(range(1000))
    assert painted[600] in ("transition demand", "minimum risk manoeuvre")
    assert painted[900] == "emergency manoeuvre"


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=30))
def test_of_cells_in_one_pixel_the_first_of_the_gravest_is_seen(cells: list[tuple[int, int]]) -> None:
    pixels, gravity = (np.array([cell[at] for cell in cells], dtype=np.int64) for at in (0, 1))
    seen = np.flatnonzero(gravest_apart(pixels.astype(np.float64), gravity)).tolist()
    of_each = {pixel: [at for at, cell in enumerate(cells) if cell[0] == pixel] for pixel, _ in cells}
    assert seen == sorted(max(there, key=lambda at: (cells[at][1], -at)) for there in of_each.values())


def test_braking_is_the_gravest_that_is_decided() -> None:
    order = ["keep_lane", "ease_off", "lane_change_left", "hold", "emergency_brake"]
    assert [gravity_of_manoeuvre(one) for one in order] == [0, 1, 2, 3, 4]
    assert gravity_of_manoeuvre(None) == 0
