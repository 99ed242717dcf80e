"""The recording that some files of messages make together, open as long as it is read.

It must not know formats: whoever opens it says what reads one of its files.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.convert.messages.carrier import Carrier, Findings
from app.convert.messages.decompression import Pieces
from app.convert.recording import Choice
from app.convert.streams import StreamRecording
from app.convert.topics.bag_metadata import BagMetadata
from app.convert.topics.recording import recorded


@contextmanager
def carried(source: Path, paths: Sequence[Path], choice: Choice, make: Callable[[Path], Carrier], *,
            source_format: str, findings: Findings, metadata: BagMetadata | None = None,
            pieces: Pieces | None = None) -> Iterator[StreamRecording]:  # fmt: skip
    """The recording in these files of a source, each opened by `make`; `pieces`: what they hold of themselves.

    Raises:
        ConvertError: as `recorded`.
        SourceError: one cannot be opened.
    """
    with ExitStack() as stack:
        if pieces is not None:
            stack.callback(pieces.clear)
        files: list[Carrier] = []
        for path in paths:
            files.append(make(path))
            stack.callback(files[-1].close)
        root = source if source.is_dir() else source.parent
        yield recorded(files, choice, source_format=source_format, root=root, findings=findings, metadata=metadata)
