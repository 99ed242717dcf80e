"""MCAP as a source: one file, or a folder whose files are the pieces of one recording.

It must not know what a message says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.convert.mcap.file import McapFile
from app.convert.mcap.records import MAGIC
from app.convert.messages.carrier import Findings
from app.convert.messages.decompression import Pieces
from app.convert.recording import Choice, Losses
from app.convert.streams import StreamRecording
from app.convert.topics.bag_metadata import files_of
from app.convert.topics.carried import carried

SUFFIX = ".mcap"


def recognised(source: Path) -> bool:
    """Whether this is an MCAP file, or a folder with some in it."""
    if source.is_dir():
        return any(path.suffix.lower() == SUFFIX for path in source.iterdir())
    if source.suffix.lower() == SUFFIX:
        return True
    if not source.is_file():
        return False
    with source.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in one file, or in the files of a folder.

    Raises:
        ConvertError: they are no MCAP, nothing of them can be taken, or they are several recordings.
        SourceError: they cannot be opened.
    """
    findings, pieces = Findings(losses=Losses()), Pieces()
    paths, metadata = files_of(source, (SUFFIX,), findings, what="MCAP file")
    with carried(
        source, paths, choice, lambda path: McapFile(path, pieces, findings), source_format="mcap", findings=findings,
        metadata=metadata, pieces=pieces,
    ) as recording:  # fmt: skip
        yield recording
