"""The sample that most tests of the scene look at, and its seventh second."""

from collections.abc import Iterator

import pytest

from app.chain.opening import CheckedLog
from app.scene.moment import Moment
from tests.replay.answers import moment_of
from tests.replay.opening import SAMPLES, opened


@pytest.fixture(scope="module")
def crossing() -> Iterator[CheckedLog]:
    with opened(SAMPLES / "crossing.h5") as log:
        yield log


@pytest.fixture(scope="module")
def seven(crossing: CheckedLog) -> Moment:
    return moment_of(crossing, 7.0)
