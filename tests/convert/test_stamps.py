"""Stamps: only the unit changes, exactly.

Must not know where stamps come from.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.convert.stamps import each_ns, oddities, stamped, to_ns

UNITS = st.sampled_from([1, 10**3, 10**6, 10**9])


@given(st.lists(st.integers(-(2**62), 2**62), min_size=1), UNITS)
def test_whole_numbers_are_exact(values: list[int], unit: int) -> None:
    stamps, good = to_ns(np.array(values, dtype=np.int64), unit)
    wanted = [value * unit for value in values]
    assert good.tolist() == [abs(value) <= 2**62 // unit for value in values]
    assert all(stamp == want for stamp, want, fits in zip(stamps.tolist(), wanted, good.tolist(), strict=True) if fits)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1), UNITS)
def test_floating_numbers_are_rounded_to_the_nearest(values: list[float], unit: int) -> None:
    stamps, good = to_ns(np.array(values), unit)
    for value, stamp, fits in zip(values, stamps.tolist(), good.tolist(), strict=True):
        if fits:
            # of the float64 itself, and not of what it was meant to be
            assert abs(Decimal(value) * unit - stamp) <= Decimal("0.5001")
        else:
            assert not np.isfinite(value) or abs(value) * unit >= 2**61


@pytest.mark.parametrize(
    ("values", "unit", "stamps", "good"),
    [
        (np.array([1.5, np.nan]), 10**9, [1_500_000_000, 0], [True, False]),
        (np.array([1_454_000_000.25]), 10**9, [1_454_000_000_250_000_000], [True]),
        (np.array([0.5], dtype="f2"), 10**3, [500], [True]),
        (np.array([2**64 - 1, 7], dtype="u8"), 1, [0, 7], [False, True]),
        (np.array([-(2**63)]), 1, [0], [False]),
    ],
)
def test_some_stamps(values: np.ndarray, unit: int, stamps: list[int], good: list[bool]) -> None:
    found, fits = to_ns(values, unit)
    assert (found.tolist(), fits.tolist()) == (stamps, good)


def test_whole_numbers_stay_exact_beside_others() -> None:
    values = [1_557_539_956_123_456_789, None, 1.75, 2**62, 2**80, float("nan"), -3]
    stamps, good = each_ns(values, 1)
    assert good.tolist() == [True, False, True, False, False, False, True]
    assert stamps[good].tolist() == [1_557_539_956_123_456_789, 2, -3]
    assert stamped("abc", [7, None, 9], 1000)[0] == ["a", "c"]
    assert each_ns([], 1)[0].shape == (0,)


def test_oddities() -> None:
    found = oddities(np.array([0, 10, 20, 20, 15, 25, 500], dtype=np.int64))
    assert found.document() == {"duplicates": 1, "regressions": 1, "jumps": 1, "usual_step_ns": 10}
    assert oddities(np.array([], dtype=np.int64)).usual_step_ns is None
    assert oddities(np.array([5, 5], dtype=np.int64)).document()["jumps"] == 0
