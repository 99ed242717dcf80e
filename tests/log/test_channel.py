"""Looking up records in time: latest at or before, not too old, by row and not by stamp.

Must not know payloads.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.log.channel import Channel, Mode
from app.log.leaf import UNKNOWN_TIME_NS


def channel(arrival: list[int], capture: list[int] | None = None, document: dict[str, str] | None = None) -> Channel:
    captures = np.array(capture if capture is not None else arrival, dtype=np.int64)
    arrivals = np.array(arrival, dtype=np.int64)
    order = np.argsort(np.where(captures == UNKNOWN_TIME_NS, arrivals, captures), kind="stable")
    count = len(arrival)
    return Channel(
        ids={0: 1}, name="c", kind="state", codec="rows", document=document or {},
        segment=np.zeros(count, dtype=np.int32), index=np.arange(count), size=np.zeros(count, dtype=np.uint64),
        arrival_ns=arrivals, capture_ns=captures, by_capture=order,
    )  # fmt: skip


def test_only_what_the_system_knew_is_bounded_by_the_time() -> None:
    assert Mode.ARRIVAL.known_ns(5) == 5
    assert Mode.CAPTURE.known_ns(5) is None


def test_the_latest_at_or_before() -> None:
    c = channel([10, 20, 30])
    for mode in Mode:
        assert c.row_at(9, mode) is None
        assert c.row_at(10, mode) == 0
        assert c.row_at(29, mode) == 1
        assert c.row_at(10**18, mode) == 2
        assert c.row_at(35, mode, max_age_ns=5) == 2
        assert c.row_at(36, mode, max_age_ns=5) is None
    assert len(c) == 3
    assert not c.assumed_arrival
    assert channel([1], document={"arrival": "assumed"}).assumed_arrival


def test_capture_and_arrival_differ() -> None:
    # captured 5, 25, 15; arrived in this order
    c = channel([10, 30, 40], [5, 25, 15])
    assert c.row_at(20, Mode.CAPTURE) == 2
    assert c.row_at(20, Mode.ARRIVAL) == 0
    assert c.row_at(39, Mode.ARRIVAL) == 1
    assert c.rows_between(5, 25, Mode.CAPTURE).tolist() == [0, 2]
    assert c.rows_between(5, 26, Mode.CAPTURE).tolist() == [0, 2, 1]
    assert c.rows_between(10, 40, Mode.ARRIVAL).tolist() == [0, 1]


def test_of_equal_stamps_the_last_is_current() -> None:
    c = channel([10, 10, 10])
    assert c.row_at(10, Mode.CAPTURE) == c.row_at(10, Mode.ARRIVAL) == 2
    assert c.rows_between(10, 11, Mode.CAPTURE).tolist() == [0, 1, 2]


def test_unknown_capture_stands_at_its_arrival() -> None:
    c = channel([10, 20], [UNKNOWN_TIME_NS, 12])
    assert c.time_ns(Mode.CAPTURE).tolist() == [10, 12]
    assert c.row_at(11, Mode.CAPTURE) == 0


def test_what_has_arrived_stays_so_in_a_broken_log() -> None:
    c = channel([10, 5, 20])
    assert c.row_at(9, Mode.ARRIVAL) is None
    assert c.row_at(15, Mode.ARRIVAL) == 1


def test_an_empty_channel() -> None:
    c = channel([])
    for mode in Mode:
        assert c.row_at(0, mode) is None
        assert c.rows_between(-(2**62), 2**62, mode).tolist() == []


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(-5, 50)), max_size=30),
    st.integers(-10, 60),
    st.one_of(st.none(), st.integers(0, 30)),
)
def test_against_a_plain_search(stamps: list[tuple[int, int]], t_ns: int, age: int | None) -> None:
    arrival = sorted(a for a, _ in stamps)
    capture = [c if c >= 0 else UNKNOWN_TIME_NS for _, c in stamps]
    c = channel(arrival, capture)
    for mode, times in (
        (Mode.ARRIVAL, arrival),
        (Mode.CAPTURE, [a if c == UNKNOWN_TIME_NS else c for a, c in zip(arrival, capture, strict=True)]),
    ):
        at_or_before = [(time, row) for row, time in enumerate(times) if time <= t_ns]
        best = max(at_or_before, default=None)
        wanted = None if best is None or (age is not None and t_ns - best[0] > age) else best[1]
        assert c.row_at(t_ns, mode, age) == wanted
        inside = sorted((time, row) for row, time in enumerate(times) if t_ns - 5 <= time < t_ns + 5)
        assert c.rows_between(t_ns - 5, t_ns + 5, mode).tolist() == [row for _, row in inside]


@pytest.mark.parametrize("mode", Mode)
def test_stepping_forward_and_back_is_the_same(mode: Mode) -> None:
    c = channel([10, 10, 20, 30], [4, 9, 9, 30])
    order = c.rows_between(-(2**62), 2**62, mode).tolist()
    assert sorted(order) == [0, 1, 2, 3]
