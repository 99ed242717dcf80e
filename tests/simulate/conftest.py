"""The three samples, simulated once for all tests that look at them."""

from __future__ import annotations

import pytest

from app.simulate.samples.making import simulate
from tests.simulate.drives import Told


@pytest.fixture(scope="session")
def crossing_told() -> Told:
    return Told(simulate("crossing"))


@pytest.fixture(scope="session")
def cut_in_told() -> Told:
    return Told(simulate("cut-in"))


@pytest.fixture(scope="session")
def stalled_truck_told() -> Told:
    return Told(simulate("stalled-truck"))


@pytest.fixture(params=["crossing", "cut_in", "stalled_truck"])
def told(request: pytest.FixtureRequest) -> Told:
    """Each of them."""
    found: Told = request.getfixturevalue(f"{request.param}_told")
    return found
