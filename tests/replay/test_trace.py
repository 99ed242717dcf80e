"""A signal drawn over few pixels shows every peak and bridges nothing, and looks up as a search by hand does."""

import numpy as np
import numpy.typing as npt
import pytest

from app.log.channel import Mode
from app.replay.trace import Column, Outline, Trace
from app.scene.standing import Standing

MS = 1_000_000


def column(
    values: npt.NDArray[np.float64], *, step_ns: int = 10 * MS, max_age_ns: int | None = 50 * MS,
    times: npt.NDArray[np.int64] | None = None, arrival: npt.NDArray[np.int64] | None = None,
) -> Column:  # fmt: skip
    times = np.arange(len(values), dtype=np.int64) * step_ns if times is None else times
    return Column(
        rows=np.arange(len(values)), times_ns=times, arrival_ns=times + 5 * MS if arrival is None else arrival,
        values=values, standing=np.zeros(len(values), dtype=np.int8), max_age_ns=max_age_ns,
    )  # fmt: skip


def by_columns(outline: Outline, columns: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The extremes that are drawn in each column."""
    low, high = np.full(columns, np.nan), np.full(columns, np.nan)
    for x, y in zip(outline.x.tolist(), outline.y.tolist(), strict=True):
        if not np.isnan(y):
            low[int(x)], high[int(x)] = np.fmin(low[int(x)], y), np.fmax(high[int(x)], y)
    return low, high


@pytest.mark.parametrize("seed", range(12))
def test_every_column_has_its_exact_extremes(seed: int) -> None:
    random = np.random.default_rng(seed)
    count = int(random.choice([5_000, 60_001, 400_003]))
    values = random.normal(size=count)
    values[random.random(count) < 0.05] = np.nan
    for _ in range(3):
        at = int(random.integers(count))
        values[at : at + int(random.integers(1, 4000))] = np.nan
    times = np.cumsum(random.integers(0, 20 * MS, count))
    trace = Trace(column(values, times=times), Mode.CAPTURE)
    columns = int(random.integers(50, 700))
    start = int(times[count // 9]) - int(random.integers(MS))
    end = int(times[-1]) - int(random.integers(count // 5)) * MS
    low, high = by_columns(trace.outline(start, end, columns), columns)
    edges = start + np.arange(columns + 1) * (end - start) // columns
    for at, (first, behind) in enumerate(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)):
        inside = values[(times >= first) & (times < behind)]
        inside = inside[~np.isnan(inside)]
        assert (np.isnan(low[at]) and not len(inside)) or low[at] == inside.min()
        assert (np.isnan(high[at]) and not len(inside)) or high[at] == inside.max()


def test_one_sample_among_ten_millions_is_seen() -> None:
    values = np.zeros(10_000_000)
    values[7_654_321] = 42.0
    trace = Trace(column(values, step_ns=MS), Mode.CAPTURE)
    outline = trace.outline(0, 10_000_000 * MS, 1500)
    assert np.nanmax(outline.y) == 42.0
    assert abs(outline.x[int(np.nanargmax(outline.y))] - 0.7654321 * 1500) <= 1
    assert trace.range == (0.0, 42.0)


@pytest.mark.parametrize("count", [400, 50_000])
def test_what_is_not_known_and_what_is_far_apart_parts_the_line(count: int) -> None:
    values = np.ones(count)
    values[count // 4 : count // 2] = np.nan
    times = np.arange(count, dtype=np.int64) * 10 * MS
    times[3 * count // 4 :] += 10**10
    outline = Trace(column(values, times=times), Mode.CAPTURE).outline(0, int(times[-1]) + 1, 300)
    known = ~np.isnan(outline.y)
    strokes = int(np.count_nonzero(known[1:] & ~known[:-1])) + int(known[0])
    assert strokes == 3


def test_a_step_holds_until_the_next_sample_or_its_maximum_age() -> None:
    times = np.array([0, 20, 30, 200], dtype=np.int64) * MS
    trace = Trace(column(np.array([1.0, 2.0, 2.0, 3.0]), times=times), Mode.CAPTURE, stepped=True)
    outline = trace.outline(0, 400 * MS, 400)
    assert list(zip(outline.x[:4].tolist(), outline.y[:4].tolist(), strict=True)) == [(0, 1), (20, 1), (20, 2), (30, 2)]
    assert outline.x[5] == 80
    assert np.isnan(outline.y[6])
    assert outline.x[-1] == 250


def test_readings_are_the_latest_at_or_before_and_not_too_old() -> None:
    trace = Trace(column(np.array([1.0, np.nan, 3.0])), Mode.CAPTURE)
    assert trace.at(-1).absent
    assert trace.at(0).value == 1.0
    assert trace.at(9 * MS).age_ns == 9 * MS
    unknown = trace.at(15 * MS)
    assert (unknown.value, unknown.absent) == (None, False)
    assert trace.at(70 * MS).value == 3.0
    old = trace.at(71 * MS)
    assert (old.value, old.absent, old.age_ns) == (None, True, 51 * MS)


def test_by_arrival_a_late_sample_is_not_yet_known() -> None:
    arrival = np.array([10, 90, 30], dtype=np.int64) * MS
    trace = Trace(column(np.array([1.0, 2.0, 3.0]), arrival=np.maximum.accumulate(arrival)), Mode.ARRIVAL)
    assert trace.times_ns.tolist() == [10 * MS, 90 * MS, 90 * MS]
    assert trace.at(40 * MS).value == 1.0
    assert trace.at(95 * MS).value == 3.0


def test_statistics_are_of_what_is_known() -> None:
    trace = Trace(column(np.array([1.0, np.nan, 3.0, 100.0])), Mode.CAPTURE)
    found = trace.statistics(0, 30 * MS)
    assert (found.count, found.missing, found.least, found.mean, found.most, found.std) == (3, 1, 1.0, 2.0, 3.0, 1.0)
    nothing = trace.statistics(10 * MS, 20 * MS)
    assert (nothing.count, nothing.missing, nothing.mean) == (1, 1, None)


def test_what_is_not_good_is_marked_as_stretches() -> None:
    made = column(np.zeros(6))
    made.standing[2:4] = Standing.BROKEN
    made.standing[5] = Standing.AFTER_BREAK
    starts, lasts, standings = Trace(made, Mode.CAPTURE).marks
    assert starts.tolist() == [20 * MS, 50 * MS]
    assert lasts.tolist() == [30 * MS, 50 * MS]
    assert standings.tolist() == [Standing.BROKEN, Standing.AFTER_BREAK]


def test_nothing_is_a_signal_too() -> None:
    trace = Trace(column(np.empty(0)), Mode.CAPTURE)
    assert trace.range is None
    assert trace.at(0).absent
    assert len(trace.outline(0, 100, 10).x) == 0
    assert trace.statistics(0, 10).count == 0
    stepped = Trace(column(np.empty(0)), Mode.CAPTURE, stepped=True)
    assert len(stepped.outline(0, 100, 10).x) == 0
