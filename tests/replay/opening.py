"""The samples opened as the program opens them, for the tests of the replay."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.chain.opening import CheckedLog, open_drives
from app.chain.trust import TrustStore

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
