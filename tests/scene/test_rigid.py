"""Rigid transforms: against values reckoned by hand, and the laws that they keep.

Must not know sensors.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kinds.calibration import Transform
from app.scene.rigid import (
    angle_between,
    between,
    inverse,
    matrix_from,
    matrix_of,
    moved,
    quaternion_of,
    transform_of,
    yaw_of,
)

HALF = np.sqrt(0.5)
PARTS = st.floats(-1, 1).map(lambda one: round(one, 3))
TURNS = st.tuples(PARTS, PARTS, PARTS, PARTS).filter(lambda turn: sum(part * part for part in turn) > 0.01)


@pytest.mark.parametrize(
    ("turn", "point", "there"),
    [
        ((1, 0, 0, 0), (1, 2, 3), (1, 2, 3)),
        ((HALF, 0, 0, HALF), (1, 0, 0), (0, 1, 0)),  # a quarter to the left
        ((HALF, HALF, 0, 0), (0, 1, 0), (0, 0, 1)),
        ((0, 0, 1, 0), (1, 2, 3), (-1, 2, -3)),
        ((0.5, -0.5, 0.5, -0.5), (0, 0, 1), (1, 0, 0)),  # camera axes in those of the vehicle: z is forward
        ((0.5, -0.5, 0.5, -0.5), (1, 0, 0), (0, -1, 0)),
    ],
)  # fmt: skip
def test_turns_by_hand(turn: tuple[float, ...], point: tuple[float, ...], there: tuple[float, ...]) -> None:
    matrix = matrix_of(turn, (10.0, 20.0, 30.0))
    assert moved(matrix, np.array([point], dtype=float))[0] == pytest.approx(np.add(there, (10, 20, 30)))


@given(TURNS)
def test_a_quaternion_comes_back(turn: tuple[float, ...]) -> None:
    unit = np.array(turn) / np.linalg.norm(turn)
    found = quaternion_of(matrix_of(turn))
    assert abs(float(found @ unit)) == pytest.approx(1, abs=1e-12)
    assert found[0] >= 0


@given(TURNS, st.tuples(PARTS, PARTS, PARTS))
def test_inverse_and_what_calibration_says(turn: tuple[float, ...], place: tuple[float, ...]) -> None:
    matrix = matrix_of(turn, place)
    assert inverse(matrix) @ matrix == pytest.approx(np.eye(4), abs=1e-12)
    assert matrix_from(transform_of(matrix)) == pytest.approx(matrix, abs=1e-12)
    rows = tuple(tuple(row) for row in matrix.tolist())
    assert matrix_from(Transform(matrix=rows)) == pytest.approx(matrix, abs=0)  # type: ignore[arg-type]
    vector, _ = cv2.Rodrigues(matrix[:3, :3])
    assert angle_between(np.eye(4), matrix) == pytest.approx(float(np.linalg.norm(vector)), abs=1e-6)


def test_many_at_once_are_as_one_by_one() -> None:
    turns, places = np.array([[1.0, 0, 0, 0], [HALF, 0, 0, HALF]]), np.array([[1.0, 2, 3], [4, 5, 6]])
    both = matrix_of(turns, places)
    assert both == pytest.approx(np.stack([matrix_of(t, p) for t, p in zip(turns, places, strict=True)]))
    assert inverse(both)[1] == pytest.approx(inverse(both[1]))


@pytest.mark.parametrize("other", [(HALF, 0, 0, HALF), (-HALF, 0, 0, -HALF)])
def test_between_goes_the_short_way_at_a_steady_rate(other: tuple[float, ...]) -> None:
    turns = np.array([(1, 0, 0, 0), other], dtype=float)
    for share in (0.0, 0.25, 0.5, 1.0):
        found = between(turns, np.array([[0.0, 0, 0], [4, 8, 0]]), share)
        assert angle_between(np.eye(4), found) == pytest.approx(share * np.pi / 2)
        assert found[:3, 3] == pytest.approx((4 * share, 8 * share, 0))
    same = between(np.array([[1.0, 0, 0, 0], [1, 1e-12, 0, 0]]), np.zeros((2, 3)), 0.5)
    assert same == pytest.approx(np.eye(4))


@pytest.mark.parametrize("turn", [(0, 0, 0, 0), (np.nan, 0, 0, 1), (np.inf, 0, 0, 0)])
def test_what_turns_nothing(turn: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="zero or not finite"):
        matrix_of(turn)


@given(st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda one: sum(part * part for part in one) > 0.01))
def test_a_heading_is_where_x_points_to_on_the_plane(rotation: tuple[float, float, float, float]) -> None:
    unit = np.array(rotation) / np.linalg.norm(rotation)
    ahead = matrix_of(unit)[:2, 0]
    yaw = yaw_of(*unit.tolist())
    assert np.hypot(*ahead) * np.array([np.cos(yaw), np.sin(yaw)]) == pytest.approx(ahead, abs=1e-12)
