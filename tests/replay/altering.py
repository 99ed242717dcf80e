"""Samples in which somebody changed a record, for tests."""

import shutil
from pathlib import Path

from app.log.segment import Segment
from app.log.source import Source
from tests.replay.opening import SAMPLES


def alter(path: Path, channel: int = 1, number: int = 60) -> None:
    """Change bytes in the middle of a record where the file lies, such as a picture of the camera in front."""
    with Segment(Source(path)) as segment:
        at = [index for index in range(len(segment)) if segment.leaves[index]["channel"] == channel][number]
        extent = segment.extent(at)
    with path.open("r+b") as file:
        file.seek(extent.offset + extent.length // 2)
        file.write(b"\x55\xaa\x55")


def altered(path: Path, channel: int = 1, number: int = 60) -> Path:
    """A copy of `crossing` in which one record was changed."""
    shutil.copyfile(SAMPLES / "crossing.h5", path)
    alter(path, channel, number)
    return path
