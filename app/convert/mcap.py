"""MCAP as a source: one file, or a folder whose files are the pieces of one recording.

It must not know what a message says.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.convert.carrier import Findings
from app.convert.decompression import Pieces
from app.convert.mcap_file import McapFile
from app.convert.mcap_records import MAGIC
from app.convert.recording import Choice, ConvertError, Losses
from app.convert.streams import StreamRecording
from app.convert.topic_recording import recorded

SUFFIX = ".mcap"
_MOST_FILES = 512


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
    paths = sorted(path for path in source.iterdir() if path.suffix.lower() == SUFFIX) if source.is_dir() else [source]
    if len(paths) > _MOST_FILES:
        raise ConvertError(f"{source}: {len(paths)} files; at most {_MOST_FILES} are taken together")
    findings, pieces = Findings(losses=Losses()), Pieces()
    with ExitStack() as stack:
        files = []
        for path in paths:
            files.append(McapFile(path, pieces, findings))
            stack.callback(files[-1].close)
        yield recorded(
            files, choice, source_format="mcap", root=source if source.is_dir() else source.parent,
            findings=findings, splits=False,
        )  # fmt: skip
