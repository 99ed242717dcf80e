"""ROS 1 bags as a source: one bag, or a folder whose bags are the pieces of one recording.

It must not know what a message says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.convert.messages.carrier import Findings
from app.convert.messages.decompression import Pieces
from app.convert.recording import Choice, Losses
from app.convert.ros_bags.bag_file import BagFile
from app.convert.ros_bags.bag_records import MAGIC
from app.convert.streams import StreamRecording
from app.convert.topics.bag_metadata import files_of
from app.convert.topics.carried import carried

SUFFIXES = (".bag", ".bag.active")
"""The latter is the bag that is being written, which is the last of its folder."""


def recognised(source: Path) -> bool:
    """Whether this is a ROS 1 bag, or a folder with some in it."""
    if source.is_dir():
        return any(path.name.lower().endswith(SUFFIXES) for path in source.iterdir())
    if source.name.lower().endswith(SUFFIXES):
        return True
    if not source.is_file():
        return False
    with source.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in one bag, or in the bags of a folder.

    Raises:
        ConvertError: they are no bags, nothing of them can be taken, or they are several recordings.
        SourceError: they cannot be opened.
    """
    findings, pieces = Findings(losses=Losses()), Pieces()
    paths, metadata = files_of(source, SUFFIXES, findings, what="ROS 1 bag")
    with carried(
        source, paths, choice, lambda path: BagFile(path, pieces, findings), source_format="ros1 bag",
        findings=findings, metadata=metadata, pieces=pieces,
    ) as recording:  # fmt: skip
        yield recording
