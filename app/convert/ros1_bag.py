"""ROS 1 bags as a source: one bag, or a folder whose bags are the pieces of one recording.

It must not know what a message says.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.convert.bag_file import MAGIC, BagFile
from app.convert.bag_metadata import files_of
from app.convert.carrier import Findings
from app.convert.decompression import Pieces
from app.convert.recording import Choice, Losses
from app.convert.streams import StreamRecording
from app.convert.topic_recording import recorded

SUFFIX = ".bag"


def recognised(source: Path) -> bool:
    """Whether this is a ROS 1 bag, or a folder with some in it; one that was not closed is called `.bag.active`."""
    if source.is_dir():
        return any(path.suffix.lower() == SUFFIX for path in source.iterdir())
    if source.suffix.lower() == SUFFIX:
        return True
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
    paths, _ = files_of(source, SUFFIX, findings)
    with ExitStack() as stack:
        stack.callback(pieces.clear)
        files = []
        for path in paths:
            files.append(BagFile(path, pieces, findings))
            stack.callback(files[-1].close)
        yield recorded(
            files, choice, source_format="ros1 bag", root=source if source.is_dir() else source.parent,
            findings=findings,
        )  # fmt: skip
