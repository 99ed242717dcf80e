"""Ids of channels by numpy, of whatever width they are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.log.log import distinct, sortable


@given(st.lists(st.integers(0, 2**16 - 1) | st.integers(0, 2**32 - 1), max_size=50))
def test_they_keep_their_order_and_each_is_told_once(ids: list[int]) -> None:
    given_ids = np.array(ids, dtype=np.uint32)
    order = np.argsort(sortable(given_ids), kind="stable")
    assert given_ids[order].tolist() == sorted(ids)
    assert distinct(given_ids) == sorted(set(ids))
