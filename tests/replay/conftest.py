"""The sample that most tests of the replay look at."""

from collections.abc import Iterator

import pytest

from app.chain.opening import CheckedLog
from tests.replay.opening import SAMPLES, opened


@pytest.fixture
def crossing() -> Iterator[CheckedLog]:
    with opened(SAMPLES / "crossing.h5") as log:
        yield log
