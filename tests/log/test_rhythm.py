"""The rhythm of stamps: true rates of what is regular, jittered or comes in bursts, and gaps that are gaps.

Must not know what the records are.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.log.rhythm import Gap, Rhythm, gaps, rhythm

MS = 1_000_000


def of(*stamps_ms: float) -> Rhythm:
    return rhythm(np.array([round(one * MS) for one in stamps_ms], dtype=np.int64))


def test_a_camera_that_fails_for_a_while() -> None:
    found = of(0, 100, 200, 300, 1500, 1600, 1700)
    assert found.rate_hz == pytest.approx(10.0)
    assert found.gaps == ((300 * MS, 1200 * MS),)
    assert found.jitter_ns == 0
    assert found.steady


def test_jitter_does_not_change_the_rate() -> None:
    """Most intervals are 9 ms and some 14: the median says 111 Hz."""
    steps = np.tile([9, 9, 9, 9, 14], 200) * MS
    found = rhythm(np.cumsum(steps))
    assert found.rate_hz == pytest.approx(100.0, rel=1e-3)
    assert found.gaps == ()


def test_frames_of_a_bus_come_in_bursts() -> None:
    """Fourteen frames within 0.2 ms, a hundred times a second; one burst in the midst is missing four times."""
    beats = [at for at in range(1000) if not 500 < at <= 504]
    found = rhythm(np.array([at * 10 * MS + frame * 15_000 for at in beats for frame in range(14)], dtype=np.int64))
    assert found.rate_hz == pytest.approx(1400, rel=2e-3)
    assert found.gaps == ((5000 * MS, 50 * MS),)


def test_pictures_of_six_cameras_with_one_stamp() -> None:
    found = of(*(100 * at for at in range(50) for _ in range(6)))
    assert found.rate_hz == pytest.approx(60, rel=0.03)
    assert found.gaps == ()


def test_a_few_records_far_apart_are_no_bursts() -> None:
    found = of(0, 100, 200, 300, 100_000, 100_100, 100_200)
    assert found.rate_hz == pytest.approx(10)
    assert found.gaps == ((300 * MS, 99_700 * MS),)


def test_what_happens_now_and_then_is_not_steady() -> None:
    assert not of(0, 4500, 4510, 5486, 5692, 5706, 6306, 6766, 9366, 11206).steady


@pytest.mark.parametrize("stamps", [[], [7], [7, 7, 7]])
def test_no_rhythm_without_two_stamps(stamps: list[int]) -> None:
    assert rhythm(np.array(stamps, dtype=np.int64)) == Rhythm()


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=60))
def test_no_stamps_are_too_hostile(stamps: list[int]) -> None:
    found = rhythm(np.array(sorted(stamps), dtype=np.int64))
    assert found.rate_hz is None or found.rate_hz > 0
    assert all(length > 0 for _, length in found.gaps)


def test_head_between_and_tail_are_gaps_of_one_kind_each() -> None:
    stamps = np.array([2000, 2100, 2200, 3500, 3600], dtype=np.int64) * MS
    found = gaps(rhythm(stamps), stamps, (0, 9000 * MS))
    assert found == (
        Gap(0, 2000 * MS, "before"),
        Gap(2200 * MS, 3500 * MS, "between"),
        Gap(3600 * MS, 9000 * MS, "behind"),
    )
    # what is late by less than half a second is latency
    assert gaps(rhythm(stamps[:3]), stamps[:3], (1600 * MS, 2600 * MS)) == ()
    assert gaps(Rhythm(), stamps[:1], (0, 9000 * MS)) == ()
