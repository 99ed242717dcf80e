"""MCAP as a source: one file, or a folder whose files are the pieces of one recording.

It must not know what a message says.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.convert.bag_metadata import files_of
from app.convert.carrier import Findings
from app.convert.decompression import Pieces
from app.convert.mcap_file import McapFile
from app.convert.mcap_records import MAGIC
from app.convert.recording import Choice, Losses
from app.convert.streams import StreamRecording
from app.convert.topic_recording import recorded

SUFFIX = ".mcap"


def recognised(source: Path) -> bool:
    """Whether this is an MCAP file, or a folder with some in it."""
    if source.is_dir():
        return any(path.suffix.lower() == SUFFIX for path in source.iterdir())
    if source.suffix.lower() == SUFFIX:
        return True
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
    paths, metadata = files_of(source, SUFFIX, findings)
    with ExitStack() as stack:
        stack.callback(pieces.clear)
        files = []
        for path in paths:
            files.append(McapFile(path, pieces, findings))
            stack.callback(files[-1].close)
        yield recorded(
            files, choice, source_format="mcap", root=source if source.is_dir() else source.parent,
            findings=findings, metadata=metadata,
        )  # fmt: skip
