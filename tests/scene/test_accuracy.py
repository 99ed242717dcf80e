"""How sure a position is: ellipses of covariances, what a receiver states, and what can be neither."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.pose import POSE_LAYOUT
from app.scene.accuracy import of_covariance, of_fix, of_pose
from tests.scene.moments import table


@given(st.floats(0.01, 100), st.floats(0.01, 100), st.floats(-math.pi, math.pi))
def test_the_ellipse_of_a_covariance(one: float, other: float, turned: float) -> None:
    long, short = max(one, other), min(one, other)
    axis = np.array([[math.cos(turned), -math.sin(turned)], [math.sin(turned), math.cos(turned)]])
    found = of_covariance(axis @ np.diag([long**2, short**2]) @ axis.T)
    assert found is not None
    assert (found.long, found.short) == pytest.approx((long, short), rel=1e-6, abs=1e-6)
    if long > 1.01 * short:
        assert abs(math.sin(found.direction - turned)) < 1e-3


@pytest.mark.parametrize(
    "covariance",
    [[[-1.0, 0], [0, 1]], [[1.0, 2], [2, 1]], [[np.nan, 0], [0, 1]], [[np.inf, 0], [0, 1]], [[0, 0], [0, 0]],
     [[1e30, 0], [0, 1]]],
)  # fmt: skip
def test_what_is_no_covariance_of_a_place_gives_none(covariance: list[list[float]]) -> None:
    assert of_covariance(np.array(covariance)) is None


def test_a_fix_says_it_by_covariance_or_as_one_number() -> None:
    full = of_fix(table(GNSS_LAYOUT, cov_ee=[4.0], cov_en=[0.0], cov_nn=[1.0], horizontal_accuracy=[9.0]))
    assert full is not None
    assert (full.long, full.short, full.stated) == (2.0, 1.0, False)
    assert abs(math.cos(full.direction)) == pytest.approx(1.0)
    stated = of_fix(table(GNSS_LAYOUT, horizontal_accuracy=[0.85]))
    assert stated is not None
    assert stated.stated
    assert stated.long == pytest.approx(0.85)
    # a covariance that is none does not stand in the way of what is stated
    assert of_fix(table(GNSS_LAYOUT, cov_ee=[-4.0], cov_nn=[1.0], horizontal_accuracy=[0.85])) == stated
    assert of_fix(table(GNSS_LAYOUT, latitude_deg=[1.0])) is None
    assert of_fix(table(GNSS_LAYOUT, horizontal_accuracy=[-1.0])) is None


def test_a_pose_says_it_by_covariance() -> None:
    found = of_pose(table(POSE_LAYOUT, cov_x_x=[0.01], cov_y_y=[0.04]))
    assert found is not None
    assert [found.long, found.short] == pytest.approx([0.2, 0.1])
    assert of_pose(table(POSE_LAYOUT, x=[1.0])) is None
