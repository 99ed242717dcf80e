"""The samples opened as the program opens them, for the tests of the replay."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.chain.opening import CheckedLog, open_drives
from app.chain.trust import TrustStore
from app.replay.cache import Cache
from app.replay.lanes import Lanes, lanes_of
from app.replay.sampler import Sampler

SAMPLES = Path(__file__).resolve().parents[2] / "sample_logs"
NAMES = ("crossing", "cut-in", "stalled-truck")


@contextmanager
def opened(path: Path) -> Iterator[CheckedLog]:
    """A log with its structure checked, closed at the end."""
    drives, refused = open_drives([path], TrustStore())
    assert not refused
    log = drives[0].log()
    try:
        yield log
    finally:
        log.close()


def lanes_in(name: str) -> Lanes:
    """The complete lanes of a sample."""
    with opened(SAMPLES / f"{name}.h5") as log:
        *_, last = lanes_of(Sampler(log, Cache()))
    return last
